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

from diffusion.copies import is_plain
from diffusion.denoiser import Predict
from diffusion.errors import DiffusionError

logger = logging.getLogger(__name__)

HALVES = (torch.float16, torch.bfloat16)
BLACK = -1 + 4 / 255
"""A picture in [-1, 1] none of whose values is above this is black to the eye (two levels of 255)."""
_OFFLOADED = (
    ", and weights that are offloaded layer by layer cannot be brought to float32; draw with --memory staged or "
    "--dtype float32"
)
STEP_NOTE = "Numbers overflowed in half precision; from step {} on it was drawn in float32."
PICTURE_NOTE = "The picture overflowed in half precision and was decoded again in float32."
ENCODED_NOTE = "{} overflowed in half precision and was computed again in float32."
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
            logger.warning(sentence)
            self.notes.append(sentence)


@contextmanager
def full_precision(module: nn.Module) -> Iterator[None]:
    """Within the context every weight of ``module`` is float32; afterwards each is what it was, bit for bit.

    Also where memory runs out before or within it. Raises DiffusionError for weights that are offloaded one by one,
    which cannot be brought to another dtype.
    """
    if _is_offloaded(module):
        raise DiffusionError(f"numbers overflowed{_OFFLOADED}")
    tensors = [tensor for tensor in (*module.parameters(), *module.buffers()) if _is_half(tensor)]
    dtypes = [tensor.dtype for tensor in tensors]
    try:
        _widen(tensors)
        yield
    finally:
        _restore(tensors, dtypes)


@torch.inference_mode(False)
@torch.no_grad()
def _widen(tensors: Sequence[Tensor]) -> None:
    # One after the other, so that not all of them lie there twice.
    for tensor in tensors:
        tensor.data = tensor.data.to(torch.float32)


@torch.inference_mode(False)
@torch.no_grad()
def _restore(tensors: Sequence[Tensor], dtypes: Sequence[torch.dtype]) -> None:
    """Each as its dtype again: the last first, for which there was room for a moment; else by way of the CPU.

    What went that way comes back when all the others have become small.
    """
    away: list[tuple[Tensor, torch.device]] = []
    for tensor, dtype in reversed([*zip(tensors, dtypes, strict=True)]):
        try:
            tensor.data = tensor.data.to(dtype)
        except torch.OutOfMemoryError:
            away.append((tensor, tensor.device))
            tensor.data = tensor.data.cpu().to(dtype)
    for tensor, device in away:
        tensor.data = tensor.data.to(device)


def _is_half(tensor: Tensor) -> bool:
    # Weights of other libraries' kinds (int8) compute in the dtype of what they are given.
    return tensor.dtype in HALVES and is_plain(tensor)


def _is_offloaded(module: nn.Module) -> bool:
    return any(tensor.is_meta for tensor in (*module.parameters(), *module.buffers()))


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
            if next(network.parameters()).dtype not in HALVES or is_finite(found):
                return found
            watch.full = True
            watch.note(STEP_NOTE.format(watch.step))
        with full_precision(network):
            if not made:
                made.append(bind())
            return made[0](x, timestep)

    return predict


def carefully_decoded(network: nn.Module, decode: Callable[[torch.dtype], Tensor], watch: Watch) -> Tensor:
    """Pixels [B, 3, H, W] float32 that ``decode`` gives for inputs of a dtype, again in float32 if broken or black.

    A black picture may be meant: where it cannot be decoded again (offloaded weights, no memory) it is returned.
    """
    dtype = next(network.parameters()).dtype
    pixels = decode(dtype).float()
    finite = is_finite(pixels)
    if dtype not in HALVES or (finite and (not is_black(pixels) or _is_offloaded(network))):
        return pixels
    try:
        with full_precision(network):
            again = decode(torch.float32).float()
    except torch.OutOfMemoryError:
        if finite:
            return pixels
        raise
    if not is_black(again):
        watch.note(PICTURE_NOTE)
    return again


def carefully_encoded(
    network: nn.Module, encode: Callable[[torch.dtype], Tensor], name: str, watch: Watch | None = None
) -> Tensor:
    """What ``encode`` gives for inputs of a dtype, in the network's dtype; again in float32 where it is not finite.

    ``name``: what works, for the messages. Without a ``watch`` the log alone tells. Raises DiffusionError where numbers
    are not finite in float32 either, or are too large for the network's dtype.
    """
    dtype = next(network.parameters()).dtype
    found = encode(dtype)
    if is_finite(found):
        return found
    if dtype not in HALVES:
        raise DiffusionError(f"{name} gives numbers that are not finite; its weights are damaged, fetch them again")
    if _is_offloaded(network):
        raise DiffusionError(f"{name} overflowed{_OFFLOADED}")
    with full_precision(network):
        again = encode(torch.float32).to(dtype)
    if not is_finite(again):
        raise DiffusionError(f"{name} overflowed, also when it was computed in float32; draw with --dtype float32")
    (watch or Watch()).note(ENCODED_NOTE.format(name))
    return again


def is_finite(x: Tensor) -> bool:
    """Whether every number of ``x`` is finite."""
    return bool(x.isfinite().all())


def is_black(pixels: Tensor) -> bool:
    """Whether pixels in [-1, 1] show nothing but black."""
    return bool((pixels <= BLACK).all())
