"""Spoken Chinese that takes away: "白的那只别要了", "沙僧算了", "少一枝", "雨别下了", "烟不抽了"."""

import re
from dataclasses import replace

from rewriter.chinese import MEASURES, NUMERALS
from rewriter.doing_zh import stop
from rewriter.facts_zh import STYLE_WORDS
from rewriter.naming_zh import NUMBER, Named
from rewriter.operations import with_field
from rewriter.saying_zh import say_of
from rewriter.talk_zh import Talk

GONE = (
    r"去掉|删掉|删除|删了|移除|拿掉|去除|拿走|拿开|移走|擦掉|抹掉|弄掉|弄走|弄没|清掉|清除|扔掉|扔了|取消|"
    r"去了|撤掉|撤了|撤走|收起来|收走|收了|摘掉|摘了|摘下来?|脱掉|脱了|"
    r"脱下来?|取下来?|取掉|扑灭|浇灭|灭掉|灭了|熄灭|关掉|走开|走掉|走了|离开|消失|滚蛋|不画了|别画了|不要了?|别要了?|"
    r"不用了|不需要了?|算了|省了|免了|砍掉|剪掉|划掉|踢掉|赶走|撵走|抱走|牵走|"
    r"搬走|挪走|不戴了|别戴了|不穿了|不拿了|跑了|飞走|飞走了|挪开|别[放加]了|不[放加]了|剔除|隐藏|藏起来|没了"
)
AFTER = re.compile(
    rf"^(?:把|将|让|给)?(?P<x>[^，]{{1,16}}?)(?:也|都|就|全|还是|可以|先|给我|给|那|太[^，]{{1,3}}了?|"
    rf"有点[^，]{{1,3}})*(?:{GONE})(?:了|吧|掉|啦)*(?:[不别]要了?|[不别]要[它他她]们?了?|算了)?$"
)
BEFORE = re.compile(
    r"^(?:再|也|都|就|还是|先|请|给我)*(?:去掉|删掉|删除|移除|拿掉|去除|拿走|擦掉|抹掉|清除|取消|摘掉|脱掉|"
    r"撤掉|扔掉|不要|别要|不用|不需要|别画|别放|别加|去除|砍掉|关掉|灭掉)(?:那个|这个|那|这|掉|了|"
    r"有)*(?P<x>[^，]+?)(?:了|吧)*$"
)
FEWER = re.compile(
    rf"^(?:再|就|要|可以)*(?:少|减少?|去掉|删掉|拿走|拿掉|走了?|跑了|飞走了?|撤掉|去|扔掉|减掉)(?:了|上|掉|"
    rf"画|放)*(?P<n>{NUMBER})(?P<m>[{MEASURES}])(?P<x>[^，]*?)(?:走了?|了)?$"
)
LEAVES = re.compile(
    rf"^(?P<n>{NUMBER})(?P<m>[{MEASURES}])(?P<x>[^，]+?)(?:走了|离开了?|跑了|飞走了|不要了|去掉|不见了)$"
)
STOPS = re.compile(
    r"^(?P<x>[^，]{1,10}?)(?:也|都|就|可以|先|颜色|自己|最好)*(?:不|别|不要|不用|甭|别再|不再|没)(?:再|"
    r"要)?(?P<v>[^，要用]{1,6}?)(?:着)?(?:了|啦)?$"
)
BARE = re.compile(r"^(?:也|都|就|可以|先|全)?(?:别|不|不要|不用|甭|别再|不再)(?:再|要)?(?P<v>[^，]{1,7}?)(?:着)?了$")
NOTHING = re.compile(
    r"^(?P<x>[^，]{1,8}?)(?:就)?(?:啥|什么)(?:也|都)(?:别|不|不要|没)(?P<v>戴|穿|拿|要|围|做|干).{0,2}$"
)


