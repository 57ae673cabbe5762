"""Checkpoints: one safetensors file with its configuration inside, written whole or not at all, read strictly.

The file's metadata has one key, ``huatu``, whose value is JSON: a format version, the ModelConfig, free text pairs and
a SHA-256 over everything, so that flipped bits are noticed. (One key, because safetensors keeps several in no fixed
order, and equal checkpoints should be equal files.) A tensor's name is ``part.parameter``, as in ``vae.decoder...``.

Floating-point tensors are stored in float16. Large matrices of chosen parts may be stored in int8 instead: row i of a
matrix W [out, in] is ``scale[i] * q[i]``, with ``scale`` [out] in float16 under the name ``name::scale``. Tensors
of a part that share their memory (tied embeddings) are stored once; the header says which names are ``tied`` to which.
"""

import contextlib
import hashlib
import json
import os
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from diffusion.config import ModelConfig, from_dict, to_dict
from diffusion.errors import CheckpointError, CheckpointMismatch, DiffusionError

METADATA_KEY = "huatu"
VERSION = 1
SCALE = "::scale"
INT8_ELEMENTS = 64 * 1024
"""Matrices with fewer elements are not worth the error of int8."""

Parts = Mapping[str, Mapping[str, Tensor]]
Module = TypeVar("Module", bound=nn.Module)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A checkpoint's content: tensors by part and parameter, floating-point ones dequantised."""

    config: ModelConfig
    parts: dict[str, dict[str, Tensor]]
    extra: dict[str, str]


def save(
    path: Path | str,
    parts: Parts,
    config: ModelConfig,
    *,
    extra: Mapping[str, str] | None = None,
    int8: Collection[str] = (),
    dtype: torch.dtype | None = torch.float16,
) -> None:
    """Writes ``parts`` (state dicts by name) to ``path``, replacing an older file only when all is on the disk.

    ``int8`` names the parts whose large matrices are quantised; other floating-point tensors are stored as ``dtype``
    (None: as they are). Numbers that ``dtype`` cannot hold are an error.
    """
    unknown = sorted(set(int8) - set(parts))
    if unknown:
        raise CheckpointError(f"Cannot store {unknown} in int8: the parts are {sorted(parts)}.")
    stored: dict[str, Tensor] = {}
    tied: dict[str, str] = {}
    for part, tensors in parts.items():
        if not part or "." in part:
            raise CheckpointError(f"{part!r} cannot name a part of a checkpoint: it is empty or has a dot.")
        seen: dict[tuple[Any, ...], str] = {}
        for name, tensor in tensors.items():
            full = f"{part}.{name}"
            first = seen.setdefault(_memory_of(tensor, full), full)
            if first == full:
                stored.update(_stored(full, tensor.detach(), quantise=part in int8, dtype=dtype))
            else:
                tied[full] = first
    body = {"version": VERSION, "config": to_dict(config), "extra": dict(extra or {}), "tied": tied}
    header = {**body, "sha256": _digest(body, stored.items())}
    write_whole(Path(path), stored, {METADATA_KEY: json.dumps(header, ensure_ascii=False)})


def _memory_of(tensor: Tensor, name: str) -> tuple[Any, ...]:
    """Equal for tensors that are one and the same numbers in memory; an empty tensor is known by its name."""
    if tensor.numel() == 0 or tensor.is_meta:
        return (name,)
    return tensor.device, tensor.data_ptr(), tensor.shape, tensor.stride(), tensor.dtype


def _stored(name: str, tensor: Tensor, *, quantise: bool, dtype: torch.dtype | None) -> dict[str, Tensor]:
    """The tensors that stand for ``tensor`` in the file; copies, contiguous, on the CPU, all finite."""
    if not tensor.is_floating_point():
        return {name: tensor.to("cpu", copy=True).contiguous()}
    if quantise and tensor.ndim == 2 and name.endswith(".weight") and tensor.numel() >= INT8_ELEMENTS:
        whole, scale = quantised(tensor.to("cpu"))
        if not scale.isfinite().all():
            raise CheckpointError(f"Cannot store {name}: it has numbers that are not finite or too large.")
        return {name: whole, name + SCALE: scale}
    copy = tensor.to("cpu", dtype=dtype, copy=True).contiguous()
    if not copy.isfinite().all():
        raise CheckpointError(f"Cannot store {name}: it has numbers that are not finite or too large for {copy.dtype}.")
    return {name: copy}


