"""The open dialogues of the benchmark: what was read right once stays right (golden numbers, with one point left)."""

from pathlib import Path

import pytest

from rewriter.evaluate.format import parse
from rewriter.evaluate.measure import score_dialogue
from rewriter.evaluate.rehearsal import rehearse
from rewriter.evaluate.rewriters import Materials, rules

DATA = Path("rewriter/evaluate/data")


@pytest.mark.parametrize(("language", "least"), [("zh", 0.743), ("en", 0.391)])
def test_as_many_pictures_are_right_as_were(language: str, least: float) -> None:
    dialogues = parse((DATA / f"{language}-open.jsonl").read_bytes())
    rewriter = rules(Materials(Path("assets/world"), {}))
    right = [
        score.right
        for dialogue in dialogues
        for turn, score in zip(
            dialogue.turns,
            score_dialogue(dialogue.turns, rehearse(rewriter, [turn.user for turn in dialogue.turns])),
            strict=True,
        )
        if turn.intent not in ("answer", "back")
    ]
    assert len(right) > 200
    assert sum(right) / len(right) >= least
