"""One lexicon and one rewriter for all tests here, and a talk that runs on its own state."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from dialog.types import Draft, Request, Settings, Turn
from rewriter import Lexicon, RulesRewriter

WORLD = Path(__file__).parents[2] / "assets" / "world"


def count_tokens(text: str) -> int:
    """Count words, and every other sign by itself."""
    return len(re.findall(r"[A-Za-z0-9]+|[^\sA-Za-z0-9]", text))


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return Lexicon.load(WORLD)


@pytest.fixture(scope="session")
def count() -> Callable[[str], int]:
    return count_tokens


@pytest.fixture(scope="session")
def rewriter(lexicon: Lexicon) -> RulesRewriter:
    return RulesRewriter(lexicon, count_tokens, count_tokens)


@pytest.fixture(scope="session")
def talk(rewriter: RulesRewriter) -> Callable[..., list[Draft]]:
    """Return a function that says the words one after another and returns the drafts."""

    def run(*words: str) -> list[Draft]:
        turns: list[Turn] = []
        for said in words:
            request = Request(said)
            draft = rewriter(turns, request)
            outcome = "answered" if draft.intent == "answer" else "drawn"
            turns.append(Turn(request, draft, Settings(seed=0), outcome))
        return [turn.draft for turn in turns]

    return run
