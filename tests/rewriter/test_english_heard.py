"""English as it is typed and dictated, made plain before any rule reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter import emoji_en, facts_en, heard_en, living_en, moods_en, quotes


@given(st.text(max_size=80))
def test_a_quotation_is_hidden_and_comes_back_as_it_was(text):
    inner = quotes.HIDDEN.sub("", text.replace('"', ""))
    if not inner or "\n" in inner:
        return
    masked = quotes.mask(f'a sign "{inner}", red')
    assert quotes.unmask(masked) == f'a sign "{inner}", red'
    assert not any(sign in masked[8:-6] for sign in ",.; ")


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("um so i want like a barge", "so i want a barge"),
        ("its raining and thats fine", "it is raining and that is fine"),
        ("the pilot's a woman", "the pilot is a woman"),
        ("the pilot's hat is red", "the pilot's hat is red"),
        ("two monks at the gate no wait five monks", "five monks at the gate"),
        ("give him a drum... the bear i mean, not the clown", "give the bear a drum"),
        ("what if the door were green", "the door should be green"),
        ("could the wind stop", "the wind should stop"),
        ("slightly taller the tower", "slightly taller the tower"),
        ("bit taller the tower", "make the tower taller"),
        ("more lamps, like nine", "make it nine lamps"),
        ("she holds a rake not a spade", "she holds a rake"),
        ('a mug saying "MORNING"', 'a mug that reads "MORNING"'),
        ("a saying of his", "a saying of his"),
    ],
)
def test_plain(said, plain):
    assert heard_en.plain(said) == plain


@given(st.text(max_size=200))
def test_plain_never_raises_and_stays_bounded(text):
    assert len(heard_en.plain(text)) <= 4 * len(text) + 40


@pytest.mark.parametrize(
    ("said", "spelled"),
    [
        ("a plate with 🥐 🥐", "a plate with two croissants"),
        ("remove the sheep 🐑", "remove the sheep"),
        ("lovely 😍", "lovely"),
        ("swap the plum for 🍋", "swap the plum for lemon"),
        ("🍋", "🍋"),
    ],
)
def test_emoji_are_nouns_or_feelings(said, spelled):
    assert emoji_en.spell(said) == spelled


@pytest.mark.parametrize(
    ("words", "facts"),
    [
        ("late afternoon", (("time", "late afternoon"),)),
        ("pouring rain", (("weather", "pouring rain"),)),
        ("candlelight", (("mood", "candlelight"),)),
        ("like a medieval tapestry", (("style", "medieval tapestry"),)),
        ("85mm", (("lens", "85mm"),)),
        ("a drummer on a low stool", ()),
        ("make it blue", ()),
    ],
)
def test_facts_of_the_picture(words, facts):
    assert facts_en.whole(words, loose=True) == facts


@pytest.mark.parametrize(
    ("old", "new", "ends"),
    [
        ("calm", "rougher", True),
        ("asleep", "awake", True),
        ("wooden", "glass", True),
        ("small", "green", False),
        ("dark", "even darker", True),
    ],
)
def test_states_that_exclude_one_another(old, new, ends):
    assert moods_en.contradicts(old, new) is ends


def test_whom_a_pronoun_means():
    assert living_en.fits("she", "waitress") < living_en.fits("she", "badger") < living_en.fits("she", "mug")
    assert living_en.fits("he", "queen") > living_en.fits("he", "kettle")
    assert living_en.fits("it", "kettle") < living_en.fits("it", "king")
    assert living_en.fits("she", "pilot", ("woman",)) == 0
