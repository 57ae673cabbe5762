"""The data shuttle (after Li et al. 2024, arXiv:2405.08748): is a change of the data good for the model?

    python -m diffusion.training.shuttle --base MODEL --with A.jsonl --without B.jsonl --steps N --seeds 0,1 \\
        --prompts FRESH.jsonl --figures FOLDER --out FOLDER

From one model the same short schedule is trained with the candidate corpus and without it, once for every seed; both
see the same random numbers. Each is asked the judge's whole table, and the differences are printed with their intervals
(see ``comparison``). The two corpora may be one file with other layers or weights (--with-layers, --without-layers; see
``layers``). Nothing is decided here. A call that was stopped is carried on by the same call.
"""

import argparse
import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch

from diffusion.checkpoint import load, load_into, sha256
from diffusion.config import ModelConfig
from diffusion.errors import InvalidRequest
from diffusion.training import tokenizer
from diffusion.training.asking import examine
from diffusion.training.comparison import compare, table
from diffusion.training.examination import Examination, Row
from diffusion.training.facts import read_prompts
from diffusion.training.features import Judge
from diffusion.training.figures import Figures
from diffusion.training.galleries import Eye, Galleries
from diffusion.training.judge import SEED, add_flags, drawing, figures_of, read_rows, write_rows
from diffusion.training.language import word_groups
from diffusion.training.layers import open_corpus
from diffusion.training.loop import LoopConfig, load_average, run
from diffusion.training.painting import Painter, PaintingOptions, PaintingStage, Parts
from diffusion.training.stages import parts_of_file
from diffusion.training.workers import CPU
from diffusion.training.world import World
from diffusion.transformer import Transformer

logger = logging.getLogger(__name__)

ARMS = ("with", "without")
GAINS = (("t5.shared", 4.0), ("word_embeddings", 1.0), ("text.", 0.25))
"""Shares of the rate, as in the transformer's own stage."""


@dataclass(frozen=True, slots=True)
class Arm:
    """One sample distribution: a corpus, and the layers of it with their weights ("": all of it)."""

    corpus: Path
    layers: str = ""


