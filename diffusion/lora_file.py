"""LoRA files (Hu et al. 2021, arXiv:2106.09685): PEFT's and kohya's layouts, safetensors only, to updates by our names.

A layer's update is ``up @ down``, times alpha / rank. PEFT calls the two matrices ``lora_A`` (down) and ``lora_B`` and
keeps alpha in ``adapter_config.json`` or, as diffusers does, in the file's metadata; kohya's files have ``lora_down``,
``lora_up`` and a number ``alpha`` for each layer. Where alpha is nowhere told it is the rank.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from diffusion.errors import CheckpointError, CheckpointMismatch
from diffusion.lora_names import Part, target_of

ENDINGS = {
    ".lora_A.weight": "down",
    ".lora_A.default.weight": "down",
    ".lora_down.weight": "down",
    ".lora.down.weight": "down",
    ".lora_B.weight": "up",
    ".lora_B.default.weight": "up",
    ".lora_up.weight": "up",
    ".lora.up.weight": "up",
    ".alpha": "alpha",
}
FOLDER_FILES = ("adapter_model.safetensors", "pytorch_lora_weights.safetensors")
PEFT_CONFIG = "adapter_config.json"
DIFFUSERS_METADATA = "lora_adapter_metadata"
PLAIN = re.compile(r"[\w.]+")
UNREADABLE = ("use_dora", "fan_in_fan_out")
"""Settings of PEFT that make another computation than ours of the same two matrices."""


@dataclass(frozen=True, slots=True)
class Update:
    """What is added to a weight [out, in]: ``scale * factor * up @ down``, ``down`` [r, in], ``up`` [out, r]."""

    down: Tensor
    up: Tensor
    factor: float


@dataclass(frozen=True, slots=True)
class Lora:
    """A file's updates by the names of layers, of a Transformer and of the BERT text encoder (often none)."""

    transformer: Mapping[str, Update]
    clip: Mapping[str, Update]


@dataclass(frozen=True, slots=True)
class _Alphas:
    """PEFT's word on alpha: one for all, others by the end of a layer's name, and whether the rank's root divides."""

    alpha: float | None = None
    named: Mapping[str, float] = field(default_factory=dict)
    root: bool = False

    def factor(self, layer: str, rank: int) -> float:
        fitting = [value for name, value in self.named.items() if f".{layer}".endswith(f".{name}")]
        alpha = fitting[0] if fitting else self.alpha
        if alpha is None:
            return 1.0
        return float(alpha) / (math.sqrt(rank) if self.root else rank)


def load_lora(path: Path | str) -> Lora:
    """The updates of a file, or of a folder as PEFT and diffusers save it.

    Raises CheckpointError for a file that is missing, damaged or no safetensors file, and one CheckpointMismatch that
    names what this program cannot place: layers of another model, other kinds of adapters, halves without their other.
    """
    file = file_of(Path(path))
    tensors, metadata = _read(file)
    layers, strange = _by_layer(tensors)
    halves = sorted(name for name, found in layers.items() if not {"down", "up"} <= set(found))
    unknown = sorted(name for name in layers if target_of(name) is None)
    if strange or halves or unknown or not layers:
        raise CheckpointMismatch(_misfit(file, unknown, halves, strange))
    alphas = _alphas(file, metadata)
    updates: dict[Part, dict[str, Update]] = {"transformer": {}, "clip": {}}
    for name, found in layers.items():
        _place(file, updates, name, found, alphas)
    return Lora(updates["transformer"], updates["clip"])


def listed(names: Iterable[str], limit: int = 8) -> str:
    """The first names of a list, and how many more there are."""
    names = list(names)
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more


def file_of(path: Path) -> Path:
    """The file of a LoRA: itself, or the one in a folder. Raises CheckpointError."""
    if path.is_dir():
        found = [path / name for name in FOLDER_FILES if (path / name).is_file()]
        if not found:
            raise CheckpointError(f"{path} has no LoRA: neither of {' and '.join(FOLDER_FILES)} is in it.")
        return found[0]
    if not path.is_file():
        raise CheckpointError(f"There is no LoRA at {path}. Check the path.")
    if path.suffix != ".safetensors":
        raise CheckpointError(f"{path} is not read: a LoRA must be a .safetensors file. Convert it first.")
    return path


