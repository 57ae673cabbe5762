import threading

import pytest

from dialog.conversation import Conversation
from dialog.errors import StoreError, UnknownTurn
from dialog.talks import Talks
from dialog.types import Request
from tests.dialog.turns import last, say, until
from tests.fakes import InstantPainter, following


@pytest.fixture
def talks(store):
    return Talks(store, lambda session: Conversation(store, following, InstantPainter(), session))


def test_a_conversation_is_opened_once_and_only_for_its_owner(talks, store):
    talk = talks.begin("me")
    assert talks.find("me", talk.session) is talk
    for owner, session in (("you", talk.session), ("", talk.session), ("me", ""), ("me", "nobody"), ("me", "\ud800")):
        assert talks.find(owner, session) is None
    again = Talks(store, talks._converse).find("me", talk.session)
    assert again.session == talk.session


def test_an_owner_of_nothing_owns_nothing(talks, store):
    session = store.create_session("").id
    assert talks.find("me", session) is None


def test_stopping_is_counted_and_told_to_the_conversation(talks):
    talk = talks.begin("me")
    events = talk.conversation.say(Request("cat"))
    until(events, 2)
    talk.stop()
    assert last(events).outcome == "stopped"
    assert talk.stops == 1


def test_a_deleted_conversation_is_found_no_more(talks, store):
    talk = talks.begin("me")
    say(talk.conversation, "cat")
    talks.delete(talk)
    assert talk.stops == 1
    assert talks.find("me", talk.session) is None
    assert store.sessions("me") == ()
    with pytest.raises(UnknownTurn):
        talks.delete(talk)


def test_a_conversation_that_could_not_be_deleted_is_still_there(talks, store, monkeypatch):
    def full(_):
        raise StoreError("no")

    talk = talks.begin("me")
    with monkeypatch.context() as patch:
        patch.setattr(store, "delete", full)
        with pytest.raises(StoreError):
            talks.delete(talk)
    assert talks.find("me", talk.session).session == talk.session


def test_many_threads_find_one_conversation(talks, store):
    session, found = store.create_session("me").id, []
    threads = [threading.Thread(target=lambda: found.append(talks.find("me", session))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len({id(talk) for talk in found}) == 1
