"""A captioner at toy size, and one whose answers are written by hand."""

from collections.abc import Sequence

import torch
from torch import Tensor

from diffusion.captioner import CELL, Box, CaptionerNetwork, Guess, SeenSubject, place_of
from diffusion.captioner_file import CaptionerConfig

CONFIG = CaptionerConfig(
    subject=(
        ("concept", ("", "cat", "dog")), ("color", ("", "red")), ("worn", ("", "hat")), ("worn_color", ("", "red")),
        ("held", ("", "ball")), ("held_color", ("", "red")),
    ),
    picture=(
        ("setting", ("", "beach")), ("time", ("day", "night")), ("style", ("3d", "ink")), ("weather", ("",)),
        ("lens", ("",)),
    ),
    side=64, widths=(8, 16, 16), depths=(1, 1, 1),
)  # fmt: skip


def network(seed: int = 0) -> CaptionerNetwork:
    """Random weights."""
    torch.manual_seed(seed)
    return CaptionerNetwork(CONFIG)


class Dictated(CaptionerNetwork):
    """Says that figures stand in given cells: (row, column, heat logit, side as a share of the picture)."""

    def __init__(self, figures: Sequence[tuple[int, int, float, float]]) -> None:
        super().__init__(CONFIG)
        self.figures = figures

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, dict[str, Tensor]]:
        cells = CONFIG.side // CELL
        heat = torch.full((len(x), cells, cells), -9.0)
        features = torch.zeros(len(x), cells, cells, 16)
        for row, column, logit, side in self.figures:
            heat[:, row, column] = logit
            features[:, row, column, 0] = side
        return heat, features, {name: torch.zeros(len(x), len(words)) for name, words in CONFIG.picture}

    def read(self, features: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        middle = torch.full((len(features),), 0.5)
        told = torch.stack([middle, middle, (features[:, 0] / 0.5).log()], dim=1)
        logits = {name: torch.eye(len(words))[[-1] * len(features)] * 9 for name, words in CONFIG.subject}
        return told, logits


def subject(concept: str, box: Box, *, color: str = "", worn: str = "", held: str = "") -> SeenSubject:
    """A subject that was seen, quite surely."""
    words = (concept, color, worn, "", held, "")
    concept_, color_, worn_, worn_color, held_, held_color = (Guess(word, 0.9) for word in words)
    return SeenSubject(concept_, color_, worn_, worn_color, held_, held_color, box, place_of(box), 1, 0.9)
