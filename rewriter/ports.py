"""What the package asks of a rewriter: the ports of ``dialog``, which a rewriter need not import."""

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from dialog.types import Draft, Request, Turn
from dialog.versions import Version


class Rewriter(Protocol):
    """``dialog.ports.Rewriter``."""

    def __call__(self, turns: Sequence[Turn], request: Request, versions: Sequence[Version] | None = None) -> Draft:
        """Return the draft of ``request`` after ``turns``."""
        ...


@runtime_checkable
class Watched(Rewriter, Protocol):
    """``dialog.ports.WatchedRewriter``."""

    def watched(self, on_text: Callable[[str], None], should_stop: Callable[[], bool]) -> Rewriter:
        """Return the rewriter for one turn, which is listened to and can be stopped."""
        ...
