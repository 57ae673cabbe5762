"""Where a spoken Chinese turn without punctuation takes a breath: 画个机器猫吧就是那种科幻的, 太花了换成黑的."""

import re

PARTICLE = re.compile(r"(?<=[㐀-鿿]{2})(?<![酒网贴水书氧])吧(?=[㐀-鿿]{2})(?!台|女|丽|唧|啦|啊|呀)")
TOO_MUCH = re.compile(r"(?P<x>(?:太|有点|有些)[^，。的]{1,3}了)(?=[换改把给再加去删弄来调变让还])")
NOT_THIS = re.compile(r"(?P<x>[不别]要[^，。要]{1,5}的)(?=(?:要|换成|改成)[^，。])")
NEVER_MIND = re.compile(r"^(?P<x>算了|不对|错了|好了|行了)(?=(?:还是|换|改|把|给|再|应该|是|不要|别|去掉)[㐀-鿿])")
BREATHS = ((PARTICLE, "吧，"), (TOO_MUCH, r"\g<x>，"), (NOT_THIS, r"\g<x>，"), (NEVER_MIND, r"\g<x>，"))


def breathed(text: str) -> str:
    """Return a turn with a comma where one clause shows by its last word that it is over."""
    for pattern, new in BREATHS:
        text = pattern.sub(new, text)
    return text
