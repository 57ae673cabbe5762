"""Applies operations to a scene: every difference is recorded as a Change, and nothing else changes.

A target that cannot be resolved never loses the user's words: the clause becomes a note and the turn is uncertain.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from dialog.scene import Relation, Scene, Subject, Thing
from dialog.types import Change
from rewriter import subjects
from rewriter.chinese import has_cjk
from rewriter.freetext import mentions, substitute, without
from rewriter.lexicon import Lexicon
from rewriter.operations import Operation
from rewriter.resolve import Referent, Resolver, is_picture, is_pronoun

KIND_OF_FIELD = {"style": "style", "lens": "camera", "mood": "background", "text": "edit"}
LENS_GROUPS = (frozenset(("close", "normal", "wide")), frozenset(("top", "low", "side", "back")))
SEASONS = (
    ("秋", "落叶", "红叶", "枫叶", "autumn", "fall", "falling leaves"),
    ("冬", "积雪", "winter"),
    ("春", "spring"),
    ("夏", "summer"),
)


@dataclass
class Editing:
    """A scene under way. ``history`` holds earlier scenes, oldest first; ``used`` all ids ever given."""

    scene: Scene
    lexicon: Lexicon
    history: Sequence[Scene] = ()
    focus: list[str] = field(default_factory=list)
    thing: Referent | None = None
    used: int = 0
    changes: list[Change] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    removed: Referent | None = None
    acted: set[str] = field(default_factory=set)

    @property
    def resolver(self) -> Resolver:
        """Looks words up in the scene as it is now."""
        return Resolver(self.scene, self.lexicon, tuple(self.focus), self.thing)

    def record(self, kind: str, target: str, attribute: str, value: str, old: str, span: str) -> None:
        """Note one difference, and what is spoken of now."""
        self.changes.append(Change(kind, target, attribute, value, old, span))
        if target and kind != "remove":
            self.focus = [target, *(id_ for id_ in self.focus if id_ != target)]

    def put(self, subject: Subject) -> None:
        """Replace the subject of the same id."""
        self.scene = replace(
            self.scene, subjects=tuple(subject if s.id == subject.id else s for s in self.scene.subjects)
        )

    def append(self, subject: Subject) -> Subject:
        """Add a subject under a new id."""
        self.used += 1
        new = replace(subject, id=f"s{self.used}")
        self.scene = replace(self.scene, subjects=(*self.scene.subjects, new))
        return new

    def get(self, id_: str) -> Subject:
        """Return the subject with this id."""
        return next(s for s in self.scene.subjects if s.id == id_)

    def miss(self, span: str) -> None:
        """Keep words that were not understood as a note."""
        if span and span not in self.scene.notes:
            self.scene = replace(self.scene, notes=(*self.scene.notes, span))
            self.changes.append(Change("note", value=span, span=span))
        self.missed.append(span)


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


def _frame(e: Editing, op: Operation) -> None:
    """Set a field of the whole picture."""
    if op.attribute == "season":
        return _season(e, op)
    old = str(getattr(e.scene, op.attribute))
    value = _lens(old, op.value, e.lexicon, e.scene.language) if op.attribute == "lens" else op.value
    if op.attribute == "weather" and not e.lexicon.id_of("weather", value):
        value = op.value
    e.scene = replace(e.scene, **{op.attribute: value})
    e.scene = replace(e.scene, notes=tuple(n for n in e.scene.notes if not _superseded(n, op, e.lexicon)))
    if op.attribute == "setting" and op.span != "new":
        for subject in e.scene.subjects:
            subjects.leave_scenery(e, subject)
    e.record(KIND_OF_FIELD.get(op.attribute, "background"), "", op.attribute, value, old, op.span)


def _superseded(note: str, op: Operation, lexicon: Lexicon) -> bool:
    """Tell whether a note only says an earlier value of the field that is set."""
    return op.attribute == "setting" and ("in the background" in note or "背景" in note)


def _lens(old: str, new: str, lexicon: Lexicon, language: str) -> str:
    """Join a lens to those said before; one of the same dimension (shot size, angle) is replaced."""
    id_ = lexicon.id_of("lens", new)
    group = next((g for g in LENS_GROUPS if id_ in g), frozenset[str]())
    kept = [part for part in old.split(", ") if part and part != new and lexicon.id_of("lens", part) not in group]
    return ", ".join([*kept, new])


def _season(e: Editing, op: Operation) -> None:
    """Set the season: notes that belong to another one go."""
    mine = next((words for words in SEASONS if any(word in op.value.lower() for word in words)), ())
    others = [word for words in SEASONS if words != mine for word in words]
    kept = tuple(n for n in e.scene.notes if not any(mentions(n, word) for word in others))
    old = ", ".join(n for n in e.scene.notes if n not in kept)
    if op.value not in kept:
        kept = (*kept, op.value)
    e.scene = replace(e.scene, notes=kept)
    e.record("background", "", "season", op.value, old, op.span)


def _set(e: Editing, op: Operation) -> None:
    """Set an attribute of a subject, of something it wears or holds, or inside the user's own words."""
    if not op.target and e.thing is not None and op.attribute == "color":
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
        subjects.set_in_words(e, referent, op)


