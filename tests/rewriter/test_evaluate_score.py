"""The scorer against prompts judged by hand: what is kept, what is on the wrong subject, what is stale."""

import pytest

from dialog.scene import Scene, Subject, Thing
from rewriter.evaluate import Fact, GoldTurn, Outcome, score_turn
from rewriter.evaluate.score import in_scene
from rewriter.evaluate.wording import find, normalise

CUBES = (
    ("cube", "is", ["cube", "立方体"]),
    ("cube", "color", ["red", "红色", "红"]),
    ("ball", "is", ["sphere", "球"]),
    ("ball", "color", ["blue", "蓝色", "蓝"]),
    ("cube", "left_of", "ball"),
)
COUPLE = (("man", "is", ["man"]), ("woman", "is", ["woman"]), ("man", "wears", ["red hat"]))
PETS = (
    ("cat", "is", ["猫"]),
    ("cat", "color", ["橘色", "橘"]),
    ("cat", "wears", ["红帽子"]),
    ("dog", "is", ["狗"]),
    ("dog", "color", ["白色", "白"]),
    ("cat", "left_of", "dog"),
)


def fact(subject, relation, value):
    return Fact(subject, relation, other=value) if isinstance(value, str) else Fact(subject, relation, tuple(value))


def judge(prompt, facts, gone=(), scene=None):
    gold = GoldTurn("words", "edit", ("add",), tuple(fact(*one) for one in facts), tuple(gone))
    return score_turn(gold, Outcome(prompt, "edit", scene=scene))


def wrong(prompt, facts):
    """Subject and relation of what is missing and of what is on the wrong subject."""
    verdicts = judge(prompt, facts).verdicts
    missing = {f"{v.fact.subject} {v.fact.relation}" for v in verdicts if not v.kept}
    return missing, {f"{v.fact.subject} {v.fact.relation}" for v in verdicts if v.kept and v.bound is False}


@pytest.mark.parametrize(
    "prompt",
    [
        "a red cube to the left of a blue sphere",
        "a red cube on the left, a blue sphere on the right, in a room",
        "a blue sphere to the right of a red cube",
        "To the left of the blue sphere is a red cube.",
        "a red cube, a blue sphere, the cube is to the left of the sphere",
        "A blue sphere with a red cube to its left",
        "There is a shiny blue sphere. The cube on its left is red: a red cube left of the sphere",
        "一个红色立方体在左边，一个蓝色球在右边",
        "一个红色的立方体，在蓝色的球的左边",
        "蓝球的左边有一个红色立方体",
        "左边是红色立方体，右边是蓝色的球",
    ],
)
def test_a_prompt_that_says_all(prompt):
    assert wrong(prompt, CUBES) == (set(), set())


@pytest.mark.parametrize(
    ("prompt", "misplaced"),
    [
        ("a blue cube to the left of a red sphere", {"cube color", "ball color"}),
        ("a red cube to the right of a blue sphere", {"cube left_of"}),
        ("a blue sphere to the left of a red cube", {"cube left_of"}),
        ("a blue sphere on the left, a red cube on the right", {"cube left_of"}),
        ("a red sphere to the left of a blue cube", {"cube color", "ball color", "cube left_of"}),
        ("一个蓝色立方体在红色的球的左边", {"cube color", "ball color"}),
        ("一个红色立方体在蓝色的球的右边", {"cube left_of"}),
        ("一个蓝色球在左边，一个红色立方体在右边", {"cube left_of"}),
        ("红色立方体的左边有一个蓝色球", {"cube left_of"}),
    ],
)
def test_a_swap_is_not_right(prompt, misplaced):
    assert wrong(prompt, CUBES) == (set(), misplaced)


@pytest.mark.parametrize(
    ("prompt", "right"),
    [
        ("a man in a red hat next to a woman", True),
        ("a man sitting on a sofa wearing a red knitted hat, a woman", True),
        ("a woman. A man stands beside her. He wears a red hat.", True),
        ("a man next to a woman wearing a red hat", False),
        ("a man to the left of a woman in a red hat", False),
        ("a man and a woman wearing a red hat", False),
        ("a man in a red scarf and blue hat, a woman", False),
        ("a man in a hat next to a red woman", False),
    ],
)
def test_who_wears_the_hat(prompt, right):
    assert judge(prompt, COUPLE).right is right


@pytest.mark.parametrize(
    ("prompt", "misplaced"),
    [
        ("一只戴着红色帽子的橘色猫在左边，一只白色狗在右边", set()),
        ("一只橘色的戴着红帽子的猫在一只白狗的左边", set()),
        ("橘猫戴着一顶红色的圆帽子趴着，右边是一只白狗", set()),
        ("白狗左边的橘猫戴着红帽子", set()),
        ("一只戴着红帽子的白狗，左边有一只橘猫", {"cat wears"}),
        ("一只白色的猫和一只橘色的狗，猫在狗的左边，猫戴着红帽子", {"cat color", "dog color"}),
        ("一只戴着橘色围巾、红帽子的猫在一只白狗的左边", {"cat color"}),
    ],
)
def test_chinese_attributes_stand_before_their_noun(prompt, misplaced):
    assert wrong(prompt, PETS) == (set(), misplaced)


