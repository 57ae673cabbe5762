"""Makes the fast model: ``python -m diffusion.training.distillation STEP --base FILE --run FOLDER …``.

Order: ``precompute`` (the teacher's drawings), ``train``, ``export``; ``measure`` tells how far the student ends from
the teacher. Precompute and train go on where they were stopped, and share the work between ``--processes``.
"""

import argparse
import logging
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch

from diffusion.checkpoint import Loaded, load, load_into, save, sha256
from diffusion.distilled import Distilled
from diffusion.errors import CheckpointError, InvalidRequest
from diffusion.training.corpus import Corpus
from diffusion.training.distillation.grid import Grid
from diffusion.training.distillation.measure import distances, table
from diffusion.training.distillation.stage import DistillationOptions, DistillationStage
from diffusion.training.distillation.trajectories import Lesson, hash_of, precompute, read
from diffusion.training.figures import Figures
from diffusion.training.loop import LoopConfig, load_average, run
from diffusion.training.painting import Painter, PaintingOptions, PaintingStage, Parts
from diffusion.training.stages import parts_of_file
from diffusion.training.workers import Workers, join, launch
from diffusion.training.world import World
from diffusion.transformer import Transformer

logger = logging.getLogger(__name__)


def parser() -> argparse.ArgumentParser:
    """The flags of all steps."""
    result = argparse.ArgumentParser(prog="python -m diffusion.training.distillation", description=__doc__)
    result.add_argument("step", choices=sorted(STEPS))
    add = result.add_argument
    add("--base", type=Path, required=True, help="the teacher's model file")
    add("--run", type=Path, required=True, help="folder of the run")
    add("--drawings", default="drawings", help="folder of the teacher's drawings in the run (%(default)s)")
    add("--threads", type=int, default=2, help="of one process, on a CPU")
    add("--processes", type=int, default=1, help="to work together; --batch is of each")
    add("--cpu", action="store_true", help="stay off the GPUs")
    add("--seed", type=int, default=0)
    add = result.add_argument_group("precompute").add_argument
    add("--corpus", type=Path, help="JSON lines written by rewriter.training")
    add("--figures", type=Path, help="folder of the figures' webp files")
    add("--world", type=Path, default=Path("assets/world"), help="folder of concepts.tsv")
    add("--count", type=int, default=2048, help="drawings in all; measure: of each kind (%(default)s)")
    add("--shard", type=int, default=32, help="drawings a file (%(default)s)")
    add("--calls", type=int, default=Grid().calls, help="steps of the student (%(default)s)")
    add("--parts", type=int, default=Grid().parts, help="steps of the teacher in each of them (%(default)s)")
    add("--references", action="store_true", help="every other shard's drawings read reference tokens")
    add("--guidance", type=float, default=3.0, help="the teacher's, to be folded in (%(default)s)")
    add = result.add_argument_group("train").add_argument
    add("--steps", type=int, default=350)
    add("--until", type=int, help="stop here for now; a later call resumes")
    add("--batch", type=int, default=DistillationOptions().batch)
    add("--lr", type=float, default=5e-4, help="AdamW's (%(default)s)")
    add("--muon-lr", type=float, default=1e-3, help="for the blocks' matrices; 0: AdamW for these too (%(default)s)")
    add("--decay", type=float, default=0.7, help="share of the steps over which the rate falls to zero (%(default)s)")
    add = result.add_argument_group("export").add_argument
    add("--out", type=Path, help="the file to write, in the base's folder")
    add("--int8", action="store_true", help="large matrices as int8 with scales")
    result.set_defaults(workers=Workers())
    return result


def _transformer(loaded: Loaded) -> Transformer:
    result = Transformer(loaded.config.transformer)
    load_into(result, loaded.parts["transformer"])
    return result


def _painting(args: argparse.Namespace, loaded: Loaded, parts: Parts) -> PaintingStage:
    """What draws samples of the corpus as in the teacher's own training; nothing of it is trained."""
    if args.corpus is None or args.figures is None:
        raise InvalidRequest("precompute needs --corpus and --figures")
    world = World(Figures(args.world / "concepts.tsv", args.figures), loaded.config.image_size)
    options = replace(PaintingOptions(), drop=0.05)
    painter = Painter(_transformer(loaded), parts.text, [])
    return PaintingStage(loaded.config, world, Corpus(args.corpus), parts, painter.eval(), options, args.workers.device)


