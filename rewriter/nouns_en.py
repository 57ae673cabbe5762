"""English noun phrases: "a small red cat wearing a blue hat, sleeping on a sofa" becomes a subject.

Known words become identifiers; unknown adjectives, nouns and tails stay as they were written.
"""

import re
from dataclasses import replace
from itertools import islice

from dialog.scene import Subject, Thing
from rewriter import frames, living_en
from rewriter.english import UNCOUNTED, word_list
from rewriter.layout import PAIRS
from rewriter.lexicon import CONCEPT, Lexicon
from rewriter.operations import Phrase
from rewriter.words_en import (
    ALIVE,
    CLOTHES,
    DEFINITE,
    INDEFINITE,
    LIST_JOINT,
    MARKERS,
    MOST_ITEMS,
    PARTS,
    RELATION,
    RELATIONS,
    content_concept,
    cut_where,
    determiner,
    head_end,
    is_plural,
    is_wearable,
    items,
    modifiers,
    singular,
    take_place,
)


def parse(text: str, lexicon: Lexicon) -> Phrase | None:
    """Return the noun phrase that ``text`` is, or None when it holds no noun."""
    rest, facts = frames.take(text.strip(" ,.!?;:"), lexicon)
    rest, place = take_place(rest)
    if facts and not place:
        rest, place = take_place(rest)
    state = STATE_AFTER.match(rest)
    if state and (named := parse(state.group("x"), lexicon)):
        how = state.group("s").lower()
        how = f"turned {how}" if how in ("on", "off") else how
        told = replace(named.subject, attributes=(*named.subject.attributes, how))
        return replace(named, subject=replace(told, place=place or told.place), frame=(*named.frame, *facts))
    if not rest:
        return None
    definite, amount, attributes, words = determiner(rest)
    cut = head_end(words, lexicon)
    head, tail = words[:cut], " ".join(words[cut:])
    subject = _head(head, lexicon)
    if subject is None:
        return None
    count = amount if amount is not None else (1 if not is_plural(head[-1], lexicon) or definite else 0)
    subject = replace(subject, count=count, attributes=(*attributes, *subject.attributes), place=place)
    phrase = read_tail(Phrase(subject, definite), tail, lexicon)
    return replace(phrase, frame=(*phrase.frame, *facts))


STATE_AFTER = re.compile(
    r"^(?P<x>(?:an?|the|his|her|its|their|one|two|three|some|[a-z-]+) (?!that\b|which\b|who\b)[a-z]+(?: [a-z]+)?)"
    r" (?P<s>(?:wide |half )?open|closed|shut|ajar|(?:turned |switched )?(?:on|off)|(?:un)?lit)$",
    re.IGNORECASE,
)
""" "barn door open", "one lamp on"."""


def thing(text: str, lexicon: Lexicon) -> Thing | None:
    """Return a worn or held thing."""
    phrase = parse(text, lexicon)
    if phrase is None:
        return None
    s = phrase.subject
    extra: tuple[str, ...] = (s.action,) if s.action else ()
    extra += tuple(f"with {part.strip()}" for part in re.findall(r"\bwith (.+)$", text)[:1] if s.wears)
    size = next((word for word in text.lower().split() if lexicon.lookup(word, "size")), "") if s.size else ""
    noun = s.noun.removeprefix("the ")
    return Thing(noun, s.color, (*([size] if size else []), *s.attributes, *extra), s.count, s.concept)


TWO_NAMES = re.compile(r"^(?P<a>[A-Z][a-z]+) and (?P<b>[A-Z][a-z]+)(?P<deed>(?: [a-z]+ing\b.*)?)$")
""" "Alice and Bob having a picnic": each does it."""


def split_subjects(text: str, lexicon: Lexicon) -> list[str]:
    """Split a list of subjects: at commas and "and" before a new noun phrase, not inside "with a and b"."""
    named = TWO_NAMES.match(text)
    if named:
        return [f"{named.group('a')}{named.group('deed')}", f"{named.group('b')}{named.group('deed')}"]
    pieces, start = [], 0
    for joint in islice(LIST_JOINT.finditer(text), MOST_ITEMS):
        before, after = text[start : joint.start()], text[joint.end() :]
        if before.strip() and _begins_subject(before, after, lexicon):
            pieces.append(before.strip())
            start = joint.end()
    pieces.append(text[start:].strip())
    return [piece for piece in pieces if piece]


