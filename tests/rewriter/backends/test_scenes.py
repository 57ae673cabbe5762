"""Scenes as a model reads and writes them, and its operations one by one."""

from collections.abc import Callable

import pytest

from dialog.scene import Relation, Scene, Subject, Thing
from dialog.types import Change, Draft
from rewriter import Lexicon
from rewriter.backends import UnusableAnswer
from rewriter.backends.answer import Edit
from rewriter.backends.changes import changes
from rewriter.backends.edits import apply_edits
from rewriter.backends.scenes import read_scene, scene_record

HAT = Thing("hat", "red", (), 1, "hat")
CAT = Subject("s1", "cat", "cat", 1, "black", ("old",), wears=(HAT,), place="left")
SCENE = Scene(
    (CAT, Subject("s2", "dog", "dog")), (Relation("s1", "behind", "s2"),), setting="beach", absent=("people",)
)


def test_a_scene_is_told_without_its_empty_fields() -> None:
    assert scene_record(SCENE) == {
        "subjects": [
            {"id": "s1", "noun": "cat", "count": 1, "color": "black", "place": "left", "attributes": ["old"],
             "wears": [{"noun": "hat", "color": "red"}]},
            {"id": "s2", "noun": "dog", "count": 1},
        ],
        "relations": [{"subject": "s1", "kind": "behind", "object": "s2"}],
        "setting": "beach",
        "absent": ["people"],
    }  # fmt: skip
    assert scene_record(Scene()) == {}


def test_a_scene_comes_back_as_it_was_told(lexicon: Lexicon, talk: Callable[..., list[Draft]]) -> None:
    assert read_scene(scene_record(SCENE), SCENE, lexicon) == SCENE
    for words in ("two old dogs wearing blue hats in the rain, watercolor", "三只戴红帽子的猫在海滩上，夜晚，特写"):
        scene = talk(words)[-1].scene
        assert read_scene(scene_record(scene), scene, lexicon) == scene


def test_words_become_what_the_rules_would_have_kept(lexicon: Lexicon) -> None:
    record = {
        "subjects": [
            {"noun": "the cats", "color": "蓝色", "place": "on the left", "wears": "hat", "attributes": "old"}
        ],
        "relations": [{"subject": "s1", "kind": "next to", "object": "s2"}], "style": "watercolor", "time": "夜晚",
    }  # fmt: skip
    scene = read_scene(record, Scene(), lexicon)
    expected = Subject("", "cat", "cat", 1, "blue", ("old",), wears=(Thing("hat", concept="hat"),), place="left")
    assert scene.subjects == (expected,)
    assert scene.relations == (Relation("s1", "next_to", "s2"),)
    assert (scene.style, scene.time) == ("watercolor", "night")


EDITS = [
    (Edit("remove", "s2"), lambda s: [one.id for one in s.subjects] == ["s1"] and s.relations == ()),
    (Edit("remove", "s1", "wears", "hat"), lambda s: s.subjects[0].wears == ()),
    (Edit("remove", "s1", "wears"), lambda s: s.subjects[0].wears == ()),
    (Edit("remove", "s1", "attributes", "old"), lambda s: s.subjects[0].attributes == ()),
    (Edit("remove", "s1", "color"), lambda s: s.subjects[0].color == ""),
    (Edit("remove", "", "setting"), lambda s: s.setting == ""),
    (Edit("remove", "", "absent", "people"), lambda s: s.absent == ()),
    (Edit("set", "s1", "color", "red"), lambda s: s.subjects[0].color == "red"),
    (Edit("set", "s1", "count", "3"), lambda s: s.subjects[0].count == 3),
    (Edit("set", "s1", "noun", "tiger"), lambda s: (s.subjects[0].noun, s.subjects[0].id) == ("tiger", "s1")),
    (Edit("set", "s1", "place", "右边"), lambda s: s.subjects[0].place == "right"),
    (Edit("set", "", "lens", "close-up"), lambda s: s.lens != ""),
    (Edit("give", "s1", "wears", "", {"noun": "hat", "color": "green"}),
     lambda s: [one.color for one in s.subjects[0].wears] == ["green"]),
    (Edit("give", "s2", "holds", "ball"), lambda s: s.subjects[1].holds[0].noun == "ball"),
    (Edit("give", "s2", "attributes", "fluffy"), lambda s: s.subjects[1].attributes == ("fluffy",)),
    (Edit("relate", "s1", "on", "s2"), lambda s: s.relations == (Relation("s1", "on", "s2"),)),
    (Edit("avoid", value="cars"), lambda s: s.absent == ("people", "cars")),
    (Edit("note", value="soft light"), lambda s: s.notes == ("soft light",)),
    (Edit("add", item={"noun": "bird", "count": 2}), lambda s: (s.subjects[2].id, s.subjects[2].count) == ("s6", 2)),
    (Edit("replace", "s1", item={"noun": "tiger"}),
     lambda s: (s.subjects[0].id, s.subjects[0].place) == ("s1", "left")),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "holds"), EDITS)
def test_each_operation_does_what_it_says(lexicon: Lexicon, edit: Edit, holds: Callable[[Scene], bool]) -> None:
    after = apply_edits(SCENE, (edit,), lexicon, 5)
    assert holds(after)
    assert changes(SCENE, after, "", lexicon)


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (Edit("remove", "s9"), "there are: s1, s2"),
        (Edit("remove"), "say what to remove"),
        (Edit("remove", "s1", "soul"), "'soul'"),
        (Edit("set", "", "budget", "9"), "'budget'"),
        (Edit("set", "s1", "id", "s2"), "'id'"),
        (Edit("set", "s1", "count", "many"), "whole number"),
        (Edit("give", "s1", "__class__", "x"), "'__class__'"),
        (Edit("give", "s1", "wears"), "noun"),
        (Edit("relate", "s1", "on", "s1"), "other subject"),
        (Edit("add"), "item is missing"),
        (Edit("add", item={"noun": "x" * 200}), "200 characters"),
        (Edit("add", item={"noun": "cat", "count": 10**9}), "whole number"),
        (Edit("add", item={"noun": "cat", "wears": [{"noun": "hat"}] * 100}), "items"),
        (Edit("add", item={"noun": "cat", "attributes": [["old"]]}), "give text"),
        (Edit("avoid"), "value is empty"),
    ],
)
def test_what_cannot_be_done_says_why(lexicon: Lexicon, edit: Edit, told: str) -> None:
    with pytest.raises(UnusableAnswer, match=told):
        apply_edits(SCENE, (edit,), lexicon, 2)


def test_nothing_changed_is_no_change(lexicon: Lexicon) -> None:
    assert changes(SCENE, SCENE, "words", lexicon) == ()


def test_a_relation_is_told_as_a_place(lexicon: Lexicon) -> None:
    after = apply_edits(SCENE, (Edit("relate", "s2", "left_of", "s1"),), lexicon, 2)
    assert Change("edit", "s2", "place", "to the left of the cat", "", "w") in changes(SCENE, after, "w", lexicon)
