"""Words that mean several subjects at once: "the cat and the dog", "everything except the bird", 它俩, 除了猫都."""

import re
from typing import TYPE_CHECKING

from dialog.scene import Subject
from rewriter.chinese import MEASURES, NUMERALS, has_cjk
from rewriter.english import NUMBERS
from rewriter.reference import clean

if TYPE_CHECKING:
    from rewriter.resolve import Resolver

EXCEPT_EN = re.compile(
    r"^(?:everything|everyone|everybody|anything|all|all of (?:them|it)|the others?|the rest|all the \w+)(?: else)?,? "
    r"(?:except|but|besides|other than|apart from|aside from)(?: for)? (?P<x>.+)$",
    re.IGNORECASE,
)
EXCEPT_ZH = re.compile(
    r"^(?:把)?除了?(?P<x>.+?)(?:以外|之外|外)?(?:的)?[，,]?(?:其他|其它|其余|别的|剩下|所有|全部)*(?:的|东西)*(?:全部|全都|都|全)?$"
)
ALL_EN = re.compile(
    r"^(?:all|both|each|every one)(?: (?:of (?:them|these|those)|of the (?P<k>\w+)|the (?P<l>\w+)))?$"
    r"|^(?:them|they|these|those) (?:all|both)$"
    r"|^(?:all )?(?:the |of the )?(?P<n>two|three|four|five|six) of (?:them|these|those)$",
    re.IGNORECASE,
)
ALL_ZH = re.compile(
    rf"^(?:它|他|她)们?(?P<a>[俩仨]|[两二三四五六][{MEASURES}])?(?:全部|全都|都|全)?$"
    rf"|^(?:这|那)?(?P<b>[两二三四五六][{MEASURES}]|[俩仨])(?:全部|全都|都|全)$|^(?:全部|全都|所有)(?:的)?$"
)
PAIR = re.compile(r"\b(?:couple|pair|twins|newlyweds|parents|grandparents)$", re.IGNORECASE)
LIST_EN = re.compile(r",?\s+and\s+|,\s*", re.IGNORECASE)
LIST_ZH = re.compile(r"、|以及|还有|与|和|跟")
ID = re.compile(r"^(?:the )?#(s\d+)$")


def id_words(subject: Subject) -> str:
    """Return words that mean exactly ``subject``, for operations made from others."""
    return f"#{subject.id}"


def group(words: str, resolver: "Resolver") -> tuple[Subject, ...] | None:
    """Return the subjects that ``words`` mean together; None when they are no such words.

    An empty group means: such words, but they fit nothing here, so that no other reading may be tried.
    """
    words = clean(words)
    found = ID.match(words)
    if found:
        return tuple(s for s in resolver.scene.subjects if s.id == found.group(1))
    chinese = has_cjk(words)
    rest = (EXCEPT_ZH if chinese else EXCEPT_EN).match(words)
    if rest:
        kept = _listed(rest.group("x"), resolver, chinese)
        return tuple(s for s in resolver.scene.subjects if s not in kept) if kept else ()
    return _all_zh(words, resolver) if chinese else _all_en(words, resolver)


def _all_en(words: str, resolver: "Resolver") -> tuple[Subject, ...] | None:
    found = ALL_EN.match(words)
    if found is None and (sort := SORT_EN.match(words)):
        return tuple(resolver.named(sort.group("k"))) or kind_of(sort.group("k"), resolver)
    if found is None and (same := SAME_EN.match(words)):
        meant = tuple(resolver.named(same.group("k")))
        return meant if len(meant) > 1 else None
    if found is None:
        if not LIST_EN.search(words):
            return None
        listed = _listed(re.sub(r"^both ", "", words, flags=re.IGNORECASE), resolver, False)
        return listed if len(listed) > 1 else None
    kind = found.group("k") or found.group("l")
    if kind:
        return tuple(resolver.named(kind)) or kind_of(kind, resolver)
    number = NUMBERS.index(found.group("n").lower()) if found.group("n") else 2 if "both" in words.lower() else 0
    return _so_many(number, resolver)


SAME_EN = re.compile(r"^(?:all |both )?(?:the |these |those )(?P<k>[a-z]{2,}s)$", re.IGNORECASE)
""" "the pigs", be they a group or one by one."""
SORT_EN = re.compile(
    r"^(?:(?:all|both) (?:of )?(?:the |these |those )?|the |these |those )(?P<k>people|persons|humans|animals|pets"
    r"|creatures)$",
    re.IGNORECASE,
)


def kind_of(word: str, resolver: "Resolver") -> tuple[Subject, ...] | None:
    """Return the subjects of "the people", "both animals": all of that kind, None where there is none."""
    people, animals = word.lower() in ("people", "persons", "humans"), word.lower() in ("animals", "pets", "creatures")
    found = tuple(s for s in resolver.living() if (people and resolver.human(s)) or (animals and not resolver.human(s)))
    return found or None


def _all_zh(words: str, resolver: "Resolver") -> tuple[Subject, ...] | None:
    found = ALL_ZH.match(words)
    if found is None:
        bare = re.sub(r"(?:全部|全都|都)$", "", words)
        if bare == words and not LIST_ZH.search(words):
            return None
        listed = _listed(bare, resolver, True)
        return listed if len(listed) > 1 or (listed and bare != words) else None
    if words in ("它", "他", "她"):
        return None
    said = found.group("a") or found.group("b") or ""
    return _so_many(NUMERALS.get(said[:1], 0), resolver)


def _so_many(number: int, resolver: "Resolver") -> tuple[Subject, ...] | None:
    """Return all subjects when they are ``number`` (0: any), else the one group of so many."""
    subjects = resolver.scene.subjects
    many = tuple(s for s in subjects if number and s.count == number)
    living = resolver.living()
    if number == 2 and not many and (pairs := tuple(s for s in living if PAIR.search(s.noun))):
        return pairs[-1:]
    if number == 2 and len(living) == 2 and not any(s.count > 1 for s in living):
        return living
    if len(subjects) == number or not number:
        return resolver.subjects("them") or None
    return many[-1:] or resolver.subjects("them") or None


def _listed(words: str, resolver: "Resolver", chinese: bool) -> tuple[Subject, ...]:
    """Return the subjects of a list when every item is one, else ()."""
    items = [item.strip() for item in (LIST_ZH if chinese else LIST_EN).split(words) if item.strip()]
    if not items or len(items) > 8 or len(words) > 120:
        return ()
    found = [resolver.single(item) for item in items]
    known = tuple(dict.fromkeys(s for s in found if s is not None))
    return known if all(s is not None for s in found) else ()
