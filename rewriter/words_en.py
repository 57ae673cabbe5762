"""English words inside noun phrases: tables, determiners, adjectives, where a head ends."""

import re

from rewriter.english import NUMBERS, singulars, word_list
from rewriter.lexicon import Lexicon
from rewriter.phrases_en import QUANTIFIERS
from rewriter.reference import clean

DEFINITE = frozenset(word_list("the this that these those his her its their my our both"))
INDEFINITE = frozenset(word_list("a an another one some"))
NUMBER = {word: value for value, word in enumerate(NUMBERS)} | {"a couple of": 2, "a pair of": 2, "dozen": 12}
ADJECTIVES = frozenset(
    word_list("""
    young old cute fat thin tall short long happy sad angry sleepy fluffy furry shiny wooden glass metal
    stone golden silver smiling laughing sleeping glowing flying dancing running little tiny big huge giant
    beautiful pretty ugly scary funny lovely friendly brave wet dry dark light bright new ancient steampunk
    futuristic curly boiled knitted striped spotted colorful colourful transparent round square floating
    burning broken magic magical robotic baby chubby elegant
    """)
)
MARKERS = frozenset(
    word_list("""
    with without wearing holding carrying in on at under by inside near beside behind below above over among
    between next that who which made named called from against around outside through across atop
    having dressed while looking up down to towards toward into onto underneath beneath like
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
    r"(left|right|top|bottom|center|centre|middle)(?:[- ](?:hand )?(?:side|half|edge|part|corner))?(?:"
    r" of the (?:picture|image|frame|scene|canvas|screen))?$",
    re.IGNORECASE,
)
PLACE_IDS = {"centre": "center", "middle": "center"}
PARTS = frozenset(
    word_list("""
    hair beard eyes eye wings wing tail ears ear scales horn horns fur mane legs arms hands nose mouth teeth face
    mustache moustache whiskers feathers stripes spots spikes claws paws ponytail braids freckles smile eyebrows
    shell beak fins skin pigtails pigtail braid plait plaits curls curl bob bun fringe bangs fangs tusks
    antlers
    trunk hooves belly shoulders shoulder lips cheeks nails toes feet foot arm leg hand knee elbow tattoo scar
    wrinkles dimples ponytails dreadlocks mohawk sideburns goatee stubble petals leaves roots tentacles handle
    wheels wheel
    """)
)
CLOTHES = re.compile(
    r"\b(?:\w*coat|jacket|shirt|t-shirt|tee|blouse|jumper|pullover|cardigan|blazer|oilskins?|overalls?|dungarees?"
    r"|leggings?"
    r"|sandals?|heels|wellies|slippers|sneakers|braces|suspenders|cuffs?|bow ?tie|visor|spectacles|poncho|sari"
    r"|toga|tutu"
    r"|bikini|swimsuit|wetsuit|spacesuit|pyjamas|pajamas|nightgown|bonnet|beret|fedora|sombrero|top hat|tiara|veil"
    r"|wig|shawl"
    r"|stockings|tights|mittens?|bandanna|goggles|brooch|bracelet|ring|pendant|badge|dress|gown|suit|hoodie|sweater"
    r"|kimono|hanfu|robe|cape|cloak"
    r"|hat|cap|helmet|crown|scarf|"
    r"glasses|goggles|mask|boots?|shoes?|gloves?|socks?|skirt|pants|jeans|trousers|shorts|uniform"
    r"|armou?r|vest|tie|bow ?tie|"
    r"necklace|earrings?|sunglasses|tuxedo|costume|apron|belt|bandana|beanie|ribbon|headphones|turban"
    r"|monocle|collar|watch|backpack|medal)$",
    re.IGNORECASE,
)
LIST_JOINT = re.compile(r",?\s+and\s+|,\s*|\s*&\s*|,?\s+as well as\s+", re.IGNORECASE)
MOST_ITEMS = 30
ALIVE = ("animal", "person")


def take_place(text: str) -> tuple[str, str]:
    """Cut "on the left" off the end of ``text``; return the rest and the place, or ""."""
    found = PLACE.search(text)
    if found is None or re.search(r"\b(?:corner|of)$", text, re.IGNORECASE):
        return text, ""
    if not re.search(r"\b(?:on|in|at|to|into|side|along)\b", found.group(0), re.IGNORECASE) and found.start() > 0:
        return text, ""
    word = found.group(1).lower()
    return text[: found.start()].rstrip(" ,"), PLACE_IDS.get(word, word)


def is_wearable(noun: str, concept: str, lexicon: Lexicon) -> bool:
    """Tell whether a thing is put on rather than held."""
    known = lexicon.concepts.get(concept)
    return bool(known and known.worn) or concept in ("dress", "shoe", "backpack") or CLOTHES.search(noun) is not None


def items(text: str) -> list[str]:
    """Split "a pipe and a blue hat" into its items; "small and cute" adjectives too."""
    return [item for item in (part.strip() for part in LIST_JOINT.split(text.strip(" .,"))) if item]


def determiner(text: str) -> tuple[bool, int | None, tuple[str, ...], list[str]]:
    """Read article, number or quantifier; return definiteness, the count if said, a quantifier and the rest."""
    low = text.lower()
    for quantifier in QUANTIFIERS:
        if low.startswith(quantifier + " "):
            number = NUMBER.get(quantifier, 0)
            return False, number, () if number else (quantifier,), text[len(quantifier) :].split()
    words, definite = text.split(), False
    count: int | None = None
    while len(words) > 1:
        first = words[0].lower()
        if first in DEFINITE:
            definite = True
        elif first in NUMBER:
            count = NUMBER[first]
        elif first.isdecimal() and len(first) < 4:
            count = int(first)
        elif first in INDEFINITE or first in ("more", "just", "only", "also", "single"):
            count = count if count is not None else (1 if first in ("a", "an", "another", "one", "single") else None)
        else:
            break
        words = words[1:]
    return definite, count, (), words


def head_end(words: list[str], lexicon: Lexicon) -> int:
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
        acting = following in DEFINITE | INDEFINITE | {"with", "to", "at", "on"} and at + 1 < len(words)
        if low == "full" and following == "of":
            return at
        if low.endswith("ing") and COMPOUND.match(f"{low} {following}"):
            continue
        if low.endswith("ing") and previous not in ADJECTIVES and (acting or not _known(low, lexicon)):
            return at
        if low.endswith("ed") and following in MARKERS and following != "made":
            return at
    return len(words)


COMPOUND = re.compile(
    r"(?:(?:living|dining|waiting|changing|sitting|drawing) (?:room|table)|(?:swimming|paddling) pool"
    r"|rocking (?:chair|horse)"
    r"|sleeping bag|shopping (?:mall|street|bag|cart|cent)|(?:washing|sewing|vending) machine|wedding \w|flying saucer"
    r"|parking lot|fishing (?:boat|rod|village|net)|boxing (?:ring|glove)|skating rink|sailing (?:boat|ship)"
    r"|watering can"
    r"|magnifying glass|walking stick|steering wheel|wishing well|racing (?:car|bike)|reading (?:lamp|nook)"
    r"|cutting board|frying pan|hiking (?:trail|boots)|bowling (?:ball|alley|pin)|ironing board"
    r"|building\b(?! (?:an?|the|some|his|her|its|their|two|three)\b)"
    r"|wing|king|ring)"
)
"""Nouns of two words whose first looks like a verb: "living room"."""


def _known(word: str, lexicon: Lexicon) -> bool:
    return bool(word) and bool(lexicon.concept(word))


def is_plural(word: str, lexicon: Lexicon) -> bool:
    return bool(singulars(word.strip(",").lower())) and not word.lower().endswith(("glasses", "headphones"))


def content_concept(words: list[str], lexicon: Lexicon) -> str:
    """Return the concept of "bowl of ramen" by its content, of "portrait of a woman" likewise."""
    if "of" not in words:
        return ""
    content = [word for word in words[words.index("of") + 1 :] if word.lower() not in ("a", "an", "the")]
    return next((c for size in (3, 2, 1) if (c := lexicon.concept(" ".join(content[-size:])))), "")


def singular(noun: str, concept: str, lexicon: Lexicon) -> str:
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
    pair = next(
        (
            i
            for i in range(1, len(words) - 1)
            if words[i].lower() == "and" and all(lexicon.lookup(words[j], "color") for j in (i - 1, i + 1))
        ),
        0,
    )
    if pair:
        color = f"{words[pair - 1].lower()} and {words[pair + 1].lower()}"
        words = [*words[: pair - 1], *words[pair + 2 :]]
    for word in words:
        if word.lower() in ("and", "very", "really", "quite", "some"):
            continue
        if (not color and lexicon.lookup(word, "color") and word.lower() not in ("orange",)) or (
            not color and word.lower() == "orange"
        ):
            color = lexicon.value("color", word.lower())
        elif not size and lexicon.lookup(word, "size"):
            size = lexicon.lookup(word, "size")
        else:
            attributes.append(word.strip(","))
    return size, color, tuple(attributes)


def cut_where(text: str) -> tuple[str, str]:
    """Cut "green onions on a dark table" before its preposition."""
    found = re.search(r"\s(?=(?:on|in|under|at|next to|near|beside|behind|in front of) (?:a|an|the)\s)", text)
    return (text[: found.start()], text[found.end() :]) if found else (text, "")


def named_items(words: str) -> list[str]:
    """Split what is to be taken or given into its names."""
    named = (re.sub(r"^both\s+", "", clean(part)) for part in items(words))
    return [item for item in named if item]
