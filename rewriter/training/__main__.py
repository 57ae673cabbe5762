"""Writes the painter's corpus: ``python -m rewriter.training --count 100000 --seed 1 --out runs/corpus.jsonl``."""

import argparse
import json
import logging
from pathlib import Path

from rewriter.lexicon import Lexicon
from rewriter.training.scenes import MIXTURES, records

logger = logging.getLogger(__name__)


def main() -> None:
    """Parses the flags and writes the file."""
    parser = argparse.ArgumentParser(prog="python -m rewriter.training", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="records to write")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mixture", choices=sorted(MIXTURES), default="whole")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--world", type=Path, default=Path("assets/world"), help="folder of the lexicon")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    args.out.parent.mkdir(parents=True, exist_ok=True)
    lexicon = Lexicon.load(args.world)
    with args.out.open("w", encoding="utf-8") as file:
        for record in records(lexicon, MIXTURES[args.mixture], args.count, args.seed):
            file.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
    logger.info("wrote %d records to %s", args.count, args.out)


if __name__ == "__main__":
    main()