def _begins_subject(before: str, after: str, lexicon: Lexicon) -> bool:
    first = after.split(" ", 1)[0].lower()
    _, amount, _, words = determiner(after)
    cut = head_end(words, lexicon)
    head = " ".join(words[:cut])
    found = lexicon.find(head, (CONCEPT,))
    ends_known = bool(found) and found[-1].end == len(head)
    stuff = first in UNCOUNTED and not gerund_like(before.split()[-1])
    if first not in INDEFINITE and first not in DEFINITE and amount is None and not ends_known and not stuff:
        return False
    marked = any(word.lower() in MARKERS or gerund_like(word) for word in before.split()[1:])
    if not marked:
        return bool(head)
    if ends_known:
        return lexicon.concepts[found[-1].id].kind in ALIVE or (_closed(before) and not is_worn_or_part(head))
    alive = bool(head) and (living_en.is_person(head) or living_en.is_animal(head))
    return alive or (bool(head) and _closed(before) and not is_worn_or_part(head))


ING_NOUNS = frozenset(
    word_list(
        "string ring earring king thing wing spring swing sling building painting drawing ceiling evening morning "
        "railing"
        " clothing lighting icing pudding wedding awning"
    )
)


def gerund_like(word: str) -> bool:
    """Return whether an English word is a deed by its look: "buying", no "building"."""
    return word.endswith("ing") and word.lower() not in ING_NOUNS


def _closed(before: str) -> bool:
    """Tell whether what stands before a joint is no list that could go on, as "holding a cup" is one."""
    words = before.split()[1:]
    lows = [word.lower() for word in words]
    listing = any(word in ("with", "wearing", "holding", "carrying", "between") for word in lows)
    content = "of" in lows and not any(
        word in ("in", "on", "at", "under", "behind", "near") for word in lows[lows.index("of") :]
    )
    return not listing and not content and not any(gerund_like(word) for word in words)


def is_worn_or_part(head: str) -> bool:
    """Tell whether a noun is a garment or a part of a body."""
    return CLOTHES.search(head) is not None or head.split()[-1].lower() in PARTS


def _head(words: list[str], lexicon: Lexicon) -> Subject | None:
    """Read size, color, attributes and noun of ``words``; the noun is the longest known word at their end."""
    words = [word.strip(",") for word in words if word.lower() not in ("and", ",")]
    if not words:
        return None
    at = next((i for i, word in enumerate(words) if word.lower() == "of"), 0)
    start = len(words) - 1
    for length in range(min(4, len(words)), 0, -1):
        if lexicon.concept(" ".join(words[-length:])):
            start = len(words) - length
            break
    while start > 0 and not at and _compound(words[start - 1], words[start], lexicon):
        start -= 1
    if at:
        start = min(start, at - 1)
    noun_words, front = words[start:], words[:start]
    noun, concept = " ".join(noun_words), lexicon.concept(" ".join(noun_words)) or content_concept(noun_words, lexicon)
    concept = concept or (lexicon.concept(noun_words[-1]) if not at else "")
    size, color, attributes = modifiers(front, lexicon)
    return Subject("", singular(noun, concept, lexicon), concept, 1, color, attributes, size=size)


COMPOUND = frozenset(
    [
        "living",
        "dining",
        "rowing",
        "vending",
        "washing",
        "walking",
        "swimming",
        "sewing",
        "fishing",
        "sailing",
        "sleeping",
        "rocking",
        "shopping",
        "picnic",
        "kitchen",
    ]
)
HEADS = frozenset(
    word_list("""
    room table boat machine stick pool rod bag chair basket knife cup pot bowl stand lamp shop bar house tree
    """)
)


def _compound(front: str, head: str, lexicon: Lexicon) -> bool:
    """Tell whether two words are one noun: "living room", "coffee table"; no color, no adjective before a noun."""
    low, last = front.lower(), head.lower()
    if last not in HEADS or lexicon.lookup(low, "color") or lexicon.lookup(low, "size"):
        return False
    return low in COMPOUND or bool(lexicon.concept(low))


TAIL = re.compile(
    r"(?:^|\s)(?=(?:with|without|wearing|dressed in|holding|carrying|made (?:of|from|out of)|named"
    r"|called|that|who|which)\s)"
    rf"|(?<=\w)\s(?=in (?:(?:an?|his|her|its|their|the|two|matching) )?(?:[\w-]+"
    rf" ){{0,3}}?{CLOTHES.pattern.removesuffix('$')}\b)"
    r"|(?<=\w)\s(?=(?!during|including|string|ring|king|thing|wing)[a-z]+ing (?:at|on|over|an?|the|his|her"
    r"|its|their|to|from|some|two|up|down"
    r"|after|through|them|it|him|something)\b)",
    re.IGNORECASE,
)


