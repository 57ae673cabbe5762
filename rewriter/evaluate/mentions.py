"""Where a prompt speaks of which subject, and how far its noun phrase reaches to the left."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rewriter.english import plural
from rewriter.evaluate.format import SCENE, Fact
from rewriter.evaluate.negation import claimed
from rewriter.evaluate.tables import (
    CLAUSE,
    COLLECTIVE,
    DETERMINERS,
    NUMBERS,
    PEERS,
    QUANTITY,
    STOPS,
    STRICT,
    SUPPORTS,
    VERBS,
)
from rewriter.evaluate.wording import CJK, Span, find_any, inside, normalise, words

CARRIES = ("wears", "holds", "has", "carries", "rides")
NUMBER_WORDS = frozenset(word for row in NUMBERS for word in row if word.isascii())
RELATIVE_END = re.compile(r"[上里下中内旁边前后面]{0,3}的")
SIDE_OF = re.compile(r"\b(?:left|right|front|side) of $")
HEAD = re.compile(rf"(?:{VERBS.pattern})[^{CLAUSE}]{{0,3}}$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A noun at ``start`` to ``end`` that names one of the subjects ``keys``; its phrase begins at ``zone``.

    ``dependent``: it is the object of a preposition or verb, so that what follows may speak of what stands before it.
    ``peer``: the object of "next to", "behind" …, which takes over unless a comma follows. ``many``: a plural, which
    may name several of ``keys`` at once.
    """

    keys: frozenset[str]
    start: int
    end: int
    zone: int
    dependent: bool = False
    peer: bool = False
    many: bool = False


def mentions(text: str, facts: Iterable[Fact]) -> tuple[Mention, ...]:
    """Returns the mentions of the subjects of ``facts`` in a normalised text, left to right, none in another."""
    facts = tuple(facts)
    found: dict[Span, set[str]] = {}
    for fact in facts:
        if fact.relation == "is" and fact.subject != SCENE:
            for span in claimed(find_any(fact.wordings, text), text):
                found.setdefault(span, set()).add(fact.subject)
    spans = sorted(span for span in found if not any(inside(span, other) for other in found))
    plain = frozenset(
        word.text
        for fact in facts
        if fact.relation in STRICT
        for one in fact.wordings
        for word in words(normalise(one))
    )
    carried = {fact.other for fact in facts if fact.other and fact.relation in CARRIES}
    result: list[Mention] = []
    for start, end in spans:
        if result and start < result[-1].end:
            continue
        keys = frozenset(found[start, end])
        zone = chinese_zone(text, start, result) if is_chinese(text) else english_zone(text, start, result, plain)
        lead = _lead(text, zone)
        peer = lead in PEERS or SIDE_OF.search(text[:zone]) is not None
        dependent = (
            (lead in SUPPORTS and not peer) or lead.endswith("ing") or _is_object(text, zone) or bool(keys & carried)
        )
        many = _is_many(text, zone, start, end)
        result.append(Mention(keys, start, end, zone, dependent, peer, many))
    return tuple(result)


def is_chinese(text: str) -> bool:
    """Tells whether the Chinese rules of word order hold: at least as many Chinese characters as English words."""
    return len(CJK.findall(text)) >= max(1, len(re.findall(r"[a-z]{2,}", text)))


def clause_start(text: str, at: int, signs: str = CLAUSE) -> int:
    """Returns where the clause that holds ``at`` begins; ``signs`` end one."""
    return max((text.rfind(sign, 0, at) for sign in signs), default=-1) + 1


def english_zone(text: str, start: int, before: list[Mention], adjectives: frozenset[str] = frozenset()) -> int:
    """Returns where the noun phrase of a noun at ``start`` begins: at its article or number, or behind a STOPS word.

    "and" and "," are passed behind one of ``adjectives`` and with an article only: "a small, red and shiny cube".
    Without an article it also begins behind a verb: "selling fresh oranges".
    """
    limit = before[-1].end if before else 0
    here = [word for word in words(text) if limit <= word.start and word.end <= start]
    begin, joined = start, None
    for at in range(len(here) - 1, -1, -1):
        word = here[at]
        if word.text in DETERMINERS or word.text in NUMBER_WORDS:
            return word.start
        if word.text in (",", "and"):
            if not at or here[at - 1].text not in adjectives:
                break
            joined = begin if joined is None else joined
        elif (word.text in STOPS and word.text not in adjectives) or not word.text[0].isalnum():
            break
        else:
            begin = word.start
    begin = begin if joined is None else joined
    verbs = [word.end for word in here if word.start >= begin and word.text.endswith("ing")]
    return next((word.start for word in here if word.start >= verbs[-1]), start) if verbs else begin


def chinese_zone(text: str, start: int, before: list[Mention]) -> int:
    """Returns where the modifiers of a noun at ``start`` begin.

    They reach to the left as far as the clause, the noun before, or a verb that governs this noun (in 抱着白猫 to 白);
    a noun within a relative clause (戴着帽子的猫) is passed. Number and measure word begin a phrase, unless they are an
    object in such a clause.
    """
    left = clause_start(text, start)
    for other in reversed(before):
        if other.start < left:
            break
        relative = RELATIVE_END.match(text[other.end : start])
        if not (relative and VERBS.search(text[left : other.start])):
            left = other.end
            break
    for verb in VERBS.finditer(text, left, start):
        if "的" not in text[verb.end() : start]:
            left = verb.end()
    for quantity in QUANTITY.finditer(text, left, start):
        inner = HEAD.search(text[left : quantity.start()]) and "的" in text[quantity.end() : start]
        if not inner:
            left = quantity.start()
    return left


def _lead(text: str, zone: int) -> str:
    """Returns the English word before a noun phrase, or ""."""
    last = words(text[:zone])[-1:]
    return last[0].text if last else ""


def _is_object(text: str, zone: int) -> bool:
    """Tells whether a Chinese verb stands before a noun phrase."""
    before = text[:zone].rstrip()
    return any(found.end() == len(before) for found in VERBS.finditer(before, max(0, len(before) - 3)))


def _is_many(text: str, zone: int, start: int, end: int) -> bool:
    if text[start:end] in COLLECTIVE:
        return True
    numbers = numbers_in(text, zone, start)
    if numbers:
        return max(numbers) > 1
    last = [word.text for word in words(text[start:end])][-1]
    return last.isascii() and last == plural(last.removesuffix("s")) and last.endswith("s")


def numbers_in(text: str, start: int, end: int) -> tuple[int, ...]:
    """Returns the numbers said between two places; in Chinese only those before a measure word."""
    part = text[start:end]
    said = [found[0][:-1] for found in QUANTITY.finditer(part)] if CJK.search(part) else []
    said += [word.text for word in words(part) if word.text.isascii()]
    return tuple(value for value in map(number_of, said) if value)


def number_of(word: str) -> int:
    """Returns the number that ``word`` of either language says, or 0."""
    return next((value for value, row in enumerate(NUMBERS, 1) if word in row), 0)
