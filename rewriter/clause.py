"""One clause of an edit: proposed, checked, applied, and looked over for words that left no trace."""

import re
from dataclasses import replace

from dialog.types import Change
from rewriter import lift_en, parse_en, parse_zh, prepare_en
from rewriter.apply import apply
from rewriter.chinese import is_chinese
from rewriter.contrast import keeps
from rewriter.coverage import uncovered
from rewriter.describing_en import adjectival
from rewriter.descriptive import has_content
from rewriter.editing import Editing
from rewriter.located_en import tells_each
from rewriter.operations import Operation
from rewriter.reference import clean, is_pronoun
from rewriter.resolve import Resolver
from rewriter.sane import check
from rewriter.segment import strip
from rewriter.splitting import expand, split_targets
from rewriter.statements_en import named_object
from rewriter.values import Context

LIKING = re.compile(
    r"^(?:i (?:really |just )?(?:do not|don't|never) (?:really )?(?:like|love|want)|i (?:hate|dislike)"
    r"|我?不(?:太)?喜欢|讨厌) ?",
    re.IGNORECASE,
)
COMPLAINT = re.compile(
    r"太|有点|有些|不够|不好|不像|很|怪|丑|\b(?:too|so|very|a bit|looks?|weird|odd|ugly|boring|not"
    r"|hate|dislike|don't)\b",
    re.IGNORECASE,
)
REMARK = re.compile(r"太.{1,3}了?$|\btoo \w+$")
IT = frozenset(("it", "that", "this", "它", "这个", "那个"))


def read(clause: str, editing: Editing) -> None:
    """Apply one clause to ``editing``; what is not understood becomes a note or is told."""
    kept = keeps(clause, editing.resolver)
    if kept:
        editing.kept.append(kept)
        return
    each = tells_each(clause)
    for part in [clause] if each else split_targets(clause, editing.resolver, editing.lexicon):
        before = editing.scene, list(editing.focus)
        ready = part if each or is_chinese(part) else prepare_en.prepare(part, editing)
        if _one(ready, editing) or _pieces(ready, editing):
            continue
        editing.scene, editing.focus = before
        if not _remark(part, editing):
            editing.miss(part)


def propose(clause: str, editing: Editing) -> list[Operation]:
    """Return the operations that one clause asks for, in whichever language it is; only those that make sense."""
    context = Context(editing.scene, editing.resolver, editing.lexicon)
    parser = parse_zh if is_chinese(strip(clause)) else parse_en
    sensible: list[Operation] = []
    for operation in parser.parse(clause, context):
        pointed = _said_out(_pointed(operation, editing), context)
        sensible += [good for one in expand(pointed, context.resolver) for good in check(one, context)]
    return _mixed(sensible, editing)


def _mixed(operations: list[Operation], editing: Editing) -> list[Operation]:
    """Join two colors of one clause for one target: "red and blue" is one value, the last does not win."""
    mixed: list[Operation] = []
    for operation in operations:
        before = mixed[-1] if mixed else operation
        colors = [before.kind, operation.kind, before.attribute, operation.attribute] == [
            "set",
            "set",
            "color",
            "color",
        ]
        if colors and before.target == operation.target and before.value != operation.value:
            language = editing.scene.language
            said = [editing.lexicon.said("color", each.value, language) for each in (before, operation)]
            mixed[-1] = replace(before, value=("和" if language == "zh" else " and ").join(said))
        else:
            mixed.append(operation)
    return mixed


def _said_out(operation: Operation, context: Context) -> Operation:
    """Let "brushing it" say what is brushed."""
    if operation.kind != "act" or not re.search(r"^[a-z]+ing(?: \w+)? (?:it|him|her|them)$", operation.value):
        return operation
    doer = context.resolver.subject(operation.target) if operation.target else context.resolver.in_focus()
    return replace(operation, value=named_object(operation.value, doer, context)) if doer else operation


def _pointed(operation: Operation, editing: Editing) -> Operation:
    """Let "it" mean what a remark of the same turn was about."""
    if editing.topic and clean(operation.target).lower() in IT:
        return replace(operation, target=editing.topic)
    return operation


