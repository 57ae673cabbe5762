"""Server-sent events as chat servers stream them: bytes in, the data of whole events out. Pure, bounded."""

import codecs
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from rewriter.backends.errors import BackendUnavailable

MAX_LINE = 1_000_000
DONE = "[DONE]"
Hide = Callable[[str], str]


@dataclass
class Events:
    """Takes the stream apart as it comes, wherever it is cut."""

    _decoder: Any = field(default_factory=lambda: codecs.getincrementaldecoder("utf-8")("replace"))
    _rest: str = ""
    _data: list[str] = field(default_factory=list)

    def feed(self, data: bytes) -> Iterator[str]:
        """Yield the data of each event that ``data`` completes. Raises BackendUnavailable for an endless line."""
        self._rest += self._decoder.decode(data)
        *lines, self._rest = self._rest.replace("\r\n", "\n").split("\n")
        if len(self._rest) > MAX_LINE:
            raise BackendUnavailable("The language model's server sends a line without end.")
        for line in lines:
            line = line.rstrip("\r")
            if line.startswith("data:"):
                self._data.append(line[5:].removeprefix(" "))
            elif not line and self._data:
                yield "\n".join(self._data)
                self._data = []

    def end(self) -> str:
        """Return the data of an event that the stream ended without closing, "" when there is none."""
        line = (self._rest + self._decoder.decode(b"", True)).rstrip("\r")
        if line.startswith("data:"):
            self._data.append(line[5:].removeprefix(" "))
        data, self._rest, self._data = "\n".join(self._data), "", []
        return data


def shown(text: str) -> str:
    """What an error may tell of a server's words: all of them."""
    return text


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an answer: its text, and whether the server says that the answer ends with it."""

    text: str = ""
    last: bool = False


def piece(data: str, hide: Hide = shown) -> Piece:
    """Return what one event says. Raises BackendUnavailable for what is no chat completion, or an error, told through
    ``hide``."""
    if data.strip() == DONE:
        return Piece(last=True)
    return completion(data, "delta", hide)


def completion(data: str, kind: str = "message", hide: Hide = shown) -> Piece:
    """Return the text of a whole completion ("message") or of a piece of one ("delta"). Raises BackendUnavailable."""
    try:
        record = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BackendUnavailable("The language model's server did not answer in JSON.") from error
    if not isinstance(record, dict) or record.get("error"):
        raise BackendUnavailable(f"The language model's server reports an error: {said(data, hide=hide)}")
    choices = record.get("choices")
    if not isinstance(choices, list):
        raise BackendUnavailable("The language model's server did not answer as a chat completion.")
    if not choices:
        return Piece()  # usage only
    choice = choices[0] if isinstance(choices[0], dict) else {}
    message = choice.get(kind)
    content = message.get("content") if isinstance(message, dict) else None
    return Piece(_text(content), choice.get("finish_reason") is not None)


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    texts = [part.get("text") for part in parts if isinstance(part, dict)]
    return "".join(text for text in texts if isinstance(text, str))


def said(body: str, limit: int = 160, hide: Hide = shown) -> str:
    """Return what an error's body says, on one line, without what ``hide`` takes out of it, and then cut short."""
    try:
        record = json.loads(body)
    except (ValueError, RecursionError):
        record = body
    for _ in range(3):
        if isinstance(record, dict):
            record = record.get("error", record.get("message", record.get("detail", "")))
    text = " ".join(str(record).split())
    return hide("".join(sign for sign in text if sign.isprintable()))[:limit] or "no reason given"
