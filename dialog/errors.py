"""Errors of the dialogue, each with a message that may be shown to the user.

DialogError
├── EmptyTurn          nothing to act on: no words and no picture
├── InvalidTurn        the words or pictures cannot be accepted (too long, not a picture)
├── UnknownTurn        a turn, session or picture that the store does not hold
├── NothingToUndo      undo or retry at the beginning of a conversation
├── InvalidRecord      a stored or foreign value that does not have the expected form
├── StoreError         the data folder cannot be read or written
│   ├── StoreBusy      another process holds the data folder
│   └── StoreFull      no room left on the disk
└── PaintingFailed     the painter could not finish a picture
"""


class DialogError(Exception):
    """Base class; ``str(error)`` is a sentence for the user."""


class EmptyTurn(DialogError):
    """The turn has neither words nor a picture."""


class InvalidTurn(DialogError):
    """The words or pictures of a turn cannot be accepted."""


class UnknownTurn(DialogError):
    """A turn, session or picture is not in the store."""


class NothingToUndo(DialogError):
    """There is no turn to undo or to try again."""


class InvalidRecord(DialogError):
    """A value read from outside does not have the expected form."""


class StoreError(DialogError):
    """The data folder cannot be read or written."""


class StoreBusy(StoreError):
    """Another process holds the data folder."""


class StoreFull(StoreError):
    """The disk has no room for the picture or the record."""


class PaintingFailed(DialogError):
    """The painter could not finish a picture."""
