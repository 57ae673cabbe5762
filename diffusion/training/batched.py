"""Renders batches of pictures in torch where training takes place: the counterpart of ``world.World`` for a GPU.

Letters: B pictures, S side of a picture, L layers, P side of a packed figure.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from diffusion.errors import InvalidConfig
from diffusion.training import backgrounds, styles, weather
from diffusion.training.anchors import Head
from diffusion.training.atlas import Atlas
from diffusion.training.figures import LUMA, RAMPS
from diffusion.training.pack import FigurePack
from diffusion.training.placing import Layer, layers
from diffusion.training.world import VARIANTS, Picture, backdrop_key, weather_key

SMALLEST = 8
"""Side of the smallest copy of the figures."""
COLORS = tuple(RAMPS)


@dataclass(frozen=True, slots=True)
class Step:
    """The layers that are put on at once, one in each picture of ``rows``; tensors are [L] unless said otherwise."""

    rows: Tensor
    figure: Tensor
    left: Tensor
    top: Tensor
    side: Tensor
    flip: Tensor
    copies: tuple[tuple[int, Tensor], ...]
    """For each smaller copy of the figures in use, by number, which layers are taken from it."""
    colored: Tensor
    """Which layers are recoloured [C]."""
    colors: Tensor
    """Their numbers in COLORS [C]."""


class BatchWorld:
    """Composes batches on ``device`` from packed figures; settings and weather are painted when first asked for."""

    def __init__(self, figures: FigurePack, size: int, device: torch.device | str = "cpu") -> None:
        self.size, self.device = size, torch.device(device)
        self._pack = figures
        self._numbers = {name: number for number, name in enumerate(figures.names)}
        self._copies = _pyramid(figures.pixels.to(self.device))
        self._lumas = torch.tensor(figures.lumas, device=self.device)
        self._ramps = torch.tensor([RAMPS[color] for color in COLORS], device=self.device) / 255  # [colours, 3, 3]
        self._settings = Atlas(backgrounds.paint_bytes, 3, size, self.device)
        self._weather = Atlas(_overlay, 4, size, self.device)

    def head(self, concept: str) -> Head:
        """The points by which a figure wears things."""
        return self._pack.heads[self._number(concept)]

    def worn(self, concept: str) -> str:
        """Where it is worn, "" where it is not."""
        return self._pack.slots[self._number(concept)]

    def paint_ahead(
        self, settings: Iterable[str] = tuple(backgrounds.SETTINGS), times: Iterable[str] = backgrounds.ALL_TIMES,
        workers: int = 0,
    ) -> None:  # fmt: skip
        """Paints all variants of ``settings`` by ``times`` now, so that no batch waits: 0.47 GB for all at 256."""
        pairs = [(setting, time if setting else "day") for setting in settings for time in times]
        self._settings.fill([(*pair, seed) for pair in pairs for seed in range(VARIANTS)], workers)

    def render(self, pictures: Sequence[Picture]) -> Tensor:
        """Pictures [B, 3, S, S] in [-1, 1], on the device."""
        canvas, mask = self.compose(pictures)
        return styles.apply(canvas, [picture.style for picture in pictures], mask) * 2 - 1

    @torch.no_grad()
    def compose(self, pictures: Sequence[Picture]) -> tuple[Tensor, Tensor]:
        """The pictures before their styles [B, 3, S, S], and what of them figures cover [B, 1, S, S], in [0, 1]."""
        canvas = self._settings([backdrop_key(picture) for picture in pictures])
        mask = torch.zeros_like(canvas[:, :1])
        self._put_weather(canvas, pictures, "under")
        for step in self._steps(pictures):
            stamps = self._stamps(step)  # [L, 4, S, S]
            free = 1 - stamps[:, 3:]
            canvas[step.rows] = canvas[step.rows] * free + stamps[:, :3]
            mask[step.rows] = mask[step.rows] * free + stamps[:, 3:]
        self._put_weather(canvas, pictures, "over")
        return canvas, mask

    def _put_weather(self, canvas: Tensor, pictures: Sequence[Picture], where: str) -> None:
        rows = [row for row, picture in enumerate(pictures) if picture.weather]
        if rows:
            veil = self._weather([(*weather_key(pictures[row]), where) for row in rows])
            canvas[rows] = canvas[rows] * (1 - veil[:, 3:]) + veil[:, :3]

    def _number(self, concept: str) -> int:
        if concept not in self._numbers:
            raise InvalidConfig(
                f"The figure {concept!r} is not among the {len(self._numbers)} packed ones; pack its concept table."
            )
        return self._numbers[concept]

    def _steps(self, pictures: Sequence[Picture]) -> list[Step]:
        """All first layers, all second ones, and so on."""
        columns: list[list[tuple[int, Layer]]] = []
        for row, picture in enumerate(pictures):
            ratio = self.size / picture.size
            stack = [layer for placed in picture.figures for layer in layers(placed, ratio, self)]
            for depth, layer in enumerate(stack):
                if depth == len(columns):
                    columns.append([])
                columns[depth].append((row, layer))
        return [self._step(column) for column in columns]

    def _step(self, column: list[tuple[int, Layer]]) -> Step:
        found = [layer for _, layer in column]
        sources: dict[int, list[int]] = {}
        for index, layer in enumerate(found):
            level = math.floor(math.log2(self._pack.side / layer.side))
            sources.setdefault(min(len(self._copies) - 1, max(0, level)), []).append(index)
        colored = [index for index, layer in enumerate(found) if layer.color]
        return Step(
            rows=self._tensor([row for row, _ in column]),
            figure=self._tensor([self._number(layer.concept) for layer in found]),
            left=self._tensor([layer.x for layer in found]),
            top=self._tensor([layer.y for layer in found]),
            side=self._tensor([layer.side for layer in found]),
            flip=self._tensor([-1 if layer.flip else 1 for layer in found]),
            copies=tuple((level, self._tensor(chosen)) for level, chosen in sources.items()),
            colored=self._tensor(colored),
            colors=self._tensor([COLORS.index(found[index].color) for index in colored]),
        )

    def _tensor(self, numbers: list[int]) -> Tensor:
        return torch.tensor(numbers, dtype=torch.long).to(self.device, non_blocking=True)

    def _stamps(self, step: Step) -> Tensor:
        """Each layer on a transparent canvas [L, 4, S, S], premultiplied."""
        result = torch.zeros(len(step.rows), 4, self.size, self.size, device=self.device)
        across, down = _axis(step.left, step.side, self.size), _axis(step.top, step.side, self.size)  # [L, S]
        inside = (across.abs() < 1)[:, None, None, :] & (down.abs() < 1)[:, None, :, None]
        across = across * step.flip[:, None]
        for level, chosen in step.copies:
            grid = torch.stack(
                [
                    across[chosen, None, :].expand(-1, self.size, -1),
                    down[chosen, :, None].expand(-1, -1, self.size),
                ],
                dim=3,
            )  # [L', S, S, 2]
            figures = self._copies[level][step.figure[chosen]].float() / 255
            result[chosen] = F.grid_sample(figures, grid, "bilinear", "border", align_corners=False)
        result = result * inside
        if len(step.colored):
            ramps, lumas = self._ramps[step.colors], self._lumas[step.figure[step.colored]]
            result[step.colored] = recolor(result[step.colored], ramps, lumas)
        return result


def recolor(figures: Tensor, ramps: Tensor, lumas: Tensor) -> Tensor:
    """Premultiplied figures [L, 4, H, W] on the ramps [L, 3 stops, 3] of their colours, as ``figures.recolor`` does it.

    ``lumas`` [L]: mean luminance of each figure.
    """
    alpha = figures[:, 3:]
    weights = torch.from_numpy(LUMA).to(figures).view(1, 3, 1, 1)
    luma = (figures[:, :3] * weights).sum(dim=1, keepdim=True) / alpha.clamp(min=1e-4)
    evened = 0.55 * 0.7 / lumas.clamp(min=0.15) + 0.3
    luma = (luma * evened.view(-1, 1, 1, 1)).clamp(0, 1)
    dark, middle, light = (ramps[:, stop, :, None, None] for stop in range(3))
    low = dark + (middle - dark) * (luma / 0.55).clamp(max=1)
    rgb = low + (light - middle) * ((luma - 0.55) / 0.45).clamp(min=0)
    return torch.cat([rgb.clamp(0, 1) * alpha, alpha], dim=1)


def _axis(start: Tensor, side: Tensor, size: int) -> Tensor:
    """Where the centres of a canvas' pixels lie in squares at ``start`` [L]: -1 and 1 are the squares' edges [L, S]."""
    centers = torch.arange(size, device=start.device) + 0.5
    return (centers - start[:, None]) / side[:, None] * 2 - 1


def _pyramid(pixels: Tensor) -> list[Tensor]:
    """Figures [N, P, P, 4] as uint8 [N, 4, p, p] of p = P, P / 2 … SMALLEST, so that shrunk ones do not alias."""
    copies = [pixels.permute(0, 3, 1, 2).contiguous()]
    while copies[-1].shape[-1] >= 2 * SMALLEST and copies[-1].shape[-1] % 2 == 0:
        parts = [F.avg_pool2d(part.float(), 2).round().to(torch.uint8) for part in copies[-1].split(64)]
        copies.append(torch.cat(parts))
    return copies


def _overlay(kind: str, time: str, seed: int, where: str, size: int) -> NDArray[np.uint8]:
    found = weather.overlays(kind, time, seed, size)
    return found.under if where == "under" else found.over
