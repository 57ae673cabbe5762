"""English questions are answered from the scene, and change nothing."""

import pytest

ASKED = [
    (("a baker wearing a striped apron", "what is she wearing?"), "striped apron"),
    (("seven geese on a pond", "how many geese are there"), "seven"),
    (("a kiosk", 'add a sign that says "NEWS & TEA"', "what does the sign say?"), "NEWS & TEA"),
    (("a bench", "make the bench red", "what colour is the bench now"), "red"),
    (("a clown and a mime", "remove the mime", "is the mime still there?"), "No"),
    (("a clown and a mime", "is the mime still there?"), "Yes"),
    (("a clown holding a balloon and a mime", "who is holding the balloon?"), "clown"),
    (("a mole", "does it have a hat?"), "No"),
    (("a mole", "watercolor style", "what style is it?"), "watercolor"),
    (("two red cups and three green cups", "how many cups do we have"), "five"),
]


@pytest.mark.parametrize(("words", "part"), ASKED)
def test_the_answer_says_what_the_scene_holds(talk, words, part):
    *_, before, last = talk(*words)
    assert last.intent == "answer"
    assert part.lower() in last.reply.lower()
    assert last.scene == before.scene


def test_what_no_scene_tells_is_not_answered(talk):
    assert (
        "only draw" in talk("a cat", "why is the sky blue on mars?")[-1].reply
        or "sky" in talk("a cat", "is there a sky?")[-1].reply
    )
