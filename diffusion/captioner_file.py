"""The captioner's file: float16 tensors, and in the metadata its configuration, its words and a checksum.

One safetensors file whose metadata has the one key ``huatu-captioner``; its value is JSON.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from diffusion.checkpoint import write_whole
from diffusion.config import fault_of
from diffusion.errors import CheckpointError, InvalidConfig

METADATA_KEY = "huatu-captioner"
VERSION = 1
LARGEST_SIDE = 1024

Words = tuple[tuple[str, tuple[str, ...]], ...]
"""The words that each field chooses among, by the field's name."""

FIELDS = {
    "subject": ("concept", "color", "worn", "worn_color", "held", "held_color"),
    "picture": ("setting", "time", "style", "weather", "lens"),
}


@dataclass(frozen=True, slots=True)
class CaptionerConfig:
    """``side`` of the picture in pixels, channels and residual blocks at 1/4, 1/8 and 1/16 of it, and the words."""

    subject: Words
    picture: Words
    side: int = 128
    widths: tuple[int, ...] = (32, 96, 192)
    depths: tuple[int, ...] = (1, 2, 2)

    def __post_init__(self) -> None:
        faults = [f"{name} is {fault}" for name in ("widths", "depths")
                  if (fault := fault_of(tuple[int, ...], getattr(self, name)))]  # fmt: skip
        if type(self.side) is not int or not 16 <= self.side <= LARGEST_SIDE or self.side % 16:
            faults.append(f"side is {self.side!r}, not a multiple of 16 up to {LARGEST_SIDE}")
        if not faults and (len(self.widths) != 3 or len(self.depths) != 3 or any(width % 2 for width in self.widths)):
            faults.append("widths and depths have three numbers each, the widths even ones")
        for part, names in FIELDS.items():
            faults += _faults_of_words(part, getattr(self, part), names)
        if faults:
            raise InvalidConfig(f"{type(self).__name__}: {'; '.join(faults)}")

    def words(self, part: str, name: str) -> tuple[str, ...]:
        """The words of the field ``name`` of ``part``: "subject" or "picture"."""
        return dict(getattr(self, part))[name]


def _faults_of_words(part: str, words: Words, names: tuple[str, ...]) -> list[str]:
    if not isinstance(words, tuple) or tuple(name for name, _ in words) != names:
        return [f"{part} needs the fields {', '.join(names)}, in this order"]
    fit = all(w and len(set(w)) == len(w) and all(isinstance(word, str) for word in w) for _, w in words)
    return [] if fit else [f"a field of {part} has no words, or one twice"]


def config_from_dict(values: Mapping[str, Any]) -> CaptionerConfig:
    """A configuration of JSON values; InvalidConfig where keys are missing or unknown or a value does not fit."""
    known = {field.name for field in fields(CaptionerConfig)}
    if set(values) != known:
        raise InvalidConfig(f"CaptionerConfig: keys {sorted(values)} instead of {sorted(known)}")
    try:
        words = {part: tuple((name, tuple(each)) for name, each in values[part]) for part in FIELDS}
        widths, depths = tuple(values["widths"]), tuple(values["depths"])
    except (TypeError, ValueError) as error:
        raise InvalidConfig(f"CaptionerConfig: {error}") from error
    return CaptionerConfig(words["subject"], words["picture"], values["side"], widths, depths)


def write_captioner(path: Path | str, config: CaptionerConfig, tensors: Mapping[str, Tensor]) -> None:
    """Writes the file whole or not at all; floating-point tensors in float16. Raises CheckpointError."""
    stored = {}
    for name, tensor in tensors.items():
        kept = tensor.detach().to("cpu", torch.float16 if tensor.is_floating_point() else None, copy=True).contiguous()
        if kept.is_floating_point() and not kept.isfinite().all():
            raise CheckpointError(f"Cannot store {name}: it has numbers that are not finite or too large for float16.")
        stored[name] = kept
    body = {"version": VERSION, "config": asdict(config)}
    header = {**body, "sha256": _digest(body, stored)}
    write_whole(Path(path), stored, {METADATA_KEY: json.dumps(header, ensure_ascii=False)})


def read_captioner(path: Path | str) -> tuple[CaptionerConfig, dict[str, Tensor]]:
    """Configuration and tensors, floating-point ones in float32; CheckpointError says what is wrong with the file."""
    path = Path(path)
    if not path.is_file():
        raise CheckpointError(f"There is no captioner at {path}. Check the path, or train one (docs/captioner.md).")
    try:
        with safe_open(path, framework="pt") as file:
            text = (file.metadata() or {}).get(METADATA_KEY)
            stored = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  not a dict
        header = None if text is None else json.loads(text)
    except (SafetensorError, OSError, ValueError) as error:
        raise CheckpointError(f"{path} is truncated, damaged or not a captioner ({error}). Make it again.") from error
    if not isinstance(header, dict):
        raise CheckpointError(f"{path} is a safetensors file, but not a captioner of this program.")
    body = {key: header.get(key) for key in ("version", "config")}
    if body["version"] != VERSION:
        raise CheckpointError(f"{path} has format version {body['version']}; this program reads {VERSION}.")
    if header.get("sha256") != _digest(body, stored):
        raise CheckpointError(f"{path} is damaged: its content does not match its checksum. Make it again.")
    try:
        config = config_from_dict(header["config"])
    except (InvalidConfig, TypeError) as error:
        raise CheckpointError(f"{path} has a configuration that this program cannot read: {error}") from error
    return config, {name: t.float() if t.is_floating_point() else t for name, t in stored.items()}


def _digest(body: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> str:
    """SHA-256 over the header's other values and every tensor's name, dtype, shape and bytes, by name."""
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode())
    for name in sorted(tensors):
        tensor = tensors[name]
        digest.update(f"\n{name} {tensor.dtype} {list(tensor.shape)}\n".encode())
        digest.update(tensor.reshape(-1).view(torch.uint8).numpy().data)
    return digest.hexdigest()
