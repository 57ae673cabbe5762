"""Whole talks with a model that reads as the rules do: it is believed; and with one that forgets: nothing is lost."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dialog.scene import Scene
from dialog.types import Draft, Request, Settings, Turn
from rewriter import Lexicon, RulesRewriter
from rewriter.backends import ModelRewriter
from rewriter.backends.facts import Fact, facts
from rewriter.backends.scenes import scene_record
from tests.rewriter.backends.fakes import QueueBackend

DATA = Path(__file__).parents[1] / "data"


def talks() -> list[list[str]]:
    found: list[list[str]] = []
    for name in ("dialogues.json", "blind.json", "blind2.json"):
        read = json.loads((DATA / name).read_text(encoding="utf-8"))
        for one in read["dialogues"] if isinstance(read, dict) else read:
            found.append([turn["user"] for turn in one["turns"]])
    return found[::2]


Step = tuple[list[Turn], Request, Draft]


@pytest.fixture(scope="module")
def steps(rewriter: RulesRewriter) -> list[Step]:
    """Every turn of the talks, on the rules' own state, with the rules' draft."""
    found: list[Step] = []
    for talk in talks():
        turns: list[Turn] = []
        for words in talk:
            draft = rewriter(turns, Request(words))
            found.append((list(turns), Request(words), draft))
            turns.append(Turn(Request(words), draft, Settings(seed=0), "drawn", "ab" * 32))
    return found


def asked(steps: list[Step], models: Callable[[Any], ModelRewriter], spoil: Any) -> Iterator[tuple[Step, Draft]]:
    for step in steps:
        turns, request, alone = step
        if alone.intent in ("draw", "edit"):
            old = turns[-1].draft.scene if turns else Scene()
            given = {"intent": alone.intent, "scene": scene_record(spoil(old, alone)), "reply": ""}
            backend = QueueBackend(given, given)
            draft = models(backend)(turns, request)
            if backend.questions:
                yield step, draft


@pytest.fixture
def models(rewriter: RulesRewriter, lexicon: Lexicon, count: Callable[[str], int]) -> Callable[[Any], ModelRewriter]:
    return lambda backend: ModelRewriter(backend, rewriter, lexicon, count, count)


def test_a_model_that_reads_as_the_rules_do_is_believed(steps: list[Step], models: Any) -> None:
    taken = [draft.source == "model" for _, draft in asked(steps, models, lambda old, alone: alone.scene)]
    assert len(taken) > 80
    assert sum(taken) / len(taken) > 0.97


def held(scene: Scene) -> set[tuple[str, str, str]]:
    return {(fact.owner, fact.field, fact.value) for fact in facts(scene)}


def test_a_model_that_forgets_a_fact_in_every_turn_loses_none(steps: list[Step], models: Any) -> None:
    dice, spoiled = random.Random(0), 0

    def forgets(old: Scene, alone: Draft) -> Scene:
        nonlocal spoiled
        both = sorted(set(facts(old)) & set(facts(alone.scene)), key=str) if alone.intent == "edit" else []
        spoiled += bool(both)
        return without(alone.scene, dice.choice(both)) if both else alone.scene

    for (turns, request, alone), draft in asked(steps, models, forgets):
        if alone.intent == "edit":
            stays = held(turns[-1].draft.scene) & held(alone.scene)
            assert stays <= held(draft.scene), (request.text, stays - held(draft.scene), draft.reply)
    assert spoiled > 60


def without(scene: Scene, fact: Fact) -> Scene:
    """Return ``scene`` as a model writes it that forgot ``fact``."""
    name = fact.field.split(".")[0]
    if name == "noun":
        return replace(scene, subjects=tuple(one for one in scene.subjects if one.id != fact.owner))
    if name == "relations":
        return replace(scene, relations=())
    if not fact.owner:
        value = getattr(scene, name)
        rest = tuple(one for one in value if one != fact.value) if isinstance(value, tuple) else ""
        return replace(scene, **{name: rest})
    subject = next(one for one in scene.subjects if one.id == fact.owner)
    value = getattr(subject, name)
    rest = () if isinstance(value, tuple) else 1 if name == "count" else ""
    spoiled = replace(subject, **{name: rest})
    return replace(scene, subjects=tuple(spoiled if one.id == fact.owner else one for one in scene.subjects))
