"""Settings in a house: kitchen, classroom, stage, library, hall."""

import math
import random
from collections.abc import Callable

from PIL import Image

from diffusion.training.brushes import INDOORS, SKIES, Brush, Color, arc, blend, gradient, shade

WHITE: Color = (252, 252, 250)


def _inside(size: int, time: str, rng: random.Random, top: Color, bottom: Color) -> Brush:
    light = INDOORS[time]
    return Brush(gradient(size, shade(top, light), shade(bottom, light)), time, rng, INDOORS)


def _window(b: Brush, x0: float, y0: float, x1: float, y1: float, frame: Color = WHITE) -> None:
    b.rect(x0 - 0.018, y0 - 0.018, x1 + 0.018, y1 + 0.018, frame)
    b.fade(x0, y0, x1, y1, *SKIES[b.time], own=True)
    if b.time == "night":
        b.disc(x0 + (x1 - x0) * 0.3, y0 + (y1 - y0) * 0.3, 0.022, (250, 244, 214), own=True)
    b.line([((x0 + x1) / 2, y0), ((x0 + x1) / 2, y1)], frame, 0.014)
    b.line([(x0, (y0 + y1) / 2), (x1, (y0 + y1) / 2)], frame, 0.014)


def _planks(b: Brush, y: float, color: Color) -> None:
    b.fade(0, y, 1, 1, blend(color, (0, 0, 0), 0.06), blend(color, (255, 255, 255), 0.12))
    dark = blend(color, (60, 30, 10), 0.25)
    for step in range(-6, 7):
        b.line([(0.5 + step * 0.09, y), (0.5 + step * 0.17, 1)], dark, 0.006)


def kitchen(size: int, time: str, rng: random.Random) -> Image.Image:
    wall: Color = rng.choice(((252, 240, 214), (222, 240, 232), (236, 236, 248)))
    b = _inside(size, time, rng, wall, blend(wall, WHITE, 0.3))
    front: Color = rng.choice(((88, 160, 160), (230, 150, 110), (126, 158, 204)))
    for step in range(11):
        b.line([(step / 10, 0.36), (step / 10, 0.56)], blend(wall, (150, 150, 150), 0.3), 0.006)
    for y in (0.36, 0.43, 0.5):
        b.line([(0, y), (1, y)], blend(wall, (150, 150, 150), 0.3), 0.006)
    flip = rng.random() < 0.5
    _window(b, 0.4, 0.1, 0.64, 0.32)
    for x0 in (0.02, 0.19) if not flip else (0.66, 0.83):
        b.rect(x0, 0.04, x0 + 0.155, 0.28, front, round_by=0.012)
        b.rect(x0 + 0.02, 0.06, x0 + 0.135, 0.26, blend(front, WHITE, 0.22), round_by=0.01)
        b.disc(x0 + 0.12, 0.23, 0.01, (250, 230, 170))
    _planks(b, 0.8, (222, 196, 160))
    for x0 in (0.0, 0.2, 0.4, 0.6, 0.8):
        b.rect(x0, 0.56, x0 + 0.2, 0.82, front)
        b.rect(x0 + 0.02, 0.6, x0 + 0.18, 0.8, blend(front, WHITE, 0.22), round_by=0.01)
        b.rect(x0 + 0.07, 0.62, x0 + 0.13, 0.634, (250, 230, 170))
    b.rect(0, 0.54, 1, 0.585, (246, 240, 230))
    _stove(b, 0.1 if flip else 0.78)
    fridge = 0.82 if flip else 0.02
    b.rect(fridge, 0.2 if not flip else 0.3, fridge + 0.17, 0.84, (232, 236, 242), round_by=0.02)
    b.line([(fridge, 0.5), (fridge + 0.17, 0.5)], (170, 180, 192), 0.01)
    for y in (0.4, 0.56):
        b.rect(fridge + 0.02, y, fridge + 0.034, y + 0.08, (150, 160, 174))
    return b.image


