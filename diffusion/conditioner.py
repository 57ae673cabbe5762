"""The seam between text and the transformer: prompts in, both encoders' states out. The embedded model's side of it."""

from collections.abc import Sequence
from typing import Protocol

import torch

from diffusion.text import TextEncoders, Tokenizer
from diffusion.transformer import Conditioning


class Conditioner(Protocol):
    """Two text encoders with their tokenizers: the long one (T5) and the short one (the CLIP tower's role)."""

    def encode(self, long: Sequence[str], short: Sequence[str]) -> Conditioning:
        """States of B texts for the long encoder and as many for the short one; what is too long is cut."""
        ...

    def count_long(self, text: str) -> int:
        """Tokens of ``text`` for the long encoder, special ones included."""
        ...

    def count_short(self, text: str) -> int:
        """Tokens of ``text`` for the short encoder, special ones included."""
        ...


class EmbeddedConditioner:
    """The embedded model's encoders behind one tokenizer; batches are only as long as their longest text."""

    def __init__(self, encoders: TextEncoders, tokenizer: Tokenizer) -> None:
        self.encoders, self.tokenizer = encoders.eval().requires_grad_(False), tokenizer

    def encode(self, long: Sequence[str], short: Sequence[str]) -> Conditioning:
        """See Conditioner."""
        limits = self.encoders.config
        clip = self.tokenizer.batch(short, limits.clip_length)
        return self.encoders(clip, self.tokenizer.batch(long, limits.t5_length))

    def count_long(self, text: str) -> int:
        """See Conditioner."""
        return self.tokenizer.count(text)

    def count_short(self, text: str) -> int:
        """See Conditioner."""
        return self.tokenizer.count(text)


def moved(text: Conditioning, device: torch.device, dtype: torch.dtype) -> Conditioning:
    """The same states on ``device`` as ``dtype``, the masks still bool; nothing is copied that is there already."""
    return Conditioning(
        text.clip.to(device, dtype), text.clip_mask.to(device), text.t5.to(device, dtype), text.t5_mask.to(device)
    )
