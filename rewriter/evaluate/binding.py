"""Whose attribute the words of a prompt are: the rules of docs/rewriter-format.md, for English and Chinese word order.

A prompt decides by its words alone. An adjective must modify the subject's own noun ("a red cat", "the cat is red",
橘色的猫), not a noun within its clause ("a cat with a red hat"); all else must stand in the subject's clause.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rewriter.evaluate.format import Fact
from rewriter.evaluate.mentions import Mention, clause_start, is_chinese, mentions
from rewriter.evaluate.tables import CLAUSE, DETERMINERS, ENDS, JOINTS, STRICT, STRONG, SUPPORTS, VERBAL, VERBS
from rewriter.evaluate.wording import Span, Word, find_any, inside, words

NOBODY = -1
"""The owner of words that modify something which is no subject."""
PRONOUN = re.compile(r"\b(?:it|he|she|they|its|his|her|their)\b|[它他她]")
REPEATED = re.compile(r"(?:(.)\1|.(.)\2)的?")
LOOSE_JOINTS = re.compile(r"[色的、和又且\s]+")


@dataclass(frozen=True)
class Reading:
    """A normalised prompt with the mentions of the subjects in force, and the places of their adjectives."""

    text: str
    mentions: tuple[Mention, ...]
    adjectives: tuple[Span, ...]
    chinese: bool

    @classmethod
    def of(cls, text: str, facts: Iterable[Fact]) -> "Reading":
        """Reads a normalised prompt for ``facts``."""
        facts = tuple(facts)
        strict = (fact for fact in facts if fact.relation in STRICT)
        spans = tuple(span for fact in strict for span in find_any(fact.wordings, text))
        return cls(text, mentions(text, facts), spans, is_chinese(text))

    def owners(self, span: Span, relation: str) -> tuple[int, ...]:
        """Returns which mentions (by number) the words at ``span`` belong to; () if unclear, (NOBODY,) if to none."""
        strict = relation in STRICT
        for number, mention in enumerate(self.mentions):
            within = mention.start <= span[0] and span[1] <= mention.end
            around = span[0] <= mention.start and mention.end <= span[1]
            if (within or around) and (strict or span[0] == mention.start):
                return (number,) if strict else (number, *self._owners_of_phrase(span, relation))
        return self._owners_of_adjective(span) if strict else self._owners_of_phrase(span, relation)

    def _owners_of_adjective(self, span: Span) -> tuple[int, ...]:
        for number, mention in enumerate(self.mentions):
            if mention.zone <= span[0] and span[1] <= mention.start:
                return (number,) if self._modifies(span, mention) else (NOBODY,)
        before = self.before(span[0])
        return before if not before or self._stands_after(span, before) else (NOBODY,)

    def _owners_of_phrase(self, span: Span, relation: str) -> tuple[int, ...]:
        """In Chinese a verb before a noun is the noun's own where 的 comes between (卖花的女孩, but 女孩卖花)."""
        ahead = tuple(n for n, m in enumerate(self.mentions) if m.zone <= span[0] and span[1] <= m.start)[:1]
        if ahead and (not self.chinese or "的" in self.text[span[0] : self.mentions[ahead[0]].start]):
            return ahead
        about = self.about(span[0])
        return (about if relation in VERBAL else ahead + about) or ahead or self._first_after(span)

    def before(self, at: int) -> tuple[int, ...]:
        """Returns the nearest mention before ``at`` in its sentence and, past dependent ones, those before.

        A sentence that begins with a pronoun goes on with what the sentence before was about.
        """
        start = clause_start(self.text, at, STRONG)
        found: list[int] = []
        for number in range(len(self.mentions) - 1, -1, -1):
            mention = self.mentions[number]
            if mention.end > at:
                continue
            if mention.start < start:
                break
            found.append(number)
            if not mention.dependent and not (mention.peer and "," in self.text[mention.end : at]):
                break
        if not found and start and PRONOUN.search(self.text, start, at):
            earlier = clause_start(self.text, start - 1, STRONG)
            inner = [n for n, m in enumerate(self.mentions) if earlier <= m.start < start and not m.dependent]
            return tuple(inner[:1])
        return tuple(found)

    def about(self, at: int) -> tuple[int, ...]:
        """Returns what a phrase or verb at ``at`` may speak of: as ``before``, and at the beginning of a clause also
        what the sentence began with ("a cake, three tiers, on a stand")."""
        found = self.before(at)
        start = clause_start(self.text, at)
        if found and not self.text[start:at].strip():
            sentence = clause_start(self.text, at, STRONG)
            first = next(
                n for n, m in enumerate(self.mentions) if m.start >= min(sentence, self.mentions[found[-1]].start)
            )
            return found if first in found else (*found, first)
        return found

    def listed_with(self, number: int) -> tuple[int, ...]:
        """Returns the mentions before a mention in one list with it: of "a man and a woman" the man."""
        found: list[int] = []
        while number > 0:
            gap = self.text[self.mentions[number - 1].end : self.mentions[number].zone].strip()
            if gap not in JOINTS and not (gap == "," and found):
                break
            number -= 1
            found.append(number)
        return tuple(found)

    def _first_after(self, span: Span) -> tuple[int, ...]:
        """Of words that begin a sentence: what it then speaks of."""
        ends = [at for sign in STRONG if (at := self.text.find(sign, span[1])) >= 0]
        end = min(ends, default=len(self.text))
        return tuple(n for n, m in enumerate(self.mentions) if span[1] <= m.start < end)[:1]

    def _modifies(self, span: Span, mention: Mention) -> bool:
        """Tells whether an adjective before a noun is the noun's own."""
        if not self.chinese:
            return True
        between = self.text[span[1] : mention.start]
        relative = VERBS.match(between) is not None and "的" in between
        if relative or not self._rest(span[1], mention.start):
            return True
        if re.match("色?的", between) or self.text[span[0] : span[1]].endswith("的"):
            segment = re.split("[的、]", self.text[mention.zone : span[0]])[-1]
            return VERBS.search(segment) is None
        return "的" not in between and len(between) <= 4 and VERBS.search(between) is None

    def _rest(self, start: int, end: int) -> str:
        """Returns what stands between two places besides adjectives."""
        kept = [
            sign
            for at, sign in enumerate(self.text[start:end], start)
            if not any(one[0] <= at < one[1] for one in self.adjectives)
        ]
        return LOOSE_JOINTS.sub("", REPEATED.sub("", "".join(kept)))

    def _stands_after(self, span: Span, before: tuple[int, ...]) -> bool:
        """Tells whether an adjective after a noun is said of that noun, and not of one within its clause."""
        gap = self.text[self.mentions[before[0]].end : span[0]]
        commas = [sign for sign in gap if sign in CLAUSE]
        if len(commas) > 1 or (commas and len(re.split(f"[{CLAUSE}]", gap)[-1].split()) > 2):
            return False
        return self._ends_chinese(span, gap) if self.chinese else self._ends_english(span, gap)

    def _ends_english(self, span: Span, gap: str) -> bool:
        lead = [word.text for word in words(gap)]
        rest = (word.text for word in words(self.text) if word.start >= span[1] and not self._described(word))
        following = next(rest, ".")
        if lead and following not in ("one", "ones") and lead[-1] in (DETERMINERS | SUPPORTS) - {"in", "of", "into"}:
            return False
        inner = lead[-1:] in (["in"], ["of"], ["into"]) and following in ("and", "or")
        return not inner and (following in ENDS or not following[0].isalnum())

    def _described(self, word: Word) -> bool:
        return any(start <= word.start and word.end <= end for start, end in self.adjectives)

    def _ends_chinese(self, span: Span, gap: str) -> bool:
        segment = re.split(f"[的{CLAUSE}]", gap)[-1]
        tail = re.sub("^色?的?", "", self.text[span[1] :])
        return VERBS.search(segment) is None and (not tail or tail[0] in f"{CLAUSE}、和而又但了一两另 ")


def free_of_longer(spans: Iterable[Span], longer: Iterable[Span]) -> tuple[Span, ...]:
    """Returns the places that do not lie within one of ``longer``."""
    covering = tuple(longer)
    return tuple(span for span in spans if not any(inside(span, other) for other in covering))