def _one(clause: str, editing: Editing) -> bool:
    """Apply one clause; False when it was not understood at all."""
    operations = propose(clause, editing)
    if not is_chinese(clause) and prepare_en.needs_subject(operations, editing) and lift_en.lift(clause, editing):
        operations = propose(clause, editing)
    if not operations:
        return False
    if editing.removed and all(o.kind == "remove" and is_pronoun(o.target) for o in operations):
        return True  # "it" is what was just taken away
    before, changes, misses = editing.scene, len(editing.changes), len(editing.missed) + len(editing.unheard)
    apply(operations, editing)
    if all(operation.kind == "comment" for operation in operations):
        _remark(clause, editing)
        return True
    editing.topic = prepare_en.told_in_words(operations, editing)
    missed = len(editing.missed) + len(editing.unheard) > misses
    if editing.scene == before:
        again = {_key(change) for change in editing.changes[changes:]} <= {_key(c) for c in editing.changes[:changes]}
        del editing.changes[changes:]
        if not (missed or (again and changes) or REMARK.search(clause)):
            editing.unheard.append(clause) if not (said := stated(clause, editing)) else editing.note(said)
        return True
    past = any(operation.kind in ("take_back", "as_before") for operation in operations)
    lost = (
        [] if missed or past else uncovered(clause, before, editing.scene, editing.changes[changes:], editing.lexicon)
    )
    if lost:
        editing.unheard.append(" ".join(lost))
    return True


STATED = re.compile(
    r"^(?P<x>(?:(?:the|his|her|its|their) )?(?!it\b|he\b|she\b|they\b|this\b|that\b|everything\b"
    r"|everyone\b|there\b|one\b|all\b|both\b)"
    r"[a-z][a-z' -]{2,30}?) (?:should be|must be|should look|is|are|to be)"
    r" (?P<y>[a-z-]+(?:,? (?:and )?[a-z-]+){0,3})$",
    re.IGNORECASE,
)


def stated(clause: str, editing: Editing) -> str:
    """Return "the table cloth is red and white" of what nothing in the scene is called, as it was said; else ""."""
    found = STATED.match(strip(clause)) if not is_chinese(clause) else None
    if found is None or editing.resolver.subject(found.group("x")) is not None:
        return ""
    if not adjectival(found.group("y").replace(",", " "), editing.lexicon):
        return ""
    noun = found.group("x").split()[-1].lower()
    verb = "are" if noun.endswith("s") and not noun.endswith("ss") else "is"
    the = "" if re.match(r"^(?:the|his|her|its|their) ", found.group("x"), re.IGNORECASE) else "the "
    return f"{the}{found.group('x').lower()} {verb} {found.group('y').lower()}"


def _remark(clause: str, editing: Editing) -> bool:
    """Take a complaint for what it is: it changes nothing, but "it" means what it was about."""
    words = strip(clause)
    about = LIKING.sub("", words)
    disliked = about if about != words and len(about) < 40 else ""
    editing.topic = _named_first(about, editing.resolver) or disliked or editing.topic
    subject = editing.resolver.subject(editing.topic) if editing.topic else None
    if subject is not None:
        editing.focus = [subject.id, *(id_ for id_ in editing.focus if id_ != subject.id)]
    return bool(editing.topic) and COMPLAINT.search(words) is not None


def _named_first(words: str, resolver: Resolver) -> str:
    """Return the longest beginning of ``words`` that names something in the scene."""
    chinese = is_chinese(words)
    said = list(words) if chinese else words.split()
    if not chinese and said[:1] and said[0].lower() not in ("the", "his", "her", "its", "their", "this", "that"):
        return ""
    for cut in range(min(len(said), 8), 0, -1):
        name = ("" if chinese else " ").join(said[:cut])
        if not is_pronoun(name) and resolver.find(name) is not None:
            return name
    return ""


def _key(change: Change) -> tuple[str, str, str]:
    return change.target, change.attribute, change.value


def _pieces(clause: str, editing: Editing) -> bool:
    """Try a clause again piece by piece, at its commas."""
    pieces = [piece.strip() for piece in re.split(r",\s+|\s+and\s+", clause) if piece.strip()]
    if not 1 < len(pieces) < 12 or not any(propose(piece, editing) for piece in pieces):
        return False
    for piece in pieces:
        if has_content(piece) and not _one(piece, editing):
            editing.miss(piece)
    return True
