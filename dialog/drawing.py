"""One picture being drawn for one turn: its steps, its time, and how it ends in the store."""

import contextlib
import logging
import threading
import time
from collections.abc import Generator, Iterator
from dataclasses import replace

from dialog.errors import PaintingFailed, StoreError
from dialog.line import Line, Waiting
from dialog.ports import Painter
from dialog.store import Store
from dialog.types import Drafted, Drawing, Event, Outcome, Step, Turn

log = logging.getLogger(__name__)


class OpenTurn:
    """A turn that is in the store before its picture is: whatever happens next, its words and draft are kept."""

    def __init__(self, store: Store, session_id: str, parent: str | None, turn: Turn) -> None:
        """Records the turn as stopped and pending. Raises StoreFull, StoreError, InvalidRecord, UnknownTurn."""
        self._store = store
        self.turn = replace(turn, outcome="stopped")
        self.id = store.append(session_id, parent, self.turn, pending=True)
        self._ended = False
        self._seconds = 0.0

    def end(self, outcome: Outcome, *, picture: str = "", error: str = "") -> None:
        """Writes how the turn ended; only the first end counts.

        When the store cannot write, the row stays as it was, a stopped turn, and ``turn`` alone says what happened.
        """
        if self._ended:
            return
        self._ended = True
        error = error.encode("utf-8", "replace").decode("utf-8")
        seconds = (*self.turn.seconds, ("draw", self._seconds))
        self.turn = replace(self.turn, outcome=outcome, picture=picture, error=error, seconds=seconds)
        try:
            self._store.finish(self.id, self.turn)
        except StoreError as fault:
            log.warning("turn %s is kept as stopped: %s", self.id, fault)
            reason = " ".join(part for part in (error, str(fault)) if part)
            self.turn = replace(self.turn, outcome="failed", picture="", error=reason)

    def draw(
        self, painter: Painter, stop: threading.Event, line: Line | None = None
    ) -> Generator[Event | Waiting, None, None]:
        """Yields Drafted and a Drawing per step, and ends the turn as drawn, or as stopped once ``stop`` is set.

        From Drafted to its end the turn has a place in ``line``, and says on the way how long that is. The picture is
        saved before its last step is shown. Raises what the painter raises, StoreFull, StoreError.
        """
        line = Line() if line is None else line
        with line.place() as place:
            yield Drafted(self.turn.draft, self.turn.settings)
            yield from line.waiting(place, stop.is_set)
            if stop.is_set():
                self.end("stopped")
                return
            with line.timed():
                yield from self._painted(painter, stop)

    def _painted(self, painter: Painter, stop: threading.Event) -> Iterator[Event]:
        steps = painter(self.turn.draft, self.turn.settings, self.turn.references, self._store.pictures.get)
        with _closed(steps):
            while (step := self._next(steps)) is not None:
                if step.picture is not None:
                    self.end("drawn", picture=self._store.pictures.put(step.picture))
                    yield Drawing(step)
                    return
                yield Drawing(step)
                if stop.is_set():
                    self.end("stopped")
                    return
        raise PaintingFailed("The painter ended without a picture. Try again; if it happens again, report it.")

    def _next(self, steps: Iterator[Step]) -> Step | None:
        started = time.perf_counter()
        try:
            return next(steps, None)
        finally:
            self._seconds += time.perf_counter() - started


@contextlib.contextmanager
def _closed(steps: Iterator[Step]) -> Iterator[None]:
    try:
        yield
    finally:
        close = getattr(steps, "close", None)
        if close is not None:
            close()
