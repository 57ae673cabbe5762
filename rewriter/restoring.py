"""Brings back what an earlier scene held: a subject, a thing, an attribute, a note or a field."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from dialog.scene import Scene, Subject
from rewriter import living_en
from rewriter.operations import Operation, with_field
from rewriter.resolve import Referent

if TYPE_CHECKING:
    from rewriter.editing import Editing


ALL_ON_IT = re.compile(
    r"\bwith (?:all |all the |the |every)?(?:stuff|things?|everything|whatever|what)\b(?: (?:that )?(?:was|were))?"
    r" (?:on|in|inside|on top of) (?:it|them)",
    re.IGNORECASE,
)


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
        bring_along(e, earlier, old, all_on_it=bool(ALL_ON_IT.search(op.span)))
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


def thing_back(e: "Editing", op: Operation) -> bool:
    """Give back the worn or held thing that the last step took from somebody; False where it took somebody away."""
    if len(e.history) < 2 or len(e.history[-2].subjects) > len(e.scene.subjects):
        return False
    for old in e.history[-2].subjects:
        mine = next((s for s in e.scene.subjects if s.id == old.id), None)
        for name in ("wears", "holds"):
            lost = [t for t in getattr(old, name) if mine and t not in getattr(mine, name)]
            if mine is not None and lost and len(getattr(mine, name)) < len(getattr(old, name)):
                e.put(with_field(mine, name, (*getattr(mine, name), lost[-1])))
                e.thing = Referent(name, mine.id, len(getattr(mine, name)), lost[-1].noun)
                e.record("undo", mine.id, name, lost[-1].noun, "", op.span)
                return True
    return False


def put_back(e: "Editing", earlier: Scene, old: Subject, op: Operation) -> None:
    """Put a subject back, with the relations to those that are there."""
    held = {*(s.id for s in e.scene.subjects), old.id}
    back = tuple(r for r in earlier.relations if old.id in (r.subject, r.object) and {r.subject, r.object} <= held)
    e.scene = replace(e.scene, subjects=(*e.scene.subjects, old), relations=(*e.scene.relations, *back))
    e.record("undo", old.id, "restore", old.noun, "", op.span)
    bring_along(e, earlier, old, all_on_it=bool(ALL_ON_IT.search(op.span)))


def bring_along(e: "Editing", earlier: Scene, old: Subject, *, all_on_it: bool) -> None:
    """Put back who or what went together with ``old``: what its own words name ("with the suitcase"), and, with
    ``all_on_it``, what stood on or in it."""
    said = " ".join((old.action, *old.attributes))
    for other in earlier.subjects:
        present = {s.id for s in e.scene.subjects}
        tied = {r.subject for r in earlier.relations if r.object == old.id and r.kind in ("on", "in")}
        named = re.search(rf"\bthe {re.escape(other.noun)}\b", said) is not None
        if other.id in present or not (named or (all_on_it and other.id in tied)):
            continue
        held = {*present, other.id}
        back = tuple(
            r
            for r in earlier.relations
            if other.id in (r.subject, r.object) and {r.subject, r.object} <= held and r not in e.scene.relations
        )
        e.scene = replace(e.scene, subjects=(*e.scene.subjects, other), relations=(*e.scene.relations, *back))
    lost = [r for r in earlier.relations if all_on_it and r.object == old.id and r not in e.scene.relations]
    ids = {s.id for s in e.scene.subjects}
    moved = {r.subject for r in lost if r.subject in ids}
    others = tuple(r for r in e.scene.relations if r.subject not in moved)
    e.scene = replace(e.scene, relations=(*others, *(r for r in lost if r.subject in ids)))


def _restore_of(e: "Editing", old: Subject, referent: Referent, op: Operation) -> bool:
    now = e.get(old.id)
    if referent.field in ("wears", "holds"):
        thing = getattr(old, referent.field)[referent.index]
        things = getattr(now, referent.field)
        if thing in things:
            return False
        new = with_field(now, referent.field, (*things, thing))
        e.thing = Referent(referent.field, now.id, len(things), thing.noun)  # what a colour said next is for
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