def quantised(matrix: Tensor) -> tuple[Tensor, Tensor]:
    """``matrix`` [out, in] as int8 [out, in] and float16 scales [out]; each entry errs by at most half its scale."""
    largest = matrix.float().abs().amax(dim=1)  # [out]
    scale = (largest / 127).half().clamp(min=2.0**-24)  # the smallest float16 above 0
    # Rounding to float16 may leave a scale too small for its row; then the next larger float16 is taken.
    larger = (scale.view(torch.int16) + 1).view(torch.float16)
    scale = torch.where(scale.float() * 127.5 < largest, larger, scale)
    whole = (matrix.float() / scale.float()[:, None]).round().clamp(-127, 127)
    return whole.to(torch.int8), scale


def write_whole(path: Path, tensors: dict[str, Tensor], metadata: dict[str, str]) -> None:
    """A safetensors file: written beside ``path``, and only when all is on the disk put in the older one's place.

    The tensors are contiguous, on the CPU, and share no memory. Raises CheckpointError; nothing is then left behind.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        save_file(tensors, beside, metadata=metadata)
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
        beside.replace(path)
    except (KeyError, ValueError) as error:
        raise CheckpointError(f"Cannot write {path}: safetensors has no way to store {error}.") from error
    except (OSError, SafetensorError) as error:
        raise CheckpointError(f"Cannot write {path}: {error}. Check that the folder exists and has room.") from error
    finally:
        beside.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # the new name too; not every file system can
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def load(path: Path | str, *, dtype: torch.dtype = torch.float32) -> Loaded:
    """Reads and verifies a checkpoint; floating-point tensors come as ``dtype``. An error names what is wrong."""
    path = Path(path)
    header, stored = _read(path)
    body: dict[str, Any] = {key: header.get(key) for key in ("version", "config", "extra", "tied")}
    if body["version"] != VERSION:
        raise CheckpointError(f"{path} has format version {body['version']}; this program reads {VERSION}. Convert it.")
    if header.get("sha256") != _digest(body, stored.items()):
        raise CheckpointError(f"{path} is damaged: its content does not match its checksum. Fetch or make it again.")
    try:
        config = from_dict(ModelConfig, body["config"])
    except (DiffusionError, TypeError, AttributeError) as error:
        raise CheckpointError(f"{path} has a configuration that this program cannot read: {error}") from error
    return Loaded(config, _parts(stored, body["tied"], dtype), body["extra"])


def extra_of(path: Path) -> dict[str, str]:
    """The header's pairs of text; tensors are neither read nor verified. Raises CheckpointError."""
    try:
        with safe_open(path, framework="np") as file:
            header: Any = json.loads((file.metadata() or {}).get(METADATA_KEY, "{}"))
    except (OSError, SafetensorError, ValueError) as error:
        raise CheckpointError(f"Cannot read {path}: {error}. Fetch or make the file again.") from error
    extra = header.get("extra") if isinstance(header, dict) else None
    return dict(extra) if isinstance(extra, dict) else {}


def _parts(stored: Mapping[str, Tensor], tied: Mapping[str, str], dtype: torch.dtype) -> dict[str, dict[str, Tensor]]:
    """The file's tensors as they were saved: dequantised, tied ones as one object, split by part."""
    tensors = {
        name: _restored(tensor, stored.get(name + SCALE), dtype)
        for name, tensor in stored.items()
        if not name.endswith(SCALE)
    }
    tensors.update({name: tensors[first] for name, first in tied.items()})
    parts: dict[str, dict[str, Tensor]] = {}
    for full, tensor in tensors.items():
        part, _, name = full.partition(".")
        parts.setdefault(part, {})[name] = tensor
    return parts


