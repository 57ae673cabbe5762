import errno
import os
import random
import sqlite3

import pytest

from dialog.errors import EmptyTurn, InvalidTurn, NothingToUndo, StoreFull, UnknownTurn
from dialog.scene import Scene
from dialog.state import with_prompt
from dialog.types import Drafted, Drawing, Finished, Request, Settings
from tests.dialog.turns import last, say, until, words
from tests.fakes import InstantPainter, QueueRewriter, draft_of, picture_of


def test_a_turn_is_drafted_drawn_and_finished(talk, store):
    conversation = talk(InstantPainter(steps=3))
    events = list(conversation.say(Request(" 画一只猫\n"), Settings(seed=5)))
    assert [type(event) for event in events] == [Drafted, Drawing, Drawing, Drawing, Finished]
    turn = events[-1].turn
    assert (turn.request.text, turn.outcome, turn.settings.seed) == ("画一只猫", "drawn", 5)
    assert store.pictures.get(turn.picture) == picture_of("画一只猫", 5)
    assert [part for part, _ in turn.seconds] == ["rewrite", "draw"]
    (row,) = conversation.chain()
    assert (row.id, row.turn, row.pending) == (events[-1].turn_id, turn, False)
    assert conversation.tip == row.id


def test_the_rewriter_is_asked_with_the_chain_and_the_words(talk):
    rewriter = QueueRewriter([draft_of("one"), draft_of("two", "edit")])
    conversation = talk(rewriter=rewriter)
    first = say(conversation, "a cat")
    say(conversation, "red")
    assert rewriter.questions == [((), Request("a cat")), ((first,), Request("red"))]


def test_the_painter_gets_references_unless_they_are_not_wished(talk):
    painter = InstantPainter()
    conversation = talk(painter)
    first = say(conversation, "cat")
    say(conversation, "red")
    say(conversation, "blue", use_references=False)
    (_, _, none), (_, _, some), (_, _, unwished) = painter.calls
    assert (none.picture, none.subjects) == ("", ())
    assert (some.picture, some.subjects[0].picture) == (first.picture, first.picture)
    assert unwished == none


@pytest.mark.parametrize("text", ["", "  \n\t", "\x00\x1b", "\u200b"])
def test_a_turn_of_nothing_is_refused_and_not_recorded(talk, text):
    conversation = talk()
    with pytest.raises(EmptyTurn, match="attach a picture"):
        say(conversation, text)
    assert conversation.tip is None


@pytest.mark.parametrize("text", ["x" * 2001, "\ud800"])
def test_a_turn_that_cannot_be_held_is_refused(talk, text):
    conversation = talk()
    with pytest.raises(InvalidTurn):
        say(conversation, text)
    assert conversation.tip is None


def test_emoji_are_the_rewriters_to_understand(talk):
    assert say(talk(), "🐱").request.text == "🐱"


def test_a_picture_without_words_is_a_turn(talk, store):
    name = store.pictures.put(picture_of("mine", 1))
    conversation = talk()
    assert last(conversation.say(Request("", (name,)))).request == Request("", (name,))
    with pytest.raises(UnknownTurn):
        last(conversation.say(Request("x", ("../secret",))))
    assert len(conversation.turns()) == 1
    assert store.verify() == ()


def test_a_bad_seed_is_refused_and_nothing_recorded(talk):
    conversation = talk()
    with pytest.raises(InvalidTurn, match="seed -1"):
        say(conversation, "cat", seed=-1)
    assert conversation.tip is None


def test_seed_zero_is_used_and_kept_by_edits(talk):
    conversation = talk()
    assert say(conversation, "cat", seed=0).settings.seed == 0
    assert say(conversation, "red").settings.seed == 0


def test_a_fresh_seed_comes_from_the_given_entropy_and_is_recorded(talk):
    conversation = talk(entropy=random.Random(1))
    assert say(conversation, "cat").settings.seed == random.Random(1).getrandbits(31)
    assert conversation.turns()[0].settings.seed is not None


def test_a_rewriter_that_fails_leaves_the_conversation_as_it_was(talk):
    conversation = talk(rewriter=QueueRewriter([RuntimeError("no model"), draft_of("cat")]))
    with pytest.raises(RuntimeError, match="no model"):
        say(conversation, "cat")
    assert conversation.tip is None
    assert say(conversation, "cat").outcome == "drawn"


def test_an_answer_draws_nothing(talk):
    painter = InstantPainter()
    conversation = talk(painter)
    say(conversation, "cat")
    events = list(conversation.say(Request("?"), Settings(seed=3)))
    assert [type(event) for event in events] == [Drafted, Finished]
    turn = events[-1].turn
    assert (turn.outcome, turn.picture, turn.settings.seed) == ("answered", "", None)
    assert len(painter.calls) == 1


