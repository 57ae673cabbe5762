"""Which kind of model a path or name means: the embedded one's file, a published one's folder, a name on the hub."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import torch

from diffusion import pipeline
from diffusion.errors import InvalidRequest
from diffusion.lora_file import file_of
from diffusion.lora_use import LoraUse
from diffusion.pipeline import Pipeline
from diffusion.placement import Mode

if TYPE_CHECKING:
    from diffusion.published import Home


Memory = Literal["auto"] | Mode
"""Where a published model's networks lie: all on the device, each there only while it works, or layer by layer.

``auto`` is the first of these that fits into what the device has free, with what a drawing needs beside it.
"""


def is_published(path: Path | str) -> bool:
    """Whether ``path`` means a published model: a folder, a pickle of Tencent's, or a name on the hub."""
    place = Path(path)
    if place.is_dir():
        return True
    if place.suffix == ".safetensors":
        return False
    from diffusion.published.hub import repository
    from diffusion.published.layout import PICKLES

    return place.suffix in PICKLES if place.exists() else repository(str(path)) is not None


def load(
    path: Path | str,
    *,
    home: "Home | None" = None,
    device: torch.device | str | None = None,
    dtype: torch.dtype | None = None,
    variant: str | None = None,
    memory: Memory = "auto",
    loras: Sequence[LoraUse] = (),
    adapter: Path | None = None,
    int8: bool = False,
) -> Pipeline:
    """The pipeline of a checkpoint file of this program, or of a published model.

    ``home``, ``device``, ``dtype``, ``variant``, ``memory``, ``adapter`` (the folder of an IP-Adapter) and ``int8`` are
    for published models, see ``published.load_published``; the embedded one draws on the CPU in float32. Raises
    CheckpointError naming the file and the fault, CheckpointMismatch for a LoRA or adapter of another model.
    """
    for use in loras:
        file_of(use.path)  # faults that can be seen come before anything is fetched
    if is_published(path):
        from diffusion.published import load_published

        loaded = load_published(
            path, home, device=device, dtype=dtype, variant=variant, memory=memory, adapter=adapter, int8=int8
        )
    elif adapter is not None:
        raise InvalidRequest(
            f"{path} reads subjects by itself; the IP-Adapter {adapter} is for published models. Leave it out."
        )
    else:
        loaded = pipeline.load(path)
    for use in loras:
        loaded.loras.add(use)
    return loaded


def load_tokenizers(
    path: Path | str, *, home: "Home | None" = None
) -> tuple[Callable[[str], int], Callable[[str], int]]:
    """Token counters (long encoder, short encoder) of a model that is here, without loading its networks.

    ``home`` is for names on the hub.
    """
    if not is_published(path):
        return pipeline.load_tokenizers(path)
    from diffusion.published import token_counters

    return token_counters(path, home)
