"""All figures as one tensor: ``python -m diffusion.training.pack --figures FOLDER --out FILE.safetensors``.

The file holds the premultiplied figures, and as metadata everything of them that composition needs: names, where
heads are, where each is worn, mean luminance. Training on a GPU needs this file and the corpus, not the illustrations.
"""

import argparse
import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from diffusion.errors import CheckpointError
from diffusion.training.anchors import Head, Point
from diffusion.training.figures import Figures, mean_luma

logger = logging.getLogger(__name__)

FORMAT = "huatu figures 2"


@dataclass(frozen=True, slots=True)
class FigurePack:
    """Premultiplied RGBA uint8 [N, side, side, 4] and, by number of the figure, what composition needs to know."""

    pixels: Tensor
    names: tuple[str, ...]
    heads: tuple[Head, ...]
    slots: tuple[str, ...]
    lumas: tuple[float, ...]

    @property
    def side(self) -> int:
        """Pixels along a figure's square."""
        return int(self.pixels.shape[1])


def pack(figures: Figures, side: int, concepts: Sequence[str] = ()) -> FigurePack:
    """Packs ``concepts`` (all of the table where none are given), each fitted into ``side`` pixels."""
    names = tuple(concepts) or tuple(figures.infos)
    pixels = torch.zeros(len(names), side, side, 4, dtype=torch.uint8)
    lumas = []
    for row, name in enumerate(names):
        figure = figures[name, side, ""]
        pixels[row] = torch.from_numpy((figure * 255).round().clip(0, 255).astype(np.uint8))
        lumas.append(mean_luma(figure))
    heads = tuple(figures.head(name) for name in names)
    return FigurePack(pixels, names, heads, tuple(figures.worn(name) for name in names), tuple(lumas))


def save_pack(packed: FigurePack, path: Path) -> None:
    """Writes the file."""
    about = {
        "names": packed.names,
        "heads": [asdict(head) for head in packed.heads],
        "slots": packed.slots,
        "lumas": packed.lumas,
    }
    metadata = {"format": FORMAT, "about": json.dumps(about, ensure_ascii=False)}
    save_file({"figures": packed.pixels.contiguous()}, path, metadata)


def load_pack(path: Path) -> FigurePack:
    """Reads a file of ``save_pack``; raises CheckpointError where it is none."""
    try:
        with safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
            pixels = file.get_tensor("figures") if "figures" in file.keys() else None  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise CheckpointError(f"{path} cannot be read ({error}); write it with diffusion.training.pack.") from error
    if pixels is None or metadata.get("format") != FORMAT:
        raise CheckpointError(f"{path} does not hold packed figures; write it with diffusion.training.pack.")
    about = json.loads(metadata["about"])
    heads = tuple(_head(**head) for head in about["heads"])
    return FigurePack(pixels, tuple(about["names"]), heads, tuple(about["slots"]), tuple(about["lumas"]))


def _head(crown: Point, width: float, eyes: Point, neck: Point) -> Head:
    """A head as JSON holds it: points are lists there."""
    return Head(_point(crown), width, _point(eyes), _point(neck))


def _point(values: Sequence[float]) -> Point:
    column, row = values
    return column, row


def main(arguments: Sequence[str] | None = None) -> None:
    """Packs a folder of illustrations."""
    parser = argparse.ArgumentParser(prog="python -m diffusion.training.pack", description=__doc__)
    parser.add_argument("--figures", type=Path, required=True, help="folder of the figures' webp files")
    parser.add_argument("--world", type=Path, default=Path("assets/world"), help="folder of the concept tables")
    parser.add_argument("--table", default="", help="pack only this table of the folder, such as concepts.tsv")
    parser.add_argument("--side", type=int, default=128, help="pixels along a figure's square")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    packed = pack(Figures(args.world / args.table, args.figures), args.side)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    save_pack(packed, args.out)
    logger.info("packed %d figures of %d pixels into %s", len(packed.names), packed.side, args.out)


if __name__ == "__main__":
    main()
