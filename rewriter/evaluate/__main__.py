"""Scores rewriters on dialogues with gold facts: ``python -m rewriter.evaluate rewriter/evaluate/data/*.jsonl``."""

import argparse
import json
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from dialog.errors import DialogError, InvalidRecord
from rewriter.evaluate.format import Dialogue, parse, unique
from rewriter.evaluate.measure import results
from rewriter.evaluate.report import MODELS, Result, failures, record, sources, table
from rewriter.evaluate.rewriters import REWRITERS, Materials, build, check_options

KEY = "HUATU_REWRITER_KEY"
"""The environment variable that holds the key of an endpoint."""
WORLD = Path(__file__).resolve().parents[2] / "assets" / "world"


def options() -> argparse.ArgumentParser:
    """Returns the parser of the command's flags."""
    parser = argparse.ArgumentParser(prog="python -m rewriter.evaluate", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="dialogues as JSON lines")
    parser.add_argument(
        "--rewriter", action="append", choices=sorted(REWRITERS), help="what to measure; may be repeated (rules)"
    )
    parser.add_argument(
        "--option", action="append", default=[], metavar="NAME=VALUE", help="something a rewriter is built with"
    )
    parser.add_argument("--world", type=Path, default=WORLD, help="folder of the lexicon")
    parser.add_argument("--seed", type=int, default=1, help="of the bootstrap")
    parser.add_argument("--resamples", type=int, default=1000, help="of the bootstrap; 0: no intervals")
    parser.add_argument("--failures", type=int, default=0, metavar="N", help="show N open turns that are not right")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all numbers there")
    return parser


def read(paths: Sequence[Path]) -> tuple[Dialogue, ...]:
    """Returns the dialogues of the files. Raises InvalidRecord, also when a file cannot be read."""
    dialogues: list[Dialogue] = []
    for path in paths:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise InvalidRecord(f"{path} cannot be read ({error.strerror}); give files of JSON lines.") from error
        dialogues += parse(data, str(path))
    return unique(dialogues)


def given(pairs: Sequence[str]) -> dict[str, str]:
    """Returns ``--option`` as a mapping. Raises InvalidRecord."""
    broken = [pair for pair in pairs if "=" not in pair]
    if broken:
        raise InvalidRecord(f"--option {broken[0]} has no value; write --option name=value.")
    return dict(pair.split("=", 1) for pair in pairs)


def run(arguments: argparse.Namespace) -> None:
    """Measures, writes the tables on stdout and the records to ``--json``. Raises InvalidRecord."""
    names = dict.fromkeys(arguments.rewriter or ["rules"])
    materials = Materials(arguments.world, given(arguments.option), os.environ.get(KEY, ""))
    check_options(names, materials.options)
    dialogues = read(arguments.files)
    if arguments.json:
        check_output(arguments.json)
    measured = results(
        dialogues, [(name, build(name, materials)) for name in names], arguments.seed, arguments.resamples
    )
    _check_models(measured)
    for result in measured:
        _say(table(result, whole=result.name in names) + "\n")
    _say(f"Per cent, with 95 % intervals from {arguments.resamples} resamples of dialogues (seed {arguments.seed}).")
    _show_failures([result for result in measured if result.name in names], arguments.failures)
    if arguments.json:
        facts = {"version": 1, "seed": arguments.seed, "resamples": arguments.resamples}
        text = json.dumps({**facts, "results": [record(result) for result in measured]}, ensure_ascii=False, indent=1)
        arguments.json.write_text(text + "\n", encoding="utf-8")


def check_output(path: Path) -> None:
    """Raises InvalidRecord when no file can be written at ``path``, which is left as it is."""
    there = path.exists()
    try:
        path.open("a").close()
    except OSError as error:
        raise InvalidRecord(f"{path} cannot be written ({error.strerror}); give --json another file.") from error
    if not there:
        path.unlink()


def _check_models(measured: Sequence[Result]) -> None:
    """Raises InvalidRecord for a model that read no turn: its numbers would be those of the rules."""
    for name in dict.fromkeys(one.name for one in measured if one.name in MODELS):
        of_it = [one for one in measured if one.name == name]
        turns = sum(one.tally.turns for one in of_it)
        if not any(sources(one).get("model") for one in of_it):
            raise InvalidRecord(
                f"{name}: {turns} of {turns} turns were read by the rules, none by the model, so there is nothing to "
                "tell of it. The warnings above say why; check its address, its name and HUATU_REWRITER_KEY."
            )


def _show_failures(measured: Sequence[Result], limit: int) -> None:
    for result in measured:
        for failure in failures(result, limit):
            _say(f"\n{failure}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command and returns the exit status."""
    arguments = options().parse_args(argv)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        run(arguments)
    except DialogError as error:
        sys.stderr.write(f"rewriter.evaluate: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
