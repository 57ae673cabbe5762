"""Spoken Chinese that hands on: "铃铛也给它来一个", "猫也要", "把瘦的斗笠摘下来给胖的戴", "只要黑猫戴", "颜色对调"."""

import re
from dataclasses import replace

from dialog.scene import Relation, Subject, Thing
from rewriter.chinese import MEASURES
from rewriter.making_zh import AMOUNT
from rewriter.naming_zh import NUMBER, Named
from rewriter.operations import with_field
from rewriter.removing_zh import drop_part
from rewriter.scalars import color_of
from rewriter.talk_zh import Talk

GETS = r"来|整|弄|搞|加|安排|配|戴|穿|围(?![巾裙脖])|系|披(?![肩风])|拿|画|添|上|套|给"
ALSO = re.compile(
    rf"^(?:把)?(?P<what>[^，]{{1,10}}?)(?:也|再|都)*给(?P<who>[^，]{{1,10}}?)(?:也|再|都|同样)*(?:{GETS})(?:"
    rf"上|着)?(?:(?P<one>(?:{NUMBER})?[{MEASURES}])(?P<np>.*?))?$"
)
ALSO_GETS = re.compile(
    rf"^(?:给)?(?P<who>[^，]{{1,10}}?)(?:也|同样|也都|也得|也要)+(?:要|想要|{GETS}|要戴|要穿|要围)(?:上|"
    rf"着)?(?:(?P<one>(?:{NUMBER})?[{MEASURES}])(?P<np>.*?)|(?P<bare>[^，]{{0,6}}?))?$"
)
HANDS = re.compile(
    r"^(?:把)?(?P<what>[^，]+?)(?:摘|脱|取|拿|解)(?:下来|下|走|掉|过来)*(?:，)?(?:给|换给|让|戴到|"
    r"放到)(?P<who>[^，]+?)(?:戴|穿|拿|围|系|披|用|头上|身上|手里)*(?:上|着)?$"
)
ONLY = re.compile(
    r"^(?P<what>[^，]{1,8}?)(?:只要|只让|只给|只|就给|就让)(?P<who>[^，]{1,8}?)(?:戴|穿|拿|围|系|披|有)(?:着|"
    r"就行|就好)?$"
)
TRADE = re.compile(
    r"^(?:把|让|将)?(?P<a>[^，]+?)(?:跟|和|与|同)(?P<b>[^，]+?)(?:的)?(?P<what>位置|颜色|帽子|衣服|"
    r"围巾)?(?:互换|对调|交换|调换|换一下|换个个儿|换换|调个个)(?:一下|个)*(?P<after>位置|颜色|衣服|帽子)?$"
)
TRADE_BOTH = re.compile(
    r"^(?:把|让|将)?(?P<x>(?:[它他她]们?|这|那)(?:俩|两[个只条位])?)(?:的)?(?P<what>位置|颜色|衣服|"
    r"帽子)?(?:互换|对调|交换|调换|换一?下?|换换)(?:一下|个)*(?P<after>位置|颜色|衣服|帽子)?$"
)
EACH = re.compile(
    rf"^(?:再|又|都|每个?)*各(?:加|添|来|多|放)?(?:加|来|多)?(?P<n>{NUMBER})[{MEASURES}](?P<np>[^，]{{0,4}})$"
)
MORE = re.compile(
    rf"^(?:再|又|多|还|也|另外)+(?:来|加|添|画|放|插|摆|挂|要|多|整|弄|给我|凑|补|种|贴|堆)*(?:上|"
    rf"个(?=[一两三四五六七八九十])|了)*(?P<n>{NUMBER})(?P<m>[{MEASURES}])(?P<x>[^，一的]{{0,4}})$"
)


def pass_on(talk: Talk, words: str) -> bool:
    """Read one clause that hands a thing on, shares it, or exchanges two."""
    return (
        _twin(talk, words)
        or _gives(talk, words)
        or _trade(talk, words)
        or _each(talk, words)
        or _more(talk, words)
        or _hands(talk, words)
        or _only(talk, words)
        or _also(talk, words)
        or _also_gets(talk, words)
    )


TWIN = re.compile(
    rf"^(?:再|又|多|还)+(?:来|加|画|添|放|要|整)?(?P<n>{NUMBER})?[{MEASURES}](?:跟[它他她]|和[它他她])?(?:一模一样|一样|同样|相同|同款)的(?P<x>[^，]{{0,6}})$"
)


def _twin(talk: Talk, words: str) -> bool:
    """ "再来一只一模一样的猫": so many more, just the same."""
    found = TWIN.match(words)
    who = (_found(talk, found.group("x")) if found.group("x") else talk.current()) if found else []
    if found is None or not who or who[0].count < 1:
        return False
    talk.set_count(who[0], who[0].count + (_number(found.group("n")) if found.group("n") else 1))
    talk.speak_of((who[0].id,))
    return True


