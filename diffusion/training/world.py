"""Renders picture descriptions of the training corpus: figures over a setting, in a style."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from diffusion.training import backgrounds, styles, weather
from diffusion.training.anchors import Head
from diffusion.training.figures import Figures
from diffusion.training.placing import Anchors, Placed, layers

VARIANTS = 16
"""How many variants of each setting and time of day there are; a picture's seed picks one."""
SIDE = 128
"""The side in pixels that coordinates refer to where a picture does not say."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One line of the corpus, without its captions.

    Coordinates refer to a picture of ``size`` pixels. ``lens`` ("", "closeup", "wide") is for the caption: the figures
    are placed accordingly already. Figures are drawn in their order, back first.
    """

    setting: str
    time: str
    style: str
    seed: int
    figures: tuple[Placed, ...]
    weather: str = ""
    lens: str = ""
    size: int = SIDE


def picture_from_dict(data: dict[str, Any]) -> Picture:
    """Reads one picture of the corpus (JSON); keys of the second version may be absent."""
    placed = tuple(
        Placed(
            f["concept"], f["x"], f["y"], f["side"], f.get("color", ""),
            tuple((c, k) for c, k in f.get("worn", ())), tuple((c, k) for c, k in f.get("held", ())),
            f.get("flip", False),
        )
        for f in data["figures"]
    )  # fmt: skip
    return Picture(
        data["setting"], data["time"], data["style"], data["seed"], placed,
        data.get("weather", ""), data.get("lens", ""), data.get("size", SIDE),
    )  # fmt: skip


def backdrop_key(picture: Picture) -> tuple[str, str, int]:
    """Setting, time and variant of the painted ground: plain grounds know no time."""
    return picture.setting, picture.time if picture.setting else "day", picture.seed % VARIANTS


def weather_key(picture: Picture) -> tuple[str, str, int]:
    """Kind, time and variant of the picture's weather."""
    return picture.weather, picture.time, picture.seed % weather.VARIANTS


class Renderer(Anchors, Protocol):
    """What renders pictures of the corpus, and knows where things are worn; the training stages ask for no more."""

    @property
    def size(self) -> int:
        """Side of the rendered pictures in pixels."""
        ...

    def render(self, pictures: Sequence[Picture]) -> Tensor:
        """Pictures [B, 3, size, size] in [-1, 1]."""
        ...


class World:
    """Renders pictures one by one on the CPU; keeps the painted settings and the resized figures."""

    def __init__(self, figures: Figures, size: int) -> None:
        self.figures = figures
        self.size = size
        self._settings: dict[tuple[str, str, int], NDArray[np.uint8]] = {}
        self._weather: dict[tuple[str, str, int], weather.Overlays] = {}

    def head(self, concept: str) -> Head:
        """The points by which a figure wears things."""
        return self.figures.head(concept)

    def worn(self, concept: str) -> str:
        """Where it is worn, "" where it is not."""
        return self.figures.worn(concept)

    def background(self, setting: str, time: str, seed: int) -> NDArray[np.float32]:
        """The painted setting [size, size, 3]."""
        return self._backdrop((setting, time if setting else "day", seed % VARIANTS))

    def _backdrop(self, key: tuple[str, str, int]) -> NDArray[np.float32]:
        if key not in self._settings:
            painted = backgrounds.paint(*key, self.size)
            self._settings[key] = np.rint(painted * 255).astype(np.uint8)  # exact, and a quarter of the memory
        return _floats(self._settings[key])

    def canvas(self, picture: Picture) -> NDArray[np.float32]:
        """The picture before its style: [size, size, 3] in [0, 1]."""
        return self.compose(picture)[0]

    def compose(self, picture: Picture) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The picture before its style [size, size, 3], and how much of each pixel figures cover [size, size, 1]."""
        canvas = self._backdrop(backdrop_key(picture))
        sky = self._overlays(picture) if picture.weather else None
        if sky is not None:
            _blend(canvas, _floats(sky.under), 0, 0)
        mask = np.zeros_like(canvas[:, :, :1])
        for placed in picture.figures:
            for layer in layers(placed, self.size / picture.size, self.figures):
                figure = self.figures[layer.concept, layer.side, layer.color]
                figure = figure[:, ::-1] if layer.flip else figure
                _blend(canvas, figure, layer.x, layer.y)
                _blend(mask, figure[:, :, 3:].repeat(2, axis=2), layer.x, layer.y)
        if sky is not None:
            _blend(canvas, _floats(sky.over), 0, 0)
        return canvas, mask

    def _overlays(self, picture: Picture) -> weather.Overlays:
        key = weather_key(picture)
        if key not in self._weather:
            self._weather[key] = weather.overlays(*key, self.size)
        return self._weather[key]

    def render(self, pictures: Sequence[Picture]) -> Tensor:
        """Pictures [B, 3, size, size] in [-1, 1]."""
        composed = [self.compose(picture) for picture in pictures]
        batch, masks = (
            torch.from_numpy(np.stack(part)).permute(0, 3, 1, 2).contiguous() for part in zip(*composed, strict=True)
        )
        return styles.apply(batch, [p.style for p in pictures], masks) * 2 - 1


def _floats(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    return pixels.astype(np.float32) / np.float32(255)


def _blend(canvas: NDArray[np.float32], figure: NDArray[np.float32], x: int, y: int) -> None:
    """Puts a premultiplied figure [h, w, C + 1] over the canvas [H, W, C], cut at the borders."""
    size, side = canvas.shape[0], figure.shape[0]
    top, left, bottom, right = max(y, 0), max(x, 0), min(y + side, size), min(x + side, size)
    if top >= bottom or left >= right:
        return
    part = figure[top - y : bottom - y, left - x : right - x]
    canvas[top:bottom, left:right] = canvas[top:bottom, left:right] * (1 - part[:, :, -1:]) + part[:, :, :-1]
