"""Words that stand for one or some of what was just named: of "three cats, one of them black" the one that is black.

Each is a mention like any other noun's, since it is what the next words speak of. It is read only where several
subjects share a noun, and only where no noun of its own follows ("three cats, one hat" names no second cat).
"""

import re
from collections.abc import Iterable, Iterator

from rewriter.evaluate.tables import CLASSIFIERS, CLAUSE, NUMERAL, VERBS

COUNTED = "one|two|three|four|five|six|\\d+"
ENGLISH = re.compile(
    rf"\b(?:(?:{COUNTED}|both|some|the rest) of (?:them|these|those|which|whom)"
    rf"|the others|the rest|the other(?: (?:{COUNTED}))?|another(?: one)?|(?:{COUNTED}))\b"
)
NOUN_ONE = re.compile(r"\b(?:a|an|the|another)(?P<adjectives>(?:,? [a-z]+){1,3}) (?P<one>ones?)\b")
THEN_ENGLISH = re.compile(
    r"\s*(?:$|[,.;:]|(?:is|are|was|were|has|have|with|without|in|on|at|to|behind|near|next|wears?|holds?|sits?|stands?|lies|and)\b|[a-z]+ing\b)"
)
CHINESE = re.compile(
    rf"(?:其中|另外?|还有|有)?(?:{NUMERAL}\s?|[另那这])[{CLASSIFIERS}](?:则|却|都|也)?|其(?:余|他)(?:{NUMERAL}[{CLASSIFIERS}])?"
)
THEN_CHINESE = re.compile(rf"\s*(?:$|[{CLAUSE}、]|是|为|比较|{VERBS.pattern}|[站坐趴躺睡蹲飞跑跳]|[左右上下前后]边)")
MANY = re.compile(r"\b(?:two|three|four|five|six|both|some|rest|others|ones)\b|[两二三四五六七八九十几]|其余|其他|都")


def partitives(text: str, adjectives: Iterable[str], chinese: bool) -> Iterator[tuple[int, int, int]]:
    """Yields start, end and the beginning of the phrase of every such word in a normalised text.

    ``adjectives`` are the words that the facts say of subjects: one of them may follow ("one black, two white").
    """
    known = "|".join(re.escape(one) for one in sorted(adjectives, key=len, reverse=True)) or "(?!)"
    if chinese:
        adjective = re.compile(rf"(?:{known})色?的?(?=$|[{CLAUSE}、而但一两])")
        bare = re.compile(rf"[一两三](?={adjective.pattern})")
        for found in bare.finditer(text):
            yield found.start(), found.end(), found.start()
        for found in CHINESE.finditer(text):
            if THEN_CHINESE.match(text, found.end()) or adjective.match(text, found.end()):
                yield found.start(), found.end(), _phrase(text, found.start())
        return
    follows = re.compile(rf"\s*(?:{known})\b")
    for found in ENGLISH.finditer(text):
        then = THEN_ENGLISH.match(text, found.end())
        alone = re.fullmatch(COUNTED, found[0]) and then and not then[0].strip(" ,.;:")
        if (then and not alone) or follows.match(text, found.end()):
            yield *found.span(), found.start()
    for found in NOUN_ONE.finditer(text):
        yield *found.span("one"), found.start()


def _phrase(text: str, start: int) -> int:
    """Returns where the modifiers of a Chinese one begin: in 黑色的那只 with 黑."""
    left = max((text.rfind(sign, 0, start) for sign in CLAUSE), default=-1) + 1
    return left if text[left:start].endswith("的") else start


def is_many(text: str) -> bool:
    """Tells whether a partitive stands for several."""
    return MANY.search(text) is not None
