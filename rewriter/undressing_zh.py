"""Clothes spoken of without a name, or by their name alone: 都摘掉吧, 还是戴上吧, 墨镜吧, 小狗的改成绿的."""

import re
from dataclasses import replace
from itertools import pairwise

from dialog.scene import Scene, Subject, Thing
from rewriter.naming_zh import Named
from rewriter.operations import with_field
from rewriter.resolve import Referent
from rewriter.scalars import color_of
from rewriter.swapping_zh import set_part
from rewriter.talk_zh import Talk, garment
from rewriter.trading_zh import subjects_called
from rewriter.words_zh import is_wearable

OFF = re.compile(
    r"^(?:还是|那就|就|给|帮)*(?:把)?(?:给?[它他她](?P<many>们)?)?(?P<all>全都|全部|都|全)?(?:给)?(?:摘|脱|取)(?:掉|下来?|了)+$"
)
ON_AGAIN = re.compile(
    r"^(?:还是|再|又|那就|就|给[它他她]|帮[它他她]|把它|重新)*(?:[戴穿围系披放加画添拿装](?:回去|回来|回|上)(?:去|来)?|要回来|弄回来)$"
)
STAYS = re.compile(r"^还是(?:让?[它他她])?(?:留着|留下来?|要)$")
"""Takes back what this turn or the last one took away; said at any other time it changes nothing."""
RATHER = re.compile(r"^(?:还是要?|那就|就|换成?|改成?|不如|应该是|是)*(?P<x>[^，的]{1,6}?)(?:更?好看?|好一点|好些)?$")
OWN_OFF = re.compile(
    r"^(?:把)?(?P<who>[^，]{1,6}?)的(?:也|就|都)*(?:给)?(?:(?:去|摘|脱|拿|删)(?:掉|了)|取下来?|不要了?)$"
)
OWN = re.compile(
    r"^(?:把)?(?P<who>[^，]{1,6}?)(?:的|(?=那[个条顶副件]))(?:也|就|再|那[个条顶副件]|都)*(?:换成|改成|变成|换|改|要|用|是)(?:成|为)?(?P<y>[^，]{1,4}?)的?$"
)
WORN = ("wears", "holds")


def clothes_clause(talk: Talk, words: str) -> bool:
    """Read one such clause."""
    if talk.fresh:
        return False
    return (
        _off(talk, words)
        or _own_off(talk, words)
        or _on_again(talk, words)
        or _rather(talk, words)
        or _own(talk, words)
    )


def _off(talk: Talk, words: str) -> bool:
    """Take off what was put on last, of all who wear one where the words say so."""
    found = OFF.match(words)
    last = _spoken_of(talk) or _last_worn(talk) if found else None
    if found is None or last is None:
        return False
    owner, noun = last
    every = found.group("all") or found.group("many")
    who = [s for s in talk.scene.subjects if s.wears] if every else [owner]
    for subject in who:
        kept = tuple(t for t in subject.wears if t.noun != noun)
        if kept != subject.wears:
            talk.e.put(replace(subject, wears=kept))
            talk.record("remove", subject.id, "wears", noun, noun)
    talk.speak_of([s.id for s in who])
    return True


def _own_off(talk: Talk, words: str) -> bool:
    """ "把灰兔子的去掉", of one that wears something: what it was given last, not the rabbit."""
    found = OWN_OFF.match(words)
    who = subjects_called(talk, found.group("who")) if found else []
    if len(who) != 1 or not who[0].wears or not talk.names.is_alive(who[0]):
        return False
    subject, last = who[0], _last_worn(talk)
    nouns = [t.noun for t in subject.wears]
    noun = last[1] if last and last[1] in nouns else nouns[-1]
    talk.e.put(replace(subject, wears=tuple(t for t in subject.wears if t.noun != noun)))
    talk.record("remove", subject.id, "wears", noun, noun)
    talk.speak_of([subject.id])
    return True


