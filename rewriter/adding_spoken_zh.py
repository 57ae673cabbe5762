"""Brings in what spoken Chinese adds: each item of a list with its number, its place and what it does there."""

import re
from dataclasses import replace

from dialog.scene import Subject
from rewriter.anchors_zh import carries, landmark
from rewriter.chinese import MEASURES
from rewriter.facts_zh import facts, is_place
from rewriter.making_zh import AMOUNT, Made, fronted, make, named, split_deed
from rewriter.naming_zh import NUMBER
from rewriter.phrases_zh import measure_of
from rewriter.places_zh import CORNER, SIDE, stand
from rewriter.saying_zh import say_of
from rewriter.scalars import color_of
from rewriter.talk_zh import Talk
from rewriter.words_zh import PLACE, SIDES

ANCHOR = re.compile(rf"^(?P<who>[^，]*?)(?:的)?(?P<side>{SIDE})$")
JOINTS = re.compile(
    rf"(?:、|以及|还有|和|跟|与)(?=(?:{NUMBER}|几)[{MEASURES}]|[个只位条])|、|以及|还有|"
    rf"(?<=[^一和跟、])(?<![在着了有的戴穿拿抱第一二三四五六七八九])(?=[一两三四五六七八九十][{MEASURES}][^，的]{{1,5}}$)|"
    rf"(?<=[^一])和(?![服平尚谐])|(?<=猪八戒)跟|(?<=[^，]{{2}})跟(?=[^，在着了]{{2,4}}$)"
)
KIN = (
    "爷爷|奶奶|爸爸|妈妈|哥哥|姐姐|弟弟|妹妹|新郎|新娘|外公|外婆|公公|婆婆|爸|妈|王子|公主|国王|王后|牛郎|织女|"
    "叔叔|阿姨|老师|学生|老公|老婆"
)
PAIR = re.compile(rf"^(?P<a>{KIN})(?P<b>{KIN})")
EXISTENCE = re.compile(
    r"^[蹲站坐趴躺卧睡停挂贴插堆立铺长种飘浮飞藏躲跟泊游走跑跳悬搁摞靠钻探印刻绣支停靠围排挤漂撒洒落散盘缠垂吊放摆]"
)
NO_NOUN = re.compile(
    r"^[上下里进去出来]$|[换改变弄画调][成为到]|去掉|不要|别|没有|[加拿带放][回]|留下|^[都也还就再的了]|除了|应该|怎么|什么|"
    r"起来|更|^(?:要|是|有|没|不|在)|[吗呢吧]$|^(?:红|蓝|绿|白|黑|黄).?和"
)
NARROW = re.compile(r"^(?:[山路湖河江街海桥池井墙]|马路|公路|小路|湖面|河面|海面|山坡|山顶|山脚|池塘|路面)$")
"""Where one thing is rather than what the whole picture is set in: 路上有积水, 山上有个亭子."""
THAT_ONE = re.compile(rf"那{NUMBER}?[{MEASURES}][^，的]{{1,4}}的$")
ANOTHER = re.compile(rf"^(?P<n>{NUMBER})(?P<m>[{MEASURES}])(?P<what>[^，]{{1,8}}?)的(?P<spot>在[^，]+)?$")


