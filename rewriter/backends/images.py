"""Pictures for a model: decoded carefully, made small, and as data URLs."""

import base64
import io
import logging

from PIL import Image

log = logging.getLogger(__name__)

SIDE = 448
"""Longest side in pixels of what a model is shown: enough to name what is there, a few hundred tokens at most."""
MAX_PIXELS = 40_000_000
MAX_BYTES = 200_000


def thumbnail(data: bytes, side: int = SIDE) -> bytes | None:
    """Return a picture file as a JPEG of at most ``side`` pixels and MAX_BYTES bytes, upright and without metadata.

    None when ``data`` is no picture that Pillow reads, or has more than MAX_PIXELS pixels.
    """
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP", "GIF", "BMP")) as image:
            if image.width * image.height > MAX_PIXELS:
                return None
            image.draft("RGB", (side * 2, side * 2))
            small = _upright(image)
            small.thumbnail((side, side), Image.Resampling.LANCZOS)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        log.info("a picture is not shown to the model: %s", type(error).__name__)
        return None
    for quality in (85, 60, 30):
        buffer = io.BytesIO()
        small.save(buffer, "JPEG", quality=quality)
        if buffer.tell() <= MAX_BYTES:
            return buffer.getvalue()
    return None


def _upright(image: Image.Image) -> Image.Image:
    """Return the picture turned as its camera says, over white where it is transparent."""
    from PIL import ImageOps

    turned = ImageOps.exif_transpose(image)
    if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info:
        rgba = turned.convert("RGBA")
        white = Image.new("RGBA", rgba.size, (255, 255, 255, 255))
        return Image.alpha_composite(white, rgba).convert("RGB")
    return turned.convert("RGB")


def data_url(picture: bytes) -> str:
    """Return a PNG or JPEG file as a data URL."""
    kind = "png" if picture.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode('ascii')}"
