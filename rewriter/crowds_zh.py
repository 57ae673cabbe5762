"""Several people and what is said of them all, in spoken Chinese: 同学们改成五个人, 一共八个, 帽子一个黑一个白."""

import re
from dataclasses import replace

from rewriter import subjects
from rewriter.chinese import MEASURES, NUMERALS
from rewriter.naming_zh import NUMBER
from rewriter.saying_zh import say_of
from rewriter.scalars import color_of
from rewriter.talk_zh import Talk

PEOPLE = re.compile(rf"^(?P<x>[^，]{{1,6}}?)(?:换成|改成|变成|要|一共|就)(?:有|是)?(?P<n>{NUMBER})(?:个人|个|位|名)$")
TOTAL = re.compile(rf"^(?:一共|总共|全部)(?:是|有|要)?(?P<n>{NUMBER})[{MEASURES}](?:人|小朋友|孩子)?$")
ONE_EACH = re.compile(
    r"^(?P<x>[^，一]{1,4}?)(?:的颜色)?(?:分别)?(?:要|是|就)?一[个顶条件双只副](?P<a>[^，一]{1,3}?)(?:色)?的?(?:，|和)?一[个顶条件双只副](?P<b>[^，一]{1,3}?)(?:色)?的?$"
)
THROWN = re.compile(
    r"^(?:把|将)(?P<x>[^，把将]{1,6}?)(?P<deed>(?:扔|抛|丢|举|甩|撒)(?:到|向|上|在)?(?:了)?(?:天上|天空|空中|半空|地上|一边|水里|头顶))$"
)


def crowded(talk: Talk, words: str) -> bool:
    """Read one such clause."""
    return not talk.fresh and any(rule(talk, words) for rule in (_people, _total, _one_each, _unlike, _rank, _thrown))


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else 10 + NUMERALS[word[1]] if len(word) == 2 else NUMERALS.get(word, 1)


def _people(talk: Talk, words: str) -> bool:
    """ "同学们改成五个人": so many of them, not others."""
    found = PEOPLE.match(words)
    named = talk.find(found.group("x")) if found and words.endswith("人") else None
    if found is None or named is None or named.part or len(named.subjects) != 1:
        return False
    subject = talk.e.get(named.subjects[0])
    if not talk.names.is_person(subject) or subject.noun in ("人", "人物"):
        return False
    talk.set_count(subject, _number(found.group("n")))
    talk.speak_of([subject.id])
    return True


def _total(talk: Talk, words: str) -> bool:
    """ "一共八个": of those who are there uncounted."""
    found = TOTAL.match(re.sub(r"(?:吧|呀|啊|哦|呢|了)+$", "", talk.span))
    vague = [s for s in talk.names.order() if s.count == 0 and talk.names.is_alive(s)]
    if found is None or not vague:
        return False
    talk.set_count(vague[0], _number(found.group("n")))
    talk.speak_of([vague[0].id])
    return True


def _one_each(talk: Talk, words: str) -> bool:
    """ "帽子一个黑一个白", of two who each wear one."""
    found = ONE_EACH.match(words)
    hues = [color_of(found.group(name), talk.e.lexicon) for name in ("a", "b")] if found else []
    if found is None or not all(hues):
        return False
    owners = [
        (s.id, at)
        for s in talk.scene.subjects
        for at, thing in enumerate(s.wears)
        if talk.names.is_thing(thing, found.group("x"))
    ]
    if len(owners) != 2:
        return False
    for (id_, at), hue in zip(owners, hues, strict=True):
        now = talk.e.get(id_)
        new = replace(now.wears[at], color=hue)
        talk.e.put(replace(now, wears=(*now.wears[:at], new, *now.wears[at + 1 :])))
        talk.record("edit", id_, "wears.color", hue)
    talk.speak_of([id_ for id_, _ in owners])
    return True


UNLIKE = re.compile(
    r"^(?P<x>[^，一]{1,5}?)(?:换成|改成|变成|要|是)一[个只条头匹]?(?P<a>[大小高矮胖瘦黑白红黄蓝绿老])一[个只条头匹]?(?P<b>[大小高矮胖瘦黑白红黄蓝绿少])的?$"
)
RANK = re.compile(
    r"^(?P<c>[红黄蓝绿紫白黑灰粉橙银金])色?的?(?:那[辆个匹只条艘])?(?:排|跑|得|是)?(?P<r>第[一二三四五]|最后|领先)名?$"
)


def _unlike(talk: Talk, words: str) -> bool:
    """ "鸭子改成一大一小": each of the two is different."""
    found = UNLIKE.match(words)
    named = talk.find(found.group("x")) if found else None
    if found is None or named is None or named.part or len(named.subjects) != 1:
        return False
    group = talk.e.get(named.subjects[0])
    if group.count == 1:
        talk.set_count(group, 2)
        group = talk.e.get(group.id)
    made = talk.individuals(group)
    for subject, said in zip(made, (found.group("a"), found.group("b")), strict=False):
        say_of(talk, [talk.e.get(subject.id)], f"{said}的")
    talk.speak_of([s.id for s in made])
    return len(made) == 2


def _rank(talk: Talk, words: str) -> bool:
    """ "红的第一", of three cars: one of them is red, and in front."""
    found = RANK.match(words)
    color = color_of(found.group("c"), talk.e.lexicon) if found else ""
    if found is None or not color:
        return False
    mine = next((s for s in talk.names.order() if s.color == color), None)
    if mine is None:
        group = next((s for s in talk.scene.subjects if 1 < s.count < 6 and not s.color), None)
        nouns = [s.noun for s in talk.scene.subjects]
        last = next((s for s in talk.scene.subjects if not s.color and nouns.count(s.noun) > 1), None)
        if group is not None:
            subjects.set_attribute(talk.e, group, talk.op("set", group.id, "count", str(group.count - 1)))
            plain = tuple(a for a in group.attributes if not re.match(rf"^{NUMBER}[{MEASURES}]$", a))
            mine = talk.e.append(replace(group, count=1, color=color, attributes=plain))
            talk.record("edit", mine.id, "split", mine.noun, mine.noun)
        elif last is not None:
            talk.set_color(last, color)
            mine = talk.e.get(last.id)
    if mine is None:
        return False
    talk.act(mine, found.group("r") + ("" if found.group("r") == "领先" else "名"))
    talk.speak_of([mine.id])
    return True


def _thrown(talk: Talk, words: str) -> bool:
    """ "把帽子扔到天上": whoever wears one wears it no more."""
    found = THROWN.match(words)
    if found is None:
        return False
    worn = [s for s in talk.scene.subjects if any(talk.names.is_thing(t, found.group("x")) for t in s.wears)]
    people = [s for s in talk.names.order() if talk.names.is_alive(s)][:1]
    for subject in worn or people:
        kept = tuple(t for t in subject.wears if not talk.names.is_thing(t, found.group("x")))
        talk.e.put(replace(subject, wears=kept))
        talk.e.acted.add(subject.id)
        talk.act(talk.e.get(subject.id), words)
    talk.speak_of([s.id for s in worn or people])
    return bool(worn or people)