def bring_in(talk: Talk, where: str, verb: str, words: str, twice: bool = False) -> bool:
    """Add what ``words`` name at ``where`` (words, "" for anywhere); False when they name nothing."""
    words = re.sub(
        r"(?<=[个位名群])(?P<v>[卖送修开唱看扫放骑钓打做遛拉弹吹跳写画烤][^，的着]{1,4})的(?=$|[站坐躺趴蹲在正])",
        r"\g<v>的人",
        words,
    )
    words = fronted(words)
    words = re.sub(r"^(?P<v>[卖送修扫遛拉弹吹][^，的着]{1,4})的$", r"一个\g<v>的人", words)
    words = re.sub(r"(?P<n>[㐀-鿿]{2})(?=[^，、和跟还的]{1,3}(?P=n))", r"\g<n>、", words)
    words = words.strip("，。 的") if not ANOTHER.match(words) and not THAT_ONE.search(words) else words
    where = _anchored(talk, where)
    owner = re.match(
        r"^(?P<who>[^，]*?)的?(?P<part>头上|脖子上|身上|脸上|腰上|手里|手上|手中|怀里|嘴里|爪子里|胸前|"
        r"耳朵上|鼻子上|脚上|手腕上|胸口|眉心|额头上?|背上|肩上|肩膀上)$",
        where,
    )
    whose = talk.find(owner.group("who")) if owner and owner.group("who") else None
    dressed = whose is None or all(
        talk.names.is_alive(s) or s.wears or s.concept in ("snowman",) for s in talk.all(whose.subjects)
    )
    if (
        owner
        and dressed
        and not (whose and whose.part)
        and _dress(talk, owner.group("who"), owner.group("part"), words)
    ):
        return True
    found = facts(words, talk.e.lexicon) or _falling(talk, words)
    if found and not talk.e.lexicon.concept(words):
        for name, value in found:
            talk.frame(name, value)
        return True
    another = ANOTHER.match(words)
    if another:
        return _another(talk, another, where or (another.group("spot") or "").removeprefix("在"))
    someone = re.match(
        r"^人(?P<deed>(?:在|正|加油|招手|挥|跑|走|看|坐|站|打|跳|唱|拍|骑|放|玩|等|吃|喝|撑|排).*)$", words
    )
    words = f"一个人{someone.group('deed')}" if someone else words
    made_all: list[Subject] = []
    main = landmark(talk, where)
    for piece in _pieces(words):
        made = make(talk.say(piece), talk.e.lexicon)
        if made is None or len(made.subject.noun) > 12 or NO_NOUN.search(made.subject.noun):
            return False
        if twice and made.subject.count == 1:
            made = replace(made, subject=replace(made.subject, count=2))
        made_all.append(_one(talk, made, where, verb, main))
    _share(talk, made_all)
    talk.speak_of(tuple(s.id for s in made_all[:3]) if len(made_all) > 1 and not where else (made_all[-1].id,))
    return bool(made_all)


def _anchored(talk: Talk, where: str) -> str:
    """Return a place with its anchor by name: 他身后; and in "书桌左边放香炉，右边放兰花" 右边 is 书桌右边."""
    side = re.fullmatch(r"[左右](?:边|面|侧)|[前后上下]面|中间", where)
    before = re.match(r"^(?P<x>[^，]{1,6}?)(?:的)?[左右](?:边|面|侧)$", talk.where) if side else None
    if before and side and side.group(0)[0] in "左右":
        return f"{before.group('x')}{where}"
    pronoun = re.match(r"^(?P<x>[它他她])(?=的?[身背头脚手旁左右前后边上下面里怀])", where)
    named = talk.find(pronoun.group("x")) if pronoun else None
    if named and named.subjects and pronoun:
        return f"{talk.e.get(named.subjects[0]).noun}{where[1:]}"
    return where


def _falling(talk: Talk, words: str) -> list[tuple[str, str]]:
    """ "加点雾": weather is no thing that is added."""
    bare = re.sub(r"^(?:一?点儿?|一?些|一?场)", "", words)
    said = f"下{bare}" if bare in ("雨", "雪") else bare
    if bare == words or bare not in ("雾", "雨", "雪", "风", "薄雾", "小雨", "小雪"):
        return []
    return [("weather", talk.e.lexicon.value("weather", said))]


def _share(talk: Talk, made: list[Subject]) -> None:
    """In "一只橘猫和一只黑狗在沙发上睡觉" both sleep."""
    deed = talk.e.get(made[-1].id).action if len(made) > 1 else ""
    for subject in made[:-1] if deed else ():
        now = talk.e.get(subject.id)
        if not now.action and not now.wears and not now.place:
            talk.e.put(replace(now, action=deed, place=talk.e.get(made[-1].id).place))


def _pieces(words: str) -> list[str]:
    """Cut a list at its joints; a list inside of a predicate stays whole."""
    pieces, start = [], 0
    for joint in JOINTS.finditer(words):
        before = words[start : joint.start()]
        if re.search(r"[着在戴穿拿抱]", before) and not AMOUNT.match(words[joint.end() :]):
            continue
        pieces.append(before)
        start = joint.end()
    made: list[str] = []
    for piece in (*pieces, words[start:]):
        kin = PAIR.match(piece)
        two = kin is not None and kin.group("a") != kin.group("b")
        made += [kin.group("a"), piece[kin.end("a") :]] if kin and two else [piece]
    return [p for p in made if p]


