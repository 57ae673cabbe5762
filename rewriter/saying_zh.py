"""What spoken Chinese says of a subject: clothes, things in the hand, deeds, places, colors, sizes, numbers, words."""

import re
from dataclasses import replace

from dialog.scene import Subject
from rewriter.being_zh import awake, is_somebody
from rewriter.chinese import MEASURES, NUMERALS
from rewriter.doing_zh import NUDGED, hold, moved, negated, rides, wear
from rewriter.facts_zh import is_place
from rewriter.making_zh import make
from rewriter.naming_zh import NUMBER
from rewriter.places_zh import WHERE, stand
from rewriter.scalars import color_of
from rewriter.talk_zh import SHAPES, Talk
from rewriter.words_zh import PLACE

RIDE = re.compile(r"^(?P<verb>骑|踩|踏|坐|站|趴|躺|睡|蹲)(?:着|在)?(?P<x>[^，]{1,10}?)(?:上面|背上|身上|上)?$")
TAKES = re.compile(r"^(?P<verb>[抱骑牵背扛顶推拉捻叼追看盯陪咬舔喂摸画舞拍踢拖搂驮啃])(?P<aspect>着|住)?(?P<x>[^，]+)$")
DEGREE = re.compile(
    r"^(?:再|更|要|得|变得?|弄|画|调|搞|稍微|稍|都|有点|放|做|显得|给我|能不能)*(?P<x>[^一再更，]{1,4}?)(?"
    r":一点点|一点儿?|一些|点儿?|些)(?:的)?$"
)


CHANGE = re.compile(
    r"^(?:都|就|也|给我|全)?(?:变得?|变成|改成|改为|换成|弄成|画成|做成|涂成|染成|刷成|调成|整成|弄|改|换|"
    r"搞成|转成)(?P<x>.+?)(?:的)?$"
)


BIGGER = re.compile(
    r"^(?:再|更|要|得|变|放|弄|画|缩|加|做|调|给我|都)*(?P<x>大|小|长|短|高|矮|粗|细|胖|瘦|圆|亮|暗|宽|窄|"
    r"厚|薄)(?:了)?$"
)


COUNTED = re.compile(
    rf"^(?:只?要|是|有|变成|改成|换成|变|改|成|画|来|凑够?|凑成|一共|总共|得有|加到|减到|增加到|减少到|留|就|"
    rf"只)*(?P<n>{NUMBER})(?P<m>[{MEASURES}])(?:就够了|就行|就好)?$"
)


LEADS = re.compile(
    r"^(?:留着|继续|自己(?!走)|也|都|就|还是|还(?!是)|再|要|得|应该|必须|可以|最好|能|正|全|给我|一起|继续|重新|现在|只)(?=.)"
)


WRITES = re.compile(
    r"^(?:[上里]面?)?(?:用(?P<by>[^，]{1,6}?))?(?:写|题|印|刻|绣|画|喷|贴|标|打)(?:着|上|了|个|"
    r"成)*(?:几?[个行首句张]|一[行首句个]|大字|小字|字|诗|标题|标语|几个字|的字|的是|"
    r"“)*[:：]?(?P<q>[\ue000-\ue0ff])(?:[两二三四五六俩仨]个?大?字|几个字|的?字样|这?[个首句]?[字诗话]|"
    r"[一二两三四五六七八九十]个字)?$"
)


SAME = re.compile(
    r"^(?:也|都|要|得|就|给)*(?:(?:穿|戴|围|系|披|拿|用|换|弄|画|搞)(?:成|着|上)?)?(?:跟|和|同|像|"
    r"与)(?P<x>[^，]+?)(?:一样|同款|相同|一致|一个花色|一个颜色|一个样|同色|同样)(?:的)?(?P<what>颜色|"
    r"[^，的]{0,4})(?:的)?$"
)


def say_of(talk: Talk, who: list[Subject], words: str) -> bool:
    """Read ``words`` as a predicate of ``who``; False when they are none that the rules know."""
    words = words.strip("，。 ")
    if not who or not words:
        return bool(who)
    ids = tuple(s.id for s in who)
    talk.speak_of(ids)
    for read in (
        _write,
        _alike,
        _same,
        _by_number,
        negated,
        _where,
        moved,
        wear,
        hold,
        _takes,
        _counted,
        awake,
        is_somebody,
        _value,
        _degree,
    ):
        said = words
        for _ in range(4):
            if read(talk, talk.all(ids), said):
                return True
            shorter = LEADS.sub("", said, count=1)
            if shorter == said:
                break
            said = shorter
    return False


