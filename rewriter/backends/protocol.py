"""What a language model behind the rewriter is: chat messages in, text out, within limits, and it can be stopped."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from rewriter.backends.errors import BackendStopped, BackendTimeout

Role = Literal["system", "user", "assistant"]
OnText = Callable[[str], None]
"""Is given each new piece of the model's text as it comes."""
ShouldStop = Callable[[], bool]
"""Tells whether the user wants the turn to end; asked often, from whatever thread is waiting."""
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Message:
    """One chat message. ``pictures`` are PNG or JPEG files, shown before the text, already small."""

    role: Role
    text: str
    pictures: tuple[bytes, ...] = ()


def ignore(text: str) -> None:
    """The OnText of someone who does not watch."""


def never() -> bool:
    """The ShouldStop of someone who does not stop."""
    return False


@dataclass(slots=True)
class Waited:
    """Seconds that a turn waited for others, which do not count as its own. The one part of a Watch that changes."""

    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Watch:
    """How one turn is watched and ended. ``deadline`` is on ``clock`` (seconds); infinity means no time limit. The time
    noted in ``waited`` is added to it."""

    on_text: OnText = ignore
    should_stop: ShouldStop = never
    deadline: float = float("inf")
    clock: Clock = field(default=time.monotonic)
    waited: Waited = field(default_factory=Waited)

    def left(self) -> float:
        """Return the seconds left, 0 when the time is over."""
        return max(0.0, self.deadline + self.waited.seconds - self.clock())

    def over(self) -> bool:
        """Tell whether the turn is to end now, for whichever reason."""
        return self.should_stop() or self.left() <= 0

    def check(self) -> None:
        """Raise BackendStopped or BackendTimeout when the turn is to end."""
        if self.should_stop():
            raise BackendStopped("Stopped while the model was answering; nothing was changed.")
        if self.left() <= 0:
            raise BackendTimeout("The model did not finish within the time limit of the turn.")


class Backend(Protocol):
    """A chat model. ``name`` is shown to the user and stored; it holds no key and no credentials of an address."""

    @property
    def name(self) -> str:
        """Return how the model is called."""
        ...

    @property
    def sees(self) -> bool:
        """Tell whether pictures can be shown to it."""
        ...

    def complete(self, messages: Sequence[Message], watch: Watch) -> str:
        """Return the model's whole answer, at most ``answer.MAX_CHARACTERS`` of it.

        Raises BackendUnavailable, BackendTimeout, BackendStopped; after each the backend can be used again.
        """
        ...