def test_going_back_by_words_redraws_nothing_and_can_be_undone(talk):
    painter = InstantPainter()
    conversation = talk(painter)
    first, second = say(conversation, "cat", seed=4), say(conversation, "red", seed=9)
    back = say(conversation, "back 1")
    assert (back.outcome, back.picture, back.settings) == ("drawn", first.picture, first.settings)
    assert back.draft.scene == first.draft.scene
    assert len(painter.calls) == 2
    assert say(conversation, "green").references.picture == first.picture
    conversation.undo()
    conversation.undo()
    assert conversation.turns() == (first, second)


def test_going_back_to_no_turn_is_an_error_and_not_recorded(talk):
    conversation = talk()
    say(conversation, "cat")
    with pytest.raises(UnknownTurn, match="turns 1 to 1"):
        say(conversation, "back 7")
    assert words(conversation) == ["cat"]


def test_retry_draws_the_same_picture_and_a_new_seed_another(talk):
    conversation = talk(entropy=random.Random(1))
    say(conversation, "start")
    first = say(conversation, "cat", seed=0, steps=7)
    again = last(conversation.retry())
    other = last(conversation.retry(new_seed=True))
    assert (again.picture, again.settings) == (first.picture, first.settings)
    assert other.settings.seed != 0
    assert (other.picture != first.picture, other.settings.steps) == (True, 7)
    assert words(conversation) == ["start", "cat"]


def test_retry_with_other_numbers_keeps_the_seed_unless_it_is_among_them(talk):
    conversation = talk()
    say(conversation, "cat", seed=0)
    assert last(conversation.retry(wished=Settings(steps=3))).settings == Settings(seed=0, steps=3)
    assert last(conversation.retry(wished=Settings(seed=8))).settings.seed == 8


def test_an_answer_is_tried_again_by_asking_anew(talk, store):
    rewriter = QueueRewriter([draft_of("?", "answer"), draft_of("cat")])
    conversation = talk(rewriter=rewriter)
    say(conversation, "cat?")
    assert last(conversation.retry()).outcome == "drawn"
    assert [question.text for _, question in rewriter.questions] == ["cat?", "cat?"]
    assert len(store.siblings(conversation.session_id, conversation.tip)) == 2


def test_at_the_beginning_there_is_nothing_to_undo_or_retry(talk):
    conversation = talk()
    with pytest.raises(NothingToUndo, match="nothing to undo"):
        conversation.undo()
    with pytest.raises(NothingToUndo, match="nothing to try again"):
        last(conversation.retry())
    say(conversation, "cat")
    assert conversation.undo() is None
    with pytest.raises(NothingToUndo):
        conversation.undo()


def test_undo_stops_a_drawing(talk):
    conversation = talk(InstantPainter(steps=9))
    events = conversation.say(Request("cat"))
    until(events, 2)
    conversation.undo()
    assert last(events).outcome == "stopped"
    assert conversation.turns() == ()


def test_a_branch_begins_at_any_turn_and_the_other_stays(talk, store):
    conversation = talk()
    for text in ("one", "two", "three"):
        say(conversation, text)
    one, two, three = (row.id for row in conversation.chain())
    conversation.branch_from(one)
    say(conversation, "other")
    assert words(conversation) == ["one", "other"]
    conversation.branch_from(three)
    assert words(conversation) == ["one", "two", "three"]
    conversation.branch_from(None)
    assert words(conversation) == []
    with pytest.raises(UnknownTurn):
        conversation.branch_from("nowhere")
    assert len(store.tips(conversation.session_id)) == 2
    assert two in {row.id for row in store.siblings(conversation.session_id, two)}


def test_an_edited_prompt_is_drawn_beside_the_turn_with_its_numbers(talk, store):
    conversation = talk()
    say(conversation, "start")
    say(conversation, "cat", seed=3)
    target = conversation.tip
    say(conversation, "later")
    turn = last(conversation.edit_prompt(target, " a very\nlarge cat "))
    assert (turn.draft.prompt, turn.settings.seed, turn.request.text) == ("a very large cat", 3, "cat")
    assert (turn.draft.source, turn.draft.changes[-1].kind) == ("rules", "note")
    assert store.pictures.get(turn.picture) == picture_of("a very large cat", 3)
    assert words(conversation) == ["start", "cat"]
    assert last(conversation.retry()).draft.prompt == "a very large cat"


