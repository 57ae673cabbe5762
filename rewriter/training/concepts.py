"""Writes the wide concept table: ``python -m rewriter.training.concepts --out assets/world/wide.tsv``.

The draft of ``concepts_draft`` and the editor's corrections make the table; nothing else does. A figure that is
neither corrected nor of a subgroup that is left out is told, so that none is forgotten.
"""

import argparse
import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

from rewriter.training.concepts_check import COLUMNS, Row, cells, problems, read_rows, slug, split
from rewriter.training.concepts_draft import LEFT_OUT, Draft, drafts

logger = logging.getLogger(__name__)
HERE = Path(__file__).parent
CORRECTIONS = HERE / "concepts_data" / "corrections.tsv"
CORRECTION_COLUMNS = ("figure", "en", "zh", "measure", "kind", "worn", "held", "note")
DRAFT_COLUMNS = ("figure", "en", "zh", "keywords en", "keywords zh", "subgroup", "kind", "measure", "held", "state")
NONE = "-"
"""In the column of English names: the figure is left out; ``note`` says why. In ``held``: not held."""
Correction = Mapping[str, str]


def read_corrections(text: str) -> dict[str, Correction]:
    """Return the corrections by figure; an empty cell keeps the draft's value. Raises ValueError on a broken table."""
    found: dict[str, Correction] = {}
    for line in cells(text, CORRECTION_COLUMNS):
        if line[0] in found:
            raise ValueError(f"Figure {line[0]} is corrected twice; keep one row.")
        found[line[0]] = dict(zip(CORRECTION_COLUMNS, line, strict=True))
    return found


def correct(draft: Draft, correction: Correction) -> Row:
    """Return the row of a figure: the draft with what the correction says instead."""
    en = split(correction["en"]) or (draft.en,)
    held = correction["held"] == "1" if correction["held"] else draft.held
    return Row(
        slug(en[0]), draft.figure, en, split(correction["zh"]) or (draft.zh,), correction["measure"] or draft.measure,
        correction["kind"] or draft.kind, correction["worn"], held,
    )  # fmt: skip


def undecided(found: Sequence[Draft], corrections: Mapping[str, Correction], used: set[str]) -> tuple[Draft, ...]:
    """Return the drafts that neither the corrections nor a table (``used``) speak of and that are not left out."""
    return tuple(
        draft
        for draft in found
        if draft.figure not in corrections and draft.figure not in used and draft.subgroup not in LEFT_OUT
    )


def table(found: Sequence[Draft], corrections: Mapping[str, Correction]) -> tuple[Row, ...]:
    """Return the rows that the corrections take in, in the order of the drafts. Raises ValueError on a lost figure."""
    taken = {figure: row for figure, row in corrections.items() if row["en"] != NONE}
    lost = sorted(set(taken) - {draft.figure for draft in found})
    if lost:
        raise ValueError(f"No figure is called {', '.join(lost)}; mend the column figure of the corrections.")
    return tuple(correct(draft, taken[draft.figure]) for draft in found if draft.figure in taken)


def draft_text(found: Sequence[Draft], corrections: Mapping[str, Correction], used: set[str]) -> str:
    """Return the drafts as a table for the editor: state is used, named, left out or open."""
    still_open = {draft.figure for draft in undecided(found, corrections, used)}

    def state(figure: str) -> str:
        if figure in used:
            return "used"
        if figure in still_open:
            return "open"
        return "named" if corrections.get(figure, {}).get("en", NONE) != NONE else "left out"

    lines = [
        (d.figure, d.en, d.zh, " | ".join(d.keywords_en), " | ".join(d.keywords_zh), d.subgroup, d.kind, d.measure,
         "1" if d.held else "", state(d.figure))
        for d in found
    ]  # fmt: skip
    return "".join("\t".join(line) + "\n" for line in (DRAFT_COLUMNS, *lines))


def table_text(rows: Sequence[Row]) -> str:
    """Return the table as a file's text."""
    return "".join(line + "\n" for line in ("\t".join(COLUMNS), *(row.line() for row in rows)))


def term_words(lexicon: Path) -> tuple[str, ...]:
    """Return the words of all categories of ``lexicon.json``: settings, styles, times …"""
    data = json.loads(lexicon.read_text(encoding="utf-8"))
    entries = [entry for value in data.values() if isinstance(value, list) for entry in value]
    return tuple(word for entry in entries for word in (*entry["en"], *entry["zh"]))


def options() -> argparse.ArgumentParser:
    """Return the parser of the command's flags."""
    parser = argparse.ArgumentParser(prog="python -m rewriter.training.concepts", description=__doc__)
    data = Path(".data")
    parser.add_argument("--figures", type=Path, default=data / "fluent-emoji-3d/package/assets")
    parser.add_argument("--emojibase", type=Path, default=data / "emojibase-data/package", help="unpacked package")
    parser.add_argument("--cldr", type=Path, default=data / "cldr-annotations-full/package", help="unpacked package")
    parser.add_argument("--corrections", type=Path, default=CORRECTIONS)
    parser.add_argument("--world", type=Path, default=Path("assets/world"), help="folder of the lexicon")
    parser.add_argument("--draft", type=Path, help="write the raw material there, for the editor")
    parser.add_argument("--out", type=Path, help="write the table there")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the table and write what is asked for; 1 when something is wrong with it, and then no table."""
    args = options().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    found = drafts(args.figures, args.emojibase, args.cldr)
    corrections = read_corrections(args.corrections.read_text(encoding="utf-8"))
    others = read_rows((args.world / "concepts.tsv").read_text(encoding="utf-8"))
    used = {row.figure for row in others}
    if args.draft:
        args.draft.write_text(draft_text(found, corrections, used), encoding="utf-8")
    rows = table(found, corrections)
    told = list(problems(rows, others, term_words(args.world / "lexicon.json")))
    told += [f"{draft.figure} ({draft.en}) is undecided" for draft in undecided(found, corrections, used)]
    for line in told:
        logger.warning("%s", line)
    logger.info("%d concepts, with the first table %d", len(rows), len(rows) + len(others))
    if told:
        return 1
    if args.out:
        args.out.write_text(table_text(rows), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
