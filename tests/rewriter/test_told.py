"""What the rewriter changed, told by the page: both halves of the table of attributes agree."""

import pytest

from dialog.telling import change_text

TOLD = [
    (("draw a cat", "make it blue"), ["the cat is now blue"]),
    (("draw a red cat", "make it blue"), ["the cat is now blue (was red)"]),
    (("a cat wearing a red hat", "make the hat blue"), ["the cat's hat is now blue (was red)"]),
    (("a cat", "give it a hat"), ["the cat now wears a hat"]),
    (("a cat wearing a hat", "remove the hat"), ["the cat no longer wears the hat"]),
    (("a cat and a dog", "change the dog into a fox"), ["fox instead of dog"]),
    (("three pigs", "make one of them a sheep"), ["now 2 × pig (was 3)", "sheep instead of one pig"]),
    (("a cat in a forest", "put it on the beach"), ["the background is now beach (was forest)"]),
    (("a cat", "as a watercolor"), ["the style is now watercolor"]),
    (("a cat", "close-up"), ["the view is now close-up"]),
    (("a cat", "make it red", "go back to the first picture"), ["back to picture 1"]),
    (("一只红猫", "变成蓝色"), ["猫的颜色：红色 → 蓝色"]),
    (("一只戴红帽子的猫", "把帽子改成蓝色"), ["猫的帽子的颜色：红色 → 蓝色"]),
    (("一只猫", "再加两只狗"), ["加了狗（2）"]),
    (("一只猫和一只狗", "把狗换成狐狸"), ["狗换成了狐狸"]),
    (("森林里的一只猫", "背景换成海滩"), ["背景：森林 → 海滩"]),
    (("一只猫", "给它戴上墨镜"), ["给猫加上了墨镜"]),
]


@pytest.mark.parametrize(("words", "told"), TOLD)
def test_what_was_understood_is_told(talk, lexicon, words, told):
    draft = talk(*words)[-1]
    assert [change_text(change, draft.scene, lexicon.said) for change in draft.changes] == told
