"""The endpoint against a server that refuses the key, or says it again."""

import json
import logging
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from dialog.types import Request
from rewriter import Lexicon, RulesRewriter
from rewriter.backends import BackendUnavailable, ModelRewriter
from rewriter.backends.endpoint import Endpoint
from rewriter.backends.hushing import Hush
from tests.rewriter.backends.calls import CHAT, KEY, endpoint, within
from tests.rewriter.backends.servers import serving, status, stream, streaming, told, whole

SECRET = "aabaabaac"
"""Begins with itself again and again."""


def test_the_key_is_nowhere_but_in_its_header(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    echo = json.dumps({"error": {"message": f"wrong key {KEY}, go away"}}).encode()
    for behave in (status(400, echo), status(500, echo), status(200, echo), status(401, echo)):
        with serving(behave) as served:
            model = endpoint(served, retries=1)
            with pytest.raises(BackendUnavailable) as caught:
                model.complete(CHAT, within(10))
        assert KEY not in f"{caught.value} {caught.value!r} {caught.value.__cause__}"
        assert KEY not in f"{model!r} {model.name} {served.bodies}"
    assert KEY not in caplog.text


@pytest.mark.parametrize("length", [20, 156, 200, 4500])
def test_no_part_of_the_key_is_told_where_an_error_is_cut(length: int) -> None:
    key = "sk-" + "K" * length
    echo = told(f"Bad header Authorization: Bearer {key}")

    def failing(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        write = stream(handler)
        write(b"data: " + echo + b"\n\n")
        write(b"")

    for behave in (status(400, echo), status(400, b" " * 3900 + key.encode()), failing):
        with serving(behave) as served, pytest.raises(BackendUnavailable) as caught:
            endpoint(served, key=key, retries=0).complete(CHAT, within(10))
        assert "KK" not in str(caught.value)


def test_a_key_that_a_server_echoes_is_in_no_answer_and_no_stream() -> None:
    heard: list[str] = []
    text = f'{{"reply": "debug: Bearer {KEY}, {KEY[:9]} sk-"}} sk-very'
    for behave in (streaming(text), whole(text)):
        with serving(behave) as served:
            said = endpoint(served).complete(CHAT, within(10, on_text=heard.append))
        assert said == text.replace(KEY, "…")
    assert KEY not in "".join(heard)
    assert "".join(heard) == text.replace(KEY, "…") * 2


def test_a_key_that_is_no_secret_may_stand_in_an_answer() -> None:
    with serving(streaming("a none b")) as served:
        assert endpoint(served, key="none").complete(CHAT, within(10)) == "a none b"


@pytest.mark.parametrize("code", [401, 403])
def test_a_refused_key_is_told_as_that(
    lexicon: Lexicon, rewriter: RulesRewriter, count: Callable[[str], int], code: int
) -> None:
    with serving(status(code)) as served:
        model = ModelRewriter(endpoint(served), rewriter, lexicon, count, count)
        said = [model((), Request(words)).reply for words in ("draw a cat", "画一只猫")]
    assert "refused the key" in said[0]
    assert "拒绝了密钥" in said[1]
    assert len(served.bodies) == 2


@pytest.mark.parametrize("key", ["a b", "a\r\nHost: evil", "schlüssel"])
def test_keys_that_cannot_be_sent_are_refused_and_not_told(key: str) -> None:
    with pytest.raises(BackendUnavailable) as caught:
        Endpoint("http://127.0.0.1/v1", "toy", key=key)
    assert key not in str(caught.value)


@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_a_secret_is_found_however_a_text_is_cut(size: int) -> None:
    text = f"aab {SECRET}{SECRET} {SECRET[:-1]} {SECRET[:5]}{SECRET} end {SECRET[:4]}"
    hush = Hush(SECRET)
    told_ = [hush.feed(text[at : at + size]) for at in range(0, len(text), size)]
    assert "".join([*told_, hush.end()]) == text.replace(SECRET, "…")
