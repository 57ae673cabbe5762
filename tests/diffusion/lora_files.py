"""LoRA files at toy size in every layout, and what they must come to, written down by hand."""

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from tests.diffusion.plain import PUBLISHED

TENCENT = {
    "blocks.0.attn1.Wqkv": ("blocks.0.self_attention.q", "blocks.0.self_attention.k", "blocks.0.self_attention.v"),
    "blocks.1.attn1.out_proj": ("blocks.1.self_attention.out",),
    "blocks.1.attn2.q_proj": ("blocks.1.cross_attention.q",),
    "blocks.2.attn2.kv_proj": ("blocks.2.cross_attention.k", "blocks.2.cross_attention.v"),
    "blocks.0.attn2.out_proj": ("blocks.0.cross_attention.out",),
    "blocks.3.default_modulation.1": ("blocks.3.shift",),
    "blocks.3.skip_linear": ("blocks.3.skip",),
    "blocks.0.mlp.fc1": ("blocks.0.mlp.up",),
    "blocks.2.mlp.fc2": ("blocks.2.mlp.down",),
    "mlp_t5.0": ("text_projection.up",),
    "mlp_t5.2": ("text_projection.down",),
    "t_embedder.mlp.0": ("condition.time.up",),
    "t_embedder.mlp.2": ("condition.time.down",),
    "pooler.q_proj": ("condition.pool.q",),
    "pooler.k_proj": ("condition.pool.k",),
    "pooler.v_proj": ("condition.pool.v",),
    "pooler.c_proj": ("condition.pool.out",),
    "extra_embedder.0": ("condition.extra.up",),
    "extra_embedder.2": ("condition.extra.down",),
    "final_layer.linear": ("out",),
}
DIFFUSERS = {
    "blocks.0.attn1.to_q": ("blocks.0.self_attention.q",),
    "blocks.1.attn1.to_v": ("blocks.1.self_attention.v",),
    "blocks.1.attn1.to_out.0": ("blocks.1.self_attention.out",),
    "blocks.2.attn2.to_k": ("blocks.2.cross_attention.k",),
    "blocks.3.norm1.linear": ("blocks.3.shift",),
    "blocks.3.skip_linear": ("blocks.3.skip",),
    "blocks.0.ff.net.0.proj": ("blocks.0.mlp.up",),
    "blocks.2.ff.net.2": ("blocks.2.mlp.down",),
    "time_extra_emb.pooler.q_proj": ("condition.pool.q",),
    "norm_out.linear": ("out_modulation",),
    "proj_out": ("out",),
}
OURS = {layer: (layer,) for layer in ("blocks.0.self_attention.k", "blocks.3.mlp.down", "condition.time.up")}
RANK, ALPHA = 3, 1.5

LAYOUTS = {
    "peft, Tencent's names": (TENCENT, "base_model.model.{}.lora_A.weight"),
    "peft, our names": (OURS, "base_model.model.{}.lora_A.default.weight"),
    "diffusers": (DIFFUSERS, "transformer.{}.lora_A.weight"),
    "bare": (TENCENT, "{}.lora_A.weight"),
    "ComfyUI": (TENCENT, "diffusion_model.{}.lora_down.weight"),
    "kohya, Tencent's names": (TENCENT, "lora_unet_{}.lora_down.weight"),
    "kohya, diffusers' names": (DIFFUSERS, "lora_unet_{}.lora_down.weight"),
}
UP = {"lora_A": "lora_B", "lora_down": "lora_up"}

Matrices = dict[str, tuple[Tensor, Tensor]]


def matrices(model: nn.Module, names: Mapping[str, tuple[str, ...]], seed: int = 0) -> Matrices:
    """Down [r, in] and up [out, r] for every foreign layer; a fused one has the outputs of all of its layers."""
    generator = torch.Generator().manual_seed(seed)
    drawn = {}
    for foreign, layers in names.items():
        shapes = [model.get_parameter(f"{layer}.weight").shape for layer in layers]
        down = torch.randn(RANK, shapes[0][1], generator=generator)
        up = torch.randn(sum(shape[0] for shape in shapes), RANK, generator=generator)
        drawn[foreign] = 0.2 * down, 0.2 * up
    return drawn


def tensors_of(layout: str, drawn: Matrices) -> dict[str, Tensor]:
    """The tensors of a file in one of the ``LAYOUTS``; with alphas in kohya's."""
    _, template = LAYOUTS[layout]
    tensors = {}
    for foreign, (down, up) in drawn.items():
        kohya = template.startswith("lora_unet_")
        name = template.format(foreign.replace(".", "_") if kohya else foreign)
        tensors[name] = down
        old = next(part for part in UP if part in name)
        tensors[name.replace(old, UP[old])] = up
        if kohya:
            tensors[name.split(".")[0] + ".alpha"] = torch.tensor(ALPHA)
    return tensors


def write(path: Path, tensors: Mapping[str, Tensor], metadata: dict[str, str] | None = None) -> Path:
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, path, metadata=metadata)
    return path


def factor_of(layout: str) -> float:
    """alpha / rank where the layout tells alpha, else 1."""
    return ALPHA / RANK if layout.startswith("kohya") else 1.0


def expected_weights(
    model: nn.Module, names: Mapping[str, tuple[str, ...]], drawn: Matrices, factor: float
) -> dict[str, Tensor]:
    """Weights after merging, float64, by the names of ours: W + factor * up @ down, each layer its own rows."""
    found = {}
    for foreign, (down, up) in drawn.items():
        change = factor * (up.double() @ down.double())
        start = 0
        for layer in names[foreign]:
            weight = model.get_parameter(f"{layer}.weight")
            found[f"{layer}.weight"] = weight.double() + change[start : start + weight.shape[0]]
            start += weight.shape[0]
        assert start == change.shape[0]
    return found


assert PUBLISHED.depth == 4  # the skips of the names above
