"""Bits of a scene told by themselves in spoken Chinese: 桂花树下, 竹叶在飘, 来一个国风插画 before who is in it."""

import re
from dataclasses import replace

from rewriter.facts_zh import facts, is_place
from rewriter.introducing_zh import bring_new
from rewriter.own_words_zh import keep_words
from rewriter.scalars import color_of
from rewriter.talk_zh import Talk

SPOT = re.compile(
    r"^(?:就|是)?在?(?P<x>[^，把给让换改加去是有在的]{1,6}(?:树下|树上|桥上|桥下|山上|山下|山顶|岸边|路边|门口|门前|窗前|墙边|屋檐下|台阶上|院子里|草丛里|花丛里?中?|旁边))$"
)
MOVING = re.compile(
    r"^(?P<x>[^，把给让换改加去是有在的它他她我你]{1,5}?)(?:都|还|正|一直)*(?:正?在(?:空中|风中|风里|天上)?(?:飘落?|飞舞?|落|流动?|燃烧|闪烁?|晃动?|摇晃?|摇曳|旋转|转动?|翻滚|滚动|滴|冒烟|融化|开放|挥动?|飘扬|招展)|"
    r"(?:飘|飞|落|晃|摇|翻|亮|竖|垂|卷|翘|鼓|伸|溅|涌|冲|喷|炸|弹|散)(?:起来|下来|出来|过来|着)|飞来飞去|飘来飘去|落了?一地|掉了?一地|随风[^，]{1,3})(?:着|了|呢)?$"
)
SHEET_OF = re.compile(r"^(?:一?[个张幅])(?P<s>[^，的着在]{2,10})$")


def scenery(talk: Talk, words: str) -> bool:
    """Read one such clause."""
    return _sheet(talk, words) or (
        not talk.fresh
        and any(
            rule(talk, words) for rule in (_timed_place, _effect, _spot, _layer, _fades, _ground_color, _light, _moving)
        )
    )


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


LIGHT = re.compile(
    r"^(?P<x>阳光|月光|星光|月亮|太阳|夕阳|影子|灯光|光线?|光束|雪花?|雨[水滴丝]?|树叶|花瓣|瀑布|水流?|烟雾?|雾气)(?:正|都|也)?(?:从|透过|穿过|照在|洒在|落在|顺着|照进|洒进|倒?映在|挂在)[^，]{1,12}$"
)
"""What comes from or falls on something: 阳光从水面照下来."""


EFFECT = re.compile(
    r"^(?:可以|能)?(?:再)?(?:加|来|要|有|做|带)(?:上|出)?(?:一?[点些个]|一种)?(?P<x>[^，画滤]{2,8}?)的?(?P<e>效果|特效|光效)$"
)
REFLECTS = re.compile(
    r"^(?:地面|地上|水面|玻璃|镜子|湖面|河面|墙上|墙面|窗户|车身|桌面|路面)上?(?:都|还|也)?(?:有|映着|倒映着|映出|全?是|积着|结着|反着|反射着?)[^，一二三两四五几]{1,8}$"
)
ABLE = re.compile(r"^(?P<x>[^，把给让换改加去是有在的它他她我你要不]{1,5}?)会(?:自己)?(?P<v>[^，的更好看]{1,5})$")


def _effect(talk: Talk, words: str) -> bool:
    """ "加点雪花飘落的效果", and what is mirrored in the ground; what a thing nobody drew is able to do."""
    found = EFFECT.match(words)
    if found and not facts(f"{found.group('x')}{found.group('e')}", talk.e.lexicon):
        return keep_words(talk, f"{found.group('x')}{found.group('e')}")
    if REFLECTS.match(words) and not talk.find(words[:2]):
        return keep_words(talk, words)
    able = ABLE.match(words)
    return able is not None and not talk.topic and talk.find(able.group("x")) is None and keep_words(talk, words)


def _light(talk: Talk, words: str) -> bool:
    """Keep where light comes from or falls, unless a subject is called so."""
    found = LIGHT.match(words)
    if found is None or talk.find(found.group("x")):
        return False
    return keep_words(talk, words, rf"{found.group('x')}(?:从|透过|穿过|照|洒|落|顺|倒|映|挂).+")


