"""English descriptions piece by piece: what stands between commas is a new subject, or says more of the one before."""

import re
from dataclasses import replace

from rewriter import frames, nouns_en, words_en
from rewriter.english import UNCOUNTED, article, word_list
from rewriter.lexicon import Lexicon
from rewriter.operations import Description, Phrase

ADJECTIVAL = re.compile(
    r"(?:ed|en|ish|ful|less|ous|ive|ic|ical|able|ible|y|ant|ent|like|some|ing|al|shaped)$", re.IGNORECASE
)
PLAIN = frozenset(
    word_list("""
    lit fat thin bare blank calm rough open shut closed alone asleep awake empty full half eaten bitten hot cold
    warm cool soft loud quiet still fast slow deep high low wide narrow thick old young new antique vintage retro
    rustic worn raw ripe fresh smug proud shy bored tired grumpy cheerful curious lost drunk sick clean neat messy
    dull sharp smooth rude bold grand plain rare strange weird odd brass steel copper iron velvet silk linen wool
    jute wicker wood wooden glass metal stone marble leather denim cotton paper cardboard plastic porcelain bronze
    bald blind slim bearded freckled tanned pregnant
    neon concrete brick clay straw felt lace fur checked checkered chequered plaid tartan dappled spotted spotty
    striped stripy dotted speckled ginger tabby blond blonde barefoot square round oval circular rectangular
    see-through upright upside-down unlit gleaming
    """)
)
NOUNS_LIKE = frozenset(
    word_list("""
    alley city valley lady baby party story factory library gallery balcony berry body ivy money honey toy monkey
    turkey donkey jelly pony puppy kitty bunny fairy daisy lily poppy cherry strawberry raspberry blueberry candy
    pastry bakery grocery cemetery army navy family country county company society history galaxy canopy belfry
    pantry laundry jewelry pottery machinery scenery animal hospital medal metal petal pedal signal journal mural
    portal crystal capital festival carnival elephant plant giant restaurant servant assistant pendant tent accident
    parent student music fabric picnic clinic ceiling building painting drawing wedding clothing lighting icing
    pudding morning evening railing awning king ring string wing spring thing being king
    """)
)
PATTERNS = {"stripes": "striped", "spots": "spotted", "dots": "dotted", "checks": "checked", "speckles": "speckled"}
POSED = re.compile(
    r"^(?:the |his |her |its |their )?(?!(?:an?|one|some|the) )(?P<n>[a-z][\w-]*) (?!red\b)"
    r"(?P<how>(?:\w+ed |\w+en )?(?:up|down|out|open|closed|shut"
    r"|back|raised|spread"
    r"|crossed|folded|rolled up|tucked in|in the air|in the wind|held high|\w+ed(?: \w+)?))$",
    re.IGNORECASE,
)
PLACED = re.compile(
    r"^(?:on|under|behind|beside|next to|in front of|near|by|against|inside|in|at|between|above|below|over|outside"
    r"|around|among"
    r"|up on|out on|down in) (?:an?|the|his|her|its|their|two|three|some) ",
    re.IGNORECASE,
)
PAIR = re.compile(r"^one ([\w-]+),? (?:and )?(?:one|the other) ([\w-]+)$", re.IGNORECASE)
SETTING = re.compile(r"^(?:inside|in|at|outside) (?!.*\b(?:left|right|middle|cent(?:er|re)|corner)\b)", re.IGNORECASE)
NEVER_POSED = frozenset(word_list("sun moon light door window curtains lamp lights"))


def adjectival(piece: str, lexicon: Lexicon) -> bool:
    """Tell whether a piece is nothing but adjectives: "speckled", "rusty green", "half eaten", "small and cute"."""
    words = [
        w
        for w in re.split(r"[\s]+", piece.lower().strip(" ,."))
        if w not in ("and", "very", "really", "all", "quite", "a", "bit")
    ]
    if not words or len(words) > 4 or re.match(r"^(?:an?|the|two|three)\b (?!bit)", piece.lower()):
        return False
    if any(not word.replace("-", "").isalpha() or word in words_en.MARKERS for word in words):
        return False
    if _patterned(piece, lexicon):
        return True
    return all(is_adjective(word, lexicon) for word in words)


