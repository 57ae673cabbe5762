"""Which kind of model a path or name means: the embedded one's file, a published one's folder, a name on the hub."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from diffusion import pipeline
from diffusion.pipeline import Pipeline

if TYPE_CHECKING:
    from diffusion.published import Home


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
) -> Pipeline:
    """The pipeline of a checkpoint file of this program, or of a published model.

    ``home``, ``device``, ``dtype`` and ``variant`` are for published models, see ``published.load_published``; the
    embedded one draws on the CPU in float32. Raises CheckpointError naming the file and the fault.
    """
    if not is_published(path):
        return pipeline.load(path)
    from diffusion.published import load_published

    return load_published(path, home, device=device, dtype=dtype, variant=variant)


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
