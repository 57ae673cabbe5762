"""Which content words of a clause left no trace: neither in the scene nor in what was changed."""

import re
from collections.abc import Sequence
from functools import lru_cache

from dialog.scene import Scene, Subject, Thing
from dialog.types import Change
from rewriter import brief_en, everyday_en, parse_en, remarks_en, sayings_en, segment
from rewriter.breeds_en import is_narrower
from rewriter.caption import caption
from rewriter.chinese import has_cjk, is_chinese
from rewriter.english import word_list
from rewriter.freetext import DETERMINERS, STOPS
from rewriter.lexicon import CONCEPT, Lexicon

TOLD = (CONCEPT, "color", "setting", "time", "weather", "style")
PLAIN = frozenset(
    word_list("""
    it its he him his she her they them their this that these those one ones some any all both each every more most
    less much many few very really quite bit little lot lots only just also too even still again now then so really
    be been being was were do does did done not no yes never ever please thanks thank nicer better good nice look
    looks looking kind sort type like way thing things stuff else rest whole entire same picture image scene photo
    background setting color colour colors colours size number style view side corner head neck body face hand hands
    feet first second third fourth fifth last other than except besides left right top bottom middle center centre
    says saying sign reading text words wish prefer rather preferred liked exact completely place position positions
    getting becoming growing slowly season weather time day mood everyone everything everybody anything another game
    total altogether overall exactly take takes taking puts off together other others yet anyway wake wakes waking up
    giant huge tiny call name named shot shots stop stops end ends seen viewed shown icon symbol mascot emblem motif
    main character object subject
    """)
)


def uncovered(clause: str, before: Scene, after: Scene, changes: Sequence[Change], lexicon: Lexicon) -> list[str]:
    """Return the content words of ``clause`` that neither scene nor the changes mention, in their order."""
    clause = re.sub(r"\bfrom \w+ (?=to\b)", "", sayings_en.wish_of(segment.strip(clause)))
    said = [text for c in changes for text in (c.value, c.old, c.attribute)]
    known = " ".join([caption(before, lexicon), caption(after, lexicon), *after.absent, *said]).lower()
    held: list[tuple[Subject | Thing, ...]] = [
        (subject, *subject.wears, *subject.holds) for scene in (before, after) for subject in scene.subjects
    ]
    named = {each.concept for group in held for each in group}
    values = {c.value for c in changes} | named
    lost = [
        (match.start, clause[match.start : match.end])
        for match in lexicon.find(clause, TOLD)
        if match.id not in values
        and not _told(clause[match.start : match.end], match.category, match.id, known, lexicon)
    ]
    if is_chinese(clause):
        return [word for _, word in lost if has_cjk(word)]
    covered = [(m.start, m.end) for m in lexicon.find(clause, TOLD)]
    for found in re.finditer(r"[A-Za-z][A-Za-z-]+(?!'?[A-Za-z])", clause):
        if any(a <= found.start() < b for a, b in covered) or _function_word(found.group(0).lower()):
            continue
        if not _echoes(found.group(0).lower(), known):
            lost.append((found.start(), found.group(0)))
    nouns = {each.noun for group in held for each in group[:1]}
    told = {word for _, word in lost if any(is_narrower(noun, word) for noun in nouns)}
    return [word for _, word in sorted(lost) if word not in told and not _function_word(word.lower())]


def _told(word: str, category: str, id_: str, known: str, lexicon: Lexicon) -> bool:
    names = {word.lower(), id_, *(lexicon.canonical(category, id_, lang).lower() for lang in ("en", "zh"))}
    return any(name and name in known for name in names) or (not has_cjk(word) and _echoes(word.lower(), known))


def _echoes(word: str, known: str) -> bool:
    """Tell whether ``word`` or a form of it was taken up: "howl" by "howling", "bigger" by "big"."""
    stem = word[: max(3, len(word) - 3)] if len(word) > 4 else word[:3]
    return re.search(rf"(?<![a-z]){re.escape(stem)}", known) is not None


def _function_word(word: str) -> bool:
    bare = word.removesuffix("'s")
    return len(bare) < 3 or bare in _literals() or bare.endswith("ly")


@lru_cache(maxsize=1)
def _literals() -> frozenset[str]:
    """Return the words of the sentence patterns themselves."""
    patterns = [pattern for pattern, _ in parse_en.TABLE]
    told = (everyday_en.style_before, brief_en.usual_style)
    patterns += [p.pattern for p, handler in (*everyday_en.EVERYDAY, *brief_en.BRIEF) if handler in told]
    patterns += [segment.EN_FILLER.pattern, segment.EN_TAIL.pattern, segment.VERB_START, remarks_en.COMMENT.pattern]
    words = {word for pattern in patterns for word in re.findall(r"[a-z']{2,}", pattern)}
    words |= {found.group(1) for pattern in patterns for found in re.finditer(r"([a-z']{2,})[a-z]\?", pattern)}
    return frozenset(words | PLAIN | STOPS | DETERMINERS)
