"""Brings back what an earlier scene held: a subject, a thing, an attribute, a note or a field."""

from dataclasses import replace
from typing import TYPE_CHECKING

from dialog.scene import Scene, Subject
from rewriter import living_en
from rewriter.operations import Operation, with_field
from rewriter.resolve import Referent

if TYPE_CHECKING:
    from rewriter.editing import Editing


def restore(e: "Editing", earlier: Scene, referent: Referent, op: Operation) -> bool:
    """Bring back what ``referent`` means in an earlier scene; False when it is still there."""
    present = {s.id for s in e.scene.subjects}
    if referent.field == "subject":
        if referent.subject in present:
            return False
        old = next(s for s in earlier.subjects if s.id == referent.subject)
        held = {*present, old.id}
        back = tuple(
            r
            for r in earlier.relations
            if old.id in (r.subject, r.object) and (r.object in held or not r.object.startswith("s"))
        )
        e.scene = replace(e.scene, subjects=(*e.scene.subjects, old), relations=(*e.scene.relations, *back))
        e.record("undo", old.id, "restore", old.noun, "", op.span)
        return True
    if referent.subject and referent.subject in present:
        return _restore_of(e, next(s for s in earlier.subjects if s.id == referent.subject), referent, op)
    if referent.field == "notes":
        note = earlier.notes[referent.index]
        if note in e.scene.notes:
            return False
        kept = tuple(n for n in e.scene.notes if n not in note)
        e.scene = replace(e.scene, notes=(*kept, note))
    elif not referent.subject and getattr(e.scene, referent.field) != getattr(earlier, referent.field):
        e.scene = with_field(e.scene, referent.field, getattr(earlier, referent.field))
    else:
        return False
    e.record("undo", "", referent.field, referent.word, "", op.span)
    return True


def last_gone(e: "Editing", pronoun: str) -> tuple[Scene, Subject] | None:
    """Return the subject last taken away that ``pronoun`` may mean, and the scene that had it."""
    present = {s.id for s in e.scene.subjects}
    for earlier in reversed(e.history):
        gone = [s for s in earlier.subjects if s.id not in present]
        gone.sort(key=lambda s: living_en.fits(pronoun, s.noun, s.attributes))
        if gone:
            return earlier, gone[0]
    return None


def put_back(e: "Editing", earlier: Scene, old: Subject, op: Operation) -> None:
    """Put a subject back, with the relations to those that are there."""
    held = {*(s.id for s in e.scene.subjects), old.id}
    back = tuple(r for r in earlier.relations if old.id in (r.subject, r.object) and {r.subject, r.object} <= held)
    e.scene = replace(e.scene, subjects=(*e.scene.subjects, old), relations=(*e.scene.relations, *back))
    e.record("undo", old.id, "restore", old.noun, "", op.span)


def _restore_of(e: "Editing", old: Subject, referent: Referent, op: Operation) -> bool:
    now = e.get(old.id)
    if referent.field in ("wears", "holds"):
        thing = getattr(old, referent.field)[referent.index]
        things = getattr(now, referent.field)
        if thing in things:
            return False
        new = with_field(now, referent.field, (*things, thing))
    elif referent.field == "attributes":
        if old.attributes[referent.index] in now.attributes:
            return False
        new = replace(now, attributes=(*now.attributes, old.attributes[referent.index]))
    elif now.action != old.action:
        new = replace(now, action=old.action)
    else:
        return False
    e.put(new)
    e.record("undo", now.id, referent.field, referent.word, "", op.span)
    return True
