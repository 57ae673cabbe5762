"""Chinese settings: bamboo grove, garden with a moon gate, Great Wall, old town, temple, lotus pond."""

import math
import random
from collections.abc import Callable

from PIL import Image

from diffusion.training.brushes import Brush, Color, Point, arc, blend, gradient, lit, open_sky

WINDOW: Color = (255, 214, 120)


def _leaves(b: Brush, x: float, y: float, length: float, color: Color) -> None:
    for angle in (15, 40, 70, 110, 140, 165):
        a = math.radians(angle + b.rng.uniform(-10, 10))
        tip = (x + math.cos(a) * length, y + math.sin(a) * length * 0.8)
        side = (x + math.cos(a + 0.35) * length * 0.5, y + math.sin(a + 0.35) * length * 0.4)
        other = (x + math.cos(a - 0.35) * length * 0.5, y + math.sin(a - 0.35) * length * 0.4)
        b.poly([(x, y), side, tip, other], color)


def stalk(b: Brush, x: float, width: float, color: Color, foot: float) -> None:
    """One bamboo cane from the ground to above the picture, with its joints and a lit edge."""
    b.rect(x - width / 2, -0.02, x + width / 2, foot, color)
    b.rect(x - width * 0.3, -0.02, x - width * 0.1, foot, blend(color, (255, 255, 220), 0.4))
    y = b.rng.uniform(-0.05, 0.08)
    while y < foot:
        b.rect(x - width * 0.65, y, x + width * 0.65, y + 0.01, blend(color, (30, 60, 30), 0.45))
        y += 0.13


def bamboo(size: int, time: str, rng: random.Random) -> Image.Image:
    image = gradient(size, lit((188, 226, 168), time), lit((232, 244, 206), time))
    b = Brush(image, time, rng)
    depths: tuple[tuple[Color, float, int, float], ...] = (
        ((168, 208, 144), 0.022, 13, 0.7), ((122, 182, 98), 0.032, 8, 0.75), ((76, 148, 66), 0.046, 5, 0.82),
    )  # fmt: skip
    for color, width, count, foot in depths:
        b.wave(foot - 0.03, 0.01, blend(color, (222, 206, 150), 0.45), 1.0)
        for index in range(count):
            x = (index + 0.5) / count + rng.uniform(-0.25, 0.25) / count
            stalk(b, x, width, color, foot)
            for y in (0.06, 0.24, 0.4):
                if rng.random() < 0.6:
                    _leaves(b, x, y + rng.uniform(-0.04, 0.04), width * 3.2, color)
    b.wave(0.84, 0.012, (190, 170, 120), 1.0)
    for _ in range(12):
        b.oval(rng.uniform(0, 1), rng.uniform(0.88, 0.98), 0.02, 0.006, (140, 156, 84))
    return b.image


def moongate(size: int, time: str, rng: random.Random) -> Image.Image:
    b = Brush(open_sky(size, time, rng, clouds=1), time, rng)
    wall: Color = (246, 242, 232)
    b.bush(0.08, 0.16, 0.12, (92, 154, 92))
    b.bush(0.92, 0.16, 0.12, (92, 154, 92))
    b.rect(0, 0.2, 1, 0.84, wall)
    b.disc(0.5, 0.535, 0.345, (150, 148, 146))
    b.disc(0.5, 0.535, 0.315, (206, 232, 240))
    _view(b)
    b.rect(0, 0.78, 1, 0.84, (168, 166, 162))
    b.rect(0, 0.16, 1, 0.215, (92, 98, 108))
    for step in range(17):
        b.disc(step / 16, 0.215, 0.026, (112, 118, 128))
    b.rect(0, 0.145, 1, 0.17, (70, 76, 86))
    for x in (0.065, 0.935):
        b.poly(arc(x, 0.46, 0.07, 30, 390, 6), (122, 92, 70))
        b.poly(arc(x, 0.46, 0.056, 30, 390, 6), (190, 214, 190))
        for angle in (0, 60, 120):
            b.line(arc(x, 0.46, 0.056, angle, angle + 180, 1), (122, 92, 70), 0.01)
    b.rect(0, 0.84, 1, 1, (196, 192, 184))
    for step in range(-4, 6):
        b.line([(0.5 + (step - 0.5) * 0.12, 0.84), (0.5 + (step - 0.5) * 0.2, 1)], (164, 160, 154), 0.006)
    b.line([(0, 0.91), (1, 0.91)], (164, 160, 154), 0.006)
    return b.image


