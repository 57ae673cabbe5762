"""The page on fakes, and what drives it as a program does: every handler by name, over HTTP."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import app
import dialog
from dialog.desk import Desk
from tests.fakes import InstantPainter, following

gradio_client = pytest.importorskip("gradio_client")

NUMBERS = (4, 3.0, "dpmpp_2m", None, True)
OWNER, SESSION, BOX, CHAT, STAGE, CARD, PROMPT, STRIP, SESSIONS, NOTICE, TITLE, ASKED, QUESTION = range(13)
EVIL = "<img src=x onerror=alert(1)> **bold** ${1+1} {{this}}"


class Painter(InstantPainter):
    """An InstantPainter that waits at the ``gate`` before every step, when there is one."""

    def __init__(self) -> None:
        super().__init__()
        self.gate: threading.Semaphore | None = None
        self.waiting = threading.Event()

    def _steps(self, draft: dialog.Draft, settings: dialog.Settings, seed: int) -> Iterator[dialog.Step]:
        self.steps = settings.steps
        for step in super()._steps(draft, settings, seed):
            if self.gate is not None:
                self.waiting.set()
                assert self.gate.acquire(timeout=60)
            yield step


class Rewriter:
    """Follows the words; "explode" is a bug."""

    def __call__(self, turns: Any, request: dialog.Request, versions: Any = None) -> dialog.Draft:
        if request.text == "explode":
            raise ZeroDivisionError("a bug")
        return following(turns, request)


def free_port() -> int:
    """A port that nobody has: gradio's own search leaves a socket open for each that is taken."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Served:
    """The page, its desk, and what drives it."""

    def __init__(self, folder: Path) -> None:
        self.painter = Painter()
        self.store = dialog.Store(folder)
        self.desk = Desk(self.store, Rewriter(), self.painter)
        settings = dialog.Settings(steps=4, width=32, height=32)
        self.page = app.build_page(self.desk, settings, ("dpmpp_2m", "euler"), "fake model", ((32, 32), (48, 32)))
        self.address = app.launch_page(self.page, self.store.pictures.folder, "127.0.0.1", free_port())
        self.client = gradio_client.Client(self.address, verbose=False, httpx_kwargs={"timeout": 60})

    def close(self) -> None:
        self.client.close()
        self.page.close(verbose=False)
        self.store.close()

    def open(self, owner: str = "", session: str = "") -> "Browser":
        shown = self.client.predict(owner, session, api_name="/open")
        return Browser(self, shown[OWNER], shown[SESSION], shown)


class Browser:
    """One visitor: the owner's token and the conversation shown."""

    def __init__(self, served: Served, owner: str, session: str, shown: Any) -> None:
        self.served, self.owner, self.session, self.shown = served, owner, session, shown

    def submit(self, text: str, *, numbers: tuple[Any, ...] = NUMBERS, files: tuple[Any, ...] = ()) -> Any:
        message = {"text": text, "files": list(files)}
        return self.served.client.submit(self.owner, self.session, message, *numbers, api_name="/say")

    def say(self, text: str, **named: Any) -> Any:
        return self.take(self.submit(text, **named))

    def take(self, job: Any) -> Any:
        self.shown = job.result(timeout=100)
        self.session = self.shown[SESSION]
        self.updates = job.outputs()
        return self.shown

    def do(self, name: str, *more: Any) -> Any:
        return self.take(self.served.client.submit(self.owner, self.session, *more, api_name=f"/{name}"))

    def turns(self) -> tuple[dialog.Turn, ...]:
        session = self.served.store.session(self.session)
        return tuple(row.turn for row in self.served.store.chain(self.session, session.tip))


def until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)
