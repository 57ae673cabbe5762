"""Chinese wishes: a table of sentence patterns, each with the function that turns it into operations."""

import re
from collections.abc import Callable
from dataclasses import replace

from rewriter import frames, nouns_zh
from rewriter.chinese import MEASURES
from rewriter.operations import Operation, Phrase
from rewriter.resolve import clean, is_picture, is_pronoun
from rewriter.segment import strip_zh
from rewriter.values import (
    SIZE_ZH,
    VAGUE,
    Context,
    assign,
    color_of,
    count_of,
    field_of,
    frame_value,
    place_of,
    size_of,
)

Match = re.Match[str]
Handler = Callable[[Match, Context], list[Operation]]

BECOME = r"(?:换成|改成|变成|改为|变为|换为|替换成|替换为|画成|改作|换作|变作|弄成|调成|设成|设为|做成|涂成|染成|改回|换回|变回|是|改到|换到|转换成|转成|转为|切换到|切换成|调整为|调整成)"
REMOVE = r"(?:去掉|删掉|删除|移除|拿掉|去除|拿走|摘掉|摘下来|摘下|脱掉|擦掉|取消|拿开|移走|抹掉|弄掉|清除|删了|去了|扔掉|取下|取下来)"
NEW_ONE = re.compile(rf"^(?:[一两二三四五六七八九十几\d]+[{MEASURES}]|一些|些)")
PARTS = (
    "头发",
    "尾巴",
    "眼睛",
    "耳朵",
    "翅膀",
    "胡子",
    "角",
    "鼻子",
    "嘴巴",
    "脸",
    "手",
    "脚",
    "腿",
    "毛发",
    "鬃毛",
    "刘海",
    "辫子",
    "牙齿",
    "爪子",
    "胡须",
    "条纹",
    "斑点",
    "鳞片",
    "羽毛",
)
LOOKS = re.compile(r"^(?:扎|留|梳|长着|染|烫|有)")
COMMENT = re.compile(
    r"好看|漂亮|不错|喜欢|满意|很棒|太棒|难看|丑|奇怪|不对|不好|更好|可爱极了|完美|厉害|有点怪|太单调|太普通"
)


def remove(m: Match, context: Context) -> list[Operation]:
    """Take away each item named."""
    names = [clean(part).removesuffix("也").removesuffix("都") for part in nouns_zh.JOINT.split(m.group("x"))]
    return [Operation("remove", name, span=m.group(0)) for name in names if name]


def swap(m: Match, context: Context) -> list[Operation]:
    """ "把X换成Y"."""
    x, y = m.group("x").strip(), strip_zh(m.group("y"))
    x = re.sub(r"^(?:图中|画里|画面中|里面|画中)的?", "", x)
    one = re.match(rf"^(?:(.+?)(?:中的|里的|的)?)?(?:其中(?:的)?)?一[{MEASURES}](.*)$", x)
    if "其中" in x or (
        one and not (one.group(1) or "").endswith(("第",)) and _several(one.group(2) or one.group(1) or "", context)
    ):
        noun = re.sub(rf"其中(?:的)?|一[{MEASURES}]|中的|里的", "", x)
        return [Operation("split", noun, value=y, phrase=nouns_zh.parse(y, context.lexicon), span=m.group(0))]
    part = _part(x, context)
    if part:
        return [Operation("part", part[0], part[1], _part_value(part[1], y), span=m.group(0))]
    if x.endswith(("的颜色", "颜色")) and not field_of(x):
        x = re.sub(r"的?颜色$", "", x)
    if x.endswith(("的大小", "的数量", "数量")):
        x = re.sub(r"的?(?:大小|数量)$", "", x)
    return assign(x, y, context, m.group(0))


def _several(noun: str, context: Context) -> bool:
    subject = context.resolver.subject(noun)
    return subject is not None and subject.count != 1


def _part(words: str, context: Context) -> tuple[str, str] | None:
    """Read "美人鱼的尾巴", "头发"; the owner may be left out. A part that is a thing in the scene is none."""
    found = re.match(rf"^(?:(.+?)的?)?({'|'.join(PARTS)})$", words)
    if found is None or (words and context.resolver.subject(words)):
        return None
    return found.group(1) or "", found.group(2)


def _part_value(part: str, value: str) -> str:
    value = value.removesuffix("的")
    return value if value.endswith(part) or part in value else f"{value}{part}"


