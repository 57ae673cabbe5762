"""Self attention and cross attention with QK-norm and rotary positions; the one seam that consistency uses.

Dimensions: B batch, N image tokens, R reference tokens, L text tokens, D width, A heads, K head width.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
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


Attend = Callable[[Tensor, KeyValue, Tensor | None], Tensor]
"""How queries [B, A, N, K] read a memory: ``attend``, or what ``attending`` puts in its place."""


def attend(query: Tensor, memory: KeyValue, bias: Tensor | None) -> Tensor:
    """Queries [B, A, N, K] mix the memory's values: [B, A, N, K]. ``bias``: see ``Attention.forward``."""
    return F.scaled_dot_product_attention(query, memory.key, memory.value, attn_mask=bias)


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
        self.attend: Attend = attend

    def key_value(self, context: Tensor, table: Rotary | None = None) -> KeyValue:
        """Keys and values of ``context`` [B, S, T]; they do not depend on the queries and may be kept."""
        key = self.k_norm(split_heads(self.k(context), self.heads))
        if table is not None:
            key = rotate(key, table)
        return KeyValue(key, split_heads(self.v(context), self.heads))

    def forward(self, x: Tensor, memory: KeyValue, table: Rotary, bias: Tensor | None = None) -> Tensor:
        """``x`` [B, N, D] attends to ``memory``; ``bias`` is added to the logits, broadcast to [B, A, N, S]."""
        query = rotate(self.q_norm(split_heads(self.q(x), self.heads)), table)
        mixed = self.attend(query, memory, bias)  # [B, A, N, K]
        return self.out(mixed.transpose(1, 2).flatten(2))


def join(first: KeyValue, second: KeyValue) -> KeyValue:
    """Both memories, one after the other."""
    return KeyValue(torch.cat([first.key, second.key], dim=2), torch.cat([first.value, second.value], dim=2))


@contextmanager
def attending(ways: Sequence[tuple[Attention, Attend]]) -> Iterator[None]:
    """Within the context each attention attends in its new way; afterwards, also after an error, as before.

    A new way gets queries and keys after their norms and rotations, and may call the attention's earlier ``attend``.
    """
    before = [(attention, attention.attend) for attention, _ in ways]
    try:
        for attention, way in ways:
            attention.attend = way
        yield
    finally:
        for attention, way in reversed(before):
            attention.attend = way
