"""Contact sheets: many pictures in one file, with captions under them where given."""

from collections.abc import Sequence
from pathlib import Path

import torch
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor


def to_images(pictures: Tensor) -> list[Image.Image]:
    """Pictures [B, 3, H, W] in [-1, 1] as PIL images."""
    pixels = ((pictures.float().clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8).permute(0, 2, 3, 1).contiguous()
    return [Image.fromarray(picture.numpy()) for picture in pixels]


def save_sheet(pictures: Tensor, path: Path, columns: int) -> None:
    """Writes pictures [B, 3, H, W] in [-1, 1] as one PNG, row by row."""
    sheet(to_images(pictures), columns).save(path)


def sheet(
    images: Sequence[Image.Image], columns: int, labels: Sequence[str] = (), font: ImageFont.FreeTypeFont | None = None
) -> Image.Image:
    """One picture of all ``images``; ``labels`` stand below them."""
    width, height = images[0].size
    gap, text = 4, 28 if labels else 0
    rows = -(-len(images) // columns)
    result = Image.new("RGB", (columns * (width + gap) + gap, rows * (height + gap + text) + gap), (255, 255, 255))
    draw = ImageDraw.Draw(result)
    for index, image in enumerate(images):
        x, y = gap + index % columns * (width + gap), gap + index // columns * (height + gap + text)
        result.paste(image, (x, y))
        if labels:
            draw.multiline_text((x, y + height + 1), labels[index], fill=(30, 30, 30), font=font, spacing=1)
    return result