def give(m: Match, context: Context) -> list[Operation]:
    """Let somebody wear, hold or have things."""
    x, verb, y = m.group("x"), m.groupdict().get("v") or "", m.group("y")
    if frames.whole(x, context.lexicon, loose=False) or field_of(x) or is_picture(x):
        return _add(y, context, m.group(0))
    return [op for item in nouns_zh.JOINT.split(y) for op in own(x, item, verb, context, m.group(0))]


def own(target: str, item: str, verb: str, context: Context, span: str) -> list[Operation]:
    """Return the operation that gives ``item`` to ``target``: worn, held, or a part of it."""
    item = re.sub(r"^(?:上|着|了)", "", item)
    made = nouns_zh.thing(item, context.lexicon)
    if made is None:
        return []
    if made.noun.endswith(PARTS):
        return [Operation("part", target, next(p for p in PARTS if made.noun.endswith(p)), item, span=span)]
    worn = re.match(r"^[穿戴披围系套]", verb) or nouns_zh.is_wearable(made.noun, made.concept, context.lexicon)
    return [Operation("wear" if worn else "hold", target, value=item, span=span)]


def dress(m: Match, context: Context) -> list[Operation]:
    """ "戴上一顶帽子", "猫戴着帽子"."""
    return give(m, context)


def let(m: Match, context: Context) -> list[Operation]:
    """ "让她吹笛子": a predicate of a subject."""
    x, y, span = m.group("x"), m.group("y"), m.group(0)
    if not (is_pronoun(x) or context.resolver.subject(x)):
        return []
    became = re.match(rf"^(?:都)?(?:变|变得|变成|成为){''}(.+)$", y)
    if became:
        return assign(x, re.sub(r"^(?:成|得)", "", became.group(1)), context, span)
    if nouns_zh.WORN.match(y) or nouns_zh.HELD.match(y):
        return [Operation("tail", x, value=y, span=span)]
    place = place_of(y)
    if place:
        return [Operation("move", x, "place", place, span=span)]
    if LOOKS.match(y):
        return [Operation("set", x, "attribute", y, span=span)]
    return [Operation("act", x, value=y, span=span)]


def move(m: Match, context: Context) -> list[Operation]:
    """ "把X移到Y"."""
    x, y, span = m.group("x"), m.group("y"), m.group(0)
    place = place_of(y)
    if place:
        return [Operation("move", x, "place", place, span=span)]
    facts = frames.place_zh(y, context.lexicon)
    if facts:
        return [
            *(Operation("frame", x, name, value, span=span) for name, value in facts),
            Operation("unplace", x, span=span),
        ]
    if not (is_pronoun(x) or context.resolver.find(x)):
        return _add(x, context, span, y)
    return [Operation("move", x, "where", y, span=span)]


def add(m: Match, context: Context) -> list[Operation]:
    """ "加X": text, weather, clothes, one more of the same, or new subjects."""
    return _add(m.group("x"), context, m.group(0), m.groupdict().get("y") or "")


def _add(words: str, context: Context, span: str, where: str = "") -> list[Operation]:
    lexicon = context.lexicon
    words = re.sub(r"^(?:上|入|进|了|点|个(?=[^子]))(?=.)", "", words.strip())
    quoted = re.search(r"[\"“「『']([^\"”」』']+)[\"”」』']", words)
    if quoted and re.search(r"字|写|标题|标语", words + span):
        return [Operation("frame", attribute="text", value=quoted.group(1), span=span)]
    bare = re.sub(rf"^(?:一[{MEASURES}]|些|一些|点|一点)", "", words)
    facts = frames.whole(bare, lexicon, loose=False)
    if facts and facts[0][0] in ("weather", "time", "style", "lens") and not lexicon.concept(bare):
        return [Operation("frame", attribute=name, value=value, span=span) for name, value in facts]
    place = place_of(where) if where else ""
    facts = frames.place_zh(where, lexicon) if where and not place else ()
    if facts and context.scene.setting and dict(facts).get("setting") != context.scene.setting:
        facts = ()
    operations = [Operation("frame", attribute=name, value=value, span=span) for name, value in facts]
    for piece in nouns_zh.split_subjects(words, lexicon):
        operations += _add_piece(piece, context, span, "" if facts else where, place)
    return operations


