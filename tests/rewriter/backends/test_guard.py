"""The guard by itself: where certain rules keep something, a model does not take it away for being mentioned."""

from dataclasses import replace

import pytest

from dialog.scene import Relation, Scene, Subject, Thing
from dialog.types import Draft
from rewriter import Lexicon
from rewriter.backends.guard import Guard, Guarded
from rewriter.backends.heard import Heard

HAT = Thing("hat", "red", concept="hat")
CAT = Subject("s1", "cat", concept="cat", wears=(HAT,))
DOG = Subject("s2", "dog", concept="dog")
TREE = Subject("s3", "tree", concept="tree")
OLD = Scene((CAT, DOG))
BARE = replace(CAT, wears=())
LEFT = Relation("s2", "left_of", "s1")
BEHIND = Relation("s3", "behind", "s1")


@pytest.fixture
def merge(lexicon: Lexicon):
    """Return a function: the old scene, what the rules read, the words, and what the model proposes."""

    def run(old: Scene, read: Scene, words: str, proposed: Scene, certain: bool = True) -> Guarded:
        heard = Heard(words, lexicon)
        return Guard(old, Draft("edit", read, uncertain=not certain), heard, certain).merge(proposed, 2)

    return run


RED = replace(CAT, color="red")
KITTY = Subject("s1", "猫", concept="cat", wears=(Thing("帽子", "red", concept="hat"),))
PUPPY = Subject("s2", "狗", concept="dog")
ZH = Scene((KITTY, PUPPY), language="zh")
BLUE = replace(KITTY, wears=(Thing("帽子", "blue", concept="hat"),))
MENTIONED = [
    (OLD, Scene((BARE, DOG)), "remove the cat's hat"),
    (OLD, Scene((BARE, DOG)), "take the hat off the cat"),
    (OLD, Scene((RED, DOG)), "turn the cat red"),
    (Scene((BARE, DOG)), Scene((CAT, DOG)), "just give the cat a red hat"),
    (ZH, replace(ZH, subjects=(replace(KITTY, wears=()), PUPPY)), "把猫的帽子去掉"),
    (ZH, replace(ZH, subjects=(BLUE, PUPPY)), "把猫的帽子换成蓝色"),
]


@pytest.mark.parametrize(("old", "read", "words"), MENTIONED)
@pytest.mark.parametrize("gone", ["s1", "s2"])
def test_who_is_only_mentioned_stays(merge, old: Scene, read: Scene, words: str, gone: str) -> None:
    left = tuple(one for one in read.subjects if one.id != gone)
    guarded = merge(old, read, words, replace(read, subjects=left))
    assert {one.id for one in guarded.scene.subjects} == {"s1", "s2"}
    assert guarded.kept


@pytest.mark.parametrize(("old", "read", "words"), MENTIONED)
def test_who_is_only_mentioned_does_not_become_another(merge, old: Scene, read: Scene, words: str) -> None:
    other = replace(read.subjects[0], noun="hat" if old is not ZH else "帽子", concept="hat")
    guarded = merge(old, read, words, replace(read, subjects=(other, read.subjects[1])))
    assert guarded.scene.subjects[0].concept == "cat"


def test_unsure_rules_do_not_hold_back_a_removal_by_name(merge) -> None:
    guarded = merge(OLD, OLD, "hmm, get rid of the dog somehow", Scene((CAT,)), certain=False)
    assert guarded.scene.subjects == (CAT,)


def test_what_certain_rules_took_for_blue_is_not_kept_out_of_the_picture(merge) -> None:
    read = replace(ZH, subjects=(BLUE, PUPPY))
    guarded = merge(ZH, read, "把猫的帽子换成蓝色", replace(ZH, absent=("蓝色",)))
    assert (guarded.scene.absent, guarded.refused) == ((), ("蓝色",))


def test_words_of_place_do_not_cost_an_old_relation(merge) -> None:
    old = Scene((BARE, DOG), (LEFT,))
    read = Scene((BARE, DOG, TREE), (LEFT, BEHIND))
    guarded = merge(old, read, "add a tree behind the cat", replace(read, relations=(BEHIND,)))
    assert set(guarded.scene.relations) == {BEHIND, LEFT}
    assert guarded.kept == ("left of",)