def _write(talk: Talk, who: list[Subject], words: str) -> bool:
    found = WRITES.match(words)
    if found is None:
        return False
    by = f"用{found.group('by')}" if found.group("by") else ""
    for subject in who:
        write_on(talk, subject, f"{by}写着{talk.say(found.group('q'))}")
    return True


def write_on(talk: Talk, subject: Subject, words: str) -> None:
    """Let words be read on a subject; those it said before go."""
    parts = [p for p in re.split(r"，(?![^“]*”)", subject.action) if p and "写着“" not in p]
    talk.e.put(replace(subject, action="，".join([*parts, words])))
    talk.record("edit", subject.id, "text", words, subject.action)


BY_NUMBER = re.compile(
    rf"^(?:再|又)*(?P<v>少|减少?|去掉|删掉|拿走|多|加|添|来|补|增加)(?:了|掉|上|画|来|加|添|放)?(?P<n>{NUMBER})[{MEASURES}]$"
)


def _by_number(talk: Talk, who: list[Subject], words: str) -> bool:
    """ "蝴蝶少一只", "星星再多两颗"."""
    found = BY_NUMBER.match(words)
    if VAGUELY.match(words):
        for subject in who[:1]:
            from rewriter import subjects

            subjects.set_attribute(talk.e, subject, talk.op("set", subject.id, "vague", "几"))
        return True
    if found and who[0].count == 1:
        who = [s for s in talk.scene.subjects if s.noun == who[0].noun and any(map(ABOUT.match, s.attributes))] or who
    about = next((a for a in who[0].attributes if ABOUT.match(a)), "") if found else ""
    if found and about:
        by = NUMERALS.get(found.group("n"), 1) * (-1 if found.group("v")[0] in "少减去删拿" else 1)
        new = "".join("零一二三四五六七八九十"[min(10, max(1, NUMERALS[c] + by))] for c in about[:2]) + about[2:]
        talk.e.put(replace(who[0], attributes=tuple(new if a == about else a for a in who[0].attributes)))
        talk.record("edit", who[0].id, "count", new, about)
        return True
    if found is None or not all(s.count > 0 for s in who):
        return False
    number = NUMERALS.get(found.group("n"), 0) or (int(found.group("n")) if found.group("n").isdecimal() else 11)
    sign = -1 if found.group("v")[0] in "少减去删拿" else 1
    if sign < 0 and who[0].count <= number:
        who = [s for s in talk.scene.subjects if s.noun == who[0].noun and s.count > number] or who
    for subject in who[:1]:
        talk.set_count(subject, subject.count + sign * number)
    return True


ABOUT = re.compile(rf"^[一二两三四五六七八九][二三四五六七八九][{MEASURES}]$")
VAGUELY = re.compile(rf"^(?:再|又)*多(?:来|放|加|画|添|摆|插|种)?(?:上|了)?几[{MEASURES}]$")
ALIKE = re.compile(
    r"^(?:也|都)?(?:换|改|弄|用|要|是|染|涂)*(?:成|为)?(?:一样|同样|相同|同款|同一个|一个)的?(?:颜色|花色|色)的?$"
)


def _alike(talk: Talk, who: list[Subject], words: str) -> bool:
    """ "旗子也换一样的颜色" after something got a color in this turn."""
    colors = [c.value for c in talk.e.changes if c.attribute.endswith("color") and c.value]
    if not colors or ALIKE.match(words) is None:
        return False
    for subject in who:
        talk.set_color(subject, colors[-1])
    return True


def _same(talk: Talk, who: list[Subject], words: str) -> bool:
    """ "穿跟他们一样的", "颜色跟裙子一样": what the other one wears, or its color."""
    found = SAME.match(words)
    model = talk.find(found.group("x")) if found else None
    if found is None or model is None:
        return False
    what = found.group("what")
    if model.part and model.part.field in ("wears", "holds"):
        owner = talk.e.get(model.part.subject)
        thing = getattr(owner, model.part.field)[model.part.index]
        for subject in who:
            talk.set_color(subject, thing.color) if thing.color else talk.describe(subject, f"和{thing.noun}一样")
        return True
    source = next((s for s in talk.all(model.subjects) if s not in who), None)
    if source is None:
        return True
    for subject in who:
        if source.wears and not what.endswith("色") and (talk.names.is_alive(subject) or subject.wears):
            things = [t for t in source.wears if not what or what in t.noun] or list(source.wears)
            for thing in things:
                talk.wear(talk.e.get(subject.id), thing, instead=True)
        elif source.color:
            talk.set_color(subject, source.color)
        else:
            talk.describe(subject, f"和{source.noun}一样")
    return True


