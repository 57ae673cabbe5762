"""One numbering of the pictures: on the strip, in the captions, and in what the rewriter is handed."""

from dataclasses import replace

import pytest

from dialog.desk import Desk
from dialog.types import Draft, Request, Settings, Turn
from dialog.versions import drew, of_chain, versions
from tests.dialog import desks
from tests.dialog.turns import last, say, words
from tests.fakes import InstantPainter, QueueRewriter, draft_of, following


def turn(text, intent="draw", outcome="drawn"):
    return Turn(Request(text), draft_of(text, intent), Settings(seed=1), outcome)


CAT, RED, BACK, STOPPED = turn("cat"), turn("red", "edit"), turn("back", "back"), turn("hat", "edit", "stopped")


@pytest.mark.parametrize(("one", "own"), [(CAT, True), (RED, True), (BACK, False), (STOPPED, False)])
def test_only_a_picture_of_its_own_has_a_number(one, own):
    assert drew(one) is own


def test_pictures_of_all_branches_are_counted_as_they_were_drawn():
    turns = {"a": CAT, "b": STOPPED, "c": RED, "d": BACK, "e": turn("dog", "edit")}
    told = [(one.number, one.id, one.base) for one in versions(turns, ["a", "b", "d", "e"])]
    assert told == [(1, "a", 1), (2, "c", 6), (3, "e", 4)]
    assert [one.turn for one in versions(turns, [])] == [CAT, RED, turns["e"]]


def test_a_number_never_changes_and_a_base_is_never_two_pictures():
    turns = {name: replace(CAT, request=Request(name)) for name in "abcde"}
    for chain in ([], ["c"], ["a", "c", "e"], list("abcde")):
        known = versions(turns, chain)
        assert [one.number for one in known] == [1, 2, 3, 4, 5]
        assert len({one.base for one in known}) == 5
        assert [one.id for one in known if one.base <= len(chain)] == chain


def test_a_chain_alone_is_counted_the_same_way():
    chain = [CAT, STOPPED, BACK, RED]
    assert [(one.number, one.base) for one in of_chain(chain)] == [(1, 1), (2, 4)]
    ids = {str(place): one for place, one in enumerate(chain)}
    assert [replace(one, id="") for one in versions(ids, list(ids))] == list(of_chain(chain))


def test_going_back_by_number_reaches_another_branch(talk):
    conversation = talk(rewriter=following)
    for said in ("cat", "red", "hat"):
        say(conversation, said)
    conversation.undo()
    conversation.undo()
    dog = say(conversation, "dog")
    back = say(conversation, "picture 3")
    assert (back.outcome, back.draft.prompt, back.draft.base) == ("drawn", "hat", 3)
    assert words(conversation) == ["cat", "red", "hat", "picture 3"]
    again = say(conversation, "picture 4")
    assert (again.picture, words(conversation)) == (dog.picture, ["cat", "dog", "picture 4"])
    assert [one.turn.request.text for one in conversation.versions()] == ["cat", "red", "hat", "dog"]


def test_an_edit_of_a_picture_of_another_branch_builds_on_it(talk):
    conversation = talk(InstantPainter(), rewriter=following)
    say(conversation, "cat", seed=1)
    red = say(conversation, "red")
    conversation.branch_from(None)
    say(conversation, "dog", seed=2)
    turn = say(conversation, "from 2 with a hat")
    assert (turn.references.picture, turn.settings.seed) == (red.picture, 1)
    assert words(conversation) == ["cat", "red", "from 2 with a hat"]
    assert last(conversation.retry()).references.picture == red.picture


def test_a_base_that_is_no_picture_is_no_way_back(talk):
    wild = Draft("edit", draft_of("x").scene, prompt="x", base=99)
    conversation = talk(rewriter=QueueRewriter([wild]))
    assert say(conversation, "x").outcome == "drawn"


def test_the_strip_says_the_numbers_that_the_rewriter_is_told(store):
    told = []

    def rewriter(turns, request, known):
        told.append([(one.number, one.turn.request.text) for one in known])
        return following(turns, request, known)

    desk = Desk(store, rewriter, InstantPainter())
    session = desks.say(desk, "cat")["session"]
    for said in ("red", "back 1", "dog"):
        desks.say(desk, said, session)
    desk.undo(desks.ME, session)
    shown = desks.say(desk, "picture 3", session)
    assert [caption for _, caption in shown["strip"][0]] == [f"{number}. {text}" for number, text in told[-1]]
    assert (shown["prompt"], shown["strip"][1]) == ("dog", 2)


def test_a_lost_picture_leaves_its_number_free(store):
    desk = Desk(store, following, InstantPainter(), address=lambda path: f"file/{path.name}")
    session = desks.say(desk, "cat")["session"]
    desks.say(desk, "red", session)
    first = store.chain(session, store.session(session).tip)[0].turn.picture
    for path in store.pictures.folder.rglob(f"*{first}*"):
        path.unlink()
    shown = desk.open(desks.ME, session)
    assert [caption for _, caption in shown["strip"][0]] == ["2. red"]
    assert desk.goto(desks.ME, session, 0)["prompt"] == "red"
