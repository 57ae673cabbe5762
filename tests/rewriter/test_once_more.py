"""The same scene once more: another picture, another seed, nothing lost; what only sounds like it is left alone."""

from random import Random

import pytest

from dialog import rehearse
from dialog.state import resolve_settings
from dialog.types import Settings
from rewriter import RulesRewriter
from rewriter.once_more import once_more

AGAIN = [
    "draw it again", "try again", "Again!", "redraw it", "another one", "one more time", "do it again but better",
    "give me a different one", "can you draw that again?", "I don't like it, try again", "try it once more please",
    "再画一次", "换一张", "再来一张吧", "重新生成", "不好看，重画", "重新画一张", "再试一次", "帮我再画一遍",
]  # fmt: skip
ELSE = [
    "again a red hat", "another cat", "draw a cat again", "one more", "make it bigger again", "undo it",
    "a new picture", "do the hat again in blue", "try it in red", "再画一只猫", "换一只猫", "再来一个", "换个颜色",
    "重新开始", "换一张桌子", "再画一张桌子",
]  # fmt: skip


@pytest.mark.parametrize("words", AGAIN)
def test_the_scene_stays_and_is_a_picture_of_its_own(words, lexicon, count):
    first, _, third = rehearse(RulesRewriter(lexicon, count, count), ["a cat in the park", "give it a red hat", words])
    assert (third.draft.intent, third.draft.base) == ("draw", 0)
    assert "red hat" in third.draft.prompt
    assert "park" in third.draft.prompt
    settings = resolve_settings((first,), third.draft, Settings(), Random(1))
    assert settings.seed not in (None, first.settings.seed)


@pytest.mark.parametrize("words", ELSE)
def test_other_wishes_are_not_taken_for_it(words):
    assert not once_more(words)


def test_before_anything_is_drawn_there_is_nothing_to_repeat(lexicon, count):
    (only,) = rehearse(RulesRewriter(lexicon, count, count), ["draw it again"])
    assert only.draft.intent == "answer"


def test_very_long_words_are_answered_at_once():
    assert not once_more("draw it again " * 5000)
    assert not once_more("再画一次" * 5000)
