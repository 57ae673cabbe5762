"""Clothes taken off, carried or laid on somebody, in spoken Chinese: 摘下头盔, 头盔抱在怀里, 披一件外套在他身上."""

import re
from dataclasses import replace

from rewriter.anchors_zh import bearers
from rewriter.chinese import MEASURES
from rewriter.living_zh import THING_END
from rewriter.naming_zh import NUMBER
from rewriter.operations import with_field
from rewriter.talk_zh import Talk
from rewriter.words_zh import is_wearable

TAKES_OFF = re.compile(
    r"^(?P<who>[^，把给让的]{1,6}?)(?:把)?(?:已经|正|也|都)?(?P<v>摘下|脱下|取下|解下|摘掉|脱掉)(?:了|来)?(?P<x>[^，了来]{1,5})(?:了|来)?$"
)
HELD_IN = re.compile(
    r"^(?:把)?(?P<x>[^，把的]{1,6}?)(?:就|也|被)?(?P<v>抱|拿|捧|夹|提|挎|举|攥)(?:在|到)(?P<spot>怀里|手里|手上|手中|腋下|胳膊下|胸前|臂弯里?)$"
)
ON_HIM = re.compile(
    rf"^(?:给|再)?(?P<v>披|盖|戴|穿|搭|系|围|套)(?:上|着|了)?(?P<np>(?:{NUMBER}?[{MEASURES}])[^，]{{1,8}}?)(?:在|到|给)(?P<who>[^，在]{{1,6}}?)(?:的?(?:身上|头上|肩上|肩膀上|脖子上|背上|腿上))?$"
)


ASKEW = re.compile(
    r"^(?P<x>[^，把给让的]{1,4}?)(?P<how>歪|斜|反|倒|松松垮垮地?|高高地?)(?P<v>戴|穿|系|披|围|挂)(?:着|了)$"
)


def _askew(talk: Talk, words: str) -> bool:
    """ "帽子歪戴着": how somebody wears it."""
    found = ASKEW.match(words)
    if found is None:
        return False
    named = talk.find(found.group("x"))
    if named and not (named.part and named.part.subject):
        return False
    who = talk.all([named.part.subject]) if named and named.part else bearers(talk, talk.current()[:1])
    for subject in who:
        talk.e.acted.add(subject.id)
        talk.act(subject, f"{found.group('how')}{found.group('v')}着{found.group('x')}")
    return bool(who)


def laid_on(talk: Talk, words: str) -> bool:
    """Read one such clause."""
    return not talk.fresh and (
        _askew(talk, words) or _takes_off(talk, words) or _held_in(talk, words) or _on_him(talk, words)
    )


def _takes_off(talk: Talk, words: str) -> bool:
    """ "小猪摘下头盔", where nobody said that it wears one."""
    found = TAKES_OFF.match(words)
    named = talk.find(found.group("who")) if found else None
    if found is None or named is None or named.part or not named.subjects:
        return False
    for subject in talk.all(named.subjects):
        kept = tuple(t for t in subject.wears if not talk.names.is_thing(t, found.group("x")))
        if kept != subject.wears:
            talk.e.put(replace(subject, wears=kept))
            talk.record("remove", subject.id, "wears", found.group("x"), found.group("x"))
        else:
            talk.e.acted.add(subject.id)
            talk.act(subject, f"{found.group('v')[0]}下{found.group('x')}")
    talk.speak_of(named.subjects)
    return True


def _held_in(talk: Talk, words: str) -> bool:
    """ "头盔抱在怀里": by the one who is spoken of, who does not wear it any more."""
    found = HELD_IN.match(words)
    if found is None:
        return False
    named = talk.find(found.group("x"))
    if named and not named.part:
        return False
    thing = talk.thing(found.group("x"))
    owner = named.part.subject if named and named.part else ""
    who = talk.all([owner]) or [s for s in talk.current()[:1] if talk.names.is_alive(s)]
    who = who or [s for s in talk.names.order() if talk.names.is_alive(s)][:1]
    if thing is None or not who:
        return False
    for field in ("wears", "holds"):
        for had in getattr(talk.e.get(who[0].id), field):
            if talk.names.is_thing(had, found.group("x")):
                now = talk.e.get(who[0].id)
                talk.e.put(with_field(now, field, tuple(t for t in getattr(now, field) if t is not had)))
                thing = had
    talk.hold(talk.e.get(who[0].id), thing)
    talk.speak_of([who[0].id])
    return True


def _on_him(talk: Talk, words: str) -> bool:
    """ "披一件外套在他身上"."""
    found = ON_HIM.match(words)
    named = talk.find(found.group("who")) if found else None
    thing = talk.thing(found.group("np")) if found and named else None
    if found is None or named is None or named.part or not named.subjects or thing is None:
        return False
    if not is_wearable(thing.noun, thing.concept, talk.e.lexicon) or THING_END.search(thing.noun):
        return False
    for subject in talk.all(named.subjects):
        talk.wear(subject, thing)
    talk.speak_of(named.subjects)
    return True
