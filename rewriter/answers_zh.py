"""Chinese questions about the picture, answered from the scene alone: how many, what color, who wears what, what is
written, what is where."""

import re

from dialog.scene import Scene, Subject, Thing
from rewriter import asked_zh, phrases_zh
from rewriter.chinese import MEASURES, numeral
from rewriter.family_zh import by_name
from rewriter.lexicon import Lexicon
from rewriter.naming_zh import Names
from rewriter.reading_zh import clean
from rewriter.which_side_zh import ASKS_SIDE, which_side

ASKS = re.compile(
    rf"(?:有几|共几|还剩几|剩几|^几|是几|(?<![加来放画添长摆插种多少要])几[{MEASURES}](?:来着|啊|呀|呢|了|"
    rf"[?？])*$|多少|什么(?!都|也|的|时候都)|啥(?!都|也)|谁|哪(?!怕)|"
    r"吗(?:[?？]|$)|是不是|有没有|多[大高重长远久](?:了|啊|呢)?[?？]?$|(?<!不)对不对|还在不在|怎么(?!样都)|"
    rf"为什么|为啥|咋|干[嘛吗啥]|做啥|(?:现在|一共|总共)(?:还)?(?:有|是|剩)?几[{MEASURES}]|没有?[?？]$|(?:戴|穿|拿)[^，]{{0,4}}没$)"
)
WISHES = re.compile(
    r"^(?:把|将|给|让|加|再|来|换|改|画(?!面|里|上|中|的是)|添|放|去掉|删|不要|别|撤|回到|变|用|要|整|弄|搞|帮|"
    r"在.{1,6}(?:加|放|画|写))|(?:换成|改成|变成|弄成)|(?:怎么样|如何|好不好|行不行|可以吗|行吗|好吗)[?？]?$|"
    r"^(?:能不能|可不可以|可以|能)"
)
COUNT = re.compile(rf"(?:几|多少)(?:个|[{MEASURES}])?")
ABOUT_WORDS = re.compile(r"写|题|字|诗|标题|名字叫|叫什么")
ABOUT_COLOR = re.compile(r"什么颜色|啥颜色|什么色|啥色|哪种颜色|颜色是")
ABOUT_STUFF = re.compile(r"材质|材料|什么做的|啥做的|质地")
ABOUT_WHO = re.compile(r"^(?:现在|目前|那)?(?:是)?(?:谁|哪[个只位条匹头])")
ABOUT_FIELD = (
    ("weather", "天气"),
    ("style", "风格|画风"),
    ("time", "时间|白天还是|什么时候|几点"),
    ("setting", "背景|场景|在哪|哪里|什么地方|啥地方"),
    ("lens", "镜头|视角|角度"),
    ("mood", "氛围|气氛"),
)
CHATS = re.compile(r"好看|好不好|意思|推荐|建议|觉得|你是|你叫|你会|你能|为什么|为啥|怎么用|怎么办|合适|适合")


TELLS = re.compile(
    rf"^(?:远处|近处|旁边|周围|四周|天上|天空|地上|[左右前后上下外里]面|[左右]边|身边|身后|(?!画|图|照|现)(?:[^，有]{{1,2}}[里上下边]|[^，有]{{2,6}}里(?=还有)))(?:里|上|中)?(?:还|也|再|"
    rf"要)?"
    rf"有(?:着|好)?几[{MEASURES}][^，]+$|^几[{MEASURES}][^，吗呢]{{1,5}}(?:正?在[下打跑跳踢玩唱吃喝看走飞游做画写排聊追放][^，]+|[站坐围排跑]着[^，]*)$"
)
"""Says that there are some, at a place, though the same words may ask how many."""
OPENED = re.compile(rf"^[^，]{{2,10}}[开长落飘飞游停站坐挂放摆结冒](?:了|着|出)+(?:好)?几[{MEASURES}]$")
"""Tells that some have come out, though 几 may ask how many: 池塘里荷花开了几朵."""
HOW_IS = re.compile(r"(?:天气|光线|背景|颜色|氛围|画风|风格)(?:现在)?(?:是)?(?:怎么样|什么样|如何|咋样)")


