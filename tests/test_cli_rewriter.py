"""The command line with a language model behind the rewriter: a real server on the loopback, which may not answer."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import app
from tests.rewriter.backends.fakes import answer, op
from tests.rewriter.backends.servers import Served, hanging, serving, status, streaming

FIRST = answer("draw", op("add", item={"noun": "a cat", "color": "black"}), op("set", "", "setting", "beach"))
SECOND = answer("edit", op("set", "", "time", "night"))
KEY = "not-to-be-told"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(toy_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    turns = tmp_path / "turns.txt"
    turns.write_text("draw a black cat on a beach\nmake it night\n", encoding="utf-8")
    monkeypatch.setenv("HUATU_REWRITER_KEY", KEY)

    def called(command: str, server: Served, *more: str) -> tuple[int, str, str]:
        given = ["--model", str(toy_model), "--rewriter", f"endpoint:{server.url}#toy", *more]
        status = app.main([command, str(turns), *given])
        said = capsys.readouterr()
        return status, said.out, said.err

    return called


def replies(*answers: dict[str, Any]) -> list[Any]:
    return [streaming(json.dumps(one)) for one in answers]


def test_the_model_is_asked_and_believed(run: Run) -> None:
    with serving(*replies(FIRST, SECOND)) as server:
        code, said, _ = run("rewrite", server)
    records = [json.loads(line) for line in said.splitlines()]
    assert code == 0
    assert [(record["source"], record["prompt"]) for record in records] == [
        ("model", "a black cat, on a beach"),
        ("model", "a black cat, on a beach at night"),
    ]
    assert {headers["authorization"] for headers in server.headers} == {f"Bearer {KEY}"}


def test_who_rewrote_is_in_the_record_and_the_key_is_not(run: Run, tmp_path: Path) -> None:
    with serving(*replies(FIRST, SECOND)) as server:
        code, *said = run("talk", server, "--out", str(tmp_path / "out"), "--steps", "1", "--seed", "3")
    written = (tmp_path / "out" / "dialogue.json").read_text(encoding="utf-8")
    record = json.loads(written)
    assert code == 0
    assert record["rewriter"] == f"endpoint:{server.url}#toy"
    assert [turn["source"] for turn in record["turns"]] == ["model", "model"]
    assert KEY not in written + "".join(said)


def test_a_model_that_refuses_leaves_the_turn_to_the_rules_and_says_so(run: Run) -> None:
    with serving(status(401)) as server:
        code, said, _ = run("rewrite", server)
    first = json.loads(said.splitlines()[0])
    assert code == 0
    assert (first["source"], first["prompt"]) == ("rules", "a black cat, on a beach")
    assert "refused the key" in first["reply"]


def test_nobody_there(run: Run) -> None:
    with serving(hanging) as server:
        pass
    code, said, _ = run("rewrite", server)
    assert code == 0
    assert {json.loads(line)["source"] for line in said.splitlines()} == {"rules"}


def test_a_choice_that_names_nothing(toy_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    turns = tmp_path / "turns.txt"
    turns.write_text("draw a cat\n", encoding="utf-8")
    for choice in (f"local:{tmp_path / 'nothing'}", "local:nothing/of-the-hub"):
        given = ["rewrite", str(turns), "--model", str(toy_model), "--rewriter", choice]
        assert app.main(given) == 2
        assert f"no such folder: {choice.removeprefix('local:')}" in capsys.readouterr().err
