"""Spoils pictures as pictures are spoiled on their way: cut, blurred, noisy, saved as JPEG, drawn by our own decoder.

So that the captioner reads uploads and our own drawings, not true renders only. Pictures are [B, 3, S, S] in [-1, 1].
"""

import io
import random
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

from diffusion.images import to_pictures, to_tensor
from diffusion.vae import AutoencoderKL


@dataclass(frozen=True, slots=True)
class Spoiling:
    """Shares of pictures that each harm is done to, and how strong it is at most.

    ``drawn`` pictures go through the autoencoder with noise on their latents, as our drawings err; ``zoom`` is by how
    much a picture may be cut (below 1) or seen from farther away (above), its border pixels going on.
    """

    viewed: float = 0.5
    mirrored: float = 0.5
    zoom: tuple[float, float] = (0.8, 1.6)
    drawn: float = 0.1
    latent_noise: float = 0.4
    blurred: float = 0.15
    coarse: float = 0.1
    noisy: float = 0.3
    noise: float = 0.12
    compressed: float = 0.15
    qualities: tuple[int, int] = (20, 85)
    lit: float = 0.5
    contrast: float = 0.15
    tint: float = 0.05


@dataclass(frozen=True, slots=True)
class View:
    """How much of a picture is seen: a window of side ``zoom`` (1: all), moved by ``x`` and ``y``, maybe mirrored."""

    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0
    mirrored: bool = False

    def seen(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the picture (fractions) lies in the view."""
        sign = -1 if self.mirrored else 1
        return 0.5 + (x - 0.5 - self.x) / (sign * self.zoom), 0.5 + (y - 0.5 - self.y) / self.zoom


def view_of(spoiling: Spoiling, rng: random.Random) -> View:
    """A random view."""
    mirrored = rng.random() < spoiling.mirrored
    if rng.random() >= spoiling.viewed:
        return View(mirrored=mirrored)
    zoom = rng.uniform(*spoiling.zoom)
    room = abs(1 - zoom) / 2 + 0.04
    return View(zoom, rng.uniform(-room, room), rng.uniform(-room, room), mirrored)


def viewed(x: Tensor, views: list[View]) -> Tensor:
    """Every picture as its view shows it."""
    rows = [i for i, view in enumerate(views) if view != View(mirrored=view.mirrored)]
    mirrored = [i for i, view in enumerate(views) if view.mirrored and i not in rows]
    x[mirrored] = x[mirrored].flip(-1)
    if rows:
        some = [views[i] for i in rows]
        theta = torch.tensor([[[(-1 if v.mirrored else 1) * v.zoom, 0, 2 * v.x], [0, v.zoom, 2 * v.y]] for v in some])
        grid = F.affine_grid(theta, [len(rows), *x.shape[1:]], align_corners=False)
        x[rows] = F.grid_sample(x[rows], grid, padding_mode="border", align_corners=False)
    return x


def compressed(picture: Tensor, quality: int) -> Tensor:
    """A picture [3, S, S] saved as JPEG and read again."""
    file = io.BytesIO()
    to_pictures(picture[None])[0].save(file, "JPEG", quality=quality)
    with Image.open(file) as image:
        return to_tensor([image])[0]


@torch.no_grad()
def redrawn(x: Tensor, vae: AutoencoderKL, noise: float, generator: torch.Generator) -> Tensor:
    """Pictures as the autoencoder makes them of their latents, with white noise of up to ``noise`` on these."""
    latents = vae.to_latents(vae.encode(x)[0])
    strength = noise * torch.rand(len(x), 1, 1, 1, generator=generator)
    latents = latents + strength * torch.randn(latents.shape, generator=generator)
    with torch.autocast("cpu", torch.bfloat16):
        return vae.decode(vae.from_latents(latents)).float().clamp(-1, 1)


def spoil(
    x: Tensor, spoiling: Spoiling, vae: AutoencoderKL | None, rng: random.Random, generator: torch.Generator
) -> tuple[Tensor, list[View]]:
    """Spoiled pictures, and the view that each is seen in. ``vae`` None: nothing is redrawn."""

    def rows(share: float) -> list[int]:
        return [index for index in range(len(x)) if rng.random() < share]

    x = x.clone()
    if vae is not None and (some := rows(spoiling.drawn)):
        x[some] = redrawn(x[some], vae, spoiling.latent_noise, generator)
    views = [view_of(spoiling, rng) for _ in range(len(x))]
    x = viewed(x, views)
    if some := rows(spoiling.blurred):
        x[some] = F.avg_pool2d(F.pad(x[some], (1, 1, 1, 1), mode="replicate"), 3, stride=1)
    if some := rows(spoiling.coarse):
        small = F.interpolate(x[some], scale_factor=0.5, mode="bilinear", antialias=True)
        x[some] = F.interpolate(small, size=x.shape[2:], mode="bilinear")
    if some := rows(spoiling.lit):
        x[some] = lit(x[some], spoiling, generator)
    if some := rows(spoiling.noisy):
        strength = spoiling.noise * torch.rand(len(some), 1, 1, 1, generator=generator)
        x[some] += strength * torch.randn(x[some].shape, generator=generator)
    for index in rows(spoiling.compressed):
        x[index] = compressed(x[index], rng.randint(*spoiling.qualities))
    return x.clamp(-1, 1), views


def lit(x: Tensor, spoiling: Spoiling, generator: torch.Generator) -> Tensor:
    """Pictures a little brighter or darker, and tinted."""
    gain = 1 + spoiling.contrast * (2 * torch.rand(len(x), 1, 1, 1, generator=generator) - 1)
    shift = spoiling.contrast * (2 * torch.rand(len(x), 1, 1, 1, generator=generator) - 1)
    tint = spoiling.tint * (2 * torch.rand(len(x), 3, 1, 1, generator=generator) - 1)
    return x * gain + shift + tint
