"""What the captioner is to say about a picture: the words of a world, heat maps, boxes and classes; and the losses."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from diffusion.captioner import CELL
from diffusion.captioner_file import FIELDS, CaptionerConfig
from diffusion.training import backgrounds, styles
from diffusion.training.figures import RAMPS, Figures
from diffusion.training.placing import Placed
from diffusion.training.spoiling import View
from diffusion.training.world import Picture

STRANGER = "?"
"""Begins the concept of a figure that is not of the world; its word is ""."""
Spot = tuple[Placed, tuple[float, float, float]]
"""A figure and where it is seen: centre and side as fractions of the picture."""
IGNORED = -100
"""The class of a field that is not asked about; cross entropy leaves it out."""


def config_of(figures: Figures, pictures: Sequence[Picture], side: int = 128) -> CaptionerConfig:
    """The words that occur in ``pictures``, in the world's order, and "" (none) first where there may be none."""
    things = [figure for picture in pictures for figure in picture.figures]
    worn, held = ({c for f in things for c, _ in getattr(f, kind)} for kind in ("worn", "held"))
    order = {
        "concept": list(figures.infos), "color": list(RAMPS), "worn": list(figures.infos), "held": list(figures.infos),
        "setting": list(backgrounds.SETTINGS), "time": list(backgrounds.ALL_TIMES), "style": list(styles.ALL_STYLES),
    }  # fmt: skip
    order["worn_color"] = order["held_color"] = order["color"]
    used = {"concept": {f.concept for f in things}, "worn": worn, "held": held}
    used |= {name: set(RAMPS) for name in ("color", "worn_color", "held_color")}
    used |= {name: {getattr(picture, name, "") for picture in pictures} for name in FIELDS["picture"]}
    words = {}
    for name, wanted in used.items():
        first = [] if name in ("time", "style") else [""]
        words[name] = (*first, *(w for w in order.get(name, sorted(wanted)) if w and w in wanted))
    subject, picture = (tuple((name, words[name]) for name in FIELDS[part]) for part in ("subject", "picture"))
    return CaptionerConfig(subject, picture, side, (32, 96, 192), (1, 2, 2))


class Targets:
    """What the network is to say about pictures: a heat map, the figures' cells and boxes, classes of the fields."""

    def __init__(self, config: CaptionerConfig) -> None:
        self.cells = config.side // CELL
        self.subject = {name: {word: i for i, word in enumerate(words)} for name, words in config.subject}
        self.picture = {name: {word: i for i, word in enumerate(words)} for name, words in config.picture}

    def of_picture(self, picture: Picture) -> dict[str, int]:
        """Classes of the whole picture; plain grounds have no time."""
        asked = {name: getattr(picture, name, "") for name in self.picture}
        return {
            name: IGNORED if name == "time" and not picture.setting else self.picture[name].get(word, IGNORED)
            for name, word in asked.items()
        }

    def of_figure(self, figure: Placed) -> dict[str, int]:
        """Classes of one figure; colours of what is not there are not asked about."""
        worn = figure.worn[0] if figure.worn else ("", None)
        held = figure.held[0] if figure.held else ("", None)
        concept = "" if figure.concept.startswith(STRANGER) else figure.concept
        words = {"concept": concept, "color": figure.color, "worn": worn[0], "worn_color": worn[1],
                 "held": held[0], "held_color": held[1]}  # fmt: skip
        return {name: IGNORED if w is None else self.subject[name].get(w, IGNORED) for name, w in words.items()}

    def placed(self, figure: Placed, size: int, view: View) -> tuple[float, float, float] | None:
        """Centre and side (fractions) as seen in ``view``; None where too little of the figure is in the picture."""
        x, y = view.seen((figure.x + figure.side / 2) / size, (figure.y + figure.side / 2) / size)
        side = figure.side / size / view.zoom
        inside = [max(0.0, min(c + side / 2, 1.0) - max(c - side / 2, 0.0)) / side for c in (x, y)]
        return (x, y, side) if 0 <= x < 1 and 0 <= y < 1 and inside[0] * inside[1] > 0.55 else None

    def heat(self, spots: Sequence[tuple[float, float, float]]) -> Tensor:
        """Heat map [G, G]: one at the cells of the centres, falling off as a Gaussian of the figure's size."""
        grid = torch.arange(self.cells)
        heat = torch.zeros(self.cells, self.cells)
        for x, y, side in spots:
            column, row = int(x * self.cells), int(y * self.cells)
            width = 2 * (0.4 + side * self.cells / 10) ** 2
            bell = torch.exp(-((grid[None, :] - column) ** 2 + (grid[:, None] - row) ** 2) / width)
            heat = torch.maximum(heat, bell)
        return heat


def heat_loss(logits: Tensor, wanted: Tensor) -> Tensor:
    """The focal loss of Zhou et al. 2019, equation 1 (alpha 2, beta 4), of heat maps [B, G, G], per figure."""
    here = (wanted == 1).float()
    chance = logits.sigmoid()
    right = here * (1 - chance) ** 2 * F.logsigmoid(logits)
    wrong = (1 - wanted) ** 4 * chance**2 * F.logsigmoid(-logits)
    return -(right + wrong).sum() / here.sum().clamp(min=1)


def entropy(logits: Tensor, wanted: Sequence[int]) -> Tensor:
    """Mean cross entropy of ``logits`` [M, words] over the classes that are asked about; zero where none is."""
    target = torch.tensor(wanted)
    asked = (target != IGNORED).sum().clamp(min=1)
    return F.cross_entropy(logits, target, ignore_index=IGNORED, reduction="sum") / asked