def _add_piece(piece: str, context: Context, span: str, where: str, place: str) -> list[Operation]:
    phrase = _another(piece, context) or nouns_zh.parse(piece, context.lexicon)
    if phrase is None:
        return [Operation("note", value=piece, span=span)]
    s, lexicon = phrase.subject, context.lexicon
    living = [
        x for x in context.scene.subjects if x.concept and lexicon.concepts[x.concept].kind in ("animal", "person")
    ]
    on_head = re.match(r"^(.*?)的?(?:头上|脖子上|身上|脸上)$", where)
    wearable = nouns_zh.is_wearable(s.noun, s.concept, lexicon)
    if wearable and not s.action and (on_head or (not where and len(living) == 1)):
        return [Operation("wear", on_head.group(1) if on_head else living[0].noun, value=piece, span=span)]
    if re.match(r"^(?:在|再)?(?:手里|手上|手中|怀里)$", where) or re.search(r"(?:手里|手上|手中|怀里)$", where):
        return [Operation("hold", re.sub(r"^在|的?(?:手里|手上|手中|怀里)$", "", where), value=piece, span=span)]
    if (
        span.startswith(("再", "多"))
        and not where
        and context.resolver.subject(s.noun)
        and not (s.color or s.attributes or s.action or s.wears)
    ):
        return [Operation("more", s.noun, value=str(max(1, s.count)), phrase=phrase, span=span)]
    return [
        _placed(phrase, where, place, span),
        *(Operation("frame", attribute=n, value=v, span=span) for n, v in phrase.frame),
    ]


def _another(piece: str, context: Context) -> Phrase | None:
    """Read "一只白的", "一只": another of what is spoken of."""
    amount, focus = nouns_zh.AMOUNT.match(piece), context.resolver.in_focus()
    if amount is None or focus is None:
        return None
    rest = piece[amount.end() :]
    color = color_of(rest, context.lexicon) if rest else ""
    if rest and not color and not rest.endswith("的"):
        return None
    plain = nouns_zh.parse(amount.group(0) + focus.noun, context.lexicon)
    if plain is None:
        return None
    extra = (rest.removesuffix("的"),) if rest and not color else ()
    subject = plain.subject
    return Phrase(replace(subject, color=color, attributes=(*subject.attributes, *extra)))


def _placed(phrase: Phrase, where: str, place: str, span: str) -> Operation:
    subject = phrase.subject
    if place:
        subject = replace(subject, place=place)
    related = nouns_zh.RELATION.match(where) if where and not place else None
    if where in nouns_zh.RELATION_WORDS:
        return Operation("add", phrase=Phrase(subject, relation=nouns_zh.RELATION_WORDS[where]), span=span)
    if related:
        relation = nouns_zh.RELATION_WORDS[related.group(2)]
        return Operation(
            "add", value=where, phrase=Phrase(subject, relation=relation, anchor=related.group(1)), span=span
        )
    return Operation("add", value=where if not place else "", phrase=Phrase(subject), span=span)


def resize(m: Match, context: Context) -> list[Operation]:
    """ "把X放大", "X小一点"."""
    size = size_of(m.group("y"), context.lexicon) or {"大": "big", "小": "small"}.get(m.group("y")[-1:], "")
    x = m.group("x")
    if not size or not (not x or is_pronoun(x) or context.resolver.find(x)):
        return []
    return [Operation("set", x, "size", size, span=m.group(0))]


def vague(m: Match, context: Context) -> list[Operation]:
    """ "水母少一点"."""
    if not context.resolver.find(m.group("x")):
        return []
    return [Operation("set", m.group("x"), "vague", VAGUE[m.group("y")[0]], span=m.group(0))]


def count(m: Match, context: Context) -> list[Operation]:
    """ "只要一个鸡蛋", "一个鸡蛋就够了"."""
    words = m.group("y")
    phrase, number = nouns_zh.parse(words, context.lexicon), count_of(words)
    target = (m.groupdict().get("x") or "").strip()
    if number:
        return [Operation("set", target, "count", str(number), span=m.group(0))]
    if phrase is None or context.resolver.find(phrase.subject.noun) is None or phrase.subject.count < 1:
        return []
    return [Operation("set", phrase.subject.noun, "count", str(phrase.subject.count), span=m.group(0))]


def camera(m: Match, context: Context) -> list[Operation]:
    """ "镜头拉近": a lens in known or free words."""
    return [
        Operation("frame", attribute="lens", value=frames.lens_value(m.group("y"), context.lexicon), span=m.group(0))
    ]


def bring_back(m: Match, context: Context) -> list[Operation]:
    """Restore what was there before."""
    return [Operation("restore", m.group("x"), span=m.group(0))]


