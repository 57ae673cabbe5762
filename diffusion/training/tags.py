"""Automatic tags and quality layers for every record of a corpus, and the statistics of a tagged corpus.

    python -m diffusion.training.tags --corpus IN.jsonl --figures FOLDER --out OUT.jsonl
    python -m diffusion.training.tags --report OUT.jsonl

Each record gets ``"tags"``, measured from its description and its rendered picture, and ``"layers"``, the names of the
quality layers whose bounds its tags keep. Per figure, in the picture's order: occlusion, size, cut (shares) and
contrast (CIELAB units; see ``measures``). Of the record: tokens of its captions by language, subjects, figures,
attributes (everything said of it that is not a subject) and the kinds of its concepts.
"""

import argparse
import itertools
import json
import logging
import math
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from diffusion.errors import InvalidRequest
from diffusion.pipeline import load_tokenizers
from diffusion.training import tag_report
from diffusion.training.figures import Figures
from diffusion.training.measures import USUAL_SIZE, Measured, Silhouettes, contrast, measure
from diffusion.training.world import World, picture_from_dict

logger = logging.getLogger(__name__)

Data = dict[str, Any]
BATCH = 32


@dataclass(frozen=True, slots=True)
class Bound:
    """A tag's range, both ends included; where a tag has several values, as many as figures, all must keep it."""

    tag: str
    low: float = -math.inf
    high: float = math.inf


Layers = Mapping[str, tuple[Bound, ...]]

LAYERS: Layers = {
    # Everything, for what only quantity teaches: settings, colours, words.
    "base": (),
    # Every figure can be told by eye: nothing mostly covered, tiny, cut in half, or of its ground's colour.
    "good": (Bound("occlusion", high=0.5), Bound("size", low=0.01), Bound("cut", high=0.35), Bound("contrast", low=8)),
    # For the last lesson: whole figures that stand out.
    "fine": (Bound("occlusion", high=0.2), Bound("size", low=0.03), Bound("cut", high=0.05), Bound("contrast", low=14)),
    # For the first lesson: one subject with little else said, so that shapes are learned before they combine.
    "simple": (
        Bound("occlusion", high=0.2), Bound("size", low=0.03), Bound("cut", high=0.05), Bound("contrast", low=8),
        Bound("figures", high=1), Bound("attributes", high=2),
    ),
    # For reading: at least one caption that is longer than the short encoder reads.
    "long": (Bound("longest", low=78),),
}  # fmt: skip


