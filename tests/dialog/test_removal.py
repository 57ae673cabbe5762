"""Deleting a conversation: all of it, nothing of another, and no picture that somebody else still speaks of."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialog import removal
from dialog.errors import StoreError, UnknownTurn
from dialog.scene import Scene
from dialog.store import Store
from dialog.types import Draft, References, Request, Settings, SubjectReference, Turn
from tests.fakes import picture_of


def turn(words, picture="", **more):
    outcome = "drawn" if picture else "stopped"
    return Turn(Request(words), Draft("draw", Scene()), Settings(seed=0), outcome, picture, **more)


def files(store):
    return {path.stem for path in store.pictures.folder.glob("**/*") if path.is_file()}


def drawn(store, owner, *names):
    """A conversation of one turn a picture; each is drawn as it is recorded."""
    session, tip = store.create_session(owner).id, None
    for name in names:
        tip = store.append(session, tip, turn(name, store.pictures.put(picture_of(name, 1))))
    return session


def test_a_deleted_conversation_leaves_no_row_and_no_file(store):
    mine, other = drawn(store, "me", "cat", "dog"), drawn(store, "you", "fox")
    for row in store.chain(mine, store.session(mine).tip):
        store.pictures.thumbnail(row.turn.picture)
        store.pictures.thumbnail(row.turn.picture, 64)
    store.set_tip(mine, store.children(mine, None)[0].id)
    kept = store.tips(other)[0].turn.picture
    store.delete(mine)
    assert files(store) == {kept}
    assert store.sessions("me") == ()
    assert store.tips(mine) == ()
    assert [session.id for session in store.sessions("you")] == [other]
    assert store.verify() == ()
    with pytest.raises(UnknownTurn, match="no conversation"):
        store.delete(mine)
    with pytest.raises(UnknownTurn, match="no conversation"):
        store.append(mine, None, turn("late"))


@pytest.mark.parametrize("way", ["picture", "attached", "before", "subject"])
def test_a_picture_that_another_turn_speaks_of_stays(store, way):
    mine = drawn(store, "me", "cat", "dog")
    cat = store.children(mine, None)[0].turn.picture
    speaking = {
        "picture": turn("x", cat),
        "attached": replace(turn("x"), request=Request("x", (cat,))),
        "before": turn("x", references=References(cat)),
        "subject": turn("x", references=References("", (SubjectReference("s1", cat, (0.0, 0.0, 1.0, 1.0)),))),
    }
    other = store.create_session("you").id
    store.append(other, None, speaking[way])
    store.pictures.thumbnail(cat)
    store.delete(mine)
    assert files(store) == {cat}
    assert store.verify() == ()
    store.delete(other)
    assert files(store) == set()


def test_a_picture_that_is_on_its_way_into_a_turn_stays(store):
    mine = drawn(store, "me", "cat")
    name = store.pictures.put(picture_of("cat", 1))
    store.delete(mine)
    other = store.create_session("you").id
    store.append(other, None, turn("the same cat", name))
    assert store.verify() == ()
    store.delete(other)
    assert files(store) == set()


def test_what_breaks_off_deletes_nothing(store, monkeypatch):
    mine = drawn(store, "me", "cat", "dog")
    before = files(store)

    def broken(*_):
        raise ValueError("broken")

    with monkeypatch.context() as patch:
        patch.setattr(removal, "unused", broken)
        with pytest.raises(ValueError, match="broken"):
            store.delete(mine)
    assert len(store.chain(mine, store.session(mine).tip)) == 2
    assert files(store) == before
    assert store.verify() == ()


def test_files_that_cannot_be_removed_are_told(store, monkeypatch):
    mine = drawn(store, "me", "cat")

    def refused(*_, **__):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refused)
        with pytest.raises(StoreError, match="Could not remove the pictures"):
            store.delete(mine)
    assert store.sessions("me") == ()
    assert store.verify() == ()


def test_a_damaged_turn_can_be_deleted_and_protects_its_picture(store):
    mine, other = drawn(store, "me", "cat"), drawn(store, "you", "cat")
    store._connection.execute(
        "UPDATE turns SET payload = '{\"picture\"' || substr(payload, 2) WHERE session = ?", (other,)
    )
    (cat,) = files(store)
    store.delete(mine)
    assert files(store) == {cat}
    store.delete(other)
    assert store.sessions("you") == ()
    assert files(store) == {cat}


def test_a_drawing_that_ends_after_its_conversation_leaves_nothing(store):
    mine = store.create_session("me").id
    pending = store.append(mine, None, turn("cat"), pending=True)
    store.delete(mine)
    store.finish(pending, turn("cat", store.pictures.put(picture_of("cat", 1))))
    assert files(store) == set()
    assert store.verify() == ()


def test_a_drawing_that_ends_after_its_conversation_takes_nothing_of_others(store):
    mine, other = store.create_session("me").id, drawn(store, "you", "cat")
    pending = store.append(mine, None, turn("cat"), pending=True)
    store.delete(mine)
    store.finish(pending, turn("cat", store.pictures.put(picture_of("cat", 1))))
    assert files(store) == {store.tips(other)[0].turn.picture}
    assert store.verify() == ()


def test_deleted_is_deleted_after_reopening(tmp_path):
    with Store(tmp_path) as store:
        mine, other = drawn(store, "me", "cat"), drawn(store, "me", "dog")
        store.delete(mine)
    with Store(tmp_path) as store:
        assert [session.id for session in store.sessions("me")] == [other]
        assert store.verify() == ()


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(st.sampled_from("abc"), max_size=3), min_size=1, max_size=4), st.data())
def test_what_is_left_is_what_the_other_conversations_speak_of(tmp_path_factory, talks, data):
    with Store(tmp_path_factory.mktemp("data")) as store:
        sessions = [drawn(store, "me", *names) for names in talks]
        for count in range(len(talks), 0, -1):
            at = data.draw(st.integers(0, count - 1))
            store.delete(sessions.pop(at))
            talks = [*talks[:at], *talks[at + 1 :]]
            left = {name for names in talks for name in names}
            assert files(store) == {hashlib.sha256(picture_of(name, 1)).hexdigest() for name in left}
            assert store.verify() == ()
