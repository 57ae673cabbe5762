"""What Chinese asks of one thing in the picture: where it is, what it does, whether it is there, what is at a place."""

import re

from dialog.scene import Scene, Subject, Thing
from rewriter import phrases_zh
from rewriter.lexicon import Lexicon
from rewriter.living_zh import ANIMAL_END
from rewriter.naming_zh import Names, stem
from rewriter.places_zh import KIND, SIDE, stands
from rewriter.scalars import color_of

WHERE = re.compile(
    r"^(?P<who>[^，]+?)(?:现在|还|都|是|又|被)*(?:(?:站|坐|趴|躺|放|挂|摆|停|藏|蹲|待|住|跑|去|飞|走)?(?:在|到|去)?)?"
    r"(?:哪儿|哪里|哪个(?:地方|位置)|什么(?:地方|位置)|啥地方|哪(?=了|呢|$))(?:站着|坐着|趴着|躺着|待着|放着)?(?:了|呢|啊|呀)*$"
)
DOES = re.compile(
    r"^(?P<who>[^，]+?)(?:现在|正|都|又|们)*(?:在)?(?:干嘛|干吗|干什么|干啥|做什么|做啥|忙什么|忙啥|搞什么|什么动作|什么姿势)(?:了|呢|啊|呀|来着)*$"
)
IS_THERE = re.compile(
    r"^(?:(?:画面|图|画|这张图|照片|背景|这)(?:里|中|上)?(?:面)?(?:现在)?|现在)?(?:(?:还|是)?(?:有没有|是不是有|有木有)(?P<a>[^，]+?)|(?:还)?(?:能)?(?:有|看到|看见|看得到)(?P<b>(?!什么|啥|谁|哪)[^，]+?)(?:吗|没有|没|么|不)|"
    r"(?P<c>[^，有]+?)(?:还|现在)*(?:在不在|还在吗|在吗|还有吗|有没有|还在么)(?:了|啊|呀|呢)*)$"
)
IS_SO = re.compile(
    r"^(?P<who>[^，]+?)(?:是不是|有没有|(?:现在)?是(?=.+(?:吗|的吗)$)|(?=[戴穿拿围抱打举].+(?:吗|没有|没)$))(?P<y>[^，]+?)(?:吗|没有|没|了吗|么|的吗)?$"
)
AT = re.compile(
    rf"^(?P<x>[^，]{{0,8}}?)(?:的)?(?P<side>{SIDE}|外)(?:现在|都|还)*(?:是|有|放|摆|站|坐|趴|挂|停|写|贴|躺|蹲|画)(?:着|了|的)*(?:些|的是)?(?:什么|啥|谁|哪些?)(?:东西|人|动物|字)?(?:了|呢|啊|呀|来着)*$"
)
AT_SOME = re.compile(
    rf"^(?P<x>[^，]{{1,8}}?)(?:的)?(?P<side>{SIDE}|外)(?:现在|都|还)*(?:有没有|有)(?P<what>[^，什么啥谁]+?)(?:吗|没有?|么)?$"
)
"""Whether somebody or something is at a place: 男孩左边有人吗."""
DOES_TO = re.compile(r"^(?P<who>[^，]+?)(?:正)?在(?P<v>[^，在]{1,2})(?:着|的是|的)?(?:什么|啥)(?:了|呢|啊|呀|来着)*$")
IS_FIELD = re.compile(
    r"^(?:现在|外面?|窗外|天)*(?:还|正|在|是)*(?P<x>下雨|下雪|刮风|起雾|晴天|阴天|雨天|白天|晚上|夜里|黑天|早上|傍晚|天黑|天亮)(?:了|着)*(?:吗|没有?|么)$"
)
WHOSE = re.compile(
    r"^(?P<x>[^，]+?)(?:现在|是)*(?:在|归)?(?:谁|哪个)(?:的)?(?:手里|手上|那儿|那里|身上|头上|拿着|戴着|的)(?:了|呢|啊|呀)*$"
)
SORTS = {
    r"动物|小动物": "animal",
    r"人|人物|别人": "person",
    r"植物|绿植|花草": "plant",
    r"鸟|小鸟": "bird",
    r"车|车子|车辆": "car",
    r"鸡": "hen",
    r"船": "boat",
    r"交通工具": "vehicle",
    r"(?:好)?吃的|食物|美食": "food",
}
PLANT = re.compile(r"[花草树竹藤苔]$|萝$|盆栽|仙人掌|多肉|植物|玫瑰|向日葵|荷|莲|梅|兰|菊|松|柳")
BIRD = re.compile(r"[鸟鸽燕雀鹤鹭鸥鹰鹊鹅鸭鹂鹦鹉雁鸦]|凤凰|企鹅")


