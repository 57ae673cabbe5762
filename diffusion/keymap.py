"""Names of parameters elsewhere, as tables of pairs, and the one function that reads them.

A table's row is (foreign name, our name), of a module (its weight and bias are meant) or of a whole parameter. ``{}``
stands for a layer's number, the same on both sides. A row's foreign side may be a tuple of names: those tensors are
joined along the first axis into our one, as separate query, key and value projections are into a fused one. Our side
may be a tuple as well: the foreign tensor is split evenly along the first axis, the other way round. There ``name@1``
is the second part of one parameter of ours, whose parts the other side has in another order.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from diffusion.errors import CheckpointMismatch

Row = tuple[str | tuple[str, ...], str]
Table = Sequence[Row]
SplitTable = Sequence[tuple[str | tuple[str, ...], str | tuple[str, ...]]]
"""A table some of whose rows split; every Table is one."""

_RESIDUAL: Table = (
    ("norm1", "norm1"),
    ("conv1", "conv1"),
    ("norm2", "norm2"),
    ("conv2", "conv2"),
    ("conv_shortcut", "shortcut"),
)

_VAE_ATTENTION: Table = (
    ("group_norm", "norm"),
    ("to_q", "q"),
    ("to_k", "k"),
    ("to_v", "v"),
    ("to_out.0", "out"),
    # The same four in files from before 2023.
    ("query", "q"),
    ("key", "k"),
    ("value", "v"),
    ("proj_attn", "out"),
)

_VAE_HALF: Table = (
    ("conv_in", "conv_in"),
    ("conv_norm_out", "norm_out"),
    ("conv_out", "conv_out"),
    *((f"mid_block.resnets.0.{foreign}", f"middle.before.{ours}") for foreign, ours in _RESIDUAL),
    *((f"mid_block.attentions.0.{foreign}", f"middle.attention.{ours}") for foreign, ours in _VAE_ATTENTION),
    *((f"mid_block.resnets.1.{foreign}", f"middle.after.{ours}") for foreign, ours in _RESIDUAL),
)

DIFFUSERS_VAE: Table = (
    *((f"encoder.{foreign}", f"encoder.{ours}") for foreign, ours in _VAE_HALF),
    *((f"encoder.down_blocks.{{}}.resnets.{{}}.{f}", f"encoder.stages.{{}}.blocks.{{}}.{o}") for f, o in _RESIDUAL),
    ("encoder.down_blocks.{}.downsamplers.0.conv", "encoder.stages.{}.resample.conv"),
    *((f"decoder.{foreign}", f"decoder.{ours}") for foreign, ours in _VAE_HALF),
    *((f"decoder.up_blocks.{{}}.resnets.{{}}.{f}", f"decoder.stages.{{}}.blocks.{{}}.{o}") for f, o in _RESIDUAL),
    ("decoder.up_blocks.{}.upsamplers.0.conv", "decoder.stages.{}.resample.conv"),
    ("quant_conv", "quant_conv"),
    ("post_quant_conv", "post_quant_conv"),
)
"""diffusers' AutoencoderKL -> diffusion.vae.AutoencoderKL (config.linear False), modules without weight or bias."""

_ATTENTION: Table = (
    ("to_q", "q"),
    ("to_k", "k"),
    ("to_v", "v"),
    ("norm_q", "q_norm"),
    ("norm_k", "k_norm"),
    ("to_out.0", "out"),
)

_BLOCK: Table = (
    ("norm1.norm", "self_norm"),
    ("norm1.linear", "shift"),
    *((f"attn1.{foreign}", f"self_attention.{ours}") for foreign, ours in _ATTENTION),
    ("norm2", "cross_norm"),
    *((f"attn2.{foreign}", f"cross_attention.{ours}") for foreign, ours in _ATTENTION),
    ("norm3", "mlp_norm"),
    ("ff.net.0.proj", "mlp.up"),
    ("ff.net.2", "mlp.down"),
    ("skip_norm", "skip_norm"),
    ("skip_linear", "skip"),
)

DIFFUSERS_TRANSFORMER: Table = (
    ("pos_embed.proj", "patch.proj"),
    ("text_embedder.linear_1", "text_projection.up"),
    ("text_embedder.linear_2", "text_projection.down"),
    ("text_embedding_padding", "text_padding"),
    ("time_extra_emb.timestep_embedder.linear_1", "condition.time.up"),
    ("time_extra_emb.timestep_embedder.linear_2", "condition.time.down"),
    ("time_extra_emb.pooler.positional_embedding", "condition.pool.position"),
    ("time_extra_emb.pooler.q_proj", "condition.pool.q"),
    ("time_extra_emb.pooler.k_proj", "condition.pool.k"),
    ("time_extra_emb.pooler.v_proj", "condition.pool.v"),
    ("time_extra_emb.pooler.c_proj", "condition.pool.out"),
    ("time_extra_emb.style_embedder", "condition.style"),
    ("time_extra_emb.extra_embedder.linear_1", "condition.extra.up"),
    ("time_extra_emb.extra_embedder.linear_2", "condition.extra.down"),
    *((f"blocks.{{}}.{foreign}", f"blocks.{{}}.{ours}") for foreign, ours in _BLOCK),
    ("norm_out.linear", "out_modulation"),
    ("proj_out", "out"),
)
"""diffusers' HunyuanDiT2DModel -> diffusion.transformer.Transformer (text_padding "learned", references False)."""


