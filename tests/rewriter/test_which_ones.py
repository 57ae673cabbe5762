"""Which subjects a turn means: pronouns after a removal, exclusions, sets, and one verb over two targets."""

import pytest

PRONOUNS = [
    (("a cat wearing a hat", "I don't like the hat, remove it"), "a cat"),
    (("一只猫和一只狗", "猫太胖了，去掉它"), "一只狗"),
    (("a dog and a cat", "the cat looks weird, remove it"), "a dog"),
    (("a dog and a cat", "I don't like the garden, remove it"), "a dog, a cat"),
    (("a fox and an owl", "only the owl should stay"), "an owl"),
    (("a dog wearing a hat and a cat", "the hat is ugly, make it green"), "a dog wearing a green hat, a cat"),
    (("a cat and a dog", "remove the cat and make the dog red"), "a red dog"),
]
SETS = [
    (("a cat, a dog and a bird", "remove everything except the bird"), "a bird"),
    (("a cat, a dog and a bird", "remove everything but the dog and the bird"), "a dog, a bird"),
    (("a cat, a dog and a bird", "keep only the dog"), "a dog"),
    (("一只猫和一只狗", "除了猫都去掉"), "一只猫"),
    (("一只猫和一只狗", "只留下猫"), "一只猫"),
    (("一只猫，一只狗，一只鸟", "除了鸟，其他的都去掉"), "一只鸟"),
    (("一只猫，一只狗，一只鸟", "除了鸟以外，其他都变成蓝色"), "一只蓝色猫，一只蓝色狗，一只鸟"),
    (("a cat and a dog", "everything but the cat should be black"), "a cat, a black dog"),
    (("a cat and a dog", "make both of them smaller"), "a small cat, a small dog"),
    (("一只猫和一只狗", "它们都小一点"), "一只小小的猫，一只小小的狗"),
    (("一只猫和一只狗", "把猫和狗都改成蓝色"), "一只蓝色猫，一只蓝色狗"),
    (("一只猫和一只狗", "两个都戴上帽子"), "一只戴着帽子的猫，一只戴着帽子的狗"),
    (("a cat and a dog", "swap them around"), "a cat on the right, a dog on the left"),
    (("一只猫和一只狗", "把它俩换个位置"), "一只猫在右边，一只狗在左边"),
]
OTHERS = [
    (("a boy and a girl", "give him a kite and her a book"), "a boy holding a kite, a girl holding a book"),
    (("a cat and a dog", "make everything blue"), "a blue cat, a blue dog"),
    (("a cat and a dog", "make everything darker"), "a cat, a dog, darker"),
    (("a cat and a dog", "make the cat red", "make the other one blue"), "a red cat, a blue dog"),
    (("一只猫和一只狗", "猫变成红色", "另一只变成蓝色"), "一只红色猫，一只蓝色狗"),
    (("two cats", "make one sleep and the other one play"), "a cat playing, a cat sleeping"),
]
AMOUNTS = [
    (("four birds", "leave only two"), "two birds"),
    (("four birds", "one more"), "five birds"),
    (("四只鸟", "去掉一只"), "三只鸟"),
    (("四只鸟", "再多一只"), "五只鸟"),
    (("五只鸭子", "少两只"), "三只鸭子"),
]
SPLIT = [
    (("a cat and a dog", "make the cat black and the dog white"), "a black cat, a white dog"),
    (("a cat and a dog", "make the cat and the dog blue"), "a blue cat, a blue dog"),
    (("a lion and a mouse", "the mouse could be purple and the lion orange"), "an orange lion, a purple mouse"),
    (("a lion and a mouse", "put the mouse on the lion's back"), "a lion, a mouse on the lion's back"),
    (("a cat and a dog", "put the cat on the left and the dog on the right"), "a cat on the left, a dog on the right"),
    (
        ("a cat and a dog", "give the dog sunglasses and the cat a bow tie"),
        "a cat wearing a bow tie, a dog wearing sunglasses",
    ),
    (("一只猫和一只狗", "猫变黑色狗变白色"), "一只黑色猫，一只白色狗"),
    (("一只猫和一只狗", "猫在左边狗在右边"), "一只猫在左边，一只狗在右边"),
    (("一只猫和一只狗", "让狗追着猫跑"), "一只猫，一只狗追着猫跑"),
    (
        ("a white teapot on a wooden table", "make the teapot red and the table white"),
        "a red teapot on a white table",
    ),
]


@pytest.mark.parametrize(("words", "prompt"), [*PRONOUNS, *SETS, *OTHERS, *AMOUNTS, *SPLIT])
def test_the_subjects_that_are_meant(talk, words, prompt):
    last = talk(*words)[-1]
    assert last.prompt == prompt
    assert not last.uncertain


@pytest.mark.parametrize(("first", "words"), [("a cat", "remove the cat"), ("一只猫", "去掉猫")])
def test_an_edit_never_leaves_an_empty_picture_but_asks(talk, first, words):
    before, last = talk(first, words)
    assert last.intent == "answer"
    assert last.scene == before.scene
    assert last.reply


@pytest.mark.parametrize("words", ["remove everything except the fox", "除了狐狸都去掉", "只留下狐狸"])
def test_an_exception_that_is_not_there_removes_nothing(talk, words):
    before, last = talk("a cat and a dog" if words.isascii() else "一只猫和一只狗", words)
    assert last.scene == before.scene
    assert last.uncertain
