"""The other side, in spoken Chinese: 狗放到另一边, 挪到对面去, 换一边, 另一边再画一只狗."""

import re
from dataclasses import replace

from dialog.scene import INVERSE, Relation, Subject
from rewriter.introducing_zh import bring_new
from rewriter.layout import OPPOSITE
from rewriter.places_zh import stands
from rewriter.talk_zh import Talk
from rewriter.trading_zh import subjects_called

FAR = r"(?:画面|图)?(?:的)?(?:另外?一?(?:边|侧|面|头|旁)|反方向|相反的?(?:一边|一侧|方向|位置)|对侧)"
GOES = r"(?:移动|挪动|调整?|移|挪|换|搬|放|摆|弄|站|坐|跑|走|去|飞|游|转|赶|推)(?:到|去|在|回|至)*"
TO_OTHER = re.compile(
    rf"^(?:还是|那就|那|就|再|请|帮我)*(?:把|将|让|叫)?(?P<x>[^，]{{0,8}}?)(?:也|都|再|就|还是|给我|往|应该|要)*"
    rf"(?:{GOES}(?:{FAR}|对面)|(?:站|坐|放|摆)?在{FAR}|(?:换|调)一?个?(?:边|侧)(?:站|坐|放)?)(?:去|来|了)*$"
)
TO_FRONT = re.compile(
    rf"^(?:把|将|让)?(?P<x>[^，]{{0,8}}?)(?:还是|再|也)*{GOES}(?P<side>[前后])(?:面|边|方)(?:去|来|了)*$"
)
NEW_THERE = re.compile(
    rf"^(?:再|然后|还|那)*(?:在)?{FAR}(?:再|还|也|就|要|可以)*(?:加上?|放上?|画上?|来|添上?|摆上?|有|是|站着?|坐着?|停着?)"
    r"(?:了|个(?=[^人]))?(?P<np>[^，]{1,10})$"
)
TURNED = str.maketrans("左右", "右左")


def other_side(talk: Talk, words: str) -> bool:
    """Read a clause that puts somebody on the other side, or brings somebody new there."""
    fresh = NEW_THERE.match(words)
    if fresh:
        return _new_there(talk, fresh.group("np"))
    ahead = TO_FRONT.match(words)
    if ahead and not talk.fresh:
        return _past(talk, ahead.group("x"), "behind" if ahead.group("side") == "后" else "in_front_of")
    found = TO_OTHER.match(words)
    if found is None or talk.fresh:
        return False
    who = subjects_called(talk, found.group("x")) if found.group("x") else talk.current()
    for subject in who[:1]:
        talk.speak_of([subject.id])
        _turn(talk, subject)
    return bool(who)


def _past(talk: Talk, name: str, kind: str) -> bool:
    """ "救护车放前面去", said of one that stands behind or beside another: before that one."""
    who = subjects_called(talk, name) if name else talk.current()
    for relation in talk.scene.relations:
        if who and relation.subject == who[0].id and relation.kind in ("in_front_of", "behind", "next_to"):
            talk.speak_of([who[0].id])
            talk.relate(who[0].id, kind, relation.object)
            return True
    return False


def _new_there(talk: Talk, noun: str) -> bool:
    before = {s.id for s in talk.scene.subjects}
    side = _free_side(talk.current()) if before else ""
    if not side or not bring_new(talk, "", "有", noun):
        return False
    for subject in talk.scene.subjects:
        if subject.id not in before:
            _put(talk, subject, side)
    return True


def _turn(talk: Talk, subject: Subject) -> None:
    """Mirror where a subject stands: its side, its relation, its own words; else away from its neighbour."""
    if subject.place in OPPOSITE:
        return _change_sides(talk, subject)
    if _mirror_relation(talk, subject) or _mirror_words(talk, subject):
        return None
    others = [s for s in talk.names.order() if s.id != subject.id]
    return _put(talk, subject, _free_side(others))


def _free_side(others: list[Subject]) -> str:
    """Return the side opposite to the first of ``others`` that has one."""
    return next((OPPOSITE[s.place] for s in others if s.place in OPPOSITE), "left")


def _change_sides(talk: Talk, subject: Subject) -> None:
    """Let a subject cross over; the one that stood there alone takes its side, for two cannot stand in one spot."""
    there = [s for s in talk.scene.subjects if s.place == OPPOSITE[subject.place] and s.id != subject.id]
    if len(there) == 1:
        _put(talk, there[0], subject.place)
    _put(talk, subject, OPPOSITE[subject.place])


def _put(talk: Talk, subject: Subject, side: str) -> None:
    talk.e.put(replace(talk.e.get(subject.id), place=side))
    talk.record("edit", subject.id, "place", side, subject.place)
    talk.speak_of([subject.id])


def _mirror_relation(talk: Talk, subject: Subject) -> bool:
    order = [s.id for s in talk.scene.subjects]
    for at, relation in enumerate(talk.scene.relations):
        ends = (relation.subject, relation.object)
        if subject.id not in ends or not set(ends) <= set(order):
            continue
        kind = INVERSE.get(relation.kind, "")
        if relation.kind == "next_to":  # the picture shows such a pair in the order of the scene
            kind = "left_of" if order.index(ends[0]) > order.index(ends[1]) else "right_of"
        if kind:
            turned = Relation(ends[0], kind, ends[1])
            kept = talk.scene.relations
            talk.e.scene = replace(talk.scene, relations=(*kept[:at], turned, *kept[at + 1 :]))
            mine, other = (kind, ends[1]) if ends[0] == subject.id else (INVERSE[kind], ends[0])
            talk.record("edit", subject.id, "place", talk.beside(mine, other))
            return True
    return False


def _mirror_words(talk: Talk, subject: Subject) -> bool:
    """Mirror a place that only the words of an action name: 放在桌子左边, 在右上角."""
    parts = [p for p in subject.action.split("，") if p]
    turned = [p.translate(TURNED) if stands(p) else p for p in parts]
    if turned == parts:
        return False
    talk.e.put(replace(subject, action="，".join(turned)))
    talk.record("edit", subject.id, "place", "，".join(t for t, p in zip(turned, parts, strict=True) if t != p))
    return True
