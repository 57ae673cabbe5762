"""One of several in spoken Chinese: "一只在吃竹子" and, a turn later, "另一只在睡觉"."""

import re
from dataclasses import replace

from dialog.scene import Subject
from rewriter.chinese import NUMERALS, is_quantifier
from rewriter.operations import with_field
from rewriter.saying_zh import say_of
from rewriter.talk_zh import Talk

ONE = re.compile(
    r"^(?:其中|里面)?(?:有)?一[个只条匹头位名朵辆](?P<deed>(?:正?在|戴着?|穿着?|拿着?|举着?|抱着?|[捂抓牵拉看追吹打捧端提扛背]着|坐|站|躺|趴|蹲|睡|是).+|"
    r"[^，的一]{1,3}色?的)$"
)
NTH = re.compile(r"^第(?P<n>[一二三四])[个只条匹头位名朵辆艘](?P<deed>(?:要|是|正?在|戴|穿|拿|坐|站|换成|改成).+)$")
ALL_OF = re.compile(r"^(?P<what>[^，都的]{1,5})(?:全都|全部|都|全)(?:换成|改成|变成|要|是|用|得是)*(?P<y>[^，]{1,6})$")


def one_of_several(talk: Talk, words: str) -> bool:
    """Let one of a few of a kind be different from the others."""
    found = ONE.match(words)
    if found is None or talk.fresh:
        return not talk.fresh and _nth(talk, words)
    groups = [s for s in (*talk.current(), *talk.scene.subjects) if 1 < s.count < 5]
    if not groups:
        return _of_many(talk, found.group("deed"))
    group = groups[0]
    made = talk.individuals(group)
    _do(talk, made[0], found.group("deed"))
    talk.speak_of([made[0].id])
    return True


def _of_many(talk: Talk, deed: str) -> bool:
    """ "有一个在旁边看", of a few whom nobody counted."""
    group = next((s for s in talk.current() if s.count == 0 and talk.names.is_alive(s)), None)
    if group is None:
        return False
    plain = tuple(a for a in group.attributes if not is_quantifier(a))
    one = talk.e.append(replace(group, count=1, attributes=plain, action=""))
    talk.record("edit", one.id, "split", one.noun)
    _do(talk, one, deed)
    talk.speak_of([one.id])
    return True


def _nth(talk: Talk, words: str) -> bool:
    """ "第一条是红色的" of three: they become subjects of their own."""
    found = NTH.match(words)
    groups = [s for s in talk.scene.subjects if 1 < s.count < 5]
    if found is None or len(groups) != 1 or NUMERALS.get(found.group("n"), 9) > groups[0].count:
        return False
    one = talk.individuals(groups[0])[NUMERALS[found.group("n")] - 1]
    _do(talk, one, found.group("deed"))
    talk.speak_of([one.id])
    return True


def _do(talk: Talk, one: Subject, deed: str) -> None:
    if not say_of(talk, [talk.e.get(one.id)], deed):
        talk.act(talk.e.get(one.id), deed)


def all_things(talk: Talk, words: str) -> bool:
    """ "围巾都是红色的": every one of the things worn or held that are called so."""
    from rewriter.scalars import color_of

    found = ALL_OF.match(words)
    color = color_of(found.group("y").removesuffix("的"), talk.e.lexicon) if found else ""
    if found is None or not color:
        return False
    owners: list[str] = []
    for subject in talk.scene.subjects:
        for name in ("wears", "holds"):
            things = getattr(subject, name)
            mine = [t for t in things if talk.names.is_thing(t, found.group("what"))]
            if mine:
                new = tuple(replace(t, color=color) if t in mine else t for t in things)
                talk.e.put(with_field(talk.e.get(subject.id), name, new))
                owners.append(f"{subject.id} {name}")
    if len(owners) < 2:
        return False
    for owner in owners:
        id_, name = owner.split()
        talk.record("edit", id_, f"{name}.color", color)
    talk.speak_of([owner.split()[0] for owner in owners])
    return True


PAIRED = re.compile(
    r"^(?:都|其中|，)*(?P<a>一[{M}]?)(?P<x>[^，一]{1,6}?)的?，?(?P<b>一[{M}]?)(?P<y>[^，一]{1,6}?)的"
    r"?$".replace("{M}", "个只条匹头位名朵件顶根辆")
)


ONE_SIDE = re.compile(
    r"^(?:给|让|把)?(?:最)?(?P<side>左|右|中间?)(?:边|面)?(?:的?(?:那|这)(?:一)?[个只条匹头位名朵张]|的(?=[穿戴拿举抱围披系双手]))"
)


def stand_apart(talk: Talk, words: str) -> None:
    """Take the two of a kind apart when one of them is spoken of by its side."""
    found = ONE_SIDE.match(words)
    groups = [s for s in talk.scene.subjects if s.count in (2, 3)]
    if found and not groups and _line_up(talk):
        return
    if found is None or len(groups) != 1 or any(s.place in ("left", "right", "center") for s in talk.scene.subjects):
        return
    places = ("left", "right") if groups[0].count == 2 else ("left", "center", "right")
    for subject, place in zip(talk.individuals(groups[0]), places, strict=True):
        talk.e.put(replace(talk.e.get(subject.id), place=place))


def _line_up(talk: Talk) -> bool:
    """Let two of one name that nothing places stand left and right."""
    alike = [[o for o in talk.scene.subjects if o.noun == s.noun] for s in talk.scene.subjects]
    pair = next((group for group in alike if len(group) == 2), [])
    placed = {r.subject for r in talk.scene.relations if r.kind in ("left_of", "right_of")}
    if not pair or any(s.place or s.id in placed for s in pair):
        return False
    for subject, place in zip(pair, ("left", "right"), strict=True):
        talk.e.put(replace(subject, place=place))
    return True


def distribute(talk: Talk, pair: "re.Match[str]") -> bool:
    """ "一黑一白", "一个黄的一个蓝的": several of a kind become one of each."""
    who = [s for s in talk.current() if s.count == 2] or [s for s in talk.scene.subjects if s.count == 2][-1:]
    if not who:
        return False
    worn = who[0].wears
    made = talk.individuals(who[0])
    if len(made) != 2:
        return False
    for subject, words in zip(made, (pair.group("x"), pair.group("y")), strict=True):
        words = words.strip("的个只条")
        if re.match(r"[弹吹拉烤织擦洗扫钓喂遛打踢骑看读写画唱吃喝煮炒切跳跑坐站躺趴睡哭笑].", words):
            talk.act(talk.e.get(subject.id), words)
        elif worn and talk.e.lexicon.lookup(words, "color"):
            last = replace(subject.wears[-1], color=talk.e.lexicon.value("color", words))
            talk.e.put(replace(talk.e.get(subject.id), wears=(*subject.wears[:-1], last)))
            talk.record("edit", subject.id, "wears.color", words)
        elif not say_of(talk, [talk.e.get(subject.id)], f"{words}的"):
            talk.describe(talk.e.get(subject.id), words)
    talk.speak_of([s.id for s in made])
    return True
