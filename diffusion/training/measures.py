"""What can be measured of the figures of one picture: covered by others, size, cut at the border, contrast.

All is measured on a grid of ``GRID`` cells a side, whatever the picture's size, from the figures' silhouettes (hats and
what is held left out) and, for the contrast, from the rendered picture.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from diffusion.training.figures import Figures

GRID = 128
SILHOUETTE = 64
"""Side of the silhouette that every concept is measured by."""
RIM = 3
"""How far around a cell, in cells, colours of figure and ground are averaged for the contrast."""
USUAL_SIZE = 128
"""Side in pixels that a picture's coordinates refer to when it does not say."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure: ``occlusion`` share of what lies in the picture covered by later figures, ``size`` share of the
    picture that it takes, ``cut`` share of it outside of the picture. ``visible`` [GRID, GRID]: what is seen of it."""

    occlusion: float
    size: float
    cut: float
    visible: Mask


class Silhouettes:
    """The shape of every concept [SILHOUETTE, SILHOUETTE], read when asked for."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures
        self._shapes: dict[str, Mask] = {}

    def __getitem__(self, concept: str) -> Mask:
        if concept not in self._shapes:
            self._shapes[concept] = self._figures[concept, SILHOUETTE, ""][:, :, 3] > 0.5
        return self._shapes[concept]


def measure(picture: dict[str, Any], shapes: Silhouettes) -> list[Measured]:
    """Occlusion, size and cut of every figure of ``picture`` (a description of the corpus), in its order."""
    scale = GRID / picture.get("size", USUAL_SIZE)
    placed = [_placed(figure, shapes, scale) for figure in picture["figures"]]
    later = np.zeros((GRID, GRID), dtype=np.bool_)
    result = []
    for inside, size, cut in reversed(placed):
        covered = inside & later
        occlusion = float(covered.sum() / max(int(inside.sum()), 1))
        result.append(Measured(occlusion, size, cut, inside & ~later))
        later |= inside
    return result[::-1]


def _placed(figure: dict[str, Any], shapes: Silhouettes, scale: float) -> tuple[Mask, float, float]:
    """The figure's cells [GRID, GRID], its share of the picture, and its share outside of the picture."""
    shape = shapes[figure["concept"]]
    if figure.get("flip", False):
        shape = shape[:, ::-1]
    left, top, side = figure["x"] * scale, figure["y"] * scale, figure["side"] * scale
    centres = (np.arange(SILHOUETTE) + 0.5) / SILHOUETTE * side
    columns, rows = ((start + centres >= 0) & (start + centres < GRID) for start in (left, top))
    kept = float(shape[np.ix_(rows, columns)].sum() / shape.sum())
    inside = np.zeros((GRID, GRID), dtype=np.bool_)
    across, down = (np.arange(max(0, math.floor(s)), max(0, min(GRID, math.ceil(s + side)))) for s in (left, top))
    column, row = (
        ((cells + 0.5 - start) / side * SILHOUETTE).astype(int) for cells, start in ((across, left), (down, top))
    )
    across, down = (c[(i >= 0) & (i < SILHOUETTE)] for c, i in ((across, column), (down, row)))
    column, row = (i[(i >= 0) & (i < SILHOUETTE)] for i in (column, row))
    inside[np.ix_(down, across)] = shape[np.ix_(row, column)]
    return inside, float(shape.mean()) * side**2 / GRID**2 * kept, 1 - kept


def lab(picture: Tensor) -> Tensor:
    """CIELAB [3, H, W] (D65, CIE 1976) of a picture [3, H, W] in sRGB, values in [0, 1]."""
    linear = torch.where(picture <= 0.04045, picture / 12.92, ((picture + 0.055) / 1.055) ** 2.4)
    # sRGB's primaries (IEC 61966-2-1), each row divided by the white point.
    matrix = torch.tensor(
        [[0.43395, 0.37622, 0.18983], [0.21267, 0.71515, 0.07218], [0.01776, 0.10947, 0.87277]], dtype=picture.dtype
    )
    xyz = torch.einsum("ij,jhw->ihw", matrix, linear)
    root = torch.where(xyz > 216 / 24389, xyz.clamp(min=1e-6) ** (1 / 3), (24389 / 27 * xyz + 16) / 116)
    return torch.stack([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def contrast(picture: Tensor, visible: Sequence[Mask]) -> list[float]:
    """How plainly each figure stands out from what is around it, in units of CIELAB (2 is just noticeable).

    Along the contour the mean colours on both sides within RIM cells are compared (Euclidean, CIE 1976); the mean over
    the contour is returned, 0 for a figure of which nothing is seen. ``picture`` [3, H, W] in [-1, 1].
    """
    if not visible:
        return []
    small = F.adaptive_avg_pool2d((picture + 1) / 2, GRID)
    colors = torch.cat([lab(small.clamp(0, 1)), torch.ones(1, GRID, GRID)])  # [4, G, G]: the last counts the cells
    masks = torch.from_numpy(np.stack(visible)).float()[:, None]  # [K, 1, G, G]
    inner, outer = (_around(colors * side) for side in (masks, 1 - masks))
    apart = (inner[:, :3] / inner[:, 3:].clamp(min=1e-6) - outer[:, :3] / outer[:, 3:].clamp(min=1e-6)).norm(dim=1)
    contour = ((inner[:, 3] > 0.15) & (outer[:, 3] > 0.15)).float()
    shares = (apart * contour).sum(dim=(1, 2)) / contour.sum(dim=(1, 2)).clamp(min=1)
    return [float(share) for share in shares]


def _around(x: Tensor) -> Tensor:
    return F.avg_pool2d(x, 2 * RIM + 1, stride=1, padding=RIM)