def remove_clause(talk: Talk, words: str) -> bool:
    """Read one clause that takes something away."""
    return (
        _blown(talk, words)
        or _nothing(talk, words)
        or _fewer(talk, words)
        or _after(talk, words)
        or _before(talk, words)
        or _stops(talk, words)
    )


BLOWN = re.compile(
    r"^(?P<x>[^，]{1,12}?)(?:也|都|就|全|已经)*(?:被[^，]{0,4}?)?(?:吹跑|吹走|吹掉|吹飞|刮跑|刮走|弄丢|丢|"
    r"抢走|偷走|吃掉|吃完|化掉)了$"
)


def _blown(talk: Talk, words: str) -> bool:
    """ "帽子被风吹跑了": it is gone."""
    found = BLOWN.match(words)
    return found is not None and take_away(talk, found.group("x"))


def _nothing(talk: Talk, words: str) -> bool:
    found = NOTHING.match(words)
    named = talk.find(found.group("x")) if found else None
    if found is None or named is None or not named.subjects:
        return False
    for subject in talk.all(named.subjects):
        talk.e.put(
            replace(subject, wears=(), holds=()) if found.group("v") in "戴穿围要" else replace(subject, holds=())
        )
        talk.record("remove", subject.id, "wears", "", "")
    talk.speak_of(named.subjects)
    return True


def _fewer(talk: Talk, words: str) -> bool:
    found = FEWER.match(words) or LEAVES.match(words)
    if found is None:
        return False
    number = NUMERALS.get(found.group("n"), 0) or int(found.group("n"))
    noun = found.group("x").strip("的")
    if noun:
        named = talk.find(noun)
        who = talk.all(named.subjects) if named and not named.part else []
        who += [s for s in talk.scene.subjects if who and s.noun == who[0].noun and s not in who]
    else:
        who = [s for s in talk.current() if s.count > number] or [s for s in talk.scene.subjects if s.count > number][
            :1
        ]
    group = next((s for s in who if s.count > 1), who[0] if who else None)
    if group is None:
        return False
    if group.count == 0 or (group.count <= number and group.count > 1):
        return False
    talk.set_count(group, group.count - number)
    talk.speak_of([group.id])
    return True


def _after(talk: Talk, words: str) -> bool:
    found = AFTER.match(words)
    if found is None or re.search(r"[过上下进出回]去了$", words):
        return False
    name = re.sub(r"^(?:那|这)(?=.{2})|(?:太[^，]{1,3}了?|有点[^，]{1,3}了?|不好看|挡住.*)$", "", found.group("x"))
    return take_away(talk, name) or take_away(talk, found.group("x"))


def _before(talk: Talk, words: str) -> bool:
    found = BEFORE.match(words)
    if found is None or re.match(r"^(?:太|再|动|变|改|这么|那么)", found.group("x")):
        return False
    return take_away(talk, found.group("x"))


def take_away(talk: Talk, name: str) -> bool:
    """Take away what ``name`` names: subjects, a thing, a fact of the picture, words inside of the user's own."""
    name = name.strip("，。 ")
    if re.fullmatch(r"它们?|[他她]们?|这个|那个|这些|都|全部", name) and talk.gone and not talk.topic:
        return True
    words = [part for part in re.split(r"、|和|跟|以及|还有", name) if part]
    if len(words) > 1 and all(talk.find(part) for part in words):
        done = [take_away(talk, part) for part in words]
        return all(done)
    named = talk.find(name)
    if named is None or (name.endswith("的") and talk.topic == ()):
        return _headless(talk, name) or _field(talk, name) or _inside(talk, name)
    if named.part:
        return drop_part(talk, named)
    for id_ in named.subjects:
        if id_ not in {s.id for s in talk.scene.subjects}:
            continue
        noun = talk.e.get(id_).noun
        talk.remove(id_)
        _forget(talk, noun)
    return True


