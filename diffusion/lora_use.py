"""LoRAs of a whole pipeline: put on its transformer and text encoder together, taken off together, told in recipes."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import nn

from diffusion.checkpoint import sha256
from diffusion.conditioner import Conditioner
from diffusion.errors import CheckpointMismatch, InvalidRequest
from diffusion.lora import Loras
from diffusion.lora_file import Update, file_of, listed, load_lora


@dataclass(frozen=True, slots=True)
class LoraUse:
    """A LoRA file or folder and the scale at which it is drawn with; 0 is as if it were not there."""

    path: Path
    scale: float = 1.0


class LoraShelf:
    """The LoRAs that a pipeline draws with. Between drawings they may be added, removed and weighed anew.

    A file may change the transformer, the text encoder or both.
    """

    def __init__(self, transformer: nn.Module, conditioner: Conditioner) -> None:
        self._transformer = Loras(transformer)
        clip = getattr(conditioner, "clip", None)
        self._clip = Loras(clip) if isinstance(clip, nn.Module) else None
        # States of texts that were encoded with other weights must not be used again.
        self._forget: Callable[[], None] = getattr(conditioner, "forget", lambda: None)
        self._scales: dict[str, float] = {}
        self._hashes: dict[str, str] = {}

    @property
    def scales(self) -> dict[str, float]:
        """The scale of every LoRA in use, by name, in the order in which they were added."""
        return dict(self._scales)

    @property
    def extras(self) -> Mapping[str, Any]:
        """What a recipe says: ``loras``, a list of name, hash and scale; nothing where none is in use."""
        scales = {name: scale for name, scale in self._scales.items() if scale != 0}
        said = [{"name": name, "sha256": self._hashes[name], "scale": scale} for name, scale in scales.items()]
        return {"loras": said} if said else {}

    def add(self, use: LoraUse, *, merged: bool = False) -> str:
        """Draws with a LoRA from now on, live or ``merged``; returns the name it has here.

        Raises CheckpointError, CheckpointMismatch (it is of another model) and InvalidRequest; nothing is changed then.
        """
        lora, file = load_lora(use.path), file_of(use.path)
        name = file.parent.name if use.path.is_dir() else file.stem
        if name in self._scales:
            raise InvalidRequest(f"a LoRA {name!r} is in use already; remove it first or take another name")
        if lora.clip and self._clip is None:
            raise CheckpointMismatch(f"{file} changes the text encoder of published models, which this model has not.")
        digest = sha256(file)
        with ExitStack() as undo:
            for loras, updates in ((self._transformer, lora.transformer), (self._clip, lora.clip)):
                if loras is not None and updates:
                    _put(file, loras, name, updates, use.scale, merged)
                    undo.callback(loras.remove, name)
            undo.pop_all()
        self._scales[name], self._hashes[name] = use.scale, digest
        self._changed(name)
        return name

    def weigh(self, name: str, scale: float) -> None:
        """Gives a LoRA in use another scale. Raises InvalidRequest, also where a drawing has its weights offloaded."""
        changed = self._changeable(name)
        with ExitStack() as undo:
            for loras in changed:
                undo.callback(loras.set_scale, name, self._scales[name])
                loras.set_scale(name, scale)
            undo.pop_all()
        self._scales[name] = scale
        self._changed(name)

    def remove(self, name: str) -> None:
        """Takes a LoRA away; every weight is then as if it had never been there. Raises as ``weigh``."""
        changed = self._changeable(name)
        self._changed(name)
        for loras in changed:
            loras.remove(name)
        del self._scales[name], self._hashes[name]

    def _changeable(self, name: str) -> list[Loras]:
        """The networks that a LoRA is on, none of them in the way of a change. Raises InvalidRequest."""
        if name not in self._scales:
            raise InvalidRequest(f"no LoRA {name!r} is in use; in use are: {listed(self._scales) or 'none'}")
        found = [loras for loras in (self._transformer, self._clip) if loras is not None and name in loras.scales]
        for loras in found:
            loras.require_changeable(name)
        return found

    def _changed(self, name: str) -> None:
        if self._clip is not None and name in self._clip.scales:
            self._forget()


def _put(file: Path, loras: Loras, name: str, updates: Mapping[str, Update], scale: float, merged: bool) -> None:
    """Adds a file's updates to one network; a mismatch says which file it is of."""
    try:
        loras.add(name, updates, scale, merged=merged)
    except CheckpointMismatch as error:
        raise CheckpointMismatch(f"{file}: {error}") from error