def read_tail(phrase: Phrase, tail: str, lexicon: Lexicon) -> Phrase:
    """Read what follows the noun, piece by piece."""
    for piece in (part.strip(" ,") for part in TAIL.split(tail)):
        if piece:
            phrase = tail_piece(phrase, re.sub(r"^and |,? and$", "", piece), lexicon)
    return phrase


def tail_piece(phrase: Phrase, piece: str, lexicon: Lexicon) -> Phrase:
    first, _, rest = piece.partition(" ")
    low, subject = first.lower(), phrase.subject
    if low == "dressed":
        low, rest = "wearing", re.sub(r"^(?:in|as)\s", "", rest)
    if low == "in" and CLOTHES.search(
        re.sub(r"\s+(?:(?:and|with|on|at|in|under|by|near|behind|next to)\s|(?!ring\b)[a-z]+ing\b).*$", "", rest)
    ):
        low = "wearing"
    if low in ("wearing", "holding", "carrying"):
        return _things(phrase, "wears" if low == "wearing" else "holds", rest, lexicon)
    if low == "with":
        return _having(phrase, rest, lexicon)
    if low in ("without", "made", "named", "called", "that", "who", "which"):
        return replace(phrase, subject=replace(subject, attributes=(*subject.attributes, piece)))
    found = RELATION.search(" " + piece)
    if found and found.start() == 0:
        there, _, deed = found.group(2).rpartition(" ")
        does = bool(there) and gerund_like(deed) and not subject.action
        anchor = there if does else found.group(2)
        phrase = replace(phrase, subject=replace(subject, action=deed)) if does else phrase
        return replace(phrase, relation=RELATIONS[found.group(1).lower()], anchor=anchor)
    cut, facts = frames.take(piece, lexicon)
    action = f"{subject.action} {cut}".strip()
    return replace(phrase, subject=replace(subject, action=action), frame=(*phrase.frame, *facts))


def _things(phrase: Phrase, field: str, text: str, lexicon: Lexicon) -> Phrase:
    """Add worn or held things; a verb after the list ("…, standing on a pier") is an action."""
    action = re.search(
        r",?\s+(?:and\s+)?(?=(?:(?!string|ring\b|wing\b|thing)\w+ing)\s+(?:on|in|at|by|under|against|next|near|over|along|through|from|beside"
        r"|behind|above"
        r"|below|around|into|onto|inside|outside|towards?|away|between|among|past|it|him|her|them|his"
        r"|to|up|down|with|a|an|the)\b)|,?\s+(?:and\s+)?(?=(?!ring\b|earring\b)[a-z]{2,}ing$)|,?\s+(?=(?:in|on|at"
        r"|under|by|near|next to|inside)\s)",
        text,
    )
    listed, tail = (text[: action.start()], text[action.end() :]) if action else (text, "")
    found = [made for item in items(listed) if (made := thing(item, lexicon))]
    subject = phrase.subject
    if field == "wears":
        subject = replace(subject, wears=(*subject.wears, *found))
    else:
        subject = replace(subject, holds=(*subject.holds, *found))
    phrase = replace(phrase, subject=subject)
    return tail_piece(phrase, tail, lexicon) if tail else phrase


def _having(phrase: Phrase, text: str, lexicon: Lexicon) -> Phrase:
    """Sort "with …": clothes are worn, animals and people are subjects of their own, all else is a part."""
    for item in items(text):
        head = parse(item, lexicon)
        subject = phrase.subject
        concept = lexicon.concepts.get(head.subject.concept) if head else None
        if head and is_wearable(head.subject.noun, head.subject.concept, lexicon) and not head.subject.action:
            worn = thing(item, lexicon)
            phrase = replace(phrase, subject=replace(subject, wears=(*subject.wears, worn)) if worn else subject)
        elif head and concept and concept.kind in ALIVE:
            # "a dog with a cat to its left"
            place = head.subject.place or PAIRS.get(head.relation, ("",))[0]
            phrase = replace(phrase, more=(*phrase.more, replace(head.subject, place=place)))
        else:
            cut, facts = frames.take(item, lexicon)
            part, where = cut_where(cut)
            action = f"{subject.action} {where}".strip()
            subject = replace(subject, attributes=(*subject.attributes, f"with {part}"), action=action)
            phrase = replace(phrase, subject=subject, frame=(*phrase.frame, *facts))
    return phrase
