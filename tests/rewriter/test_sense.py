"""What a pattern matched must also make sense; what was lost or not understood is told, and not drawn."""

import pytest

SENSE = [
    (("a cat in a forest", "it needs to be a bit more cheerful"), "a cheerful cat, in a forest"),
    (("a cat and a dog", "make the dog look at the cat"), "a cat, a dog looking at the cat"),
    (("a cat and a dog", "make the dog bigger than the cat"), "a cat, a big dog"),
    (("a cat in a forest", "put the cat in a box"), "a cat in a box, in a forest"),
    (("a cat", "could the cat be on the roof?"), "a cat on the roof"),
    (("一个小木屋", "改成夏天的白天"), "一个小小的木屋，白天，夏天"),
    (("一只戴帽子的猫", "再把背景弄成厨房"), "一只戴着帽子的猫，厨房"),
    (("一只猫", "整张改成铅笔画"), "一只猫，铅笔画"),
    (("五只鸭子", "鸭子换成鹅"), "五只鹅"),
    (("a cat", "actually, make it red, please"), "a red cat"),
    (("a cat", "it should be eating a fish, and it should wear boots"), "a cat wearing boots eating a fish"),
    (("a woman", "make her dress green"), "a woman wearing a green dress"),
    (("一个女人", "裙子要绿的"), "一个穿着绿色裙子的女人"),
    (("一只猫", "猫的眼睛要蓝色的"), "一只蓝色眼睛的猫"),
    (("a red car and a blue car", "make the blue one green"), "a red car, a green car"),
    (("一座城堡", "换成秋天，起点雾"), "一座城堡，雾，秋天"),
    (("一座城堡", "镜头拉远点，从下往上看"), "一座城堡，远景，仰视"),
    (("一只猫", "再暗一点，压抑一点"), "一只猫，再暗一点，压抑一点"),
    (("一只猫", "可爱点"), "一只可爱的猫"),
    (("a cat", "make it red and blue"), "a red and blue cat"),
    (("一只猫", "把猫变成红色和蓝色"), "一只红色和蓝色猫"),
    (("一座夜晚山上的城堡", "改成白天吧"), "一座山上的城堡，白天"),
]
CONTRASTS = [
    (("a cat wearing a red hat", "blue instead of red"), "a cat wearing a blue hat"),
    (("a cat wearing a red hat", "the hat is blue, not red"), "a cat wearing a blue hat"),
    (("a cat wearing a hat", "actually I'd prefer a scarf instead of the hat"), "a cat wearing a scarf"),
    (("一只戴红帽子的猫", "帽子不要红的，要蓝的"), "一只戴着蓝色帽子的猫"),
    (("一只猫在森林里", "不是森林，是海边"), "一只猫，海边"),
    (("a cat in a forest", "not a forest, a beach"), "a cat, on a beach"),
    (("a cat", "it's not a cat, it's a tiger"), "a tiger"),
    (("a panda eating bamboo", "no bamboo please, an apple instead"), "a panda eating an apple"),
    (("a cat in a forest", "instead of a cat I'd like a lion"), "a lion, in a forest"),
]
KEEPING = [
    (("a cat wearing a red hat", "don't change the hat, just make the cat grey"), "a grey cat wearing a red hat"),
    (("一只戴红帽子的猫", "帽子别动，猫改成灰色"), "一只戴着红色帽子的灰色猫"),
    (("a panda in a forest", "replace the panda by a koala, keep everything else"), "a koala, in a forest"),
    (("a cat in a forest", "don't touch anything else, add a bird"), "a cat, a bird, in a forest"),
    (("一只熊猫", "把熊猫换成考拉，其他不变"), "一只考拉"),
]
LACKING = [
    (("a horse without a rider",), "a horse", "rider"),
    (("画一匹没有骑手的马",), "一匹马", "骑手"),
    (("a cat with no tail on a sofa",), "a cat on a sofa", "tail"),
    (("一只猫，背景里不要有人",), "一只猫", "人"),
]
WHOLE = [
    (("一只猫坐在窗台上看雨", "去掉雨"), "一只猫坐在窗台上"),
    (("a woman", "give her a straw hat with a red ribbon"), "a woman wearing a straw hat with a red ribbon"),
    (("sketch of a girl",), "a girl, pencil sketch style"),
    (("a castle", 'write "HOME" on the flag'), 'a castle, with the text "HOME", the text on the flag'),
]


@pytest.mark.parametrize(("words", "prompt"), [*SENSE, *CONTRASTS, *KEEPING, *WHOLE])
def test_a_turn_means_what_it_says(talk, words, prompt):
    last = talk(*words)[-1]
    assert last.prompt == prompt
    assert not last.uncertain


@pytest.mark.parametrize(("words", "prompt", "absent"), LACKING)
def test_what_a_description_lacks_is_wished_absent(talk, words, prompt, absent):
    last = talk(*words)[-1]
    assert (last.prompt, last.negative) == (prompt, absent)


def test_no_people_does_not_wish_the_girl_away(talk):
    last = talk("a girl holding an umbrella, no people in the background")[-1]
    assert last.negative == ""
    assert last.uncertain
    assert "people" in last.reply


UNHEARD = [
    ("a cat", "swap the banana for a coconut"),
    ("a cat", "florble it please"),
    ("a cat", "could you please not be so weird"),
    ("a cat in a forest", "it'd be so much cooler otherwise"),
    ("一只猫", "把香蕉换成椰子"),
    ("一只猫", "要是能更特别就更好了"),
    ("四只鸟", "第三只涂成粉色"),
]


@pytest.mark.parametrize(("first", "words"), UNHEARD)
def test_a_wish_that_is_not_understood_is_told_and_not_drawn(talk, first, words):
    before, last = talk(first, words)
    assert last.scene == before.scene
    assert last.intent == "answer"
    assert last.uncertain


def test_a_lost_word_makes_the_turn_uncertain_and_is_quoted(talk):
    last = talk("two cups", "it's snowing outside the window")[-1]
    assert last.uncertain
    assert "window" in last.reply


@pytest.mark.parametrize(
    "words", ["leave the cat as it is", "keep it", "保持不变", "lol that's hilarious, thanks!", "哈哈哈笑死我了"]
)
def test_keeping_and_chatting_change_nothing_and_are_no_riddle(talk, words):
    before, last = talk("a cat", words)
    assert last.scene == before.scene
    assert last.intent == "answer"
    assert not last.uncertain
