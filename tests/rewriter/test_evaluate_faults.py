"""The share of turns in which nothing goes newly wrong: what a fault is, and when it is a new one."""

from rewriter.evaluate import Dialogue, Fact, GoldTurn, Outcome, score_dialogue
from rewriter.evaluate.faults import Fault, nothing_new
from rewriter.evaluate.tally import tally

CAT = Fact("cat", "is", ("cat",))
RED, GREEN, BLUE = (Fact("cat", "color", (one,)) for one in ("red", "green", "blue"))
DOG = Fact("dog", "is", ("dog",))


def told(*turns):
    """Whether each turn is free of new faults; a turn is prompt, facts, what is gone, and intent where not "edit"."""
    gold, made = [], []
    for prompt, facts, gone, *intent in turns:
        gold.append(GoldTurn("words", "edit" if not prompt.startswith("?") else "answer", ("add",), facts, gone))
        made.append(Outcome(prompt.removeprefix("?"), *(intent or ["edit"])))
    scores = score_dialogue(gold, made)
    return gold, scores, list(nothing_new(gold, [one.faults for one in scores], [one.intent_right for one in scores]))


def test_a_fault_that_is_dragged_on_is_new_once():
    turns = [("a cat", (CAT, RED), ()), ("a cat", (CAT, RED), ()), ("a cat, a dog", (CAT, RED, DOG), ())]
    assert told(*turns)[2] == [False, True, True]


def test_a_fact_that_changes_again_and_is_missed_is_a_new_fault():
    turns = [
        ("a red cat", (CAT, RED), ()),
        ("a red cat", (CAT, GREEN), (("red",),)),
        ("a red cat", (CAT, BLUE), (("red",), ("green",))),
        ("a red cat", (CAT, BLUE), (("green",), ("red",))),
    ]
    assert told(*turns)[2] == [True, False, False, True]


def test_a_fault_that_comes_back_is_new():
    turns = [("a cat", (CAT, RED), ()), ("a red cat", (CAT, RED), ()), ("a cat", (CAT, RED), ())]
    assert told(*turns)[2] == [False, True, False]


def test_missing_or_misplaced_is_one_fault_and_the_order_of_wordings_none():
    facts, turned = (CAT, DOG, RED), (CAT, DOG, Fact("cat", "color", ("red", "scarlet")))
    assert told(("a cat, a dog", facts, ()), ("a cat, a red dog", facts, ()))[2] == [False, True]
    assert Fault.of(turned[2]) == Fault.of(Fact("cat", "color", ("scarlet", "red"))) != Fault.of(RED)


def test_what_is_gone_is_a_fault_while_it_is_said():
    turns = [
        ("a cat, a dog", (CAT,), (("dog",),)),
        ("a cat, a dog", (CAT,), (("dog",),)),
        ("a cat, a dog", (CAT,), (("dog",), ("hat",))),
    ]
    assert told(*turns)[2] == [False, True, True]


def test_answers_are_passed_over_and_a_wrong_intent_is_a_fault_of_its_own():
    turns = [
        ("a cat", (CAT, RED), ()),
        ("?a cat", (), (), "answer"),
        ("a cat", (CAT, RED), ()),
        ("a cat", (CAT, RED), (), "answer"),
        ("a cat", (CAT, RED), (), ""),
    ]
    assert told(*turns)[2] == [False, None, True, False, True]


def test_it_is_summed_up_like_the_others():
    gold, scores, _ = told(
        ("a cat", (CAT, RED), ()),
        ("a cat", (CAT, RED), ()),
        ("a cat", (CAT, RED), ()),
        *[("a red cat", (CAT, RED), ())],
    )
    rates = tally([(Dialogue("d", "en", False, tuple(gold)), scores)] * 2, seed=1, resamples=20).rates
    assert [(rates[name]["no_new"].hits, rates[name]["no_new"].total) for name in ("all", "turns 1-3", "kind add")] == [
        (6, 8),
        (4, 6),
        (6, 8),
    ]
    assert rates["all"]["no_new"].low == 0.75
    assert rates["all"]["right"].hits == 2
