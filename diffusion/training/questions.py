"""The questions of the judge's table, each a choice among true renders answered by the nearest neighbour.

Which of all concepts is on the subject's crop, which colour of that concept, which setting, style, count, what is worn,
and which of the facts that a caption names were drawn.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from statistics import fmean

import torch
from torch import Tensor

from diffusion.training import backgrounds, styles, weather
from diffusion.training.examination import Examination, Row, Wording, first_caption, longest_caption
from diffusion.training.facts import (
    MOST,
    OTHER_VARIANT,
    Answers,
    Box,
    Choice,
    Fact,
    Prompt,
    box_of,
    carrying,
    changed,
    choice,
    counting,
)  # fmt: skip
from diffusion.training.figures import RAMPS, Figures
from diffusion.training.galleries import Galleries
from diffusion.training.world import Picture

ALONE: Box = (16, 24, 112, 120)
PAIRED: Box = (0, 48, 64, 112)
"""Where single figures and figures of a pair stand in a picture of the usual size, for the galleries of concepts."""
SMALLEST = 0.2
"""Share of the picture's side that a figure of another layout must have to be asked about."""
APART = 0.2
"""Share of the smaller box that two figures of another layout may share."""
LONG = 150
"""Captions of so many tokens or more count as long."""


def answers_of(figures: Figures, prompts: Sequence[Prompt]) -> Answers:
    """What can be answered: of settings, times and styles all that there are, or those of the first release only,
    where the prompts know no others."""
    pictures = [prompt.picture for prompt in prompts]

    def ids(first: Sequence[str], every: Sequence[str], used: set[str]) -> tuple[str, ...]:
        return tuple(first) if used <= set(first) else tuple(every)

    return Answers(
        concepts=tuple(figures.infos),
        worn=tuple(info.id for info in figures.infos.values() if info.worn),
        held=tuple(info.id for info in figures.infos.values() if info.held and not info.worn),
        colors=tuple(RAMPS),
        settings=ids(list(backgrounds.PAINTERS), list(backgrounds.SETTINGS), {p.setting for p in pictures}),
        styles=ids(styles.STYLES, styles.ALL_STYLES, {p.style for p in pictures}),
        times=ids(backgrounds.TIMES, backgrounds.ALL_TIMES, {p.time for p in pictures}),
        weathers=weather.KINDS,
    )


def inside(picture: Picture, box: Box) -> bool:
    """Whether the box lies in the picture."""
    return min(box) >= 0 and max(box) <= picture.size


def plain(prompt: Prompt, figures: int, *, colored: bool = False) -> bool:
    """Whether the prompt shows that many bare figures in 3-D, with or without a colour, each large enough to tell.

    In the first release they have the usual size: three quarters of the picture alone, half of it in pairs.
    """
    p = prompt.picture
    if len(p.figures) != figures or p.style != "3d":
        return False
    if any(f.worn or f.held or bool(f.color) != colored for f in p.figures):
        return False
    if prompt.usual:
        return all(f.side * 4 == (3 if figures == 1 else 2) * p.size for f in p.figures)
    if len({f.concept for f in p.figures}) < figures:
        return False
    boxes = [box_of(f) for f in p.figures]
    large = all(inside(p, box_of(f)) and f.side >= SMALLEST * p.size for f in p.figures)
    return large and all(_shared(a, b) <= APART for i, a in enumerate(boxes) for b in boxes[:i])


def _shared(a: Box, b: Box) -> float:
    """Share of the smaller of two squares that lies in the other."""
    width, height = (min(a[i + 2], b[i + 2]) - max(a[i], b[i]) for i in (0, 1))
    return max(0, width) * max(0, height) / min(a[2] - a[0], b[2] - b[0]) ** 2


BY_HISTOGRAM = " (histogram)"
"""What rows are called that a histogram of colours answers, beside those of the judge itself."""


