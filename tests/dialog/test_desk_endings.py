"""Conversations get other names, and end only after a yes."""

from pathlib import Path

import pytest

from dialog.errors import StoreError
from dialog.types import Settings
from tests.dialog.desks import ME, PAGE, YOU, outcomes, say, until_drawing, words


def test_a_conversation_is_renamed_while_it_draws(desk):
    drawing = desk.say(ME, "", "a cat")
    session = next(drawing)["session"]
    shown = desk.rename(ME, session, " my\ncat ")
    assert shown == {
        "owner": ME, "session": session, "sessions": [("my cat", session)], "renamed": True, "notice": "",
    }  # fmt: skip
    *_, shown = drawing
    assert outcomes(desk, session) == ["drawn"]
    assert shown["sessions"] == [("my cat", session)]


@pytest.mark.parametrize(("title", "told"), [("", "title is empty"), ("x" * 81, "at most 80"), ("\ud800", "half a")])
def test_a_title_that_cannot_be_taken_is_a_notice(desk, title, told):
    session = say(desk, "a cat")["session"]
    shown = desk.rename(ME, session, title)
    assert told in shown["notice"]
    assert "renamed" not in shown
    assert desk.sessions(ME) == [("a cat", session)]
    assert "no conversation" in desk.rename(ME, "", "x")["notice"]


def test_deleting_asks_first_and_then_shows_an_empty_page(desk, store):
    cat, dog = (say(desk, text)["session"] for text in ("a cat", "a dog"))
    asked = desk.ask(ME, cat)
    assert asked["asked"] == cat
    assert asked["question"].count("“a cat”") == 2
    assert words(desk, cat) == ["a cat"]
    shown = desk.delete(ME, cat, asked["asked"])
    assert shown.keys() >= PAGE
    assert (shown["session"], shown["asked"], shown["question"], shown["notice"]) == ("", "", "", "")
    assert shown["sessions"] == [("a dog", dog)]
    assert "Say what to draw" in shown["chat"]
    assert len(list(store.pictures.folder.glob("??/*.png"))) == 1
    assert store.verify() == ()
    for again in (desk.delete(ME, cat, cat), desk.ask(ME, cat)):
        assert "no conversation" in again["notice"]
    assert desk.open(ME, cat)["session"] == ""


@pytest.mark.parametrize("confirmed", ["", "True", "yes", None, "another"])
def test_nothing_is_deleted_without_a_yes_about_this_one(desk, confirmed):
    cat, dog = (say(desk, text)["session"] for text in ("a cat", "a dog"))
    desk.ask(ME, dog)
    shown = desk.delete(ME, cat, dog if confirmed == "another" else confirmed)
    assert "Nothing was deleted" in shown["notice"]
    assert (shown["session"], shown["asked"]) == (cat, "")
    assert len(desk.sessions(ME)) == 2


def test_a_question_can_be_taken_back_and_does_not_outlive_its_page(desk):
    session = say(desk, "a cat")["session"]
    for shown in (desk.spare(ME, session), desk.open(ME, session), desk.new(ME)):
        assert (shown["asked"], shown["question"]) == ("", "")
    assert "no conversation" in desk.ask(ME, "")["notice"]


def test_deleting_stops_the_drawing_and_leaves_nothing_of_it(desk, store, painter):
    painter.steps = 50
    drawing = desk.say(ME, "", "a cat")
    session = next(drawing)["session"]
    until_drawing(drawing)
    assert desk.delete(ME, session, session)["session"] == ""
    rest = list(drawing)
    assert painter.shown <= 2
    assert set(rest[-1]) == {"stage", "notice"}
    assert "sheet" in rest[-1]["stage"]
    assert store.sessions(ME) == ()
    assert [path for path in store.pictures.folder.glob("**/*") if path.is_file()] == []
    assert store.verify() == ()


def test_deleting_in_the_last_step_leaves_nothing_either(desk, store):
    drawing = desk.say(ME, "", "a cat", wished=Settings(seed=1))
    session = next(drawing)["session"]
    for _ in range(3):
        next(drawing)
    store.delete(session)
    list(drawing)
    assert [path for path in store.pictures.folder.glob("**/*") if path.is_file()] == []


def test_deleting_stops_waiting(desk):
    first, second = desk.say(ME, "", "a cat"), desk.say(YOU, "", "a dog")
    until_drawing(first)
    session = next(second)["session"]
    desk.delete(YOU, session, session)
    list(second)
    assert desk.sessions(YOU) == []
    *_, shown = first
    assert outcomes(desk, shown["session"]) == ["drawn"]


def test_a_picture_that_another_conversation_has_too_stays(desk):
    one, other = (say(desk, "a cat", wished=Settings(seed=1))["session"] for _ in range(2))
    desk.delete(ME, one, one)
    shown = desk.open(ME, other)
    assert "gone" not in shown["chat"]
    assert len(shown["strip"][0]) == 1


def test_files_that_cannot_be_removed_are_told_on_an_empty_page(desk, monkeypatch):
    session = say(desk, "a cat")["session"]

    def refused(*_, **__):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refused)
        shown = desk.delete(ME, session, session)
    assert "Could not remove the pictures" in shown["notice"]
    assert (shown["session"], shown["sessions"]) == ("", [])


def test_what_could_not_be_deleted_is_still_shown(desk, store, monkeypatch):
    session = say(desk, "a cat")["session"]

    def broken(_):
        raise StoreError("the disk is gone")

    with monkeypatch.context() as patch:
        patch.setattr(store, "delete", broken)
        shown = desk.delete(ME, session, session)
    assert "the disk is gone" in shown["notice"]
    assert (shown["session"], words(desk, session)) == (session, ["a cat"])
