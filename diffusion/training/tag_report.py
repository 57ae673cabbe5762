"""The statistics of a tagged corpus as a Markdown table: shares of the layers, and every tag within each layer."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import fmean
from typing import Any

from diffusion.errors import InvalidRequest

SHARES = {"occlusion": max, "size": min, "cut": max, "contrast": min}
"""Tags with a number per figure, and which of them is the worst of a picture."""
COUNTS = ("subjects", "figures", "attributes")


def report(records: Iterable[Mapping[str, Any]]) -> str:
    """Three tables: numbers of all records, means by layer, shares of kinds and counts by layer.

    Raises InvalidRequest for a record without tags or for no record at all.
    """
    numbers: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for record in records:
        if "tags" not in record or "layers" not in record:
            raise InvalidRequest(
                "This corpus has records without tags; write a tagged one with python -m diffusion.training.tags "
                "--corpus IN.jsonl --figures FOLDER --out OUT.jsonl and report on that."
            )
        for layer in ("all", *record["layers"]):
            names[layer].update(_names(record["tags"]))
            names[layer]["records"] += 1
            for tag, value in _numbers(record["tags"]):
                numbers[layer][tag].append(value)
    if not names:
        raise InvalidRequest("There is no record in this corpus; write one with python -m rewriter.training.")
    return "\n".join([_quantiles(numbers["all"]), _means(numbers, names), _shares(names)])


def _numbers(tags: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    for tag, worst in SHARES.items():
        if tags[tag]:
            yield f"{tag} (worst figure)", worst(tags[tag])
    for tag in COUNTS:
        yield tag, tags[tag]
    for language, counts in tags["tokens"].items():
        yield f"tokens, {language}", fmean(counts)


def _names(tags: Mapping[str, Any]) -> list[str]:
    counted = [f"{tag}: {tags[tag]}" for tag in COUNTS]
    return [*(f"kind: {kind}" for kind in tags["kinds"]), *counted]


def _quantiles(numbers: Mapping[str, list[float]]) -> str:
    lines = ["| tag, all records | mean | least | 5 % | half | 95 % | most |", "|---|---|---|---|---|---|---|"]
    for tag, values in numbers.items():
        ranked = sorted(values)
        picked = [ranked[round(share * (len(ranked) - 1))] for share in (0, 0.05, 0.5, 0.95, 1)]
        lines.append(_line(tag, [f"{value:.3g}" for value in (fmean(values), *picked)]))
    return "\n".join(lines) + "\n"


def _means(numbers: Mapping[str, Mapping[str, list[float]]], names: Mapping[str, Counter[str]]) -> str:
    layers = list(names)
    total = names["all"]["records"]
    lines = [_line("mean by layer", layers), "|---" * (len(layers) + 1) + "|"]
    lines.append(_line("records", [str(names[layer]["records"]) for layer in layers]))
    lines.append(_line("share of all", [f"{names[layer]['records'] / total:.1%}" for layer in layers]))
    for tag in numbers["all"]:
        lines.append(
            _line(tag, [f"{fmean(numbers[layer][tag]):.3g}" if numbers[layer][tag] else "" for layer in layers])
        )
    return "\n".join(lines) + "\n"


def _shares(names: Mapping[str, Counter[str]]) -> str:
    layers = list(names)
    lines = [_line("share of the layer's records", layers), "|---" * (len(layers) + 1) + "|"]
    for name in sorted(set(names["all"]) - {"records"}):
        lines.append(_line(name, [f"{names[layer][name] / names[layer]['records']:.1%}" for layer in layers]))
    return "\n".join(lines) + "\n"


def _line(first: str, cells: Sequence[str]) -> str:
    return "| " + " | ".join([first, *cells]) + " |"
