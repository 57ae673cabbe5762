"""English noun phrases: "a small red cat wearing a blue hat, sleeping on a sofa" becomes a subject.

Known words become identifiers; unknown adjectives, nouns and tails stay as they were written.
"""

import re
from dataclasses import replace

from dialog.scene import Subject, Thing
from rewriter import frames
from rewriter.english import NUMBERS, singulars, word_list
from rewriter.lexicon import CONCEPT, Lexicon
from rewriter.operations import Phrase
from rewriter.phrases_en import QUANTIFIERS

DEFINITE = frozenset(word_list("the this that these those his her its their my our both"))
INDEFINITE = frozenset(word_list("a an another one some"))
NUMBER = {word: value for value, word in enumerate(NUMBERS)} | {"a couple of": 2, "a pair of": 2, "dozen": 12}
ADJECTIVES = frozenset(
    word_list("""
    young old cute fat thin tall short long happy sad angry sleepy fluffy furry shiny wooden glass metal stone golden silver
    smiling laughing sleeping glowing flying dancing running little tiny big huge giant beautiful pretty ugly scary funny
    lovely friendly brave wet dry dark light bright new ancient steampunk futuristic curly boiled knitted striped spotted
    colorful colourful transparent round square floating burning broken magic magical robotic baby chubby elegant
    """)
)
MARKERS = frozenset(
    word_list("""
    with without wearing holding carrying in on at under by inside near beside behind below above over among between next
    that who which made named called from against against around outside through across atop having dressed while looking
    """)
)
PARTICIPLES = frozenset(
    word_list(
        "parked perched seated surrounded covered filled lit hidden asleep awake curled wrapped tied dressed stuck"
    )
)
RELATIONS = {
    "next to": "next_to",
    "beside": "next_to",
    "near": "next_to",
    "by": "next_to",
    "close to": "next_to",
    "to the left of": "left_of",
    "on the left of": "left_of",
    "left of": "left_of",
    "to the right of": "right_of",
    "on the right of": "right_of",
    "right of": "right_of",
    "above": "above",
    "over": "above",
    "below": "below",
    "beneath": "below",
    "under": "under",
    "underneath": "under",
    "in front of": "in_front_of",
    "behind": "behind",
    "on top of": "on",
    "on": "on",
    "inside": "in",
    "in": "in",
}
RELATION = re.compile(
    rf"(?:^|\s)({'|'.join(re.escape(key) for key in sorted(RELATIONS, key=len, reverse=True))}) "
    r"((?:the|it|him|her|them|his|this|that|its|their)\b.*)$",
    re.IGNORECASE,
)
PLACE = re.compile(
    r"(?:^|[\s,])(?:(?:on|in|at|to|into|along|near|towards?) (?:the )?(?:very |far |upper |lower )?)?"
    r"(left|right|top|bottom|center|centre|middle)(?:[- ](?:hand )?(?:side|half|edge|part|corner))?(?: of the (?:picture|image|frame|scene|canvas|screen))?$",
    re.IGNORECASE,
)
PLACE_IDS = {"centre": "center", "middle": "center"}
PARTS = frozenset(
    word_list("""
    hair beard eyes eye wings wing tail ears ear scales horn horns fur mane legs arms hands nose mouth teeth face mustache
    moustache whiskers feathers stripes spots spikes claws paws ponytail braids freckles smile eyebrows shell beak fins skin
    """)
)
CLOTHES = re.compile(
    r"\b(?:\w*coat|jacket|shirt|t-shirt|dress|gown|suit|hoodie|sweater|kimono|hanfu|robe|cape|cloak|hat|cap|helmet|crown|scarf|"
    r"glasses|goggles|mask|boots?|shoes?|gloves?|socks?|skirt|pants|jeans|trousers|shorts|uniform|armou?r|vest|tie|bow ?tie|"
    r"necklace|earrings?|sunglasses|tuxedo|costume|apron|belt|bandana|beanie|ribbon|headphones|turban|monocle|collar|watch|backpack|medal)$",
    re.IGNORECASE,
)
LIST_JOINT = re.compile(r",?\s+and\s+|,\s*|\s*&\s*|,?\s+as well as\s+", re.IGNORECASE)
ALIVE = ("animal", "person")


