"""Asks questions about one way of drawing: who is asked, what is drawn, and the rows that come out of it.

Every row has three numbers: the floor (pictures drawn for other prompts), ours, and the ceiling (true renders of the
prompts themselves). A fourth, where the model's autoencoder is told, is for true renders that went through it: what is
lost before the painter has painted anything. Where the prompts say which combinations are unseen, each question has a
row for the seen and one for the unseen.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean

import torch
from torch import Tensor

from diffusion.training.facts import Prompt
from diffusion.training.galleries import Galleries

logger = logging.getLogger(__name__)

Draw = Callable[[list[str], int], Tensor]
"""Pictures [B, 3, S, S] in [-1, 1] of captions, from a seed."""
Hits = Callable[[Tensor], list[float]]
"""How right each of the prompts' pictures [P, 3, S, S] is, between 0 and 1."""
Wording = Callable[[Prompt, str], str]
"""The caption of a prompt in a language."""
BATCH = 20
OTHER_SEED = 5
"""Added to a picture's seed for the ceiling: another variant of its setting."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: shares between 0 and 1, each over ``count`` prompts and all seeds.

    ``hits``: for every seed that was drawn from, how right each prompt's picture was; ``ours`` is their mean.
    """

    question: str
    count: int
    floor: float
    ours: float
    ceiling: float
    hits: tuple[tuple[float, ...], ...] = ()
    through: float | None = None
    """The ceiling's pictures after the model's autoencoder, where that was asked for."""


def first_caption(prompt: Prompt, language: str) -> str:
    """The caption that most questions are asked with."""
    return prompt.record.captions[language][0]


def longest_caption(prompt: Prompt, language: str) -> str:
    """The caption that names most."""
    return max(prompt.record.captions[language], key=len)


@dataclass(frozen=True, slots=True)
class Examination:
    """One way of drawing and the prompts it is asked: ``count`` of the first question, ``others`` of every other.

    With unseen combinations in the file there are as many prompts again of those. ``tokens`` counts a caption's.
    """

    galleries: Galleries
    prompts: Sequence[Prompt]
    draw: Draw
    count: int
    others: int
    tokens: Callable[[str], int]
    seeds: tuple[int, ...] = (1000,)
    through: Callable[[Tensor], Tensor] | None = None
    """To the model's latents and back, pictures [B, 3, S, S] in [-1, 1]."""
    split: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "split", any(prompt.unseen for prompt in self.prompts))

    def chosen(self, wanted: Callable[[Prompt], bool], limit: int) -> list[Prompt]:
        """The first ``limit`` prompts that are ``wanted``; of both, seen and unseen, where there are such."""
        found = [prompt for prompt in self.prompts if wanted(prompt)]
        return [p for p in found if not p.unseen][:limit] + [p for p in found if p.unseen][:limit]

    def drawn(self, prompts: Sequence[Prompt], language: str, wording: Wording = first_caption) -> list[Tensor]:
        """For every seed the pictures [P, 3, S, S] of ``prompts``."""
        captions = [wording(prompt, language) for prompt in prompts]
        parts = [captions[start : start + BATCH] for start in range(0, len(captions), BATCH)]
        return [torch.cat([self.draw(part, seed) for part in parts]) for seed in self.seeds]

    def rows(self, question: str, prompts: Sequence[Prompt], hits: Hits, pictures: Sequence[Tensor]) -> list[Row]:
        """The row of a question, or one for the seen and one for the unseen prompts; none without prompts."""
        if not prompts:
            logger.info("no prompts for: %s", question)
            return []
        fresh = [replace(p.picture, seed=p.picture.seed + OTHER_SEED) for p in prompts]
        floor = [hits(one.roll(1, 0)) for one in pictures]
        ours = [hits(one) for one in pictures]
        true = self.galleries.world.render(fresh)
        ceiling = [hits(true)]
        through = [] if self.through is None else [hits(self.through(true))]
        groups = {"": list(range(len(prompts)))}
        if self.split:
            groups = {f", {name}": [i for i, p in enumerate(prompts) if p.unseen == unseen] for name, unseen in
                      (("seen", False), ("unseen", True))}  # fmt: skip
        result = []
        for name, group in groups.items():
            if group:
                low, mine, high = (_picked(all_hits, group) for all_hits in (floor, ours, ceiling))
                decoded = _mean(_picked(through, group)) if through else None
                result.append(Row(question + name, len(group), _mean(low), _mean(mine), _mean(high), mine, decoded))
                logger.info("%s", replace(result[-1], hits=()))
        return result


def _picked(hits: Sequence[Sequence[float]], group: Sequence[int]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(one[index] for index in group) for one in hits)


def _mean(hits: Sequence[Sequence[float]]) -> float:
    return fmean(fmean(one) for one in hits)


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    decoded = any(row.through is not None for row in rows)
    heads = ["question", "prompts", "floor", "ours", *(["through the autoencoder"] if decoded else []), "ceiling"]
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for row in rows:
        cells = [row.question, str(row.count), f"{row.floor:.1%}", f"**{row.ours:.1%}**"]
        if decoded:
            cells.append("–" if row.through is None else f"{row.through:.1%}")
        lines.append("| " + " | ".join([*cells, f"{row.ceiling:.1%}"]) + " |")
    return "\n".join(lines) + "\n"
