"""Where a wording of a fact stands in a prompt: whole words in English, signs in a row in Chinese.

Everything works on normalised text (NFKC, small letters, simplified characters, hyphens as spaces), and all places are
character offsets of it.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rewriter.english import plural
from rewriter.evaluate.compounds import Hidden, hidden_in
from rewriter.evaluate.tables import (
    BARE,
    CLASSIFIERS,
    COLORS,
    DETERMINERS,
    MEASURES,
    NOUNLIKE,
    NUMERAL,
    QUANTITY,
    SIMPLIFIED,
    STOPS,
    SUFFIXES,
)

Span = tuple[int, int]
CJK = re.compile(r"[㐀-鿿]")
WORD = re.compile(r"[a-zà-ÿ0-9]+(?:'[a-z]+)?|[^\sa-zà-ÿ0-9]")
GAP = rf"色?的?[^{',.;:!?、。，；：'}\s和与及跟穿戴拿抱有在着的]{{0,4}}?"
FILLER = rf"(?:色的|色|的|[着了]?{NUMERAL}\s?[{MEASURES}]|着|了)?"
ONE_OF = re.compile(rf"(?<=[^第十])[一1]\s?[{CLASSIFIERS}]")
TWO = re.compile(rf"(?<![第十二三四五六七八九\d])[两二2](?=\s?[{MEASURES}])")
SAME = {"#": rf"(?:[一1]\s?[{MEASURES}])?", "$": "[两二2俩]"}
"""How numbers of a wording may be said: 抱着一只猫 also 抱着猫 or 抱着一条猫, 两只 also 二只."""
SUFFIX = {stem: ending for ending, stems in SUFFIXES.items() for stem in stems}
ALONE = r"(?=$|[^㐀-鿿]|[上里下中内外旁边前后左右的了着是在有和跟与及或也都很把向站坐趴躺跑飞游走跳睡吃喝看])"
"""What may follow a noun without its ending; before anything else it may begin a longer word (桌布)."""
STYLES = "画风"
"""Words that end the name of a style and go on into another word: the 风 of 剪纸风 is in 剪纸风格."""
EXTRA = 2
"""How many more words than the wording's own may stand among the adjectives before its noun."""


def normalise(text: str) -> str:
    """Returns ``text`` as it is compared."""
    plain = unicodedata.normalize("NFKC", text).lower().replace("’", "'").translate(SIMPLIFIED)
    return re.sub(r"[-‐‑–_]", " ", plain)


