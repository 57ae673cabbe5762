"""Spoken Chinese about what a deed is done to and how things look: 种的是西红柿, 把风筝改成龙的形状."""

import re
from dataclasses import replace

from rewriter.operations import with_field
from rewriter.scalars import color_of
from rewriter.talk_zh import Talk

WHAT = re.compile(
    r"^(?P<v>[种吃喝抱骑看画写弹拉养卖举放推提端捧踢打织烤煮炒切洗堆搭])的(?:得)?(?:是|要是|应该是|换成|改成)(?P<y>[^，]{1,8})$"
)
SHAPE = re.compile(
    r"^(?:把)?(?P<x>[^，把]{1,5}?)(?:的(?:形状|造型|样子))?(?:换成|改成|变成|做成|要|是)(?P<y>[^，的]{1,5})的?(?P<s>形状|造型|形)的?$"
)
RAIN = re.compile(r"^(?P<w>[雨雪风])(?:再|要)?(?:下|刮|飘)?得?(?:再|更)?(?P<s>大|小)(?:一点点|一点儿?|一些|点儿?|些)$")
SUNSET = re.compile(r"^(?:太阳|夕阳)(?:都|也)?(?:快|要|正|刚|已经|慢慢|正在)*(?:下山|落山|落下去?|落)了?$")
DUSK = re.compile(r"^天(?:都|也)?(?:快|要|马上)+黑了?$")
HUES = re.compile(
    r"^(?:整体|颜色|配色|色调)?(?:再|就)?(?:换成|改成|变成|用|要|走|偏)*(?P<c>[^，的]{1,3}?)色?系(?:的|颜色|配色)?$"
)
SHADE = re.compile(
    r"^(?:把)?(?P<x>[^，把]{1,6}?)的?颜色(?:再|更|要|弄|调|变)*(?P<d>浅|深|淡|鲜艳|亮|暗)(?:一点点|一点儿?|一些|点儿?|些)$"
)
STYLE_BEFORE = re.compile(
    r"^(?:还是)?(?:用|要|换回|改回|回到|换成|恢复)?(?:原来|之前|刚才|最开始|一开始|原先|开始)的?(?:那个|那种)?(?:风格|画风)(?:吧|好|更好|好看)*$"
)


def tinted(talk: Talk, words: str) -> bool:
    """Read one such clause."""
    return any(rule(talk, words) for rule in (_what, _shape, _weather, _hues, _shade, style_before))


def _what(talk: Talk, words: str) -> bool:
    """ "种的是西红柿" where somebody 种菜: what the deed is done to."""
    found = WHAT.match(words)
    if found is None or talk.fresh:
        return False
    verb = found.group("v")
    for subject in talk.names.order():
        parts = [part for part in subject.action.split("，") if part]
        done = next((part for part in parts if re.match(rf"^(?:正在|在|正)?{verb}(?![在到])", part)), "")
        if done:
            held = "着" if done.startswith(f"{verb}着") else ""
            new = f"{verb}{held}{talk.say(found.group('y'))}"
            talk.e.put(replace(subject, action="，".join(new if part == done else part for part in parts)))
            talk.record("edit", subject.id, "action", new, done)
            talk.speak_of([subject.id])
            return True
    return False


def _shape(talk: Talk, words: str) -> bool:
    """ "把风筝改成龙的形状" where somebody flies a 蝴蝶形状风筝, or where the kite itself is there."""
    found = SHAPE.match(words)
    if found is None or talk.fresh:
        return False
    x, new = found.group("x"), f"{talk.say(found.group('y'))}{found.group('s')}"
    old = re.compile(rf"[^，放拿举抱有着的]{{1,4}}(?:形状|造型|形)(?:的)?(?={re.escape(x)})")
    for subject in talk.names.order():
        if old.search(subject.action):
            talk.e.put(replace(subject, action=old.sub(f"{new}的", subject.action)))
            talk.record("edit", subject.id, "action", new, x)
            return True
    named = talk.find(x)
    if named is None or named.part or len(named.subjects) != 1:
        return False
    subject = talk.e.get(named.subjects[0])
    kept = tuple(a for a in subject.attributes if not re.search(r"(?:形状|造型|形)的?$", a))
    talk.e.put(replace(subject, attributes=(*kept, f"{new}的")))
    talk.record("edit", subject.id, "attributes", new)
    talk.speak_of([subject.id])
    return True


def _weather(talk: Talk, words: str) -> bool:
    """ "雨下大一点", "太阳快下山了", "天快黑了"."""
    if SUNSET.match(words) and not talk.find(words[:2]):
        talk.frame("time", talk.e.lexicon.value("time", "日落"))
        return True
    if DUSK.match(words):
        talk.frame("time", talk.e.lexicon.value("time", "傍晚"))
        return True
    found = RAIN.match(words)
    if found is None or (talk.find(found.group("w")) and not talk.scene.weather):
        return False
    kind = found.group("w")
    talk.e.scene = with_field(talk.scene, "weather", f"{'刮' if kind == '风' else '下'}{found.group('s')}{kind}")
    talk.record("background", "", "weather", talk.scene.weather)
    return True


def _hues(talk: Talk, words: str) -> bool:
    """ "换成粉色系": the colors of the whole picture."""
    found = HUES.match(words)
    if found is None or not color_of(found.group("c"), talk.e.lexicon):
        return False
    talk.frame("colors", f"{found.group('c')}色系")
    return True


def _shade(talk: Talk, words: str) -> bool:
    """ "熊的颜色浅一点"."""
    found = SHADE.match(words)
    named = talk.find(found.group("x")) if found else None
    if found is None or named is None or named.part or not named.subjects:
        return False
    shade = found.group("d") + ("" if len(found.group("d")) > 1 else "色") + "的"
    for subject in talk.all(named.subjects):
        kept = tuple(a for a in subject.attributes if not re.fullmatch(r"(?:[浅深淡亮暗]色|鲜艳)的", a))
        talk.e.put(replace(subject, attributes=(*kept, shade)))
        talk.record("edit", subject.id, "attributes", shade)
    talk.speak_of(named.subjects)
    return True


def style_before(talk: Talk, words: str) -> bool:
    """ "还是用原来的风格": the style that was before this one, which may be none."""
    if STYLE_BEFORE.match(words) is None or not talk.scene.style:
        return False
    before = next((scene.style for scene in reversed(talk.e.history) if scene.style != talk.scene.style), "")
    talk.frame("style", before)
    return True