GIVES = re.compile(r"^把(?P<what>[^，]{1,8}?)(?:递|交|送|拿|分)?给(?P<who>[^，]{1,8}?)(?:拿着|抱着|玩)?$")


def _gives(talk: Talk, words: str) -> bool:
    """ "把球给企鹅": what was anywhere is now in somebody's hands."""
    found = GIVES.match(words)
    what = talk.find(found.group("what")) if found else None
    who = _found(talk, found.group("who")) if found else []
    if what is None or not who:
        return False
    if what.part and what.part.subject:
        thing = getattr(talk.e.get(what.part.subject), what.part.field)[what.part.index]
        drop_part(talk, what)
        return _equip(talk, talk.all(tuple(s.id for s in who)), thing, what.part.field == "holds")
    for given in talk.all(what.subjects)[:1]:
        if given.id == who[0].id:
            return False
        kept = tuple(r for r in talk.scene.relations if r.object != given.id and r.subject != given.id)
        talk.e.scene = replace(talk.scene, relations=kept)
        talk.e.put(replace(given, action="", place=""))
        talk.relate(who[0].id, "拿着", given.id)
    talk.speak_of((who[0].id,))
    return True


def _found(talk: Talk, words: str) -> list[Subject]:
    named = talk.find(words)
    return talk.all(named.subjects) if named and not named.part else []


def model(talk: Talk, words: str) -> Thing | None:
    """Return the thing of somebody in the scene that ``words`` name."""
    words = re.sub(r"(?:那个|那条|那顶|这个|的)$", "", words) or words
    named = talk.find(words)
    if named and named.part:
        return getattr(talk.e.get(named.part.subject), named.part.field)[named.part.index]
    if named and named.subjects:
        owner = talk.all(named.subjects)[0]
        return owner.wears[-1] if owner.wears else owner.holds[-1] if owner.holds else None
    return None


def _colored(talk: Talk, thing: Thing, words: str) -> Thing:
    """Return ``thing`` as ``words`` want it: "蓝的", "小一点的", or just as it is."""
    words = (words or "").strip("的")
    if not words or re.fullmatch(r"同款|一样|相同|同样", words):
        return thing
    color = color_of(words, talk.e.lexicon)
    if color:
        return replace(thing, color=color)
    made = talk.thing(words)
    if made and talk.names.same(thing.noun, thing.concept, made.noun):
        return replace(thing, color=made.color or thing.color, attributes=made.attributes or thing.attributes)
    return replace(thing, attributes=(*thing.attributes, words))


def _equip(talk: Talk, who: list[Subject], thing: Thing, held: bool = False) -> bool:
    for subject in who:
        if held:
            talk.hold(subject, thing)
        else:
            talk.wear(subject, thing)
    talk.speak_of(tuple(s.id for s in who))
    return bool(who)


def _held(talk: Talk, thing: Thing) -> bool:
    return any(thing in s.holds for s in talk.scene.subjects)


def _also(talk: Talk, words: str) -> bool:
    found = ALSO.match(words)
    if found is None:
        return False
    thing, who = model(talk, found.group("what")), _found(talk, found.group("who"))
    if thing is None:
        return False
    subject = talk.find(found.group("what"))
    if (
        subject
        and subject.subjects
        and not subject.part
        and not re.search(r"(?:那|这)[个条顶件副]$|的$", found.group("what"))
    ):
        return False
    return _equip(talk, who, _colored(talk, thing, found.group("np") or ""), _held(talk, thing))


def _also_gets(talk: Talk, words: str) -> bool:
    found = ALSO_GETS.match(words)
    if found is None:
        return False
    who = _found(talk, found.group("who"))
    if not who or not all(talk.names.is_alive(s) or s.wears or not s.concept or s.concept == "snowman" for s in who):
        return False
    said = found.group("np") or found.group("bare") or ""
    bare = re.sub(r"^(?:一样的?|同款的?)", "", said)
    others = [s for s in talk.names.order() if s.id not in {w.id for w in who} and (s.wears or s.holds)]
    wanted = talk.thing(bare) if bare and not color_of(bare, talk.e.lexicon) else None
    if wanted is not None:
        if found.group("one") and (wanted.color or wanted.attributes):
            return False
        same = next(
            (t for s in others for t in (*s.wears, *s.holds) if talk.names.same(t.noun, t.concept, wanted.noun)), None
        )
        if same is None:
            return False
        like = replace(same, color=wanted.color or same.color)
        return _equip(talk, who, like, _held(talk, same))
    if not others:
        return False
    recent = _recent(talk, others)
    if recent is None:
        return False
    return _equip(talk, who, _colored(talk, recent, bare), _held(talk, recent))


