"""Was the edit done? Each question is a choice among true renders that differ in what the turn asked for."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import torch
from torch import Tensor

from benchmarks.dialogues import Asked
from benchmarks.play import Pixels
from dialog.scene import Scene, Subject
from diffusion.training import backgrounds, styles
from diffusion.training.features import crop
from diffusion.training.figures import RAMPS
from diffusion.training.world import Picture, Placed, World, picture_from_dict
from rewriter.layout import WORLD, figures
from rewriter.training.scenes import picture_of

COPIES = 2
"""How many renders, each with another variant of the setting, stand for one answer."""
HEADROOM = 24
"""Pixels above a subject's box that a hat may reach into."""


class Eye(Protocol):
    """The judge: features [M, F] of length one of pictures [M, 3, h, w]."""

    def features(self, pictures: Tensor, batch: int = 32) -> Tensor: ...


@dataclass(frozen=True, slots=True)
class Question:
    """``answers`` to choose from, the ``right`` one's index; asked of the whole picture or of ``subject``'s box.

    ``head``: the box reaches up to what is worn.
    """

    answers: tuple[Scene, ...]
    right: int
    subject: str = ""
    head: bool = False


def subject_box(scene: Scene, subject: str, *, head: bool = False) -> Pixels:
    """Where ``subject`` (an id) is rendered, in pixels."""
    left, top, right, bottom = dict(figures(scene))[subject][0]
    return left, max(0, top - HEADROOM) if head else top, right, bottom


def question(asked: Asked, before: Scene, scene: Scene) -> Question:
    """What to ask of the picture of ``scene``, which was ``before``; not for "concept" and "add"."""
    if asked == "setting":
        options = list(backgrounds.PAINTERS)
        return Question(tuple(replace(scene, setting=o) for o in options), options.index(scene.setting))
    if asked == "style":
        return Question(tuple(replace(scene, style=o) for o in styles.STYLES), styles.STYLES.index(scene.style))
    if asked == "time":
        return Question(tuple(replace(scene, time=o) for o in backgrounds.TIMES), backgrounds.TIMES.index(scene.time))
    if asked == "remove":
        # The one who left would still stand there, so both stand where they stood.
        return Question((scene, replace(scene, subjects=before.subjects)), 0)
    first = scene.subjects[0]
    if asked == "move":
        # In the box where the subject should be now: it, or what is there when it did not move.
        return Question((scene, replace(scene, subjects=before.subjects)), 0, first.id)
    colors = list(RAMPS)
    if asked == "color":
        answers = tuple(_with(scene, replace(first, color=c)) for c in colors)
        return Question(answers, colors.index(first.color), first.id)
    if asked == "worn color":
        worn = first.wears[0]
        answers = tuple(_with(scene, replace(first, wears=(replace(worn, color=c),))) for c in colors)
        return Question(answers, colors.index(worn.color), first.id, head=True)
    if asked in ("wear", "unwear"):
        other = _with(scene, replace(first, wears=before.subjects[0].wears))
        return Question((scene, other), 0, first.id, head=True)
    raise ValueError(f"no choice among scenes answers {asked!r}")


def _with(scene: Scene, first: Subject) -> Scene:
    return replace(scene, subjects=(first, *scene.subjects[1:]))


def rendered(world: World, scenes: Sequence[Scene], seed: int) -> Tensor:
    """True renders [M, 3, WORLD, WORLD] of ``scenes``."""
    return world.render([picture_from_dict(picture_of(scene, seed)) for scene in scenes])


class Examiner:
    """Answers the questions with the judge's nearest neighbour; keeps the features of what it rendered."""

    def __init__(self, world: World, eye: Eye) -> None:
        self.world, self.eye = world, eye
        self._concepts: dict[tuple[int, str], Tensor] = {}
        self._answers: dict[tuple[Question, Pixels | None], Tensor] = {}

    def features(self, pictures: Tensor, boxes: Sequence[Pixels | None]) -> Tensor:
        """Features of the boxes of pictures, None being the whole picture; all boxes or none."""
        cuts = [box for box in boxes if box is not None]
        return self.eye.features(crop(pictures, cuts) if cuts else pictures)

    def done(self, asked: Asked, before: Scene, scene: Scene, picture: Tensor, boxes: dict[str, Pixels]) -> bool:
        """Whether ``picture`` [3, WORLD, WORLD] shows what was asked for; ``boxes`` are its own, by concept."""
        if asked in ("concept", "add"):
            subject = scene.subjects[-1]
            box = boxes.get(subject.concept) or subject_box(scene, subject.id)
            return self._concept(self.features(picture[None], [box])[0], scene, subject) == subject.concept
        asking = question(asked, before, scene)
        box, truth = None, None
        if asking.subject:
            truth = subject_box(scene, asking.subject, head=asking.head)
            concept = scene.subjects[0].concept
            box = truth
            if asked != "move" and concept in boxes:
                left, top, right, bottom = boxes[concept]
                box = (left, max(0, top - HEADROOM) if asking.head else top, right, bottom)
        own = self.features(picture[None], [box])[0]
        gallery = self._gallery(asking, truth)
        return int((gallery @ own).argmax()) // COPIES == asking.right

    def _gallery(self, asking: Question, box: Pixels | None) -> Tensor:
        """Features [answers * COPIES, F]."""
        key = (asking, box)
        if key not in self._answers:
            scenes = [answer for answer in asking.answers for _ in range(COPIES)]
            pictures = torch.cat([rendered(self.world, [scene], 3 + i % COPIES) for i, scene in enumerate(scenes)])
            self._answers[key] = self.features(pictures, [box] * len(scenes))
        return self._answers[key]

    def _concept(self, own: Tensor, scene: Scene, subject: Subject) -> str:
        """The concept, of all there are, that a crop with features ``own`` [F] shows."""
        left, _, right, _ = subject_box(scene, subject.id)
        concepts = list(self.world.figures.infos)
        key = (right - left, subject.color)
        if key not in self._concepts:
            self._concepts[key] = self._all_concepts(*key)
        return concepts[int((self._concepts[key] @ own).argmax()) // COPIES]

    def _all_concepts(self, side: int, color: str) -> Tensor:
        """Features [concepts * COPIES, F] of every concept in that colour, before one setting or another."""
        rng = random.Random(5)
        x, y = (16, 24) if side > WORLD // 2 else (0, 48)
        found = []
        for concept in self.world.figures.infos:
            pictures = [
                Picture(rng.choice(list(backgrounds.PAINTERS)), rng.choice(backgrounds.TIMES), "3d", rng.randrange(999),
                        (Placed(concept, x, y, side, color),))
                for _ in range(COPIES)
            ]  # fmt: skip
            found.append(crop(self.world.render(pictures), [(x, y, x + side, y + side)] * COPIES))
        return self.eye.features(torch.cat(found))
