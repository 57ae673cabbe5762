"""Chinese as it is typed and dictated, brought into the form that the rules read: outside of quotation marks only.

Traditional characters, signs of full width, emoji that stand for a noun, English words between Chinese ones, common
slips of the keyboard, and spaces where a comma belongs.
"""

import re
from functools import lru_cache

from rewriter.breaths_zh import breathed
from rewriter.chinese import MEASURES
from rewriter.emoji import FACES, PICTOGRAPH
from rewriter.lexicon import CONCEPT, Lexicon
from rewriter.reported_zh import plainly
from rewriter.traditional_zh import simplified

QUOTED = re.compile(r"[“\"「『]([^“”\"「」『』]{1,200})[”\"」』]")
CJK = "㐀-鿿"
ENGLISH = (
    (r"undo", "撤销"),
    (r"(?:delete|remove|del)(?:掉|了)?", "去掉"),
    (r"(?:draw|paint)(?= ?[一两三四五六七八九十个只])", "画"),
    (r"background", "背景"),
    (r"style", "风格"),
    (r"(?:change|switch)(?:成| to)?", "换成"),
    (r"(?:add|来)(?:上|个)? (?=[a-z])", "加个"),
    (r"add", "加"),
    (r"keep", "保留"),
    (r"color|colour", "颜色"),
    (r"please|pls|plz", ""),
    (r"ok(?:ay)?", "好"),
)
SLIPS = (
    (r"(?:^|(?<=[，。！？；]))在(?=[来加堆画放添多]|一[个只条朵张])", "再"),
    (r"再(?=[左右上下中][边面间]|中间|旁边)", "在"),
    (r"围群", "围裙"),
    (r"冒子", "帽子"),
    (r"[兰篮]色", "蓝色"),
    (r"[做座](?=在[^，。]{1,8}[上里下边旁])", "坐"),
    (
        r"带(?=(?:着|上|了)?(?:[一两][个顶副条])?[^，。的]{0,6}?(?:帽|眼镜|墨镜|围巾|项链|手套|口罩|皇冠|"
        r"领结|耳环|面具))",
        "戴",
    ),
    (r"(?<=画)一下(?=[^，。！？])", ""),
    (r"(?<=的)那种(?=$|[，。！？；吧])", ""),
    (r"(?<=[上里中])一男一女", "有一个男人和一个女人"),
    (r"(?<=[着画来有])一男一女", "一个男人和一个女人"),
    (r"(?<=画)我的?一家(?=$|[，。！])", "一家人"),
    (r"(?<=[挂摆堆铺放贴种开坐站长爬飘塞装])满了(?=[^，。])", "满"),
    (r"火苗串起", "火苗窜起"),
    (r"换层(?=[^，。])", "换成"),
    (r"变层(?=[^，。])", "变成"),
    (r"改层(?=[^，。])", "改成"),
    (r"在见", "再见"),
    (r"辨子", "辫子"),
    (r"(?<=[^，。])被景", "背景"),
    (
        r"(?:我们|咱们|他们|我|咱)?的?(?:全家人?|一大家子|一家子)(?=正?在|都|坐|围|一起|一块|去|吃|过|出门|看|玩|穿|戴)",
        "一家人",
    ),
    (r"(?:我们|咱们)(?=一家[三四五六七]口)", ""),
)
LATIN_LAST = re.compile(rf"([一两三四五六七八九十][{MEASURES}])([{CJK}]{{1,4}}) ?([A-Za-z]{{3,}}) ?的(?=[，。,；！]|$)")
"""The English word that is put after its noun: 一条飞龙 neon 的."""
SLIPS_READ = tuple((re.compile(pattern), new) for pattern, new in SLIPS)
ENGLISH_READ = tuple(
    (re.compile(rf"(?<![A-Za-z]){pattern}(?![A-Za-z])", re.IGNORECASE), new) for pattern, new in ENGLISH
)
BEFORE_NOUN = re.compile(rf"[{MEASURES}的把给和跟在用有加画是成戴拿吃抱喂骑换来要色大小黑白红]$")


