"""The interval of a difference: known cases, coverage, and what it refuses to compare."""

import numpy as np
import pytest

from diffusion.errors import InvalidRequest
from diffusion.training.comparison import compare, interval, table
from diffusion.training.examination import Row


def row(hits, question="it"):
    return Row(question, len(hits), 0.0, sum(hits) / len(hits), 1.0, (tuple(hits),))


def test_equal_sides_differ_by_nothing():
    same = [row([1.0, 0.0, 1.0, 1.0])]
    (found,) = compare([same], [same])
    assert (found.difference, found.low, found.high, found.moved) == (0.0, 0.0, 0.0, "")


def test_a_plain_difference_is_told_and_its_sign():
    up, down = row([1.0] * 60 + [0.0] * 40), row([1.0] * 30 + [0.0] * 70)
    (found,) = compare([[up]], [[down]])
    assert found.difference == pytest.approx(0.3)
    assert found.low == pytest.approx(0.21, abs=0.02)  # standard error of 30 of 100 pairs: 0.046
    assert found.high == pytest.approx(0.39, abs=0.02)
    assert found.moved == "up"
    assert compare([[down]], [[up]])[0].moved == "down"


def test_pairs_count_not_sides():
    """Two sides that are right of the same prompts differ surely; of other prompts, not."""
    one = row([1.0] * 50 + [0.0] * 50)
    nested = row([1.0] * 42 + [0.0] * 58)
    crossed = row([1.0] * 2 + [0.0] * 58 + [1.0] * 40)
    assert compare([[one]], [[nested]])[0].moved == "up"
    found = compare([[one]], [[crossed]])[0]
    assert found.difference == pytest.approx(0.08)
    assert found.moved == ""


def test_runs_that_disagree_widen_the_interval():
    good, bad = row([1.0] * 70 + [0.0] * 30), row([1.0] * 50 + [0.0] * 50)
    without = [row([1.0] * 50 + [0.0] * 50)] * 2
    agreeing = compare([[row([1.0] * 60 + [0.0] * 40)]] * 2, [[one] for one in without])[0]
    apart = compare([[good], [bad]], [[one] for one in without])[0]
    assert apart.difference == pytest.approx(agreeing.difference)
    assert apart.high - apart.low > 1.5 * (agreeing.high - agreeing.low)
    assert apart.by_run == pytest.approx((0.2, 0.0))
    assert (agreeing.moved, apart.moved) == ("up", "")


def test_seeds_of_drawings_are_averaged_first():
    two = Row("it", 2, 0.0, 0.5, 1.0, ((1.0, 0.0), (0.0, 1.0)))
    half = Row("it", 2, 0.0, 0.5, 1.0, ((0.5, 0.5),))
    (found,) = compare([[two]], [[half]])
    assert (found.low, found.high) == (0.0, 0.0)


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(0)
    covered = 0
    for trial in range(300):
        low, high = interval(rng.normal(0.3, 1.0, (1, 60)), 500, trial)
        covered += low <= 0.3 <= high
    assert 0.9 <= covered / 300 <= 0.98


def test_what_was_not_asked_the_same_is_refused():
    one, other = [row([1.0, 0.0])], [row([1.0, 0.0, 1.0])]
    for sides in (([one], [other]), ([one, one], [one]), ([], [])):
        with pytest.raises(InvalidRequest, match="same prompts file"):
            compare(*sides)


def test_the_table_names_what_moved_and_what_chance_does():
    up, same = row([1.0] * 50, "colour, en"), row([1.0, 0.0] * 25, "style, en")
    text = table(compare([[up, same]], [[row([0.0] * 50, "colour, en"), same]]))
    assert "| colour, en | 50 | 0.0% | 100.0% | +100.0 | +100.0 … +100.0 | +100.0 | **up** |" in text
    assert "- up: colour, en." in text
    assert "- down: none." in text
    assert "Of 2 rows, about 0.1" in text
    assert "how lucky" in text