ABOUT_ONE = re.compile(
    r"(?:那)?(?P<x>(?!然后|还有|这样|那样|怎么|别的|这个|那个|现在|我|你|颜色|背景|风格)[^，。把给让换改加去放变要不?？]{1,4}(?:的[^，。?？呢]{1,4})?)呢[?？]?"
)
"""猫呢: whether there is one, and what is said of it."""


def asks(words: str) -> bool:
    """Tell whether a Chinese turn asks something and wants nothing changed."""
    bare = clean(words)
    if ABOUT_ONE.fullmatch(words):
        return True
    if re.fullmatch(r"(?:画|图|这)?里面?有几(?:个人|只动物|个东西)", bare):
        return True
    if (TELLS.match(bare) or OPENED.match(bare)) and not re.search(r"[?？]\s*$", words):
        return False
    if HOW_IS.search(words) or re.search(r"会不会(?:更|比较)", words):
        return True
    if len(words) > 60 or re.search('[“"\ue000-\ue0ff]', words) or WISHES.search(bare):
        return False
    return (
        ASKS.search(bare) is not None
        or ASKS_SIDE.search(bare) is not None
        or re.search(r"(?:干[嘛吗]|吗|没有?|么)[?？]?$", words) is not None
        or (words.rstrip().endswith(("?", "？")) and ASKS.search(words) is not None)
    )


def answer(words: str, scene: Scene, lexicon: Lexicon, focus: tuple[str, ...]) -> str:
    """Return the answer to a question about the picture, "" when it is about something else."""
    if (CHATS.search(words) and not HOW_IS.search(words)) or not (scene.subjects or scene.setting):
        return ""
    said = (
        re.sub(
            r"^(?:现在|目前|那|请问|话说|对了|哎|诶|嗯|这会儿|刚才)+[，、]?|(?:来着|呢|啊|呀|了|呐|哈|[?？。！])+$",
            "",
            clean(words),
        )
        or words
    )
    words, said = by_name(words, scene), by_name(said, scene)
    names = Names(scene, lexicon, focus)
    one = ABOUT_ONE.fullmatch(words)
    said = f"有没有{one.group('x')}" if one else said
    tail = re.search(r"(?<=干)[嘛吗](?=[?？]?$)|(?:了)?(?:吗|么)(?=[?？]?$)|(?:怎么样|什么样|如何)(?=[?？]?$)", words)
    said = f"{said}{tail.group(0)}" if tail and not said.endswith(tail.group(0)) else said
    said = re.sub(r"^[A-Za-z' ]+(?=[㐀-鿿])", "", said)
    told = [_one(part, names, scene, lexicon) for part in re.split(r"[，,]", said) if part]
    return "".join(dict.fromkeys(t for t in told if t))


def _one(said: str, names: Names, scene: Scene, lexicon: Lexicon) -> str:
    """Answer one clause."""
    for read in READERS:
        found = read(said, names, scene, lexicon)
        if found:
            return found
    return ""


def named_in(words: str, names: Names) -> list[Subject]:
    """Return the subjects that the longest piece of ``words`` names."""
    for size in range(min(len(words), 10), 0, -1):
        for start in range(len(words) - size + 1):
            piece = words[start : start + size]
            if re.match(r"^[的是有在着了]|[着了在有是]$", piece):
                continue
            found = names.find(piece)
            if (
                found
                and found.subjects
                and not found.part
                and (size > 1 or names.lexicon.concept(piece) or size == len(words))
            ):
                return [s for s in names.scene.subjects if s.id in found.subjects]
    return []


