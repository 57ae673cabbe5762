"""Talks that a model takes part in."""

import logging
from collections.abc import Callable, Sequence

import pytest

from dialog.types import Draft, Request, Settings, Turn
from rewriter import Lexicon, RulesRewriter
from rewriter.backends import ModelRewriter
from tests.rewriter.backends.fakes import Prepared, QueueBackend


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, logger="rewriter.backends")


@pytest.fixture
def said(rewriter: RulesRewriter) -> Callable[..., list[Turn]]:
    """Return a function that makes the turns of a talk which the rules read."""

    def run(*words: str, picture: str = "0" * 64) -> list[Turn]:
        turns: list[Turn] = []
        for one in words:
            request = Request(one)
            draft = rewriter(turns, request)
            outcome = "answered" if draft.intent == "answer" else "drawn"
            turns.append(Turn(request, draft, Settings(seed=0), outcome, picture=picture))
        return turns

    return run


@pytest.fixture
def ask(
    rewriter: RulesRewriter, lexicon: Lexicon, count: Callable[[str], int], said: Callable[..., list[Turn]]
) -> Callable[..., tuple[Draft, QueueBackend]]:
    """Return a function: turns before, the words now, the model's answers; it gives the draft and the backend."""

    def run(before: Sequence[str], words: str, *answers: Prepared, **more: object) -> tuple[Draft, QueueBackend]:
        backend = QueueBackend(*answers)
        model = ModelRewriter(backend, rewriter, lexicon, count, count, **more)  # type: ignore[arg-type]
        return model(said(*before), Request(words)), backend

    return run