def read_layers(path: Path) -> Layers:
    """Layers from JSON: {"good": {"occlusion": [null, 0.5], ...}, ...}. Raises InvalidRequest for anything else."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return {name: tuple(_bound(tag, *ends) for tag, ends in bounds.items()) for name, bounds in data.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise InvalidRequest(
            f'{path} defines no layers ({error}); write {{"good": {{"occlusion": [null, 0.5]}}}}: '
            "by layer and tag the lowest and the highest value, null for none."
        ) from error


def _bound(tag: str, low: float | None, high: float | None) -> Bound:
    ends = (-math.inf if low is None else float(low), math.inf if high is None else float(high))
    return Bound(tag, *ends)


def layers_of(tags: Data, layers: Layers) -> list[str]:
    """The layers whose bounds ``tags`` keep. Raises InvalidRequest for a bound on a tag that there is not."""
    return [name for name, bounds in layers.items() if all(_keeps(tags, bound) for bound in bounds)]


def _keeps(tags: Data, bound: Bound) -> bool:
    longest = max((*tags["tokens"]["en"], *tags["tokens"]["zh"]))
    value = longest if bound.tag == "longest" else tags.get(bound.tag)
    values: list[Any] = value if isinstance(value, list) else [value]
    if not all(isinstance(one, int | float) for one in values):
        numbers = "occlusion, size, cut, contrast, subjects, figures, attributes, longest"
        raise InvalidRequest(f"A layer cannot be bound by {bound.tag!r}; the tags with numbers are {numbers}.")
    return all(bound.low <= one <= bound.high for one in values)


def described(
    record: Data, measured: Sequence[Measured], kinds: Mapping[str, str], count: Callable[[str], int]
) -> Data:
    """The tags that need no rendered picture. ``kinds``: of every concept; ``count``: tokens of a caption."""
    picture = record["picture"]
    figures = picture["figures"]
    worn = {concept for f in figures for concept, _ in (*f.get("worn", ()), *f.get("held", ()))}
    return {
        "occlusion": [round(m.occlusion, 3) for m in measured],
        "size": [round(m.size, 4) for m in measured],
        "cut": [round(m.cut, 3) for m in measured],
        "tokens": {language: [count(caption) for caption in record[language]] for language in ("en", "zh")},
        "subjects": len(_subjects(figures)),
        "figures": len(figures),
        "attributes": _attributes(picture),
        "kinds": sorted({kinds[f["concept"]] for f in figures} | {kinds[concept] for concept in worn}),
    }


def _subjects(figures: Sequence[Data]) -> set[str]:
    """Figures that differ in nothing but their place are one subject, counted."""
    place = ("x", "y", "side", "flip")
    return {json.dumps({k: v for k, v in f.items() if k not in place}, sort_keys=True) for f in figures}


def _attributes(picture: Data) -> int:
    """How many things are said beside the subjects: colours, what is worn and held, setting, time, style …"""
    said = [json.loads(subject) for subject in _subjects(picture["figures"])]
    things = [thing for s in said for thing in (*s.get("worn", ()), *s.get("held", ()))]
    colors = sum(bool(s.get("color")) for s in said) + sum(bool(color) for _, color in things)
    whole = [
        picture["setting"] != "",
        picture["setting"] != "" and picture["time"] != "day",
        picture["style"] != "3d",
        picture.get("weather", "") != "",
        picture.get("lens", "") != "",
    ]
    return colors + len(things) + sum(whole)


class Tagger:
    """Tags records in batches; keeps a world for every picture size that occurs."""

    def __init__(self, figures: Figures, count: Callable[[str], int], layers: Layers) -> None:
        self._figures, self._count, self._layers = figures, count, layers
        self._shapes = Silhouettes(figures)
        self._kinds = {info.id: info.kind for info in figures.infos.values()}
        self._worlds: dict[int, World] = {}

    def tagged(self, records: Sequence[Data]) -> list[Data]:
        """The records with their tags and layers, in order."""
        result = []
        for record, picture in zip(records, self._render([r["picture"] for r in records]), strict=True):
            measured = measure(record["picture"], self._shapes)
            tags = described(record, measured, self._kinds, self._count)
            tags["contrast"] = [round(one, 1) for one in contrast(picture, [m.visible for m in measured])]
            result.append({**record, "tags": tags, "layers": layers_of(tags, self._layers)})
        return result

    def _render(self, pictures: Sequence[Data]) -> list[Tensor]:
        """Each picture [3, size, size] in [-1, 1] at its own size."""
        found: dict[int, Tensor] = {}
        for size in {p.get("size", USUAL_SIZE) for p in pictures}:
            world = self._worlds.setdefault(size, World(self._figures, size))
            rows = [row for row, p in enumerate(pictures) if p.get("size", USUAL_SIZE) == size]
            rendered = world.render([picture_from_dict(pictures[row]) for row in rows])
            found.update(zip(rows, rendered, strict=True))
        return [found[row] for row in range(len(pictures))]


def write_tagged(records: Iterable[Data], tagger: Tagger, out: Path) -> int:
    """Writes the tagged records as JSON lines, whole or not at all; returns how many."""
    partial = out.with_suffix(out.suffix + ".partial")
    written = 0
    with partial.open("w", encoding="utf-8") as file:
        for batch in _batches(records):
            for record in tagger.tagged(batch):
                file.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
            if written // 5000 != (written + len(batch)) // 5000:
                logger.info("tagged %d records", written + len(batch))
            written += len(batch)
    os.replace(partial, out)
    return written


def _batches(records: Iterable[Data]) -> Iterator[list[Data]]:
    iterator = iter(records)
    while batch := list(itertools.islice(iterator, BATCH)):
        yield batch


def read_records(path: Path) -> Iterator[Data]:
    """The records of a file, one by one."""
    with path.open("rb") as file:
        for line in file:
            yield json.loads(line)


def parser() -> argparse.ArgumentParser:
    """The flags."""
    result = argparse.ArgumentParser(
        prog="python -m diffusion.training.tags",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    result.add_argument("--corpus", type=Path, help="JSON lines of rewriter.training")
    result.add_argument("--out", type=Path, help="where the tagged records go; not the corpus itself")
    result.add_argument("--figures", type=Path, help="folder of the figures' webp files")
    result.add_argument("--world", type=Path, default=Path("assets/world"), help="folder of concepts.tsv")
    result.add_argument("--wide", action="store_true", help="both tables of concepts, concepts.tsv and wide.tsv")
    result.add_argument(
        "--model", type=Path, default=Path("assets/tiny/model.safetensors"), help="whose tokens to count"
    )
    result.add_argument("--layers", type=Path, help="JSON that defines other layers than the usual ones")
    result.add_argument("--threads", type=int, default=1)
    result.add_argument("--report", type=Path, help="print the statistics of this tagged corpus instead")
    return result


def main() -> None:
    """Tags a corpus, or reports on a tagged one."""
    flags = parser()
    args = flags.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    if args.report:
        logger.info("%s", tag_report.report(read_records(args.report)))
        return
    if not (args.corpus and args.figures and args.out):
        flags.error("--corpus, --figures and --out are needed, or --report alone")
    if args.out.resolve() == args.corpus.resolve():
        flags.error("--out must be another file than --corpus")
    torch.set_num_threads(args.threads)
    layers = read_layers(args.layers) if args.layers else LAYERS
    figures = Figures(args.world if args.wide else args.world / "concepts.tsv", args.figures)
    tagger = Tagger(figures, load_tokenizers(args.model)[0], layers)
    logger.info("tagged %d records", write_tagged(read_records(args.corpus), tagger, args.out))


if __name__ == "__main__":
    main()
