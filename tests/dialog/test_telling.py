"""What changed, as a person would say it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialog.scene import Scene, Subject, Thing
from dialog.telling import DEEDS, FACTS, change_text
from dialog.types import CHANGE_KINDS, Change
from tests.dialog.strategies import scenes, text

HAT, GLASSES = Thing("hat", color="blue"), Thing("glasses", color="black")
ENGLISH = Scene(
    subjects=(
        Subject("s1", "cat", color="blue", wears=(HAT, GLASSES), holds=(Thing("apple"),), count=1),
        Subject("s2", "pig", count=3),
    ),
    language="en",
)
CHINESE = Scene(
    subjects=(Subject("s1", "猫", color="blue", wears=(Thing("帽子", color="blue"),)), Subject("s2", "猪", count=3)),
    language="zh",
)
NAMES = {
    "blue": "蓝色",
    "red": "红色",
    "beach": "海滩",
    "forest": "森林",
    "close": "特写",
    "low": "仰视",
    "left": "左边",
}

TOLD = [
    (Change("new", value="draw a cat"), "a new picture", "新画"),
    (Change("edit", "s1", "color", "blue", "red"), "the cat is now blue (was red)", "猫的颜色：红色 → 蓝色"),
    (Change("edit", "s1", "color", "blue"), "the cat is now blue", "猫的颜色：蓝色"),
    (Change("edit", "s1", "color", "blue", "blue"), "the cat is now blue", "猫的颜色：蓝色"),
    (Change("edit", "s2", "size", "big"), "each pig is now big", "猪的大小：big"),
    (Change("edit", "gone", "color", "blue"), "it is now blue", "颜色：蓝色"),
    (Change("edit", "s1", "attribute", "glass"), "the cat is now glass", "猫的样子：glass"),
    (Change("edit", "s1", "hair", "long"), "the cat: now long", "猫：long"),
    (
        Change("edit", "s1", "action", "running", "asleep"),
        "the cat is now running (was asleep)", "猫的动作：asleep → running",
    ),
    (Change("edit", "s1", "place", "left"), "the cat is now left", "猫的位置：左边"),
    (Change("edit", "s2", "count", "3", "2"), "now 3 × pig (was 2)", "猪的数量：2 → 3"),
    (Change("edit", "s2", "count", "3", "0"), "now 3 × pig", "猪的数量：3"),
    (
        Change("edit", "s1", "wears.color", "blue", "red"),
        "the cat's hat is now blue (was red)", "猫的帽子的颜色：红色 → 蓝色",
    ),
    (Change("edit", "s1", "wears.attribute", "old"), "what the cat wears is now old", "猫的帽子的样子：old"),
    (Change("edit", "s1", "wears.count", "1", "2"), "now 1 (was 2)", "猫的帽子的数量：2 → 1"),
    (Change("edit", "s1", "wears", "scarf", "hat"), "the cat now wears a scarf (was hat)", "猫的穿戴：hat → scarf"),
    (Change("edit", "s1", "replace", "fox", "dog"), "fox instead of dog", "dog换成了fox"),
    (Change("edit", "s1", "replace", "fox"), "the cat: now fox", "猫：fox"),
    (Change("edit", "s1", "split", "sheep", "pig"), "sheep instead of one pig", "其中一个pig换成了sheep"),
    (Change("edit", "s1", "split", "pig", "pig"), "one pig changed on its own", "其中一个pig单独改了"),
    (
        Change("edit", "s1", "color", "white", "by a dark table"),
        "in “by a dark table”: now white", "“by a dark table”里改成white",
    ),
    (Change("edit", "", "text", "HI", "YO"), "the text is now “HI” (was “YO”)", "文字：“YO” → “HI”"),
    (Change("add", "s1", "", "cat"), "added a cat", "加了cat"),
    (Change("add", "s2", "", "pig"), "added 3 × pig", "加了pig（3）"),
    (Change("add", "s1", "wears", "glasses"), "the cat now wears glasses", "给猫加上了glasses"),
    (Change("add", "s1", "holds", "apple"), "the cat now holds an apple", "猫拿着apple"),
    (Change("add", "s1", "holds", "milk"), "the cat now holds milk", "猫拿着milk"),
    (Change("add", "s1", "holds", "unicorn"), "the cat now holds a unicorn", "猫拿着unicorn"),
    (Change("add", "s1", "", ""), "added —", "加了—"),
    (Change("remove", "s9", "", "dog", "a red dog"), "removed the dog", "去掉了dog"),
    (Change("remove", "s1", "wears", "hat", "hat"), "the cat no longer wears the hat", "去掉了猫的hat"),
    (Change("remove", "", "absent", "people"), "no people in the picture", "画里不要people"),
    (Change("remove", "", "setting", "beach", "beach"), "no more beach", "不再有海滩"),
    (
        Change("background", "", "setting", "beach", "forest"),
        "the background is now beach (was forest)", "背景：森林 → 海滩",
    ),
    (Change("background", "", "time", "night"), "it is now night", "时间：night"),
    (Change("style", "", "style", "ink"), "the style is now ink", "风格：ink"),
    (
        Change("camera", "", "lens", "close, low", "close"),
        "the view is now close, low (was close)", "镜头：特写 → 特写，仰视",
    ),
    (Change("combine", "s1", "sources", "1, 3", "s1"), "combined pictures 1, 3", "合并了第 1, 3 张"),
    (Change("undo", "", "base", "2"), "back to picture 2", "回到第 2 张"),
    (Change("undo", "", "step", "2"), "back to picture 2", "回到第 2 张"),
    (Change("undo", "", "step", ""), "back to how it was before", "回到之前的样子"),
    (Change("undo", "s1", "restore", "cat"), "brought back the cat", "恢复了cat"),
    (Change("undo", "", "style", "", "ink"), "took back ink", "撤回了ink"),
    (Change("note", "", "", "blorf"), "not understood, kept as said: “blorf”", "没听懂，照写：“blorf”"),
    (Change("note", "", "prompt", "a cat", "cat"), "your own prompt", "自己写的提示词"),
    (Change("chat"), "chat", "聊天"),
]  # fmt: skip


def said(category, value, language):
    return NAMES.get(value, value) if language == "zh" else value


@pytest.mark.parametrize(("change", "english", "chinese"), TOLD)
def test_a_change_is_told_in_both_languages(change, english, chinese):
    assert change_text(change, ENGLISH, said) == english
    assert change_text(change, CHINESE, said) == chinese


def test_the_language_of_the_telling_need_not_be_the_scenes():
    change = Change("edit", "s1", "wears.color", "blue", "red")
    names = {"猫": "cat", "帽子": "hat"}
    told = change_text(change, CHINESE, lambda _, value, language: names.get(value, value), "en")
    assert told == "the cat's hat is now blue (was red)"
    assert change_text(change, ENGLISH, said, "zh") == "cat的hat的颜色：红色 → 蓝色"


def test_every_kind_has_words():
    told = {change.kind for change, _, _ in TOLD}
    assert told == set(CHANGE_KINDS)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_template_can_be_filled(language):
    scene = ENGLISH if language == "en" else CHINESE
    pairs = {*DEEDS, *(("edit", name) for name in FACTS)}
    for kind, attribute in pairs:
        told = change_text(Change(kind, "s1", attribute.replace("*", "other"), "VALUE", "OLD"), scene)
        assert told
        assert not set("{}") & set(told)


def test_braces_are_only_words():
    change = Change("edit", "s1", "color", "{old} {0} {{}}", "{value}")
    assert change_text(change, Scene()) == "it is now {old} {0} {{}} (was {value})"


attributes = st.sampled_from([*FACTS, "wears.color", "holds.count", "base", "absent", "replace", "split", ".", "a.b"])
changes = st.builds(
    Change, st.sampled_from([*CHANGE_KINDS, "paint"]), st.just("s1") | text, attributes | text, text, text, text
)
subject = st.builds(Subject, id=st.just("s1"), noun=text, count=st.integers(-1, 3), wears=st.just((HAT,)))


@settings(deadline=None)
@given(changes, scenes | st.builds(Scene, subjects=st.tuples(subject), language=st.sampled_from(["zh", "en"])))
def test_whatever_changed_something_is_told(change, scene):
    told = change_text(change, scene)
    assert told
    assert told == told.strip()
    if change.kind == "style" and change.value.strip():
        assert change.value.strip() in told
