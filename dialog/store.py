"""Sessions and turns in SQLite, append-only: undo, retry and branch move a session's tip and delete nothing.

Only ``delete`` takes away, and only whole conversations.

One process owns a data folder; within it any thread may call. A folder holds ``huatu.db``, ``pictures/``, ``lock``.
"""

import contextlib
import fcntl
import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

from dialog import checkup, migrations, records, removal, state
from dialog.errors import StoreBusy, StoreError, UnknownTurn
from dialog.faults import translated
from dialog.pictures import Pictures
from dialog.types import Turn
from dialog.words import clean_title

_SESSION = "SELECT id, owner, title, tip, created, updated FROM sessions"
_ROW = "SELECT id, session, parent, payload, pending, created FROM turns"
_CHAIN = """
    WITH RECURSIVE line(seq, id, session, parent, payload, pending, created) AS (
        SELECT seq, id, session, parent, payload, pending, created FROM turns WHERE id = ?
        UNION ALL
        SELECT t.seq, t.id, t.session, t.parent, t.payload, t.pending, t.created
        FROM turns AS t JOIN line ON t.id = line.parent AND t.seq < line.seq
    )
    SELECT id, session, parent, payload, pending, created FROM line ORDER BY seq
"""


@dataclass(frozen=True, slots=True)
class Session:
    """A conversation. ``tip`` is the turn it stands at, None before the first; times are seconds since 1970."""

    id: str
    owner: str
    title: str
    tip: str | None
    created: float
    updated: float


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """A turn and its place in the tree. ``pending``: its picture is still being drawn."""

    id: str
    session: str
    parent: str | None
    turn: Turn
    pending: bool
    created: float


