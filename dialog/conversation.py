"""A conversation: each turn understood, drawn and recorded; every way back is a move that deletes nothing."""

import contextlib
import random
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace

from dialog import state
from dialog.drawing import OpenTurn
from dialog.errors import DialogError, EmptyTurn, InvalidTurn, NothingToUndo
from dialog.line import Line, Waiting
from dialog.listening import rewritten
from dialog.ports import Painter, Rewriter
from dialog.store import Store, StoredTurn
from dialog.types import Draft, Drafted, Drawing, Event, Finished, References, Request, Settings, Turn
from dialog.versions import Version, versions
from dialog.words import clean

Events = Generator[Event | Waiting, None, None]
Reword = Callable[[Draft, str], Draft]
"""Puts the user's own prompt in a draft: ``state.with_prompt``, or one that also counts tokens."""


class Conversation:
    """One session of a store with someone who understands and someone who draws.

    A turn is an iterator of events: Rewriting …, Drafted, Waiting …, Drawing …, Finished; Waiting only where others
    draw, too. Closing it, or ``stop()`` from any thread, stops the drawing within one step, the waiting for it, and a
    rewriter that can be watched. A turn that is stopped before it is Drafted is not recorded, a later one is kept as
    stopped. A new turn and every move stop the one before. Turns of several conversations are understood at once and
    drawn in the order in which they were understood. What the painter reports as failed ends in a Finished event whose
    turn says so; an error that is not a DialogError is recorded the same way and raised again.
    """

    def __init__(
        self,
        store: Store,
        rewriter: Rewriter,
        painter: Painter,
        session_id: str,
        *,
        entropy: random.Random | None = None,
        reword: Reword = state.with_prompt,
        line: Line | None = None,
    ) -> None:
        """``entropy`` is where fresh seeds come from; ``line`` is shared by all who draw with the same painter.

        Raises UnknownTurn when the store has no such session.
        """
        store.session(session_id)
        self.session_id = session_id
        self._store = store
        self._rewriter = rewriter
        self._painter = painter
        self._entropy = random.SystemRandom() if entropy is None else entropy
        self._reword = reword
        self._line = line
        self._mutex = threading.Lock()  # held while a turn begins or is recorded, and while the tip moves
        self._stop = threading.Event()

    @property
    def tip(self) -> str | None:
        """The id of the turn at which the conversation stands, None before the first."""
        return self._store.session(self.session_id).tip

    def chain(self) -> tuple[StoredTurn, ...]:
        """Returns the turns from the first one to the tip, with their ids."""
        return self._store.chain(self.session_id, self.tip)

    def turns(self) -> tuple[Turn, ...]:
        """Returns the turns from the first one to the tip."""
        return self._turns(self.tip)

    def versions(self) -> tuple[Version, ...]:
        """Returns the pictures of all branches, by number."""
        return self._versions(self.chain())

    def say(self, request: Request, wished: Settings | None = None) -> Events:
        """Takes one turn of the user.

        Raises EmptyTurn, InvalidTurn, UnknownTurn for a picture not in the store, StoreFull, StoreError, DialogError
        when it was stopped before it was understood; then nothing was recorded.
        """
        stop = self._begin()
        request = self._accepted(request)
        yield from self._say(self.tip, request, Settings() if wished is None else wished, stop)

    def stop(self) -> None:
        """Stops the turn that is being understood, waits, or is drawn, within one step. Safe from any thread."""
        self._stop.set()

    def undo(self) -> str | None:
        """Moves to before the last turn and returns the new tip. Raises NothingToUndo at the beginning."""
        with self._mutex:
            last = self._last("undo")
            self.stop()
            self._store.set_tip(self.session_id, last.parent)
        return last.parent

    def branch_from(self, turn_id: str | None) -> None:
        """Goes to any turn of the session, None being the beginning; the next turn follows it. Raises UnknownTurn."""
        with self._mutex:
            self.stop()
            self._store.set_tip(self.session_id, turn_id)

    def retry(self, new_seed: bool = False, wished: Settings | None = None) -> Events:
        """Takes the last turn once more, beside it: the same words and draft, the same seed unless ``new_seed``.

        ``wished`` replaces the other numbers, and the seed when it has one. A turn that drew nothing is understood
        anew. Raises NothingToUndo before the first turn, InvalidTurn, StoreFull, StoreError.
        """
        stop = self._begin()
        last = self._last("try again")
        old = last.turn
        settings = state.taken_again(old.settings, wished)
        if new_seed and (wished is None or wished.seed is None):
            settings = replace(settings, seed=state.fresh_seed(self._entropy, old.settings.seed))
        if old.draft.intent in ("answer", "back"):
            yield from self._say(last.parent, old.request, settings, stop)
        else:
            yield from self._draw(last.parent, old.request, old.draft, settings, 0.0, stop)

    def edit_prompt(self, turn_id: str, prompt: str, wished: Settings | None = None) -> Events:
        """Draws a turn again, beside it, with the user's own wording of its prompt and the same numbers.

        ``wished`` replaces the numbers, and the seed when it has one: who draws now may need others.
        Raises UnknownTurn, EmptyTurn, InvalidTurn for a prompt that is too long or a turn that has none, StoreFull,
        StoreError.
        """
        stop = self._begin()
        row = self._store.turn(self.session_id, turn_id)
        words = clean(prompt)
        if not words:
            raise EmptyTurn("The prompt is empty: write what the picture shows.")
        if row.turn.outcome == "answered":
            raise InvalidTurn("That turn drew nothing, so it has no prompt to edit; pick one with a picture.")
        draft, settings = self._reword(row.turn.draft, words), state.taken_again(row.turn.settings, wished)
        yield from self._draw(row.parent, row.turn.request, draft, settings, 0.0, stop)

    def _begin(self) -> threading.Event:
        with self._mutex:
            self._stop.set()
            self._stop = threading.Event()
            return self._stop

    @contextlib.contextmanager
    def _recording(self, stop: threading.Event) -> Iterator[None]:
        """Lets no other turn begin and nobody move meanwhile: what comes too late must not move the tip back.

        Raises DialogError for a turn that was stopped.
        """
        with self._mutex:
            if stop.is_set():
                raise DialogError("The turn was stopped before it was understood; nothing was changed.")
            yield

    def _turns(self, tip: str | None) -> tuple[Turn, ...]:
        return tuple(row.turn for row in self._store.chain(self.session_id, tip))

    def _versions(self, chain: Sequence[StoredTurn]) -> tuple[Version, ...]:
        turns = {row.id: row.turn for row in self._store.turns(self.session_id)}
        return versions(turns, [row.id for row in chain])

    def _last(self, doing: str) -> StoredTurn:
        tip = self.tip
        if tip is None:
            raise NothingToUndo(f"There is nothing to {doing}: this is the beginning of the conversation.")
        return self._store.turn(self.session_id, tip)

    def _accepted(self, request: Request) -> Request:
        words = clean(request.text)
        if not words and not request.pictures:
            raise EmptyTurn("Nothing was said: write some words or attach a picture.")
        for picture in request.pictures:
            self._store.pictures.path(picture)
        return Request(words, request.pictures)

    def _say(self, parent: str | None, request: Request, wished: Settings, stop: threading.Event) -> Events:
        chain = self._store.chain(self.session_id, parent)
        turns, known = tuple(row.turn for row in chain), self._versions(chain)
        started = time.perf_counter()
        draft = yield from rewritten(self._rewriter, turns, request, known, stop)
        seconds = time.perf_counter() - started
        if draft.base > len(turns):
            parent, draft = self._followed(parent, draft, known)
        if draft.intent in ("draw", "edit"):
            yield from self._draw(parent, request, draft, wished, seconds, stop)
            return
        turn = Turn(request, draft, replace(wished, seed=None), "answered", seconds=(("rewrite", seconds),))
        if draft.intent == "back":
            turn = state.returned(self._turns(parent), turn)
        with self._recording(stop):
            turn_id = self._store.append(self.session_id, parent, turn)
        yield Drafted(turn.draft, turn.settings)
        yield Finished(turn_id, turn)

    def _followed(self, parent: str | None, draft: Draft, known: Sequence[Version]) -> tuple[str | None, Draft]:
        """Goes to the picture of another branch that a draft means, as if it had been picked on the strip."""
        for version in known:
            if version.base == draft.base:
                return version.id, replace(draft, base=len(self._turns(version.id)))
        return parent, draft

    def _draw(
        self,
        parent: str | None,
        request: Request,
        draft: Draft,
        wished: Settings,
        rewriting: float,
        stop: threading.Event,
    ) -> Events:
        turns = self._turns(parent)
        settings = state.resolve_settings(turns, draft, wished, self._entropy)
        references = References()
        if settings.use_references:
            references = state.references_for(turns, draft, request.pictures)
        turn = Turn(request, draft, settings, "stopped", references=references, seconds=(("rewrite", rewriting),))
        with self._recording(stop):
            running, note = OpenTurn(self._store, self.session_id, parent, turn), ""
        try:
            with contextlib.closing(running.draw(self._painter, stop, self._line)) as events:
                for event in events:
                    if isinstance(event, Drawing):
                        note = event.step.note
                    yield event
        except DialogError as error:
            running.end("failed", error=str(error))
        except (GeneratorExit, KeyboardInterrupt):
            running.end("stopped")
            raise
        except BaseException as error:
            running.end("failed", error=f"The painter broke off: {type(error).__name__}: {error}")
            raise
        yield Finished(running.id, running.turn, note if running.turn.outcome == "drawn" else "")
