"""What the embedded painter has not learned is said in the reply, once, and by a rewriter that speaks for it alone."""

import dataclasses
from pathlib import Path

import pytest

from dialog.ports import WatchedRewriter
from dialog.scene import Scene, Subject, Thing
from dialog.script import rehearse
from dialog.types import Draft, Request
from rewriter.opening import opened
from rewriter.repertoire import CROWD, candid, told, unlearned

WORLD = Path(__file__).parents[2] / "assets" / "world"
CAT = Subject("s1", "cat", "cat")


@pytest.mark.parametrize(
    ("scene", "names"),
    [
        (Scene((CAT,), setting="beach", time="night", style="ink", lens="close"), ()),
        (Scene((Subject("s1", "lighthouse"),)), ("lighthouse",)),
        (Scene((Subject("s1", "kitten"),)), ()),  # a name of something it knows
        (Scene((dataclasses.replace(CAT, color="teal-ish", action="riding a bike"),)), ("teal-ish", "riding a bike")),
        (Scene((dataclasses.replace(CAT, wears=(Thing("red hat", concept="hat"), Thing("poncho"))),)), ("poncho",)),
        (Scene((CAT,), setting="moon", weather="sunny", style="oil"), ("lunar surface", "oil painting")),
        (Scene((CAT,), lens="close, low"), ("low angle",)),
        (Scene(tuple(dataclasses.replace(CAT, id=f"s{i}") for i in range(3))), (CROWD["en"],)),
        (Scene((Subject("s1", "灯塔"),), setting="moon", language="zh"), ("灯塔", "月球")),
    ],
)
def test_what_was_never_seen_is_named(lexicon, scene, names):
    assert unlearned(scene, lexicon) == names


def test_it_is_told_when_it_comes_and_not_again():
    rewriter, _ = opened("rules", WORLD, len, len, embedded=True)
    turns = list(rehearse(rewriter, ["draw a lighthouse", "add a cat", "make it a watercolor", "start over: a dog"]))
    assert "lighthouse" in turns[0].draft.reply
    assert ["not learned" in turn.draft.reply for turn in turns] == [True, False, False, False]
    plain, _ = opened("rules", WORLD, len, len)
    (turn,) = rehearse(plain, ["draw a lighthouse"])
    assert "not learned" not in turn.draft.reply
    assert dataclasses.replace(turns[0].draft, reply=turn.draft.reply) == turn.draft


def test_it_is_told_in_the_language_of_the_turn():
    rewriter, _ = opened("rules", WORLD, len, len, embedded=True)
    (turn,) = rehearse(rewriter, ["画一个灯塔"])
    assert "没学过：灯塔。" in turn.draft.reply


def test_many_names_are_cut_and_answers_stay(lexicon):
    scene = Scene(tuple(Subject(f"s{i}", f"thing{i}") for i in range(5)))
    reply = told(Draft("draw", scene), Scene(), "en", lexicon).reply
    assert "thing0, thing1, thing2 and more" in reply
    assert told(Draft("answer", scene, reply="A cat."), Scene(), "en", lexicon).reply == "A cat."


def test_one_that_can_be_watched_still_can(lexicon):
    class Slow:
        def __init__(self, heard=None):
            self.heard = heard

        def watched(self, on_text, should_stop):
            return Slow(on_text)

        def __call__(self, turns, request, versions=None):
            if self.heard is not None:
                self.heard("thinking")
            return Draft("draw", Scene((Subject("s1", "lighthouse"),)))

    slow, heard = candid(Slow(), lexicon), []
    assert isinstance(slow, WatchedRewriter)

    draft = slow.watched(heard.append, lambda: False)((), Request("a lighthouse"))
    assert heard == ["thinking"]
    assert "lighthouse" in draft.reply
    assert not isinstance(candid(lambda *given: draft, lexicon), WatchedRewriter)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("what can you draw?", ("226 things (such as cat,", "beach", "ink wash")),
        ("which styles do you know?", ("226 things", "watercolor")),
        ("你会画什么？", ("226 样东西（如猫、", "海滩", "水墨")),
        ("你能画哪些风格", ("226 样东西", "像素")),
        ("help", ("I draw what you describe", "226 things")),
        ("这个怎么用？", ("听你描述来画画",)),
        ("帮助", ("听你描述来画画",)),
    ],
)
def test_who_asks_what_can_be_drawn_is_told(question, parts):
    rewriter, _ = opened("rules", WORLD, len, len, embedded=True)
    (turn,) = rehearse(rewriter, [question])
    assert turn.draft.intent == "answer"
    for part in parts:
        assert part in turn.draft.reply


@pytest.mark.parametrize(("side", "told"), [("behind", True), ("next to", False), ("to the left of", False)])
def test_relations_that_its_pictures_never_show_are_told(side, told):
    rewriter, _ = opened("rules", WORLD, len, len, embedded=True)
    (turn,) = rehearse(rewriter, [f"draw a fox {side} a pumpkin"])
    assert ("has not learned" in turn.draft.reply) == told
