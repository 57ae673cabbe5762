"""What the dialogue asks of others: a rewriter and a painter. It imports neither."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, runtime_checkable

from dialog.types import Draft, References, Request, Settings, Step, Turn
from dialog.versions import Version

LoadPicture = Callable[[str], bytes]
"""Returns a stored picture's PNG bytes for its hash; raises UnknownTurn."""


class Rewriter(Protocol):
    """Merges the dialogue so far and the new request into one draft."""

    def __call__(self, turns: Sequence[Turn], request: Request, versions: Sequence[Version] | None = None) -> Draft:
        """``turns`` is the chain from the first turn to the tip, oldest first. Deterministic for equal arguments.

        ``versions`` are the pictures of all branches, by which users call them; None: there is only this chain.
        """
        ...


@runtime_checkable
class WatchedRewriter(Rewriter, Protocol):
    """A Rewriter that takes its time: it can be listened to, and stopped."""

    def watched(self, on_text: Callable[[str], None], should_stop: Callable[[], bool]) -> Rewriter:
        """Returns the rewriter for one turn. It calls ``on_text`` with each new piece of what it is thinking.

        Once ``should_stop()`` is True it raises a DialogError soon, and nothing is recorded.
        """
        ...


class Painter(Protocol):
    """Draws a draft."""

    def __call__(self, draft: Draft, settings: Settings, references: References, load: LoadPicture) -> Iterator[Step]:
        """Yields a Step per denoising step; closing the iterator stops the drawing.

        ``settings.seed`` is never None here. The last step's ``note`` is shown to the user with the picture. Raises
        PaintingFailed.
        """
        ...
