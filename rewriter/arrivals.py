"""New subjects, with their relation to what they stand by; one more of the same."""

from dataclasses import replace

from dialog.scene import Relation, Subject, Thing
from rewriter import placing, subjects
from rewriter.editing import Editing
from rewriter.freetext import mentions
from rewriter.operations import Operation


def add_subject(e: Editing, op: Operation) -> None:
    """Add a subject, with its relation to what it was said to stand by."""
    if op.phrase is None:
        return e.miss(op.span)
    phrase, before = op.phrase, e.resolver
    anchor = before.find(phrase.anchor) if phrase.anchor else None
    subject = phrase.subject
    if phrase.relation and phrase.anchor and (anchor is None or anchor.field != "subject"):
        subject = replace(subject, action=f"{subject.action} {placing.anchor_words(phrase, op)}".strip())
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


def add_more(e: Editing, op: Operation) -> None:
    """One more of the same, or a new subject when there is none yet."""
    subject = e.resolver.subject(op.target)
    size = op.phrase.subject.size if op.phrase else ""
    if (
        subject is None
        or (size and subject.size and size != subject.size)
        or (op.phrase and (op.phrase.subject.color or op.phrase.subject.attributes))
    ):
        return add_subject(e, replace(op, value=""))  # a number here, a place there
    count = max(1, subject.count) + int(op.value)
    return subjects.set_attribute(e, subject, replace(op, attribute="count", value=str(count)))
