"""Settings in the country: garden, farm, river, waterfall, island, autumn."""

import math
import random
from collections.abc import Callable

from PIL import Image

from diffusion.training.brushes import Brush, Color, arc, blend, open_sky

BLOOMS: tuple[Color, ...] = ((236, 70, 84), (255, 196, 60), (248, 130, 180), (168, 96, 220), (255, 250, 244))


def _flower(b: Brush, x: float, y: float, r: float, color: Color) -> None:
    b.line([(x, y), (x, y + r * 3.4)], (70, 140, 66), r * 0.5)
    b.oval(x + r * 1.1, y + r * 2.4, r * 1.0, r * 0.45, (84, 160, 76))
    for dx, dy in ((-0.8, 0), (0.8, 0), (0, -0.8), (0, 0.8)):
        b.disc(x + dx * r, y + dy * r, r * 0.8, color)
    b.disc(x, y, r * 0.55, (255, 224, 110))


def garden(size: int, time: str, rng: random.Random) -> Image.Image:
    b = Brush(open_sky(size, time, rng), time, rng)
    for x in range(8):
        b.bush(x / 7, 0.5 + rng.uniform(-0.015, 0.015), 0.11, (98, 168, 92))
    b.rect(0, 0.53, 1, 1, (124, 196, 92))
    for x in range(16):
        left = x / 15.5 - 0.01
        b.poly([(left, 0.62), (left, 0.47), (left + 0.02, 0.44), (left + 0.04, 0.47), (left + 0.04, 0.62)],
               (252, 250, 244))  # fmt: skip
    for y in (0.5, 0.575):
        b.rect(0, y, 1, y + 0.02, (240, 236, 226))
    b.poly([(0.42, 0.62), (0.58, 0.62), (0.86, 1), (0.14, 1)], (236, 214, 172))
    for side in (0, 1):
        for row, y in enumerate((0.66, 0.75, 0.85)):
            for column in range(4 - (row > 1)):
                left = (0.04 + column * 0.085 + rng.uniform(-0.015, 0.015)) * (1 - row * 0.12)
                _flower(
                    b,
                    1 - left if side else left,
                    y + rng.uniform(-0.015, 0.015),
                    0.02 + row * 0.004,
                    rng.choice(BLOOMS),
                )
    b.tree(rng.choice((0.1, 0.9)), 0.62, 0.46, (86, 160, 80))
    return b.image


def farm(size: int, time: str, rng: random.Random) -> Image.Image:
    b = Brush(open_sky(size, time, rng), time, rng)
    b.wave(0.5, 0.02, (150, 196, 112))
    crops = rng.choice((((92, 158, 66), (132, 190, 84)), ((214, 178, 78), (238, 208, 112))))
    b.rect(0, 0.58, 1, 1, crops[0])
    away = rng.uniform(0.4, 0.6)
    for row in range(-9, 10, 2):
        far, near = away + row * 0.055, away + row * 0.26
        b.poly([(far, 0.58), (far + 0.055, 0.58), (near + 0.26, 1), (near, 1)], crops[1])
    barn(b, rng.choice((0.2, 0.8)))
    for x in (away - 0.12, away + 0.1):
        b.oval(x, 0.585, 0.055, 0.035, (226, 190, 96))
        b.oval(x, 0.575, 0.035, 0.02, (242, 212, 126))
    for x in range(14):
        b.rect(x / 13 - 0.008, 0.545, x / 13 + 0.008, 0.6, (188, 146, 100))
    b.rect(0, 0.56, 1, 0.572, (188, 146, 100))
    return b.image


def barn(b: Brush, x: float) -> None:
    """A red barn with its roof and a white-crossed door, centred at ``x``."""
    b.rect(x + 0.12, 0.28, x + 0.18, 0.56, (200, 206, 214))
    b.oval(x + 0.15, 0.28, 0.03, 0.035, (150, 158, 170))
    b.poly([(x - 0.14, 0.58), (x - 0.14, 0.39), (x - 0.09, 0.31), (x, 0.26), (x + 0.09, 0.31), (x + 0.14, 0.39),
            (x + 0.14, 0.58)], (204, 62, 52))  # fmt: skip
    b.line([(x - 0.16, 0.41), (x - 0.1, 0.305), (x, 0.25), (x + 0.1, 0.305), (x + 0.16, 0.41)], (122, 60, 54), 0.022)
    b.rect(x - 0.06, 0.44, x + 0.06, 0.58, (250, 246, 240))
    b.rect(x - 0.05, 0.45, x + 0.05, 0.58, (178, 48, 44))
    for one, other in ((-0.05, 0.05), (0.05, -0.05)):
        b.line([(x + one, 0.45), (x + other, 0.58)], (250, 246, 240), 0.01)
    b.rect(x - 0.03, 0.33, x + 0.03, 0.39, (255, 226, 130) if b.time == "night" else (92, 44, 40), own=True)


