"""Deletes a conversation, and finds the pictures that nobody speaks of afterwards."""

import re
import sqlite3
from collections.abc import Iterable

from dialog import records
from dialog.checkup import pictures_of
from dialog.errors import InvalidRecord
from dialog.types import Turn

_QUOTED_HASH = re.compile(r'"([0-9a-f]{64})"')


def remove_session(connection: sqlite3.Connection, session_id: str) -> frozenset[str]:
    """Removes a conversation's rows and returns the pictures that only it spoke of.

    The pictures of a row that cannot be read are unknown, so their files stay.
    """
    rows = connection.execute("SELECT payload FROM turns WHERE session = ?", (session_id,)).fetchall()
    names = {name for (payload,) in rows for name in _pictures(payload)}
    connection.execute("UPDATE sessions SET tip = NULL WHERE id = ?", (session_id,))
    connection.execute("DELETE FROM turns WHERE session = ?", (session_id,))
    connection.execute("DELETE FROM sessions WHERE id = ?", (session_id,))
    return unused(connection, names)


def unused(connection: sqlite3.Connection, names: Iterable[str]) -> frozenset[str]:
    """Returns those of the pictures that no turn speaks of; a damaged turn's words count, too."""
    left = set(names)
    if left:
        for (payload,) in connection.execute("SELECT payload FROM turns"):
            left.difference_update(_QUOTED_HASH.findall(payload))
    return frozenset(left)


def _pictures(payload: str) -> tuple[str, ...]:
    try:
        return tuple(pictures_of(records.loads(Turn, payload)))
    except InvalidRecord:
        return ()
