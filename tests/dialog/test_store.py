import contextlib
import sqlite3
import subprocess
import sys
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialog.errors import EmptyTurn, InvalidRecord, InvalidTurn, StoreBusy, StoreError, StoreFull, UnknownTurn
from dialog.scene import Scene
from dialog.store import Store
from dialog.types import Draft, Request, Settings, Turn
from tests.fakes import picture_of


def turn(words, picture=""):
    return Turn(Request(words), Draft("draw", Scene()), Settings(seed=0), "drawn" if picture else "stopped", picture)


def words(rows):
    return [row.turn.request.text for row in rows]


@contextlib.contextmanager
def behind(store):
    """A second connection, as only somebody who meddles has."""
    with contextlib.closing(sqlite3.connect(store.database, isolation_level=None)) as connection:
        yield connection


def test_sessions_belong_to_their_owner_and_the_last_used_is_first(store):
    first, second, other = (store.create_session(owner) for owner in ("me", "me", "you"))
    assert len({first.id, second.id, other.id}) == 3
    assert len(first.id) >= 20
    store.append(first.id, None, turn("hello"))
    assert [session.id for session in store.sessions("me")] == [first.id, second.id]
    assert [session.id for session in store.sessions("you")] == [other.id]
    assert store.sessions("nobody") == ()


def test_a_session_is_named_by_its_first_words_until_renamed(store):
    session = store.create_session("me")
    tip = store.append(session.id, None, turn(""))
    assert store.session(session.id).title == ""
    tip = store.append(session.id, tip, turn("画一只猫"))
    assert store.session(session.id).title == "画一只猫"
    store.rename(session.id, " my\ncat ")
    store.append(session.id, tip, turn("more"))
    assert store.session(session.id).title == "my cat"
    for title, error in (("x" * 81, InvalidTurn), (" \n\x00", EmptyTurn)):
        with pytest.raises(error, match="The title"):
            store.rename(session.id, title)
    assert store.session(session.id).title == "my cat"


def test_turns_form_chains_and_branches(store):
    me = store.create_session("me").id
    one = store.append(me, None, turn("one"))
    two = store.append(me, one, turn("two"))
    store.set_tip(me, one)
    three = store.append(me, one, turn("three"))
    assert store.session(me).tip == three
    assert words(store.chain(me, three)) == ["one", "three"]
    assert words(store.chain(me, two)) == ["one", "two"]
    assert store.chain(me, None) == ()
    assert words(store.siblings(me, three)) == ["two", "three"]
    assert words(store.siblings(me, one)) == ["one"]
    assert words(store.children(me, None)) == ["one"]
    assert words(store.tips(me)) == ["two", "three"]
    assert store.verify() == ()


def test_turns_of_another_session_are_unknown(store):
    mine, yours = store.create_session("me").id, store.create_session("you").id
    theirs = store.append(yours, None, turn("secret"))
    for attempt in (
        lambda: store.turn(mine, theirs),
        lambda: store.chain(mine, theirs),
        lambda: store.siblings(mine, theirs),
        lambda: store.set_tip(mine, theirs),
        lambda: store.append(mine, theirs, turn("x")),
    ):
        with pytest.raises(UnknownTurn, match="no turn"):
            attempt()
    assert store.session(mine).tip is None


@pytest.mark.parametrize("name", ["", "nobody", "' OR 1=1 --", "\ud800", "x" * 10_000])
def test_an_unknown_session_is_named(store, name):
    for attempt in (
        lambda: store.session(name),
        lambda: store.rename(name, "x"),
        lambda: store.append(name, None, turn("x")),
        lambda: store.set_tip(name, None),
        lambda: store.delete(name),
    ):
        with pytest.raises(UnknownTurn, match="no conversation"):
            attempt()


def test_everything_is_there_after_reopening(tmp_path):
    with Store(tmp_path) as store:
        me = store.create_session("me").id
        one = store.append(me, None, turn("one"))
    with Store(tmp_path) as store:
        assert store.session(me).tip == one
        assert words(store.chain(me, one)) == ["one"]


def test_a_pending_turn_is_finished_once(store):
    me = store.create_session("me").id
    one = store.append(me, None, turn("one"), pending=True)
    assert store.turn(me, one).pending
    store.finish(one, turn("done"))
    store.finish(one, turn("again"))
    row = store.turn(me, one)
    assert (row.pending, row.turn.request.text) == (False, "done")


def test_a_turn_left_pending_is_not_pending_after_reopening(tmp_path):
    with Store(tmp_path) as store:
        me = store.create_session("me").id
        one = store.append(me, None, turn("one"), pending=True)
    with Store(tmp_path) as store:
        assert store.turn(me, one).pending is False
        assert store.turn(me, one).turn.outcome == "stopped"


def test_what_cannot_be_read_back_is_not_written(store):
    me = store.create_session("me").id
    with pytest.raises(InvalidRecord):
        store.append(me, None, Turn(Request("x"), Draft("paint", Scene()), Settings(), "stopped"))
    assert store.tips(me) == ()


def test_a_write_that_breaks_off_leaves_nothing_of_itself(store, monkeypatch):
    me = store.create_session("me").id

    def broken(_turns):
        raise ValueError("broken")

    with monkeypatch.context() as patch:
        patch.setattr("dialog.state.title", broken)
        with pytest.raises(ValueError, match="broken"):
            store.append(me, None, turn("one"))
    assert store.tips(me) == ()
    store.append(me, None, turn("two"))
    assert words(store.tips(me)) == ["two"]