def river(size: int, time: str, rng: random.Random) -> Image.Image:
    b = Brush(open_sky(size, time, rng), time, rng)
    b.wave(0.44, 0.03, (136, 184, 130))
    b.wave(0.52, 0.015, (120, 184, 96), 1.0)
    b.poly([(0.4, 0.55), (0.6, 0.55), (0.72, 0.7), (1.02, 1), (-0.02, 1), (0.28, 0.7)], (84, 166, 214))
    b.poly([(0.44, 0.6), (0.56, 0.6), (0.6, 0.7), (0.74, 1), (0.26, 1), (0.4, 0.7)], (122, 192, 230))
    for _ in range(9):
        y = rng.uniform(0.7, 0.97)
        x = 0.5 + rng.uniform(-0.6, 0.5) * (y - 0.5)
        b.line([(x, y), (x + 0.09, y)], (214, 238, 250), 0.008)
    stone = rng.choice(((196, 188, 176), (206, 178, 148)))
    top = [(0.0, 0.5), *[(t / 12, 0.5 - 0.1 * math.sin(math.pi * t / 12)) for t in range(13)], (1.0, 0.5)]
    b.poly([*top, (1, 0.6), *arc(0.5, 0.62, 0.2, 0, -180, squeeze=0.9), (0, 0.6)], stone)
    b.line(arc(0.5, 0.62, 0.215, 0, -180, squeeze=0.9), blend(stone, (60, 50, 40), 0.3), 0.014)
    rail = blend(stone, (255, 255, 255), 0.45)
    b.line([(x, y - 0.045) for x, y in top], rail, 0.016)
    b.line(top, blend(stone, (60, 50, 40), 0.25), 0.012)
    for x, y in top[1:-1]:
        b.rect(x - 0.008, y - 0.055, x + 0.008, y, rail)
    for side in (0.03, 0.1, 0.9, 0.97):
        b.bush(side, 0.63 + rng.uniform(-0.02, 0.02), 0.06, (88, 158, 80))
        b.disc(side + 0.02, 0.76, 0.03, (164, 160, 156))
    return b.image


def waterfall(size: int, time: str, rng: random.Random) -> Image.Image:
    b = Brush(open_sky(size, time, rng, clouds=1), time, rng)
    x = rng.choice((0.34, 0.66))
    rock: Color = (134, 122, 116)
    b.rect(0, 0.2, 1, 0.72, rock)
    for _ in range(16):
        left, top = rng.uniform(-0.05, 1), rng.uniform(0.22, 0.55)
        tone = blend(rock, rng.choice(((70, 62, 66), (196, 186, 176))), 0.45)
        b.poly([(left, top), (left + 0.1, top + 0.03), (left + 0.08, top + 0.2), (left - 0.02, top + 0.16)], tone)
    for step in range(15):
        if abs(step / 14 - x) > 0.15:
            b.bush(step / 14, 0.2 + rng.uniform(-0.02, 0.03), 0.06, (84, 150, 84))
    b.fade(x - 0.15, 0.17, x + 0.15, 0.7, (190, 226, 244), (240, 250, 255))
    for _ in range(12):
        left = x + rng.uniform(-0.14, 0.13)
        b.rect(left, rng.uniform(0.18, 0.4), left + 0.014, 0.7, rng.choice(((255, 255, 255), (150, 206, 236))), 0.8)
    b.rect(0, 0.68, 1, 1, (78, 166, 198))
    for r in (0.5, 0.36, 0.24):
        b.oval(x, 0.72, r, r * 0.28, (140, 206, 226), 0.6)
    for step in range(9):
        b.disc(x - 0.2 + step * 0.05, 0.69 + rng.uniform(-0.015, 0.015), 0.05, (246, 252, 255), 0.85)
    for left, r in ((0.02, 0.1), (0.14, 0.06), (0.98, 0.11), (0.86, 0.06)):
        b.oval(left, 0.76, r, r * 0.7, (110, 104, 104))
        b.oval(left - 0.01, 0.745, r * 0.7, r * 0.4, (150, 142, 138))
    b.bush(0.02, 0.98, 0.09, (70, 140, 76))
    b.bush(0.98, 0.98, 0.09, (70, 140, 76))
    return b.image


