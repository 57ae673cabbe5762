"""Judges a model on fresh prompts: ``python -m diffusion.training.judge --model FILE --prompts FILE --figures FOLDER``.

Every question is a choice among true renders, answered by the nearest neighbour of the independent judge's features:
which of all concepts is on the subject's crop, which colour of that concept, which setting, which style. Three rows are
printed: the floor (pictures drawn for other prompts), ours, and the ceiling (true renders of the prompts themselves).
"""

import argparse
import json
import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

from diffusion.pipeline import load
from diffusion.training import backgrounds, styles
from diffusion.training.corpus import Corpus, Record
from diffusion.training.features import Judge, crop
from diffusion.training.figures import RAMPS, Figures
from diffusion.training.painting import Parts, draw
from diffusion.training.sheets import save_sheet
from diffusion.training.world import Picture, Placed, World

logger = logging.getLogger(__name__)

Draw = Callable[[list[Record], str], Tensor]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: shares between 0 and 1, each over ``count`` prompts."""

    question: str
    count: int
    floor: float
    ours: float
    ceiling: float


def box_of(figure: Placed) -> tuple[int, int, int, int]:
    """The figure's box in pixels."""
    return figure.x, figure.y, figure.x + figure.side, figure.y + figure.side


def _nearest(query: Tensor, gallery: Tensor) -> Tensor:
    return (query @ gallery.T).argmax(dim=1)


