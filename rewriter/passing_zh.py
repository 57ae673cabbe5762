"""Spoken Chinese that hands on: "铃铛也给它来一个", "猫也要", "把瘦的斗笠摘下来给胖的戴", "只要黑猫戴", "颜色对调"."""

import re
from dataclasses import replace

from dialog.scene import Subject, Thing
from rewriter.chinese import MEASURES, numeral
from rewriter.making_zh import AMOUNT
from rewriter.naming_zh import NUMBER, Named
from rewriter.removing_zh import drop_part
from rewriter.scalars import color_of
from rewriter.talk_zh import Talk
from rewriter.trading_zh import subjects_called, trade

GETS = r"来|整|弄|搞|加|安排|配|戴|穿|围(?![巾裙脖])|系|披(?![肩风])|拿|画|添|上|套|给"
ALSO = re.compile(
    rf"^(?:把)?(?P<what>[^，]{{1,10}}?)(?:也|再|都)*给(?P<who>[^，]{{1,10}}?)(?:也|再|都|同样)*(?:{GETS})(?:"
    rf"上|着)?(?:(?P<one>(?:{NUMBER})?[{MEASURES}])(?P<np>.*?))?$"
)
ALSO_GETS = re.compile(
    rf"^(?:给)?(?P<who>[^，]{{1,10}}?)(?:也|同样|也都|也得|也要)+(?:给(?:[它他她]们?)?)?(?:要|想要|{GETS}|要戴|要穿|要围)(?:上|"
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
EACH = re.compile(
    rf"^(?:再|又|都|每个?)*各(?:加|添|来|多|放)?(?:加|来|多)?(?P<n>{NUMBER})[{MEASURES}](?P<np>[^，]{{0,4}})$"
)
MORE = re.compile(
    rf"^(?:再|又|多|还|也|另外)+(?:给[它他她]们?)?(?:来|加|添|画|放|插|摆|挂|要|多|整|弄|给我|凑|补|种|贴|堆|扎|戴|系|穿|别)*(?:上|"
    rf"个(?=[一两三四五六七八九十])|了)*(?P<n>{NUMBER})(?P<m>[{MEASURES}])(?P<x>[^，一的]{{0,4}})$"
)


def pass_on(talk: Talk, words: str) -> bool:
    """Read one clause that hands a thing on, shares it, or exchanges two."""
    return (
        _twin(talk, words)
        or _gives(talk, words)
        or trade(talk, words)
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
    who = (subjects_called(talk, found.group("x")) if found.group("x") else talk.current()) if found else []
    if found is None or not who or who[0].count < 1:
        return False
    talk.set_count(who[0], who[0].count + (_number(found.group("n")) if found.group("n") else 1))
    talk.speak_of((who[0].id,))
    return True


GIVES = re.compile(
    r"^(?:(?P<bare>[^，把给的也都再]{1,5}?)(?=(?:拿|递|送|交|摘下?来?)给|给[^，]{1,8}(?:戴上?|拿着?|穿上?|抱着?|系上?)$)"
    r"|把(?P<what>[^，]{1,10}?)|(?P<own>[^，把]{1,6}?(?:的|那|手里的?|手上的?)[^，]{1,6}?))(?:递|交|送|拿|分|转)?给(?P<who>[^，]{1,8}?)(?:拿着?|抱着?|玩|戴上?|戴着|穿上?|用|了)*$"
)
OWNED = re.compile(
    rf"^(?P<who>[^，]{{1,6}}?)(?:手里的?|手上的?|身上的?|头上的?|的|那(?={NUMBER}?[{MEASURES}]))(?:那)?(?:{NUMBER}[{MEASURES}]|(?<=那)[{MEASURES}])?(?P<x>[^，]{{1,5}})$"
)


def _gives(talk: Talk, words: str) -> bool:
    """ "把球给企鹅": what was anywhere is now in somebody's hands."""
    found = GIVES.match(words)
    name = (found.group("bare") or found.group("what") or found.group("own")) if found else ""
    what = talk.find(name) if found else None
    who = subjects_called(talk, found.group("who")) if found else []
    if found and who and (what is None or not (what.part or found.group("what"))):
        return _from_deed(talk, name, who)
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


def _from_deed(talk: Talk, name: str, who: list[Subject]) -> bool:
    """ "书童的扇子给老先生" where 书童 only 扇扇子: the deed ends, and the other holds it."""
    owned = OWNED.match(name)
    owners = subjects_called(talk, owned.group("who")) if owned else []
    thing = talk.thing(owned.group("x")) if owned else None
    if owned is None or thing is None:
        return False
    for owner in owners:
        parts = [p for p in owner.action.split("，") if p]
        kept = [p for p in parts if not p.endswith(owned.group("x"))]
        if kept != parts and owner.id not in {s.id for s in who}:
            talk.e.put(replace(owner, action="，".join(kept)))
            talk.record("remove", owner.id, "action", owned.group("x"), owned.group("x"))
            deed = next(p for p in parts if p not in kept)
            thing = talk.thing(deed.rpartition("着")[2]) if "着" in deed else thing
            if thing is None:
                return False
            return _equip(talk, who, thing, held=True)
    return False


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
    thing, who = model(talk, found.group("what")), subjects_called(talk, found.group("who"))
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
    who = subjects_called(talk, found.group("who"))
    if not who or not all(talk.names.is_alive(s) or s.wears or not s.concept or s.concept == "snowman" for s in who):
        return False
    said = found.group("np") or found.group("bare") or ""
    if re.match(r"^[跟和同].+一样", said):
        return False
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
    who = subjects_called(talk, found.group("who")) if found else []
    if found is None or named is None or named.part is None or not who:
        return False
    part = named.part
    thing = getattr(talk.e.get(part.subject), part.field)[part.index]
    drop_part(talk, Named((part.subject,), part))
    return _equip(talk, talk.all(tuple(s.id for s in who)), thing, part.field == "holds")


def _only(talk: Talk, words: str) -> bool:
    found = ONLY.match(words)
    thing = model(talk, found.group("what")) if found else None
    who = subjects_called(talk, found.group("who")) if found else []
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
    who = subjects_called(talk, found.group("np")) if found.group("np") else [s for s in talk.current() if s.count > 1]
    for subject in who[:1]:
        talk.set_count(subject, subject.count + 2 * _number(found.group("n")))
    return bool(who)


def _bumped(talk: Talk, measure: str, number: int) -> bool:
    """ "白玫瑰换成向日葵，多一支" where a vase only has 三支白玫瑰 in its own words."""
    counted = re.compile(rf"(?P<n>{NUMBER})?(?={measure}[^，]{{0,3}}{re.escape(talk.word)})")

    def more(found: "re.Match[str]") -> str:
        return numeral(_number(found.group("n") or "一") + number)

    for subject in talk.names.order():
        for at, attribute in enumerate(subject.attributes):
            new = counted.sub(more, attribute, count=1)
            if new != attribute:
                put = (*subject.attributes[:at], new, *subject.attributes[at + 1 :])
                talk.e.put(replace(subject, attributes=put))
                talk.record("edit", subject.id, "attributes", new, attribute)
                return True
        new = counted.sub(more, subject.action, count=1)
        if new != subject.action:
            talk.e.put(replace(subject, action=new))
            talk.record("edit", subject.id, "action", new, subject.action)
            return True
    return False


def _spoken_last(talk: Talk) -> list[Subject]:
    """Return the subjects, the one last spoken of first; of those that came in one breath that is the last."""
    order = talk.names.order()
    if talk.topic or len(talk.e.history) != 1:
        return order
    return [s for s in reversed(talk.scene.subjects) if s.count > 1] + [s for s in order if s.count <= 1]


def _more(talk: Talk, words: str) -> bool:
    """ "再插两枝", "再来一个小姑娘": so many more of what is there and is just the same."""
    found = MORE.match(words)
    if found is None or AMOUNT.match(words):
        return False
    noun, number = found.group("x"), _number(found.group("n"))
    if not noun and talk.word and _bumped(talk, found.group("m"), number):
        return True
    if noun:
        who = [s for s in subjects_called(talk, noun) if s.noun == noun or talk.names.same(s.noun, s.concept, noun)]
        if (
            not who
            or who[0].count < 1
            or (who[0].count == 1 and (who[0].color or who[0].attributes or who[0].wears or who[0].action))
        ):
            return False
    else:
        measured = [
            s for s in _spoken_last(talk) if any(a.endswith(found.group("m")) for a in s.attributes) and s.count > 0
        ]
        usual = [
            s
            for s in _spoken_last(talk)
            if s.concept and talk.e.lexicon.concepts[s.concept].measure == found.group("m") and s.count > 0
        ]
        who = measured or usual or [s for s in talk.current() if s.count > 0]
    for subject in who[:1]:
        talk.set_count(subject, subject.count + number)
        talk.speak_of([subject.id])
    return bool(who)
