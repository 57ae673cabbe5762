"""Where one to four subjects, each up to five strong, stand in the wide picture world: boxes in 256×256 pixels.

Subjects stand in columns, left to right. Two that stand above one another, or before one another, share a column. Who
stands in front is lower, larger and drawn later. The relations that a scene names decide the columns; what it does not
name keeps the scene's order.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import NamedTuple

from dialog.scene import Relation, Scene, Subject
from dialog.types import Placement
from rewriter.layout import PAIRS, figures, how_many

WIDE_WORLD = 256
FLOOR = 224
GROUP = 128
FEW = 2
"""Of more figures than these the lens changes the size by half as much, to leave room, or to leave anything."""
GAP = 0.92
"""Share of its cell that one of several figures takes, so that they can be counted."""
ZOOM = {"close": 1.25, "wide": 0.6}
SIZES = {"small": 0.7, "tiny": 0.55, "big": 1.2, "huge": 1.3}
ORDERED = {"left_of": 1, "right_of": -1}
STACKED = ("above", "below", "on", "under")
DEEP = ("in_front_of", "behind")
BETWEEN = "between"


class Spot(NamedTuple):
    """A figure's square in pixels of the wide world: the subject's number in the scene, left, top, side, mirrored.

    A named tuple, not a dataclass, for speed: a corpus makes tens of thousands a second.
    """

    subject: int
    x: float
    y: float
    side: float
    flip: bool = False


def between(relation: Relation) -> tuple[str, str]:
    """Return the ids of the two that the subject of a "between" stands between: ``object`` holds both ("s1 s2")."""
    one, _, other = relation.object.partition(" ")
    return one, other


def spots(scene: Scene, rng: random.Random | None = None) -> tuple[Spot, ...]:
    """Return the squares of all figures of ``scene``, back first.

    Without ``rng`` every subject stands where the layout says; with it figures are moved a little, scaled and mirrored,
    in such bounds that relations stay true.
    """
    placed = _old(scene) if _is_old(scene) else _columns(scene)
    zoom = ZOOM.get(scene.lens, 1.0)
    if zoom != 1.0:
        zoom = zoom if len(placed) <= FEW else 1 + (zoom - 1) / 2
        placed = [_zoomed(spot, zoom) for spot in placed]
    if rng is not None:
        loose = [1.0 if how_many(subject) == 1 else 0.4 for subject in scene.subjects]
        placed = [_moved(spot, rng, loose[spot.subject], scene.lens != "close") for spot in placed]
    return tuple(sorted(placed, key=lambda spot: spot.y + spot.side))


def wide_layout(scene: Scene) -> tuple[Placement, ...]:
    """Return one box per subject as fractions of the picture, in the scene's order, cut at the picture's border."""
    found = spots(scene)
    boxes = []
    for index, subject in enumerate(scene.subjects):
        own = [spot for spot in found if spot.subject == index]
        edges = (
            min(s.x for s in own), min(s.y for s in own), max(s.x + s.side for s in own), max(s.y + s.side for s in own)
        )  # fmt: skip
        left, top, right, bottom = (min(max(edge / WIDE_WORLD, 0.0), 1.0) for edge in edges)
        boxes.append(Placement(subject.id, (left, top, right, bottom)))
    return tuple(boxes)


def _is_old(scene: Scene) -> bool:
    """Tell whether the layout of the small world says all about ``scene``."""
    most = {0: 0, 1: 3, 2: 1}.get(len(scene.subjects), 0)
    if len(scene.subjects) > 2 or any(how_many(subject) > most for subject in scene.subjects):
        return False
    return all(relation.kind in PAIRS or relation.kind == "next_to" for relation in scene.relations)


def _old(scene: Scene) -> list[Spot]:
    result = []
    for index, (_, boxes) in enumerate(figures(scene)):
        for left, top, right, bottom in boxes:
            side = min(right - left, bottom - top)
            result.append(Spot(index, 2 * left + right - left - side, 2 * (bottom - side), 2 * side))
    return result


def _columns(scene: Scene) -> list[Spot]:
    """Give every column its share of the width and stand its subjects in it."""
    ids = {subject.id: index for index, subject in enumerate(scene.subjects)}
    columns = _ordered(_shared(scene, ids), scene, ids)
    weights = [max(_weight(scene.subjects[member]) for member in column.members) for column in columns]
    result, left = [], 0.0
    for column, weight in zip(columns, weights, strict=True):
        width = WIDE_WORLD * weight / sum(weights)
        result += _stood(column, left, width, scene.subjects)
        left += width
    return result


@dataclass(frozen=True, slots=True)
class Column:
    """Numbers of the subjects in it: of a stack the upper one first, of a depth pair the one behind first."""

    members: tuple[int, ...]
    kind: str = ""


def _shared(scene: Scene, ids: dict[str, int]) -> list[Column]:
    """Every subject in a column, in the scene's order; the first relation that makes two share a column wins."""
    partner: dict[int, tuple[int, int, str]] = {}
    for relation in scene.relations:
        one, other = ids.get(relation.subject, -1), ids.get(relation.object, -1)
        if relation.kind not in STACKED + DEEP or min(one, other) < 0 or one in partner or other in partner:
            continue
        second = relation.kind in ("below", "under", "in_front_of")
        pair = (other, one) if second else (one, other)
        partner[one] = partner[other] = (*pair, "stack" if relation.kind in STACKED else "depth")
    if len(scene.subjects) == 2 and not partner:
        (one, other), places = (0, 1), [subject.place for subject in scene.subjects]
        if "top" in places or "bottom" in places:
            upper = 0 if places[0] == "top" or places[1] == "bottom" else 1
            partner[one] = partner[other] = (upper, 1 - upper, "stack")
    result = []
    for index in range(len(scene.subjects)):
        back, front, kind = partner.get(index, (index, index, ""))
        if not kind:
            result.append(Column((index,)))
        elif index == min(back, front):
            result.append(Column((back, front), kind))
    return result