def _view(b: Brush) -> None:
    """What is seen through the moon gate: pond, rocks and blossoms, cut to the opening."""
    whole = b.image.copy()
    inside = Brush(b.image, b.time, b.rng)
    inside.fade(0.15, 0.15, 0.85, 0.6, (178, 216, 236), (236, 240, 226))
    for x in (0.28, 0.42, 0.58, 0.72):
        inside.bush(x, 0.56, 0.1, (126, 186, 120))
    inside.rect(0.15, 0.62, 0.85, 0.85, (112, 188, 190))
    for x, y in ((0.3, 0.7), (0.66, 0.74), (0.5, 0.67)):
        inside.oval(x, y, 0.05, 0.012, (190, 228, 224))
    inside.oval(0.31, 0.66, 0.11, 0.018, (176, 214, 208))
    for x, height in ((0.25, 0.16), (0.31, 0.24), (0.36, 0.12)):
        inside.poly([(x - 0.04, 0.66), (x - 0.03, 0.66 - height), (x + 0.02, 0.63 - height), (x + 0.05, 0.66)],
                    (150, 152, 156))  # fmt: skip
    inside.line([(0.9, 0.3), (0.76, 0.28), (0.66, 0.33), (0.58, 0.31)], (112, 82, 66), 0.014)
    for _ in range(18):
        x = b.rng.uniform(0.58, 0.82)
        inside.disc(x, 0.3 + b.rng.uniform(-0.06, 0.07), 0.02, b.rng.choice(((255, 190, 206), (250, 150, 180))))
    seen = b.image.copy()
    hole = Brush(Image.new("RGB", b.image.size), "day", b.rng)
    hole.disc(0.5, 0.535, 0.315, (255, 255, 255))
    b.image.paste(whole)
    b.image.paste(seen, mask=hole.image.convert("L"))


def _tower(b: Brush, x: float, foot: float, side: float, stone: Color) -> None:
    b.poly([(x - side * 0.5, foot), (x - side * 0.42, foot - side), (x + side * 0.42, foot - side),
            (x + side * 0.5, foot)], stone)  # fmt: skip
    for step in range(4):
        left = x - side * 0.5 + step * side * 0.28
        b.rect(left, foot - side * 1.16, left + side * 0.16, foot - side * 0.98, stone)
    b.rect(x - side * 0.5, foot - side * 1.03, x + side * 0.5, foot - side * 0.92, blend(stone, (60, 50, 40), 0.25))
    for dx in (-0.25, 0.0, 0.25):
        b.disc(x + dx * side, foot - side * 0.6, side * 0.075, (70, 60, 54))
        b.rect(x + (dx - 0.075) * side, foot - side * 0.6, x + (dx + 0.075) * side, foot - side * 0.42, (70, 60, 54))


def _rampart(b: Brush, path: list[Point], widths: list[float], stone: Color) -> None:
    """A wall along ``path`` whose height grows as ``widths`` tell, with battlements."""
    base = [(x, y + w) for (x, y), w in zip(path, widths, strict=True)]
    b.poly([*path, *reversed(base)], stone)
    b.line(path, blend(stone, (255, 255, 255), 0.4), 0.012)
    for (x, y), w in zip(path, widths, strict=True):
        b.rect(x - w * 0.18, y - w * 0.3, x + w * 0.18, y + w * 0.1, stone)
    b.line([(x, y + w * 0.45) for (x, y), w in zip(path, widths, strict=True)], blend(stone, (70, 60, 50), 0.3), 0.006)


