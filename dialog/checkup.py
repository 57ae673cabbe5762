"""Checks a history from the first row to the last byte of its pictures."""

import sqlite3
from collections.abc import Iterator

from dialog import records
from dialog.errors import InvalidRecord
from dialog.pictures import Pictures
from dialog.types import Turn


def problems(connection: sqlite3.Connection, pictures: Pictures) -> Iterator[str]:
    """Yields a sentence for every damaged row, missing parent or tip, and missing or changed picture.

    Raises sqlite3.Error when the database cannot be read at all, StoreError when a picture file cannot.
    """
    for (finding,) in connection.execute("PRAGMA integrity_check").fetchall():
        if finding != "ok":
            yield f"The database is damaged: {finding}"
    yield from _lost_links(connection)
    wanted: dict[str, str] = {}
    for turn_id, payload in connection.execute("SELECT id, payload FROM turns ORDER BY seq").fetchall():
        try:
            turn = records.loads(Turn, payload)
        except InvalidRecord as error:
            yield f"Turn {turn_id} cannot be read: {error}"
            continue
        if turn.outcome == "drawn" and not turn.picture:
            yield f"Turn {turn_id} is drawn but has no picture."
        for name in pictures_of(turn):
            wanted.setdefault(name, turn_id)
    for name, turn_id in wanted.items():
        if trouble := pictures.damaged(name):
            yield f"Turn {turn_id}: {trouble}"


def pictures_of(turn: Turn) -> Iterator[str]:
    """Yields the hash of every picture that a turn speaks of."""
    yield from turn.request.pictures
    if turn.picture:
        yield turn.picture
    if turn.references.picture:
        yield turn.references.picture
    yield from (reference.picture for reference in turn.references.subjects)


def _lost_links(connection: sqlite3.Connection) -> Iterator[str]:
    parents = """SELECT t.id, t.parent FROM turns AS t LEFT JOIN turns AS p
        ON p.id = t.parent AND p.session = t.session AND p.seq < t.seq
        WHERE t.parent IS NOT NULL AND p.id IS NULL"""
    for turn_id, parent in connection.execute(parents).fetchall():
        yield f"Turn {turn_id} follows {parent}, which is not an earlier turn of its conversation."
    tips = """SELECT s.id, s.tip FROM sessions AS s LEFT JOIN turns AS t ON t.id = s.tip AND t.session = s.id
        WHERE s.tip IS NOT NULL AND t.id IS NULL"""
    for session, tip in connection.execute(tips).fetchall():
        yield f"Conversation {session} stands at {tip}, which is not one of its turns."
    owners = "SELECT t.id, t.session FROM turns AS t LEFT JOIN sessions AS s ON s.id = t.session WHERE s.id IS NULL"
    for turn_id, session in connection.execute(owners).fetchall():
        yield f"Turn {turn_id} belongs to {session}, which is not a conversation."
