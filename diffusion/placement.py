"""Where networks lie while a picture is drawn: on the device, there only while they work, or there layer by layer.

Weights that are away lie in the CPU's memory (page-locked where the device is CUDA), never on the disk; what is on the
device is a copy of the same bits that is dropped afterwards, so that coming and going changes nothing; but for what was
changed for good meanwhile (``lasting``: a merged LoRA), which is copied home.

The stages of a drawing are contexts that may be nested and may end in any order, also from a generator that is closed
in the middle; the last one to end takes the network away. None of them holds on to a thread or to a mode of torch's.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

import torch
from torch import Tensor, nn

from diffusion.copies import Copies, Upload, hold, is_plain, own
from diffusion.errors import InvalidRequest

logger = logging.getLogger(__name__)

Mode = Literal["resident", "staged", "offload"]
MODES: tuple[Mode, ...] = get_args(Mode)
Stage = Literal["text", "transformer", "vae"]
STAGES: tuple[Stage, ...] = get_args(Stage)
Networks = Mapping[Stage, Sequence[nn.Module]]
"""The networks that work in each stage."""


class Placement(Protocol):
    """Brings networks to where they work. Outside of its stage a network must not be run."""

    @property
    def device(self) -> torch.device:
        """Where all networks work; not where their weights lie between the stages."""
        ...

    @property
    def dtype(self) -> torch.dtype:
        """In which they work."""
        ...

    @property
    def mode(self) -> Mode:
        """Which way it is done."""
        ...

    def text(self) -> AbstractContextManager[None]:
        """Within the context the text encoders may run."""
        ...

    def transformer(self) -> AbstractContextManager[None]:
        """Within the context the transformer may run, and what joined it."""
        ...

    def vae(self) -> AbstractContextManager[None]:
        """Within the context the autoencoder may encode and decode."""
        ...

    def join(self, stage: Stage, module: nn.Module) -> None:
        """From now on ``module`` (an adapter, say) is placed along with that stage's networks."""
        ...


class Resident:
    """Everything is on the device all the time."""

    mode: Mode = "resident"

    def __init__(self, device: torch.device, dtype: torch.dtype, networks: Networks) -> None:
        self.device, self.dtype = device, dtype
        for stage in STAGES:
            for module in networks.get(stage, ()):
                self.join(stage, module)

    def text(self) -> AbstractContextManager[None]:
        """See Placement."""
        return nullcontext()

    transformer = vae = text

    def join(self, stage: Stage, module: nn.Module) -> None:
        """See Placement."""
        module.to(self.device)


class _Staging(ABC):
    """What both ways have in common that bring weights and take them away. ``upload`` stands in for it in tests."""

    def __init__(
        self, device: torch.device, dtype: torch.dtype, networks: Networks, upload: Upload | None = None
    ) -> None:
        self.device, self.dtype = device, dtype
        self._upload = upload or (lambda tensor: tensor.to(device, non_blocking=True))
        self._rooms: dict[Stage, _Room] = {stage: _Room([]) for stage in STAGES}
        for stage in STAGES:
            for module in networks.get(stage, ()):
                self.join(stage, module)

    def text(self) -> AbstractContextManager[None]:
        """See Placement."""
        return self._open("text")

    def transformer(self) -> AbstractContextManager[None]:
        """See Placement."""
        return self._open("transformer")

    def vae(self) -> AbstractContextManager[None]:
        """See Placement."""
        return self._open("vae")

    def join(self, stage: Stage, module: nn.Module) -> None:
        """See Placement; not while that stage is open."""
        room = self._rooms[stage]
        if room.visitors:
            raise InvalidRequest(f"nothing can join the {stage} while it is working; wait for the drawing to end")
        room.guests.append(self._guest(module))

    @abstractmethod
    def _guest(self, module: nn.Module) -> "_Guest":
        """One network, in the way of this mode."""

    @contextmanager
    def _open(self, stage: Stage) -> Iterator[None]:
        room = self._rooms[stage]
        room.visitors += 1
        try:
            if room.visitors == 1:
                with torch.inference_mode(False), torch.no_grad():
                    for guest in room.guests:
                        guest.come()
            yield
        finally:
            room.visitors -= 1
            if not room.visitors:
                with torch.inference_mode(False), torch.no_grad():
                    for guest in reversed(room.guests):
                        guest.go()
                self._tidy()

    def _tidy(self) -> None:
        """Gives free memory back, for the next stage's larger pieces and for other programs; not for a preview."""
        if self.device.type == "cuda" and not any(room.visitors for room in self._rooms.values()):
            torch.cuda.empty_cache()


