"""An IP-Adapter as Tencent publishes it: a folder with ``ipa.pt`` and its image encoder, ``clip_img_encoder.pt``."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import torch
from torch import Tensor

from diffusion.adapter_carrier import AdapterCarrier
from diffusion.config import TransformerConfig
from diffusion.errors import CheckpointError, CheckpointMismatch
from diffusion.image_encoder import load_image_encoder
from diffusion.ip_adapter import load_ip_adapter
from diffusion.published.convert import converted
from diffusion.published.layout import PICKLES
from diffusion.published.weights import fingerprint, read_file, refuse_pointer

Made = TypeVar("Made")

ADAPTER = ("ipa.safetensors", "ipa.pt")
ENCODER = tuple(
    folder + "clip_img_encoder" + ending for folder in ("", "clip_img_encoder/") for ending in (".safetensors", ".pt")
)


def load_adapter(
    folder: Path, config: TransformerConfig, cache: Path, device: torch.device, dtype: torch.dtype
) -> AdapterCarrier:
    """The adapter in ``folder`` for a transformer of ``config``. ``cache``: folder for converted pickles.

    The encoder stays on the CPU in float32: it reads a subject once in a dialogue. Raises CheckpointError naming the
    file, CheckpointMismatch for an adapter of another model.
    """
    ours, seen = files_of(folder)
    adapter = _explained(ours, lambda: load_ip_adapter(_tensors(ours, cache), config)).to(device, dtype)
    encoder = _explained(seen, lambda: load_image_encoder(_tensors(seen, cache))).float()
    if encoder.clip.visual_projection.weight.shape[0] != adapter.config.image_dim:
        raise CheckpointMismatch(
            f"{seen} gives embeddings of {encoder.clip.visual_projection.weight.shape[0]} numbers, {ours} reads "
            f"{adapter.config.image_dim}: they do not belong together. Fetch both again."
        )
    names = [str(path.relative_to(folder)) for path in (ours, seen)]
    return AdapterCarrier(encoder, adapter, f"{folder.name} {fingerprint(folder, names)}")


def files_of(folder: Path) -> tuple[Path, Path]:
    """The files of the adapter and of its encoder. Raises CheckpointError."""
    return _found(folder, ADAPTER), _found(folder, ENCODER)


def _found(folder: Path, names: tuple[str, ...]) -> Path:
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise CheckpointError(
        f"{folder} has no whole IP-Adapter: it lacks {' or '.join(names)}. Fetch Tencent-Hunyuan/IP-Adapter again."
    )


def _tensors(path: Path, cache: Path) -> dict[str, Tensor]:
    refuse_pointer(path)
    return read_file(converted(path, cache) if path.suffix in PICKLES else path)


def _explained(path: Path, load: Callable[[], Made]) -> Made:
    try:
        return load()
    except CheckpointMismatch as error:
        raise CheckpointMismatch(f"{path}: {error}") from error
