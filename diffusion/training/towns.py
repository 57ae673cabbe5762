"""Settings in town: street, playground, market."""

import random
from collections.abc import Callable

from PIL import Image

from diffusion.training.brushes import Brush, Color, arc, blend, open_sky

AWNINGS: tuple[Color, ...] = ((226, 76, 70), (60, 140, 200), (76, 170, 110), (240, 160, 50))
FRUIT: tuple[Color, ...] = ((232, 64, 52), (250, 150, 40), (250, 210, 70), (120, 186, 72), (150, 84, 170))
CREAM: Color = (252, 248, 238)


def awning(b: Brush, x0: float, x1: float, y: float, drop: float, color: Color) -> None:
    """A striped awning with a scalloped edge, from ``y`` down by ``drop``."""
    count = 6
    for index in range(count):
        left, right = x0 + (x1 - x0) * index / count, x0 + (x1 - x0) * (index + 1) / count
        tone = CREAM if index % 2 else color
        b.rect(left, y, right, y + drop, tone)
        b.disc((left + right) / 2, y + drop, (right - left) / 2, tone)


def _shop(b: Brush, x0: float, x1: float, wall: Color, color: Color) -> None:
    top = b.rng.uniform(0.14, 0.22)
    glass: Color = (255, 224, 140) if b.time == "night" else (206, 230, 242)
    own = b.time == "night"
    b.rect(x0, top, x1, 0.68, wall)
    b.poly([(x0 - 0.01, top), ((x0 + x1) / 2, top - 0.11), (x1 + 0.01, top)], blend(wall, (120, 50, 40), 0.6))
    for x in (0.2, 0.62):
        left = x0 + (x1 - x0) * x
        b.rect(left - 0.008, top + 0.05, left + (x1 - x0) * 0.2 + 0.008, top + 0.16, CREAM)
        b.rect(left, top + 0.058, left + (x1 - x0) * 0.2, top + 0.152, glass, own=own)
    b.rect(x0 + 0.03, 0.5, x1 - 0.13, 0.63, glass, own=own)
    b.rect(x1 - 0.11, 0.48, x1 - 0.03, 0.68, blend(wall, (90, 50, 40), 0.6))
    b.disc(x1 - 0.045, 0.58, 0.008, (250, 220, 120))
    awning(b, x0 + 0.015, x1 - 0.015, 0.41, 0.055, color)


def street(size: int, time: str, rng: random.Random) -> Image.Image:
    b = Brush(open_sky(size, time, rng, clouds=2), time, rng)
    walls: list[Color] = [(250, 214, 160), (244, 178, 160), (176, 208, 226), (206, 224, 180), (230, 200, 226)]
    rng.shuffle(walls)
    colors = rng.sample(AWNINGS, 3)
    for index in range(3):
        _shop(b, index / 3, (index + 1) / 3, walls[index], colors[index])
    b.rect(0, 0.68, 1, 0.76, (218, 212, 204))
    b.rect(0, 0.755, 1, 0.775, (176, 172, 168))
    b.rect(0, 0.775, 1, 1, (104, 108, 118))
    for step in range(7):
        x = step / 6.6
        b.poly([(x, 0.8), (x + 0.07, 0.8), (x + 0.09 + (x - 0.5) * 0.1, 0.97), (x + (x - 0.5) * 0.1, 0.97)],
               (240, 240, 236))  # fmt: skip
    for x in (0.03, 0.97):
        b.rect(x - 0.008, 0.3, x + 0.008, 0.74, (66, 74, 84))
        if time in ("night", "sunset"):
            b.glow(x, 0.28, 0.14, (255, 220, 130), 0.7)
        b.disc(x, 0.28, 0.032, (255, 244, 200), own=True)
    b.tree(rng.choice((0.33, 0.67)), 0.72, 0.3, (96, 172, 92))
    return b.image


def playground(size: int, time: str, rng: random.Random) -> Image.Image:
    b = Brush(open_sky(size, time, rng), time, rng)
    for step in range(8):
        b.bush(step / 7, 0.53 + rng.uniform(-0.02, 0.02), 0.09, (110, 178, 100))
    b.rect(0, 0.57, 1, 1, (140, 202, 104))
    b.oval(0.5, 0.88, 0.52, 0.18, (244, 216, 158))
    b.oval(0.5, 0.87, 0.47, 0.15, (250, 226, 174))
    flip = rng.random() < 0.5
    _slide(b, flip)
    _swing(b, flip)
    b.disc(0.12 if flip else 0.88, 0.93, 0.05, (240, 90, 90))
    b.poly(arc(0.12 if flip else 0.88, 0.93, 0.05, 200, 340), (255, 236, 220))
    return b.image