def _how_many(words: str, names: Names, scene: Scene, lexicon: Lexicon) -> str:
    found = COUNT.search(words)
    if found is None or re.search(r"几点|多少钱", words):
        return ""
    if re.search(r"(?:几|多少)种?颜色", words):
        told = named_in(words[: found.start()], names)
        return f"{'、'.join(phrases_zh.noun_phrase(s, lexicon) for s in told)}。" if told else ""
    before, after = words[: found.start()], words[found.end() :]
    after = after.split("，")[0]
    noun = re.sub(
        r"^(?:一共|总共|共|里面?|画面|图)*(?:上|里|中)?(?:有|是)?|(?:在|戴|穿|拿|围|趴|站|坐).*$|有$", "", after
    ) or re.sub(r"(?:一共|总共|共|里|上|中|现在|目前|还|剩下?|都|有|是|画面|图|开了|来了)+$", "", before)
    noun = re.sub(r"^(?:画面|图|台|桌|树|天|地|这|那|池塘|[^，]{1,3})(?:里面?|上面?|中|下)(?=.)", "", noun) or noun
    if re.search(r"分别|各", noun):
        noun = re.sub(r"(?:分别|各).*$", "", noun)
    kind = names.lexicon.concept(noun)
    like = (
        [s for s in scene.subjects if names.same(s.noun, s.concept, noun) or (kind and s.concept == kind)]
        if noun
        else list(scene.subjects)
    )
    sort = asked_zh.sort_of(noun, names)
    like = sort or like or asked_zh.found(noun, names) if noun else like
    if noun in ("东西", "物体", "主体"):
        like = list(scene.subjects)
    if noun in ("人", "个人"):
        like = [s for s in scene.subjects if names.is_person(s)]
    doing = re.search(r"(?:在|戴着?|穿着?|拿着?|围着?)(?P<x>[^，]+)$", after)
    if doing and like:
        like = [s for s in like if _says(s, doing.group("x"), lexicon)] or like
    things = [
        (s, t) for s in scene.subjects for t in (*s.wears, *s.holds) if noun and names.same(t.noun, t.concept, noun)
    ]
    if not like and things:
        total, name = sum(max(1, t.count) * max(1, s.count) for s, t in things), noun
        return f"一共{numeral(total)}个{name}。"
    if not like:
        clause = next((c for c in phrases_zh.caption(scene, lexicon).split("，") if noun and noun in c), "")
        return f"只说过：{clause}。" if clause else f"画面里没有{noun}。" if noun else ""
    vague = [phrases_zh.noun_phrase(s, lexicon) for s in like if s.count == 0]
    total = sum(s.count for s in like)
    name = noun or "样"
    asked = found.group(0)[-1]
    usual = "只" if noun.endswith("动物") else _measure(like[0], lexicon)
    measure = asked if usual == "个" and asked in MEASURES else usual
    listed = "、".join(phrases_zh.noun_phrase(s, lexicon) for s in like)
    if not total:
        return f"{'、'.join(vague)}。"
    return (
        f"一共{numeral(total)}{measure}{name}：{listed}。"
        if len(like) > 1 or noun not in listed
        else f"{numeral(total)}{measure}{name}。"
    )


def _measure(subject: Subject, lexicon: Lexicon) -> str:
    kept = next((a[-1] for a in subject.attributes if re.match(rf"^[一两三四五六七八九十]+[{MEASURES}]$", a)), "")
    concept = lexicon.concepts.get(subject.concept)
    return kept or (concept.measure if concept else "个")


def _says(subject: Subject, words: str, lexicon: Lexicon) -> bool:
    text = phrases_zh.subject_phrase(subject, lexicon)
    core = re.sub(r"^[拿戴穿围着个的]+", "", words)
    return words in text or (bool(core) and core in text)


def _written(words: str, names: Names, scene: Scene, lexicon: Lexicon) -> str:
    if not ABOUT_WORDS.search(words):
        return ""
    texts = [(s, q) for s in scene.subjects for q in re.findall(r"写着(“[^”]*”)", s.action)]
    meant = named_in(re.sub(r"(?:上|里)?(?:现在)?(?:都|是)?(?:写|题).*$", "", words), names)
    mine = [q for s, q in texts if s in meant]
    found = mine or [q for _, q in texts] + ([f"“{scene.text}”"] if scene.text else [])
    notes = [q for note in scene.notes for q in re.findall(r"“[^”]*”", note)]
    return f"写的是{'、'.join(found or notes)}。" if found or notes else "画面里没有写字。"