def test_a_second_store_on_the_folder_is_busy_until_the_first_closes(tmp_path):
    with Store(tmp_path), pytest.raises(StoreBusy, match=r"Another Huatu \(process \d+\) uses"):
        Store(tmp_path)
    Store(tmp_path).close()


def test_a_second_process_on_the_folder_is_busy(tmp_path):
    script = (
        "import sys, pathlib, dialog\n"
        "try: dialog.Store(pathlib.Path(sys.argv[1])).close()\n"
        "except dialog.StoreBusy as error: sys.exit(str(error))\n"
    )

    def second():
        command = [sys.executable, "-c", script, str(tmp_path)]
        return subprocess.run(command, capture_output=True, text=True, timeout=30)

    with Store(tmp_path):
        busy = second()
    assert busy.returncode == 1
    assert str(tmp_path) in busy.stderr
    assert second().returncode == 0


def test_a_closed_store_says_so(tmp_path):
    store = Store(tmp_path)
    store.close()
    store.close()
    with pytest.raises(StoreError, match="was closed"):
        store.sessions("me")
    with pytest.raises(StoreError, match="was closed"):
        store.create_session("me")


def test_a_full_database_is_a_full_disk_and_earlier_turns_stay(store):
    me = store.create_session("me").id
    one = store.append(me, None, turn("one"))
    (pages,) = store._connection.execute("PRAGMA page_count").fetchone()
    store._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreFull, match="Free some space"):
        store.append(me, one, turn("x" * 100_000))
    assert store.session(me).tip == one
    store._connection.execute(f"PRAGMA max_page_count = {pages + 1000}")
    store.append(me, one, turn("x" * 100_000))
    assert store.verify() == ()


def test_a_file_that_is_no_database_says_what_to_do_and_frees_the_folder(tmp_path):
    (tmp_path / "huatu.db").write_bytes(b"not a database at all" * 100)
    for _ in range(2):
        with pytest.raises(StoreError, match="Move that file away"):
            Store(tmp_path)
    (tmp_path / "huatu.db").unlink()
    Store(tmp_path).close()


def test_a_torn_database_is_reported(tmp_path):
    with Store(tmp_path) as store:
        me = store.create_session("me").id
        for number in range(20):
            store.append(me, None, turn(f"{number}" * 500))
        database = store.database
    data = bytearray(database.read_bytes())
    data[8192:] = b"\xff" * (len(data) - 8192)
    database.write_bytes(data)
    with pytest.raises(StoreError, match="damaged"), Store(tmp_path) as store:
        store.chain(me, store.session(me).tip)


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="file/data"):
        Store(tmp_path / "file" / "data")


def test_verify_finds_a_missing_and_a_changed_picture(store):
    me = store.create_session("me").id
    gone, changed = store.pictures.put(picture_of("a", 1)), store.pictures.put(picture_of("b", 1))
    one = store.append(me, None, turn("one", gone))
    store.append(me, one, turn("two", changed))
    assert store.verify() == ()
    store.pictures.path(gone).unlink()
    store.pictures.path(changed).write_bytes(b"other")
    missing, other = store.verify()
    assert gone in missing
    assert "other bytes" in other


@pytest.mark.parametrize(
    ("meddling", "finding"),
    [
        ("UPDATE turns SET parent = 'nobody' WHERE seq = 2", "not an earlier turn"),
        ("UPDATE turns SET parent = id WHERE seq = 2", "not an earlier turn"),
        ("UPDATE sessions SET tip = 'nobody'", "not one of its turns"),
        ("UPDATE turns SET payload = '{}' WHERE seq = 1", "cannot be read"),
        ("DELETE FROM sessions", "not a conversation"),
        ("UPDATE turns SET payload = replace(payload, 'stopped', 'drawn')", "no picture"),
    ],
)
def test_verify_finds_what_somebody_changed_behind_its_back(store, meddling, finding):
    me = store.create_session("me").id
    one = store.append(me, None, turn("one"))
    two = store.append(me, one, turn("two"))
    with behind(store) as connection:
        connection.execute(meddling)
    assert any(finding in problem for problem in store.verify())
    if "parent" in meddling:
        assert len(store.chain(me, two)) == 1


def test_a_damaged_row_is_an_error_when_read(store):
    me = store.create_session("me").id
    one = store.append(me, None, turn("one"))
    with behind(store) as connection:
        connection.execute("UPDATE turns SET payload = '{\"request\": 1}'")
    with pytest.raises(InvalidRecord, match="Turn: missing"):
        store.turn(me, one)


def test_many_threads_may_write_at_once(store):
    me = store.create_session("me").id

    def write(name):
        parent = None
        for number in range(5):
            parent = store.append(me, parent, turn(f"{name} {number}"))
            assert store.chain(me, parent)[-1].id == parent

    threads = [threading.Thread(target=write, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.tips(me)) == 4
    assert all(len(store.chain(me, tip.id)) == 5 for tip in store.tips(me))
    assert store.verify() == ()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.none() | st.integers(0, 20), max_size=8))
def test_any_tree_keeps_its_prefixes(store, parents):
    me = store.create_session("me").id
    chains = [[]]
    ids = [None]
    for number, choice in enumerate(parents):
        at = 0 if choice is None else choice % len(ids)
        ids.append(store.append(me, ids[at], turn(str(number))))
        chains.append([*chains[at], str(number)])
    assert [words(store.chain(me, one)) for one in ids] == chains
    assert store.verify() == ()
