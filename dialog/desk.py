"""Behind the page: who talks, who draws next, and what is to be shown. Knows no widgets.

Everything shown is a dict with some of these keys: owner, session, chat, stage, card, prompt, strip, sessions, notice,
asked and question (which conversation is to be deleted, "" for none), sent and renamed (the words, the title were
taken). A key that is missing means: as it was.
"""

import base64
import contextlib
import io
import logging
import math
import secrets
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from PIL import Image

from dialog import state, view
from dialog.conversation import Conversation, Events, Reword
from dialog.errors import DialogError, InvalidTurn, NothingToUndo, UnknownTurn
from dialog.line import Line, Waiting
from dialog.ports import Painter, Rewriter
from dialog.store import Store
from dialog.talks import Talk, Talks
from dialog.types import Drafted, Drawing, Finished, Request, Rewriting, Settings
from dialog.versions import Version

log = logging.getLogger(__name__)

Shown = dict[str, Any]
PAUSE = 0.2
"""Seconds at least between two looks at what the rewriter is saying."""
NOTHING_ASKED: Shown = {"asked": "", "question": ""}


class Desk:
    """One store, one rewriter, one painter with a line before it, and the conversations that are open.

    ``address`` says where a browser finds a picture's file. An owner is a browser's secret token; nobody sees or moves
    what belongs to another. Errors become notices. Turns are understood at once, several at a time, so the rewriter is
    called from several threads; only what is to be drawn waits in the line.
    """

    def __init__(
        self,
        store: Store,
        rewriter: Rewriter,
        painter: Painter,
        *,
        said: view.Said = view.as_said,
        reword: Reword = state.with_prompt,
        address: Callable[[Path], str] = lambda path: f"gradio_api/file={quote(str(path))}",
    ) -> None:
        self.store = store
        self._said = said
        self._address = address
        self._line = Line()
        self._talks = Talks(
            store, lambda session: Conversation(store, rewriter, painter, session, reword=reword, line=self._line)
        )

    def open(self, owner: str, session: str) -> Shown:
        """Shows a conversation as it was left; a browser without an owner's token gets one."""
        owner = owner if isinstance(owner, str) and owner else secrets.token_urlsafe(16)
        return {**self._all(owner, session), **NOTHING_ASKED}

    def new(self, owner: str) -> Shown:
        """Shows an empty page; the conversation is kept from its first turn on."""
        return {**self._all(owner, ""), **NOTHING_ASKED}

    def rename(self, owner: str, session: str, title: str) -> Shown:
        """Gives a conversation another title; a drawing goes on."""
        try:
            self.store.rename(self._own(owner, session).session, title)
            sessions = self.sessions(owner)
        except DialogError as error:
            return {"owner": owner, "notice": view.notice_html(str(error))}
        return {"owner": owner, "session": session, "sessions": sessions, "renamed": True, "notice": ""}

    def ask(self, owner: str, session: str) -> Shown:
        """Asks whether a conversation shall be deleted."""
        try:
            title = self.store.session(self._own(owner, session).session).title
        except DialogError as error:
            return {**NOTHING_ASKED, "notice": view.notice_html(str(error))}
        return {"asked": session, "question": view.question_html(title), "notice": ""}

    def spare(self, owner: str, session: str) -> Shown:
        """Takes the question back: nothing is deleted."""
        return dict(NOTHING_ASKED)

    def delete(self, owner: str, session: str, confirmed: str) -> Shown:
        """Deletes a conversation and its pictures for good; ``confirmed`` is its id, once its owner said yes.

        Without that nothing is deleted, so that no single press of a button loses a picture.
        """
        notice = ""
        try:
            talk = self._own(owner, session)
            if confirmed != session:
                raise InvalidTurn("Nothing was deleted: press Delete and say yes to the question about this one.")
            self._talks.delete(talk)
        except DialogError as error:
            notice = str(error)
        return {**self._all(owner, session, notice=notice), **NOTHING_ASKED}

    def say(
        self, owner: str, session: str, text: str, files: Sequence[Path] = (), wished: Settings | None = None
    ) -> Iterator[Shown]:
        """Takes a turn of words and pictures."""

        def start(talk: Talk) -> Events:
            pictures = tuple(self.store.pictures.accept_upload(file) for file in files)
            return talk.conversation.say(Request(text, pictures), wished)

        yield from self._draw(owner, session, start)

    def retry(
        self, owner: str, session: str, wished: Settings | None = None, *, new_seed: bool = False
    ) -> Iterator[Shown]:
        """Takes the last turn again: the same seed, or another one."""
        if new_seed and wished is not None:
            wished = replace(wished, seed=None)
        yield from self._draw(owner, session, lambda talk: talk.conversation.retry(new_seed, wished))

    def redraw(self, owner: str, session: str, prompt: str, wished: Settings | None = None) -> Iterator[Shown]:
        """Draws the last turn that has a prompt again, from the user's own prompt and the seed of that turn."""

        def start(talk: Talk) -> Events:
            row = next((row for row in reversed(talk.conversation.chain()) if row.turn.draft.prompt), None)
            if row is None:
                raise NothingToUndo("There is no picture yet whose prompt could be changed.")
            return talk.conversation.edit_prompt(row.id, prompt, wished)

        yield from self._draw(owner, session, start)

    def stop(self, owner: str, session: str) -> None:
        """Stops the drawing of this conversation, or its waiting for one."""
        with contextlib.suppress(DialogError):
            if talk := self._talks.find(owner, session):
                talk.stop()

    def undo(self, owner: str, session: str) -> Shown:
        """Goes back one turn."""
        return self._moved(owner, session, lambda talk: talk.conversation.undo())

    def goto(self, owner: str, session: str, number: int) -> Shown:
        """Goes to a picture of the strip by its place there, from 0; the next turn follows it."""

        def move(talk: Talk) -> None:
            strip = self._strip(talk)
            if not 0 <= number < len(strip):
                raise UnknownTurn("There is no such picture.")
            talk.conversation.branch_from(strip[number].id)

        return self._moved(owner, session, move)

    def sessions(self, owner: str) -> list[tuple[str, str]]:
        """Returns (title, id) of an owner's conversations, the one used last first; empty ones are left out."""
        kept = (one for one in self.store.sessions(owner) if one.tip or one.title) if owner else ()
        return [(one.title or "…", one.id) for one in kept]

    def _own(self, owner: str, session: str) -> Talk:
        talk = self._talks.find(owner, session)
        if talk is None:
            raise UnknownTurn("There is no conversation yet: say something first.")
        return talk

    def _moved(self, owner: str, session: str, move: Callable[[Talk], object]) -> Shown:
        notice = ""
        try:
            talk = self._talks.find(owner, session)
            if talk is None:
                raise NothingToUndo("There is nothing to go back to: nothing was said yet.")
            talk.stop()
            move(talk)
        except DialogError as error:
            notice = str(error)
        return self._all(owner, session, notice=notice)

    def _draw(self, owner: str, session: str, start: Callable[[Talk], Events]) -> Iterator[Shown]:
        talk, notice = None, ""
        try:
            if not owner:
                raise InvalidTurn("This page has no owner yet; load it again.")
            talk = self._talks.find(owner, session) or self._talks.begin(owner)
            session = talk.session
            notice = yield from self._turn(owner, talk, start)
        except DialogError as error:
            notice = str(error)
        except Exception as error:  # the outer edge: a bug must be told, and kept in the log
            log.exception("a turn broke off")
            notice = f"Something went wrong here ({type(error).__name__}); the log says more."
        shown = self._all(owner, session, notice=notice)
        if talk and shown.get("session") == "":  # deleted meanwhile: the page may show another one by now
            shown = {key: shown[key] for key in ("stage", "notice")}
        yield shown

    def _turn(self, owner: str, talk: Talk, start: Callable[[Talk], Events]) -> Generator[Shown, None, str]:
        """Takes a turn and returns what the painter has to say about the picture."""
        stops, picture = talk.stops, self._picture(talk)
        with contextlib.closing(start(talk)) as events:
            if talk.stops != stops:  # while what was uploaded was read: the turn does not hear of it
                return ""
            return (yield from self._told(owner, talk, picture, events))

    def _told(self, owner: str, talk: Talk, picture: str, events: Events) -> Generator[Shown, None, str]:
        """Shows a turn as it comes, ``picture`` on the stage until there is another."""
        note, thought, shown_at, blank = "", "", -math.inf, ""
        for event in events:
            if isinstance(event, Rewriting):
                thought += event.text
                if time.monotonic() - shown_at >= PAUSE:
                    words, shown_at = view.thinking_text(thought), time.monotonic()
                    yield {"session": talk.session, "stage": view.stage_html(picture, line=words), "notice": ""}
            elif isinstance(event, Drafted):
                blank = view.stage_html(picture, total=event.settings.steps, drawing=True)
                yield {**self._all(owner, talk.session), "stage": blank, "sent": True}
            elif isinstance(event, Waiting):
                words = view.waiting_text(event.ahead, event.seconds)
                yield {"stage": view.stage_html(picture, line=words) if event.ahead else blank}
            elif isinstance(event, Drawing) and event.step.preview is not None:
                picture, step = _data_url(event.step.preview), event.step
                yield {"stage": view.stage_html(picture, index=step.index, total=step.total, drawing=True)}
            elif isinstance(event, Finished):
                note = event.note
        return note

    def _all(self, owner: str, session: str, *, notice: str = "") -> Shown:
        """The whole page, empty when the owner has no such conversation. A store that cannot be read is a notice."""
        try:
            talk = self._talks.find(owner, session)
            rows = talk.conversation.chain() if talk else ()
            strip = self._strip(talk) if talk else ()
            sessions = self.sessions(owner)
        except DialogError as error:
            words = dict.fromkeys(part for part in (notice, str(error)) if part)
            return {"owner": owner, "notice": view.notice_html(" ".join(words))}
        turns = tuple(row.turn for row in rows)
        last = next((turn for turn in reversed(turns) if turn.draft.prompt), None)
        shown = state.last_picture(turns)
        thumbnails = [(self._thumbnail(one.turn.picture), view.caption_text(one)) for one in strip]
        return {
            "owner": owner,
            "session": talk.session if talk else "",
            "chat": view.chat_html(rows, self._shown, self._said),
            "stage": view.stage_html(self._picture(talk), last.draft.prompt if last else ""),
            "card": view.card_html(last, self._said),
            "prompt": last.draft.prompt if last else "",
            "strip": (thumbnails, next((at for at, one in enumerate(strip) if one.turn.picture == shown), None)),
            "sessions": sessions,
            "notice": view.notice_html(notice),
        }

    def _strip(self, talk: Talk) -> tuple[Version, ...]:
        """The pictures to choose from; one whose file is lost is left out, and the others keep their numbers."""
        return tuple(one for one in talk.conversation.versions() if self._thumbnail(one.turn.picture))

    def _picture(self, talk: Talk | None) -> str:
        with contextlib.suppress(DialogError):
            if talk and (name := state.last_picture(talk.conversation.turns())):
                return self._address(self.store.pictures.path(name))
        return ""

    def _shown(self, name: str) -> str:
        path = self._thumbnail(name)
        return self._address(Path(path)) if path else ""

    def _thumbnail(self, name: str) -> str:
        with contextlib.suppress(DialogError):
            return str(self.store.pictures.thumbnail(name))
        return ""


def _data_url(picture: Image.Image) -> str:
    buffer = io.BytesIO()
    picture.convert("RGB").save(buffer, "JPEG", quality=80)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
