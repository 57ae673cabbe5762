"""Applies operations to a scene: every difference is recorded as a Change, and nothing else changes.

A target that cannot be resolved never loses the user's words: the clause becomes a note and the turn is uncertain.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from dialog.scene import Scene, Subject
from rewriter import again_en, earlier, frames, inside, passing_en, placing, restoring, subjects, undoing
from rewriter.arrivals import add_more, add_subject
from rewriter.chinese import has_cjk
from rewriter.editing import Editing
from rewriter.fields import set_frame
from rewriter.freetext import mentions
from rewriter.layout import PAIRS, pair_places
from rewriter.lettering import letter
from rewriter.operations import Operation, with_field
from rewriter.reference import is_picture, is_pronoun, strip_article
from rewriter.removing import remove_named
from rewriter.replacing import replace_with, split_one
from rewriter.resolve import Referent, Resolver
from rewriter.scalars import BODY


def apply(operations: Sequence[Operation], editing: Editing) -> Editing:
    """Run ``operations`` one after another on ``editing`` and return it."""
    for operation in operations:
        handler = HANDLERS.get(operation.kind)
        if handler is not None:
            handler(editing, operation)
    return editing


def _target(editing: Editing, operation: Operation) -> list[Subject]:
    words = "" if is_picture(operation.target) else operation.target
    return list(editing.resolver.subjects(words))


def _set(e: Editing, op: Operation) -> None:
    """Set an attribute of a subject, of something it wears or holds, or inside the user's own words."""
    if op.attribute == "color" and e.thing is not None and (not op.target or op.target.lower() in ("it", "them")):
        return _set_at(e, op, e.thing)
    if is_pronoun(op.target) or not op.target or is_picture(op.target):
        found = _target(e, op)
        if not found:
            return e.miss(op.span)
        for subject in found:
            subjects.set_attribute(e, subject, op)
        return None
    referent = e.resolver.find(op.target)
    if referent is None:
        return _set_new_part(e, op)
    return _set_at(e, op, referent)


def _set_at(e: Editing, op: Operation, referent: Referent) -> None:
    if referent.field == "subject":
        subjects.set_attribute(e, e.get(referent.subject), op)
    elif referent.field in ("wears", "holds"):
        subjects.set_thing(e, referent, op)
    else:
        inside.set_in_words(e, referent, op)


def _set_new_part(e: Editing, op: Operation) -> None:
    """ "车身改成红色": a part that nobody named before."""
    subject = e.resolver.in_focus()
    if subject is None or op.attribute not in ("color", "attribute", "size"):
        return e.miss(op.span)
    if BODY.match(inside.part_name(op.target)):
        return subjects.set_attribute(e, subject, op)
    return inside.set_part_color(e, subject, op)


def _palette(e: Editing, op: Operation) -> None:
    """Set the colors of the picture: a note of colors is replaced, else one subject's color, else a note."""
    old = next((n for n in e.scene.notes if inside.only_colors(n, e.lexicon)), "")
    color = e.lexicon.lookup(op.value.removesuffix("的"), "color")
    if old:
        e.scene = replace(e.scene, notes=tuple(op.value if n == old else n for n in e.scene.notes))
        e.record("edit", "", "colors", op.value, old, op.span)
    elif color and e.scene.subjects:
        subject = e.resolver.in_focus() or e.scene.subjects[0]
        subjects.set_attribute(e, subject, replace(op, attribute="color", value=e.lexicon.value("color", op.value)))
    else:
        e.scene = replace(e.scene, notes=(*e.scene.notes, op.value))
        e.record("edit", "", "colors", op.value, "", op.span)


def _part(e: Editing, op: Operation) -> None:
    """Give a subject a part ("green hair"): the part named before is replaced."""
    found = _target(e, op)
    if not found:
        return e.miss(op.span)
    for subject in found[:1]:
        old = next((a for a in subject.attributes if mentions(a, op.attribute)), "")
        kept = tuple(a for a in subject.attributes if a != old)
        e.put(replace(subject, attributes=(*kept, op.value)))
        e.record("edit", subject.id, op.attribute, op.value, old, op.span)
    return None


def _wear(e: Editing, op: Operation) -> None:
    subjects.equip(e, _target(e, op), "wears", op)


def _hold(e: Editing, op: Operation) -> None:
    subjects.equip(e, _target(e, op), "holds", op)


def _tail(e: Editing, op: Operation) -> None:
    """Give a subject a tail: "wearing X", "with Y", 戴着X."""
    for subject in _target(e, op):
        subjects.add_tail(e, subject, op)
    if not _target(e, op):
        e.miss(op.span)


def _act(e: Editing, op: Operation) -> None:
    found = _target(e, op)
    for subject in found:
        subjects.act(e, subject, op)
    if not found:
        e.miss(op.span)


def _move(e: Editing, op: Operation) -> None:
    """Put a subject in another place of the picture, or next to something."""
    referent = e.resolver.find(op.target)
    if referent is None or not referent.subject:
        return e.miss(op.span)
    return placing.move(e, e.get(referent.subject), op)


