"""Spoken Chinese that hands somebody a thing without saying how: 给他一个冰淇淋, 眼镜也戴上, 奶茶换成粉色的杯子."""

import re

from rewriter.anchors_zh import bearers
from rewriter.chinese import MEASURES
from rewriter.facts_zh import facts
from rewriter.introducing_zh import bring_new
from rewriter.living_zh import THING_END
from rewriter.making_zh import make
from rewriter.naming_zh import NUMBER
from rewriter.own_words_zh import keep
from rewriter.phrases_zh import measure_of
from rewriter.scalars import color_of
from rewriter.talk_zh import Talk
from rewriter.words_zh import is_wearable

GIVE = re.compile(
    rf"^(?:再|也|还)*给(?P<x>[^，]{{1,6}}?)(?<![那这的每])(?:也)?(?P<np>(?:{NUMBER}|再?[多]?)?[{MEASURES}][^，给]{{1,10}})$"
)
NO_THING = re.compile(
    r"特写|镜头|[远近全中]景|微笑|笑[脸容]|表情|拥抱|机会|惊喜|背景|角度|颜色|样子|动作|姿势|造型|感觉"
)
PUT_ON = re.compile(
    r"^(?P<x>[^，把给让再还]{1,6}?)(?:也|都|就|给|要|再)*(?P<v>戴|穿|围|系|披|套|背|拿|打|举|捧|抱)(?:上|着|好|起来)(?:吧|了)*$"
)
MORE = re.compile(
    rf"^(?P<x>[^，给把让在]{{1,6}}?)(?:再|也|还|又)*(?:加|添|来|多|配)(?:上|了)?(?P<np>(?:{NUMBER})?[{MEASURES}][^，]{{1,8}})$"
)
VESSEL = re.compile(
    r"^(?:把|将)?(?P<x>[^，把将]{1,6}?)(?:的(?P<old>杯子?|碗|盘子?|瓶子?))?(?:也|都|再)*(?:换成|改成|换|改用|换个|用)(?:一?[个只])?(?P<y>[^，]{0,6}?)的?"
    r"(?P<vessel>[^，的]{0,2}(?:杯子?|碗|盘子?|碟子?|瓶子?|盒子?|壶|锅|篮子?|袋子?|罐子?))(?:装|盛)?(?:着)?(?:吧)?$"
)


def give_thing(talk: Talk, words: str) -> bool:
    """Read "给他一个冰淇淋": worn where such things are worn, else in the hand."""
    found = GIVE.match(words)
    named = talk.find(found.group("x")) if found else None
    if found is None or named is None or named.part or not named.subjects:
        return False
    np = found.group("np")
    thing = talk.thing(np)
    who = talk.all(named.subjects)
    if thing is None or facts(np, talk.e.lexicon) or NO_THING.search(np) or color_of(np, talk.e.lexicon):
        return False
    made = make(np, talk.e.lexicon)
    if made and talk.names.is_alive(made.subject):
        return bring_new(talk, f"{who[0].noun}旁边", "", np)
    if not all(talk.names.is_alive(s) for s in who):
        return False
    worn = is_wearable(thing.noun, thing.concept, talk.e.lexicon)
    for subject in who:
        (talk.wear if worn else talk.hold)(subject, thing)
    talk.speak_of(named.subjects)
    return True


def put_on(talk: Talk, words: str) -> bool:
    """Read "眼镜也戴上", where nobody has any yet: the thing is told before the verb."""
    found = PUT_ON.match(words)
    if found is None or talk.fresh or talk.find(found.group("x")) or re.search(r"[上里下]$", found.group("x")):
        return False
    who = [s for s in talk.current() if talk.names.is_alive(s)] or [
        s for s in talk.names.order() if talk.names.is_alive(s)
    ][:1]
    x = found.group("x")
    for cut in range(len(x) - 1, 0, -1):
        named = talk.find(x[:cut])
        if named and named.subjects and not named.part and talk.names.is_alive(talk.e.get(named.subjects[0])):
            who, x = talk.all(named.subjects), x[cut:].removeprefix("把")
            break
    thing = talk.thing(x)
    if thing is None or not who:
        return False
    worn = is_wearable(thing.noun, thing.concept, talk.e.lexicon)
    if found.group("v") in "戴穿围系披套" and not worn:
        return False
    for subject in who:
        (talk.wear if worn else talk.hold)(subject, thing)
    talk.speak_of([s.id for s in who])
    return True


