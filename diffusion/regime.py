"""What a family of models wants a drawing's numbers to be: sizes, noise levels, inputs beside the text."""

from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from diffusion.config import ModelConfig
from diffusion.images import check_size
from diffusion.rope import Rotary
from diffusion.schedule import karras_sigmas


@dataclass(frozen=True, slots=True)
class Extras:
    """What the transformer reads besides noise, time and text; None where it reads nothing, or its own default.

    ``table``: rotary tables [N, K]; ``sizes`` [B, 6] in pixels and ``style`` [B] int64: see ConditionEmbed.
    """

    table: Rotary | None = None
    sizes: Tensor | None = None
    style: Tensor | None = None

    def to(self, device: torch.device) -> "Extras":
        """The same on ``device``."""
        table, sizes, style = self.table, self.sizes, self.style
        return Extras(
            None if table is None else (table[0].to(device), table[1].to(device)),
            None if sizes is None else sizes.to(device),
            None if style is None else style.to(device),
        )


class Regime(Protocol):
    """How a model is drawn with."""

    @property
    def steps(self) -> int:
        """How many steps to take where nobody says."""
        ...

    @property
    def guidance(self) -> float:
        """The strength of guidance where nobody says."""
        ...

    @property
    def sampler(self) -> str:
        """The sampler to draw with where nobody says."""
        ...

    @property
    def references(self) -> bool:
        """Whether earlier pictures are handed to the model where nobody says."""
        ...

    def size(self, width: int, height: int) -> tuple[int, int]:
        """The width and height, in pixels, at which such a picture is drawn. Raises UnsupportedSize."""
        ...

    def sigmas(self, steps: int) -> list[float]:
        """``steps`` falling noise levels and a closing 0."""
        ...

    def start(self, sigma: float) -> float:
        """What unit noise is multiplied by, to begin at ``sigma``."""
        ...

    def extras(self, width: int, height: int, batch: int) -> Extras:
        """The transformer's other inputs, on the CPU."""
        ...


@dataclass(frozen=True, slots=True)
class EmbeddedRegime:
    """The embedded model: any size of whole tokens, Karras' noise levels from ``highest`` to ``lowest``."""

    config: ModelConfig
    lowest: float
    highest: float
    steps: int = 20
    guidance: float = 3.0
    sampler: str = "dpmpp_2m"
    references: bool = False  # measured: the same seed alone keeps more and edits better (docs/consistency)

    def size(self, width: int, height: int) -> tuple[int, int]:
        """See Regime; a size is drawn as it is or refused."""
        check_size(self.config, width, height)
        return width, height

    def sigmas(self, steps: int) -> list[float]:
        """See Regime."""
        return karras_sigmas(steps, self.lowest, self.highest)

    def start(self, sigma: float) -> float:
        """See Regime."""
        return sigma

    def extras(self, width: int, height: int, batch: int) -> Extras:
        """See Regime; none."""
        return Extras()
