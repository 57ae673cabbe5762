import errno
import os
import sqlite3
from pathlib import Path

import pytest

from dialog.errors import StoreBusy, StoreError, StoreFull, UnknownTurn
from dialog.faults import translated

PLACE = Path("/data/huatu.db")


def fault(code):
    error = sqlite3.OperationalError("it failed")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "expected", "words"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), StoreFull, "Free some space"),
        (OSError(errno.EDQUOT, os.strerror(errno.EDQUOT)), StoreFull, "Free some space"),
        (PermissionError(errno.EACCES, os.strerror(errno.EACCES)), StoreError, "Permission denied"),
        (fault(sqlite3.SQLITE_FULL), StoreFull, "Free some space"),
        (fault(sqlite3.SQLITE_BUSY), StoreBusy, "Close it"),
        (fault(sqlite3.SQLITE_CORRUPT_VTAB), StoreError, "Move that file away"),
        (fault(sqlite3.SQLITE_NOTADB), StoreError, "Move that file away"),
        (fault(sqlite3.SQLITE_READONLY), StoreError, "it failed"),
    ],
)
def test_a_fault_says_what_was_done_where_and_what_to_do(error, expected, words):
    with pytest.raises(expected, match=words) as raised, translated("save it", PLACE):
        raise error
    assert type(raised.value) is expected
    assert "save it" in str(raised.value)
    assert str(PLACE) in str(raised.value)


@pytest.mark.parametrize(
    "error", [sqlite3.IntegrityError("x"), sqlite3.ProgrammingError("x"), ValueError(), UnknownTurn()]
)
def test_our_own_mistakes_and_errors_pass(error):
    with pytest.raises(type(error)), translated("save it", PLACE):
        raise error