def _spoken_of(talk: Talk) -> tuple[Subject, str] | None:
    """Return whose clothes this turn has named, and which."""
    part = talk.part if talk.part and talk.part.field == "wears" else None
    return (talk.e.get(part.subject), part.word) if part else None


def _last_worn(talk: Talk) -> tuple[Subject, str] | None:
    """Return who got something to wear last, and what; else the first who wears anything, and the last of that."""
    for earlier in reversed(talk.e.history[:-1]):
        before = {s.id: s.wears for s in earlier.subjects}
        for subject in talk.names.order():
            new = [t for t in subject.wears if t not in before.get(subject.id, ())]
            if new:
                return subject, new[-1].noun
    dressed = [s for s in talk.names.order() if s.wears]
    return (dressed[0], dressed[0].wears[-1].noun) if dressed else None


def _on_again(talk: Talk, words: str) -> bool:
    """Give back what was last taken from somebody who is still there."""
    stays = STAYS.match(words)
    if not stays and not ON_AGAIN.match(words):
        return False
    scenes = (*talk.e.history, talk.scene)[-3 if stays else 0 :]
    for earlier, later in reversed(list(pairwise(scenes))):
        if any(_lost(talk, old, later) for old in earlier.subjects):
            return True
        ids = {s.id for s in (*later.subjects, *talk.scene.subjects)}
        gone = [s for s in earlier.subjects if s.id not in ids]
        if gone and re.search(r"[加放画要弄留]", words):
            from rewriter.weaving_zh import readd

            readd(talk, earlier, gone)
            return True
    return False


def _lost(talk: Talk, old: Subject, later: Scene) -> bool:
    """Give a subject back what it had in ``old`` and not in ``later`` nor now; False where it lost nothing."""
    was = next((s for s in later.subjects if s.id == old.id), None)
    now = next((s for s in talk.scene.subjects if s.id == old.id), None)
    for field in WORN if was and now else ():
        kept = {t.noun for t in (*getattr(was, field), *getattr(now, field))}
        lost = [t for t in getattr(old, field) if t.noun not in kept]
        if lost and now:
            return _give_back(talk, now, field, lost[-1])
    return False


def _give_back(talk: Talk, now: Subject, field: str, thing: Thing) -> bool:
    things = getattr(now, field)
    talk.e.put(with_field(now, field, (*things, thing)))
    talk.record("undo", now.id, field, thing.noun)
    talk.speak_of([now.id])
    talk.part = Referent(field, now.id, len(things), thing.noun)
    return True


def _rather(talk: Talk, words: str) -> bool:
    """ "墨镜吧", said where somebody wears glasses: the other of its kind in its place."""
    found = RATHER.match(words)
    thing = talk.thing(found.group("x")) if found else None
    kind = garment(thing.noun) if thing else ""
    if thing is None or not kind or talk.span == thing.noun or talk.find(thing.noun):
        return False
    if not is_wearable(thing.noun, thing.concept, talk.e.lexicon):
        return False
    for subject in talk.names.order():
        if any(garment(t.noun) == kind and t.noun != thing.noun for t in subject.wears):
            talk.wear(subject, thing, instead=True)
            talk.speak_of([subject.id])
            return True
    return False


def _own(talk: Talk, words: str) -> bool:
    """ "小狗的改成绿的" of a dog in a scarf: what it wears, not the dog."""
    found = OWN.match(words)
    who = subjects_called(talk, found.group("who")) if found else []
    if found is None or not color_of(found.group("y"), talk.e.lexicon) or len(who) != 1:
        return False
    subject = who[0]
    last = _last_worn(talk)
    if not subject.wears or not talk.names.is_alive(subject):
        return False
    noun = last[1] if last else ""
    index = next((i for i, t in enumerate(subject.wears) if t.noun == noun), len(subject.wears) - 1)
    part = Referent("wears", subject.id, index, subject.wears[index].noun)
    return set_part(talk, Named((subject.id,), part), f"{found.group('y')}的")
