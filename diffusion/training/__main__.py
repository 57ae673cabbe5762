"""Trains the embedded model, stage by stage: ``python -m diffusion.training STAGE --run FOLDER …``.

Order: ``autoencoder``, ``text``, ``contrastive`` (may be left out), ``transformer``, ``references``, ``decoder``,
``export``. Each resumes where it was stopped.

``--processes N`` trains with N processes on one machine, one for each GPU, or beside each other on the CPU; on
several machines, ``accelerate launch -m diffusion.training STAGE …`` without it.
"""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from diffusion.training import stages
from diffusion.training.presets import PRESETS
from diffusion.training.workers import join, launch


def parser() -> argparse.ArgumentParser:
    """The flags of all stages."""
    result = argparse.ArgumentParser(prog="python -m diffusion.training", description=__doc__)
    result.add_argument("stage", choices=sorted(stages.STAGES))
    result.add_argument("--run", type=Path, required=True, help="folder of the run; each stage has its own in it")
    result.add_argument("--corpus", type=Path, required=True, help="JSON lines written by rewriter.training")
    result.add_argument(
        "--layers", default="", help='only these layers of a tagged corpus, with weights: "good,fine:3"'
    )
    result.add_argument("--figures", type=Path, required=True, help="folder of the figures' webp files")
    result.add_argument("--wide", action="store_true", help="both tables of concepts, concepts.tsv and wide.tsv")
    result.add_argument("--pack", type=Path, help="figures packed by diffusion.training.pack, composed on the device")
    result.add_argument("--painters", type=int, default=0, help="with --pack: processes that paint settings beforehand")
    result.add_argument("--world", type=Path, default=Path("assets/world"), help="folder of concepts.tsv")
    result.add_argument("--start", default="", help="begin from the averaged weights of this stage of the run")
    result.add_argument(
        "--base", type=Path, help="this model file stands for the earlier stages of the run (all but --start)"
    )
    result.add_argument("--preset", choices=sorted(PRESETS), default="embedded", help="sizes of a model without --base")
    result.add_argument("--steps", type=int, default=0)
    result.add_argument("--until", type=int, help="stop here for now; a later call resumes")
    result.add_argument("--batch", type=int, default=64)
    result.add_argument("--lr", type=float)
    result.add_argument("--muon-lr", type=float)
    result.add_argument("--decay", type=float, default=0.0, help="share of the steps over which the rate falls to zero")
    result.add_argument("--lent", type=float, default=0.5, help="references: share of samples that see some")
    result.add_argument("--emphasis", type=float, default=1.0, help="transformer, references: weight of worn things")
    result.add_argument("--threads", type=int, default=2, help="of one process, on a CPU")
    result.add_argument("--processes", type=int, default=1, help="to train together; --batch is of each")
    result.add_argument("--cpu", action="store_true", help="stay off the GPUs")
    result.add_argument("--precision", choices=sorted(stages.PRECISIONS), default="bf16", help="of the matrix products")
    result.add_argument("--checkpointing", action="store_true", help="compute blocks twice and keep less in memory")
    result.add_argument("--int8", action="store_true", help="export: large matrices as int8 with scales")
    result.add_argument("--student", type=Path, help="decoder: a fast model's file, to learn from its drawings too")
    result.add_argument("--widen", type=int, default=1, help="decoder, export: so many times the base's channels")
    result.add_argument("--seed", type=int, default=0)
    return result


def work(argv: Sequence[str]) -> None:
    """Runs one stage in this process, which is one of ``--processes``."""
    args = parser().parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    args.workers = join(cpu=args.cpu)
    args.config = stages.config_of(args)
    torch.set_num_threads(args.threads)  # after joining, which sets it too
    torch.manual_seed(args.seed)
    stages.STAGES[args.stage](args)


def main() -> None:
    """Runs one stage, in several processes if so asked."""
    args = parser().parse_args()
    if args.processes > 1:
        launch("diffusion.training", [*sys.argv[1:], "--processes", "1"], args.processes)
    else:
        work(sys.argv[1:])


if __name__ == "__main__":
    main()
