"""Rotary positions: norms stay, and only differences of positions matter."""

import torch

from diffusion.rope import axis_table, grid_table, rotate


def vectors(seed=0):
    return torch.randn(1, 1, 1, 16, generator=torch.Generator().manual_seed(seed))


def at(x, y, vector):
    cos, sin = grid_table(1, 1, 16, offset=(y, x))
    return rotate(vector, (cos, sin))


def test_rotation_keeps_the_norm():
    assert torch.allclose(at(3, 5, vectors()).norm(), vectors().norm(), atol=1e-5)


def test_products_depend_on_the_difference_of_positions_only():
    q, k = vectors(1), vectors(2)
    first = (at(3, 5, q) * at(1, 2, k)).sum()
    moved = (at(13, 25, q) * at(11, 22, k)).sum()
    other = (at(3, 5, q) * at(2, 2, k)).sum()
    assert torch.allclose(first, moved, atol=1e-4)
    assert not torch.allclose(first, other, atol=1e-3)


def test_the_first_half_turns_with_the_column():
    cos, sin = grid_table(2, 3, 16)
    one = axis_table(torch.tensor([2.0]), 8)
    assert torch.allclose(cos[2, :8], one[0][0])
    assert torch.allclose(sin[2, :8], one[1][0])
    assert torch.allclose(cos[2, 8:], torch.ones(8))


def test_a_stretched_grid_covers_the_span():
    cos, _ = grid_table(4, 4, 16, span=(8, 8))
    expected, _ = grid_table(8, 8, 16)
    assert torch.allclose(cos[1], expected[2])
