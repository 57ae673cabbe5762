"""The endpoint against a server that refuses parameters, pictures or forms of answer."""

import json
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from rewriter.backends import BackendUnavailable
from tests.rewriter.backends.calls import CHAT, endpoint, within
from tests.rewriter.backends.servers import Served, serving, status, told, whole

Sent = list[tuple[str | None, bool]]


def sent(served: Served) -> Sent:
    """The form of answer that each request asked for, and whether it brought pictures."""
    return [
        (body.get("response_format", {}).get("type"), isinstance(body["messages"][1]["content"], list))
        for body in served.bodies
    ]


def test_what_a_server_refuses_without_a_word_is_left_out_and_the_form_remembered() -> None:
    with serving(status(400), status(422), status(400), whole("a"), whole("b")) as served:
        model = endpoint(served)
        assert [model.complete(CHAT, within(10)) for _ in range(2)] == ["a", "b"]
        assert model.sees
    schema, plain = "json_schema", "json_object"
    assert sent(served) == [(schema, True), (schema, False), (plain, True), (plain, False), (plain, True)]


@pytest.mark.parametrize(
    ("message", "sees"), [("not a multimodal model", False), ("no", True), ("image too large", True)]
)
def test_a_refused_picture_costs_no_schema_and_is_remembered_only_where_the_server_sees_none(
    message: str, sees: bool
) -> None:
    with serving(status(400, told(message)), whole("a"), whole("b")) as served:
        model = endpoint(served)
        assert [model.complete(CHAT, within(10)) for _ in range(2)] == ["a", "b"]
        assert model.sees == sees
    assert sent(served) == [("json_schema", True), ("json_schema", False), ("json_schema", sees)]


def test_a_refused_form_of_answer_costs_no_picture() -> None:
    with serving(status(400, told("response_format is not supported")), whole("a"), whole("b")) as served:
        model = endpoint(served)
        assert [model.complete(CHAT, within(10)) for _ in range(2)] == ["a", "b"]
    assert sent(served) == [("json_schema", True), ("json_object", True), ("json_object", True)]


def test_a_dialogue_that_is_too_long_is_told_and_nothing_remembered() -> None:
    with serving(status(400, told("context is too long"))) as served:
        model = endpoint(served)
        with pytest.raises(BackendUnavailable, match="status 400: context is too long"):
            model.complete(CHAT, within(10))
        assert model.sees
    assert sent(served) == [("json_schema", True), ("json_schema", False)]


def test_what_is_refused_with_everything_left_out_is_told_and_nothing_remembered() -> None:
    with serving(*[status(400)] * 6, whole("a")) as served:
        model = endpoint(served)
        with pytest.raises(BackendUnavailable, match="status 400: no"):
            model.complete(CHAT, within(10))
        assert model.complete(CHAT, within(10)) == "a"
    assert sent(served)[-1] == ("json_schema", True)


def strict(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    """Refuse what a reasoning model does not take, one after another."""
    refused = next((name for name in ("max_tokens", "temperature", "seed") if name in body), "")
    message = f"Unsupported parameter: '{refused}' is not supported with this model."
    (status(400, told(message)) if refused else whole("ok"))(handler, body)


def test_parameters_that_a_server_does_not_take_are_left_out_and_remembered() -> None:
    with serving(strict) as served:
        model = endpoint(served)
        assert [model.complete(CHAT, within(10)) for _ in range(2)] == ["ok", "ok"]
    assert len(served.bodies) == 5
    assert served.bodies[-1]["max_completion_tokens"] == 1024
    assert not {"max_tokens", "temperature", "seed"} & set(served.bodies[-1])
    assert sent(served) == [("json_schema", True)] * 5


def test_a_server_that_repeats_the_request_names_nothing_by_it() -> None:
    def repeating(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        refused = "response_format" in body
        message = f"response_format: unknown. {'.' * 400} {json.dumps(body)}"
        (status(422, told(message)) if refused else whole("ok"))(handler, body)

    with serving(repeating) as served:
        assert endpoint(served).complete(CHAT, within(10)) == "ok"
    assert {"temperature", "seed", "max_tokens"} <= set(served.bodies[-1])