def _set_new_part(e: Editing, op: Operation) -> None:
    """ "车身改成红色": a part that nobody named before."""
    subject = e.resolver.in_focus()
    if subject is None or op.attribute != "color":
        return e.miss(op.span)
    return subjects.set_part_color(e, subject, op)


def _palette(e: Editing, op: Operation) -> None:
    """Set the colors of the picture: a note of colors is replaced, else one subject's color, else a note."""
    old = next((n for n in e.scene.notes if subjects.only_colors(n, e.lexicon)), "")
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
    return subjects.move(e, e.get(referent.subject), op)


def _unplace(e: Editing, op: Operation) -> None:
    """A new setting for somebody ends the place that the action named."""
    for subject in _target(e, op) or list(e.scene.subjects):
        subjects.unplace(e, subject)


def _exchange(e: Editing, op: Operation) -> None:
    """Let two subjects change places; where none was said they stand left and right."""
    one, other = e.resolver.subject(op.target), e.resolver.subject(op.value)
    if one is None or other is None or one.id == other.id:
        return e.miss(op.span)
    ids = [s.id for s in e.scene.subjects]
    sides = ("left", "right") if ids.index(one.id) < ids.index(other.id) else ("right", "left")
    mine, yours = one.place or sides[0], other.place or sides[1]
    for subject, place in ((one, yours), (other, mine)):
        e.put(replace(subject, place=place))
        e.record("edit", subject.id, "place", place, subject.place, op.span)
    return None


def _add(e: Editing, op: Operation) -> None:
    """Add a subject, with its relation to what it was said to stand by."""
    if op.phrase is None:
        return e.miss(op.span)
    phrase, before = op.phrase, e.resolver
    anchor = before.find(phrase.anchor) if phrase.anchor else None
    subject = phrase.subject
    if phrase.relation and phrase.anchor and (anchor is None or anchor.field != "subject"):
        subject = replace(subject, action=f"{subject.action} {subjects.anchor_words(phrase, op)}".strip())
    elif op.value and not phrase.anchor:
        subject = replace(subject, action=f"在{op.value.removeprefix('在')}{subject.action}")
    new = e.append(subject)
    _unwish(e, new)
    if phrase.relation and anchor and anchor.field == "subject":
        e.scene = replace(e.scene, relations=(*e.scene.relations, Relation(new.id, phrase.relation, anchor.subject)))
    elif phrase.relation and not phrase.anchor and len(e.scene.subjects) > 1:
        near = before.in_focus() or e.scene.subjects[0]
        e.scene = replace(e.scene, relations=(*e.scene.relations, Relation(new.id, phrase.relation, near.id)))
    e.record("add", new.id, "", new.noun, "", op.span)
    return None


def _unwish(e: Editing, subject: Subject | Thing) -> None:
    """What is added is no longer wished away."""
    kept = tuple(
        a
        for a in e.scene.absent
        if not mentions(subject.noun, a) and (not subject.concept or e.lexicon.concept(a) != subject.concept)
    )
    e.scene = replace(e.scene, absent=kept)


def _more(e: Editing, op: Operation) -> None:
    """One more of the same, or a new subject when there is none yet."""
    subject = e.resolver.subject(op.target)
    if subject is None or (op.phrase and (op.phrase.subject.color or op.phrase.subject.attributes)):
        return _add(e, op)
    count = max(1, subject.count) + int(op.value)
    return subjects.set_attribute(e, subject, replace(op, attribute="count", value=str(count)))


def _remove(e: Editing, op: Operation) -> None:
    """Take away what the words name, wherever it is said; what is not there is wished absent."""
    found = 0
    for _ in range(12):
        referent = e.resolver.find(op.target)
        if referent is None or (found and referent.field == "subject"):
            break
        if not _remove_at(e, referent, op):
            break
        found += 1
    if not found:
        name = subjects.plain_name(op.target)
        if name and name not in e.scene.absent:
            e.scene = replace(e.scene, absent=(*e.scene.absent, name))
            e.record("remove", "", "absent", name, "", op.span)


def _remove_at(e: Editing, referent: Referent, op: Operation) -> bool:
    if referent.field == "subject":
        subject = e.get(referent.subject)
        gone = subjects.fewer(e, subject, op)
        if gone:
            return False
        e.scene = subjects.drop(e.scene, subject.id)
        e.removed = referent
        e.record("remove", subject.id, "", subject.noun, subjects.caption_of(subject, e), op.span)
        _forget(e, subject.noun, op)
        return True
    if referent.field in ("wears", "holds"):
        subject = e.get(referent.subject)
        things: tuple[Thing, ...] = getattr(subject, referent.field)
        gone_thing = things[referent.index]
        kept = (*things[: referent.index], *things[referent.index + 1 :])
        e.put(replace(subject, **{referent.field: kept}))
        e.removed = referent
        e.record("remove", subject.id, referent.field, gone_thing.noun, gone_thing.noun, op.span)
        return True
    return _remove_words(e, referent, op)


