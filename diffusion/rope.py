"""Two-dimensional rotary position embedding (Su et al. 2021, arXiv:2104.09864; HunyuanDiT section 2.1)."""

import torch
from torch import Tensor

Rotary = tuple[Tensor, Tensor]
"""Cosines and sines, each [N, K] in float32."""


def axis_table(positions: Tensor, dim: int, theta: float = 10000.0) -> Rotary:
    """Cosines and sines [N, dim] of ``positions`` [N] (any real numbers, in tokens), each angle standing twice."""
    frequencies = theta ** (-torch.arange(0, dim, 2, dtype=torch.float32, device=positions.device) / dim)
    angles = positions.float()[:, None] * frequencies[None, :]  # [N, dim/2]
    angles = angles.repeat_interleave(2, dim=1)  # [N, dim]
    return angles.cos(), angles.sin()


def grid_table(
    rows: int, columns: int, dim: int, *, span: tuple[float, float] | None = None, offset: tuple[float, float] = (0, 0)
) -> Rotary:
    """Tables [rows * columns, dim] of a grid of tokens, row by row; the first half of ``dim`` turns with the column.

    ``span`` stretches the grid over that many positions (rows, columns), as the published model does for sizes other
    than the one it was trained at; ``offset`` shifts it (rows, columns). This is diffusers' and Tencent's order: the
    width's angles come first.
    """
    height, width = span if span is not None else (rows, columns)
    ys = torch.arange(rows, dtype=torch.float32) * (height / rows) + offset[0]
    xs = torch.arange(columns, dtype=torch.float32) * (width / columns) + offset[1]
    grid_y, grid_x = torch.meshgrid(ys, xs, indexing="ij")
    cos_x, sin_x = axis_table(grid_x.reshape(-1), dim // 2)
    cos_y, sin_y = axis_table(grid_y.reshape(-1), dim // 2)
    return torch.cat([cos_x, cos_y], dim=1), torch.cat([sin_x, sin_y], dim=1)


def rotate(x: Tensor, table: Rotary) -> Tensor:
    """Turns ``x`` [B, A, N, K] by the tables [N, K]; neighbouring channels form the complex pairs. Keeps the dtype."""
    cos, sin = table
    even, odd = x.float().unflatten(-1, (-1, 2)).unbind(-1)  # [B, A, N, K/2]
    turned = torch.stack([-odd, even], dim=-1).flatten(-2)  # [B, A, N, K]
    return (x.float() * cos + turned * sin).to(x.dtype)
