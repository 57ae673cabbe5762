"""English clauses without a verb of change: a bare value before all patterns, and what no pattern took after them."""

import re
from dataclasses import replace

from rewriter import frames, neighbours_en, nouns_en, words_en
from rewriter.adding_en import add_words
from rewriter.describing_en import adjectival
from rewriter.english import article, singulars, word_list
from rewriter.groups import id_words
from rewriter.lexicon import CONCEPT
from rewriter.living_en import is_animal, is_person
from rewriter.operations import Operation
from rewriter.parts_en import new_scenery
from rewriter.picture_en import lens
from rewriter.remarks_en import COMMENT, COMMENT_START
from rewriter.scalars import LIGHTER, color_of, count_of, place_of, size_of
from rewriter.values import VERBS, Context, assign, describe_subject
from rewriter.wishes_en import BESIDE, beside

TIMED = ("time", "weather", "season")


def short(words: str, context: Context) -> list[Operation]:
    """Read a clause that is only a value: "blue", "at night", "bigger", "anime style"."""
    lexicon = context.lexicon
    words = re.sub(r"^(?:in|try) (?=\w+$)", "", words)
    if LIGHTER.match(words):
        return [Operation("frame", attribute="mood", value=words.lower(), span=words)]
    color, size = color_of(words, lexicon), size_of(words, lexicon)
    if color:
        return [Operation("set", "", "color", color, span=words)]
    if size and context.scene.subjects:
        return [Operation("set", "", "size", size, span=words)]
    if count_of(words) and context.scene.subjects:
        return [Operation("set", "", "count", str(count_of(words)), span=words)]
    place = place_of(words)
    if place:
        return [Operation("move", "", "place", place, span=words)]
    facts = frames.whole(words, lexicon, loose=False) or frames.every(words, lexicon)
    before, having, rest = words.partition(" with ")
    if not facts and having and (facts := frames.whole(before, lexicon, loose=False)) and facts[0][0] in TIMED:
        said = add_words(re.sub(r"^(?:just|only) ", "", rest), context, words)
        return [*(Operation("frame", attribute=n, value=v, span=words) for n, v in facts), *said]
    return [Operation("frame", attribute=name, value=value, span=words) for name, value in facts]


def _of_named(words: str, context: Context) -> list[Operation]:
    """Read "the other one ginger", "the robe red", "the second one standing on the pier": a name, and how it is."""
    said = words.split()
    pronoun = said[:1] and said[0].lower() in ("it", "him", "her", "them")
    if not pronoun and not re.match(r"^(?:the|his|her|its|their|both|all) ", words, re.IGNORECASE):
        return []
    for cut in range(min(len(said) - 1, 7), 0 if pronoun else 1, -1):
        name, how = " ".join(said[:cut]), " ".join(said[cut:]).removeprefix("still ")
        if cut > 4 and not words_en.RELATION.search(f" {name}") and " one " not in f"{name} ":
            continue
        posed = re.match(r"^(?!ring\b|king\b)[a-z]+ing\b|^(?:with|wearing|holding|in an?) ", how)
        state = re.fullmatch(r"on|off|open|closed|lit|asleep|awake", how)
        plain = adjectival(how, context.lexicon) and not adjectival(said[cut - 1], context.lexicon)
        if (
            how.startswith("and ")
            or not (posed or state or plain)
            or context.resolver.find(name) is None
            or " and " in f" {name} "
        ):
            continue
        value = f"turned {how}" if how in ("on", "off") else how
        return (
            assign(name, value, context, words)
            if plain and not posed
            else describe_subject(name, value, context.lexicon, words)
        )
    return []


TOWN = re.compile(
    r"^in (?P<x>(?!love\b|general\b|action\b|motion\b|focus\b|between\b|front\b|back\b|particular\b|detail\b|full\b"
    r"|total\b|silence\b|pain\b|danger\b|flight\b|bloom\b|flames\b|pieces\b|half\b|pairs\b|line\b|circles\b|there\b"
    r"|here\b|colou?r\b|case\b|order\b|addition\b)[a-z]{3,}(?<!ing)(?: [a-z]{3,})?)$",
    re.IGNORECASE,
)
""" "in paris": a place without an article."""