def test_certain_rules_that_keep_two_where_they_were_are_not_contradicted(merge) -> None:
    old, read = Scene((BARE, DOG), (LEFT,)), Scene((BARE, DOG, TREE), (LEFT, BEHIND))
    moved = Relation("s2", "on", "s1")
    guarded = merge(old, read, "add a tree behind the cat", replace(read, relations=(BEHIND, moved)))
    assert set(guarded.scene.relations) == {BEHIND, LEFT}
    assert guarded.refused == ("on",)
    turned = Relation("s1", "right_of", "s2")
    guarded = merge(old, read, "add a tree behind the cat", replace(read, relations=(BEHIND, turned)))
    assert set(guarded.scene.relations) == {BEHIND, turned}


def test_a_new_relation_of_the_same_two_is_not_joined_by_the_old_one(merge) -> None:
    old, behind = Scene((BARE, DOG), (LEFT,)), Relation("s2", "behind", "s1")
    guarded = merge(old, old, "hmm, somehow he hides from her", replace(old, relations=(behind,)), certain=False)
    assert guarded.scene.relations == (behind,)


def test_an_attribute_named_of_another_stays(merge) -> None:
    fluffy = replace(BARE, attributes=("fluffy",))
    old, read = Scene((fluffy, DOG)), Scene((fluffy, replace(DOG, attributes=("not fluffy",))))
    guarded = merge(old, read, "the dog is not fluffy", replace(read, subjects=(BARE, read.subjects[1])))
    assert guarded.scene.subjects == read.subjects
    assert guarded.kept == ("fluffy",)


def test_an_opposite_said_of_another_replaces_nothing(merge) -> None:
    old = Scene((replace(BARE, attributes=("old",)), replace(DOG, attributes=("old",))))
    young = tuple(replace(one, attributes=("young",)) for one in old.subjects)
    read = Scene((old.subjects[0], young[1]))
    assert merge(old, read, "make the dog young", Scene(young)).scene == read


def test_what_another_takes_off_stays_on(merge) -> None:
    hatted = replace(DOG, wears=(replace(HAT, color="blue"),))
    old, read = Scene((CAT, hatted)), Scene((CAT, DOG))
    for words in ("remove the dog's hat", "take off the dog's hat", "undress the dog"):
        guarded = merge(old, read, words, Scene((BARE, DOG)))
        assert guarded.scene == read, words


def test_how_many_are_worn_is_not_taken_from_a_number_said_of_another(merge) -> None:
    two = replace(CAT, wears=(replace(HAT, count=2),))
    read = Scene((two, replace(DOG, holds=(Thing("ball", "red", concept="ball"),))))
    proposed = replace(read, subjects=(CAT, read.subjects[1]))
    assert merge(Scene((two, DOG)), read, "give the dog one red ball", proposed).scene == read


@pytest.mark.parametrize("field", ["wears", "attributes"])
def test_what_certain_rules_gave_to_one_is_not_given_to_another(merge, field: str) -> None:
    value = (HAT,) if field == "wears" else ("striped",)
    old, words = Scene((BARE, DOG)), "give the cat a red hat" if field == "wears" else "make the cat striped"
    read = Scene((replace(BARE, **{field: value}), DOG))
    guarded = merge(old, read, words, Scene((BARE, replace(DOG, **{field: value}))))
    assert guarded.scene.subjects[1] == DOG
    assert guarded.refused


def test_what_was_lost_is_asked_of_the_words_where_the_rules_are_unsure(merge) -> None:
    fluffy = replace(CAT, attributes=("fluffy",))
    old = Scene((fluffy, DOG), (LEFT,))
    words = "no longer fluffy and without that hat, and move her, zorgle"
    guarded = merge(old, old, words, Scene((BARE, DOG)), certain=False)
    assert guarded.scene == Scene((BARE, DOG))
