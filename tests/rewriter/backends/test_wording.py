"""A model's own wording is drawn only when it says every fact of the right subject and nothing else."""

from collections.abc import Callable, Sequence

import pytest

from dialog.scene import Relation, Scene, Subject
from dialog.types import Draft
from rewriter import Lexicon
from rewriter.backends.wording import problems
from tests.rewriter.backends.fakes import QueueBackend, answer, op

Talk = Callable[..., list[Draft]]
Ask = Callable[..., tuple[Draft, QueueBackend]]
CAT = ("a black cat with a red hat on a beach",)
PAIR = ("a black cat with a red hat on a beach", "add a white dog")
PAIR_ZH = ("画一只戴红帽子的黑猫", "背景换成海滩", "加一只白狗")

FINE = [
    (CAT, "a black cat wearing a red hat on a beach"),
    (CAT, "On a beach, a black cat in a red hat gazes at the viewer"),
    (CAT, "soft light, a black cat with a red hat, on a sunny beach"),
    (PAIR, "a black cat wearing a red hat and a white dog on a beach"),
    (PAIR, "a white dog, a black cat with a bright red hat, on a beach"),
    (PAIR_ZH, "海滩上，一只戴着红色帽子的黑色猫，一只白色狗"),
    (("画三只红色的鸟",), "三只红色的鸟"),
    (("two dogs at night",), "two dogs at night"),
]
WRONG = [
    (CAT, "a cat wearing a red hat on a beach", "black"),
    (CAT, "a black cat wearing a hat on a beach", "red"),
    (CAT, "a red cat wearing a black hat on a beach", "red"),
    (CAT, "a black cat with a red hat", "beach"),
    (CAT, "a black cat with a red hat on a beach, no people", "no"),
    (CAT, "a black cat with a red hat on a beach with a dog", "dog"),
    (CAT, "three black cats with a red hat on a beach", "cat"),
    (PAIR, "a white cat wearing a red hat and a black dog on a beach", "black"),
    (PAIR, "a black cat and a white dog wearing a red hat on a beach", "hat"),
    (PAIR, "a black cat wearing a red hat on a beach", "dog"),
    (PAIR_ZH, "海滩上，一只黑色猫，一只戴着红色帽子的白色狗", "帽子"),
    (PAIR_ZH, "海滩上，一只戴着红色帽子的白色猫，一只黑色狗", "white"),
    (("画三只红色的鸟",), "一只红色的鸟", "3"),
    (("two dogs at night",), "dogs at night", "2"),
    (("a cat", "remove the cat and add a bird", "no people"), "a bird and people", "people"),
]


@pytest.mark.parametrize(("said", "text"), FINE)
def test_faithful_wordings_are_drawn(talk: Talk, lexicon: Lexicon, said: Sequence[str], text: str) -> None:
    assert problems(text, talk(*said)[-1].scene, (), lexicon) == ()


@pytest.mark.parametrize(("said", "text", "told"), WRONG)
def test_unfaithful_ones_are_not_and_say_why(
    talk: Talk, lexicon: Lexicon, said: Sequence[str], text: str, told: str
) -> None:
    drafts = talk(*said)
    found = problems(text, drafts[-1].scene, [draft.scene for draft in drafts], lexicon)
    assert found
    assert any(told in one for one in found)


def test_who_stands_left_of_whom_is_never_left_to_a_wording(lexicon: Lexicon) -> None:
    subjects = (Subject("s1", "cat", "cat"), Subject("s2", "dog", "dog"))
    left = Scene(subjects, (Relation("s1", "left_of", "s2"),))
    beside = Scene(subjects, (Relation("s1", "next_to", "s2"),))
    assert problems("a cat to the left of a dog", left, (), lexicon) == ("left_of",)
    assert problems("a cat next to a dog", beside, (), lexicon) == ()


def test_the_canonical_prompt_of_one_subject_is_faithful(talk: Talk, lexicon: Lexicon) -> None:
    for words in (
        "a small red fox wearing a blue scarf, jumping, in the forest at night, watercolor",
        "画一只戴眼镜的猫",
    ):
        draft = talk(words)[-1]
        assert problems(draft.prompt, draft.scene, (), lexicon) == ()


def test_a_turn_draws_the_models_words_and_counts_their_tokens(ask: Ask, count: Callable[[str], int]) -> None:
    text = "At night on a beach, a black cat in a red hat looks up"
    draft, _ = ask(CAT, "make it night", answer("edit", op("set", "", "time", "night"), prompt=text))
    assert (draft.prompt, draft.prompt_tokens, draft.digest, draft.dropped) == (text, count(text), text, ())


def test_a_digest_of_its_own_is_taken_when_it_is_faithful(ask: Ask) -> None:
    text, short = (
        "At night on a beach, a black cat in a red hat looks up",
        "black cat with red hat, on a beach at night",
    )
    edit = op("set", "", "time", "night")
    assert ask(CAT, "make it night", answer("edit", edit, prompt=text, digest=short))[0].digest == short
    assert ask(CAT, "make it night", answer("edit", edit, prompt=text, digest="a cat at night"))[0].digest == text


def test_a_long_wording_is_cut_to_the_scene_and_a_long_digest_is_rendered(ask: Ask) -> None:
    edit, text = op("set", "", "time", "night"), "a black cat wearing a red hat on a beach at night"
    long, _ = ask(CAT, "make it night", answer("edit", edit, prompt=text + " softly" * 300))
    middle, _ = ask(CAT, "make it night", answer("edit", edit, prompt=text + " softly" * 100))
    canonical = "a black cat wearing a red hat, on a beach at night"
    assert (long.prompt, middle.digest) == (canonical, canonical)
    assert "wording is too long" in long.reply
    assert middle.prompt_tokens > 77 >= middle.digest_tokens


def test_an_unfaithful_wording_is_replaced_and_told(ask: Ask) -> None:
    said = answer("edit", op("set", "", "time", "night"), prompt="a cat and a unicorn at night")
    draft, _ = ask(CAT, "make it night", said)
    assert (draft.source, draft.prompt) == ("model", "a black cat wearing a red hat, on a beach at night")
    assert "The prompt is written from the scene" in draft.reply