def is_adjective(word: str, lexicon: Lexicon) -> bool:
    """Tell whether a word can say how something is: a color, a size, a material, or by its look an adjective."""
    low = word.lower()
    if low in words_en.ADJECTIVES or low in PLAIN or lexicon.lookup(low, "color") or lexicon.lookup(low, "size"):
        return True
    if low in ("speed", "seed", "weed", "bed", "reed", "bread", "thread", "wine", "mine", "garden", "kitchen", "fire"):
        return False
    if low.endswith("er") and len(low) > 4:
        stems = {low[:-2], low[:-1], low[:-3], f"{low[:-3]}y"}
        if any(stem in words_en.ADJECTIVES or stem in PLAIN or lexicon.lookup(stem, "color") for stem in stems):
            return True
    if low.endswith(("y", "al", "ic", "ant", "ent", "ing")) and (low in NOUNS_LIKE or len(low) < 5):
        return False
    return (
        bool(ADJECTIVAL.search(low)) and len(low) > 3 and not lexicon.concept(low) and not words_en.CLOTHES.search(low)
    )


def _patterned(piece: str, lexicon: Lexicon) -> bool:
    words = piece.lower().strip(" ,.").split()
    return words[-1] in PATTERNS and all(w == "and" or is_adjective(w, lexicon) for w in words[:-1])


def modify(phrase: Phrase, piece: str, lexicon: Lexicon) -> Phrase:
    """Give the adjectives of ``piece`` to the subject of ``phrase``."""
    words = piece.strip(" ,.").split()
    if words[-1].lower() in PATTERNS:
        words[-1] = PATTERNS[words[-1].lower()]
    size, color, attributes = words_en.modifiers(words, lexicon)
    subject = phrase.subject
    joined = (
        " ".join(attributes) if len(attributes) == 2 and attributes[0].lower() in ("half", "fully", "partly") else ""
    )
    attributes = (joined,) if joined else attributes
    return replace(
        phrase,
        subject=replace(
            subject,
            size=size or subject.size,
            color=color or subject.color,
            attributes=(*subject.attributes, *(a for a in attributes if a not in subject.attributes)),
        ),
    )


def more_of_last(made: Description, clause: str, lexicon: Lexicon) -> Description | None:
    """Return ``made`` with ``clause`` said of its last subject (a place of its first); None for all other clauses."""
    if not made.phrases:
        return None
    last = made.phrases[-1]
    if adjectival(clause, lexicon):
        at = 0 if _patterned(clause, lexicon) else -1
        return _with(made, modify(made.phrases[at], clause, lexicon), at)
    words = clause.split()
    if (
        len(words) < 5
        and words[-1].lower() in words_en.PARTS
        and not re.match(r"^(?:an?|two|three|the) ", clause, re.IGNORECASE)
    ):
        subject = replace(last.subject, attributes=(*last.subject.attributes, f"with {_article(words)}{clause}"))
        return _with(made, replace(last, subject=subject))
    if len(words) < 6 and words_en.CLOTHES.search(clause) and not re.search(r"\b(?:wearing|in|with)\b", clause):
        worn = nouns_en.thing(clause, lexicon)
        if worn is not None:
            return _with(made, replace(last, subject=replace(last.subject, wears=(*last.subject.wears, worn))))
    having = re.match(
        r"^(?P<a>(?!an?\b|the\b|two\b|three\b)[\w -]{3,25}? (?:type|kind|sort|style|look)) (?P<b>with .+)$", clause
    )
    if having:
        return _with(made, nouns_en.tail_piece(last, having.group("b"), lexicon))
    pair = PAIR.match(clause)
    if pair and last.subject.count == 2:
        each = f"one {pair.group(1)} and one {pair.group(2)}"
        return _with(made, replace(last, subject=replace(last.subject, attributes=(*last.subject.attributes, each))))
    again = ONE.match(clause)
    if again:
        return _of_one(made, again, lexicon)
    posed = POSED.match(clause)
    if posed and posed.group("n").lower() not in NEVER_POSED and not lexicon.lookup(posed.group("n"), "setting"):
        subject = replace(last.subject, attributes=(*last.subject.attributes, f"with {clause}"))
        return _with(made, replace(last, subject=subject))
    if PLACED.match(clause):
        rest, taken = frames.take(clause, lexicon)
        if taken and not rest:
            return replace(made, frame=(*made.frame, *taken))
        first = made.phrases[0]
        unset = not any(name == "setting" for name, _ in (*made.frame, *taken))
        if unset and SETTING.match(rest) and not words_en.CLOTHES.search(rest):
            return replace(made, frame=(*made.frame, *taken, ("setting", rest)))
        if (
            not re.match(r"^(?:in|inside|at|outside) ", clause, re.IGNORECASE)
            and not first.subject.action
            and len(made.phrases) < 4
        ):
            tailed = nouns_en.tail_piece(first, rest, lexicon) if not first.relation else first
            return replace(_with(made, replace(tailed, frame=()), 0), frame=(*made.frame, *taken))
    return None


