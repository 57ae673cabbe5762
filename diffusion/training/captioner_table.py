"""Accuracy of the captioner by field: ``python -m diffusion.training.captioner_table --prompts FILE --figures FOLDER``.

True renders of fresh scenes, the same with another picture's answers (floor), and, with ``--model``, the renders after
that model's autoencoder, and its drawings of the scenes' captions: there the captioner and the painter err together.
"""

import argparse
import json
import logging
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

from diffusion.captioner import Captioner, Seen
from diffusion.pipeline import Pipeline, load
from diffusion.training.captioner import add_strangers, held_back, in_words, sized
from diffusion.training.captioner_answers import Answer, answers, matched, subjects_of
from diffusion.training.corpus import Corpus, Record
from diffusion.training.figures import Figures
from diffusion.training.painting import Parts, draw
from diffusion.training.sheets import sheet, to_images
from diffusion.training.world import Picture, World

logger = logging.getLogger(__name__)

BATCH = 16
SURE = 0.8
"""Answers of at least this confidence are counted apart."""
SEED = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """One field: how many answers, the share of right ones by column, and among the sure ones of the true renders."""

    field: str
    count: int
    shares: tuple[float, ...]
    sure: float
    right_when_sure: float


def rows_of(columns: Sequence[Sequence[Answer]], sure_of: int) -> list[Row]:
    """One row per field, in order of appearance; ``columns[sure_of]`` tells about confidence.

    Fields that no picture of that column asked about are left out; a column that lacks a field shows nan.
    """
    fields = dict.fromkeys(answer.field for answer in columns[sure_of])
    result = []
    for name in fields:
        asked = [[answer for answer in column if answer.field == name] for column in columns]
        told = [answer for answer in asked[sure_of] if answer.confidence is not None]
        sure = [answer for answer in told if answer.confidence is not None and answer.confidence >= SURE]
        shares = tuple(_share(column) for column in asked)
        share = len(sure) / len(told) if told else float("nan")
        result.append(Row(name, len(asked[sure_of]), shares, share, _share(sure)))
    return result


def _share(some: Sequence[Answer]) -> float:
    return sum(answer.right for answer in some) / len(some) if some else float("nan")