def greatwall(size: int, time: str, rng: random.Random) -> Image.Image:
    b = Brush(open_sky(size, time, rng), time, rng)
    for y, height, color in (
        (0.36, 0.05, (158, 188, 200)),
        (0.45, 0.05, (126, 172, 150)),
        (0.56, 0.05, (96, 156, 100)),
    ):
        b.wave(y, height, color, 1.3)
    stone: Color = rng.choice(((206, 188, 160), (194, 180, 164)))
    flip = rng.random() < 0.5

    def at(x: float) -> float:
        return 1 - x if flip else x

    far = [(at(0.98 - t * 0.034), 0.43 - 0.12 * math.sin(t / 15 * math.pi) + 0.005 * t) for t in range(16)]
    _rampart(b, far, [0.028] * 16, stone)
    b.poly([(at(0.3), 0.62), (at(0.52), 0.45), (at(0.75), 0.66), (at(1.02), 0.72), (at(1.02), 1), (at(-0.02), 1),
            (at(-0.02), 0.75)], (112, 170, 92))  # fmt: skip
    near = [(at(0.54 - 0.036 * t), 0.43 + 0.0012 * t**2 + 0.022 * math.sin(t * 0.7)) for t in range(17)]
    _rampart(b, near, [0.05 + 0.011 * t for t in range(17)], stone)
    _tower(b, at(0.76), 0.37, 0.11, stone)
    _tower(b, at(0.56), 0.52, 0.22, stone)
    b.wave(0.8, 0.02, (88, 150, 74), 1.0)
    for _ in range(9):
        b.bush(rng.uniform(0, 1), rng.uniform(0.8, 0.97), 0.035, (72, 136, 66))
    return b.image


def _house(b: Brush, left: bool, near: float, far: float, wall: Color) -> None:
    """A timber house on one side of a lane, from ``near`` (at the border of the picture) to ``far`` in depth."""

    def at(depth: float, y: float) -> Point:
        x = 0.02 + 0.4 * depth
        return (x - 0.02 if left else 1.02 - x), 0.52 + (y - 0.52) * (1 - depth)

    b.poly([at(near, 0.98), at(near, 0.2), at(far, 0.2), at(far, 0.98)], wall)
    b.poly([at(near, 0.86), at(near, 0.98), at(far, 0.98), at(far, 0.86)], (150, 146, 142))
    shine = b.time in ("night", "sunset")
    for y0, y1 in ((0.3, 0.46), (0.56, 0.86)):
        for share in (0.12, 0.56):
            a, z = near + (far - near) * share, near + (far - near) * (share + 0.32)
            b.poly([at(a, y0), at(z, y0), at(z, y1), at(a, y1)], WINDOW if shine else (238, 208, 156), own=shine)
            b.line([at((a + z) / 2, y0), at((a + z) / 2, y1)], (104, 62, 44), 0.006)
            b.line([at(a, (y0 + y1) / 2), at(z, (y0 + y1) / 2)], (104, 62, 44), 0.006)
    for y, out in ((0.16, 0.05), (0.5, 0.03)):
        b.poly([at(near - out, y + 0.07), at(near, y - 0.03), at(far, y - 0.03), at(far + out * 0.6, y + 0.07)],
               (84, 88, 98))  # fmt: skip
        b.line([at(near - out, y + 0.07), at(far + out * 0.6, y + 0.07)], (58, 60, 70), 0.01)


