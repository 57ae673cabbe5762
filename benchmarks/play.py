"""Plays a scripted dialogue through the real thing: conversation, store, rewriter, painter."""

import random
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

from benchmarks.dialogues import Script, ScriptTurn
from benchmarks.painter import PipelinePainter, opened
from dialog import Conversation, Draft, Finished, Request, Settings, Store
from diffusion import Pipeline
from diffusion.images import resized, to_tensor
from rewriter import Lexicon, RulesRewriter
from rewriter.caption import caption
from rewriter.layout import WORLD

Pixels = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Numbers:
    """What every drawing of a run has in common."""

    steps: int = 20
    guidance: float = 3.0
    sampler: str = "dpmpp_2m"


@dataclass(frozen=True, slots=True)
class Played:
    """A dialogue that was drawn. ``pictures`` [T, 3, WORLD, WORLD] in [-1, 1], one a turn, what the user saw then.

    ``boxes``: where the drafts put each turn's subjects, by concept, in pixels. ``understood``: the turn's prompt was
    the script's scene in words. ``seconds``: what drawing took.
    """

    script: Script
    pictures: Tensor
    boxes: tuple[dict[str, Pixels], ...]
    understood: tuple[bool, ...]
    seconds: tuple[float, ...]


def play(
    script: Script, pipeline: Pipeline, lexicon: Lexicon, numbers: Numbers, seed: int, *, use_references: bool
) -> Played:
    """Says every line of ``script``; a turn that draws nothing shows the picture before, at first a gray one."""
    rewriter = RulesRewriter(lexicon, pipeline.count_long, pipeline.count_short)
    side = pipeline.config.image_size
    wished = Settings(
        seed=seed, steps=numbers.steps, guidance=numbers.guidance, sampler=numbers.sampler, width=side, height=side,
        use_references=use_references,
    )  # fmt: skip
    shown = torch.zeros(1, 3, WORLD, WORLD)
    pictures, boxes, understood, seconds = [], [], [], []
    with tempfile.TemporaryDirectory(prefix="huatu-bench-") as folder, Store(Path(folder)) as store:
        session = store.create_session("benchmark")
        talk = Conversation(
            store, rewriter, PipelinePainter(pipeline), session.id, entropy=random.Random(seed)
        )  # fmt: skip
        for line in script.turns:
            last = None
            for event in talk.say(Request(line.text), wished):
                last = event
            assert isinstance(last, Finished)
            turn = last.turn
            if turn.outcome == "failed":
                raise RuntimeError(f"{script.name}: {line.text!r} was not drawn: {turn.error}")
            if turn.picture:
                shown = to_tensor([resized(opened(store.pictures.get(turn.picture)), WORLD, WORLD)])
            pictures.append(shown)
            boxes.append(_boxes(turn.draft))
            understood.append(_understood(line, turn.draft, lexicon))
            seconds.append(dict(turn.seconds).get("draw", 0.0))
    return Played(script, torch.cat(pictures), tuple(boxes), tuple(understood), tuple(seconds))


def _boxes(draft: Draft) -> dict[str, Pixels]:
    concepts = {subject.id: subject.concept for subject in draft.scene.subjects}
    found = {}
    for spot in draft.layout:
        left, top, right, bottom = (round(edge * WORLD) for edge in spot.box)
        found[concepts[spot.subject]] = (left, top, right, bottom)
    return found


def _understood(line: ScriptTurn, draft: Draft, lexicon: Lexicon) -> bool:
    # The painter's own style may stay unsaid.
    scenes = [line.scene, replace(line.scene, style="")] if line.scene.style == "3d" else [line.scene]
    return draft.intent in ("draw", "edit") and draft.prompt in [caption(scene, lexicon) for scene in scenes]