def _who(words: str, names: Names, scene: Scene, lexicon: Lexicon) -> str:
    if not ABOUT_WHO.search(words) and not re.search(r"(?:的|着).{0,6}是谁$", words):
        return ""
    said = re.sub(r"^(?:是)?(?:谁|哪.)(?:在|正在|是)?", "", words)
    verb = re.match(r"^(?:戴|穿|拿|围|系|抱|披|举|牵|骑)(?:着|了)?(?P<x>.+?)(?:的)?$", said)
    wanted = verb.group("x") if verb else said
    holders = [s for s in scene.subjects if any(names.is_thing(t, wanted) for t in (*s.wears, *s.holds))]
    holders = holders or [s for s in scene.subjects if names.acts_on(s, said)]
    holders = holders or [s for s in scene.subjects if wanted and wanted in phrases_zh.subject_phrase(s, lexicon)]
    holders = holders or [s for s in scene.subjects if names.fits(s, said.removesuffix("的"))]
    if not holders and verb and not found_any(wanted, names):
        return f"没有谁{said.removesuffix('的')}。"
    return f"{'、'.join(_told_apart(s, scene, lexicon) for s in holders)}。" if holders else ""


def found_any(words: str, names: Names) -> bool:
    """Tell whether ``words`` name anything in the picture."""
    return names.find(words) is not None


def _told_apart(subject: Subject, scene: Scene, lexicon: Lexicon) -> str:
    """Return the bare name, or all that is said of one of several of that name."""
    alone = sum(s.noun == subject.noun for s in scene.subjects) < 2
    if alone:
        return phrases_zh.short_name(subject, lexicon)
    place = phrases_zh.PLACES.get(subject.place, "").removeprefix("在")
    return f"{place}{'的' if place else ''}{phrases_zh.noun_phrase(subject, lexicon)}"


def _color(words: str, names: Names, scene: Scene, lexicon: Lexicon) -> str:
    if not ABOUT_COLOR.search(words):
        return ""
    of = re.search(r"(?:什么|啥|哪种)(?:颜色|色)的(?P<x>[^，]+)$", words)
    bare = ABOUT_COLOR.match(words)
    whose = re.match(r"^(?P<x>[^，]+?)(?:戴|穿|拿|围|的|是|系|披)", words) if of and not bare else None
    about = (
        (f"{whose.group('x')}的{of.group('x')}" if whose else of.group("x"))
        if of and (whose or bare)
        else (
            re.sub(r"(?:现在)?(?:是)?(?:什么|啥|哪种)?(?:颜色|色).*$|颜色是.*$", "", words)
            .removesuffix("的")
            .removesuffix("是")
        )
    )
    found = names.find(about)
    if found and found.part:
        owner = next((s for s in scene.subjects if s.id == found.part.subject), None)
        if owner:
            thing = getattr(owner, found.part.field)[found.part.index]
            name = f"{phrases_zh.short_name(owner, lexicon)}的{thing.noun}"
            return _with_color(thing, phrases_zh.thing_phrase(thing, lexicon), name)
    for subject in named_in(about, names) or []:
        return _with_color(subject, phrases_zh.noun_phrase(subject, lexicon), phrases_zh.short_name(subject, lexicon))
    if re.fullmatch(r"[^的，这那它他她]{1,6}", about):
        clauses = phrases_zh.caption(scene, lexicon).split("，")
        said = next((c for c in clauses if about in c), "")
        return f"{said}。" if said in scene.notes else f"没有说{about}的颜色。" if said else f"画面里没有{about}。"
    return ""


def _with_color(one: Subject | Thing, phrase: str, name: str) -> str:
    """Return the phrase that says the color, or that none was said."""
    said = one.color or one.attributes or re.search(r"[红橙黄绿青蓝紫黑白灰棕金银粉橘]", one.noun)
    return f"{phrase}。" if said else f"没有说{name}的颜色。"


def _stuff(words: str, names: Names, scene: Scene, lexicon: Lexicon) -> str:
    if not ABOUT_STUFF.search(words):
        return ""
    for subject in named_in(re.sub(r"(?:是)?(?:什么|啥).*$", "", words), names):
        return f"{phrases_zh.noun_phrase(subject, lexicon)}。"
    return ""


