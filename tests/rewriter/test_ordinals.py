"""Numbers of pictures and of steps back, read by rule in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.ordinals import CARDINALS, ORDINALS, TENS, UNITS, number_of, pictures, points_back, steps

ENGLISH = [*UNITS, *(word for ten in TENS for word in (ten, *(f"{ten}-{unit}" for unit in UNITS[:9])))]
SIGNS = "零一二三四五六七八九"


def chinese(number):
    tens, unit = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{SIGNS[tens]}十") + (SIGNS[unit] if unit else "")


def ordinal(word):
    ten, dash, unit = word.rpartition("-")
    return ten + dash + next(name for name, number in ORDINALS.items() if number == CARDINALS[unit])


def test_every_number_below_a_hundred_is_read():
    assert len(ENGLISH) == 99
    for number, word in enumerate(ENGLISH, 1):
        assert [number_of(word), number_of(ordinal(word)), number_of(chinese(number))] == [number] * 3
        assert pictures(f"go back to the {ordinal(word)} one") == [number]
        assert pictures(f"picture {word}") == [number]
        assert pictures(f"回到第{chinese(number)}张") == [number]
        assert steps(f"go back {word} steps") == steps(f"退{chinese(number)}步") == number


PICTURES = [
    ("picture 12", [12]),
    ("number 7", [7]),
    ("no 7", [7]),
    ("go back to #7", [7]),
    ("the 21st version", [21]),
    ("the twenty first one", [21]),
    ("the last but one", [-2]),
    ("second to last", [-2]),
    ("the third picture from the end", [-3]),
    ("third from the end", [-3]),
    ("the penultimate one", [-2]),
    ("the latest picture", [-1]),
    ("the original", [1]),
    ("put the cat of the first into the second", [1, 2]),
    ("combine #1 and #12", [1, 12]),
    ("no two cats", []),
    ("the red one", []),
    ("a picture of one cat", []),
    ("第12张", [12]),
    ("第两张", [2]),
    ("倒数第二张", [-2]),
    ("倒数第十张", [-10]),
    ("最后一张", [-1]),
    ("最初那张", [1]),
    ("图12", [12]),
    ("12号图", [12]),
    ("回到 #7", [7]),
    ("把第一张和第二张合在一起", [1, 2]),
    ("第三只狗", []),
    ("红色那张", []),
]


@pytest.mark.parametrize(("words", "numbers"), PICTURES)
def test_pictures_are_named_by_number(words, numbers):
    assert pictures(words) == numbers


STEPS = [
    ("undo the last two changes", 2),
    ("undo the last 3 edits", 3),
    ("go back two steps", 2),
    ("two steps back", 2),
    ("go back twice", 2),
    ("undo that twice", 2),
    ("take back the last couple of changes", 2),
    ("go back to two steps ago", 2),
    ("undo", 0),
    ("undo two dogs", 0),
    ("two cats back", 0),
    ("go back to picture two", 0),
    ("退两步", 2),
    ("再退一步", 1),
    ("撤销两次", 2),
    ("撤销最近两次修改", 2),
    ("把最近三次修改撤销", 3),
    ("回到两步前", 2),
    ("退回两张", 2),
    ("上一张", 1),
    ("上上张", 2),
    ("回到第二张", 0),
    ("取消两只狗", 0),
    ("上面加一只狗", 0),
]


@pytest.mark.parametrize(("words", "count"), STEPS)
def test_steps_back_are_counted(words, count):
    assert steps(words) == count


POINTS = [
    ("show me the seventh one", True),
    ("use picture 12", True),
    ("i liked the twelfth better", True),
    ("undo the last two changes", True),
    ("看第12张", True),
    ("回到倒数第二张", True),
    ("keep the cat", False),
    ("show me the second dog", False),
    ("give me two cats", False),
    ("要第三只狗", False),
    ("第二只狗换成猫", False),
]


@pytest.mark.parametrize(("words", "back"), POINTS)
def test_a_clause_that_only_points_back_is_known(words, back):
    assert points_back(words) is back


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["the", "last", "12", "第", "十", "张", "back", "two", "退", " "])).map("".join)
)
def test_any_words_give_numbers(words):
    assert all(isinstance(number, int) for number in pictures(words))
    assert steps(words) >= 0
    assert points_back(words) in (True, False)
