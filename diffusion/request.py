"""What one drawing takes and gives, as plain values, and its recipe: the JSON inside a PNG that draws it again."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

import torch
from PIL import Image
from torch import Tensor

from diffusion.errors import InvalidRequest, NotReproducible
from diffusion.step_cache import StepCacheSettings

RECIPE_VERSION = 1
MAX_STEPS = 150
MAX_GUIDANCE = 30.0


@dataclass(frozen=True, slots=True)
class Reference:
    """A picture that the drawing builds on: the whole ``picture`` before, or the crop of one ``subject``.

    ``whole`` is the picture that a subject was cut out of, ``box`` where in it: left, top, right, bottom, from 0 to 1.
    A model that only reads crops does without them.
    """

    kind: Literal["picture", "subject"]
    image: Image.Image
    whole: Image.Image | None = None
    box: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class DrawRequest:
    """One drawing. ``prompt`` goes to the T5 (256 tokens), ``digest`` ("": the prompt) to the CLIP tower (77).

    ``seed`` is any integer from 0 to 2**63 - 1. ``preview_every`` 0 gives no previews. ``metadata`` False leaves the
    recipe out of the PNG. ``cache`` leaves blocks of the network out in some steps, see ``diffusion.step_cache``.
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
    cache: StepCacheSettings | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.seed < 2**63:
            raise InvalidRequest(f"seed {self.seed} is outside of 0 to {2**63 - 1}")
        if not 1 <= self.steps <= MAX_STEPS:
            raise InvalidRequest(f"steps {self.steps} is outside of 1 to {MAX_STEPS}")
        if not 0 <= self.guidance <= MAX_GUIDANCE:
            raise InvalidRequest(f"guidance {self.guidance} is outside of 0 to {MAX_GUIDANCE}")


@dataclass(frozen=True, slots=True)
class Step:
    """One step is done; the last one (``index == total``) carries the finished PNG.

    ``note`` is a sentence for the user about how it was drawn, where there is something to say; else empty.
    """

    index: int
    total: int
    preview: Image.Image | None = None
    png: bytes | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Replay:
    """A picture drawn again: whether every pixel is the same, a sentence about it, and the new PNG."""

    identical: bool
    message: str
    png: bytes


Form = Literal["picture", "subject", "embedding", "shown"]


@dataclass(frozen=True, slots=True)
class Lent:
    """What is read of a reference, rounded to float16 so that a recipe holds exactly what was read.

    ``picture`` and ``subject``: latents [1, C, h, w]. ``embedding``: an image encoder's [1, E]. ``shown``: latents with
    a last channel beside them that is 1 where the picture may be read, [1, C + 1, h, w].
    """

    kind: Form
    content: Tensor

    @classmethod
    def rounded(cls, kind: Form, content: Tensor) -> "Lent":
        """``content`` on the CPU, float32, holding numbers of float16."""
        return cls(kind, content.half().float().cpu().clone())


_NUMBERS = ("prompt", "digest", "negative", "seed", "steps", "guidance", "sampler", "width", "height")


def recipe_of(
    request: DrawRequest, lent: tuple[Lent, ...], model: str, torch_version: str, extras: Mapping[str, Any]
) -> dict[str, Any]:
    """The JSON that draws the picture again. ``extras``: what was added to the model, such as LoRAs."""
    numbers = {name: getattr(request, name) for name in _NUMBERS}
    if request.cache is not None:
        numbers["cache"] = asdict(request.cache)
    references = [
        {
            "kind": item.kind,
            "shape": list(item.content.shape),
            "float16": base64.b64encode(item.content.half().numpy().astype("<f2").tobytes()).decode("ascii"),
        }
        for item in lent
    ]
    return {
        "version": RECIPE_VERSION,
        "model": model,
        "torch": torch_version,
        **extras,
        **numbers,
        "references": references,
    }


def read_recipe(recipe: dict[str, Any]) -> tuple[DrawRequest, tuple[Lent, ...]]:
    """The request and references of a recipe; NotReproducible says what is wrong with it."""
    if recipe.get("version") != RECIPE_VERSION:
        raise NotReproducible(f"recipe version {recipe.get('version')!r}; this program reads {RECIPE_VERSION}")
    try:
        cache = StepCacheSettings(**recipe["cache"]) if "cache" in recipe else None
        request = DrawRequest(**{name: recipe[name] for name in _NUMBERS}, cache=cache)
        lent = tuple(_lent(item) for item in recipe["references"])
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise NotReproducible(f"the picture's recipe is incomplete or damaged: {error}") from error
    return request, lent


def _lent(item: dict[str, Any]) -> Lent:
    if item["kind"] not in get_args(Form):
        raise ValueError(f"reference of kind {item['kind']!r}")
    raw = bytearray(base64.b64decode(item["float16"], validate=True))
    return Lent(item["kind"], torch.frombuffer(raw, dtype=torch.float16).view(item["shape"]).float())
