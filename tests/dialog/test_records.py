import json
from dataclasses import replace

import pytest
from hypothesis import given, settings

from dialog.errors import InvalidRecord
from dialog.records import dumps, from_dict, loads, to_dict
from dialog.scene import Scene, Subject, Thing
from dialog.types import Draft, Placement, Request, Settings, Step, Turn
from tests.dialog import strategies

SCENE = Scene(subjects=(Subject(id="s1", noun="猫", wears=(Thing(noun="帽子", color="red"),)),), language="zh")


def test_a_scene_is_written_as_in_dialogue_json():
    record = to_dict(SCENE)
    assert list(record)[:3] == ["subjects", "relations", "setting"]
    assert record["subjects"][0]["wears"] == [
        {"noun": "帽子", "color": "red", "attributes": [], "count": 1, "concept": ""}
    ]
    assert from_dict(Scene, json.loads(json.dumps(record))) == SCENE


@settings(max_examples=60, deadline=None)
@given(strategies.turns)
def test_a_turn_comes_back_equal(turn):
    assert from_dict(Turn, to_dict(turn)) == turn
    assert loads(Turn, dumps(turn)) == turn


def test_seed_none_and_seed_zero_stay_apart():
    assert loads(Settings, dumps(Settings(seed=0))).seed == 0
    assert loads(Settings, dumps(Settings(seed=None))).seed is None


def test_unknown_and_missing_keys_are_named():
    record = to_dict(SCENE)
    record["colour"] = record.pop("style")
    with pytest.raises(InvalidRecord, match=r"Scene: unknown 'colour', missing 'style'; exactly these .*'weather'"):
        from_dict(Scene, record)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("seed", "7", r"Settings.seed: found '7'; expected a whole number"),
        ("seed", True, r"Settings.seed: found True"),
        ("steps", 2.0, r"Settings.steps: found 2.0"),
        ("guidance", float("nan"), r"Settings.guidance: found nan"),
        ("guidance", None, r"Settings.guidance: found None"),
        ("sampler", "\ud800", r"half a character"),
        ("use_references", 1, r"expected true or false"),
    ],
)
def test_a_value_of_another_type_is_refused_with_its_place(key, value, message):
    with pytest.raises(InvalidRecord, match=message):
        from_dict(Settings, {**to_dict(Settings()), key: value})


def test_a_whole_number_is_taken_for_a_number():
    assert from_dict(Settings, {**to_dict(Settings()), "guidance": 3}) == Settings(guidance=3.0)


def test_a_choice_lists_what_is_allowed():
    record = {**to_dict(Draft("draw", SCENE)), "intent": "paint"}
    with pytest.raises(InvalidRecord, match=r"Draft.intent: found 'paint'; allowed: 'draw', 'edit', 'answer', 'back'"):
        from_dict(Draft, record)


@pytest.mark.parametrize("record", [None, [], "text", 3])
def test_something_that_is_no_object_is_refused(record):
    with pytest.raises(InvalidRecord, match="expected an object"):
        from_dict(Scene, record)


def test_a_box_has_four_numbers():
    record = to_dict(Placement("s1", (0.0, 0.0, 1.0, 1.0)))
    with pytest.raises(InvalidRecord, match="found 3 items; expected 4"):
        from_dict(Placement, {**record, "box": [0.0, 0.0, 1.0]})
    with pytest.raises(InvalidRecord, match="expected a list"):
        from_dict(Placement, {**record, "box": "0011"})


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000])
def test_text_that_is_not_json_is_refused(text):
    with pytest.raises(InvalidRecord, match="not JSON"):
        loads(Turn, text)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(SCENE, setting=3),
        replace(SCENE, notes=["a list"]),
        replace(SCENE, subjects=({"id": "s1"},)),
        Draft("paint", SCENE),
        Request(text="\ud800"),
        Step(1, 2, picture=b"png"),
        "no value",
    ],
)
def test_a_value_that_would_not_come_back_is_not_written(wrong):
    with pytest.raises(InvalidRecord):
        to_dict(wrong)
