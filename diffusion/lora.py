"""LoRAs on a network: live, at a scale that may change at any time, or merged into its weights; always undone exactly.

A live LoRA is a hook on each of its layers, which stay as they are. A merged one costs nothing more while drawing: the
weight is replaced, and the original kept, so that after the last LoRA is gone it is the same tensor, bit for bit.

Keys and values of a caption are computed once a drawing (``Transformer.prepare``): set scales before. A network that
was compiled does not notice hooks added later: merge, or add them first.
"""

import math
import weakref
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

from diffusion.errors import CheckpointMismatch, InvalidRequest
from diffusion.lasting import change
from diffusion.lora_file import Update, listed

Hook = Callable[[nn.Module, tuple[Any, ...], Any], Any | None]


@dataclass(slots=True)
class _Active:
    """A LoRA in use: its updates by layer, its scale, and the hooks that apply it where it is live."""

    updates: Mapping[str, Update]
    scale: float
    merged: bool
    handles: list[RemovableHandle] = field(default_factory=list)


class Loras:
    """All LoRAs on one network. While any is merged, the network's weights must not be changed by others."""

    def __init__(self, module: nn.Module) -> None:
        self._module = module
        self._active: dict[str, _Active] = {}
        self._originals: dict[str, Tensor] = {}

    @property
    def scales(self) -> dict[str, float]:
        """The scale of every LoRA in use, by name, in the order in which they were added."""
        return {name: active.scale for name, active in self._active.items()}

    def add(self, name: str, updates: Mapping[str, Update], scale: float = 1.0, *, merged: bool = False) -> None:
        """Applies ``updates`` (of a ``Lora``), live or ``merged``. Nothing is changed when it raises:

        InvalidRequest for a name in use, a scale that is no number or weights that cannot be merged;
        CheckpointMismatch naming every layer that the network lacks or has in another shape.
        """
        if name in self._active:
            raise InvalidRequest(f"a LoRA {name!r} is in use already; remove it first or take another name")
        active = _Active(updates, _finite(scale), merged)
        layers = _layers(self._module, updates)
        if merged:
            _require_mergeable(layers)
        with ExitStack() as undo:
            self._active[name] = active
            undo.callback(self.remove, name)
            if merged:
                self._merge(updates)
            else:
                hooks = ((layer, _hook(active, updates[layer_name])) for layer_name, layer in layers.items())
                active.handles += [layer.register_forward_hook(hook) for layer, hook in hooks]
            undo.pop_all()

    def set_scale(self, name: str, scale: float) -> None:
        """Gives a LoRA in use another ``scale``; 0 is as if it were not there. Raises as ``require_changeable``."""
        active = self.require_changeable(name)
        before, scale = active.scale, _finite(scale)
        with ExitStack() as undo:
            undo.callback(self._rescale, active, before)
            self._rescale(active, scale)
            undo.pop_all()

    def _rescale(self, active: _Active, scale: float) -> None:
        active.scale = scale
        if active.merged:
            self._merge(active.updates)

    def remove(self, name: str) -> None:
        """Takes a LoRA away; the network is then exactly as if it had never been added.

        Raises as ``require_changeable``. Where memory runs out on the way it is in use still, and may be removed again.
        """
        active = self.require_changeable(name)
        if active.merged:
            self._merge(active.updates, without=active)
        for handle in active.handles:
            handle.remove()
        del self._active[name]

    def require_changeable(self, name: str) -> _Active:
        """Raises InvalidRequest for a LoRA that is not in use, and a merged one while its weights are offloaded."""
        active = self._named(name)
        if active.merged and any(self._weight(layer).is_meta for layer in active.updates):
            raise InvalidRequest(
                f"the LoRA {name!r} is merged into weights that are offloaded and cannot be changed while it is "
                "working; wait for the drawing to end, or stop it"
            )
        return active

    def clear(self) -> None:
        """Takes all LoRAs away."""
        for name in list(self._active):
            self.remove(name)

    def _named(self, name: str) -> _Active:
        if name not in self._active:
            raise InvalidRequest(f"no LoRA {name!r} is in use; in use are: {listed(self._active) or 'none'}")
        return self._active[name]

    @torch.inference_mode(False)
    @torch.no_grad()
    def _merge(self, names: Iterable[str], without: _Active | None = None) -> None:
        """Computes these layers' weights anew, from the originals and all other merged LoRAs, in order of adding."""
        for name in names:
            weight = self._weight(name)
            updates = [
                (active.scale * active.updates[name].factor, active.updates[name])
                for active in self._active.values()
                if active.merged and active is not without and active.scale != 0 and name in active.updates
            ]
            if updates:
                if name not in self._originals:
                    # On the CPU this is the same tensor; elsewhere a copy that takes no memory of the device.
                    self._originals[name] = weight.detach().cpu()
                change(weight, _merged(self._originals[name].to(weight.device), updates).to(weight.dtype))
            elif name in self._originals:
                change(weight, self._originals[name].to(weight.device, weight.dtype))
                del self._originals[name]

    def _weight(self, layer: str) -> nn.Parameter:
        return self._module.get_parameter(f"{layer}.weight")