_TENCENT_BLOCK: SplitTable = (
    ("norm1", "self_norm"),
    ("default_modulation.1", "shift"),
    ("attn1.Wqkv", ("self_attention.q", "self_attention.k", "self_attention.v")),
    ("attn1.q_norm", "self_attention.q_norm"),
    ("attn1.k_norm", "self_attention.k_norm"),
    ("attn1.out_proj", "self_attention.out"),
    ("norm3", "cross_norm"),
    ("attn2.q_proj", "cross_attention.q"),
    ("attn2.kv_proj", ("cross_attention.k", "cross_attention.v")),
    ("attn2.q_norm", "cross_attention.q_norm"),
    ("attn2.k_norm", "cross_attention.k_norm"),
    ("attn2.out_proj", "cross_attention.out"),
    ("norm2", "mlp_norm"),
    ("mlp.fc1", "mlp.up"),
    ("mlp.fc2", "mlp.down"),
    ("skip_norm", "skip_norm"),
    ("skip_linear", "skip"),
)


def _in_blocks(ours: str | tuple[str, ...]) -> str | tuple[str, ...]:
    return f"blocks.{{}}.{ours}" if isinstance(ours, str) else tuple(f"blocks.{{}}.{name}" for name in ours)


TENCENT_TRANSFORMER: SplitTable = (
    ("x_embedder.proj", "patch.proj"),
    ("mlp_t5.0", "text_projection.up"),
    ("mlp_t5.2", "text_projection.down"),
    ("text_embedding_padding", "text_padding"),
    ("t_embedder.mlp.0", "condition.time.up"),
    ("t_embedder.mlp.2", "condition.time.down"),
    ("pooler.positional_embedding", "condition.pool.position"),
    ("pooler.q_proj", "condition.pool.q"),
    ("pooler.k_proj", "condition.pool.k"),
    ("pooler.v_proj", "condition.pool.v"),
    ("pooler.c_proj", "condition.pool.out"),
    ("style_embedder", "condition.style"),
    ("extra_embedder.0", "condition.extra.up"),
    ("extra_embedder.2", "condition.extra.down"),
    *((f"blocks.{{}}.{foreign}", _in_blocks(ours)) for foreign, ours in _TENCENT_BLOCK),
    # Theirs gives shift and then scale; ours, and diffusers', scale and then shift.
    ("final_layer.adaLN_modulation.1", ("out_modulation@1", "out_modulation@0")),
    ("final_layer.linear", "out"),
)
"""Tencent's own HunYuanDiT -> diffusion.transformer.Transformer; their second and third norms change places."""


@dataclass(frozen=True, slots=True)
class _Target:
    """One parameter of ours in a rule: which of its parts is meant (None: the foreign name says), and of how many."""

    name: str
    place: int | None
    parts: int


@dataclass(frozen=True, slots=True)
class _Rule:
    """A row, ready to be used."""

    patterns: tuple[re.Pattern[str], ...]
    targets: tuple[_Target, ...]

    def read(self, name: str, tensor: Tensor) -> Iterator[tuple[str, int, int, Tensor]]:
        """(our name, place, number of parts, piece) for every piece of ``tensor``; nothing for a name that fits not."""
        for number, pattern in enumerate(self.patterns):
            match = pattern.fullmatch(name)
            if match is None:
                continue
            *numbers, ending = match.groups()
            pieces = tensor.chunk(len(self.targets)) if len(self.targets) > 1 else (tensor,)
            for target, piece in zip(self.targets, pieces, strict=True):
                place = number if target.place is None else target.place
                yield target.name.format(*numbers) + ending, place, target.parts, piece
            return

    def fits(self, tensor: Tensor) -> bool:
        """Whether ``tensor`` can be split evenly into the targets."""
        count = len(self.targets)
        return count == 1 or (tensor.ndim > 0 and tensor.shape[0] > 0 and tensor.shape[0] % count == 0)


def translate(table: SplitTable, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The same tensors under our names; split ones share their memory with the tensors given.

    A name that no row knows, a joined row's missing part, or a tensor that cannot be split, is an error.
    """
    rules = [_rule(foreign, ours) for foreign, ours in table]
    parts: dict[str, dict[int, Tensor]] = {}
    expected: dict[str, int] = {}
    unknown, uneven = [], []
    for name, tensor in tensors.items():
        rule = next((rule for rule in rules if any(pattern.fullmatch(name) for pattern in rule.patterns)), None)
        if rule is None:
            unknown.append(name)
        elif not rule.fits(tensor):
            uneven.append(f"{name} {list(tensor.shape)} into {len(rule.targets)}")
        else:
            for target, place, count, piece in rule.read(name, tensor):
                parts.setdefault(target, {})[place] = piece
                expected[target] = count
    lacking = [name for name, found in parts.items() if len(found) < expected[name]]
    if unknown or lacking or uneven:
        split = f" Not to be split evenly: {sorted(uneven)}." if uneven else ""
        raise CheckpointMismatch(
            f"Cannot translate names. Unknown: {sorted(unknown)}. Lacking parts: {sorted(lacking)}.{split}"
        )
    return {name: _join([found[place] for place in sorted(found)]) for name, found in parts.items()}


def _rule(foreign: str | tuple[str, ...], ours: str | tuple[str, ...]) -> _Rule:
    names = (foreign,) if isinstance(foreign, str) else foreign
    number = re.escape("{}")
    patterns = tuple(re.compile(re.escape(name).replace(number, r"(\d+)") + r"(\.weight|\.bias|)") for name in names)
    targets = []
    split = [name.partition("@") for name in ((ours,) if isinstance(ours, str) else ours)]
    for name, _, place in split:
        parts = sum(name == other for other, _, _ in split) if place else len(names)
        targets.append(_Target(name, int(place) if place else None, parts))
    return _Rule(patterns, tuple(targets))


def _join(parts: Sequence[Tensor]) -> Tensor:
    return parts[0] if len(parts) == 1 else torch.cat(list(parts))
