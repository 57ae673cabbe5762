"""Careful edits inside the user's own words: find an item in a clause, take it out, put another in its place.

Everything a scene keeps verbatim (actions, notes, attributes, free settings) is edited here and nowhere else.
"""

import re
from functools import lru_cache

from rewriter.chinese import MEASURES, has_cjk
from rewriter.english import counted, number, plural, singulars, word_list

STOPS = frozenset(
    word_list("""
    in on at by under inside outside near beside behind below above over among between with without and or
    of from to into through around against wearing holding carrying is are has have having that who next
    front top like for onto while as
    """)
)
DETERMINERS = frozenset(
    word_list(
        "a an the this that some his her its their my one two three four five six seven eight nine ten no many several"
    )
)
LIST_JOINT = re.compile(r"、|以及|还有|，|,|与|及|和(?![服平尚风谐])")
ZH_LEAD = re.compile(
    rf"^(.*(?:[着有是在]|拿|抱|举|喂|踢|吹|骑|弹|看|摸|逗|遛|亲|搂|扶|背|捧|端|提|拎|钓|捉|抓|揉|梳|盖|搭|修|砍|烤|炒|织|缝|扫|擦|浇|吃|喝|戴|穿|放|摆|打|玩|种|采|摘|牵|推|拉|追|煮|包|切|洗|画|写))(?:(?:[一两二三四五六七八九十几]|\d+)[{MEASURES}])?"
)
ZH_AMOUNT = rf"(?:(?:[一两二三四五六七八九十几]|\d+)[{MEASURES}]|一些|一群|许多)?"
PLACE_AND_VERB = re.compile(
    r"^(.*在.+?(?:上面|里面|旁边|门口|[上里中下边旁前后内处馆店院园室房街场山林岸台海]))[^在上里下边的]{1,2}(?:着|了)?$"
)
"""A place, and then the verb whose object is taken out: "坐在窗台上看" keeps its place."""
LEADING = re.compile(r"^(?:and\b|,|、|，|和)\s*|^with$")
TRAILING = re.compile(r"\s*(?:,|\b(?:and|with|in|on|at|of|next to|in front of)|、|，|和|有)$")


def forms(word: str) -> tuple[str, ...]:
    """Return ``word`` with its other number, for matching English nouns."""
    low = word.lower().strip()
    return tuple(dict.fromkeys((low, *singulars(low), plural(low), *(plural(s) for s in singulars(low)))))


@lru_cache(maxsize=2048)
def pattern(word: str) -> re.Pattern[str]:
    """Return a pattern that finds ``word`` in any number; Chinese anywhere, English as whole words."""
    if has_cjk(word):
        return re.compile(re.escape(word))
    return re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, forms(word)))})(?![A-Za-z0-9])", re.IGNORECASE)


def mentions(text: str, word: str) -> bool:
    """Tell whether ``text`` names ``word``."""
    return bool(word) and pattern(word).search(text) is not None


def without(text: str, word: str) -> str:
    """Return ``text`` with the phrase around ``word`` taken out, "" when nothing worth saying is left."""
    found = pattern(word).search(text)
    if found is None:
        return text
    left, right = (_span_zh if has_cjk(word) else _span_en)(text, found.start(), found.end())
    if has_cjk(text):
        return _without_zh(text, left, right)
    if word.endswith("ing") and re.search(r"(?:^|\band |, )$", text[:left]):  # a deed goes with what it is done to
        right += re.match(r".*?(?=$| and \w+ing\b|,)", text[right:]).end()  # type: ignore[union-attr]
    before, after = text[:left].rstrip(" ,"), text[right:].strip()
    if re.match(r"and \w+ing\b", after):  # another deed: the preposition before was of what goes
        before = _drop_lead(before)
        return _clean(f"{before} {after}" if before.strip() else after.removeprefix("and "))
    if not before and re.match(r"(?:is|are|was|were|has|have|should|looks?|[a-z]+ing|around|from|along|with)\b", after):
        return ""
    if re.match(r"(?:and|or|,)\b|,", after):
        after = re.sub(r"^(?:,\s*)?(?:and|or)?\s*", "", after)
        return _clean(f"{before} {after}")
    before = re.sub(r"\s+(?:and|or)$", "", before) if re.search(r"\s(?:and|or)$", before) else _drop_lead(before)
    left_over = _clean(f"{before} {after}")
    return "" if BARE_PLACE.fullmatch(left_over) else left_over


