"""Corrections of who was meant: after "make it red", "I meant the dog" makes the dog red and the cat as it was."""

import re
from dataclasses import replace
from typing import Any

from dialog.scene import Subject, Thing
from rewriter.editing import Editing
from rewriter.operations import with_field
from rewriter.resolve import Referent

VALUES = ("color", "size", "count", "action", "place")
THINGS = ("wears", "holds")
NEW = re.compile(r"^(?:an?|some|another|one|two|three|more)\b", re.IGNORECASE)


def transferred(editing: Editing, words: str, span: str) -> bool:
    """Do to whom ``words`` name what the last turn did to one other; False where that cannot be told."""
    right = editing.resolver.find(words)
    if len(editing.history) < 2 or right is None or right.field not in ("subject", *THINGS) or NEW.match(words):
        return False
    earlier = {subject.id: subject for subject in editing.history[-2].subjects}
    changed = [s for s in editing.scene.subjects if s.id in earlier and earlier[s.id] != s]
    if len(changed) != 1 or len(earlier) != len(editing.scene.subjects):
        return False
    mine, old = changed[0], earlier[changed[0].id]
    done = gained(old, mine)
    given = _given(editing, right, old, done)
    if given is None or (right.field == "subject" and right.subject == mine.id and done == _own(old, mine)):
        return False
    for name, value in done.items():
        if isinstance(value, tuple):
            editing.record("remove", mine.id, name, _said(value), _said(value), span)
        else:
            editing.record("undo", mine.id, name, str(getattr(old, name, "")), str(getattr(mine, name, "")), span)
    if given.id != old.id:
        editing.put(old)
    editing.put(given)
    for name, value in done.items():
        said = _said(value) if isinstance(value, tuple) else str(value)
        editing.record("edit", given.id, name if right.field == "subject" else f"{right.field}.{name}", said, "", span)
    return True


def _said(values: tuple[Any, ...]) -> str:
    return ", ".join(str(getattr(value, "noun", value)) for value in values)


def _own(old: Subject, new: Subject) -> dict[str, Any]:
    """The plain values in which a subject changed."""
    return {name: getattr(new, name) for name in VALUES if getattr(old, name) != getattr(new, name)}


def gained(old: Subject, new: Subject) -> dict[str, Any]:
    """What was done to a subject, or to something that it wears or holds."""
    done = _own(old, new)
    if added := tuple(a for a in new.attributes if a not in old.attributes):
        done["attributes"] = added
    for name in THINGS:
        before, after = getattr(old, name), getattr(new, name)
        if [t.noun for t in before] == [t.noun for t in after]:
            for was, now in zip(before, after, strict=True):
                done |= {key: getattr(now, key) for key in ("color", "count") if getattr(was, key) != getattr(now, key)}
        elif new_things := tuple(thing for thing in after if thing not in before):
            done[name] = new_things
    return done


def _given(editing: Editing, right: Referent, restored: Subject, done: dict[str, Any]) -> Subject | None:
    """The subject that was meant, or whose thing was meant, with what was done; None where it cannot have that."""
    owner = restored if right.subject == restored.id else editing.get(right.subject)
    if not done:
        return None
    if right.field == "subject":
        for name, value in done.items():
            grown = (*getattr(owner, name), *value) if isinstance(value, tuple) else value
            owner = with_field(owner, name, grown)
        return owner
    things: tuple[Thing, ...] = getattr(owner, right.field)
    if right.index >= len(things) or not set(done) <= {"color", "count", "size", "attributes"}:
        return None
    return with_field(owner, right.field, _with_thing(things, right.index, done))


def _with_thing(things: tuple[Thing, ...], at: int, done: dict[str, Any]) -> tuple[Thing, ...]:
    thing = things[at]
    for name, value in done.items():
        if name == "size":
            thing = replace(thing, attributes=tuple(dict.fromkeys((*thing.attributes, str(value)))))
        elif isinstance(value, tuple):
            thing = replace(thing, attributes=(*thing.attributes, *value))
        else:
            thing = replace(thing, **{name: value})
    return (*things[:at], thing, *things[at + 1 :])
