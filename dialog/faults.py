"""Faults of disk and database as errors of the dialogue: what happened, and what the user can do."""

import contextlib
import errno
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from dialog.errors import StoreBusy, StoreError, StoreFull

_FULL = (errno.ENOSPC, errno.EDQUOT)
_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@contextlib.contextmanager
def translated(doing: str, place: Path) -> Iterator[None]:
    """Turns the faults of ``doing`` something at ``place`` into StoreError, StoreBusy or StoreFull."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise _full(doing, place) from error
        raise StoreError(
            f"Could not {doing}: {error.strerror or error} ({place}). "
            "Check that the folder exists and may be written by this user."
        ) from error
    except (sqlite3.ProgrammingError, sqlite3.IntegrityError):
        raise  # our own mistake, not the disk's
    except sqlite3.DatabaseError as error:
        raise _database_error(error, doing, place) from error


def _full(doing: str, place: Path) -> StoreFull:
    return StoreFull(
        f"No room left on the disk to {doing} ({place}). Free some space and try again; earlier pictures are untouched."
    )


def _database_error(error: sqlite3.Error, doing: str, place: Path) -> StoreError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return _full(doing, place)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreBusy(f"Could not {doing}: another program holds {place}. Close it and try again.")
    if code in _BROKEN:
        return StoreError(
            f"Could not {doing}: {place} is damaged or not a database ({error}). "
            "Move that file away to begin with an empty history, or put a backup in its place; "
            "the picture files beside it are not touched."
        )
    return StoreError(f"Could not {doing}: {error} ({place}). Check the disk and that the folder may be written.")
