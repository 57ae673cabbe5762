"""A chat model behind an OpenAI-compatible address (vLLM, SGLang, llama.cpp's server, Ollama, transformers serve).

The key goes into one header of requests to this address and nowhere else: not into messages, names, logs or
redirects. Nothing of the environment is read: no proxy, no netrc.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from rewriter.backends.answer import MAX_CHARACTERS
from rewriter.backends.errors import BackendError, BackendUnavailable, KeyRefused
from rewriter.backends.hushing import Hush, hushed_part
from rewriter.backends.images import data_url
from rewriter.backends.manners import FORMATS, Manners, blind, softer
from rewriter.backends.protocol import Message, Watch
from rewriter.backends.schema import NAME, answer_schema
from rewriter.backends.sse import Events, Piece, completion, piece, said
from rewriter.backends.transport import Dropped, Exchange, Refused

log = logging.getLogger(__name__)

MAX_TOKENS = 1024
MAX_BODY = 2_000_000
RETRIES = 3
FIRST_WAIT, LONGEST_WAIT = 0.5, 20.0
AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))
REFUSED = frozenset((400, 415, 422, 501))
SLICE = 0.1
REASON = 400
"""So many characters of a refusal are searched for what was refused; some servers repeat the whole request."""


@dataclass
class _Known:
    """What is known of the server, which its answers teach."""

    manners: Manners = field(default_factory=Manners)


@dataclass(frozen=True)
class Endpoint:
    """A ``Backend`` over HTTP.

    ``url`` is the base address ("http://127.0.0.1:8000/v1"), ``model`` the model's name there, ``key`` the bearer
    token; ``pictures`` says whether the model sees. ``idle`` is how long (seconds) the server may be silent. ``sleep``
    is for tests. Raises BackendUnavailable for an address or key that cannot be used.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    pictures: bool = True
    idle: float = 30.0
    retries: int = RETRIES
    max_tokens: int = MAX_TOKENS
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)
    _known: _Known = field(default_factory=_Known, init=False, repr=False, compare=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            port_is_fine = parts.port is None or parts.port > 0
        except ValueError:
            port_is_fine = False
        if not port_is_fine or parts.scheme not in ("http", "https") or not parts.hostname:
            raise BackendUnavailable("The language model's address must look like http://127.0.0.1:8000/v1.")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise BackendUnavailable("The language model's address must hold no user, password, ? or #.")
        if not self.key.isascii() or not self.key.isprintable() or " " in self.key:
            raise BackendUnavailable("The language model's key holds characters that no key has; set it again.")

    @property
    def name(self) -> str:
        """Return model and host, without anything secret."""
        return f"{self.model} at {urlsplit(self.url).netloc}"

    @property
    def sees(self) -> bool:
        """Tell whether pictures are sent: until the server refuses one."""
        return self.pictures and self._known.manners.pictures

    def complete(self, messages: Sequence[Message], watch: Watch) -> str:
        """Return the answer; transient failures are tried again with growing waits, within the time of the turn.

        A server that refuses a parameter, pictures, the answer's JSON schema or JSON at all is asked without; what it
        then accepts is remembered, pictures only when it said that it sees none. ``on_text`` hears an attempt that
        broke off, too; neither it nor the answer ever holds the key.
        """
        waited, blinded = 0, False
        attached = self.pictures and any(one.pictures for one in messages)
        now = self._manners()
        while True:
            watch.check()
            try:
                text = self._attempt(messages, watch, now)
            except Refused as refusal:
                reason = said(refusal.body, limit=REASON)
                less = softer(now, self._manners(), reason, attached) if refusal.status in REFUSED else None
                if less is not None:
                    blinded = blinded or (now.pictures and not less.pictures and blind(reason))
                    now = less
                    continue
                if refusal.status not in AGAIN or waited >= self.retries:
                    raise self._unavailable(refusal) from None
                wait = refusal.after
                log.info("%s: status %d, tried again", self.name, refusal.status)
            except Dropped as drop:
                watch.check()
                if waited >= self.retries or not drop.again:
                    raise BackendUnavailable(f"{self.name}: {drop}") from None
                wait = None
                log.info("%s: %s, tried again", self.name, drop)
            else:
                self._learn(now, blinded)
                return text
            self._pause(FIRST_WAIT * 2**waited if wait is None else wait, watch)
            waited += 1

    def _attempt(self, messages: Sequence[Message], watch: Watch, manners: Manners) -> str:
        headers = {"Accept": "text/event-stream, application/json", "Accept-Encoding": "identity"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        exchange = Exchange(f"{self.url.rstrip('/')}/chat/completions", self._body(messages, manners), headers)
        parts: list[str] = []
        length, hush = 0, Hush(self.key)
        for piece_ in self._pieces(exchange.read(watch, self.idle), exchange):
            text = hush.feed(piece_)
            length += len(text)
            if text:
                parts.append(text)
                watch.on_text(text)
            if length > MAX_CHARACTERS:
                exchange.cancel()
                return "".join(parts)[: MAX_CHARACTERS + 1]
        if rest := hush.end():
            parts.append(rest)
            watch.on_text(rest)
        return "".join(parts)[: MAX_CHARACTERS + 1]

    def _pieces(self, chunks: Iterator[bytes], exchange: Exchange) -> Iterator[str]:
        """Yield the text of a streamed answer, or that of a whole one from a server that does not stream."""
        events, whole, size, ended = Events(), b"", 0, False
        for chunk in chunks:
            size += len(chunk)
            if size > MAX_BODY:
                exchange.cancel()
                raise BackendUnavailable(f"{self.name} sends more than {MAX_BODY:,} bytes for one answer.")
            if not exchange.streams:
                whole += chunk
                continue
            for data in events.feed(chunk):
                one = self._guarded(piece, data)
                ended = ended or one.last
                if one.text:
                    yield one.text
        if not exchange.streams:
            yield self._guarded(completion, whole.decode("utf-8", "replace")).text
            return
        if last := events.end():
            with contextlib.suppress(BackendUnavailable):  # what is not whole was dropped
                one = self._guarded(piece, last)
                ended = ended or one.last
                yield one.text
        if not ended:
            raise Dropped("the connection was closed in the middle of the answer")

    def _guarded(self, read: Callable[..., Piece], data: str) -> Piece:
        try:
            return read(data, hide=self._hidden)
        except BackendError as error:
            raise BackendUnavailable(self._hidden(str(error))) from None

    def _hidden(self, text: str) -> str:
        return hushed_part(text, self.key)

    def _body(self, messages: Sequence[Message], manners: Manners) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self.model, "messages": [_message(one, self.pictures and manners.pictures) for one in messages],
            "stream": True, "temperature": 0, "seed": 0, manners.tokens: self.max_tokens,
        }  # fmt: skip
        for name in manners.without:
            del body[name]
        form = FORMATS[manners.format]
        if form == "json_schema":
            schema = {"name": NAME, "strict": True, "schema": answer_schema()}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif form:
            body["response_format"] = {"type": form}
        return body

    def _manners(self) -> Manners:
        with self._lock:
            return self._known.manners

    def _learn(self, now: Manners, blinded: bool) -> None:
        """Remember what the server accepted."""
        with self._lock:
            sees = self._known.manners.pictures and not blinded
            self._known.manners = replace(now, pictures=sees)

    def _pause(self, seconds: float, watch: Watch) -> None:
        """Wait, but not beyond the turn, and not when it is stopped."""
        left = min(max(seconds, 0.0), LONGEST_WAIT)
        while left > 0:
            watch.check()
            step = min(left, SLICE, watch.left() or SLICE)
            self.sleep(step)
            left -= step
        watch.check()

    def _unavailable(self, refusal: Refused) -> BackendUnavailable:
        if refusal.status in (401, 403):
            return KeyRefused(f"{self.name} refuses the key (status {refusal.status}); check it.")
        if 300 <= refusal.status < 400:
            return BackendUnavailable(f"{self.name} wants to send us elsewhere; give the address that answers itself.")
        reason = said(refusal.body, hide=self._hidden)
        return BackendUnavailable(f"{self.name} answers with status {refusal.status}: {reason}")


def _message(message: Message, pictures: bool) -> dict[str, Any]:
    if not message.pictures or not pictures:
        return {"role": message.role, "content": message.text}
    parts: list[dict[str, Any]] = [
        {"type": "image_url", "image_url": {"url": data_url(one)}} for one in message.pictures
    ]
    return {"role": message.role, "content": [*parts, {"type": "text", "text": message.text}]}
