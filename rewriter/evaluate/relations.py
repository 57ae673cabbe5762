"""Which subject stands to which in a prompt: "a red cube to the left of a blue sphere" against its swap.

A relation is said by a cue between two mentions, by the opposite cue the other way round, or by two places ("the cat on
the left, the dog on the right"). The figure is what stands somewhere, the ground what it is measured from.
"""

import re
from collections.abc import Iterator

from rewriter.english import word_list
from rewriter.evaluate.binding import Reading
from rewriter.evaluate.format import Fact
from rewriter.evaluate.mentions import clause_start
from rewriter.evaluate.negation import negated
from rewriter.evaluate.tables import CLAUSE, STRONG
from rewriter.evaluate.wording import Span, inside

OPPOSITES = {
    "left_of": ("right_of",),
    "right_of": ("left_of",),
    "above": ("below", "under"),
    "below": ("above", "on"),
    "under": ("above", "on"),
    "on": ("under", "below"),
    "in_front_of": ("behind",),
    "behind": ("in_front_of",),
    "beside": ("beside", "left_of", "right_of"),
    "next_to": ("beside", "left_of", "right_of"),
    "near": ("beside", "left_of", "right_of"),
    "with": ("with", "beside", "holds"),
}
IMPLIED = {
    "beside": ("left_of", "right_of", "with"),
    "next_to": ("beside", "left_of", "right_of", "with"),
    "near": ("beside", "left_of", "right_of", "with"),
    "above": ("on",),
    "below": ("under",),
    "under": ("below",),
    "rides": ("on",),
    "holds": ("carries", "with"),
    "carries": ("holds", "with"),
    "has": ("with", "holds", "wears"),
    "wears": ("with", "in"),
    "with": ("beside", "holds"),
    "in": ("on",),
}
"""Relations that say as much or more."""
EN_CUES = {
    "left_of": "to the left of|on the left of|on the left side of|to the left side of|left of"
    "|(?:to|on|at) (?:its|his|her|their) left",
    "right_of": "to the right of|on the right of|on the right side of|to the right side of|right of"
    "|(?:to|on|at) (?:its|his|her|their) right",
    "above": "above|over",
    "below": "below|beneath|underneath",
    "under": "under|underneath|beneath|below",
    "on": "on top of|atop|onto|upon|on(?! the (?:left|right|top|bottom))",
    "in_front_of": "in front of|before",
    "behind": "behind|in back of",
    "beside": "next to|beside|alongside|close to|near|nearby|by|against|leaning on|at (?:its|his|her|their) side",
    "in": "inside|into|within|out of|in(?! front)",
    "holds": "holding|holds|clutching|cradling|hugging|with",
    "carries": "carrying|carries|with",
    "rides": "riding|rides",
    "wears": "wearing|wears|dressed in",
    "with": "together with|with|and",
    "has": "having|has|with",
    "between": "in between|between",
}
ZH_SIDES = {
    "left_of": "左边|左侧|左面|左方|左手边|左",
    "right_of": "右边|右侧|右面|右方|右手边|右",
    "above": "上方|上面|上空|头顶|之上|头上",
    "on": "上面|上边|顶上|身上|背上|头上|头顶|之上|上",
    "below": "下方|下面|底下|下边|之下|脚下",
    "under": "下面|底下|下边|下方|之下|脚下|下",
    "in_front_of": "前面|前方|前边|面前|身前|跟前|前",
    "behind": "后面|后方|背后|身后|后边|后",
    "beside": "旁边|身边|身旁|边上|一旁|附近|旁|身侧",
    "in": "里面|里头|里边|之中|当中|里|中|内",
    "between": "之间|中间",
}
ZH_DEEDS = {
    "holds": "拿着|抱着|举着|捧着|握着|提着|牵着|叼着|端着|拎着|撑着|手持|拿|抱|举|牵|叼|捧",
    "carries": "背着|扛着|提着|拿着|拎着|抱着|驮着",
    "rides": "骑着|骑在|骑|坐在|乘着|坐着",
    "wears": "戴着|穿着|围着|系着|披着|背着|戴|穿",
    "has": "有着|长着|带着|有",
    "on": "踩着|踩在|站在|坐在|趴在|躺在|坐着|睡在|落在|停在|贴在|挂在|放在",
    "in": "泡在|坐在|站在|躺在|装在|插在|放在",
    "beside": "靠着|靠在|倚着|倚在|挨着",
    "with": "和|跟|与",
}
ZH_HOLDERS = {
    "in": "插着|插了|装着|装满|盛着|养着|关着|放着|有",
    "on": "放着|摆着|摆|铺着|印着|贴着|挂着|停着|坐着|站着|趴着|蹲着|长着|开着|立着|有",
}
"""Verbs that have the ground before them and the figure behind: 花瓶里插着梅花."""
PLACE_PAIRS = {"left_of": ("left", "right"), "right_of": ("right", "left"), "above": ("top", "bottom")}
PLACES = {
    "left": "(?:on|at|in|to) the (?:far )?left(?! of| side of)|在?(?:画面)?(?:最)?左(?:边|侧|面)",
    "right": "(?:on|at|in|to) the (?:far )?right(?! of| side of)|在?(?:画面)?(?:最)?右(?:边|侧|面)",
    "top": "(?:at|on) the top(?! of)|在?(?:画面)?上(?:方|面)",
    "bottom": "(?:at|on) the bottom(?! of)|在?(?:画面)?下(?:方|面)",
}
PRONOUNS = frozenset(word_list("it its him his her them their"))
Pair = tuple[frozenset[int], frozenset[int]]


