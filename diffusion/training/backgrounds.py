"""Procedural settings of the picture world, painted with Pillow at four times the size and shrunk."""

import random
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from diffusion.errors import InvalidConfig
from diffusion.training import chinese_places, countryside, interiors, towns, wonders
from diffusion.training.brushes import PLAIN, SCALE, SKIES, cloud, disc, gradient, lit, open_sky, stars, wave


def meadow(size: int, time: str, rng: random.Random) -> Image.Image:
    image = open_sky(size, time, rng)
    draw = ImageDraw.Draw(image)
    draw.polygon(wave(size, 0.56, 0.03, rng), fill=lit((142, 204, 110), time))
    draw.polygon(wave(size, 0.68, 0.02, rng, 1.0), fill=lit((104, 182, 84), time))
    for _ in range(10):
        disc(
            draw,
            size,
            rng.uniform(0, 1),
            rng.uniform(0.76, 0.97),
            0.012,
            lit(rng.choice(((255, 240, 120), (255, 170, 200), (255, 255, 255))), time),
        )
    return image


def beach(size: int, time: str, rng: random.Random) -> Image.Image:
    image = open_sky(size, time, rng, clouds=1)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, size * 0.42, size, size), fill=lit((60, 160, 208), time))
    draw.polygon(wave(size, 0.63, 0.015, rng, 2.0), fill=lit((236, 248, 250), time))
    draw.polygon(wave(size, 0.66, 0.015, rng, 2.0), fill=lit((244, 218, 164), time))
    return image


def snow(size: int, time: str, rng: random.Random) -> Image.Image:
    image = open_sky(size, time, rng, clouds=1)
    draw = ImageDraw.Draw(image)
    draw.polygon(wave(size, 0.55, 0.03, rng), fill=lit((214, 228, 244), time))
    draw.polygon(wave(size, 0.66, 0.02, rng, 1.0), fill=lit((242, 248, 255), time))
    for _ in range(22):
        disc(draw, size, rng.uniform(0, 1), rng.uniform(0, 0.95), 0.009, (255, 255, 255))
    return image


def city(size: int, time: str, rng: random.Random) -> Image.Image:
    image = open_sky(size, time, rng, clouds=1)
    draw = ImageDraw.Draw(image)
    walls = ((176, 184, 204), (198, 178, 172), (160, 176, 188), (210, 200, 184))
    windows = (255, 226, 130) if time == "night" else lit((226, 240, 250), time)
    x = -0.02
    while x < 1:
        width, top = rng.choice((0.14, 0.17, 0.2)), rng.uniform(0.18, 0.42)
        draw.rectangle((x * size, top * size, (x + width) * size, 0.7 * size), fill=lit(rng.choice(walls), time))
        for row in np.arange(top + 0.04, 0.64, 0.08):
            for column in (x + width * 0.2, x + width * 0.6):
                draw.rectangle(
                    (column * size, row * size, (column + width * 0.2) * size, (row + 0.04) * size), fill=windows
                )
        x += width + 0.01
    draw.rectangle((0, size * 0.68, size, size), fill=lit((120, 124, 132), time))
    for start in (0.05, 0.4, 0.75):
        draw.rectangle((start * size, 0.9 * size, (start + 0.16) * size, 0.925 * size), fill=lit((240, 240, 232), time))
    return image


def forest(size: int, time: str, rng: random.Random) -> Image.Image:
    image = open_sky(size, time, rng, clouds=0)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, size * 0.3, size, size), fill=lit((96, 150, 96), time))
    for depth, color in ((0.0, (62, 122, 74)), (0.08, (40, 98, 58))):
        for column in np.arange(-0.02, 1.1, 0.15):
            x, top = float(column) + rng.uniform(-0.03, 0.03), 0.06 + depth + rng.uniform(0, 0.08)
            draw.rectangle(
                ((x - 0.015) * size, 0.5 * size, (x + 0.015) * size, 0.74 * size), fill=lit((104, 74, 50), time)
            )
            for level in (0.0, 0.14, 0.28):
                spread = 0.05 + level * 0.2
                draw.polygon(
                    [
                        (x * size, (top + level) * size),
                        ((x - spread) * size, (top + level + 0.2) * size),
                        ((x + spread) * size, (top + level + 0.2) * size),
                    ],
                    fill=lit(color, time),
                )
    draw.polygon(wave(size, 0.7, 0.015, rng, 1.0), fill=lit((112, 156, 78), time))
    return image


