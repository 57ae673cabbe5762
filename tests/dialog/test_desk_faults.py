"""Everything goes wrong politely, and nobody meets anybody else."""

import logging

import pytest
from PIL import Image

from dialog.desk import Desk
from dialog.errors import InvalidTurn, StoreFull
from dialog.store import Store
from tests.dialog.desks import ME, YOU, outcomes, say, words
from tests.fakes import InstantPainter, QueueRewriter, following


def test_nobody_sees_what_belongs_to_another(desk):
    session = say(desk, "hidden cat")["session"]
    for owner in (YOU, "", ME[:-1], ME + "x", "ü"):
        for shown in (desk.open(owner, session), desk.undo(owner, session), desk.goto(owner, session, 0)):
            assert shown["session"] == ""
            assert "hidden" not in str(shown)
        assert desk.sessions(owner) == []


@pytest.mark.parametrize(
    "act",
    [
        lambda desk, session: desk.undo(YOU, session),
        lambda desk, session: desk.goto(YOU, session, 0),
        lambda desk, session: desk.rename(YOU, session, "mine"),
        lambda desk, session: desk.ask(YOU, session),
        lambda desk, session: desk.delete(YOU, session, session),
        lambda desk, session: list(desk.retry(YOU, session))[-1],
        lambda desk, session: list(desk.redraw(YOU, session, "mine"))[-1],
    ],
)
def test_nobody_moves_what_belongs_to_another(desk, act):
    session = say(desk, "hidden cat")["session"]
    say(desk, "hidden red cat", session)
    before = desk.store.session(session)
    shown = act(desk, session)
    assert "There is" in shown["notice"]
    assert "hidden" not in str(shown)
    assert desk.store.session(session) == before
    assert words(desk, session) == ["hidden cat", "hidden red cat"]


def test_saying_something_in_anothers_conversation_begins_ones_own(desk):
    session = say(desk, "hidden cat")["session"]
    shown = say(desk, "my dog", session, YOU)
    assert shown["session"] not in ("", session)
    assert "hidden" not in str(shown)
    assert words(desk, session) == ["hidden cat"]


def test_nobody_stops_anothers_drawing(desk):
    drawing = desk.say(ME, "", "a cat")
    session = next(drawing)["session"]
    desk.stop(YOU, session)
    *_, shown = drawing
    assert outcomes(desk, shown["session"]) == ["drawn"]


def test_without_an_owner_nothing_is_kept(desk, store):
    *_, shown = desk.say("", "", "a cat")
    assert "no owner" in shown["notice"]
    assert store.sessions("") == ()


@pytest.mark.parametrize(
    ("error", "told"), [(InvalidTurn("cannot be read"), "cannot be read"), (KeyError("x"), "KeyError")]
)
def test_a_broken_rewriter_is_a_notice_and_the_next_turn_works(store, caplog, error, told):
    desk = Desk(store, QueueRewriter([error, following]), InstantPainter())
    with caplog.at_level(logging.CRITICAL, "dialog.desk"):
        shown = say(desk, "a cat")
    assert told in shown["notice"]
    assert words(desk, shown["session"]) == []
    assert desk.sessions(ME) == []
    shown = say(desk, "a cat", shown["session"])
    assert (shown["notice"], words(desk, shown["session"])) == ("", ["a cat"])


def test_a_painter_that_fails_is_told_in_the_conversation(desk, painter):
    painter.fail_at = 2
    shown = say(desk, "a cat")
    assert "The painter was told to fail." in shown["chat"]
    assert shown["notice"] == ""
    painter.fail_at = None
    *_, shown = desk.retry(ME, shown["session"])
    assert outcomes(desk, shown["session"]) == ["drawn"]


def test_a_picture_that_could_not_be_kept_has_no_note(desk, store, painter, monkeypatch):
    def refuse(*_):
        raise StoreFull("no room")

    painter.note = "drawn again in float32"
    monkeypatch.setattr(store, "finish", refuse)
    assert say(desk, "a cat")["notice"] == ""


def test_a_painter_with_a_bug_is_told_and_does_not_block_the_line(desk, painter, caplog):
    painter.fail_at, painter.error = 2, RuntimeError("bug")
    with caplog.at_level(logging.CRITICAL, "dialog.desk"):
        shown = say(desk, "a cat")
    assert "RuntimeError" in shown["notice"]
    assert "bug" in shown["chat"]
    painter.fail_at = None
    other = say(desk, "a dog", owner=YOU)
    assert outcomes(desk, other["session"]) == ["drawn"]


@pytest.mark.parametrize("known", [True, False])
def test_a_store_that_cannot_be_read_is_a_notice_everywhere(tmp_path, known):
    store = Store(tmp_path / "data")
    desk = Desk(store, following, InstantPainter())
    session = say(desk, "a cat")["session"]
    if not known:
        desk = Desk(store, following, InstantPainter())
    store.close()
    moves = (
        desk.open(ME, session),
        desk.new(ME),
        desk.undo(ME, session),
        desk.goto(ME, session, 0),
        desk.rename(ME, session, "x"),
        desk.ask(ME, session),
        desk.delete(ME, session, session),
        list(desk.say(ME, session, "x"))[-1],
        list(desk.say(ME, "", "x"))[-1],
        list(desk.retry(ME, session))[-1],
        list(desk.redraw(ME, session, "x"))[-1],
    )
    for shown in moves:
        assert shown["notice"].count("was closed") == 1
        assert not {"chat", "session"} & set(shown)
    desk.stop(ME, session)


def test_what_cannot_be_taken_is_told_and_not_recorded(desk, tmp_path):
    (tmp_path / "bad.png").write_bytes(b"not a picture")
    for text, files, told in (
        ("", (), "Nothing was said"),
        ("x" * 2001, (), "2,001 characters"),
        ("x", [tmp_path / "bad.png"], "not a picture"),
        ("x", [tmp_path / "missing.png"], "cannot be read"),
    ):
        updates = list(desk.say(ME, "", text, files))
        assert told in updates[-1]["notice"]
        assert not any(update.get("sent") for update in updates)
        assert words(desk, updates[-1]["session"]) == []
    assert desk.sessions(ME) == []


def test_an_attached_picture_is_kept_and_shown(desk, tmp_path):
    Image.new("RGB", (20, 10), "red").save(tmp_path / "mine.png")
    shown = say(desk, "like this", files=[tmp_path / "mine.png"])
    (row,) = desk.store.chain(shown["session"], desk.store.session(shown["session"]).tip)
    (name,) = row.turn.request.pictures
    assert f"file/{name}.jpg" in shown["chat"]


def test_a_lost_picture_is_told_and_leaves_the_strip(desk):
    shown = say(desk, "a cat")
    (row,) = desk.store.tips(shown["session"])
    desk.store.pictures.path(row.turn.picture).unlink()
    again = desk.open(ME, shown["session"])
    assert "The picture's file is gone" in again["chat"]
    assert again["strip"] == ([], None)
    assert "sheet" in again["stage"]
