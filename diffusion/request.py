"""What one drawing takes and gives, as plain values, and its recipe: the JSON inside a PNG that draws it again."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any, Literal

import torch
from PIL import Image
from torch import Tensor

from diffusion.errors import InvalidRequest, NotReproducible

RECIPE_VERSION = 1
MAX_STEPS = 150
MAX_GUIDANCE = 30.0


@dataclass(frozen=True, slots=True)
class Reference:
    """A picture that the drawing builds on: the whole ``picture`` before, or the crop of one ``subject``."""

    kind: Literal["picture", "subject"]
    image: Image.Image


@dataclass(frozen=True, slots=True)
class DrawRequest:
    """One drawing. ``prompt`` goes to the T5 (256 tokens), ``digest`` ("": the prompt) to the CLIP tower (77).

    ``seed`` is any integer from 0 to 2**63 - 1. ``preview_every`` 0 gives no previews. ``metadata`` False leaves the
    recipe out of the PNG.
    """

    prompt: str
    digest: str = ""
    negative: str = ""
    seed: int = 0
    steps: int = 20
    guidance: float = 3.0
    sampler: str = "dpmpp_2m"
    width: int = 128
    height: int = 128
    references: tuple[Reference, ...] = ()
    preview_every: int = 1
    metadata: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.seed < 2**63:
            raise InvalidRequest(f"seed {self.seed} is outside of 0 to {2**63 - 1}")
        if not 1 <= self.steps <= MAX_STEPS:
            raise InvalidRequest(f"steps {self.steps} is outside of 1 to {MAX_STEPS}")
        if not 0 <= self.guidance <= MAX_GUIDANCE:
            raise InvalidRequest(f"guidance {self.guidance} is outside of 0 to {MAX_GUIDANCE}")


@dataclass(frozen=True, slots=True)
class Step:
    """One step is done; the last one (``index == total``) carries the finished PNG."""

    index: int
    total: int
    preview: Image.Image | None = None
    png: bytes | None = None


@dataclass(frozen=True, slots=True)
class Replay:
    """A picture drawn again: whether every pixel is the same, a sentence about it, and the new PNG."""

    identical: bool
    message: str
    png: bytes


@dataclass(frozen=True, slots=True)
class Lent:
    """Latents [1, C, h, w] of one reference, rounded to float16 so that a recipe holds exactly what was read."""

    kind: Literal["picture", "subject"]
    latents: Tensor


_NUMBERS = ("prompt", "digest", "negative", "seed", "steps", "guidance", "sampler", "width", "height")


def recipe_of(request: DrawRequest, lent: tuple[Lent, ...], model: str, torch_version: str) -> dict[str, Any]:
    """The JSON that draws the picture again."""
    numbers = {name: getattr(request, name) for name in _NUMBERS}
    references = [
        {
            "kind": item.kind,
            "shape": list(item.latents.shape),
            "float16": base64.b64encode(item.latents.half().numpy().astype("<f2").tobytes()).decode("ascii"),
        }
        for item in lent
    ]
    return {"version": RECIPE_VERSION, "model": model, "torch": torch_version, **numbers, "references": references}


def read_recipe(recipe: dict[str, Any]) -> tuple[DrawRequest, tuple[Lent, ...]]:
    """The request and references of a recipe; NotReproducible says what is wrong with it."""
    if recipe.get("version") != RECIPE_VERSION:
        raise NotReproducible(f"recipe version {recipe.get('version')!r}; this program reads {RECIPE_VERSION}")
    try:
        request = DrawRequest(**{name: recipe[name] for name in _NUMBERS})
        lent = tuple(_lent(item) for item in recipe["references"])
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise NotReproducible(f"the picture's recipe is incomplete or damaged: {error}") from error
    return request, lent


def _lent(item: dict[str, Any]) -> Lent:
    if item["kind"] not in ("picture", "subject"):
        raise ValueError(f"reference of kind {item['kind']!r}")
    raw = bytearray(base64.b64decode(item["float16"], validate=True))
    return Lent(item["kind"], torch.frombuffer(raw, dtype=torch.float16).view(item["shape"]).float())
