"""Stop takes effect within one step, and what was said is kept."""

import threading
import time

import pytest

from dialog.errors import DialogError
from dialog.types import Request, Settings
from tests.dialog.turns import last, say, until, words
from tests.fakes import InstantPainter, QueueRewriter, draft_of, following


@pytest.mark.parametrize("end", ["close", "stop"])
def test_a_stop_takes_effect_within_one_step_and_keeps_the_draft(talk, store, end):
    painter = InstantPainter(steps=50)
    conversation = talk(painter)
    first = say(conversation, "cat")
    events = conversation.say(Request("red"))
    until(events, 3)
    if end == "close":
        events.close()
    else:
        conversation.stop()
        assert last(events).outcome == "stopped"
    assert (painter.shown, painter.closed) == (53, 1)
    stopped = conversation.turns()[-1]
    assert (stopped.outcome, stopped.picture, stopped.draft.prompt) == ("stopped", "", "red")
    assert conversation.turns()[0] == first
    assert not conversation.chain()[-1].pending
    assert store.verify() == ()


def test_a_stop_from_another_thread_ends_a_slow_drawing(talk):
    painter = InstantPainter(steps=500, delay=0.01)
    conversation = talk(painter)
    ended = []
    thread = threading.Thread(target=lambda: ended.append(say(conversation, "cat")))
    thread.start()
    assert painter.started.wait(5)
    began = time.perf_counter()
    conversation.stop()
    thread.join(5)
    assert ended[0].outcome == "stopped"
    assert time.perf_counter() - began < 1.0


def test_closing_before_the_first_step_keeps_the_words(talk):
    conversation = talk()
    events = conversation.say(Request("cat"))
    next(events)
    events.close()
    assert conversation.turns()[0].outcome == "stopped"


def test_a_stop_with_nothing_being_drawn_does_not_stop_the_next_turn(talk):
    conversation = talk()
    conversation.stop()
    assert say(conversation, "cat").outcome == "drawn"
    conversation.stop()
    assert say(conversation, "red").outcome == "drawn"


def test_a_new_turn_stops_the_one_being_drawn(talk, store):
    conversation = talk(InstantPainter(steps=9))
    first = conversation.say(Request("cat"))
    until(first, 2)
    assert say(conversation, "red").outcome == "drawn"
    assert last(first).outcome == "stopped"
    assert [turn.outcome for turn in conversation.turns()] == ["stopped", "drawn"]
    assert store.verify() == ()


def test_a_stopped_turn_can_be_tried_again(talk, store):
    conversation = talk(InstantPainter(steps=5), QueueRewriter([draft_of("cat")]))
    events = conversation.say(Request("cat"), Settings(seed=0))
    until(events, 2)
    events.close()
    turn = last(conversation.retry())
    assert (turn.outcome, turn.settings.seed, turn.draft.prompt) == ("drawn", 0, "cat")
    assert words(conversation) == ["cat"]
    siblings = store.siblings(conversation.session_id, conversation.tip)
    assert [row.turn.outcome for row in siblings] == ["stopped", "drawn"]


# ---- a turn that is still being understood, by a rewriter that cannot be stopped ----


class Slow:
    """Follows the words; those of "slow …" and "slow?" only after what is to happen meanwhile has happened."""

    def __init__(self):
        self.asked, self.go_on = threading.Event(), threading.Event()

    def __call__(self, turns, request, versions=None):
        if request.text.startswith("slow"):
            self.asked.set()
            assert self.go_on.wait(30)
        return draft_of("", "answer") if request.text == "slow?" else following(turns, request, versions)


def overtaken(conversation, slow, text, meanwhile):
    """Says ``text``, lets something happen while it is being understood, and returns what became of it."""
    ended = []

    def run():
        try:
            ended.append(say(conversation, text))
        except DialogError as error:
            ended.append(str(error))

    thread = threading.Thread(target=run)
    thread.start()
    assert slow.asked.wait(30)
    meanwhile()
    slow.go_on.set()
    thread.join(30)
    return ended[0]


@pytest.mark.parametrize("text", ["slow cat", "slow?"])
def test_what_was_overtaken_while_it_was_understood_is_not_recorded(talk, text):
    """It was recorded late, as a branch of its own, and the conversation went there."""
    slow = Slow()
    conversation = talk(rewriter=slow)
    say(conversation, "first")
    told = overtaken(conversation, slow, text, lambda: say(conversation, "quick"))
    assert "nothing was changed" in told
    assert words(conversation) == ["first", "quick"]
    assert [turn.outcome for turn in conversation.turns()] == ["drawn", "drawn"]
    assert len(conversation.versions()) == 2


@pytest.mark.parametrize("move", [lambda talk: talk.undo(), lambda talk: talk.branch_from(None)])
def test_a_move_while_a_turn_is_understood_stays(talk, move):
    slow = Slow()
    conversation = talk(rewriter=slow)
    say(conversation, "first")
    assert "nothing was changed" in overtaken(conversation, slow, "slow cat", lambda: move(conversation))
    assert words(conversation) == []


def test_of_two_turns_that_begin_at_once_one_is_stopped(talk, monkeypatch):
    """Each could take the other's stop, or one that nobody would ever set."""
    conversation, stops, event = talk(), [], threading.Event

    def begin():
        stops.append(conversation._begin())

    def interrupted():
        monkeypatch.setattr("dialog.conversation.threading.Event", event)
        other.start()
        other.join(0.05)
        return event()

    other = threading.Thread(target=begin)
    monkeypatch.setattr("dialog.conversation.threading.Event", interrupted)
    begin()
    other.join(30)
    assert len(set(map(id, stops))) == 2
    assert sum(not stop.is_set() for stop in stops) == 1
