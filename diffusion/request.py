"""What one drawing takes and gives, as plain values, and its recipe: the JSON inside a PNG that draws it again."""

import base64
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

import torch
from PIL import Image
from torch import Tensor

from diffusion.errors import InvalidRequest, NotReproducible
from diffusion.samplers import sampler_named
from diffusion.step_cache import StepCacheSettings

RECIPE_VERSION = 1
MAX_STEPS = 150
MAX_GUIDANCE = 30.0
MAX_REFERENCES = 8
"""More than any carrier lends to one drawing."""
MAX_SIDE = 1 << 16
"""Numbers along one side of a reference in a recipe: more than any embedding or latents have."""


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


_NUMBERS: Mapping[str, tuple[type, ...]] = {
    "prompt": (str,), "digest": (str,), "negative": (str,), "seed": (int,), "steps": (int,), "guidance": (int, float),
    "sampler": (str,), "width": (int,), "height": (int,),
}  # fmt: skip
"""What of a request a recipe keeps, and of which types it is in JSON."""
_CACHE: Mapping[str, tuple[type, ...]] = {
    "shallow": (int,), "every": (int,), "trend": (int, float), "same_level": (bool,),
}  # fmt: skip


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


def read_recipe(recipe: Mapping[str, Any]) -> tuple[DrawRequest, tuple[Lent, ...]]:
    """The request and references of a recipe; NotReproducible says what is wrong with it.

    A recipe comes in a picture that anybody may have made: nothing in it is taken for what it should be.
    """
    if recipe.get("version") != RECIPE_VERSION:
        raise NotReproducible(f"recipe version {recipe.get('version')!r:.80}; this program reads {RECIPE_VERSION}")
    try:
        json.dumps(recipe, ensure_ascii=False).encode()  # fails for halves of characters, which nothing can read
        request = _request(recipe)
        references = _of_kind(recipe, "references", (list,))
        if len(references) > MAX_REFERENCES:
            raise ValueError(f"{len(references)} references, at most {MAX_REFERENCES} are read")
        return request, tuple(_lent(item) for item in references)
    except (ValueError, InvalidRequest, RecursionError) as error:
        raise NotReproducible(f"the picture's recipe is incomplete or damaged: {str(error)[:300]}") from error


def _request(recipe: Mapping[str, Any]) -> DrawRequest:
    """Raises ValueError and InvalidRequest."""
    numbers = {name: _of_kind(recipe, name, kinds) for name, kinds in _NUMBERS.items()}
    if not all(0 < numbers[side] <= MAX_SIDE for side in ("width", "height")):
        raise ValueError(f"a size of {numbers['width']} x {numbers['height']}")
    sampler_named(numbers["sampler"])
    if "cache" not in recipe:
        return DrawRequest(**numbers)
    given = _of_kind(recipe, "cache", (dict,))
    unknown = sorted(given.keys() - _CACHE.keys())
    if unknown:
        raise ValueError(f"cache has {', '.join(unknown)}, which is unknown")
    names = [name for name in _CACHE if name in given or name in ("shallow", "every")]
    return DrawRequest(**numbers, cache=StepCacheSettings(**{n: _of_kind(given, n, _CACHE[n]) for n in names}))


def _of_kind(values: Mapping[str, Any], name: str, kinds: tuple[type, ...]) -> Any:
    """A value, if it is exactly of one of these types (True is no number). Raises ValueError."""
    if name not in values:
        raise ValueError(f"{name} is missing")
    if type(values[name]) not in kinds:
        wanted = " or ".join(kind.__name__ for kind in kinds)
        raise ValueError(f"{name} is a {type(values[name]).__name__} instead of {wanted}")
    return values[name]


def _lent(item: Any) -> Lent:
    """One reference. Raises ValueError."""
    if type(item) is not dict:
        raise ValueError(f"a reference is a {type(item).__name__} instead of dict")
    kind, shape = _of_kind(item, "kind", (str,)), _of_kind(item, "shape", (list,))
    if kind not in get_args(Form):
        raise ValueError(f"reference of kind {kind!r}")
    wanted = 2 if kind == "embedding" else 4
    sides = all(type(side) is int and 0 < side <= MAX_SIDE for side in shape)
    if len(shape) != wanted or not sides or shape[0] != 1:
        raise ValueError(f"a reference of kind {kind} cannot have the shape {str(shape)[:80]}")
    raw = bytearray(base64.b64decode(_of_kind(item, "float16", (str,)), validate=True))
    if len(raw) != 2 * math.prod(shape):
        raise ValueError(f"a reference of shape {shape} has {len(raw)} bytes instead of {2 * math.prod(shape)}")
    content = torch.frombuffer(raw, dtype=torch.float16).view(shape).float()
    if not bool(content.isfinite().all()):
        raise ValueError("a reference has numbers that are not finite")
    return Lent(kind, content)
