"""A network's tensors replaced by copies on a device for a while, and put back.

A copy is dropped afterwards; but for what was changed for good of it (``lasting``: a merged LoRA), which comes home.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from diffusion.lasting import is_changed

logger = logging.getLogger(__name__)

Upload = Callable[[Tensor], Tensor]
"""A copy on the device of a tensor that lies in the CPU's memory."""


@dataclass(frozen=True, slots=True)
class _Moved:
    """A tensor of a module that was replaced by its copy on the device. ``own``: in memory of the copy's own."""

    owner: nn.Module
    name: str
    home: Tensor
    away: Tensor
    own: bool

    def back(self) -> None:
        """Puts the tensor in the copy's place again; it gets what was changed for good of the copy."""
        setattr(self.owner, self.name, self.home)
        if not is_changed(self.away):
            return
        if self.own:
            self.home.copy_(self.away)  # in place: page-locked memory stays page-locked
        else:
            self.home.data = self.away.detach()


class Copies:
    """Replaces the own tensors of ``modules`` by copies; tied ones by one and the same."""

    def __init__(self, modules: Sequence[nn.Module], upload: Upload) -> None:
        self._modules, self._upload = modules, upload
        self._moved: list[_Moved] = []

    def come(self) -> None:
        """Makes the copies and puts them in place."""
        copies: dict[int, Tensor] = {}
        for owner in self._modules:
            for name, home in own(owner):
                if id(home) not in copies:
                    copies[id(home)] = self._copy(home)
                away = copies[id(home)]
                self._moved.append(_Moved(owner, name, home, away, _address(away) != _address(home)))
                setattr(owner, name, away)

    def _copy(self, home: Tensor) -> Tensor:
        made = self._upload(home.detach())
        return nn.Parameter(made, requires_grad=home.requires_grad) if isinstance(home, nn.Parameter) else made

    def go(self) -> None:
        """Puts the tensors back, also where ``come`` failed halfway."""
        while self._moved:
            self._moved.pop().back()


@torch.inference_mode(False)
@torch.no_grad()
def hold(module: nn.Module, *, pinned: bool) -> None:
    """Brings a module's tensors to the CPU's own memory, not a mapped file's; page-locked where that is allowed."""
    for tensor in (*module.parameters(), *module.buffers()):
        if not is_plain(tensor):
            continue
        home = tensor.data.to("cpu")
        try:
            tensor.data = home.pin_memory() if pinned else home.clone()
        except RuntimeError as error:  # the system allows no more of it
            logger.warning("weights are not page-locked, bringing them to the device takes longer (%s)", error)
            pinned = False
            tensor.data = home.clone()


def own(module: nn.Module) -> list[tuple[str, Tensor]]:
    """A module's own parameters and buffers, without those of the modules in it."""
    return [*module.named_parameters(recurse=False), *module.named_buffers(recurse=False)]


def _address(tensor: Tensor) -> int:
    """Where a tensor's memory begins; those of other libraries' kinds have no address."""
    return tensor.data_ptr() if is_plain(tensor) else 0


def is_plain(tensor: Tensor) -> bool:
    """Whether a tensor is torch's own kind; other libraries' (int8) have no memory or dtype that could be replaced."""
    return type(tensor) in (Tensor, nn.Parameter)