BARE_PLACE = re.compile(
    r"(?:below|above|behind|around|everywhere|nearby|in the (?:background|distance|foreground|back))"
)
"""What is left of "pine trees below" without the trees."""


def substitute(text: str, word: str, new: str) -> str:
    """Return ``text`` with the phrase around ``word`` replaced by ``new``."""
    found = pattern(word).search(text)
    if found is None:
        return text
    left, right = (_span_zh if has_cjk(word) else _span_en)(text, found.start(), found.end())
    joint = "" if has_cjk(text) else " "
    return _clean(joint.join(part for part in (text[:left].rstrip(" "), new, text[right:].lstrip(" ")) if part))


def phrase_around(text: str, word: str) -> str:
    """Return the noun phrase of ``text`` in which ``word`` stands: "two boiled eggs", "一把油纸伞"."""
    found = pattern(word).search(text)
    if found is None:
        return ""
    left, right = (_span_zh if has_cjk(word) else _span_en)(text, found.start(), found.end())
    return text[left:right].strip()


def recount(text: str, word: str, count: int, amount: str) -> str:
    """Return ``text`` with the number before ``word`` changed; ``amount`` is how Chinese says it ("两个")."""
    if has_cjk(word):
        return re.sub(ZH_AMOUNT + rf"(?=[^，、和有在]{{0,6}}{re.escape(word)})", amount, text, count=1)
    phrase = phrase_around(text, word)
    bare = re.sub(rf"^(?:{'|'.join(DETERMINERS)}|\d+)\s+", "", phrase, flags=re.IGNORECASE)
    head = bare.rpartition(" ")[2]
    single = next(iter(singulars(head)), head)
    stem = bare[: len(bare) - len(head)]
    said = f"{number(count)} {stem}{single}" if count == 1 else counted(stem + single, single, count)
    return substitute(text, word, said)


def _span_en(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen to the determiner and adjectives on the left; "pile of books" is one phrase."""
    left = start
    owned = re.match(r"'s (?:[A-Za-z-]+)", text[end:])
    end += owned.end() if owned else 0
    while left > 0:
        head = text[:left].rstrip(" ")
        if not head or head.endswith((",", ".", ";", ":")):
            break
        word = head.rpartition(" ")[2]
        low = word.lower()
        if low == "of":
            left = head.rfind(word)
            continue
        if low in STOPS or (
            low.endswith("ing") and low not in ("flying", "sleeping", "glowing", "floating", "king", "wing")
        ):
            break
        left = len(head) - len(word)
        if low in DETERMINERS or low.isdecimal():
            break
    return left, end


def _span_zh(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen to the borders of the list item, then leave the verb that leads it outside."""
    borders = [match.end() for match in LIST_JOINT.finditer(text, 0, start)]
    left = borders[-1] if borders else 0
    lead = ZH_LEAD.match(text[left:start])
    if lead:
        left += len(lead.group(1))
    following = LIST_JOINT.search(text, end)
    limit = following.start() if following else len(text)
    tail = re.match(r"[^上下里中边旁前后吹踢喂弹看吃喝在有着的]{0,2}$", text[end:limit])
    return left, limit if tail else end


def _without_zh(text: str, left: int, right: int) -> str:
    after = LIST_JOINT.match(text, right)
    if after:
        return _clean(text[:left] + text[after.end() :])
    before = [match for match in LIST_JOINT.finditer(text, 0, left) if match.end() == left]
    if before:
        return _clean(text[: before[-1].start()] + text[right:])
    rest = re.sub(r"^(?:上|下|里|中|边|旁边|旁|前|后|面)+", "", text[right:])
    pieces = re.split(r"(?<=[，,])", text[:left])
    stood = PLACE_AND_VERB.match(pieces[-1])
    return _clean("".join(pieces[:-1]) + (stood.group(1) if stood else "") + rest)


def _drop_lead(before: str) -> str:
    """Cut the preposition, verb or "with" that led the phrase taken out."""
    lead = re.search(
        r"(?:^|\s)(?:on top of|in front of|next to|(?:in|on|at|by|under|with|of|holding|wearing|carrying"
        r"|near|beside|behind|over|above|from|to|into))$",
        before,
        re.IGNORECASE,
    )
    return before[: lead.start()] if lead else re.sub(r"\b\w+ing$", "", before)


def _clean(text: str) -> str:
    last = None
    text = re.sub(r"\s{2,}", " ", text).strip(" ,，、")
    while last != text:
        last, text = text, TRAILING.sub("", LEADING.sub("", text)).strip(" ,，、")
    return text
