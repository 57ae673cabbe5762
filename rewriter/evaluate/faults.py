"""What is wrong with a picture, told apart by what it is about, and whether a turn made anything newly wrong.

A fault is a fact that is missing or on the wrong subject, or a thing gone that is still said. It is the same fault as
one of another turn when it is about the same: the same subject, relation and value (wordings in any order), or the
same wordings of what is gone. Whether the fact was missing or misplaced makes no difference. So a wrong color that is
dragged on is one fault, and a color that the user changes again is a new fact, whose absence is a new fault.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rewriter.evaluate.format import Fact, GoldTurn


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, by what it is about; of a thing gone ``subject`` and ``relation`` are ""."""

    subject: str
    relation: str
    value: frozenset[str]

    @classmethod
    def of(cls, fact: Fact) -> "Fault":
        """Returns the fault that a fact is not right."""
        return cls(fact.subject, fact.relation, frozenset([fact.other] if fact.other else fact.wordings))

    @classmethod
    def still_said(cls, wordings: Iterable[str]) -> "Fault":
        """Returns the fault that a thing gone is still said."""
        return cls("", "", frozenset(wordings))


def nothing_new(
    turns: Sequence[GoldTurn], faults: Sequence[frozenset[Fault]], intents: Sequence[bool | None]
) -> tuple[bool | None, ...]:
    """Tells of each turn of one dialogue whether nothing goes newly wrong in it; None where no picture is left.

    True where every fault stood in the picture turn before as well and the intent is right (``intents``: None for a
    baseline, which has none, so that its faults decide alone). Turns to be answered are passed over. In the first
    picture turn every fault is new, and so is one that was repaired and comes back. The sequences go together, turn by
    turn; raises ValueError when they are not equally long.
    """
    told: list[bool | None] = []
    before: frozenset[Fault] = frozenset()
    for turn, here, intent in zip(turns, faults, intents, strict=True):
        if turn.intent == "answer":
            told.append(None)
            continue
        told.append(here <= before and intent is not False)
        before = here
    return tuple(told)
