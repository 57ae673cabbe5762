"""The wide world: 256 pixels, one to four subjects, relations that the boxes honour with and without jitter."""

import random

import pytest

from dialog.scene import Relation, Scene, Subject
from rewriter.layout import figures
from rewriter.layout_wide import BETWEEN, WIDE_WORLD, between, spots, wide_layout
from rewriter.training.mixtures import WIDE_MIXTURES
from rewriter.training.vocabulary import vocabulary
from rewriter.training.wide import WideMaker


def scene(many, *relations, lens="", **first):
    subjects = [Subject(f"s{i + 1}", "cat", f"c{i}") for i in range(many)]
    subjects[0] = Subject("s1", "cat", "c0", **first)
    return Scene(tuple(subjects), tuple(Relation(*one) for one in relations), lens=lens)


def middle(found, subject):
    own = [s for s in found if s.subject == subject]
    x = sum(s.x + s.side / 2 for s in own) / len(own)
    return x, sum(s.y + s.side / 2 for s in own) / len(own)


def holds(one, found, ids):
    """Tell whether the relation is true of the squares, with a margin that can be seen."""
    (x, y), (kind, subject) = middle(found, ids[one.subject]), (one.kind, ids[one.subject])
    if kind == BETWEEN:
        left, right = sorted(middle(found, ids[id_])[0] for id_ in between(one))
        return left + 20 < x < right - 20
    other = ids[one.object]
    ox, oy = middle(found, other)
    order = [s.subject for s in found]
    size = {s.subject: (s.side, s.y + s.side, order.index(s.subject)) for s in found}
    front, back = (size[subject], size[other]) if kind == "in_front_of" else (size[other], size[subject])
    return {
        "left_of": x < ox - 20, "right_of": x > ox + 20, "above": y < oy - 60, "below": y > oy + 60,
        "next_to": abs(x - ox) > 20, "in_front_of": all(a > b for a, b in zip(front, back, strict=True)),
        "behind": all(a > b for a, b in zip(front, back, strict=True)),
    }[kind]  # fmt: skip


@pytest.mark.parametrize("old", [scene(1), scene(1, place="left"), scene(1, count=3), scene(1, size="small"), scene(2)])
def test_scenes_of_the_small_world_stand_where_they_stood(old):
    doubled = [(2 * b[0], 2 * b[3]) for _, boxes in figures(old) for b in boxes]
    assert [(s.x, s.y + s.side) for s in spots(old)] == doubled


@pytest.mark.parametrize("mixture", ["wide", "wide-binding", "wide-long"])
def test_every_relation_of_random_scenes_is_true_of_the_picture(lexicon, mixture):
    kinds, rng = set(), random.Random(3)
    maker = WideMaker(lexicon, vocabulary(lexicon), WIDE_MIXTURES[mixture], rng)
    for seed in range(400):
        made = maker.scene()
        ids = {subject.id: index for index, subject in enumerate(made.subjects)}
        for found in (spots(made), spots(made, random.Random(seed))):
            assert [sum(s.subject == i for s in found) for i in range(len(ids))] == [s.count for s in made.subjects]
            for one in made.relations:
                assert holds(one, found, ids), (one, made, found)
                kinds.add(one.kind)
    assert kinds == {"left_of", "right_of", "above", "below", "next_to", "in_front_of", "behind", BETWEEN}


@pytest.mark.parametrize(
    ("place", "axis", "sign"), [("left", 0, -1), ("right", 0, 1), ("top", 1, -1), ("bottom", 1, 1)]
)
def test_places_of_two_are_kept(place, axis, sign):
    opposite = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}[place]
    two = Scene((Subject("s1", "cat", "a", place=place), Subject("s2", "dog", "b", place=opposite)))
    for found in (spots(two), spots(two, random.Random(1))):
        assert (middle(found, 0)[axis] - middle(found, 1)[axis]) * sign > 60


def test_places_of_three_are_kept():
    places = ("right", "left", "center")
    three = Scene(tuple(Subject(f"s{i}", "cat", f"c{i}", place=place) for i, place in enumerate(places)))
    for found in (spots(three), spots(three, random.Random(1))):
        assert middle(found, 1)[0] < 85 < middle(found, 2)[0] < 171 < middle(found, 0)[0]


def test_who_stands_behind_is_partly_covered():
    found = {s.subject: s for s in spots(scene(2, ("s1", "behind", "s2")))}
    back, front = found[0], found[1]
    wide = min(back.x + back.side, front.x + front.side) - max(back.x, front.x)
    high = min(back.y + back.side, front.y + front.side) - max(back.y, front.y)
    assert 0.1 < wide * high / back.side**2 < 0.6


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_figures_of_a_group_do_not_cover_each_other(count):
    for found in (spots(scene(1, count=count)), spots(scene(2, count=count), random.Random(2))):
        group = [s for s in found if s.subject == 0]
        for i, a in enumerate(group):
            for b in group[i + 1 :]:
                wide = min(a.x + a.side, b.x + b.side) - max(a.x, b.x)
                high = min(a.y + a.side, b.y + b.side) - max(a.y, b.y)
                assert min(wide, high) < 0.15 * a.side


def test_the_lens_scales_figures_and_boxes_stay_inside_the_picture():
    sides = [spots(scene(1, lens=lens))[0].side for lens in ("wide", "", "normal", "close")]
    assert sides[0] < 0.7 * sides[1]
    assert sides[1] == sides[2] < sides[3]
    for count in (1, 2, 3, 4):
        for lens in ("", "wide", "close"):
            for placement in wide_layout(scene(count, lens=lens)):
                left, top, right, bottom = placement.box
                assert 0 <= left < right <= 1
                assert 0 <= top < bottom <= 1


def test_the_jitter_is_small_and_a_function_of_its_seed():
    still = scene(3, ("s1", "left_of", "s2"))
    fixed, first, again, other = (spots(still, rng and random.Random(rng)) for rng in (None, 1, 1, 2))
    assert first == again != other
    by_subject = [{s.subject: s for s in found} for found in (fixed, first)]
    for index in range(3):
        a, b = (found[index] for found in by_subject)
        assert abs(a.x - b.x) < 0.13 * a.side
        assert abs(a.side - b.side) < 0.07 * a.side
    assert all(s.x >= 0 and s.x + s.side <= WIDE_WORLD for s in first)


def test_order_of_columns_follows_relations_not_the_list():
    found = spots(scene(3, ("s3", BETWEEN, "s1 s2")))
    assert middle(found, 0)[0] < middle(found, 2)[0] < middle(found, 1)[0]
