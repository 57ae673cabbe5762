"""Where a prompt speaks of which subject, and how far its noun phrase reaches to the left."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rewriter.english import plural
from rewriter.evaluate.format import SCENE, Fact
from rewriter.evaluate.negation import claimed
from rewriter.evaluate.numbers import SET_OF, SETS, numbers_in, numbers_meant
from rewriter.evaluate.partitives import is_many, partitives
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
from rewriter.evaluate.wording import CJK, Span, find_any, inside, normalise, without_one, words

CARRIES = ("wears", "holds", "has", "carries", "rides")
NUMBER_WORDS = frozenset(word for word in NUMBERS if word.isascii())
RELATIVE_END = re.compile(r"[上里下中内旁边前后面]{0,3}的")
SIDE_OF = re.compile(r"\b(?:left|right|front|side) of $")
HEAD = re.compile(rf"(?:{VERBS.pattern})[^{CLAUSE}]{{0,3}}$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A noun at ``start`` to ``end`` that names one of the subjects ``keys``; its phrase begins at ``zone``.

    ``dependent``: it is the object of a preposition or verb, so that what follows may speak of what stands before it.
    ``peer``: the object of "next to", "behind" …, which takes over unless a comma follows. ``many``: a plural, which
    may name several of ``keys`` at once. ``partitive``: no noun, but "one of them".
    """

    keys: frozenset[str]
    start: int
    end: int
    zone: int
    dependent: bool = False
    peer: bool = False
    many: bool = False
    partitive: bool = False


def mentions(text: str, facts: Iterable[Fact]) -> tuple[Mention, ...]:
    """Returns the mentions of the subjects of ``facts`` in a normalised text, left to right, none in another."""
    facts = tuple(facts)
    found: dict[Span, set[str]] = {}
    for fact in facts:
        if fact.relation == "is" and fact.subject != SCENE:
            for span in claimed(find_any(tuple(map(without_one, fact.wordings)), text), text):
                found.setdefault(span, set()).add(fact.subject)
    spans = sorted(span for span in found if not any(inside(span, other) for other in found))
    chinese = is_chinese(text)
    spans = spans if chinese else _without_modifiers(text, spans, found)
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
        zone = chinese_zone(text, start, result) if chinese else english_zone(text, start, result, plain)
        lead = _lead(text, zone)
        peer = lead in PEERS or SIDE_OF.search(text[:zone]) is not None
        dependent = (
            (lead in SUPPORTS and not peer) or lead.endswith("ing") or _is_object(text, zone) or bool(keys & carried)
        )
        many = _is_many(text, zone, start, end)
        result.append(Mention(keys, start, end, zone, dependent, peer, many))
    ones = _standing_for(text, result, plain, groups(facts))
    return tuple(sorted([*result, *ones], key=lambda one: one.start))


def groups(facts: Iterable[Fact]) -> frozenset[str]:
    """Returns the subjects of which there are several by the facts, so that one of them is another subject."""
    counts = [fact for fact in facts if fact.relation == "count"]
    return frozenset(one.subject for one in counts if not any(1 in numbers_meant(said) for said in one.wordings))


def _without_modifiers(text: str, spans: Sequence[Span], keys: Mapping[Span, set[str]]) -> list[Span]:
    """Leaves out English nouns that stand right before another subject's: an "orange cat" is no orange."""

    def modifies(one: Span, after: Span) -> bool:
        return text[one[1] : after[0]] == " " and not _is_plural(text[slice(*one)]) and not keys[one] & keys[after]

    return [*(one for one, after in pairwise(spans) if not modifies(one, after)), *spans[-1:]]


def _standing_for(
    text: str, nouns: Sequence[Mention], adjectives: Iterable[str], several: frozenset[str]
) -> Iterator[Mention]:
    """Yields what stands for some of the subjects of a noun before it ("one of them"): the nearest plural."""
    if not any(len(noun.keys) > 1 for noun in nouns):
        return
    last = 0
    for start, end, zone in sorted(partitives(text, adjectives, is_chinese(text))):
        before = [noun for noun in nouns if noun.end <= zone]
        taken = start < last or any(noun.zone < end and start < noun.end for noun in nouns)
        if taken or not before:
            continue
        noun = next((one for one in reversed(before) if one.many), before[-1])
        many = is_many(text[start:end])
        keys = noun.keys if many else (noun.keys - several or noun.keys)
        if len(noun.keys) > 1:
            last = end
            yield Mention(keys, start, end, zone, many=many, partitive=True)


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
        if word.text in DETERMINERS or word.text in NUMBER_WORDS or word.text.isdecimal():
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
    of_set = SET_OF.search(text, 0, zone)
    if numbers or (of_set and of_set[1] in SETS):
        return not numbers or max(numbers) > 1
    return _is_plural(text[start:end])


def _is_plural(noun: str) -> bool:
    """Tells whether an English noun ends in the s of a plural, or in an 's."""
    last = words(noun)[-1].text
    return last.isascii() and last.endswith("s") and (last.endswith("'s") or last == plural(last.removesuffix("s")))