class Store:
    """The data folder, held until ``close``. Every method may raise StoreError or StoreFull."""

    def __init__(self, folder: Path) -> None:
        """Opens or makes the folder; turns that were being drawn when a process died are stopped turns from now on.

        Raises StoreBusy while another process, or another Store, holds the folder.
        """
        self.folder = folder
        self.database = folder / "huatu.db"
        self.pictures = Pictures(folder / "pictures")
        self._mutex = threading.RLock()
        with contextlib.ExitStack() as stack:
            stack.enter_context(_held(folder))
            with translated("open the history", self.database):
                self._connection = stack.enter_context(_connected(self.database))
                migrations.migrate(self._connection)
                self._connection.execute("UPDATE turns SET pending = 0 WHERE pending = 1")
            self.pictures.sweep()
            self._resources = stack.pop_all()
        self._closed = False

    def close(self) -> None:
        """Gives the folder back. May be called twice."""
        with self._mutex:
            self._closed = True
            self._resources.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def create_session(self, owner: str, title: str = "") -> Session:
        """Begins an empty conversation of ``owner`` under a new, unguessable id."""
        now = time.time()
        session = Session(secrets.token_urlsafe(16), owner, title, None, now, now)
        with self._writing("begin a conversation") as connection:
            connection.execute(
                "INSERT INTO sessions (id, owner, title, tip, created, updated) VALUES (?, ?, ?, NULL, ?, ?)",
                (session.id, owner, title, now, now),
            )
        return session

    def sessions(self, owner: str) -> tuple[Session, ...]:
        """Returns an owner's conversations, the one used last first."""
        rows = self._rows(f"{_SESSION} WHERE owner = ? ORDER BY updated DESC, rowid DESC", owner)
        return tuple(Session(*row) for row in rows)

    def session(self, session_id: str) -> Session:
        """Returns one conversation. Raises UnknownTurn."""
        for row in self._rows(f"{_SESSION} WHERE id = ?", session_id):
            return Session(*row)
        raise UnknownTurn(f"There is no conversation {session_id[:80]!a} in {self.folder}; begin a new one.")

    def rename(self, session_id: str, title: str) -> None:
        """Gives a conversation another title. Raises UnknownTurn, EmptyTurn, InvalidTurn for one that is too long."""
        title = clean_title(title)
        with self._writing("rename a conversation") as connection:
            self.session(session_id)
            connection.execute("UPDATE sessions SET title = ? WHERE id = ?", (title, session_id))

    def delete(self, session_id: str) -> None:
        """Deletes a conversation for good, with every picture that no turn of another conversation speaks of.

        Raises UnknownTurn. The conversation is gone even when its picture files cannot be removed (StoreError).
        """
        with self._mutex:  # until the files are gone: nobody may begin to speak of them meanwhile
            with self._writing("delete a conversation") as connection:
                self.session(session_id)
                lost = removal.remove_session(connection, session_id)
            self.pictures.discard(lost)

    def append(self, session_id: str, parent: str | None, turn: Turn, *, pending: bool = False) -> str:
        """Adds a turn after ``parent``, moves the session's tip to it, and returns its id; durable on return.

        A session without a title takes one from the first words. Raises UnknownTurn when the parent is not a turn
        of that session, InvalidRecord.
        """
        payload, now, turn_id = records.dumps(turn), time.time(), secrets.token_urlsafe(12)
        with self._writing("record the turn") as connection:
            self.session(session_id)
            if parent is not None:
                self.turn(session_id, parent)
            connection.execute(
                "INSERT INTO turns (id, session, parent, payload, pending, created) VALUES (?, ?, ?, ?, ?, ?)",
                (turn_id, session_id, parent, payload, pending, now),
            )
            connection.execute(
                "UPDATE sessions SET tip = ?, updated = ?, title = coalesce(nullif(title, ''), ?) WHERE id = ?",
                (turn_id, now, state.title((turn,)), session_id),
            )
            self.pictures.settle(checkup.pictures_of(turn))
        return turn_id

    def finish(self, turn_id: str, turn: Turn) -> None:
        """Writes how a pending turn ended. Raises InvalidRecord.

        A turn that is not pending stays as it is; a picture that only comes for it, or for one deleted meanwhile, goes.
        """
        payload, names = records.dumps(turn), frozenset(checkup.pictures_of(turn))
        query = "UPDATE turns SET payload = ?, pending = 0 WHERE id = ? AND pending = 1"
        with self._mutex:
            with self._writing("record the picture") as connection:
                written = connection.execute(query, (payload, turn_id)).rowcount
                self.pictures.settle(names)
                lost = frozenset[str]() if written else removal.unused(connection, names)
            self.pictures.discard(lost)

    def turn(self, session_id: str, turn_id: str) -> StoredTurn:
        """Returns one turn. Raises UnknownTurn when the session has no such turn, InvalidRecord."""
        for row in self._rows(f"{_ROW} WHERE id = ? AND session = ?", turn_id, session_id):
            return _stored(row)
        raise UnknownTurn(f"This conversation has no turn {turn_id[:80]!a}; pick one that it shows.")

    def turns(self, session_id: str) -> tuple[StoredTurn, ...]:
        """Returns all turns of a conversation, of every branch, in the order in which they were begun."""
        return tuple(_stored(row) for row in self._rows(f"{_ROW} WHERE session = ? ORDER BY seq", session_id))

    def chain(self, session_id: str, tip: str | None) -> tuple[StoredTurn, ...]:
        """Returns the turns from the first one to ``tip``; none for None. Raises UnknownTurn, InvalidRecord."""
        if tip is None:
            return ()
        self.turn(session_id, tip)
        return tuple(_stored(row) for row in self._rows(_CHAIN, tip))

    def children(self, session_id: str, parent: str | None) -> tuple[StoredTurn, ...]:
        """Returns the turns that follow ``parent`` directly (None: the first turns), oldest first."""
        rows = self._rows(f"{_ROW} WHERE session = ? AND parent IS ? ORDER BY seq", session_id, parent)
        return tuple(_stored(row) for row in rows)

    def siblings(self, session_id: str, turn_id: str) -> tuple[StoredTurn, ...]:
        """Returns all turns with the same parent as this one, itself among them, oldest first. Raises UnknownTurn."""
        return self.children(session_id, self.turn(session_id, turn_id).parent)

    def tips(self, session_id: str) -> tuple[StoredTurn, ...]:
        """Returns the last turn of every branch, oldest first."""
        childless = "id NOT IN (SELECT parent FROM turns WHERE session = ?1 AND parent IS NOT NULL)"
        rows = self._rows(f"{_ROW} WHERE session = ?1 AND {childless} ORDER BY seq", session_id)
        return tuple(_stored(row) for row in rows)

    def set_tip(self, session_id: str, turn_id: str | None) -> None:
        """Moves a conversation to one of its turns, or to the beginning. Raises UnknownTurn."""
        with self._writing("move in the history") as connection:
            self.session(session_id)
            if turn_id is not None:
                self.turn(session_id, turn_id)
            connection.execute("UPDATE sessions SET tip = ? WHERE id = ?", (turn_id, session_id))

    def verify(self) -> tuple[str, ...]:
        """Returns a sentence for everything that is wrong in the folder; empty when all is well."""
        with self._mutex, translated("check the history", self.database):
            return tuple(checkup.problems(self._open(), self.pictures))

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self._mutex, translated("read the history", self.database):
            try:
                return self._open().execute(query, values).fetchall()
            except UnicodeEncodeError:
                return []  # an id with half a character in it is nobody's id

    @contextlib.contextmanager
    def _writing(self, doing: str) -> Iterator[sqlite3.Connection]:
        with self._mutex, translated(doing, self.database):
            connection = self._open()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def _open(self) -> sqlite3.Connection:
        if self._closed:
            raise StoreError(f"The data folder {self.folder} was closed; start Huatu again.")
        return self._connection


def _stored(row: tuple[Any, ...]) -> StoredTurn:
    turn_id, session, parent, payload, pending, created = row
    return StoredTurn(turn_id, session, parent, records.loads(Turn, payload), bool(pending), created)


@contextlib.contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten, not only forgotten
        yield connection
    finally:
        connection.close()


@contextlib.contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Holds the folder's lock file. The kernel lets go of it when the process ends, however it ends."""
    with translated("open the data folder", folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = open(folder / "lock", "a+", encoding="utf-8")  # noqa: SIM115
    with file:
        with translated("lock the data folder", folder):
            _lock(file, folder)
        yield


def _lock(file: IO[str], folder: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.seek(0)
        holder = file.read(20).strip() or "unknown"
        raise StoreBusy(
            f"Another Huatu (process {holder}) uses {folder}. Stop it, or give this one another data folder."
        ) from error
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
