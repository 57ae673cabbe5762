"""Gradient checkpointing (Chen et al. 2016, arXiv:1604.06174): blocks forget what is inside and compute it again."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from functools import partial

from torch import nn
from torch.utils.checkpoint import checkpoint


def recompute(blocks: Iterable[nn.Module], again: Callable[[], AbstractContextManager[object]] = nullcontext) -> None:
    """From now on each block keeps its inputs only and runs a second time in the backward pass, within ``again()``.

    Autocasting is remembered from the first time; a chosen attention kernel is not, and has to be given.
    """
    for block in blocks:
        block.forward = partial(
            checkpoint, block.forward, use_reentrant=False, context_fn=lambda: (nullcontext(), again())
        )
