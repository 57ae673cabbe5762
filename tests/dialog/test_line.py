import contextlib
import threading
import time

import pytest

from dialog.line import Line, Waiting


def test_first_come_first_served():
    line = Line()
    with line.place() as first:
        with line.place() as second, line.place() as third:
            assert [line.ahead(place) for place in (first, second, third)] == [0, 1, 2]
        with line.place() as last:
            assert line.ahead(last) == 1


def test_leaving_from_the_middle_moves_the_others_up():
    line = Line()
    first, second, third = (line.place() for _ in range(3))
    first.__enter__()
    middle, last = second.__enter__(), third.__enter__()
    second.__exit__(None, None, None)
    assert line.ahead(last) == 1
    with pytest.raises(ValueError, match="not in"):
        line.ahead(middle)
    first.__exit__(None, None, None)
    assert line.ahead(last) == 0
    third.__exit__(None, None, None)


def test_a_place_is_left_when_its_holder_breaks_off():
    line = Line()
    with pytest.raises(RuntimeError), line.place():
        raise RuntimeError
    with line.place() as place:
        assert line.ahead(place) == 0


def test_waiting_ends_as_soon_as_it_is_ones_turn():
    line, leave = Line(), threading.Event()

    def hold():
        with line.place():
            held.set()
            leave.wait(30)

    held = threading.Event()
    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(30)
    with line.place() as place:
        assert line.ahead(place, patience=0.01) == 1
        threading.Timer(0.1, leave.set).start()
        began = time.monotonic()
        assert line.ahead(place, patience=60) == 0
        assert time.monotonic() - began < 30
    holder.join()


def test_the_expected_wait_follows_the_drawings(monkeypatch):
    line, clock = Line(), [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    assert line.expected(3) == 0
    for seconds, typical in ((10.0, 10.0), (20.0, 13.0)):
        with line.timed():
            clock[0] += seconds
        assert line.expected(1) == pytest.approx(typical)
    assert line.expected(3) == pytest.approx(39)
    with contextlib.suppress(RuntimeError), line.timed():
        clock[0] += 1000
        raise RuntimeError
    assert line.expected(1) == pytest.approx(13)


def test_who_waits_is_told_at_once_and_when_it_is_over(monkeypatch):
    monkeypatch.setattr("dialog.line.PATIENCE", 0.01)
    line = Line()
    with line.place() as mine:
        assert list(line.waiting(mine, lambda: False)) == []
    with contextlib.ExitStack() as first:
        first.enter_context(line.place())
        with line.place() as mine:
            told = line.waiting(mine, lambda: False)
            assert [next(told), next(told)] == [Waiting(1)] * 2
            first.close()
            assert list(told) == [Waiting(0)]


def test_waiting_ends_when_it_is_not_wanted_any_more(monkeypatch):
    monkeypatch.setattr("dialog.line.PATIENCE", 0.01)
    line, over = Line(), threading.Event()
    with line.place(), line.place() as mine:
        told = line.waiting(mine, over.is_set)
        assert next(told) == Waiting(1)
        over.set()
        assert list(told) == []
        assert list(line.waiting(mine, over.is_set)) == []