def _stove(b: Brush, x: float) -> None:
    """A stove with its hood and two pots."""
    b.rect(x - 0.1, 0.555, x + 0.12, 0.84, (236, 238, 242), round_by=0.01)
    b.rect(x - 0.075, 0.66, x + 0.095, 0.79, (74, 80, 92), round_by=0.012)
    b.rect(x - 0.06, 0.675, x + 0.08, 0.72, (240, 170, 90), round_by=0.01)
    for dx in (-0.05, 0.01, 0.07):
        b.disc(x + dx, 0.615, 0.013, (70, 76, 88))
    for dx, color in ((-0.045, (224, 84, 70)), (0.065, (120, 130, 146))):
        b.rect(x + dx - 0.042, 0.475, x + dx + 0.042, 0.55, color, round_by=0.012)
        b.rect(x + dx - 0.048, 0.468, x + dx + 0.048, 0.486, blend(color, WHITE, 0.4), round_by=0.006)
        b.disc(x + dx, 0.462, 0.01, (60, 60, 66))
        b.line([(x + dx, 0.44), (x + dx + 0.012, 0.41), (x + dx - 0.01, 0.38)], WHITE, 0.012, 0.7)
    b.poly([(x - 0.1, 0.28), (x + 0.12, 0.28), (x + 0.06, 0.18), (x - 0.04, 0.18)], (176, 184, 196))
    b.rect(x - 0.03, 0.0, x + 0.05, 0.18, (196, 204, 214))


def classroom(size: int, time: str, rng: random.Random) -> Image.Image:
    b = _inside(size, time, rng, (250, 240, 214), (252, 246, 230))
    b.rect(0.16, 0.12, 0.84, 0.54, (156, 108, 68), round_by=0.01)
    b.rect(0.18, 0.14, 0.82, 0.52, (48, 106, 82))
    chalk: Color = (232, 242, 232)
    b.line([(0.22, 0.2), (0.4, 0.2)], chalk, 0.01)
    b.line([(0.22, 0.26), (0.34, 0.26)], chalk, 0.01)
    b.line([*arc(0.7, 0.26, 0.06, 0, 360)], chalk, 0.008)
    b.line([(0.56, 0.22), (0.62, 0.32), (0.5, 0.32), (0.56, 0.22)], chalk, 0.008)
    for index, x in enumerate((0.24, 0.3, 0.36)):
        b.line([(x, 0.38), (x + 0.025, 0.34 + index * 0.01)], (250, 200, 210) if index % 2 else chalk, 0.01)
    b.rect(0.16, 0.53, 0.84, 0.555, (180, 130, 84))
    for x, color in ((0.7, WHITE), (0.74, (250, 200, 120)), (0.66, (240, 160, 170))):
        b.rect(x, 0.517, x + 0.03, 0.53, color)
    b.disc(0.5, 0.065, 0.048, (120, 90, 70))
    b.disc(0.5, 0.065, 0.04, WHITE)
    b.line([(0.5, 0.04), (0.5, 0.065), (0.52, 0.072)], (60, 60, 70), 0.007)
    side = rng.choice((0.02, 0.87))
    _window(b, side, 0.14, side + 0.11, 0.46)
    flag = 0.94 - side if side > 0.5 else 0.92
    for index, color in enumerate(((244, 120, 110), (120, 180, 230), (250, 206, 100))):
        b.rect(flag - 0.05, 0.16 + index * 0.11, flag + 0.05, 0.25 + index * 0.11, color)
        b.disc(flag, 0.205 + index * 0.11, 0.025, WHITE)
    _planks(b, 0.66, (214, 170, 122))
    b.rect(0, 0.645, 1, 0.665, (170, 124, 84))
    for x in (0.12, 0.88):
        b.poly([(x - 0.16, 0.8), (x + 0.16, 0.8), (x + 0.2, 0.87), (x - 0.2, 0.87)], (240, 196, 132))
        b.rect(x - 0.2, 0.87, x + 0.2, 0.895, (206, 156, 98))
        for dx in (-0.17, 0.17):
            b.rect(x + dx - 0.012, 0.89, x + dx + 0.012, 1, (120, 128, 140))
        b.poly([(x - 0.07, 0.845), (x - 0.03, 0.815), (x + 0.06, 0.815), (x + 0.05, 0.845)], (96, 150, 220))
    return b.image


