"""What spoken Chinese says that a subject does, wears, holds or where it stands, and that it stops doing so."""

import re
from dataclasses import replace

from dialog.scene import Subject
from rewriter.chinese import MEASURES
from rewriter.making_zh import DEED, HOLD, LOOK, WEAR, make, split_deed
from rewriter.naming_zh import NUMBER
from rewriter.operations import with_field
from rewriter.places_zh import MOVED, WHERE, stand
from rewriter.scalars import color_of
from rewriter.talk_zh import Talk

NOT = re.compile(
    r"^(?:先|就|快|可以|都|也)?(?:别|不|不要|不用|不许|没|甭|停止|别再|不再)(?:再|要|用)?(?P<x>[^，]{1,8}?)(?:着|了)*$"
)


def negated(talk: Talk, who: list[Subject], words: str) -> bool:
    """ "别哭了", "不戴帽子了": what is done, worn or held ends; the verb alone may mean the last thing."""
    found = NOT.match(words)
    if found is None:
        return False
    said = re.sub(r"^(?:戴|穿|拿|围|系|披|抱|举|打|撑)(?:着)?(?=.)", "", found.group("x"))
    done = False
    for subject in who:
        things = [f for f in ("wears", "holds") for t in getattr(subject, f) if talk.names.is_thing(t, said)]
        if things:
            for field in dict.fromkeys(things):
                kept = tuple(t for t in getattr(subject, field) if not talk.names.is_thing(t, said))
                subject = with_field(subject, field, kept)
                talk.e.put(subject)
                talk.record("remove", subject.id, field, said, said)
            done = True
        elif stop(talk, subject, said) or _leave(talk, subject, said):
            done = True
    return done


PERCHED = re.compile(
    r"^(?:站|坐|趴|躺|蹲|停|骑|靠|待|放|挂|摆|插)(?:着|在)*(?P<x>[^，]{0,6}?)(?:背上|身上|头上|上面?|里面?|旁边|边上)$"
)


def _leave(talk: Talk, subject: Subject, said: str) -> bool:
    """ "别趴背上了": where somebody was, he is no more."""
    if PERCHED.match(said) is None:
        return False
    kinds = ("on", "in", "next_to", "骑着")
    kept = tuple(r for r in talk.scene.relations if r.subject != subject.id or r.kind not in kinds)
    parts = [p for p in subject.action.split("，") if p and not re.match(r"^[^，在]{0,3}在", p)]
    if kept == talk.scene.relations and "，".join(parts) == subject.action:
        return False
    talk.e.scene = replace(talk.scene, relations=kept)
    talk.e.put(replace(subject, action="，".join(parts)))
    talk.record("remove", subject.id, "place", said, said)
    return True


def stop(talk: Talk, subject: Subject, said: str) -> bool:
    """End the deeds and attributes of a subject that name ``said``."""
    parts = [p for p in subject.action.split("，") if p]
    if len(said) == 1 and any(p.startswith(f"{said}在") for p in parts):
        left = "，".join(p[1:] if p.startswith(f"{said}在") else p for p in parts)
        talk.e.put(with_field(subject, "action", left))
        talk.record("remove", subject.id, "action", said, said)
        return True
    alike = next(
        (p for p in parts if len(said) > 1 and said not in p and p[:1] == said[0] and p.endswith(said[1:])), ""
    )
    said = alike or said
    kept = [
        p.replace(said, "")
        if said in p and len(p) - len(said) > 1 and not DEED.match(p) and not p.startswith("在")
        else p
        for p in parts
        if said not in p
        or (
            len(p) - len(said) > 1
            and len(said) > 1
            and not DEED.search(p)
            and not re.search(r"[叼含咬衔抓捏挂插贴顶]", p)
            and "在" not in p
        )
    ]
    attributes = tuple(a for a in subject.attributes if said not in a)
    color = (
        ""
        if talk.e.lexicon.lookup(said, "color")
        and talk.e.lexicon.id_of("color", subject.color) == talk.e.lexicon.lookup(said, "color")
        else subject.color
    )
    if kept == parts and attributes == subject.attributes and color == subject.color:
        return False
    talk.e.put(replace(subject, action="，".join(kept), attributes=attributes, color=color))
    talk.record("remove", subject.id, "action", said, said)
    return True


