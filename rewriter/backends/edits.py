"""Applies a model's operations to a scene. Subjects are named by id; what cannot be applied is an UnusableAnswer."""

from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn

from dialog.scene import Relation, Scene, Subject, Thing
from rewriter.backends.answer import MAX_COUNT, Edit, whole_of
from rewriter.backends.errors import UnusableAnswer
from rewriter.backends.facts import FRAME
from rewriter.backends.scenes import frame_value, place_value, read_subject, read_thing, relation_kind
from rewriter.freetext import mentions
from rewriter.lexicon import Lexicon
from rewriter.operations import with_field
from rewriter.placing import drop

WORDS = ("color", "action", "place", "size", "noun", "count")
THINGS = ("wears", "holds")
LISTS = ("attributes", *THINGS)


def apply_edits(scene: Scene, edits: tuple[Edit, ...], lexicon: Lexicon, used: int) -> Scene:
    """Return ``scene`` after ``edits``; new subjects get the ids after ``used``. Raises UnusableAnswer."""
    for at, edit in enumerate(edits):
        if edit.kind in ("add", "replace"):
            scene, used = _bring(scene, edit, lexicon, used, at)
        else:
            scene = HANDLERS[edit.kind](scene, edit, lexicon, at)
    return scene


def _bring(scene: Scene, edit: Edit, lexicon: Lexicon, used: int, at: int) -> tuple[Scene, int]:
    """Add a subject, or put it in the place of another, whose id, place and number it takes over."""
    if edit.item is None:
        _refuse(at, edit, "item is missing; give the subject")
    new = read_subject(edit.item, lexicon, f"operations[{at}].item")
    if edit.kind == "add":
        new = replace(new, id=f"s{used + 1}")
        return replace(scene, subjects=(*scene.subjects, new)), used + 1
    old = _subject(scene, edit, at)
    count = new.count if "count" in edit.item else old.count
    return _put(scene, replace(new, id=old.id, count=count, place=new.place or old.place)), used


def _remove(scene: Scene, edit: Edit, lexicon: Lexicon, at: int) -> Scene:
    if not edit.target:
        return _remove_whole(scene, edit, lexicon, at)
    subject = _subject(scene, edit, at)
    if not edit.attribute:
        return drop(scene, subject.id)
    if edit.attribute in THINGS:
        things: tuple[Thing, ...] = getattr(subject, edit.attribute)
        kept = tuple(one for one in things if edit.value and not _named(one, edit.value, lexicon))
        return _put(scene, with_field(subject, edit.attribute, kept))
    if edit.attribute == "attributes":
        left = tuple(one for one in subject.attributes if edit.value and not mentions(one, edit.value))
        return _put(scene, replace(subject, attributes=left))
    if edit.attribute in ("color", "action", "place", "size"):
        return _put(scene, with_field(subject, edit.attribute, ""))
    return _refuse(at, edit, f"nothing called {edit.attribute!r} can be removed from a subject")


def _remove_whole(scene: Scene, edit: Edit, lexicon: Lexicon, at: int) -> Scene:
    if edit.attribute in FRAME:
        return with_field(scene, edit.attribute, "")
    if edit.attribute in ("notes", "absent"):
        kept = tuple(one for one in getattr(scene, edit.attribute) if edit.value and not mentions(one, edit.value))
        return with_field(scene, edit.attribute, kept)
    return _refuse(at, edit, "say what to remove: a target, or an attribute of the picture")


