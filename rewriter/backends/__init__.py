"""Language models behind the rewriter: what they are asked, how they are read, and the guard over what they say."""

from rewriter.backends.errors import (
    BackendBusy,
    BackendError,
    BackendStopped,
    BackendTimeout,
    BackendUnavailable,
    KeyRefused,
    UnusableAnswer,
)
from rewriter.backends.guarded import ModelRewriter
from rewriter.backends.protocol import Backend, Message, Watch

__all__ = [
    "Backend",
    "BackendBusy",
    "BackendError",
    "BackendStopped",
    "BackendTimeout",
    "BackendUnavailable",
    "KeyRefused",
    "Message",
    "ModelRewriter",
    "UnusableAnswer",
    "Watch",
]
