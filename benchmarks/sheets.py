"""Contact sheets of dialogues: a column per turn, the ways to draw it and true renders below each other."""

from collections.abc import Mapping
from pathlib import Path

from PIL import ImageFont
from torch import Tensor

from benchmarks.dialogues import Script
from diffusion.training.sheets import sheet, to_images

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "C:/Windows/Fonts/msyh.ttc",
)
"""Where fonts with Chinese often lie; without any the turns are numbered instead."""
SIZE = 11


def find_font(wished: Path | None) -> ImageFont.FreeTypeFont | None:
    """The wished font, or the first that is there. OSError when the wished one cannot be read."""
    if wished is not None:
        return ImageFont.truetype(str(wished), SIZE)
    found = next((path for path in FONTS if Path(path).exists()), None)
    return ImageFont.truetype(found, SIZE) if found else None


def save_dialogue(
    path: Path, script: Script, rows: Mapping[str, Tensor], font: ImageFont.FreeTypeFont | None
) -> None:  # fmt: skip
    """Writes one sheet; ``rows`` are pictures [T, 3, H, W] by name, the first labelled with what was said instead."""
    said = [f"{number} {line.text}" if font else f"turn {number}" for number, line in enumerate(script.turns, start=1)]
    width = next(iter(rows.values())).shape[-1]
    labels = [wrapped(text, width, font) for text in said]
    for name in [*rows][1:]:
        labels += [name] * len(said)
    images = [image for row in rows.values() for image in to_images(row)]
    sheet(images, len(script.turns), labels, font).save(path)


def wrapped(text: str, width: int, font: ImageFont.FreeTypeFont | None) -> str:
    """``text`` in lines of at most ``width`` pixels, broken at spaces where there are any."""
    if font is None:
        return text
    lines = [""]
    for piece in text.replace(" ", " \0").split("\0") if text.isascii() else text:
        if lines[-1] and font.getlength((lines[-1] + piece).rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return "\n".join(line.strip() for line in lines)
