"""Taking turns in a conversation, for tests."""

from dialog.types import Drawing, Finished, Request, Settings


def say(conversation, text, **numbers):
    """Takes a whole turn and returns how it ended."""
    return last(conversation.say(Request(text), Settings(**numbers)))


def last(events):
    *_, finished = events
    assert isinstance(finished, Finished)
    return finished.turn


def words(conversation):
    return [turn.request.text for turn in conversation.turns()]


def until(events, index):
    """Runs to the event of that step."""
    return next(event for event in events if isinstance(event, Drawing) and event.step.index == index)
