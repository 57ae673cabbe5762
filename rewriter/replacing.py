"""Puts one thing in the place of another, or changes one of several."""

from dataclasses import replace

from dialog.scene import Thing
from rewriter import inside, subjects
from rewriter.editing import Editing
from rewriter.fields import set_frame
from rewriter.freetext import substitute
from rewriter.operations import Operation
from rewriter.reference import is_pronoun
from rewriter.resolve import Referent


def replace_with(e: Editing, op: Operation) -> None:
    """Put something else in the place of what the words name."""
    referent = _thing_meant(e, op) or e.resolver.find(op.target)
    if referent is None:
        return _replace_missing(e, op)
    if referent.field == "subject":
        return subjects.become(e, e.get(referent.subject), op)
    if referent.field in ("wears", "holds"):
        return subjects.exchange_thing(e, referent, op)
    if referent.field in ("attributes", "action"):
        inside.substitute_words(e, referent, op)
        others = [r for r in e.resolver.everywhere(op.target) if r.field == "action" and r.subject != referent.subject]
        for other in others:
            inside.substitute_words(e, other, op)
        return None
    if referent.field == "notes":
        old = e.scene.notes[referent.index]
        new = substitute(old, referent.word, op.value)
        e.scene = replace(e.scene, notes=tuple(new if n == old else n for n in e.scene.notes))
        return e.record("edit", "", "notes", op.value, old, op.span)
    return set_frame(e, replace(op, attribute=referent.field))


def _thing_meant(e: Editing, op: Operation) -> Referent | None:
    """换成奶茶, said of somebody who holds a coffee, means the coffee."""
    focus = e.resolver.in_focus() if not op.target or is_pronoun(op.target) else None
    new = e.lexicon.concepts.get(op.phrase.subject.concept) if op.phrase else None
    old = e.lexicon.concepts.get(focus.concept) if focus else None
    alive = ("animal", "person")
    if focus is None or new is None or old is None or old.kind not in alive or new.kind in alive:
        return None
    name = "wears" if new.worn else "holds"
    things: tuple[Thing, ...] = getattr(focus, name)
    return Referent(name, focus.id, 0, things[0].noun) if len(things) == 1 else None


def _replace_missing(e: Editing, op: Operation) -> None:
    """Nothing was there to be replaced, so nothing comes in its place: an exchange never adds."""
    return e.miss(op.span)


def split_one(e: Editing, op: Operation) -> None:
    """Change one of several: the group counts one less, the one becomes a subject of its own."""
    group = e.resolver.subject(op.target) if op.target else next((s for s in e.scene.subjects if s.count != 1), None)
    if group is None:
        return e.miss(op.span)
    subjects.split(e, group, op)
    return None
