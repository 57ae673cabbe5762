"""The picture sizes that the published models were trained at, and where their tokens stand in the rotary embedding.

Positions are those of a picture scaled into a square of ``base`` tokens (512 pixels) and centred in it: whatever the
size, the middle of the picture has the same positions (HunyuanDiT, Li et al. 2024, arXiv:2405.08748, section 2.1,
"centralized interpolative"). The last position is one step short of the square's side, as in the code the models were
trained with.
"""

from collections.abc import Sequence

from diffusion.errors import UnsupportedSize
from diffusion.rope import Rotary, grid_table

Size = tuple[int, int]
"""Width and height in pixels."""

BASE_SIDE = 512
"""Side in pixels of the square that positions are scaled to."""

BUCKETS: tuple[tuple[float, tuple[Size, ...]], ...] = (
    (1 / 1, ((1024, 1024), (1280, 1280))),
    (4 / 3, ((1024, 768), (1152, 864), (1280, 960))),
    (3 / 4, ((768, 1024), (864, 1152), (960, 1280))),
    (16 / 9, ((1280, 768),)),
    (9 / 16, ((768, 1280),)),
)
"""Nominal ratios of width to height with their sizes; the last two are in truth 5 to 3 and 3 to 5."""

Buckets = Sequence[tuple[float, tuple[Size, ...]]]


def nearest(width: int, height: int, step: int, buckets: Buckets = BUCKETS) -> Size:
    """The bucket for a picture of that size: first the nearest ratio, then the nearest area; a bucket stays itself.

    ``step``: pixels of one token, to which the size is cut first. Raises UnsupportedSize for less than one token.
    """
    width, height = width // step * step, height // step * step
    if width < step or height < step:
        raise UnsupportedSize(f"Width and height must be at least {step} pixels; pictures come in {_listed(buckets)}.")
    if any((width, height) in sizes for _, sizes in buckets):
        return width, height
    _, sizes = min(buckets, key=lambda bucket: abs(bucket[0] - width / height))
    return min(sizes, key=lambda size: abs(size[0] * size[1] - width * height))


def _listed(buckets: Buckets) -> str:
    return ", ".join(f"{width} x {height}" for _, sizes in buckets for width, height in sizes)


def bucket_table(rows: int, columns: int, dim: int, base: int) -> Rotary:
    """Rotary tables [rows * columns, dim] of a grid of tokens scaled into ``base`` by ``base`` positions, centred."""
    if rows > columns:
        height, width = base, round(base / rows * columns)
    else:
        height, width = round(base / columns * rows), base
    offset = (round((base - height) / 2), round((base - width) / 2))
    return grid_table(rows, columns, dim, span=(height, width), offset=offset)