def _worn(words: str, names: Names, scene: Scene, lexicon: Lexicon) -> str:
    found = re.match(
        r"^(?P<who>.+?)(?P<verb>(?:手里|手上|头上|身上|脖子上)?(?:都|正|是)?(?:穿戴|戴|穿|拿|抱|围|举|牵|骑|披|系|挂|别|有|"
        r"在做|在干|在|做|干|是)(?:着|了)?)(?:的)?(?:是)?(?:些)?(?:什么|啥)(?P<what>.*)$",
        words,
    )
    if found is None:
        return ""
    who = found.group("who")
    subjects = [s for s in scene.subjects if (n := names.find(who)) and s.id in n.subjects] or named_in(who, names)
    if not subjects:
        return ""
    told = [_what(found.group("verb"), s, lexicon) for s in subjects]
    return f"{'；'.join(dict.fromkeys(told))}。"


def _what(verb: str, subject: Subject, lexicon: Lexicon) -> str:
    """Return what one wears, holds or does."""
    things = [phrases_zh.thing_phrase(t, lexicon) for t in (*subject.wears, *subject.holds)]
    said = (
        [*things, *([subject.action] if subject.action else [])]
        if re.search(r"戴|穿|拿|抱|围|举|披|系|挂|别|手|头|身|脖", verb)
        else []
    )
    if said and things:
        held = re.search(r"拿|抱|举|手", verb) is not None
        own = subject.holds if held else subject.wears
        mine = [phrases_zh.thing_phrase(t, lexicon) for t in own]
        sort = "".join(a for a in subject.attributes if a in ("男", "女"))
        return f"{sort}{phrases_zh.short_name(subject, lexicon)}：{'、'.join(mine or things)}"
    return phrases_zh.subject_phrase(subject, lexicon)


def _side(words: str, names: Names, scene: Scene, lexicon: Lexicon) -> str:
    found = re.match(
        r"^(?P<x>.*?(?:左|右|中间|上|下)(?:边|面|侧)?.*?)(?:现在)?(?:是|有|站|坐|趴)(?:着|的是|了)?(?:谁|"
        r"什么|啥|哪.*)$",
        words,
    )
    if found is None:
        return ""
    side = re.search(r"左|右|中间|上|下", found.group("x"))
    assert side is not None
    who = names.at_side(side.group(0), scene.subjects)
    return f"{'、'.join(phrases_zh.noun_phrase(s, lexicon) for s in who)}。" if who else ""


def _field(words: str, names: Names, scene: Scene, lexicon: Lexicon) -> str:
    for field, pattern in ABOUT_FIELD:
        value = getattr(scene, field)
        if re.search(pattern, words) and value:
            return f"{lexicon.said(field, value, 'zh')}。"
        if re.search(pattern, words) and field in ("weather", "time", "style") and not named_in(words, names):
            return f"没有说{re.split('[|]', pattern)[0]}。"
    return ""


def _all(words: str, names: Names, scene: Scene, lexicon: Lexicon) -> str:
    """What there is at all; or all that is known of the one asked about."""
    if re.search(r"画面|图里|图上|画里|画上|里面|都有|有谁|有什么|有啥|有哪些", words):
        people = [s for s in scene.subjects if names.is_person(s)] if "谁" in words else []
        listed = [phrases_zh.subject_phrase(s, lexicon) for s in people or scene.subjects]
        if not people and re.search(r"有(?:些|了|着)?(?:什么|啥|哪些)", words):
            listed += [f"“{scene.text}”几个字"] if scene.text else []
            listed += scene.notes
            where = phrases_zh.setting_phrase(scene, lexicon)
            listed += [where if where.endswith("背景") else f"背景是{where}"] if scene.setting else []
        return f"{'、'.join(listed)}。"
    who = named_in(words, names)
    return f"{'、'.join(phrases_zh.subject_phrase(s, lexicon) for s in who)}。" if who else ""


READERS = (
    _written, which_side, asked_zh.whose, asked_zh.is_field, _how_many, asked_zh.does, asked_zh.does_to, asked_zh.where,
    asked_zh.is_there, _who, _color, _stuff, asked_zh.is_so, asked_zh.at_place, _worn, _side, _field, _all,
)  # fmt: skip