class Questions:
    """All questions of one examination in one language; colours are asked of ``hues`` too, where there are such."""

    def __init__(self, exam: Examination, answers: Answers, language: str, hues: Galleries | None = None) -> None:
        self.exam, self.answers, self.language = exam, answers, language
        self.galleries = exam.galleries
        self._eyes = {"": exam.galleries} | ({} if hues is None else {BY_HISTOGRAM: hues})
        self._free = not all(prompt.usual for prompt in exam.prompts)

    def _concepts(self, side: int, box: Box, copies: int) -> Callable[[Tensor], Tensor]:
        """Likeness [M, concepts] of features [M, F]: the best of each concept's copies."""
        copies = copies * 2 if self._free else copies  # as many again are mirrored
        gallery = self.galleries.all_concepts(side, box, copies, flipped=self._free)
        return lambda features: (features @ gallery.T).view(len(features), -1, copies).amax(dim=2)

    def _wanted(self, prompts: Sequence[Prompt], figure: int) -> tuple[Tensor, list[Box]]:
        """The index of each prompt's concept [P], and its box in pixels."""
        figures = [prompt.picture.figures[figure] for prompt in prompts]
        boxes = [self.galleries.pixels(box_of(f), p.picture) for f, p in zip(figures, prompts, strict=True)]
        return torch.tensor([self.galleries.concepts.index(f.concept) for f in figures]), boxes

    def single(self) -> list[Row]:
        """Which of all concepts is it?"""
        prompts = self.exam.chosen(lambda p: plain(p, 1), self.exam.count)
        name = f"single subject recognised, {self.language}"
        if not prompts:
            return self.exam.rows(name, [], lambda pictures: [], [])
        likeness = self._concepts(96, ALONE, 3)
        wanted, boxes = self._wanted(prompts, 0)

        def hits(pictures: Tensor) -> list[float]:
            found = likeness(self.galleries.features(pictures, boxes)).argmax(dim=1)
            return (found == wanted).double().tolist()

        return self.exam.rows(name, prompts, hits, self.exam.drawn(prompts, self.language))

    def pair(self) -> list[Row]:
        """Are both subjects there, and each on its side?"""
        prompts = self.exam.chosen(lambda p: plain(p, 2), self.exam.others)
        name = f"two subjects, {self.language}"
        if not prompts:
            return self.exam.rows(name, [], lambda pictures: [], [])
        likeness = self._concepts(64, PAIRED, 2)
        (one, boxes), (other, more) = self._wanted(prompts, 0), self._wanted(prompts, 1)

        def similar(pictures: Tensor) -> list[Tensor]:
            return [likeness(self.galleries.features(pictures, where)) for where in (boxes, more)]

        def both(pictures: Tensor) -> list[float]:
            first, second = (s.argmax(dim=1) for s in similar(pictures))
            there = ((first == one) & (second == other)) | ((first == other) & (second == one))
            return there.double().tolist()

        def placed(pictures: Tensor) -> list[float]:
            """Among the two wanted concepts only: is each crop nearer to its own?"""
            right = []
            for s, own, wrong in zip(similar(pictures), (one, other), (other, one), strict=True):
                right.append((s.gather(1, own[:, None]) > s.gather(1, wrong[:, None]))[:, 0].double())
            return torch.stack(right).mean(dim=0).tolist()

        pictures = self.exam.drawn(prompts, self.language)
        return [
            *self.exam.rows(f"{name}: both present", prompts, both, pictures),
            *self.exam.rows(f"{name}: each in its place", prompts, placed, pictures),
        ]

    def chosen_rows(
        self, names: dict[str, str], prompts: Sequence[Prompt],
        choices: Callable[[Prompt], list[tuple[str, Choice]]], wording: Wording = first_caption,
        eyes: Mapping[str, Galleries] | None = None,
    ) -> list[Row]:  # fmt: skip
        """One row for each of ``names`` (question without the language: label of the choices it is about, "" for all)
        and of ``eyes`` (the end of its name: who answers).

        A prompt counts with the share of its choices that were answered rightly; one without any does not count.
        """
        posed = [choices(prompt) for prompt in prompts]
        pictures = self.exam.drawn(prompts, self.language, wording) if prompts else []
        rows: list[Row] = []
        for name, label in names.items():
            asked = [[c for its, c in labelled if label in ("", its)] for labelled in posed]
            keep = [index for index, mine in enumerate(asked) if mine]
            few = [prompts[index] for index in keep]
            for end, galleries in (eyes or {"": self.galleries}).items():
                hits = self._hits(few, [asked[index] for index in keep], galleries)
                rows += self.exam.rows(f"{name}{end}, {self.language}", few, hits, [one[keep] for one in pictures])
        return rows

    def _hits(
        self, prompts: Sequence[Prompt], choices: Sequence[Sequence[Choice]], galleries: Galleries
    ) -> Callable[[Tensor], list[float]]:
        rows = [row for row, mine in enumerate(choices) for _ in mine]
        flat = [one for mine in choices for one in mine]
        boxes = [None if c.box is None else galleries.pixels(c.box, prompts[r].picture)
                 for r, c in zip(rows, flat, strict=True)]  # fmt: skip
        cut, whole = ([i for i, box in enumerate(boxes) if (box is not None) == is_cut] for is_cut in (True, False))

        def hits(pictures: Tensor) -> list[float]:
            right: list[list[float]] = [[] for _ in prompts]
            for part in (cut, whole):
                if not part:
                    continue
                features = galleries.features(pictures[[rows[i] for i in part]], [boxes[i] for i in part])
                for i, feature in zip(part, features, strict=True):
                    nearest = int((galleries.answers(flat[i]) @ feature).argmax())
                    right[rows[i]].append(float(nearest == flat[i].right))
            return [fmean(one) for one in right]

        return hits

    def attribute(self, name: str, kind: str, wanted: Callable[[Prompt], bool]) -> list[Row]:
        """A choice among true renders that differ in one attribute of the picture or of its first figure only."""
        prompts = self.exam.chosen(wanted, self.exam.others)

        def posed(prompt: Prompt) -> list[tuple[str, Choice]]:
            concept = prompt.picture.figures[0].concept
            color = prompt.picture.figures[0].color
            said = Prompt(prompt.record, facts=(Fact("subject", 0, concept), Fact("color", 0, color)))
            found = choice(said, Fact(kind, 0, ""), self.answers)
            return [] if found is None else [(kind, found)]

        return self.chosen_rows({name: ""}, prompts, posed, eyes=self._eyes if kind == "color" else None)

    def colors(self) -> list[Row]:
        """Two subjects of two colours: is each figure's colour the right one of all, and are the two not exchanged?"""

        def wanted(prompt: Prompt) -> bool:
            two = prompt.picture.figures
            return plain(prompt, 2, colored=True) and len({f.concept for f in two}) == len({f.color for f in two}) == 2

        def posed(prompt: Prompt) -> list[tuple[str, Choice]]:
            right = replace(prompt.picture, seed=prompt.picture.seed + OTHER_VARIANT)
            one, other = right.figures
            turned = changed(changed(right, [0], color=other.color), [1], color=one.color)
            found = [("swapped", Choice((right, turned), 0))]
            for row, figure in enumerate(right.figures):
                options = tuple(changed(right, [row], color=color) for color in self.answers.colors)
                found.append(("own", Choice(options, self.answers.colors.index(figure.color), box_of(figure))))
            return found

        names = {"two subjects: colour of each": "own", "two subjects: colours not exchanged": "swapped"}
        return self.chosen_rows(names, self.exam.chosen(wanted, self.exam.others), posed, eyes=self._eyes)

    def counts(self) -> list[Row]:
        """How many are there, of one to MOST? Asked as often of each number as there are prompts of it."""
        prompts: list[Prompt] = []
        for number in range(1, MOST + 1):
            prompts += self.exam.chosen(lambda p, wanted=number: _counted(p) == wanted, self.exam.others // MOST)  # type: ignore[misc]
        numbers = sorted({_counted(prompt) for prompt in prompts})
        if numbers in ([], [1]):
            return []
        names = {"count exact": "", **{f"count of {number}": str(number) for number in numbers}}
        return self.chosen_rows(
            names, prompts, lambda p: [(str(_counted(p)), counting(p.picture, range(len(p.picture.figures))))]
        )

    def worn(self) -> list[Row]:
        """Is the hat there, and the right one?"""
        prompts = self.exam.chosen(lambda p: len(p.picture.figures) == 1 and len(p.picture.figures[0].worn) == 1 and
                                   p.picture.style == "3d" and inside(p.picture, box_of(p.picture.figures[0])),
                                   self.exam.others)  # fmt: skip

        def posed(prompt: Prompt) -> list[tuple[str, Choice]]:
            thing = prompt.picture.figures[0].worn[0][0]
            return [("wear", carrying(prompt.picture, [0], "worn", thing, self.answers, random.Random(thing)))]

        return self.chosen_rows({"wearing": ""}, prompts, posed) if prompts else []

    def facts(self) -> list[Row]:
        """What share of the facts that long and other captions name was drawn, together and by kind?"""
        rows: list[Row] = []
        for title, is_long in ((f"captions of {LONG} tokens or more", True), ("shorter captions", False)):
            prompts = self.exam.chosen(lambda p, x=is_long: p.facts and self._long(p) == x, self.exam.others)  # type: ignore[misc]
            kinds = dict.fromkeys(fact.kind for prompt in prompts for fact in prompt.facts)
            names = {f"{title}: named facts drawn": "", **{f"{title}: {kind} drawn": kind for kind in kinds}}
            if prompts:
                rows += self.chosen_rows(names, prompts, self._posed, longest_caption)
        return rows

    def _long(self, prompt: Prompt) -> bool:
        return self.exam.tokens(longest_caption(prompt, self.language)) >= LONG

    def _posed(self, prompt: Prompt) -> list[tuple[str, Choice]]:
        found = [(fact.kind, choice(prompt, fact, self.answers)) for fact in prompt.facts]
        return [(kind, one) for kind, one in found if one is not None]


def _counted(prompt: Prompt) -> int:
    """How many equal bare figures the prompt shows, 0 where they differ or something else is there."""
    p = prompt.picture
    bare = {(f.concept, f.color, f.worn, f.held) for f in p.figures}
    if len(p.figures) == 1:
        return int(plain(prompt, 1))
    simple = len(bare) == 1 and p.style == "3d" and not p.figures[0].worn and not p.figures[0].held
    return len(p.figures) if simple else 0
