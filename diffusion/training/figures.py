"""The figures of the picture world: read once from the illustrations' package, resized and recoloured on demand.

The illustrations are Microsoft's Fluent Emoji in three dimensions (MIT), 256x256 RGBA, from the npm package
``@lobehub/fluent-emoji-3d``. They are needed for training and judging only, never for drawing.
"""

import csv
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from diffusion.training.anchors import Head, at_top, read_heads

Pixels = NDArray[np.float32]

LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)
# Dark, middle and light end of each attribute colour, in sRGB: recolouring maps luminance onto this ramp, so that a
# figure keeps its shading and a small highlight.
RAMPS: dict[str, tuple[tuple[int, int, int], ...]] = {
    "red": ((70, 6, 12), (222, 40, 44), (255, 214, 208)),
    "orange": ((84, 38, 2), (248, 134, 26), (255, 230, 200)),
    "yellow": ((92, 70, 0), (250, 208, 36), (255, 248, 206)),
    "green": ((6, 58, 20), (52, 172, 76), (214, 248, 214)),
    "cyan": ((0, 62, 66), (34, 184, 190), (206, 248, 248)),
    "blue": ((8, 20, 92), (44, 100, 232), (206, 224, 255)),
    "purple": ((42, 10, 84), (140, 72, 212), (234, 214, 255)),
    "pink": ((104, 14, 62), (250, 126, 184), (255, 226, 240)),
    "brown": ((44, 22, 8), (142, 90, 50), (236, 212, 186)),
    "black": ((4, 4, 8), (46, 46, 54), (150, 150, 160)),
    "white": ((120, 122, 132), (232, 234, 240), (255, 255, 255)),
    "gray": ((44, 46, 50), (140, 144, 150), (230, 232, 236)),
    "gold": ((92, 58, 0), (226, 170, 40), (255, 244, 190)),
}


TABLES = ("concepts.tsv", "wide.tsv")
HEADS = "heads.tsv"


@dataclass(frozen=True, slots=True)
class FigureInfo:
    """One row of the concept table."""

    id: str
    figure: str
    kind: str
    worn: str
    held: bool


def read_concepts(table: Path) -> list[FigureInfo]:
    """Rows of the table, in file order; of a folder, those of its ``concepts.tsv`` and then of its ``wide.tsv``."""
    if table.is_dir():
        return [info for name in TABLES for info in read_concepts(table / name)]
    with table.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return [
            FigureInfo(r["id"], r["figure"], r["kind"], (r["worn"] or "").strip(), bool((r["held"] or "").strip()))
            for r in rows
        ]


class Figures:
    """Premultiplied RGBA figures, values in [0, 1], cut to their visible part and fitted into squares."""

    def __init__(self, table: Path, folder: Path, *, keep: int = 512 << 20) -> None:
        """``folder`` holds ``<figure>.webp``; a missing file raises FileNotFoundError with its path.

        Up to ``keep`` bytes of resized and recoloured figures are kept; the ones unused for longest go first.
        """
        self.infos = {info.id: info for info in read_concepts(table)}
        self._folder = folder
        self._keep, self._kept = keep, 0
        self._cache: OrderedDict[tuple[str, int, str], Pixels] = OrderedDict()
        self._sources: dict[str, Image.Image] = {}
        self._heads = read_heads((table if table.is_dir() else table.parent) / HEADS)

    def __getitem__(self, key: tuple[str, int, str]) -> Pixels:
        """Figure (concept, side in pixels, colour or ""): float32 [side, side, 4], premultiplied."""
        if key in self._cache:
            self._cache.move_to_end(key)
            return self._cache[key]
        concept, side, color = key
        fitted = _fit(self._source(concept), side)
        figure = recolor(fitted, color) if color else fitted
        self._cache[key] = figure
        self._kept += figure.nbytes
        while self._kept > self._keep and len(self._cache) > 1:
            self._kept -= self._cache.popitem(last=False)[1].nbytes
        return figure

    def _source(self, concept: str) -> Image.Image:
        if concept not in self._sources:
            with Image.open(self._folder / f"{self.infos[concept].figure}.webp") as image:
                rgba = image.convert("RGBA")
            box = rgba.getchannel("A").point(lambda a: 255 if a > 16 else 0).getbbox()
            self._sources[concept] = rgba.crop(box)
        return self._sources[concept]

    def head(self, concept: str) -> Head:
        """The points by which a figure wears things: the table's, or the middle of its highest rows."""
        if concept not in self._heads:
            alpha = self[concept, 64, ""][:, :, 3]
            rows = np.flatnonzero(alpha.max(axis=1) > 0.5)
            top = int(rows[0])
            band = alpha[top : top + 8]
            columns = (band.sum(axis=0) * np.arange(64)).sum() / max(float(band.sum()), 1e-6)
            self._heads[concept] = at_top(float(columns) / 64, top / 64)
        return self._heads[concept]

    def worn(self, concept: str) -> str:
        """Where it is worn: "head", "ears", "eyes", "neck"; "" where it is not."""
        return self.infos[concept].worn


def _fit(image: Image.Image, side: int) -> Pixels:
    """The image within a ``side`` square, standing on its bottom, centred; premultiplied before resampling."""
    scale = side / max(image.size)
    filter_ = Image.Resampling.BOX if scale <= 1 else Image.Resampling.BILINEAR
    width, height = (max(1, round(size * scale)) for size in image.size)
    pixels = np.asarray(image, dtype=np.float32) / 255
    pixels[:, :, :3] *= pixels[:, :, 3:]
    planes = [np.asarray(Image.fromarray(pixels[:, :, c]).resize((width, height), filter_)) for c in range(4)]
    square = np.zeros((side, side, 4), dtype=np.float32)
    left = (side - width) // 2
    square[side - height :, left : left + width] = np.stack(planes, axis=2)
    return square


def mean_luma(figure: Pixels) -> float:
    """Mean luminance of what is seen of a figure: what recolouring evens out."""
    alpha = figure[:, :, 3:]
    luma = (figure[:, :, :3] @ LUMA)[:, :, None] / np.maximum(alpha, 1e-4)
    return float((luma * alpha).sum() / max(float(alpha.sum()), 1e-6))


def recolor(figure: Pixels, color: str) -> Pixels:
    """The figure with its luminance mapped onto the colour's ramp; shape and shading stay."""
    ramp = np.array(RAMPS[color], dtype=np.float32) / 255
    alpha = figure[:, :, 3:]
    luma = (figure[:, :, :3] @ LUMA)[:, :, None] / np.maximum(alpha, 1e-4)
    mean = mean_luma(figure)
    luma = np.clip(luma * (0.55 / max(mean, 0.15)) * 0.7 + luma * 0.3, 0, 1)
    low = ramp[0] + (ramp[1] - ramp[0]) * np.minimum(luma / 0.55, 1)
    rgb = low + (ramp[2] - ramp[1]) * np.maximum((luma - 0.55) / 0.45, 0)
    return np.concatenate([np.clip(rgb, 0, 1) * alpha, alpha], axis=2).astype(np.float32)
