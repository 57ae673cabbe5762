"""More of what people say in Chinese to refine a picture: 项圈都去掉吧, 头发上别一朵花, 雨停了, 拍得有食欲一点."""

import re
from dataclasses import replace

from rewriter.being_zh import is_somebody
from rewriter.making_zh import make
from rewriter.naming_zh import PERSON_END
from rewriter.operations import with_field
from rewriter.talk_zh import Talk
from rewriter.words_zh import is_wearable

OFF = r"(?:去掉|删掉|拿掉|摘掉|摘了|脱掉|脱了|取下来?|拿走|不要|别要|去了|删了|撤掉)"
ALL_OFF = re.compile(rf"^(?:把)?(?:她们|他们|它们)?的?(?P<x>[^，把都的]{{1,6}}?)(?:全都|全部|都|全)(?:给)?{OFF}了?$")
STUCK = re.compile(
    r"^(?P<who>[^，给让把]{1,8}?)的?(?P<part>头上|头顶|头发上|耳朵上|耳边|胸前|胸口|脖子上|手腕上|手上|尾巴上|腰上|腰间|肩上|肩膀上|背上|身上|脚上|腿上|手臂上|胳膊上|爪子上|鼻子上|"
    r"辫子上|脸上|额头上)(?:要|再|也|还|都)*(?P<v>别|插|缠|裹|沾|粘|抹|蹭|系|挂|绑|扎|贴|夹|点|画|停|落)(?:着|上|了)?(?P<y>[^，]{1,10})$"
)
STOPPED = re.compile(
    r"^(?:把|让)?(?:外面的?)?(?P<w>雨|雪|风|雾)(?:也|都|已经|给)*(?:停|散|没)(?:掉|下来?)?了?$"
    r"|^(?:现在|已经|外面)*(?:不|别|没)(?:再)?[下刮起](?P<v>雨|雪|风|雾)了?$"
)
LOOKS = re.compile(
    r"^(?:把?(?:它|他|她|整体|画面|图))?(?:拍|画|弄|搞|做|整|显|看着?|看起来|搭配)得?(?:更|再|稍微)?(?P<y>有[^，一点些]{1,4})"
    r"(?:一点点|一点儿?|一些|点儿?|些)$"
)
EACH_WITH = re.compile(r"^一[个只位名条]用[^，]{1,6}$")
DIFFERENT = re.compile(
    r"^(?P<x>[^，]{1,5}?)的?(?P<w>颜色|花纹|样子|大小|表情|姿势|款式)(?:都|各)?(?:不一样|不同|各不相同)的?$"
)
WET_TIME = re.compile(r"^(?P<w>下[雨雪])的(?P<t>晚上|夜晚|夜里|深夜|早晨|清晨|傍晚|白天|夜)$")
MAINLY = re.compile(r"^(?P<x>[^，]{1,6}?)(?:主要|大多|大部分|多半)(?:都)?是(?P<y>[^，的]{1,8})$")
IS_ONE = re.compile(r"^(?:它|他|她)?是(?P<np>一[只条个位名头匹].{2,10})$")
HAS_TOO = re.compile(r"^(?P<who>[^，给让把]{1,6}?)(?:也|都)要?有(?P<y>[^，的]{1,8})$")
KEPT_LOW = re.compile(
    r"^(?:颜色|配色|色彩|元素|画面|构图|背景|线条|细节|装饰|字)(?:也|都|最好)*(?:不要|别|不|不能|不用)(?:超过|多于|太|过于|有太多|那么)[^，]{1,6}$"
)
"""Bounds that are said of the whole picture: 颜色不要超过三种."""
LIT = re.compile(r"^(?:只有|只剩|只留|就留)[^，]{0,3}光$")
WET = {
    "雨": r"在(?:大|小|细)?雨[里中]|淋着?雨|冒着?雨",
    "雪": r"在(?:大|小)?雪[里中]|冒着?雪",
    "风": r"在风[里中]",
    "雾": r"在[大浓]?雾[里中]",
}


def more_sayings(talk: Talk, words: str) -> bool:
    """Read one such clause."""
    return any(rule(talk, words) for rule in RULES)


def _all_off(talk: Talk, words: str) -> bool:
    """ "项圈都去掉": of all who wear or hold one."""
    found = ALL_OFF.match(words)
    if found is None:
        return False
    owners: list[str] = []
    for subject in talk.scene.subjects:
        for name in ("wears", "holds"):
            things = getattr(talk.e.get(subject.id), name)
            kept = tuple(t for t in things if not talk.names.is_thing(t, found.group("x")))
            if len(kept) < len(things):
                talk.e.put(with_field(talk.e.get(subject.id), name, kept))
                talk.record("remove", subject.id, name, found.group("x"), found.group("x"))
                owners.append(subject.id)
    if owners:
        talk.speak_of(owners)
    return bool(owners)


