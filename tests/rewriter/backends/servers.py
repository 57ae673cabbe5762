"""Real servers on the loopback that behave, hang, lie or break off, each as one function over a request."""

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behave = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


class Served:
    """What a server was asked: bodies and headers in their order; ``release`` lets those go on that hang."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.release = threading.Event()


@contextlib.contextmanager
def serving(*behaviours: Behave) -> Iterator[Served]:
    """Serve the behaviours one a request, the last one for all that follow."""
    waiting, lock = list(behaviours), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        served: Served

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            with lock:
                served.bodies.append(body)
                served.headers.append({name.lower(): value for name, value in self.headers.items()})
                behave = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            with contextlib.suppress(OSError):
                behave(self, body)

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served = Served(f"http://127.0.0.1:{server.server_port}/v1")
    Handler.served = served
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield served
    finally:
        served.release.set()
        server.shutdown()
        thread.join()
        server.server_close()


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"content_type": "application/json", **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def stream(handler: BaseHTTPRequestHandler) -> Callable[[bytes], None]:
    """Begin a chunked stream of events and return what sends a piece of it."""
    handler.send_response(200)
    handler.send_header("content-type", "text/event-stream; charset=utf-8")
    handler.send_header("transfer-encoding", "chunked")
    handler.end_headers()

    def write(data: bytes) -> None:
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        handler.wfile.flush()

    return write


def event(text: str, finish: str | None = None) -> bytes:
    record = {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish}]}
    return b"data: " + json.dumps(record, ensure_ascii=False).encode() + b"\n\n"


def streaming(text: str, size: int = 7) -> Behave:
    """Answer ``text`` in events cut anywhere, also in the middle of a sign."""

    def behave(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        write = stream(handler)
        whole = b": hello\n\n" + b"".join(event(sign) for sign in text) + event("", "stop") + b"data: [DONE]\n\n"
        for at in range(0, len(whole), size * 100 + 1):
            write(whole[at : at + size * 100 + 1])
        write(b"")

    return behave


def whole(text: str) -> Behave:
    def behave(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        message = {"role": "assistant", "content": text}
        send(handler, 200, json.dumps({"choices": [{"message": message, "finish_reason": "stop"}]}).encode())

    return behave


def status(code: int, body: bytes = b'{"error": {"message": "no"}}', **headers: str) -> Behave:
    return lambda handler, asked: send(handler, code, body, **headers)


def hanging(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    """Say nothing until the test is over."""
    handler.served.release.wait(30)  # type: ignore[attr-defined]


def hanging_midway(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    stream(handler)(event("first "))
    hanging(handler, body)


def dropping(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    """Break off in the middle of the body."""
    stream(handler)(event('{"intent": '))
    handler.close_connection = True


def endless(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    write = stream(handler)
    while not handler.served.release.is_set():  # type: ignore[attr-defined]
        write(event("[1, 2, 3, " * 20))


def endless_line(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    write = stream(handler)
    while not handler.served.release.is_set():  # type: ignore[attr-defined]
        write(b"data: " + b"x" * 60_000)


def told(message: str) -> bytes:
    """Return the body of an error."""
    return json.dumps({"error": {"message": message}}).encode()