def table(rows: Sequence[Row], names: Sequence[str]) -> str:
    """The rows as a Markdown table; ``names`` are the columns'."""
    head = ["field", "n", *names, f"true renders: sure ({SURE:.0%})", "right when sure"]
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    for row in rows:
        cells = [f"**{s}**" if i == 1 else s for i, s in enumerate(map(_percent, row.shares))]
        cells += [_percent(row.sure), _percent(row.right_when_sure)]
        lines.append(f"| {row.field} | {row.count} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _percent(share: float) -> str:
    return "–" if math.isnan(share) else f"{share:.1%}"


class Examiner:
    """Shows the captioner pictures of known scenes."""

    def __init__(self, captioner: Captioner, world: World) -> None:
        self.captioner, self.world = captioner, world
        kinds = {"animal", "person"}
        self.wearers = frozenset(info.id for info in world.figures.infos.values() if info.kind in kinds)

    def look(self, pictures: Tensor) -> list[Seen]:
        """What pictures [M, 3, H, W] in [-1, 1] show."""
        side = self.captioner.network.config.side
        return [seen for part in pictures.split(BATCH) for seen in self.captioner.look(sized(part, side))]

    def marks(self, pictures: Sequence[Picture], seen: Sequence[Seen]) -> list[Answer]:
        """All answers; of weather and lens only where the captioner knows more than one word."""
        some = [a for p, s in zip(pictures, seen, strict=True) for a in answers(p, s, self.wearers)]
        known = {name for name, words in self.captioner.network.config.picture if len(words) > 1}
        return [answer for answer in some if answer.field not in {"weather", "lens"} - known]

    def unknown(self, pictures: Sequence[Picture], strangers: Sequence[str]) -> list[Answer]:
        """The first figure of each picture becomes one that the world has no word for: is it called unknown?"""
        rng = random.Random(7)
        strange = [
            replace(p, figures=(replace(p.figures[0], concept=rng.choice(strangers), color="", worn=(), held=()),))
            for p in pictures if p.figures
        ]  # fmt: skip
        found = []
        for picture, seen in zip(strange, self.look(self.world.render(strange)), strict=True):
            match = matched(subjects_of(picture), seen.subjects)[0]
            right = match is not None and match.concept.value == ""
            found.append(Answer("unknown figure called unknown", right, match.concept.confidence if match else 0.0))
        return found


def drawings(pipeline: Pipeline, records: Sequence[Record], steps: int, guidance: float) -> Tensor:
    """The model's drawings [M, 3, H, W] of the records' captions, Chinese and English in turn."""
    parts = Parts(pipeline.vae, pipeline.text, pipeline.tokenizer)
    captions = [record.captions[("zh", "en")[index % 2]][0] for index, record in enumerate(records)]
    return torch.cat([
        draw(pipeline.config, parts, pipeline.transformer, captions[i : i + BATCH], seed=SEED + i, steps=steps,
             guidance=guidance)
        for i in range(0, len(captions), BATCH)
    ])  # fmt: skip


@torch.no_grad()
def decoded(pipeline: Pipeline, pictures: Tensor) -> Tensor:
    """Pictures as the model's autoencoder gives them back."""
    return torch.cat([pipeline.vae.decode(pipeline.vae.encode(part)[0]) for part in pictures.split(BATCH)])


def parser() -> argparse.ArgumentParser:
    """The flags."""
    result = argparse.ArgumentParser(prog="python -m diffusion.training.captioner_table", description=__doc__)
    result.add_argument("--captioner", type=Path, default=Path("assets/tiny/captioner.safetensors"))
    result.add_argument("--prompts", type=Path, required=True, help="fresh JSON lines of rewriter.training")
    result.add_argument("--figures", type=Path, required=True, help="folder of the figures' webp files")
    result.add_argument("--world", type=Path, default=Path("assets/world"), help="folder of concepts.tsv")
    result.add_argument("--model", type=Path, help="a model file: its autoencoder and its drawings are looked at, too")
    result.add_argument("--count", type=int, default=500, help="true renders")
    result.add_argument("--drawn", type=int, default=100, help="drawings")
    result.add_argument("--steps", type=int, default=20)
    result.add_argument("--guidance", type=float, default=3.0)
    result.add_argument("--threads", type=int, default=1)
    result.add_argument("--out", type=Path, help="folder for table.md, table.json and contact sheets")
    return result


def main() -> None:
    """Renders, draws, looks, and prints the table."""
    args = parser().parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(args.threads)
    figures = Figures(args.world / "concepts.tsv", args.figures)
    pipeline = None if args.model is None else load(args.model)
    corpus = Corpus(args.prompts)
    records = [corpus[index] for index in range(min(args.count, len(corpus)))]
    size = 128 if pipeline is None else pipeline.config.image_size
    examiner = Examiner(Captioner.load(args.captioner), World(figures, size))
    _, strangers = held_back(add_strangers(figures, args.figures))
    pictures = [record.picture for record in records]
    true = examiner.world.render(pictures)
    seen = examiner.look(true)
    names, shown = ["floor", "true renders"], [("true", true, seen)]
    columns = [examiner.marks(pictures, [*seen[1:], seen[0]]), examiner.marks(pictures, seen)]
    columns[1] += examiner.unknown(pictures, strangers) if strangers else []
    if pipeline is not None:
        again = decoded(pipeline, true)
        drawn = drawings(pipeline, records[: args.drawn], args.steps, args.guidance)
        for name, x in (("through the autoencoder", again), (f"{args.drawn} drawings", drawn)):
            shown.append((name.split()[-1], x, examiner.look(x)))
            names.append(name)
            columns.append(examiner.marks(pictures[: len(x)], shown[-1][2]))
    rows = rows_of(columns, 1)
    text = table(rows, names)
    logger.info("%d scenes\n%s", len(records), text)
    if args.out is not None:
        _write(args.out, rows, text, shown)


def _write(folder: Path, rows: Sequence[Row], text: str, shown: Sequence[tuple[str, Tensor, list[Seen]]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "table.md").write_text(text, encoding="utf-8")
    values = [{name: getattr(row, name) for name in Row.__slots__} for row in rows]
    (folder / "table.json").write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
    for name, x, seen in shown:
        sheet(to_images(x[:32]), 8, [in_words(each) for each in seen[:32]]).save(folder / f"{name}.png")


if __name__ == "__main__":
    main()
