"""Names of parameters elsewhere, as tables of pairs, and the one function that reads them.

A table's row is (foreign name, our name), of a module (its weight and bias are meant) or of a whole parameter. ``{}``
stands for a layer's number, the same on both sides. A row's foreign side may be a tuple of names: those tensors are
joined along the first axis into our one, as separate query, key and value projections are into a fused one.
"""

import re
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from diffusion.errors import CheckpointMismatch

Row = tuple[str | tuple[str, ...], str]
Table = Sequence[Row]

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


def translate(table: Table, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The same tensors under our names. A name that no row knows, or a fused row's missing part, is an error."""
    rows = [(_patterns(foreign), ours) for foreign, ours in table]
    parts: dict[str, dict[int, Tensor]] = {}
    expected: dict[str, int] = {}
    unknown = []
    for name, tensor in tensors.items():
        for patterns, ours in rows:
            found = _find(patterns, name)
            if found is not None:
                place, numbers, ending = found
                target = ours.format(*numbers) + ending
                parts.setdefault(target, {})[place] = tensor
                expected[target] = len(patterns)
                break
        else:
            unknown.append(name)
    incomplete = sorted(name for name, found in parts.items() if len(found) < expected[name])
    if unknown or incomplete:
        raise CheckpointMismatch(f"Cannot translate names. Unknown: {sorted(unknown)}. Lacking parts: {incomplete}.")
    return {name: _join([found[place] for place in sorted(found)]) for name, found in parts.items()}


def _patterns(foreign: str | tuple[str, ...]) -> list[re.Pattern[str]]:
    names = (foreign,) if isinstance(foreign, str) else foreign
    number = re.escape("{}")
    return [re.compile(re.escape(name).replace(number, r"(\d+)") + r"(\.weight|\.bias|)") for name in names]


def _find(patterns: Sequence[re.Pattern[str]], name: str) -> tuple[int, tuple[str, ...], str] | None:
    """Which pattern of a row fits ``name``, with the layers' numbers and the parameter's ending."""
    for place, pattern in enumerate(patterns):
        match = pattern.fullmatch(name)
        if match is not None:
            *numbers, ending = match.groups()
            return place, tuple(numbers), ending
    return None


def _join(parts: Sequence[Tensor]) -> Tensor:
    return parts[0] if len(parts) == 1 else torch.cat(list(parts))
