"""Members of a group in spoken Chinese: "最后那匹换成白色的", "一个弹琴，一个唱歌，还有一个在烤羊", "队友走掉一个".

A member that is spoken of by its rank, its place or what only one can be, and that nobody is yet, is taken out of its
group: the group has one less, and the member is a subject of its own.
"""

import re
from dataclasses import replace

from dialog.scene import Subject
from rewriter.chinese import MEASURES, numeral
from rewriter.naming_zh import NUMBER
from rewriter.saying_zh import say_of
from rewriter.talk_zh import Talk

RANKED = re.compile(
    rf"^(?P<lead>把|给|让|将)?(?P<name>(?P<group>[^，把给让]{{0,4}}?)(?P<rank>领头|打头|带头|排头|最前面|最后面|最前|最后|最边上|最左边|最右边|最外面|最中间|末尾|最[大小高矮胖瘦老旧新])"
    rf"(?:的(?:那|这)?(?:{NUMBER})?|(?:那|这)(?:{NUMBER})?)(?P<m>[{MEASURES}]))(?=.)"
)
ONE = rf"(?:还有|剩下|另外?|最后|再)?(?:有|的)?(?:{NUMBER})[{MEASURES}](?:人)?"
LIST = re.compile(rf"^(?P<group>[^，一]{{0,6}}?)(?:里|中)?(?:有)?(?P<items>{ONE}[^，]+?{ONE}[^，]+)$")
DEEDS = re.compile(rf"^(?P<items>(?:[^，的一]{{2,5}}的){{2,}})(?P<rest>(?:还有)?{ONE}[^，]+)?$")


def single_out(talk: Talk, words: str) -> None:
    """Take the member that ``words`` begin with out of its group, when nobody is called so yet."""
    found = RANKED.match(words)
    if found is None or talk.fresh or talk.find(found.group("name")):
        return
    group = _group(talk, found.group("group"), found.group("m"))
    if group is not None:
        _apart(talk, group, found.group("rank"))


def _group(talk: Talk, noun: str, measure: str) -> Subject | None:
    """Return the one group that is called ``noun`` or counted with ``measure``; None where several may be meant."""
    named = talk.find(noun) if noun else None
    groups = [
        s for s in (talk.all(named.subjects) if named and not named.part else talk.scene.subjects) if s.count != 1
    ]
    fit = [s for s in groups if _measure(talk, s) == measure] or (groups if measure == "个" or noun else [])
    ids = [s.id for s in talk.current()]
    return next((s for s in fit if s.id in ids), fit[0] if len(fit) == 1 else None)


def _measure(talk: Talk, subject: Subject) -> str:
    from rewriter.phrases_zh import measure_of

    said = next((a for a in subject.attributes if re.fullmatch(rf"{NUMBER}[{MEASURES}]", a)), "")
    return said[-1:] or measure_of(subject, talk.e.lexicon)


def _apart(talk: Talk, group: Subject, rank: str) -> Subject:
    """Make one of ``group`` a subject of its own."""
    if group.count == 0:
        one = talk.e.append(replace(group, count=1, attributes=(f"{rank}的",)))
        talk.record("edit", one.id, "split", one.noun)
        talk.speak_of([one.id])
        return one
    counted = next((a for a in group.attributes if re.fullmatch(rf"{NUMBER}[{MEASURES}]", a)), "")
    plain = tuple(a for a in group.attributes if a != counted)
    left = (f"{numeral(group.count - 1)}{counted[-1]}",) if counted else ()
    talk.e.put(replace(group, count=group.count - 1, attributes=(*left, *plain)))
    mine = (f"一{counted[-1]}",) if counted else ()
    one = talk.e.append(replace(group, count=1, attributes=(*mine, *plain, f"{rank}的")))
    links = tuple(replace(r, subject=one.id) for r in talk.scene.relations if r.subject == group.id)
    talk.e.scene = replace(talk.scene, relations=(*talk.scene.relations, *links))
    talk.record("edit", one.id, "split", one.noun)
    talk.speak_of([one.id])
    return one


SO_MANY = re.compile(
    rf"^(?P<x>[^，把给让再有没]{{1,6}}?)(?P<v>一?共?有|来|挂|放|摆|要|加|画|整|弄|贴|插)(?:上|个)?(?P<n>俩|仨|{NUMBER}[{MEASURES}])$"
)


CAME_OUT = re.compile(
    rf"^(?P<where>[^，]{{1,6}}?[里上下边中])?(?P<x>[^，有]{{1,5}}?)(?P<v>开|长|落|飘|停|飞来|结|冒|亮)(?:了|着|出)+(?P<n>(?:好)?几[{MEASURES}]|{NUMBER}[{MEASURES}])$"
)


def came_out(talk: Talk, words: str) -> bool:
    """ "池塘里荷花开了几朵": so many of them are there now."""
    found = CAME_OUT.match(words)
    named = talk.find(found.group("x")) if found else None
    if found is None or (named and named.part):
        return False
    if named and named.subjects:
        from rewriter import subjects

        subject = talk.e.get(named.subjects[0])
        vague = found.group("n").startswith(("几", "好"))
        value = "几" if vague else str(_count(found.group("n")[:-1]))
        subjects.set_attribute(talk.e, subject, talk.op("set", subject.id, "vague" if vague else "count", value))
        talk.speak_of([subject.id])
        return True
    from rewriter.introducing_zh import bring_new

    return bring_new(talk, found.group("where") or "", found.group("v"), f"{found.group('n')}{found.group('x')}")


