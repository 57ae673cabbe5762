"""The database's form as an append-only list of named steps. A step that was released is never changed."""

import sqlite3
import time

from dialog.errors import StoreError

_SESSIONS_AND_TURNS = (
    """CREATE TABLE sessions (
        id TEXT PRIMARY KEY NOT NULL,
        owner TEXT NOT NULL,
        title TEXT NOT NULL,
        tip TEXT REFERENCES turns(id),
        created REAL NOT NULL,
        updated REAL NOT NULL
    )""",
    """CREATE TABLE turns (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        session TEXT NOT NULL REFERENCES sessions(id),
        parent TEXT REFERENCES turns(id),
        payload TEXT NOT NULL,
        pending INTEGER NOT NULL,
        created REAL NOT NULL
    )""",
    "CREATE INDEX sessions_by_owner ON sessions(owner, updated)",
    "CREATE INDEX turns_by_session ON turns(session)",
    "CREATE INDEX turns_by_parent ON turns(parent)",
)

_DIGEST_DROPPED = ("UPDATE turns SET payload = json_set(payload, '$.draft.digest_dropped', json('[]'))",)

STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("0001 sessions and turns", _SESSIONS_AND_TURNS),
    ("0002 what was cut from the digest", _DIGEST_DROPPED),
)
"""Name and statements of each step, in the order in which they apply."""


def migrate(connection: sqlite3.Connection) -> None:
    """Brings a database, new or old, to the newest form; each step applies wholly or not at all.

    Raises StoreError when the database was written by a newer version.
    """
    connection.execute("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY NOT NULL, applied REAL NOT NULL)")
    done = {name for (name,) in connection.execute("SELECT name FROM migrations")}
    if unknown := sorted(done - {name for name, _ in STEPS}):
        raise StoreError(
            f"The history was written by a newer version of Huatu (it knows {', '.join(unknown)}). "
            "Update Huatu, or give another data folder."
        )
    for name, statements in STEPS:
        if name not in done:
            _apply(connection, name, statements)


def _apply(connection: sqlite3.Connection, name: str, statements: tuple[str, ...]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in statements:
            connection.execute(statement)
        connection.execute("INSERT INTO migrations VALUES (?, ?)", (name, time.time()))
        connection.execute("COMMIT")
    except sqlite3.Error:
        connection.execute("ROLLBACK")
        raise
