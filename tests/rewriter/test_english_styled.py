"""English descriptions that name their style at the end or in the middle, and the way back to the usual one."""

import pytest


@pytest.mark.parametrize(
    ("said", "prompt"),
    [
        ("draw a cat in pixel art style", "a cat, pixel art style"),
        ("a cat in watercolor style", "a cat, watercolor style"),
        ("draw a cat as pixel art", "a cat, pixel art style"),
        ("draw a dog in the style of a watercolor painting", "a dog, watercolor style"),
        ("a horse painted in watercolor", "a horse, watercolor style"),
        ("a fox in ink wash style on a beach", "a fox, on a beach, ink wash style"),
        ("a fox drawn in pixel art on the beach at sunset", "a fox, on a beach at sunset, pixel art style"),
        ("a cat wearing a hat, in watercolor style, at night", "a cat wearing a hat, at night, watercolor style"),
        ("two dogs in cubist style", "two dogs, cubist style"),
        ("draw a knight in the style of Monet", "a knight, in the style of Monet"),
        ("a cat in a red dress in watercolor style", "a cat wearing a red dress, watercolor style"),
        ("a cat in space", "a cat, in outer space"),
    ],
)
def test_a_style_is_no_part_of_its_subject(talk, said, prompt):
    assert talk(said)[-1].prompt == prompt


@pytest.mark.parametrize(
    "back",
    [
        "go back to the normal style",
        "use the original style",
        "back to the usual look",
        "change it back to the default style",
    ],
)
def test_back_to_the_usual_style(talk, back):
    assert talk("a cat in watercolor style", back)[-1].prompt == "a cat"