def _slide(b: Brush, flip: bool) -> None:
    def at(x: float, y: float) -> tuple[float, float]:
        return (1 - x if flip else x), y

    blue: Color = (56, 130, 214)
    for x in (0.06, 0.2):
        b.line([at(x, 0.78), at(x, 0.26)], blue, 0.024)
    for y in (0.5, 0.57, 0.64, 0.71):
        b.line([at(0.06, y), at(0.2, y)], (120, 180, 240), 0.016)
    b.poly([at(0.02, 0.27), at(0.13, 0.15), at(0.24, 0.27)], (240, 84, 76))
    b.poly([at(0.05, 0.45), at(0.21, 0.45), at(0.21, 0.41), at(0.05, 0.41)], (250, 200, 66))
    path = [at(0.2, 0.43), at(0.28, 0.5), at(0.34, 0.62), at(0.4, 0.72), at(0.48, 0.76)]
    b.line(path, (236, 160, 30), 0.06)
    b.line([(x, y - 0.012) for x, y in path], (255, 214, 80), 0.038)


def _swing(b: Brush, flip: bool) -> None:
    def at(x: float, y: float) -> tuple[float, float]:
        return (1 - x if flip else x), y

    red: Color = (224, 76, 96)
    for foot, top in ((0.6, 0.65), (0.7, 0.65), (0.9, 0.93), (0.98, 0.93)):
        b.line([at(foot, 0.74), at(top, 0.27)], red, 0.02)
    b.line([at(0.64, 0.27), at(0.94, 0.27)], red, 0.024)
    for x in (0.71, 0.83):
        for dx in (0.0, 0.07):
            b.line([at(x + dx, 0.27), at(x + dx, 0.6)], (150, 150, 160), 0.007)
        b.line([at(x - 0.012, 0.605), at(x + 0.082, 0.605)], (70, 150, 210), 0.024)


def market(size: int, time: str, rng: random.Random) -> Image.Image:
    b = Brush(open_sky(size, time, rng, clouds=1), time, rng)
    for index, x in enumerate((0.0, 0.22, 0.5, 0.76)):
        wall: Color = ((236, 206, 170), (220, 186, 166), (240, 220, 186), (214, 194, 178))[index]
        b.rect(x, 0.2 + 0.03 * (index % 2), x + 0.27, 0.62, wall)
        for dx in (0.05, 0.15):
            b.rect(x + dx, 0.28, x + dx + 0.05, 0.36, (255, 220, 130) if time == "night" else (150, 130, 130),
                   own=time == "night")  # fmt: skip
    b.rect(0, 0.6, 1, 1, (206, 190, 170))
    for y in (0.72, 0.8, 0.88, 0.96):
        for step in range(9):
            b.oval(step / 8 + (0.06 if y in (0.8, 0.96) else 0), y, 0.05, 0.022, (190, 172, 152))
    colors = rng.sample(AWNINGS, 4)
    for (x0, x1, foot), color in zip(
        ((0.34, 0.66, 0.62), (-0.04, 0.33, 0.76), (0.67, 1.04, 0.76)), colors, strict=False
    ):
        _stall(b, x0, x1, foot, color)
    flags = [(step / 12, 0.1 + 0.05 * abs(((step / 6) % 2) - 1) ** 2) for step in range(13)]
    b.line(flags, (120, 90, 80), 0.005)
    for index, (x, y) in enumerate(flags):
        b.poly([(x - 0.025, y), (x + 0.025, y), (x, y + 0.05)], FRUIT[index % 5])
    return b.image


def _stall(b: Brush, x0: float, x1: float, foot: float, color: Color) -> None:
    """A stall with an awning, crates of fruit and a wooden counter."""
    wide = x1 - x0
    b.rect(x0 + 0.03, foot - 0.34, x1 - 0.03, foot - 0.12, (120, 88, 72))
    for x in (x0 + 0.03, x1 - 0.03):
        b.rect(x - 0.008, foot - 0.42, x + 0.008, foot, (150, 110, 78))
    b.rect(x0 + 0.01, foot - 0.13, x1 - 0.01, foot, (196, 146, 98))
    for part in range(4):
        left = x0 + 0.03 + part * (wide - 0.06) / 4
        fruit = b.rng.choice(FRUIT)
        r = (wide - 0.06) / 4 * 0.24
        for dx, dy in ((0.2, 0), (0.5, 0), (0.8, 0), (0.35, -1.4), (0.65, -1.4)):
            b.disc(left + dx * (wide - 0.06) / 4, foot - 0.14 + dy * r, r, fruit)
            b.disc(left + dx * (wide - 0.06) / 4 - r * 0.3, foot - 0.14 + dy * r - r * 0.3, r * 0.3,
                   blend(fruit, (255, 255, 255), 0.5))  # fmt: skip
        b.line([(left, foot - 0.12), (left, foot)], (160, 112, 72), 0.008)
    if b.time == "night":
        b.glow((x0 + x1) / 2, foot - 0.28, 0.16, (255, 200, 110), 0.5)
    awning(b, x0, x1, foot - 0.45, 0.09, color)


PAINTERS: dict[str, Callable[[int, str, random.Random], Image.Image]] = {
    "street": street, "playground": playground, "market": market,
}  # fmt: skip
