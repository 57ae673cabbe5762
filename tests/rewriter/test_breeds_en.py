"""What belongs under an English noun."""

import pytest

from rewriter.breeds_en import NARROWER, is_narrower


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
