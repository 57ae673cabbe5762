"""Blocks of the autoencoder (Rombach et al. 2022, arXiv:2112.10752, appendix E.1): residual, attention, resampling.

Dimensions: B batch, C channels, H W height and width. Every block keeps a channels-last layout.
"""

import torch.nn.functional as F
from torch import Tensor, nn


class ResBlock(nn.Module):
    """Two normalised convolutions around a residual: [B, C, H, W] -> [B, out, H, W]."""

    def __init__(self, channels: int, out_channels: int, groups: int) -> None:
        super().__init__()
        self.norm1 = nn.GroupNorm(groups, channels, eps=1e-6)
        self.conv1 = nn.Conv2d(channels, out_channels, 3, padding=1)
        self.norm2 = nn.GroupNorm(groups, out_channels, eps=1e-6)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1)
        self.shortcut = nn.Conv2d(channels, out_channels, 1) if channels != out_channels else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        h = self.conv1(F.silu(self.norm1(x)))
        h = self.conv2(F.silu(self.norm2(h)))
        return self.shortcut(x) + h


class SpatialAttention(nn.Module):
    """Attention with one head over all positions, with a residual: [B, C, H, W] -> the same shape."""

    def __init__(self, channels: int, groups: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(groups, channels, eps=1e-6)
        self.q = nn.Linear(channels, channels)
        self.k = nn.Linear(channels, channels)
        self.v = nn.Linear(channels, channels)
        self.out = nn.Linear(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        tokens = self.norm(x).flatten(2).transpose(1, 2)  # [B, HW, C]
        q, k, v = (layer(tokens)[:, None] for layer in (self.q, self.k, self.v))  # [B, 1, HW, C]
        mixed = self.out(F.scaled_dot_product_attention(q, k, v)[:, 0])  # [B, HW, C]
        return x + mixed.transpose(1, 2).unflatten(2, x.shape[2:])  # [B, C, H, W]


class Middle(nn.Module):
    """The bottom of both halves: residual block, attention, residual block."""

    def __init__(self, channels: int, groups: int) -> None:
        super().__init__()
        self.before = ResBlock(channels, channels, groups)
        self.attention = SpatialAttention(channels, groups)
        self.after = ResBlock(channels, channels, groups)

    def forward(self, x: Tensor) -> Tensor:
        return self.after(self.attention(self.before(x)))


class Downsample(nn.Module):
    """Halves height and width; the zero padding stands right and below only, as in the published weights."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, stride=2)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(F.pad(x, (0, 1, 0, 1)))


class Upsample(nn.Module):
    """Doubles height and width by repetition, then convolves."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(F.interpolate(x, scale_factor=2.0, mode="nearest"))


class Stage(nn.Module):
    """Residual blocks at one resolution, then a change of resolution (or none): [B, C, H, W] -> [B, out, H', W']."""

    def __init__(self, channels: int, out_channels: int, depth: int, groups: int, resample: nn.Module) -> None:
        super().__init__()
        self.blocks = nn.Sequential(
            *(ResBlock(channels if layer == 0 else out_channels, out_channels, groups) for layer in range(depth))
        )
        self.resample = resample

    def forward(self, x: Tensor) -> Tensor:
        return self.resample(self.blocks(x))
