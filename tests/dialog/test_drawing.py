import threading
from dataclasses import replace

import pytest

from dialog.drawing import OpenTurn
from dialog.errors import PaintingFailed, StoreError, StoreFull
from dialog.types import Drafted, Drawing, Request, Settings, Step, Turn
from tests.fakes import InstantPainter, draft_of, picture_of


@pytest.fixture
def running(store):
    turn = Turn(Request("cat"), draft_of("cat"), Settings(seed=0), "drawn", seconds=(("rewrite", 1.0),))
    return OpenTurn(store, store.create_session("me").id, None, turn)


def stored(store, running):
    (session,) = store.sessions("me")
    return store.turn(session.id, running.id)


def test_the_words_are_in_the_store_before_the_first_step(store, running):
    row = stored(store, running)
    assert (row.pending, row.turn.outcome, row.turn.request.text) == (True, "stopped", "cat")


def test_the_picture_is_saved_before_its_last_step_is_shown(store, running):
    events = running.draw(InstantPainter(steps=3), threading.Event())
    assert isinstance(next(events), Drafted)
    assert [next(events).step.index for _ in range(3)] == [1, 2, 3]
    assert store.pictures.get(stored(store, running).turn.picture) == picture_of("cat", 0)
    events.close()
    assert stored(store, running).turn.outcome == "drawn"


def test_a_stop_before_the_first_step_asks_the_painter_for_nothing(store, running):
    painter, stop = InstantPainter(), threading.Event()
    stop.set()
    assert len(list(running.draw(painter, stop))) == 1
    assert painter.calls == []
    assert stored(store, running).turn.outcome == "stopped"


def test_a_stop_ends_the_drawing_at_the_next_step(store, running):
    painter, stop = InstantPainter(steps=10), threading.Event()
    for event in running.draw(painter, stop):
        if isinstance(event, Drawing) and event.step.index == 4:
            stop.set()
    assert (painter.shown, painter.closed) == (4, 1)
    assert (running.turn.outcome, running.turn.picture) == ("stopped", "")


def test_a_finished_picture_is_kept_though_stop_was_pressed_in_its_last_step(running):
    stop = threading.Event()

    def painter(*_):
        yield Step(1, 2)
        stop.set()
        yield Step(2, 2, picture=picture_of("cat", 0))

    events = running.draw(painter, stop)
    assert [type(event) for event in events] == [Drafted, Drawing, Drawing]
    assert running.turn.outcome == "drawn"


def test_a_painter_that_ends_without_a_picture_has_failed(running):
    with pytest.raises(PaintingFailed, match="without a picture"):
        list(running.draw(lambda *_: iter([Step(1, 2)]), threading.Event()))


def test_any_iterator_with_close_is_closed(running):
    class Steps:
        closed = False

        def __iter__(self):
            return self

        def __next__(self):
            return Step(1, 2)

        def close(self):
            self.closed = True

    steps, stop = Steps(), threading.Event()
    events = running.draw(lambda *_: steps, stop)
    next(events), next(events)
    events.close()
    assert steps.closed


def test_only_the_first_end_counts(store, running):
    running.end("failed", error="first")
    running.end("stopped")
    assert stored(store, running).turn == running.turn
    assert (running.turn.outcome, running.turn.error) == ("failed", "first")


def test_an_error_text_that_no_encoding_holds_is_kept_readable(store, running):
    running.end("failed", error="file \udcff")
    assert stored(store, running).turn.error == "file ?"


def test_the_time_of_drawing_is_the_painters_alone(running):
    painter = InstantPainter(steps=2, delay=0.02)
    list(running.draw(painter, threading.Event()))
    seconds = dict(running.turn.seconds)
    assert seconds["rewrite"] == 1.0
    assert 0.04 <= seconds["draw"] < 1.0


@pytest.mark.parametrize("fault", [StoreFull("no room"), StoreError("broken disk")])
def test_a_store_that_cannot_write_the_end_leaves_a_stopped_turn(store, running, monkeypatch, fault):
    def refuse(*_):
        raise fault

    monkeypatch.setattr(store, "finish", refuse)
    list(running.draw(InstantPainter(), threading.Event()))
    assert (running.turn.outcome, running.turn.picture, running.turn.error) == ("failed", "", str(fault))
    assert stored(store, running).turn == replace(
        running.turn, outcome="stopped", error="", seconds=(("rewrite", 1.0),)
    )
