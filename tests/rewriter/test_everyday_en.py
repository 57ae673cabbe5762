"""Everyday and hard English: whole dialogues, turn by turn, each with what its prompt must and must not hold."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dialog import rehearse
from rewriter import Lexicon, RulesRewriter

Turn = tuple[str, list[str], list[str]]


def _items(text: str) -> list[str]:
    return [item.strip() for item in text.split(";") if item.strip()]


def dialogues(path: Path) -> Iterator[tuple[str, list[Turn]]]:
    """Read the data file: the name of each dialogue and its turns."""
    name, turns = "", []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            if turns:
                yield name, turns
            name, turns = line[2:], []
        elif line and not line.startswith("#"):
            rest, _, absent = line.partition(" - ")
            words, _, present = rest.partition(" + ")
            turns.append((words, _items(present), _items(absent)))
    yield name, turns


DATA = Path(__file__).parent / "data"
DIALOGUES = [found for name in ("everyday-en.txt", "hard-en.txt") for found in dialogues(DATA / name)]


@pytest.mark.parametrize("turns", [turns for _, turns in DIALOGUES], ids=[name for name, _ in DIALOGUES])
def test_every_turn_of_the_dialogue(turns: list[Turn], lexicon: Lexicon, count: Callable[[str], int]) -> None:
    played = rehearse(RulesRewriter(lexicon, count, count), [words for words, _, _ in turns])
    for (words, present, absent), turn in zip(turns, played, strict=True):
        prompt = turn.draft.prompt
        assert all(item in prompt for item in present), f"{words}: {prompt}"
        assert not any(item in prompt for item in absent), f"{words}: {prompt}"


def test_what_the_short_encoder_does_not_read_is_told_once(lexicon: Lexicon, count: Callable[[str], int]) -> None:
    words = ["a cat next to a dog in a forest at night", "make the cat blue"]
    first, second = (
        turn.draft for turn in rehearse(RulesRewriter(lexicon, count, lambda text: 9 * count(text)), words)
    )
    assert first.digest_dropped
    assert first.digest_dropped == second.digest_dropped
    assert "77 tokens" in first.reply
    assert "77 tokens" not in second.reply


@pytest.mark.parametrize(
    ("words", "reply"),
    [
        ("what is in the picture?", "A cat wearing a hat, in a park."),
        ("love it, thanks", "You are welcome."),
    ],
)
def test_talk_about_the_picture(words: str, reply: str, lexicon: Lexicon, count: Callable[[str], int]) -> None:
    *_, last = rehearse(RulesRewriter(lexicon, count, count), ["draw a cat with a hat in a park", words])
    assert last.draft.intent == "answer"
    assert last.draft.reply.startswith(reply)


def test_what_comes_back_without_a_name_is_told(lexicon: Lexicon, count: Callable[[str], int]) -> None:
    words = ["a bear wearing a backpack and sunglasses", "make the backpack green", "no, the sunglasses"]
    *_, last = rehearse(RulesRewriter(lexicon, count, count), words)
    assert "a backpack and green sunglasses" in last.draft.prompt
    assert "brought back the earlier look" in last.draft.reply
