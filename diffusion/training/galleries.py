"""What the judge compares drawings with: features of true renders, kept once computed."""

import random
from collections.abc import Sequence
from typing import Protocol

import torch
from torch import Tensor

from diffusion.training import backgrounds
from diffusion.training.facts import Box, Choice
from diffusion.training.features import crop
from diffusion.training.placing import Placed
from diffusion.training.world import Picture, World

LAST_BATCH = 64
"""Renders held at once while a gallery is made."""


class Eye(Protocol):
    """The judge: features [M, F] of length one of pictures [M, 3, h, w] in [-1, 1]."""

    def features(self, pictures: Tensor, batch: int = 32) -> Tensor: ...


class Galleries:
    """Renders and their features, by what they answer. Shared by the examinations of several models."""

    def __init__(self, world: World, eye: Eye) -> None:
        self.world, self.eye = world, eye
        self.concepts = list(world.figures.infos)
        self._concepts: dict[tuple[int, Box, int, bool], Tensor] = {}
        self._choices: dict[Choice, Tensor] = {}

    def pixels(self, box: Box, picture: Picture) -> Box:
        """The box of a picture's own coordinates in pixels of the rendered picture, cut at its borders."""
        scale, size = self.world.size / picture.size, self.world.size
        left, top, right, bottom = (min(size, max(0, round(edge * scale))) for edge in box)
        left, top = min(left, size - 1), min(top, size - 1)
        return left, top, max(right, left + 1), max(bottom, top + 1)

    def features(self, pictures: Tensor, boxes: Sequence[Box | None]) -> Tensor:
        """Features [M, F] of the boxes (pixels) of pictures [M, 3, S, S]; None is the whole picture; all or none."""
        cuts = [box for box in boxes if box is not None]
        return self.eye.features(crop(pictures, cuts) if cuts else pictures)

    def all_concepts(self, side: int, box: Box, copies: int, *, flipped: bool = False) -> Tensor:
        """Features of every concept's crop at ``box`` [concepts * copies, F], each copy before another setting.

        ``side`` and ``box`` in a picture of the usual size; ``flipped``: every other copy is mirrored.
        """
        key = (side, box, copies, flipped)
        if key not in self._concepts:
            rng = random.Random(5)
            pictures = [
                Picture(rng.choice(list(backgrounds.PAINTERS)), rng.choice(backgrounds.TIMES), "3d", rng.randrange(999),
                        (Placed(concept, box[0], box[1], side, flip=flipped and copy % 2 == 1),))
                for concept in self.concepts for copy in range(copies)
            ]  # fmt: skip
            self._concepts[key] = self._render(pictures, box)
        return self._concepts[key]

    def answers(self, choice: Choice) -> Tensor:
        """Features [options, F] of a choice."""
        if choice not in self._choices:
            self._choices[choice] = self._render(choice.options, choice.box)
        return self._choices[choice]

    def _render(self, pictures: Sequence[Picture], box: Box | None) -> Tensor:
        parts = []
        for start in range(0, len(pictures), LAST_BATCH):
            few = list(pictures[start : start + LAST_BATCH])
            boxes = [None if box is None else self.pixels(box, p) for p in few]
            parts.append(self.features(self.world.render(few), boxes))
        return torch.cat(parts)
