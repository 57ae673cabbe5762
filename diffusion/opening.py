"""A model loaded as the command line words it: devices and dtypes by name, LoRAs with scales, faults as sentences."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from diffusion.errors import InvalidRequest
from diffusion.exhaustion import enough_memory
from diffusion.images import png_metadata
from diffusion.loading import LoraUse, Memory, is_published, load
from diffusion.pipeline import Pipeline, name_of

if TYPE_CHECKING:
    from diffusion.published import Home

Size = tuple[int, int]
"""Width and height in pixels."""

_EMBEDDED = {
    "device": (None, "cpu"), "dtype": (None, "float32"), "memory": ("auto", "resident"), "int8": (False,),
}  # fmt: skip
"""What may be said of the embedded model: that it draws on the CPU in float32, all at once, is so."""


def opened(
    model: Path | str,
    home: "Home",
    *,
    device: str | None = None,
    dtype: str | None = None,
    memory: Memory = "auto",
    lora: Sequence[tuple[Path, float]] = (),
    adapter: Path | None = None,
    int8: bool = False,
) -> Pipeline:
    """See ``load``; ``dtype`` is a name of torch, ``lora`` are files with their scales.

    Raises InvalidRequest for a device that is not here and for what the embedded model cannot follow, OutOfMemory for
    a model that does not fit, and what ``load`` raises.
    """
    if not is_published(model):
        _check_embedded(model, {"device": device, "dtype": dtype, "memory": memory, "int8": int8})
    try:
        torch.empty(1, device=device).item()
    except (RuntimeError, AssertionError) as error:
        reason = str(error).splitlines()[0]
        raise InvalidRequest(f"The device {device} cannot be used here ({reason}). Leave --device out.") from error
    loras = [LoraUse(path, scale) for path, scale in lora]
    kind = None if dtype is None else getattr(torch, dtype)
    with enough_memory(f"load {model}", "Close other programs, or give --memory staged."):
        return load(model, home=home, device=device, dtype=kind, memory=memory, loras=loras, adapter=adapter, int8=int8)


def _check_embedded(model: Path | str, given: Mapping[str, object]) -> None:
    wrong = [f"--{name}" for name, value in given.items() if value not in _EMBEDDED[name]]
    if wrong:
        raise InvalidRequest(
            f"{', '.join(wrong)} cannot be followed by {model}, which draws on the CPU in float32. Name a published "
            "model with --model; `huatu models` lists them."
        )


def painter_of(png: bytes, files: Sequence[Path]) -> Path:
    """Which of ``files``, checkpoints of this program, drew the picture; the first where none did.

    Raises NotReproducible for a picture without a recipe, CheckpointError for a file that cannot be read.
    """
    wanted = png_metadata(png).get("model")
    return next((file for file in files if name_of(file) == wanted), files[0])


def sizes(pipeline: Pipeline) -> list[Size]:
    """The sizes that a published model was trained at; none for the embedded one, which draws any of whole tokens."""
    buckets = getattr(pipeline.regime, "buckets", ())
    return [size for _, bucket in buckets for size in bucket]