def _read(file: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    try:
        with safe_open(file, framework="pt") as opened:
            metadata = opened.metadata() or {}
            return {name: opened.get_tensor(name) for name in opened.keys()}, metadata  # noqa: SIM118  not a dict
    except (SafetensorError, OSError, ValueError) as error:
        raise CheckpointError(
            f"{file} is truncated, damaged or not a safetensors file ({error}). Fetch it again."
        ) from error


def _by_layer(tensors: Mapping[str, Tensor]) -> tuple[dict[str, dict[str, Tensor]], list[str]]:
    """Tensors by foreign layer and role, and the names that end in no way we know."""
    layers: dict[str, dict[str, Tensor]] = {}
    strange = []
    for name, tensor in tensors.items():
        ending = next((ending for ending in ENDINGS if name.endswith(ending)), None)
        if ending is None or not tensor.is_floating_point():
            strange.append(name)
        else:
            layers.setdefault(name.removesuffix(ending), {})[ENDINGS[ending]] = tensor
    return layers, sorted(strange)


def _misfit(file: Path, unknown: list[str], halves: list[str], strange: list[str]) -> str:
    found = {
        "layers that no HunyuanDiT has": unknown,
        "layers without both matrices": halves,
        "tensors that are no part of a plain LoRA": strange,
    }
    told = "; ".join(f"{kind}: {listed(names)}" for kind, names in found.items() if names)
    return f"{file} is not a LoRA for this model. {told or 'It is empty'}. Take one trained for HunyuanDiT."


def _alphas(file: Path, metadata: Mapping[str, str]) -> _Alphas:
    config = file.with_name(PEFT_CONFIG)
    try:
        if file.name == FOLDER_FILES[0] and config.is_file():
            values = json.loads(config.read_text(encoding="utf-8"))
        else:
            values = json.loads(metadata.get(DIFFUSERS_METADATA, "{}"))
            values = {key.removeprefix("transformer."): value for key, value in values.items()}
        return _alphas_of(file, values)
    except (OSError, ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise CheckpointError(f"The settings of the LoRA {file} cannot be read ({error}). Fetch it again.") from error


def _alphas_of(file: Path, values: Mapping[str, Any]) -> _Alphas:
    unreadable = [key for key in UNREADABLE if values.get(key)]
    kind = values.get("peft_type", "LORA")
    if unreadable or kind != "LORA":
        raise CheckpointMismatch(
            f"{file} is not a plain LoRA ({', '.join(unreadable) or f'peft_type {kind}'}). Take one that is."
        )
    given = values.get("alpha_pattern") or {}
    # PEFT takes these for regular expressions; a stranger's could be one that never ends.
    strange = [key for key in given if not PLAIN.fullmatch(key)]
    if strange:
        raise CheckpointMismatch(
            f"{file} gives an alpha to layers by pattern ({listed(strange)}); only plain names of layers are read. "
            "Save it with names."
        )
    named = {key: _number(value) for key, value in given.items()}
    alpha = values.get("lora_alpha")
    return _Alphas(None if alpha is None else _number(alpha), named, bool(values.get("use_rslora")))


def _number(value: Any) -> float:
    """Raises ValueError for what is no finite number."""
    if type(value) not in (int, float) or not math.isfinite(value):
        raise ValueError(f"alpha {value!r} is not a finite number")
    return float(value)


def _place(
    file: Path, updates: Mapping[Part, dict[str, Update]], name: str, found: Mapping[str, Tensor], alphas: _Alphas
) -> None:
    """Puts one foreign layer's update, cut into shares where the layer was fused, under our names."""
    target = target_of(name)
    assert target is not None
    down, up = found["down"], found["up"]
    matrices = down.ndim == up.ndim == 2 and down.shape[0] == up.shape[1] and down.numel() > 0 and up.numel() > 0
    if not matrices or up.shape[0] % target.pieces:
        raise CheckpointMismatch(
            f"{file} does not fit: {name} has matrices {list(down.shape)} and {list(up.shape)}, which must be "
            f"[rank, inputs] and [outputs, rank], the rank 1 or more, its outputs in {target.pieces} equal pieces."
        )
    if not (down.isfinite().all() and up.isfinite().all()):
        raise CheckpointError(f"{file} is damaged: {name} has numbers that are not finite. Fetch it again.")
    factor = _factor(file, name, down.shape[0], found.get("alpha"), alphas)
    if target.order:
        pieces = up.chunk(target.pieces)
        up = torch.cat([pieces[target.order.index(place)] for place in range(target.pieces)])
    for layer, share in zip(target.layers, up.chunk(len(target.layers)), strict=True):
        if layer in updates[target.part]:
            raise CheckpointMismatch(f"{file} does not fit: it updates {layer} twice, once as {name}.")
        updates[target.part][layer] = Update(down, share, factor)


def _factor(file: Path, name: str, rank: int, alpha: Tensor | None, alphas: _Alphas) -> float:
    if alpha is None:
        return alphas.factor(name, rank)
    if alpha.numel() != 1 or not bool(alpha.isfinite().all()):
        raise CheckpointMismatch(
            f"{file} does not fit: the alpha of {name}, of shape {list(alpha.shape)}, must be one finite number."
        )
    # kohya's trainer takes an alpha of 0 for the rank.
    return float(alpha) / rank if float(alpha) != 0 else 1.0
