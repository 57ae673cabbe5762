"""Brushes of the painted settings: skies, light, soft shapes. Lengths are fractions of the side, y points down."""

import math
import random
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

Color = tuple[int, int, int]
Point = tuple[float, float]
SCALE = 4

SKIES: dict[str, tuple[Color, Color]] = {
    "day": ((108, 184, 244), (214, 238, 252)),
    "night": ((12, 16, 52), (46, 54, 112)),
    "sunset": ((112, 84, 158), (255, 168, 104)),
    "dawn": ((126, 158, 216), (255, 218, 206)),
}
# How the light of each time of day multiplies the colours of the ground.
LIGHTS: dict[str, tuple[float, float, float]] = {
    "day": (1.0, 1.0, 1.0),
    "night": (0.34, 0.38, 0.62),
    "sunset": (1.0, 0.78, 0.66),
    "dawn": (0.94, 0.86, 0.9),
}
# Inside a house lamps burn: the time of day shows in the window and in a tint.
INDOORS: dict[str, tuple[float, float, float]] = {
    "day": (1.0, 1.0, 1.0),
    "night": (0.58, 0.56, 0.72),
    "sunset": (1.0, 0.88, 0.76),
    "dawn": (0.95, 0.9, 0.94),
}
PLAIN: dict[str, tuple[Color, Color]] = {
    "cream": ((250, 244, 228), (240, 226, 200)),
    "sky": ((226, 240, 252), (196, 222, 246)),
    "mint": ((228, 246, 234), (198, 230, 210)),
    "rose": ((252, 234, 238), (244, 208, 218)),
}
CLOUDS: dict[str, Color] = {"day": (255, 255, 255), "sunset": (255, 206, 176), "dawn": (255, 232, 232)}


def shade(color: Color, light: tuple[float, float, float], jitter: float = 0.0) -> Color:
    """``color`` under ``light``, brighter by the share ``jitter``."""
    r, g, b = (
        min(255, max(0, round(channel * factor * (1 + jitter)))) for channel, factor in zip(color, light, strict=True)
    )
    return r, g, b


def lit(color: Color, time: str, jitter: float = 0.0) -> Color:
    """``color`` under the light of ``time`` out of doors."""
    return shade(color, LIGHTS[time], jitter)


def gradient(size: int, top: Color, bottom: Color) -> Image.Image:
    """A square that goes from one colour to another."""
    ramp = np.linspace(0, 1, size)[:, None, None]
    rows = np.array(top)[None, None] * (1 - ramp) + np.array(bottom)[None, None] * ramp
    return Image.fromarray(np.broadcast_to(rows, (size, size, 3)).astype(np.uint8).copy())


def wave(size: int, y: float, height: float, rng: random.Random, bumps: float = 1.5) -> list[Point]:
    """Polygon in pixels from a wavy line at ``y`` (fraction) down to the bottom."""
    phase = rng.uniform(0, 6.28)
    xs = np.linspace(0, size, 33)
    ys = (y + height * np.sin(xs / size * bumps * 6.28 + phase)) * size
    return [*zip(xs.tolist(), ys.tolist(), strict=True), (float(size), float(size)), (0.0, float(size))]


def stars(draw: ImageDraw.ImageDraw, size: int, rng: random.Random, count: int, bottom: float) -> None:
    """``count`` stars above ``bottom``."""
    for _ in range(count):
        x, y, r = rng.uniform(0, size), rng.uniform(0, size * bottom), rng.uniform(1.5, 4.5) * size / 512
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(255, 250, 220))


def disc(draw: ImageDraw.ImageDraw, size: int, x: float, y: float, r: float, color: Color) -> None:
    """A disc of radius ``r``."""
    draw.ellipse(((x - r) * size, (y - r) * size, (x + r) * size, (y + r) * size), fill=color)


def cloud(draw: ImageDraw.ImageDraw, size: int, x: float, y: float, r: float, color: Color) -> None:
    """Three discs side by side."""
    for dx, dy, scale in ((-1.1, 0.2, 0.7), (0, 0, 1), (1.0, 0.15, 0.8)):
        disc(draw, size, x + dx * r, y + dy * r, r * scale, color)