def _counted(talk: Talk, who: list[Subject], words: str) -> bool:
    found = COUNTED.match(words)
    if found is None:
        return False
    word = found.group("n")
    number = int(word) if word.isdecimal() else 10 + NUMERALS[word[1]] if len(word) == 2 else NUMERALS[word]
    for subject in who:
        talk.set_count(subject, number)
    return True


def _value(talk: Talk, who: list[Subject], words: str) -> bool:
    """ "蓝的", "是橘色的", "要透明的", "变大": a color, a material, a size or another quality."""
    lexicon = talk.e.lexicon
    bare = re.sub(
        r"^(?:也|都|就|还|再)*(?:是|要|得是|应该是|用|画成|弄成|改成|换成|变成|涂成|染成|刷成|做成|给我)*(?=.)",
        "",
        words,
    )
    bare = re.sub(r"(?:那种|那样)?(?:就行|就好|就可以)?$", "", bare)
    color = color_of(bare, lexicon)
    same = make(bare, lexicon) if not color and bare != words and len(bare) < 6 else None
    if same and same.subject.color and not same.said and all(_called(talk, s, same.subject.noun) for s in who):
        color = same.subject.color  # 是橘猫, said of a cat
    if color:
        for subject in who:
            talk.set_color(subject, color)
        return True
    if re.fullmatch(
        r"(?:大概|差不多|也就)?(?:\d+|[一二三四五六七八九十]+)(?:来|多|几|出头)?岁(?:左右|出头)?(?:的)?(?:样子)?", bare
    ):
        for subject in who:
            talk.describe(subject, bare)
        return True
    bigger = BIGGER.match(bare)
    if bigger:
        for subject in who:
            talk.describe(subject, bigger.group("x"))
        return True
    double = re.match(r"^变?(大|长|高|粗|胖|亮)变?(大|长|高|粗|胖|亮)$", bare)
    if double:
        for subject in who:
            for each in double.groups():
                talk.describe(talk.e.get(subject.id), each)
        return True
    begun = lexicon.match_at(bare.lower(), 0, ("concept",)) if bare else None
    led = re.match(r"^(?:也|都|就)?(?:要|是|得是|换成|改成|变成|画成)", words) and bare != words
    if begun and begun.end < len(bare) - 1 and bare.endswith("的") and not SHAPES.match(bare) and not led:
        return False
    if re.match(r"^[^，]{2,}(?:也|都)?是[^，]{1,4}的$", bare):
        return False
    quality = bare.endswith("的") and 1 < len(bare) < 10 and bare != words.removesuffix("的")
    if SHAPES.match(bare) or quality or (bare.endswith("的") and 1 < len(bare) < 10):
        for subject in who:
            mixed = re.match(r"^(?:纯|浅|深|淡|墨|暗|亮|米|奶|天|宝|酒|玫|荧光|莫兰迪).{1,2}$", bare.removesuffix("的"))
            if mixed and re.search(r"[红黄蓝绿紫白黑灰粉金银青橙棕]色?$", bare.removesuffix("的")):
                talk.set_color(subject, bare.removesuffix("的").removesuffix("色") + "色")
            else:
                talk.describe(subject, bare.removesuffix("的"))
        return True
    return False


def _called(talk: Talk, subject: Subject, noun: str) -> bool:
    return talk.names.same(subject.noun, subject.concept, noun)


def _degree(talk: Talk, who: list[Subject], words: str) -> bool:
    found = DEGREE.match(words)
    if found and found.group("x") in ("多", "少"):
        for subject in who:
            from rewriter import subjects

            vague = {"多": "许多", "少": "几"}[found.group("x")]
            subjects.set_attribute(talk.e, subject, talk.op("set", subject.id, "vague", vague))
        return True
    if (
        found is None
        or found.group("x") in ("多", "少", "近", "远", "来", "加", "放", "有")
        or re.search(r"着|[一二两三四五六七八九十]$", found.group("x"))
    ):
        return False
    for subject in who:
        talk.describe(subject, re.sub(r"^(?:再|更|变|有|[缩放](?=[大小]))", "", found.group("x")))
    return True


