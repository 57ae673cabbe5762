"""Rewriters that think aloud, against ones that do not; stopping in the middle of a thought records nothing."""

import threading

import pytest

from dialog import Conversation, Drafted, Finished, Request, Rewriting, Settings
from dialog.desk import Desk
from dialog.errors import DialogError
from dialog.listening import rewritten
from tests.dialog.desks import ME, say
from tests.fakes import InstantPainter, following


class Halted(DialogError):
    pass


class Thinker:
    """Says three words; between them it waits until it is let go on, or stopped."""

    def __init__(self):
        self.go_on, self.threads = threading.Semaphore(0), []

    def __call__(self, turns, request, versions=None):
        return following(turns, request, versions)

    def watched(self, on_text, should_stop):
        def rewrite(turns, request, versions=None):
            self.threads.append(threading.current_thread())
            for word in ("one ", "two ", "three"):
                on_text(word)
                while not self.go_on.acquire(timeout=0.01):
                    if should_stop():
                        raise Halted("halted")
            return self(turns, request, versions)

        return rewrite


def draft_of(generator):
    said = []
    while True:
        try:
            said.append(next(generator))
        except StopIteration as end:
            return said, end.value


def test_who_cannot_be_watched_is_simply_called():
    said, draft = draft_of(rewritten(following, (), Request("a cat"), (), threading.Event()))
    assert said == []
    assert draft == following((), Request("a cat"), ())


def test_what_is_said_comes_as_it_is_said():
    thinker = Thinker()
    generator = rewritten(thinker, (), Request("a cat"), (), threading.Event())
    assert next(generator) == Rewriting("one ")
    thinker.go_on.release(3)
    said, draft = draft_of(generator)
    assert said == [Rewriting("two "), Rewriting("three")]
    assert draft == following((), Request("a cat"), ())


def test_silence_is_heard_so_that_who_listens_can_leave(monkeypatch):
    monkeypatch.setattr("dialog.listening.SILENCE", 0.01)
    thinker = Thinker()
    generator = rewritten(thinker, (), Request("a cat"), (), threading.Event())
    assert next(generator) == Rewriting("one ")
    assert next(generator) == Rewriting("")
    generator.close()
    thinker.threads[0].join(5)
    assert not thinker.threads[0].is_alive()


def test_closing_ends_the_thought_too():
    thinker = Thinker()
    generator = rewritten(thinker, (), Request("a cat"), (), threading.Event())
    next(generator)
    generator.close()
    thinker.threads[0].join(5)
    assert not thinker.threads[0].is_alive()


def test_errors_are_raised_where_the_turn_was_asked_for():
    class Broken(Thinker):
        def watched(self, on_text, should_stop):
            def rewrite(turns, request, versions=None):
                raise KeyError("bug")

            return rewrite

    with pytest.raises(KeyError, match="bug"):
        next(rewritten(Broken(), (), Request("a cat"), (), threading.Event()))


def test_a_conversation_tells_stops_and_goes_on(store):
    thinker = Thinker()
    talk = Conversation(store, thinker, InstantPainter(), store.create_session("me").id)
    events = talk.say(Request("a cat"), Settings(seed=1))
    assert next(events) == Rewriting("one ")
    talk.stop()
    with pytest.raises(Halted):
        list(events)
    assert talk.turns() == ()
    thinker.go_on.release(3)
    events = list(talk.say(Request("a cat"), Settings(seed=1)))
    assert "".join(event.text for event in events if isinstance(event, Rewriting)) == "one two three"
    assert any(isinstance(event, Drafted) for event in events)
    assert isinstance(events[-1], Finished)
    assert len(talk.turns()) == 1


def test_the_page_shows_what_is_thought_and_stop_reaches_it(store):
    thinker = Thinker()
    desk = Desk(store, thinker, InstantPainter(), address=lambda path: path.name)
    shown = desk.say(ME, "", "a <b>cat</b>", wished=Settings(seed=1))
    first = next(shown)
    assert "one" in first["stage"]
    desk.stop(ME, first["session"])
    (last,) = shown
    assert "halted" in last["notice"]
    assert desk.sessions(ME) == []
    thinker.go_on.release(3)
    assert "cat" in say(desk, "a cat")["chat"]