def said(fact: Fact, reading: Reading) -> bool:
    """Tells whether any words for the relation stand in the prompt, whatever they are said of."""
    names = {fact.relation, *IMPLIED.get(fact.relation, ()), *OPPOSITES.get(fact.relation, ())}
    if not any(name in EN_CUES for name in names):
        return True
    return any(next(cues(name, reading), None) for name in names) or _by_places(fact.relation, reading) is not None


def holds(fact: Fact, reading: Reading, who: tuple[frozenset[str], ...]) -> bool:
    """Tells whether the prompt says ``fact``, a relation of two subjects; ``who`` are the keys of each mention.

    A relation that the tables do not have is taken as said when both stand in one sentence.
    """

    def is_pair(pair: Pair, figure: str, ground: str) -> bool:
        return any(figure in who[at] for at in pair[0]) and any(ground in who[at] for at in pair[1])

    if fact.relation not in EN_CUES and fact.relation not in OPPOSITES:
        return _in_one_sentence(fact, reading, who)
    for name in (fact.relation, *IMPLIED.get(fact.relation, ())):
        if any(is_pair(pair, fact.subject, fact.other) for pair in pairs(name, reading)):
            return True
    for name in OPPOSITES.get(fact.relation, ()):
        if any(is_pair(pair, fact.other, fact.subject) for pair in pairs(name, reading)):
            return True
    places = _by_places(fact.relation, reading)
    return places is not None and is_pair(places, fact.subject, fact.other)


def cues(name: str, reading: Reading) -> Iterator[Span]:
    """Yields where words for the relation ``name`` stand, outside of the nouns."""
    english = [rf"\b(?:{EN_CUES[name]})\b"] if name in EN_CUES else []
    chinese = [table[name] for table in (ZH_SIDES, ZH_DEEDS, ZH_HOLDERS) if name in table]
    for pattern in [*english, *chinese]:
        for found in re.finditer(pattern, reading.text):
            in_noun = any(inside(found.span(), (m.start, m.end)) for m in reading.mentions)
            if not in_noun and not negated(found.span(), reading.text):
                yield found.span()


def pairs(name: str, reading: Reading) -> Iterator[Pair]:
    """Yields which mentions may be figure and ground of every cue of the relation ``name``."""
    for span in cues(name, reading):
        if reading.text[span[0] : span[1]].isascii():
            yield _english(span, reading)
            continue
        here = reading.text[span[0] : span[1]]
        if here in ZH_SIDES.get(name, "").split("|"):
            yield from _side(name, span, reading)
        if here in ZH_DEEDS.get(name, "").split("|"):
            yield _deed(span, reading)
        if here in ZH_HOLDERS.get(name, "").split("|"):
            figure = _after(span[1], reading, CLAUSE)
            yield _list(figure, reading), frozenset(reading.before(span[0]))


def _after(at: int, reading: Reading, signs: str = STRONG) -> int | None:
    ends = [end for sign in signs if (end := reading.text.find(sign, at)) >= 0]
    end = min(ends, default=len(reading.text))
    return next((n for n, m in enumerate(reading.mentions) if at <= m.start < end), None)


def _english(span: Span, reading: Reading) -> Pair:
    """ "figure [is] CUE ground", "CUE ground [is] figure", "…, with figure CUE it", "CUE A and B" for between."""
    before = reading.about(span[0])
    ground = _after(span[1], reading)
    here = reading.text[span[0] : span[1]]
    following = re.match(r"\s*(\w+)", reading.text[span[1] :])
    if PRONOUNS & set(here.split()) or (following and following[1] in PRONOUNS):
        if ground is not None and not reading.text[clause_start(reading.text, span[0]) : span[0]].strip():
            return _list(ground, reading), frozenset(before)
        earlier = frozenset(range(before[0])) if before else frozenset()
        return frozenset(before[:1]), earlier
    if before and not following:
        main = [n for n in range(before[-1]) if not reading.mentions[n].dependent]
        return frozenset(before), frozenset([*main, *before[1:]])
    if ground is None:
        return frozenset(), frozenset()
    if here.endswith("between"):
        return frozenset(before), frozenset(n for n in (ground, ground + 1) if n < len(reading.mentions))
    lead = reading.text[clause_start(reading.text, span[0]) : span[0]].strip()
    opening = not before or lead in ("", "and", "with", "while")
    figure = _after(reading.mentions[ground].end, reading)
    if opening and not (before and lead in ("", "with")):
        return _list(figure, reading), _list(ground, reading)
    return frozenset(before), _list(ground, reading)


