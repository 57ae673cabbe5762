"""Subjects as embeddings: an image encoder reads them once, an IP-Adapter shows them to every drawing."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch

from diffusion.attention import KeyValue
from diffusion.canvas import Canvas
from diffusion.carriers import ToLatents
from diffusion.denoiser import Predict
from diffusion.image_encoder import ImageEncoder
from diffusion.ip_adapter import IpAdapter, with_negative
from diffusion.request import Lent, Reference

MAX_SUBJECTS = 4
SCALE = 1.0


class AdapterCarrier:
    """See Carrier. A subject's embedding is all that is kept of it: some kilobytes, whatever the picture's size.

    ``name`` is the adapter's in recipes. The encoder may lie on another device than the transformer.
    """

    def __init__(self, encoder: ImageEncoder, adapter: IpAdapter, name: str, scale: float = SCALE) -> None:
        self._encoder, self._adapter, self._name, self._scale = encoder, adapter, name, scale

    @property
    def extras(self) -> Mapping[str, Any]:
        """See Carrier."""
        return {"adapter": {"name": self._name, "scale": self._scale}}

    def lend(self, references: Sequence[Reference], size: tuple[int, int], latents: ToLatents) -> tuple[Lent, ...]:
        """See Carrier; the first subjects, or the picture before where there is no subject."""
        subjects = [reference for reference in references if reference.kind == "subject"][:MAX_SUBJECTS]
        read = subjects or list(references)[:1]
        if not read:
            return ()
        embeddings = self._encoder.embed([reference.image for reference in read])  # [S, E]
        return tuple(Lent.rounded("embedding", row[None]) for row in embeddings)

    def bind(self, canvas: Canvas, lent: Sequence[Lent]) -> Predict:
        """See Carrier."""
        plain = canvas.predict(canvas.rows)
        rows = [item.content for item in lent if item.kind == "embedding"]
        if not rows:
            return plain
        images = self._images(canvas, torch.cat(rows))

        def predict(x: torch.Tensor, timestep: torch.Tensor) -> torch.Tensor:
            with self._adapter.attached(canvas.transformer, images, self._scale):
                return plain(x, timestep)

        return predict

    def _images(self, canvas: Canvas, embeddings: torch.Tensor) -> tuple[KeyValue, ...]:
        """Keys and values of embeddings [S, E] for each row of the drawing, in the transformer's dtype of now."""
        dtype = next(canvas.transformer.parameters()).dtype
        here = self._adapter.project.weight.device
        made = self._adapter.prepare(with_negative(embeddings)[-len(canvas.rows) :].to(here))
        return tuple(
            KeyValue(image.key.to(canvas.device, dtype), image.value.to(canvas.device, dtype)) for image in made
        )
