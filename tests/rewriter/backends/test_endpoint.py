"""The endpoint against real servers on the loopback: those that behave, and those that do not."""

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from dialog.types import Request
from rewriter import Lexicon, RulesRewriter
from rewriter.backends import BackendStopped, BackendTimeout, BackendUnavailable, ModelRewriter, Watch
from rewriter.backends.answer import MAX_CHARACTERS
from rewriter.backends.endpoint import Endpoint
from rewriter.backends.transport import retry_after
from tests.rewriter.backends.calls import CHAT, KEY, endpoint, within
from tests.rewriter.backends.fakes import answer, op
from tests.rewriter.backends.servers import (
    dropping,
    endless,
    endless_line,
    event,
    hanging,
    hanging_midway,
    serving,
    status,
    stream,
    streaming,
    whole,
)  # fmt: skip


def test_an_answer_is_streamed_and_whole() -> None:
    heard: list[str] = []
    with serving(streaming("你好 {} \n🐈")) as served:
        assert endpoint(served).complete(CHAT, within(10, on_text=heard.append)) == "你好 {} \n🐈"
    assert heard == list("你好 {} \n🐈")
    body = served.bodies[0]
    assert (body["model"], body["stream"], body["temperature"], body["seed"]) == ("toy", True, 0, 0)
    assert body["response_format"]["type"] == "json_schema"
    assert body["messages"][0] == {"role": "system", "content": "Be brief."}
    first, second, text = body["messages"][1]["content"]
    assert first["image_url"]["url"].startswith("data:image/jpeg;base64,/9h")
    assert second["image_url"]["url"].startswith("data:image/png;base64,")
    assert text == {"type": "text", "text": "画一只猫"}
    assert served.headers[0]["authorization"] == f"Bearer {KEY}"


def test_a_server_that_does_not_stream_is_read_whole() -> None:
    with serving(whole("done")) as served:
        assert endpoint(served, key="").complete(CHAT, within(10)) == "done"
    assert "authorization" not in served.headers[0]


@pytest.mark.parametrize("code", [429, 500, 502, 503])
def test_transient_failures_are_tried_again_with_growing_waits(code: int) -> None:
    slept: list[float] = []
    with serving(status(code), status(code), streaming("ok")) as served:
        assert endpoint(served, sleep=slept.append).complete(CHAT, within(60)) == "ok"
    assert sum(slept) == pytest.approx(0.5 + 1.0)


def test_retry_after_is_honoured_within_bounds() -> None:
    slept: list[float] = []
    with serving(status(429, retry_after="3"), status(503, retry_after="86400"), streaming("ok")) as served:
        assert endpoint(served, sleep=slept.append).complete(CHAT, within(60)) == "ok"
    assert sum(slept) == pytest.approx(3 + 20)


def test_retry_after_may_be_a_date() -> None:
    headers = {"retry-after": "Wed, 21 Oct 2026 07:28:30 GMT", "date": "Wed, 21 Oct 2026 07:28:00 GMT"}
    assert retry_after(headers) == 30
    assert retry_after({"retry-after": "soon"}) is None
    assert retry_after({}) is None
    assert retry_after({"retry-after": "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"}) is None


def test_retries_are_bounded() -> None:
    with serving(status(500, b"out of memory")) as served, pytest.raises(BackendUnavailable, match="out of memory"):
        endpoint(served, retries=2).complete(CHAT, within(10))
    assert len(served.bodies) == 3


@pytest.mark.parametrize("behave", [dropping, hanging_midway])
def test_a_server_that_drops_or_hangs_is_tried_again(behave: Callable[..., None]) -> None:
    with serving(behave, streaming("ok")) as served:
        assert endpoint(served, idle=0.2).complete(CHAT, within(10)) == "ok"
    assert len(served.bodies) == 2


@pytest.mark.parametrize("behave", [dropping, hanging_midway])
def test_a_server_that_only_drops_or_hangs_is_given_up(behave: Callable[..., None]) -> None:
    with serving(behave) as served, pytest.raises(BackendUnavailable, match="toy at 127"):
        endpoint(served, idle=0.1, retries=1).complete(CHAT, within(10))
    assert len(served.bodies) == 2


def test_nobody_there_is_told_at_once() -> None:
    slept: list[float] = []
    with serving(hanging) as served:
        pass
    with pytest.raises(BackendUnavailable, match="nobody answers there"):
        endpoint(served, sleep=slept.append).complete(CHAT, within(10))
    assert slept == []


