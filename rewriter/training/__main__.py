"""Writes the painter's corpus: ``python -m rewriter.training --count 100000 --seed 1 --out runs/corpus.jsonl``.

The second version, of the wide world at 256 pixels: ``--wide --mixture wide``. For the judge: ``--wide --held-out
--facts`` (combinations that the corpus leaves out) and ``--wide --mixture wide-long --facts`` (captions of 150 to 256
tokens).
"""

import argparse
import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path

from rewriter.lexicon import Lexicon
from rewriter.training.mixtures import WIDE_MIXTURES
from rewriter.training.records import Options, wide_records
from rewriter.training.scenes import MIXTURES, Record, records

logger = logging.getLogger(__name__)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m rewriter.training", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=100_000, help="records to write")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mixture", choices=sorted({*MIXTURES, *WIDE_MIXTURES}), help="default: whole, or wide")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--world", type=Path, default=Path("assets/world"), help="folder of the lexicon")
    parser.add_argument("--wide", action="store_true", help="the second version: all concepts, settings and styles")
    parser.add_argument("--layout", choices=("free", "fixed"), default="free", help="where figures stand (with --wide)")
    parser.add_argument("--held-out", action="store_true", help="only combinations left out otherwise (with --wide)")
    parser.add_argument("--facts", action="store_true", help="with the list of what captions name (with --wide)")
    return parser


def _records(args: argparse.Namespace) -> Iterator[Record]:
    if not args.wide:
        return records(Lexicon.load(args.world), MIXTURES[args.mixture or "whole"], args.count, args.seed)
    more = {"wide": True} if (args.world / "wide.tsv").exists() else {}
    options = Options(held_out=args.held_out, free=args.layout == "free", facts=args.facts)
    lexicon = Lexicon.load(args.world, **more)
    return wide_records(lexicon, WIDE_MIXTURES[args.mixture or "wide"], args.count, args.seed, options)


def main() -> None:
    """Parses the flags and writes the file, line by line."""
    parser = _parser()
    args = parser.parse_args()
    allowed = WIDE_MIXTURES if args.wide else MIXTURES
    if args.mixture and args.mixture not in allowed:
        parser.error(
            f"--mixture {args.mixture} is not one of {', '.join(allowed)}; --wide chooses between the two sets"
        )
    if not args.wide and (args.held_out or args.facts):
        parser.error("--held-out and --facts belong to the second version; add --wide")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    args.out.parent.mkdir(parents=True, exist_ok=True)
    start = time.process_time()
    with args.out.open("w", encoding="utf-8") as file:
        for record in _records(args):
            file.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
    rate = args.count / max(time.process_time() - start, 1e-9)
    logger.info("wrote %d records to %s, %.0f a second", args.count, args.out, rate)


if __name__ == "__main__":
    main()
