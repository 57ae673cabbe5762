"""HunyuanDiT's blocks once more, in plain torch over a state dict and in float64: what attachments are held against.

Embeddings before the blocks and the layer after them are the model's own (the parity tests see to these). Rotary
positions are complex numbers here, and every sample of a batch is attended to on its own.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import torch
import torch.nn.functional as F
from torch import Tensor

from diffusion.config import TransformerConfig
from diffusion.layers import unpatchify
from diffusion.transformer import Conditioning, Transformer
from tests.diffusion.toy import CONFIG

State = Mapping[str, Tensor]
PUBLISHED: TransformerConfig = replace(
    CONFIG.transformer,
    text_padding="learned",
    references=False,
    absolute_position=False,
    clip_length=5,
    t5_length=7,
    pool_heads=8,
)
"""At toy size, but as the published ones in all that matters to attachments."""
ROWS, COLUMNS = 3, 4


def toy_transformer(seed: int = 0) -> Transformer:
    """A transformer with random weights everywhere, so that every part matters."""
    torch.manual_seed(seed)
    model = Transformer(PUBLISHED)
    for name, parameter in model.named_parameters():
        torch.nn.init.normal_(parameter, std=0.2)
        if name.endswith("norm.weight"):  # those of queries and keys make attention choose
            parameter.data.add_(2 if "q_norm" in name or "k_norm" in name else 1)
    return model.eval().requires_grad_(False)


def toy_text(batch: int, seed: int = 1) -> Conditioning:
    generator = torch.Generator().manual_seed(seed)
    clip = torch.randn(batch, PUBLISHED.clip_length, PUBLISHED.clip_dim, generator=generator)
    t5 = torch.randn(batch, PUBLISHED.t5_length, PUBLISHED.t5_dim, generator=generator)
    clip_mask = torch.arange(PUBLISHED.clip_length).expand(batch, -1) < 3
    t5_mask = torch.arange(PUBLISHED.t5_length).expand(batch, -1) < 5
    return Conditioning(clip, clip_mask, t5, t5_mask)


def toy_latents(batch: int, seed: int = 2) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(batch, PUBLISHED.in_channels, 2 * ROWS, 2 * COLUMNS, generator=generator)


def toy_output(model: Transformer, x: Tensor, text: Conditioning, timestep: float = 500.0) -> Tensor:
    """The model's own output, whatever is attached to it."""
    with torch.no_grad():
        return model(x, torch.full((x.shape[0],), timestep), model.prepare(text))


@dataclass(frozen=True)
class Layer:
    """What a plain way of attending may look at: one block's weights, and where the tokens stand."""

    number: int
    state: State
    heads: int
    positions: Tensor


SelfWay = Callable[[Layer, Tensor, Tensor, Tensor], Tensor]
"""Queries, keys (not turned yet) and values [B, N, A, K] of self attention, mixed: [B, N, A, K]."""
CrossWay = Callable[[Layer, Tensor], Tensor]
"""Queries [B, N, A, K] of cross attention (turned), to what is added to the text's [B, N, A, K]."""


def linear(state: State, name: str, x: Tensor) -> Tensor:
    return x @ state[f"{name}.weight"].T + state[f"{name}.bias"]


def norm(state: State, name: str, x: Tensor, eps: float = 1e-6) -> Tensor:
    centred = x - x.mean(-1, keepdim=True)
    scaled = centred / (centred.square().mean(-1, keepdim=True) + eps).sqrt()
    return scaled * state[f"{name}.weight"] + state[f"{name}.bias"]


def grid(rows: int, columns: int, shift: tuple[float, float] = (0.0, 0.0)) -> Tensor:
    """Row and column of every token, float64 [N, 2]."""
    return torch.tensor([(r + shift[0], c + shift[1]) for r in range(rows) for c in range(columns)]).double()


