"""The conversations of a store that are open, and who may touch them: only their owner."""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass

from dialog.conversation import Conversation
from dialog.errors import UnknownTurn
from dialog.store import Store


@dataclass(eq=False)
class Talk:
    """An open conversation, and how often it was told to stop."""

    conversation: Conversation
    owner: str
    stops: int = 0

    @property
    def session(self) -> str:
        """The conversation's id."""
        return self.conversation.session_id

    def stop(self) -> None:
        """Stops its drawing, or its waiting for one."""
        self.stops += 1
        self.conversation.stop()


class Talks:
    """Finds, begins and deletes conversations for their owner's secret token. Safe from any thread."""

    def __init__(self, store: Store, converse: Callable[[str], Conversation]) -> None:
        """``converse`` opens the conversation of a session's id."""
        self._store = store
        self._converse = converse
        self._open: dict[str, Talk] = {}
        self._mutex = threading.Lock()

    def find(self, owner: str, session: str) -> Talk | None:
        """Returns an owner's conversation; None when there is no such, or it belongs to another. Raises StoreError."""
        with self._mutex:
            talk = self._open.get(session)
            if talk is None and session:
                try:
                    kept = self._store.session(session)
                except UnknownTurn:
                    return None
                talk = self._open[session] = Talk(self._converse(session), kept.owner)
        if talk is None or not secrets.compare_digest(talk.owner.encode(), owner.encode()):
            return None
        return talk

    def begin(self, owner: str) -> Talk:
        """Returns a new conversation. Raises StoreError."""
        session = self._store.create_session(owner).id
        with self._mutex:
            return self._open.setdefault(session, Talk(self._converse(session), owner))

    def delete(self, talk: Talk) -> None:
        """Stops a conversation's drawing, then deletes it for good. Raises UnknownTurn, StoreError."""
        talk.stop()
        with self._mutex:
            try:
                self._store.delete(talk.session)
            finally:
                self._open.pop(talk.session, None)
