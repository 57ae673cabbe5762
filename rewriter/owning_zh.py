"""Spoken Chinese about what somebody has that nobody spoke of yet: 帆船的帆改成彩虹色, 孙悟空的虎皮裙没画出来."""

import re
from dataclasses import replace

from dialog.scene import Subject
from rewriter.scalars import color_of
from rewriter.swapping_zh import become
from rewriter.talk_zh import Talk
from rewriter.words_zh import is_wearable

PART_BECOMES = re.compile(
    r"^(?:把|将)?(?P<who>[^，的把将]{1,8}?)的(?P<part>[^，的]{1,4}?)(?:都|也|就|再|要)*(?:换成|改成|变成|弄成|涂成|染成|刷成|画成|做成|改为|换)(?P<y>[^，]{1,8}?)(?:的)?$"
)
MISSED = re.compile(
    r"^(?P<who>[^，的]{1,6}?)(?:的(?P<x>[^，的]{1,6}?)|(?:身上|头上|手里|脖子上)的?(?P<z>[^，的]{1,6}?))"
    r"(?:怎么|好像)?(?:没有?画(?:出来|上|上去|进去)?|忘了?画|忘记画|漏了|漏画了?|没画出来|没画上|没了|不见了|不在了|少了)(?:了|啊|呀|呢)*$"
)
WEARS_IS = re.compile(
    r"^(?P<who>[^，]{1,8}?)(?:身上|头上|手里|手上)?(?P<v>[穿戴拿围系披举抱骑])的(?:都|也|全|就|应该)*是(?P<y>[^，]{1,10})$"
)
BREEDS = {
    "猫": "三花|狸花|奶牛|布偶|[英美]短|蓝猫|暹罗|[橘蓝]白|[金银]渐层|缅因|玳瑁",
    "狗": "拉布拉多|边牧|萨摩耶|比熊|博美|雪纳瑞|阿拉斯加|吉娃娃|法斗|斗牛",
    "车": "法拉利|保时捷|兰博基尼|宝马|奔驰|奥迪|特斯拉|甲壳虫|路虎|劳斯莱斯|宾利|迈凯伦|布加迪|五菱宏光|桑塔纳",
}
BREED = re.compile(
    rf"^(?:(?:把|将)?(?P<who>[^，把将]{{0,6}}?)(?:换成|改成|变成|要|是))?(?:一[只条辆])?"
    rf"(?P<c>(?:[^，的]{{1,3}}色的?|[红黄蓝绿紫黑白灰粉银]的?)?)(?P<y>{'|'.join(BREEDS.values())})$"
)


def owned(talk: Talk, words: str) -> bool:
    """Read one such clause."""
    return not talk.fresh and any(rule(talk, words) for rule in (_part_becomes, _missed, _wears_is, _breed))


def _part_becomes(talk: Talk, words: str) -> bool:
    """Say of the boat what its sail is like."""
    found = PART_BECOMES.match(words)
    named = talk.find(found.group("who")) if found else None
    if found is None or named is None or named.part or len(named.subjects) != 1:
        return False
    part, y, subject = found.group("part"), found.group("y"), talk.e.get(named.subjects[0])
    known = talk.find(part) or talk.find(f"{found.group('who')}的{part}")
    worn = is_wearable(part, talk.e.lexicon.concept(part), talk.e.lexicon)
    if (
        known
        or (worn and talk.names.is_alive(subject))
        or re.search(r"颜色|形状|大小|位置|数量|样子|表情|姿势|衣服|身[上边旁后]|[边面旁]$", part)
    ):
        return False
    if part in f"{subject.action}{''.join(subject.attributes)}":
        return False
    look = color_of(y, talk.e.lexicon) or re.search(r"[色形样状质纹花木石布]$", y) or words.endswith("的")
    said = f"{part}是{y}的" if look else f"{part}是{y}"
    talk.e.acted.add(subject.id)
    talk.act(subject, said)
    talk.speak_of([subject.id])
    return True


def _missed(talk: Talk, words: str) -> bool:
    """Let somebody wear, hold or have what is said to be missing."""
    found = MISSED.match(words)
    named = talk.find(found.group("who")) if found else None
    if found is None or named is None or named.part or not named.subjects:
        return False
    item = found.group("x") or found.group("z")
    thing = talk.thing(item)
    if thing is None or talk.find(item):
        return False
    worn = is_wearable(thing.noun, thing.concept, talk.e.lexicon)
    for subject in talk.all(named.subjects):
        if worn:
            talk.wear(subject, thing)
        elif talk.names.is_alive(subject) and not re.search(r"[头脸眼耳嘴鼻角尾翅爪毛发须腿脚手]", item):
            talk.hold(subject, thing)
        else:
            talk.describe(subject, f"有{item}")
    talk.speak_of(named.subjects)
    return True


def _wears_is(talk: Talk, words: str) -> bool:
    """ "老人们穿的都是蓝布衫": what each of them wears."""
    found = WEARS_IS.match(words)
    named = talk.find(found.group("who")) if found else None
    if found is None or named is None or named.part or not named.subjects:
        return False
    from rewriter.saying_zh import say_of

    if color_of(found.group("y"), talk.e.lexicon):
        return False
    return say_of(talk, talk.all(named.subjects), f"{found.group('v')}着{found.group('y')}")


def _breed(talk: Talk, words: str) -> bool:
    """ "黑猫换成三花": a breed that is told without its animal."""
    found = BREED.match(words)
    if found is None:
        return False
    named = talk.find(found.group("who")) if found.group("who") else None
    who = talk.all(named.subjects) if named and not named.part else [] if found.group("who") else talk.current()
    kind = next((k for k, names in BREEDS.items() if re.fullmatch(names, found.group("y"))), "")
    if not who or not kind or not all(kind in s.noun or s.concept in ("cat", "dog", "kitten", "puppy") for s in who):
        return False
    word = found.group("y")
    if kind == "车":
        return _make(talk, who, word, color_of(found.group("c").removesuffix("的"), talk.e.lexicon))
    for subject in who:
        talk.e.put(replace(subject, color=""))
    return become(talk, talk.all([s.id for s in who]), word if word.endswith(kind) else f"{word}{kind}", words)


def _make(talk: Talk, who: list[Subject], word: str, color: str) -> bool:
    """Call a car by its make; it stays the car it is."""
    makes = re.compile(BREEDS["车"])
    for subject in who:
        noun = subject.noun
        old = next((noun[:cut] for cut in range(len(noun), 1, -1) if makes.fullmatch(noun[:cut])), "")
        talk.e.put(replace(subject, noun=f"{word}{noun.removeprefix(old)}"))
        talk.record("edit", subject.id, "replace", f"{word}{noun.removeprefix(old)}", noun)
        if color:
            talk.set_color(talk.e.get(subject.id), color)
    talk.speak_of([s.id for s in who])
    return True