def sort_of(words: str, names: Names) -> list[Subject] | None:
    """Return the subjects of a sort that ``words`` ask for (动物, 人, 植物); None when they name no sort."""
    sort = next((kind for word, kind in SORTS.items() if re.fullmatch(word, words)), None)
    if sort is None:
        return None
    fits = {
        "animal": lambda s: names.is_alive(s) and not names.is_person(s),
        "person": names.is_person,
        "plant": lambda s: PLANT.search(s.noun) is not None,
        "bird": lambda s: BIRD.search(s.noun) is not None and ANIMAL_END.search(s.noun) is not None,
        "car": lambda s: re.search(r"车$|摩托$|的士$|[大巴]巴$", s.noun) is not None,
        "hen": lambda s: s.noun.endswith("鸡") or s.concept in ("chicken", "chick"),
        "boat": lambda s: re.search(r"[船艇舰轮]$", s.noun) is not None,
        "vehicle": lambda s: _is_kind(s, "vehicle", names),
        "food": lambda s: _is_kind(s, "food", names),
    }[sort]
    return [s for s in names.scene.subjects if fits(s)]


def _is_kind(subject: Subject, kind: str, names: Names) -> bool:
    concept = names.lexicon.concepts.get(subject.concept)
    return concept is not None and concept.kind == kind


def found(words: str, names: Names) -> list[Subject]:
    """Return all whom ``words`` name: a sort, everybody of one name, or the one that fits."""
    sort = sort_of(words, names)
    if sort is not None:
        return sort
    named = names.find(words)
    if named is None or named.part or not named.subjects:
        return []
    first = next(s for s in names.scene.subjects if s.id == named.subjects[0])
    alike = [s for s in names.scene.subjects if s.noun == first.noun]
    plain = names.same(first.noun, first.concept, words) or words.removesuffix("们") == first.noun
    return alike if plain else [s for s in names.scene.subjects if s.id in named.subjects]


def whereabouts(subject: Subject, scene: Scene, lexicon: Lexicon) -> list[str]:
    """Return the clauses that say where a subject is, each with its name; [] where nothing was said."""
    name = phrases_zh.short_name(subject, lexicon)
    parts = [p for p in subject.action.split("，") if p and stands(p) and re.search(r"在|上|里|下|边|旁", p)]
    place = phrases_zh.PLACES.get(subject.place, "")
    told = [f"{name}{place}{p}" for p in parts] or ([f"{name}{place}"] if place else [])
    told += [
        phrases_zh.relation_clause(r, scene, lexicon)
        for r in scene.relations
        if r.subject == subject.id and r.kind in phrases_zh.RELATIONS
    ]
    return told


def where(words: str, names: Names, scene: Scene, lexicon: Lexicon) -> str:
    """ "老爷爷在哪儿"."""
    asked = WHERE.match(words)
    if asked is None or re.search(
        r"背景|场景|这是|画面|^(?:这|画|图|这张|这幅)?(?:画|图)?(?:的是|的|画的是)?$", asked.group("who")
    ):
        return ""
    who = found(asked.group("who"), names)
    if not who:
        held = _holders(asked.group("who"), names)
        if held:
            return f"{'、'.join(phrases_zh.short_name(s, lexicon) for s in held)}那里。"
        return f"画面里没有{asked.group('who')}。"
    told = [t for s in who for t in (whereabouts(s, scene, lexicon) or [phrases_zh.subject_phrase(s, lexicon)])]
    setting = lexicon.said("setting", scene.setting, "zh")
    if setting and not any(whereabouts(s, scene, lexicon) for s in who):
        return f"{'、'.join(phrases_zh.short_name(s, lexicon) for s in who[:1])}在{setting.removeprefix('在')}。"
    return f"{'，'.join(dict.fromkeys(told))}。"


