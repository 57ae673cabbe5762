"""Errors of the painter.

DiffusionError
├── InvalidConfig        a configuration whose numbers do not fit, or with unknown keys
├── CheckpointError      a file that is missing, truncated or not a checkpoint
│   └── CheckpointMismatch   parameters missing, unexpected or of another shape
├── UnsupportedSize      a picture size the model cannot draw
├── InvalidRequest       settings outside what is allowed
├── LicenceNotAccepted   weights under a licence that nobody has accepted here
├── OutOfMemory          no memory left to load or to draw
├── NotFetched           a model that could not be brought here whole
└── NotReproducible      a picture without the data to draw it again
"""


class DiffusionError(Exception):
    """Base class; ``str(error)`` is a sentence for the user."""


class InvalidConfig(DiffusionError):
    """A configuration's numbers do not fit together."""


class CheckpointError(DiffusionError):
    """A file is missing, truncated or not a checkpoint."""


class CheckpointMismatch(CheckpointError):
    """Parameters are missing, unexpected or of another shape; the message names each."""


class UnsupportedSize(DiffusionError):
    """The model cannot draw a picture of this size."""


class InvalidRequest(DiffusionError):
    """A setting lies outside of what is allowed."""


class LicenceNotAccepted(DiffusionError):
    """The weights' licence was declined, or nobody was there to be asked; the message says how to accept it."""


class OutOfMemory(DiffusionError):
    """The device or the machine has no memory left; the message says what to do."""


class NotFetched(DiffusionError):
    """A model could not be brought here whole: no network, no such name, no room."""


class NotReproducible(DiffusionError):
    """A picture does not carry the data to draw it again."""