def _unplace(e: Editing, op: Operation) -> None:
    """A new setting for somebody ends the place that the action named."""
    for subject in _target(e, op) or list(e.scene.subjects):
        placing.unplace(e, subject)


def _exchange(e: Editing, op: Operation) -> None:
    """Let two subjects change places; where none was said they stand left and right."""
    one, other = e.resolver.subject(op.target), e.resolver.subject(op.value)
    if one is None or other is None or one.id == other.id:
        return e.miss(op.span)
    both = tuple(s for s in e.scene.subjects if s.id in (one.id, other.id))
    mine, yours = pair_places(replace(e.scene, subjects=both))[:: 1 if both[0].id == one.id else -1]
    between = {one.id, other.id}
    told = tuple(r for r in e.scene.relations if r.kind not in PAIRS or {r.subject, r.object} != between)
    e.scene = replace(e.scene, relations=told)
    for subject, place in ((one, yours), (other, mine)):
        e.put(replace(subject, place=place))
        e.record("edit", subject.id, "place", place, subject.place, op.span)
    return None


def _restore(e: Editing, op: Operation) -> None:
    """Bring back what an earlier scene held."""
    if op.attribute == "fact" and again_en.again_fact(e, op):
        return None
    if op.attribute == "fact":
        return apply_facts(e, op)
    if is_pronoun(op.target) and not e.changes and restoring.thing_back(e, op):
        return None
    if is_pronoun(op.target) and (gone := restoring.last_gone(e, op.target)):
        return restoring.put_back(e, *gone, op)
    if is_pronoun(op.target) and any(change.kind == "undo" for change in e.changes):
        return None  # who is meant has just come back
    for before in reversed(e.history):
        referent = Resolver(before, e.lexicon).find(op.target)
        if referent and restoring.restore(e, before, referent, op):
            return None
    known = op.attribute != "earlier" and not is_pronoun(op.target)
    phrase = subjects.parse(op.target, e.lexicon) if known else None
    return add_subject(e, replace(op, phrase=phrase)) if phrase else e.miss(op.span)


def apply_facts(e: Editing, op: Operation) -> None:
    """Set the facts of the picture that nothing earlier said more of: "bring back the night"."""
    for name, value in frames.whole(strip_article(op.target), e.lexicon, loose=False):
        set_frame(e, replace(op, attribute=name, value=value))


def _revert(e: Editing, op: Operation) -> None:
    """Give one field its earlier value."""
    if op.attribute not in Scene.__dataclass_fields__:
        return e.miss(op.span)
    now = getattr(e.scene, op.attribute)
    old = next((getattr(s, op.attribute) for s in reversed(e.history) if getattr(s, op.attribute) != now), "")
    if not old and not now:
        return None
    e.scene = with_field(e.scene, op.attribute, old)
    return e.record("undo", "", op.attribute, old, now, op.span)


def _rename(e: Editing, op: Operation) -> None:
    """Say a noun otherwise that stays what it is: "stack of two books" of a stack of three."""
    for subject in _target(e, op)[:1]:
        e.put(replace(subject, noun=op.value))
        e.record("edit", subject.id, "replace", op.value, subject.noun, op.span)


def _comment(e: Editing, op: Operation) -> None:
    """A remark changes nothing, but what it names is spoken of next."""
    words = op.value.split() if not has_cjk(op.value) else list(op.value)
    joint = "" if has_cjk(op.value) else " "
    for cut in range(min(len(words), 8), 0, -1):
        subject = e.resolver.subject(joint.join(words[:cut]))
        if subject is not None:
            e.focus = [subject.id, *(id_ for id_ in e.focus if id_ != subject.id)]
            return


def _place_text(e: Editing, op: Operation) -> None:
    """Say where the words in the picture stand, as a note: a scene knows only what they are."""
    if op.value not in e.scene.notes:
        e.scene = replace(e.scene, notes=(*e.scene.notes, op.value))
        e.record("note", "", "", op.value, "", op.span)


def _note(e: Editing, op: Operation) -> None:
    e.miss(op.value)


HANDLERS: dict[str, Callable[[Editing, Operation], None]] = {
    "frame": set_frame,
    "set": _set,
    "palette": _palette,
    "part": _part,
    "wear": _wear,
    "hold": _hold,
    "tail": _tail,
    "act": _act,
    "move": _move,
    "unplace": _unplace,
    "exchange": _exchange,
    "add": add_subject,
    "more": add_more,
    "remove": remove_named,
    "replace": replace_with,
    "split": split_one,
    "restore": _restore,
    "revert": _revert,
    "rename": _rename,
    "pass": passing_en.pass_on,
    "likewise": passing_en.do_likewise,
    "unsay": undoing.unsay,
    "note": _note,
    "place_text": _place_text,
    "comment": _comment,
    "keep_words": lambda e, op: e.note(op.value),
    "trade": again_en.trade,
    "regain": again_en.regain,
    "letter": letter,
    "again": again_en.again,
    "take_back": undoing.take_back,
    "as_before": earlier.as_before,
    "count_by": again_en.count_by,
}
