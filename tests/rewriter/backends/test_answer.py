"""What a model says is checked before it is believed: form, types, sizes; nothing of it is ever run."""

import contextlib
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.backends import UnusableAnswer
from rewriter.backends.answer import LONG, MAX_CHARACTERS, MAX_OPERATIONS, Answer, Edit, parse

GOOD = {"intent": "edit", "operations": [{"kind": "remove", "target": "s1"}], "reply": "done"}
TEXT = json.dumps(GOOD)
READ = Answer("edit", (Edit("remove", "s1"),), reply="done")


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        f"```json\n{TEXT}\n```",
        f"Sure! Here it is:\n{TEXT}\nAnything else?",
        f'<think>maybe {{\'intent\'}} or {{"intent": "draw"}}</think>{TEXT}',
        f'I first look at {{this}} and {{"other": 1}}. {TEXT}',
        TEXT + TEXT,
        TEXT + '{"intent": "edit", "operations": [{"kind"',
        json.dumps({**GOOD, "system": "rm -rf", "__class__": "os.system", "confidence": 1}),
        json.dumps({**GOOD, "picture": "0", "prompt": None, "scene": None, "digest": None, "confidence": "high"}),
    ],
)
def test_an_answer_is_found_wherever_it_stands(text: str) -> None:
    assert parse(text) == READ


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no JSON object"),
        ("I am a language model.", "no JSON object"),
        ("[1, 2, 3]", "no JSON object"),
        (TEXT[:-10], "broken or cut off"),
        ('{"intent": "edit", "operations": [' + '{"kind": "remove"}, ' * 300, "broken or cut off"),
        ('{"intent": "explode"}', "draw, edit, answer, back"),
        ('{"intent": ["edit"]}', "draw, edit, answer, back"),
        ('{"intent": "edit", "operations": {"kind": "add"}}', "give a list"),
        ('{"intent": "edit", "operations": ["remove s1"]}', "give an object"),
        ('{"intent": "edit", "operations": [{"kind": "eval"}]}', "add, remove"),
        ('{"intent": "edit", "operations": [{"kind": "set", "value": ["red"]}]}', "give text"),
        ('{"intent": "edit", "operations": [{"kind": "add", "item": "cat"}]}', "give an object"),
        ('{"intent": "edit", "scene": "a cat"}', "give an object or null"),
        ('{"intent": "back", "picture": -1}', "whole number"),
        ('{"intent": "back", "picture": 1e300}', "whole number"),
        ('{"intent": "back", "picture": true}', "whole number"),
        ('{"intent": "back", "picture": NaN}', "broken"),
        ('{"intent": "back", "picture": ' + "9" * 5000 + "}", "broken"),
        (json.dumps({**GOOD, "reply": "x" * 500}), "500 characters"),
        (json.dumps({**GOOD, "operations": [{"kind": "remove"}] * (MAX_OPERATIONS + 1)}), "items"),
        ('{"intent": ' + "[" * 2000, "nested"),
        ('{"a":' * 2000, "nested"),
        ("{" * 40_000, "more than"),
        ("{" * 30_000, "nested"),
        (TEXT + " " * MAX_CHARACTERS, "more than"),
    ],
)
def test_what_cannot_be_used_says_why(text: str, told: str) -> None:
    began = time.perf_counter()
    with pytest.raises(UnusableAnswer, match=told) as caught:
        parse(text)
    assert time.perf_counter() - began < 0.5
    assert len(str(caught.value)) < 300


def test_control_and_bidirectional_characters_go() -> None:
    reply = "a\u202ered\u202c\x00 \u2066cat\u2069\ud800\n\tend"
    assert parse(json.dumps({"intent": "answer", "reply": reply})).reply == "ared cat end"


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(UnusableAnswer):
        assert isinstance(parse(text), Answer)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["intent", "operations", "kind", "target", "attribute", "value", "item", "noun", "count", "scene", "subjects",
         "wears", "picture", "prompt", "confidence", "reply", "id"]), inner, max_size=5),
    max_leaves=20,
)  # fmt: skip


@given(JSON)
def test_any_json_is_read_or_refused(value: object) -> None:
    record = {"intent": "edit", **value} if isinstance(value, dict) else {"intent": "edit", "operations": value}
    with contextlib.suppress(UnusableAnswer):
        read = parse(json.dumps(record))
        assert 0 <= read.confidence <= 1
        assert all(len(edit.value) <= LONG for edit in read.operations)
