"""What spoken Chinese says of a topic: predicates, parts of it that are no subjects, what it gets."""

import re
from dataclasses import replace

from dialog.scene import Subject
from rewriter.chinese import MEASURES
from rewriter.making_zh import HOLD, WEAR
from rewriter.naming_zh import NUMBER, PERSON_END, Named
from rewriter.operations import with_field
from rewriter.saying_zh import say_of
from rewriter.talk_zh import Talk
from rewriter.words_zh import is_wearable


def said_of(talk: Talk, named: Named, words: str) -> bool:
    """Read what is said of a topic: a predicate, a part of it, or something it gets."""
    who = talk.all(named.subjects)
    still = re.match(r"^的还是(?P<y>[^，]{1,8}?)(?:的)?$", words)
    if still and any(
        still.group("y") in f"{t.color}{''.join(t.attributes)}{t.noun}" for s in who for t in (*s.wears, *s.holds)
    ):
        return True
    words = re.sub(r"^的(?=.)", "", words)
    words = re.sub(
        r"^(?:呢|嘛|啊|呀|的话)[，、]?(?=.)|^(?:给[它他她]们?|让[它他她]们?|(?:也|都|再)?给(?=[戴穿围系披]))(?=.)",
        "",
        words,
    )
    if not words or re.match(r"^[主子儿]", words):
        return False
    is_one = re.match(r"^(?:其实|就)?(?:得|要|应该)?是(?:一?[个位名])(?P<y>[^，的]{1,6})$", words)
    if is_one and len(who) == 1 and talk.names.is_person(who[0]) and PERSON_END.search(is_one.group("y")):
        noun = who[0].noun
        talk.e.put(
            replace(who[0], noun=noun if is_one.group("y") in noun else f"{is_one.group('y')}{noun}", concept="")
        )
        talk.record("edit", who[0].id, "attribute", is_one.group("y"))
        talk.speak_of([who[0].id])
        return True
    kind = re.match(r"^(?:其实|就)?是(?P<y>个[^，的]{2,5})$", words)
    if kind and talk.names.is_person(who[0]) and not talk.e.lexicon.concept(kind.group("y")[1:]):
        for subject in who:
            talk.act(subject, f"是{kind.group('y')}")
        return True
    own = re.match(rf"^(?:{PART})", words) is not None and not re.match(rf"^(?:{WEAR}|{HOLD})", words)
    if (own and owned_part(talk, who, words)) or say_of(talk, who, words) or owned_part(talk, who, words):
        return True
    words = re.sub(r"^的(?=.)", "", words)
    clad = re.match(r"^(?P<x>[^，是要得的]{1,5}?)(?:得是|是|要|换成|改成|弄成)(?P<y>[^，]{1,8}?)的?$", words)
    if clad and is_wearable(clad.group("x"), talk.e.lexicon.concept(clad.group("x")), talk.e.lexicon):
        thing = talk.thing(f"{clad.group('y')}的{clad.group('x')}")
        busy = any(clad.group("x") in s.action for s in who)
        from rewriter.rewording_zh import reworded

        if busy and reworded(talk, clad.group("x"), f"{clad.group('y')}的"):
            return True
        for subject in who:
            if thing:
                talk.wear(subject, thing, instead=True)
        if thing:
            return True
    covered = re.match(
        rf"^(?:再)?盖(?:着|上|了)*(?:{NUMBER}?[{MEASURES}])?(?P<x>[^，]{{0,4}}(?:被子?|毯子?|毛毯|被单))$", words
    )
    if covered:
        for subject in who:
            talk.act(subject, f"盖着{covered.group('x')}")
        return True
    got = re.match(
        rf"^(?:也|都|再|各|就|还)*(?P<v>加上?|来|配上?|配|添上?|添|整|弄|安上?|带上?|画上?|画|装上?|有|长|"
        rf"要)(?P<np>(?!得)(?:(?:{NUMBER}?[{MEASURES}]|些|点).+|[^的，]{{1,4}}))$",
        words,
    )
    if got:
        return _get(talk, talk.all(named.subjects), got.group("np"), got.group("v"))
    return False


