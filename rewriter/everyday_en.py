"""Everyday English wishes in few words: "two bears", "bigger leaf", "white background", "castle behind them"."""

import re

from rewriter import frames, nouns_en
from rewriter.adding_en import add_words
from rewriter.english import NUMBERS, article
from rewriter.groups import id_words
from rewriter.operations import Operation
from rewriter.parts_en import new_scenery
from rewriter.scalars import color_of, size_of
from rewriter.values import Context, assign

Match = re.Match[str]
NUMBER = rf"{'|'.join(NUMBERS[1:])}|\d{{1,2}}"
SKY = {"stormy": "storm", "rainy": "rain", "snowy": "snowfall", "foggy": "fog", "misty": "fog", "windy": "wind"}
MADE = (
    "game|movie|film|cartoon|painting|photo|photograph|drawing|poster|comic|postcard|sketch|anime|illustration|render"
    "|mosaic|stamp|collage|engraving|woodcut|children's book|picture book|storybook"
)


def _number(word: str) -> int:
    low = word.lower()
    return NUMBERS.index(low) if low in NUMBERS else int(low)


def so_many(m: Match, context: Context) -> list[Operation]:
    """ "two bears", "now three dogs": what is there once is there so often; what is not there is read elsewhere."""
    named = tuple(context.resolver.named(m.group("x")))
    number = _number(m.group("n"))
    if len(named) != 1 or number < 1 or named[0].count == number:
        return []
    return [Operation("set", id_words(named[0]), "count", str(number), span=m.group(0))]


def by_fewer(m: Match, context: Context) -> list[Operation]:
    """ "take away two candles": so many fewer, of a subject or of what a subject is said to have."""
    number = _number(m.group("n"))
    named = tuple(context.resolver.named(m.group("x")))
    if len(named) == 1 and named[0].count > number:
        return [Operation("set", id_words(named[0]), "count", str(named[0].count - number), span=m.group(0))]
    found = None if named else context.resolver.find(m.group("x"))
    if found and found.field in ("action", "attributes", "notes"):
        return [Operation("count_by", m.group("x"), value=str(-number), span=m.group(0))]
    return []


def further_back(m: Match, context: Context) -> list[Operation]:
    """ "put the mountain further back": a subject moves into the background; what is no subject is read elsewhere."""
    found = context.resolver.find(m.group("x"))
    if found is None:
        return []
    if found.field != "subject":
        return [Operation("keep_words", value=f"{m.group('x')} further back", span=m.group(0))]
    return [Operation("move", m.group("x"), "where", "in the background", span=m.group(0))]


def fewer_than_now(m: Match, context: Context) -> list[Operation]:
    """ "less seagulls": a few of those that are there."""
    found = context.resolver.find(m.group("x"))
    if found is None or found.field != "subject":
        return []
    return [Operation("set", m.group("x"), "vague", "a few", span=m.group(0))]


def sized(m: Match, context: Context) -> list[Operation]:
    """ "bigger leaf": the size of something that is there."""
    found = context.resolver.find(m.group("x"))
    if found and found.field in ("wears", "holds") and size_of(m.group("s"), context.lexicon):
        return assign(f"the {m.group('x')}", m.group("s"), context, m.group(0))
    if found is None or found.field != "subject" or not size_of(m.group("s"), context.lexicon):
        return []
    return assign(m.group("x"), m.group("s"), context, m.group(0))


def that_color(m: Match, context: Context) -> list[Operation]:
    """ "red ones": the color of what was last spoken of."""
    color = m.group("c") or m.group("d")
    if not color_of(color, context.lexicon):
        return []
    owner = context.resolver.in_focus()
    pairs = [t.noun for t in (*owner.wears, *owner.holds) if t.noun.endswith("s") or t.count != 1] if owner else []
    if owner and pairs:
        return assign(f"the {pairs[-1]}", color, context, m.group(0))
    if m.group(0).lower().startswith("make them"):
        return []
    return [Operation("set", "", "color", color_of(color, context.lexicon), span=m.group(0))]


