import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog.errors import EmptyTurn, InvalidTurn
from dialog.words import MAX_CHARACTERS, MAX_TITLE, clean, clean_title


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  画一只猫\r\n在海边\t ", "画一只猫 在海边"),
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),
        ("one\u2028two\x85three", "one two three"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("🐱", "🐱"),
        (" \n\t\x00\x07\u3000", ""),
        ("\u200b\ufeff\u200d", ""),
        ("", ""),
    ],
)
def test_words_are_kept_on_one_line_without_control_characters(given, kept):
    assert clean(given) == kept


def test_a_text_at_the_limit_is_accepted_and_one_beyond_names_both_numbers():
    assert len(clean("猫" * MAX_CHARACTERS)) == MAX_CHARACTERS
    with pytest.raises(InvalidTurn, match=r"2,001 characters; at most 2,000"):
        clean("猫" * (MAX_CHARACTERS + 1))


def test_spaces_around_do_not_count_against_the_limit():
    assert clean(" " * 5000 + "cat" + "\n" * 5000) == "cat"


@pytest.mark.parametrize("broken", ["a\ud83d", "\udc00", "x" * 3000 + "\ud800"])
def test_half_a_character_is_refused(broken):
    with pytest.raises(InvalidTurn, match=r"U\+D"):
        clean(broken)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=50))
def test_cleaning_twice_is_cleaning_once(text):
    once = clean(text)
    assert clean(once) == once
    assert once.encode("utf-8").decode("utf-8") == once


def test_a_title_is_one_line_of_some_words():
    assert clean_title(" my\ncat\x00 ") == "my cat"
    assert clean_title("猫" * MAX_TITLE) == "猫" * MAX_TITLE
    with pytest.raises(InvalidTurn, match="The title has 81 characters; at most 80"):
        clean_title("猫" * (MAX_TITLE + 1))
    for text in ("", " \n", "\x00\u3000"):
        with pytest.raises(EmptyTurn, match="The title is empty"):
            clean_title(text)
    with pytest.raises(InvalidTurn, match="half a character"):
        clean_title("\ud800")
