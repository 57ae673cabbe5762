"""Self attention and cross attention with QK-norm and rotary positions; the one seam that consistency uses.

Dimensions: B batch, N image tokens, R reference tokens, L text tokens, D width, A heads, K head width.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from diffusion.layers import LayerNorm32
from diffusion.rope import Rotary, rotate


@dataclass(frozen=True, slots=True)
class KeyValue:
    """Keys and values [B, A, S, K] of one attention, ready to be attended to."""

    key: Tensor
    value: Tensor


def split_heads(x: Tensor, heads: int) -> Tensor:
    """[B, S, A * K] -> [B, A, S, K]."""
    return x.unflatten(-1, (heads, -1)).transpose(1, 2)


class Attention(nn.Module):
    """Multi-head attention whose queries and keys are normalised per head (Henry et al. 2020, arXiv:2010.04245).

    Queries turn with the image's rotary tables. Keys turn too where they belong to image tokens (``key_table``).
    """

    def __init__(self, width: int, heads: int, context_dim: int | None = None) -> None:
        super().__init__()
        context_dim = width if context_dim is None else context_dim
        self.heads = heads
        self.q = nn.Linear(width, width)
        self.k = nn.Linear(context_dim, width)
        self.v = nn.Linear(context_dim, width)
        self.q_norm = LayerNorm32(width // heads, eps=1e-6)
        self.k_norm = LayerNorm32(width // heads, eps=1e-6)
        self.out = nn.Linear(width, width)

    def key_value(self, context: Tensor, table: Rotary | None = None) -> KeyValue:
        """Keys and values of ``context`` [B, S, T]; they do not depend on the queries and may be kept."""
        key = self.k_norm(split_heads(self.k(context), self.heads))
        if table is not None:
            key = rotate(key, table)
        return KeyValue(key, split_heads(self.v(context), self.heads))

    def forward(self, x: Tensor, memory: KeyValue, table: Rotary, bias: Tensor | None = None) -> Tensor:
        """``x`` [B, N, D] attends to ``memory``; ``bias`` is added to the logits, broadcast to [B, A, N, S]."""
        query = rotate(self.q_norm(split_heads(self.q(x), self.heads)), table)
        mixed = F.scaled_dot_product_attention(query, memory.key, memory.value, attn_mask=bias)  # [B, A, N, K]
        return self.out(mixed.transpose(1, 2).flatten(2))


def join(first: KeyValue, second: KeyValue) -> KeyValue:
    """Both memories, one after the other."""
    return KeyValue(torch.cat([first.key, second.key], dim=2), torch.cat([first.value, second.value], dim=2))