def _get(talk: Talk, who: list[Subject], item: str, verb: str = "") -> bool:
    """Let somebody have something: worn where such things are worn, else in the hand; a part of the body is its own."""
    if re.search(rf"(?:{OF_BODY})$", item):
        own = re.sub(r"^(?:一?[个只条双对张](?=.{2}))", "", item)
        for subject in talk.all(tuple(s.id for s in who)):
            talk.describe(subject, f"有{talk.say(own)}")
        return bool(who)
    thing = talk.thing(item)
    if thing is None:
        return False
    for subject in talk.all(tuple(s.id for s in who)):
        if is_wearable(thing.noun, thing.concept, talk.e.lexicon):
            talk.wear(subject, thing)
        elif talk.names.is_alive(subject) and verb not in ("长", "有"):
            talk.hold(subject, thing)
        else:
            talk.describe(subject, f"有{talk.say(item)}")
    return True


OF_BODY = "头发|尾巴|眼睛|耳朵|翅膀|胡子|鼻子|嘴巴|脸|牙齿?|爪子|犄角|角|刘海|辫子|酒窝|睫毛|眉毛|腮红|笑脸"
PART = (
    "[左右](?:胳膊|手臂|手|腿|脚|眼睛?|耳朵?|翅膀|脸)|屁股|膝盖|额头|下巴|尾巴|眼睛|耳朵|翅膀|胡子|鼻子|嘴巴|嘴|脸|毛发|毛色|毛|鬃毛|刘海|辫子|牙齿|爪子|胡须|条纹|斑点|鳞片|"
    "舌头|羽毛|犄角|角|身子|身体|肚子|皮肤|瓶身|车身|"
    "屋顶|窗户|门|轮子|把手|壶身|盖子|边框|表情|眼神|发型|衣服|字体|头饰|头|手臂|胳膊|手|腿|脚|爪|背|花纹|"
    "颜色|大小|姿势|动作|名字|花色"
)


def owned_part(talk: Talk, who: list[Subject], words: str) -> bool:
    """ "眼睛发红光", "头发要银色短发", "鼻子用胡萝卜": a part that is no subject, in the user's words."""
    found = re.match(rf"^(?:的)?(?P<part>{PART})(?:都|也|就)?(?P<rest>.+)$", words)
    if found is None or re.match(r"^(?:上|里|中|边|下|后|前)", found.group("rest")):
        return False
    part, rest = found.group("part"), found.group("rest")
    if re.match(r"^[衣巾笔线毯绒绳帽虫带部套镜环机盔饰]", rest):
        return False
    if part == "衣服" and all(talk.names.is_alive(s) for s in who) and _clad(talk, who, rest):
        return True
    if part in ("车身", "身子", "身体", "毛发", "毛色", "毛", "皮肤"):
        from rewriter.scalars import color_of

        said = color_of(re.sub(r"^(?:也|都|就)?(?:要|换成|改成|变成|染成|涂成|刷成|是|弄成)", "", rest), talk.e.lexicon)
        if said:
            for subject in who:
                talk.set_color(subject, said)
            return True
    if part in ("颜色", "花色") and talk.part and re.search(r"各|不一样|不同|五颜六色", rest):
        owner = talk.e.get(talk.part.subject)
        things = getattr(owner, talk.part.field)
        if talk.part.index < len(things):
            new = replace(
                things[talk.part.index], color="", attributes=(*things[talk.part.index].attributes, f"颜色{rest}")
            )
            kept = (*things[: talk.part.index], new, *things[talk.part.index + 1 :])
            talk.e.put(with_field(owner, talk.part.field, kept))
            talk.record("edit", owner.id, talk.part.field, rest)
            return True
    if part in ("颜色", "花色"):
        rest = re.sub(
            r"^(?:换成|改成|变成|弄成|用|要|是|还是用?|就?用)*(?:(?:最开始|一开始|原来|之前|刚才|最早|"
            r"最初)的?)?(?:那个|那种)?",
            "",
            rest,
        )
        return say_of(talk, who, rest) or say_of(talk, who, f"{rest}的")
    if part in ("字体", "花纹", "发型"):
        value = re.sub(r"^(?:换成|改成|变成|弄成|用|要|是)*|的$", "", rest)
        for subject in who:
            talk.describe(subject, f"{part}是{value}")
        return bool(value)
    if part in ("大小",):
        return say_of(talk, who, rest)
    rest = re.sub(r"^(?:也|都|就|还|再)+(?=.)", "", rest)
    if re.match(r"^(?:的)?(?:眼睛|头发|尾巴|耳朵|翅膀|毛)", words) and re.search(
        r"^(?:要|换成|改成|变成|染成|涂成|是)?[^，]{1,3}色?的?$", rest
    ):
        from rewriter.scalars import color_of

        said = color_of(re.sub(r"^(?:要|换成|改成|变成|染成|涂成|是)", "", rest), talk.e.lexicon)
        for subject in who if said else ():
            kept = tuple(a for a in subject.attributes if part not in a)
            parts = [p for p in re.split(r"，(?![^“]*”)", subject.action) if p and not p.startswith(part)]
            value = f"{talk.e.lexicon.said('color', said, 'zh')}{part}"
            talk.e.put(replace(subject, attributes=(*kept, value), action="，".join(parts)))
            talk.record("edit", subject.id, part, value)
        if said:
            return True
    value = re.sub(r"^(?:要|换成|改成|变成|弄成|画成|染成|涂成|是|得是|改|换|变)+(?=.)|的$", "", rest)
    for subject in who:
        kept = tuple(a for a in subject.attributes if part not in a or not a.startswith(part))
        clause = (
            f"{part}"
            f"{'是' if value != rest and not value.endswith(part[-1]) and not re.match(r'^[用发变]', value) else ''}"
            f"{value}"
        )
        if value.endswith(part[-1]) and len(value) > 1 and value != rest:
            clause = value if part in value or part[-1] in value else clause
        if rest.endswith("的") and (
            clause.startswith(f"{part}是") or re.search(r"是[红黄蓝绿紫黑白灰棕金银粉]$", clause)
        ):
            clause = f"{clause}的"
        parts = [p for p in re.split(r"，(?![^“]*”)", subject.action) if p and not p.startswith(part)]
        talk.e.put(replace(subject, attributes=kept, action="，".join([*parts, talk.say(clause)])))
        talk.own = (subject.id, part)
        talk.record("edit", subject.id, "attribute", clause)
    return True


