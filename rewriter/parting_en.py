"""English descriptions that tell the several apart: "three parrots, left one red, middle one green", "two kids, one of
them a girl in a red coat and the other a boy"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from dialog.scene import Subject
from rewriter import describing_en, nouns_en
from rewriter.lexicon import Lexicon
from rewriter.operations import Description, Phrase

SEVERAL = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|\d+|a (?:pair|couple) of|both)\b", re.IGNORECASE
)
BEFORE_ONE = re.compile(
    r"(?<!left)(?<!right)(?<!middle)(?<!other)(?<!first)(?<!second)(?<!third)(?<!last)"
    r",?\s+(?:and\s+|with\s+|while\s+)?(?=(?:one of (?:them|those)|one (?:is|in|with|wearing|holding|has|a|an)"
    r"|the other(?: one)?|the (?:left|right|middle|first|second|third|last) one) )",
    re.IGNORECASE,
)
WHICH = re.compile(
    r"^(?:and )?(?:the )?(?P<w>left|right|middle|cent(?:er|re)|first|second|third|fourth|last|other|one|another)"
    r"(?: (?:one|of (?:them|those)))?(?P<be> (?:is|being|has|wears|holds))? (?P<how>.+)$",
    re.IGNORECASE,
)
PLACES = {"left": "left", "right": "right", "middle": "center", "center": "center", "centre": "center"}
FORMS = {"has": "with ", "wears": "wearing ", "holds": "holding "}
DESCRIBING = re.compile(r"^(?:an?|in|with|wearing|holding|carrying|[a-z]+ing)\b", re.IGNORECASE)


def pieces(text: str) -> str:
    """Return ``text`` with a comma before each of the several that is told of by itself."""
    return BEFORE_ONE.sub(", ", text) if SEVERAL.search(text) else text


def told_apart(made: Description, clause: str, lexicon: Lexicon) -> Description | None:
    """Return ``made`` with one more of its last several as a subject of its own; None for other clauses."""
    found = WHICH.match(clause)
    at = next((i for i in range(len(made.phrases) - 1, -1, -1) if made.phrases[i].subject.count > 1), None)
    rest = next((i for i, phrase in enumerate(made.phrases) if _left_over(phrase, made.phrases[i + 1 :])), None)
    at = at if at is not None else rest
    if found is None or at is None:
        return None
    how = f"{FORMS.get((found.group('be') or '').strip().lower(), '')}{found.group('how')}"
    word = found.group("w").lower()
    if not (describing_en.adjectival(how, lexicon) or DESCRIBING.match(how)):
        return None
    group = made.phrases[at]
    one = _one(group, how, PLACES.get(word, ""), lexicon)
    if one is None:
        return None
    left = replace(group, subject=replace(group.subject, count=group.subject.count - 1, concept=group.subject.concept))
    kept = (*made.phrases[:at], *((left,) if left.subject.count else ()), *made.phrases[at + 1 :], one)
    return replace(made, phrases=kept)


def _left_over(phrase: Phrase, later: Sequence[Phrase]) -> bool:
    """Whether this is the last of several, of whom ``later`` were told apart already."""
    mine = phrase.subject
    return mine.count == 1 and any(
        other.subject.noun == mine.noun or (mine.action and other.subject.action == mine.action) for other in later
    )


def _one(group: Phrase, how: str, place: str, lexicon: Lexicon) -> Phrase | None:
    single = replace(group, subject=replace(group.subject, count=1, place=place or group.subject.place))
    if describing_en.adjectival(how, lexicon):
        return describing_en.modify(single, how, lexicon)
    if re.match(r"^an? ", how, re.IGNORECASE):
        named = nouns_en.parse(how, lexicon)
        if named is None:
            return None
        return replace(
            named, subject=_like(named.subject, single.subject), relation=group.relation, anchor=group.anchor
        )
    return nouns_en.read_tail(single, how, lexicon)


def _like(one: Subject, group: Subject) -> Subject:
    """The one does what the several do, where nothing else is said of it."""
    return replace(one, action=one.action or group.action, place=one.place or group.place)