def stage(size: int, time: str, rng: random.Random) -> Image.Image:
    b = _inside(size, time, rng, (46, 26, 66), (98, 46, 92))
    for index in range(24):
        b.disc(
            rng.uniform(0.2, 0.8),
            rng.uniform(0.15, 0.6),
            rng.choice((0.006, 0.009)),
            (255, 232, 170),
            0.8 - index * 0.01,
        )
    _planks(b, 0.72, (200, 140, 84))
    for x, color in ((0.2, (255, 236, 170)), (0.5, (255, 250, 226)), (0.8, (190, 226, 255))):
        target = 0.5 + (x - 0.5) * 0.5
        for share in (1.0, 0.66):
            b.poly([(x - 0.02, 0.08), (x + 0.02, 0.08), (target + 0.2 * share, 0.86), (target - 0.2 * share, 0.86)],
                   color, 0.12)  # fmt: skip
        b.oval(target, 0.86, 0.2, 0.05, color, 0.25)
    red: Color = rng.choice(((196, 32, 44), (176, 28, 60), (150, 40, 110)))
    for side in (0, 1):
        for fold in range(5):
            left = fold * 0.042
            tone = blend(red, (0, 0, 0) if fold % 2 else (255, 120, 110), 0.22)
            points = [(left, 0), (left + 0.05, 0), (left * 0.72 + 0.045, 0.5), (left * 0.9 + 0.05, 0.84),
                      (left * 0.9, 0.84), (left * 0.72, 0.5)]  # fmt: skip
            b.poly([(1 - x, y) if side else (x, y) for x, y in points], tone)
        tie = 0.91 if side else 0.09
        b.line([(tie - 0.1, 0.5), (tie + 0.1, 0.5)], (246, 200, 80), 0.022)
    for step in range(8):
        x = (step + 0.5) / 8
        b.rect(x - 0.0625, 0, x + 0.0625, 0.08, red)
        b.oval(x, 0.08, 0.0625, 0.05, red if step % 2 else blend(red, (255, 120, 110), 0.2))
        b.line(arc(x, 0.085, 0.06, 10, 170, squeeze=0.8), (246, 200, 80), 0.012)
    b.rect(0, 0.93, 1, 1, (92, 44, 40))
    for step in range(9):
        b.glow((step + 0.5) / 9, 0.93, 0.035, (255, 230, 150), 0.5)
        b.disc((step + 0.5) / 9, 0.93, 0.014, (255, 244, 200), own=True)
    return b.image


def _shelf(b: Brush, x0: float, x1: float) -> None:
    """A case of books from floor to ceiling."""
    books: tuple[Color, ...] = (
        (188, 60, 56), (60, 110, 160), (80, 140, 90), (226, 178, 80), (130, 80, 140), (220, 200, 170), (60, 70, 90),
    )  # fmt: skip
    b.rect(x0, 0.0, x1, 0.78, (134, 86, 52))
    for row in range(5):
        top, foot = 0.03 + row * 0.15, 0.155 + row * 0.15
        b.rect(x0 + 0.014, top, x1 - 0.014, foot, (84, 52, 34))
        x = x0 + 0.018
        while x < x1 - 0.04:
            wide, high = b.rng.uniform(0.016, 0.032), b.rng.uniform(0.075, 0.11)
            color = b.rng.choice(books)
            b.rect(x, foot - high, min(x + wide, x1 - 0.016), foot, color)
            b.rect(x, foot - high * 0.8, min(x + wide, x1 - 0.016), foot - high * 0.7, blend(color, WHITE, 0.5))
            x += wide + 0.003
        b.rect(x0, foot, x1, foot + 0.022, (160, 106, 66))


def library(size: int, time: str, rng: random.Random) -> Image.Image:
    b = _inside(size, time, rng, (226, 196, 156), (214, 178, 136))
    b.rect(0.36, 0.2, 0.64, 0.62, WHITE)
    b.disc(0.5, 0.2, 0.14, WHITE)
    b.disc(0.5, 0.2, 0.118, SKIES[time][0], own=True)
    b.fade(0.382, 0.2, 0.618, 0.6, *SKIES[time], own=True)
    b.line([(0.5, 0.08), (0.5, 0.6)], WHITE, 0.014)
    for y in (0.2, 0.4):
        b.line([(0.38, y), (0.62, y)], WHITE, 0.012)
    _shelf(b, -0.02, 0.16)
    _shelf(b, 0.15, 0.33)
    _shelf(b, 0.67, 0.85)
    _shelf(b, 0.84, 1.02)
    _planks(b, 0.76, (150, 100, 66))
    b.oval(0.5, 0.9, 0.42, 0.085, (170, 56, 60))
    b.oval(0.5, 0.9, 0.37, 0.068, (226, 186, 120))
    b.oval(0.5, 0.9, 0.35, 0.06, (186, 70, 70))
    ladder = rng.choice((0.12, 0.82))
    for dx in (0.0, 0.08):
        b.line([(ladder + dx + 0.03, 0.05), (ladder + dx, 0.82)], (222, 176, 112), 0.014)
    for step in range(8):
        y = 0.12 + step * 0.09
        b.line(
            [(ladder + 0.03 - (y - 0.05) * 0.039, y), (ladder + 0.11 - (y - 0.05) * 0.039, y)], (222, 176, 112), 0.012
        )
    for x in (0.335, 0.665):
        b.glow(x, 0.3, 0.1, (255, 220, 140), 0.5 if time != "day" else 0.2)
        b.poly([(x - 0.03, 0.31), (x + 0.03, 0.31), (x + 0.018, 0.265), (x - 0.018, 0.265)], (255, 236, 180), own=True)
    return b.image