def room(size: int, time: str, rng: random.Random) -> Image.Image:
    wall = rng.choice(((248, 226, 198), (214, 226, 240), (236, 216, 224)))
    image = gradient(size, lit(wall, time if time == "sunset" else "day"), lit(wall, "day", -0.06))
    draw = ImageDraw.Draw(image)
    left = rng.choice((0.08, 0.64))
    draw.rectangle((left * size, 0.1 * size, (left + 0.28) * size, 0.44 * size), fill=(250, 250, 250))
    pane = gradient(size, *SKIES[time]).resize((int(0.24 * size), int(0.3 * size)))
    image.paste(pane, (int((left + 0.02) * size), int(0.12 * size)))
    draw.line(
        ((left + 0.14) * size, 0.1 * size, (left + 0.14) * size, 0.44 * size), fill=(250, 250, 250), width=size // 50
    )
    draw.rectangle((0, 0.7 * size, size, size), fill=(196, 148, 104))
    for row in (0.78, 0.88):
        draw.line((0, row * size, size, row * size), fill=(172, 126, 84), width=max(1, size // 100))
    draw.rectangle((0, 0.675 * size, size, 0.7 * size), fill=(250, 248, 244))
    if time == "night":
        image = Image.blend(image, Image.new("RGB", image.size, (24, 26, 60)), 0.35)
    return image


def sea(size: int, time: str, rng: random.Random) -> Image.Image:
    image = gradient(size, lit((70, 180, 224), time), lit((16, 72, 140), time))
    draw = ImageDraw.Draw(image)
    draw.polygon(wave(size, 0.84, 0.02, rng), fill=lit((222, 200, 150), time))
    for _ in range(14):
        x, y, r = rng.uniform(0, 1), rng.uniform(0.04, 0.8), rng.uniform(0.006, 0.018)
        disc(draw, size, x, y, r, lit((196, 234, 250), time))
    for x in (0.06, 0.14, 0.88, 0.95):
        points = [((x + 0.015 * np.sin(t * 9 + x * 40)) * size, (0.86 - t * 0.3) * size) for t in np.linspace(0, 1, 12)]
        draw.line(points, fill=lit((48, 150, 96), time), width=size // 40)
    return image


def space(size: int, time: str, rng: random.Random) -> Image.Image:
    image = gradient(size, (10, 8, 34), (36, 20, 70))
    draw = ImageDraw.Draw(image)
    stars(draw, size, rng, 46, 1.0)
    x = rng.choice((0.13, 0.87))
    disc(draw, size, x, 0.16, 0.1, (226, 150, 96))
    draw.ellipse(
        ((x - 0.17) * size, 0.14 * size, (x + 0.17) * size, 0.19 * size), outline=(246, 216, 170), width=size // 70
    )
    return image


def sky(size: int, time: str, rng: random.Random) -> Image.Image:
    image = open_sky(size, time, rng, clouds=1, horizon=0.9)
    draw = ImageDraw.Draw(image)
    color = {"day": (255, 255, 255), "night": (96, 104, 158), "sunset": (255, 206, 186), "dawn": (255, 236, 232)}[time]
    for x, y in ((0.08, 0.86), (0.34, 0.93), (0.62, 0.9), (0.92, 0.87)):
        cloud(draw, size, x + rng.uniform(-0.04, 0.04), y, 0.13, color)
    return image


def desert(size: int, time: str, rng: random.Random) -> Image.Image:
    image = open_sky(size, time, rng, clouds=0)
    draw = ImageDraw.Draw(image)
    draw.polygon(wave(size, 0.52, 0.04, rng, 1.0), fill=lit((232, 186, 116), time))
    draw.polygon(wave(size, 0.64, 0.03, rng, 1.3), fill=lit((220, 164, 90), time))
    draw.polygon(wave(size, 0.8, 0.02, rng, 0.9), fill=lit((206, 146, 74), time))
    return image


def mountain(size: int, time: str, rng: random.Random) -> Image.Image:
    image = open_sky(size, time, rng, clouds=1)
    draw = ImageDraw.Draw(image)
    for x, top, color in ((0.18, 0.24, (124, 140, 170)), (0.78, 0.2, (112, 128, 160)), (0.48, 0.34, (140, 154, 182))):
        x += rng.uniform(-0.05, 0.05)
        draw.polygon(
            [(x * size, top * size), ((x - 0.36) * size, 0.7 * size), ((x + 0.36) * size, 0.7 * size)],
            fill=lit(color, time),
        )
        draw.polygon(
            [
                (x * size, top * size),
                ((x - 0.08) * size, (top + 0.102) * size),
                (x * size, (top + 0.07) * size),
                ((x + 0.08) * size, (top + 0.102) * size),
            ],
            fill=lit((248, 250, 255), time),
        )
    draw.polygon(wave(size, 0.68, 0.015, rng), fill=lit((116, 164, 104), time))
    return image


def lake(size: int, time: str, rng: random.Random) -> Image.Image:
    image = open_sky(size, time, rng, clouds=1)
    draw = ImageDraw.Draw(image)
    draw.polygon(wave(size, 0.42, 0.025, rng), fill=lit((96, 152, 106), time))
    draw.rectangle((0, 0.5 * size, size, 0.82 * size), fill=lit((88, 168, 206), time))
    for _ in range(7):
        x, y = rng.uniform(0, 0.85), rng.uniform(0.54, 0.78)
        draw.line((x * size, y * size, (x + 0.13) * size, y * size), fill=lit((160, 212, 234), time), width=size // 90)
    draw.polygon(wave(size, 0.82, 0.015, rng, 1.0), fill=lit((126, 178, 92), time))
    return image


def plain(size: int, time: str, rng: random.Random) -> Image.Image:
    return gradient(size, *PLAIN[rng.choice(tuple(PLAIN))])


Painter = Callable[[int, str, random.Random], Image.Image]

PAINTERS: dict[str, Painter] = {
    "": plain, "meadow": meadow, "beach": beach, "snow": snow, "city": city, "forest": forest, "room": room, "sea": sea,
    "space": space, "sky": sky, "desert": desert, "mountain": mountain, "lake": lake,
}  # fmt: skip
"""The settings of the first release; the tables that were measured then count these."""
TIMES = ("day", "night", "sunset")

SETTINGS: dict[str, Painter] = {
    **PAINTERS,
    **countryside.PAINTERS,
    **chinese_places.PAINTERS,
    **towns.PAINTERS,
    **interiors.PAINTERS,
    **wonders.PAINTERS,
}
"""All settings."""
ALL_TIMES = (*TIMES, "dawn")
INSIDE = frozenset(("room", "cave", "stage", "sea", "space", "underwater", "moon", *interiors.PAINTERS))
"""Settings that no weather reaches."""


def paint_bytes(setting: str, time: str, seed: int, size: int) -> NDArray[np.uint8]:
    """A background [size, size, 3]. ``setting`` is a key of SETTINGS; ``time`` one of ALL_TIMES."""
    if setting not in SETTINGS or time not in ALL_TIMES:
        raise InvalidConfig(
            f"The setting {setting!r} by {time!r} cannot be painted; allowed are {', '.join(filter(None, SETTINGS))} "
            f"or an empty one, by {', '.join(ALL_TIMES)}."
        )
    rng = random.Random(f"{setting}/{time}/{seed}")
    large = SETTINGS[setting](size * SCALE, time, rng).filter(ImageFilter.GaussianBlur(1.5))
    return np.asarray(large.resize((size, size), Image.Resampling.BOX))


def paint(setting: str, time: str, seed: int, size: int) -> NDArray[np.float32]:
    """The same as ``paint_bytes`` in [0, 1]."""
    return paint_bytes(setting, time, seed, size).astype(np.float32) / np.float32(255)
