"""What was so before and shall be so again, told by one word of it: "the yellow was better", "I prefer the rain"."""

import re
from dataclasses import replace

from dialog.scene import Scene, Subject
from rewriter import inside, restoring
from rewriter.editing import Editing
from rewriter.freetext import mentions
from rewriter.operations import FIELDS, Operation, with_field
from rewriter.reference import strip_article
from rewriter.resolve import Resolver


def again(e: Editing, op: Operation) -> None:
    """Bring back the value, noun, thing or fact of the picture that the words named when they were last true."""
    words = re.sub(r" (?:one|ones|version|look|style|thing|stuff)$", "", strip_article(op.target.strip()))
    for earlier in reversed(e.history):
        if _field(e, earlier, words, op) or _of_subject(e, earlier, words, op):
            return None
        referent = Resolver(earlier, e.lexicon).find(words)
        if referent and restoring.restore(e, earlier, referent, op):
            return None
    return None if re.search(r"\b(?:was|were|looked)\b", op.span) else e.miss(op.span)


def _field(e: Editing, earlier: Scene, words: str, op: Operation) -> bool:
    for name in FIELDS:
        old, now = str(getattr(earlier, name)), str(getattr(e.scene, name))
        if not old or old == now or mentions(now, words):
            continue
        id_ = e.lexicon.lookup(words, name) if name != "text" else ""
        if mentions(old, words) or (id_ and e.lexicon.id_of(name, old) == id_):
            e.scene = with_field(e.scene, name, old)
            e.record("undo", "", name, old, now, op.span)
            return True
    for note in earlier.notes:
        if mentions(note, words) and note not in e.scene.notes:
            e.scene = replace(e.scene, notes=(*e.scene.notes, note))
            e.record("undo", "", "notes", note, "", op.span)
            return True
    return False


def _of_subject(e: Editing, earlier: Scene, words: str, op: Operation) -> bool:
    now = {s.id: s for s in e.scene.subjects}
    color = e.lexicon.lookup(words, "color")
    for old in earlier.subjects:
        mine = now.get(old.id)
        if mine is None:
            continue
        if (
            old.color
            and old.color != mine.color
            and (old.color == words or e.lexicon.id_of("color", old.color) == color != "")
        ):
            e.put(replace(mine, color=old.color))
            e.record("undo", old.id, "color", old.color, mine.color, op.span)
            return True
        if old.noun != mine.noun and mentions(old.noun, words):
            return renamed(e, old, mine, op)
        lost = [a for a in old.attributes if a not in mine.attributes and mentions(a, words)]
        if lost and not mentions(old.noun, words):
            kept = tuple(a for a in mine.attributes if not inside.material(a) or not inside.material(lost[0]))
            e.put(replace(mine, attributes=(*kept, *lost)))
            e.record("undo", old.id, "attribute", lost[0], "", op.span)
            return True
        for name in ("wears", "holds"):
            things = [t for t in getattr(old, name) if mentions(t.noun, words) and t not in getattr(mine, name)]
            if things:
                kept_things = tuple(t for t in getattr(mine, name) if t.noun != things[0].noun)
                e.put(with_field(mine, name, (*kept_things, *things)))
                e.record("undo", old.id, name, things[0].noun, "", op.span)
                return True
    return _gone_subject(e, earlier, words, op)


def renamed(e: Editing, old: Subject, mine: Subject, op: Operation) -> bool:
    """Give a subject its earlier noun, color and adjectives back; what it wears, holds and does stays."""
    e.put(
        replace(mine, noun=old.noun, concept=old.concept, color=old.color, attributes=old.attributes, count=old.count)
    )
    e.record("undo", mine.id, "replace", old.noun, mine.noun, op.span)
    return True


def _gone_subject(e: Editing, earlier: Scene, words: str, op: Operation) -> bool:
    present = {s.id for s in e.scene.subjects}
    gone = [s for s in Resolver(earlier, e.lexicon).named(words) if s.id not in present]
    if not gone:
        return False
    old = gone[0]
    held = {*present, old.id}
    back = tuple(r for r in earlier.relations if old.id in (r.subject, r.object) and {r.subject, r.object} <= held)
    e.scene = replace(e.scene, subjects=(*e.scene.subjects, old), relations=(*e.scene.relations, *back))
    e.record("undo", old.id, "restore", old.noun, "", op.span)
    return True


def trade(e: Editing, op: Operation) -> None:
    """Let the two who have such a thing each get the other's."""
    holders: list[tuple[Subject, str, int]] = []
    for subject in e.scene.subjects:
        for name in ("wears", "holds", "attributes"):
            for at, thing in enumerate(getattr(subject, name)):
                if mentions(thing if isinstance(thing, str) else thing.noun, op.target):
                    holders.append((subject, name, at))
    if len(holders) != 2 or holders[0][0].id == holders[1][0].id or holders[0][1] != holders[1][1]:
        return e.miss(op.span)
    (one, name, at), (other, _, there) = holders
    mine, yours = getattr(one, name)[at], getattr(other, name)[there]
    for subject, index, new in ((one, at, yours), (other, there, mine)):
        things = getattr(subject, name)
        e.put(with_field(subject, name, (*things[:index], new, *things[index + 1 :])))
        e.record("edit", subject.id, name, new if isinstance(new, str) else new.noun, "", op.span)
    return None


def count_by(e: Editing, op: Operation) -> None:
    """Change the number of what only free words count: "three tiers" by one less."""
    referent = e.resolver.find(op.target)
    text = ""
    if referent and referent.field == "notes":
        text = e.scene.notes[referent.index]
    elif referent and referent.field in ("action", "attributes"):
        subject = e.get(referent.subject)
        text = subject.action if referent.field == "action" else subject.attributes[referent.index]
    found = re.search(rf"\b({'|'.join(NUMBER_WORDS)}|\d+)\b(?=[\w -]*{re.escape(op.target[:4])})", text, re.IGNORECASE)
    if referent is None or found is None:
        return e.miss(op.span)
    word = found.group(1).lower()
    count = (NUMBER_WORDS.index(word) if word in NUMBER_WORDS else int(word)) + int(op.value)
    if count < 1:
        return e.miss(op.span)
    return inside.set_in_words(e, referent, replace(op, attribute="count", value=str(count)))


NUMBER_WORDS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
