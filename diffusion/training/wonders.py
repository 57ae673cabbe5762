"""Settings out of the common: underwater, volcano, cave, heaven, the moon."""

import math
import random
from collections.abc import Callable

from PIL import Image

from diffusion.training.brushes import SKIES, Brush, Color, blend, gradient, lit, stars

CORALS: tuple[Color, ...] = ((255, 112, 120), (255, 160, 84), (226, 110, 200), (250, 206, 90), (150, 110, 230))


def _coral(b: Brush, x: float, y: float, length: float, angle: float, color: Color, depth: int) -> None:
    """A branching coral, drawn by halves."""
    tip = (x + math.cos(angle) * length, y - math.sin(angle) * length)
    b.line([(x, y), tip], color, 0.01 + 0.007 * depth)
    b.disc(*tip, 0.006 + 0.0035 * depth, color)
    if depth:
        for turn in (-0.5, 0.45):
            _coral(b, *tip, length * 0.74, angle + turn + b.rng.uniform(-0.1, 0.1), color, depth - 1)


def underwater(size: int, time: str, rng: random.Random) -> Image.Image:
    image = gradient(size, lit((132, 226, 232), time), lit((10, 112, 158), time))
    b = Brush(image, time, rng)
    for x in (0.1, 0.32, 0.56, 0.8):
        x += rng.uniform(-0.05, 0.05)
        b.poly([(x, -0.02), (x + 0.07, -0.02), (x + 0.02, 0.85), (x - 0.16, 0.85)], (240, 255, 250), 0.16)
    for index in range(9):
        x, y = 0.2 + (index % 3) * 0.07 + rng.uniform(0, 0.4) * (index // 3 > 0), 0.1 + index // 3 * 0.12
        b.oval(x, y, 0.022, 0.011, (255, 210, 90))
        b.poly([(x - 0.018, y), (x - 0.036, y - 0.012), (x - 0.036, y + 0.012)], (255, 210, 90))
    b.wave(0.76, 0.02, (60, 150, 164), 1.2)
    for x, r in ((0.04, 0.14), (0.97, 0.15), (0.2, 0.07), (0.82, 0.07)):
        b.oval(x, 0.86, r, r * 0.8, (84, 108, 140))
        b.oval(x - 0.02, 0.84, r * 0.7, r * 0.5, (108, 134, 162))
    b.wave(0.86, 0.015, (238, 220, 172), 1.0)
    for x in (0.05, 0.17, 0.84, 0.95):
        _coral(b, x + rng.uniform(-0.02, 0.02), 0.88, 0.1, math.pi / 2 + rng.uniform(-0.2, 0.2), rng.choice(CORALS), 3)
    for x in (0.28, 0.72):
        color = rng.choice(CORALS)
        for dx in (-0.03, 0.0, 0.03):
            b.rect(x + dx - 0.014, 0.84 - abs(dx), x + dx + 0.014, 0.91, color, round_by=0.014)
            b.oval(x + dx, 0.846 - abs(dx), 0.009, 0.006, blend(color, (60, 20, 60), 0.5))
    for _ in range(6):
        x, y = rng.uniform(0.1, 0.9), rng.uniform(0.93, 0.98)
        b.disc(x, y, 0.016, rng.choice(CORALS))
        b.disc(x, y, 0.007, (255, 244, 214))
    for _ in range(12):
        x, y, r = (
            rng.choice((rng.uniform(0, 0.25), rng.uniform(0.75, 1))),
            rng.uniform(0.05, 0.7),
            rng.uniform(0.006, 0.016),
        )
        b.disc(x, y, r, (230, 252, 255), 0.75)
    return b.image


def volcano(size: int, time: str, rng: random.Random) -> Image.Image:
    top, bottom = SKIES[time]
    image = gradient(size, blend(top, (96, 40, 48), 0.55), blend(bottom, (255, 120, 60), 0.6))
    b = Brush(image, time, rng)
    if time == "night":
        stars(b.draw, size, rng, 16, 0.4)
    x = rng.choice((0.36, 0.5, 0.64))
    for _ in range(11):
        dx, y = rng.uniform(-0.12, 0.12), rng.uniform(-0.02, 0.14)
        b.disc(x + dx * (1.6 - y * 4), y, rng.uniform(0.05, 0.09), rng.choice(((92, 80, 88), (120, 104, 108))), 0.9)
    b.glow(x, 0.25, 0.26, (255, 140, 40), 0.6)
    for dx, y in ((-0.12, 0.12), (0.1, 0.08), (-0.05, 0.06), (0.16, 0.16), (0.03, 0.14), (-0.18, 0.2)):
        b.disc(x + dx, y, 0.014, (255, 190, 70), own=True)
    rock: Color = (88, 66, 68)
    b.poly([(x - 0.1, 0.26), (x + 0.1, 0.26), (x + 0.2, 0.44), (x + 0.5, 0.74), (x - 0.5, 0.74), (x - 0.2, 0.44)], rock)
    b.poly([(x + 0.03, 0.26), (x + 0.1, 0.26), (x + 0.2, 0.44), (x + 0.5, 0.74), (x + 0.14, 0.74)], (70, 52, 58))
    b.oval(x, 0.262, 0.1, 0.022, (255, 150, 40), own=True)
    for dx, end in ((-0.05, -0.2), (0.01, 0.06), (0.06, 0.26)):
        path = [(x + dx, 0.26), (x + dx + (end - dx) * 0.3, 0.4), (x + dx + (end - dx) * 0.5, 0.52), (x + end, 0.74)]
        b.line(path, (232, 70, 24), 0.044, own=True)
        b.line(path, (255, 176, 50), 0.02, own=True)
    b.wave(0.72, 0.015, (74, 56, 58), 1.2)
    for _ in range(5):
        y = rng.uniform(0.8, 0.97)
        left = rng.uniform(-0.1, 0.8)
        crack = [(left + step * 0.07, y + rng.uniform(-0.018, 0.018)) for step in range(5)]
        b.line(crack, (236, 80, 26), 0.018, own=True)
        b.line(crack, (255, 190, 70), 0.008, own=True)
    for _ in range(7):
        left, y = rng.uniform(0, 1), rng.uniform(0.74, 0.95)
        b.poly([(left - 0.04, y), (left - 0.01, y - 0.04), (left + 0.03, y - 0.03), (left + 0.05, y)], (52, 40, 44))
    return b.image


def cave(size: int, time: str, rng: random.Random) -> Image.Image:
    image = gradient(size, lit((74, 58, 64), time, 0.2), lit((116, 92, 84), time, 0.2))
    b = Brush(image, time, rng)
    x = rng.choice((0.4, 0.5, 0.6))
    for r, share in ((0.34, 0.3), (0.29, 0.5), (0.25, 0.75)):
        b.oval(x, 0.42, r, r * 1.05, blend((104, 82, 78), (214, 190, 160), share))
    rim = [(x + 0.21 * math.cos(a) * (1 + 0.06 * math.sin(5 * a)), 0.42 + 0.22 * math.sin(a)) for a in
           (math.tau * step / 40 for step in range(40))]  # fmt: skip
    b.poly(rim, blend(*SKIES[time], 0.55), own=True)
    b.oval(x, 0.56, 0.14, 0.07, (126, 186, 110))
    b.wave(0.66, 0.02, (134, 108, 92), 1.1)
    b.wave(0.82, 0.015, (112, 88, 78), 1.0)
    for step in range(12):
        left, length = step / 11, rng.uniform(0.08, 0.2) + 0.14 * abs(step / 11 - 0.5)
        b.poly([(left - 0.06, -0.01), (left + 0.06, -0.01), (left + 0.008, length), (left - 0.008, length)],
               rng.choice(((60, 46, 54), (78, 62, 66))))  # fmt: skip
    for left, high in ((0.03, 0.3), (0.12, 0.16), (0.2, 0.1), (0.8, 0.1), (0.89, 0.18), (0.98, 0.32)):
        b.poly(
            [(left - 0.07, 0.8), (left - 0.012, 0.8 - high), (left + 0.012, 0.8 - high), (left + 0.07, 0.8)],
            (70, 54, 60),
        )
    for left, y in ((0.1, 0.84), (0.26, 0.78), (0.78, 0.79), (0.92, 0.86)):
        color: Color = rng.choice(((120, 220, 250), (190, 140, 255), (250, 150, 220)))
        b.glow(left, y - 0.03, 0.1, color, 0.45)
        for dx, high in ((-0.035, 0.07), (0.0, 0.12), (0.035, 0.08)):
            b.poly([(left + dx * 0.5 - 0.014, y), (left + dx - 0.016, y - high * 0.7), (left + dx, y - high),
                    (left + dx + 0.016, y - high * 0.7), (left + dx * 0.5 + 0.014, y)], color, own=True)  # fmt: skip
            b.line([(left + dx, y - high), (left + dx * 0.5, y)], (255, 255, 255), 0.005, 0.6, own=True)
    return b.image


def heaven(size: int, time: str, rng: random.Random) -> Image.Image:
    tops: dict[str, tuple[Color, Color]] = {
        "day": ((150, 200, 250), (255, 240, 214)), "night": ((32, 28, 86), (126, 96, 168)),
        "sunset": ((214, 120, 150), (255, 206, 130)), "dawn": ((178, 180, 240), (255, 222, 214)),
    }  # fmt: skip
    b = Brush(gradient(size, *tops[time]), time, rng)
    if time == "night":
        stars(b.draw, size, rng, 30, 0.6)
    for step in range(9):
        a, z = math.pi * (step + 0.2) / 9, math.pi * (step + 0.62) / 9
        b.poly([(0.5, 0.4), (0.5 + math.cos(a), 0.4 - math.sin(a)), (0.5 + math.cos(z), 0.4 - math.sin(z))],
               (255, 246, 190), 0.3, own=True)  # fmt: skip
    b.glow(0.5, 0.36, 0.34, (255, 244, 190), 0.6)
    gold: Color = (250, 196, 80)
    for x0, x1, eave in ((0.14, 0.36, 0.36), (0.64, 0.86, 0.36), (0.32, 0.68, 0.3)):
        b.rect(x0 + 0.03, eave - 0.02, x1 - 0.03, 0.52, (214, 70, 60))
        for step in range(4):
            x = x0 + 0.045 + step * (x1 - x0 - 0.09) / 3
            b.rect(x - 0.008, eave - 0.02, x + 0.008, 0.52, (250, 220, 150))
        b.roof(x0, x1, eave, eave - 0.08, gold, 0.035)
    b.rect(0.4, 0.15, 0.6, 0.22, (214, 70, 60))
    b.roof(0.36, 0.64, 0.17, 0.08, gold, 0.035)
    tint = {"day": (255, 255, 255), "night": (170, 160, 214), "sunset": (255, 226, 206), "dawn": (255, 240, 240)}[time]
    rose = blend(tint, (250, 180, 200), 0.3)
    for y, r, count in ((0.5, 0.07, 8), (0.62, 0.1, 6), (0.78, 0.13, 5), (0.95, 0.15, 5)):
        for step in range(count):
            x = (step + 0.5) / count + rng.uniform(-0.03, 0.03)
            b.cloud(x, y + rng.uniform(-0.02, 0.02), r, blend(rose, (150, 170, 220), 0.18))
            b.cloud(x, y + 0.025, r * 0.95, tint)
        b.rect(0, y + 0.06, 1, y + 0.2, tint, own=True)
    for x, y in ((0.12, 0.72), (0.88, 0.7), (0.2, 0.92), (0.8, 0.9)):
        spiral = [(x + 0.012 * t / 2 * math.cos(t * 0.8), y + 0.009 * t / 2 * math.sin(t * 0.8)) for t in range(13)]
        b.line(spiral, rose, 0.01, own=True)
    return b.image


def moon(size: int, time: str, rng: random.Random) -> Image.Image:
    b = Brush(gradient(size, (4, 4, 16), (24, 24, 48)), time, rng)
    stars(b.draw, size, rng, 44, 0.6)
    x = rng.choice((0.18, 0.82))
    b.glow(x, 0.2, 0.2, (90, 160, 255), 0.3)
    b.disc(x, 0.2, 0.12, (52, 120, 220), own=True)
    for dx, dy, rx, ry in ((-0.04, -0.04, 0.05, 0.035), (0.04, 0.03, 0.045, 0.04), (-0.05, 0.06, 0.03, 0.022)):
        b.oval(x + dx, 0.2 + dy, rx, ry, (84, 180, 96), own=True)
    for dx, dy, rx in ((0.02, -0.075, 0.06), (-0.03, 0.015, 0.07), (0.03, 0.09, 0.045)):
        b.oval(x + dx, 0.2 + dy, rx, 0.012, (255, 255, 255), 0.85, own=True)
    b.light = {
        "day": (1.0, 1.0, 1.0),
        "night": (0.7, 0.7, 0.82),
        "sunset": (1.0, 0.92, 0.86),
        "dawn": (0.9, 0.9, 0.96),
    }[time]
    b.wave(0.56, 0.03, (150, 150, 158), 1.3)
    b.wave(0.65, 0.015, (190, 190, 196), 1.0)
    for y0, count in ((0.7, 5), (0.8, 4), (0.92, 4)):
        for step in range(count):
            left = (step + 0.5) / count + rng.uniform(-0.08, 0.08)
            r = rng.uniform(0.03, 0.055) * (0.6 + (y0 - 0.6) * 2.4)
            b.oval(left, y0, r, r * 0.38, (220, 220, 226))
            b.oval(left, y0 + r * 0.05, r * 0.86, r * 0.3, (138, 138, 148))
            b.oval(left, y0 + r * 0.12, r * 0.66, r * 0.2, (160, 160, 168))
    return b.image


PAINTERS: dict[str, Callable[[int, str, random.Random], Image.Image]] = {
    "underwater": underwater, "volcano": volcano, "cave": cave, "heaven": heaven, "moon": moon,
}  # fmt: skip
