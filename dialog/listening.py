"""A rewriter that thinks aloud: its words as they come, and a stop that reaches it while it is thinking."""

import queue
import threading
from collections.abc import Callable, Generator, Sequence

from dialog.ports import Rewriter, WatchedRewriter
from dialog.types import Draft, Request, Rewriting, Turn
from dialog.versions import Version

SILENCE = 0.5
"""Seconds without a word after which an empty one comes."""
Piece = str | Draft | BaseException


def rewritten(
    rewriter: Rewriter, turns: Sequence[Turn], request: Request, known: Sequence[Version], stop: threading.Event
) -> Generator[Rewriting, None, Draft]:
    """Yields what the rewriter says on the way, and returns its draft.

    A rewriter that cannot be watched runs here and is not interrupted; another one in a thread of its own, which is
    told to stop when ``stop`` is set or the generator closed. An empty piece comes where nothing was said for a while,
    so that whoever listens can close it. Raises what the rewriter raises.
    """
    if not isinstance(rewriter, WatchedRewriter):
        return rewriter(turns, request, known)
    pieces: queue.SimpleQueue[Piece] = queue.SimpleQueue()
    closed = threading.Event()
    watched = rewriter.watched(pieces.put, lambda: stop.is_set() or closed.is_set())
    threading.Thread(target=_run, args=(lambda: watched(turns, request, known), pieces), daemon=True).start()
    try:
        while isinstance(piece := _next(pieces), str):
            yield Rewriting(piece)
    finally:
        closed.set()
    if isinstance(piece, BaseException):
        raise piece
    return piece


def _next(pieces: "queue.SimpleQueue[Piece]") -> Piece:
    try:
        return pieces.get(timeout=SILENCE)
    except queue.Empty:
        return ""


def _run(rewrite: Callable[[], Draft], pieces: "queue.SimpleQueue[Piece]") -> None:
    try:
        pieces.put(rewrite())
    except BaseException as error:  # noqa: BLE001  it is raised again where the turn was asked for
        pieces.put(error)
