"""The canonical grammar, word for word: the painter is trained on it."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialog.scene import Relation, Scene, Subject, Thing
from rewriter import digest, render
from rewriter.caption import caption

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
    assert cut.dropped[1] == "the cat is above the dog"
    tight = digest(scene, lexicon, count, 8)
    assert tight.text == "a cat, a dog, a fox"
    assert tight.dropped[2:] == ("second note", "first note")


def test_a_noun_longer_than_the_budget_is_cut_and_said(lexicon, count):
    cut = render(Scene((Subject("s1", "word " * 400),)), lexicon, count, 77)
    assert cut.tokens <= 77
    assert cut.dropped


def test_what_is_cut_is_said_in_the_scenes_words(lexicon, count):
    scene = replace(ZH, relations=(Relation("s1", "next_to", "s2"),))
    assert render(scene, lexicon, count, 10).dropped[:5] == ("猫在狗的旁边", "特写", "水彩", "夜晚", "海滩")
    worn = Scene((Subject("s1", "cat", "cat", wears=(Thing("", concept="glasses"),)),))
    assert render(worn, lexicon, count, 2).dropped == ("glasses",)


words = st.text("ab 猫，", max_size=6)
nouns = st.sampled_from(["cat", "dog", "猫", "wooden bird", "x y z"])
THINGS = st.lists(st.builds(Thing, noun=nouns, color=st.sampled_from(["", "red"])), max_size=2).map(tuple)
SUBJECTS = st.builds(
    Subject,
    id=st.sampled_from(["s1", "s2", "s3"]),
    noun=nouns,
    count=st.integers(0, 12),
    attributes=st.lists(words, max_size=2).map(tuple),
    action=words,
    wears=THINGS,
    holds=THINGS,
    place=st.sampled_from(["", "left"]),
)
SCENES = st.builds(
    Scene,
    subjects=st.lists(SUBJECTS, max_size=3, unique_by=lambda one: one.id).map(tuple),
    relations=st.lists(
        st.builds(Relation, st.just("s1"), st.sampled_from(["above", "on", "like"]), st.sampled_from(["s2", "sofa"])),
        max_size=3,
    ).map(tuple),
    setting=st.sampled_from(["", "beach", "an old house"]),
    time=st.sampled_from(["", "night"]),
    style=st.sampled_from(["", "ink"]),
    lens=st.sampled_from(["", "close"]),
    mood=words,
    notes=st.lists(words, max_size=3).map(tuple),
    language=st.sampled_from(["en", "zh"]),
)


def first_that_fits(scene, lexicon, count, budget):
    """The slow way: the facts go one by one, and each time the whole is counted."""
    while count(caption(scene, lexicon)) > budget:
        scene = _with_one_fact_less(scene)
        if scene is None:
            return None
    return caption(scene, lexicon)


def _with_one_fact_less(scene):
    if scene.mood:
        return replace(scene, mood="")
    for name in ("relations", "notes"):
        if getattr(scene, name):
            return replace(scene, **{name: getattr(scene, name)[:-1]})
    for name in ("weather", "lens", "style", "time", "setting", "text"):
        if getattr(scene, name):
            return replace(scene, **{name: ""})
    for at, subject in reversed(list(enumerate(scene.subjects))):
        for name in ("action", "holds", "wears", "attributes"):
            if old := getattr(subject, name):
                less = replace(subject, **{name: "" if name == "action" else old[:-1]})
                return replace(scene, subjects=(*scene.subjects[:at], less, *scene.subjects[at + 1 :]))
    return None


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SCENES, st.integers(0, 60), st.booleans())
def test_halving_finds_what_counting_every_cut_finds(lexicon, count, scene, budget, by_signs):
    counting = len if by_signs else count
    rendered = render(scene, lexicon, counting, budget)
    wanted = first_that_fits(scene, lexicon, counting, budget)
    assert wanted is None or rendered.text == wanted
    assert rendered.tokens == counting(rendered.text) <= budget


def test_a_long_scene_is_counted_a_few_times(lexicon, count):
    calls = []

    def counting(text):
        calls.append(text)
        return count(text)

    scene = replace(NIGHT, notes=tuple(f"note number {number} of many" for number in range(500)))
    assert len(render(scene, lexicon, counting).dropped) > 400
    assert len(calls) < 15
