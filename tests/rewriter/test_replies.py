"""What is answered: the subject is named, no field of ours is, and nothing that was cut goes unsaid."""

import re

import pytest

from dialog.scene import Scene, Subject
from dialog.types import Change
from rewriter.replies import back, cut, drawing, report

NAMED = [
    (("a cat", "make it white"), "Done: the cat is now white."),
    (("a white cat", "make it red"), "Done: the cat is now red (was white)."),
    (("three pigs", "make one of them a sheep"), "Done: now 2 × pig (was 3); sheep instead of one pig."),
    (("a cat and a dog", "remove the dog"), "Done: removed the dog."),
    (("一只白猫", "变成红色"), "好的，猫的颜色：白色 → 红色。"),
    (("一只猫", "再加两只狗"), "好的，加了狗（2）。"),
    (("画一只猫", "add a dog"), "Done: added a dog."),
    (("画一只猫", "make it red"), "Done: the cat is now red."),
    (("a cat", "给它戴上墨镜"), "好的，给猫加上了墨镜。"),
    (("a cat and a dog", "as a watercolor"), "Done: the style is now watercolor."),
]


@pytest.mark.parametrize(("words", "reply"), NAMED)
def test_the_reply_names_its_subject(talk, words, reply):
    assert talk(*words)[-1].reply == reply


@pytest.mark.parametrize("attribute", ["tail", "split", "vague", "replace", "wears.attribute", "holds.color"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_field_is_named(lexicon, attribute, language):
    scene = Scene((Subject("s1", "cat", "cat"),))
    reply = report([Change("edit", "s1", attribute, "glass", "wood")], (), scene, language, lexicon)
    assert "glass" in reply
    assert not re.search(r"tail|split|vague|replace|attribute|holds\.|wears\.", reply)


def test_going_back_to_nothing_finished_has_no_number():
    assert back(3, "en") == "Back to picture 3."
    assert back(3, "zh") == "回到第 3 张。"
    assert "0" not in back(0, "en") + back(0, "zh")


def test_a_long_prompt_is_shortened_visibly():
    assert drawing("a cat", "en") == "Drawing: a cat."
    assert drawing("x" * 201, "zh") == f"开始画：{'x' * 199}…。"


def test_what_was_cut_is_said_apart_for_each_encoder():
    assert cut((), (), "en") == cut((), (), "zh") == ""
    assert cut(("a hat",), ("a hat",), "en") == "Left out of the prompt because it is too long: a hat."
    told = cut(("a hat",), ("a hat", "a scarf"), "en")
    assert told.endswith("The short encoder reads only 77 tokens; left out for it: a scarf.")
    assert cut((), ("一顶帽子",), "zh") == "短文本编码器只读 77 个词元，给它的省略了：一顶帽子。"


def test_a_long_list_says_how_much_more_there_is():
    parts = tuple(f"part {number}" for number in range(9))
    assert cut((), parts, "en").endswith("part 5; and 3 more.")
    assert cut((), parts, "zh").endswith("part 5；等 3 项。")
    assert len(cut(("x" * 500,), (), "en")) < 140


COLORS = ("red", "blue", "green", "yellow", "white", "black", "pink", "purple", "orange")
NOUNS = ("cat", "dog", "fox", "horse", "rabbit", "pig", "cow", "sheep", "duck")
CROWD = ", ".join(
    f"a {color} {noun} wearing a {color} hat holding a {color} balloon"
    for color, noun in zip(COLORS, NOUNS, strict=True)
)


def test_a_digest_that_was_cut_is_told(talk):
    draft = talk(f"draw {CROWD}")[0]
    assert (draft.prompt_tokens > 77, draft.dropped) == (True, ())
    assert draft.digest_tokens <= 77
    assert "the duck: orange balloon" in draft.digest_dropped
    assert "The short encoder reads only 77 tokens; left out for it: the duck: orange balloon" in draft.reply
    assert "too long" not in draft.reply