def _set(scene: Scene, edit: Edit, lexicon: Lexicon, at: int) -> Scene:
    if not edit.target:
        if edit.attribute not in FRAME:
            _refuse(at, edit, f"the picture has no {edit.attribute!r}; it has {', '.join(FRAME)}")
        return with_field(scene, edit.attribute, frame_value(edit.attribute, edit.value, lexicon))
    subject = _subject(scene, edit, at)
    if edit.attribute not in WORDS:
        _refuse(at, edit, f"{edit.attribute!r} cannot be set; {', '.join(WORDS)} can")
    if edit.attribute == "count":
        count = whole_of({"value": edit.value}, "value", 1, f"operations[{at}]", MAX_COUNT)
        return _put(scene, replace(subject, count=count))
    if edit.attribute == "noun" and edit.value:
        return _put(scene, replace(subject, noun=edit.value, concept=lexicon.concept(edit.value)))
    if edit.attribute == "place":
        return _put(scene, replace(subject, place=place_value(edit.value, lexicon)))
    value = lexicon.value(edit.attribute, edit.value) if edit.attribute in ("color", "size") else edit.value
    return _put(scene, with_field(subject, edit.attribute, value))


def _give(scene: Scene, edit: Edit, lexicon: Lexicon, at: int) -> Scene:
    """Add something worn or held (in the place of one of the same name), or an attribute."""
    subject = _subject(scene, edit, at)
    if edit.attribute == "attributes" and edit.value:
        return _put(scene, replace(subject, attributes=tuple(dict.fromkeys((*subject.attributes, edit.value)))))
    if edit.attribute not in THINGS:
        _refuse(at, edit, f"{edit.attribute!r} cannot be given; {', '.join(LISTS)} can")
    thing = read_thing(edit.item or {"noun": edit.value}, lexicon, f"operations[{at}].item")
    things: tuple[Thing, ...] = getattr(subject, edit.attribute)
    kept = tuple(one for one in things if not _named(one, thing.noun, lexicon))
    return _put(scene, with_field(subject, edit.attribute, (*kept, thing)))


def _relate(scene: Scene, edit: Edit, lexicon: Lexicon, at: int) -> Scene:
    subject = _subject(scene, edit, at)
    if not edit.attribute or not edit.value or edit.value == subject.id:
        _refuse(at, edit, "give the relation as attribute and the other subject as value")
    kept = tuple(r for r in scene.relations if {r.subject, r.object} != {subject.id, edit.value})
    return replace(scene, relations=(*kept, Relation(subject.id, relation_kind(edit.attribute), edit.value)))


def _avoid(scene: Scene, edit: Edit, lexicon: Lexicon, at: int) -> Scene:
    if not edit.value:
        _refuse(at, edit, "value is empty; name what shall not be in the picture")
    return replace(scene, absent=tuple(dict.fromkeys((*scene.absent, edit.value))))


def _note(scene: Scene, edit: Edit, lexicon: Lexicon, at: int) -> Scene:
    if not edit.value:
        _refuse(at, edit, "value is empty; give the words")
    return replace(scene, notes=tuple(dict.fromkeys((*scene.notes, edit.value))))


def _named(thing: Thing, words: str, lexicon: Lexicon) -> bool:
    concept = lexicon.concept(words)
    return (bool(concept) and thing.concept == concept) or mentions(thing.noun, words) or mentions(words, thing.noun)


def _subject(scene: Scene, edit: Edit, at: int) -> Subject:
    for subject in scene.subjects:
        if subject.id == edit.target:
            return subject
    ids = ", ".join(subject.id for subject in scene.subjects) or "none"
    return _refuse(at, edit, f"there is no subject {edit.target[:20]!r}; there are: {ids}")


def _put(scene: Scene, subject: Subject) -> Scene:
    return replace(scene, subjects=tuple(subject if one.id == subject.id else one for one in scene.subjects))


def _refuse(at: int, edit: Edit, what: str) -> NoReturn:
    raise UnusableAnswer(f"The model's answer cannot be used: operations[{at}] ({edit.kind}): {what}.")


HANDLERS: dict[str, Callable[[Scene, Edit, Lexicon, int], Scene]] = {
    "remove": _remove,
    "set": _set,
    "give": _give,
    "relate": _relate,
    "avoid": _avoid,
    "note": _note,
}
