"""Takes away what the user names, wherever the scene says it."""

import re
from dataclasses import replace

from dialog.scene import Scene, Subject, Thing
from rewriter import inside, placing, subjects
from rewriter.editing import Editing
from rewriter.english import singulars
from rewriter.freetext import mentions, without
from rewriter.operations import Operation, with_field
from rewriter.resolve import Referent
from rewriter.values import field_of

OWN = re.compile(r"^(?:#|the #|(?:his|her|its|their|the [\w -]+?'s) )", re.IGNORECASE)
"""Names of one thing, whose likes with others stay."""
ONE_OF_COLOR = re.compile(r"^(?:an?|one|one of the) (?P<x>[a-z]+) ones?$", re.IGNORECASE)


def remove_named(e: Editing, op: Operation) -> None:
    """Take away what the words name, wherever it is said; what is not there is wished absent."""
    one = ONE_OF_COLOR.match(op.target)
    meant = e.resolver.subject(f"the {one.group('x')} one") if one else None
    if meant is not None:
        fewer = replace(op, kind="set", attribute="count", value=str(meant.count - 1))
        return (
            subjects.set_attribute(e, meant, fewer)
            if meant.count > 1
            else remove_named(e, replace(op, target=f"#{meant.id}"))
        )
    found = 0
    field = field_of(op.target)
    if field in Scene.__dataclass_fields__ and getattr(e.scene, field):
        old = str(getattr(e.scene, field))
        e.scene = with_field(e.scene, field, "")
        if field == "text":
            e.scene = replace(e.scene, notes=tuple(n for n in e.scene.notes if not n.startswith("the text ")))
        return e.record("remove", "", field, old, old, op.span)
    for _ in range(12):
        referent = e.resolver.find(op.target)
        more = found and not _all_of_them(op.target)
        if referent is None or (more and (referent.field == "subject" or OWN.match(op.target))):
            break
        found += 1
        if not _remove_at(e, referent, op):
            break
    if not found:
        e.wish_away(subjects.plain_name(op.target), op.span)
    return None


def _all_of_them(target: str) -> bool:
    """Tell whether English words name all of a kind: "the kids", be they one group or a group and one apart."""
    found = re.match(r"^(?:all )?(?:of )?(?:the|these|those) (?:\w+ )*?(\w+s)$", target, re.IGNORECASE)
    return found is not None and bool(singulars(found.group(1)))


def _remove_at(e: Editing, referent: Referent, op: Operation) -> bool:
    if referent.field == "subject":
        subject = e.get(referent.subject)
        gone = subjects.fewer(e, subject, op)
        if gone:
            return False
        e.scene = placing.drop(e.scene, subject.id)
        _leave_scenery(e, subject)
        e.record("remove", subject.id, "", subject.noun, subjects.caption_of(subject, e), op.span)
        if not any(s.noun == subject.noun for s in e.scene.subjects):
            _forget(e, subject.noun, op)
        return True
    if referent.field in ("wears", "holds"):
        subject = e.get(referent.subject)
        things: tuple[Thing, ...] = getattr(subject, referent.field)
        gone_thing = things[referent.index]
        kept = (*things[: referent.index], *things[referent.index + 1 :])
        e.put(with_field(subject, referent.field, kept))
        e.record("remove", subject.id, referent.field, gone_thing.noun, gone_thing.noun, op.span)
        return True
    return _remove_words(e, referent, op)


SEEN_EN = re.compile(
    r"\b(?:waving|looking|pointing|staring|barking|smiling|shouting|shooting|gazing) at (?P<x>an? [a-z -]+?)(?= "
    r"and\b|$)"
)
SCENERY_EN = re.compile(r"\b(?:behind|on|on top of|at|in front of|by) the (?P<x>[a-z]+)(?= [a-z]+ing\b|$)")
NO_SCENERY = (
    "left",
    "right",
    "top",
    "bottom",
    "side",
    "middle",
    "center",
    "back",
    "front",
    "ground",
    "floor",
    "air",
    "picture",
    "other",
)


def _leave_scenery(e: Editing, subject: Subject) -> None:
    """What the user took for there ("behind the counter") stays when the one who stood there goes."""
    seen = SEEN_EN.search(subject.action)
    phrase = subjects.parse(seen.group("x"), e.lexicon) if seen else None
    if phrase is not None:
        e.append(phrase.subject)
    found = SCENERY_EN.search(subject.action)
    name = found.group("x") if found else ""
    if not name or name in NO_SCENERY or any(mentions(s.noun, name) for s in e.scene.subjects):
        return
    if not any(mentions(text, name) for text in (e.scene.setting, *e.scene.notes)):
        e.scene = replace(e.scene, notes=(*e.scene.notes, f"the {name}"))


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
        inside.remove_words(e, referent, op)
    else:
        old = str(getattr(e.scene, referent.field))
        new = without(old, referent.word) if mentions(old, referent.word) and " with " in old else ""
        e.scene = with_field(e.scene, referent.field, new)
        e.record("remove", "", referent.field, referent.word, old, op.span)
    return True
