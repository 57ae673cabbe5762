"""Numbers in words, digits and Chinese, and what is counted by them: "three", 3, 三只, 十二个, 一对."""

import re

from rewriter.evaluate.tables import COLORS, NUMBERS, NUMERAL, PAIRS, QUANTITY
from rewriter.evaluate.wording import CJK, normalise, words

BEFORE_NOUN = re.compile(rf"(?P<number>{NUMERAL})(?:[{COLORS}大小]色?的?)*$")
SET_OF = re.compile(r"\b(\w+) of $")
SETS = ("pair", "couple", "trio", "dozen")


def number_of(word: str) -> int:
    """Returns the number that ``word`` of either language says, or 0."""
    if word.isdecimal():
        return int(word)
    tens, ten, ones = word.partition("十")
    if ten and all(one in NUMBERS for one in tens + ones):
        return 10 * NUMBERS.get(tens, 1) + NUMBERS.get(ones, 0)
    return NUMBERS.get(word, 0)


def numbers_in(text: str, start: int, end: int) -> tuple[int, ...]:
    """Returns the numbers said between two places, left to right; in Chinese only those before a measure word.

    An ordinal (第二只) is none; 一对 and 一双 are two.
    """
    quantities = tuple(QUANTITY.finditer(text, start, end))
    found = [(one.start(), _value(one)) for one in quantities if text[: one.start()][-1:] != "第"]
    for word in words(text[start:end]):
        at = start + word.start
        if word.text.isascii() and not any(one.start() <= at < one.end() for one in quantities):
            found.append((at, number_of(word.text)))
    return tuple(value for _, value in sorted(found) if value)


def number_at(text: str, zone: int, start: int, end: int) -> int:
    """Returns how many a noun at ``start`` to ``end`` is said to be, whose phrase begins at ``zone``, or 0.

    The number stands in the phrase, before "of" (a pair of), in Chinese also right before the noun without a measure
    word (两猫) or behind it (猫有三只).
    """
    within = numbers_in(text, zone, end)
    if within:
        return within[0]
    of_set = SET_OF.search(text, 0, zone)
    if of_set and of_set[1] in SETS:
        return number_of(of_set[1])
    bare = BEFORE_NOUN.search(text[zone:start])
    if bare and CJK.search(text[start:end]) and text[: zone + bare.start()][-1:] != "第":
        return number_of(bare["number"])
    behind = QUANTITY.match(text[end:].removeprefix("有").removeprefix("是"))
    return _value(behind) if behind else 0


def numbers_meant(wording: str) -> tuple[int, ...]:
    """Returns the number that a wording of a count is ("three", "3 cats", 三只), () when it is none (several)."""
    said = normalise(wording).strip()
    if not CJK.search(said):
        return numbers_in(said, 0, len(said))[:1]
    value = number_of(said.replace(" ", ""))
    quantity = QUANTITY.fullmatch(said)
    value = value or (_value(quantity) if quantity else 0)
    return (value,) if value else ()


def _value(quantity: re.Match[str]) -> int:
    number = number_of(quantity["number"] or "")
    return 2 * number if (quantity["measure"] or " ") in PAIRS else number
