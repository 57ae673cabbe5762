"""Where errors count more: by hand, and in the loss."""

import pytest
import torch

from diffusion.training.anchors import at_top
from diffusion.training.emphasis import emphasis
from diffusion.training.placing import Placed, layers
from diffusion.training.world import Picture


class Shapes:
    """Everybody's head is the same, everything is worn on it."""

    def head(self, concept):
        return at_top(0.5, 0.1)

    def worn(self, concept):
        return "head"


def picture(*figures):
    return Picture("", "day", "3d", 0, figures)


def test_only_cells_of_worn_and_held_things_weigh_more():
    dressed = Placed("cat", 16, 24, 96, worn=(("hat", ""),), held=(("balloon", ""),))
    weights = emphasis([picture(dressed), picture(Placed("cat", 16, 24, 96))], 16, Shapes(), 4.0)
    assert weights.shape == (2, 1, 16, 16)
    assert float(weights.mean()) == pytest.approx(1, abs=1e-6)
    low, high = float(weights[0].min()), float(weights[0].max())
    assert high == pytest.approx(4 * low, rel=1e-6)
    assert torch.equal(weights[1], torch.full((1, 16, 16), low))
    for thing in layers(dressed, 1, Shapes())[1:]:
        middle = (thing.y + thing.side // 2) // 8, (thing.x + thing.side // 2) // 8
        assert weights[0, 0, *middle] == high
    assert weights[0, 0, 15, 0] == low


def test_without_strength_all_cells_weigh_one():
    dressed = Placed("cat", 16, 24, 96, worn=(("hat", ""),))
    assert torch.equal(emphasis([picture(dressed)], 16, Shapes(), 1.0), torch.ones(1, 1, 16, 16))


def test_things_beyond_the_edge_are_cut():
    outside = Placed("cat", 100, -40, 96, worn=(("hat", ""),), held=(("balloon", ""),))
    weights = emphasis([picture(outside)], 16, Shapes(), 2.0)
    assert torch.isfinite(weights).all()