def ground(m: Match, context: Context) -> list[Operation]:
    """ "white background", "a plain pink background": a setting of one colour."""
    color = m.group("c") or m.group("d")
    if not color_of(color, context.lexicon):
        return []
    plain = "plain " if m.group("p") else ""
    value = f"on {article(plain or color)} {plain}{color} background"
    return [Operation("frame", attribute="setting", value=value, span=m.group(0))]


def standing(m: Match, context: Context) -> list[Operation]:
    """ "castle behind them": a new subject without an article, where it stands said by what is there."""
    noun = m.group("x")
    made = nouns_en.parse(noun, context.lexicon)
    if made is None or context.resolver.find(noun) or not _names_thing(made.subject.concept, noun):
        return []
    return add_words(f"{article(noun)} {m.group(0)}", context, m.group(0))


def _names_thing(concept: str, noun: str) -> bool:
    return bool(concept) or (" " not in noun and not noun.endswith("ing") and not _describes(noun))


def _describes(word: str) -> bool:
    """Whether ``word`` says how something is, by its ending or the word lists."""
    return word.endswith(("er", "y", "ish", "ful", "less", "ous"))


def sky(m: Match, context: Context) -> list[Operation]:
    """ "stormy weather", "make it a rainy day outside the window"."""
    weather = m.group("w").lower()
    if (m.group("t") or "").lower() == "sky":
        return new_scenery("the sky", weather, context, m.group(0))
    facts = [
        ("weather", f"{SKY.get(weather, weather)} outside the window" if m.group("o") else SKY.get(weather, weather))
    ]
    if (time := (m.group("t") or "").lower()) in ("night", "evening", "morning", "afternoon"):
        facts.append(("time", context.lexicon.value("time", time)))
    return [Operation("frame", attribute=name, value=value, span=m.group(0)) for name, value in facts]


def like_made(m: Match, context: Context) -> list[Operation]:
    """ "make it look like a pixel game": a style, in known words or in the user's own."""
    known = frames.style_value(m.group("k"), context.lexicon) if m.group("k") else ""
    value = known if known in context.lexicon.terms["style"] else f"like {m.group('y')}"
    return [Operation("frame", attribute="style", value=value, span=m.group(0))]


def respelled(m: Match, context: Context) -> list[Operation]:
    """ "change Mia to Leo" where Mia is written in the picture."""
    text, old = context.scene.text, m.group("x").strip("\"'“”")
    whole = re.compile(rf"(?<!\w){re.escape(old)}(?!\w)", re.IGNORECASE)
    found = context.resolver.find(old)
    if not text or not whole.search(text) or (found and found.field == "subject"):
        return []
    new = whole.sub(lambda _: m.group("y").strip("\"'“”"), text)
    return [Operation("frame", attribute="text", value=new, span=m.group(0))]


def style_before(m: Match, context: Context) -> list[Operation]:
    """ "the previous style was better"."""
    return [Operation("revert", attribute="style", span=m.group(0))]


def light(m: Match, context: Context) -> list[Operation]:
    """ "warmer light": the mood of the whole picture."""
    return [Operation("frame", attribute="mood", value=m.group("x").lower(), span=m.group(0))]


