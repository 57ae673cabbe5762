"""The single facts that a scene holds: what can be lost, and what a wording must say."""

from collections.abc import Iterator
from dataclasses import dataclass

from dialog.scene import Scene, Subject
from rewriter.lexicon import CONCEPT, Lexicon

FRAME = ("setting", "time", "weather", "style", "lens", "text", "mood")
CATEGORIES = ("color", "size", "place", "setting", "time", "weather", "style", "lens")


@dataclass(frozen=True, slots=True)
class Fact:
    """``owner`` is a subject's id or ""; ``field`` as in Scene and Subject, or "wears.color" for the color of something
    worn, whose noun is ``thing``; ``value`` in the scene's own words or identifiers."""

    owner: str
    field: str
    value: str
    thing: str = ""


def facts(scene: Scene) -> Iterator[Fact]:
    """Yield every fact of ``scene``, subjects first; a number of one is no fact."""
    for subject in scene.subjects:
        yield from _of_subject(subject)
    for relation in scene.relations:
        yield Fact(relation.subject, "relations", relation.kind, relation.object)
    for name in FRAME:
        if value := getattr(scene, name):
            yield Fact("", name, value)
    yield from (Fact("", "notes", note) for note in scene.notes)
    yield from (Fact("", "absent", name) for name in scene.absent)


def _of_subject(subject: Subject) -> Iterator[Fact]:
    yield Fact(subject.id, "noun", subject.noun)
    if subject.count != 1:
        yield Fact(subject.id, "count", str(subject.count))
    for name in ("color", "size", "action", "place"):
        if value := getattr(subject, name):
            yield Fact(subject.id, name, value)
    yield from (Fact(subject.id, "attributes", one) for one in subject.attributes)
    for name in ("wears", "holds"):
        for thing in getattr(subject, name):
            yield Fact(subject.id, name, thing.noun)
            if thing.color:
                yield Fact(subject.id, f"{name}.color", thing.color, thing.noun)
            if thing.count != 1:
                yield Fact(subject.id, f"{name}.count", str(thing.count), thing.noun)
            yield from (Fact(subject.id, f"{name}.attributes", one, thing.noun) for one in thing.attributes)


def category(field: str) -> str:
    """Return the lexicon's category of a field's values, "" for free words."""
    last = field.split(".")[-1]
    return last if last in CATEGORIES else CONCEPT if last in ("noun", "wears", "holds") else ""


def same_value(one: str, other: str, name: str, lexicon: Lexicon) -> bool:
    """Tell whether two values of a category are two names of one thing ("blue" and 蓝色)."""
    if one.lower() == other.lower():
        return True
    if not one or not other or not name:
        return False
    first, second = (lexicon.concept(v) if name == CONCEPT else lexicon.id_of(name, v) for v in (one, other))
    return bool(first) and first == second


def new_facts(scene: Scene, old: Scene) -> tuple[Fact, ...]:
    """Return the facts of ``scene`` that ``old`` does not hold."""
    before = set(facts(old))
    return tuple(fact for fact in facts(scene) if fact not in before)