def make_drawings(args: argparse.Namespace) -> None:
    """The teacher's drawings; shards that are there stay."""
    loaded, parts = load(args.base), parts_of_file(args.base)
    lesson = Lesson(hash_of(loaded.parts), args.guidance, Grid(args.calls, args.parts))
    stage = _painting(args, loaded, parts)
    shards = -(-args.count // args.shard)
    folder = args.run / args.drawings
    for index in range(args.workers.rank, shards, args.workers.count):
        one, size = range(index, index + 1), args.shard
        if precompute(stage, lesson, folder, shards=one, size=size, seed=args.seed, lending=args.references):
            logger.info("shard %d of %d: %d drawings", index + 1, shards, args.shard)


def train(args: argparse.Namespace) -> None:
    """The student, from the teacher's weights."""
    loaded, parts = load(args.base), parts_of_file(args.base)
    pools, lesson = read(args.run / args.drawings)
    _check(lesson, loaded, args.base)
    options = DistillationOptions(batch=args.batch)
    student = _transformer(loaded).to(args.workers.device)
    stage = DistillationStage(loaded.config, parts, student, pools, lesson.grid, options)
    config = LoopConfig(
        args.steps, lr=args.lr, muon_lr=args.muon_lr, warmup=10, ema=0.99, decay=args.decay, seed=args.seed,
        save_every=50, sheet_every=100, log_every=10,
    )  # fmt: skip
    run(stage, config, args.run / "student", until=args.until, workers=args.workers)


def _check(lesson: Lesson, loaded: Loaded, path: Path) -> None:
    if lesson.teacher != hash_of(loaded.parts):
        raise CheckpointError(
            f"{path} is not the model whose drawings these are: its transformer, text encoders or tokenizer differ. "
            "Give that one as --base, or precompute again in another --run."
        )


def _student(args: argparse.Namespace, loaded: Loaded) -> tuple[Transformer, int]:
    student = Transformer(loaded.config.transformer)
    return student, load_average(student, args.run / "student" / "state.pt")


def export(args: argparse.Namespace) -> None:
    """The fast model's file: the transformer alone, bound to its base. The base's decoder may be a newer one."""
    if args.out is None or args.out.resolve().parent != args.base.resolve().parent:
        raise InvalidRequest(f"--out {args.out} must name a file beside {args.base}, which it shares parts with")
    loaded = load(args.base)
    _, lesson = read(args.run / args.drawings)
    _check(lesson, loaded, args.base)
    student, step = _student(args, loaded)
    write_fast(args.out, student, loaded, args.base, lesson, step, int8=args.int8)
    logger.info("%s: %d bytes", args.out, args.out.stat().st_size)


def write_fast(
    path: Path, student: Transformer, loaded: Loaded, base: Path, lesson: Lesson, step: int, *, int8: bool = False
) -> None:
    """Writes the student of ``base`` (``loaded`` from there) as a fast model's file."""
    grid = lesson.grid
    told = Distilled(base.name, sha256(base), grid.calls, grid.lowest, "euler", lesson.guidance)
    extra = {"name": "fast", "stage": "distillation", "step": str(step), **told.extra()}
    parts = {"transformer": student.state_dict()}
    save(path, parts, loaded.config, extra=extra, int8=("transformer",) if int8 else ())


def measure(args: argparse.Namespace) -> None:
    """How far the student, and the base in as few steps, end from the teacher. Drawings: ones not trained on."""
    loaded, parts = load(args.base), parts_of_file(args.base)
    pools, lesson = read(args.run / args.drawings)
    _check(lesson, loaded, args.base)
    student, step = _student(args, loaded)
    for module in (student, parts.text):
        module.eval()
    found = distances(
        loaded.config, parts, _transformer(loaded).eval(), student, pools, lesson.grid, lesson.guidance, args.count
    )
    drawings = sum(min(args.count, len(pool)) for pool in pools)
    logger.info("student at step %d, %d drawings\n\n%s", step, drawings, table(found))


STEPS = {"precompute": make_drawings, "train": train, "export": export, "measure": measure}


def work(argv: Sequence[str]) -> None:
    """Runs one step in this process, which is one of ``--processes``."""
    args = parser().parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    args.workers = join(cpu=args.cpu)
    torch.set_num_threads(args.threads)  # after joining, which sets it too
    STEPS[args.step](args)


def main() -> None:
    """Runs one step; precompute and train in several processes if so asked."""
    args = parser().parse_args()
    if args.processes > 1 and args.step in ("precompute", "train"):
        launch("diffusion.training.distillation", [*sys.argv[1:], "--processes", "1"], args.processes)
    else:
        work(sys.argv[1:])


if __name__ == "__main__":
    main()
