"""Small layers of the transformer: norms kept in float32, embeddings, the pooling of the text.

Dimensions: B batch, N image tokens, L text tokens, D width, A heads, K head width, C channels, H W latent size.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from diffusion.config import TransformerConfig


class LayerNorm32(nn.LayerNorm):
    """LayerNorm computed in float32 and returned in the input's dtype (the published fp16 weights need it)."""

    def forward(self, x: Tensor) -> Tensor:
        weight = None if self.weight is None else self.weight.float()
        bias = None if self.bias is None else self.bias.float()
        return F.layer_norm(x.float(), self.normalized_shape, weight, bias, self.eps).to(x.dtype)


def sinusoids(values: Tensor, dim: int = 256) -> Tensor:
    """Sinusoidal embedding [M, dim] of ``values`` [M], cosines first (Vaswani et al. 2017, section 3.5)."""
    half = dim // 2
    frequencies = torch.exp(-math.log(10000.0) * torch.arange(half, dtype=torch.float32, device=values.device) / half)
    angles = values.float()[:, None] * frequencies[None, :]
    return torch.cat([angles.cos(), angles.sin()], dim=1)


class Mlp(nn.Module):
    """Two linear layers around a nonlinearity: [.., in] -> [.., out]."""

    def __init__(self, in_dim: int, hidden: int, out_dim: int, activation: nn.Module) -> None:
        super().__init__()
        self.up = nn.Linear(in_dim, hidden)
        self.activation = activation
        self.down = nn.Linear(hidden, out_dim)

    def forward(self, x: Tensor) -> Tensor:
        return self.down(self.activation(self.up(x)))


class PatchEmbed(nn.Module):
    """Cuts latents [B, C, H, W] into patches and maps each to a token: [B, N, D], row by row."""

    def __init__(self, channels: int, patch_size: int, width: int) -> None:
        super().__init__()
        self.proj = nn.Conv2d(channels, width, patch_size, patch_size)

    def forward(self, x: Tensor) -> Tensor:
        return self.proj(x).flatten(2).transpose(1, 2)


def place_table(rows: int, columns: int, width: int) -> Tensor:
    """Sines and cosines [rows * columns, width] of every token's row and column (Dosovitskiy et al. 2020, DiT)."""
    ys, xs = torch.meshgrid(torch.arange(rows).float(), torch.arange(columns).float(), indexing="ij")
    return torch.cat([sinusoids(xs.reshape(-1), width // 2), sinusoids(ys.reshape(-1), width // 2)], dim=1)


def unpatchify(tokens: Tensor, rows: int, columns: int, patch_size: int) -> Tensor:
    """Tokens [B, N, P * P * C] back to latents [B, C, rows * P, columns * P]."""
    batch, _, dim = tokens.shape
    channels = dim // patch_size**2
    x = tokens.view(batch, rows, columns, patch_size, patch_size, channels)
    x = x.permute(0, 5, 1, 3, 2, 4)  # [B, C, rows, P, columns, P]
    return x.reshape(batch, channels, rows * patch_size, columns * patch_size)


class AttentionPool(nn.Module):
    """Pools text states [B, L, T] to [B, P] by one attention whose query is their mean (HunyuanDiT's pooler).

    With a ``mask`` [B, L] (True: a word) the mean and the attention leave the padding out; without one all positions
    take part, as published.
    """

    def __init__(self, length: int, dim: int, out_dim: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.position = nn.Parameter(torch.randn(length + 1, dim) / dim**0.5)
        self.q = nn.Linear(dim, dim)
        self.k = nn.Linear(dim, dim)
        self.v = nn.Linear(dim, dim)
        self.out = nn.Linear(dim, out_dim)

    def forward(self, states: Tensor, mask: Tensor | None = None) -> Tensor:
        batch, length, dim = states.shape
        if mask is None:
            mean = states.mean(dim=1, keepdim=True)
            attend = None
        else:
            weight = mask[:, :, None].to(states.dtype)
            mean = (states * weight).sum(dim=1, keepdim=True) / weight.sum(dim=1, keepdim=True).clamp(min=1)
            first = torch.ones(batch, 1, dtype=torch.bool, device=mask.device)
            attend = torch.cat([first, mask], dim=1)[:, None, None, :]  # [B, 1, 1, L+1]
        x = torch.cat([mean, states], dim=1) + self.position[: length + 1].to(states.dtype)  # [B, L+1, T]
        q = self.q(x[:, :1]).view(batch, 1, self.heads, -1).transpose(1, 2)
        k = self.k(x).view(batch, length + 1, self.heads, -1).transpose(1, 2)
        v = self.v(x).view(batch, length + 1, self.heads, -1).transpose(1, 2)
        pooled = F.scaled_dot_product_attention(q, k, v, attn_mask=attend)  # [B, A, 1, T/A]
        return self.out(pooled.transpose(1, 2).reshape(batch, dim))


class ConditionEmbed(nn.Module):
    """Timestep, pooled text and (v1.1 and before) picture sizes and style, as one vector [B, D]."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.size_and_style = config.size_and_style
        width = config.width
        self.time = Mlp(256, width, width, nn.SiLU())
        self.pool = AttentionPool(config.t5_length, config.t5_dim, config.pooled_dim, config.pool_heads)
        extra = config.pooled_dim
        if config.size_and_style:
            self.style = nn.Embedding(1, width)
            extra += 256 * 6 + width
        self.extra = Mlp(extra, 4 * width, width, nn.SiLU())

    def forward(
        self, timestep: Tensor, t5: Tensor, mask: Tensor | None, sizes: Tensor | None, style: Tensor | None
    ) -> Tensor:
        """``timestep`` [B], ``t5`` [B, L, T]; ``sizes`` [B, 6] in pixels and ``style`` [B] for v1.1."""
        extra = self.pool(t5, mask)
        if self.size_and_style:
            if sizes is None or style is None:
                raise ValueError("this transformer needs sizes [B, 6] and style [B] (HunyuanDiT v1.1 and before)")
            embedded = sinusoids(sizes.reshape(-1)).view(-1, 6 * 256).to(extra.dtype)
            extra = torch.cat([extra, embedded, self.style(style)], dim=1)
        return self.time(sinusoids(timestep).to(extra.dtype)) + self.extra(extra)