def revert(m: Match, context: Context) -> list[Operation]:
    """ "撤销风格的修改", "风格改回来"."""
    field = field_of(m.group("x"))
    return [Operation("revert", attribute=field, span=m.group(0))] if field else []


def write(m: Match, context: Context) -> list[Operation]:
    """Words to be read in the picture."""
    return [Operation("frame", attribute="text", value=clean(m.group("x")).strip("\"'“”「」『』"), span=m.group(0))]


def state(m: Match, context: Context) -> list[Operation]:
    """ "猫在左边", "猫要白色的"."""
    x, y = m.group("x"), m.group("y")
    if not (is_pronoun(x) or context.resolver.find(x) or field_of(x)):
        return []
    return assign(x, y, context, m.group(0))


def too(m: Match, context: Context) -> list[Operation]:
    """ "机器人太小了": a complaint is a wish for the contrary."""
    x, y = m.group("x"), m.group("y")
    if not (is_pronoun(x) or context.resolver.find(x)):
        return []
    if y in "大小":
        return [Operation("set", x, "size", {"大": "small", "小": "big"}[y], span=m.group(0))]
    return [Operation("set", x, "vague", {"多": "几", "少": "许多"}[y], span=m.group(0))]


def wants(m: Match, context: Context) -> list[Operation]:
    """ "小女孩要扎两个辫子": a value or a predicate."""
    x, y = m.group("x"), m.group("y")
    if not (is_pronoun(x) or context.resolver.find(x)):
        return []
    if y.endswith("的") or color_of(y, context.lexicon) or size_of(y, context.lexicon) or place_of(y):
        return assign(x, y, context, m.group(0))
    return let(m, context)


def setting(m: Match, context: Context) -> list[Operation]:
    """ "用海边做背景"."""
    return [
        Operation(
            "frame", attribute="setting", value=frame_value("setting", m.group("y"), context.lexicon), span=m.group(0)
        )
    ]


