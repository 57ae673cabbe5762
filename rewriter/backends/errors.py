"""Errors of language models behind the rewriter. Messages are fit for the user and never hold a key.

dialog.errors.DialogError
└── BackendError
    ├── BackendUnavailable   it cannot be reached, loaded or used as it is configured
    │   └── KeyRefused       its server does not take the key
    ├── BackendTimeout       the time limit of the turn is over
    │   └── BackendBusy      another turn had the model for all that time
    ├── BackendStopped       the user stopped the turn
    └── UnusableAnswer       it answered, but not in the form that was asked for
"""

from dialog.errors import DialogError


class BackendError(DialogError):
    """Base class; ``str(error)`` is a sentence for the user."""


class BackendUnavailable(BackendError):
    """The model cannot be reached, loaded or used as it is configured."""


class KeyRefused(BackendUnavailable):
    """The model's server does not take the key."""


class BackendTimeout(BackendError):
    """The time limit of the turn is over."""


class BackendBusy(BackendTimeout):
    """Another turn had the model for all the time that this one may take."""


class BackendStopped(BackendError):
    """The user stopped the turn while the model was answering."""


class UnusableAnswer(BackendError):
    """The model answered, but not in the form that was asked for."""
