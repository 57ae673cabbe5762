"""Hard English: remarks before an undo, and what was never there. Whole dialogues are in data/hard-en.txt."""

from collections.abc import Callable

import pytest

from dialog.types import Draft


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
