"""Which picture does a caption mean? Recall of the text encoders among held-out scenes, by language and wording.

    python -m diffusion.training.retrieval --base MODEL --corpus CORPUS.jsonl --prompts FRESH.jsonl --figures FOLDER \\
        --run FOLDER --steps N

Two pairs are trained and asked: "contrastive", whose text encoders learn with a picture tower (see ``contrastive``),
and "shipped", the model's own encoders as they are, of which only projections are learned against an equal tower.
A call that was stopped is carried on by the same call.
"""

import argparse
import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor

from diffusion.text import TextEncoders, Tokenizer
from diffusion.training import tokenizer as words_of
from diffusion.training.contrastive import ContrastiveStage, Pair, scenes, vectors_of_captions, vectors_of_pictures
from diffusion.training.corpus import Corpus
from diffusion.training.facts import Prompt, read_prompts
from diffusion.training.figures import Figures
from diffusion.training.language import share_vectors
from diffusion.training.loop import LoopConfig, load_average, run
from diffusion.training.phrasings import Words, read_words, wordings
from diffusion.training.stages import parts_of_file
from diffusion.training.world import Renderer, World

logger = logging.getLogger(__name__)

PAIRS = ("contrastive", "shipped")


@dataclass(frozen=True, slots=True)
class Recall:
    """One line: shares of captions whose picture is the nearest or among the five nearest of ``among``; median rank."""

    question: str
    count: int
    among: int
    first: float
    fifth: float
    median: float


def ranks(queries: Tensor, gallery: Tensor, rows: Tensor, numbers: Tensor) -> Tensor:
    """The rank [N], from 1, of each query's own picture.

    ``queries`` [N, D], ``gallery`` [M, D], ``rows`` [N] of the gallery; pictures of one scene (equal ``numbers`` [M])
    stand for one another.
    """
    likeness = queries @ gallery.T
    mine = numbers[rows][:, None] == numbers[None, :]
    own = likeness.masked_fill(~mine, float("-inf")).amax(dim=1, keepdim=True)
    return 1 + ((likeness >= own) & ~mine).sum(dim=1)


def recall(question: str, found: Tensor, among: int) -> Recall:
    """The line of ``found`` ranks [N]."""
    first, fifth = (float((found <= most).double().mean()) for most in (1, 5))
    return Recall(question, len(found), among, first, fifth, float(found.double().quantile(0.5)))


def ask(pair: Pair, tokenizer: Tokenizer, world: Renderer, prompts: Sequence[Prompt], words: Words) -> list[Recall]:
    """All lines: both languages, every wording, and the unseen combinations apart where the prompts tell them."""
    pictures = [prompt.picture for prompt in prompts]
    gallery, numbers = vectors_of_pictures(pair, world, pictures), scenes(pictures)
    result = []
    for language in ("zh", "en"):
        captions = [prompt.record.captions[language][0] for prompt in prompts]
        for name, texts in wordings(captions, pictures, words, language, seed=0).items():
            rows = [row for row, text in enumerate(texts) if text is not None]
            if not rows:
                continue
            queries = vectors_of_captions(pair, tokenizer, [text for text in texts if text is not None])
            found = ranks(queries, gallery, torch.tensor(rows), numbers)
            result.append(recall(f"{language}, {name}", found, len(prompts)))
            unseen = torch.tensor([prompts[row].unseen for row in rows])
            if name == "as in the corpus" and unseen.any():
                result.append(recall(f"{language}, {name}, unseen combinations", found[unseen], len(prompts)))
    return result


def table(found: dict[str, list[Recall]]) -> str:
    """The lines of all pairs side by side as a Markdown table."""
    heads = [f"{pair}: {what}" for pair in found for what in ("first", "among five", "median rank")]
    lines = ["| " + " | ".join(["caption to picture", "captions", *heads]) + " |", "|---" * (len(heads) + 2) + "|"]
    for row in zip(*found.values(), strict=True):
        cells = [cell for r in row for cell in (f"{r.first:.1%}", f"{r.fifth:.1%}", f"{r.median:g}")]
        lines.append("| " + " | ".join([row[0].question, str(row[0].count), *cells]) + " |")
    among = next(iter(found.values()))[0].among
    lines.append(f"\nAmong {among} held-out pictures; by chance {1 / among:.1%} first, {5 / among:.1%} among five.")
    return "\n".join(lines) + "\n"


