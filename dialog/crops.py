"""What a drawing builds on, as images: the picture before, and each subject cut out of its first appearance."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from PIL import Image

from dialog.ports import LoadPicture
from dialog.scene import Box
from dialog.types import References


@dataclass(frozen=True, slots=True)
class Crop:
    """An RGB image; for a subject also the ``whole`` picture it was cut out of, and the ``box`` around it in there."""

    kind: Literal["picture", "subject"]
    image: Image.Image
    whole: Image.Image | None = None
    box: Box = (0.0, 0.0, 1.0, 1.0)


def crops(references: References, load: LoadPicture) -> Iterator[Crop]:
    """Yields the picture before, then the subjects; one whose box has no area is left out.

    Raises UnknownTurn, StoreError.
    """
    if references.picture:
        yield Crop("picture", _opened(load(references.picture)))
    for subject in references.subjects:
        whole = _opened(load(subject.picture))
        left, right = sorted(min(max(round(part * whole.width), 0), whole.width) for part in subject.box[::2])
        top, bottom = sorted(min(max(round(part * whole.height), 0), whole.height) for part in subject.box[1::2])
        if left < right and top < bottom:
            box = (left / whole.width, top / whole.height, right / whole.width, bottom / whole.height)
            yield Crop("subject", whole.crop((left, top, right, bottom)), whole, box)


def _opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")
