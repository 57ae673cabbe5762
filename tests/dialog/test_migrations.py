import contextlib
import sqlite3

import pytest

from dialog import migrations
from dialog.errors import InvalidRecord, StoreError
from dialog.store import Store
from dialog.types import Request, Settings, Turn
from tests.fakes import draft_of


@pytest.fixture
def connection():
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as opened:
        yield opened


def names(connection):
    return [name for (name,) in connection.execute("SELECT name FROM migrations ORDER BY rowid")]


def test_every_step_applies_once_and_is_remembered(connection):
    migrations.migrate(connection)
    migrations.migrate(connection)
    assert names(connection) == [name for name, _ in migrations.STEPS]


def test_a_later_step_applies_to_an_older_database(connection, monkeypatch):
    migrations.migrate(connection)
    later = (*migrations.STEPS, ("9999 later", ("CREATE TABLE later (x)",)))
    monkeypatch.setattr(migrations, "STEPS", later)
    migrations.migrate(connection)
    assert names(connection)[-1] == "9999 later"
    connection.execute("SELECT x FROM later")


def test_turns_of_the_first_form_are_read_after_the_change(tmp_path, monkeypatch):
    """Step 0002 gave Draft a field; records are read strictly, so that older rows need it, too."""
    turn = Turn(
        Request("画一只猫 “x”"), draft_of("a cat"), Settings(seed=7, guidance=3.25), "drawn", seconds=(("draw", 1.5),)
    )
    monkeypatch.setattr(migrations, "STEPS", migrations.STEPS[:1])
    with Store(tmp_path) as store:
        session = store.create_session("me").id
        turn_id = store.append(session, None, turn)
        with contextlib.closing(sqlite3.connect(store.database, isolation_level=None)) as rows:
            rows.execute("UPDATE turns SET payload = json_remove(payload, '$.draft.digest_dropped')")
        with pytest.raises(InvalidRecord, match="digest_dropped"):
            store.turn(session, turn_id)
    monkeypatch.undo()
    with Store(tmp_path) as store:
        assert store.turn(session, turn_id).turn == turn


def test_a_step_that_fails_leaves_nothing_of_itself(connection, monkeypatch):
    broken = (("0001", ("CREATE TABLE half (x)", "CREATE TABLE half (x)")),)
    monkeypatch.setattr(migrations, "STEPS", broken)
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        migrations.migrate(connection)
    assert names(connection) == []
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        connection.execute("SELECT x FROM half")


def test_a_newer_database_is_not_touched(connection):
    migrations.migrate(connection)
    connection.execute("INSERT INTO migrations VALUES ('9999 from the future', 0)")
    with pytest.raises(StoreError, match=r"newer version of Huatu .*9999 from the future"):
        migrations.migrate(connection)


def test_released_steps_are_named_in_order():
    released = [name for name, _ in migrations.STEPS]
    assert released == sorted(set(released))
    assert released[0] == "0001 sessions and turns"
