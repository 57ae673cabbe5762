"""On which side something is, asked in Chinese: 苹果在左边还是右边, 兔子在树的哪边, 筷子在碗的右边吗."""

import re

from dialog.scene import Scene, Subject
from rewriter import phrases_zh
from rewriter.asked_zh import found, whereabouts
from rewriter.lexicon import Lexicon
from rewriter.naming_zh import Names
from rewriter.places_zh import SIDE

EITHER = rf"(?:{SIDE})(?:，|、)?(?:还是|或者?|还|or)(?:在|是)?(?:[^，]{{1,6}}?的?)?(?:{SIDE})"
ASKED = re.compile(
    rf"^(?P<x>[^，在]{{1,8}}?)(?:现在|是|应该|都|放|站|坐|摆|画)*在(?P<y>[^，]{{0,8}}?)的?"
    rf"(?:(?P<either>{EITHER})|哪(?:一|个)?(?:边|侧|面|头|方向?|方位)|(?P<side>{SIDE})(?:吗|么|对吗|对不对|是吗))(?:呢|呀|啊|的)*$"
)
ASKS_SIDE = re.compile(rf"在[^，]{{0,8}}?(?:{EITHER})[^，放换摆]{{0,2}}$")


def which_side(words: str, names: Names, scene: Scene, lexicon: Lexicon) -> str:
    """Answer from what is said of the place; "" where no side is asked about."""
    asked = ASKED.match(words)
    if asked is None:
        return ""
    who = found(asked.group("x"), names) or _measured(asked.group("x"), scene, lexicon)
    anchor = asked.group("y")
    beside = (
        (found(anchor, names) or _measured(anchor, scene, lexicon))
        if anchor and not re.fullmatch(r"画面?|图", anchor)
        else []
    )
    for name, there in ((asked.group("x"), who), (anchor, beside)):
        if not there and name and not re.fullmatch(r"画面?|图", name):
            return f"画面里没有{name}。"
    told = _told(who, beside, scene, lexicon)
    if not told:
        name = phrases_zh.short_name(who[0], lexicon)
        of = f"{phrases_zh.short_name(beside[0], lexicon)}的" if beside else ""
        return f"没有说{name}在{of}哪一边。"
    sure = asked.group("side")
    yes = sure and any(sure[0] in clause.rpartition("在")[2] for clause in told)
    lead = ("是的，" if yes else "不是，") if sure else ""
    return f"{lead}{'，'.join(dict.fromkeys(told))}。"


def _measured(words: str, scene: Scene, lexicon: Lexicon) -> list[Subject]:
    """Return what stands in the vessel that it is counted by: 碗 of 一碗牛肉面, 杯子 of 一杯拿铁."""
    vessel = words.removesuffix("子")
    if not vessel or vessel not in "碗杯盘瓶壶盆桶篮盒":
        return []
    return [
        s for s in scene.subjects if re.match(rf"[^，{vessel}]{{1,2}}{vessel}", phrases_zh.noun_phrase(s, lexicon))
    ][:1]


def _told(who: list[Subject], beside: list[Subject], scene: Scene, lexicon: Lexicon) -> list[str]:
    """Return the clauses that say where they are; beside somebody, only those that speak of both."""
    if not beside:
        return [clause for s in who for clause in whereabouts(s, scene, lexicon)]
    mine, theirs = {s.id for s in who}, {s.id for s in beside}
    between = [r for r in scene.relations if r.kind in phrases_zh.RELATIONS]
    told = [
        phrases_zh.relation_clause(r, scene, lexicon)
        for r in between
        if (r.subject in mine and r.object in theirs) or (r.subject in theirs and r.object in mine)
    ]
    placed = [
        f"{phrases_zh.short_name(s, lexicon)}{phrases_zh.PLACES[s.place]}" for s in who if s.place in phrases_zh.PLACES
    ]
    return told or placed
