import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialog import state
from dialog.errors import InvalidTurn, UnknownTurn
from dialog.scene import Scene, Subject
from dialog.types import Draft, Request, Settings, Turn
from tests.dialog import strategies
from tests.fakes import draft_of

A, B, C = "a" * 64, "b" * 64, "c" * 64


def turn(words, intent="draw", picture="", seed=None, outcome=None, subjects="s1", base=0):
    outcome = outcome or ("drawn" if picture else "stopped")
    return Turn(
        Request(words), draft_of(words, intent, subjects=subjects, base=base), Settings(seed=seed), outcome, picture
    )


def answer():
    return Turn(Request("?"), Draft("answer", Scene()), Settings(), "answered")


def test_the_beginning_has_no_scene_picture_or_title():
    assert state.current_scene(()) == Scene()
    assert state.last_picture(()) == ""
    assert state.title(()) == ""
    assert state.base_turn(()) is None


def test_an_answer_does_not_touch_scene_or_picture():
    turns = (turn("beach", picture=A), answer())
    assert state.current_scene(turns).setting == "beach"
    assert state.last_picture(turns) == A
    assert state.base_turn(turns) == turns[0]


def test_the_words_of_a_stopped_turn_are_remembered_and_its_picture_is_the_one_before():
    turns = (turn("beach", picture=A), turn("forest", "edit"))
    assert state.current_scene(turns).setting == "forest"
    assert state.last_picture(turns) == A


@given(st.lists(st.integers(), max_size=6), st.integers(-2, 9))
def test_history_is_the_latest_turns(numbers, limit):
    window = state.history(numbers, limit)
    assert len(window) == min(max(limit, 0), len(numbers))
    assert list(window) == numbers[len(numbers) - len(window) :]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("画一只猫", "画一只猫"),
        ("猫" * 40, "猫" * 30 + "…"),
        ("a cat with a red hat sitting on the beach", "a cat with a red hat sitting…"),
        ("x" * 31, "x" * 30 + "…"),
    ],
)
def test_the_title_is_the_first_words(words, expected):
    assert state.title((turn(""), turn(words), turn("later"))) == expected


def test_an_edit_builds_on_the_last_drawn_picture():
    turns = (turn("one", picture=A), turn("two", "edit", picture=B), turn("three", "edit"))
    assert state.references_for(turns, draft_of("x", "edit")).picture == B
    assert state.references_for(turns, draft_of("x", "draw")).picture == ""


def test_an_edit_of_a_new_drawing_that_was_stopped_does_not_build_on_an_older_picture():
    turns = (turn("one", picture=A, seed=1), turn("two", "draw", seed=2))
    draft = draft_of("x", "edit")
    assert state.references_for(turns, draft).picture == ""
    assert state.resolve_settings(turns, draft, Settings(), random.Random(0)).seed == 2


def test_an_edit_of_an_earlier_turn_builds_on_its_picture_and_seed():
    turns = (turn("one", picture=A, seed=1), turn("two", "edit", picture=B, seed=2))
    draft = draft_of("x", "edit", base=1)
    assert state.references_for(turns, draft).picture == A
    assert state.resolve_settings(turns, draft, Settings(), random.Random(0)).seed == 1


def test_a_question_between_does_not_lose_the_seed_of_a_stopped_drawing():
    turns = (turn("one", seed=0), answer())
    assert state.resolve_settings(turns, draft_of("x", "edit"), Settings(), random.Random(5)).seed == 0


def test_an_edit_with_no_picture_builds_on_the_attached_one():
    assert state.references_for((), draft_of("x", "edit"), (C, A)).picture == C
    assert state.references_for((turn("one", picture=A),), draft_of("x", "edit"), (C,)).picture == A


def test_a_subject_refers_to_its_first_appearance():
    turns = (
        turn("one", subjects="s1"),
        turn("two", "edit", picture=A, subjects="s1"),
        turn("three", "edit", picture=B, subjects="s1 s2"),
    )
    found = state.references_for(turns, draft_of("x", "edit", subjects="s1 s2 s3")).subjects
    assert [(one.subject, one.picture) for one in found] == [("s1", A), ("s2", B)]
    assert found[0].box == (0.0, 0.0, 0.5, 1.0)


def test_an_id_with_another_concept_is_another_subject():
    dog = Subject(id="s1", noun="dog", concept="dog")
    assert state.first_appearance((turn("one", picture=A),), dog) is None


