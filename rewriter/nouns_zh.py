"""Chinese noun phrases: "一个穿红色汉服的少女站在樱花树下" becomes a subject.

Known words become identifiers; unknown modifiers, nouns and verb phrases stay as they were written.
"""

import re
from dataclasses import replace

from dialog.scene import Subject, Thing
from rewriter import frames
from rewriter.chinese import CLOTHES, MEASURES, NUMERALS
from rewriter.lexicon import CONCEPT, Lexicon
from rewriter.operations import Phrase

AMOUNT = re.compile(
    rf"^(这|那)?(?:([一两二俩三仨四五六七八九十]|\d{{1,3}})([{MEASURES}](?![人])|(?=[大小]?[^天起直定样些边点]))|几([{MEASURES}])|(一群|一些|许多|很多|好多|一堆|一排|一片))"
)
VERBS = re.compile(
    r"正在|在|[站坐躺趴靠睡挂停飞漂走跑蹲跪浮立游放飘][在着]|[戴穿拿抱举骑背围牵披系提捧握撑打冒望看追拉推玩吃喝喂弹吹踢唱跳读写挥做晒钓抓咬追叼]着|"
    r"[骑吹踢喂弹喝吃追拉推玩唱读写钓打看抓晒](?!子)|跳舞|跳绳|跑步|睡觉|游泳|奔跑|飞翔|微笑|跳|下棋|跑|睡"
)
WORN = re.compile(r"^(?:身上|头上|脖子上|脸上)?(?:穿|戴|披|围|系|头戴|身穿)(?:着|了|上)?")
HELD = re.compile(
    r"^(?:手里|手中|手上|右手|左手)?(?:(?:拿|举|捧|握|提|抱|撑|打)(?:着|了|上|(?=[个把一只束根张本朵杯]))|手持)"
)
JOINT = re.compile(r"、|以及|还有|与|及|和(?![服平尚风谐])|跟")
SIDES = {"左": "left", "右": "right", "上": "top", "下": "bottom", "中": "center"}
PLACE = re.compile(
    r"^(?:在|到|往|向)?(?:画面|图片|图|照片)?(?:的)?(?:最)?(左|右|上|下|正?中)(?:边|侧|面|方|部|间|央|下角|上角)(?:的位置|一点)?$"
)
RELATION_WORDS = {
    "左边": "left_of",
    "左侧": "left_of",
    "右边": "right_of",
    "右侧": "right_of",
    "上方": "above",
    "上面": "on",
    "上": "on",
    "下方": "below",
    "下面": "under",
    "底下": "under",
    "下": "under",
    "旁边": "next_to",
    "身边": "next_to",
    "旁": "next_to",
    "前面": "in_front_of",
    "前": "in_front_of",
    "后面": "behind",
    "身后": "behind",
    "背后": "behind",
    "后": "behind",
    "里面": "in",
    "里": "in",
    "中": "in",
}
RELATION = re.compile(rf"^(?:在)?(.+?)(?:的)?({'|'.join(sorted(RELATION_WORDS, key=len, reverse=True))})$")
BARE_ACTION = ("在", "着", "正")
ADJECTIVE_HEADS = (
    "老",
    "旧",
    "新",
    "胖",
    "瘦",
    "高",
    "矮",
    "白",
    "黑",
    "红",
    "黄",
    "蓝",
    "绿",
    "紫",
    "灰",
    "金",
    "粉",
    "橘",
    "橙",
    "棕",
    "青",
    "银",
)