def slow(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    time.sleep(0.5)
    streaming("ok")(handler, body)


def test_the_first_byte_may_take_the_time_of_the_turn() -> None:
    with serving(slow) as served:
        assert endpoint(served, idle=0.1).complete(CHAT, within(10)) == "ok"
    assert len(served.bodies) == 1
    with serving(hanging) as served, pytest.raises(BackendUnavailable, match="silent too long"):
        endpoint(served, idle=0.1, retries=0).complete(CHAT, Watch())


def test_a_stream_may_end_without_its_last_empty_line() -> None:
    def unended(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        write = stream(handler)
        write(event("o") + event("k", "stop").rstrip(b"\n"))
        write(b"")

    def cut(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        write = stream(handler)
        write(event("o") + event("k", "stop")[:20])
        write(b"")

    for behaviours in ([unended], [cut, streaming("ok")]):
        with serving(*behaviours) as served:
            assert endpoint(served).complete(CHAT, within(10)) == "ok"
        assert len(served.bodies) == len(behaviours)


@pytest.mark.parametrize("behave", [hanging, hanging_midway, endless_line])
def test_the_time_limit_ends_it(behave: Callable[..., None]) -> None:
    began = time.monotonic()
    with serving(behave) as served, pytest.raises((BackendTimeout, BackendUnavailable)):
        endpoint(served).complete(CHAT, within(0.3))
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("behave", [hanging, hanging_midway])
def test_stop_ends_it_at_once(behave: Callable[..., None]) -> None:
    stop = threading.Event()
    with serving(behave) as served:
        threading.Timer(0.15, stop.set).start()
        began = time.monotonic()
        with pytest.raises(BackendStopped):
            endpoint(served).complete(CHAT, within(20, should_stop=stop.is_set))
        assert time.monotonic() - began < 1.5
    assert not [one for one in threading.enumerate() if one.name == "huatu-endpoint"]


def test_stop_ends_a_wait() -> None:
    stop = threading.Event()
    with serving(status(503)) as served, pytest.raises(BackendStopped):
        endpoint(served, sleep=lambda seconds: stop.set()).complete(CHAT, within(20, should_stop=stop.is_set))
    assert len(served.bodies) == 1


def test_an_endless_answer_is_cut() -> None:
    with serving(endless) as served:
        text = endpoint(served).complete(CHAT, within(20))
    assert len(text) == MAX_CHARACTERS + 1


@pytest.mark.parametrize(
    ("behave", "told"),
    [
        (status(200, b"<html>hello</html>", content_type="text/html"), "not answer in JSON"),
        (status(200, b"[]"), "chat completion|error"),
        (status(200, b'{"choices": 7}'), "chat completion"),
        (status(200, b"{}", content_encoding="br"), "compresses"),
        (status(200, b'data: {"error": "boom"}\n\n', content_type="text/event-stream"), "reports an error: boom"),
        (status(200, b"data: hello\n\n", content_type="text/event-stream"), "not answer in JSON"),
        (status(200, b"\xff" * 3_000_000), "more than"),
        (status(401), "refuses the key"),
        (status(404, b'{"message": "no such model"}'), "status 404: no such model"),
    ],
)
def test_a_server_that_lies_is_told(behave: Callable[..., None], told: str) -> None:
    with serving(behave) as served, pytest.raises(BackendUnavailable, match=told):
        endpoint(served).complete(CHAT, within(10))
    assert len(served.bodies) == 1


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(code: int) -> None:
    with serving(whole("stolen")) as other, serving(status(code, location=f"{other.url}/chat/completions")) as served:
        with pytest.raises(BackendUnavailable, match="elsewhere"):
            endpoint(served).complete(CHAT, within(10))
        assert other.bodies == []


@pytest.mark.parametrize(
    "url", ["", "localhost:8000", "ftp://host/v1", "file:///etc", "http://", "http://u:p@host/v1", "http://host/v1?k=1",
            "http://host:99999/v1", "http://host:x/v1"],
)  # fmt: skip
def test_addresses_that_cannot_be_used_are_refused(url: str) -> None:
    with pytest.raises(BackendUnavailable, match="address must"):
        Endpoint(url, "toy")


def test_a_turn_through_the_whole_rewriter(
    lexicon: Lexicon, rewriter: RulesRewriter, count: Callable[[str], int]
) -> None:
    good = json.dumps(answer("draw", op("add", item={"noun": "cat", "color": "red"})))
    with serving(streaming("hm, a cat?"), streaming(f"```json\n{good}\n```"), status(500)) as served:
        model = ModelRewriter(endpoint(served, retries=1), rewriter, lexicon, count, count)
        draft, fallen = model((), Request("draw a red cat")), model((), Request("画一只红色的猫"))
    assert (draft.source, draft.prompt) == ("model", "a red cat")
    assert (fallen.source, fallen.prompt) == ("rules", "一只红色猫")
    assert "连不上语言模型" in fallen.reply


def test_one_endpoint_serves_many_threads() -> None:
    results: list[str] = []
    with serving(streaming("ok")) as served:
        model = endpoint(served)
        threads = [threading.Thread(target=lambda: results.append(model.complete(CHAT, within(10)))) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert results == ["ok"] * 6
