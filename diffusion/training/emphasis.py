"""Where errors count more: small things, which a mean over the picture would leave to the last."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from diffusion.training.placing import Anchors, layers
from diffusion.training.world import Picture


def emphasis(pictures: Sequence[Picture], side: int, anchors: Anchors, strength: float) -> Tensor:
    """Weights [B, 1, side, side] of the cells of square latents, of mean 1 over the batch.

    Cells that a worn or held thing touches weigh ``strength`` times as much as all others.
    """
    weights = torch.ones(len(pictures), 1, side, side)
    for row, picture in zip(weights, pictures, strict=True):
        ratio = side / picture.size
        for placed in picture.figures:
            for thing in layers(placed, 1, anchors)[1:]:
                across, down = (_cells(start * ratio, thing.side * ratio, side) for start in (thing.x, thing.y))
                row[:, down, across] = strength
    return weights / weights.mean()


def _cells(start: float, length: float, side: int) -> slice:
    return slice(max(0, math.floor(start)), min(side, math.ceil(start + length)))