def parse(text: str, lexicon: Lexicon) -> Phrase | None:
    """Return the noun phrase (with its predicate) that ``text`` is, or None when it holds no noun."""
    text = text.strip(" ，,。.！!？?；;、的了")
    text = _bare_measure(text, lexicon)
    amount = AMOUNT.match(text)
    definite, count, quantifier, rest = _amount(amount, text)
    if not rest:
        return None
    front, head = split_modifiers(rest, lexicon)
    noun, predicate = split_predicate(head, lexicon)
    if not noun:
        return None
    subject = _noun(noun, lexicon)
    measure = amount.group(3) if amount and amount.group(3) else ""
    kept = _kept_measure(measure, subject.concept, lexicon)
    attributes = (quantifier,) if quantifier else ((amount.group(0),) if amount and kept else ())
    subject = replace(subject, count=count, attributes=(*attributes, *subject.attributes))
    phrase = Phrase(subject, definite)
    for modifier in front:
        phrase = _modify(phrase, modifier, lexicon)
    return predicate_of(phrase, predicate, lexicon)


def _bare_measure(text: str, lexicon: Lexicon) -> str:
    """Read "个红帽子", "条围巾" as one of it."""
    if re.match(r"^[个只条顶件把座副双束朵辆棵位名张](?![纹性人子手])..?", text) and not lexicon.match_at(
        text.lower(), 0, (CONCEPT,)
    ):
        return f"一{text}"
    return text


def _amount(found: re.Match[str] | None, text: str) -> tuple[bool, int, str, str]:
    if found is None:
        definite = text.startswith(("这", "那"))
        return definite, 1, "", re.sub(rf"^[这那][{MEASURES}]?", "", text)
    rest = text[found.end() :]
    if found.group(2):
        count = int(found.group(2)) if found.group(2).isdigit() else NUMERALS[found.group(2)]
        return bool(found.group(1)), count, "", rest
    return False, 0, found.group(0), rest


def _kept_measure(measure: str, concept: str, lexicon: Lexicon) -> bool:
    """Tell whether the user's measure word says more than the default one."""
    if measure in ("", "个") and concept:
        return False
    known = lexicon.concepts.get(concept)
    return measure not in ("", known.measure if known else "个")


def split_modifiers(text: str, lexicon: Lexicon) -> tuple[list[str], str]:
    """Cut "戴墨镜的白色的猫坐在椅子上" into its modifiers and the head with its predicate."""
    front: list[str] = []
    while "的" in text:
        before, after = text.split("的", 1)
        if not before or not after or _has_subject_and_verb(before, lexicon):
            break
        front.append(before)
        text = after
    return front, text


def _has_subject_and_verb(text: str, lexicon: Lexicon) -> bool:
    """Tell whether ``text`` is "少女站在开满花" (a noun and then a verb) rather than a modifier."""
    verb = _verb(text, lexicon)
    return (
        verb is not None
        and verb > 0
        and not WORN.match(text)
        and not HELD.match(text)
        and _ends_noun(text[:verb], lexicon)
    )


def _ends_noun(text: str, lexicon: Lexicon) -> bool:
    return len(text) > 1 or bool(lexicon.concept(text))


def _verb(text: str, lexicon: Lexicon) -> int | None:
    """Return where the predicate starts, outside known nouns, or None."""
    covered = {i for match in lexicon.find(text, (CONCEPT,)) for i in range(match.start, match.end)}
    return next((found.start() for found in VERBS.finditer(text) if found.start() not in covered), None)


def split_predicate(text: str, lexicon: Lexicon) -> tuple[str, str]:
    """Cut "少女站在樱花树下" into noun and predicate."""
    covered = {i for match in lexicon.find(text, (CONCEPT,)) for i in range(match.start, match.end)}
    for found in VERBS.finditer(text):
        if found.start() > 0 and found.start() not in covered:
            return text[: found.start()], text[found.start() :]
    return text, ""


def _noun(text: str, lexicon: Lexicon) -> Subject:
    """Read size, color and attributes before the longest known noun at the end of ``text``."""
    size, color, attributes, noun = "", "", [], text
    if not lexicon.concept(text):
        matches = [match for match in lexicon.find(text, (CONCEPT,)) if match.end == len(text) and match.start > 0]
        known = min((match.start for match in matches), default=0)
        front, noun = text[:known], text[known:]
        if not known:
            front, noun = _leading(text, lexicon)
        size, color, attributes = modifiers(front, lexicon)
        noun, attributes = "".join(attributes) + noun, ()  # an unknown word right before the noun is part of its name
        return Subject("", noun, lexicon.concept(text[known:]) if known else "", 1, color, attributes, size=size)
    return Subject("", noun, lexicon.concept(noun), 1, color, attributes, size=size)


