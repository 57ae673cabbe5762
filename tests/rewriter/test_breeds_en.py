"""What belongs under an English noun."""

from dataclasses import replace

import pytest

from dialog.scene import Scene, Subject
from rewriter.breeds_en import NARROWER, is_narrower, wider_of


@pytest.mark.parametrize(
    ("noun", "wider"),
    [("corgi", "dog"), ("golden retriever", "dogs"), ("roses", "flower"), ("sports convertible", "car")],
)
def test_a_narrower_noun_is_one_of_the_wider(noun: str, wider: str) -> None:
    assert is_narrower(noun, wider)


@pytest.mark.parametrize(
    ("noun", "wider"), [("dog", "corgi"), ("dog", "dog"), ("cat", "dog"), ("", "dog"), ("corgi", "")]
)
def test_nothing_else_is(noun: str, wider: str) -> None:
    assert not is_narrower(noun, wider)


def test_no_noun_is_narrower_than_itself() -> None:
    assert not any(name in words for name, words in NARROWER.items())


def test_the_wider_word_is_found_where_only_one_has_it() -> None:
    bird, cat = Subject("s1", "bird"), Subject("s2", "cat")
    assert wider_of("robin", Scene(subjects=(bird, cat))) == "s1"
    assert wider_of("robin", Scene(subjects=(bird, replace(bird, id="s3")))) == ""
    assert wider_of("spoon", Scene(subjects=(bird, cat))) == ""
