"""The autoencoder on large pictures in little memory: tile by tile, and one picture of a batch after the other.

Tiles overlap and are blended linearly over the overlap, first with the tile above, then with the one to the left; tile,
overlap and weights are those of diffusers' ``AutoencoderKL.enable_tiling``, so that both can be compared. A tile knows
nothing of the others (its norms are over its own positions), so that a tiled picture is not that of one piece; a
picture that fits in one tile is, bit for bit.

Dimensions: B batch, C channels, H W pixels, h w latent positions.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from diffusion.config import VaeConfig
from diffusion.errors import InvalidConfig
from diffusion.vae import LOGVAR_RANGE, AutoencoderKL

Way = Callable[[Tensor], Tensor]


@dataclass(frozen=True, slots=True)
class Tiling:
    """Side of a tile and overlap of neighbours, in latent positions; by default 512 and 128 pixels of SDXL's."""

    tile: int = 64
    overlap: int = 16

    def __post_init__(self) -> None:
        if self.tile < 1 or not 0 <= self.overlap <= self.tile // 2:
            raise InvalidConfig(
                f"Tiles of {self.tile} latent positions cannot overlap by {self.overlap}: a tile has at least 1, "
                "and neighbours share from none to half of it."
            )

    def fits(self, height: int, width: int) -> bool:
        """Whether latents of ``height`` by ``width`` are one tile."""
        return max(height, width) <= self.tile


def tiled_decode(vae: AutoencoderKL, latents: Tensor, tiling: Tiling) -> Tensor:
    """Pictures [B, 3, H, W] of ``latents`` [B, C, h, w], as ``AutoencoderKL.decode`` takes and gives them."""
    whole: Way = partial(AutoencoderKL.decode, vae)
    if tiling.fits(*latents.shape[2:]):
        return sliced(whole, latents)
    down = vae.config.downsample
    pixels = Tiling(tiling.tile * down, tiling.overlap * down)
    return sliced(lambda one: _tiled(whole, one, tiling, pixels), latents)


def tiled_encode(vae: AutoencoderKL, x: Tensor, tiling: Tiling) -> tuple[Tensor, Tensor]:
    """Mean and log variance, each [B, C, h, w], of pictures ``x`` [B, 3, H, W], as from ``AutoencoderKL.encode``."""

    def moments(one: Tensor) -> Tensor:
        return torch.cat(AutoencoderKL.encode(vae, one), dim=1)  # [1, 2C, h, w]

    down = vae.config.downsample
    if tiling.fits(x.shape[2] // down, x.shape[3] // down):
        made = sliced(moments, x)
    else:
        pixels = Tiling(tiling.tile * down, tiling.overlap * down)
        made = sliced(lambda one: _tiled(moments, one, pixels, tiling), x)
    mean, logvar = made.chunk(2, dim=1)
    return mean, logvar.clamp(*LOGVAR_RANGE)


def sliced(way: Way, batch: Tensor) -> Tensor:
    """``way`` on one sample [1, ...] after the other, side by side again: [B, ...]."""
    return torch.cat([way(one) for one in batch.split(1)])


def _tiled(way: Way, x: Tensor, given: Tiling, made: Tiling) -> Tensor:
    """``way`` tile by tile. ``given``: the tiling of ``x`` [B, _, ., .]; ``made``: that of the result."""
    stride, kept = given.tile - given.overlap, made.tile - made.overlap
    above: list[Tensor] = []
    rows = []
    for top in range(0, x.shape[2], stride):
        row: list[Tensor] = []
        for left in range(0, x.shape[3], stride):
            tile = way(x[:, :, top : top + given.tile, left : left + given.tile])
            if above:
                tile = blended(above[len(row)], tile, made.overlap, dim=2)
            if row:
                tile = blended(row[-1], tile, made.overlap, dim=3)
            row.append(tile)
        rows.append(torch.cat([tile[:, :, :kept, :kept] for tile in row], dim=3))
        above = row
    return torch.cat(rows, dim=2)


def blended(before: Tensor, after: Tensor, overlap: int, dim: int) -> Tensor:
    """``after`` whose first ``overlap`` positions along ``dim`` begin as the last of ``before`` and end as their own.

    A tile that is shorter than the overlap is blended all along. The weight of ``before`` at position i is 1 - i / n.
    """
    length = min(before.shape[dim], after.shape[dim], overlap)
    if length == 0:
        return after
    shape = [1] * after.ndim
    shape[dim] = length
    weight = (torch.arange(length, device=after.device) / length).view(shape)  # float32, whatever the tiles are
    shared = before.narrow(dim, before.shape[dim] - length, length) * (1 - weight)
    shared = shared + after.narrow(dim, 0, length) * weight
    return torch.cat([shared.to(after.dtype), after.narrow(dim, length, after.shape[dim] - length)], dim=dim)


class TiledAutoencoder(AutoencoderKL):
    """An AutoencoderKL, of the same parameters, that works in tiles where a picture is larger than one.

    ``tiling`` may change between two calls; with None it is a plain AutoencoderKL.
    """

    def __init__(self, config: VaeConfig, tiling: Tiling | None = None) -> None:
        super().__init__(config)
        self.tiling = tiling

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """See AutoencoderKL; tiled, and sliced."""
        return super().encode(x) if self.tiling is None else tiled_encode(self, x, self.tiling)

    def decode(self, z: Tensor) -> Tensor:
        """See AutoencoderKL; tiled, and sliced."""
        return super().decode(z) if self.tiling is None else tiled_decode(self, z, self.tiling)


@contextmanager
def tiled_as(vae: AutoencoderKL, tiling: Tiling | None) -> Iterator[None]:
    """Within the context ``vae`` works in these tiles, if it can work in tiles at all."""
    if not isinstance(vae, TiledAutoencoder):
        yield
        return
    before, vae.tiling = vae.tiling, tiling
    try:
        yield
    finally:
        vae.tiling = before
