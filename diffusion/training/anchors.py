"""Where a figure's head is: the points by which hats, glasses and scarves hang on it.

The points of ``assets/world/heads.tsv`` were read off the illustrations by eye; a figure without a row is taken for one
that carries its head at its top.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

Point = tuple[float, float]

HAT_SIDES, NECK_SIDES = (0.28, 0.62), (0.28, 0.42)
EYES_SHARE = 0.84
HAT_SUNK, EARS_SUNK, EYES_SUNK, NECK_RAISED = 0.32, 0.5, 0.2, 0.15
UNKNOWN_WIDTH, UNKNOWN_EYES, UNKNOWN_NECK = 0.5, 0.276, 0.355
LOWEST = 1.13


@dataclass(frozen=True, slots=True)
class Head:
    """Crown, eyes and upper end of the neck (column, row), and the head's width: fractions of the figure's square."""

    crown: Point
    width: float
    eyes: Point
    neck: Point


def at_top(column: float, row: float) -> Head:
    """The head of a figure of which nothing is known but where its top lies."""
    return Head((column, row), UNKNOWN_WIDTH, (column, row + UNKNOWN_EYES), (column, row + UNKNOWN_NECK))


def read_heads(path: Path) -> dict[str, Head]:
    """The table of heads, in percent of the figure's square; empty where there is no such file."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["id"]: _head(row) for row in csv.DictReader(file, delimiter="\t")}


def _head(row: dict[str, str]) -> Head:
    at = {name: int(value) / 100 for name, value in row.items() if name != "id"}
    return Head((at["x"], at["top"]), at["width"], (at["eye_x"], at["eye_y"]), (at["neck_x"], at["neck_y"]))


def worn_square(head: Head, slot: str) -> tuple[float, float, float]:
    """Centre column, lower edge and side of what is worn at ``slot``: fractions of the figure's square.

    ``slot`` is "head", "ears", "eyes" or "neck".
    """
    if slot == "eyes":
        side = head.width * EYES_SHARE
        return head.eyes[0], head.eyes[1] + EYES_SUNK * side, side
    if slot == "neck":
        side = _within(head.width, NECK_SIDES)
        return head.neck[0], min(head.neck[1] + (1 - NECK_RAISED) * side, LOWEST), side
    side = _within(head.width, HAT_SIDES)
    return head.crown[0], head.crown[1] + (EARS_SUNK if slot == "ears" else HAT_SUNK) * side, side


def _within(value: float, bounds: tuple[float, float]) -> float:
    return min(max(value, bounds[0]), bounds[1])
