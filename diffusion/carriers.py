"""How the pictures and subjects that a drawing builds on reach the network: the seam, and the embedded model's side."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import torch
from PIL import Image
from torch import Tensor

from diffusion.canvas import Canvas
from diffusion.denoiser import Predict
from diffusion.errors import NotReproducible
from diffusion.images import resized
from diffusion.references import ReferenceTokens
from diffusion.request import Lent, Reference

MAX_SUBJECTS = 2
CROP = 64
"""Side in pixels to which subjects' crops are brought for reference tokens."""

MAX_SIDE = 256
"""Latent positions along a side that a reference may have."""

ToLatents = Callable[[Image.Image], Tensor]
"""A picture's latents [1, C, h, w]."""


class Carrier(Protocol):
    """Reads references before a drawing, and binds what it read to the drawing's predictions."""

    @property
    def extras(self) -> Mapping[str, Any]:
        """What a recipe says of the carrier beside the references themselves; mostly nothing."""
        ...

    def lend(self, references: Sequence[Reference], size: tuple[int, int], latents: ToLatents) -> tuple[Lent, ...]:
        """What of ``references`` a drawing of that width and height will read; the rest is left out."""
        ...

    def bind(self, canvas: Canvas, lent: Sequence[Lent]) -> Predict:
        """The prediction of ``canvas.rows``, its references read. What another carrier lent is passed over."""
        ...


class TokenCarrier:
    """Reference tokens in self attention, for a transformer that was trained to read them."""

    extras: Mapping[str, Any] = {}

    def lend(self, references: Sequence[Reference], size: tuple[int, int], latents: ToLatents) -> tuple[Lent, ...]:
        """See Carrier; one picture and the first two subjects."""
        pictures = [reference for reference in references if reference.kind == "picture"][:1]
        subjects = [reference for reference in references if reference.kind == "subject"][:MAX_SUBJECTS]
        # The picture before is laid under the drawing, place by place, so it has the drawing's size.
        brought = [*((item, size) for item in pictures), *((item, (CROP, CROP)) for item in subjects)]
        return tuple(Lent.rounded(item.kind, latents(resized(item.image, *wanted))) for item, wanted in brought)

    def bind(self, canvas: Canvas, lent: Sequence[Lent]) -> Predict:
        """See Carrier."""
        return canvas.predict(canvas.rows, tuple(self._tokens(canvas, lent)))

    def _tokens(self, canvas: Canvas, lent: Sequence[Lent]) -> list[ReferenceTokens]:
        weight = next(canvas.transformer.parameters())
        slots: dict[str, int] = {}
        made = []
        for item in lent:
            if item.kind not in ("picture", "subject"):
                continue
            check_latents(item, canvas, 0, drawing=item.kind == "picture")
            slot = slots.get(item.kind, 0)
            slots[item.kind] = slot + 1
            batch = len(canvas.rows)
            present = torch.ones(batch, dtype=torch.bool, device=canvas.device)
            latents = item.content.to(canvas.device, weight.dtype).expand(batch, -1, -1, -1)
            made.append(ReferenceTokens(item.kind, latents, present, slot))
        return made


def check_latents(item: Lent, canvas: Canvas, more: int, *, drawing: bool) -> None:
    """NotReproducible unless a reference has the network's channels and ``more``, and whole tokens.

    ``drawing``: and the drawing's own size. Recipes come in pictures that anybody may have made.
    """
    network, shape = canvas.transformer.config, tuple(item.content.shape)
    fits = len(shape) == 4 and shape[:2] == (1, network.in_channels + more)
    fits = fits and all(0 < side <= MAX_SIDE and side % network.patch_size == 0 for side in shape[2:])
    if drawing:
        down = canvas.down
        fits = fits and shape[2:] == (canvas.height // down, canvas.width // down)
    if not fits:
        raise NotReproducible(f"a {item.kind} of shape {list(shape)} does not fit this model and this drawing")


class NoCarrier:
    """References are not read."""

    extras: Mapping[str, Any] = {}

    def lend(self, references: Sequence[Reference], size: tuple[int, int], latents: ToLatents) -> tuple[Lent, ...]:
        """See Carrier; nothing."""
        return ()

    def bind(self, canvas: Canvas, lent: Sequence[Lent]) -> Predict:
        """See Carrier."""
        return canvas.predict(canvas.rows)
