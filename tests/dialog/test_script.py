import json
from dataclasses import replace

import pytest

from dialog.errors import DialogError, EmptyTurn, InvalidTurn
from dialog.script import dialogue_record, parse_script, rehearse, rewrite_record, turn_record
from dialog.types import Change, Request, Settings, Turn
from tests.fakes import draft_of, following

HEAD = ["turn", "text", "intent", "reply", "prompt", "prompt_tokens", "digest", "digest_tokens", "negative"]
KEYS = [*HEAD, "scene", "changes", "source", "seed", "image", "seconds"]


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        ("画一只猫\n\n# note\n戴红帽子".encode(), ("画一只猫", "戴红帽子")),
        (b"\xef\xbb\xbf# note\r\ncat\r\nred\r\n", ("cat", "red")),
        (b"one\rtwo", ("one", "two")),
        ("one\u2028still one\x0b\n \t \n #1 cat".encode(), ("one still one", "#1 cat")),
    ],
)
def test_a_turn_is_a_line(data, lines):
    assert parse_script(data) == lines


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        ("画一只猫".encode("gb18030"), InvalidTurn, r"talk.txt is not UTF-8: line 1 holds the byte 0xBB"),
        (b"cat\nred\n\xff", InvalidTurn, r"line 3"),
        ("cat".encode("utf-16"), InvalidTurn, r"not UTF-8"),
        (b"cat\n" + b"x" * 2001, InvalidTurn, r"talk.txt, line 2: The text has 2,001 characters"),
        (b"", EmptyTurn, r"holds no turn"),
        (b"# only\n\n\x00\n", EmptyTurn, r"holds no turn"),
    ],
)
def test_a_bad_file_is_named_with_its_line(data, error, message):
    with pytest.raises(error, match=message) as raised:
        parse_script(data, "talk.txt")
    assert isinstance(raised.value, DialogError)


def drawn():
    draft = replace(draft_of("cat"), changes=(Change("new", "s1"),))
    seconds = (("rewrite", 0.12345), ("draw", 2.0))
    return Turn(Request("cat"), draft, Settings(seed=0), "drawn", "a" * 64, seconds=seconds)


def test_a_turn_is_written_as_in_dialogue_json():
    record = turn_record(1, drawn(), "turn-01.png")
    assert list(record) == KEYS
    assert (record["turn"], record["seed"], record["image"]) == (1, 0, "turn-01.png")
    assert record["seconds"] == {"rewrite": 0.123, "draw": 2.0}
    assert record["scene"]["subjects"][0]["noun"] == "cat"
    assert record["changes"][0]["kind"] == "new"


def test_rewrite_has_the_same_keys_less_the_pictures():
    record = rewrite_record(1, drawn())
    assert list(record) == [key for key in KEYS if key not in ("seed", "image")]
    assert record["seconds"] == {"rewrite": 0.123}


def test_a_dialogue_is_json():
    record = dialogue_record("tiny", "rules", [turn_record(1, drawn(), None)])
    assert list(record) == ["version", "model", "rewriter", "turns"]
    assert json.loads(json.dumps(record)) == record


def test_a_rehearsal_looks_to_the_rewriter_like_a_talk_with_pictures():
    asked = []

    def rewriter(turns, request, versions):
        asked.append([(turn.request.text, turn.outcome, bool(turn.picture)) for turn in turns])
        return following(turns, request)

    turns = list(rehearse(rewriter, ["cat", "?", "red", "back 1"]))
    assert [turn.draft.intent for turn in turns] == ["draw", "answer", "edit", "back"]
    assert asked[-1] == [("cat", "drawn", True), ("?", "answered", False), ("red", "drawn", True)]
    assert turns[-1].draft.scene == turns[0].draft.scene
