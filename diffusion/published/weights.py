"""Reading the weights of one network: one safetensors file or several, pickles by way of their converted copy."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from torch import Tensor

from diffusion.errors import CheckpointError, CheckpointMismatch
from diffusion.published.convert import TIED_KEY, converted
from diffusion.published.layout import PICKLES, Weights

_LFS = b"version https://git-lfs"
_SAMPLE = 1 << 20


def read(root: Path, weights: Weights, cache: Path) -> dict[str, Tensor]:
    """All tensors by name, under the names in the files, on the CPU. ``cache``: folder for converted pickles.

    Raises CheckpointError naming the file at fault, and CheckpointMismatch where shards and their index disagree.
    """
    tensors: dict[str, Tensor] = {}
    for name in weights.files:
        path = root / name
        if path.suffix in PICKLES:
            refuse_pointer(path)
            path = converted(path, cache)
        found = read_file(path)
        twice = sorted(tensors.keys() & found.keys())
        if twice:
            raise CheckpointMismatch(f"{root / name} holds again what another shard holds: {', '.join(twice)}.")
        tensors.update(found)
    if weights.index is not None:
        _check_index(root / weights.index, tensors)
    return tensors


def read_file(path: Path) -> dict[str, Tensor]:
    """The tensors of one safetensors file; they may lie in the file itself until they are used."""
    try:
        with safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  not a dict
    except (SafetensorError, OSError, ValueError) as error:
        refuse_pointer(path)
        raise CheckpointError(
            f"{path} is truncated, damaged or not a safetensors file ({error}). Fetch it again."
        ) from error
    try:
        tied: dict[str, str] = json.loads(metadata.get(TIED_KEY, "{}"))
        return tensors | {name: tensors[first] for name, first in tied.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CheckpointError(
            f"{path} has metadata that does not fit its tensors. Delete it; it is made anew."
        ) from error


def refuse_pointer(path: Path) -> None:
    """CheckpointError where a clone without Git LFS left a few lines of text in the weights' place."""
    try:
        with path.open("rb") as file:
            start = file.read(len(_LFS))
    except OSError as error:
        raise CheckpointError(f"Cannot read {path}: {error}.") from error
    if start == _LFS:
        raise CheckpointError(f"{path} only points to the weights (Git LFS). Run `git lfs pull` in that folder.")


def read_json(path: Path) -> dict[str, Any]:
    """A file's JSON object. Raises CheckpointError naming the file."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CheckpointError(f"Cannot read {path}: {error}. Fetch it again.") from error
    if not isinstance(values, dict):
        raise CheckpointError(f"{path} holds a {type(values).__name__}, not a JSON object. Fetch it again.")
    return values


def _check_index(index: Path, tensors: dict[str, Tensor]) -> None:
    listed = read_json(index).get("weight_map")
    if not isinstance(listed, dict):
        raise CheckpointError(f"{index} has no weight_map; it does not list shards. Fetch it again.")
    missing, unexpected = sorted(listed.keys() - tensors.keys()), sorted(tensors.keys() - listed.keys())
    if missing or unexpected:
        where = {name: listed[name] for name in missing}
        raise CheckpointMismatch(f"{index} and its shards disagree. Missing: {where}. Not listed: {unexpected}.")


def fingerprint(root: Path, names: Iterable[str]) -> str:
    """Twelve hexadecimal digits that tell models apart: every file's size, beginning and end, not all of its bytes."""
    digest = hashlib.sha256()
    for name in names:
        try:
            with (root / name).open("rb") as file:
                start = file.read(_SAMPLE)
                size = file.seek(0, 2)
                file.seek(max(size - _SAMPLE, 0))
                digest.update(f"{Path(name).name} {size}\n".encode() + start + file.read())
        except OSError as error:
            raise CheckpointError(f"Cannot read {root / name}: {error}.") from error
    return digest.hexdigest()[:12]
