"""Who draws when: turns are understood at once, and only what is to be drawn waits in the painter's line."""

import itertools
import logging
import threading

import pytest
from PIL import Image

from dialog.desk import Desk
from dialog.errors import DialogError
from tests.dialog.desks import ME, YOU, outcomes, say, until_drawing, words
from tests.fakes import InstantPainter, following

HER = "her secret token"


class Slow:
    """Follows the words; those that begin with "slow" only once it is let go on, or it is stopped."""

    def __init__(self):
        self.go_on = threading.Event()

    def __call__(self, turns, request, versions=None):
        return following(turns, request, versions)

    def watched(self, on_text, should_stop):
        def rewrite(turns, request, versions=None):
            if request.text.startswith("slow"):
                on_text("hm")
                while not self.go_on.wait(0.01):
                    if should_stop():
                        raise DialogError("halted")
            return following(turns, request, versions)

        return rewrite


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr("dialog.line.PATIENCE", 0.02)
    monkeypatch.setattr("dialog.listening.SILENCE", 0.02)


@pytest.fixture
def slow(store, painter):
    rewriter = Slow()
    yield Desk(store, rewriter, painter), rewriter
    rewriter.go_on.set()


def waiting(turn):
    """Runs to the word about the place in the line, and returns the conversation and that word."""
    session = ""
    for shown in itertools.islice(turn, 9):
        session = shown.get("session", session)
        if "before you" in shown.get("stage", ""):
            return session, shown["stage"]
    raise AssertionError("it does not wait")


# ---- understanding is not in the line ----


def test_a_model_that_thinks_about_one_turn_does_not_keep_another_from_drawing(slow):
    """The line was taken before a turn was understood: one slow model held the painter for everybody."""
    desk, rewriter = slow
    first, second = desk.say(ME, "", "slow cat"), desk.say(YOU, "", "a dog")
    assert "hm" in next(first)["stage"]
    *_, shown = itertools.islice(second, 9)
    assert outcomes(desk, shown["session"]) == ["drawn"]
    rewriter.go_on.set()
    *_, shown = first
    assert outcomes(desk, shown["session"]) == ["drawn"]


def test_nor_does_a_rewriter_that_cannot_be_watched(store, painter):
    go_on, asked = threading.Event(), threading.Event()

    def rewriter(turns, request, versions=None):
        if request.text == "slow cat":
            asked.set()
            assert go_on.wait(30)
        return following(turns, request, versions)

    desk, shown = Desk(store, rewriter, painter), []
    first = threading.Thread(target=lambda: shown.append(say(desk, "slow cat")))
    first.start()
    assert asked.wait(30)
    *_, second = itertools.islice(desk.say(YOU, "", "a dog"), 9)
    go_on.set()
    first.join(30)
    assert [outcomes(desk, one["session"]) for one in (second, *shown)] == [["drawn"], ["drawn"]]


def test_who_is_understood_first_is_drawn_first(slow, painter):
    desk, rewriter = slow
    one, two, three = desk.say(ME, "", "slow cat"), desk.say(YOU, "", "a dog"), desk.say(HER, "", "a cow")
    next(one)
    until_drawing(itertools.islice(two, 9))
    assert "1 before you" in waiting(three)[1]
    rewriter.go_on.set()
    assert "2 before you" in waiting(one)[1]
    for turn in (two, three, one):
        list(turn)
    assert [draft.prompt for draft, *_ in painter.calls] == ["a dog", "a cow", "slow cat"]


def test_what_draws_nothing_takes_no_place(desk):
    session = say(desk, "a fish", owner=YOU)["session"]
    first = desk.say(ME, "", "a cat")
    until_drawing(first)
    for text in ("?", "back 1"):
        drafted, shown = itertools.islice(desk.say(YOU, session, text), 9)
        assert drafted["sent"]
        assert shown["notice"] == ""
    assert words(desk, session) == ["a fish", "?", "back 1"]
    *_, shown = first
    assert outcomes(desk, shown["session"]) == ["drawn"]


def test_the_expected_wait_is_of_drawings_alone(desk):
    say(desk, "?")
    assert desk._line.expected(1) == 0
    first, second = desk.say(ME, "", "a cat"), desk.say(YOU, "", "a dog")
    next(first)
    waiting(second)
    second.close()
    assert desk._line.expected(1) == 0
    list(first)
    assert desk._line.expected(1) > 0


# ---- waiting ----


def test_a_turn_that_waits_is_taken_and_shows_its_place_and_then_its_drawing(desk):
    first, second = desk.say(ME, "", "a cat"), desk.say(YOU, "", "a dog")
    until_drawing(first)
    drafted = next(second)
    assert drafted["sent"] is True
    assert "a dog" in drafted["chat"]
    (row,) = desk.store.tips(drafted["session"])
    assert (row.pending, row.turn.outcome) == (True, "stopped")
    assert "排队：前面还有 1 张 · 1 before you" in waiting(second)[1]
    list(first)
    assert "0 / 20" in next(second)["stage"]
    *_, shown = second
    assert outcomes(desk, shown["session"]) == ["drawn"]


def test_stop_ends_the_waiting_and_keeps_the_turn(desk, painter):
    first, second = desk.say(ME, "", "a cat"), desk.say(YOU, "", "a dog")
    until_drawing(first)
    session, _ = waiting(second)
    desk.stop(YOU, session)
    *_, shown = itertools.islice(second, 9)
    assert (words(desk, session), outcomes(desk, session)) == (["a dog"], ["stopped"])
    assert "Stopped" in shown["chat"]
    assert not desk.store.tips(session)[0].pending
    *_, done = first
    assert outcomes(desk, done["session"]) == ["drawn"]
    assert len(painter.calls) == 1
    assert desk.store.verify() == ()