def test_an_adjective_of_what_is_worn_is_not_the_wearers():
    facts = (("cat", "is", ["cat", "猫"]), ("cat", "color", ["red", "红色"]))
    assert wrong("a cat wearing a red hat", facts) == (set(), {"cat color"})
    assert wrong("a cat with red eyes", facts) == (set(), {"cat color"})
    assert wrong("一只戴着红色帽子的猫", facts) == (set(), {"cat color"})
    assert wrong("一只戴着红色的帽子的猫", facts) == (set(), {"cat color"})
    assert wrong("the cat, wearing a hat, is red", facts)[0] == set()
    assert wrong("the cat on the sofa is red and asleep", facts) == (set(), set())
    assert wrong("猫是红色的，戴着帽子", facts) == (set(), set())


def test_a_word_within_another_word_is_another_word():
    assert find("猫", "一只熊猫") == ()
    assert find("红", "粉红色的猫") == ()
    assert find("dog", "two hot dogs") == ()
    assert len(find("猫", "一只橘猫和一只熊猫")) == 1
    assert find("cat", "catalogue of categories") == ()


@pytest.mark.parametrize(
    ("wording", "text", "found"),
    [
        ("red hat", "a red, knitted hat", True),
        ("red hat", "a red woollen hat", True),
        ("red hat", "a red scarf and hat", False),
        ("red hat", "red hats", True),
        ("sitting on a sofa", "sitting on the big sofa", True),
        ("close up", "a close-up", True),
        ("ball of yarn", "two balls of yarn", True),
        ("红帽子", "红色的圆帽子", True),
        ("红帽子", "红色围巾和帽子", False),
        ("橘色", "橘猫", True),
        ("橘色", "一筐橘子", False),
        ("油纸伞", "撐著油紙傘", True),
        ("Happy Birthday 小美", '蛋糕上写着"Happy Birthday 小美"', True),
    ],
)
def test_wordings(wording, text, found):
    assert bool(find(wording, normalise(text))) is found


def test_counts():
    facts = (("cat", "is", ["cat", "猫"]), ("cat", "count", ["3", "three", "三只"]))
    assert judge("three red cats", facts).right
    assert judge("三只戴着两顶帽子的猫", facts).right
    assert not judge("three dogs, two cats", facts).right
    assert not judge("两只戴着三顶帽子的猫", facts).right
    one = (("cat", "is", ["cat", "猫"]), ("cat", "count", ["1", "一只"]))
    assert judge("a cat", one).right
    assert judge("一只猫", one).right
    assert not judge("two cats", one).right


def test_two_of_one_noun_need_two_mentions():
    facts = (("a", "is", ["cat"]), ("a", "color", ["black"]), ("b", "is", ["cat"]), ("b", "color", ["white"]))
    assert judge("a black cat, a white cat", facts).right
    assert judge("a white cat beside a black cat", facts).right
    assert not judge("a black and white cat", facts).right


def test_what_is_said_of_both_may_be_said_once():
    dance = (("m", "is", ["man"]), ("w", "is", ["woman"]), ("m", "action", ["dancing"]), ("w", "action", ["dancing"]))
    assert judge("a man and a woman dancing", dance).right
    assert not judge("a man and a woman dancing", dance[:3]).right


@pytest.mark.parametrize(
    ("prompt", "right"),
    [
        ("a girl holding a balloon, a dog behind the girl", True),
        ("a girl with a balloon in front of a dog", True),
        ("a girl behind a dog holding a balloon", False),
        ("a dog holding a balloon, the dog is behind the girl", False),
        ("女孩拿着气球，狗在女孩的后面", True),
        ("一个拿着气球的女孩，后面跟着一只狗", True),
        ("一只拿着气球的狗在女孩的后面", False),
    ],
)
def test_holding_and_standing(prompt, right):
    facts = (
        ("girl", "is", ["girl", "女孩"]),
        ("dog", "is", ["dog", "狗"]),
        ("balloon", "is", ["balloon", "气球"]),
        ("girl", "holds", "balloon"),
        ("dog", "behind", "girl"),
    )
    assert judge(prompt, facts).right is right


def test_gone_words_are_stale_unless_something_in_force_needs_them():
    facts = (("cat", "is", ["cat"]), ("cat", "color", ["blue"]), ("ball", "is", ["ball"]), ("ball", "color", ["red"]))
    assert judge("a blue cat, a red ball", facts, [("red",)]).right
    score = judge("a red blue cat, a red ball", facts, [("red",), ("dog",)])
    assert (score.stale, score.gone, score.right) == (("red",), 2, False)
    assert judge("a cat without a tree", facts[:1], [("tree",)]).stale == ("tree",)


