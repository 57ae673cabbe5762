"""The styles of the picture world, as filters over rendered pictures [B, 3, H, W] in [0, 1]."""

from collections.abc import Callable
from functools import lru_cache

import torch
import torch.nn.functional as F
from torch import Tensor

from diffusion.errors import InvalidConfig
from diffusion.training import prints
from diffusion.training.filters import blur, gray, unit

STYLES = ("3d", "watercolor", "ink", "pixel", "sketch")
"""The styles of the first release; the tables that were measured then count these."""
ALL_STYLES = (*STYLES, "flat", "line", "porcelain", "neon", "papercut")
COLORLESS = frozenset(("ink", "sketch", "line", "porcelain", "papercut"))
"""Styles in which no colour of a figure can be told."""


@lru_cache(maxsize=8)
def _sheet(size: int) -> Tensor:
    noise = torch.randn(1, 1, size // 4, size // 4, generator=torch.Generator().manual_seed(7))
    return F.interpolate(noise, size=(size, size), mode="bilinear", align_corners=False) * 0.02


def paper(size: int, device: torch.device | str = "cpu") -> Tensor:
    """The grain of the paper [1, 1, size, size]: always the same sheet, so that it can be learned."""
    return _sheet(size).to(device)


def _color(red: float, green: float, blue: float, device: torch.device) -> Tensor:
    return torch.tensor([red, green, blue], device=device).view(1, 3, 1, 1)


def watercolor(x: Tensor) -> Tensor:
    """Pale washes that pool at edges, on white paper."""
    soft = blur(x, unit(x))
    edge = (soft - blur(soft, 3 * unit(x))).abs().mean(dim=1, keepdim=True)
    wash = 1 - (1 - soft) * 0.72 - edge * 0.9
    return (wash + paper(x.shape[-1], x.device)).clamp(0, 1)


def ink(x: Tensor) -> Tensor:
    """Grey washes with dark contours on warm paper."""
    luma = gray(blur(x, unit(x)))
    edge = (luma - blur(luma, 2 * unit(x))).abs()
    tone = (0.25 + 0.75 * luma - edge * 1.6 + paper(x.shape[-1], x.device)).clamp(0, 1)
    warm, dark = _color(0.97, 0.94, 0.86, x.device), _color(0.07, 0.07, 0.09, x.device)
    return dark + (warm - dark) * tone


def pixel(x: Tensor) -> Tensor:
    """Squares of four pixels, six levels a channel."""
    blocks = (F.avg_pool2d(x, 4) * 5).round() / 5
    return F.interpolate(blocks, scale_factor=4, mode="nearest")


def sketch(x: Tensor) -> Tensor:
    """Pencil: the picture divided by its own blur, as grey lines on white."""
    luma = gray(x)
    lines = (luma / blur(luma, 3 * unit(x)).clamp(min=0.05)).clamp(0, 1)
    tone = (0.75 * lines**1.6 + 0.25 * luma).clamp(0, 1)
    return (0.08 + 0.9 * tone).expand(-1, 3, -1, -1)


_FILTERS: dict[str, Callable[[Tensor], Tensor]] = {
    "watercolor": watercolor, "ink": ink, "pixel": pixel, "sketch": sketch,
}  # fmt: skip
_PRINTS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "flat": prints.flat, "line": prints.line, "porcelain": prints.porcelain, "neon": prints.neon,
    "papercut": prints.papercut,
}  # fmt: skip


def apply(x: Tensor, styles: list[str], masks: Tensor | None = None) -> Tensor:
    """Each picture of the batch in its own style; "3d" is left as it is.

    ``masks`` [B, 1, H, W] in [0, 1] tell where the figures are; without them all is taken for setting.
    """
    unknown = sorted(set(styles) - set(ALL_STYLES))
    if unknown:
        raise InvalidConfig(f"There is no style {unknown[0]!r}; allowed are {', '.join(ALL_STYLES)}.")
    out = x.clone()
    for name in dict.fromkeys(styles):
        rows = [index for index, wanted in enumerate(styles) if wanted == name]
        if name in _FILTERS:
            out[rows] = _FILTERS[name](x[rows])
        elif name in _PRINTS:
            given = torch.zeros_like(x[rows, :1]) if masks is None else masks[rows]
            out[rows] = _PRINTS[name](x[rows], given)
    return out
