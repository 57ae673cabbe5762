"""References shown to a network that never learned to read any: see ``diffusion.reference_attention``.

The pictures in which subjects first appeared run along, and the drawing reads of them what lies in the subjects' boxes.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw
from torch import Tensor

from diffusion.canvas import Canvas
from diffusion.carriers import ToLatents, check_latents
from diffusion.denoiser import Predict
from diffusion.images import resized, to_tensor
from diffusion.reference_attention import (
    ReferencePicture,
    ReferenceSettings,
    timesteps_of,
    token_mask,
    with_references,
)
from diffusion.request import Lent, Reference

MAX_PICTURES = 2
"""Each is one row more in every call of the network."""
FREE = 0.1
"""Share of the steps, the first ones, in which the words alone decide where things stand (cf. Cao et al. 2023, 4.1)."""


class ShownCarrier:
    """See Carrier. ``strength``: see ReferenceSettings."""

    def __init__(self, strength: float = 1.0) -> None:
        self._strength = strength

    @property
    def extras(self) -> Mapping[str, Any]:
        """See Carrier."""
        return {}

    def lend(self, references: Sequence[Reference], size: tuple[int, int], latents: ToLatents) -> tuple[Lent, ...]:
        """See Carrier; the first subjects' pictures, or the picture before where there is no subject."""
        subjects = [reference for reference in references if reference.kind == "subject"]
        groups = _by_picture(subjects or list(references)[:1])[:MAX_PICTURES]
        return tuple(
            Lent.rounded("shown", _masked(latents(resized(picture, *size)), _mask(picture, boxes, size)))
            for picture, boxes in groups
        )

    def bind(self, canvas: Canvas, lent: Sequence[Lent]) -> Predict:
        """See Carrier; the references' own caption is that of the first row: the negative prompt, with guidance."""
        for item in lent:
            if item.kind == "shown":
                check_latents(item, canvas, 1, drawing=True)
        shown = [item.content for item in lent if item.kind == "shown"]
        plain = canvas.predict(canvas.rows)
        if not shown:
            return plain
        steps = len(canvas.sigmas) - 1
        when = timesteps_of(canvas.schedule, canvas.sigmas, int(steps * FREE), steps - 1)
        pictures = [self._picture(canvas, content, number) for number, content in enumerate(shown, start=1)]
        wide = canvas.predict((*canvas.rows, *([0] * len(shown))))
        settings = ReferenceSettings(self._strength, when)
        return with_references(canvas.transformer, canvas.schedule, pictures, settings, plain=plain, wide=wide)

    def _picture(self, canvas: Canvas, content: Tensor, number: int) -> ReferencePicture:
        latents, mask = content[0, :-1], content[0, -1]
        patch = canvas.transformer.config.patch_size
        # A seed of its own: the drawing's noise must be the same with a reference and without one.
        noise = torch.randn(latents.shape, generator=torch.Generator().manual_seed((canvas.seed + number) % 2**63))
        tokens = token_mask(mask, mask.shape[0] // patch, mask.shape[1] // patch)
        return ReferencePicture(latents.to(canvas.device), noise.to(canvas.device), tokens.to(canvas.device))


def _by_picture(references: Iterable[Reference]) -> list[tuple[Image.Image, list[tuple[float, ...]]]]:
    """Each picture once, with the boxes of all that are read of it."""
    found: dict[tuple[object, ...], tuple[Image.Image, list[tuple[float, ...]]]] = {}
    for reference in references:
        picture, box = reference.image, (0.0, 0.0, 1.0, 1.0)
        if reference.whole is not None:
            picture, box = reference.whole, reference.box
        found.setdefault((picture.mode, picture.size, picture.tobytes()), (picture, []))[1].append(box)
    return list(found.values())


def _mask(picture: Image.Image, boxes: Iterable[tuple[float, ...]], size: tuple[int, int]) -> Tensor:
    """[height, width] float32: 1 inside of the boxes, brought to the drawing's size as the picture is."""
    drawn = Image.new("RGB", picture.size)
    brush = ImageDraw.Draw(drawn)
    for left, top, right, bottom in boxes:
        corners = (left * picture.width, top * picture.height, right * picture.width - 1, bottom * picture.height - 1)
        if corners[0] <= corners[2] and corners[1] <= corners[3]:
            brush.rectangle(corners, fill="white")
    return to_tensor([resized(drawn, *size)])[0, 0].add(1).div(2)


def _masked(latents: Tensor, mask: Tensor) -> Tensor:
    """Latents [1, C, h, w] and the mask as one channel more: [1, C + 1, h, w]."""
    small = F.adaptive_avg_pool2d(mask[None, None], (latents.shape[2], latents.shape[3]))
    return torch.cat([latents.float().cpu(), small], dim=1)