NUDGED = re.compile(
    r"^[开驶停骑跑飞走游跳]?(?:往|向|靠|朝|去|到)+(?P<x>[左右上下])(?:边|面|侧)?(?:移动?|挪|靠|站|坐)?(?:一点|一些|点|些|过去|去)?$"
)


def moved(talk: Talk, who: list[Subject], words: str) -> bool:
    nudged = NUDGED.match(words)
    if nudged:
        for subject in who:
            stand(talk, subject, "", "", f"{nudged.group('x')}边", whole=f"{nudged.group('x')}边")
        return True
    found = MOVED.match(words)
    if found is None:
        return False
    where = re.match(r"^(?P<who>[^，]+的[^，]{1,6}?)(?P<side>[上里下旁中][边面]?)$", found.group("x"))  # 右边的柜子上
    where = where or WHERE.match(f"在{found.group('x')}")
    if where is None:
        return False
    for subject in who:
        stand(talk, subject, "", where.group("who"), where.group("side"), whole=found.group("x"))
    return True


def wear(talk: Talk, who: list[Subject], words: str) -> bool:
    clad = re.match(r"^一(?:袭|身)(?P<x>[^，]*[衣裙袍装服甲衫])$", words)
    if clad:
        dress(talk, who, clad.group("x"))
        return True
    found = re.match(rf"^(?P<verb>{WEAR})(?P<x>.+)$", words)
    if found is None:
        return False
    verb, item = found.group("verb"), found.group("x")
    if re.match(r"[围裹套扣]", verb[-2:].strip("着了上")[-1:] or verb) and not re.search(
        r"(?:巾|脖|裙|兜|披肩|毯|布|环|的)$|一样", item
    ):
        return False
    if verb.endswith(("踩", "踩着")) and not re.search(r"[鞋靴]$|轮|滑板", item):
        return False
    if verb.endswith("留") and re.fullmatch(rf"{NUMBER}[{MEASURES}]", item):
        return False  # 留三朵 leaves three
    if verb[0] in "踩别佩套扣留" and not re.match(rf"^(?:着|了|上)?(?:{NUMBER}?[{MEASURES}])", item):
        return False
    if not re.search(r"领[带结]$", item) and LOOK.match(re.sub(r"^(?:都|也|还|正|又|再|只|头上)+", "", verb)):
        look = re.sub(r"[着了上个都也还又再]", "", verb)
        for subject in who:
            talk.describe(subject, f"{look}着{item}")
        return True
    like = re.match(
        rf"^(?:{NUMBER}?[{MEASURES}])?(?:跟|和|同)(?P<who>[^，]+?)(?:一样|同款|相同|同样)的(?P<x>[^，]*)$", item
    )
    model = talk.find(like.group("who")) if like else None
    source = talk.all(model.subjects)[:1] if model and not model.part else []
    same = [
        t for s in source for t in s.wears if not (like and like.group("x")) or talk.names.is_thing(t, like.group("x"))
    ]
    if like and same:
        for subject in who:
            talk.wear(subject, same[-1])
        return True
    alike = re.match(r"^(?:[一两][^，]{1})?(?:一样|同款|相同)的(?P<x>[^，]*)$", item)
    if alike:
        others = [s for s in talk.names.order() if s not in who and s.wears]
        for subject in who if others else ():
            talk.wear(subject, others[0].wears[-1])
        if others:
            return True
        item = alike.group("x") or item
    dress(talk, who, item, instead="换" in words[:3])
    return True


