"""Sums of many turns' scores, by depth, kind of edit and language, with bootstrap intervals.

Dialogues, not turns, are drawn again, since the turns of one dialogue hang together (Efron and Tibshirani, An
Introduction to the Bootstrap, 1993, chapters 8 and 13: percentile intervals of a ratio).
"""

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rewriter.evaluate.faults import nothing_new
from rewriter.evaluate.format import SCENE, Dialogue
from rewriter.evaluate.score import TurnScore

METRICS = ("right", "no_new", "kept", "stale", "bound", "intent", "answers")
DEPTHS = ((3, "turns 1-3"), (6, "turns 4-6"), (9, "turns 7-9"), (10**9, "turns 10+"))
ALL = "all"
LANGUAGES = {"zh": "Chinese", "en": "English"}
Counts = dict[tuple[str, str], tuple[int, int]]
"""(group, metric) to how many of how many."""


@dataclass(frozen=True, slots=True)
class Rate:
    """``hits`` of ``total``, with an interval of 95 %; the rates are fractions, NaN of nothing."""

    hits: int
    total: int
    low: float = math.nan
    high: float = math.nan

    @property
    def value(self) -> float:
        """The fraction."""
        return self.hits / self.total if self.total else math.nan


@dataclass(frozen=True, slots=True)
class Tally:
    """Rates by group ("all", "Chinese", "turns 10+", "kind undo" …) and metric (METRICS), and how many there were."""

    rates: Mapping[str, Mapping[str, Rate]]
    dialogues: int
    turns: int
    seconds: tuple[float, ...] = field(default=(), repr=False)


def tally(
    scored: Sequence[tuple[Dialogue, Sequence[TurnScore]]],
    seed: int,
    resamples: int = 1000,
    seconds: Iterable[float] = (),
) -> Tally:
    """Returns the rates of scored dialogues, with intervals from ``resamples`` draws by ``seed`` (0: no intervals)."""
    counts = [_counts(dialogue, scores) for dialogue, scores in scored]
    cells = sorted({cell for one in counts for cell in one})
    table = [[one.get(cell, (0, 0)) for cell in cells] for one in counts]
    sums = [_sum(table, range(len(table)), column) for column in range(len(cells))]
    drawn = _resampled(table, len(cells), seed, resamples)
    rates: dict[str, dict[str, Rate]] = {}
    for column, (group, metric) in enumerate(cells):
        rates.setdefault(group, {})[metric] = Rate(*sums[column], *_interval(drawn[column]))
    turns = sum(len(dialogue.turns) for dialogue, _ in scored)
    return Tally(rates, len(scored), turns, tuple(sorted(seconds)))


def depth_of(number: int) -> str:
    """Returns the group of a turn by its number, counted from 1."""
    return next(name for end, name in DEPTHS if number <= end)


def _counts(dialogue: Dialogue, scores: Sequence[TurnScore]) -> Counts:
    counts: Counts = {}
    news = nothing_new(dialogue.turns, [one.faults for one in scores], [one.intent_right for one in scores])
    for number, (turn, score, unharmed) in enumerate(zip(dialogue.turns, scores, news, strict=True), 1):
        groups = (ALL, LANGUAGES[dialogue.lang], depth_of(number), *(f"kind {kind}" for kind in turn.kinds))
        for metric, (hits, total) in _measured(score, unharmed).items():
            for group in dict.fromkeys(groups):
                old = counts.get((group, metric), (0, 0))
                counts[group, metric] = (old[0] + hits, old[1] + total)
    return counts


def _measured(score: TurnScore, unharmed: bool | None) -> dict[str, tuple[int, int]]:
    """Returns each metric's hits and total in one turn; ``unharmed``: see ``nothing_new``, None for an answer."""
    intent = {} if score.intent_right is None else {"intent": (int(score.intent_right), 1)}
    if unharmed is None:
        return {"answers": (int(score.right), 1), **intent}
    bound = [v.bound for v in score.verdicts if v.fact.subject != SCENE and v.bound is not None]
    return {
        "right": (int(score.right), 1),
        "no_new": (int(unharmed), 1),
        "kept": (sum(verdict.kept for verdict in score.verdicts), len(score.verdicts)),
        "stale": (len(score.stale), score.gone),
        "bound": (sum(bound), len(bound)),
        **intent,
    }


def _sum(table: Sequence[Sequence[tuple[int, int]]], rows: Iterable[int], column: int) -> tuple[int, int]:
    hits = total = 0
    for row in rows:
        cell = table[row][column]
        hits, total = hits + cell[0], total + cell[1]
    return hits, total


def _resampled(
    table: Sequence[Sequence[tuple[int, int]]], columns: int, seed: int, resamples: int
) -> list[list[float]]:
    """Returns the rates of every column in each resample, those of nothing left out."""
    generator, size = random.Random(seed), len(table)
    rates: list[list[float]] = [[] for _ in range(columns)]
    for _ in range(resamples if size else 0):
        times = [0] * size
        for _ in range(size):
            times[generator.randrange(size)] += 1
        drawn = [(count, row) for count, row in zip(times, table, strict=True) if count]
        for column in range(columns):
            total = sum(count * row[column][1] for count, row in drawn)
            if total:
                rates[column].append(sum(count * row[column][0] for count, row in drawn) / total)
    return rates


def _interval(rates: list[float]) -> tuple[float, float]:
    """Returns the 2.5th and the 97.5th percentile, NaN of nothing."""
    if not rates:
        return math.nan, math.nan
    ordered = sorted(rates)
    last = len(ordered) - 1
    return ordered[math.floor(0.025 * last)], ordered[math.ceil(0.975 * last)]
