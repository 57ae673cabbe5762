"""The painter's world: 128 pixels, boxes on an 8-pixel grid."""

import pytest

from dialog.scene import Relation, Scene, Subject
from rewriter import layout
from rewriter.layout import WORLD, figures


def pixels(scene):
    return [tuple(round(edge * WORLD) for edge in placement.box) for placement in layout(scene)]


def one(**said):
    return Scene((Subject("s1", "cat", "cat", **said),))


def two(*relations, first="", second=""):
    return Scene((Subject("s1", "cat", "cat", place=first), Subject("s2", "dog", "dog", place=second)), relations)


BOXES = [
    (one(), [(16, 24, 112, 120)]),
    (one(place="left"), [(0, 48, 64, 112)]),
    (one(place="right"), [(64, 48, 128, 112)]),
    (one(place="top"), [(32, 0, 96, 64)]),
    (one(place="bottom"), [(32, 64, 96, 128)]),
    (one(place="center"), [(32, 48, 96, 112)]),
    (one(size="small"), [(40, 56, 88, 104)]),
    (one(size="small", place="left"), [(8, 56, 56, 104)]),
    (one(count=2), [(0, 48, 128, 112)]),
    (two(), [(0, 48, 64, 112), (64, 48, 128, 112)]),
    (two(first="right"), [(64, 48, 128, 112), (0, 48, 64, 112)]),
    (two(second="left"), [(64, 48, 128, 112), (0, 48, 64, 112)]),
    (two(Relation("s1", "above", "s2")), [(32, 0, 96, 64), (32, 64, 96, 128)]),
    (two(Relation("s2", "left_of", "s1")), [(64, 48, 128, 112), (0, 48, 64, 112)]),
    (Scene(), []),
]


@pytest.mark.parametrize(("scene", "boxes"), BOXES)
def test_boxes(scene, boxes):
    assert pixels(scene) == boxes


@pytest.mark.parametrize("count", range(13))
@pytest.mark.parametrize("subjects", range(1, 9))
def test_every_figure_stands_inside_on_the_grid(subjects, count):
    scene = Scene(tuple(Subject(f"s{i}", "cat", "cat", count=count) for i in range(subjects)))
    for _, boxes in figures(scene):
        for left, top, right, bottom in boxes:
            assert 0 <= left < right <= WORLD
            assert 0 <= top < bottom <= WORLD
            assert left % 8 == top % 8 == right % 8 == bottom % 8 == 0


def test_three_of_a_kind_stand_in_three_boxes_of_forty():
    ((_, boxes),) = figures(one(count=3))
    assert [right - left for left, _, right, _ in boxes] == [40, 40, 40]
