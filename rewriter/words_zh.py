"""Chinese words inside noun phrases: tables, measure words, modifiers, where a predicate begins."""

import re

from rewriter.chinese import CLOTHES, MEASURES
from rewriter.lexicon import CONCEPT, Lexicon

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
AMOUNT = re.compile(
    rf"^(这|那)?(?:([一两二俩三仨四五六七八九十]|\d{{1,3}})([{MEASURES}](?![人])|(?=[大小]?[^天起直定样些边点]))|几([{MEASURES}])"
    rf"|(一群|一些|许多|很多|好多|一堆|一排|一片))"
)
VERBS = re.compile(
    r"正在|在|[站坐躺趴靠睡挂停飞漂走跑蹲跪浮立游放飘][在着]|[戴穿拿抱举骑背围牵披系提捧握撑打冒望看追拉推玩吃喝喂弹吹踢唱跳读写挥做晒钓抓咬追叼]着|"
    r"[陪追跟抱牵](?=[它他她])|[骑吹踢喂弹喝吃追拉推玩唱读写钓打看抓晒](?!子)|跟着|陪着|跟在|守着|跳舞|跳绳|跑步|睡觉|游泳|奔跑|飞翔|微笑|跳|下棋|跑|睡"
)
WORN = re.compile(r"^(?:身上|头上|脖子上|脸上)?(?:穿(?![过越])|戴|披|围|系|头戴|身穿)(?:着|了|上)?")
HELD = re.compile(
    r"^(?:手里|手中|手上|右手|左手)?(?:(?:拿|举|捧|握|提|抱|撑|打)(?:着|了|上|(?=[个把一只束根张本朵杯]))|手持)"
)
JOINT = re.compile(r"、|以及|还有|与|及|和(?![服平尚风谐])|跟")
SIDES = {"左": "left", "右": "right", "上": "top", "下": "bottom", "中": "center"}
PLACE = re.compile(
    r"^(?:在|到|往|向)?(?:画面|图片|图|照片)?(?:的)?(?:最)?(左|右|上|下|正?中)(?:边|侧|面|方|部|间|央|下角|上角)(?:的位置|一点)?$"
)
PLACE_HEAD = re.compile(r"(?:画面|图片|图)?(?:的)?(?:最)?(左|右|上|下|正?中)(?:边|侧|面|方|部|间|央)")
RELATION_WORDS = {
    "左边": "left_of",
    "左侧": "left_of",
    "右边": "right_of",
    "右侧": "right_of",
    "上方": "above",
    "上面": "above",
    "上": "on",
    "下方": "below",
    "下面": "below",
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
MOST_ITEMS = 30
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


def bare_measure(text: str, lexicon: Lexicon) -> str:
    """Read "个红帽子", "条围巾" as one of it."""
    if re.match(r"^[个只条顶件把座副双束朵辆棵位名张](?![纹性人子手])..?", text) and not lexicon.match_at(
        text.lower(), 0, (CONCEPT,)
    ):
        return f"一{text}"
    return text


def kept_measure(measure: str, concept: str, lexicon: Lexicon) -> bool:
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
    verb = verb_at(text, lexicon)
    return (
        verb is not None
        and verb > 0
        and not WORN.match(text)
        and not HELD.match(text)
        and _ends_noun(text[:verb], lexicon)
    )


def _ends_noun(text: str, lexicon: Lexicon) -> bool:
    return len(text) > 1 or bool(lexicon.concept(text))


def verb_at(text: str, lexicon: Lexicon) -> int | None:
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


def leading(text: str, lexicon: Lexicon) -> tuple[str, str]:
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


WORN_EN = re.compile(
    r"\b(?:jacket|hoodie|coat|hat|cap|shirt|dress|skirt|pants|jeans|shoes?|boots?|scarf|glasses|sunglasses|suit|sweater|"
    r"helmet|tie|gloves?|vest|shorts|sneakers)$",
    re.IGNORECASE,
)
"""Clothes whose English name stands in a Chinese sentence."""


def is_wearable(noun: str, concept: str, lexicon: Lexicon) -> bool:
    """Tell whether a thing is put on rather than held."""
    known = lexicon.concepts.get(concept)
    return (
        bool(known and known.worn)
        or WORN_EN.search(noun) is not None
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
