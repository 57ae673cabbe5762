"""What a drawing builds on, as images: the picture before, and each subject cut out of its first appearance."""

import io
from collections.abc import Iterator
from typing import Literal

from PIL import Image

from dialog.ports import LoadPicture
from dialog.types import References

Crop = tuple[Literal["picture", "subject"], Image.Image]


def crops(references: References, load: LoadPicture) -> Iterator[Crop]:
    """Yields RGB images; a subject whose box has no area is left out. Raises UnknownTurn, StoreError."""
    if references.picture:
        yield "picture", _opened(load(references.picture))
    for subject in references.subjects:
        image = _opened(load(subject.picture))
        left, right = sorted(min(max(round(part * image.width), 0), image.width) for part in subject.box[::2])
        top, bottom = sorted(min(max(round(part * image.height), 0), image.height) for part in subject.box[1::2])
        if left < right and top < bottom:
            yield "subject", image.crop((left, top, right, bottom))


def _opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")