def does(words: str, names: Names, scene: Scene, lexicon: Lexicon) -> str:
    """ "小女孩在干嘛"."""
    asked = DOES.match(words)
    who = found(asked.group("who"), names) if asked else []
    if asked is None:
        return ""
    if not who:
        return f"画面里没有{asked.group('who')}。"
    told = []
    for subject in who:
        name = phrases_zh.short_name(subject, lexicon)
        with_ = [
            phrases_zh.relation_clause(r, scene, lexicon)
            for r in scene.relations
            if r.subject == subject.id and r.kind not in phrases_zh.RELATIONS
        ]
        place = phrases_zh.PLACES.get(subject.place, "")
        told += [f"{name}{place}{subject.action}"] if subject.action else with_ or [f"没有说{name}在做什么"]
    return f"{'；'.join(dict.fromkeys(told))}。"


def does_to(words: str, names: Names, scene: Scene, lexicon: Lexicon) -> str:
    """ "厨师在切什么"."""
    asked = DOES_TO.match(words)
    verb = asked.group("v") if asked else ""
    for subject in found(asked.group("who"), names) if asked else []:
        part = next(
            (m.group(0) for p in subject.action.split("，") if (m := re.search(rf"{re.escape(verb)}.*$", p))), ""
        )
        if part:
            return f"{part}。"
    return ""


def is_field(words: str, names: Names, scene: Scene, lexicon: Lexicon) -> str:
    """ "外面下雨了吗"."""
    asked = IS_FIELD.match(words)
    if asked is None:
        return ""
    field = "weather" if re.search(r"[雨雪风雾]|晴|阴", asked.group("x")) else "time"
    value = getattr(scene, field)
    said = lexicon.said(field, value, "zh") if value else ""
    if not said:
        return f"没有说{'天气' if field == 'weather' else '时间'}。"
    core = re.sub(r"[下刮起天的]", "", asked.group("x"))
    same = core[:1] in said or lexicon.lookup(asked.group("x"), field) == lexicon.id_of(field, value) != ""
    return f"{'是的' if same else '不是'}：{said}。"


def is_there(words: str, names: Names, scene: Scene, lexicon: Lexicon) -> str:
    """ "画面里有没有狗", "有植物吗", "青蛙还在吗"."""
    asked = IS_THERE.match(words)
    if asked is None:
        return ""
    noun = next(g for g in asked.groups() if g)
    noun = re.sub(r"^(?:任何|什么|别的|其他的?|一[个只条])|(?:了|的|存在|吗)$", "", noun) or noun
    who = found(noun, names)
    if who:
        return f"有：{'、'.join(phrases_zh.noun_phrase(s, lexicon) for s in who)}。"
    things = [(s, t) for s in scene.subjects for t in (*s.wears, *s.holds) if names.is_thing(t, noun)]
    if things:
        return f"有：{'、'.join(_owned(s, t, lexicon) for s, t in things)}。"
    whole = phrases_zh.caption(scene, lexicon)
    clause = next((c for c in re.split("，", whole) if noun in c), "")
    return f"有：{clause}。" if clause else f"没有，画面里没有{noun}。"


def _owned(subject: Subject, thing: Thing, lexicon: Lexicon) -> str:
    return f"{phrases_zh.short_name(subject, lexicon)}的{phrases_zh.thing_phrase(thing, lexicon)}"


def _holders(words: str, names: Names) -> list[Subject]:
    return [s for s in names.scene.subjects if any(names.is_thing(t, words) for t in (*s.wears, *s.holds))]


