"""Undoes one thing of many: what the words name is as it was before it last changed, and all else stays as it is."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from dialog.scene import Scene, Subject, Thing
from rewriter import frames, restoring
from rewriter.again_en import again, renamed
from rewriter.editing import Editing
from rewriter.freetext import mentions
from rewriter.operations import FIELDS, Operation, with_field
from rewriter.reference import strip_article
from rewriter.removing import remove_named
from rewriter.resolve import Resolver
from rewriter.values import field_of

COLOR = re.compile(r"(?:the )?(?:(?:re)?colou?r(?:s|ing|ings)?|repainting|paint)", re.IGNORECASE)
SHED = re.compile(
    r"^(?:(?:that|the|this|those|these|all)(?: of)? )?(?:(?:thing|bit|part|stuff|one|change|edit|business) )?"
    r"(?:with|about|to|of|on|for) |^what (?:you|we|i)(?: just)? (?:did|changed|have done|made) (?:to|with|about|on) "
    r"|^(?:adding|making (?:it|them|him|her|everything)|turning (?:it|them) (?:in)?to|changing (?:it|them) (?:in)?to"
    r"|putting(?: in)?|giving (?:it|him|her|them)|having|using) ",
    re.IGNORECASE,
)
SUFFIX = re.compile(
    r",?(?: (?:thing|things|stuff|bit|part|business|change|changes|edit|look|effect|idea|version|style|filter|wish|one"
    r"|ones|again|please|now|only|alone|though|then|too|as well))+$",
    re.IGNORECASE,
)


def named_by(words: str) -> str:
    """Return "lamp" of "that thing with the lamp", "charcoal" of "the charcoal thing"."""
    words = SHED.sub("", words.strip(" ,.!?"))
    plain = re.sub(r" (?:thing|change|changes|edit|bit|part|stuff|again|please|now)+$", "", words)
    if field_of(plain) or field_of(f"the {plain}"):
        return strip_article(plain)
    return strip_article(SUFFIX.sub("", words)).strip()


def take_back(e: Editing, op: Operation) -> None:
    """Undo the last change that brought in what the words name; where nothing did, the last one to what they name."""
    words = named_by(op.target)
    removal = re.match(r"^(?:removing|removal of|deleting|dropping|taking (?:away|out)) (?P<x>.+)$", words)
    if removal:
        return again(e, replace(op, target=removal.group("x")))
    for undo in (_by_value, _by_subject):
        for before, after in _steps(e):
            if undo(e, before, after, words, op):
                return None
    if op.attribute == "or_remove" or e.resolver.find(words) is None:
        return remove_named(e, op) if e.resolver.find(words) else e.unheard.append(op.span)
    return e.unheard.append(op.span)


def _steps(e: Editing) -> Iterator[tuple[Scene, Scene]]:
    """Yield each step of the talk, the latest first: the scene before it and the one after it."""
    scenes = list(e.history)
    for at in range(len(scenes) - 1, 0, -1):
        if scenes[at] != scenes[at - 1]:
            yield scenes[at - 1], scenes[at]


def _by_value(e: Editing, before: Scene, after: Scene, words: str, op: Operation) -> bool:
    """Undo a field, a note or a subject that came in with this step, or one value of a subject that did."""
    if _field(e, before, after, words, op) or _note(e, before, after, words, op):
        return True
    old = {subject.id: subject for subject in before.subjects}
    now = {subject.id: subject for subject in e.scene.subjects}
    named = {subject.id for subject in Resolver(after, e.lexicon).named(f"the {words}")}
    for new in after.subjects:
        mine, was = now.get(new.id), old.get(new.id)
        if mine is None:
            continue
        if was is None and new.id in named:
            remove_named(e, replace(op, target=f"#{new.id}"))
            return True
        if was is not None and was != new and _value(e, was, new, mine, words, op):
            return True
    return False


def _field(e: Editing, before: Scene, after: Scene, words: str, op: Operation) -> bool:
    asked = field_of(words) or field_of(f"the {words}")
    facts = (*frames.whole(words, e.lexicon, loose=False), *frames.whole(f"in the {words}", e.lexicon, loose=False))
    for name in FIELDS:
        was, now = str(getattr(before, name)), str(getattr(after, name))
        if was == now or str(getattr(e.scene, name)) != now:
            continue
        id_ = e.lexicon.lookup(words, name) if name not in ("text", "mood") else ""
        stem = re.sub(r"(?:ier|er|y)$", "", words.lower())
        if name == "mood" and len(stem) > 3 and (parts := [p for p in now.split(", ") if stem in p]):
            now_parts = [p for p in str(getattr(e.scene, name)).split(", ") if p not in parts]
            e.scene = with_field(e.scene, name, ", ".join(now_parts))
            e.record("undo", "", name, "", ", ".join(parts), op.span)
            return True
        same = (name, now) in facts or (id_ and e.lexicon.id_of(name, now) == id_)
        if asked == name or (now and (same or mentions(now, words))):
            e.scene = with_field(e.scene, name, was)
            e.record("undo", "", name, was, now, op.span)
            if name == "setting":
                _stand_again(e, before, after)
            return True
    return False


def _stand_again(e: Editing, before: Scene, after: Scene) -> None:
    """Where a new setting had ended the places of subjects, the old one brings them back."""
    changed = {s.id: s.action for s in after.subjects}
    for old in before.subjects:
        mine = next((s for s in e.scene.subjects if s.id == old.id), None)
        if mine and mine.action == changed.get(old.id, mine.action) != old.action:
            e.put(replace(mine, action=old.action))


def _note(e: Editing, before: Scene, after: Scene, words: str, op: Operation) -> bool:
    for note in after.notes:
        if note not in before.notes and note in e.scene.notes and mentions(note, words):
            e.scene = replace(e.scene, notes=tuple(n for n in e.scene.notes if n != note))
            e.record("undo", "", "notes", "", note, op.span)
            return True
    return False


def _value(e: Editing, was: Subject, new: Subject, mine: Subject, words: str, op: Operation) -> bool:
    """Give ``mine`` back the one value of ``was`` whose new value the words name."""
    color = e.lexicon.lookup(words, "color")
    meant = COLOR.fullmatch(words) or (color and e.lexicon.id_of("color", new.color) == color)
    if was.color != new.color == mine.color and (meant or new.color == words):
        return _put(e, mine, "color", was.color, op)
    gained = [a for a in new.attributes if a not in was.attributes and a in mine.attributes and mentions(a, words)]
    if gained:
        lost = [a for a in was.attributes if a not in new.attributes]
        kept = tuple(a for a in mine.attributes if a not in gained)
        return _put(e, mine, "attributes", (*kept, *lost), op)
    for name in ("wears", "holds"):
        if (things := _things(was, new, mine, name, words)) is not None:
            return _put(e, mine, name, things, op)
    if was.action != new.action == mine.action and mentions(new.action, words) > mentions(was.action, words):
        return _put(e, mine, "action", was.action, op)
    if was.size != new.size == mine.size and new.size and e.lexicon.lookup(words, "size") == new.size:
        return _put(e, mine, "size", was.size, op)
    if was.noun != new.noun == mine.noun and mentions(new.noun, words):
        return renamed(e, was, mine, op)
    return False


def _things(was: Subject, new: Subject, mine: Subject, name: str, words: str) -> tuple[Thing, ...] | None:
    """The things of ``mine`` with one that came or changed in this step as it was before; None where none did."""
    old, now = getattr(was, name), getattr(mine, name)
    for thing in getattr(new, name):
        said = " ".join((thing.color, *thing.attributes, thing.noun))
        if thing in old or thing not in now or not all(mentions(said, word) for word in words.split()):
            continue
        earlier = tuple(t for t in old if t.noun == thing.noun) or tuple(t for t in old if t not in now)[:1]
        at = now.index(thing)
        return (*now[:at], *earlier, *now[at + 1 :])
    return None


def _by_subject(e: Editing, before: Scene, after: Scene, words: str, op: Operation) -> bool:
    """Undo all that this step did to the subject that the words name; one that it took away comes back."""
    old = {subject.id: subject for subject in before.subjects}
    now = {subject.id: subject for subject in e.scene.subjects}
    for new in Resolver(after, e.lexicon).named(f"the {words}"):
        mine, was = now.get(new.id), old.get(new.id)
        if mine is None or was is None or was == new:
            continue
        for name in Subject.__dataclass_fields__:
            if getattr(was, name) != getattr(new, name) == getattr(mine, name):
                mine = with_field(mine, name, getattr(was, name))
        if mine != now[new.id]:
            e.put(mine)
            e.record("undo", mine.id, "subject", mine.noun, "", op.span)
            return True
    kept = {subject.id for subject in after.subjects}
    for gone in Resolver(before, e.lexicon).named(f"the {words}"):
        if gone.id not in kept and gone.id not in now:
            restoring.put_back(e, before, gone, op)
            return True
    return False


def unsay(e: Editing, op: Operation) -> None:
    """ "the candles are not lit yet": no longer said of them; what was never said needs no undoing."""
    for subject in e.resolver.subjects(op.target):
        if subject.color and e.lexicon.lookup(op.value, "color") == e.lexicon.id_of("color", subject.color):
            _put(e, subject, "color", "", op)
            continue
        kept = tuple(a for a in subject.attributes if not mentions(a, op.value))
        action = "" if mentions(subject.action, op.value) and len(subject.action.split()) < 3 else subject.action
        if (kept, action) != (subject.attributes, subject.action):
            e.put(replace(subject, attributes=kept, action=action))
            e.record("undo", subject.id, "attributes", "", op.value, op.span)


def _put(e: Editing, mine: Subject, name: str, value: Any, op: Operation) -> bool:
    old = getattr(mine, name)
    e.put(with_field(mine, name, value))
    told = [
        str(v) if not isinstance(v, tuple) else ", ".join(str(getattr(t, "noun", t)) for t in v) for v in (value, old)
    ]
    e.record("undo", mine.id, name, told[0], told[1], op.span)
    return True
