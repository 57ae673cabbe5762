"""Marking the captioner's answers: the truth is all right, every kind of error is found in its own field."""

import math
from dataclasses import replace

import pytest
import torch

from diffusion.captioner import Captioner, Guess, Seen
from diffusion.training.captioner_answers import Answer, answers, matched, subjects_of
from diffusion.training.captioner_table import Examiner, rows_of, table
from diffusion.training.placing import Placed
from diffusion.training.world import Picture, World
from tests.diffusion.captioners import Dictated, network, subject

WEARERS = frozenset(("cat",))
PICTURE = Picture(
    "beach", "night", "3d", 5,
    (Placed("cat", 0, 48, 64, "red", worn=(("hat", "red"),)), Placed("dog", 64, 48, 64)),
)  # fmt: skip
CAT = replace(subject("cat", (0.0, 0.375, 0.5, 0.875), color="red", worn="hat"), worn_color=Guess("red", 0.7))
DOG = subject("dog", (0.5, 0.375, 1.0, 0.875))


def seen(*subjects, setting="beach", time="night", style="3d"):
    words = (Guess(word, 0.9) for word in (setting, time, style, "", ""))
    return Seen(tuple(subjects), *words)


def wrong(picture, what):
    return {answer.field for answer in answers(picture, what, WEARERS) if not answer.right}


def test_the_truth_is_right_in_every_field():
    marks = answers(PICTURE, seen(CAT, DOG), WEARERS)
    assert all(answer.right for answer in marks)
    assert {answer.field for answer in marks} == {
        "figures counted", "seen subjects that are there", "subject found", "concept", "place", "colour said",
        "own colour", "thing worn", "colour of thing worn", "nothing held", "setting", "style", "time of day",
        "weather", "lens", "everything",
    }  # fmt: skip
    assert [a.confidence for a in marks if a.field == "colour of thing worn"] == [0.7]


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        (seen(replace(CAT, concept=Guess("dog", 0.9)), DOG), {"concept"}),
        (seen(replace(CAT, color=Guess("", 0.9)), DOG), {"colour said"}),
        (seen(CAT, replace(DOG, color=Guess("red", 0.9))), {"own colour"}),
        (seen(replace(CAT, worn=Guess("", 0.9)), DOG), {"thing worn"}),
        (seen(replace(CAT, worn_color=Guess("", 0.9)), DOG), {"colour of thing worn"}),
        (seen(replace(CAT, held=Guess("ball", 0.9)), DOG), {"nothing held"}),
        (seen(replace(CAT, place="top"), DOG), {"place"}),
        (seen(CAT, DOG, setting=""), {"setting"}),
        (seen(CAT, DOG, time="day"), {"time of day"}),
        (seen(CAT, DOG, style="ink"), {"style"}),
        (seen(CAT, DOG, subject("cat", (0.4, 0, 0.6, 0.2))), {"figures counted", "seen subjects that are there"}),
        (seen(CAT), {"figures counted", "subject found", "concept", "place", "own colour"}),
    ],
)  # fmt: skip
def test_errors_are_found_in_their_fields(what, fields):
    assert wrong(PICTURE, what) == fields | {"everything"}


def test_colours_are_not_asked_about_where_none_shows():
    marks = answers(replace(PICTURE, style="ink"), seen(CAT, DOG, style="ink"), WEARERS)
    assert not [answer.field for answer in marks if "colour" in answer.field]
    assert "time of day" not in {a.field for a in answers(replace(PICTURE, setting=""), seen(CAT, DOG), WEARERS)}


def test_several_alike_are_one_subject_with_a_count():
    birds = tuple(Placed("bird", x, 60, 40) for x in (4, 44, 84))
    (birds_seen,) = subjects_of(Picture("", "day", "3d", 0, birds))
    assert birds_seen.count == 3
    assert birds_seen.box == pytest.approx((4 / 128, 60 / 128, 124 / 128, 100 / 128))
    assert len(subjects_of(Picture("", "day", "3d", 0, (*birds, replace(birds[0], x=0, color="red"))))) == 2
    whole = replace(subject("bird", birds_seen.box), count=3)
    assert "count of several alike" in {
        a.field for a in answers(Picture("", "day", "3d", 0, birds), seen(whole), WEARERS)
    }
    fewer = wrong(Picture("", "day", "3d", 0, birds), seen(replace(whole, count=2), setting=""))
    assert fewer == {"count of several alike", "figures counted", "everything"}


def test_boxes_are_matched_by_overlap_and_each_but_once():
    true = subjects_of(PICTURE)
    assert matched(true, [DOG, CAT]) == [CAT, DOG]
    assert matched(true, [DOG]) == [None, DOG]
    wide = subject("dog", (0.0, 0.375, 1.0, 0.875))
    assert matched(true, [wide]).count(None) == 1
    assert matched(true, []) == [None, None]
    assert subjects_of(replace(PICTURE, size=256))[0].box == (0.0, 0.1875, 0.25, 0.4375)


def test_rows_count_right_and_sure_answers():
    sure = [Answer("concept", True, 0.9), Answer("concept", False, 0.9), Answer("concept", False, 0.2)]
    floor = [Answer("concept", False), Answer("place", True)]
    (row,) = rows_of([floor, sure], 1)
    assert (row.field, row.count) == ("concept", 3)
    assert row.shares == (0.0, pytest.approx(1 / 3))
    assert (row.sure, row.right_when_sure) == (pytest.approx(2 / 3), 0.5)
    (lacking,) = rows_of([[], sure[2:]], 1)
    assert math.isnan(lacking.shares[0])
    assert math.isnan(lacking.right_when_sure)
    lines = table([row, lacking], ["floor", "true renders"]).splitlines()
    assert lines[2] == "| concept | 3 | 0.0% | **33.3%** | 66.7% | 50.0% |"
    assert lines[3] == "| concept | 1 | – | **0.0%** | 0.0% | – |"
    assert {line.count("|") for line in lines} == {7}
    assert math.isnan(rows_of([floor], 0)[1].sure)  # places come without a confidence


def test_a_captioner_is_examined(figures, corpus):
    pictures = [corpus[index].picture for index in range(20)]
    examiner = Examiner(Captioner(network()), World(figures, 128))
    assert "cat" in examiner.wearers
    true = examiner.world.render(pictures)
    found = examiner.look(true)
    assert len(found) == 20
    marks = examiner.marks(pictures, found)
    assert {"weather", "lens"}.isdisjoint(answer.field for answer in marks)
    assert sum(answer.field == "setting" for answer in marks) == 20
    assert not any(answer.right for answer in marks if answer.field == "everything")
    torch.manual_seed(1)
    one = replace(PICTURE, figures=(replace(PICTURE.figures[0], x=32, y=48),))
    there = Examiner(Captioner(Dictated([(4, 4, 4.0, 0.6)])), World(figures, 128))
    assert [a.right for a in there.unknown([one, replace(one, figures=())], ["cat"])] == [False]  # called a dog
