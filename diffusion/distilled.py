"""The fast model: a transformer distilled to few steps, whose file shares everything else with the base model's.

The file holds the transformer alone. Its header names the base file beside it, with that file's SHA-256, and how to
draw: steps, lowest noise level, sampler. Guidance is folded in (Meng et al. 2022, arXiv:2210.03142): the student S of
a teacher T draws in one prediction what the teacher drew in two, S(c) = T("") + w (T(c) - T("")), so its guidance is 1.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from diffusion.checkpoint import Loaded, extra_of, load, sha256
from diffusion.denoiser import Predict
from diffusion.errors import CheckpointError
from diffusion.regime import EmbeddedRegime
from diffusion.request import MAX_GUIDANCE, MAX_STEPS
from diffusion.samplers import SAMPLERS

SHARED = ("text", "vae", "tokenizer")
"""Parts that a fast model has from its base."""


@dataclass(frozen=True, slots=True)
class Distilled:
    """What the header of a fast model's file says.

    ``base``: name of the base model's file, in the same folder, ``sha256`` its hash. ``steps``, ``lowest`` (the last
    noise level above 0) and ``sampler``: what it was trained to be drawn with. ``folded``: strength of the guidance
    that it has learned.
    """

    base: str
    sha256: str
    steps: int
    lowest: float
    sampler: str
    folded: float

    def extra(self) -> dict[str, str]:
        """The header's pairs of text."""
        values = {"base": self.base, "sha256": self.sha256, "steps": self.steps, "lowest": self.lowest,
                  "sampler": self.sampler, "folded": self.folded}  # fmt: skip
        return {"distilled": json.dumps(values)}


def distilled_of(extra: Mapping[str, str], path: Path) -> Distilled | None:
    """What the header ``extra`` of the file ``path`` says; None for a whole model. Raises CheckpointError."""
    if "distilled" not in extra:
        return None
    try:
        values = json.loads(extra["distilled"])
        told = Distilled(
            str(values["base"]), str(values["sha256"]), int(values["steps"]), float(values["lowest"]),
            str(values["sampler"]), float(values["folded"]),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise CheckpointError(f"{path} says badly how it was distilled ({error!r}). Export it again.") from error
    plain = Path(told.base).name == told.base and told.base not in ("", ".", "..")
    numbers = 1 <= told.steps <= MAX_STEPS and 0 < told.lowest < math.inf and 1 <= told.folded <= MAX_GUIDANCE
    if not (plain and numbers and told.sampler in SAMPLERS):
        raise CheckpointError(f"{path} says of itself {extra['distilled'][:300]}, which cannot be. Export it again.")
    return told


def shared_parts(told: Distilled, path: Path) -> dict[str, dict[str, Tensor]]:
    """The parts that the fast model in ``path`` has from its base. Raises CheckpointError when that is another one."""
    base = path.with_name(told.base)
    if not base.is_file():
        raise CheckpointError(
            f"{path} is a fast model and needs the model it was distilled from, {base}, which is not there. "
            "Put it there."
        )
    found = sha256(base)
    if found != told.sha256:
        raise CheckpointError(
            f"{path} was distilled from a {told.base} with SHA-256 {told.sha256[:12]}, but {base} has {found[:12]}. "
            "Distil or export the fast model again, or bring that file back."
        )
    parts = load(base).parts
    return {name: parts[name] for name in SHARED if name in parts}


def whole(loaded: Loaded, path: Path) -> tuple[Loaded, Distilled | None]:
    """``loaded`` from ``path`` with what it shares with its base, and how it was distilled, if it was."""
    told = distilled_of(loaded.extra, path)
    if told is None:
        return loaded, None
    return Loaded(loaded.config, {**shared_parts(told, path), **loaded.parts}, loaded.extra), told


def file_with_tokenizer(path: Path) -> Path:
    """The file that holds the tokenizer of the model in ``path``: itself, or its base. Reads the header only.

    A file without a header that can be read is given back as it is.
    """
    try:
        extra = extra_of(path)
    except CheckpointError:
        return path  # whoever opens it next says what is wrong with it
    told = distilled_of(extra, path)
    return path if told is None else path.with_name(told.base)


@dataclass(frozen=True, slots=True)
class FastRegime(EmbeddedRegime):
    """A fast model's: few steps, no guidance, since guidance of strength ``folded`` is in the weights."""

    steps: int = 6
    guidance: float = 1.0
    sampler: str = "euler"
    folded: float = 3.0


def steered(predict: Predict, folded: float) -> Predict:
    """Puts a negative prompt in the empty one's place; ``predict`` takes the tripled batch.

    Its thirds are conditioned on the empty prompt, the negative prompt n and the prompt c. The teacher would draw
    T(n) + w (T(c) - T(n)). With S(c) = T("") + w (T(c) - T("")), hence S("") = T(""), that is
    S(c) - (w - 1) / w (S(n) - S("")).
    """

    def predict_steered(x: Tensor, timestep: Tensor) -> Tensor:
        empty, negative, positive = predict(torch.cat([x] * 3), torch.cat([timestep] * 3)).chunk(3)
        return positive - (folded - 1) / folded * (negative - empty)

    return predict_steered
