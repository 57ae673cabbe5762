"""LoRAs of a whole pipeline: put on its transformer and text encoder together, taken off together, told in recipes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import nn

from diffusion.checkpoint import sha256
from diffusion.conditioner import Conditioner
from diffusion.errors import CheckpointMismatch
from diffusion.lora import Loras
from diffusion.lora_file import file_of, load_lora


@dataclass(frozen=True, slots=True)
class LoraUse:
    """A LoRA file or folder and the scale at which it is drawn with; 0 is as if it were not there."""

    path: Path
    scale: float = 1.0


class LoraShelf:
    """The LoRAs that a pipeline draws with. Between drawings they may be added, removed and weighed anew."""

    def __init__(self, transformer: nn.Module, conditioner: Conditioner) -> None:
        self._transformer = Loras(transformer)
        clip = getattr(conditioner, "clip", None)
        self._clip = Loras(clip) if isinstance(clip, nn.Module) else None
        # States of texts that were encoded with other weights must not be used again.
        self._forget: Callable[[], None] = getattr(conditioner, "forget", lambda: None)
        self._hashes: dict[str, str] = {}

    @property
    def extras(self) -> Mapping[str, Any]:
        """What a recipe says: ``loras``, a list of name, hash and scale; nothing where none is in use."""
        scales = {name: scale for name, scale in self._transformer.scales.items() if scale != 0}
        said = [{"name": name, "sha256": self._hashes[name], "scale": scale} for name, scale in scales.items()]
        return {"loras": said} if said else {}

    def add(self, use: LoraUse, *, merged: bool = False) -> str:
        """Draws with a LoRA from now on, live or ``merged``; returns the name it has here.

        Raises CheckpointError, CheckpointMismatch (it is of another model) and InvalidRequest; nothing is changed then.
        """
        lora, file = load_lora(use.path), file_of(use.path)
        name = file.parent.name if use.path.is_dir() else file.stem
        if lora.clip and self._clip is None:
            raise CheckpointMismatch(f"{file} changes the text encoder of published models, which this model has not.")
        digest = sha256(file)
        try:
            self._transformer.add(name, lora.transformer, use.scale, merged=merged)
            if lora.clip and self._clip is not None:
                self._clip.add(name, lora.clip, use.scale, merged=merged)
                self._forget()
        except CheckpointMismatch as error:
            if name in self._transformer.scales:
                self._transformer.remove(name)
            raise CheckpointMismatch(f"{file}: {error}") from error
        self._hashes[name] = digest
        return name

    def weigh(self, name: str, scale: float) -> None:
        """Gives a LoRA in use another scale. Raises InvalidRequest."""
        self._transformer.set_scale(name, scale)
        if self._clip is not None and name in self._clip.scales:
            self._clip.set_scale(name, scale)
            self._forget()

    def remove(self, name: str) -> None:
        """Takes a LoRA away; every weight is then as if it had never been there. Raises InvalidRequest."""
        self._transformer.remove(name)
        if self._clip is not None and name in self._clip.scales:
            self._clip.remove(name)
            self._forget()
