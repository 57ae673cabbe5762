"""Hard English dialogues: undoing one thing of many, transfers, those told apart, wishes said the long way round."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dialog import rehearse
from dialog.types import Draft
from rewriter import Lexicon, RulesRewriter
from tests.rewriter.test_everyday_en import Turn, dialogues

DIALOGUES = list(dialogues(Path(__file__).parent / "data" / "hard-en.txt"))


@pytest.mark.parametrize("turns", [turns for _, turns in DIALOGUES], ids=[name for name, _ in DIALOGUES])
def test_every_turn_of_the_dialogue(turns: list[Turn], lexicon: Lexicon, count: Callable[[str], int]) -> None:
    played = rehearse(RulesRewriter(lexicon, count, count), [words for words, _, _ in turns])
    for (words, present, absent), turn in zip(turns, played, strict=True):
        prompt = turn.draft.prompt
        assert all(item in prompt for item in present), f"{words}: {prompt}"
        assert not any(item in prompt for item in absent), f"{words}: {prompt}"


@pytest.mark.parametrize(
    "words",
    ["sorry that got too sad, undo", "terrible, undo", "hmm ugly, take that back", "put it back how it was", "undo"],
)
def test_a_remark_before_an_undo_is_no_wish(words: str, talk: Callable[..., list[Draft]]) -> None:
    last = talk("a cat on a sofa", "make it blue", "put a hat on it", words)[-1]
    assert last.intent == "back"
    assert last.base == 2


@pytest.mark.parametrize(
    "words", ["undo the moon", "the moon like it was at the start", "give the moon to the cat", "the moon should too"]
)
def test_what_was_never_there_changes_nothing(words: str, talk: Callable[..., list[Draft]]) -> None:
    before, after = talk("a cat on a sofa", "make it blue", words)[-2:]
    assert after.scene.subjects == before.scene.subjects
    assert after.intent == "answer"
