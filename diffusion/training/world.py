"""Renders picture descriptions of the training corpus: figures over a setting, in a style."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from diffusion.training import backgrounds, styles
from diffusion.training.figures import Figures

VARIANTS = 16
"""How many variants of each setting and time of day there are; a picture's seed picks one."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure in a picture: concept, left, top and side in pixels, colour or ""; what it wears and holds."""

    concept: str
    x: int
    y: int
    side: int
    color: str = ""
    worn: tuple[tuple[str, str], ...] = ()
    held: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """One line of the corpus, without its captions."""

    setting: str
    time: str
    style: str
    seed: int
    figures: tuple[Placed, ...]


def picture_from_dict(data: dict[str, Any]) -> Picture:
    """Reads one picture of the corpus (JSON)."""
    placed = tuple(
        Placed(
            f["concept"], f["x"], f["y"], f["side"], f.get("color", ""),
            tuple((c, k) for c, k in f.get("worn", ())), tuple((c, k) for c, k in f.get("held", ())),
        )
        for f in data["figures"]
    )  # fmt: skip
    return Picture(data["setting"], data["time"], data["style"], data["seed"], placed)


class World:
    """Renders pictures; keeps the painted settings and the resized figures."""

    def __init__(self, figures: Figures, size: int) -> None:
        self.figures = figures
        self.size = size
        self._settings: dict[tuple[str, str, int], NDArray[np.float32]] = {}

    def background(self, setting: str, time: str, seed: int) -> NDArray[np.float32]:
        """The painted setting [size, size, 3]."""
        key = (setting, time if setting else "day", seed % VARIANTS)
        if key not in self._settings:
            self._settings[key] = backgrounds.paint(*key, self.size)
        return self._settings[key]

    def canvas(self, picture: Picture) -> NDArray[np.float32]:
        """The picture before its style: [size, size, 3] in [0, 1]."""
        canvas = self.background(picture.setting, picture.time, picture.seed).copy()
        for figure in picture.figures:
            self._draw(canvas, figure)
        return canvas

    def _draw(self, canvas: NDArray[np.float32], placed: Placed) -> None:
        _blend(canvas, self.figures[placed.concept, placed.side, placed.color], placed.x, placed.y)
        column, top = self.figures.head(placed.concept)
        for concept, color in placed.worn:
            slot = self.figures.infos[concept].worn or "head"
            share, down = {"head": (0.5, 0.16), "eyes": (0.42, 0.36), "neck": (0.5, 0.78)}[slot]
            side = int(placed.side * share)
            x = placed.x + column * placed.side - side / 2
            y = placed.y + (top + down) * placed.side - side
            _blend(canvas, self.figures[concept, side, color], round(x), round(max(y, 0)))
        for index, (concept, color) in enumerate(placed.held):
            side = int(placed.side * 0.42)
            x = placed.x + (placed.side * 0.72 if index == 0 else -placed.side * 0.14)
            _blend(canvas, self.figures[concept, side, color], round(x), round(placed.y + placed.side * 0.5))

    def render(self, pictures: list[Picture]) -> Tensor:
        """Pictures [B, 3, size, size] in [-1, 1]."""
        batch = torch.from_numpy(np.stack([self.canvas(p) for p in pictures])).permute(0, 3, 1, 2).contiguous()
        return styles.apply(batch, [p.style for p in pictures]) * 2 - 1


def _blend(canvas: NDArray[np.float32], figure: NDArray[np.float32], x: int, y: int) -> None:
    """Puts a premultiplied figure over the canvas, cut at the borders."""
    size, side = canvas.shape[0], figure.shape[0]
    top, left, bottom, right = max(y, 0), max(x, 0), min(y + side, size), min(x + side, size)
    if top >= bottom or left >= right:
        return
    part = figure[top - y : bottom - y, left - x : right - x]
    canvas[top:bottom, left:right] = canvas[top:bottom, left:right] * (1 - part[:, :, 3:]) + part[:, :, :3]