KINDS = (
    r"kids|children|people|men|women|boys|girls|birds|cats|dogs|puppies|kittens|horses|cows|sheep|ducks|fish|trees"
    r"|butterflies|rabbits|bunnies|flowers|mountains|stars|clouds|balloons|boats|cars|houses|tourists|soldiers|dancers"
    r"|friends|rocks|bushes|mushrooms|bees|lanterns|aliens|robots|cupcakes|cookies|cakes|apples|penguins|bears|fairies"
    r"|dolphins|whales|ghosts|pumpkins|candles|presents|gifts|books|toys|leaves|petals|snowflakes|bubbles|fireflies"
)
MANY = re.compile(
    r"^(?:(?:small|little|tiny|big|young|old|happy|cute|colou?rful|wild|red|blue|white|pink|yellow|green|golden) )?"
    rf"(?:{KINDS})(?: and (?:{KINDS}))? (?:(?:with|in|on|at|behind|around|near|under|by|over|everywhere|wearing"
    r"|holding)\b|(?:are )?[a-z]+ing\b).*$",
    re.IGNORECASE,
)
NOT_MANY = "needs|wears|holds|has|is|was|looks|shows|this|his|its|less|glass|grass|dress|always|perhaps"
FALLING = re.compile(
    rf"^(?:[a-z]+ )?(?!(?:{NOT_MANY})\b)[a-z]{{2,}}s (?:are )?(?!something|everything|anything)[a-z]{{3,}}ing\b.*$",
    re.IGNORECASE,
)
""" "kids with a ball playing in front": several of a kind, with no number and no article."""
PARTICIPLE = re.compile(
    r"^(?:surrounded by|covered (?:in|with|by)|made (?:of|out of|from)|filled with|full of|dressed (?:in|as|like)"
    r"|(?:pulled|carried|held|followed|chased|ridden|watched|led|guarded|driven) by"
    r"|lit by|decorated with|wrapped in|tied to|surrounded with) .{3,60}$",
    re.IGNORECASE,
)
ROOMS = frozenset(
    word_list("""
    restaurant cafe bar pub shop store library office hospital school classroom gym museum theater theatre cinema
    airport station subway bakery market supermarket church temple kitchen bedroom bathroom garage attic basement
    workshop studio ballroom arena stadium circus zoo aquarium playground yard backyard garden greenhouse lab
    laboratory tavern saloon castle palace dungeon tunnel hall lobby hotel graveyard cemetery village town city
    alley plaza square canyon valley swamp ruins harbor harbour desert cave jungle rainforest orchard vineyard
    courtyard
    """)
)
AMID = re.compile(r"^(?:in|at|by|near) (?:an?|the|some) [a-z ]+$", re.IGNORECASE)
""" "in a forest clearing": where all of it is."""
PLAIN_SPOT = re.compile(r"^(?:an? )?(?P<how>[a-z]+) (?P<x>[a-z]+)$", re.IGNORECASE)
""" "sunny meadow": where it is, if that is a setting."""
SKY = re.compile(
    r"^(?P<y>[a-z-]+(?:,? (?:and )?[a-z-]+)?) (?P<x>sky|sea|ocean|water|grass|ground|floor|walls?|ceiling|clouds?|snow"
    r"|sand|mountains|curtains|tablecloth|light|lights)$",
    re.IGNORECASE,
)


SCRAP = re.compile(
    r"^(?P<a>the |an? )?(?:[a-z-]+ )?(?P<x>[a-z-]+) (?:in|on|with|along|around|from|over|under|behind|by|near|at"
    r"|made of|full of|through|between|across) (?:the |an? |his |her |its )?[a-z -]{2,40}$",
    re.IGNORECASE,
)
""" "the earth in the background", "lanterns along the path"."""


def _is_thing(the: str, noun: str, context: Context) -> bool:
    """Tell whether a scrap of words begins with a noun: known, in the plural, or behind an article."""
    if noun.lower() in VERBS or noun.endswith(("ing", "ly")) or context.resolver.find(noun):
        return False
    return bool(the.strip() == "the" or context.lexicon.concept(noun) or singulars(noun))