def start(
    base: Path, world: Path, *, frozen: bool, fresh: bool, seed: int, wide: bool = False
) -> tuple[Pair, Tokenizer]:
    """A pair to be trained: the base's text encoders, or (``fresh``) new ones with word vectors shared by meaning."""
    parts = parts_of_file(base)
    torch.manual_seed(seed)
    encoders = parts.text
    if fresh:
        encoders = TextEncoders(parts.text.config)
        generator = torch.Generator().manual_seed(seed)
        share_vectors(encoders, parts.tokenizer, words_of.synonyms(world, wide=wide), generator)
    return Pair(encoders, frozen=frozen), parts.tokenizer


def parser() -> argparse.ArgumentParser:
    """The flags."""
    result = argparse.ArgumentParser(
        prog="python -m diffusion.training.retrieval",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    result.add_argument(
        "--base", type=Path, required=True, help="the model file whose encoders and tokenizer are taken"
    )
    result.add_argument("--corpus", type=Path, required=True, help="what is trained on")
    result.add_argument("--prompts", type=Path, required=True, help="held-out scenes")
    result.add_argument("--figures", type=Path, required=True)
    result.add_argument("--world", type=Path, default=Path("assets/world"))
    result.add_argument("--wide", action="store_true", help="both tables of concepts, concepts.tsv and wide.tsv")
    result.add_argument("--run", type=Path, required=True, help="folder of both trainings and of the table")
    result.add_argument("--steps", type=int, required=True)
    result.add_argument("--batch", type=int, default=128)
    result.add_argument("--lr", type=float, default=1e-3)
    result.add_argument("--count", type=int, default=500, help="held-out scenes to choose among")
    result.add_argument("--size", type=int, default=128, help="side of the rendered pictures in pixels")
    result.add_argument("--fresh", action="store_true", help="the contrastive pair starts from new text encoders")
    result.add_argument("--seed", type=int, default=0)
    result.add_argument("--device", default="cpu", help="where it is trained and asked: cpu, cuda, …")
    result.add_argument("--threads", type=int, default=2)
    return result


def main() -> None:
    """Trains both pairs, or carries them on, and writes the table."""
    args = parser().parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(args.threads)
    world = World(Figures(args.world if args.wide else args.world / "concepts.tsv", args.figures), args.size)
    corpus, prompts, words = (
        Corpus(args.corpus),
        read_prompts(args.prompts)[: args.count],
        read_words(args.world, wide=args.wide),
    )
    config = LoopConfig(
        args.steps, lr=args.lr, warmup=min(50, args.steps), decay=0.5, ema=0.99, seed=args.seed, save_every=100,
        sheet_every=max(1, args.steps // 4),
    )  # fmt: skip
    found: dict[str, list[Recall]] = {}
    for name in PAIRS:
        frozen = name == "shipped"
        pair, tokenizer = start(
            args.base, args.world, frozen=frozen, fresh=args.fresh and not frozen, seed=args.seed, wide=args.wide
        )
        stage = ContrastiveStage(tokenizer, world, corpus, pair, args.batch, torch.device(args.device))
        run(stage, config, args.run / name)
        load_average(pair, args.run / name / "state.pt")
        found[name] = ask(pair.eval(), tokenizer, world, prompts, words)
    how = (
        f"{args.steps} steps of {args.batch} pictures on `{args.corpus.name}`, encoders of `{args.base.name}`"
        f"{', the contrastive ones started anew' if args.fresh else ''}; held-out scenes of `{args.prompts.name}`."
    )
    text = f"{how}\n\n{table(found)}"
    (args.run / "retrieval.md").write_text(text, encoding="utf-8")
    data = {name: [asdict(row) for row in rows] for name, rows in found.items()}
    (args.run / "retrieval.json").write_text(json.dumps({"how": how, **data}, indent=1) + "\n", encoding="utf-8")
    logger.info("\n%s", text)


if __name__ == "__main__":
    main()