DOES_FOR = re.compile(
    r"^(?P<who>[^，把给让]{1,6}?)(?:正?在|也|都)*(?P<deed>给(?P<x>[^，]{1,6}?)(?:敬|鞠|让|指|画|照|拍|倒|夹|喂|梳|擦|讲|读|唱|洗|盖|撑|打|买|递|送|"
    r"包|剪|按|捶|捏|扇|挠|说|扎|吹)[^，]{1,6})$"
)


def does_for(talk: Talk, words: str) -> bool:
    """Read "小朋友给老奶奶敬礼": what one does for another."""
    found = DOES_FOR.match(words)
    named = talk.find(found.group("who")) if found else None
    if found is None or named is None or named.part or not named.subjects or talk.fresh:
        return False
    who = talk.all(named.subjects)
    if not all(talk.names.is_alive(s) for s in who):
        return False
    for subject in who:
        talk.act(subject, found.group("deed"))
    talk.speak_of(named.subjects)
    return True


IN_HAND = re.compile(
    r"^(?:另)?(?:一只?|左|右)(?:只)?手(?:里|上)?(?:正|还|在)*(?P<v>拿|举|提|抱|握|撑|端|捧|拎|夹)(?:着|了)?(?P<np>[^，]{1,8})$"
)


def in_hand(talk: Talk, words: str) -> bool:
    """Read "一只手拿吸尘器": held by the one who is spoken of, a robot too."""
    found = IN_HAND.match(words)
    who = bearers(talk, talk.current()[:1]) if found else []
    thing = talk.thing(found.group("np")) if found else None
    if thing is None or not who:
        return False
    talk.hold(who[0], thing)
    talk.speak_of([who[0].id])
    return True


OVER = re.compile(
    r"^(?P<x>[^，]{1,5}?)的?(?:外面|里面|外头|里头|上面)(?:再|也|要)?(?:套|披|罩|穿|加|搭)(?:着|上|了)?(?P<np>(?:一?[件个条])?[^，]{1,8})$"
)


def put_over(talk: Talk, words: str) -> bool:
    """Read "衬衫外面套个马甲": worn by whoever wears the shirt."""
    found = OVER.match(words)
    named = talk.find(found.group("x")) if found else None
    part = named.part if named else None
    thing = talk.thing(found.group("np")) if found and part else None
    if part is None or part.field != "wears" or thing is None or not part.subject:
        return False
    if not is_wearable(thing.noun, thing.concept, talk.e.lexicon):
        return False
    talk.wear(talk.e.get(part.subject), thing)
    talk.speak_of([part.subject])
    return True


def one_more(talk: Talk, words: str) -> bool:
    """Read "大象再加一只小象宝宝": another one who is alive stands beside."""
    found = MORE.match(words)
    named = talk.find(found.group("x")) if found else None
    made = make(found.group("np"), talk.e.lexicon) if found else None
    if found is None or named is None or named.part or not named.subjects or made is None:
        return False
    first = talk.e.get(named.subjects[0])
    if not talk.names.is_alive(first) or not talk.names.is_alive(made.subject) or THING_END.search(made.subject.noun):
        return False
    return bring_new(talk, f"{first.noun}旁边", "", found.group("np"))


def vessel(talk: Talk, words: str) -> bool:
    """Read "奶茶换成粉色的杯子": what is in the cup stays."""
    found = VESSEL.match(words)
    named = talk.find(found.group("x")) if found else None
    if found is None or named is None or named.part or len(named.subjects) != 1:
        return False
    subject = talk.e.get(named.subjects[0])
    known = talk.e.lexicon.concepts.get(subject.concept)
    eaten = (known is not None and known.kind == "food") or measure_of(subject, talk.e.lexicon) in tuple(
        "杯碗盘瓶壶锅盒罐"
    )
    if not eaten or re.search(r"[杯碗盘瓶壶锅盒罐]子?$", subject.noun):
        return False
    y, name = found.group("y"), found.group("vessel")
    plain = {"杯": "杯子", "盘": "盘子", "瓶": "瓶子", "盒": "盒子", "碟": "碟子", "篮": "篮子", "袋": "袋子"}
    talk.speak_of([subject.id])
    if y:
        return keep(talk, plain.get(name, name), y)
    talk.act(subject, f"装在{name}里")
    return True