def _merged(original: Tensor, updates: list[tuple[float, Update]]) -> Tensor:
    """A new tensor: ``original`` [out, in] with updates added, in float32 or better."""
    total = original.to(torch.promote_types(original.dtype, torch.float32), copy=True)
    for factor, update in updates:
        total.addmm_(update.up.to(total), update.down.to(total), alpha=factor)
    return total


class _Matrices:
    """An update's two matrices where and as a layer computes, made of the file's own.

    Copies last no longer than the weight at whose side they work: one that is staged or offloaded is another each time
    it comes, and what was copied beside it goes with it. Another dtype (float32 after an overflow) has them made anew.
    """

    def __init__(self, update: Update) -> None:
        self._update = update
        self._kept: list[Tensor] = []
        self._weight: Callable[[], Tensor | None] = lambda: None

    def beside(self, weight: Tensor, x: Tensor) -> tuple[Tensor, Tensor]:
        """``down`` and ``up`` on the device and in the dtype of ``x``."""
        kept = self._kept
        fit = bool(kept) and (kept[0].device, kept[0].dtype) == (x.device, x.dtype)
        if not fit or self._weight() is not weight:
            with torch.inference_mode(False), torch.no_grad():
                kept[:] = [matrix.to(x.device, x.dtype) for matrix in (self._update.down, self._update.up)]
            self._weight = weakref.ref(weight, lambda _: kept.clear())
        return kept[0], kept[1]


def _hook(active: _Active, update: Update) -> Hook:
    """A forward hook that adds the update's output, at the scale of the moment, to a linear layer's."""
    matrices = _Matrices(update)

    def hook(layer: nn.Module, inputs: tuple[Any, ...], output: Any) -> Any | None:
        if active.scale == 0:
            return None
        assert isinstance(layer, nn.Linear)
        x = inputs[0]
        down, up = matrices.beside(layer.weight, x)
        return output + active.scale * update.factor * F.linear(F.linear(x, down), up)

    return hook


def _layers(module: nn.Module, updates: Mapping[str, Update]) -> dict[str, nn.Linear]:
    """The linear layers that ``updates`` name; one CheckpointMismatch names all that do not fit."""
    modules = dict(module.named_modules())
    found: dict[str, nn.Linear] = {}
    lacking, misshaped = [], []
    for name, update in updates.items():
        layer = modules.get(name)
        if not isinstance(layer, nn.Linear):
            lacking.append(name)
            continue
        found[name] = layer
        shape = [update.up.shape[0], update.down.shape[1]]
        if shape != [layer.out_features, layer.in_features]:
            misshaped.append(f"{name} {shape} instead of {[layer.out_features, layer.in_features]}")
    if lacking or misshaped or not updates:
        kinds = {"no such linear layers": lacking, "misshaped": misshaped}
        told = "; ".join(f"{kind}: {listed(names)}" for kind, names in kinds.items() if names)
        raise CheckpointMismatch(f"The LoRA does not fit {type(module).__name__}. {told or 'It has nothing for it'}.")
    return found


def _require_mergeable(layers: Mapping[str, nn.Linear]) -> None:
    unfit = [name for name, layer in layers.items() if layer.weight.is_meta or not layer.weight.is_floating_point()]
    if unfit:
        raise InvalidRequest(f"weights that are offloaded or quantised cannot be merged: {listed(unfit)}. Add it live.")


def _finite(scale: float) -> float:
    if not math.isfinite(scale):
        raise InvalidRequest(f"LoRA scale {scale} must be a finite number")
    return scale