class Examination:
    """Asks all questions about one way of drawing."""

    def __init__(self, world: World, judge: Judge, corpus: Corpus, draw_batch: Draw, count: int, others: int) -> None:
        self.world, self.judge, self.draw, self.count, self.others = world, judge, draw_batch, count, others
        self.records = [corpus[index] for index in range(len(corpus))]
        self.concepts = list(world.figures.infos)

    def plain(self, record: Record, figures: int, *, colored: bool = False) -> bool:
        """Whether the record shows that many bare figures of the usual size, in 3-D, with or without a colour."""
        p = record.picture
        side = 96 if figures == 1 else 64
        simple = all(not f.worn and not f.held and f.side == side and bool(f.color) == colored for f in p.figures)
        return len(p.figures) == figures and simple and p.style == "3d"

    def _truth(self, pictures: Sequence[Picture]) -> Tensor:
        return self.world.render(list(pictures))

    def _gallery(self, side: int, box: tuple[int, int, int, int], copies: int) -> Tensor:
        """Features of every concept's crop at ``box`` [concepts * copies, F], each copy before another setting."""
        rng = random.Random(5)
        pictures = [
            Picture(rng.choice(list(backgrounds.PAINTERS)), rng.choice(backgrounds.TIMES), "3d", rng.randrange(999),
                    (Placed(concept, box[0], box[1], side),))
            for concept in self.concepts for _ in range(copies)
        ]  # fmt: skip
        return self.judge.features(crop(self._truth(pictures), [box] * len(pictures)))

    def single(self, language: str) -> Row:
        """Which of all concepts is it?"""
        records = [r for r in self.records if self.plain(r, 1)][: self.count]
        copies = 3
        gallery = self._gallery(96, box_of(records[0].picture.figures[0]), copies)
        wanted = torch.tensor([self.concepts.index(r.picture.figures[0].concept) for r in records])
        boxes = [box_of(r.picture.figures[0]) for r in records]

        def right(pictures: Tensor) -> float:
            found = _nearest(self.judge.features(crop(pictures, boxes)), gallery) // copies
            return float((found == wanted).float().mean())

        return self._row(f"single subject recognised, {language}", records, language, right)

    def pair(self, language: str) -> list[Row]:
        """Are both subjects there, and each on its side?"""
        records = [r for r in self.records if self.plain(r, 2)][: self.others]
        copies = 2
        gallery = self._gallery(64, (0, 48, 64, 112), copies)
        sides = [torch.tensor([self.concepts.index(r.picture.figures[i].concept) for r in records]) for i in (0, 1)]
        boxes = [[box_of(r.picture.figures[i]) for r in records] for i in (0, 1)]

        def found(pictures: Tensor) -> list[Tensor]:
            return [_nearest(self.judge.features(crop(pictures, boxes[i])), gallery) // copies for i in (0, 1)]

        def both(pictures: Tensor) -> float:
            one, other = found(pictures)
            there = ((one == sides[0]) & (other == sides[1])) | ((one == sides[1]) & (other == sides[0]))
            return float(there.float().mean())

        def placed(pictures: Tensor) -> float:
            """Among the two wanted concepts only: is each crop nearer to its own?"""
            right = []
            for i in (0, 1):
                features = self.judge.features(crop(pictures, boxes[i]))
                similar = (features @ gallery.T).view(len(records), -1, copies).amax(dim=2)
                own, other = similar.gather(1, sides[i][:, None]), similar.gather(1, sides[1 - i][:, None])
                right.append((own > other).float().mean())
            return float(torch.stack(right).mean())

        pictures = self._drawn(records, language)
        name = f"two subjects, {language}"
        return [
            self._row(f"{name}: both present", records, language, both, pictures),
            self._row(f"{name}: each in its place", records, language, placed, pictures),
        ]

    def attribute(
        self, name: str, language: str, wanted: Callable[[Record], bool], options: Callable[[Picture], list[Picture]],
        right: Callable[[Picture], int], cut: bool,
    ) -> Row:  # fmt: skip
        """A choice among true renders that differ in one attribute only."""
        records = [r for r in self.records if wanted(r)][: self.others]
        boxes = [box_of(r.picture.figures[0]) for r in records]
        galleries = []
        for record, box in zip(records, boxes, strict=True):
            pictures = self._truth(options(record.picture))
            galleries.append(self.judge.features(crop(pictures, [box] * len(pictures)) if cut else pictures))

        def share(pictures: Tensor) -> float:
            features = self.judge.features(crop(pictures, boxes) if cut else pictures)
            hits = [
                int((gallery @ feature).argmax()) == right(record.picture)
                for feature, gallery, record in zip(features, galleries, records, strict=True)
            ]
            return sum(hits) / len(hits)

        return self._row(f"{name}, {language}", records, language, share)

    def _drawn(self, records: list[Record], language: str) -> Tensor:
        return torch.cat([self.draw(records[i : i + 20], language) for i in range(0, len(records), 20)])

    def _row(
        self, question: str, records: list[Record], language: str, share: Callable[[Tensor], float],
        pictures: Tensor | None = None,
    ) -> Row:  # fmt: skip
        pictures = self._drawn(records, language) if pictures is None else pictures
        fresh = self._truth([replace(r.picture, seed=r.picture.seed + 5) for r in records])
        row = Row(question, len(records), share(pictures.roll(1, 0)), share(pictures), share(fresh))
        logger.info("%s", row)
        return row


def _colors(p: Picture) -> list[Picture]:
    return [replace(p, seed=p.seed + 3, figures=(replace(p.figures[0], color=c), *p.figures[1:])) for c in RAMPS]


def _settings(p: Picture) -> list[Picture]:
    return [replace(p, setting=s, seed=p.seed + 3) for s in backgrounds.PAINTERS]


def _styles(p: Picture) -> list[Picture]:
    return [replace(p, style=s, seed=p.seed + 3) for s in styles.STYLES]


def examine(exam: Examination, languages: Sequence[str]) -> list[Row]:
    """The whole table."""
    rows: list[Row] = []
    for language in languages:
        rows.append(exam.single(language))
        rows += exam.pair(language)
        rows.append(
            exam.attribute(
                "colour of one subject", language, lambda r: exam.plain(r, 1, colored=True), _colors,
                lambda p: list(RAMPS).index(p.figures[0].color), True,
            )
        )  # fmt: skip
        rows.append(
            exam.attribute(
                "setting", language, lambda r: exam.plain(r, 1) and r.picture.setting != "", _settings,
                lambda p: list(backgrounds.PAINTERS).index(p.setting), False,
            )
        )  # fmt: skip
        rows.append(
            exam.attribute(
                "style", language, lambda r: len(r.picture.figures) == 1 and r.picture.style != "3d", _styles,
                lambda p: styles.STYLES.index(p.style), False,
            )
        )  # fmt: skip
    return rows


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| question | prompts | floor | ours | ceiling |", "|---|---|---|---|---|"]
    lines += [f"| {r.question} | {r.count} | {r.floor:.1%} | **{r.ours:.1%}** | {r.ceiling:.1%} |" for r in rows]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Parses the flags, draws, judges and writes the table."""
    parser = argparse.ArgumentParser(prog="python -m diffusion.training.judge", description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--prompts", type=Path, required=True, help="fresh JSON lines of rewriter.training")
    parser.add_argument("--figures", type=Path, required=True)
    parser.add_argument("--world", type=Path, default=Path("assets/world"))
    parser.add_argument("--count", type=int, default=200, help="prompts of the first question")
    parser.add_argument("--others", type=int, default=100, help="prompts of every other question")
    parser.add_argument("--languages", default="zh,en")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--guidance", type=float, default=3.0)
    parser.add_argument("--out", type=Path, help="folder for table.md, table.json and a contact sheet")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    pipeline = load(args.model)
    parts = Parts(pipeline.vae, pipeline.text, pipeline.tokenizer)

    def draw_batch(records: list[Record], language: str) -> Tensor:
        captions = [record.captions[language][0] for record in records]
        return draw(
            pipeline.config, parts, pipeline.transformer, captions, seed=1000, steps=args.steps, guidance=args.guidance
        )

    world = World(Figures(args.world / "concepts.tsv", args.figures), pipeline.config.image_size)
    corpus = Corpus(args.prompts)
    rows = examine(Examination(world, Judge(), corpus, draw_batch, args.count, args.others), args.languages.split(","))
    logger.info("%s, %d steps, guidance %s\n%s", pipeline.name, args.steps, args.guidance, table(rows))
    if args.out:
        args.out.mkdir(parents=True, exist_ok=True)
        how = f"`make judge`: {pipeline.name}, {args.steps} steps, DPM++ 2M, guidance {args.guidance}"
        text = f"{how}, `--count {args.count} --others {args.others}`.\n\n{table(rows)}"
        (args.out / "table.md").write_text(text, encoding="utf-8")
        figures = [{field: getattr(row, field) for field in Row.__slots__} for row in rows]
        (args.out / "table.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        sample = corpus.sample(random.Random(3), 24)
        save_sheet(
            torch.cat([draw_batch(sample[:12], "zh"), draw_batch(sample[12:], "en")]), args.out / "sheet.png", 12
        )


if __name__ == "__main__":
    main()
