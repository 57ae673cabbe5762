"""Half precision with an eye on it: what overflows is computed again in float32, and the user is told.

float16 ends at 65,504 (bfloat16 does not overflow but may still give numbers that are not finite); a picture with one
such number comes out black. The network is brought to float32 for the one call that overflowed and back again: a
number of float16 is one of float32, so that nothing of the weights is lost on the way.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from diffusion.denoiser import Predict
from diffusion.errors import DiffusionError

logger = logging.getLogger(__name__)

HALVES = (torch.float16, torch.bfloat16)
BLACK = -1 + 4 / 255
"""A picture in [-1, 1] none of whose values is above this is black to the eye (two levels of 255)."""
STEP_NOTE = "Numbers overflowed in half precision; from step {} on it was drawn in float32."
PICTURE_NOTE = "The picture overflowed in half precision and was decoded again in float32."
BLACK_NOTE = "The picture is black. If that was not asked for, try another seed or --dtype float32."


@dataclass(slots=True)
class Watch:
    """What happened in one drawing: ``notes`` are sentences for the user, each once."""

    notes: list[str] = field(default_factory=list)
    full: bool = False
    step: int = 1

    def note(self, sentence: str) -> None:
        """Keeps ``sentence``."""
        if sentence not in self.notes:
            logger.info(sentence)
            self.notes.append(sentence)


@contextmanager
def full_precision(module: nn.Module) -> Iterator[None]:
    """Within the context every weight of ``module`` is float32; afterwards each is what it was, bit for bit.

    Raises DiffusionError for weights that are offloaded one by one, which cannot be brought to another dtype.
    """
    tensors = [tensor for tensor in (*module.parameters(), *module.buffers()) if tensor.dtype in HALVES]
    if any(tensor.is_meta for tensor in tensors):
        raise DiffusionError(
            "numbers overflowed, and weights that are offloaded layer by layer cannot be brought to float32; draw with "
            "--memory staged or --dtype float32"
        )
    dtypes = [tensor.dtype for tensor in tensors]
    try:
        _bring(tensors, [torch.float32] * len(tensors))
        yield
    finally:
        _bring(tensors, dtypes)


@torch.inference_mode(False)
@torch.no_grad()
def _bring(tensors: Sequence[Tensor], dtypes: Sequence[torch.dtype]) -> None:
    # One after the other, so that not all of them lie there twice.
    for tensor, dtype in zip(tensors, dtypes, strict=True):
        tensor.data = tensor.data.to(dtype)


def careful(network: nn.Module, bind: Callable[[], Predict], watch: Watch) -> Predict:
    """The prediction that ``bind`` gives, computed again in float32 where it is not finite, and so from then on.

    ``bind`` is called again in float32, for what it computes ahead. In float32 there is nothing to try again: what is
    not finite then is returned.
    """
    half = bind()
    made: list[Predict] = []

    def predict(x: Tensor, timestep: Tensor) -> Tensor:
        if not watch.full:
            found = half(x, timestep)
            if next(network.parameters()).dtype not in HALVES or bool(found.isfinite().all()):
                return found
            watch.full = True
            watch.note(STEP_NOTE.format(watch.step))
        with full_precision(network):
            if not made:
                made.append(bind())
            return made[0](x, timestep)

    return predict


def carefully_decoded(network: nn.Module, decode: Callable[[torch.dtype], Tensor], watch: Watch) -> Tensor:
    """Pixels [B, 3, H, W] float32 that ``decode`` gives for inputs of a dtype, again in float32 if broken or black."""
    dtype = next(network.parameters()).dtype
    pixels = decode(dtype).float()
    if dtype in HALVES and (is_black(pixels) or not bool(pixels.isfinite().all())):
        with full_precision(network):
            again = decode(torch.float32).float()
        if not is_black(again):
            watch.note(PICTURE_NOTE)
        return again
    return pixels


def is_black(pixels: Tensor) -> bool:
    """Whether pixels in [-1, 1] show nothing but black."""
    return bool((pixels <= BLACK).all())
