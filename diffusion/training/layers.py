"""A part of a corpus: the records of the quality layers that a stage asks for, drawn with weights.

The layers of a record are written into it by ``diffusion.training.tags``.
"""

import bisect
import itertools
import json
import random
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from diffusion.errors import InvalidRequest
from diffusion.training.corpus import Corpus, Record


def selection(text: str) -> dict[str, float]:
    """Layers and weights of "good,fine:3" (no number: 1). Raises InvalidRequest for what is not written like that."""
    result = {}
    for part in text.split(","):
        name, _, number = part.strip().partition(":")
        try:
            result[name] = float(number or 1)
        except ValueError:
            result[name] = -1.0
        if not name or not 0 < result[name] < float("inf"):
            raise InvalidRequest(
                f"{part!r} in {text!r} is no layer with a weight; write names with numbers above 0, as in good,fine:3."
            )
    return result


class Layered(Corpus):
    """The records of ``path`` that lie in one of ``layers``; a record weighs as much as its heaviest layer."""

    def __init__(self, path: Path, layers: Mapping[str, float]) -> None:
        """Raises InvalidRequest when the records carry no layers, or when none lies in any of those asked for."""
        super().__init__(path)
        rows, weights = [], []
        seen: Counter[str] = Counter()
        for row, names in enumerate(_layers(path)):
            seen.update(names)
            weight = max((layers[name] for name in names if name in layers), default=0.0)
            if weight > 0:
                rows.append(row)
                weights.append(weight)
        missing = sorted(set(layers) - set(seen))
        if missing:
            held = ", ".join(f"{name} ({count})" for name, count in sorted(seen.items())) or "no layers at all"
            raise InvalidRequest(
                f"{path} has no record of layer {', '.join(missing)}; it has {held}. "
                "Tag it with python -m diffusion.training.tags, or ask for other layers."
            )
        self._rows = rows
        self._shares = list(itertools.accumulate(weights))

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: int) -> Record:
        return super().__getitem__(self._rows[index])

    def sample(self, rng: random.Random, count: int) -> list[Record]:
        """``count`` records drawn with replacement, each in proportion to its weight."""
        total, last = self._shares[-1], len(self._rows) - 1
        return [self[min(last, bisect.bisect(self._shares, rng.random() * total))] for _ in range(count)]


def open_corpus(path: Path, layers: str) -> Corpus:
    """The corpus at ``path``: all of it, or the ``layers`` of it (see ``selection``) when there are any."""
    return Layered(path, selection(layers)) if layers else Corpus(path)


def _layers(path: Path) -> list[tuple[str, ...]]:
    with path.open("rb") as file:
        return [tuple(json.loads(line).get("layers", ())) for line in file]
