"""How many there are to be, in spoken Chinese: 要三个苹果 of the one apple, 一个红的一个蓝的一个黄的 of three."""

import re

from dialog.scene import Subject
from rewriter.chinese import MEASURES, NUMERALS
from rewriter.making_zh import Made, make
from rewriter.naming_zh import NUMBER
from rewriter.saying_zh import say_of
from rewriter.scalars import color_of
from rewriter.talk_zh import Talk

WANTED = re.compile(
    rf"^(?:我|咱们?|还是|那就|那|就|只|一共|总共|应该|得|想|改成|换成|变成)*(?:想要|要|有|是|画成|改成|变成|换成)"
    rf"(?:有|是)?(?P<np>{NUMBER}[{MEASURES}][^，]{{1,8}})$"
)
NEWEST = re.compile(
    rf"^(?:新|新来|新加|新画|刚加|刚画|刚才加|后来|后加)的?(?:那|这)?(?:一)?[{MEASURES}](?P<deed>(?:要|是|戴|穿|围|换成|改成|变成|在|坐|站).+)$"
)
LEFT = re.compile(
    rf"^(?P<x>[^，]{{0,6}}?)(?:就|只|也|一共|总共)*(?:留下?|剩下?|保留|只要|只画)(?P<n>{NUMBER})[{MEASURES}](?:就够了?|就行|就好)?$"
)
EACH = re.compile(r"一[只个条匹头位名朵辆顶件根颗]?(?P<x>[^，、一]{1,5}?)的")
EACH_ONE = re.compile(
    rf"^(?:都|就|再)*(?:把[^，]{{1,6}})?(?:改成|变成|换成|画成|要|分别是|分成|弄成|是)*(?P<list>(?:{EACH.pattern}[、和]?){{1,4}})$".replace(
        "(?P<x>", "(?:"
    )
)


def count_clause(talk: Talk, words: str) -> bool:
    """Read a clause that says how many there are to be, or what each of a few is to be."""
    return not talk.fresh and (_wanted(talk) or _newest(talk, words) or _left(talk, words) or _each(talk, words))


def _wanted(talk: Talk) -> bool:
    """Set the number of the one subject of that name; of several by that name nobody can tell which is meant.

    The clause is read as it was said: 我要三个苹果 without its 我要 would be three more.
    """
    found = WANTED.match(re.sub(r"(?:吧|呀|啊|哦|呢|就好|就行|就够了?|好了|了)+$", "", talk.span))
    made = make(found.group("np"), talk.e.lexicon) if found else None
    if made is None or made.said or not made.counted:
        return False
    alike = [s for s in talk.scene.subjects if _same(talk, s, made)]
    if len(alike) != 1 or made.subject.count in (0, alike[0].count):
        return False
    subject, new = alike[0], made.subject
    said = [a for a in new.attributes if not re.fullmatch(rf"{NUMBER}[{MEASURES}]", a)]
    if (new.color and subject.color not in ("", new.color)) or said or new.size not in ("", subject.size):
        return False
    color = new.color or color_of(new.noun.removesuffix(subject.noun), talk.e.lexicon)  # 红苹果 is a word of its own
    if color and not subject.color:
        talk.set_color(subject, color)
    talk.set_count(talk.e.get(subject.id), new.count)
    talk.speak_of([subject.id])
    return True


def _newest(talk: Talk, words: str) -> bool:
    """ "新的那只是橘猫", where two cats are counted as one subject: the last of them by itself."""
    found = NEWEST.match(words)
    if found is None or not talk.scene.subjects:
        return False
    group = max(talk.scene.subjects, key=lambda s: int(s.id[1:]) if s.id[1:].isdecimal() else 0)
    many = [s for s in (*talk.current(), group) if 1 < s.count < 5]
    if not many or (group.count == 1 and group.noun == many[0].noun):
        return False
    last = talk.individuals(many[0])[-1]
    return say_of(talk, [last], found.group("deed"))


def _same(talk: Talk, subject: Subject, made: Made) -> bool:
    return talk.names.same(subject.noun, subject.concept, made.subject.noun)


def _left(talk: Talk, words: str) -> bool:
    """Of several subjects by one name, leave so many in all: those of which least was said go first."""
    found = LEFT.match(words)
    named = talk.find(found.group("x")) if found and found.group("x") else None
    first = (talk.all(named.subjects) if named and not named.part else []) if found and found.group("x") else []
    first = first or (talk.current() if found and not found.group("x") else [])
    if found is None or not first:
        return False
    alike = [s for s in talk.scene.subjects if s.noun == first[0].noun]
    word = found.group("n")
    number = int(word) if word.isdecimal() else NUMERALS.get(word, 0)
    over = sum(s.count for s in alike) - number
    if len(alike) < 2 or number < 1 or over < 1 or any(s.count < 1 for s in alike):
        return False
    for subject in sorted(alike, key=lambda s: (_told(s), -alike.index(s))):
        less = min(over, subject.count)
        over -= less
        if less:
            talk.set_count(subject, subject.count - less)
    return True


def _told(subject: Subject) -> int:
    said = (subject.color, subject.action, subject.size, *subject.attributes, *subject.wears, *subject.holds)
    return sum(bool(one) for one in said)


def _each(talk: Talk, words: str) -> bool:
    """Make as many subjects of a group of so many, each with what is said of it."""
    found = EACH_ONE.match(words)
    values = [each.group("x") for each in EACH.finditer(found.group("list"))] if found else []
    groups = [s for s in (*talk.current(), *talk.names.order()) if s.count == len(values)]
    if len(values) < 3 or not groups:
        return False
    made = talk.individuals(groups[0])
    told = [say_of(talk, [talk.e.get(s.id)], f"{value}的") for s, value in zip(made, values, strict=True)]
    talk.speak_of([s.id for s in made])
    return all(told)
