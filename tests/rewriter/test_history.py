"""Going back: pictures by the numbers that the strip shows, of every branch, and so many steps."""

import pytest

from dialog.types import Request, Settings, Turn
from dialog.versions import versions

CAT = ("draw a cat", "make it red", "give it a hat")
KATZE = ("画一只猫", "变成红色", "戴一顶帽子")
WAYS = [
    ((*CAT, "go back to the first one", "add a dog", "go back to the fourth one"), "a cat, a dog", 4),
    ((*CAT, "go back to the first one", "add a dog", "go back to the second one"), "a red cat", 2),
    ((*CAT, "go back to no. 2"), "a red cat", 2),
    ((*CAT, "go back to the last but one"), "a red cat", 2),
    ((*CAT, "undo the last two changes"), "a cat", 1),
    ((*CAT, "go back two steps"), "a cat", 1),
    ((*CAT, "can you go back two steps?"), "a cat", 1),
    ((*CAT, "undo", "undo"), "a cat", 1),
    ((*CAT, "go back to the previous one", "go back to the previous one"), "a cat", 1),
    ((*CAT, "undo", "add a dog", "go back two steps"), "a cat", 1),
    ((*CAT, "go back to the first one", "undo"), "a red cat wearing a hat", 3),
    ((*CAT, "thanks", "go back to #3", "go back to #2", "undo"), "a red cat wearing a hat", 3),
    ((*KATZE, "退两步"), "一只猫", 1),
    ((*KATZE, "能不能退两步？"), "一只猫", 1),
    ((*KATZE, "回到第2张"), "一只红色猫", 2),
    ((*KATZE, "回到倒数第二张"), "一只红色猫", 2),
    ((*KATZE, "上一张", "上一张"), "一只猫", 1),
    ((*KATZE, "撤销最近两次修改"), "一只猫", 1),
]


@pytest.mark.parametrize(("words", "prompt", "number"), WAYS)
def test_the_way_back_is_told_by_the_number_of_the_picture(talk, words, prompt, number):
    draft = talk(*words)[-1]
    assert (draft.intent, draft.prompt) == ("back", prompt)
    assert draft.reply in (f"Back to picture {number}.", f"回到第 {number} 张。")
    assert draft.changes[0].value == str(number)


@pytest.mark.parametrize("words", ["go back to the ninth one", "go back ten steps", "回到第十二张", "退九步"])
def test_what_is_not_there_is_not_gone_back_to(talk, words):
    first, *_, draft = talk(*CAT, words)
    assert draft.intent == "answer"
    assert draft.scene != first.scene
    assert "no earlier picture" in draft.reply or "没有找到对应的画" in draft.reply


@pytest.mark.parametrize("words", ["go back two steps", "show me the seventh one", "退两步", "上一张"])
def test_before_the_first_picture_there_is_no_way_back(talk, words):
    draft = talk(words)[0]
    assert draft.intent == "answer"
    assert "Nothing is drawn yet" in draft.reply or "还没有画" in draft.reply


@pytest.mark.parametrize("words", ["a step back in time", "a picture of the number 7", "退休老人"])
def test_a_picture_may_be_of_numbers_and_steps(talk, words):
    assert talk(words)[0].intent == "draw"


def test_an_edit_after_going_back_builds_on_that_picture(talk):
    draft = talk(*CAT, "go back two steps and add a dog")[-1]
    assert (draft.intent, draft.base, draft.prompt) == ("edit", 1, "a cat, a dog")
    assert draft.reply == "Done: back to picture 1; added a dog."


def test_a_step_back_to_what_was_never_finished_names_no_picture(rewriter):
    request = Request("draw a cat")
    stopped = Turn(request, rewriter([], request), Settings(seed=0), "stopped")
    request = Request("make it red")
    red = Turn(request, rewriter([stopped], request), Settings(seed=0), "drawn")
    draft = rewriter([stopped, red], Request("undo"))
    assert (draft.intent, draft.base, draft.reply) == ("back", 1, "Back to how it was before.")
    assert draft.changes[0].value == ""


@pytest.fixture
def tree(rewriter):
    """A cat that became red on one branch and got a hat on another; the talk stands at the hat."""

    def turn(turns, words):
        return Turn(Request(words), rewriter(turns, Request(words)), Settings(seed=0), "drawn")

    cat = turn([], "draw a cat")
    turns = {"cat": cat, "red": turn([cat], "make it red"), "hat": turn([cat], "give it a hat")}
    return [cat, turns["hat"]], versions(turns, ["cat", "hat"])


def test_a_picture_of_another_branch_is_reached_by_its_number(rewriter, tree):
    turns, known = tree
    for words in ("go back to the second one", "回到红色那张", "go back to the red one"):
        draft = rewriter(turns, Request(words), known)
        assert (draft.intent, draft.base, draft.scene.subjects[0].color) == ("back", known[1].base, "red")
        assert draft.base > len(turns)
        assert "2" in draft.reply
    assert rewriter(turns, Request("go back to the third one"), known).base == 2
    assert rewriter(turns, Request("undo"), known).base == 1


def test_pictures_of_two_branches_can_be_combined(rewriter, tree):
    turns, known = tree
    draft = rewriter(turns, Request("go back to picture 2 and add a dog"), known)
    assert (draft.intent, draft.base, draft.prompt) == ("edit", known[1].base, "a red cat, a dog")
    assert draft.scene.subjects[-1].id == "s2"


def test_followed_to_another_branch_a_step_back_does_not_stay_there(rewriter, tree):
    """The turn that went there stands right behind the picture: undo must not lead to the same picture once more."""
    _, known = tree
    request = Request("go back to the second one")
    red = [known[0].turn, known[1].turn]
    back = Turn(request, rewriter(red, request), Settings(seed=0), "drawn")
    assert back.draft.base == 2
    assert rewriter([*red, back], Request("undo")).base == 1