TABLE: tuple[tuple[str, Handler], ...] = (
    (
        r"(?:撤销|取消|撤回|还原)(?:对)?(?P<x>背景|风格|画风|镜头|颜色|天气|时间|视角)(?:的)?(?:修改|改动|变化|更改)?",
        revert,
    ),
    (
        r"(?:把)?(?P<x>背景|风格|画风|镜头|颜色|天气|时间|视角)(?:再)?(?:改回来|换回来|变回来|改回去|换回去|还原|恢复原样|改回原来的?|恢复)(?:原来的)?(?:吧|了)?",
        revert,
    ),
    (
        r"(?:把|将)?(?P<x>.+?)(?:再)?(?:加回来|加回去|找回来|放回来|拿回来|画回来|还原|恢复|要回来|请回来|带回来|回来)",
        bring_back,
    ),
    (r"(?:恢复|还原|找回)(?:刚才|之前|原来)?(?:的)?(?P<x>.+)", bring_back),
    (
        r"(?:在.*)?(?:写上|写着|写|加上文字|加文字|配文|加上字|题字|文字写)(?:几个字|一行字|文字|字)?[:：]?(?P<x>[\"“「『'].+[\"”」』'])(?:几个字|的字|字样)?",
        write,
    ),
    (r"(?:上面|画面上|图上)?(?:写上|写着|加上文字|加文字|配文|题字)[:：]?(?P<x>[^把给让]{1,20})", write),
    (r"(?P<x>.+?)还是(?:要)?(?P<y>.+?)(?:比较|更)?(?:好看|好|吧)", state),
    (r"(?P<x>.+?)(?:有点|有些)?太(?P<y>[大小多少])了?", too),
    (r"(?:画面|图|画|图片)(?:里|中|上)?(?:不要|别|不能)(?:有|出现)?(?P<x>.+)", remove),
    (rf"(?:把|将|给我把)(?P<x>.+?)(?:都|给)?{REMOVE}(?:了|吧)?", remove),
    (rf"{REMOVE}(?:了)?(?P<x>.+)", remove),
    (
        r"(?:不要|别|不需要|不想要|不再要|不用|没有|别让|无)(?:画|出现|有|再|任何|那个|那些|这个|加|显示|看到|见|放)*(?P<x>[^了]+?)(?:了|出现)?",
        remove,
    ),
    (
        rf"(?P<x>.+?)(?:不要了|不要|不需要了|不用了|就不要了|都不要了|也不要了|可以不要|{REMOVE}了?|没必要|多余了?)",
        remove,
    ),
    (r"(?:用|拿)(?P<y>.+?)(?:代替|替换|替代|换掉|取代|替掉)(?:掉)?(?P<x>.+)", swap),
    (r"(?:用|以|拿)(?P<y>.+?)(?:做|作为|当|作|为)背景", setting),
    (
        rf"(?:把|将|给)?(?P<x>(?!给)[^，]*?)(?:都|全部|全|再|又|还是|直接|也)?{BECOME.replace('|是|', '|')}(?P<y>.+)",
        swap,
    ),
    (
        r"(?P<x>背景|场景|风格|画风|时间|季节|天气|镜头|视角|颜色|文字|氛围|光线)(?:要|是|为|用|选|设置为|应该是|变|换)(?P<y>.+)",
        swap,
    ),
    (
        r"(?:把|将)(?P<x>.+?)(?:和|跟|与)(?P<y>.+?)(?:的位置)?(?:互换|对调|交换|调换|换)(?:一下)?(?:位置)?",
        lambda m, c: [Operation("exchange", m.group("x"), value=m.group("y"), span=m.group(0))],
    ),
    (
        r"(?:把|将|让)?(?P<x>.*?)(?:移到|移动到|放到|放在|挪到|摆到|摆在|搬到|移至|移去|挪去|移|挪|站到|坐到|跑到|去到|放)(?P<y>(?:画面|图片|图)?(?:的)?最?[左右上下中正].{1,4}|.+?(?:上|里|中|下|边|旁|前|后|面|方|口|处|里面))(?:去|来)?",
        move,
    ),
    (
        r"(?:把|将)(?P<x>.+?)(?P<y>放大|缩小|变大|变小|改大|改小|画大|画小|弄大|弄小|调大|调小)(?:一点|一些|点|些)?",
        resize,
    ),
    (r"(?P<x>.*?)(?:变|再|画|要|放|弄|缩|更)?(?P<y>[大小](?:一点|一些|点|些)(?:儿)?)", resize),
    (r"(?P<x>.*?)(?P<y>变大|变小|放大|缩小)(?:了)?", resize),
    (r"(?P<x>.+?)(?:再)?(?P<y>[多少](?:一点|一些|点|些))", vague),
    (r"给(?P<x>.+?)(?:加上|加|画上|画|配上|配|添上|添|带上|来|安上|装上|弄)(?P<v>)(?P<y>.+)", give),
    (
        r"(?:给|让|叫|帮)(?P<x>.+?)(?:都|也|再)?(?P<v>戴上|戴着|戴|穿上|穿着|穿|披上|披着|围上|围着|围|系上|系着|套上)(?P<y>.+)",
        dress,
    ),
    (
        r"(?:让|叫|使|给)(?P<x>.+?)(?:手里|手上|手中)?(?P<v>拿着|拿|举着|捧着|握着|提着|抱着|撑着|打着)(?P<y>.+)",
        lambda m, c: let(
            re.match(r"让(?P<x>.*?)(?P<y>(?:拿|举|捧|握|提|抱|撑|打).*)$", re.sub(r"^(?:叫|使|给)", "让", m.group(0)))
            or m,
            c,
        ),
    ),  # fmt: skip
    (
        r"(?:只要|只留|只画|只有|只保留|留下?|有)(?P<y>[一两二三四五六七八九十\d].+?)(?:就够了|就行了?|就好了?|即可|够了)?",
        count,
    ),
    (r"(?P<y>[一两二三四五六七八九十\d].+?)(?:就够了?|就行了?|就好了?|即可|够了)", count),
    (
        r"(?P<x>.+?)(?:只要|只留|只画|只有|要|来|画|改)(?P<y>[一两二三四五六七八九十\d]+["
        + MEASURES
        + r"])(?:就够了?|就行了?|就好了?|即可|够了)?",
        count,
    ),
    (
        r"(?:让|叫|使|要)(?P<x>它们|他们|她们|它|他|她|.+?)(?:都)?(?P<y>(?:正在|坐|站|躺|趴|跑|跳|飞|吹|弹|拿|抱|看|笑|哭|睡|吃|喝|骑|走|游|在|变|成为|张|闭|举|踢|唱|玩|打|拉|推|追|读|写|画|钓|牵|背|靠|望|面|回|转|戴|穿|微笑|大笑|摇|挥|伸|抬|低|蹲|跪|爬|咬|舔|闻|喷|吐|发|睁|眨|漂|浮|倒|挂|做).*)",
        let,
    ),
    (r"镜头(?P<y>.+)", camera),
    (
        r"(?:在)?(?P<y>[^，]{1,12}?)(?:再|也|还|又)?(?:加上|加入|添加|增加|添上|加|添|放上|放着|放|画上|画|有|摆上|摆|种上|种|挂上|挂)(?:了|着|个|上)?(?P<x>(?:[一两二三四五六七八九十几\d]+["
        + MEASURES
        + r"]|一些|些|许多).+)",
        add,
    ),
    (
        r"(?:再|还要|还|多|另外|继续|又)?(?:加上|加入|添加|增加|添上|加|添|放上|放|画上|画(?!面|里|中)|来|多画|多加|要|有|补|补上|摆上|摆|配上|配|画个)(?:了|个|上)?(?P<x>.+)",
        add,
    ),
    (r"(?P<x>它们|他们|她们|它|他|她|.+?)(?:的颜色)?(?:得是|应该是|应该|是|变|画成)(?P<y>.+)", state),
    (r"(?P<x>它们|他们|她们|它|他|她|.+?)(?:要|得|用)(?P<y>.+)", wants),
    (r"(?P<x>它们|他们|她们|它|他|她)(?P<y>[^是要].+)", let),
)
PATTERNS = tuple((re.compile(rf"^{pattern}$"), handler) for pattern, handler in TABLE)
WEARING = re.compile(r"^(?P<x>.{0,8}?)(?P<v>戴上|戴着|戴|穿上|穿着|穿|披上|披着|围上|围着|系上|系着)(?P<y>.+)$")