def test_an_edited_prompt_is_drawn_with_the_numbers_of_who_draws_it_now(talk):
    conversation = talk()
    say(conversation, "cat", seed=3)
    turn = last(conversation.edit_prompt(conversation.tip, "a large cat", Settings(steps=6, guidance=1.0)))
    assert (turn.settings.steps, turn.settings.guidance, turn.settings.seed) == (6, 1.0, 3)
    turn = last(conversation.edit_prompt(conversation.tip, "a larger cat", Settings(seed=9, steps=6)))
    assert turn.settings.seed == 9


def test_an_edited_prompt_is_reworded_by_the_given_function(talk):
    conversation = talk(reword=lambda draft, prompt: with_prompt(draft, prompt.upper()))
    say(conversation, "cat")
    assert last(conversation.edit_prompt(conversation.tip, "dog")).draft.prompt == "DOG"


def test_a_prompt_that_cannot_be_edited_says_why(talk):
    conversation = talk()
    say(conversation, "cat")
    for prompt, error in (("\n", EmptyTurn), ("x" * 2001, InvalidTurn)):
        with pytest.raises(error):
            last(conversation.edit_prompt(conversation.tip, prompt))
    with pytest.raises(UnknownTurn):
        last(conversation.edit_prompt("nowhere", "dog"))
    say(conversation, "?", seed=1)
    with pytest.raises(InvalidTurn, match="drew nothing"):
        last(conversation.edit_prompt(conversation.tip, "dog"))
    assert words(conversation) == ["cat", "?"]


def test_what_the_painter_reports_is_recorded_and_not_raised(talk, store):
    conversation = talk(InstantPainter(fail_at=2))
    turn = say(conversation, "cat")
    assert (turn.outcome, turn.error, turn.picture) == ("failed", "The painter was told to fail.", "")
    assert conversation.turns() == (turn,)
    assert store.verify() == ()


def test_a_fault_in_the_painter_is_recorded_and_raised(talk):
    conversation = talk(InstantPainter(fail_at=2, error=RuntimeError("out of memory")))
    with pytest.raises(RuntimeError, match="out of memory"):
        say(conversation, "cat")
    (turn,) = conversation.turns()
    assert (turn.outcome, turn.error) == ("failed", "The painter broke off: RuntimeError: out of memory")


def test_an_interrupt_is_a_stop(talk):
    conversation = talk(InstantPainter(fail_at=2, error=KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        say(conversation, "cat")
    assert conversation.turns()[0].outcome == "stopped"


def test_a_full_disk_while_saving_the_picture_fails_the_turn_and_keeps_the_earlier(talk, store, monkeypatch):
    def no_room(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    conversation = talk()
    first = say(conversation, "cat")
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", no_room)
        failed = say(conversation, "red")
    assert failed.outcome == "failed"
    assert "No room left on the disk" in failed.error
    assert conversation.turns() == (first, failed)
    assert store.verify() == ()
    assert last(conversation.retry()).outcome == "drawn"


def test_a_full_disk_before_drawing_is_an_error_and_asks_nothing_of_the_painter(talk, store, monkeypatch):
    def full(*_args, **_options):
        raise StoreFull("no room")

    painter = InstantPainter()
    conversation = talk(painter)
    monkeypatch.setattr(store, "append", full)
    with pytest.raises(StoreFull):
        say(conversation, "cat")
    assert painter.calls == []
    assert conversation.tip is None


def test_a_missing_reference_picture_fails_the_turn(talk, store):
    conversation = talk()
    first = say(conversation, "cat")
    store.pictures.path(first.picture).unlink()
    turn = say(conversation, "red")
    assert turn.outcome == "failed"
    assert first.picture in turn.error


def test_an_unknown_session_is_refused(talk, store):
    conversation = talk()
    with pytest.raises(UnknownTurn, match="no conversation"):
        type(conversation)(store, QueueRewriter(), InstantPainter(), "nobody")


def test_two_tabs_on_one_session_lose_nothing(talk, store):
    one = talk(InstantPainter(steps=5))
    other = type(one)(store, lambda turns, request, versions: draft_of(request.text), InstantPainter(), one.session_id)
    events = one.say(Request("slow"))
    until(events, 2)
    say(other, "quick")
    assert last(events).outcome == "drawn"
    assert words(one) == ["slow", "quick"]
    assert [turn.outcome for turn in one.turns()] == ["drawn", "drawn"]


def test_a_locked_database_is_a_sentence_not_a_traceback(talk, store):
    conversation = talk()
    other = sqlite3.connect(store.database, isolation_level=None)
    store._connection.execute("PRAGMA busy_timeout = 1")
    try:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Exception, match="another program holds"):
            say(conversation, "cat")
    finally:
        other.close()
    assert say(conversation, "cat").draft.scene != Scene()
