"""The difference of two examinations, row by row, with its uncertainty: a paired bootstrap over prompts and runs.

Both sides were asked the same prompts, so that each prompt's difference is taken before anything is averaged (paired
bootstrap, Efron and Tibshirani 1993, chapter 8). With several runs of each side, runs are drawn anew too, as the outer
level of a hierarchical bootstrap (Davison and Hinkley 1997, section 3.8): how lucky one run was is then part of the
interval.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from diffusion.errors import InvalidRequest
from diffusion.training.examination import Row

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Difference:
    """One question: shares of both sides, the interval of their difference, and each pair of runs' difference."""

    question: str
    prompts: int
    without: float
    candidate: float
    low: float
    high: float
    by_run: tuple[float, ...]

    @property
    def difference(self) -> float:
        """Candidate less without."""
        return self.candidate - self.without

    @property
    def moved(self) -> str:
        """ "up" or "down" where the interval does not hold zero, else ""."""
        return "up" if self.low > 0 else "down" if self.high < 0 else ""


def compare(
    candidate: Sequence[Sequence[Row]], without: Sequence[Sequence[Row]], *, resamples: int = 4000, seed: int = 0
) -> list[Difference]:
    """The differences of all rows. Each side: the rows of every run, the same questions in the same order.

    Raises InvalidRequest when the two sides were not asked the same.
    """
    asked = [[(row.question, row.count) for row in rows] for rows in (*candidate, *without)]
    if len(candidate) != len(without) or not candidate or any(one != asked[0] for one in asked):
        raise InvalidRequest(
            f"{len(candidate)} runs with and {len(without)} without the candidate cannot be compared: there must be as "
            "many of both, asked the same questions of as many prompts. Judge all of them with the same prompts file."
        )
    result = []
    for index, (question, count) in enumerate(asked[0]):
        mine, other = (np.stack([_per_prompt(rows[index]) for rows in side]) for side in (candidate, without))
        low, high = interval(mine - other, resamples, seed)
        by_run = tuple(float(one) for one in (mine - other).mean(axis=1))
        result.append(Difference(question, count, float(other.mean()), float(mine.mean()), low, high, by_run))
    return result


def _per_prompt(row: Row) -> NDArray[np.float64]:
    """Each prompt's share [P], over all seeds it was drawn from."""
    return np.array(row.hits, dtype=np.float64).mean(axis=0)


def interval(differences: NDArray[np.float64], resamples: int, seed: int) -> tuple[float, float]:
    """Percentile interval (LEVEL) of the mean of ``differences`` [runs, prompts]."""
    runs, prompts = differences.shape
    rng = np.random.default_rng(seed)
    of_runs = rng.multinomial(runs, np.full(runs, 1 / runs), resamples) / runs  # [R, runs]
    of_prompts = rng.multinomial(prompts, np.full(prompts, 1 / prompts), resamples) / prompts  # [R, prompts]
    means = np.einsum("bs,sp,bp->b", of_runs, differences, of_prompts, optimize=True)
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def table(differences: Sequence[Difference]) -> str:
    """The differences in points of a percent as a Markdown table, and which rows moved beyond their interval."""
    lines = [
        f"| question | prompts | without | with | difference | {LEVEL:.0%} interval | by run | |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for d in differences:
        runs = " ".join(f"{one * 100:+.1f}" for one in d.by_run)
        spread = f"{d.low * 100:+.1f} … {d.high * 100:+.1f}"
        cells = [d.question, str(d.prompts), f"{d.without:.1%}", f"{d.candidate:.1%}", f"{d.difference * 100:+.1f}"]
        lines.append("| " + " | ".join([*cells, spread, runs, f"**{d.moved}**" if d.moved else ""]) + " |")
    moved = {way: [d.question for d in differences if d.moved == way] for way in ("up", "down")}
    lines += ["", *(f"- {way}: {'; '.join(names) or 'none'}." for way, names in moved.items())]
    chance = len(differences) * (1 - LEVEL)
    lines.append(
        f"- Of {len(differences)} rows, about {chance:.1f} lie beyond their interval by chance alone; rows of the two "
        "languages share their prompts."
    )
    if differences and len(differences[0].by_run) == 1:
        lines.append("- One run of each side: the interval says nothing of how lucky a run was.")
    return "\n".join(lines) + "\n"
