"""What the words of a span mean by themselves: numbers, owners, actions, places."""

import re

from rewriter import words_en, words_zh
from rewriter.actions import as_action
from rewriter.chinese import MEASURES, NUMERALS, has_cjk, is_quantifier
from rewriter.english import NUMBERS
from rewriter.scalars import count_of

WORDS_OF_NUMBER = {
    "a": 1,
    "an": 1,
    "another": 1,
    "both": 2,
    "a couple of": 2,
    "a pair of": 2,
    "a dozen": 12,
    "twenty": 20,
}


def owner_of(text: str) -> str:
    """Return whom "its", "the cat's", 它的 mean; the words themselves where they name a thing."""
    low = text.lower()
    if low in ("its", "his", "her", "their"):
        return {"its": "it", "his": "him", "her": "her", "their": "them"}[low]
    if low.endswith(("'s", "s'")):
        return text[: text.rindex("'")] if low.endswith("'s") else text[:-1]
    return text.removesuffix("的") if len(text) > 1 else text


def bare_name(target: str) -> str:
    """Return a name without the measure word before it (只猫)."""
    return re.sub(rf"^[{MEASURES}](?=.)", "", target) if has_cjk(target) else target


def number_of(text: str) -> int:
    low = text.lower()
    tens = re.fullmatch(rf"([二三四五六七八九]?)十([一二三四五六七八九]?)[{MEASURES}]?", text)
    if tens:
        return 10 * NUMERALS.get(tens.group(1), 1) + NUMERALS.get(tens.group(2), 0)
    if is_quantifier(text) and not count_of(text):
        return 0
    number = count_of(text) or WORDS_OF_NUMBER.get(low, 0)
    if not number and low.isdecimal():
        number = int(low)
    if not number and low in NUMBERS:
        number = NUMBERS.index(low)
    return number if number < 100 else 0


def as_doing(text: str) -> str:
    if has_cjk(text):
        return text.removeprefix("正").removeprefix("在") if text.startswith("正在") else text
    return text if text.split(" ", 1)[0].lower().endswith("ing") else as_action(text)


def relation_of(text: str) -> str:
    return words_zh.RELATION_WORDS.get(text, "") if has_cjk(text) else words_en.RELATIONS.get(text.lower(), "")


def whereabouts(relation: str, anchor: str) -> str:
    if has_cjk(relation):
        return f"在{anchor}{relation}"
    return f"{relation} {anchor}".strip()
