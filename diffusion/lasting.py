"""Weights that were changed for good say so: whoever works on copies of weights takes such a change home.

Most of what is done to a copy is passing (float32 for one call, see ``precision``) and is dropped with it.
"""

import torch
from torch import Tensor

_SIGN = "changed_for_good"


@torch.inference_mode(False)
@torch.no_grad()
def change(tensor: Tensor, data: Tensor) -> None:
    """Gives ``tensor`` other ``data`` of its shape, to stay also where it is a copy that is dropped after its work."""
    tensor.data = data
    setattr(tensor, _SIGN, True)


def is_changed(tensor: Tensor) -> bool:
    """Whether ``change`` was called on this very tensor object."""
    return bool(getattr(tensor, _SIGN, False))