FEATURE = re.compile(
    r"^(?:and |with |also )*(?P<x>(?:an? )?(?:(?!his\b|her\b|its\b|their\b|just\b|only\b|the\b)[a-z]+,? ){0,3}?"
    r"(?P<part>[a-z]+))$",
    re.IGNORECASE,
)
""" "green eyes", "and freckles": of whom was spoken of last."""
ONE_WHO = re.compile(
    r"^(?P<x>[a-z]+) (?:has|have|wears?|in|with|wearing|holding) (?:an?|some|long|short|his|her) .+$", re.IGNORECASE
)
HAS = re.compile(r" (has|have|wears?) ")
""" "bride has a long veil": somebody new, and what she has."""
TWO_TONED = re.compile(r"^(?P<a>[a-z]+) and (?P<b>[a-z]+) (?P<x>[a-z]+)$", re.IGNORECASE)


def _newcomer(words: str, context: Context) -> bool:
    noun = words.split(" ", 1)[0].lower()
    if singulars(noun) or noun in ("people", "children", "men", "women"):
        return False
    return (is_person(noun) or is_animal(noun)) and context.resolver.find(noun) is None


GROUPED = re.compile(
    r"^(?:silhouettes?|outline|reflection|pair|group|couple|bunch|herd|flock|pile|stack|row|field|family|bouquet|bowl|basket"
    r"|crowd|school|swarm) of [a-z]+.*$",
    re.IGNORECASE,
)
""" "silhouette of a couple on the beach"."""


def _bare_plural(words: str, context: Context) -> bool:
    """Tell whether a clause is nothing but several of what the lexicon or nature knows: "seagulls", "palm trees"."""
    found = re.match(r"^(?:[a-z]+ )?(?P<head>[a-z]{3,}s)$", words, re.IGNORECASE)
    if found is None or not context.scene.subjects or context.resolver.find(found.group("head")):
        return False
    head = found.group("head").lower()
    known = context.lexicon.concept(head) or any(is_animal(one) for one in singulars(head))
    return bool(known) or re.fullmatch(KINDS, head) is not None


