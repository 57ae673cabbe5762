"""Pickled weights into safetensors, once: read without running anything in them, written whole or not at all."""

import glob
import hashlib
import json
import logging
import pickle
import re
import shutil
import struct
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from diffusion.checkpoint import write_whole
from diffusion.errors import CheckpointError

logger = logging.getLogger(__name__)

TIED_KEY = "huatu.tied"
"""In a converted file's metadata: JSON of names that stand for the tensor of another name."""
_BROKEN = (
    RuntimeError, EOFError, OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, struct.error,
)  # fmt: skip
"""What torch raises for a file that is cut or scrambled, depending on where."""
ABANDONED = 3600.0
"""Seconds after which a file that nobody wrote to is of a conversion that was killed."""
REPEATED = 1 << 20
"""Bytes up to which a tensor may be larger than what is stored of it."""
_INNER = ("ema", "module", "distill", "state_dict")
"""Training runs put the weights under one of these."""


def converted(source: Path, folder: Path) -> Path:
    """The safetensors file in ``folder`` that stands for the pickle ``source``; made where it is not there yet.

    Raises CheckpointError: the pickle holds code or is damaged, or there is no room; nothing is then left behind.
    """
    where = hashlib.sha256(str(source.resolve()).encode()).hexdigest()[:8]
    facts = source.stat()
    state = hashlib.sha256(f"{facts.st_size} {facts.st_mtime_ns}".encode()).hexdigest()[:8]
    target = folder / f"{source.stem}-{where}-{state}.safetensors"
    if target.is_file():
        return target
    _make_room(folder, facts.st_size, source)
    name = f"{glob.escape(source.stem)}-{where}-*.safetensors"
    _sweep(folder, f".{name}.*")
    logger.info("converting %s, once, to %s", source, target)
    tensors, tied = _apart(unpickled(source))
    write_whole(target, tensors, {TIED_KEY: json.dumps(tied)})
    for older in folder.glob(name):
        if older != target:
            older.unlink(missing_ok=True)  # another process may have been first
    return target


def _sweep(folder: Path, pattern: str) -> None:
    """Removes what conversions that were killed left behind; one that still runs writes all the time."""
    for left in folder.glob(pattern):
        if time.time() - left.stat().st_mtime > ABANDONED:
            left.unlink(missing_ok=True)


def _make_room(folder: Path, size: int, source: Path) -> None:
    """The folder, if it can take ``size`` bytes more."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise CheckpointError(f"Cannot convert {source}: {folder} cannot be used ({error}).") from error
    if free < size:
        raise CheckpointError(
            f"Cannot convert {source}: {folder} has room for {free:,} bytes, {size:,} are needed. Make room there."
        )


def unpickled(path: Path) -> dict[str, Tensor]:
    """The tensors of a pickle by name. Only tensors and plain containers are read; anything else is an error."""
    try:
        content = torch.load(path, map_location="cpu", weights_only=True, mmap=zipfile.is_zipfile(path))
    except pickle.UnpicklingError as error:
        # torch's own text advises to run the pickle's code, and is not repeated.
        asked = re.search(r"GLOBAL ([\w.]+)", str(error))
        what = f"asks to run {asked[1]}" if asked else "is damaged or holds more than tensors"
        raise CheckpointError(
            f"{path} {what}; weights need no code, and none of it was run. Fetch it again from its publisher, or take "
            "the same model as safetensors."
        ) from error
    except _BROKEN as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise CheckpointError(f"{path} is truncated, damaged or not a torch file ({first}). Fetch it again.") from error
    return _state(content, path)


def _state(content: Any, path: Path) -> dict[str, Tensor]:
    """The tensors themselves, out of whatever a training run put around them."""
    if isinstance(content, Mapping):
        inner = [content[key] for key in _INNER if isinstance(content.get(key), Mapping)]
        content = inner[0] if inner else content
    if not isinstance(content, Mapping) or not content:
        raise CheckpointError(f"{path} holds no named tensors but a {type(content).__name__}; it is not a model.")
    others = [str(name) for name, value in content.items() if not isinstance(value, Tensor)]
    if others:
        raise CheckpointError(f"{path} holds more than tensors: {', '.join(sorted(others))}; it is not a model.")
    unnamed = [repr(name) for name in content if not isinstance(name, str)]
    if unnamed:
        raise CheckpointError(f"{path} has tensors whose names are no text: {', '.join(unnamed)}; it is not a model.")
    strange = [f"{name} ({kind})" for name, tensor in content.items() if (kind := _strange(tensor))]
    if strange:
        raise CheckpointError(
            f"{path} holds tensors of kinds that no model here has: {', '.join(sorted(strange))}. Take a file with "
            "plain numbers."
        )
    return {name: tensor.detach() for name, tensor in content.items()}


def _strange(tensor: Tensor) -> str:
    """What a tensor is, if it is not plain numbers in memory; else ""."""
    if tensor.layout != torch.strided:
        return "sparse"
    if tensor.is_quantized:
        return "quantised"
    if tensor.is_meta:
        return "without content"
    if tensor.is_complex():
        return "complex"
    # A few stored numbers may claim to be many: copying those out could take any amount of memory.
    repeated = tensor.numel() * tensor.element_size() > max(tensor.untyped_storage().nbytes(), REPEATED)
    return f"repeated to {list(tensor.shape)}" if repeated else ""


def _apart(tensors: Mapping[str, Tensor]) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Tensors that share no memory, and which further names stand for which of them."""
    taken: set[int] = set()
    seen: dict[tuple[Any, ...], str] = {}
    kept: dict[str, Tensor] = {}
    tied: dict[str, str] = {}
    for name, tensor in tensors.items():
        memory = (tensor.data_ptr(), tensor.shape, tensor.stride(), tensor.dtype) if tensor.numel() else (name,)
        first = seen.setdefault(memory, name)
        if first != name:
            tied[name] = first
            continue
        whole = tensor.contiguous()
        memory_of = whole.untyped_storage()
        alone = memory_of.nbytes() == whole.numel() * whole.element_size() and memory_of.data_ptr() not in taken
        kept[name] = whole if alone else whole.clone()
        taken.add(kept[name].untyped_storage().data_ptr())
    return kept, tied
