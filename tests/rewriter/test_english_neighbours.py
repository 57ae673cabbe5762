"""English: who stands beside whom and on which side, the other side; what comes back changed; what is in it."""

import pytest

from rewriter.sides_en import plain_sides


@pytest.mark.parametrize(
    ("said", "prompt"),
    [
        ("draw a cat next to a dog", "a cat, a dog, the cat is next to the dog"),
        ("draw a cat near two dogs", "a cat, two dogs, the cat is next to the dogs"),
        ("draw a cat left of a dog", "a cat on the left, a dog on the right"),
        ("draw a cat on the right side of a dog", "a cat on the right, a dog on the left"),
        ("draw a cat above a dog", "a cat at the top, a dog at the bottom"),
        ("draw a fox sitting behind a red house", "a fox sitting, a red house, the fox is behind the house"),
        ("draw a dog with a cat to its left", "a dog, a cat on the left"),
        ("draw a fox sitting on a chair", "a fox sitting on a chair"),
        ("draw a boat on the left side of the picture", "a boat on the left"),
        ("draw a fox looking at a bird next to a flumph", "a fox looking at a bird next to a flumph"),
    ],
)
def test_who_is_beside_somebody_is_drawn_too(talk, said, prompt):
    assert talk(said)[-1].prompt == prompt


def test_two_beside_the_same_one_share_it(talk):
    scene = talk("draw a cat and a dog sitting next to a house")[-1].scene
    assert [subject.noun for subject in scene.subjects] == ["cat", "dog", "house"]
    assert {(r.subject, r.kind, r.object) for r in scene.relations} == {
        ("s1", "next_to", "s3"),
        ("s2", "next_to", "s3"),
    }


def test_a_neighbour_can_be_changed_and_taken_away(talk):
    drafts = talk("draw a fox", "make it sit next to a pumpkin", "make the pumpkin blue", "make it bigger",
                  "remove the pumpkin")  # fmt: skip
    assert drafts[1].prompt == "a fox sitting, a pumpkin, the fox is next to the pumpkin"
    assert "added a pumpkin" in drafts[1].reply
    assert "a blue pumpkin" in drafts[2].prompt
    assert drafts[4].prompt == "a fox sitting"


def test_what_an_action_named_before_stays_in_it(talk):
    """Only new words are set apart: a picture made of older turns keeps its wording."""
    drafts = talk("draw a fox sitting on a chair", "add a dog")
    assert drafts[-1].prompt == "a fox sitting on a chair, a dog"


@pytest.mark.parametrize(
    ("turns", "places"),
    [
        (("a cat on the left of a dog", "put the dog on the other side"), ("", "left")),
        (("a cat and a dog", "the dog should be on the other side"), ("", "left")),
        (("a cat and a dog", "move the cat to the opposite side", "move it to the other side"), ("left", "")),
        (("a cat on the left and a dog on the right", "the cat belongs on the other side"), ("right", "left")),
        (("a cat", "put it on the other side"), ("left",)),
        (("a cat and a dog", "put the dog on the left", "swap them"), ("left", "right")),
        (("a cat left of a dog", "swap them"), ("right", "left")),
    ],
)
def test_the_other_side(talk, turns, places):
    scene = talk(*turns)[-1].scene
    assert tuple(subject.place for subject in scene.subjects) == places
    assert not scene.relations


def test_the_other_side_of_a_road_is_no_side_of_the_picture(talk):
    assert talk("draw a cat", "put it on the other side of the road")[-1].scene.subjects[0].place == ""


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("a cat left of the dog", "a cat to the left of the dog"),
        ("on the right-hand side of it", "to the right of it"),
        ("the left of the two cats", "the left of the two cats"),
        ("on the left of the picture", "on the left of the picture"),
        ("a cup in its left hand", "a cup in its left hand"),
        ("a parrot on his left shoulder", "a parrot on his left shoulder"),
        ("a dog to his right", "a dog to the right of him"),
    ],
)
def test_sides_are_said_in_one_way(said, plain):
    assert plain_sides(said) == plain


@pytest.mark.parametrize(
    "back",
    [
        "bring back the hat but in red",
        "put the hat back and make it red",
        "bring the hat back but make it red",
        "bring back the hat, but red",
    ],
)
def test_a_thing_that_comes_back_takes_the_colour_itself(talk, back):
    assert talk("a cat wearing a hat", "remove the hat", back)[-1].prompt == "a cat wearing a red hat"


@pytest.mark.parametrize(
    ("said", "prompt"),
    [
        ("make the fox hold a balloon", "a fox holding a balloon"),
        ("make it wear a hat", "a fox wearing a hat"),
        ("get it to carry a balloon", "a fox holding a balloon"),
    ],
)
def test_making_somebody_hold_something_does_not_make_him_that(talk, said, prompt):
    assert talk("draw a fox", said)[-1].prompt == prompt


@pytest.mark.parametrize(
    "asked",
    ["what's in it?", "who is in the picture?", "who's there", "what do you see?", "what have we got so far",
     "describe the picture", "so what is there now?"],
)  # fmt: skip
def test_everything_is_told(talk, asked):
    draft = talk("a fox and a red cat", asked)[-1]
    assert (draft.intent, draft.reply) == ("answer", "A fox, a red cat.")


def test_a_second_subject_may_be_red(talk):
    """ "red" ends like a participle, but "a red cat" is no pose of the fox."""
    drafts = talk("draw a fox and a red apple", "make the apple green")
    assert [draft.prompt for draft in drafts] == ["a fox, a red apple", "a fox, a green apple"]
