"""Where every drawn thing of a picture lies in pixels: figures, and what they wear and hold by anchor points."""

from dataclasses import dataclass
from typing import Protocol

from diffusion.training.anchors import Head, worn_square

HELD_SIDE, HELD_DOWN = 0.42, 0.5
HELD_FIRST, HELD_SECOND = 0.72, -0.14


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure in a picture: concept, left, top and side in pixels, colour or ""; what it wears and holds.

    ``flip`` mirrors it with all it wears and holds.
    """

    concept: str
    x: int
    y: int
    side: int
    color: str = ""
    worn: tuple[tuple[str, str], ...] = ()
    held: tuple[tuple[str, str], ...] = ()
    flip: bool = False


@dataclass(frozen=True, slots=True)
class Layer:
    """One illustration on the canvas: left, top and side in pixels of the canvas, colour or "", mirrored or not."""

    concept: str
    x: int
    y: int
    side: int
    color: str
    flip: bool


class Anchors(Protocol):
    """What is known of the illustrations' shapes."""

    def head(self, concept: str) -> Head:
        """The points by which a figure wears things."""
        ...

    def worn(self, concept: str) -> str:
        """Where a thing is worn: "head", "ears", "eyes", "neck", or "" for one that is not."""
        ...


def layers(placed: Placed, ratio: float, anchors: Anchors) -> list[Layer]:
    """The layers of a figure, back first. ``ratio``: pixels of the canvas for one of the picture's coordinates."""
    x, y, side = round(placed.x * ratio), round(placed.y * ratio), max(1, round(placed.side * ratio))
    result = [Layer(placed.concept, x, y, side, placed.color, placed.flip)]
    head = anchors.head(placed.concept)

    def add(concept: str, color: str, left: float, above: float, wide: int) -> None:
        if placed.flip:
            left = 2 * x + side - left - wide
        result.append(Layer(concept, round(left), round(above), max(1, wide), color, placed.flip))

    for concept, color in placed.worn:
        column, bottom, share = worn_square(head, anchors.worn(concept))
        wide = int(side * share)
        add(concept, color, x + column * side - wide / 2, max(y + bottom * side - wide, 0), wide)
    for index, (concept, color) in enumerate(placed.held):
        left = x + side * (HELD_FIRST if index == 0 else HELD_SECOND)
        add(concept, color, left, y + side * HELD_DOWN, int(side * HELD_SIDE))
    return result