def _leading(text: str, lexicon: Lexicon) -> tuple[str, str]:
    """Cut colors and sizes off the front of an unknown noun: "红色跑车" is 红色 and 跑车."""
    matches = lexicon.find(text, ("color", "size"))
    if matches and matches[0].start == 0 and len(text) - matches[0].end >= 2:
        word = text[: matches[0].end]
        if matches[0].category == "color" and word.endswith("色"):
            return word, text[matches[0].end :]
        if len(word) > 1 or len(text) == 3:
            return word, text[matches[0].end :]
    return "", text


def modifiers(text: str, lexicon: Lexicon) -> tuple[str, str, tuple[str, ...]]:
    """Sort what stands before a noun into size, color and the rest, verbatim."""
    size, color = "", ""
    rest = text.strip("的")
    for category in ("color", "size"):
        whole = lexicon.lookup(rest, category)
        if whole:
            value = lexicon.value(category, rest) if category == "color" else whole
            return (value if category == "size" else ""), (value if category == "color" else ""), ()
    for match in lexicon.find(rest, ("color", "size")):
        word = rest[match.start : match.end]
        if match.category == "size" and (match.start == 0 or match.end == len(rest)) and not size:
            size = match.id
            rest = rest[: match.start] + rest[match.end :]
            break
        if (
            match.category == "color"
            and not color
            and (match.start == 0 or match.end == len(rest))
            and _is_color(word, rest)
        ):
            color = lexicon.value("color", word)
            rest = rest[: match.start] + rest[match.end :]
            break
    return size, color, (rest,) if rest else ()


def _is_color(word: str, text: str) -> bool:
    """Tell a color from a syllable: 红色 always, 白 only next to nothing like 白发."""
    return word.endswith("色") or text.removeprefix(word) in ("", "大", "小", "老")


def _modify(phrase: Phrase, text: str, lexicon: Lexicon) -> Phrase:
    """Apply one "…的" modifier."""
    subject = phrase.subject
    if WORN.match(text) or HELD.match(text):
        return predicate_of(phrase, text, lexicon)
    found = PLACE.match(text)
    if found:
        return replace(phrase, subject=replace(subject, place=SIDES[found.group(1)[-1]]))
    facts = frames.place_zh(text, lexicon) if text.startswith("在") or len(text) > 1 else ()
    if facts and not lexicon.lookup(text, "color"):
        return replace(phrase, frame=(*phrase.frame, *facts))
    if VERBS.match(text) and not lexicon.find(text[:1], ("color",)):
        return predicate_of(phrase, text, lexicon)
    size, color, rest = modifiers(text, lexicon)
    color, extra = (color, ()) if not (color and subject.color) else (subject.color, (text,))
    subject = replace(subject, size=size or subject.size, color=color or subject.color)
    return replace(phrase, subject=replace(subject, attributes=(*subject.attributes, *rest, *extra)))


def predicate_of(phrase: Phrase, text: str, lexicon: Lexicon) -> Phrase:
    """Read a predicate: worn and held things, a place, a known setting, else an action in the user's words."""
    text = text.strip(" ，,。的")
    if not text:
        return phrase
    worn, held = WORN.match(text), HELD.match(text)
    subject = phrase.subject
    if worn or held:
        listed, rest = _cut_next_verb(text[(worn or held).end() :], lexicon)  # type: ignore[union-attr]
        made = tuple(t for item in JOINT.split(listed) if item and (t := thing(item, lexicon)))
        if worn:
            subject = replace(subject, wears=(*subject.wears, *made))
        elif all(lexicon.concept(t.noun) or text.startswith(("拿", "手")) for t in made):
            subject = replace(subject, holds=(*subject.holds, *made))
        else:
            return _act(phrase, text)
        return predicate_of(replace(phrase, subject=subject), rest, lexicon)
    return _located(phrase, text, lexicon)


