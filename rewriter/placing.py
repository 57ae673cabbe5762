"""Where subjects stand: places, relations, and what a new setting ends."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from dialog.scene import Relation, Scene, Subject
from rewriter import actions, phrases_en, phrases_zh, words_en, words_zh
from rewriter.chinese import has_cjk
from rewriter.freetext import mentions
from rewriter.lexicon import CONCEPT
from rewriter.operations import Operation, Phrase

if TYPE_CHECKING:
    from rewriter.editing import Editing
UPRIGHT = re.compile(
    r"\b(?:walls?|ceiling|doors?|fridge|windows?|screen|fence|stage|street|road|shore|beach|side|edge|corner)$",
    re.IGNORECASE,
)
"""Nothing lies on top of a wall that hangs on it."""


def move(e: "Editing", subject: Subject, op: Operation) -> None:
    """Put a subject at a place of the picture, or beside, on, under something."""
    others = tuple(r for r in e.scene.relations if r.subject != subject.id and r.object != subject.id)
    if op.attribute == "place":
        e.scene = replace(e.scene, relations=others)
        e.put(replace(subject, place=op.value))
        return e.record("edit", subject.id, "place", op.value, subject.place, op.span)
    kind, anchor = _relation(op.value)
    found = e.resolver.find(anchor) if anchor else None
    kept = tuple(r for r in e.scene.relations if r.subject != subject.id)
    if kind and found and found.field == "subject" and found.subject != subject.id and not subject.action:
        e.scene = replace(e.scene, relations=(*kept, Relation(subject.id, kind, found.subject)))
        e.put(replace(subject, place=""))
    else:
        where = op.value if not has_cjk(op.value) else f"在{op.value.removeprefix('在')}"
        e.scene = replace(e.scene, relations=kept)
        e.put(replace(subject, action=actions.relocate(subject.action, where), place=""))
    return e.record("edit", subject.id, "place", op.value, subject.place or subject.action, op.span)


def _relation(words: str) -> tuple[str, str]:
    if has_cjk(words):
        found = words_zh.RELATION.match(words)
        return (words_zh.RELATION_WORDS[found.group(2)], found.group(1)) if found else ("", "")
    found = words_en.RELATION.search(" " + words)
    return (words_en.RELATIONS[found.group(1).lower()], found.group(2)) if found else ("", "")


def anchor_words(phrase: Phrase, op: Operation) -> str:
    """Return where a new subject stands, in words, when the anchor is no subject."""
    if has_cjk(phrase.anchor):
        return (
            f"在{op.value.removeprefix('在')}"
            if op.value
            else f"在{phrase.anchor}{phrases_zh.RELATIONS.get(phrase.relation, '')}"
        )
    if phrase.relation == "on" and UPRIGHT.search(phrase.anchor):
        return f"on {phrase.anchor}"
    return f"{phrases_en.RELATIONS.get(phrase.relation, phrase.relation)} {phrase.anchor}"


def unplace(e: "Editing", subject: Subject) -> None:
    """End the place that an action names."""
    if subject.action:
        e.put(replace(subject, action=actions.unplaced(subject.action)))


SCENERY = ("plant", "nature", "building")


def leave_scenery(e: "Editing", subject: Subject) -> None:
    """A new setting ends a place in the old scenery ("站在樱花树下"); furniture and things stay."""
    where = actions.where_of(subject.action)
    if not where or any(s.noun and mentions(where, s.noun) for s in e.scene.subjects if s.id != subject.id):
        return
    kinds = {e.lexicon.concepts[m.id].kind for m in e.lexicon.find(where, (CONCEPT,))}
    if kinds & set(SCENERY) or e.lexicon.find(where, ("setting",)):
        e.put(replace(subject, action=actions.unplaced(subject.action)))


def drop(scene: Scene, id_: str) -> Scene:
    """Return ``scene`` without the subject and without the relations that hang on it."""
    relations = tuple(r for r in scene.relations if id_ not in (r.subject, r.object))
    return replace(scene, subjects=tuple(s for s in scene.subjects if s.id != id_), relations=relations)
