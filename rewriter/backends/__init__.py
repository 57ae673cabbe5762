"""Language models behind the rewriter: what they are asked, how they are read, and the guard over what they say."""

from rewriter.backends.errors import (
    BackendError,
    BackendStopped,
    BackendTimeout,
    BackendUnavailable,
    UnusableAnswer,
)
from rewriter.backends.guarded import ModelRewriter
from rewriter.backends.protocol import Backend, Message, Watch

__all__ = [
    "Backend",
    "BackendError",
    "BackendStopped",
    "BackendTimeout",
    "BackendUnavailable",
    "Message",
    "ModelRewriter",
    "UnusableAnswer",
    "Watch",
]