@dataclass(frozen=True, slots=True)
class Schedule:
    """What both arms are trained with; ``references``: share of samples that see reference tokens."""

    steps: int
    batch: int = 64
    lr: float = 1e-3
    muon_lr: float = 2.5e-3
    warmup: int = 20
    decay: float = 0.6
    ema: float = 0.98
    references: float = 0.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What each trained model is asked, and how it draws."""

    prompts: Path
    count: int
    others: int
    languages: tuple[str, ...] = ("zh", "en")
    steps: int = 20
    guidance: float = 3.0
    seeds: tuple[int, ...] = (SEED,)


@dataclass(frozen=True, slots=True)
class Plan:
    """One shuttle: the start, both arms, the schedule, the seeds of its runs, the questions, all concepts or few."""

    base: Path
    arms: Mapping[str, Arm]
    schedule: Schedule
    seeds: tuple[int, ...]
    asked: Asked
    wide: bool = False

    def described(self) -> dict[str, object]:
        """The plan as JSON, with every file by its hash: what must not change when it is carried on."""
        data = json.loads(json.dumps(asdict(self), default=str))
        files = [self.base, self.asked.prompts, *(self.arms[name].corpus for name in ARMS)]
        return {**data, "sha256": {str(path): sha256(path) for path in files}}


class Shuttle:
    """Trains and judges every arm and seed of a plan in folders of its own below ``folder``."""

    def __init__(
        self, plan: Plan, figures: Figures, words: list[list[str]], eye: Eye, folder: Path, device: torch.device = CPU
    ) -> None:
        """``words``: groups of words of equal meaning.

        Raises InvalidRequest when ``folder`` holds the runs of another plan.
        """
        self.plan, self.folder, self._words, self._device = plan, folder, words, device
        self.config: ModelConfig = load(plan.base).config
        self.world = World(figures, self.config.image_size)
        self._galleries = Galleries(self.world, eye)
        self._keep_plan()

    def _keep_plan(self) -> None:
        """Writes the plan, or holds it against the one that is there; more seeds may be added."""
        path, mine = self.folder / "plan.json", self.plan.described()
        if path.exists():
            kept = json.loads(path.read_text(encoding="utf-8"))
            changed = sorted(key for key in mine if key != "seeds" and kept.get(key) != mine[key])
            if changed:
                raise InvalidRequest(
                    f"{self.folder} holds the runs of another plan (other {', '.join(changed)}): "
                    "give another --out folder, or the same flags as before."
                )
        self.folder.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(mine, indent=1) + "\n", encoding="utf-8")

    def rows(self, name: str, seed: int) -> list[Row]:
        """The table of one arm and seed, trained and judged unless it is there already."""
        folder = self.folder / f"{name}-{seed}"
        done = folder / "table.json"
        if not done.exists():
            parts, painter = self._trained(self.plan.arms[name], seed, folder)
            rows = self._judged(parts, painter)
            how = f"{name}, seed {seed}, {self.plan.schedule.steps} steps of {self.plan.schedule.batch}."
            write_rows(rows, folder, how)
        return read_rows(done)

    def _trained(self, arm: Arm, seed: int, folder: Path) -> tuple[Parts, Painter]:
        schedule = self.plan.schedule
        parts = parts_of_file(self.plan.base)
        painter = Painter(Transformer(self.config.transformer), parts.text, word_groups(parts.tokenizer, self._words))
        load_into(painter.transformer, load(self.plan.base).parts["transformer"])
        if painter.transformer.reference is not None:
            painter.transformer.reference.requires_grad_(bool(schedule.references))
        options = PaintingOptions(batch=schedule.batch, references=schedule.references)
        corpus = open_corpus(arm.corpus, arm.layers)
        stage = PaintingStage(self.config, self.world, corpus, parts, painter, options, self._device)
        config = LoopConfig(
            schedule.steps, lr=schedule.lr, muon_lr=schedule.muon_lr, warmup=schedule.warmup, decay=schedule.decay,
            ema=schedule.ema, seed=seed, save_every=50, sheet_every=schedule.steps, gains=GAINS,
        )  # fmt: skip
        run(stage, config, folder)
        load_average(painter, folder / "state.pt")
        return parts, painter.eval()

    def _judged(self, parts: Parts, painter: Painter) -> list[Row]:
        asked = self.plan.asked
        draw = drawing(self.config, parts, painter.transformer, asked.steps, asked.guidance)
        prompts = read_prompts(asked.prompts)
        exam = Examination(
            self._galleries, prompts, draw, asked.count, asked.others, parts.tokenizer.count, asked.seeds
        )
        return examine(exam, asked.languages)

    def report(self) -> str:
        """Runs what is not there yet; writes shuttle.md and shuttle.json after every seed and returns the former."""
        found: dict[str, list[list[Row]]] = {name: [] for name in ARMS}
        text = ""
        for done, seed in enumerate(self.plan.seeds, start=1):
            for name in ARMS:
                found[name].append(self.rows(name, seed))
            differences = compare(found["with"], found["without"])
            text = f"{self._heading(done)}\n{table(differences)}"
            (self.folder / "shuttle.md").write_text(text, encoding="utf-8")
            rows = [{**asdict(d), "difference": d.difference, "moved": d.moved} for d in differences]
            data = {"plan": self.plan.described(), "seeds": self.plan.seeds[:done], "rows": rows}
            (self.folder / "shuttle.json").write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
        return text

    def _heading(self, done: int) -> str:
        plan, schedule = self.plan, self.plan.schedule
        lines = ["# Data shuttle", ""]
        for name in ARMS:
            arm = plan.arms[name]
            lines.append(f"- {name}: `{arm.corpus.name}`, " + (f"layers `{arm.layers}`" if arm.layers else "all of it"))
        lines.append(
            f"- {done} run{'s' if done > 1 else ''} of each from `{plan.base.name}` ({sha256(plan.base)[:12]}), seeds "
            f"{', '.join(map(str, plan.seeds[:done]))}: {schedule.steps} steps of {schedule.batch} pictures, rate "
            f"{schedule.lr:g} (blocks {schedule.muon_lr:g}), zero over the last {schedule.decay:.0%}."
        )
        lines.append(
            f"- Judged on `{plan.asked.prompts.name}`, {plan.asked.steps} steps, guidance {plan.asked.guidance:g}, "
            f"{len(plan.asked.seeds)} drawing{'s' if len(plan.asked.seeds) > 1 else ''} of every prompt."
        )
        return "\n".join(lines) + "\n"


def parser() -> argparse.ArgumentParser:
    """The flags."""
    usual = Schedule(steps=1)
    result = argparse.ArgumentParser(
        prog="python -m diffusion.training.shuttle",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    result.add_argument("--base", type=Path, required=True, help="the model file that both arms start from")
    result.add_argument("--with", dest="candidate", type=Path, required=True, help="corpus with the change")
    result.add_argument("--without", type=Path, required=True, help="corpus without it; may be the same file")
    result.add_argument("--with-layers", default="", help='its layers and weights, as "good,fine:3"')
    result.add_argument("--without-layers", default="")
    result.add_argument("--out", type=Path, required=True, help="folder of the runs, shuttle.md and shuttle.json")
    result.add_argument("--seeds", default="0", help="one run of each arm for every seed, with commas between")
    result.add_argument("--steps", type=int, required=True)
    result.add_argument("--batch", type=int, default=usual.batch)
    result.add_argument("--lr", type=float, default=usual.lr)
    result.add_argument("--muon-lr", type=float, default=usual.muon_lr)
    result.add_argument("--references", type=float, default=usual.references)
    add_flags(result)
    result.add_argument("--drawing-steps", type=int, default=20)
    result.add_argument("--drawing-seeds", default=str(SEED), help="every prompt is drawn from each")
    result.add_argument("--device", default="cpu", help="where it is trained and drawn: cpu, cuda, …")
    result.add_argument("--threads", type=int, default=2)
    return result


def plan_of(args: argparse.Namespace) -> Plan:
    """The plan that the flags tell."""
    schedule = Schedule(args.steps, args.batch, args.lr, args.muon_lr, references=args.references)
    asked = Asked(
        args.prompts, args.count, args.others, tuple(args.languages.split(",")), args.drawing_steps, args.guidance,
        _numbers(args.drawing_seeds),
    )  # fmt: skip
    arms = {"with": Arm(args.candidate, args.with_layers), "without": Arm(args.without, args.without_layers)}
    return Plan(args.base, arms, replace(schedule, warmup=min(20, args.steps)), _numbers(args.seeds), asked, args.wide)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(","))


def main() -> None:
    """Runs or carries on one shuttle and prints its table."""
    args = parser().parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(args.threads)
    words = tokenizer.synonyms(args.world, wide=args.wide)
    shuttle = Shuttle(plan_of(args), figures_of(args), words, Judge(), args.out, torch.device(args.device))
    logger.info("\n%s", shuttle.report())


if __name__ == "__main__":
    main()