def _one(talk: Talk, made: Made, where: str, verb: str, main: list[Subject]) -> Subject:
    before = tuple(s.id for s in talk.scene.subjects)
    alive = [s for s in talk.scene.subjects if talk.names.is_alive(s)]
    if (
        main
        and alive
        and talk.names.is_alive(made.subject)
        and not talk.names.is_alive(main[0])
        and where in ("旁边", "后面", "前面", "身后", "身边")
    ):
        main = alive[:1]
    new = _settled(talk, talk.add(made))
    stood = re.match(r"^(?P<v>[^来出有满着去过起]{1,2}?)(?:来|出|满|着|去|过|起)*$", verb)
    posture = stood.group("v").rstrip("个上") if stood and EXISTENCE.match(verb) else ""
    if posture and verb[-1:] in "来出起满" and len(verb) > 1:
        posture = ""
    if where:
        _stand(talk, new, posture, where, main, verb)
    elif posture and posture not in ("放", "摆", "堆", "支", "插", "贴", "种"):
        talk.act(talk.e.get(new.id), f"{posture}着")
    if (
        not where
        and re.match(r"^[铺长种撒养放摆游落堆]", verb)
        and talk.where
        and talk.e.get(new.id).action == f"{posture}着"
    ):
        talk.e.put(replace(talk.e.get(new.id), action=f"{posture}在{talk.where}"))
    talk.where = where or talk.where
    if not where and main and re.match(r"^[插装盛泡养绑]", verb):
        talk.relate(new.id, "in" if re.search(r"[瓶壶缸盆杯罐桶篮碗锅盒]$", main[0].noun) else "on", main[0].id)
    for said in made.said:
        talk.e.acted.add(new.id)
        bare = re.fullmatch(r"[举抬推拉扛抱牵捧]着", said)
        if bare and main:
            talk.relate(new.id, said, main[0].id)
            continue
        if not say_of(talk, [talk.e.get(new.id)], said):
            talk.act(talk.e.get(new.id), said)
    assert before is not None
    return talk.e.get(new.id)


def _settled(talk: Talk, new: Subject) -> Subject:
    """ "雪地里的小狐狸": a place that is said of a subject is the picture's, when none is known."""
    for attribute in new.attributes:
        found = re.match(r"^在?(?P<x>[^，]{2,8})(?:里面|里|上|中)$", attribute)
        if not talk.names.is_alive(new) or talk.e.lexicon.find(attribute, ("time",)):
            break
        if found and not talk.scene.setting and is_place(found.group("x"), talk.e.lexicon):
            talk.frame("setting", talk.e.lexicon.value("setting", found.group("x")))
            talk.e.put(replace(talk.e.get(new.id), attributes=tuple(a for a in new.attributes if a != attribute)))
            break
    return talk.e.get(new.id)


def _stand(talk: Talk, new: Subject, posture: str, where: str, main: list[Subject], verb: str = "") -> None:
    where = re.sub(r"^(?:在|画面|图)(?:的)?", "", where) or where
    if CORNER.match(where):
        talk.e.acted.add(new.id)
        return talk.act(talk.e.get(new.id), f"{posture}在{where}")
    found = ANCHOR.match(where)
    anchor, side = (found.group("who"), found.group("side")) if found else ("", "")
    place = PLACE.match(where)
    if carries(talk, verb, where, main) and main[0].id != new.id:
        return _beside(talk, new, "" if posture in tuple("插撒铺盖浇点") else posture, main[0], "上")
    if place and not (anchor and talk.find(anchor)):
        talk.e.put(replace(talk.e.get(new.id), place=SIDES[place.group(1)[-1]]))
        if posture and posture not in "放摆":
            talk.act(talk.e.get(new.id), f"{posture}着")
        return
    if (
        re.fullmatch(
            r"两边|两侧|两旁|左右|四周|周围|外面|外头|远处|近处|旁边|后面|前面|上面|下面|里面|身后|身边|背后|"
            r"底下|脚边|手边|身旁",
            where,
        )
        and side
        and not anchor
    ):
        others = [s for s in main if s.id != new.id]
        if others and re.fullmatch(r"旁边|后面|前面|上面|下面|里面|身后|身边|背后|底下|脚边|手边|身旁", where):
            _beside(talk, new, posture, others[0], side)
            return
    if (
        anchor
        and not where.startswith("天")
        and is_place(where, talk.e.lexicon)
        and not talk.find(anchor)
        and not talk.scene.setting
        and (talk.fresh or not NARROW.search(anchor))
    ):
        setting = re.sub(r"(?:里面|里|上|中|内)$", "", where)
        talk.frame("setting", talk.e.lexicon.value("setting", setting))
        if posture and posture not in "放摆":
            talk.act(talk.e.get(new.id), f"{posture}着")
        return
    if NARROW.search(anchor) and not talk.find(anchor) and not talk.fresh:
        talk.e.acted.add(new.id)
        return talk.act(talk.e.get(new.id), f"{posture}在{where}")
    if anchor:
        stand(talk, talk.e.get(new.id), posture, anchor, side, whole=where)
        return
    talk.e.acted.add(new.id)
    talk.act(talk.e.get(new.id), f"{posture}在{where}{'上' if re.search(r'[船桥车山树楼][头尾顶]$', where) else ''}")


