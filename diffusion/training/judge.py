"""Judges a model on fresh prompts: ``python -m diffusion.training.judge --model FILE --prompts FILE --figures FOLDER``.

Every question is a choice among true renders, answered by the nearest neighbour of the independent judge's features
(see ``questions``, ``asking``). Four numbers are printed for each: the floor (pictures drawn for other prompts), ours,
true renders of the prompts that went through the model's autoencoder, and the ceiling (the true renders themselves).
With several --seeds every prompt is drawn that often.
"""

import argparse
import json
import logging
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path

import torch
from torch import Tensor

from diffusion.config import ModelConfig
from diffusion.pipeline import SIGMA_MIN, load
from diffusion.regime import EmbeddedRegime
from diffusion.training.asking import ASKED, answered, in_order, shares
from diffusion.training.corpus import Corpus
from diffusion.training.examination import BATCH, Draw, Examination, Row, table
from diffusion.training.facts import read_prompts
from diffusion.training.features import Judge
from diffusion.training.figures import Figures
from diffusion.training.galleries import Galleries
from diffusion.training.painting import Parts, draw
from diffusion.training.sheets import save_sheet
from diffusion.training.world import World
from diffusion.transformer import Transformer
from diffusion.vae import AutoencoderKL

logger = logging.getLogger(__name__)

SEED = 1000


def drawing(
    config: ModelConfig, parts: Parts, transformer: Transformer, steps: int, guidance: float,
    sampler: str = "dpmpp_2m", lowest: float = SIGMA_MIN,
) -> Draw:  # fmt: skip
    """How a model draws captions for the judge; a fast model has a sampler and a lowest noise level of its own."""

    def draw_batch(captions: list[str], seed: int) -> Tensor:
        return draw(
            config,
            parts,
            transformer,
            captions,
            seed=seed,
            steps=steps,
            guidance=guidance,
            sampler=sampler,
            lowest=lowest,
        )

    return draw_batch


def redecoding(vae: AutoencoderKL) -> Callable[[Tensor], Tensor]:
    """To latents and back, a few pictures at a time."""

    @torch.inference_mode()
    def through(pictures: Tensor) -> Tensor:
        return torch.cat([vae.decode(vae.encode(few)[0]) for few in pictures.split(BATCH)])

    return through


def write_rows(rows: Sequence[Row], folder: Path, how: str) -> None:
    """Writes table.md, headed by ``how``, and table.json, with every prompt's hits."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "table.md").write_text(f"{how}\n\n{table(rows)}", encoding="utf-8")
    (folder / "table.json").write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")


def read_rows(path: Path) -> list[Row]:
    """The rows of a table.json."""
    found = json.loads(path.read_text(encoding="utf-8"))
    return [Row(**{**row, "hits": tuple(tuple(hits) for hits in row.get("hits", ()))}) for row in found]


def add_flags(parser: argparse.ArgumentParser) -> None:
    """The flags that say what is asked and how it is drawn."""
    parser.add_argument("--prompts", type=Path, required=True, help="fresh JSON lines of rewriter.training")
    parser.add_argument("--figures", type=Path, required=True)
    parser.add_argument("--world", type=Path, default=Path("assets/world"))
    parser.add_argument("--wide", action="store_true", help="both tables of concepts, concepts.tsv and wide.tsv")
    parser.add_argument("--count", type=int, default=200, help="prompts of the first question")
    parser.add_argument("--others", type=int, default=100, help="prompts of every other question")
    parser.add_argument("--languages", default="zh,en")
    parser.add_argument("--guidance", type=float, default=3.0)


def figures_of(args: argparse.Namespace) -> Figures:
    """The figures that --figures, --world and --wide tell."""
    return Figures(args.world if args.wide else args.world / "concepts.tsv", args.figures)


def examination(args: argparse.Namespace) -> tuple[Examination, str]:
    """Who is asked what, and how it is drawn, in words."""
    pipeline = load(args.model)
    parts = Parts(pipeline.vae, pipeline.text, pipeline.tokenizer)
    regime = pipeline.regime
    assert isinstance(regime, EmbeddedRegime)  # diffusion.pipeline.load gives no other
    steps, guidance = args.steps or regime.steps, regime.guidance if args.guidance is None else args.guidance
    draw_batch = drawing(pipeline.config, parts, pipeline.transformer, steps, guidance, regime.sampler, regime.lowest)
    galleries = Galleries(World(figures_of(args), pipeline.config.image_size), Judge())
    seeds = tuple(int(seed) for seed in args.seeds.split(","))
    exam = Examination(
        galleries, read_prompts(args.prompts), draw_batch, args.count, args.others, pipeline.tokenizer.count, seeds,
        through=redecoding(pipeline.vae),
    )  # fmt: skip
    return exam, f"{pipeline.name}, {steps} steps, {regime.sampler}, guidance {guidance}"


def _answered(args: argparse.Namespace, asked: list[str]) -> dict[tuple[str, str], list[Row]]:
    """The share of the table of one process among several."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(1)
    return answered(examination(args)[0], args.languages.split(","), asked)


def _save_sample(args: argparse.Namespace, exam: Examination) -> None:
    args.out.mkdir(parents=True, exist_ok=True)
    sample = Corpus(args.prompts).sample(random.Random(3), 24)
    shown = [
        [record.captions[language][0] for record in part]
        for part, language in ((sample[:12], "zh"), (sample[12:], "en"))
    ]
    save_sheet(torch.cat([exam.draw(captions, SEED) for captions in shown]), args.out / "sheet.png", 12)


def main() -> None:
    """Parses the flags, draws, judges and writes the table."""
    parser = argparse.ArgumentParser(prog="python -m diffusion.training.judge", description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    add_flags(parser)
    parser.add_argument("--steps", type=int, help="of a drawing (the model's own)")
    parser.set_defaults(guidance=None)  # the model's own
    parser.add_argument("--seeds", default=str(SEED), help="of the drawings, with commas between")
    parser.add_argument("--asked", default=",".join(ASKED), help="the questions, with commas between (%(default)s)")
    parser.add_argument("--processes", type=int, default=1, help="to share the questions, one thread each")
    parser.add_argument("--out", type=Path, help="folder for table.md, table.json and a contact sheet")
    args = parser.parse_args()
    asked = args.asked.split(",")
    if unknown := set(asked) - set(ASKED):
        parser.error(f"--asked {','.join(sorted(unknown))}: the questions are {', '.join(ASKED)}")
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    exam, how = examination(args)
    if args.out:  # first, so that a run which is stopped leaves no other model's pictures beside its table
        _save_sample(args, exam)
    hands = shares(asked, args.processes, {name: args.count if name == "single" else args.others for name in asked})
    if len(hands) > 1:
        with ProcessPoolExecutor(len(hands), mp_context=get_context("spawn")) as pool:
            parts = list(pool.map(_answered, [args] * len(hands), hands))
    else:
        parts = [answered(exam, args.languages.split(","), asked)]
    rows = in_order({key: found for part in parts for key, found in part.items()}, args.languages.split(","))
    logger.info("%s\n%s", how, table(rows))
    if args.out:
        asked_of = f"`python -m diffusion.training.judge --model {args.model} --asked {args.asked}`"
        write_rows(rows, args.out, f"{asked_of}: {how}, `--count {args.count} --others {args.others}`.")


if __name__ == "__main__":
    main()
