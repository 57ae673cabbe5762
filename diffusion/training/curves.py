"""The course of training as a picture: one panel for each number of the log."""

import json
import math
from pathlib import Path

from PIL import Image, ImageDraw

WIDTH, HEIGHT, MARGIN = 460, 200, 34
SKIPPED = ("step", "eta_minutes")


def read_log(path: Path) -> list[dict[str, float]]:
    """The lines of ``log.jsonl``; after a resumption the later line of a step counts."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return list({int(line["step"]): line for line in lines}.values())


def draw_curves(log_file: Path, path: Path) -> None:
    """Writes a PNG with each logged number over the steps, as logged in grey, its moving average in blue.

    Nothing is written while nothing is logged.
    """
    log = read_log(log_file) if log_file.exists() else []
    if not log:
        return
    names = [name for name in dict.fromkeys(name for line in log for name in line) if name not in SKIPPED]
    columns = 2
    rows = math.ceil(len(names) / columns)
    sheet = Image.new("RGB", (columns * WIDTH, max(1, rows) * HEIGHT), "white")
    for index, name in enumerate(names):
        points = [(line["step"], line[name]) for line in log if name in line]
        panel = _panel(name, points)
        sheet.paste(panel, ((index % columns) * WIDTH, (index // columns) * HEIGHT))
    partial = path.with_suffix(".partial.png")
    sheet.save(partial)
    partial.replace(path)


def smoothed(values: list[float], memory: float = 0.9) -> list[float]:
    """The exponential moving average of ``values``, corrected for its beginning."""
    result, total, weight = [], 0.0, 0.0
    for value in values:
        total, weight = memory * total + (1 - memory) * value, memory * weight + (1 - memory)
        result.append(total / weight)
    return result


def _panel(name: str, points: list[tuple[float, float]]) -> Image.Image:
    panel = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(panel)
    steps, values = [p[0] for p in points], [p[1] for p in points]
    low, high = min(values), max(values)
    first, last = min(steps), max(steps)

    def place(step: float, value: float) -> tuple[float, float]:
        across = (step - first) / (last - first) if last > first else 0.5
        up = (value - low) / (high - low) if high > low else 0.5
        return MARGIN + across * (WIDTH - 2 * MARGIN), HEIGHT - MARGIN - up * (HEIGHT - 2 * MARGIN)

    draw.rectangle((MARGIN, MARGIN, WIDTH - MARGIN, HEIGHT - MARGIN), outline=(190, 190, 190))
    draw.text((MARGIN, 8), f"{name}   {values[-1]:.4g}", fill="black")
    draw.text((4, MARGIN - 12), f"{high:.3g}", fill=(110, 110, 110))
    draw.text((4, HEIGHT - MARGIN), f"{low:.3g}", fill=(110, 110, 110))
    draw.text((MARGIN, HEIGHT - 18), f"{first:.0f}", fill=(110, 110, 110))
    draw.text((WIDTH - 2 * MARGIN, HEIGHT - 18), f"{last:.0f}", fill=(110, 110, 110))
    if len(points) > 1:
        draw.line([place(*point) for point in points], fill=(205, 205, 205))
        draw.line([place(*point) for point in zip(steps, smoothed(values), strict=True)], fill=(40, 90, 220), width=2)
    return panel