def open_sky(size: int, time: str, rng: random.Random, *, clouds: int = 2, horizon: float = 0.5) -> Image.Image:
    """Sky with a sun or moon in one upper corner, clouds by day and stars by night."""
    image = gradient(size, *SKIES[time])
    draw = ImageDraw.Draw(image)
    side = rng.choice((0.12, 0.88))
    if time == "night":
        stars(draw, size, rng, 26, horizon)
        disc(draw, size, side, 0.13, 0.065, (250, 244, 214))
        return image
    if time == "sunset":
        disc(draw, size, side, 0.36, 0.085, (255, 226, 140))
    elif time == "dawn":
        disc(draw, size, side, 0.44, 0.07, (255, 246, 214))
    else:
        disc(draw, size, side, 0.12, 0.07, (255, 236, 150))
    for _ in range(clouds):
        cloud(
            draw,
            size,
            1 - side + rng.uniform(-0.12, 0.12),
            rng.uniform(0.08, 0.26),
            rng.uniform(0.05, 0.075),
            CLOUDS[time],
        )
    return image


class Brush:
    """Paints on one picture in fractions of its side, every colour under one light unless it is the thing's ``own``.

    ``alpha`` (0 to 1) lets through what is below.
    """

    def __init__(
        self, image: Image.Image, time: str, rng: random.Random, lights: dict[str, tuple[float, float, float]] = LIGHTS
    ) -> None:
        self.image, self.time, self.rng, self.size = image, time, rng, image.width
        self.light = lights[time]
        self.draw = ImageDraw.Draw(image, "RGBA")

    def paint(self, color: Color, alpha: float, own: bool) -> tuple[int, int, int, int]:
        """The colour that is put on the picture."""
        return (*(color if own else shade(color, self.light)), round(255 * alpha))

    def _at(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self.size, y * self.size) for x, y in points]

    def poly(self, points: Sequence[Point], color: Color, alpha: float = 1.0, own: bool = False) -> None:
        """A filled polygon."""
        self.draw.polygon(self._at(points), fill=self.paint(color, alpha, own))

    def rect(
        self, x0: float, y0: float, x1: float, y1: float, color: Color, alpha: float = 1.0, own: bool = False,
        round_by: float = 0.0,
    ) -> None:  # fmt: skip
        """A filled rectangle, its corners rounded by a radius."""
        box = [v * self.size for v in (x0, y0, x1, y1)]
        self.draw.rounded_rectangle(box, round_by * self.size, fill=self.paint(color, alpha, own))

    def disc(self, x: float, y: float, r: float, color: Color, alpha: float = 1.0, own: bool = False) -> None:
        """A filled disc."""
        self.oval(x, y, r, r, color, alpha, own)

    def oval(
        self, x: float, y: float, rx: float, ry: float, color: Color, alpha: float = 1.0, own: bool = False
    ) -> None:
        """A filled ellipse around (x, y)."""
        box = [v * self.size for v in (x - rx, y - ry, x + rx, y + ry)]
        self.draw.ellipse(box, fill=self.paint(color, alpha, own))

    def line(self, points: Sequence[Point], color: Color, width: float, alpha: float = 1.0, own: bool = False) -> None:
        """A line through ``points``."""
        thick = max(1, round(width * self.size))
        self.draw.line(self._at(points), fill=self.paint(color, alpha, own), width=thick, joint="curve")

    def wave(self, y: float, height: float, color: Color, bumps: float = 1.5) -> None:
        """Ground below a wavy line."""
        self.draw.polygon(wave(self.size, y, height, self.rng, bumps), fill=self.paint(color, 1.0, False))

    def fade(
        self, x0: float, y0: float, x1: float, y1: float, top: Color, bottom: Color, own: bool = False, steps: int = 48
    ) -> None:
        """A rectangle that goes from one colour to another."""
        for index in range(steps):
            share = index / (steps - 1)
            mixed = blend(top, bottom, share)
            high, low = y0 + (y1 - y0) * index / steps, y0 + (y1 - y0) * (index + 1) / steps
            self.rect(x0, high, x1, low, mixed, own=own)

    def glow(self, x: float, y: float, r: float, color: Color, strength: float = 0.5) -> None:
        """Light that falls off around a lamp."""
        for index in range(9, 0, -1):
            self.disc(x, y, r * index / 9, color, strength / 6, own=True)

    def bush(self, x: float, y: float, r: float, color: Color) -> None:
        """Leaves in three discs, lighter above."""
        for dx, dy, share in ((-0.8, 0.25, 0.75), (0.8, 0.25, 0.75), (0.0, 0.0, 1.0)):
            self.disc(x + dx * r, y + dy * r, r * share, color)
        self.disc(x - 0.25 * r, y - 0.3 * r, r * 0.5, blend(color, (255, 255, 210), 0.16))

    def tree(self, x: float, foot: float, height: float, color: Color, trunk: Color = (122, 84, 56)) -> None:
        """A tree with a round crown, its foot at ``foot``."""
        wide = height * 0.045
        self.poly([(x - wide, foot), (x + wide, foot), (x + wide * 0.6, foot - height * 0.6),
                   (x - wide * 0.6, foot - height * 0.6)], trunk)  # fmt: skip
        for dx, dy, share in ((-0.2, -0.56, 0.2), (0.2, -0.56, 0.2), (-0.1, -0.76, 0.22), (0.12, -0.74, 0.22)):
            self.disc(x + dx * height, foot + dy * height, share * height, color)
        self.disc(x - 0.1 * height, foot - 0.82 * height, 0.1 * height, blend(color, (255, 255, 210), 0.12))

    def cloud(self, x: float, y: float, r: float, color: Color, alpha: float = 1.0, own: bool = True) -> None:
        """A cloud with a flat foot."""
        for dx, dy, share in ((-1.15, 0.25, 0.6), (1.1, 0.2, 0.7), (-0.35, -0.1, 0.9), (0.45, 0.0, 0.85)):
            self.disc(x + dx * r, y + dy * r, r * share, color, alpha, own)

    def roof(self, x0: float, x1: float, eave: float, ridge: float, color: Color, lift: float = 0.03) -> None:
        """A Chinese roof: a concave slope from a short ridge to eaves whose ends turn up by ``lift``."""
        half, middle = (x1 - x0) / 2, (x0 + x1) / 2
        sides = []
        for index in range(13):
            t = index / 12
            sides.append((0.45 + 0.55 * t**1.8, ridge + (eave - ridge) * t - lift * max(0.0, t - 0.7) / 0.3))
        left = [(middle - half * w, y) for w, y in sides]
        right = [(middle + half * w, y) for w, y in reversed(sides)]
        sag = [(middle + half * (1 - 2 * i / 8), eave - lift * abs(1 - 2 * i / 8) ** 3 + 0.006) for i in range(9)]
        self.poly([*left, *reversed(sag), *right], color)
        for w in (-0.6, -0.3, 0.0, 0.3, 0.6):
            self.line([(middle + half * w * 0.45, ridge), (middle + half * w, eave - 0.004)],
                      blend(color, (0, 0, 0), 0.18), 0.005)  # fmt: skip
        self.rect(middle - half * 0.48, ridge - 0.012, middle + half * 0.48, ridge + 0.01, blend(color, (0, 0, 0), 0.3))

    def lantern(self, x: float, y: float, r: float) -> None:
        """A red lantern that hangs at (x, y); it shines where it is dark."""
        if self.time in ("night", "sunset"):
            self.glow(x, y, r * 2.6, (255, 150, 70), 0.45)
        red = (226, 48, 40) if self.time != "night" else (250, 84, 52)
        self.oval(x, y, r, r * 0.85, red, own=True)
        self.oval(x, y, r * 0.45, r * 0.85, (250, 120, 84), 0.7, own=True)
        for top in (-1.0, 0.75):
            self.rect(x - r * 0.4, y + r * top, x + r * 0.4, y + r * (top + 0.25), (240, 190, 70), own=True)
        self.line([(x, y + r), (x, y + r * 1.7)], (240, 190, 70), r * 0.18, own=True)


def blend(color: Color, other: Color, share: float) -> Color:
    """``color`` with ``share`` of the other."""
    r, g, b = (round(one * (1 - share) + two * share) for one, two in zip(color, other, strict=True))
    return r, g, b


def arc(x: float, y: float, r: float, start: float, end: float, steps: int = 24, squeeze: float = 1.0) -> list[Point]:
    """Points on a circle from ``start`` to ``end`` degrees, clockwise from the right."""
    angles = [math.radians(start + (end - start) * i / steps) for i in range(steps + 1)]
    return [(x + r * math.cos(a), y + r * squeeze * math.sin(a)) for a in angles]