def _read(path: Path) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """The file's header and raw tensors."""
    if not path.is_file():
        raise CheckpointError(f"There is no checkpoint at {path}. Check the path, or fetch or train a model first.")
    try:
        with safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  not a dict
    except (SafetensorError, OSError, ValueError) as error:
        raise CheckpointError(
            f"{path} is truncated, damaged or not a safetensors file ({error}). Fetch or make it again."
        ) from error
    if METADATA_KEY not in metadata:
        raise CheckpointError(f"{path} is a safetensors file, but not a checkpoint of this program. Convert it first.")
    try:
        header = json.loads(metadata[METADATA_KEY])
    except ValueError as error:
        raise CheckpointError(f"{path} has metadata that is not JSON ({error}). Fetch or make it again.") from error
    if not isinstance(header, dict):
        raise CheckpointError(f"{path} has metadata of the wrong kind. Fetch or make it again.")
    return header, tensors


def _restored(tensor: Tensor, scale: Tensor | None, dtype: torch.dtype) -> Tensor:
    if scale is not None:
        return (tensor.float() * scale.float()[:, None]).to(dtype)
    return tensor.to(dtype) if tensor.is_floating_point() else tensor


def _digest(body: Mapping[str, Any], tensors: Iterable[tuple[str, Tensor]]) -> str:
    """SHA-256 over the header's other values and every tensor's name, dtype, shape and bytes, by name."""
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode())
    for name, tensor in sorted(tensors, key=lambda item: item[0]):
        digest.update(f"\n{name} {tensor.dtype} {list(tensor.shape)}\n".encode())
        digest.update(tensor.reshape(-1).view(torch.uint8).numpy().data)
    return digest.hexdigest()


def sha256(path: Path | str) -> str:
    """SHA-256 of a file in hexadecimal, read in pieces."""
    try:
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise CheckpointError(f"Cannot read {path}: {error}.") from error


def load_into(module: nn.Module, tensors: Mapping[str, Tensor]) -> None:
    """Gives the module ``tensors`` for its parameters and buffers, all of them and no others.

    They are copied, so that tied parameters stay tied and an optimiser keeps its hold on them; a module on the meta
    device takes them as they are. One CheckpointMismatch names every missing, unexpected and misshaped one; the
    module is then left as it was.
    """
    wanted = module.state_dict()
    missing = sorted(set(wanted) - set(tensors))
    unexpected = sorted(set(tensors) - set(wanted))
    misshaped = [
        f"{name} {list(tensors[name].shape)} instead of {list(wanted[name].shape)}"
        for name in sorted(set(wanted) & set(tensors))
        if tensors[name].shape != wanted[name].shape
    ]
    found = {"missing": missing, "unexpected": unexpected, "misshaped": misshaped}
    if any(found.values()):
        listed = "; ".join(f"{kind}: {', '.join(names)}" for kind, names in found.items() if names)
        raise CheckpointMismatch(f"The checkpoint does not fit {type(module).__name__}. {listed}.")
    module.load_state_dict(tensors, strict=True, assign=any(tensor.is_meta for tensor in wanted.values()))


def build(factory: Callable[[], Module], tensors: Mapping[str, Tensor]) -> Module:
    """The module that ``factory`` makes, with ``tensors`` for weights: built on the meta device, so nothing is drawn.

    Only for modules without tied parameters whose every buffer is in the checkpoint; others are made as usual and
    given to ``load_into``.
    """
    with torch.device("meta"):
        module = factory()
    load_into(module, tensors)
    empty = [name for name, buffer in module.named_buffers() if buffer.is_meta]
    if empty:
        raise CheckpointError(f"{type(module).__name__} has buffers that no checkpoint holds: {', '.join(empty)}.")
    return module
