"""Each kind of edit in both languages: the words said, and the prompt of the last turn."""

import pytest

EDITS = [
    # edit a subject
    (("draw a wooden bird", "make it glass"), "a glass bird"),
    (("画一个木制的鸟", "变成玻璃的"), "一只玻璃的鸟"),
    (("draw a cat", "make it red"), "a red cat"),
    (("draw a red cat", "try blue"), "a blue cat"),
    (("画一只猫", "变成红色"), "一只红色猫"),
    (("a cat wearing a red hat", "make the hat blue"), "a cat wearing a blue hat"),
    (("一只戴红帽子的猫", "把帽子改成蓝色"), "一只戴着蓝色帽子的猫"),
    (("a cat", "make it bigger"), "a big cat"),
    (("一只猫", "小一点"), "一只小小的猫"),
    (("three cats", "only two cats"), "two cats"),
    (("三只猫", "换成两只"), "两只猫"),
    (("a cat and a dog", "change the dog into a fox"), "a cat, a fox"),
    (("一只猫和一只狗", "把狗换成狐狸"), "一只猫，一只狐狸"),
    (("three pigs", "make one of them a sheep"), "two pigs, a sheep"),
    (("三只猪", "其中一只改成羊"), "两只猪，一只羊"),
    (("a cat", "give it a hat and a balloon"), "a cat wearing a hat holding a balloon"),
    (("一只猫", "给它戴上墨镜"), "一只戴着墨镜的猫"),
    (("a girl", "have her play the flute"), "a girl playing the flute"),
    (("一个女孩站在树下", "让她吹笛子"), "一个女孩站在树下吹笛子"),
    (("a cat and a dog", "move the cat to the right"), "a cat on the right, a dog"),
    (("一只猫和一只狗", "把猫移到左边"), "一只猫在左边，一只狗"),
    # add
    (("a cat", "add two dogs"), "a cat, two dogs"),
    (("一只猫", "再加两只狗"), "一只猫，两只狗"),
    (("a cat", "add another cat"), "two cats"),
    (("a cat", "put a mouse next to it"), "a cat, a mouse, the mouse is next to the cat"),
    (("一只猫", "旁边放一个球"), "一只猫，一个球，球在猫的旁边"),
    (("a cat", 'add the text "HI"'), 'a cat, with the text "HI"'),
    # remove
    (("a cat and a dog", "remove the dog"), "a cat"),
    (("一只猫和一只狗", "不要狗了"), "一只猫"),
    (("a cat wearing a hat", "no hat"), "a cat"),
    (("一只戴帽子的猫", "把帽子去掉"), "一只猫"),
    (("a cat holding a ball", "take away the ball"), "a cat"),
    (("a cat on the beach", "remove the beach"), "a cat"),
    (("a castle, banners everywhere and torches", "remove the torches"), "a castle, banners everywhere"),
    # setting, time, weather
    (("a cat", "put it on the beach"), "a cat, on a beach"),
    (("一只猫", "背景换成海滩"), "一只猫，海滩"),
    (("a cat in a forest", "change the background to a lake at night"), "a cat, by a lake at night"),
    (("一只猫", "时间改成夜晚"), "一只猫，夜晚"),
    (("a cat", "make it rain"), "a cat, in the rain"),
    # style
    (("a cat", "make it anime style"), "a cat, anime style"),
    (("a cat", "as a watercolor"), "a cat, watercolor style"),
    (("一只猫", "改成水墨画风格"), "一只猫，水墨画风格"),
    (("a cat", "in the style of Van Gogh"), "a cat, in the style of Van Gogh"),
    # lens
    (("a cat", "close-up"), "a cat, close-up"),
    (("一只猫", "换成特写"), "一只猫，特写"),
    (("a cat, wide angle", "close-up"), "a cat, close-up"),
    # several at once
    (("a dragon on a pile of books", "remove the books, have it sit on a teapot"), "a dragon sitting on a teapot"),
    (("a cat and a dog", "remove the dog, make the cat red and add a fox"), "a red cat, a fox"),
    (("一只猫和一只狗", "去掉狗，把猫变成红色，再加一只狐狸"), "一只红色猫，一只狐狸"),
    # bringing back and undoing one thing
    (("a red horse and a cow", "remove the horse", "add a pig", "bring the horse back"), "a cow, a pig, a red horse"),
    (("一匹红马和一头牛", "去掉马", "把马加回来"), "一头牛，一匹红色马"),
    (
        ("a cat, oil painting", "make it anime style", "make it red", "undo the style change"),
        "a red cat, oil painting style",
    ),
    # mixed
    (("画一只猫", "add a dog"), "一只猫，一只狗"),
    (("画一只猫", "please add a small dog"), "a cat, a small dog"),
    (("draw a 熊猫 holding a balloon",), "a panda holding a balloon"),
    (("a cat in the park", "换成红色"), "a red cat, in a park"),
]