WEATHERS = "|".join((*SKY, "sunny", "cloudy", "overcast", "thundery"))
EVERYDAY = tuple(
    (re.compile(rf"^(?:{pattern})$", re.IGNORECASE), handler)
    for pattern, handler in (
        (rf"(?:remove|take away|take off|delete|drop|lose) (?P<n>{NUMBER}) (?:of the )?(?P<x>[a-z]+s)", by_fewer),
        (
            r"(?:put|move|push|place|send) (?P<x>the [a-z -]+?) (?:a bit |a little |much )?(?:further|farther)"
            r"(?: back| away| off)?",
            further_back,
        ),
        (
            r"(?:change|replace|switch|swap|correct|fix) (?:the (?:name|word|text) )?(?P<x>[\"'“]?\w[\w' -]{0,30}?)"
            r" (?:to|with|by|into) (?P<y>[\"'“]?\w[\w' -]{0,30}[\"'”]?)",
            respelled,
        ),
        (
            rf"(?:(?:now|only|just|make it|so|with|and|have|show|there should be) )*(?P<n>{NUMBER}) (?P<x>[a-z]+s|"
            r"people|children|men|women|mice|geese|fish|sheep|deer|(?<=one )[a-z]+)"
            r"(?: (?:in total|altogether|all together))?",
            so_many,
        ),
        (r"(?:make it |have |with |show |and )?(?:fewer|less|not so many) (?:of the )?(?P<x>[a-z]+s)", fewer_than_now),
        (r"(?:the |an? )?(?P<c>(?:light |dark )?[a-z]+) ones?|make them (?P<d>(?:light |dark )?[a-z]+)", that_color),
        (
            r"(?:with |use |make it |have )?(?:an? |the )?(?:(?:much|bit|slightly|little|even|way) )*(?P<s>[a-z]+er) "
            r"(?P<x>[a-z][a-z -]{1,20})",
            sized,
        ),
        (
            r"(?:(?:add|use|with|on|in|make it|have|and|put (?:it|them|him|her) on) )?(?:an? |the )?"
            r"(?P<p>plain |solid |simple |clean )?(?P<c>(?:light |dark |pale |bright )?[a-z]+) (?:background|backdrop)"
            r"|(?:(?:make|turn|change|set|paint) )?(?:the )?(?:background|backdrop)"
            r"(?: to be| should be| is| to| into|:)? (?P<d>(?:light |dark |pale |bright )?[a-z]+)",
            ground,
        ),
        (
            r"(?!(?:an?|the|it|he|she|they|his|her|its|their|put|place|add|draw|move|standing|sitting|some|many|few|more|two"
            r"|three|four|five|another|write)\b)"
            r"(?P<x>[a-z]+(?: [a-z]+)?) (?:behind|in front of|next to|beside|under|above|below|near|around) "
            r"(?:them|him|her|it|the [a-z]+)",
            standing,
        ),
        (
            r"(?:(?:make it|it should be|it is|with|have|set|change the weather to|and) )?(?:an? |more |very |a bit )?"
            rf"(?P<w>{WEATHERS})"
            r"(?: (?P<t>weather|day|night|evening|morning|afternoon|sky))?(?P<o> outside(?: the window)?)?",
            sky,
        ),
        (
            r"(?:make|have|let) (?:it|this|everything|the (?:picture|image|scene|whole thing)) (?:look|be|feel)"
            rf"(?: more)? like (?P<y>(?:an? |the )?(?:(?P<k>[a-z0-9 -]+?) )?(?:{MADE}))",
            like_made,
        ),
        (
            r"(?:no,? )?(?:i (?:liked|preferred|like|prefer) )?the (?:previous|last|old|earlier|other|original) style"
            r"(?: (?:was|looked) (?:\w+ )?(?:better|nicer|best|good)| (?:better|more))?"
            r"|(?:use|take|bring back|go back to|back to|return to)"
            r" the (?:previous|last|old|earlier|other|original) style",
            style_before,
        ),
        (
            r"(?:(?:add|use|with|and|make it|give it|have|some) )*"
            r"(?P<x>(?:much |a bit |slightly )?(?:warm|cool|soft|bright|dark|cold|gentl|dim|golden|natural|dramatic)"
            r"(?:e?r)? (?:light(?:ing)?|lights)|(?:morning|evening|afternoon|sun|moon|candle|neon)[ -]?light(?:ing)?"
            r"(?: (?:through|from|on|in) .+)?)",
            light,
        ),
    )
)
