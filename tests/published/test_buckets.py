"""Sizes and rotary tables against the two independent implementations."""

import math

import numpy as np
import pytest
import torch
from diffusers.models.embeddings import get_2d_rotary_pos_embed, get_2d_rotary_pos_embed_from_grid
from diffusers.pipelines.hunyuandit.pipeline_hunyuandit import (
    SUPPORTED_SHAPE,
    get_resize_crop_region_for_grid,
    map_to_standard_shapes,
)

from diffusion.errors import UnsupportedSize
from diffusion.published.buckets import BUCKETS, bucket_table, nearest

SIZES = [size for _, sizes in BUCKETS for size in sizes]


def test_the_buckets_are_the_published_ones() -> None:
    assert sorted(SIZES) == sorted((width, height) for width, height in SUPPORTED_SHAPE)


@pytest.mark.parametrize("width", [16, 128, 500, 767, 777, 1024, 1100, 1279, 2048, 4000])
@pytest.mark.parametrize("height", [16, 128, 500, 768, 1000, 1024, 1280, 1500])
def test_other_sizes_are_snapped_as_diffusers_does(width: int, height: int) -> None:
    floored = width // 16 * 16, height // 16 * 16
    expected = floored if floored in SIZES else tuple(int(side) for side in map_to_standard_shapes(*floored))
    assert nearest(width, height, 16) == expected


def test_a_bucket_stays_itself() -> None:
    assert [nearest(*size, 16) for size in SIZES] == SIZES


@pytest.mark.parametrize("size", [(0, 1024), (1024, 15), (-16, -16)])
def test_less_than_a_token_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(UnsupportedSize, match="1280 x 768"):
        nearest(*size, 16)


def trained_with(rows: int, columns: int, dim: int, base: int) -> tuple[torch.Tensor, torch.Tensor]:
    """The table of the code that the models were trained with: evenly spaced, the end left out."""
    (top, left), (bottom, right) = get_resize_crop_region_for_grid((rows, columns), base)
    ys = np.linspace(top, bottom, rows, endpoint=False, dtype=np.float32)
    xs = np.linspace(left, right, columns, endpoint=False, dtype=np.float32)
    grid = np.stack(np.meshgrid(xs, ys)).reshape(2, 1, rows, columns)
    return get_2d_rotary_pos_embed_from_grid(dim, torch.from_numpy(grid), use_real=True)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_tables_are_those_of_training(width: int, height: int) -> None:
    found = bucket_table(height // 16, width // 16, 88, 32)
    for ours, theirs in zip(found, trained_with(height // 16, width // 16, 88, 32), strict=True):
        torch.testing.assert_close(ours, theirs, atol=1e-5, rtol=0)


@pytest.mark.parametrize("side", [1024, 1280])
def test_square_tables_are_those_of_diffusers_too(side: int) -> None:
    """Its tables of other shapes end short of training's: it scales the end by (n - 1) / n, the offset with it."""
    grid = side // 16
    theirs = get_2d_rotary_pos_embed(88, ((0, 0), (32, 32)), (grid, grid), output_type="pt")
    for found, expected in zip(bucket_table(grid, grid, 88, 32), theirs, strict=True):
        torch.testing.assert_close(found, expected, atol=1e-5, rtol=0)


def test_the_middle_of_a_picture_is_the_middle_of_the_square() -> None:
    """By the angle of the slowest pair, whose frequency is theta^-(1 - 2 / 44), of the middle row and column."""
    for width, height in SIZES:
        rows, columns = height // 16, width // 16
        cos, sin = bucket_table(rows, columns, 88, 32)
        place = (rows // 2) * columns + columns // 2
        slowest = 10000.0 ** -(42 / 44)
        for pair in (43, 87):
            angle = math.atan2(float(sin[place, pair]), float(cos[place, pair]))
            assert abs(angle / slowest - 16) < 0.6