@pytest.mark.parametrize(("words", "prompt"), EDITS)
def test_edit(talk, words, prompt):
    assert talk(*words)[-1].prompt == prompt


KINDS = [
    ("make it red", "edit"),
    ("add a dog", "add"),
    ("remove the hat", "remove"),
    ("put it on the beach", "background"),
    ("anime style", "style"),
    ("close-up", "camera"),
]


@pytest.mark.parametrize(("words", "kind"), KINDS)
def test_the_kind_of_change_is_told(talk, words, kind):
    draft = talk("a cat wearing a hat", words)[-1]
    assert kind in {change.kind for change in draft.changes}
    assert draft.intent == "edit"
    assert draft.source == "rules"


BACKS = [
    (("a cat", "make it red", "make it blue", "go back to the red one"), 2),
    (("a cat", "make it red", "make it blue", "go back to the first picture"), 1),
    (("a cat", "make it red", "undo"), 1),
    (("a cat", "make it red", "make it blue", "undo", "undo"), 1),
    (("a cat", "thanks", "make it red", "make it blue", "back to the second one"), 3),
    (("一只猫", "变成红色", "变成蓝色", "回到第二张"), 2),
    (("一只猫", "变成红色", "变成蓝色", "回到红色那张"), 2),
    (("一只猫", "变成红色", "撤销"), 1),
]


@pytest.mark.parametrize(("words", "base"), BACKS)
def test_going_back_names_the_turn(talk, words, base):
    drafts = talk(*words)
    assert drafts[-1].intent == "back"
    assert drafts[-1].base == base
    assert drafts[-1].scene == drafts[base - 1].scene


def test_going_back_and_editing_starts_from_the_earlier_scene(talk):
    draft = talk("a cat", "make it red", "make it blue", "go back to the second one and add a tree")[-1]
    assert (draft.intent, draft.prompt) == ("edit", "a red cat, a tree")


def test_combining_brings_what_belongs_to_the_subject(talk):
    words = ("a cat wearing a hat", "New picture: a castle in the desert", "put the cat of the first into the second")
    assert talk(*words)[-1].prompt == "a cat wearing a hat, a castle, in the desert"
    drafts = talk("画一只戴帽子的猫", "重新画一张：沙漠里的城堡", "把两张图合在一起")
    assert "戴着帽子的猫" in drafts[-1].prompt
    assert "城堡" in drafts[-1].prompt


@pytest.mark.parametrize(("words", "absent"), [("no people", "people"), ("不要人", "人")])
def test_what_is_wished_absent_is_never_named_in_the_prompt(talk, words, absent):
    draft = talk("画一只猫" if absent == "人" else "a cat", words)[-1]
    assert draft.negative == absent
    assert absent not in draft.prompt


TALK = [
    "thank you!",
    "hello",
    "What other styles could I try?",
    "谢谢，真好看",
    "这是什么意思？",
    "🫠",
    "???",
    "你会画什么",
]


@pytest.mark.parametrize("words", TALK)
def test_talk_is_answered_and_changes_nothing(talk, words):
    first, answer = talk("a cat", words)
    assert answer.intent == "answer"
    assert answer.scene == first.scene
    assert answer.reply


def test_emoji_of_a_concept_is_drawn(talk):
    assert talk("🐈")[0].prompt == "a cat"


def test_words_not_understood_are_kept_and_the_reply_says_so(talk):
    draft = talk("a cat", "florble the wib")[-1]
    assert draft.uncertain
    assert "florble the wib" in draft.prompt
    assert "florble the wib" in draft.reply


def test_the_first_words_must_describe_something(talk):
    assert talk("make it red")[0].intent == "answer"


def test_the_reply_is_in_the_language_of_the_turn(talk):
    assert talk("a cat", "换成红色")[-1].reply == "好的，猫的颜色：红色。"
    assert talk("一只猫", "make it red")[-1].reply == "Done: the cat is now red."