def oldtown(size: int, time: str, rng: random.Random) -> Image.Image:
    b = Brush(open_sky(size, time, rng, clouds=1), time, rng)
    b.wave(0.5, 0.015, (150, 180, 160))
    for level in range(3):
        y, half = 0.52 - level * 0.085, 0.085 - level * 0.018
        b.rect(0.5 - half * 0.65, y - 0.08, 0.5 + half * 0.65, y, (196, 84, 66))
        b.roof(0.5 - half, 0.5 + half, y - 0.06, y - 0.095, (92, 96, 108), 0.015)
    b.poly([(0.44, 0.52), (0.56, 0.52), (1.0, 1), (0.0, 1)], (190, 184, 176))
    for y in (0.58, 0.66, 0.77, 0.9):
        b.line([(0.5 - (y - 0.45) * 0.9, y), (0.5 + (y - 0.45) * 0.9, y)], (160, 154, 148), 0.006)
    for step in (-2, -1, 0, 1, 2):
        b.line([(0.5 + step * 0.02, 0.53), (0.5 + step * 0.17, 1)], (160, 154, 148), 0.005)
    for left in (True, False):
        for near, far in ((0.68, 0.92), (0.36, 0.7), (-0.1, 0.38)):
            _house(b, left, near, far, rng.choice(((178, 108, 74), (162, 96, 70), (190, 124, 86))))
    for y, reach, r in ((0.33, 0.24, 0.024), (0.15, 0.42, 0.045)):
        string = [(0.5 + reach * t / 6, y - 0.03 + 0.06 * (1 - (t / 6) ** 2)) for t in range(-6, 7)]
        b.line(string, (90, 60, 50), 0.005)
        for x, top in string[1::2]:
            b.lantern(x, top + r * 1.1, r)
    return b.image


def temple(size: int, time: str, rng: random.Random) -> Image.Image:
    b = Brush(open_sky(size, time, rng, clouds=2), time, rng)
    for x in (0.04, 0.14, 0.86, 0.96):
        b.bush(x, 0.42, 0.1, (84, 138, 92))
    b.rect(0, 0.44, 1, 0.66, (186, 62, 50))
    b.rect(0, 0.42, 1, 0.455, (214, 164, 60))
    b.rect(0.18, 0.34, 0.82, 0.62, (168, 52, 44))
    shine = time == "night"
    for x in (0.28, 0.42, 0.58, 0.72):
        b.rect(x - 0.05, 0.44, x + 0.05, 0.6, WINDOW if shine else (232, 190, 122), own=shine)
        for line in (-0.025, 0.0, 0.025):
            b.line([(x + line, 0.44), (x + line, 0.6)], (140, 44, 36), 0.006)
    for x in (0.21, 0.35, 0.5, 0.65, 0.79):
        b.rect(x - 0.016, 0.36, x + 0.016, 0.62, (206, 58, 46))
    b.rect(0.18, 0.36, 0.82, 0.4, (46, 120, 130))
    b.rect(0.3, 0.24, 0.7, 0.3, (46, 120, 130))
    tiles: Color = rng.choice(((228, 172, 54), (96, 108, 120)))
    b.roof(0.1, 0.9, 0.37, 0.26, tiles, 0.05)
    b.roof(0.2, 0.8, 0.24, 0.12, tiles, 0.05)
    for step in range(3):
        b.rect(0.14 - step * 0.04, 0.61 + step * 0.025, 0.86 + step * 0.04, 0.64 + step * 0.025,
               blend((246, 244, 238), (150, 146, 140), step * 0.16))  # fmt: skip
    b.rect(0, 0.655, 0.1, 0.7, (206, 200, 188))
    b.rect(0.9, 0.655, 1, 0.7, (206, 200, 188))
    b.rect(0, 0.685, 1, 1, (206, 200, 188))
    for y in (0.74, 0.82, 0.92):
        b.line([(0, y), (1, y)], (178, 170, 158), 0.006)
    for step in range(-6, 7):
        b.line([(0.5 + step * 0.1, 0.685), (0.5 + step * 0.19, 1)], (178, 170, 158), 0.005)
    for x in (0.1, 0.9):
        for step in range(7):
            b.disc(x + 0.02 * math.sin(step * 1.3), 0.62 - step * 0.045, 0.018 + step * 0.003, (240, 240, 244), 0.34)
        b.oval(x, 0.66, 0.06, 0.035, (148, 116, 60))
        b.rect(x - 0.07, 0.63, x + 0.07, 0.65, (176, 140, 74))
        for dx in (-0.04, 0.04):
            b.rect(x + dx - 0.008, 0.68, x + dx + 0.008, 0.73, (120, 92, 48))
    return b.image


