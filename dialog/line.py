"""Who draws next: a fair line for one painter, so that nobody interrupts another."""

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

PATIENCE = 0.5
"""Seconds between two words about one's place."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many are before a turn that is to be drawn, and about how many seconds they take (0: nobody knows).

    0 ahead says that a turn which had to wait is drawn now.
    """

    ahead: int
    seconds: float = 0.0


class Line:
    """First come, first served. Every method is safe from any thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._places: deque[object] = deque()
        self._typical = 0.0

    @contextlib.contextmanager
    def place(self) -> Iterator[object]:
        """Joins the end of the line; leaving the block leaves the line, wherever one stands in it."""
        mine = object()
        with self._changed:
            self._places.append(mine)
        try:
            yield mine
        finally:
            with self._changed:
                self._places.remove(mine)
                self._changed.notify_all()

    def ahead(self, mine: object, patience: float = 0.0) -> int:
        """Returns how many are before this place, 0 for one's turn; waits for one's turn up to ``patience`` seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._places[0] is mine, patience)
            return self._places.index(mine)

    def waiting(self, mine: object, over: Callable[[], bool]) -> Iterator[Waiting]:
        """Yields how many are before this place, at once and every half second, until it is one's turn or ``over()``.

        Nothing is yielded for one who need not wait.
        """
        patience = 0.0
        while (ahead := self.ahead(mine, patience)) and not over():
            yield Waiting(ahead, self.expected(ahead))
            patience = PATIENCE
        if patience and not over():
            yield Waiting(0)

    @contextlib.contextmanager
    def timed(self) -> Iterator[None]:
        """Measures one drawing, for what ``expected`` says."""
        started = time.monotonic()
        yield
        spent = time.monotonic() - started
        with self._changed:
            self._typical = spent if self._typical == 0 else 0.7 * self._typical + 0.3 * spent

    def expected(self, ahead: int) -> float:
        """Returns about how many seconds ``ahead`` drawings take, 0 when nothing was measured yet."""
        with self._changed:
            return ahead * self._typical
