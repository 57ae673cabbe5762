"""The corpus that ``rewriter.training`` writes, read as JSON lines (its format is described there)."""

import json
import random
from dataclasses import dataclass
from pathlib import Path

from diffusion.training.world import Picture, picture_from_dict


@dataclass(frozen=True, slots=True)
class Crop:
    """A subject's first appearance: a picture and the box around the subject in pixels."""

    picture: Picture
    box: tuple[int, int, int, int]

    def box_at(self, size: int) -> tuple[int, int, int, int]:
        """The box (left, top, right, bottom) where the picture is rendered at ``size`` pixels."""
        ratio = size / self.picture.size
        left, top, right, bottom = (round(edge * ratio) for edge in self.box)
        return left, top, max(right, left + 1), max(bottom, top + 1)


@dataclass(frozen=True, slots=True)
class Record:
    """One sample: the picture, its captions by language, the picture before the edit, first appearances.

    ``layout`` tells whether the figures stand where the painter's layout puts them ("fixed") or anywhere ("free").
    """

    picture: Picture
    captions: dict[str, tuple[str, ...]]
    before: Picture | None
    edit: str
    crops: tuple[Crop, ...]
    layout: str = "fixed"


class Corpus:
    """All records of a file. Lines are kept as bytes and parsed when asked for."""

    def __init__(self, path: Path) -> None:
        self._lines = path.read_bytes().splitlines()

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, index: int) -> Record:
        data = json.loads(self._lines[index])
        crops = tuple(Crop(picture_from_dict(c["picture"]), tuple(c["box"])) for c in data["crops"])
        before = None if data["before"] is None else picture_from_dict(data["before"])
        captions = {language: tuple(data[language]) for language in ("en", "zh")}
        layout = data.get("layout", "fixed")
        return Record(picture_from_dict(data["picture"]), captions, before, data["edit"], crops, layout)

    def sample(self, rng: random.Random, count: int) -> list[Record]:
        """``count`` records drawn with replacement."""
        return [self[rng.randrange(len(self))] for _ in range(count)]

    def pictures(self, rng: random.Random, count: int) -> list[Picture]:
        """Only the pictures of ``count`` records."""
        return [record.picture for record in self.sample(rng, count)]