def _cut_next_verb(text: str, lexicon: Lexicon) -> tuple[str, str]:
    at = _verb(text, lexicon)
    return (text[:at], text[at:]) if at else (text, "")


LOCATED = re.compile(
    r"^(正)?([站坐躺趴靠睡停飞漂走跑蹲跪浮立游放飘]?)(?:着)?在(.+?)(上面|里面|旁边|上|里|中|下|边|前|后|内)?(?=[骑吹踢喂弹喝吃追拉推玩唱读写钓打看抓晒跑跳飞游睡散奔]|$)(.*)$"
)


def _located(phrase: Phrase, text: str, lexicon: Lexicon) -> Phrase:
    """Take "在草地上踢足球" apart when the place is a side of the picture or a known setting."""
    found = PLACE.match(text)
    if found:
        return replace(phrase, subject=replace(phrase.subject, place=SIDES[found.group(1)[-1]]))
    located = LOCATED.match(text)
    if located is None:
        return _act(phrase, text)
    _, verb, where, side, rest = located.groups()
    place = PLACE.match(f"{where}{side or ''}")
    if place:
        phrase = replace(phrase, subject=replace(phrase.subject, place=SIDES[place.group(1)[-1]]))
        return _act(phrase, rest) if rest else phrase
    facts = frames.place_zh(f"{where}{side or ''}", lexicon)
    if not facts:
        return _act(phrase, text)
    phrase = replace(phrase, frame=(*phrase.frame, *facts))
    return _act(phrase, f"{verb}{rest}") if verb or rest else phrase


def _act(phrase: Phrase, text: str) -> Phrase:
    subject = phrase.subject
    text = re.sub(r"^正在(?=[^，]{1,2}(?!.*[上下里中]))", "", text)
    return replace(phrase, subject=replace(subject, action=f"{subject.action}{text}"))


def thing(text: str, lexicon: Lexicon) -> Thing | None:
    """Return a worn or held thing."""
    phrase = parse(text, lexicon)
    if phrase is None:
        return None
    s = phrase.subject
    size = {"big": ("大",), "small": ("小",)}.get(s.size, ())
    return Thing(s.noun + s.action, s.color, (*size, *s.attributes), s.count or 1, s.concept)


def is_wearable(noun: str, concept: str, lexicon: Lexicon) -> bool:
    """Tell whether a thing is put on rather than held."""
    known = lexicon.concepts.get(concept)
    return (
        bool(known and known.worn)
        or concept in ("dress", "shoe", "backpack")
        or noun.endswith(
            (
                *CLOTHES,
                "帽",
                "帽子",
                "眼镜",
                "墨镜",
                "围巾",
                "项链",
                "手套",
                "面具",
                "耳环",
                "领带",
                "领结",
                "头巾",
                "发卡",
                "口罩",
            )
        )
    )


def split_subjects(text: str, lexicon: Lexicon) -> list[str]:
    """Split "一条美人鱼和一群水母" at conjunctions before a counted or known noun."""
    pieces, start = [], 0
    for joint in JOINT.finditer(text):
        before, after = text[start : joint.start()], text[joint.end() :]
        verb = _verb(before, lexicon)
        known = lexicon.match_at(after.lower(), 0, (CONCEPT,)) if after else None
        counted = AMOUNT.match(after) is not None
        open_list = (
            verb is not None
            and (WORN.search(before[verb:]) or HELD.search(before[verb:]))
            and "的" not in before[verb:]
        )
        if before and ((counted and not open_list) or (known and verb is None)):
            pieces.append(before)
            start = joint.end()
    pieces.append(text[start:])
    return [piece for piece in pieces if piece.strip()]