def palm(b: Brush, x: float, foot: float, height: float, lean: float) -> None:
    """A palm tree that leans to one side."""
    trunk = [(x + lean * height * (t / 8) ** 2, foot - height * t / 8) for t in range(9)]
    b.line(trunk, (156, 112, 70), height * 0.07)
    top = trunk[-1]
    for angle in (-170, -140, -105, -70, -35, -8, 25, 155):
        a = math.radians(angle)
        tip = (top[0] + math.cos(a) * height * 0.5, top[1] + math.sin(a) * height * 0.22 + height * 0.12)
        middle = (top[0] + math.cos(a) * height * 0.3, top[1] + math.sin(a) * height * 0.26 - height * 0.05)
        under = (middle[0], middle[1] + height * 0.11)
        b.poly([top, middle, tip, under], _frond(angle))
    for dx in (-0.03, 0.03):
        b.disc(top[0] + dx * height, top[1] + 0.04 * height, height * 0.04, (122, 78, 46))


def _frond(angle: int) -> Color:
    return (64, 158, 78) if angle % 2 else (86, 184, 90)


def island(size: int, time: str, rng: random.Random) -> Image.Image:
    b = Brush(open_sky(size, time, rng), time, rng)
    b.fade(0, 0.46, 1, 1, (58, 150, 206), (96, 214, 214))
    for _ in range(12):
        x, y = rng.uniform(-0.05, 0.95), rng.uniform(0.49, 0.66)
        b.line([(x, y), (x + 0.1, y)], (196, 234, 244), 0.007)
    b.oval(0.5, 0.86, 0.62, 0.2, (198, 240, 236))
    b.oval(0.5, 0.87, 0.56, 0.18, (246, 226, 174))
    b.oval(0.5, 0.85, 0.46, 0.13, (252, 236, 190))
    first = rng.choice((0.14, 0.86))
    lean = 0.18 if first < 0.5 else -0.18
    palm(b, first, 0.84, 0.62, lean)
    palm(b, 1 - first, 0.8, 0.42, -lean)
    b.bush(1 - first, 0.82, 0.05, (84, 168, 84))
    for _ in range(5):
        x, y = rng.uniform(0.15, 0.85), rng.uniform(0.92, 0.98)
        b.disc(x, y, 0.014, rng.choice(((255, 150, 120), (255, 255, 255), (240, 190, 150))))
    return b.image


def autumn(size: int, time: str, rng: random.Random) -> Image.Image:
    b = Brush(open_sky(size, time, rng, clouds=1), time, rng)
    leaves: tuple[Color, ...] = ((226, 92, 44), (240, 150, 46), (246, 196, 70), (196, 60, 48))
    for step in range(9):
        x = step / 8
        b.bush(x, 0.47 + rng.uniform(-0.03, 0.02), 0.1, blend(rng.choice(leaves), (240, 220, 190), 0.4))
    b.wave(0.56, 0.015, (206, 168, 92), 1.0)
    b.poly([(0.46, 0.56), (0.54, 0.56), (0.72, 0.75), (0.9, 1), (0.1, 1), (0.3, 0.75)], (228, 204, 168))
    for x, foot, height in ((0.24, 0.62, 0.44), (0.77, 0.62, 0.46), (0.05, 0.7, 0.62), (0.96, 0.7, 0.6)):
        b.tree(x + rng.uniform(-0.02, 0.02), foot, height, rng.choice(leaves), (104, 72, 54))
    for _ in range(46):
        x, y = rng.uniform(0, 1), rng.uniform(0.6, 0.99)
        b.oval(x, y, 0.014, 0.009, rng.choice(leaves))
    for _ in range(8):
        b.oval(rng.uniform(0, 1), rng.uniform(0.2, 0.55), 0.013, 0.01, rng.choice(leaves))
    return b.image


PAINTERS: dict[str, Callable[[int, str, random.Random], Image.Image]] = {
    "garden": garden, "farm": farm, "river": river, "waterfall": waterfall, "island": island, "autumn": autumn,
}  # fmt: skip