def dress(talk: Talk, who: list[Subject], item: str, instead: bool = False) -> None:
    """Give every one of ``who`` the clothes that ``item`` lists; "绿的" colors what is worn."""
    color = color_of(item, talk.e.lexicon)
    noun, deed = split_deed(item, talk.e.lexicon)
    for part in [p for p in re.split(r"、|和(?!服)|跟|以及|还有", noun) if p]:
        thing = talk.thing(part)
        for subject in talk.all(tuple(s.id for s in who)):
            if color and item == part:
                recolor(talk, subject, color)
            elif thing:
                talk.wear(subject, thing, instead)
    if deed:
        for subject in talk.all(tuple(s.id for s in who)):
            talk.act(subject, deed)


def recolor(talk: Talk, subject: Subject, color: str) -> None:
    """Color the clothes somebody wears, the last of them; where none are known it is clothes of that color."""
    if not subject.wears:
        return talk.wear(subject, replace(_clothes(talk), color=color))
    last = replace(subject.wears[-1], color=color)
    talk.e.put(replace(subject, wears=(*subject.wears[:-1], last)))
    return talk.record("edit", subject.id, "wears.color", color)


def _clothes(talk: Talk):  # type: ignore[no-untyped-def]
    thing = talk.thing("衣服")
    assert thing is not None
    return thing


def hold(talk: Talk, who: list[Subject], words: str) -> bool:
    hands = re.match(r"^(?:两?(?:手|爪|嘴|怀)(?:里|上|中))(?:有|是)?(?P<x>.+)$", words)
    found = re.match(rf"^(?P<verb>{HOLD})(?P<x>.+)$", words) or (
        hands if hands and not re.match(r"^.{2}[捻]", words) else None
    )
    if found is not None and found is hands and re.match(r"正?在?[喷吐冒嚼哼唱念喊哈]", found.group("x")):
        return False  # 嘴里喷火 is a deed
    if found is hands and found and re.match(r"的.+(?:一点|一些|[点些])$", found.group("x")):
        return False  # 手里的竹子粗一点 puts nothing into a hand
    if found is None or re.search(r"抱|扛|叼", words[:3]) or re.match(r"^(?:打|举|提)(?:[^着了一把])", words):
        return False
    if re.fullmatch(r"(?:下巴|脸|脸蛋|腮|头|脑袋|肚子|腰|膝盖|耳朵|额头|鼻子|嘴|胸口|尾巴)", found.group("x")):
        for subject in who:
            talk.e.acted.add(subject.id)
            talk.act(subject, words)
        return True
    noun, deed = split_deed(found.group("x"), talk.e.lexicon)
    eats = re.match(r"^(.+?)((?:正在)?[啃吃喝看玩吹敲弹闻舔]|等着?.+)$", noun)
    if eats and not talk.e.lexicon.concept(noun):
        noun, deed = eats.group(1), eats.group(2) + deed
    named = talk.find(noun)
    if named and named.subjects and not named.part and named.subjects[0] not in {s.id for s in who}:
        for subject in who:
            talk.relate(
                subject.id,
                f"{re.sub(r'[着了上都也还又再]', '', found.groupdict().get('verb') or '拿')}着",
                named.subjects[0],
            )
    else:
        for part in [p for p in re.split(r"、|和|跟|以及|还有", noun) if p]:
            thing = talk.thing(part)
            for subject in talk.all(tuple(s.id for s in who)):
                if thing:
                    talk.hold(subject, thing)
    for subject in talk.all(tuple(s.id for s in who)):
        if deed:
            talk.act(subject, deed)
    return True


def rides(talk: Talk, who: list[Subject], verb: str, noun: str) -> bool:
    named = talk.find(noun)
    other = named.subjects[0] if named and named.subjects and not named.part else ""
    fresh = make(talk.say(noun), talk.e.lexicon)
    for subject in who:
        if other and other != subject.id and not (fresh and fresh.counted):
            talk.relate(subject.id, "骑着" if verb == "骑" else "on", other)
        else:
            talk.act(
                subject,
                f"{verb}在{noun}上" if verb != "骑" else f"骑{noun}",
            )
    return True
