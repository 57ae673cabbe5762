"""Gives one thing the look of an earlier picture: "her hair as it was at the start", "the style of picture 2".

All else stays as it is now.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from dialog.scene import Scene, Subject, Thing
from rewriter import restoring
from rewriter.editing import Editing
from rewriter.freetext import mentions
from rewriter.operations import Operation, with_field
from rewriter.reference import strip_article
from rewriter.resolve import Referent, Resolver
from rewriter.values import field_of

FIRST = re.compile(
    r"\b(?:start|beginning|begin with|first|originally|original|initially|outset|very beginning)\b", re.IGNORECASE
)
BEFORE = re.compile(
    r"\b(?:before|until) (?:(?:i|you|we|it|he|she|they|the|that|all)\b )*(?!that$|this$|it$)(?P<x>\w{3,}.*)$",
    re.IGNORECASE,
)
LIGHT = re.compile(r"(?:the )?(?:light|lighting|brightness|mood|atmosphere|time|time of day)", re.IGNORECASE)
LOOSE = frozenset(("made", "added", "that", "with", "thing", "stuff", "changed", "turned", "were", "became", "came"))


def as_before(e: Editing, op: Operation) -> None:
    """Let what the words name be as it was when ``op.value`` says, "" for when it was last otherwise."""
    for words in _names(op.target):
        for earlier in scenes_meant(e, op.value):
            if restore_aspect(e, earlier, words, op):
                return None
    return e.unheard.append(op.span)


def scenes_meant(e: Editing, when: str) -> Sequence[Scene]:
    """Return the earlier scenes that may be meant, the likeliest first."""
    scenes = list(e.history)
    if FIRST.search(when):
        return scenes[_root(scenes) :]
    told = BEFORE.search(when)
    if told and (at := _before_words(scenes, told.group("x"))):
        return scenes[:at][::-1]
    return scenes[::-1]


def _root(scenes: Sequence[Scene]) -> int:
    """Where the talk about this picture began: after the last scene that shares no subject with the next."""
    for at in range(len(scenes) - 1, 0, -1):
        here, there = ({s.id for s in scene.subjects} for scene in (scenes[at], scenes[at - 1]))
        if here and there and not here & there:
            return at
    return 0


def _before_words(scenes: Sequence[Scene], words: str) -> int:
    """How many scenes there were before any of ``words`` came into the picture and stayed; 0 when none did."""
    asked = [word[:6] for word in re.findall(r"[a-z]{4,}", words.lower()) if word not in LOOSE]
    last = 0
    for at in range(len(scenes) - 1, -1, -1):
        if not any(word in repr(scenes[at]).lower() for word in asked):
            return last
        last = at
    return 0


def _names(words: str) -> list[str]:
    """Return ``words``, and ever shorter beginnings of them: "the cake yellow" speaks of the cake."""
    words = re.sub(
        r"(?: (?:red|green|blue|yellow|orange|purple|pink|black|white|gr[ea]y|brown|again|back))+$", "", words
    )
    said = words.split()
    shortest = 2 if said[:1] and said[0].lower() in ("the", "his", "her", "its", "their", "my") else 1
    return [" ".join(said[:size]) for size in range(len(said), max(shortest, len(said) - 3) - 1, -1)]


def restore_aspect(e: Editing, earlier: Scene, words: str, op: Operation) -> bool:
    """Give what ``words`` name its look of ``earlier``; False where that is no other than now."""
    fields = ("mood", "time") if LIGHT.fullmatch(words) else (field_of(words), field_of(f"the {words}"))
    for name in fields:
        if name in Scene.__dataclass_fields__:
            was, now = getattr(earlier, name), getattr(e.scene, name)
            if was == now:
                continue
            e.scene = with_field(e.scene, name, was)
            e.record("undo", "", name, str(was), str(now), op.span)
            return True
    if any(name for name in fields):
        return False
    owned = re.match(r"^(?P<o>(?:the )?[\w -]+?)(?:'s)? (?P<a>colou?r|size|position|place|number)$", words)
    if owned or re.match(r"^the (?P<a>colou?r|size|number) of (?P<o>.+)$", words):
        found = owned or re.match(r"^the (?P<a>colou?r|size|number) of (?P<o>.+)$", words)
        return found is not None and _value(e, earlier, found.group("o"), found.group("a"), op)
    for referent in Resolver(earlier, e.lexicon, tuple(e.focus)).everywhere(words):
        if _restored(e, earlier, referent, op):
            return True
    return False


def _value(e: Editing, earlier: Scene, owner: str, aspect: str, op: Operation) -> bool:
    name = {"colour": "color", "position": "place", "number": "count"}.get(aspect, aspect)
    mine = e.resolver.subject(owner)
    old = next((s for s in earlier.subjects if mine and s.id == mine.id), None)
    if mine is None or old is None or getattr(old, name) == getattr(mine, name):
        return False
    e.put(with_field(mine, name, getattr(old, name)))
    e.record("undo", mine.id, name, str(getattr(old, name)), str(getattr(mine, name)), op.span)
    return True


def _restored(e: Editing, earlier: Scene, referent: Referent, op: Operation) -> bool:
    mine = next((s for s in e.scene.subjects if s.id == referent.subject), None)
    if not referent.subject or mine is None:
        return restoring.restore(e, earlier, referent, op)
    old = next(s for s in earlier.subjects if s.id == referent.subject)
    if referent.field == "subject":
        new = replace(old, action=old.action or mine.action, place=old.place or mine.place)
    elif referent.field in ("wears", "holds"):
        thing: Thing = getattr(old, referent.field)[referent.index]
        new = with_field(mine, referent.field, _with(getattr(mine, referent.field), thing))
    elif referent.field == "attributes":
        new = replace(mine, attributes=_part(mine, old.attributes[referent.index], referent.word))
    else:
        new = replace(mine, action=old.action)
    if new == mine:
        return False
    e.put(new)
    e.record("undo", mine.id, referent.field, referent.word or old.noun, "", op.span)
    return True


def _with(things: tuple[Thing, ...], thing: Thing) -> tuple[Thing, ...]:
    """The things with ``thing`` in the place of the one of its noun."""
    head = thing.noun.split()[-1]
    at = next((i for i, each in enumerate(things) if each.noun.split()[-1] == head), len(things))
    return (*things[:at], thing, *things[at + 1 :])


def _part(mine: Subject, attribute: str, word: str) -> tuple[str, ...]:
    """The attributes with ``attribute`` in the place of those about the same part."""
    head = strip_article(word).split()[-1] if word else ""
    kept = [a for a in mine.attributes if not mentions(a, head)] if head else list(mine.attributes)
    return (*kept, attribute) if attribute not in kept else mine.attributes
