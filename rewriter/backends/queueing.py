"""Who has the one model next: whoever asked first, and a user who waits is told so."""

import threading
from collections import deque


class Queue:
    """First come, first served: the first of the queue has the model until it leaves. Safe from any thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._places: deque[object] = deque()

    def join(self) -> object:
        """Return a new place at the end."""
        place = object()
        with self._changed:
            self._places.append(place)
        return place

    def leave(self, place: object) -> None:
        """Give a place up, wherever it stands and from whichever thread."""
        with self._changed:
            self._places.remove(place)
            self._changed.notify_all()

    def ahead(self, place: object, patience: float) -> int:
        """Return how many are before ``place``, after waiting up to ``patience`` seconds for there to be none."""
        with self._changed:
            self._changed.wait_for(lambda: self._places[0] is place, patience)
            return self._places.index(place)


def busy(ahead: int) -> str:
    """Return what a user is shown who waits for the model."""
    return f"（语言模型正忙，前面还有 {ahead} 个 / the language model is busy, {ahead} before you） "
