"""Random weights at any size under which every input matters and no output degenerates."""

from collections.abc import Mapping

import torch
from torch import Size, Tensor

NORMAL = {"text_embedding_padding": 1.0, "time_extra_emb.style_embedder.weight": 1.0}
"""Parameters that are vectors themselves, and their standard deviation."""


def drawn(shapes: Mapping[str, Size], generator: torch.Generator) -> dict[str, Tensor]:
    """Float32 tensors under the names of diffusers' HunyuanDiT2DModel.

    Matrices keep their input's variance. Norms scatter around 1, and around 1.5 for queries and keys, so that
    attention chooses; biases are small.
    """
    return {name: _drawn(name, shape, generator) for name, shape in shapes.items()}


def _drawn(name: str, shape: Size, generator: torch.Generator) -> Tensor:
    made = torch.empty(shape).normal_(generator=generator)
    if name in NORMAL:
        return made.mul_(NORMAL[name])
    if made.ndim == 1:
        centre = 0.0 if name.endswith("bias") else 1.5 if "norm_q" in name or "norm_k" in name else 1.0
        return made.mul_(0.1).add_(centre)
    return made.mul_(made[0].numel() ** -0.5)
