"""A second judge for colours: histograms, which see nothing but how much of which colour there is.

The network that judges the rest was trained to name things whatever their colour, and is led astray by grain and seams
that hardly change a colour. Colour indexing: Swain and Ballard 1991, "Color Indexing", section 3.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

LEVELS = 8
"""Of each of red, green and blue; a pixel counts for the eight nearest corners by its distances (trilinear)."""


class Histograms:
    """Square roots of colour histograms: their products are Bhattacharyya coefficients, 1 for equal histograms."""

    def features(self, pictures: Tensor, batch: int = 32) -> Tensor:
        """Vectors [M, LEVELS**3] of length one of pictures [M, 3, h, w] in [-1, 1]."""
        return torch.cat([histogram(part).sqrt() for part in pictures.split(batch)])


def histogram(pictures: Tensor) -> Tensor:
    """Shares [M, LEVELS**3], red first, of pictures [M, 3, h, w] in [-1, 1]."""
    scaled = (pictures.float().clamp(-1, 1) + 1) / 2 * (LEVELS - 1)  # [M, 3, h, w]
    # A pixel's share of a level falls linearly with its distance from it and ends at the next level.
    levels = torch.arange(LEVELS, device=pictures.device).view(LEVELS, 1, 1, 1)
    red, green, blue = (1 - (scaled.transpose(0, 1)[:, None] - levels).abs()).clamp(min=0).flatten(3)  # [L, M, hw]
    counted = torch.einsum("rmp,gmp,bmp->mrgb", red, green, blue)
    return F.normalize(counted.flatten(1), p=1, dim=1)