def last(words: str, context: Context) -> list[Operation]:
    """What is left: a tail of the subject, a free style or lens, a new noun phrase, a remark."""
    lexicon = context.lexicon
    first = words.split(" ", 1)[0].lower() if words else ""
    if first in ("wearing", "holding", "carrying") and context.scene.subjects:
        return [Operation("tail", "", value=words, span=words)]
    told = _of_named(words, context) if not first.endswith("ing") else []
    if told:
        return told
    related = words_en.RELATION.search(words)
    if (
        related
        and first not in ("a", "an")
        and context.resolver.subject(words[: related.start()])
        and context.resolver.subject(related.group(2))
    ):
        return [Operation("move", words[: related.start()], "where", words[related.start() :].strip(), span=words)]
    if AMID.match(words) and (lexicon.find(words, ("setting",)) or words.split()[-1].lower() in ROOMS):
        return [Operation("frame", attribute="setting", value=words.lower(), span=words)]
    stands = neighbours_en.BESIDE.match(words)
    focus = context.resolver.in_focus() if stands and not stands.group("deed") else None
    new = first in ("another", "a", "an", "two", "some")
    if focus and stands and not new and not context.resolver.find(stands.group("other").split(" ", 1)[1]):
        return [Operation("act", id_words(focus), value=words, span=words)]
    near = BESIDE.match(words)
    if near:
        return beside(near, context)
    rest, place = words_en.take_place(words)
    if place and "," not in words and context.resolver.find(rest):
        return [Operation("move", rest, "place", place, span=words)]
    if COMMENT.search(words) and COMMENT_START.match(words):
        return [Operation("comment", value=words, span=words)]
    if frames.LENS_EN.search(words) and all(frames.LENS_EN.search(piece) for piece in words.split(", ")):
        return lens(re.match(r"(?P<y>.*)", words), context)  # type: ignore[arg-type]
    if (
        ((first.endswith("ing") and first not in nouns_en.ING_NOUNS) or first in VERBS)
        and len(first) > 3
        and context.scene.subjects
        and not lexicon.find(first, (CONCEPT,))
    ):
        return describe_subject("", words, lexicon, words)
    facts = frames.whole(words, lexicon)
    if facts:
        return [Operation("frame", attribute=name, value=value, span=words) for name, value in facts]
    bare = re.sub(r"^(?:and|but|also|so) ", "", words)
    if context.scene.subjects and adjectival(bare, lexicon):
        return describe_subject("", bare, lexicon, words)
    if ONE_WHO.match(words) and context.scene.subjects and _newcomer(words, context):
        return add_words(
            f"a {re.sub(HAS, lambda m: ' with ' if m.group(1) in ('has', 'have') else ' wearing ', words, count=1)}",
            context,
            words,
        )
    two = TWO_TONED.match(words)
    if two and all(color_of(two.group(x), lexicon) for x in "ab") and not context.resolver.find(two.group("x")):
        made = nouns_en.parse(two.group("x"), lexicon)
        said = f"{two.group('a')} and {two.group('b')}".lower()
        phrase = replace(made, subject=replace(made.subject, color=said)) if made else None
        return [Operation("add", phrase=phrase, span=words)] if phrase else []
    if (
        words_en.CLOTHES.search(bare.partition(" with ")[0])
        and context.scene.subjects
        and not re.match(r"an?\b|the\b", bare)
    ):
        worn = [item for item in re.split(r",? and |, ", bare.removeprefix("in ")) if item]
        listed = worn if all(words_en.CLOTHES.search(item) for item in worn) else [bare.removeprefix("in ")]
        return [Operation("wear", "", value=item, span=words) for item in listed]
    if re.match(
        r"^(?:the )?(?:[a-z]+ )?[a-z]+ (?:open|closed|shut|lit|ajar"
        r"|wide open)$",
        bare,
    ) and not context.resolver.find(bare):
        return [Operation("keep_words", value=bare, span=words)]
    if re.match(r"^(?:the )?[a-z]+ [a-z]+ing (?:out|from|through|over|in|on|at|behind|into|down)\b", bare):
        return [Operation("keep_words", value=bare, span=words)]
    if re.match(r"^(?:an?|two|three|four|five|some|another|one more|\d) ", words, re.IGNORECASE):
        return add_words(words, context, words)
    if (MANY.match(words) or FALLING.match(words)) and not context.resolver.find(words.split()[0]):
        return add_words(re.sub(r" are (?=[a-z]+ing\b)", " ", words, count=1), context, words)
    feature = FEATURE.match(words)
    focus = context.resolver.in_focus() if feature else None
    if feature and focus and feature.group("part").lower() in words_en.PARTS | {"freckles", "dimples"}:
        said = f"with {feature.group('x')}"
        return [Operation("part", id_words(focus), feature.group("part").lower(), value=said, span=words)]
    if GROUPED.match(words) and context.scene.subjects:
        return add_words(f"{article(words)} {words}", context, words)
    if _bare_plural(words, context):
        return add_words(words, context, words)
    if context.scene.subjects and PARTICIPLE.match(words):
        if words.lower().startswith("surrounded"):
            return [Operation("keep_words", value=words.lower(), span=words)]
        return describe_subject("", words, lexicon, words)
    spot = PLAIN_SPOT.match(words)
    if spot and lexicon.lookup(spot.group("x"), "setting") and adjectival(spot.group("how"), lexicon):
        value = words.lower() if words.lower().startswith(("a ", "an ")) else f"{article(words)} {words.lower()}"
        known = context.resolver.find(spot.group("x"))
        return [] if known else [Operation("frame", attribute="setting", value=value, span=words)]
    sky = SKY.match(words)
    if sky and adjectival(sky.group("y"), lexicon) and not context.resolver.find(sky.group("x")):
        return new_scenery(f"the {sky.group('x')}", sky.group("y").replace(",", " and"), context, words)
    scrap = SCRAP.match(words)
    if scrap and context.scene.subjects and _is_thing(scrap.group("a") or "", scrap.group("x"), context):
        return [Operation("keep_words", value=words, span=words)]
    town = TOWN.match(words)
    if town and not context.resolver.find(town.group("x")):
        return [Operation("frame", attribute="setting", value=words.lower(), span=words)]
    return []
