"""Weather of the picture world: what it lays over the painted setting, and what falls in front of the figures.

Each is a transparent picture, painted once and kept by whoever renders; putting it on is one blend.
"""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from diffusion.errors import InvalidConfig
from diffusion.training.brushes import SCALE, Color, arc, shade

KINDS = ("", "rain", "snowfall", "fog", "wind", "rainbow")
VARIANTS = 8
"""How many variants of each weather there are; a picture's seed picks one."""
# Rain and fog take the light of their time, so that neither shines at night.
LIGHTS = {"day": (1.0, 1.0, 1.0), "night": (0.42, 0.46, 0.66), "sunset": (1.0, 0.88, 0.82), "dawn": (0.98, 0.93, 0.95)}
BOW: tuple[Color, ...] = (
    (240, 80, 80), (250, 150, 70), (252, 216, 80), (110, 200, 110), (80, 170, 240), (84, 110, 220), (160, 100, 210),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Overlays:
    """Premultiplied RGBA pictures uint8 [size, size, 4]: ``under`` the figures, ``over`` them."""

    under: NDArray[np.uint8]
    over: NDArray[np.uint8]


class _Sheet:
    """A transparent picture at SCALE times the size; every shape is blended over what is there."""

    def __init__(self, size: int, time: str, rng: random.Random, ground: Color = (255, 255, 255)) -> None:
        self.size, self.rng, self.light = size * SCALE, rng, LIGHTS[time]
        self.image = Image.new("RGBA", (self.size, self.size), (*shade(ground, self.light), 0))
        self.draw = ImageDraw.Draw(self.image)

    def color(self, color: Color, alpha: float) -> tuple[int, int, int, int]:
        return (*shade(color, self.light), round(255 * alpha))

    def veil(self, color: Color, top: float, bottom: float) -> None:
        """One colour over all, its alpha going from ``top`` to ``bottom``."""
        for y in range(self.size):
            alpha = top + (bottom - top) * y / self.size
            self.draw.line((0, y, self.size, y), fill=self.color(color, alpha))

    def oval(self, x: float, y: float, rx: float, ry: float, color: Color, alpha: float) -> None:
        box = [v * self.size for v in (x - rx, y - ry, x + rx, y + ry)]
        self.draw.ellipse(box, fill=self.color(color, alpha))

    def line(self, points: list[tuple[float, float]], color: Color, width: float, alpha: float) -> None:
        pixels = [(x * self.size, y * self.size) for x, y in points]
        self.draw.line(pixels, fill=self.color(color, alpha), width=max(1, round(width * self.size)), joint="curve")

    def blur(self, radius: float) -> None:
        self.image = self.image.filter(ImageFilter.GaussianBlur(radius * self.size))
        self.draw = ImageDraw.Draw(self.image)

    def pixels(self) -> NDArray[np.uint8]:
        """Premultiplied and shrunk."""
        side = self.size // SCALE
        return np.asarray(self.image.convert("RGBa").resize((side, side), Image.Resampling.BOX))


def _rain(under: _Sheet, over: _Sheet, rng: random.Random) -> None:
    under.veil((104, 118, 142), 0.62, 0.3)
    for step in range(7):
        x = step / 6 + rng.uniform(-0.05, 0.05)
        for dx, dy, r in ((-0.07, 0.02, 0.07), (0.0, 0.0, 0.09), (0.08, 0.02, 0.07)):
            under.oval(x + dx, 0.015 + dy, r, r * 0.7, (122, 132, 150) if step % 2 else (138, 148, 166), 1.0)
    for _ in range(110):
        x, y, length = rng.uniform(0, 1.1), rng.uniform(-0.05, 0.98), rng.uniform(0.05, 0.09)
        over.line([(x, y), (x - length * 0.28, y + length)], (214, 230, 248), 0.006, rng.uniform(0.5, 0.85))
    for _ in range(14):
        over.oval(rng.uniform(0, 1), rng.uniform(0.86, 0.99), 0.022, 0.006, (220, 234, 248), 0.5)


def _snowfall(under: _Sheet, over: _Sheet, rng: random.Random) -> None:
    under.veil((206, 218, 236), 0.4, 0.14)
    for count, low, high, alpha in ((70, 0.005, 0.009, 0.8), (38, 0.011, 0.018, 0.96)):
        for _ in range(count):
            r = rng.uniform(low, high)
            over.oval(rng.uniform(0, 1), rng.uniform(0, 1), r, r, (255, 255, 255), alpha)


def _fog(under: _Sheet, over: _Sheet, rng: random.Random) -> None:
    under.veil((226, 232, 238), 0.5, 0.62)
    for y in (0.3, 0.5, 0.62, 0.78, 0.92):
        for _ in range(3):
            over.oval(
                rng.uniform(0, 1), y + rng.uniform(-0.04, 0.04), rng.uniform(0.2, 0.4), 0.045, (240, 244, 248), 0.62
            )
    over.blur(0.02)


def _wind(under: _Sheet, over: _Sheet, rng: random.Random) -> None:
    under.veil((236, 240, 238), 0.12, 0.06)
    for index in range(6):
        x, y, length = rng.uniform(-0.1, 0.45), 0.1 + index * 0.145 + rng.uniform(-0.04, 0.04), rng.uniform(0.3, 0.5)
        r = rng.uniform(0.03, 0.05)
        line = [(x + length * t / 12, y + 0.012 * math.sin(t * 0.7)) for t in range(13)]
        end = line[-1]
        gust = [*line, *arc(end[0], end[1] - r, r, 90, -190)]
        sheet = over if index % 2 else under
        sheet.line([(u, v + 0.006) for u, v in gust], (140, 170, 196), 0.011, 0.5)
        sheet.line(gust, (255, 255, 255), 0.012, 0.9)
    leaves: tuple[Color, ...] = ((120, 180, 80), (230, 160, 60), (210, 96, 60), (150, 196, 96))
    for _ in range(13):
        x, y, r, a = rng.uniform(0, 1), rng.uniform(0.06, 0.95), rng.uniform(0.018, 0.028), rng.uniform(0, math.pi)
        tips = [(r * 1.5, 0.0), (0.0, r * 0.6), (-r * 1.5, 0.0), (0.0, -r * 0.6)]
        turned = [(x + u * math.cos(a) - v * math.sin(a), y + u * math.sin(a) + v * math.cos(a)) for u, v in tips]
        over.draw.polygon([(u * over.size, v * over.size) for u, v in turned], fill=over.color(rng.choice(leaves), 1.0))


def _rainbow(under: _Sheet, over: _Sheet, rng: random.Random) -> None:
    x, y, r = rng.uniform(0.4, 0.6), rng.uniform(0.6, 0.66), rng.uniform(0.46, 0.5)
    for index, color in enumerate(BOW):
        bow = arc(x, y, r - index * 0.021, 180, 360, 60)
        for step in range(60):
            # The feet fade into the air.
            under.line(bow[step : step + 2], color, 0.024, 0.78 * min(1.0, 2.4 * math.sin(math.pi * (step + 0.5) / 60)))
    under.blur(0.003)


_PAINTERS: dict[str, Callable[[_Sheet, _Sheet, random.Random], None]] = {
    "rain": _rain, "snowfall": _snowfall, "fog": _fog, "wind": _wind, "rainbow": _rainbow,
}  # fmt: skip


def overlays(kind: str, time: str, seed: int, size: int) -> Overlays:
    """What the weather ``kind`` (one of KINDS but "") puts under and over the figures at ``time`` of day."""
    if kind not in _PAINTERS or time not in LIGHTS:
        raise InvalidConfig(
            f"The weather {kind!r} by {time!r} cannot be painted; allowed are {', '.join(_PAINTERS)}, "
            f"by {', '.join(LIGHTS)}."
        )
    rng = random.Random(f"{kind}/{time}/{seed}")
    # Snow, leaves and the bow keep their colours at night.
    light = time if kind in ("rain", "fog") else "day"
    under, over = _Sheet(size, light, rng), _Sheet(size, light, rng)
    _PAINTERS[kind](under, over, rng)
    return Overlays(under.pixels(), over.pixels())
