"""One HTTP exchange that can be ended at any moment: a thread reads, the caller looks at its watch."""

import contextlib
import math
import queue
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from rewriter.backends.errors import BackendError, BackendUnavailable
from rewriter.backends.protocol import Watch

if TYPE_CHECKING:
    import httpx

POLL = 0.05
CONNECT = 10.0
MAX_ERROR = 4000
QUEUED = 64


class Refused(Exception):
    """The server answered with another status than 200. ``after`` is its Retry-After in seconds, or None."""

    def __init__(self, status: int, body: str = "", after: float | None = None) -> None:
        super().__init__(f"status {status}")
        self.status, self.body, self.after = status, body, after


class Dropped(Exception):
    """The connection failed or was silent too long. ``again``: it may go better another time."""

    def __init__(self, what: str, again: bool = True) -> None:
        super().__init__(what)
        self.again = again


@dataclass
class Exchange:
    """A POST of JSON to ``url``. Redirects are not followed; ``streams`` is known after the first piece came."""

    url: str
    body: dict[str, Any]
    headers: dict[str, str]
    streams: bool = False
    _pieces: "queue.Queue[bytes | Exception | None]" = field(default_factory=lambda: queue.Queue(QUEUED))
    _cancelled: threading.Event = field(default_factory=threading.Event)
    _sockets: list[Any] = field(default_factory=list)

    def read(self, watch: Watch, idle: float) -> Iterator[bytes]:
        """Yield the body as it comes.

        Its first byte may take all the time of the turn (``idle`` seconds when that has no limit): a model reads long
        before it writes. After that the server may be silent for ``idle`` seconds. Raises Refused, Dropped;
        BackendStopped and BackendTimeout as soon as ``watch`` says so. The connection is closed however this ends.
        """
        thread = threading.Thread(target=self._run, args=(idle,), name="huatu-endpoint", daemon=True)
        thread.start()
        since, patience = time.monotonic(), idle if math.isinf(watch.left()) else math.inf
        try:
            while True:
                watch.check()
                alive = thread.is_alive()
                try:
                    got = self._pieces.get(timeout=POLL)
                except queue.Empty:
                    if not alive:
                        raise Dropped("the connection failed") from None
                    if time.monotonic() - since > patience:
                        raise Dropped("the connection was silent too long") from None
                    continue
                if got is None:
                    return
                if isinstance(got, Exception):
                    raise got
                yield got
                since, patience = time.monotonic(), idle
        finally:
            self.cancel()
            thread.join(timeout=2.0)

    def cancel(self) -> None:
        """End the exchange from any thread: whoever reads wakes up at once."""
        self._cancelled.set()
        for one in self._sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _run(self, idle: float) -> None:
        import httpx

        try:
            self._exchange(idle)
            self._put(None)
        except httpx.ConnectError:
            self._put(Dropped("the connection failed (nobody answers there)", again=False))
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            self._put(Dropped(f"the connection failed ({type(error).__name__})"))
        except (Refused, BackendError) as error:
            self._put(error)

    def _exchange(self, idle: float) -> None:
        import httpx

        limits = httpx.Timeout(idle, connect=min(CONNECT, idle), read=None)
        secure = self.url.lower().startswith("https:")  # else no certificates are loaded, which takes a while
        with (
            httpx.Client(timeout=limits, follow_redirects=False, trust_env=False, verify=secure) as client,
            client.stream(
                "POST", self.url, json=self.body, headers=self.headers, extensions={"trace": self._trace}
            ) as response,
        ):
            if response.status_code != 200:
                raise Refused(response.status_code, self._beginning(response), retry_after(response.headers))
            if response.headers.get("content-encoding", "identity") != "identity":
                raise BackendUnavailable("The language model's server compresses its answer, which was not asked for.")
            self.streams = "event-stream" in response.headers.get("content-type", "")
            for chunk in response.iter_raw():
                if self._cancelled.is_set() or not self._put(chunk):
                    return

    def _put(self, value: bytes | Exception | None) -> bool:
        """Hand something over; False when nobody waits for it any more."""
        while not self._cancelled.is_set():
            with contextlib.suppress(queue.Full):
                self._pieces.put(value, timeout=POLL)
                return True
        return False

    def _beginning(self, response: "httpx.Response") -> str:
        body = b""
        for chunk in response.iter_raw():
            body += chunk
            if len(body) > MAX_ERROR or self._cancelled.is_set():
                break
        return body[:MAX_ERROR].decode("utf-8", "replace")

    def _trace(self, event: str, info: dict[str, Any]) -> None:
        """Note the sockets of the connection, to wake up whoever waits on them."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            found = info["return_value"].get_extra_info("socket")
            if found is not None:
                self._sockets.append(found)
            if self._cancelled.is_set():
                self.cancel()


def retry_after(headers: Any) -> float | None:
    """Return the seconds that a server asks to wait: a number, or until a date; None when it does not say."""
    said = str(headers.get("retry-after", ""))[:64].strip()
    if said.isdecimal():
        return float(said)
    try:
        date = parsedate_to_datetime(said)
        sent = parsedate_to_datetime(str(headers.get("date", ""))[:64])
    except (TypeError, ValueError, OverflowError):
        return None
    return max(0.0, (date - sent).total_seconds()) if (date.tzinfo is None) == (sent.tzinfo is None) else None