def parse(clause: str, context: Context) -> list[Operation]:
    """Return what one Chinese clause asks for; [] when it is not understood."""
    words = strip_zh(clause)
    if len(words) > 200:
        return []
    short = _short(words, context)
    if short:
        return short
    for pattern, handler in PATTERNS:
        found = pattern.match(words)
        if found and (operations := handler(found, context)):
            return operations
    return _last(words, context)


def _short(words: str, context: Context) -> list[Operation]:
    """Read a clause that is only a value: 蓝色, 夜晚, 大一点, 水墨风."""
    lexicon = context.lexicon
    color = color_of(words, lexicon)
    if color:
        return [Operation("set", "", "color", color, span=words)]
    if SIZE_ZH.match(words) and context.scene.subjects:
        return [Operation("set", "", "size", size_of(words, lexicon), span=words)]
    place = place_of(words)
    if place:
        return [Operation("move", "", "place", place, span=words)]
    facts = frames.whole(words, lexicon, loose=False)
    return [Operation("frame", attribute=name, value=value, span=words) for name, value in facts]


def _last(words: str, context: Context) -> list[Operation]:
    """What is left: clothes, a predicate of a subject, a free style or lens, a remark."""
    lexicon = context.lexicon
    worn = WEARING.match(words)
    if worn and context.scene.subjects and (not worn.group("x") or context.resolver.subject(worn.group("x"))):
        return dress(worn, context)
    words = re.sub(r"^(?:再|还|也)(?=.)", "", words)
    if nouns_zh.HELD.match(words) and context.scene.subjects:
        return [Operation("tail", "", value=words, span=words)]
    noun, predicate = nouns_zh.split_predicate(words, lexicon)
    if predicate and (is_pronoun(noun) or context.resolver.subject(noun)):
        return let(re.match(r"^(?P<x>.+)$", noun) and re.match(rf"^(?P<x>{re.escape(noun)})(?P<y>.+)$", words), context)  # type: ignore[arg-type]
    made = _let_somebody(words, context)
    if made:
        return made
    facts = frames.whole(words, lexicon)
    if facts:
        return [Operation("frame", attribute=name, value=value, span=words) for name, value in facts]
    if COMMENT.search(words):
        return [Operation("comment", value=words, span=words)]
    if NEW_ONE.match(words):
        return _add(words, context, words)
    return []


def _let_somebody(words: str, context: Context) -> list[Operation]:
    """Read "让猫醒着" by the longest name after 让, and a bare predicate of the subject in focus."""
    led = re.match(r"^(?:让|叫|使)(.+)$", words)
    if led:
        rest = led.group(1)
        for cut in range(min(len(rest) - 1, 10), 0, -1):
            if is_pronoun(rest[:cut]) or context.resolver.subject(rest[:cut]):
                return [Operation("act", rest[:cut], value=rest[cut:], span=words)]
    if nouns_zh.VERBS.match(words) and context.scene.subjects and len(words) < 30:
        return [Operation("act", "", value=words, span=words)]
    return []
