"""Bits of a scene told by themselves in spoken Chinese: 桂花树下, 竹叶在飘, 来一个国风插画 before who is in it."""

import re

from rewriter.facts_zh import facts
from rewriter.own_words_zh import keep_words
from rewriter.talk_zh import Talk

SPOT = re.compile(
    r"^(?:就|是)?在?(?P<x>[^，把给让换改加去是有在的]{1,6}(?:树下|树上|桥上|桥下|山上|山下|山顶|岸边|路边|门口|门前|窗前|墙边|屋檐下|台阶上|院子里|草丛里|花丛里?中?|旁边))$"
)
MOVING = re.compile(
    r"^(?P<x>[^，把给让换改加去是有在的它他她我你]{1,5}?)(?:都|还|正|一直)*(?:正?在(?:空中|风中|风里|天上)?(?:飘落?|飞舞?|落|流动?|燃烧|闪烁?|晃动?|摇晃?|摇曳|旋转|转动?|翻滚|滚动|滴|冒烟|融化|开放)|"
    r"(?:飘|飞|落|晃|摇|翻|亮|竖|垂|卷|翘|鼓|伸)(?:起来|下来|出来|过来|着)|飞来飞去|飘来飘去|落了?一地|掉了?一地|随风[^，]{1,3})(?:着|了|呢)?$"
)
SHEET_OF = re.compile(r"^(?:一?[个张幅])(?P<s>[^，的着在]{2,10})$")


def scenery(talk: Talk, words: str) -> bool:
    """Read one such clause."""
    return _sheet(talk, words) or (not talk.fresh and (_spot(talk, words) or _moving(talk, words)))


def _sheet(talk: Talk, words: str) -> bool:
    """Let a first picture that is only called by its style have that style."""
    found = SHEET_OF.match(words) if talk.fresh and not talk.scene.subjects and not talk.scene.style else None
    said = facts(found.group("s"), talk.e.lexicon) if found else []
    if not said or {name for name, _ in said} != {"style"} or not re.search(r"画$|风$|风格$", words):
        return False
    for name, value in said:
        talk.frame(name, value)
    return True


def _spot(talk: Talk, words: str) -> bool:
    """Take a bare spot as where the picture is, or as a clause of its own where that is known."""
    found = SPOT.match(words)
    if found is None or talk.topic or talk.find(found.group("x")) or _anchored(talk, found.group("x")):
        return False
    if not talk.scene.setting:
        talk.frame("setting", found.group("x"))
        return True
    return keep_words(talk, f"在{found.group('x')}")


def _anchored(talk: Talk, words: str) -> bool:
    return any(talk.find(words[:cut]) is not None for cut in range(1, len(words)))


def _moving(talk: Talk, words: str) -> bool:
    """Keep what moves and is no subject."""
    found = MOVING.match(words)
    if found is None or any(talk.find(words[:cut]) for cut in range(1, len(found.group("x")) + 1)):
        return False
    return keep_words(talk, words, rf"{re.escape(found.group('x'))}.+")