SHAPED = (
    (
        r"^头|发|辫|胡|毛|尾|耳|腿|脖|鼻|嘴|角|翅|爪|眉",
        re.compile(r"^(?:又)?(?P<x>[长短卷直弯尖细粗蓬尖翘])(?:又|(?P=x)).{0,2}的$"),
    ),
    (r"眼|嘴|耳|鼻|脸", re.compile(r"^(?:又)?(?P<x>[大圆亮小弯尖])(?:又|(?P=x)).{0,2}的$")),
)
"""Parts of a body, and what is said of them rather than of the whole: 头发是金色的，长长的."""


def more_of_part(talk: Talk, words: str) -> bool:
    """ "眼睛圆圆的，黄色": a color or a shape by itself is said of the part that was just spoken of."""
    from rewriter.scalars import color_of

    id_, part = talk.own
    mine = id_ in [s.id for s in talk.current()]
    color = color_of(words.removesuffix("的"), talk.e.lexicon) if mine else ""
    shape = mine and any(re.search(name, part) and look.match(words) for name, look in SHAPED)
    subject = talk.all([id_])[0] if color or shape else None
    parts = subject.action.split("，") if subject else []
    at = next((i for i, p in enumerate(parts) if p.startswith(part)), None)
    if subject is None or at is None:
        return False
    parts[at] = f"{parts[at]}、{talk.e.lexicon.said('color', color, 'zh')}的" if color else f"{parts[at]}、{words}"
    talk.e.put(replace(subject, action="，".join(parts)))
    talk.record("edit", subject.id, "attribute", f"{part}是{words}")
    return True


def _clad(talk: Talk, who: list[Subject], words: str) -> bool:
    """ "衣服是橙色的" of somebody: what is worn gets the color; where nothing is known it is clothes of that color."""
    from rewriter.scalars import color_of
    from rewriter.talk_zh import garment

    color = color_of(re.sub(r"^(?:也|都|就|要|得|是|应该|换成|改成|变成|弄成|用)+|的$", "", words), talk.e.lexicon)
    plain = talk.thing("衣服")
    if not color or plain is None:
        return False
    for subject in who:
        at = next((i for i, t in enumerate(subject.wears) if garment(t.noun) == garment("衣服")), None)
        if at is None:
            talk.wear(subject, replace(plain, color=color))
        else:
            new = replace(subject.wears[at], color=color)
            talk.e.put(replace(subject, wears=(*subject.wears[:at], new, *subject.wears[at + 1 :])))
            talk.record("edit", subject.id, "wears.color", color)
    return True


def part_clause(talk: Talk, named: Named, words: str) -> bool:
    """Read what is said of a thing worn or held: a color, a quality, that it is gone."""
    from rewriter.swapping_zh import set_part

    return set_part(talk, named, words)