def normalise(text: str, lexicon: Lexicon) -> str:
    """Return ``text`` as the rules read it; what stands in quotation marks stays as it is."""
    pieces, at = [], 0
    for found in QUOTED.finditer(text):
        pieces += [_outside(text[at : found.start()], lexicon), f"“{found.group(1)}”"]
        at = found.end()
    pieces.append(_outside(text[at:], lexicon))
    return plainly(_spaced("".join(pieces)).strip())


def _outside(text: str, lexicon: Lexicon) -> str:
    text = simplified(text)
    for pattern, new in ENGLISH_READ:
        text = pattern.sub(new, text)
    text = re.sub(
        r"(?<=[把将给的])[ \t]+(?=风格|背景|颜色)|(?<=风格|背景|颜色)[ \t]+(?=[换改变还要用再上里的来弄])", "", text
    )
    text = LATIN_LAST.sub(r"\1\3的\2", text)
    text = _emoji(_once(text, lexicon), lexicon)
    for pattern, new in SLIPS_READ:
        text = pattern.sub(new, text)
    return breathed(text)


def _once(text: str, lexicon: Lexicon) -> str:
    """Leave out an English noun that only says the Chinese one before it again: "地球 earth"."""

    def doubled(found: re.Match[str]) -> str:
        concept = lexicon.concept(found.group(2))
        before = {lexicon.concept(found.group(1)[-size:]) for size in range(1, 5)}
        return f"{found.group(1)}，" if concept and concept in before else found.group(0)

    return re.sub(rf"([{CJK}]{{1,4}}) ?\b([A-Za-z]{{3,}})\b ?(?=[{CJK}，]|$)", doubled, text)


def _spaced(text: str) -> str:
    """Read a space between Chinese words as a comma; beside a Latin word it says nothing."""
    pieces, at = [], 0
    for found in QUOTED.finditer(text):
        pieces += [_commas(text[at : found.start()]), found.group(0)]
        at = found.end()
    joined = "".join([*pieces, _commas(text[at:])])
    return re.sub(rf"”[ \t]+(?=[{CJK}])", "”，", joined)


def _commas(text: str) -> str:
    text = re.sub(rf"(?<=[{CJK}”])[ \t　]+(?=[{CJK}])|(?<=[{CJK}])[ \t　]+$(?!\n)", "，", text)
    text = re.sub(rf"(?<=[{CJK}])([A-Za-z0-9]+)[ \t]+(?=[{CJK}]{{2}})", r"\1，", text)
    text = re.sub(rf"(?<=[{CJK}])[ \t]+(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])[ \t]+(?=[{CJK}])", "", text)
    return re.sub(r"，(?=[，。！？；])", "", text)


@lru_cache(maxsize=8)
def _figures(lexicon: Lexicon) -> dict[str, str]:
    figures = {_bare(c.figure): c.zh[0] for c in reversed(list(lexicon.concepts.values())) if c.zh and c.figure}
    return figures | {code: lexicon.concepts[id_].zh[0] for code, id_ in FACES.items() if id_ in lexicon.concepts}


def _emoji(text: str, lexicon: Lexicon) -> str:
    """Spell out an emoji that stands where a noun belongs; one that repeats a word or adorns goes."""
    if not PICTOGRAPH.search(text):
        return text
    read, at = "", 0
    for found in PICTOGRAPH.finditer(text):
        read += text[at : found.start()]
        at = found.end()
        code = _bare("-".join(f"{ord(char):x}" for char in found.group(0)))
        name = _figures(lexicon).get(code, "")
        if not name:
            continue
        head = re.split(r"[，。！？；,\s]", read)[-1]
        said = {lexicon.concept(head[-size:]) for size in range(1, 5)} | {""}
        follows = bool(re.match(rf"[{CJK}]", text[at:]))
        if lexicon.lookup(name, CONCEPT) in said - {""} or any(head.endswith(name[-n:]) for n in (1, 2)):
            continue
        if (not head and follows) or BEFORE_NOUN.search(head):
            read += name[:-1] if follows and text[at : at + 1] == name[-1] else name
        elif not re.search(rf"[{CJK}A-Za-z]", PICTOGRAPH.sub("", text)):
            read += f"，{name}" if read else name
    return read + text[at:]


def _bare(code: str) -> str:
    return code.lower().replace("-fe0f", "")
