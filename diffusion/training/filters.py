"""Filters over pictures [B, C, H, W] in [0, 1] that the styles are made of. Lengths grow with the picture's side."""

import torch
import torch.nn.functional as F
from torch import Tensor

BASE = 128
"""The side at which one unit of length is one pixel."""


def unit(x: Tensor) -> int:
    """Pixels in one unit of length of the pictures ``x``."""
    return max(1, round(x.shape[-1] / BASE))


def blur(x: Tensor, radius: int) -> Tensor:
    """The mean over squares of 2 radius + 1 pixels."""
    size = 2 * radius + 1
    return F.avg_pool2d(F.pad(x, (radius,) * 4, mode="replicate"), size, stride=1)


def gray(x: Tensor) -> Tensor:
    """Luminance [B, 1, H, W] of colours [B, 3, H, W]."""
    weight = torch.tensor([0.299, 0.587, 0.114], device=x.device).view(1, 3, 1, 1)
    return (x * weight).sum(dim=1, keepdim=True)


def grow(mask: Tensor, radius: int) -> Tensor:
    """A mask made wider by ``radius`` pixels (dilation)."""
    return F.max_pool2d(mask, 2 * radius + 1, stride=1, padding=radius)


def contour(mask: Tensor, radius: int) -> Tensor:
    """A line of 2 radius pixels along the border of a mask."""
    return grow(mask, radius) + grow(1 - mask, radius) - 1


def kuwahara(x: Tensor, radius: int) -> Tensor:
    """Every pixel becomes the mean of the calmest of its four quadrants: flat areas with sharp borders.

    Kuwahara et al. 1976, "Processing of RI-angiocardiographic images".
    """
    height, width = x.shape[-2:]
    padded = F.pad(x, (radius,) * 4, mode="replicate")
    mean = F.avg_pool2d(padded, radius + 1, stride=1)  # [B, 3, H + radius, W + radius]
    spread = (F.avg_pool2d(padded * padded, radius + 1, stride=1) - mean * mean).sum(dim=1, keepdim=True)
    corners = [(top, left) for top in (0, radius) for left in (0, radius)]
    means = torch.stack([mean[..., t : t + height, u : u + width] for t, u in corners])  # [4, B, 3, H, W]
    spreads = torch.stack([spread[..., t : t + height, u : u + width] for t, u in corners])  # [4, B, 1, H, W]
    calmest = spreads.argmin(dim=0, keepdim=True).expand(1, *x.shape)
    return means.gather(0, calmest)[0]


def edges(x: Tensor) -> Tensor:
    """How steep the strongest channel is [B, 1, H, W], by central differences over one unit."""
    step = unit(x)
    padded = F.pad(x, (step,) * 4, mode="replicate")
    across = padded[..., step:-step, 2 * step :] - padded[..., step:-step, : -2 * step]
    down = padded[..., 2 * step :, step:-step] - padded[..., : -2 * step, step:-step]
    return (across.square() + down.square()).sqrt().amax(dim=1, keepdim=True)


def ramp(tone: Tensor, stops: tuple[tuple[int, int, int], ...]) -> Tensor:
    """Tones [B, 1, H, W] in [0, 1] as colours [B, 3, H, W] between evenly spaced sRGB ``stops``."""
    colors = torch.tensor(stops, device=tone.device, dtype=tone.dtype) / 255
    place = tone.clamp(0, 1) * (len(stops) - 1)
    result = colors[0].view(1, 3, 1, 1).expand(tone.shape[0], 3, *tone.shape[-2:])
    for index in range(1, len(stops)):
        share = (place - (index - 1)).clamp(0, 1)
        result = result + share * (colors[index] - colors[index - 1]).view(1, 3, 1, 1)
    return result