def _forget(e: Editing, noun: str, op: Operation) -> None:
    """Actions and notes that still name a removed subject lose that phrase, so that it is not drawn again."""
    for subject in e.scene.subjects:
        if mentions(subject.action, noun):
            e.put(replace(subject, action=without(subject.action, noun)))


def _remove_words(e: Editing, referent: Referent, op: Operation) -> bool:
    if referent.field == "notes":
        old = e.scene.notes[referent.index]
        new = without(old, referent.word)
        notes = (*e.scene.notes[: referent.index], *((new,) if new else ()), *e.scene.notes[referent.index + 1 :])
        e.scene = replace(e.scene, notes=notes)
        e.record("remove", "", "notes", referent.word, old, op.span)
    elif referent.field in ("attributes", "action"):
        subjects.remove_words(e, referent, op)
    else:
        old = str(getattr(e.scene, referent.field))
        new = without(old, referent.word) if mentions(old, referent.word) and " with " in old else ""
        e.scene = replace(e.scene, **{referent.field: new})
        e.record("remove", "", referent.field, referent.word, old, op.span)
    return True


def _replace(e: Editing, op: Operation) -> None:
    """Put something else in the place of what the words name."""
    referent = e.resolver.find(op.target)
    if referent is None:
        return _replace_missing(e, op)
    if referent.field == "subject":
        return subjects.become(e, e.get(referent.subject), op)
    if referent.field in ("wears", "holds"):
        return subjects.exchange_thing(e, referent, op)
    if referent.field in ("attributes", "action"):
        subjects.substitute_words(e, referent, op)
        others = [r for r in e.resolver.everywhere(op.target) if r.field == "action" and r.subject != referent.subject]
        for other in others:
            subjects.substitute_words(e, other, op)
        return None
    if referent.field == "notes":
        old = e.scene.notes[referent.index]
        new = substitute(old, referent.word, op.value)
        e.scene = replace(e.scene, notes=tuple(new if n == old else n for n in e.scene.notes))
        return e.record("edit", "", "notes", op.value, old, op.span)
    return _frame(e, replace(op, attribute=referent.field))


def _replace_missing(e: Editing, op: Operation) -> None:
    """Nothing was there to be replaced: what should come instead is added."""
    if op.phrase is None:
        return e.miss(op.span)
    e.missed.append(op.span)
    return _add(e, op)


def _split(e: Editing, op: Operation) -> None:
    """Change one of several: the group counts one less, the one becomes a subject of its own."""
    group = e.resolver.subject(op.target) if op.target else next((s for s in e.scene.subjects if s.count != 1), None)
    if group is None:
        return e.miss(op.span)
    subjects.split(e, group, op)
    return None


def _restore(e: Editing, op: Operation) -> None:
    """Bring back what an earlier scene held."""
    for earlier in reversed(e.history):
        referent = Resolver(earlier, e.lexicon).find(op.target)
        if referent and subjects.restore(e, earlier, referent, op):
            return None
    phrase = subjects.parse(op.target, e.lexicon)
    return _add(e, replace(op, phrase=phrase)) if phrase else e.miss(op.span)


def _revert(e: Editing, op: Operation) -> None:
    """Give one field its earlier value."""
    if op.attribute not in Scene.__dataclass_fields__:
        return e.miss(op.span)
    now = getattr(e.scene, op.attribute)
    old = next((getattr(s, op.attribute) for s in reversed(e.history) if getattr(s, op.attribute) != now), "")
    e.scene = replace(e.scene, **{op.attribute: old})
    return e.record("undo", "", op.attribute, old, now, op.span)


def _comment(e: Editing, op: Operation) -> None:
    """A remark changes nothing, but what it names is spoken of next."""
    words = op.value.split() if not has_cjk(op.value) else list(op.value)
    joint = "" if has_cjk(op.value) else " "
    for cut in range(min(len(words), 8), 0, -1):
        subject = e.resolver.subject(joint.join(words[:cut]))
        if subject is not None:
            e.focus = [subject.id, *(id_ for id_ in e.focus if id_ != subject.id)]
            return


def _note(e: Editing, op: Operation) -> None:
    e.miss(op.value)


HANDLERS: dict[str, Callable[[Editing, Operation], None]] = {
    "frame": _frame,
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
    "add": _add,
    "more": _more,
    "remove": _remove,
    "replace": _replace,
    "split": _split,
    "restore": _restore,
    "revert": _revert,
    "note": _note,
    "comment": _comment,
}