LAYER = re.compile(r"^第[一二三四五六](?:层|排|格|行|面)(?:是|用|要|换成|改成|放|有)[^，]{1,8}$")


def _layer(talk: Talk, words: str) -> bool:
    """Say of the cake what its first layer is."""
    if LAYER.match(words) is None:
        return False
    sort = words[2]
    mine = [s for s in talk.names.order() if sort in f"{s.noun}{''.join(s.attributes)}{s.action}"]
    if not mine or talk.names.is_alive(mine[0]):
        return keep_words(talk, words, rf"{words[:3]}.+")
    subject = mine[0]
    parts = [p for p in subject.action.split("，") if p and not p.startswith(words[:3])]
    talk.e.put(replace(subject, action="，".join([*parts, talk.say(words.removesuffix("的"))])))
    talk.e.acted.add(subject.id)
    talk.record("edit", subject.id, "action", words)
    talk.speak_of([subject.id])
    return True


TIMED_PLACE = re.compile(
    r"^(?P<t>凌晨|深夜|半夜|夜晚|晚上|夜里|清晨|早晨|早上|中午|下午|午后|傍晚|黄昏)的(?P<p>[^，的有]{2,6}?)(?:里面?|中|上)?(?P<rest>(?:只|就|还)?有[^，]+)$"
)


def _timed_place(talk: Talk, words: str) -> bool:
    """ "凌晨的办公室只有一盏灯亮着": when and where it is, and what is there."""
    found = TIMED_PLACE.match(words)
    if found is None or not is_place(found.group("p"), talk.e.lexicon) or talk.find(found.group("p")):
        return False
    talk.frame("time", talk.e.lexicon.value("time", found.group("t")))
    talk.frame("setting", talk.e.lexicon.value("setting", found.group("p")))
    return bring_new(talk, "", "有", re.sub(r"^(?:只|就|还)?有", "", found.group("rest")))


FADES = re.compile(
    r"^(?:背景)?(?:用|要|是|换成|改成|就)?(?:(?P<a>[^，到]{1,3}?)色?到(?P<b>[^，到]{1,3}?)色?)?(?:的)?(?P<g>渐变|过渡)?(?:色|的)?(?:背景)?$"
)


def _fades(talk: Talk, words: str) -> bool:
    """ "背景渐变", "蓝到紫": a ground that goes from one color into another."""
    found = FADES.match(words)
    if found is None or not (found.group("a") or (found.group("g") and "背景" in words)):
        return False
    hues = [color_of(found.group(name), talk.e.lexicon) for name in ("a", "b") if found.group(name)]
    faded = talk.scene.setting.endswith("渐变背景")
    if not all(hues) or (not faded and "背景" not in words):
        return False
    said = [talk.e.lexicon.said("color", hue, "zh") for hue in hues]
    talk.frame("setting", f"{'到'.join(said)}渐变背景")
    return True


PLAIN_GROUND = re.compile(r"^(?:就|要|用|换成|改成|是)*(?P<y>[^，]{1,4}?)色?的?$")


def _ground_color(talk: Talk, words: str) -> bool:
    """Take a color right after a plain ground was asked for as that of the ground."""
    last = talk.e.changes[-1] if talk.e.changes else None
    found = PLAIN_GROUND.match(words)
    if found is None or last is None or last.attribute != "setting" or not talk.scene.setting.endswith("背景"):
        return False
    color = color_of(found.group("y"), talk.e.lexicon)
    if not color:
        return False
    plain = "纯" if "纯" in talk.scene.setting else ""
    talk.frame("setting", f"{plain}{talk.e.lexicon.said('color', color, 'zh')}背景")
    return True


def _moving(talk: Talk, words: str) -> bool:
    """Keep what moves and is no subject."""
    found = MOVING.match(words)
    if found is None or any(talk.find(words[:cut]) for cut in range(1, len(found.group("x")) + 1)):
        return False
    return keep_words(talk, words, rf"{re.escape(found.group('x'))}.+")
