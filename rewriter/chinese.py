"""Chinese numerals, measure words and the words that go with them. Tables and pure functions, no state."""

import re

NUMERALS = {
    "一": 1,
    "两": 2,
    "二": 2,
    "俩": 2,
    "三": 3,
    "仨": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
}
MEASURES = (
    "只个匹头条朵棵束盆株片根串块颗份碗桶杯辆列艘架枚座栋所顶副本支把盏面台部张幅位名道团对双件套轮群"
    "些种排堆篮盘壶瓶滴扇间幢家口粒段层枝首圈叶款丛碟行摞叠沓捆节"
)
SEVERAL = ("一群", "一些", "几", "许多", "很多", "好多", "一堆", "一排", "若干", "无数", "满地", "成群")
FREE_MEASURE = "个"

QUANTIFIER = re.compile(
    rf"^(?:([一两二俩三仨四五六七八九十]|\d{{1,3}})([{MEASURES}])|[一二两三四五六七八九][二三四五六七八九][{MEASURES}]|(?:好|十)?几([{MEASURES}])"
    rf"|几十[{MEASURES}]"
    rf"|一大?群|一些|许多|很多|好多|一大?堆|一排|一大?片|若干|无数|各种(?:各样)?的?|各式各样的?|好些[个只]?)$"
)
CJK = re.compile(r"[㐀-鿿]")
CLOTHES = ("衣", "服", "裙", "裤", "鞋", "袜", "衫", "袍", "外套", "夹克", "甲", "靴", "装", "裙子", "裤子", "鞋子",
           "婚纱", "肚兜", "恤", "背心")  # fmt: skip


def has_cjk(text: str) -> bool:
    """Tell whether ``text`` holds a Chinese character."""
    return CJK.search(text) is not None


LATIN = re.compile(r"[A-Za-z]+")
ENGLISH_START = re.compile(
    r"^(?:please |now |and |then |also )*(?:draw|paint|add|make|put|give|change|replace|remove|turn"
    r"|swap|the|an?|with|let|have|move|use|show|create|generate)\s",
    re.IGNORECASE,
)


def is_chinese(text: str) -> bool:
    """Tell whether ``text`` is built as a Chinese sentence; "draw a 熊猫" is an English one."""
    signs = len(CJK.findall(text))
    if not signs:
        return False
    return not (ENGLISH_START.match(text.strip()) or len(LATIN.findall(text)) > signs)


def numeral(count: int) -> str:
    """Return ``count`` as it is said before a measure word: 一, 两, 三 … 十, then digits."""
    return "零一两三四五六七八九十"[count] if 0 <= count <= 10 else str(count)


def is_quantifier(word: str) -> bool:
    """Tell whether an attribute stands in the place of number and measure word ("一艘", "一群", "几只")."""
    return QUANTIFIER.match(word) is not None


def verb_for_worn(noun: str) -> str:
    """Return 穿着 for clothes and 戴着 for what is put on head, eyes or neck."""
    return "穿着" if noun.endswith(CLOTHES) else "戴着"