def _lotus(b: Brush, x: float, y: float, r: float) -> None:
    pink: Color = b.rng.choice(((250, 150, 186), (255, 190, 210), (244, 120, 168)))
    for angle in (-160, -130, -50, -20, -90, -115, -65):
        a = math.radians(angle)
        tip = (x + math.cos(a) * r * 1.3, y + math.sin(a) * r * 1.4)
        left = (x + math.cos(a - 0.5) * r * 0.75, y + math.sin(a - 0.5) * r * 0.75)
        right = (x + math.cos(a + 0.5) * r * 0.75, y + math.sin(a + 0.5) * r * 0.75)
        b.poly([(x, y), left, tip, right], blend(pink, (255, 255, 255), 0.4 if angle in (-90, -115, -65) else 0.0))
    b.oval(x, y - r * 0.2, r * 0.25, r * 0.18, (250, 214, 90))


def lotuspond(size: int, time: str, rng: random.Random) -> Image.Image:
    b = Brush(open_sky(size, time, rng, clouds=1), time, rng)
    for step in range(9):
        b.bush(step / 8, 0.36 + rng.uniform(-0.02, 0.02), 0.07, (124, 180, 124))
    b.fade(0, 0.4, 1, 1, (136, 198, 200), (62, 142, 152))
    house = rng.choice((0.24, 0.76))
    for dx in (-0.07, -0.025, 0.025, 0.07):
        b.rect(house + dx - 0.007, 0.3, house + dx + 0.007, 0.43, (190, 60, 50))
    b.rect(house - 0.1, 0.41, house + 0.1, 0.44, (222, 216, 206))
    b.roof(house - 0.13, house + 0.13, 0.31, 0.22, (92, 104, 116), 0.03)
    willow = 1 - house + (0.2 if house < 0.5 else -0.2)
    b.line([(willow, 0.45), (willow, 0.1)], (112, 88, 66), 0.03)
    for step in range(14):
        x = willow + (step - 6.5) * 0.03
        b.line([(willow, 0.04), (x, 0.07), (x + (x - willow) * 0.25, 0.3 + rng.uniform(-0.04, 0.06))],
               rng.choice(((122, 178, 84), (150, 200, 104))), 0.014)  # fmt: skip
    pads = [(rng.uniform(0, 1), 0.5 + 0.05 * index) for index in range(10)] + [(0.1, 0.95), (0.9, 0.93), (0.5, 0.97)]
    for x, y in pads:
        r = 0.04 + (y - 0.45) * 0.17
        color: Color = rng.choice(((74, 158, 92), (96, 178, 104), (58, 138, 84)))
        b.oval(x, y, r, r * 0.36, color)
        b.poly([(x, y), (x + r * 0.9, y - r * 0.2), (x + r, y + r * 0.02)], (92, 168, 174))
        b.oval(x - r * 0.1, y - r * 0.05, r * 0.5, r * 0.14, blend(color, (255, 255, 220), 0.22))
    for x, y, r in ((0.08, 0.66, 0.05), (0.92, 0.62, 0.05), (0.2, 0.9, 0.07), (0.84, 0.86, 0.075), (0.55, 0.53, 0.035)):
        _lotus(b, x + rng.uniform(-0.03, 0.03), y, r)
    return b.image


PAINTERS: dict[str, Callable[[int, str, random.Random], Image.Image]] = {
    "bamboo": bamboo, "moongate": moongate, "greatwall": greatwall, "oldtown": oldtown, "temple": temple,
    "lotuspond": lotuspond,
}  # fmt: skip
