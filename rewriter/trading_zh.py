"""Spoken Chinese that exchanges two: "熊跟兔子换个位置", "领结跟围巾颜色对调", "他俩互换一下"."""

import re
from dataclasses import replace

from dialog.scene import Relation, Subject
from rewriter.chinese import MEASURES
from rewriter.layout import OPPOSITE
from rewriter.naming_zh import Named
from rewriter.operations import with_field
from rewriter.places_zh import stands
from rewriter.talk_zh import Talk

TRADE = re.compile(
    r"^(?:把|让|将)?(?P<a>[^，]+?)(?:跟|和|与|同)(?P<b>[^，]+?)(?:的)?(?P<what>位置|颜色|帽子|衣服|"
    r"围巾)?(?:互换|对调|交换|调换|换一下|换个个儿|换换|调个个|换个?(?=位置|颜色|衣服|帽子))(?:一下|个)*(?P<after>位置|颜色|衣服|帽子)?$"
)


TRADE_BOTH = re.compile(
    rf"^(?:把|让|将)?(?P<x>(?:[它他她]们?|这|那)(?:俩|两[{MEASURES}])?|两[{MEASURES}][^，换调交互的]{{0,4}}|俩人|左右(?:两边)?|)(?:的)?(?P<what>位置|颜色|衣服|"
    r"帽子)?(?:互换|对调|交换|调换|换一?下?|换换|反过来)(?:一下|个|了)*(?P<after>位置|颜色|衣服|帽子)?(?:一下)?$"
)


def subjects_called(talk: Talk, words: str) -> list[Subject]:
    """Return the subjects that ``words`` name, [] where they name none or a thing of theirs."""
    named = talk.find(words)
    return talk.all(named.subjects) if named and not named.part else []


def trade(talk: Talk, words: str) -> bool:
    """Read one such clause."""
    both = TRADE_BOTH.match(words)
    found = TRADE.match(words)
    if both:
        pair = subjects_called(talk, both.group("x"))
        pair = pair if len(pair) == 2 else list(talk.scene.subjects) if len(talk.scene.subjects) == 2 else []
        what = both.group("what") or both.group("after") or ""
        if not both.group("x") and (what not in ("", "位置") or not (what or _just_placed(talk))):
            return False  # nobody is named: only who stands where can be meant
        return len(pair) == 2 and _exchange(talk, pair[0], pair[1], what or "位置")
    if found is None:
        return False
    what = found.group("what") or found.group("after") or ""
    one, other = talk.find(found.group("a")), talk.find(found.group("b"))
    if one is None or other is None:
        return False
    if one.part and other.part and one.part.subject and other.part.subject:
        return _exchange_parts(talk, one, other, what)
    if one.subjects and other.subjects:
        a, b = talk.all(one.subjects)[0], talk.all(other.subjects)[0]
        return a.id != b.id and _exchange(talk, a, b, what or "位置")
    return False


def _just_placed(talk: Talk) -> bool:
    """Tell whether the last turn changed who stands where."""
    if len(talk.e.history) < 2 or talk.e.changes:
        return False
    before = {s.id: s.place for s in talk.e.history[-2].subjects}
    moved = any(before.get(s.id, s.place) != s.place for s in talk.scene.subjects)
    return moved or talk.e.history[-2].relations != talk.scene.relations


def _exchange_parts(talk: Talk, one: Named, other: Named, what: str) -> bool:
    a, b = one.part, other.part
    if a is None or b is None:
        return False
    first = getattr(talk.e.get(a.subject), a.field)[a.index]
    second = getattr(talk.e.get(b.subject), b.field)[b.index]
    if what == "颜色":
        new_first, new_second = replace(first, color=second.color), replace(second, color=first.color)
    else:
        new_first, new_second = second, first
    for part, thing in ((a, new_first), (b, new_second)):
        owner = talk.e.get(part.subject)
        things = getattr(owner, part.field)
        talk.e.put(with_field(owner, part.field, (*things[: part.index], thing, *things[part.index + 1 :])))
        talk.record("edit", owner.id, f"{part.field}.color", thing.color)
    return True


def _exchange(talk: Talk, a: Subject, b: Subject, what: str) -> bool:
    if what == "颜色":
        talk.e.put(replace(a, color=b.color))
        talk.e.put(replace(b, color=a.color))
    elif what in ("帽子", "衣服", "围巾"):
        talk.e.put(replace(a, wears=b.wears))
        talk.e.put(replace(b, wears=a.wears))
    else:
        if _exchange_words(talk, a, b):
            return True
        turned = {a.id: b.id, b.id: a.id}
        linked = any({r.subject, r.object} == {a.id, b.id} for r in talk.scene.relations)
        sides = (a.place, b.place)
        if not linked and not a.place and not b.place:
            sides = (
                ("left", "right") if talk.scene.subjects.index(a) < talk.scene.subjects.index(b) else ("right", "left")
            )
        elif not linked and not (a.place and b.place):  # where the other stands goes without saying
            sides = (a.place or OPPOSITE.get(b.place, ""), b.place or OPPOSITE.get(a.place, ""))
        places = {"left_of", "right_of", "above", "below", "in_front_of", "behind", "on", "under"}
        relations = tuple(
            Relation(turned.get(r.subject, r.subject), r.kind, turned.get(r.object, r.object))
            if r.kind in places
            else r
            for r in talk.scene.relations
        )
        talk.e.scene = replace(talk.scene, relations=relations)
        talk.e.put(replace(a, place=sides[1]))
        talk.e.put(replace(b, place=sides[0]))
    for one in (a, b):
        placed = talk.e.get(one.id).place or what
        talk.record("edit", one.id, *(("place", placed) if what == "位置" else ("color", what)))
    return True


def _exchange_words(talk: Talk, a: Subject, b: Subject) -> bool:
    """Exchange the places of two that stand where words say: 放在书桌左边, 放在书桌右边."""
    where = [[p for p in s.action.split("，") if p and stands(p)] for s in (a, b)]
    if not all(where) or where[0] == where[1]:
        return False
    for one, mine, other in ((a, where[0], where[1]), (b, where[1], where[0])):
        parts = [*other, *(p for p in one.action.split("，") if p and p not in mine)]
        talk.e.put(replace(one, action="，".join(parts), place=""))
        talk.record("edit", one.id, "place", "，".join(other), "，".join(mine))
    return True
