"""What the command line reads and writes for a whole dialogue: lines in, JSON records out. Opens no file."""

import time
from collections.abc import Iterable, Iterator, Sequence

from dialog import records, state
from dialog.errors import EmptyTurn, InvalidTurn
from dialog.ports import Rewriter
from dialog.records import Record
from dialog.types import Request, Settings, Turn
from dialog.versions import of_chain
from dialog.words import clean

VERSION = 1
REHEARSED_PICTURE = "0" * 64
"""Stands for the picture of a turn that was rehearsed, not drawn."""


def parse_script(data: bytes, source: str = "The file") -> tuple[str, ...]:
    """Returns the user's turns: one a line, blank lines and lines that begin with ``#`` skipped.

    ``data`` is UTF-8 with or without a byte order mark. Raises InvalidTurn naming ``source`` and the line when it is
    not, or when a turn is too long; EmptyTurn when no turn is left.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise InvalidTurn(
            f"{source} is not UTF-8: line {number} holds the byte 0x{data[error.start]:02X}. "
            "Save it as UTF-8 text and try again."
        ) from error
    turns = []
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        if line.startswith("#"):
            continue
        try:
            turns.append(clean(line))
        except InvalidTurn as error:
            raise InvalidTurn(f"{source}, line {number}: {error}") from error
    if not any(turns):
        raise EmptyTurn(f"{source} holds no turn. Write one user turn a line; lines that begin with # are skipped.")
    return tuple(turn for turn in turns if turn)


def rehearse(rewriter: Rewriter, lines: Iterable[str]) -> Iterator[Turn]:
    """Yields a turn per line as if every picture had been drawn. Raises what the rewriter raises, UnknownTurn."""
    turns: list[Turn] = []
    for line in lines:
        request = Request(line)
        started = time.perf_counter()
        draft = rewriter(tuple(turns), request, of_chain(turns))
        seconds = (("rewrite", time.perf_counter() - started),)
        turn = Turn(request, draft, Settings(), "answered", seconds=seconds)
        if draft.intent == "back":
            turn = state.returned(turns, turn)
        elif draft.intent != "answer":
            settings = Settings(seed=0)
            turn = Turn(request, draft, settings, "drawn", picture=REHEARSED_PICTURE, seconds=seconds)
        turns.append(turn)
        yield turn


def turn_record(number: int, turn: Turn, image: str | None) -> Record:
    """Returns one turn as in ``dialogue.json``; ``image`` is the name of its picture's file, if it has one."""
    record = rewrite_record(number, turn)
    spent = record.pop("seconds")
    seconds = {**spent, "draw": _seconds(turn, "draw")}
    return {**record, "seed": turn.settings.seed, "image": image, "seconds": seconds}


def rewrite_record(number: int, turn: Turn) -> Record:
    """Returns one turn as in ``dialogue.json``, without what only a picture has (seed, image, time of drawing)."""
    draft = turn.draft
    return {
        "turn": number,
        "text": turn.request.text,
        "intent": draft.intent,
        "reply": draft.reply,
        "prompt": draft.prompt,
        "prompt_tokens": draft.prompt_tokens,
        "digest": draft.digest,
        "digest_tokens": draft.digest_tokens,
        "negative": draft.negative,
        "scene": records.to_dict(draft.scene),
        "changes": [records.to_dict(change) for change in draft.changes],
        "source": draft.source,
        "seconds": {"rewrite": _seconds(turn, "rewrite")},
    }


def dialogue_record(model: str, rewriter: str, turns: Sequence[Record]) -> Record:
    """Returns the whole of ``dialogue.json``; ``turns`` are made by ``turn_record``."""
    return {"version": VERSION, "model": model, "rewriter": rewriter, "turns": list(turns)}


def _seconds(turn: Turn, part: str) -> float:
    return round(dict(turn.seconds).get(part, 0.0), 3)
