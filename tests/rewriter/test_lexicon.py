"""The lexicon finds the longest known words in either language."""

import pytest


@pytest.mark.parametrize(
    ("noun", "concept"),
    [
        ("cat", "cat"),
        ("Kittens", "cat"),
        ("puppies", "dog"),
        ("mice", "mouse"),
        ("wolves", "wolf"),
        ("小猫", "cat"),
        ("熊猫", "panda"),
        ("cups of tea", "tea"),
        ("nonsense", ""),
    ],
)
def test_concepts(lexicon, noun, concept):
    assert lexicon.concept(noun) == concept


def test_the_longest_word_wins(lexicon):
    found = lexicon.find("a teddy bear and 一只熊猫 in a living room")
    assert [match.id for match in found] == ["teddy_bear", "panda", "room"]


def test_english_words_end_at_word_borders(lexicon):
    assert lexicon.find("scattered", ("concept",)) == ()


@pytest.mark.parametrize(
    ("category", "word", "kept"),
    [
        ("color", "红", "red"),
        ("color", "red", "red"),
        ("color", "橘", "橘"),
        ("style", "水彩画", "watercolor"),
        ("style", "oil painting", "oil"),
        ("setting", "park", "park"),
        ("setting", "beach", "beach"),
        ("time", "黄昏", "黄昏"),
    ],
)
def test_a_narrower_word_stays_as_it_was_said(lexicon, category, word, kept):
    assert lexicon.value(category, word) == kept


def test_canonical_names(lexicon):
    assert lexicon.canonical("concept", "cat", "zh") == "猫"
    assert lexicon.canonical("setting", "beach", "en") == "beach"
    assert lexicon.canonical("color", "no such", "en") == "no such"
    assert lexicon.said("color", "红", "en") == "red"