def parse(text: str, lexicon: Lexicon) -> Phrase | None:
    """Return the noun phrase that ``text`` is, or None when it holds no noun."""
    rest, facts = frames.take(text.strip(" ,.!?;:"), lexicon)
    rest, place = take_place(rest)
    if facts and not place:
        rest, place = take_place(rest)
    if not rest:
        return None
    definite, amount, attributes, words = _determiner(rest)
    cut = _head_end(words, lexicon)
    head, tail = words[:cut], " ".join(words[cut:])
    subject = _head(head, lexicon)
    if subject is None:
        return None
    count = amount if amount is not None else (1 if not _is_plural(head[-1], lexicon) or definite else 0)
    subject = replace(subject, count=count, attributes=(*attributes, *subject.attributes), place=place)
    phrase = _tail(Phrase(subject, definite), tail, lexicon)
    return replace(phrase, frame=(*phrase.frame, *facts))


def take_place(text: str) -> tuple[str, str]:
    """Cut "on the left" off the end of ``text``; return the rest and the place, or ""."""
    found = PLACE.search(text)
    if found is None or re.search(r"\b(?:corner|of)$", text, re.IGNORECASE):
        return text, ""
    if not re.search(r"\b(?:on|in|at|to|into|side|along)\b", found.group(0), re.IGNORECASE) and found.start() > 0:
        return text, ""
    word = found.group(1).lower()
    return text[: found.start()].rstrip(" ,"), PLACE_IDS.get(word, word)


def thing(text: str, lexicon: Lexicon) -> Thing | None:
    """Return a worn or held thing."""
    phrase = parse(text, lexicon)
    if phrase is None:
        return None
    s = phrase.subject
    extra = (s.action,) if s.action else ()
    return Thing(s.noun, s.color, (*([s.size] if s.size else []), *s.attributes, *extra), s.count or 1, s.concept)


def is_wearable(noun: str, concept: str, lexicon: Lexicon) -> bool:
    """Tell whether a thing is put on rather than held."""
    known = lexicon.concepts.get(concept)
    return bool(known and known.worn) or concept in ("dress", "shoe", "backpack") or CLOTHES.search(noun) is not None


def items(text: str) -> list[str]:
    """Split "a pipe and a blue hat" into its items; "small and cute" adjectives too."""
    return [item for item in (part.strip() for part in LIST_JOINT.split(text.strip(" .,"))) if item]


def split_subjects(text: str, lexicon: Lexicon) -> list[str]:
    """Split a list of subjects: at commas and "and" before a new noun phrase, not inside "with a and b"."""
    pieces, start = [], 0
    for joint in LIST_JOINT.finditer(text):
        before, after = text[start : joint.start()], text[joint.end() :]
        if before.strip() and _begins_subject(before, after, lexicon):
            pieces.append(before.strip())
            start = joint.end()
    pieces.append(text[start:].strip())
    return [piece for piece in pieces if piece]


def _begins_subject(before: str, after: str, lexicon: Lexicon) -> bool:
    first = after.split(" ", 1)[0].lower()
    definite, amount, _, words = _determiner(after)
    cut = _head_end(words, lexicon)
    head = " ".join(words[:cut])
    found = lexicon.find(head, (CONCEPT,))
    ends_known = bool(found) and found[-1].end == len(head)
    if first not in INDEFINITE and first not in DEFINITE and amount is None and not ends_known:
        return False
    marked = any(word.lower() in MARKERS or word.endswith("ing") for word in before.split()[1:])
    if not marked:
        return bool(head)
    return ends_known and lexicon.concepts[found[-1].id].kind in ALIVE


