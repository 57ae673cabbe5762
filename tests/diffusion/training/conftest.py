"""A picture world whose figures are plain shapes: the illustrations are not part of the repository."""

import json
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from diffusion.training.corpus import Corpus
from diffusion.training.figures import Figures
from rewriter.lexicon import Lexicon
from rewriter.training.scenes import Mixture, records


@pytest.fixture(scope="session")
def assets():
    return Path(__file__).parents[3] / "assets"


@pytest.fixture(scope="session")
def figures(tmp_path_factory, assets):
    """Every concept is a disc on a transparent ground."""
    folder = tmp_path_factory.mktemp("figures")
    image = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((8, 8, 56, 56), fill=(200, 120, 40, 255))
    for info in Figures(assets / "world" / "concepts.tsv", folder).infos.values():
        image.save(folder / f"{info.figure}.webp", lossless=True)
    return Figures(assets / "world" / "concepts.tsv", folder)


@pytest.fixture(scope="session")
def corpus(tmp_path_factory, assets):
    path = tmp_path_factory.mktemp("corpus") / "corpus.jsonl"
    lexicon = Lexicon.load(assets / "world")
    lines = [json.dumps(r, ensure_ascii=False) for r in records(lexicon, Mixture(), 300, seed=3)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return Corpus(path)
