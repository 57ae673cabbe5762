"""Where the embedded painter is expected to draw each subject: boxes in its 128×128 world, on an 8-pixel grid."""

from collections.abc import Sequence

from dialog.scene import Box, Scene, Subject
from dialog.types import Placement

WORLD = 128
GRID = 8
MOST = 64  # no subject that shares the picture gets a wider box

Pixels = tuple[int, int, int, int]

ALONE: Pixels = (16, 24, 112, 120)
ROW_BOTTOM = 112
CENTERS = {"": (64, 80), "center": (64, 80), "left": (32, 80), "right": (96, 80), "top": (64, 32), "bottom": (64, 96)}
SOME = 3
SIDE = {"": 64, "big": 64, "huge": 64, "small": 48, "tiny": 48}
PAIRS = {
    "left_of": ("left", "right"),
    "right_of": ("right", "left"),
    "above": ("top", "bottom"),
    "below": ("bottom", "top"),
}
OPPOSITE = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}


def layout(scene: Scene) -> tuple[Placement, ...]:
    """Return one box per subject, in the scene's order: the union of its figures' boxes, inside the picture."""
    return tuple(Placement(id_, _fractions(_union(boxes))) for id_, boxes in figures(scene))


def figures(scene: Scene) -> tuple[tuple[str, tuple[Pixels, ...]], ...]:
    """Return for every subject (by id, in the scene's order) one box in pixels per individual that it counts."""
    subjects = scene.subjects
    if len(subjects) == 1:
        cells = [_alone(subjects[0])]
    else:
        places = pair_places(scene) if len(subjects) == 2 else tuple(subject.place for subject in subjects)
        cells = _cells(subjects, places)
    return tuple(
        (subject.id, split_one(cell, how_many(subject))) for subject, cell in zip(subjects, cells, strict=True)
    )


def how_many(subject: Subject) -> int:
    """Return how many figures stand for ``subject``; an unsaid plural ("some birds") is shown as a few."""
    return max(1, min(subject.count or SOME, WORLD // GRID))


def pair_places(scene: Scene) -> tuple[str, str]:
    """Return the places of the two subjects of ``scene``: said, or told by a relation, or left and right."""
    first, second = scene.subjects
    if not first.place and not second.place:
        for relation in scene.relations:
            if relation.kind in PAIRS and (relation.subject, relation.object) == (first.id, second.id):
                return PAIRS[relation.kind]
            if relation.kind in PAIRS and (relation.subject, relation.object) == (second.id, first.id):
                one, other = PAIRS[relation.kind]
                return other, one
        return "left", "right"
    if not first.place:
        return OPPOSITE.get(second.place, "left"), second.place
    if not second.place:
        return first.place, OPPOSITE.get(first.place, "right")
    return first.place, second.place


def _alone(subject: Subject) -> Pixels:
    """The cell of a single subject: the wide box, the box of its place and size, or a row across the picture."""
    if subject.place:
        return _around(subject.place, SIDE.get(subject.size, MOST))
    if how_many(subject) > 1:
        return 0, ROW_BOTTOM - MOST, WORLD, ROW_BOTTOM
    return _around("", SIDE["small"]) if subject.size == "small" else ALONE


def _cells(subjects: Sequence[Subject], places: Sequence[str]) -> list[Pixels]:
    """Cells of two or more: said places first, the others share the width in equal parts, left to right."""
    free = sum(not place for place in places)
    width = max(GRID, min(MOST, WORLD // max(free, 1) // GRID * GRID))
    cells, column = [], 0
    for subject, place in zip(subjects, places, strict=True):
        side = SIDE.get(subject.size, MOST)
        if place:
            cells.append(_around(place, side))
            continue
        left = min(column * width, WORLD - width)
        cells.append((left, ROW_BOTTOM - min(width, side), left + width, ROW_BOTTOM))
        column += 1
    return cells


def split_one(cell: Pixels, count: int) -> tuple[Pixels, ...]:
    """Stand ``count`` figures of equal size side by side on the floor of ``cell``."""
    if count == 1:
        return (cell,)
    left, top, right, bottom = cell
    width = max(GRID, (right - left) // count // GRID * GRID)
    start = left + max(0, right - left - width * count) // 2 // GRID * GRID
    high = bottom - min(width, bottom - top)
    return tuple((x, high, x + width, bottom) for x in (min(start + i * width, right - width) for i in range(count)))


def _union(boxes: Sequence[Pixels]) -> Pixels:
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def _around(place: str, side: int) -> Pixels:
    x, y = CENTERS.get(place, CENTERS[""])
    half = side // 2
    return x - half, y - half, x + half, y + half


def _fractions(box: Pixels) -> Box:
    left, top, right, bottom = (edge / WORLD for edge in box)
    return left, top, right, bottom