FLIES = re.compile(r"^[飞游飘跳跑走转漂爬奔滑滚玩睡][^，]{0,3}$")


def _where(talk: Talk, who: list[Subject], words: str) -> bool:
    bare = re.match(r"^在(?P<x>[^，]{1,5}[^，上里中下边旁])$", words)
    if bare and not talk.scene.setting and is_place(bare.group("x"), talk.e.lexicon) and not talk.find(bare.group("x")):
        talk.frame("setting", talk.e.lexicon.value("setting", bare.group("x")))
        return True
    if NUDGED.match(words):
        return False
    if re.match(r"^(?:走|跑|飞|游|跳|爬|来|冲)(?:到|向|进)", words) and "，" not in words:
        for subject in who:
            talk.act(subject, words)
        return True
    found = WHERE.match(words)
    if found is None or not (found.group("verb") or words.startswith(("在", "到"))):
        return False
    if (
        found.group("verb")
        and re.match(r"^(?:着)?[^，]*(?:看|吃|拿|画|喝)", words[len(found.group("verb")) :])
        and "在" not in words[:5]
    ):
        return False
    anchor, side, rest, verb = found.group("who"), found.group("side"), found.group("rest"), found.group("verb") or ""
    if "从" in anchor[1:]:
        return False
    if (len(side) == 1 and not anchor) or (side == "上" and re.match(r"^[学班课街网]$", rest)):
        return False
    within = re.match(r"^的(?P<x>[^，]{1,6}?)(?:里面?|上|中|下|旁边?)?$", rest)
    if within and not verb:  # 在城堡前面的花园里
        return _in_place(talk, who, words, f"{anchor}{side}的{within.group('x')}", within.group("x"))
    free = rest and not verb and not talk.find(anchor) and not PLACE.match(f"{anchor}{side}")
    if free and FLIES.match(rest) and not is_place(anchor, talk.e.lexicon):
        for subject in who:
            talk.act(subject, words)
        return True
    for subject in who:
        stand(talk, subject, verb, anchor, side, whole=words[: len(words) - len(rest)] if rest else words)
    rest = rest.strip("，")
    if rest and rest not in ("去", "来", "的", "着") and not say_of(talk, talk.all(tuple(s.id for s in who)), rest):
        for subject in talk.all(tuple(s.id for s in who)):
            talk.act(subject, rest)
    return True


def _in_place(talk: Talk, who: list[Subject], words: str, whole: str, place: str) -> bool:
    """Let the picture be set in a place that another is beside, or let ``who`` stand there in the user's words."""
    if is_place(place, talk.e.lexicon) and not talk.find(place):
        talk.frame("setting", whole)
        return True
    for subject in who:
        talk.act(subject, words)
    return True


def _takes(talk: Talk, who: list[Subject], words: str) -> bool:
    """ "抱着一只小白狗", "骑马", "踩着云": a deed done with another subject, one that is there or a new living one."""
    ride = RIDE.match(words)
    if ride and (ride.group("verb") in "骑踩踏") and not re.match(r"^[着在]?$", ride.group("x")):
        return rides(talk, who, ride.group("verb"), ride.group("x"))
    found = TAKES.match(words)
    if found is None:
        return False
    named = talk.find(found.group("x"))
    if named and named.subjects and not named.part and not set(named.subjects) & {s.id for s in who}:
        for subject in who:
            talk.relate(subject.id, f"{found.group('verb')}着", named.subjects[0])
        return True
    made = make(talk.say(found.group("x")), talk.e.lexicon)
    if (
        made is None
        or not made.counted
        or not talk.names.is_alive(made.subject)
        or found.group("verb") not in "抱牵背搂驮"
    ):
        return False
    new = talk.add(made)
    for said in made.said:
        if not say_of(talk, [new], said):
            talk.act(talk.e.get(new.id), said)
    for subject in who:
        talk.relate(subject.id, f"{found.group('verb')}着", new.id)
    talk.speak_of([*(s.id for s in who), new.id][:1])
    return True