def is_so(words: str, names: Names, scene: Scene, lexicon: Lexicon) -> str:
    """ "黑猫戴东西了吗", "猫是白色的吗", "老爷爷是不是拿着拐杖"."""
    asked = IS_SO.match(words)
    who = found(asked.group("who").removesuffix("的"), names) if asked else []
    if asked is None or not who:
        return ""
    said = re.sub(r"了$|的$", "", asked.group("y"))
    subject = who[0]
    too = re.match(r"^(?:有点|有些|显得|画得)*(?:太|有点|有些)(?P<x>[大小高矮多少亮暗长短胖瘦粗细])$", said)
    if too:
        less = too.group("x").translate(str.maketrans("大小高矮多少亮暗长短胖瘦粗细", "小大矮高少多暗亮短长瘦胖细粗"))
        return f"要改的话，可以说“{phrases_zh.short_name(subject, lexicon)}{less}一点”。"
    told = phrases_zh.subject_phrase(subject, lexicon)
    verb = re.match(r"^(?P<v>[戴穿拿围抱打举披系])(?:着|了|过)?(?P<x>.*)$", said)
    if verb:
        things = subject.holds if verb.group("v") in "拿抱打举" else subject.wears
        any_ = not verb.group("x") or re.fullmatch(r"东西|什么|啥", verb.group("x"))
        fit = [t for t in things if any_ or names.is_thing(t, verb.group("x"))]
        yes = bool(fit) or (not any_ and verb.group("x") in told)
    else:
        color = color_of(said, lexicon)
        yes = (bool(color) and lexicon.id_of("color", subject.color) == lexicon.id_of("color", color)) or said in told
    return f"{'是的' if yes else '没有' if verb else '不是'}：{told}。"


def at_place(words: str, names: Names, scene: Scene, lexicon: Lexicon) -> str:
    """ "窗外是什么", "橘猫旁边有什么", "讲台上放着什么"."""
    asked = AT.match(words) or AT_SOME.match(words)
    if asked is None:
        return ""
    x, side = asked.group("x"), asked.group("side")
    if not x and re.fullmatch(r"画面|里面?|上面?", side):
        return ""
    if re.fullmatch(r"画面?|这?[张幅]?[图画]片?|照片", x) and re.fullmatch(r"里面?|上面?|中", side):
        return ""  # the whole picture is asked about
    if not x or re.fullmatch(r"画面|图|最|图片", x):
        placed = (
            names.at_side(side[0] if side[0] in "左右上下" else "中", scene.subjects) if side[0] in "左右上下中" else ()
        )
        placed = placed or tuple(s for s in scene.subjects if len(side) > 1 and side in s.action)
        return f"{'、'.join(phrases_zh.noun_phrase(s, lexicon) for s in placed)}。" if placed else ""
    anchors = found(x, names)
    ids, kind = {s.id for s in anchors}, KIND.get(side, "")
    loose = {
        "on": {"on", "above", "in"},
        "above": {"on", "above"},
        "in": {"in", "on"},
        "under": {"under", "below"},
        "below": {"under", "below"},
    }
    wanted = loose.get(kind, {kind})
    there = [r.subject for r in scene.relations if r.object in ids and r.kind in wanted]
    turned = {
        "left_of": "right_of",
        "right_of": "left_of",
        "next_to": "next_to",
        "in_front_of": "behind",
        "behind": "in_front_of",
    }.get(kind)
    there += [r.object for r in scene.relations if r.subject in ids and r.kind == turned]
    spot = f"{x}{side}"
    spots = {f"{name}{end}" for name in (x, stem(x), x.removesuffix("子")) for end in (side, side[0])}
    told = [s for s in scene.subjects if s.id in there or (s.id not in ids and any(one in s.action for one in spots))]
    if asked.groupdict().get("what"):
        kinds = sort_of(asked.group("what"), names)
        told = (
            [s for s in told if s in kinds]
            if kinds is not None
            else [s for s in told if names.same(s.noun, s.concept, asked.group("what"))]
        )
        said = "、".join(phrases_zh.noun_phrase(s, lexicon) for s in told)
        return f"有：{said}。" if told else f"没有，{spot}没有{asked.group('what')}。"
    if told:
        return f"{'、'.join(phrases_zh.noun_phrase(s, lexicon) for s in told)}。"
    notes = [n for n in scene.notes if spot in n]
    return f"{'，'.join(notes)}。" if notes else f"没有说{spot}有什么。"


def whose(words: str, names: Names, scene: Scene, lexicon: Lexicon) -> str:
    """ "剑在谁手里"."""
    asked = WHOSE.match(words)
    if asked is None:
        return ""
    held = _holders(asked.group("x"), names) or [s for s in scene.subjects if asked.group("x") in s.action]
    return f"{'、'.join(phrases_zh.noun_phrase(s, lexicon) for s in held)}。" if held else ""