class _Guest(Protocol):
    """One network of a stage. ``go`` is also called where ``come`` failed halfway."""

    def come(self) -> None: ...

    def go(self) -> None: ...


@dataclass(slots=True)
class _Room:
    """A stage's networks, and how many contexts of it are open."""

    guests: list[_Guest]
    visitors: int = 0


class Staged(_Staging):
    """A stage's networks are on the device as long as it is open."""

    mode: Mode = "staged"

    def _guest(self, module: nn.Module) -> _Guest:
        if self.device.type != "cpu":
            hold(module, pinned=self.device.type == "cuda")
        return Copies(list(module.modules()), self._upload)


class Offload(_Staging):
    """Every layer is on the device only while it computes, through ``accelerate``; slow, and smallest.

    What ``stays`` names comes for the whole stage.
    """

    mode: Mode = "offload"

    def _guest(self, module: nn.Module) -> _Guest:
        staying = stays(module)
        return _Layers(module, self.device, staying, Copies(staying, self._upload))


class _Layers:
    """accelerate's hooks on the layers of ``module``, but for those whose tensors stay: they have ``copies``."""

    def __init__(self, module: nn.Module, device: torch.device, staying: Sequence[nn.Module], copies: Copies) -> None:
        self._device, self._copies = device, copies
        # A layer that stands in two places is listed once.
        self._layers = [layer for layer in module.modules() if own(layer) and layer not in staying]
        self._hooked: list[tuple[nn.Module, list[tuple[str, Tensor]]]] = []

    def come(self) -> None:
        """See _Guest."""
        from accelerate.hooks import AlignDevicesHook, add_hook_to_module

        self._copies.come()
        for layer in self._layers:
            self._hooked.append((layer, own(layer)))
            add_hook_to_module(layer, AlignDevicesHook(execution_device=self._device, offload=True))

    def go(self) -> None:
        """See _Guest."""
        from accelerate.hooks import remove_hook_from_module

        while self._hooked:
            layer, tensors = self._hooked.pop()
            remove_hook_from_module(layer)
            vars(layer).pop("forward", None)  # what is left of the hook hides the class's own
            for name, tensor in tensors:
                setattr(layer, name, tensor)
        self._copies.go()


def stays(module: nn.Module) -> list[nn.Module]:
    """Where in ``module`` tensors lie that cannot come and go with a layer.

    Those of the network itself, which it reads outside of any layer's forward, and those of other libraries' kinds
    (int8), which accelerate cannot move in torch's inference mode.
    """
    return [module, *(layer for layer in module.modules() if layer is not module and _is_foreign(layer))]


def _is_foreign(layer: nn.Module) -> bool:
    return any(not is_plain(tensor) for _, tensor in own(layer))


def placement(mode: Mode, device: torch.device, dtype: torch.dtype, networks: Networks) -> Placement:
    """The placement of that name. Raises InvalidRequest for another."""
    ways: dict[str, Callable[[torch.device, torch.dtype, Networks], Placement]] = {
        "resident": Resident, "staged": Staged, "offload": Offload,
    }  # fmt: skip
    if mode not in ways:
        raise InvalidRequest(f"memory {mode!r} is unknown; known are auto, {', '.join(MODES)}")
    return ways[mode](device, dtype, networks)