def _ordered(columns: list[Column], scene: Scene, ids: dict[str, int]) -> list[Column]:
    """The first order of columns, counted from the scene's own, that breaks the fewest of its relations and places."""
    at = {member: number for number, column in enumerate(columns) for member in column.members}
    wishes: list[tuple[str, int, int, int]] = []
    for relation in scene.relations:
        one = at.get(ids.get(relation.subject, -1), -1)
        if relation.kind == BETWEEN:
            left, right = (at.get(ids.get(id_, -1), -1) for id_ in between(relation))
            wishes.append((BETWEEN, one, left, right))
        elif relation.kind in ORDERED or relation.kind == "next_to":
            wishes.append((relation.kind, one, at.get(ids.get(relation.object, -1), -1), 0))
    for index, subject in enumerate(scene.subjects):
        if subject.place in ("left", "right", "center") and len(columns) > 1:
            wishes.append((subject.place, at[index], 0, 0))
    wishes = [wish for wish in wishes if min(wish[1:]) >= 0]
    if not wishes:
        return columns
    orders = permutations(range(len(columns)))
    best = min(orders, key=lambda order: _broken(order, wishes))
    return [columns[number] for number in best]


def _broken(order: Sequence[int], wishes: Sequence[tuple[str, int, int, int]]) -> int:
    rank = {number: place for place, number in enumerate(order)}
    last = len(order) - 1
    count = 0
    for kind, one, other, third in wishes:
        here = rank[one]
        if kind == BETWEEN:
            count += not (min(rank[other], rank[third]) < here < max(rank[other], rank[third]))
        elif kind == "next_to":
            count += abs(here - rank[other]) != 1
        elif kind in ORDERED:
            count += (rank[other] - here) * ORDERED[kind] <= 0
        else:
            count += here != {"left": 0, "right": last, "center": last // 2}[kind]
    return count


def _weight(subject: Subject) -> float:
    return 1.0 if how_many(subject) == 1 else 1.5


def _stood(column: Column, left: float, width: float, subjects: Sequence[Subject]) -> list[Spot]:
    """The figures of one column: alone on the floor, one over the other, or one behind the other."""
    if not column.kind:
        (one,) = column.members
        return _group(one, subjects[one], left, width, FLOOR, min(width * 1.1, FLOOR - 32))
    back, front = column.members
    if column.kind == "stack":
        return [
            *_group(back, subjects[back], left, width, 120, 112),
            *_group(front, subjects[front], left, width, 248, 112),
        ]
    side = min(width * 0.8, GROUP * 0.95)
    rear = _group(back, subjects[back], left, width * 0.8, FLOOR - 0.38 * side, side * 0.8)
    return rear + _group(front, subjects[front], left + width * 0.2, width * 0.8, FLOOR + 16, side)


def _group(index: int, subject: Subject, left: float, width: float, floor: float, height: float) -> list[Spot]:
    """``subject``'s figures within ``width`` and ``height`` over ``floor``; four and five stand in two rows."""
    count = how_many(subject)
    rows = 2 if count > 3 or (count == 3 and width < height * 1.2) else 1
    across = -(-count // rows)
    side = min(width / across, height / rows, GROUP if count > 1 or width < WIDE_WORLD else height)
    side *= 1 if count > 1 else min(SIZES.get(subject.size, 1.0), width / side)
    result = []
    for row in range(rows):
        inside = count - across * (rows - 1) if row < rows - 1 else across
        start = left + (width - inside * side) / 2
        y = floor - side * (rows - row)
        shown = side * GAP if count > 1 else side
        result += [Spot(index, start + i * side + (side - shown) / 2, y + side - shown, shown) for i in range(inside)]
    return result


def _zoomed(spot: Spot, zoom: float) -> Spot:
    """The lens: figures grow on their floor, or shrink and come nearer to one another."""
    side = spot.side * zoom
    middle = (WIDE_WORLD / 2, FLOOR * 0.9) if zoom < 1 else (spot.x + spot.side / 2, spot.y + spot.side)
    x = middle[0] + (spot.x + spot.side / 2 - middle[0]) * min(1.0, zoom * 1.3) - side / 2
    y = middle[1] + (spot.y + spot.side - middle[1]) * min(1.0, zoom * 1.3) - side
    return Spot(spot.subject, x, y + (side - spot.side) * 0.4 * (zoom > 1), side)


def _moved(spot: Spot, rng: random.Random, loose: float, inside: bool) -> Spot:
    """A little elsewhere, larger or smaller by up to 6 % (times ``loose``), and mirrored half of the time."""
    size, across, down = rng.random() - 0.5, rng.random() - 0.5, rng.random() - 0.5
    side = spot.side * (1 + 0.12 * loose * size)
    x = spot.x + (spot.side - side) / 2 + across * 0.12 * loose * spot.side
    y = spot.y + (spot.side - side) + down * 0.1 * loose * spot.side
    if inside:
        x, y = min(max(x, 0.0), WIDE_WORLD - side), min(max(y, 0.0), WIDE_WORLD - side)
    return Spot(spot.subject, x, y, side, rng.random() < 0.5)
