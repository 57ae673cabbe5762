"""Runs a rewriter over a dialogue on its own state, as if every picture had been drawn."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from dialog.types import Draft, Request, Settings, Turn
from rewriter.evaluate.score import Outcome

Rewriter = Callable[[Sequence[Turn], Request], Draft]
"""What is measured: a ``dialog.ports.Rewriter`` of a talk that never branched."""
PICTURE = "0" * 64
"""Stands for the picture of a turn that was rehearsed, not drawn."""


def rehearse(rewriter: Rewriter, lines: Sequence[str]) -> Iterator[Outcome]:
    """Yields what the rewriter makes of each line after all lines before it. Raises what the rewriter raises.

    A turn of intent "back" shows the prompt of the picture that it returns to, as in a conversation.
    """
    turns: list[Turn] = []
    prompt = ""
    for line in lines:
        started = time.perf_counter()
        draft = rewriter(tuple(turns), Request(line))
        seconds = time.perf_counter() - started
        if draft.intent == "back":
            draft = _returned(turns, draft)
        prompt = prompt if draft.intent == "answer" else draft.prompt
        outcome = Outcome(prompt, draft.intent, draft.reply, draft.scene, seconds, draft.source)
        turns.append(_turn(line, draft))
        yield outcome


def _turn(line: str, draft: Draft) -> Turn:
    if draft.intent == "answer" or not draft.prompt:
        return Turn(Request(line), draft, Settings(), "answered")
    return Turn(Request(line), draft, Settings(seed=0), "drawn", picture=PICTURE)


def _returned(turns: Sequence[Turn], draft: Draft) -> Draft:
    """Gives a draft of intent "back" the scene and prompt of the picture that it names, "" where none was drawn."""
    drawn = [turn for turn in turns[: draft.base] if turn.outcome == "drawn"]
    if not drawn:
        return replace(draft, prompt="")
    shown = drawn[-1].draft
    return replace(draft, scene=shown.scene, prompt=shown.prompt, digest=shown.digest, layout=shown.layout)