def _determiner(text: str) -> tuple[bool, int | None, tuple[str, ...], list[str]]:
    """Read article, number or quantifier; return definiteness, the count if said, a quantifier and the rest."""
    low = text.lower()
    for quantifier in QUANTIFIERS:
        if low.startswith(quantifier + " "):
            count = NUMBER.get(quantifier, 0)
            return False, count, () if count else (quantifier,), text[len(quantifier) :].split()
    words, definite, count = text.split(), False, None
    while len(words) > 1:
        first = words[0].lower()
        if first in DEFINITE:
            definite = True
        elif first in NUMBER:
            count = NUMBER[first]
        elif first.isdigit() and len(first) < 4:
            count = int(first)
        elif first in INDEFINITE or first in ("more", "just", "only", "also", "single"):
            count = count if count is not None else (1 if first in ("a", "an", "another", "one", "single") else None)
        else:
            break
        words = words[1:]
    return definite, count, (), words


def _head_end(words: list[str], lexicon: Lexicon) -> int:
    """Return where the words before and including the noun end."""
    for at in range(1, len(words)):
        low, previous = words[at].lower().strip(","), words[at - 1].lower()
        following = words[at + 1].lower() if at + 1 < len(words) else ""
        if words[at - 1].endswith(","):
            return at
        if low in MARKERS or low in PARTICIPLES or (low in ("is", "are") and at):
            return at
        if low == "of" and previous not in QUANTIFIERS:
            continue
        if low == "and" and previous not in ADJECTIVES and not lexicon.lookup(previous, "color"):
            return at
        if (
            low.endswith("ing")
            and previous not in ADJECTIVES
            and not _known(low, lexicon)
        ):
            return at
        if low.endswith("ed") and following in MARKERS and following != "made":
            return at
    return len(words)


def _known(word: str, lexicon: Lexicon) -> bool:
    return bool(word) and bool(lexicon.concept(word))


def _is_plural(word: str, lexicon: Lexicon) -> bool:
    return bool(singulars(word.strip(",").lower())) and not word.lower().endswith(("glasses", "headphones"))


def _head(words: list[str], lexicon: Lexicon) -> Subject | None:
    """Read size, color, attributes and noun of ``words``; the noun is the longest known word at their end."""
    words = [word.strip(",") for word in words if word.lower() not in ("and", ",")]
    if not words:
        return None
    text = " ".join(words)
    at = next((i for i, word in enumerate(words) if word.lower() == "of"), 0)
    start = len(words) - 1
    for size in range(min(4, len(words)), 0, -1):
        if lexicon.concept(" ".join(words[-size:])):
            start = len(words) - size
            break
    if at:
        start = min(start, at - 1)
    noun_words, front = words[start:], words[:start]
    noun, concept = " ".join(noun_words), lexicon.concept(" ".join(noun_words)) or _content_concept(noun_words, lexicon)
    size, color, attributes = modifiers(front, lexicon)
    return Subject("", _single(noun, concept, lexicon), concept, 1, color, attributes, size=size) if text else None


def _content_concept(words: list[str], lexicon: Lexicon) -> str:
    """Return the concept of "bowl of ramen" by its content, of "portrait of a woman" likewise."""
    if "of" not in words:
        return ""
    content = [word for word in words[words.index("of") + 1 :] if word.lower() not in ("a", "an", "the")]
    return next((c for size in (3, 2, 1) if (c := lexicon.concept(" ".join(content[-size:])))), "")


def _single(noun: str, concept: str, lexicon: Lexicon) -> str:
    """Return the singular of ``noun``; a known plural is trusted, an unknown one follows the rules."""
    if concept and noun.lower() in {name.lower() for name in lexicon.concepts[concept].en}:
        return noun if noun.isupper() else noun.lower()
    forms = singulars(noun.lower())
    known = next((form for form in forms if lexicon.concept(form)), "")
    if known:
        return known
    return forms[0] if forms and not noun[:1].isupper() else noun


