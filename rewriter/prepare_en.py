"""An English clause before it is read: likenesses said out, what is singled out given a name of its own."""

import re

from rewriter import lift_en, partners_en, same_en
from rewriter.editing import Editing
from rewriter.inside import material
from rewriter.operations import Operation
from rewriter.reference import is_picture, is_pronoun
from rewriter.values import field_of

FREE = ("action", "attributes", "notes")
IN_WORDS = ("color", "count")
"""What can be set within the user's own words, without a subject for it."""
GREATER = ("set", "act", "wear", "hold", "tail", "part", "move", "letter")


ITS = re.compile(r"\b(?:that|this) one's (?=[a-z])", re.IGNORECASE)


def _last_one(found: re.Match[str], editing: Editing) -> str:
    """ "that one's visor": of the one last spoken of, and of nobody else."""
    last = editing.resolver.in_focus()
    return f"the #{last.id}'s " if last else found.group(0)


POINTING = re.compile(r"^(?P<who>he|she|it) (?P<rest>[^,]{2,60}?\bthe (?P<what>[a-z]+)[^,]*)$", re.IGNORECASE)


def _not_itself(clause: str, editing: Editing) -> str:
    """ "he is looking at the mouse": whoever "he" is, he is not the mouse, though it was spoken of last."""
    found = POINTING.match(clause[:200])
    meant = editing.resolver.in_focus(found.group("who")) if found else None
    if found is None or meant is None or meant not in tuple(editing.resolver.named(found.group("what"))):
        return clause
    others = [s for s in editing.resolver.living() if s.id != meant.id]
    return f"the #{others[0].id} {found.group('rest')}{clause[200:]}" if len(others) == 1 else clause


def prepare(clause: str, editing: Editing) -> str:
    """Return ``clause`` in words that can be resolved; may add a subject that stood in free words or in a group."""
    clause = _not_itself(partners_en.told_apart(clause, editing), editing)
    clause = ITS.sub(lambda found: _last_one(found, editing), clause)
    clause = same_en.name_owned(same_en.say_out(clause, editing), editing)
    clause = lift_en.single_out(clause, editing)
    return lift_en.part_of(clause, editing)


def told_in_words(operations: list[Operation], editing: Editing) -> str:
    """Return the target that only the user's own words hold, "" for a subject: what "it" means next."""
    for op in operations:
        named = op.kind == "set" and re.match(r"^(?:the|his|her|its|their) \w+$", op.target)
        if named and editing.resolver.subject(op.target) is None:
            found = editing.resolver.find(op.target)
            return op.target if found is not None and found.field in FREE else ""
    return ""


def needs_subject(operations: list[Operation], editing: Editing) -> bool:
    """Tell whether something is asked of what only free words name, more than these can take up."""
    return not operations or any(_in_free_words(operation, editing) for operation in operations)


def _in_free_words(op: Operation, editing: Editing) -> bool:
    if op.kind not in GREATER or not op.target or is_pronoun(op.target) or is_picture(op.target) or field_of(op.target):
        return False
    plain = " " not in op.value or material(op.value)
    if op.kind == "set" and (op.attribute in IN_WORDS or (op.attribute == "attribute" and plain)):
        return False
    if editing.resolver.subject(op.target) is not None:
        return False
    found = editing.resolver.find(op.target)
    return found is not None and found.field in FREE