def _stopped(talk: Talk, words: str) -> bool:
    """ "雨停了": the weather of the picture, and that somebody stands in it."""
    found = STOPPED.match(words)
    if found is None:
        return False
    kind = found.group("w") or found.group("v")
    over = False
    if talk.scene.weather:
        talk.frame("weather", "")
        over = True
    for subject in talk.scene.subjects:
        parts = [part for part in subject.action.split("，") if part]
        kept = [part for part in (re.sub(WET[kind], "", part) for part in parts) if part]
        if kept != parts:
            talk.e.put(replace(subject, action="，".join(kept)))
            talk.record("remove", subject.id, "action", "", kind)
            over = True
    return over


def _stuck(talk: Talk, words: str) -> bool:
    """ "小妹妹头发上别一朵花": on somebody's head or chest, who may be new."""
    found = STUCK.match(words)
    if found is None:
        return False
    verb, y = found.group("v"), found.group("y")
    if re.match(r"[背身肩腰]", found.group("part")) and verb in "挂停落":
        return False  # something of its own hangs there
    said = f"{found.group('part')}{verb}{'' if y.startswith('满') else '着'}{y}"
    named = talk.find(found.group("who"))
    if named and named.subjects and not named.part:
        for subject in talk.all(named.subjects):
            talk.e.acted.add(subject.id)
            talk.act(subject, said)
        talk.speak_of(named.subjects)
        return True
    made = make(found.group("who"), talk.e.lexicon)
    if named or made is None or not PERSON_END.search(made.subject.noun):
        return False
    new = talk.add(made)
    talk.act(talk.e.get(new.id), said)
    talk.speak_of([new.id])
    return True


def _has_too(talk: Talk, words: str) -> bool:
    """ "小猫也要有伞": something of somebody's own, worn or held; somebody of the family may be new."""
    found = HAS_TOO.match(words)
    thing = talk.thing(found.group("y")) if found else None
    if found is None or thing is None:
        return False
    worn, known = is_wearable(thing.noun, thing.concept, talk.e.lexicon), talk.e.lexicon.concepts.get(thing.concept)
    named = talk.find(found.group("who"))
    if not (worn or (known and known.held)) or (named and (named.part or not named.subjects)):
        return False
    made = None if named else make(found.group("who"), talk.e.lexicon)
    if made and not PERSON_END.search(made.subject.noun):
        return False
    who = talk.all(named.subjects) if named else [talk.add(made)] if made else []
    for subject in who:
        (talk.wear if worn else talk.hold)(talk.e.get(subject.id), thing)
    talk.speak_of([subject.id for subject in who])
    return bool(who)


def _looks(talk: Talk, words: str) -> bool:
    """ "拍得有食欲一点" is said of the whole picture."""
    found = LOOKS.match(words)
    if found is None:
        return False
    talk.frame("mood", f"更{found.group('y')}")
    return True


def _as_said(talk: Talk, words: str) -> bool:
    """ "一个用稻草" of three who build, "花主要是月季": kept as it was said."""
    if KEPT_LOW.match(words) and not talk.find(words[:2]):
        talk.e.scene = replace(talk.scene, notes=(*talk.scene.notes, talk.say(words)))
        talk.record("edit", "", "notes", talk.say(words))
        return True
    if LIT.match(words) and not talk.find(words):
        talk.frame("mood", words)
        return True
    if EACH_WITH.match(words) is None and (MAINLY.match(words) is None or talk.fresh):
        return False
    talk.e.note(talk.say(words))
    return True


def _different(talk: Talk, words: str) -> bool:
    """ "背带裤颜色不一样": of several themselves, or of what they wear or hold."""
    found = DIFFERENT.match(words)
    if found is None:
        return False
    said = f"{found.group('w')}不一样的"
    named = talk.find(found.group("x"))
    if named and named.subjects and not named.part:
        for subject in talk.all(named.subjects):
            talk.e.put(replace(subject, attributes=tuple(dict.fromkeys((*subject.attributes, said)))))
            talk.record("edit", subject.id, "attributes", said)
        return True
    told = [_told_apart(talk, s.id, name, found.group("x"), said) for s in talk.scene.subjects for name in OWN]
    return any(told)


def _told_apart(talk: Talk, id_: str, name: str, noun: str, said: str) -> bool:
    things = getattr(talk.e.get(id_), name)
    new = tuple(replace(t, attributes=(*t.attributes, said)) if talk.names.is_thing(t, noun) else t for t in things)
    if new == things:
        return False
    talk.e.put(with_field(talk.e.get(id_), name, new))
    talk.record("edit", id_, f"{name}.attributes", said)
    return True


def _wet(talk: Talk, words: str) -> bool:
    """ "下雨的晚上": the weather and the time."""
    found = WET_TIME.match(words)
    if found is None:
        return False
    time = "夜晚" if found.group("t") == "夜" else found.group("t")
    talk.frame("weather", talk.e.lexicon.value("weather", found.group("w")))
    talk.frame("time", talk.e.lexicon.value("time", time))
    return True


def _is_one(talk: Talk, words: str) -> bool:
    """ "是一只英短蓝猫", after "我家的猫": what the one who was spoken of is."""
    found = IS_ONE.match(words)
    return found is not None and is_somebody(talk, talk.current()[:1], f"是{found.group('np')}")


OWN = ("wears", "holds")
RULES = (_all_off, _stopped, _stuck, _has_too, _looks, _as_said, _different, _wet, _is_one)