def test_the_scene_decides_only_what_the_prompt_leaves_open():
    facts = (("cat", "is", ["cat"]), ("cat", "color", ["red"]), ("dog", "is", ["dog"]))
    scene = Scene((Subject("s1", "cat", "cat", color="red"), Subject("s2", "dog", "dog")))
    assert judge("red; a cat; a dog", facts, scene=scene).right
    assert not judge("red; a cat; a dog", facts).right
    assert not judge("a cat, a red dog", facts, scene=scene).right
    assert not judge("a cat, a dog", facts, scene=scene).right
    worn = fact("cat", "wears", ["red hat"])
    given = (*(fact(*one) for one in facts), worn)
    assert in_scene(worn, given, Scene((Subject("s1", "cat", wears=(Thing("hat", "red"),)),)))
    assert not in_scene(worn, given, Scene((Subject("s1", "dog", wears=(Thing("hat", "red"),)),)))


def test_an_answer_is_right_when_nothing_is_drawn_and_the_words_asked_for_are_in_it():
    gold = GoldTurn("how many?", "answer", ("question",), reply_has=("three", "三"))
    assert score_turn(gold, Outcome("a cat", "answer", "There are three cats.")).right
    assert not score_turn(gold, Outcome("a cat", "answer", "There are two cats.")).right
    assert not score_turn(gold, Outcome("a cat", "edit", "There are three cats.")).right


def test_a_picture_that_was_not_drawn_is_not_right_but_its_facts_are_kept():
    gold = GoldTurn("again", "edit", ("style",), (fact("cat", "is", ["cat"]),))
    score = score_turn(gold, Outcome("a cat", "answer"))
    assert not score.right
    assert score.verdicts[0].kept
    assert score.intent_right is False
    assert score_turn(gold, Outcome("a cat")).intent_right is None


HATTED = (("cat", "is", ["cat", "猫"]), ("cat", "wears", ["red hat", "hat", "红帽子", "帽子"]))


@pytest.mark.parametrize(
    "prompt",
    [
        "a cat without a hat",
        "a cat without a red hat, on a beach",
        "a cat not wearing a hat",
        "a cat that is no longer wearing any hat",
        "a cat wearing no hat, holding a ball",
        "the cat isn't wearing a hat",
        "the cat does not have a hat",
        "the cat has neither a hat nor a scarf",
        "一只没有戴帽子的猫",
        "一只不戴帽子的猫",
        "一只没戴红色帽子的猫",
        "一只猫，没有帽子",
        "一只没有戴着一顶帽子的猫",
    ],
)
def test_what_is_denied_is_no_claim(prompt):
    assert wrong(prompt, HATTED) == ({"cat wears"}, set())


@pytest.mark.parametrize(
    "prompt",
    [
        "a cat without a scarf, wearing a hat",
        "a cat with no scarf wearing a red hat",
        "a cat not only wearing a hat but holding a ball",
        "no people, a cat in a hat",
        "a cat without a scarf\nred cat in a hat",
        "hmm no the cat with a hat",
        "two hats no wait a cat with a hat",
        "a cat without a scarf but with a hat",
        "一只没有围巾的戴着帽子的猫",
        "一只不戴围巾的猫，戴着帽子",
        "无人的海滩，戴帽子的猫",
        "一只不高兴的猫，戴着帽子",
    ],
)
def test_what_is_denied_of_something_else_is_claimed(prompt):
    assert wrong(prompt, HATTED) == (set(), set())


def test_a_denied_subject_color_setting_or_side_is_no_claim():
    assert wrong("a cat, no dogs", (("cat", "is", ["cat"]), ("dog", "is", ["dog"]))) == ({"dog is"}, set())
    assert wrong("the cat is not red", (("cat", "is", ["cat"]), ("cat", "color", ["red"]))) == ({"cat color"}, set())
    assert wrong("一只猫，不在海滩", (("cat", "is", ["猫"]), ("scene", "setting", ["海滩"]))) == (
        {"scene setting"},
        set(),
    )
    assert wrong("a cat not in a forest", (("cat", "is", ["cat"]), ("scene", "setting", ["forest"])))[0]
    assert not judge("a red cube not to the left of a blue sphere", CUBES).right


def test_what_is_written_may_say_no():
    sign = (("sign", "is", ["sign"]), ("sign", "text", ["smoking"]))
    assert wrong('a sign that says "no smoking"', sign) == (set(), set())


def test_what_is_there_besides_costs_nothing():
    assert judge("a cat wearing a hat, a dragon, seven elephants", HATTED).right
