"""What is different between two scenes, as the Changes that the rules would have recorded."""

from collections.abc import Iterator

from dialog.scene import Relation, Scene, Subject, Thing
from dialog.types import Change
from rewriter import phrases_en, phrases_zh
from rewriter.backends.facts import FRAME
from rewriter.fields import KIND_OF_FIELD
from rewriter.lexicon import Lexicon

SPAN = 200


def changes(old: Scene, new: Scene, words: str, lexicon: Lexicon) -> tuple[Change, ...]:
    """Return every difference of ``new`` against ``old``; ``words`` are what the user said."""
    span = words[:SPAN]
    before, after = ({subject.id: subject for subject in scene.subjects} for scene in (old, new))
    found = [
        Change("remove", id_, "", subject.noun, _phrase(subject, old, lexicon), span)
        for id_, subject in before.items()
        if id_ not in after
    ]
    for id_, subject in after.items():
        if id_ in before:
            found += _of_subject(before[id_], subject, span)
        else:
            found.append(Change("add", id_, "", subject.noun, "", span))
    return (*found, *_relations(old, new, span, lexicon), *_frame(old, new, span), *_lists(old, new, span))


def _of_subject(old: Subject, new: Subject, span: str) -> Iterator[Change]:
    if old.noun != new.noun:
        yield Change("edit", new.id, "replace", new.noun, old.noun, span)
    for name in ("count", "color", "size", "place", "action"):
        before, after = str(getattr(old, name)), str(getattr(new, name))
        if before != after and after:
            yield Change("edit", new.id, name, after, before, span)
        elif before != after:
            yield Change("remove", new.id, name, before, before, span)
    gone = [one for one in old.attributes if one not in new.attributes]
    yield from (Change("remove", new.id, "attributes", one, one, span) for one in gone)
    come = [one for one in new.attributes if one not in old.attributes]
    yield from (Change("edit", new.id, "attribute", one, "", span) for one in come)
    for name in ("wears", "holds"):
        yield from _things(new.id, name, getattr(old, name), getattr(new, name), span)


def _things(id_: str, name: str, old: tuple[Thing, ...], new: tuple[Thing, ...], span: str) -> Iterator[Change]:
    before, after = ({thing.noun: thing for thing in things} for things in (old, new))
    yield from (Change("remove", id_, name, noun, noun, span) for noun in before if noun not in after)
    for noun, thing in after.items():
        if noun not in before:
            yield Change("add", id_, name, noun, "", span)
            continue
        was = before[noun]
        if was.color != thing.color:
            yield Change("edit", id_, f"{name}.color", thing.color, was.color, span)
        if was.count != thing.count:
            yield Change("edit", id_, f"{name}.count", str(thing.count), str(was.count), span)
        for one in thing.attributes:
            if one not in was.attributes:
                yield Change("edit", id_, f"{name}.attributes", one, "", span)


def _relations(old: Scene, new: Scene, span: str, lexicon: Lexicon) -> Iterator[Change]:
    here = {subject.id for subject in new.subjects}
    for relation in new.relations:
        if relation not in old.relations:
            yield Change("edit", relation.subject, "place", where(relation, new, lexicon), "", span)
    for relation in old.relations:
        if relation not in new.relations and relation.subject in here:
            words = where(relation, old, lexicon)
            yield Change("remove", relation.subject, "relations", words, words, span)


def where(relation: Relation, scene: Scene, lexicon: Lexicon) -> str:
    """Return "to the left of the cat", 在猫的左边."""
    chinese = scene.language == "zh"
    phrases = phrases_zh if chinese else phrases_en
    other = next((phrases.short_name(s, lexicon) for s in scene.subjects if s.id == relation.object), relation.object)
    side = phrases.RELATIONS.get(relation.kind, relation.kind)
    return f"在{other}的{side}" if chinese else f"{side} {other}"


def _frame(old: Scene, new: Scene, span: str) -> Iterator[Change]:
    for name in FRAME:
        before, after = getattr(old, name), getattr(new, name)
        if before != after and after:
            yield Change(KIND_OF_FIELD.get(name, "background"), "", name, after, before, span)
        elif before != after:
            yield Change("remove", "", name, before, before, span)


def _lists(old: Scene, new: Scene, span: str) -> Iterator[Change]:
    for note in new.notes:
        if note not in old.notes:
            yield Change("edit", "", "notes", note, "", span)
    yield from (Change("remove", "", "notes", note, note, span) for note in old.notes if note not in new.notes)
    yield from (Change("remove", "", "absent", name, "", span) for name in new.absent if name not in old.absent)
    yield from (Change("undo", "", "absent", "", name, span) for name in old.absent if name not in new.absent)


def _phrase(subject: Subject, scene: Scene, lexicon: Lexicon) -> str:
    phrases = phrases_zh if scene.language == "zh" else phrases_en
    return phrases.subject_phrase(subject, lexicon)
