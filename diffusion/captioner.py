"""What a picture shows: a small network that reads a picture of the training world back into its scene.

A convolutional network looks at the picture once. A heat map over a grid of cells says where figures have their
centres. At each peak, linear heads read the figure's box, concept, colour and what it wears and holds; heads over the
whole picture read setting, time, style and the like (Zhou et al. 2019, "Objects as Points", arXiv:1904.07850). The
words it knows are those of the world it was trained on; they are stored in its file.

Dimensions: B pictures, C channels, S side in pixels, G = S / 8 cells a side, M figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor, nn

from diffusion.captioner_file import CaptionerConfig, read_captioner, write_captioner
from diffusion.checkpoint import load_into
from diffusion.images import to_rgb, to_tensor

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as fractions of the picture's width and height."""

CELL = 8
"""Pixels of a cell of the grid."""
TYPICAL_SIDE = 0.5
"""Sides are told as the logarithm of their ratio to this share of the picture."""
PRESENT = 0.35
"""Peaks of the heat map below are not taken for figures."""
MOST_FIGURES = 8
SAME_BOX = 0.55
"""Of two peaks whose boxes overlap more than this (intersection over union), the weaker is an echo."""
GROUND = (0.5, 0.57)
"""Where a single figure's centre usually is; places are told from there."""
ASIDE = 0.12


@dataclass(frozen=True, slots=True)
class Guess:
    """A word of the world ("" means: none, or none that is known) and how sure the network is of it, 0 to 1."""

    value: str
    confidence: float

    def sure(self, least: float) -> str:
        """The word where the confidence reaches ``least``, else ""."""
        return self.value if self.confidence >= least else ""