def _headless(talk: Talk, name: str) -> bool:
    """ "橘猫的摘掉": the thing this turn speaks of, of its owner."""
    owner = talk.find(name.removesuffix("的")) if name.endswith("的") else talk.find(name)
    if owner is None or not owner.subjects:
        return False
    who = talk.all(owner.subjects)[0]
    meant = talk.part.word if talk.part else ""
    index = next((i for i, t in enumerate(who.wears) if meant and t.noun == meant), None)
    if index is None or not name.endswith("的"):
        return False
    thing = who.wears[index]
    talk.e.put(replace(who, wears=(*who.wears[:index], *who.wears[index + 1 :])))
    talk.record("remove", who.id, "wears", thing.noun, thing.noun)
    return True


def drop_part(talk: Talk, named: Named) -> bool:
    """Take off or out of the hand."""
    part = named.part
    assert part is not None
    owner = talk.e.get(part.subject)
    things = getattr(owner, part.field)
    thing = things[part.index]
    talk.e.put(with_field(owner, part.field, (*things[: part.index], *things[part.index + 1 :])))
    talk.record("remove", owner.id, part.field, thing.noun, thing.noun)
    talk.speak_of([owner.id])
    talk.part = part
    return True


def _field(talk: Talk, name: str) -> bool:
    """ "水彩", "老照片风格", "雨": a fact of the picture."""
    bare = re.sub(r"(?:的)?(?:风格|画风|效果|滤镜|天气|背景|镜头|视角|氛围)$", "", name) or name
    lexicon, scene = talk.e.lexicon, talk.scene
    for field in ("style", "weather", "mood", "lens", "time", "setting", "text"):
        value = getattr(scene, field)
        if not value:
            continue
        said = lexicon.said(field, value, "zh") if field not in ("mood", "text") else value
        id_ = lexicon.lookup(bare, field) if field not in ("mood", "text") else ""
        whole = {"style": r"风格|画风", "weather": "天气", "mood": "氛围", "text": "文?字", "setting": "背景"}.get(
            field, "$^"
        )
        fits = bare in said or (id_ and lexicon.id_of(field, value) == id_) or re.fullmatch(whole, name)
        if fits and (len(bare) > 1 or field in ("weather",)):
            talk.frame(field, "")
            return True
    style = STYLE_WORDS.search(bare)
    if style and scene.style and style.group(0) in lexicon.said("style", scene.style, "zh"):
        talk.frame("style", "")
        return True
    return False


def _inside(talk: Talk, name: str) -> bool:
    """Words inside a subject's own words: a deed, an attribute, a part, a note."""
    bare = (
        re.sub(rf"^(?:那|这)?(?:{NUMBER})?[{MEASURES}]?(?=.{{2}})", "", name) if re.match(r"^[那这一]", name) else name
    )
    for subject in talk.names.order():
        owned = bare
        own = talk.find(re.sub(r"[头身手脸脖][上里]?$", "", bare.split("的")[0])) if "的" in bare else None
        if own and own.subjects:
            if subject.id not in own.subjects:
                continue
            owned = bare.split("的", 1)[1]
        if len(owned) > 0 and stop(talk, subject, owned):
            told = tuple(n for n in talk.scene.notes if not n.startswith(bare))
            talk.e.scene = replace(talk.scene, notes=told)
            return True
    ended = {
        n: re.sub(rf"(?:正|已经|还|都)?(?:[着起燃冒]|燃烧)(?:着|了|起)*{re.escape(bare)}了?$", "", n)
        for n in talk.scene.notes
    }
    notes = tuple(
        ended[n] if 1 < len(ended[n]) < len(n) else n
        for n in talk.scene.notes
        if bare not in n or 1 < len(ended[n]) < len(n)
    )
    if notes != talk.scene.notes:
        talk.e.scene = replace(talk.scene, notes=notes)
        talk.record("remove", "", "notes", bare, bare)
        return True
    return False


