"""English wishes about what nobody named before: her dress, his hair, the sky, the mood of it all."""

import re

from rewriter import describing_en, facts_en, frames, nouns_en, words_en
from rewriter.adding_en import add_words, own
from rewriter.english import UNCOUNTED, article
from rewriter.operations import Operation
from rewriter.reference import is_picture
from rewriter.values import Context

PARTED = re.compile(
    r"^(?P<o>his|her|its|their|the #?[\w-]+(?='s))(?:'s)? (?P<n>[\w-]+) (?:to be |should be |is |are |be |in )?"
    r"(?P<how>.+)$",
    re.IGNORECASE,
)


def make_own(words: str, context: Context, span: str) -> list[Operation]:
    """ "make her dress green", "her hair long and white like smoke": clothes and parts that nobody named before."""
    found = PARTED.match(words)
    if found is None:
        return []
    whose = f"{found.group('o')}'s" if "#" in found.group("o") else found.group("o")
    if context.resolver.find(f"{whose} {found.group('n')}") is not None:
        return []
    noun, how = found.group("n"), found.group("how")
    how, *others = re.split(r",\s+(?:and )?", how)
    if not (words_en.CLOTHES.search(noun) or noun.lower() in words_en.PARTS):
        return []
    front, like, rest = how.partition(" like ")
    front, having, more = front.partition(" with ")
    said = front.replace(" and ", " ").split()
    if not said or len(said) > 4 or any(w.lower() in words_en.MARKERS | words_en.DEFINITE for w in said):
        return []
    tail = f"{like}{rest}{having}{more}"
    adjectives = " ".join(said)
    many = noun.endswith("s") or noun.lower() in UNCOUNTED
    item = f"{adjectives} {noun}{tail}" if many else f"{article(adjectives)} {adjectives} {noun}{tail}"
    part = noun.lower() in words_en.PARTS
    made = (
        [Operation("part", found.group("o"), noun, f"with {item}", span=span)]
        if part
        else own(found.group("o"), item, context, span)
    )
    return made + [op for other in others for op in make_own(f"{found.group('o')} {other}", context, span)]


def moods(x: str, y: str, context: Context, span: str) -> list[Operation]:
    """ "it should be darker, deeper, with jellyfish glowing pink": the picture's mood, and what comes into it."""
    pieces = [piece for piece in re.split(r",\s+(?:and )?", y) if piece]
    if len(pieces) < 2 or not (x.lower() in ("it", "this", "that", "everything") or is_picture(x)):
        return []
    if not facts_en.whole(pieces[0], True):
        return []
    operations: list[Operation] = []
    rest = list(pieces)
    while rest and (facts := facts_en.whole(rest[0], True)):
        operations += [Operation("frame", attribute=name, value=value, span=span) for name, value in facts]
        rest = rest[1:]
    words = ", ".join(rest)
    many = re.match(r"^(?:with |and )?(?P<n>.+?), (?:about )?(?P<c>\w+) of them$", words)
    if many and many.group("c").lower() in words_en.NUMBER:
        words = f"{many.group('c')} {many.group('n')}"
    return operations + (add_words(re.sub(r"^(?:with|and) ", "", words), context, span) if words else [])


AND_THEN = re.compile(r"(?<=open|.lit|shut) and |(?<=closed) and |\s+and (?=(?:an? )?[a-z]+ light\b)")


def of_picture(x: str, y: str, context: Context, span: str) -> list[Operation]:
    """ "make it autumn, fog between the trees, spookier": a list that begins with a fact of the whole picture."""
    pieces = [piece for piece in re.split(r",\s+(?:and )?|\s+with\s+", y) if piece]
    if len(pieces) < 2 or not (x.lower() in ("it", "this", "that", "everything") or is_picture(x)):
        return []
    strict = frames.whole(pieces[0], context.lexicon, loose=False)
    if not strict or strict[0][0] not in ("time", "season", "weather", "setting"):
        return []
    operations: list[Operation] = []
    for piece in (part for listed in pieces for part in AND_THEN.split(listed)):
        facts = frames.whole(piece, context.lexicon) or facts_en.whole(piece, True)
        sky = re.match(
            r"^(?:(?:a (?:bit|little|touch|lot) of|some|light|thick|soft) )?(?P<w>fog|mist|rain|snow|haze|smoke) "
            r"(?:between|over|in|on|around|among|behind|above) the ",
            piece,
        )
        if sky and not facts:
            weather = {"snow": "snowfall", "mist": "mist"}.get(sky.group("w"), sky.group("w"))
            facts = (("weather", weather),) if sky.group("w") != "smoke" else ()
        if facts:
            said = [
                (name, frames.WEATHER_VERBS.get(value, value) if name == "weather" else value) for name, value in facts
            ]
            operations += [Operation("frame", attribute=name, value=value, span=span) for name, value in said]
        else:
            operations += add_words(re.sub(r"^(?:with|and) ", "", piece), context, span)
    return operations


def like_named(x: str, y: str, context: Context) -> str:
    """Return "the oranges" for "they should be blood oranges": what several are said to be tells who they are."""
    said = re.match(r"^(?:all )?(?:[a-z-]+ ){1,2}(?P<n>[a-z]+s)$", y)
    if x.lower() not in ("they", "these", "those", "them") or said is None:
        return ""
    found = context.resolver.find(f"the {said.group('n')}")
    return f"the {said.group('n')}" if found is not None else ""


def new_scenery(x: str, y: str, context: Context, span: str) -> list[Operation]:
    """ "the sky should be darker": part of any picture, though nobody named it."""
    if not SCENERY.fullmatch(x) or not all(
        describing_en.is_adjective(w, context.lexicon) for w in y.replace(" and ", " ").split()
    ):
        return []
    noun = x.split(" ", 1)[1]
    phrase = nouns_en.parse(f"{'' if noun in BARE_SCENERY else 'a '}{y.replace(' and ', ' ')} {noun}", context.lexicon)
    return [Operation("add", phrase=phrase, span=span)] if phrase else []


BARE_SCENERY = (
    "grass",
    "water",
    "snow",
    "light",
    "sand",
    "ice",
    "air",
    "walls",
    "clouds",
    "leaves",
    "curtains",
    "tablecloth",
)
SCENERY = re.compile(
    r"the (?:sky|sea|ocean|water|grass|ground|floor|wall|walls|ceiling|moon|sun|clouds?|street|road|path|snow|sand"
    r"|river|lake"
    r"|mountains?|trees|leaves|windows?|doors?|curtains|tablecloth|table|light|lights|lamp|air|roof|horizon)",
    re.IGNORECASE,
)
