"""Huatu: draw by talking, in Chinese or English. The command line and the page; the only file that knows everyone."""

from __future__ import annotations

import argparse
import base64
import contextlib
import io
import json
import logging
import os
import random
import re
import secrets
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import dialog
from dialog import view
from dialog.line import Line

if TYPE_CHECKING:
    import gradio

    import diffusion

log = logging.getLogger("huatu")

ASSETS = Path(__file__).resolve().parent / "assets"
MODEL = ASSETS / "tiny" / "model.safetensors"
REWRITER = "rules"
EXAMPLES = ("画一只猫", "给它加一顶红帽子", "换成夜晚的海滩", "变成水彩画", "draw a cat", "add a red hat", "put it on a beach")
SHOWN = ("owner", "session", "box", "chat", "stage", "card", "prompt", "strip", "sessions", "notice")
"""What every handler of the page may change, in the order of its outputs."""
Count = Callable[[str], int]
Wished = tuple[int, float, str, float | None, bool]
Shown = tuple[Any, ...]


class BadInput(Exception):
    """What the command line was given cannot be used; ``str(error)`` is a sentence for the user."""


class PipelinePainter:
    """A dialog.Painter that draws with a diffusion.Pipeline, one picture at a time."""

    def __init__(self, pipeline: diffusion.Pipeline, *, metadata: bool = True, previews: bool = True) -> None:
        self._pipeline, self._metadata, self._previews = pipeline, metadata, previews
        self._lock = threading.Lock()

    def __call__(
        self, draft: dialog.Draft, settings: dialog.Settings, references: dialog.References, load: dialog.LoadPicture
    ) -> Iterator[dialog.Step]:
        import diffusion

        assert settings.seed is not None
        with self._lock, _painting():
            request = diffusion.DrawRequest(
                draft.prompt, draft.digest, draft.negative, settings.seed, settings.steps, settings.guidance,
                settings.sampler, settings.width, settings.height, tuple(_references(references, load)),
                preview_every=int(self._previews), metadata=self._metadata,
            )  # fmt: skip
            with contextlib.closing(self._pipeline.draw(request)) as steps:  # type: ignore[type-var]  # a generator
                for step in steps:
                    yield dialog.Step(step.index, step.total, step.preview, step.png)


def _references(references: dialog.References, load: dialog.LoadPicture) -> Iterator[diffusion.Reference]:
    import diffusion
    from PIL import Image

    if references.picture:
        yield diffusion.Reference("picture", Image.open(io.BytesIO(load(references.picture))).convert("RGB"))
    for subject in references.subjects:
        image = Image.open(io.BytesIO(load(subject.picture))).convert("RGB")
        left, top, right, bottom = (
            round(part * side) for part, side in zip(subject.box, image.size * 2, strict=True)
        )  # fmt: skip
        left, top = min(max(left, 0), image.width - 1), min(max(top, 0), image.height - 1)
        yield diffusion.Reference("subject", image.crop((left, top, max(right, left + 1), max(bottom, top + 1))))


@contextlib.contextmanager
def _painting() -> Iterator[None]:
    import diffusion

    try:
        yield
    except diffusion.DiffusionError as error:
        raise dialog.PaintingFailed(str(error)) from error
    except MemoryError as error:
        raise dialog.PaintingFailed("There is not enough memory to draw; close other programs and retry.") from error
    except (RuntimeError, OSError) as error:
        log.exception("the drawing broke off")
        raise dialog.PaintingFailed(f"The drawing broke off ({error}). Retry, perhaps with other settings.") from error


def reworder(count_long: Count, count_short: Count) -> dialog.Reword:
    """Returns a dialog.Reword that counts the tokens of the user's prompt and makes its digest, cut at words."""

    def reword(draft: dialog.Draft, prompt: str) -> dialog.Draft:
        if (tokens := count_long(prompt)) > view.LONG_TOKENS:
            raise dialog.InvalidTurn(f"The prompt has {tokens} tokens; at most {view.LONG_TOKENS} are allowed.")
        words = re.findall(r"\s*(?:[a-zA-Z0-9'-]+|\S)", prompt)
        kept = len(words)
        while kept > 1 and count_short("".join(words[:kept])) > view.SHORT_TOKENS:
            kept -= 1
        digest, cut = "".join(words[:kept]), "".join(words[kept:]).strip()
        draft = replace(dialog.with_prompt(draft, prompt), prompt_tokens=tokens, digest=digest)
        return replace(draft, digest_tokens=count_short(digest), dropped=(f"CLIP: {cut}",) if cut else ())

    return reword


