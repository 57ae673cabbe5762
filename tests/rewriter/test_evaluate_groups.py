"""The scorer where a group and its members, or several subjects, have one noun."""

import pytest

from tests.rewriter.test_evaluate_score import judge

GROUP = (("g", "is", ["cat", "cats"]), ("g", "count", ["three", "3"]), ("m", "is", ["cat"]), ("m", "color", ["black"]))
CHINESE = (
    ("g", "is", ["猫"]),
    ("g", "count", ["三只"]),
    ("m", "is", ["猫"]),
    ("m", "color", ["黑色", "黑"]),
    ("m", "wears", ["帽子"]),
)
TWO = (
    ("a", "is", ["cat", "猫"]),
    ("a", "color", ["black", "黑"]),
    ("b", "is", ["cat", "猫"]),
    ("b", "color", ["white", "白"]),
)


@pytest.mark.parametrize(
    ("prompt", "right"),
    [
        ("three cats, one of them black", True),
        ("three cats, one of them is black", True),
        ("three cats. One of them is black.", True),
        ("three cats, one black", True),
        ("three cats, one of which is black and wears a hat", True),
        ("three cats, a black one on the left", True),
        ("three cats, one is black and two are white", True),
        ("three cats, a black cat", True),
        ("two cats and a black cat", True),
        ("three black cats", False),
        ("two cats, one of them black", False),
        ("three cats, one of them white", False),
        ("three cats, a black dog", False),
        ("three cats, one black dog", False),
        ("a cat, a black cat", False),
    ],
)
def test_one_of_a_group(prompt, right):
    assert judge(prompt, GROUP).right is right


@pytest.mark.parametrize(
    ("prompt", "right"),
    [
        ("三只猫，其中一只是黑色的，戴着帽子", True),
        ("三只猫，有一只是黑的，戴着帽子", True),
        ("三只猫，黑的那只戴着帽子", True),
        ("三只猫，一只黑猫戴着帽子", True),
        ("三只黑猫戴着帽子", False),
        ("两只猫，其中一只是黑色的，戴着帽子", False),
        ("三只猫，一只黑狗戴着帽子", False),
    ],
)
def test_one_of_a_chinese_group(prompt, right):
    assert judge(prompt, CHINESE).right is right


@pytest.mark.parametrize(
    ("prompt", "right"),
    [
        ("two cats, one black, one white", True),
        ("a black cat and a white one", True),
        ("two cats, one of them black, the other white", True),
        ("两只猫，一黑一白", True),
        ("两只猫，一只黑的，一只白的", True),
        ("two black and white cats", False),
        ("两只黑白猫", False),
        ("a black cat, a white dog", False),
        ("a black cat, one hat, white", False),
        ("一只黑猫，一只白狗", False),
    ],
)
def test_two_that_differ(prompt, right):
    assert judge(prompt, TWO).right is right


def test_what_stands_for_a_noun_does_not_cover_what_is_gone():
    assert judge("three cats, a black cat, four", GROUP, [("four",)]).stale == ("four",)
    assert judge("three cats, one of them black", GROUP, [("one of them",)]).stale == ("one of them",)
