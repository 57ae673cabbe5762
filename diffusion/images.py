"""Pictures: PIL to tensor and back, resizing, sizes a model can draw, and PNG files that say how to draw them again.

Tensors are [B, 3, H, W] float32 in [-1, 1], as the autoencoder has them.
"""

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.PngImagePlugin import PngInfo
from torch import Tensor

from diffusion.config import ModelConfig
from diffusion.errors import NotReproducible, UnsupportedSize

METADATA_KEY = "huatu"
"""The text chunk of a PNG that holds, as JSON, what is needed to draw it again."""


def to_rgb(picture: Image.Image) -> Image.Image:
    """``picture`` upright (its EXIF orientation applied) in RGB, what is transparent shown on white."""
    picture = ImageOps.exif_transpose(picture)
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(white, picture).convert("RGB")
    return picture.convert("RGB")


def to_tensor(pictures: Sequence[Image.Image]) -> Tensor:
    """Pictures of one size as a tensor [B, 3, H, W] in [-1, 1]: 0 becomes -1, 255 becomes 1."""
    x = torch.stack([_levels(to_rgb(picture)) for picture in pictures])  # [B, H, W, 3]
    return x.permute(0, 3, 1, 2).float().div(127.5).sub(1).contiguous()


def _levels(picture: Image.Image) -> Tensor:
    """An RGB picture's levels, [H, W, 3] uint8."""
    flat = torch.frombuffer(bytearray(picture.tobytes()), dtype=torch.uint8)
    return flat.view(picture.height, picture.width, 3)


def to_bytes(x: Tensor) -> Tensor:
    """Values in [-1, 1] as uint8, clamped, to the nearest level: the inverse of ``to_tensor``'s scaling."""
    return x.detach().float().clamp(-1, 1).add(1).mul(127.5).round().to(torch.uint8)


def to_pictures(x: Tensor) -> list[Image.Image]:
    """A tensor [B, 3, H, W] in [-1, 1] as RGB pictures."""
    arrays = to_bytes(x).permute(0, 2, 3, 1).cpu().numpy()  # [B, H, W, 3]
    return [Image.fromarray(array) for array in arrays]


def resized(picture: Image.Image, width: int, height: int) -> Image.Image:
    """``picture`` filling ``width`` by ``height``: scaled to cover it, then cut evenly at the sides that stand over."""
    return ImageOps.fit(to_rgb(picture), (width, height), method=Image.Resampling.LANCZOS)


def size_step(config: ModelConfig) -> int:
    """Pixels that widths and heights are multiples of: one token of the transformer."""
    return config.vae.downsample * config.transformer.patch_size


def check_size(config: ModelConfig, width: int, height: int) -> None:
    """Raises UnsupportedSize unless whole tokens make up the picture, at most twice as long as the model's own size."""
    step, largest = size_step(config), 2 * config.image_size
    if not (step <= width <= largest and step <= height <= largest):
        raise UnsupportedSize(f"Width and height must be {step} to {largest}, but are {width} x {height}.")
    if width % step or height % step:
        near = " x ".join(str(max(step, round(side / step) * step)) for side in (width, height))
        raise UnsupportedSize(f"Width and height must be multiples of {step}: {width} x {height} is not; {near} is.")


def png_bytes(picture: Image.Image, metadata: Mapping[str, Any]) -> bytes:
    """The picture as a PNG file that carries ``metadata`` as JSON. Equal input gives equal bytes."""
    text = PngInfo()
    text.add_itxt(METADATA_KEY, json.dumps(dict(metadata), ensure_ascii=False, allow_nan=False))
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG", pnginfo=text)
    return buffer.getvalue()


def png_metadata(source: Path | str | bytes) -> dict[str, Any]:
    """What ``png_bytes`` put into a file; NotReproducible says why where there is nothing, or nothing readable."""
    where = "The picture" if isinstance(source, bytes) else str(source)
    try:
        with Image.open(io.BytesIO(source) if isinstance(source, bytes) else source) as picture:
            picture.load()  # text may stand behind the pixels, and a damaged file shows here
            text = getattr(picture, "text", {}).get(METADATA_KEY)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NotReproducible(f"{where} cannot be read as a picture ({error}).") from error
    if text is None:
        raise NotReproducible(f"{where} does not carry the data to draw it again; only PNG files made here do.")
    try:
        metadata = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotReproducible(f"{where} carries data that is broken ({error}).") from error
    if not isinstance(metadata, dict):
        raise NotReproducible(f"{where} carries data of another kind than expected.")
    return metadata
