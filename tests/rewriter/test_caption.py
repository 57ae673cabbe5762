"""The canonical grammar, word for word: the painter is trained on it."""

from dataclasses import replace

import pytest

from dialog.scene import Relation, Scene, Subject, Thing
from rewriter import digest, render

CAT = Subject("s1", "cat", "cat", color="red", wears=(Thing("hat", "blue", concept="hat"),), place="left")
DOGS = Subject("s2", "dog", "dog", count=2, place="right")
NIGHT = Scene((CAT, DOGS), setting="beach", time="night", style="watercolor", lens="close")
ZH = replace(NIGHT, subjects=(replace(CAT, noun="猫"), replace(DOGS, noun="狗")), language="zh")

EXACT = [
    (
        NIGHT,
        "a red cat wearing a blue hat on the left, two dogs on the right, on a beach at night, "
        "watercolor style, close-up",
    ),
    (ZH, "一只戴着蓝色帽子的红色猫在左边，两只狗在右边，夜晚的海滩，水彩画风格，特写"),
    (Scene((Subject("s1", "apple", "apple", size="small"),)), "a small apple"),
    (Scene((Subject("s1", "orange", "orange"),)), "an orange"),
    (Scene((Subject("s1", "mouse", "mouse", count=3),), setting="snow"), "three mice, in the snow"),
    (Scene((Subject("s1", "cat", "cat", holds=(Thing("", concept="ball"),)),)), "a cat holding a ball"),
    (Scene((Subject("s1", "猫", "cat", size="big"),), language="zh"), "一只大大的猫"),
    (Scene((Subject("s1", "cat", "cat", wears=(Thing("", concept="glasses"),)),)), "a cat wearing glasses"),
    (Scene((Subject("s1", "knight"),), setting="in front of a snowy village"), "a knight, in front of a snowy village"),
    (Scene((Subject("s1", "bird", "bird", count=0),)), "birds"),
    (Scene((Subject("s1", "bird", "bird", count=0),), language="zh"), "一些鸟"),
    (Scene((Subject("s1", "cat", "cat"),), text="HI", weather="rain"), 'a cat, in the rain, with the text "HI"'),
]
SETTINGS = {
    "meadow": "in a meadow",
    "beach": "on a beach",
    "snow": "in the snow",
    "city": "in a city",
    "forest": "in a forest",
    "room": "in a room",
    "sea": "under the sea",
    "space": "in outer space",
    "sky": "in the sky",
    "desert": "in the desert",
    "mountain": "in the mountains",
    "lake": "by a lake",
}


@pytest.mark.parametrize(("scene", "words"), EXACT)
def test_a_scene_is_said_exactly_so(lexicon, count, scene, words):
    assert render(scene, lexicon, count).text == words


@pytest.mark.parametrize(("setting", "phrase"), SETTINGS.items())
def test_a_setting_has_its_preposition(lexicon, count, setting, phrase):
    assert render(Scene((Subject("s1", "cat", "cat"),), setting=setting), lexicon, count).text == f"a cat, {phrase}"


def test_a_relation_of_the_only_two_becomes_their_places(lexicon, count):
    scene = Scene((Subject("s1", "cat", "cat"), Subject("s2", "dog", "dog")), (Relation("s1", "above", "s2"),))
    assert render(scene, lexicon, count).text == "a cat at the top, a dog at the bottom"


def test_a_relation_among_three_is_a_clause(lexicon, count):
    subjects = tuple(Subject(f"s{i}", noun, noun) for i, noun in enumerate(("cat", "dog", "fox"), 1))
    scene = Scene(subjects, (Relation("s1", "above", "s2"),))
    assert render(scene, lexicon, count).text == "a cat, a dog, a fox, the cat is above the dog"
    assert "猫在狗的上方" in render(replace(scene, language="zh"), lexicon, count).text


def test_known_words_are_translated_and_unknown_ones_stay(lexicon, count):
    scene = Scene((Subject("s1", "猫", "cat", color="red"), Subject("s2", "柴犬王")), setting="beach")
    assert render(scene, lexicon, count).text == "a red cat, 柴犬王, on a beach"


def test_the_budget_cuts_mood_then_relations_then_notes_but_no_subject(lexicon, count):
    subjects = tuple(Subject(f"s{i}", noun, noun) for i, noun in enumerate(("cat", "dog", "fox"), 1))
    scene = Scene(subjects, (Relation("s1", "above", "s2"),), mood="dreamy", notes=("first note", "second note"))
    whole = render(scene, lexicon, count)
    assert whole.dropped == ()
    cut = render(scene, lexicon, count, 14)
    assert cut.dropped[0] == "dreamy"
    assert cut.tokens <= 14
    assert cut.dropped[1].startswith("s1")
    tight = digest(scene, lexicon, count, 8)
    assert tight.text == "a cat, a dog, a fox"
    assert tight.dropped[2:] == ("second note", "first note")


def test_a_noun_longer_than_the_budget_is_cut_and_said(lexicon, count):
    cut = render(Scene((Subject("s1", "word " * 400),)), lexicon, count, 77)
    assert cut.tokens <= 77
    assert cut.dropped