def turn(x: Tensor, positions: Tensor) -> Tensor:
    """Rotary embedding of ``x`` [.., N, A, K]: the first half of the channels by column, the second by row."""
    quarter = x.shape[-1] // 4
    frequency = 10000.0 ** (-torch.arange(quarter).double() / quarter)
    angles = torch.cat([positions[:, 1:] * frequency, positions[:, :1] * frequency], dim=1)  # [N, K/2]
    pairs = torch.view_as_complex(x.unflatten(-1, (-1, 2)).contiguous())
    return torch.view_as_real(pairs * torch.polar(torch.ones_like(angles), angles)[:, None]).flatten(-2)


def weigh(query: Tensor, key: Tensor, value: Tensor, extra: Tensor | None = None) -> Tensor:
    """Softmax attention of one sample: [N, A, K] over [S, A, K]; ``extra`` [S] is added to the logits."""
    logits = torch.einsum("nak,sak->ans", query, key) / math.sqrt(query.shape[-1])
    logits = logits if extra is None else logits + extra
    return torch.einsum("ans,sak->nak", logits.softmax(-1), value)


def alone(layer: Layer, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
    """Plain self attention, sample by sample."""
    query, key = turn(query, layer.positions), turn(key, layer.positions)
    return torch.stack([weigh(*sample) for sample in zip(query, key, value, strict=True)])


def plain_output(
    model: Transformer,
    x: Tensor,
    text: Conditioning,
    timestep: float = 500.0,
    *,
    own: SelfWay = alone,
    beside: CrossWay | None = None,
) -> Tensor:
    """The network's output [B, C, H, W] in float64, with another self attention or something beside the text's."""
    with torch.no_grad():
        h = model.patch(x).double()
        condition = model.condition(torch.full((x.shape[0],), timestep), text.t5, None, None, None)
        states = torch.cat([text.clip, model.text_projection(text.t5)], dim=1)
        padding = ~torch.cat([text.clip_mask, text.t5_mask], dim=1)
        assert model.text_padding is not None
        states = torch.where(padding[:, :, None], model.text_padding, states).double()
        active = F.silu(condition).double()
        rows, columns = x.shape[2] // 2, x.shape[3] // 2
        h = _blocks(model, h, active, states, grid(rows, columns), own, beside)
        scale, shift = model.out_modulation(active.float()).double().chunk(2, dim=1)
        h = F.layer_norm(h, h.shape[-1:], eps=1e-6) * (1 + scale[:, None]) + shift[:, None]
        return unpatchify(model.out(h.float()), rows, columns, 2)


def _blocks(
    model: Transformer,
    h: Tensor,
    active: Tensor,
    states: Tensor,
    positions: Tensor,
    own: SelfWay,
    beside: CrossWay | None,
) -> Tensor:
    depth, kept = len(model.blocks), []
    for number, block in enumerate(model.blocks):
        state = {name: tensor.double() for name, tensor in block.state_dict().items()}
        layer = Layer(number, state, model.config.heads, positions)
        if number > depth // 2:
            h = linear(state, "skip", norm(state, "skip_norm", torch.cat([h, kept.pop()], dim=-1)))
        read = norm(state, "self_norm", h) + linear(state, "shift", active)[:, None]
        mixed = own(layer, *_projected(layer, "self_attention", read, read))
        h = h + linear(state, "self_attention.out", mixed.flatten(2))
        query, key, value = _projected(layer, "cross_attention", norm(state, "cross_norm", h), states)
        query = turn(query, positions)
        mixed = torch.stack([weigh(*sample) for sample in zip(query, key, value, strict=True)])
        mixed = mixed if beside is None else mixed + beside(layer, query)
        h = h + linear(state, "cross_attention.out", mixed.flatten(2))
        hidden = F.gelu(linear(state, "mlp.up", norm(state, "mlp_norm", h)), approximate="tanh")
        h = h + linear(state, "mlp.down", hidden)
        if number < depth // 2 - 1:
            kept.append(h)
    return h


def _projected(layer: Layer, name: str, x: Tensor, context: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Queries, keys and values [B, S, A, K], normalised."""
    query, key, value = (
        linear(layer.state, f"{name}.{letter}", source).unflatten(-1, (layer.heads, -1))
        for letter, source in (("q", x), ("k", context), ("v", context))
    )
    return norm(layer.state, f"{name}.q_norm", query), norm(layer.state, f"{name}.k_norm", key), value
