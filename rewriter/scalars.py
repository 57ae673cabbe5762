"""Values that are nothing else: a color, a size, a number, a place."""

import re

from rewriter import words_en, words_zh
from rewriter.chinese import MEASURES, NUMERALS, has_cjk
from rewriter.english import NUMBERS, word_list
from rewriter.lexicon import Lexicon
from rewriter.reference import clean

BODY = re.compile(r"^(?:车身|身体|身子|毛|毛发|毛色|外壳|全身|body|coat|paint|fur|paintwork)$")
BIGGER = {"bigger": "big", "larger": "big", "huge": "big", "smaller": "small", "tinier": "small"}
EXTREMES = {"huge": "huge", "enormous": "huge", "gigantic": "huge", "giant": "huge", "massive": "huge", "tiny": "tiny"}
"""Said with "really" or "even", these are more than big and small."""
SIZE_ZH = re.compile(r"^(?:变|放|再|画|弄|更|缩)?(大|小)(?:一点|一些|点|些|点儿)?(?:的)?$")
LIGHTER = re.compile(
    r"^(?:a (?:bit|little) |much |slightly )?(?:brighter|darker|lighter|moodier|warmer|cooler|softer|sunnier)$", re.I
)
COLOR_TAIL = re.compile(r"^(?:(?:the )?colou?r )?(.+?)(?: (?:one|colou?r|instead))*$", re.IGNORECASE)


def color_of(words: str, lexicon: Lexicon) -> str:
    """Return the color that ``words`` say and nothing else, as a scene keeps it, or ""."""
    bare = clean(words)
    if has_cjk(bare):
        bare = re.sub(r"^(?:成|为)|(?:的|的吧)$", "", bare)
        bare = (
            re.sub(r"^(?:深|浅|淡|亮|暗)(?=.)", "", bare)
            if lexicon.lookup(bare[1:], "color") and not lexicon.lookup(bare, "color")
            else bare
        )
        return (
            (words_of_color(words) if len(clean(words).strip("的")) > len(bare) else lexicon.value("color", bare))
            if lexicon.lookup(bare, "color")
            else ""
        )
    if re.match(r"^(?:an?|the|some) ", bare, re.IGNORECASE) and lexicon.concept(bare.split(" ", 1)[1]):
        return ""
    bare = re.sub(r"^(?:in|a|an|to|into|the|some|more|all|completely)\s+", "", bare, flags=re.IGNORECASE)
    found = COLOR_TAIL.match(bare)
    word = found.group(1).lower() if found else ""
    shade = re.match(r"^(?:light|dark|bright|pale|deep|hot|sky|pastel|baby|royal|neon) (\w+)$", word)
    if shade and lexicon.lookup(shade.group(1), "color"):
        return word
    named = re.match(r"^([a-z]+)[ -]([a-z]+)$", word)
    if named and lexicon.lookup(named.group(2), "color") and _shades(named.group(1), lexicon):
        return word
    if word in MORE_COLORS and not re.match(r"^(?:an?|some|the) ", clean(words), re.IGNORECASE):
        return word
    return lexicon.value("color", word) if lexicon.lookup(word, "color") else ""


MORE_COLORS = frozenset(
    word_list("""
    mint lavender cream ivory maroon burgundy coral lilac indigo khaki mustard emerald sapphire magenta aqua
    beige tan amber ochre terracotta apricot mauve azure jade charcoal taupe fuchsia vermilion
    aquamarine cobalt ultramarine sepia sand
    """)
)


def _shades(word: str, lexicon: Lexicon) -> bool:
    """Tell whether ``word`` may narrow a color ("mustard yellow"): no number, size, article or other adjective."""
    plain = (
        word in words_en.ADJECTIVES
        or word in words_en.MARKERS
        or word in words_en.NUMBER
        or lexicon.lookup(word, "size")
    )
    return (
        not plain
        and word not in words_en.INDEFINITE | words_en.DEFINITE
        and word not in ("and", "or", "of", "very", "not")
    )


def words_of_color(words: str) -> str:
    """Return a shade ("浅蓝色") as it was written."""
    return clean(words).strip("的")


def size_of(value: str, lexicon: Lexicon) -> str:
    """Return "big" or "small" when ``value`` says nothing else."""
    zh = SIZE_ZH.match(value)
    if zh:
        return {"大": "big", "小": "small"}[zh.group(1)]
    low = re.sub(
        r"^(?:a (?:bit|little)|much|even|really|very|super|way|slightly)\s+|\s+(?:please|than.*)$", "", value.lower()
    )
    if low != value.lower() and low in EXTREMES:
        return EXTREMES[low]
    return BIGGER.get(low, "") or ("" if has_cjk(low) else lexicon.lookup(low, "size"))


def count_of(value: str) -> int:
    """Return the number when ``value`` is nothing else ("three", "三只", "3个")."""
    zh = re.match(rf"^([一两二三四五六七八九十]|\d{{1,2}})[{MEASURES}]?$", value)
    if zh:
        return NUMERALS.get(zh.group(1)) or int(zh.group(1))
    low = re.sub(r"^(?:just|only)\s+|\s+(?:of them|of those)$", "", value.lower())
    return NUMBERS.index(low) if low in NUMBERS else 0


def place_of(value: str) -> str:
    """Return the place in the picture when ``value`` is nothing else."""
    zh = words_zh.PLACE.match(value)
    if zh:
        return words_zh.SIDES[zh.group(1)[-1]]
    if has_cjk(value):
        return ""
    rest, place = words_en.take_place(" " + re.sub(r"^(?:over|more|further|all the way) ", "", value))
    return place if not rest.strip() else ""
