"""The styles of the picture world, as filters over rendered pictures [B, 3, H, W] in [0, 1]."""

import torch
import torch.nn.functional as F
from torch import Tensor

STYLES = ("3d", "watercolor", "ink", "pixel", "sketch")


def _blur(x: Tensor, radius: int) -> Tensor:
    size = 2 * radius + 1
    return F.avg_pool2d(F.pad(x, (radius,) * 4, mode="replicate"), size, stride=1)


def _gray(x: Tensor) -> Tensor:
    weight = torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)
    return (x * weight).sum(dim=1, keepdim=True)


def paper(size: int) -> Tensor:
    """The grain of the paper [1, 1, size, size]: always the same sheet, so that it can be learned."""
    noise = torch.randn(1, 1, size // 4, size // 4, generator=torch.Generator().manual_seed(7))
    return F.interpolate(noise, size=(size, size), mode="bilinear", align_corners=False) * 0.02


def watercolor(x: Tensor) -> Tensor:
    """Pale washes that pool at edges, on white paper."""
    soft = _blur(x, 1)
    edge = (soft - _blur(soft, 3)).abs().mean(dim=1, keepdim=True)
    wash = 1 - (1 - soft) * 0.72 - edge * 0.9
    return (wash + paper(x.shape[-1])).clamp(0, 1)


def ink(x: Tensor) -> Tensor:
    """Grey washes with dark contours on warm paper."""
    gray = _gray(_blur(x, 1))
    edge = (gray - _blur(gray, 2)).abs()
    tone = (0.25 + 0.75 * gray - edge * 1.6 + paper(x.shape[-1])).clamp(0, 1)
    warm = torch.tensor([0.97, 0.94, 0.86]).view(1, 3, 1, 1)
    dark = torch.tensor([0.07, 0.07, 0.09]).view(1, 3, 1, 1)
    return dark + (warm - dark) * tone


def pixel(x: Tensor) -> Tensor:
    """Squares of four pixels, six levels a channel."""
    blocks = (F.avg_pool2d(x, 4) * 5).round() / 5
    return F.interpolate(blocks, scale_factor=4, mode="nearest")


def sketch(x: Tensor) -> Tensor:
    """Pencil: the picture divided by its own blur, as grey lines on white."""
    gray = _gray(x)
    lines = (gray / _blur(gray, 3).clamp(min=0.05)).clamp(0, 1)
    tone = (0.75 * lines**1.6 + 0.25 * gray).clamp(0, 1)
    return (0.08 + 0.9 * tone).expand(-1, 3, -1, -1)


_FILTERS = {"watercolor": watercolor, "ink": ink, "pixel": pixel, "sketch": sketch}


def apply(x: Tensor, styles: list[str]) -> Tensor:
    """Each picture of the batch in its own style; "3d" is left as it is."""
    out = x.clone()
    for name, style in _FILTERS.items():
        rows = [index for index, wanted in enumerate(styles) if wanted == name]
        if rows:
            out[rows] = style(x[rows])
    return out
