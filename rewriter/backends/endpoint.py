"""A chat model behind an OpenAI-compatible address (vLLM, SGLang, llama.cpp's server, Ollama, transformers serve).

The key goes into one header of requests to this address and nowhere else: not into messages, names, logs or
redirects. Nothing of the environment is read: no proxy, no netrc.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from rewriter.backends.answer import MAX_CHARACTERS
from rewriter.backends.errors import BackendError, BackendUnavailable
from rewriter.backends.images import data_url
from rewriter.backends.protocol import Message, Watch
from rewriter.backends.schema import NAME, answer_schema
from rewriter.backends.sse import Events, completion, piece, said
from rewriter.backends.transport import Dropped, Exchange, Refused

log = logging.getLogger(__name__)

MAX_TOKENS = 1024
MAX_BODY = 2_000_000
RETRIES = 3
FIRST_WAIT, LONGEST_WAIT = 0.5, 20.0
AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))
REFUSED = frozenset((400, 415, 422, 501))
FORMATS = ("json_schema", "json_object", "")
SLICE = 0.1


@dataclass
class _Manners:
    """What this server was found to accept: the place in FORMATS, and whether pictures."""

    format: int = 0
    pictures: bool = True


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
    _manners: _Manners = field(default_factory=_Manners, init=False, repr=False, compare=False)
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
        return self.pictures and self._manners.pictures

    def complete(self, messages: Sequence[Message], watch: Watch) -> str:
        """Return the answer; transient failures are tried again with growing waits, within the time of the turn.

        A server that refuses the answer's JSON schema, JSON at all, or pictures is asked without. ``on_text`` hears an
        attempt that broke off, too.
        """
        waited = 0
        while True:
            watch.check()
            with self._lock:
                manners = (self._manners.format, self._manners.pictures)
            try:
                return self._attempt(messages, watch, *manners)
            except Refused as refusal:
                if refusal.status in REFUSED and self._lower(manners, any(m.pictures for m in messages)):
                    continue
                if refusal.status not in AGAIN or waited >= self.retries:
                    if refusal.status in REFUSED:
                        self._forget()
                    raise self._unavailable(refusal) from None
                wait = refusal.after
                log.info("%s: status %d, tried again", self.name, refusal.status)
            except Dropped as drop:
                watch.check()
                if waited >= self.retries:
                    raise BackendUnavailable(f"{self.name}: {drop}") from None
                wait = None
                log.info("%s: %s, tried again", self.name, drop)
            self._pause(FIRST_WAIT * 2**waited if wait is None else wait, watch)
            waited += 1

    def _attempt(self, messages: Sequence[Message], watch: Watch, form: int, pictures: bool) -> str:
        headers = {"Accept": "text/event-stream, application/json", "Accept-Encoding": "identity"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        exchange = Exchange(f"{self.url.rstrip('/')}/chat/completions", self._body(messages, form, pictures), headers)
        parts: list[str] = []
        length = 0
        for text in self._pieces(exchange.read(watch, self.idle), exchange):
            parts.append(text)
            length += len(text)
            watch.on_text(text)
            if length > MAX_CHARACTERS:
                exchange.cancel()
                break
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
        elif not ended:
            raise Dropped("the connection was closed in the middle of the answer")

    def _guarded(self, read: Callable[[str], Any], data: str) -> Any:
        try:
            return read(data)
        except BackendError as error:
            raise BackendUnavailable(self._without_key(str(error))) from None

    def _body(self, messages: Sequence[Message], form: int, pictures: bool) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self.model, "messages": [_message(one, pictures) for one in messages], "stream": True,
            "temperature": 0, "seed": 0, "max_tokens": self.max_tokens,
        }  # fmt: skip
        if FORMATS[form] == "json_schema":
            schema = {"name": NAME, "strict": True, "schema": answer_schema()}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif FORMATS[form]:
            body["response_format"] = {"type": FORMATS[form]}
        return body

    def _lower(self, manners: tuple[int, bool], with_pictures: bool) -> bool:
        """Ask for less after a refusal; False when there is nothing left to leave out."""
        form, pictures = manners
        with self._lock:
            if form < len(FORMATS) - 1:
                self._manners.format = max(self._manners.format, form + 1)
                return True
            if pictures and with_pictures:
                self._manners.pictures = False
                return True
        return False

    def _forget(self) -> None:
        """What was refused with everything left out was not refused for what was left out."""
        with self._lock:
            self._manners.format, self._manners.pictures = 0, True

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
            return BackendUnavailable(f"{self.name} refuses the key (status {refusal.status}); check it.")
        if 300 <= refusal.status < 400:
            return BackendUnavailable(f"{self.name} wants to send us elsewhere; give the address that answers itself.")
        reason = self._without_key(said(refusal.body))
        return BackendUnavailable(f"{self.name} answers with status {refusal.status}: {reason}")

    def _without_key(self, text: str) -> str:
        return text.replace(self.key, "…") if self.key else text


def _message(message: Message, pictures: bool) -> dict[str, Any]:
    if not message.pictures or not pictures:
        return {"role": message.role, "content": message.text}
    parts: list[dict[str, Any]] = [
        {"type": "image_url", "image_url": {"url": data_url(one)}} for one in message.pictures
    ]
    return {"role": message.role, "content": [*parts, {"type": "text", "text": message.text}]}
