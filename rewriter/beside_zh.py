"""A first picture of two who stand by one another: 画一只狗在猫的左边, 猫的左边有一只狗."""

import re

from rewriter.making_zh import Made, make
from rewriter.places_zh import KIND
from rewriter.talk_zh import Talk

NEAR = "|".join(sorted((side for side in KIND if len(side) > 1 and side[-1] not in "上里内"), key=len, reverse=True))
STANDS = re.compile(rf"^(?P<a>[^，在]{{1,8}}?)(?P<v>[站坐躺趴蹲停])?在(?P<b>[^，在的]{{1,8}}?)的?(?P<side>{NEAR})$")
HAS = re.compile(
    rf"^(?P<b>[^，在的]{{1,8}}?)的?(?P<side>{NEAR})(?:有|是|(?P<v>[站坐躺趴蹲停])着)(?P<a>(?:[一两三四五]|\d)[^，在的]{{1,8}})$"
)
COMPANY = ("animal", "person", "vehicle", "food")
"""Kinds of whom two make a picture; furniture and trees say where one stands."""


def beside(talk: Talk, words: str) -> bool:
    """Read such a clause where nothing is drawn yet."""
    found = STANDS.match(words) or HAS.match(words)
    if found is None or not talk.fresh or talk.scene.subjects:
        return False
    made = [_one(talk, found.group(name)) for name in ("a", "b")]
    first, second = made
    if first is None or second is None:
        return False
    one, other = talk.add(first), talk.add(second)
    if found.group("v"):
        talk.act(one, f"{found.group('v')}着")
    talk.relate(one.id, KIND[found.group("side")], other.id)
    talk.speak_of([one.id])
    return True


def _one(talk: Talk, words: str) -> Made | None:
    """Return what ``words`` name, if it is company and nothing more is said of it."""
    made = make(talk.say(words), talk.e.lexicon)
    concept = talk.e.lexicon.concepts.get(made.subject.concept) if made and not made.said else None
    return made if concept and concept.kind in COMPANY else None
