"""Memory that is used up: torch says so in three ways, this program in one."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from diffusion.errors import OutOfMemory

SIGNS = ("can't allocate memory", "not enough memory", "out of memory")
"""In the text of the plain RuntimeError that torch raises where the CPU has no memory left."""


@contextmanager
def enough_memory(to_do: str, advice: str) -> Iterator[None]:
    """Raises OutOfMemory, saying what there was ``to_do`` and the ``advice``, where memory is used up inside."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if isinstance(error, MemoryError | torch.OutOfMemoryError) or any(sign in str(error) for sign in SIGNS):
            raise OutOfMemory(f"There is not enough memory to {to_do}. {advice}") from error
        raise
