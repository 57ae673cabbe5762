"""The pictures of a conversation and their numbers: what the strip shows, the captions say and 第四张 means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dialog.types import Turn


@dataclass(frozen=True, slots=True)
class Version:
    """One picture of a conversation, of whatever branch.

    ``number`` counts from 1 in the order of drawing and never changes. ``base`` is what a Draft's ``base`` says to go
    back to it: its place on the current chain, or, on another branch, a number beyond the chain's end. ``id`` is the
    turn's in the store.
    """

    number: int
    turn: Turn
    base: int
    id: str = ""


def drew(turn: Turn) -> bool:
    """Tells whether a turn made a picture of its own; going back shows one that has its number already."""
    return turn.outcome == "drawn" and turn.draft.intent != "back"


def versions(turns: Mapping[str, Turn], chain: Sequence[str]) -> tuple[Version, ...]:
    """Returns the pictures of all branches: of all ``turns`` by id, oldest first; ``chain`` has the ids to the tip."""
    places = {turn_id: place for place, turn_id in enumerate(chain, 1)}
    drawn = [(turn_id, turn) for turn_id, turn in turns.items() if drew(turn)]
    return tuple(
        Version(number, turn, places.get(turn_id, len(chain) + number), turn_id)
        for number, (turn_id, turn) in enumerate(drawn, 1)
    )


def of_chain(turns: Sequence[Turn]) -> tuple[Version, ...]:
    """Returns the pictures of a conversation that never branched."""
    drawn = ((place, turn) for place, turn in enumerate(turns, 1) if drew(turn))
    return tuple(Version(number, turn, place) for number, (place, turn) in enumerate(drawn, 1))