OWNED = re.compile(
    r"^(?:and )?(?:his|her|its) (?P<n>[a-z]+(?: [a-z]+)?) (?P<v>is|are|has|have|with) (?P<r>.+)$", re.IGNORECASE
)


def of_owner(made: Description, clause: str, lexicon: Lexicon) -> Description | None:
    """Read "his shield has a lion on it", "her hair is red" of the one named last; None for all other clauses."""
    found = OWNED.match(clause)
    if found is None or not made.phrases:
        return None
    noun, rest = found.group("n"), re.sub(r" (?:on|in|around) (?:it|them)$", "", found.group("r"))
    many = noun.endswith("s") or noun in UNCOUNTED or noun == "hair"
    if found.group("v").lower() in ("is", "are"):
        if not adjectival(rest, lexicon):
            return None
        said = f"{rest} {noun}" if many else f"{article(rest)} {rest} {noun}"
    else:
        said = f"{'' if many else article(noun) + ' '}{noun} with {rest}"
    last = made.phrases[-1]
    if words_en.CLOTHES.search(noun) and (worn := nouns_en.thing(said, lexicon)):
        return _with(made, replace(last, subject=replace(last.subject, wears=(*last.subject.wears, worn))))
    return _with(
        made, replace(last, subject=replace(last.subject, attributes=(*last.subject.attributes, f"with {said}")))
    )


def _article(words: list[str]) -> str:
    noun = words[-1].lower()
    return "" if noun.endswith("s") or noun in UNCOUNTED else f"{article(' '.join(words))} "


ONE = re.compile(
    r"^(?:(?:an?|the|some) |(?=[a-z-]+ ones?$))(?P<how>(?:[\w-]+ ){0,4}?)ones?(?P<rest>\b.*)$", re.IGNORECASE
)


def _of_one(made: Description, found: re.Match[str], lexicon: Lexicon) -> Description:
    """Read "an old one, yellow going up a hill" of what was named last."""
    last = made.phrases[-1]
    how, rest = found.group("how").strip(), found.group("rest").strip(" ,").split()
    if how and how.split():
        last = modify(last, how, lexicon)
    while rest and is_adjective(rest[0], lexicon) and not rest[0].endswith("ing"):
        last = modify(last, rest.pop(0), lexicon)
    tail = " ".join(rest)
    cut, facts = frames.take(tail, lexicon) if tail else ("", ())
    if cut:
        last = nouns_en.read_tail(last, cut, lexicon)
    lifted = replace(_with(made, replace(last, frame=())), frame=(*made.frame, *facts, *last.frame))
    return lifted


def _with(made: Description, phrase: Phrase, at: int = -1) -> Description:
    at %= len(made.phrases)
    return replace(made, phrases=(*made.phrases[:at], phrase, *made.phrases[at + 1 :]))