@dataclass(eq=False)
class Talk:
    """An open conversation of the page, and how often it was told to stop."""

    conversation: dialog.Conversation
    owner: str
    stops: int = 0

    def stop(self) -> None:
        self.stops += 1
        self.conversation.stop()


@dataclass(eq=False)
class Desk:
    """Everything behind the page: one store, one rewriter, one painter with a line before it, the open talks."""

    store: dialog.Store
    rewriter: dialog.Rewriter
    painter: dialog.Painter
    settings: dialog.Settings
    samplers: Sequence[str] = ("dpmpp_2m",)
    model: str = ""
    said: view.Said = view.as_said
    reword: dialog.Reword = dialog.with_prompt

    def __post_init__(self) -> None:
        self._line, self._talks, self._mutex = Line(), dict[str, Talk](), threading.Lock()

    def open(self, owner: str, session: str) -> Shown:
        """Shows the page as it was left; a browser without an owner's token gets one."""
        owner = owner if isinstance(owner, str) and owner else secrets.token_urlsafe(16)
        return self._all(owner, self._talk(owner, session))

    def new(self, owner: str) -> Shown:
        """Begins a conversation; it is kept from its first turn on."""
        return self._all(owner, None)

    def say(self, owner: str, session: str, message: dict[str, Any], *wished: Any) -> Iterator[Shown]:
        """Takes a turn: words and pictures, then steps, guidance, sampler, seed (none: keep), references."""

        def start(talk: Talk) -> dialog.Events:
            accept = self.store.pictures.accept_upload
            pictures = tuple(accept(Path(file)) for file in message.get("files") or ())
            return talk.conversation.say(dialog.Request(message.get("text") or "", pictures), self._wished(wished))

        yield from self._draw(owner, session, start)

    def retry(self, owner: str, session: str, *wished: Any, new_seed: bool = False) -> Iterator[Shown]:
        """Takes the last turn again with the numbers as they are now."""
        settings = self._wished(wished)
        settings = replace(settings, seed=None) if new_seed else settings
        yield from self._draw(owner, session, lambda talk: talk.conversation.retry(new_seed, settings))

    def another(self, owner: str, session: str, *wished: Any) -> Iterator[Shown]:
        """Takes the last turn again with another seed."""
        yield from self.retry(owner, session, *wished, new_seed=True)

    def redraw(self, owner: str, session: str, prompt: str) -> Iterator[Shown]:
        """Draws the last picture again from the user's own prompt."""

        def start(talk: Talk) -> dialog.Events:
            row = next((row for row in reversed(talk.conversation.chain()) if row.turn.draft.prompt), None)
            if row is None:
                raise dialog.NothingToUndo("There is no picture yet whose prompt could be changed.")
            return talk.conversation.edit_prompt(row.id, prompt)

        yield from self._draw(owner, session, start)

    def stop(self, owner: str, session: str) -> None:
        """Stops the drawing of this conversation, or its waiting for one."""
        if talk := self._talk(owner, session):
            talk.stop()

    def undo(self, owner: str, session: str) -> Shown:
        """Goes back one turn."""
        return self._moved(owner, session, lambda talk: talk.conversation.undo())

    def goto(self, owner: str, session: str, number: int) -> Shown:
        """Goes to a picture of the strip, counted from 0; the next turn follows it."""
        return self._moved(owner, session, lambda talk: talk.conversation.branch_from(self._strip(talk)[number].id))

    def sessions(self, owner: str) -> list[tuple[str, str]]:
        """Returns (title, id) of an owner's conversations, the one used last first."""
        kept = (session for session in self.store.sessions(owner) if session.tip or session.title) if owner else ()
        return [(session.title or "…", session.id) for session in kept]

    def _wished(self, wished: Sequence[Any]) -> dialog.Settings:
        steps, guidance, sampler, seed, use_references = wished or (*_numbers(self.settings),)
        if seed is not None and seed != int(seed):
            raise dialog.InvalidTurn(f"The seed {seed} is not a whole number.")
        seed = None if seed is None else int(seed)
        return replace(self.settings, steps=int(steps), guidance=float(guidance), sampler=sampler, seed=seed,
                       use_references=bool(use_references))  # fmt: skip

    def _talk(self, owner: str, session: str) -> Talk | None:
        with self._mutex, contextlib.suppress(dialog.UnknownTurn):
            if session and session not in self._talks:
                conversation = dialog.Conversation(
                    self.store, self.rewriter, self.painter, session, reword=self.reword
                )  # fmt: skip
                self._talks[session] = Talk(conversation, self.store.session(session).owner)
            talk = self._talks.get(session)
            return talk if talk and secrets.compare_digest(talk.owner.encode(), str(owner).encode()) else None
        return None

    def _moved(self, owner: str, session: str, move: Callable[[Talk], object]) -> Shown:
        talk = self._talk(owner, session)
        try:
            if talk is None:
                raise dialog.NothingToUndo("There is nothing to go back to: nothing was said yet.")
            move(talk)
        except (dialog.DialogError, IndexError) as error:
            return self._all(owner, talk, notice=str(error))
        return self._all(owner, talk)

    def _draw(self, owner: str, session: str, start: Callable[[Talk], dialog.Events]) -> Iterator[Shown]:
        talk, notice = self._talk(owner, session), ""
        try:
            if not owner:
                raise dialog.InvalidTurn("This page has no owner yet; load it again.")
            talk = talk or self._talk(owner, self.store.create_session(owner).id)
            assert talk is not None
            yield from self._in_line(owner, talk, start)
        except dialog.DialogError as error:
            notice = str(error)
        except Exception as error:  # noqa: BLE001  the page's outer edge: a bug must not end in silence
            log.exception("a turn broke off")
            notice = f"Something went wrong here ({type(error).__name__}); the log says more."
        yield self._all(owner, talk, notice=notice)

    def _in_line(self, owner: str, talk: Talk, start: Callable[[Talk], dialog.Events]) -> Iterator[Shown]:
        stops, before = talk.stops, self._picture(talk)
        with self._line.place() as place:
            while ahead := self._line.ahead(place, patience=0.5):
                if talk.stops != stops:
                    return
                words = view.waiting_text(ahead, self._line.expected(ahead))
                yield _show(session=talk.conversation.session_id, stage=view.stage_html(before, line=words), notice="")
            with self._line.timed(), contextlib.closing(start(talk)) as events:
                for event in events:
                    if isinstance(event, dialog.Drafted):
                        started = view.stage_html(before, total=event.settings.steps)
                        yield self._all(owner, talk, stage=started, box={"text": "", "files": []})
                    elif isinstance(event, dialog.Drawing) and event.step.preview is not None:
                        before = _data_url(event.step.preview)
                        stage = view.stage_html(before, index=event.step.index, total=event.step.total)
                        yield _show(stage=stage)

    def _all(self, owner: str, talk: Talk | None, *, notice: str = "", **other: Any) -> Shown:
        import gradio as gr

        rows = talk.conversation.chain() if talk else ()
        turns = tuple(row.turn for row in rows)
        strip = self._strip(talk) if talk else []
        last = next((turn for turn in reversed(turns) if turn.draft.prompt), None)
        picture, prompt = dialog.last_picture(turns), last.draft.prompt if last else ""
        here = next((place for place, row in enumerate(strip) if row.turn.picture == picture), None)
        thumbs = [(self._thumbnail(row.turn.picture), f"{n}. {row.turn.request.text}") for n, row in enumerate(strip, 1)]
        session = talk.conversation.session_id if talk else ""
        parts = {
            "owner": owner, "session": session, "card": view.card_html(last, self.said), "prompt": prompt,
            "chat": view.chat_messages(rows, self._thumbnail, self.said),
            "stage": view.stage_html(self._picture(talk), prompt),
            "strip": gr.Gallery([pair for pair in thumbs if pair[0]], selected_index=here, visible=bool(thumbs)),
            "sessions": gr.Radio(self.sessions(owner), value=session or None), "notice": view.notice_html(notice),
        }  # fmt: skip
        return _show(**parts | other)

    def _strip(self, talk: Talk) -> list[dialog.StoredTurn]:
        session = talk.conversation.session_id
        return view.picture_rows(self.store.chain(session, row.id) for row in self.store.tips(session))

    def _picture(self, talk: Talk | None) -> str:
        name = dialog.last_picture(talk.conversation.turns()) if talk else ""
        with contextlib.suppress(dialog.DialogError):
            return f"gradio_api/file={quote(str(self.store.pictures.path(name)))}" if name else ""
        return ""

    def _thumbnail(self, name: str) -> str:
        with contextlib.suppress(dialog.DialogError):
            return str(self.store.pictures.thumbnail(name))
        return ""