@dataclass(frozen=True, slots=True)
class Word:
    """A word or sign of a text, at ``start`` to ``end``."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=512)
def words(text: str) -> tuple[Word, ...]:
    """Returns the words and signs of a normalised text, a Chinese character each by itself."""
    return tuple(Word(found[0], *found.span()) for found in WORD.finditer(text))


@lru_cache(maxsize=8192)
def find(wording: str, text: str) -> tuple[Span, ...]:
    """Returns where ``wording`` stands in the normalised ``text``, left to right, what COMPOUNDS hide left out.

    English: whole words in a row, articles aside, the last also in its plural or with 's; adjectives before a noun in
    any order and with EXTRA others among them ("red hat" is in "a red knitted hat"). Chinese: the signs in a row,
    with 色, 的, 着 or a measure word between them, up to four more signs after a color ("红帽子" is in "红色的圆帽子"),
    with or without an ending that changes nothing (帽子, 帽).
    """
    wanted = normalise(wording).strip()
    spans = _chinese(wanted, text) if CJK.search(wanted) else _english(wanted, text)
    own = {one.part for one in hidden_in(wanted)}
    for one in hidden_in(text):
        if one.part in own:
            continue
        spans = [span for span in spans if not _in_compound(one, span, wanted)]
    return tuple(span for span in spans if not any(a <= span[0] and span[1] <= b for a, b in _measures(text)))


@lru_cache(maxsize=8192)
def find_any(wordings: tuple[str, ...], text: str) -> tuple[Span, ...]:
    """Returns where any of ``wordings`` stands; of places that lie in one another only the longest."""
    spans = {span for wording in wordings for span in find(wording, text)}
    return tuple(sorted(span for span in spans if not any(inside(span, other) for other in spans)))


def without_one(wording: str) -> str:
    """Returns a Chinese noun without the 一 and measure word before it: 一只猫 is named wherever 猫 is."""
    return re.sub(rf"^[一1]\s?[{CLASSIFIERS}](?=.)", "", normalise(wording).strip())


def inside(span: Span, other: Span) -> bool:
    """Tells whether ``span`` lies in ``other`` and is shorter."""
    return span != other and other[0] <= span[0] and span[1] <= other[1]


def _chinese(wanted: str, text: str) -> list[Span]:
    return [found.span() for found in _pattern(wanted).finditer(text)]


@lru_cache(maxsize=4096)
def _pattern(wanted: str) -> re.Pattern[str]:
    if len(wanted) > 1 and wanted.endswith("色"):
        return re.compile(re.escape(wanted[:-1]) + "色?")
    marked = TWO.sub("$", ONE_OF.sub("#", wanted.translate({35: None, 36: None})))
    signs = [sign for sign in marked if not sign.isspace()]
    if len(signs) > 1 and SUFFIX.get(signs[-2]) == signs[-1]:
        *signs, _ = signs
        ending = SUFFIX[signs[-1]] if signs[-1] not in BARE else f"(?:{SUFFIX[signs[-1]]}|{ALONE})"
    else:
        ending = f"{SUFFIX[signs[-1]]}?" if signs[-1] in SUFFIX else ""
    built = SAME.get(signs[0], re.escape(signs[0]))
    for before, sign in pairwise(signs):
        if sign in SAME:
            built += r"\s*" + SAME[sign]
        elif sign in "色的":
            built += f"{sign}?"
        else:
            filler = GAP if before in COLORS else FILLER if CJK.match(before) and CJK.match(sign) else ""
            built += filler + r"\s*" + re.escape(sign)
    return re.compile(built + ending)


def _english(wanted: str, text: str) -> list[Span]:
    parts = [word.text for word in words(wanted)]
    parts = [part for part in parts if part not in DETERMINERS] or parts
    if len(parts) > 1 and not set(parts) & STOPS:
        return _adjectives_and_noun(parts, words(text))
    heads = [[plural(parts[0]), *parts[1:]]] if parts[1:2] == ["of"] else []
    return [span for row in (parts, *heads) for span in _in_a_row(row, words(text))]


def _in_a_row(parts: list[str], here: tuple[Word, ...]) -> list[Span]:
    spans = []
    for at in range(len(here)):
        place, last = at, at
        for number, part in enumerate(parts):
            place = _skip(here, place, part) if number else place
            if place >= len(here) or not _same(here[place].text, part, number == len(parts) - 1):
                break
            last, place = place, place + 1
        else:
            spans.append((here[at].start, here[last].end))
    return spans


def _skip(here: tuple[Word, ...], place: int, part: str) -> int:
    """Pass an article, and up to EXTRA adjectives behind one when ``part`` comes after them."""
    first = place
    while place < len(here) and here[place].text in DETERMINERS:
        place += 1
    if place == first or part in STOPS:
        return place
    for ahead in range(place, min(place + EXTRA + 1, len(here))):
        if _same(here[ahead].text, part, True):
            return ahead
        if here[ahead].text in STOPS or not here[ahead].text.isalnum():
            break
    return place


def _adjectives_and_noun(parts: list[str], here: tuple[Word, ...]) -> list[Span]:
    *adjectives, noun = parts
    spans = []
    for at, word in enumerate(here):
        if not _same(word.text, noun, True):
            continue
        left, place, extra = list(adjectives), at - 1, 0
        while place >= 0 and left and extra <= EXTRA:
            text = here[place].text
            if text in left:
                left.remove(text)
                start = here[place].start
            elif text in ("and", ","):
                if place == 0 or here[place - 1].text not in left:
                    break
            elif text in STOPS or text in DETERMINERS or not text.isalnum():
                break
            else:
                extra += 1
            place -= 1
        if not left:
            spans.append((start, word.end))
    return spans


def _same(word: str, part: str, last: bool) -> bool:
    bare = word.removesuffix("'s").removesuffix("'")
    return part in (word, bare) or (last and part.isalpha() and bare == plural(part))


def _in_compound(hidden: Hidden, span: Span, wanted: str) -> bool:
    """Tells whether words that were found are, or hold as one of their own, a word that means something else there."""
    if hidden.start <= span[0] and span[1] <= hidden.end:
        return True
    within = span[0] <= hidden.start and hidden.end <= span[1]
    if not within or (hidden.part in STYLES and hidden.ahead):
        return False
    if hidden.part.isascii():
        return any(_same(word.text, hidden.part, True) for word in words(wanted))
    return hidden.part in wanted


@lru_cache(maxsize=512)
def _measures(text: str) -> tuple[Span, ...]:
    """Returns the places of measure words that are nouns elsewhere: the 头 of 一头牛."""
    found = (one for one in QUANTITY.finditer(text) if (one["measure"] or " ") in NOUNLIKE)
    return tuple(
        one.span("measure") for one in found if re.match("[㐀-鿿](?<![的了着在和是有上里])", text[one.end() :])
    )