def test_a_new_turn_ends_the_waiting_of_the_one_before(desk, painter):
    first, second = desk.say(ME, "", "a cat"), desk.say(YOU, "", "a dog")
    until_drawing(first)
    session, _ = waiting(second)
    third = desk.say(YOU, session, "a red dog")
    waiting(third)
    list(itertools.islice(second, 9))
    assert outcomes(desk, session) == ["stopped", "stopped"]
    list(first), list(third)
    assert (words(desk, session), outcomes(desk, session)) == (["a dog", "a red dog"], ["stopped", "drawn"])
    assert [draft.prompt for draft, *_ in painter.calls] == ["a cat", "a red dog"]


def test_a_new_turn_ends_the_drawing_of_the_one_before(desk, painter):
    painter.steps = 50
    first = desk.say(ME, "", "a cat")
    session = next(first)["session"]
    until_drawing(first)
    second = desk.say(ME, session, "a red cat")
    waiting(second)
    list(first)
    assert painter.shown <= 2
    list(second)
    assert outcomes(desk, session) == ["stopped", "drawn"]


@pytest.mark.parametrize("move", [lambda desk, at: desk.undo(YOU, at), lambda desk, at: desk.goto(YOU, at, 0)])
def test_a_move_ends_the_waiting_and_stays(desk, painter, move):
    session = say(desk, "a dog", owner=YOU)["session"]
    first, second = desk.say(ME, "", "a cat"), desk.say(YOU, session, "a red dog")
    until_drawing(first)
    waiting(second)
    assert move(desk, session)["notice"] == ""
    assert words(desk, session) == ["a dog"]
    *_, shown = itertools.islice(second, 9)
    assert shown["prompt"] == "a dog"
    assert words(desk, session) == ["a dog"]
    assert [row.turn.outcome for row in desk.store.turns(session)] == ["drawn", "stopped"]
    list(first)
    assert len(painter.calls) == 2


def test_deleting_ends_the_waiting_and_leaves_nothing_of_it(desk, store, painter):
    first, second = desk.say(ME, "", "a cat"), desk.say(YOU, "", "a dog")
    until_drawing(first)
    session, _ = waiting(second)
    desk.delete(YOU, session, session)
    *_, shown = itertools.islice(second, 9)
    assert set(shown) == {"stage", "notice"}
    assert store.sessions(YOU) == ()
    list(first)
    assert len(painter.calls) == 1
    assert store.verify() == ()


def test_stop_is_heard_while_an_upload_is_read(desk, store, tmp_path, monkeypatch):
    session, accept = say(desk, "a cat")["session"], store.pictures.accept_upload

    def stopped(file):
        desk.stop(ME, session)
        return accept(file)

    Image.new("RGB", (8, 8)).save(tmp_path / "mine.png")
    monkeypatch.setattr(store.pictures, "accept_upload", stopped)
    (shown,) = desk.say(ME, session, "like this", [tmp_path / "mine.png"])
    assert (words(desk, session), shown["notice"]) == (["a cat"], "")


@pytest.mark.parametrize("at", ["sent", "told"])
def test_a_page_that_is_closed_leaves_the_line(desk, at):
    first, second, third = (desk.say(who, "", "a cat") for who in (ME, YOU, HER))
    until_drawing(first)
    session = next(second)["session"] if at == "sent" else waiting(second)[0]
    assert "2 before you" in waiting(third)[1]
    second.close()
    assert "1 before you" in waiting(third)[1]
    assert outcomes(desk, session) == ["stopped"]
    list(first)
    *_, shown = third
    assert outcomes(desk, shown["session"]) == ["drawn"]


def test_the_one_who_waited_draws_next_even_when_the_first_page_was_closed(desk):
    first, second = desk.say(ME, "", "a cat"), desk.say(YOU, "", "a dog")
    session = next(first)["session"]
    waiting(second)
    first.close()
    *_, shown = second
    assert outcomes(desk, shown["session"]) == ["drawn"]
    assert outcomes(desk, session) == ["stopped"]


def test_a_bug_while_waiting_is_told_and_leaves_the_line(desk, monkeypatch, caplog):
    def broken(ahead):
        raise KeyError("bug")

    first, second = desk.say(ME, "", "a cat"), desk.say(YOU, "", "a dog")
    until_drawing(first)
    with monkeypatch.context() as patch, caplog.at_level(logging.CRITICAL, "dialog.desk"):
        patch.setattr(desk._line, "expected", broken)
        *_, shown = itertools.islice(second, 9)
    assert "KeyError" in shown["notice"]
    assert outcomes(desk, shown["session"]) == ["failed"]
    list(first)
    *_, shown = itertools.islice(desk.say(YOU, shown["session"], "again"), 9)
    assert outcomes(desk, shown["session"]) == ["failed", "drawn"]


def test_many_turns_at_once_are_all_drawn_one_at_a_time(store):
    class Alone(InstantPainter):
        drawing, most = 0, 0

        def _steps(self, *given):
            self.drawing += 1
            self.most = max(self.most, self.drawing)
            try:
                yield from super()._steps(*given)
            finally:
                self.drawing -= 1

    painter, shown = Alone(steps=2, delay=0.002), []
    desk = Desk(store, following, painter)

    def talk(owner):
        session = say(desk, "a cat", owner=owner)["session"]
        shown.append(outcomes(desk, say(desk, "red", session, owner)["session"]))

    threads = [threading.Thread(target=talk, args=(f"owner {number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert shown == [["drawn", "drawn"]] * 6
    assert painter.most == 1
    assert store.verify() == ()
