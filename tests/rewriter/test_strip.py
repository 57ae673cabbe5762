"""The strip, its captions and the words "the fourth one" mean the same picture, whatever branch it is on."""

import pytest

from dialog.desk import Desk
from dialog.play import play
from dialog.store import Store
from dialog.types import Settings
from tests.dialog.desks import ME, say, words
from tests.fakes import InstantPainter

STORY = ("draw a cat", "make it red", "give it a hat", "go back to the first one", "add a dog")
PROMPTS = ("a cat", "a red cat", "a red cat wearing a hat", "a cat, a dog", "a blue cat")
ENGLISH = ("first", "second", "third", "fourth", "fifth")


@pytest.fixture
def desk(rewriter, tmp_path):
    with Store(tmp_path / "data") as store:
        yield Desk(store, rewriter, InstantPainter(), address=lambda path: f"file/{path.name}")


@pytest.fixture
def session(desk):
    """Pictures 1 to 4 as in STORY, and the fifth, a blue cat, on a branch of its own from the first."""
    session = ""
    for line in STORY:
        session = say(desk, line, session)["session"]
    desk.goto(ME, session, 0)
    say(desk, "make it blue", session)
    return session


def captions(shown):
    return [caption for _, caption in shown["strip"][0]]


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_every_picture_of_the_strip_is_reached_by_its_number(desk, session, number):
    for line in (f"go back to the {ENGLISH[number - 1]} one", f"回到第{number}张", f"go back to #{number}"):
        shown = say(desk, line, session)
        assert (shown["prompt"], shown["strip"][1]) == (PROMPTS[number - 1], number - 1)
        assert captions(shown)[number - 1].startswith(f"{number}. ")
        assert f"Back to picture {number}." in shown["chat"] or f"回到第 {number} 张。" in shown["chat"]
        assert len(captions(shown)) == 5


def test_the_talk_goes_on_where_the_other_picture_is(desk, session):
    say(desk, "go back to the third one", session)
    assert words(desk, session) == [*STORY[:3], "go back to the third one"]
    assert say(desk, "add a dog", session)["prompt"] == "a red cat wearing a hat, a dog"
    assert say(desk, "undo", session)["prompt"] == "a red cat wearing a hat"
    shown = say(desk, "go back to the fifth one and add a fox", session)
    assert shown["prompt"] == "a blue cat, a fox"
    assert words(desk, session) == [STORY[0], "make it blue", "go back to the fifth one and add a fox"]
    assert len(captions(shown)) == 7


def test_a_talk_without_a_page_counts_the_same_way(rewriter):
    lines = (*STORY, "go back to the fourth one", "undo the last two changes")
    turns = [turn for turn, _ in play(lines, rewriter, InstantPainter(), Settings(seed=1))]
    assert [turn.draft.prompt for turn in turns[-2:]] == ["a cat, a dog", "a red cat wearing a hat"]
    assert turns[-2].picture == turns[4].picture
    assert [turn.draft.reply for turn in turns[-2:]] == ["Back to picture 4.", "Back to picture 3."]