def hall(size: int, time: str, rng: random.Random) -> Image.Image:
    b = _inside(size, time, rng, (168, 158, 160), (196, 186, 182))
    for row in range(11):
        for column in range(8):
            x = column / 7 + (0.07 if row % 2 else 0.0)
            if rng.random() < 0.4:
                b.rect(
                    x - 0.06, row * 0.06, x + 0.06, row * 0.06 + 0.05, rng.choice(((180, 170, 170), (154, 146, 150)))
                )
    for x in (0.3, 0.7):
        _stained_glass(b, x)
    banner: Color = rng.choice(((170, 40, 60), (50, 70, 150), (60, 120, 90)))
    b.rect(0.43, 0.02, 0.57, 0.34, banner)
    b.poly([(0.43, 0.34), (0.57, 0.34), (0.5, 0.41)], banner)
    b.poly(
        [(0.46, 0.2), (0.46, 0.12), (0.48, 0.16), (0.5, 0.11), (0.52, 0.16), (0.54, 0.12), (0.54, 0.2)], (250, 206, 90)
    )
    _checkered(b)
    b.poly([(0.42, 0.62), (0.58, 0.62), (0.76, 1), (0.24, 1)], (186, 36, 48))
    for side in (-1, 1):
        b.line([(0.5 + side * 0.072, 0.62), (0.5 + side * 0.235, 1)], (246, 200, 80), 0.012)
    _throne(b)
    for x in (0.08, 0.92):
        _pillar(b, x)
    return b.image


def _stained_glass(b: Brush, x: float) -> None:
    panes: tuple[Color, ...] = ((220, 70, 80), (70, 130, 210), (250, 200, 80), (90, 170, 110))
    light = SKIES[b.time][1]
    b.rect(x - 0.075, 0.2, x + 0.075, 0.5, (110, 102, 108))
    b.disc(x, 0.2, 0.075, (110, 102, 108))
    for index in range(8):
        left, top = x - 0.06 + (index % 2) * 0.062, 0.2 + index // 2 * 0.075
        b.rect(left, top, left + 0.056, top + 0.068, blend(panes[(index + index // 2) % 4], light, 0.3),
               own=b.time != "night")  # fmt: skip
    b.poly(arc(x, 0.194, 0.06, 180, 360), blend(panes[1], light, 0.4))


def _checkered(b: Brush) -> None:
    b.rect(0, 0.64, 1, 1, (206, 198, 196))
    for row, (top, foot) in enumerate(((0.64, 0.7), (0.7, 0.79), (0.79, 0.9), (0.9, 1.02))):
        for column in range(-6, 6):
            if (row + column) % 2 == 0:
                near, far = 0.2 * (foot - 0.4) / 0.6, 0.2 * (top - 0.4) / 0.6
                b.poly([(0.5 + column * far, top), (0.5 + (column + 1) * far, top), (0.5 + (column + 1) * near, foot),
                        (0.5 + column * near, foot)], (150, 142, 148))  # fmt: skip


def _pillar(b: Brush, x: float) -> None:
    """A pillar with a torch on its inner side."""
    b.rect(x - 0.055, 0.08, x + 0.055, 0.84, (222, 214, 208))
    b.rect(x - 0.035, 0.08, x - 0.015, 0.84, WHITE, 0.6)
    for y in (0.06, 0.82):
        b.rect(x - 0.08, y, x + 0.08, y + 0.05, (202, 192, 188), round_by=0.008)
    flame = x + math.copysign(0.1, 0.5 - x)
    b.glow(flame, 0.38, 0.1, (255, 190, 90), 0.6)
    b.rect(flame - 0.008, 0.4, flame + 0.008, 0.48, (100, 70, 50))
    b.oval(flame, 0.375, 0.02, 0.035, (255, 170, 50), own=True)
    b.oval(flame, 0.385, 0.01, 0.02, (255, 240, 150), own=True)


def _throne(b: Brush) -> None:
    gold: Color = (240, 190, 74)
    b.rect(0.36, 0.6, 0.64, 0.65, (222, 214, 208))
    b.rect(0.41, 0.38, 0.59, 0.62, gold, round_by=0.02)
    b.rect(0.435, 0.41, 0.565, 0.62, (170, 36, 60), round_by=0.015)
    for x in (0.41, 0.5, 0.59):
        b.disc(x, 0.38, 0.022, gold)
    for x in (0.39, 0.59):
        b.rect(x, 0.52, x + 0.03, 0.63, gold, round_by=0.008)


PAINTERS: dict[str, Callable[[int, str, random.Random], Image.Image]] = {
    "kitchen": kitchen, "classroom": classroom, "stage": stage, "library": library, "hall": hall,
}  # fmt: skip
