"""Wishes about how many and which ones stay: "leave only two", "one more", 只留下猫, 少两只, 去掉一只."""

import re

from dialog.scene import Subject
from rewriter import nouns_en
from rewriter.chinese import MEASURES, NUMERALS, has_cjk
from rewriter.english import NUMBERS
from rewriter.groups import id_words
from rewriter.operations import Operation
from rewriter.reference import clean
from rewriter.values import Context

Match = re.Match[str]
BARE_EN = re.compile(r"^(?:(?:of (?:them|those|these)|more|less|fewer) )*$")
BARE_ZH = re.compile(rf"^(?:其中)?(?:([一两二俩三四五六七八九十])|(\d{{1,2}}))[{MEASURES}]?$")


def bare_count(words: str) -> int:
    """Return the number that ``words`` say and nothing else ("two of them", 两只); 0 when they say more."""
    words = clean(words)
    if has_cjk(words):
        found = BARE_ZH.match(words)
        return (NUMERALS[found.group(1)] if found.group(1) else int(found.group(2))) if found else 0
    first, _, rest = words.lower().partition(" ")
    number = NUMBERS.index(first) if first in NUMBERS else int(first) if first.isdecimal() and len(first) < 3 else 0
    return number if BARE_EN.match(f"{rest} " if rest else "") else 0


def several(context: Context) -> Subject | None:
    """Return the subject that stands for several, the one spoken of first."""
    many = [s for s in context.scene.subjects if s.count != 1]
    focus = context.resolver.in_focus()
    return focus if focus in many else many[0] if many else focus


def keep_only(m: Match, context: Context) -> list[Operation]:
    """ "keep only the cat": all others go; "leave only two": so many of the several stay."""
    words = next(group for group in m.groups() if group)
    number, group = bare_count(words), several(context)
    if number and group and group.count != 1:
        return [Operation("set", id_words(group), "count", str(number), span=m.group(0))]
    counted = context.resolver.subject(words) if not number else None
    if counted is None:
        return []
    others = context.resolver.group(f"除了{words}" if has_cjk(words) else f"everything except {words}")
    if others is None:
        return []
    operations = [Operation("remove", id_words(subject), span=m.group(0)) for subject in others]
    amount = re.match(rf"^(?:([一两二三四五六七八九十])[{MEASURES}]|({'|'.join(NUMBERS[1:])})\b)", words, re.IGNORECASE)
    if amount and counted.count != 1:
        number = NUMERALS[amount.group(1)] if amount.group(1) else NUMBERS.index(amount.group(2).lower())
        return [Operation("set", id_words(counted), "count", str(number), span=m.group(0))]
    return operations


def more_of(m: Match, context: Context) -> list[Operation]:
    """ "one more", 再多一只: so many more of what is spoken of."""
    number, group = bare_count(m.group("x")), several(context)
    if not number or group is None or not group.count:
        return []
    return [Operation("set", id_words(group), "count", str(group.count + number), span=m.group(0))]


def more_things(m: Match, context: Context) -> list[Operation]:
    """ "more trees": many of what is there, else some new ones that the lexicon knows."""
    noun = m.group("x")
    if context.resolver.subject(noun) is not None:
        return [Operation("set", noun, "vague", "many", span=m.group(0))]
    phrase = nouns_en.parse(noun, context.lexicon)
    known = phrase is not None and phrase.subject.concept and phrase.subject.count == 0
    if known:
        return [Operation("add", phrase=phrase, span=m.group(0))]
    return [] if context.resolver.find(noun) else [Operation("keep_words", value=f"more {noun}", span=m.group(0))]


def fewer_of(m: Match, context: Context) -> list[Operation]:
    """ "two less", 少两只, 去掉一只: so many fewer; never none."""
    number, group = bare_count(m.group("x")), several(context)
    if not number or group is None or group.count <= number:
        return []
    return [Operation("set", id_words(group), "count", str(group.count - number), span=m.group(0))]