def test_a_subject_without_a_known_place_has_no_reference():
    unplaced = turn("one", picture=A)
    unplaced = replace(unplaced, draft=replace(unplaced.draft, layout=()))
    placed = turn("two", "edit", picture=B)
    subject = placed.draft.scene.subjects[0]
    assert state.first_appearance((unplaced,), subject) is None
    assert state.first_appearance((unplaced, placed), subject).picture == B


def test_seed_zero_is_a_seed_like_any_other():
    assert state.resolve_settings((), draft_of("x"), Settings(seed=0), random.Random(0)).seed == 0
    turns = (turn("one", picture=A, seed=0),)
    assert state.resolve_settings(turns, draft_of("x", "edit"), Settings(), random.Random(5)).seed == 0


def test_a_new_drawing_takes_a_fresh_seed_and_an_edit_keeps_the_pictures():
    turns = (turn("one", picture=A, seed=7), turn("two", "edit", seed=8), answer())
    kept = state.resolve_settings(turns, draft_of("x", "edit"), Settings(steps=9), random.Random(0))
    assert kept == Settings(seed=7, steps=9)
    fresh = state.resolve_settings(turns, draft_of("x"), Settings(), random.Random(0)).seed
    assert fresh == random.Random(0).getrandbits(31)


def test_an_edit_of_nothing_takes_a_fresh_seed():
    assert state.resolve_settings((), draft_of("x", "edit"), Settings(), random.Random(3)).seed is not None


@pytest.mark.parametrize("seed", [-1, 2**31])
def test_a_seed_out_of_range_is_refused(seed):
    with pytest.raises(InvalidTurn, match=rf"seed {seed} .* 0 to 2147483647"):
        state.resolve_settings((), draft_of("x"), Settings(seed=seed), random.Random(0))


@given(st.integers(0, 100))
def test_fresh_seeds_are_31_bits_and_never_the_old_one(start):
    seed = state.fresh_seed(random.Random(start))
    assert 0 <= seed <= state.MAX_SEED
    assert state.fresh_seed(random.Random(start), other_than=seed) == (seed + 1) & state.MAX_SEED


def test_going_back_takes_scene_picture_and_numbers_of_the_turn():
    turns = (turn("one", picture=A, seed=1), turn("two", "edit", picture=B, seed=2))
    back = state.returned(turns, turn("back", "back", base=1))
    assert (back.draft.intent, back.draft.scene, back.draft.prompt) == ("back", turns[0].draft.scene, "one")
    assert (back.outcome, back.picture, back.settings.seed) == ("drawn", A, 1)
    assert state.current_scene((*turns, back)).setting == "one"


def test_going_back_to_a_turn_without_a_picture_shows_the_one_before_it():
    turns = (turn("one", picture=A), answer(), turn("two", "edit", picture=B))
    assert state.returned(turns, turn("back", "back", base=2)).picture == A


def test_going_back_to_the_beginning_forgets_scene_and_picture():
    turns = (turn("one", picture=A, seed=4),)
    back = state.returned(turns, turn("back", "back", base=0))
    assert (back.outcome, back.picture, back.draft.scene) == ("answered", "", Scene())
    assert state.last_picture((*turns, back)) == ""
    assert state.base_turn((*turns, back)) is None


@pytest.mark.parametrize("base", [-1, 2])
def test_going_back_to_a_turn_that_is_not_there_is_an_error(base):
    with pytest.raises(UnknownTurn, match="turns 1 to 1"):
        state.returned((turn("one", picture=A),), turn("back", "back", base=base))


def test_the_users_prompt_reaches_both_encoders_and_is_noted():
    cut = replace(draft_of("old"), prompt_tokens=3, dropped=("hat",), digest_dropped=("hat", "scarf"))
    draft = state.with_prompt(cut, "new")
    assert (draft.prompt, draft.digest, draft.prompt_tokens, draft.dropped) == ("new", "new", 0, ())
    assert draft.digest_dropped == ()
    assert (draft.changes[-1].kind, draft.changes[-1].old, draft.source) == ("note", "old", "rules")
    assert state.with_prompt(draft_of("x", "back", base=1), "new").intent == "draw"


@settings(max_examples=30, deadline=None)
@given(st.lists(strategies.turns, max_size=3), strategies.drafts)
def test_references_only_name_pictures_of_the_chain(turns, draft):
    found = state.references_for(turns, draft)
    assert {found.picture, *(one.picture for one in found.subjects)} <= {"", *(one.picture for one in turns)}
