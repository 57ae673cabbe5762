"""The benchmark of a language model: what it read itself, and when there is nothing to tell of it."""

import json

import pytest

from rewriter.backends import ModelRewriter
from rewriter.evaluate import Materials, build
from rewriter.evaluate.__main__ import main
from tests.rewriter.backends.fakes import answer, op
from tests.rewriter.backends.servers import serving, status, streaming
from tests.rewriter.conftest import WORLD

CAT = ["cat", "is", ["cat", "猫"]]


def served(server, *more):
    return ["--rewriter", "model", "--option", f"use=endpoint:{server.url}#toy", "--resamples", "0", *more]


@pytest.fixture
def cat(tmp_path):
    path = tmp_path / "cat.jsonl"
    turns = [
        {"user": words, "intent": intent, "kinds": ["entity"], "facts": [CAT]}
        for words, intent in (("draw a cat", "draw"), ("make it red", "edit"))
    ]
    path.write_text(json.dumps({"id": "c", "lang": "en", "held_out": False, "turns": turns}), encoding="utf-8")
    return path


def test_what_the_rules_read_is_not_passed_off_as_the_models(cat, tmp_path, capsys, monkeypatch):
    out = tmp_path / "out.json"
    good = answer("draw", op("add", item={"noun": "cat"}))
    monkeypatch.setenv("HUATU_REWRITER_KEY", "sk-from-the-environment")
    with serving(streaming(json.dumps(good)), status(400)) as server:
        assert main([str(cat), *served(server, "--json", str(out))]) == 0
    assert {headers["authorization"] for headers in server.headers} == {"Bearer sk-from-the-environment"}
    assert "model: 1 of 2 turns were read by the rules" in capsys.readouterr().out
    ours, last, _ = json.loads(out.read_text(encoding="utf-8"))["results"]
    assert (ours["sources"], last["sources"]) == ({"model": 1, "rules": 1}, {})
    assert [one["source"] for one in ours["scores"]] == ["model", "rules"]


def test_a_model_that_read_no_turn_has_no_numbers(cat, tmp_path, capsys):
    with serving(status(401)) as server:
        assert main([str(cat), *served(server, "--json", str(tmp_path / "out.json"))]) == 2
    said = capsys.readouterr()
    assert "model: 2 of 2 turns were read by the rules, none by the model" in said.err
    assert said.out == ""
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize(("value", "trusted"), [("false", False), ("true", True), ("False", False)])
def test_a_model_is_trusted_only_where_that_is_said(value, trusted):
    options = {"use": "endpoint:http://127.0.0.1:1/v1#toy", "trusted": value}
    made = build("model", Materials(WORLD, options, "sk-hidden-0123"))
    assert isinstance(made, ModelRewriter)
    assert made.trusted is trusted
    assert made.backend.key == "sk-hidden-0123"
    assert "sk-hidden" not in repr(Materials(WORLD, options, "sk-hidden-0123"))
