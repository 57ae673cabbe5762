"""What a turn asks for, before it is applied: a proposal is a list of operations on the scene."""

from dataclasses import dataclass, replace
from typing import Any, TypeVar

from dialog.scene import Scene, Subject
from dialog.types import Intent

Value = TypeVar("Value", Scene, Subject)

FIELDS = ("setting", "time", "weather", "style", "lens", "text", "mood")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase as it was read. ``subject`` has no id yet; ``relation`` and ``anchor`` say where it stands
    ("next_to", "the cat"); ``frame`` holds facts of the whole picture said along with it (("time", "night"), …)."""

    subject: Subject
    definite: bool = False
    relation: str = ""
    anchor: str = ""
    frame: tuple[tuple[str, str], ...] = ()
    more: tuple[Subject, ...] = ()


@dataclass(frozen=True, slots=True)
class Description:
    """A picture described from nothing. ``absent`` is what it is said to be without."""

    phrases: tuple[Phrase, ...] = ()
    frame: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. ``kind`` tells which function of ``apply`` runs it:

    new, add, remove, replace, set (an ``attribute`` of a subject), part, wear, hold, act, move, frame (a field of the
    scene), restore, revert (one field to its earlier value), split (one of several), combine, absent, note, comment.
    ``target`` and ``value`` are the user's words; ``span`` is the clause it was read from.
    """

    kind: str
    target: str = ""
    attribute: str = ""
    value: str = ""
    phrase: Phrase | None = None
    description: Description | None = None
    sources: tuple[int, ...] = ()
    span: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one turn means. ``base`` is the turn (1-based) whose scene the operations start from, 0 for the tip."""

    intent: Intent
    operations: tuple[Operation, ...] = ()
    reply: str = ""
    base: int = 0
    scene: Scene | None = None
    step: bool = False


def with_field(value: Value, name: str, new: Any) -> Value:
    """Return the scene or subject ``value`` with its field ``name`` set to ``new``."""
    return replace(value, **{name: new})
