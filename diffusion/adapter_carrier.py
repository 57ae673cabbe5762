"""Subjects as embeddings: an image encoder reads them once, an IP-Adapter shows them to every drawing."""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from PIL import Image

from diffusion.attention import KeyValue
from diffusion.canvas import Canvas
from diffusion.carriers import ToLatents
from diffusion.denoiser import Predict
from diffusion.errors import NotReproducible
from diffusion.image_encoder import ImageEncoder
from diffusion.ip_adapter import IpAdapter, with_negative
from diffusion.request import Lent, Reference

MAX_SUBJECTS = 4
SCALE = 1.0
KNOWN = 64
"""So many embeddings are kept."""


class AdapterCarrier:
    """See Carrier. A subject's embedding is all that is kept of it: some kilobytes, whatever the picture's size.

    ``name`` is the adapter's in recipes. The encoder may lie on another device than the transformer.
    """

    def __init__(self, encoder: ImageEncoder, adapter: IpAdapter, name: str, scale: float = SCALE) -> None:
        self._encoder, self._adapter, self._name, self._scale = encoder, adapter, name, scale
        self._known: OrderedDict[bytes, torch.Tensor] = OrderedDict()

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
        return tuple(Lent.rounded("embedding", self._embedding(reference.image)[None]) for reference in read)

    def _embedding(self, image: Image.Image) -> torch.Tensor:
        """A picture's embedding [E], computed once as long as it is among the last that were asked for."""
        key = hashlib.sha256(f"{image.mode} {image.size} ".encode() + image.tobytes()).digest()
        if key not in self._known:
            self._known[key] = self._encoder.embed([image])[0]
        self._known.move_to_end(key)
        while len(self._known) > KNOWN:
            self._known.popitem(last=False)
        return self._known[key]

    def bind(self, canvas: Canvas, lent: Sequence[Lent]) -> Predict:
        """See Carrier."""
        plain = canvas.predict(canvas.rows)
        rows = [item.content for item in lent if item.kind == "embedding"]
        for row in rows:
            if row.shape != (1, self._adapter.config.image_dim):
                raise NotReproducible(
                    f"an embedding of shape {list(row.shape)} does not fit the IP-Adapter {self._name}"
                )
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
