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


def again_fact(e: Editing, op: Operation) -> bool:
    """Bring back the setting, time, weather or style that an earlier scene told of in these words; a place that an
    action named ends the setting that came instead."""
    words = strip_article(op.target.strip())
    for earlier in reversed(e.history):
        if _field(e, earlier, words, op):
            return True
        for old in earlier.subjects:
            mine = next((s for s in e.scene.subjects if s.id == old.id), None)
            if mine and mine.action != old.action and mentions(old.action, words):
                e.put(replace(mine, action=old.action))
                setting = e.scene.setting
                e.scene = replace(e.scene, setting=earlier.setting)
                e.record("undo", "", "setting", words, setting, op.span)
                return True
    return False


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
    if re.fullmatch(r"colou?rs?|shades?", op.target) or op.attribute == "color":
        return _trade_colors(e, op)
    if len(holders) != 2 or holders[0][0].id == holders[1][0].id or holders[0][1] != holders[1][1]:
        return e.miss(op.span)
    (one, name, at), (other, _, there) = holders
    mine, yours = getattr(one, name)[at], getattr(other, name)[there]
    for subject, index, new in ((one, at, yours), (other, there, mine)):
        things = getattr(subject, name)
        e.put(with_field(subject, name, (*things[:index], new, *things[index + 1 :])))
        e.record("edit", subject.id, name, new if isinstance(new, str) else new.noun, "", op.span)
    return None


def _trade_colors(e: Editing, op: Operation) -> None:
    """Let two things each get the other's color: what was named, worn or held by two, or else two subjects."""
    spots: list[tuple[str, str, int, str]] = []
    order = {id_: at for at, id_ in enumerate(e.focus)}
    for subject in sorted(e.scene.subjects, key=lambda s: order.get(s.id, len(order))):
        worn = [
            (subject.id, name, at, thing.color)
            for name in ("wears", "holds")
            for at, thing in enumerate(getattr(subject, name))
            if thing.color and (not op.value or mentions(thing.noun, op.value) or _garment(thing.noun, op.value))
        ]
        spots += worn[:1] if op.value or not subject.color else []
        if subject.color and (not op.value or mentions(subject.noun, op.value)):
            spots.append((subject.id, "", 0, subject.color))
    if len(spots) < 2:
        return e.miss(op.span)
    (_, _, _, mine), (_, _, _, yours) = spots[:2]
    for (id_, name, at, _), color in zip(spots[:2], (yours, mine), strict=True):
        subject = e.get(id_)
        if name:
            things = getattr(subject, name)
            e.put(with_field(subject, name, (*things[:at], replace(things[at], color=color), *things[at + 1 :])))
        else:
            e.put(replace(subject, color=color))
        e.record("edit", id_, f"{name}.color" if name else "color", color, "", op.span)
    return None


def _garment(noun: str, asked: str) -> bool:
    """Whether a jacket answers to "their coats", trousers to "their clothes"."""
    outer = ("coat", "jacket", "cloak", "cape", "jumper", "sweater", "hoodie", "cardigan", "shirt", "blouse", "anorak")
    said = re.sub(r"s$", "", asked.lower().split()[-1])
    return said in ("clothe", "clothing", "outfit") or (said in outer and noun.lower().split()[-1] in outer)


def regain(e: Editing, op: Operation) -> None:
    """Give somebody back what they last had and no longer have: "let the cat have hers back"."""
    owner = e.resolver.subject(op.target)
    for earlier in reversed(e.history) if owner else ():
        old = next((s for s in earlier.subjects if owner and s.id == owner.id), None)
        for name in ("wears", "holds"):
            now = getattr(owner, name)
            gone = [t for t in (getattr(old, name) if old else ()) if t not in now]
            gone = [t for t in gone if not op.value or mentions(t.noun, op.value)]
            if owner and gone:
                kept = tuple(t for t in now if t.noun.split()[-1] != gone[-1].noun.split()[-1])
                e.put(with_field(owner, name, (*kept, gone[-1])))
                return e.record("undo", owner.id, name, gone[-1].noun, "", op.span)
    return e.miss(op.span)


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
