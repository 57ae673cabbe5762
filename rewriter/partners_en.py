"""English words for one of two that were named together: "the girl" of two kids, "the bride" of a wedding couple."""

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from dialog.scene import Subject
from rewriter.editing import Editing
from rewriter.english import singulars

PARTNERS: Mapping[str, str] = MappingProxyType(
    {
        one: other
        for pair in (
            ("boy", "girl"), ("man", "woman"), ("bride", "groom"), ("mom", "dad"), ("mother", "father"),
            ("grandma", "grandpa"), ("grandmother", "grandfather"), ("brother", "sister"), ("husband", "wife"),
            ("king", "queen"), ("prince", "princess"),
        )
        for one, other in (pair, pair[::-1])
    }
)  # fmt: skip
TOGETHER: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "kid": frozenset(("boy", "girl", "brother", "sister")),
        "child": frozenset(("boy", "girl", "brother", "sister")),
        "sibling": frozenset(("boy", "girl", "brother", "sister")),
        "couple": frozenset(PARTNERS),
        "person": frozenset(("man", "woman", "boy", "girl")),
        "parent": frozenset(("mom", "dad", "mother", "father")),
        "grandparent": frozenset(("grandma", "grandpa", "grandmother", "grandfather")),
    }
)
NAMES = "|".join(PARTNERS)
ASKED = re.compile(
    rf"^(?P<bare>{NAMES})(?= (?:has|is|wears?|in|with|holds?|should|wearing|holding)\b)|\bthe (?P<x>{NAMES})\b"
)


def told_apart(clause: str, editing: Editing) -> str:
    """Return ``clause`` with "the" before who is meant; one of two that stood together becomes a subject of its own."""
    found = ASKED.search(clause)
    name = (found.group("bare") or found.group("x")) if found else ""
    if found and found.group("bare") and editing.resolver.subject(f"the {name}"):
        return "the " + re.sub(rf"^({name}) (?:in|wearing) (?=an?\b|his\b|her\b|some\b)", r"\1 wears ", clause)
    if found is None or any(name in subject.noun.lower().split() for subject in editing.scene.subjects):
        return clause
    group = next((s for s in editing.scene.subjects if name in TOGETHER.get(_single(s.noun), ())), None)
    if group is None or not _part(group, name, editing):
        return clause
    return f"the {clause}" if found.group("bare") else clause


def _single(noun: str) -> str:
    low = noun.lower().split()[-1] if noun else ""
    return low if low in TOGETHER else next((one for one in singulars(low) if one in TOGETHER), low)


def _part(group: Subject, name: str, editing: Editing) -> bool:
    """Take one called ``name`` out of ``group``; False where there are not two of them, or one more is one too many."""
    partner = PARTNERS[name]
    there = any(partner in subject.noun.lower().split() for subject in editing.scene.subjects)
    if group.count == 1 and _single(group.noun) != "couple":
        if there:
            editing.put(_called(group, name, editing))
        return there
    if group.count > 2 or (group.count == 0 and _single(group.noun) != "couple"):
        return False
    rest = _called(group, partner, editing) if _single(group.noun) == "couple" else group
    editing.put(replace(rest, count=1))
    editing.append(replace(_called(group, name, editing), count=1))
    return True


def _called(subject: Subject, name: str, editing: Editing) -> Subject:
    kept = tuple(said for said in subject.attributes if said not in ("wedding", "married", "young couple"))
    return replace(subject, noun=name, concept=editing.lexicon.concept(name) or "", attributes=kept)