def _forget(talk: Talk, noun: str) -> None:
    """Deeds of others that name what is gone go with it, unless another of its name is there."""
    if any(s.noun == noun for s in talk.scene.subjects):
        return
    named = re.compile(rf"(?:[在着]|^.)[^，]{{0,3}}?{re.escape(noun)}(?:的?[上里下旁边身背头前后]|$)")
    for subject in talk.scene.subjects:
        parts = [p for p in re.split(r"，(?![^“]*”)", subject.action) if p]
        kept = [p for p in parts if not named.search(p)]
        if kept != parts:
            talk.e.put(replace(subject, action="，".join(kept)))


def _last_off(talk: Talk, field: str) -> bool:
    """ "不戴了": the thing that was put on last goes."""
    for subject in talk.current():
        things = getattr(subject, field)
        if things:
            talk.e.put(with_field(subject, field, things[:-1]))
            talk.record("remove", subject.id, field, things[-1].noun, things[-1].noun)
            return True
    return False


LETS = re.compile(r"^(?:别|不要|不用|不)(?:再)?(?:让|叫|给)(?P<x>.+)$")


def _stops(talk: Talk, words: str) -> bool:
    """ "雨别下了", "烟不抽了", "他俩别打太极了", "花瓶别青花了", "别哭了"."""
    refused = re.match(r"^(?P<x>[^，]{1,8}?)(?:就|也|都)?[别不]要(?P<y>[^，]{1,6})了$", words)
    whose = talk.find(refused.group("x")) if refused else None
    if refused and whose and whose.subjects and not whose.part:
        of = talk.names.of(whose.subjects, refused.group("y"))
        if of:
            return drop_part(talk, Named((of.subject,), of))
    words = re.sub(r"(?<=.)([别不])要(?=[^，]{1,3}(?:色|的)的?了?$)", r"\1", words)
    let = LETS.match(words)
    for cut in range(min(len(let.group("x")) - 1, 8), 0, -1) if let else ():
        named = talk.find(let.group("x")[:cut]) if let else None
        if let and named and named.subjects and not named.part:
            return say_of(talk, talk.all(named.subjects), f"别{let.group('x')[cut:].removesuffix('了')}了")
    found = STOPS.match(words)
    about = re.sub(r"的?(?:颜色|花色|材质)$", "", found.group("x")) if found else ""
    if found and talk.find(about):
        named = talk.find(about)
        assert named is not None
        if named.part and not re.match(r"^[戴穿拿要围系披用抱举]|没了", found.group("v")):
            part = named.part
            owner = talk.e.get(part.subject)
            things = getattr(owner, part.field)
            plain = replace(
                things[part.index],
                color="",
                attributes=tuple(a for a in things[part.index].attributes if found.group("v") not in a),
            )
            talk.e.put(with_field(owner, part.field, (*things[: part.index], plain, *things[part.index + 1 :])))
            talk.record("remove", owner.id, f"{part.field}.color", found.group("v"), found.group("v"))
            talk.speak_of([owner.id])
            talk.part = part
            return True
        if named.part:
            return drop_part(talk, named)
        return say_of(talk, talk.all(named.subjects), f"别{found.group('v')}了")
    if found and re.search(r"(?:了|啦)$", words):
        turned = f"{found.group('v')}{found.group('x')}"
        for subject in talk.names.order():
            if stop(talk, subject, turned):
                talk.speak_of([subject.id])
                return True
        if _field(talk, found.group("x")) or _inside(talk, found.group("x")):
            return True
    bare = BARE.match(words)
    if bare is None:
        return False
    value = re.sub(r"^(?:戴|穿|拿|围|抱|打|撑|有)(?=.)", "", bare.group("v"))
    if re.fullmatch(r"戴|穿|围|系|披|拿", value):
        done = any(c.kind == "remove" for c in talk.e.changes)
        return done or _last_off(talk, "holds" if value == "拿" else "wears")
    who = talk.current()
    if say_of(talk, who, f"别{bare.group('v')}了"):
        return True
    for subject in talk.names.order():
        if say_of(talk, [subject], f"别{bare.group('v')}了"):
            return True
    return _field(talk, value)
