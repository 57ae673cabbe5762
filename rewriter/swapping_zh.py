"""Spoken Chinese that puts one thing for another: "熊改成兔子", "毛线球弄成蓝的", "桌子换成红木的", "红光改蓝光"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from dialog.scene import Subject
from rewriter import subjects
from rewriter.facts_zh import facts
from rewriter.making_zh import AMOUNT, make
from rewriter.naming_zh import HEADLESS, Named, stem
from rewriter.operations import Operation, Phrase, with_field
from rewriter.rewording_zh import color_of_all, former, place_of, reworded
from rewriter.saying_zh import say_of
from rewriter.scalars import color_of
from rewriter.talk_zh import SHAPES, Talk, garment
from rewriter.words_zh import is_wearable

TURNS = (
    r"换成|改成|变成|弄成|搞成|做成|画成|整成|换为|改为|变为|替换成|替换为|替成|改作|换作|变作|调成|设成|"
    r"涂成|染成|刷成|转成|换做|改做|改画成?|换上|改用|换个|换条|换顶|换只|换件|"
    r"换[一两三](?=[个只条顶件把])|改[一两三]?个|换(?!个位|一下位|到|去)|改(?!回)|变(?=[大小]?[一两三四五六七八九十\d])"
)
BECOMES = re.compile(
    rf"^(?:把|将|给|让)?(?P<x>[^，]{{0,16}}?)(?:都|全部?|再|又|也|就|给|直接|还是|统统|一起|给我)*(?:{TURNS})"
    rf"(?P<y>[^，]+?)(?:吧|了)?$"
)
WITH = re.compile(r"^(?:用|拿)(?P<y>[^，]+?)(?:代替|替换|替代|换掉|取代|顶替|替掉|换)(?:掉|下)?(?P<x>[^，]+)$")
BACK = re.compile(
    r"^(?:还是)?(?:用|要)?(?:原来|之前|最开始|一开始|刚才|最早)(?:的)?(?:那个|那种|那)?(?P<y>[^，]{1,8}?)(?:"
    r"更?好看?|吧|好了)?$"
)


def become_clause(talk: Talk, words: str) -> bool:
    """Read one clause of exchange."""
    back = BACK.match(words)
    if back and former(talk, talk.current(), back.group("y")):
        return True
    found = BECOMES.match(words) or WITH.match(words)
    if found is None:
        return False
    x, y = found.group("x").strip(), found.group("y").strip("，。 ")
    x = re.sub(r"^(?:图中|画里|画面中|里面|画中|这个|那个)的?(?=.)", "", x)
    x = re.sub(r"(?:给|把|让)[它他她]们?$", "", x) if len(x) > 2 else x
    if not x:
        return _current(talk, y, words)
    if re.fullmatch(r"背景|场景|地点|环境|风格|画风|镜头|视角|天气|时间|氛围|光线|整体", x):
        return _whole(talk, x, y)
    owned = re.match(r"^(?P<who>.+?)(?:的)?(?P<what>颜色|毛色|衣服|穿着|打扮|大小|数量)$", x)
    named = talk.find(x)
    if owned and (named is None or not named.part):
        who = talk.find(owned.group("who"))
        if who and who.subjects and not who.part:
            return _aspect(talk, talk.all(who.subjects), owned.group("what"), y)
    if named and named.part:
        return exchange_part(talk, named, y)
    if named and named.subjects:
        _no_longer(talk, x, y, talk.all(named.subjects))
        return become(talk, talk.all(named.subjects), y, words)
    return _not_yet_worn(talk, x, y) or color_of_all(talk, x, y) or reworded(talk, x, y) or place_of(talk, x, y)


def _not_yet_worn(talk: Talk, x: str, y: str) -> bool:
    """ "女的宇航服改成黑的" where nobody has said that she wears one."""
    for cut in range(len(x) - 1, 0, -1):
        who, what = talk.find(x[:cut]), x[cut:].removeprefix("的")
        if (
            who is None
            or not who.subjects
            or who.part
            or not is_wearable(what, talk.e.lexicon.concept(what), talk.e.lexicon)
        ):
            continue
        thing = talk.thing(f"{y.removesuffix('的')}的{what}") if color_of(y, talk.e.lexicon) else None
        for subject in talk.all(who.subjects) if thing else ():
            if talk.names.is_alive(subject) and thing:
                talk.wear(subject, thing, instead=True)
        return thing is not None
    return False


def _no_longer(talk: Talk, x: str, y: str, who: list[Subject]) -> None:
    """ "唱歌的那个换成跳舞的": what told one of them apart is over when another such thing is said."""
    told = HEADLESS.match(x)
    if told is None or not y.endswith("的") or color_of(y, talk.e.lexicon):
        return
    for subject in who:
        kept = tuple(a for a in subject.attributes if a.removesuffix("的") != told.group(1))
        parts = [p for p in subject.action.split("，") if p and p != told.group(1)]
        talk.e.put(replace(subject, attributes=kept, action="，".join(parts)))


def _current(talk: Talk, y: str, words: str) -> bool:
    """ "换成白鹭": instead of what was spoken of, or in the place of what this turn took away."""
    if facts(y, talk.e.lexicon):
        for name, value in facts(y, talk.e.lexicon):
            talk.frame(name, value)
        return True
    who = talk.current()
    made = make(y, talk.e.lexicon) if AMOUNT.match(y) else None
    there = talk.find(made.subject.noun) if made and made.counted and not made.subject.color else None
    if made and there and there.subjects and not there.part and made.subject.count > 0 and not made.said:
        for subject in talk.all(there.subjects):
            if subject.noun == made.subject.noun:
                talk.set_count(subject, made.subject.count)
                return True
    if (
        talk.part
        and talk.part.subject
        and (re.match(r"^跟|^和|的$", y) or color_of(y, talk.e.lexicon))
        and exchange_part(talk, Named((talk.part.subject,), talk.part), y)
    ):
        return True
    hands = _holder(talk, y)
    if hands is not None:
        return hands
    return bool(who) and become(talk, who, y, words)


def _holder(talk: Talk, y: str) -> bool | None:
    """ "换成奶茶" said of somebody alive who holds or wears one such thing means the thing."""
    thing, who = talk.thing(y), talk.current()
    if thing is None or not who or color_of(y, talk.e.lexicon) or y.endswith("的"):
        return None
    made = make(y, talk.e.lexicon)
    if made is None or talk.names.is_alive(made.subject) or not talk.names.is_alive(who[0]):
        return None
    kind = garment(thing.noun)
    if kind:
        for subject in who:
            talk.wear(subject, thing, instead=True)
        return True
    if len(who) == 1 and len(who[0].holds) == 1:
        talk.hold(who[0], thing, instead=True)
        return True
    return None


def _whole(talk: Talk, field: str, y: str) -> bool:
    found = facts(f"{field}换成{y}", talk.e.lexicon)
    for name, value in found:
        talk.frame(name, value)
    return bool(found)


def _aspect(talk: Talk, who: list[Subject], what: str, y: str) -> bool:
    talk.speak_of(tuple(s.id for s in who))
    if what in ("颜色", "毛色"):
        color = color_of(y.removesuffix("的"), talk.e.lexicon)
        for subject in who:
            talk.set_color(subject, color or talk.say(y.removesuffix("的")))
        return True
    if what in ("衣服", "穿着", "打扮"):
        color = color_of(y, talk.e.lexicon)
        thing = talk.thing(f"{y}衣服" if y.endswith("的") else y)
        for subject in who:
            clothes = [t for t in subject.wears if garment(t.noun) == garment("衣服")]
            if color and clothes:
                worn = tuple(replace(t, color=color) if t in clothes else t for t in subject.wears)
                talk.e.put(replace(subject, wears=worn))
                talk.record("edit", subject.id, "wears.color", color)
            elif thing:
                talk.wear(subject, thing, instead=True)
        return True
    return say_of(talk, who, y)


def become(talk: Talk, who: Sequence[Subject], y: str, words: str = "") -> bool:
    """Let ``who`` get a value, or become something else in their place."""
    ids = tuple(s.id for s in who)
    lexicon = talk.e.lexicon
    if re.search(r"的$", y) and lexicon.concept(y.removesuffix("的")) and _refronted(talk, ids, y.removesuffix("的")):
        return True
    bare = re.sub(r"^(?:跟|和|像|成)(?=.*一样)", "跟", y)
    if y not in ("女的", "男的") and say_of(talk, list(who), bare):
        return True
    clothed = talk.thing(y)
    if (
        clothed
        and garment(clothed.noun)
        and all(talk.names.is_alive(s) for s in talk.all(ids))
        and not y.endswith(("人", "孩"))
    ):
        for subject in talk.all(ids):
            talk.wear(subject, clothed, instead=True)
        return True
    known = facts(y, lexicon)
    if known and not make_alive(talk, y):
        return False
    if y in ("女的", "男的") and all(talk.names.is_person(s) and not GENDERED.search(s.noun) for s in talk.all(ids)):
        for subject in talk.all(ids):
            kept = tuple(a for a in subject.attributes if a not in ("男", "女"))
            talk.e.put(replace(subject, attributes=(*kept, y[0])))
            talk.record("edit", subject.id, "attribute", y[0])
        talk.speak_of(ids)
        return True
    if DEEDS.match(y) and not AMOUNT.match(y):
        if not any(talk.names.is_alive(s) for s in talk.all(ids)):
            ids = tuple(s.id for s in talk.names.order() if talk.names.is_alive(s))[:1] or ids
        for subject in talk.all(ids):
            talk.e.put(replace(subject, action=""))
            talk.act(talk.e.get(subject.id), y)
        return True
    y = {"女的": "女人", "男的": "男人"}.get(y, y)
    made = make(talk.say(y), lexicon)
    if made is None:
        return False
    if re.search(r"的$", y):
        for subject in talk.all(ids):
            talk.describe(subject, y.removesuffix("的"))
        return True
    for subject in talk.all(ids):
        same = talk.names.same(subject.noun, subject.concept, made.subject.noun)
        if (same and not AMOUNT.match(y) and made.subject.noun != subject.noun) or (
            same and (made.subject.attributes or made.subject.color)
        ):
            for attribute in made.subject.attributes:
                talk.describe(talk.e.get(subject.id), attribute)
            if made.subject.color:
                talk.set_color(talk.e.get(subject.id), made.subject.color)
            material = SHAPES.match(made.subject.noun[: -len(stem(subject.noun))] or "无")
            if material:
                talk.describe(talk.e.get(subject.id), made.subject.noun[: -len(stem(subject.noun))])
            continue
        phrase = Phrase(made.subject)
        amounts = tuple(a for a in subject.attributes if HEAPED.match(a)) if not made.counted else ()
        said = Operation("replace", f"#{subject.id}", value=talk.say(y), phrase=phrase, span=talk.say(talk.span))
        subjects.become(talk.e, talk.e.get(subject.id), said)
        if amounts and not any(HEAPED.match(a) for a in talk.e.get(subject.id).attributes):
            now = talk.e.get(subject.id)
            talk.e.put(replace(now, attributes=(*amounts, *now.attributes)))
        if "改作" in words:  # a slip of the tongue changes the name, not the looks
            looks = tuple(dict.fromkeys((*subject.attributes, *made.subject.attributes)))
            now = talk.e.get(subject.id)
            talk.e.put(replace(now, color=made.subject.color or subject.color, attributes=looks))
        for deed in made.said:
            if not say_of(talk, [talk.e.get(subject.id)], deed):
                talk.act(talk.e.get(subject.id), deed)
    talk.speak_of(ids)
    return True


def _refronted(talk: Talk, ids: Sequence[str], front: str) -> bool:
    """ "恐龙海报换成宇航员的": what it shows or is made of becomes another."""
    done = False
    for subject in talk.all(ids):
        led = talk.e.lexicon.match_at(subject.noun.lower(), 0, ("concept",))
        if led and 1 < led.end < len(subject.noun):
            noun = f"{front}{subject.noun[led.end :]}"
            talk.e.put(replace(subject, noun=noun, concept=talk.e.lexicon.concept(noun)))
            talk.record("edit", subject.id, "replace", noun, subject.noun)
            done = True
    return done


CUT = re.compile(
    r"^(?:[黑金银圆方无半细粗红白]色?(?:框|边|丝边?)|金丝边?框?|[高圆低立翻V]领|[长短无]袖|[长短]款|格子|格纹|条纹|碎花|波点|纯色|迷彩|牛仔)$"
)
"""How a thing worn is made, told without 的: 眼镜换成黑框."""
HEAPED = re.compile(r"^(?:一|两|三|几|好几|一大)(?:圈|堆|排|束|篮|筐|串|群|桌|地|车|片)$")
"""An amount that stays when what it is an amount of is exchanged."""
GENDERED = re.compile(r"[男女爷奶爸妈叔姨姑伯婶哥姐弟妹公婆娘郎王后妇汉翁尼]|姑娘|小伙|少年|先生|老头|太太")
DEEDS = re.compile(
    r"^(?:正在|在)?(?:[打下吹弹拉跳唱看读写画骑跑走飞游睡吃喝玩钓踢抱拿举坐站躺趴蹲跪笑哭]|翻跟头)(?:着|在|"
    r"了)?(?!.*(?:人|机|包|车|船|狗|猫|板|子|帽|画)$)[^，]{0,8}$"
)


def make_alive(talk: Talk, y: str) -> bool:
    """Tell whether ``y`` names somebody."""
    made = make(y, talk.e.lexicon)
    return made is not None and talk.names.is_alive(made.subject)


def set_part(talk: Talk, named: Named, words: str) -> bool:
    """Read what is said of a thing worn or held: its color or quality, or another owner."""
    part = named.part
    if part is None or not part.subject:
        return False
    words = re.sub(r"^(?:也|都|就|还|再|要|得|是|应该|用|给我|变|改|换)*(?:成|为)?(?=.)", "", words)
    words = re.sub(r"(?:更|比较)?(?:好看|好|漂亮)$", "", words) or words
    words = re.sub(r"^的?(?:颜色|款式|花色)(?:也|都|就|要|得|改成|换成|变成|是)*(?=.)", "", words)
    owner = talk.e.get(part.subject)
    things = getattr(owner, part.field)
    thing = things[part.index]
    color = color_of(words, talk.e.lexicon)
    like = re.match(r"^(?:跟|和|同)(?P<x>[^，]+?)(?:一样|一个花色|一个颜色|同款|同色)(?:的)?(?:颜色|花色)?$", words)
    degree = re.match(r"^(?P<x>[^，]{1,6}?)(?:一点|一些|点|些)?(?:的|那种)?$", words)
    double = re.match(
        r"^(?P<a>大|小|长|短|粗|细|高|宽|厚|薄|圆|亮)(?:变(?P<b>大|小|长|短|粗|细|高|宽|亮))?(?:了|一点|点|些|一些)?$",
        words,
    )
    if double:
        sizes = [v for v in double.groups() if v]
        contrary = {"大": "小", "小": "大", "长": "短", "短": "长", "粗": "细", "细": "粗"}
        kept = tuple(a for a in thing.attributes if a not in {contrary.get(v, "") for v in sizes} and a not in sizes)
        new = replace(thing, attributes=(*kept, *sizes))
    elif color:
        new = replace(thing, color=color, attributes=tuple(a for a in thing.attributes if not a.endswith("色")))
    elif like:
        model = talk.find(like.group("x"))
        source = talk.all(model.subjects)[:1] if model and not model.part else []
        other = model.part if model and model.part and model.part.subject else None
        if other:
            shown = getattr(talk.e.get(other.subject), other.field)[other.index]
            source = [Subject("", shown.noun, color=shown.color, attributes=shown.attributes)]
        if not source or source[0].id == owner.id:
            return bool(source)
        looks = [a for a in source[0].attributes if not re.match(r"^[一两三]", a)]
        new = replace(thing, color=source[0].color or (looks[-1] if looks else f"和{source[0].noun}一样"))
    elif (words.endswith(("的", "那种")) or re.search(r"[点些]$", words)) and degree:
        mixed = re.match(r"^(?:纯|浅|深|淡|墨|暗|亮|米|奶|天|宝|酒|玫).{1,2}$", degree.group("x").removesuffix("色"))
        if mixed and re.search(r"[红黄蓝绿紫白黑灰粉金银青橙棕]$", degree.group("x").removesuffix("色")):
            new = replace(thing, color=degree.group("x").removesuffix("色") + "色")
        else:
            hue = r"[红橙黄绿青蓝紫黑白灰棕金银粉]"
            noun = thing.noun[1:] if len(thing.noun) > 2 and re.match(hue, thing.noun) else thing.noun
            noun = noun if re.search(hue, degree.group("x")) else thing.noun  # 红领巾 of blue is a 领巾
            hued = "" if re.search(hue, degree.group("x")) else thing.color
            new = replace(thing, noun=noun, color=hued, attributes=(*thing.attributes, talk.say(degree.group("x"))))
    else:
        return False
    talk.e.put(with_field(owner, part.field, (*things[: part.index], new, *things[part.index + 1 :])))
    old = thing.color if color else ""
    talk.record("edit", owner.id, f"{part.field}.color" if color else part.field, new.color if color else words, old)
    talk.speak_of([owner.id])
    talk.part, talk.chosen = part, True
    return True


def exchange_part(talk: Talk, named: Named, y: str) -> bool:
    """Put something else in the place of a thing worn or held, or give it a color."""
    part = named.part
    assert part is not None
    if set_part(talk, named, f"{y}的" if CUT.match(y) else y):
        return True
    thing = talk.thing(y)
    if thing is None or not part.subject:
        return False
    owner = talk.e.get(part.subject)
    things = getattr(owner, part.field)
    old = things[part.index]
    if thing.noun == old.noun or (talk.names.same(old.noun, old.concept, thing.noun) and thing.noun in old.noun):
        thing = replace(thing, noun=old.noun, concept=old.concept)
    talk.e.put(with_field(owner, part.field, (*things[: part.index], thing, *things[part.index + 1 :])))
    talk.record("edit", owner.id, part.field, thing.noun, old.noun)
    talk.speak_of([owner.id])
    return True
