"""Which words of a prompt are said not to be so: of "a cat without a hat", 没有戴帽子 the hat is no claim.

Looked at is only what stands right before the words; "a cat that is far from red" is beyond the scorer.
"""

import re
from collections.abc import Iterable

from rewriter.english import word_list
from rewriter.evaluate.tables import CLAUSE, COLORS, DETERMINERS, MEASURES, STOPS, SUPPORTS, VERBS
from rewriter.evaluate.wording import EXTRA, Span, words

NEGATIONS = frozenset(word_list("no not never without nor neither lacking cannot"))
CARRYING = frozenset(
    word_list("wearing wear wears holding hold holds carrying carry carries having have has riding with")
)
FILLERS = frozenset(word_list("longer even really any more single"))
LIMITS = frozenset(word_list("and or but only just wait"))
CHINESE = re.compile(
    rf"(?:没有|没|不要|不|无|未)[再是在]?(?:{VERBS.pattern})?着?(?:任何|[一两三几]?[{MEASURES}])?(?:[{COLORS}]色?的?)?$"
)


def claimed(spans: Iterable[Span], text: str) -> tuple[Span, ...]:
    """Returns those of ``spans`` of a normalised text that are said to be so."""
    return tuple(span for span in spans if not negated(span, text))


def negated(span: Span, text: str) -> bool:
    """Tells whether the words at ``span`` of a normalised text are negated by those before them."""
    before = re.split(f"[{CLAUSE}]", text[: span[0]])[-1]
    return CHINESE.search(before) is not None or _english([word.text for word in words(before)])


def _english(before: list[str]) -> bool:
    """Goes back over adjectives, then a determiner, then a verb of wearing or holding, to a negation."""
    free, after = EXTRA, ""
    while before:
        word = before.pop()
        if _negation(word):
            return not (word == "no" and after in DETERMINERS)  # "no, the cat" without its comma
        if word in LIMITS or not word[0].isalnum():
            return False
        if word in CARRYING or word in DETERMINERS or word in FILLERS:
            free, after = 0, word
        elif word in SUPPORTS:
            return bool(before) and _negation(before[-1])
        elif word in STOPS or not free or not word.isascii():
            return False
        else:
            free, after = free - 1, word
    return False


def _negation(word: str) -> bool:
    return word in NEGATIONS or word.endswith("n't")