def _beside(talk: Talk, new: Subject, posture: str, other: Subject, side: str) -> None:
    from rewriter.places_zh import KIND

    talk.relate(new.id, KIND.get(side, "next_to"), other.id)
    if posture and posture not in "放摆跟":
        talk.act(talk.e.get(new.id), f"{posture}着")


def _dress(talk: Talk, who: str, part: str, words: str) -> bool:
    """ "头上加对大角", "给它手里塞根鱼干": worn or held by its owner."""
    named_ = talk.find(who) if who else None
    owners = talk.all(named_.subjects) if named_ else talk.current() if not who else []
    noun, deed = split_deed(words, talk.e.lexicon)
    thing = talk.thing(noun)
    if not owners or thing is None:
        return False
    for subject in owners:
        if part[0] in "手怀嘴爪" and part != "手腕上":
            talk.hold(subject, thing)
        else:
            from rewriter.words_zh import is_wearable

            worn = is_wearable(thing.noun, thing.concept, talk.e.lexicon)
            if worn or part in ("脖子上", "身上", "胸前", "腰上", "手腕上"):
                talk.wear(subject, thing)
            else:
                made = make(talk.say(words), talk.e.lexicon)
                if made is None:
                    return False
                new = talk.add(made)
                talk.relate(new.id, "on", subject.id)
                now = talk.e.get(new.id)
                talk.e.put(replace(now, action=f"在{subject.noun}{part}"))
                talk.e.scene = replace(
                    talk.scene, relations=tuple(r for r in talk.scene.relations if r.subject != new.id)
                )
    if deed and part[0] in "手怀嘴":
        for subject in owners:
            talk.act(talk.e.get(subject.id), deed)
    talk.speak_of(tuple(s.id for s in owners))
    return True


def _another(talk: Talk, found: "re.Match[str]", where: str) -> bool:
    """ "再来一条白的", "再加两条小的花的": others of the kind that is spoken of."""
    main = talk.current() or list(talk.scene.subjects[:1])
    if re.match(r"^[穿戴拿抱举]", found.group("what")) and not any(talk.names.is_alive(s) for s in talk.scene.subjects):
        return bring_in(talk, where, "", f"{found.group(0).removesuffix(found.group('spot') or '')}人")
    like = next(
        (
            s
            for s in (*main, *talk.names.order())
            if measure_of(s, talk.e.lexicon) == found.group("m") or _measured(s, found.group("m"), talk)
        ),
        main[0] if main else None,
    )
    if like is None or (found.group("m") not in "个位名口" and talk.names.is_person(like)):
        return False
    made = make(f"{found.group('n')}{found.group('m')}{like.noun}", talk.e.lexicon)
    if made is None:
        return False
    subject = replace(named(like.noun, talk.e.lexicon), count=made.subject.count, attributes=made.subject.attributes)
    noun = like.noun
    if found.group("what") in ("一样", "同样", "一模一样", "相同", "同款"):
        new = talk.e.append(replace(like, count=made.subject.count, place=""))
        talk.record("add", new.id, "", new.noun)
        talk.speak_of([new.id])
        return True
    for word in [w for w in found.group("what").split("的") if w]:
        color = color_of(word, talk.e.lexicon)
        if color:
            subject = replace(subject, color=color)
        elif word in "大小":
            subject = replace(subject, size={"大": "big", "小": "small"}[word])
        else:
            subject = replace(subject, attributes=(*subject.attributes, word))
    new = talk.add(Made(replace(subject, noun=noun, concept=like.concept)))
    links = tuple(
        replace(r, subject=new.id) for r in talk.scene.relations if r.subject == like.id and r.kind in ("in", "on")
    )
    talk.e.scene = replace(talk.scene, relations=(*talk.scene.relations, *links))
    inside = next((p for p in like.action.split("，") if p.startswith("在")), "")
    if inside and not where:
        talk.e.put(replace(talk.e.get(new.id), action=inside))
    if where:
        _stand(talk, new, "", where, main)
    talk.speak_of([new.id])
    return True


def _measured(subject: Subject, measure: str, talk: Talk) -> bool:
    concept = talk.e.lexicon.concepts.get(subject.concept)
    return any(a.endswith(measure) for a in subject.attributes) or bool(concept and concept.measure == measure)