def _list(first: int | None, reading: Reading) -> frozenset[int]:
    """A mention and those that follow it in one list."""
    if first is None:
        return frozenset()
    last = first
    while last + 1 < len(reading.mentions) and reading.listed_with(last + 1)[:1] == (last,):
        last += 1
    return frozenset(range(first, last + 1))


def _side(name: str, span: Span, reading: Reading) -> Iterator[Pair]:
    """猫在狗的左边, 狗的左边有猫, 在狗左边的猫; 左边 alone (狗，左边有猫) is measured from what was said before."""
    near = [n for n, m in enumerate(reading.mentions) if m.end <= span[0]]
    if name == "between":
        start = clause_start(reading.text, span[0])
        grounds = [n for n in near if reading.mentions[n].start >= start][-2:]
        figures = [*[n for n in near if n not in grounds][-1:], *filter(None, [_after(span[1], reading)])]
        yield frozenset(figures), frozenset(grounds)
        return
    figure = _after(span[1], reading)
    if near and re.fullmatch(r"(?:的|身|的?正)?", reading.text[reading.mentions[near[-1]].end : span[0]]):
        ground = near[-1]
        earlier = reading.before(reading.mentions[ground].zone)
        governed = bool(earlier) and (reading.mentions[ground].dependent or "在" in _between(near, reading))
        if governed:
            yield frozenset(earlier), frozenset([ground])
        elif figure is not None:
            yield _list(figure, reading), frozenset([ground])
        if governed and figure is not None and reading.mentions[figure].zone <= reading.mentions[ground].start:
            yield _list(figure, reading), frozenset([ground])
    elif near and span[1] - span[0] > 1 and figure is not None and _opens(span[0], near[-1], reading):
        yield _list(figure, reading), frozenset(reading.before(span[0]) or near[-1:])


def _opens(at: int, nearest: int, reading: Reading) -> bool:
    """Tells whether no mention stands before ``at`` in its clause."""
    return reading.mentions[nearest].start < clause_start(reading.text, at)


def _between(near: list[int], reading: Reading) -> str:
    ground = reading.mentions[near[-1]]
    start = reading.mentions[near[-2]].end if len(near) > 1 else 0
    return reading.text[start : ground.start]


def _deed(span: Span, reading: Reading) -> Pair:
    """猫拿着球, 拿着球的猫."""
    ground = _after(span[1], reading, CLAUSE)
    if ground is None:
        return frozenset(), frozenset()
    end = reading.mentions[ground].end
    figure = _after(end, reading, CLAUSE)
    if figure is not None and "的" in reading.text[end : reading.mentions[figure].start]:
        relative = reading.mentions[figure].zone <= span[0]
        if relative:
            return frozenset([figure]), frozenset([ground])
    return frozenset(reading.about(span[0])), _list(ground, reading)


def _by_places(relation: str, reading: Reading) -> Pair | None:
    """The mentions at the one place and at the opposite one, None when the prompt does not name both places."""
    wanted = PLACE_PAIRS.get(relation)
    if relation in ("below", "under"):
        wanted = ("bottom", "top")
    if wanted is None:
        return None
    sides = [_at_place(PLACES[place], reading) for place in wanted]
    return (sides[0], sides[1]) if all(sides) else None


def _at_place(pattern: str, reading: Reading) -> frozenset[int]:
    """猫在左边, a cat on the left; what begins a clause (左边是猫) speaks of what follows."""
    found: set[int] = set()
    for match in re.finditer(pattern, reading.text):
        start = clause_start(reading.text, match.start())
        before = [n for n in reading.before(match.start()) if reading.mentions[n].start >= start]
        after = _after(match.end(), reading, CLAUSE)
        found.update(before or ([after] if after is not None else []))
    return frozenset(found)


def _in_one_sentence(fact: Fact, reading: Reading, who: tuple[frozenset[str], ...]) -> bool:
    starts = [clause_start(reading.text, mention.start, STRONG) for mention in reading.mentions]
    one = {start for start, keys in zip(starts, who, strict=True) if fact.subject in keys}
    return any(start in one for start, keys in zip(starts, who, strict=True) if fact.other in keys)
