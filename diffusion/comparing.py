"""A picture drawn again beside its recipe: whether every pixel is the same, and if not, what was different."""

import io
from collections.abc import Mapping
from typing import Any

from PIL import Image

from diffusion.errors import NotReproducible
from diffusion.tiling import Tiling

EXTRAS = ("loras", "adapter", "dtype", "tiles", "int8")
"""Keys of a recipe that are only there where something was added to the model or changed of it."""
MIN_TILE = 16
"""Smaller tiles are no tiles of this program's, and would take forever."""
TOLD = 300
"""Characters of a recipe's value that are shown."""


def compared(png: bytes, again: bytes, recipe: Mapping[str, Any], here: Mapping[str, Any]) -> tuple[bool, str]:
    """Whether both PNG files show the same, and a sentence. ``here``: what a recipe of now says, for some keys."""
    if _levels(png) == _levels(again):
        return True, "identical: every pixel is the same"
    others = {**dict.fromkeys(EXTRAS), **here}
    reasons = [
        f"drawn {'by' if key == 'model' else 'with'} {key} {_told(recipe.get(key))}, here is {_told(value)}"
        for key, value in others.items()
        if recipe.get(key) != value
    ]
    return False, "different: " + (
        "; ".join(reasons) or "same model and versions, so another machine or a changed picture"
    )


def tiling_of(recipe: Mapping[str, Any]) -> Tiling | None:
    """The tiles in which a recipe's picture was decoded. Raises NotReproducible."""
    tiles = recipe.get("tiles")
    if tiles is None:
        return None
    whole = isinstance(tiles, list) and [type(side) for side in tiles] == [int, int]
    if not (whole and tiles[0] >= MIN_TILE and 0 <= tiles[1] <= tiles[0] // 2):
        raise NotReproducible(f"the picture's recipe is damaged: tiles {_told(tiles)}")
    return Tiling(*tiles)


def _told(value: object) -> str:
    """A recipe's value, which anybody may have written, on a terminal."""
    shown = "none" if value is None else "".join(sign if sign.isprintable() else "?" for sign in str(value))
    return shown if len(shown) <= TOLD else f"{shown[:TOLD]}…"


def _levels(png: bytes) -> bytes:
    with Image.open(io.BytesIO(png)) as image:
        return image.convert("RGB").tobytes()