@dataclass(frozen=True, slots=True)
class SeenSubject:
    """One subject, or several alike (``count``) as one.

    ``concept`` "" is a figure that the world has no word for; ``color`` "" is the figure's own. ``presence``: how sure
    it is that there is a figure at all. ``place`` is left, right, top, bottom or center.
    """

    concept: Guess
    color: Guess
    worn: Guess
    worn_color: Guess
    held: Guess
    held_color: Guess
    box: Box
    place: str
    count: int
    presence: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What a picture shows. Subjects stand from left to right; ``setting`` "" is a plain ground."""

    subjects: tuple[SeenSubject, ...]
    setting: Guess
    time: Guess
    style: Guess
    weather: Guess
    lens: Guess


SUBJECT_FIELDS = ("concept", "color", "worn", "worn_color", "held", "held_color")
PICTURE_FIELDS = ("setting", "time", "style", "weather", "lens")


class Conv(nn.Sequential):
    """Convolution, batch norm, ReLU."""

    def __init__(self, inner: int, outer: int, size: int, stride: int = 1) -> None:
        conv = nn.Conv2d(inner, outer, size, stride, padding=size // 2, bias=False)
        super().__init__(conv, nn.BatchNorm2d(outer), nn.ReLU())


class Bottleneck(nn.Module):
    """x + f(x) with f narrow, wide in view, wide again (He et al. 2015, arXiv:1512.03385, figure 5)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.narrow = Conv(width, width // 2, 1)
        self.look = Conv(width // 2, width // 2, 3)
        self.widen = nn.Conv2d(width // 2, width, 1, bias=False)
        self.norm = nn.BatchNorm2d(width)
        nn.init.constant_(self.norm.weight, 0.2)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.norm(self.widen(self.look(self.narrow(x)))))


class CaptionerNetwork(nn.Module):
    """Pictures [B, 3, S, S] in [-1, 1] to a heat map, features per cell, and logits about the whole picture."""

    def __init__(self, config: CaptionerConfig) -> None:
        super().__init__()
        self.config = config
        fine, middle, coarse = config.widths
        self.stem = nn.Sequential(Conv(3 * 16, fine, 3), *[Bottleneck(fine) for _ in range(config.depths[0])])
        self.near = nn.Sequential(Conv(fine, middle, 3, 2), *[Bottleneck(middle) for _ in range(config.depths[1])])
        self.far = nn.Sequential(Conv(middle, coarse, 3, 2), *[Bottleneck(coarse) for _ in range(config.depths[2])])
        self.back = nn.Conv2d(coarse, middle, 1)
        self.merge = Bottleneck(middle)
        self.heat = nn.Conv2d(middle, 1, 1)
        nn.init.constant_(self.heat.bias, -2.2)  # type: ignore[arg-type]  # about one cell in ten, to begin with
        self.box = nn.Linear(middle, 3)
        self.subject = nn.ModuleDict({name: nn.Linear(middle, len(words)) for name, words in config.subject})
        pooled = 2 * fine + middle + coarse
        self.whole = nn.Sequential(nn.Linear(pooled, coarse), nn.ReLU())
        self.picture = nn.ModuleDict({name: nn.Linear(coarse, len(words)) for name, words in config.picture})

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, dict[str, Tensor]]:
        """Heat logits [B, G, G], features [B, G, G, C] and, by field, logits [B, words]."""
        fine = self.stem(F.pixel_unshuffle(x, 4))  # [B, C, 2G, 2G]
        near = self.near(fine)  # [B, C, G, G]
        far = self.far(near)  # [B, C, G/2, G/2]
        cells = self.merge(near + F.interpolate(self.back(far), scale_factor=2.0, mode="nearest"))
        means = [part.mean(dim=(2, 3)) for part in (fine, cells, far)]
        # How much the finest features vary over the picture tells styles apart.
        spread = (fine.square().mean(dim=(2, 3)) - means[0].square()).clamp(min=1e-4).sqrt()
        whole = self.whole(torch.cat([*means, spread], dim=1))
        words = {name: head(whole) for name, head in self.picture.items()}
        return self.heat(cells)[:, 0], cells.permute(0, 2, 3, 1), words

    def read(self, features: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        """Boxes [M, 3] (centre within the cell, logarithm of the side) and logits [M, words] of cells [M, C]."""
        return self.box(features), {name: head(features) for name, head in self.subject.items()}


class Captioner:
    """A trained network, and the reading of its answers."""

    def __init__(self, network: CaptionerNetwork) -> None:
        self.network = network.eval()

    @classmethod
    def load(cls, path: Path | str) -> "Captioner":
        """Reads a file that ``save`` wrote; CheckpointError says what is wrong with another."""
        config, tensors = read_captioner(path)
        network = CaptionerNetwork(config)
        load_into(network, tensors)
        return cls(network)

    def save(self, path: Path | str) -> None:
        """Writes the network in float16, its configuration and its words as one safetensors file."""
        write_captioner(path, self.network.config, self.network.state_dict())

    def see(self, picture: Image.Image) -> Seen:
        """What ``picture`` shows, whatever its size, shape and mode; boxes are fractions of it as it is upright."""
        x, frame = framed(picture, self.network.config.side)
        return self.look(x, [frame])[0]

    @torch.inference_mode()
    def look(self, x: Tensor, frames: Sequence[Box] | None = None) -> list[Seen]:
        """What pictures [B, 3, S, S] in [-1, 1] show; ``frames`` is where in each the picture itself lies."""
        heat, features, words = self.network(x)
        chances = {name: logits.float().softmax(dim=1) for name, logits in words.items()}
        frames = frames or [(0.0, 0.0, 1.0, 1.0)] * len(x)
        seen = []
        for index, frame in enumerate(frames):
            figures = self._figures(heat[index].float().sigmoid(), features[index], frame)
            guesses = {name: self._guess("picture", name, chances[name][index]) for name in PICTURE_FIELDS}
            seen.append(Seen(grouped(figures), **guesses))
        return seen

    def _figures(self, heat: Tensor, features: Tensor, frame: Box) -> list[SeenSubject]:
        """One per peak of ``heat`` [G, G], strongest first; ``features`` [G, G, C]."""
        top = F.max_pool2d(heat[None], 3, 1, 1)[0]
        rows, columns = torch.nonzero((heat == top) & (heat >= PRESENT), as_tuple=True)
        order = heat[rows, columns].argsort(descending=True)[:MOST_FIGURES]
        rows, columns = rows[order], columns[order]
        places, logits = self.network.read(features[rows, columns])
        chances = {name: each.float().softmax(dim=1) for name, each in logits.items()}
        found: list[SeenSubject] = []
        boxes: list[Box] = []
        for index, (row, column) in enumerate(zip(rows.tolist(), columns.tolist(), strict=True)):
            raw = box_of(places[index].float().tolist(), row, column, heat.shape[0])
            if any(overlap(raw, other) > SAME_BOX for other in boxes):
                continue
            boxes.append(raw)
            guesses = {name: self._guess("subject", name, chances[name][index]) for name in SUBJECT_FIELDS}
            box = within(raw, frame)
            found.append(SeenSubject(**guesses, box=box, place=place_of(box), count=1,
                                     presence=float(heat[row, column])))  # fmt: skip
        return found

    def _guess(self, part: str, name: str, chances: Tensor) -> Guess:
        best = int(chances.argmax())
        return Guess(self.network.config.words(part, name)[best], float(chances[best]))


def box_of(told: Sequence[float], row: int, column: int, cells: int) -> Box:
    """The square that the box head tells about a cell: centre (x, y) within the cell, logarithm of the side."""
    x, y = (column + told[0]) / cells, (row + told[1]) / cells
    half = TYPICAL_SIDE * float(torch.tensor(told[2]).clamp(-4, 1).exp()) / 2
    return x - half, y - half, x + half, y + half


def overlap(one: Box, other: Box) -> float:
    """Intersection over union of two boxes."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    shared = max(width, 0.0) * max(height, 0.0)
    return shared / (_area(one) + _area(other) - shared) if shared else 0.0


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def within(box: Box, frame: Box) -> Box:
    """``box`` as fractions of ``frame``, cut at its borders."""
    width, height = frame[2] - frame[0], frame[3] - frame[1]
    left, right = ((edge - frame[0]) / width for edge in (box[0], box[2]))
    top, bottom = ((edge - frame[1]) / height for edge in (box[1], box[3]))
    return _unit(left), _unit(top), _unit(right), _unit(bottom)


def _unit(value: float) -> float:
    return min(max(value, 0.0), 1.0)


def place_of(box: Box) -> str:
    """left, right, top, bottom or center, by where the box's centre lies from the usual ground."""
    x, y = (box[0] + box[2]) / 2 - GROUND[0], (box[1] + box[3]) / 2 - GROUND[1]
    if max(abs(x), abs(y)) <= ASIDE:
        return "center"
    if abs(x) >= abs(y):
        return "left" if x < 0 else "right"
    return "top" if y < 0 else "bottom"


def grouped(figures: Sequence[SeenSubject]) -> tuple[SeenSubject, ...]:
    """Figures from left to right; those of one known concept, alike and of about one size, are one subject."""
    groups: list[list[SeenSubject]] = []
    for figure in sorted(figures, key=lambda f: (f.box[0] + f.box[2], f.box[1])):
        group = next((g for g in groups if _alike(g[0], figure)), None)
        groups.append([figure]) if group is None else group.append(figure)
    return tuple(_together(group) for group in groups)


def _alike(one: SeenSubject, other: SeenSubject) -> bool:
    same = all(getattr(one, name).value == getattr(other, name).value for name in ("concept", "color", "worn", "held"))
    ratio = _area(one.box) / max(_area(other.box), 1e-6)
    return same and bool(one.concept.value) and 0.6 < ratio < 1.7


def _together(group: list[SeenSubject]) -> SeenSubject:
    if len(group) == 1:
        return group[0]
    best = max(group, key=lambda f: f.concept.confidence)
    edges = list(zip(*(f.box for f in group), strict=True))
    box = (min(edges[0]), min(edges[1]), max(edges[2]), max(edges[3]))
    guesses = {name: getattr(best, name) for name in SUBJECT_FIELDS}
    presence = min(f.presence for f in group)
    return SeenSubject(**guesses, box=box, place=place_of(box), count=len(group), presence=presence)


def framed(picture: Image.Image, side: int) -> tuple[Tensor, Box]:
    """``picture`` fitted whole into a square [1, 3, side, side], its border pixels repeated around it; and its frame.

    Memory stays bounded: the picture is reduced before it becomes a tensor.
    """
    upright = to_rgb(picture)
    scale = side / max(upright.size)
    width, height = (max(1, round(edge * scale)) for edge in upright.size)
    x = to_tensor([upright.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)])
    left, top = (side - width) // 2, (side - height) // 2
    padding = (left, side - width - left, top, side - height - top)
    x = F.pad(x, padding, mode="replicate") if any(padding) else x
    return x, (left / side, top / side, (left + width) / side, (top + height) / side)
