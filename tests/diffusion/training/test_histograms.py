"""Histograms of colours: closed forms, and what they see and do not see."""

import pytest
import torch

from diffusion.training.histograms import LEVELS, Histograms, histogram


def plain(*color):
    return torch.tensor(color).view(1, 3, 1, 1).expand(1, 3, 6, 6)


def test_a_plain_picture_counts_at_the_corners_around_its_colour():
    counted = histogram(plain(-1.0, 1.0, -1 + 1 / (LEVELS - 1))).view(LEVELS, LEVELS, LEVELS)
    assert float(counted.sum()) == pytest.approx(1)
    assert counted[0, LEVELS - 1, :2].tolist() == pytest.approx([0.5, 0.5])


def test_halves_of_two_colours_agree_with_each_by_half():
    both = torch.cat([plain(-1.0, -1.0, -1.0), plain(1.0, 1.0, 1.0)], dim=3)
    black, white, mixed = Histograms().features(torch.cat([plain(-1.0, -1.0, -1.0).repeat(1, 1, 1, 2),
                                                           plain(1.0, 1.0, 1.0).repeat(1, 1, 1, 2), both]))  # fmt: skip
    assert float(black @ white) == 0
    assert float(black @ mixed) == pytest.approx(0.5**0.5)
    assert float(mixed @ mixed) == pytest.approx(1)


def test_neither_order_nor_a_little_grain_matters_as_much_as_another_colour():
    generator = torch.Generator().manual_seed(0)
    red, gold = plain(0.6, -0.7, -0.6), plain(0.8, 0.5, -0.7)
    there, beside = torch.cat([red, gold], dim=3), torch.cat([gold, red], dim=3)
    grainy = there + 0.05 * torch.randn(there.shape, generator=generator)
    other = torch.cat([plain(-0.6, -0.5, 0.7), gold], dim=3)
    first, *rest = Histograms().features(torch.cat([there, beside, grainy, other]))
    same, rough, wrong = (float(first @ one) for one in rest)
    assert same == pytest.approx(1)
    assert wrong < rough - 0.2