def _recent(talk: Talk, others: list[Subject]) -> Thing | None:
    """Return the thing that was last given to one of ``others``."""
    for subject in others:
        for earlier in reversed(talk.e.history[:-1] if talk.e.history else ()):
            old = next((s for s in earlier.subjects if s.id == subject.id), None)
            new = [t for t in (*subject.wears, *subject.holds) if old is None or t not in (*old.wears, *old.holds)]
            if new:
                return new[-1]
    first = others[0]
    return first.wears[-1] if first.wears else first.holds[-1] if first.holds else None


def _hands(talk: Talk, words: str) -> bool:
    found = HANDS.match(words)
    named = talk.find(found.group("what").removesuffix("给")) if found else None
    who = _found(talk, found.group("who")) if found else []
    if found is None or named is None or named.part is None or not who:
        return False
    part = named.part
    thing = getattr(talk.e.get(part.subject), part.field)[part.index]
    drop_part(talk, Named((part.subject,), part))
    return _equip(talk, talk.all(tuple(s.id for s in who)), thing, part.field == "holds")


def _only(talk: Talk, words: str) -> bool:
    found = ONLY.match(words)
    thing = model(talk, found.group("what")) if found else None
    who = _found(talk, found.group("who")) if found else []
    if found is None or thing is None or not who:
        return False
    ids = {s.id for s in who}
    for subject in talk.scene.subjects:
        kept = tuple(t for t in subject.wears if not talk.names.same(t.noun, t.concept, thing.noun))
        if subject.id not in ids and kept != subject.wears:
            talk.e.put(replace(subject, wears=kept))
            talk.record("remove", subject.id, "wears", thing.noun, thing.noun)
        if subject.id in ids and kept == subject.wears:
            talk.wear(subject, thing)
    named = talk.find(found.group("what"))
    talk.part = named.part if named else None
    talk.speak_of(())
    return True


def _trade(talk: Talk, words: str) -> bool:
    both = TRADE_BOTH.match(words)
    found = TRADE.match(words)
    if both:
        pair = _found(talk, both.group("x"))
        pair = pair if len(pair) == 2 else list(talk.scene.subjects) if len(talk.scene.subjects) == 2 else []
        return len(pair) == 2 and _exchange(talk, pair[0], pair[1], both.group("what") or both.group("after") or "位置")
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
        turned = {a.id: b.id, b.id: a.id}
        linked = any({r.subject, r.object} == {a.id, b.id} for r in talk.scene.relations)
        sides = (a.place, b.place)
        if not linked and not a.place and not b.place:
            sides = (
                ("left", "right") if talk.scene.subjects.index(a) < talk.scene.subjects.index(b) else ("right", "left")
            )
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
    talk.record("edit", a.id, "place" if what == "位置" else "color", what)
    talk.record("edit", b.id, "place" if what == "位置" else "color", what)
    return True


def _number(word: str) -> int:
    from rewriter.chinese import NUMERALS

    return NUMERALS.get(word, 0) or (
        10 + NUMERALS.get(word[-1], 0) if word.startswith("十") else int(word) if word.isdecimal() else 0
    )


def _each(talk: Talk, words: str) -> bool:
    """ "再各加一个": one more on both sides."""
    found = EACH.match(words)
    if found is None:
        return False
    who = _found(talk, found.group("np")) if found.group("np") else [s for s in talk.current() if s.count > 1]
    for subject in who[:1]:
        talk.set_count(subject, subject.count + 2 * _number(found.group("n")))
    return bool(who)


def _more(talk: Talk, words: str) -> bool:
    """ "再插两枝", "再来一个小姑娘": so many more of what is there and is just the same."""
    found = MORE.match(words)
    if found is None or AMOUNT.match(words):
        return False
    noun, number = found.group("x"), _number(found.group("n"))
    if noun:
        who = [s for s in _found(talk, noun) if s.noun == noun or talk.names.same(s.noun, s.concept, noun)]
        if (
            not who
            or who[0].count < 1
            or (who[0].count == 1 and (who[0].color or who[0].attributes or who[0].wears or who[0].action))
        ):
            return False
    else:
        measured = [
            s for s in talk.names.order() if any(a.endswith(found.group("m")) for a in s.attributes) and s.count > 0
        ]
        usual = [
            s
            for s in talk.names.order()
            if s.concept and talk.e.lexicon.concepts[s.concept].measure == found.group("m") and s.count > 0
        ]
        who = measured or usual or [s for s in talk.current() if s.count > 0]
    for subject in who[:1]:
        talk.set_count(subject, subject.count + number)
        talk.speak_of([subject.id])
    return bool(who)
