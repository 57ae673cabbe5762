"""Styles that know where the figures are: flat, line drawing, porcelain, neon, papercut.

Each takes pictures [B, 3, H, W] in [0, 1] and the figures' mask [B, 1, H, W] in [0, 1].
"""

from functools import lru_cache

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw
from torch import Tensor

from diffusion.training.brushes import SCALE
from diffusion.training.filters import blur, contour, edges, gray, grow, kuwahara, ramp, unit

COBALT = ((14, 34, 112), (40, 82, 176), (112, 152, 218), (212, 226, 244), (248, 250, 252))
INSIDE_RIM = 0.068
"""Width of the porcelain's rim, as a share of the side."""


def _levels(x: Tensor, count: int) -> Tensor:
    """Tones brought to ``count`` steps, with a short slope between them."""
    scaled = x * (count - 1)
    low = scaled.floor()
    return (low + ((scaled - low - 0.5) * 8 + 0.5).clamp(0, 1)) / (count - 1)


def flat(x: Tensor, mask: Tensor) -> Tensor:
    """Poster colours: few tones, more chroma, no shading within an area."""
    calm = kuwahara(kuwahara(x, 2 * unit(x)), 2 * unit(x))
    luma = gray(calm)
    chroma = (calm - luma) * 1.3
    return (_levels(luma, 5) * 0.7 + luma * 0.28 + 0.02 + chroma).clamp(0, 1)


def line(x: Tensor, mask: Tensor) -> Tensor:
    """Black contours on white: strong around figures, lighter in them, thin behind them."""
    step = unit(x)
    calm = kuwahara(x, step)
    # Against the light around, so that a night has as many lines as a day.
    steep = edges(calm) / (0.22 + 0.78 * blur(gray(calm), 4 * step))
    inner = ((steep - 0.12) * 4.5).clamp(0, 1)
    drawn = inner * (0.45 + 0.5 * mask)
    around = contour((mask > 0.5).to(x.dtype), step)
    if step > 1:
        around = blur(around, 1)
    return (1 - torch.maximum(drawn, around * 0.96)).expand(-1, 3, -1, -1)


def neon(x: Tensor, mask: Tensor) -> Tensor:
    """Glowing tubes along the edges, in the pure colours of what they border, before the dark."""
    step = unit(x)
    calm = kuwahara(x, step)
    bright = calm.amax(dim=1, keepdim=True).clamp(min=0.05)
    pure = (calm / bright - 0.6 * calm.amin(dim=1, keepdim=True) / bright).clamp(0, 1)
    hue = pure / pure.amax(dim=1, keepdim=True).clamp(min=0.2)
    solid = (mask > 0.5).to(x.dtype)
    # Around a figure the tube has the figure's colour, not that of what is behind it.
    own = blur(hue * solid, 3 * step) / blur(solid, 3 * step).clamp(min=1e-3)
    tube = ((edges(calm) - 0.12) * 3).clamp(0, 1) * (0.45 + 0.55 * mask) * hue
    light = torch.maximum(tube, contour(solid, step) * own * 1.05)
    ground = torch.tensor([0.035, 0.02, 0.09], device=x.device, dtype=x.dtype).view(1, 3, 1, 1)
    halo = blur(light, 2 * step) * 0.7 + blur(light, 6 * step) * 0.8
    return (ground + calm * (0.06 + 0.12 * mask) + halo + light * 0.9).clamp(0, 1)


@lru_cache(maxsize=8)
def _rim(size: int) -> Tensor:
    """The painted rim of the porcelain: premultiplied RGBA [1, 4, size, size]."""
    side = size * SCALE
    wide = INSIDE_RIM * side
    image = Image.new("RGBA", (side, side), (248, 250, 252, 255))
    draw = ImageDraw.Draw(image)
    thin = max(1, round(side * 0.008))
    inner = (wide, wide, side - wide, side - wide)
    draw.rounded_rectangle((thin, thin, side - thin, side - thin), side * 0.03, outline=(26, 60, 150), width=2 * thin)
    count = 18
    pitch = (side - 2 * wide) / count
    for index in range(count):
        along = wide + (index + 0.5) * pitch
        for x, y in ((along, wide / 2), (along, side - wide / 2), (wide / 2, along), (side - wide / 2, along)):
            r = pitch * 0.34
            draw.ellipse((x - r, y - r, x + r, y + r), outline=(52, 92, 184), width=thin)
            draw.ellipse((x - r * 0.35, y - r * 0.35, x + r * 0.35, y + r * 0.35), fill=(26, 60, 150))
    for x in (wide / 2, side - wide / 2):
        for y in (wide / 2, side - wide / 2):
            draw.ellipse((x - wide * 0.3, y - wide * 0.3, x + wide * 0.3, y + wide * 0.3), fill=(26, 60, 150))
    draw.rounded_rectangle(inner, side * 0.04, fill=(0, 0, 0, 0), outline=(26, 60, 150), width=round(1.4 * thin))
    pixels = np.asarray(image.convert("RGBa").resize((size, size), Image.Resampling.BOX)).astype(np.float32) / 255
    return torch.from_numpy(pixels).permute(2, 0, 1)[None].contiguous()


def porcelain(x: Tensor, mask: Tensor) -> Tensor:
    """Blue-and-white: cobalt washes and contours under a white glaze, with a painted rim."""
    step = unit(x)
    calm = kuwahara(x, 2 * step)
    luma = gray(calm)
    drawn = ((edges(calm) - 0.08) * 3).clamp(0, 1)
    wash = 0.62 + 0.38 * luma - 0.34 * drawn
    figure = 0.12 + 0.86 * luma - 0.45 * drawn
    tone = wash + (figure - wash) * mask
    tone = tone - 0.75 * blur(contour((mask > 0.5).to(x.dtype), step), 1)
    painted = ramp(_levels(tone.clamp(0, 1), 9), COBALT)
    rim = _rim(x.shape[-1]).to(x.device, x.dtype)
    return (painted * (1 - rim[:, 3:]) + rim[:, :3]).clamp(0, 1)


def papercut(x: Tensor, mask: Tensor) -> Tensor:
    """Red paper, its folds cut out, over layers of paler paper for the setting, with a soft shadow."""
    step = unit(x)
    calm = kuwahara(kuwahara(x, 2 * step), 2 * step)
    luma = gray(calm)
    solid = (mask > 0.5).to(x.dtype)
    back = ramp(_levels(luma, 3), ((236, 150, 134), (248, 206, 180), (255, 244, 226)))
    moved = F.pad(solid, (2 * step, 0, 3 * step, 0))[..., : x.shape[-2], : x.shape[-1]]
    back = back * (1 - 0.42 * blur(moved, 2 * step))
    cuts = ((edges(calm) - 0.12) * 7).clamp(0, 1) * (1 - grow(1 - solid, 2 * step))
    paper = ramp(_levels(luma, 3), ((150, 10, 22), (198, 22, 30), (226, 58, 52)))
    cream = torch.tensor([1.0, 0.93, 0.86], device=x.device, dtype=x.dtype).view(1, 3, 1, 1)
    front = paper + (cream - paper) * cuts
    return (back + (front - back) * solid).clamp(0, 1)
