"""What Chinese leaves open: 换个画风 says not which, 红色的那辆 names none of three cars. Huatu asks back.

Nothing is changed: a style called 换个画风, or one more car called 那辆, is what nobody wanted.
"""

import re

from dialog.scene import Scene
from rewriter import phrases_zh
from rewriter.chinese import MEASURES
from rewriter.lexicon import Lexicon
from rewriter.naming_zh import Names
from rewriter.reading_zh import clean

OPEN = re.compile(
    r"^(?:(?P<remark>[^，把给让加去删]{1,10})，)?(?:再|还是|我?想|帮我|给我|那就?|能不能|可不可以|可以|要不)*(?:把|给)?(?P<x>[^，换]{0,8}?)(?:的)?(?:再)?"
    rf"换(?:一)?(?:[{MEASURES}种下])?(?:别的|其他的?|另外?一?种?的?|不一样的|不同的|新的?)?"
    r"(?P<what>画风|风格|颜色|背景|场景|姿势|动作|角度|视角|表情|发型|天气|造型|样式|款式)(?:看看|试试|吧|呗|吗|啊|呀|呢|行吗|好吗|行不行|好不好|可以吗|怎么样)*[。！？!?~～]*$"
)
SUGGESTED = re.compile(
    r"^(?:你(?:觉得|说)|那|要是|如果)*(?P<x>[^，]*(?:换成|改成|加上?|去掉|放)[^，]{1,8}?)(?:的话)?(?:会不会|是不是|会)(?:更|比较)?(?:好看?|合适|漂亮)(?:一点|一些|点)?(?:呢|吗|啊|呀)*[?？]*$"
)
THAT_ONE = re.compile(
    rf"^(?:把|给|让|将)?(?P<head>(?P<x>[^，的那这]{{1,6}}?)的?[那这](?:一)?(?P<m>[{MEASURES}])|[那这](?:一)?(?P<n>[{MEASURES}])(?P<y>[^，的]{{1,6}})的)(?P<rest>[^，的][^，]*)$"
)
WORN = re.compile(r"^[戴穿拿围系披抱举打](?:着|了)?(?P<thing>.{1,4})$")


def ask_back(words: str, scene: Scene, lexicon: Lexicon, focus: tuple[str, ...]) -> str:
    """Return the question that a Chinese turn leaves Huatu with, or ""."""
    if len(words) > 40 or not scene.subjects:
        return ""
    suggested = SUGGESTED.match(words)
    if suggested:
        return f"可以试试：说“{suggested.group('x')}”，我就改。"
    return _open(words, lexicon) or _no_such(clean(words), Names(scene, lexicon, focus))


def _open(words: str, lexicon: Lexicon) -> str:
    asked = OPEN.match(words)
    if asked is None:
        return ""
    what = asked.group("what")
    if what not in ("画风", "风格"):
        return f"想换成什么样的{what}？"
    known = "、".join(lexicon.canonical("style", id_, "zh") for id_ in lexicon.terms["style"])
    return f"想换成什么{what}？我认识这些：{known}。也可以用自己的话说。"


def _no_such(words: str, names: Names) -> str:
    """Say that nothing is of the color, or wears the thing, that one of several is told by."""
    found = THAT_ONE.match(words)
    told = (found.group("x") or found.group("y")) if found else ""
    color = names.lexicon.lookup(told, "color") or names.lexicon.lookup(f"{told}色", "color")
    worn = WORN.match(told)
    if found is None or not (color or worn) or names.find(found.group("head")):
        return ""
    sign = worn.group("thing") if worn else told.removesuffix("色")
    if sign in phrases_zh.caption(names.scene, names.lexicon):
        return ""
    measure = found.group("m") or found.group("n")
    several = [s for s in names.scene.subjects if s.count > 1 and phrases_zh.measure_of(s, names.lexicon) == measure]
    of = f"{told}{'' if worn else '的'}"
    if several and not worn:
        return f"没有说过哪一{measure}{several[0].noun}是{of}。可以先说“其中一{measure}改成{of}”。"
    return f"画面里没有{told}的那{measure}。"