def _count(word: str) -> int:
    from rewriter.passing_zh import _number

    return _number(word)


def so_many(talk: Talk, words: str) -> bool:
    """ "灯笼挂俩" where there is none yet."""
    found = SO_MANY.match(words)
    if (
        found is None
        or talk.find(found.group("x").rstrip("也都就还各"))
        or re.search(r"[上里下边旁前后中在的]$", found.group("x"))
    ):
        return False
    from rewriter.introducing_zh import bring_new

    number = {"俩": "两个", "仨": "三个"}.get(found.group("n"), found.group("n"))
    return bring_new(talk, "", found.group("v"), f"{number}{found.group('x')}")


ON_BOTH = re.compile(rf"^(?:一左一右|(?:左右|两边|两侧|一边|一侧)(?:各|都)?(?:挂|放|摆|站|坐|有)?一[{MEASURES}])$")
"""Where two of a kind are: one on each side."""


def each_does(talk: Talk, words: str) -> bool:
    """ "小猪一个穿红的一个穿绿的": as many as there are, each with what is said of it."""
    if so_many(talk, words) or came_out(talk, words):
        return True
    if ON_BOTH.match(words) and talk.topic:
        talk.act(talk.current()[0], "一边一个" if words[0] == "一" else words)
        return True
    found = LIST.match(words) or DEEDS.match(words)
    if found is None:
        return False
    items = _items(found)
    named = talk.find(found.groupdict().get("group") or "") if found.groupdict().get("group") else None
    if found.groupdict().get("group") and not (named and named.subjects and not named.part):
        return False
    pool = talk.all(named.subjects) if named else [*talk.current(), *talk.scene.subjects]
    group = next((s for s in pool if s.count == len(items) > 1), None)
    if group is None or len(items) > 4:
        return False
    made = talk.individuals(group)
    for subject, item in zip(made, items, strict=True):
        if not say_of(talk, [talk.e.get(subject.id)], item) and not say_of(talk, [talk.e.get(subject.id)], f"{item}的"):
            talk.act(talk.e.get(subject.id), item)
    talk.speak_of([s.id for s in made])
    return True


def _items(found: "re.Match[str]") -> list[str]:
    """Return what is said of each."""
    if "rest" not in found.groupdict():
        return [w.strip("，的是") for w in re.split(ONE, found.group("items")) if w.strip("，的是")]
    items = [w for w in found.group("items").split("的") if w]
    last = re.sub(rf"^(?:还有)?{ONE}", "", found.group("rest") or "").strip("的是")
    return [*items, *([last] if last else [])]


COUPLE = re.compile(r"情侣|夫妻|夫妇|恋人|两口子|新人|爱人|小两口")
HE_OR_SHE = re.compile(r"^(?:把|给|让)?(?P<x>[男女](?:的|生|人|孩|士|方))(?=.)")


def couple(talk: Talk, words: str) -> None:
    """Make a couple him and her when the words speak of one of them: 男的穿灰毛衣."""
    found = HE_OR_SHE.match(words)
    pair = next((s for s in talk.scene.subjects if COUPLE.search(s.noun)), None)
    if found is None or pair is None or talk.find(found.group("x")):
        return
    word = {"的": "人", "方": "人"}.get(found.group("x")[1], found.group("x")[1])
    plain = tuple(a for a in pair.attributes if not re.fullmatch(rf"{NUMBER}[{MEASURES}]", a))
    talk.e.put(replace(pair, noun=f"男{word}", concept="", count=1, attributes=plain))
    she = talk.e.append(replace(pair, noun=f"女{word}", concept="", count=1, attributes=plain))
    links = tuple(replace(r, subject=she.id) for r in talk.scene.relations if r.subject == pair.id)
    talk.e.scene = replace(talk.scene, relations=(*talk.scene.relations, *links))
    talk.record("edit", pair.id, "split", pair.noun)
    talk.record("edit", she.id, "split", pair.noun)


LEAVES = re.compile(
    rf"^(?P<x>[^，]{{1,6}}?)(?:也|就|都)?(?:走|跑|飞|去|丢|溜|撤|离开|不见|回家)(?:掉|走|开|了|去)*(?:(?P<n>{NUMBER})[{MEASURES}]|(?P<two>俩|仨))(?:了)?$"
)


def leaves(talk: Talk, words: str) -> bool:
    """ "队友走掉一个": so many less of them."""
    found = LEAVES.match(words)
    named = talk.find(found.group("x")) if found else None
    if found is None or named is None or named.part or not named.subjects:
        return False
    from rewriter.passing_zh import _number

    group = talk.all(named.subjects)[0]
    number = _number(found.group("n") or {"俩": "两", "仨": "三"}[found.group("two")])
    if group.count > 1:
        talk.set_count(group, group.count - number)
        return True
    alike = [s for s in talk.scene.subjects if s.noun == group.noun]
    for subject in alike[-number:]:
        talk.remove(subject.id)
    return True
