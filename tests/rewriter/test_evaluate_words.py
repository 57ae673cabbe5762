"""Words that the scorer once took for others: endings, measure words, numbers, and words within longer ones."""

import re

import pytest

from rewriter.evaluate.compounds import CHINESE, hidden_in
from rewriter.evaluate.numbers import numbers_meant
from rewriter.evaluate.wording import find, normalise
from tests.rewriter.test_evaluate_score import judge, wrong

TABLE = (("t", "is", ["桌"]), ("t", "color", ["红色", "红"]), ("c", "is", ["猫"]), ("c", "left_of", "t"))


@pytest.mark.parametrize("noun", ["桌", "桌子"])
@pytest.mark.parametrize("prompt", ["猫在红桌子的左边", "红桌子，桌子左边有一只猫", "猫在红色圆桌左边"])
def test_an_ending_changes_nothing(noun, prompt):
    assert wrong(prompt, (("t", "is", [noun]), *TABLE[1:])) == (set(), set())


@pytest.mark.parametrize(
    ("wording", "text", "found"),
    [
        ("红帽子", "戴着红帽的猫", True),
        ("红帽", "戴着红帽子的猫", True),
        ("鸟儿", "一只鸟", True),
        ("鸟", "鸟儿", True),
        ("花儿", "一朵花", True),
        ("桌子", "铺着红桌布", False),
        ("鸟儿", "鸟巢", False),
        ("花儿", "一个花瓶", False),
        ("车子", "一列火车上", False),
        ("包", "一个包子", False),
    ],
)
def test_endings(wording, text, found):
    assert bool(find(wording, text)) is found


COWS = (("cow", "is", ["牛"]), ("cow", "count", ["三头"]))
BIRDS = (("b", "is", ["鸟"]), ("b", "color", ["蓝色", "蓝"]), ("b", "count", ["两只"]))


@pytest.mark.parametrize(
    ("prompt", "right"),
    [
        *((said, True) for said in ("三頭牛", "3头牛", "3 头牛", "三只牛", "三牛", "牛三头", "牛有三头")),
        *((said, False) for said in ("两头牛", "第三头牛", "十三头牛", "牛两头")),
    ],
)
def test_a_measure_word_does_not_matter_for_a_count(prompt, right):
    assert judge(prompt, COWS).right is right


@pytest.mark.parametrize("said", ["两只", "二只", "2只", "2 只", "兩隻", "两头", "一对", "一双", "俩", "两"])
def test_two_may_be_said_in_many_ways(said):
    assert judge(normalise(f"{said}蓝鸟"), BIRDS).right
    assert not judge(f"第{said}蓝鸟", BIRDS).right or said in ("一对", "一双", "俩")
    assert not judge("三只蓝鸟，两只猫", BIRDS).right


def test_a_measure_word_within_a_wording():
    holding = (("c", "is", ["一只猫"]), ("c", "action", ["抱着一只鸡"]))
    for prompt in ("一匹猫抱着鸡", "猫抱着1条鸡", "猫抱着一只鸡"):
        assert judge(prompt, holding).right
    assert wrong("猫抱着三只鸡", holding) == ({"c action"}, set())
    assert find("两只猫", "二只猫")
    assert not find("两只猫", "三只猫")


def test_a_measure_word_is_no_noun():
    assert find("头", "一头牛") == ()
    assert find("扇", "一扇窗") == ()
    assert find("头", "牛的头")


@pytest.mark.parametrize(
    ("wording", "number"),
    [
        ("三只", 3),
        ("12", 12),
        ("十二个", 12),
        ("二十", 20),
        ("一对", 2),
        ("两对", 4),
        ("three cats", 3),
        ("fifteen", 15),
    ],
)
def test_numbers(wording, number):
    assert numbers_meant(wording) == (number,)


def test_what_is_no_number():
    assert [numbers_meant(one) for one in ("许多", "十几个", "各一个", "several", "alone")] == [()] * 5


def test_any_number_of_a_count_will_do():
    six = (("c", "is", ["cat"]), ("c", "count", ["six", "6", "seven", "7"]))
    assert [judge(f"{said} cats", six).right for said in ("six", "seven", "7", "five")] == [True, True, True, False]
    horns = (("h", "is", ["角"]), ("h", "count", ["一对", "两只"]))
    assert [judge(said, horns).right for said in ("一对角", "两只角", "双角", "一只角", "角")] == [True] * 3 + [
        False
    ] * 2
    lone = (("h", "is", ["horse"]), ("h", "count", ["several", "a herd of"]))
    assert [judge(said, lone).right for said in ("several horses", "two horses")] == [True, False]
    assert not judge("two lamps", (("l", "is", ["lamp"]), ("l", "count", ["one", "a lamp"]))).right
    assert judge("a pair of cats", (("c", "is", ["cat"]), ("c", "count", ["two"]))).right


@pytest.mark.parametrize(
    ("wording", "text"),
    [
        ("bear", "two teddy bears"),
        ("brown dog", "a brown hot dog"),
        ("coffee", "on the coffee tables"),
        ("hand", "a red hand bag"),
        ("红帽子", "戴着粉红帽子"),
        ("红花", "一个红花瓶"),
        ("抱着猫", "抱着猫头鹰"),
        ("奶", "奶奶"),
        ("发", "坐在沙发上"),
        ("鱼", "鱼眼镜头"),
        ("风", "水墨风格"),
        ("白天", "一只白天鹅"),
    ],
)
def test_a_word_within_a_longer_one_is_another_word(wording, text):
    assert find(wording, text) == ()


@pytest.mark.parametrize(
    ("wording", "text"),
    [
        ("白色", "一只白天鹅"),
        ("海", "大海豚游在海里"),
        ("剪纸风", "剪纸风格"),
        ("水墨画", "水墨画风格"),
        ("teddy bear", "teddy bears"),
        ("round table", "a round coffee table"),
        ("热狗", "一个热狗"),
        ("小心形", "一个小心形"),
    ],
)
def test_a_longer_word_does_not_hide_what_is_meant(wording, text):
    assert find(wording, text)


def test_every_longer_word_holds_its_shorter_one():
    for row in CHINESE.strip().replace("\\\n", "").splitlines():
        part, _, rest = row.partition(": ")
        for longer in rest.split():
            assert part in re.sub(r"\(\?<?[!=][^)]*\)", "", longer), row
    assert [text[one.start : one.end] for text in ["粉红色"] for one in hidden_in(text)] == ["红色"]


def test_an_english_noun_before_another_is_no_subject():
    facts = (("cat", "is", ["cat"]), ("cat", "color", ["orange"]), ("fruit", "is", ["orange", "oranges"]))
    assert wrong("an orange cat", facts) == ({"fruit is"}, set())
    assert judge("an orange cat, three oranges", facts).right