def modifiers(words: list[str], lexicon: Lexicon) -> tuple[str, str, tuple[str, ...]]:
    """Sort adjectives into size, color and other attributes."""
    size, color, attributes = "", "", []
    for word in words:
        if word.lower() in ("and", "very", "really", "quite", "some"):
            continue
        if (
            not color
            and lexicon.lookup(word, "color")
            and word.lower() not in ("orange",)
            or (not color and word.lower() == "orange")
        ):
            color = lexicon.value("color", word.lower())
        elif not size and lexicon.lookup(word, "size"):
            size = lexicon.lookup(word, "size")
        else:
            attributes.append(word.strip(","))
    return size, color, tuple(attributes)


TAIL = re.compile(
    r"(?:^|\s)(?=(?:with|without|wearing|dressed in|holding|carrying|made (?:of|from|out of)|named|called|that|who|which)\s)",
    re.IGNORECASE,
)


def _tail(phrase: Phrase, tail: str, lexicon: Lexicon) -> Phrase:
    """Read what follows the noun, piece by piece."""
    for piece in (part.strip(" ,") for part in TAIL.split(tail)):
        if piece:
            phrase = _tail_piece(phrase, re.sub(r"^and |,? and$", "", piece), lexicon)
    return phrase


def _tail_piece(phrase: Phrase, piece: str, lexicon: Lexicon) -> Phrase:
    first, _, rest = piece.partition(" ")
    low, subject = first.lower(), phrase.subject
    if low == "dressed":
        low, rest = "wearing", re.sub(r"^(?:in|as)\s", "", rest)
    if low == "in" and CLOTHES.search(re.sub(r"\s+(?:and|with)\s.*$", "", rest)):
        low = "wearing"
    if low in ("wearing", "holding", "carrying"):
        return _things(phrase, "wears" if low == "wearing" else "holds", rest, lexicon)
    if low == "with":
        return _having(phrase, rest, lexicon)
    if low in ("without", "made", "named", "called", "that", "who", "which"):
        return replace(phrase, subject=replace(subject, attributes=(*subject.attributes, piece)))
    found = RELATION.search(" " + piece)
    if found and found.start() == 0:
        return replace(phrase, relation=RELATIONS[found.group(1).lower()], anchor=found.group(2))
    cut, facts = frames.take(piece, lexicon)
    action = f"{subject.action} {cut}".strip()
    return replace(phrase, subject=replace(subject, action=action), frame=(*phrase.frame, *facts))


def _things(phrase: Phrase, field: str, text: str, lexicon: Lexicon) -> Phrase:
    """Add worn or held things; a verb after the list ("…, standing on a pier") is an action."""
    action = re.search(
        r",?\s+(?:and\s+)?(?=(?:\w+ing)\s+(?:on|in|at|by|under|against|next|near|over|along|through|from|to|up|down|with|a|an|the)\b)|,?\s+(?=(?:in|on|at|under|by|near|next to|inside)\s)",
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
    return _tail_piece(phrase, tail, lexicon) if tail else phrase


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
            phrase = replace(phrase, more=(*phrase.more, head.subject))
        else:
            cut, facts = frames.take(item, lexicon)
            part, where = _cut_where(cut)
            action = f"{subject.action} {where}".strip()
            subject = replace(subject, attributes=(*subject.attributes, f"with {part}"), action=action)
            phrase = replace(phrase, subject=subject, frame=(*phrase.frame, *facts))
    return phrase


def _cut_where(text: str) -> tuple[str, str]:
    """Cut "green onions on a dark table" before its preposition."""
    found = re.search(r"\s(?=(?:on|in|under|at|next to|near|beside|behind|in front of) (?:a|an|the)\s)", text)
    return (text[: found.start()], text[found.end() :]) if found else (text, "")
