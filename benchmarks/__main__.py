"""Start, memory, speed, and the same network under diffusers: ``python -m benchmarks``, or ``make bench``.

Prints Markdown tables. Two have commands of their own: consistency over dialogues, python -m benchmarks.consistency,
and the published model at its own widths against diffusers' whole pipeline, python -m benchmarks.published.
"""

import argparse
import sys
from pathlib import Path

import torch

from benchmarks import peer, speed, startup
from benchmarks.measure import machine
from diffusion import load
from diffusion.training.presets import EMBEDDED

PARTS = ("startup", "speed", "peer")


def main() -> None:
    """Parses the flags, measures, prints and, where asked to, writes the tables."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, default=Path("assets/tiny/model.safetensors"))
    parser.add_argument("--only", choices=PARTS, action="append", help="may be given several times; all unless given")
    parser.add_argument("--repeats", type=int, default=5, help="medians are taken over so many rounds")
    parser.add_argument("--steps", type=int, default=20, help="of every drawing but the fresh process' one")
    parser.add_argument("--threads", type=int, help="of torch; its own choice unless given")
    parser.add_argument("--out", type=Path, help="a file for the tables, too")
    args = parser.parse_args()
    if args.repeats < 1 or 1000 % args.steps:
        parser.error("--repeats must be at least 1, and --steps must divide 1000 (diffusers' DDIM is off otherwise)")
    wanted = args.only or PARTS
    if not args.model.exists() and wanted != ["peer"]:
        parser.error(f"there is no model at {args.model}; give one by --model, or measure --only peer")
    if args.threads:
        torch.set_num_threads(args.threads)
    parts = [f"Measured with {machine()}.\n"]
    pipeline = load(args.model) if args.model.exists() else None
    for name in (part for part in PARTS if part in wanted):
        print(f"measuring {name}", file=sys.stderr, flush=True)
        if name == "startup":
            parts.append(startup.report(args.model, min(args.repeats, 3)))
        elif name == "speed":
            assert pipeline is not None
            parts.append(speed.report(pipeline, args.repeats, args.steps))
        else:
            parts.append(peer.report(pipeline.config if pipeline else EMBEDDED, args.steps, args.repeats))
    text = "\n".join(parts)
    print(text)
    if args.out:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        args.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
