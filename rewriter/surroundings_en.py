"""English wishes about what surrounds the subjects: light, lamps, weather, ground, what is all around."""

import re
from dataclasses import replace

from rewriter import nouns_en
from rewriter.english import article
from rewriter.operations import Operation
from rewriter.values import Context

Match = re.Match[str]


def too_dark(m: Match, context: Context) -> list[Operation]:
    """ "that's too dark": said of the picture, whatever was spoken of last."""
    mood = {"dark": "brighter", "bright": "darker"}[m.group("y").lower()]
    return [Operation("frame", attribute="mood", value=mood, span=m.group(0))]


def switched_on(m: Match, context: Context) -> list[Operation]:
    """ "turn on a lamp" where none is yet."""
    said = m.group("x") or m.group("y")
    noun = re.sub(r"^(?:an?|the|some|all the) ", "", said, flags=re.IGNORECASE)
    if context.resolver.subject(f"the {noun}") is not None:
        return []
    thing = "lights" if noun in ("light", "lights") else noun
    words = thing if thing.endswith("s") else f"{article(thing)} {thing}"
    phrase = nouns_en.parse(words, context.lexicon)
    if phrase is None:
        return []
    lit = replace(phrase.subject, attributes=(*phrase.subject.attributes, "turned on"))
    return [Operation("add", phrase=replace(phrase, subject=lit), span=m.group(0))]


def surrounded(m: Match, context: Context) -> list[Operation]:
    """ "surround them with flowers"."""
    if not context.scene.subjects:
        return []
    return [Operation("keep_words", value=f"surrounded by {m.group('y')}", span=m.group(0))]


def outside(m: Match, context: Context) -> list[Operation]:
    """ "night outside": the time of the picture."""
    said = {"dark": "night"}.get(m.group("y").lower(), m.group("y").lower())
    return [Operation("frame", attribute="time", value=context.lexicon.value("time", said), span=m.group(0))]


def fewer_there(m: Match, context: Context) -> list[Operation]:
    """ "fewer stars in the sky", where nobody counted them."""
    if context.resolver.find(m.group("x")) or not context.scene.subjects:
        return []
    words = re.sub(r"^(?:fewer|less)", "few" if m.group("x").endswith("s") else "little", m.group(0).lower())
    return [Operation("keep_words", value=words, span=m.group(0))]


def in_words(m: Match, context: Context) -> list[Operation]:
    """ "number 7 on the helmet"."""
    return [Operation("keep_words", value=m.group(0).lower(), span=m.group(0))] if context.scene.subjects else []


def weather_so(m: Match, context: Context) -> list[Operation]:
    """ "calmer weather"."""
    return [Operation("frame", attribute="weather", value=m.group(0).lower(), span=m.group(0))]


def calmed(m: Match, context: Context) -> list[Operation]:
    """ "calm the sea"."""
    return [Operation("keep_words", value=f"calm {m.group('x').lower()}", span=m.group(0))]


def backdrop(m: Match, context: Context) -> list[Operation]:
    """ "pastel background": what it all stands before, no style of drawing."""
    said = m.group("y").lower()
    return [Operation("frame", attribute="setting", value=f"on {article(said)} {said} background", span=m.group(0))]


SURROUNDINGS = tuple(
    (re.compile(rf"^(?:{pattern})$", re.IGNORECASE), handler)
    for pattern, handler in (
        (
            r"(?:turn|switch|put) on (?P<x>(?:an?|the|some|all the) (?:[a-z]+ )?"
            r"(?:lamps?|lights?|lanterns?|candles?|tv|neon sign))"
            r"|(?:turn|switch|put) (?P<y>(?:the|all the) (?:[a-z]+ )?(?:lamps?|lights?|lanterns?|candles?|tv)) on",
            switched_on,
        ),
        (r"(?:it is |with |and )?(?P<y>night|evening|morning|dark|sunset|dusk|dawn) outside(?: the window)?", outside),
        (r"(?:fewer|less) (?P<x>[a-z]+) (?:in|on|at|around|behind) the [a-z]+", fewer_there),
        (r"(?:the |a )?number \d+ (?:on|at|in) .{3,40}", in_words),
        (
            r"(?P<y>calm(?:er)?|nicer?|good|better|bad|worse|fine|clear(?:er)?|warm(?:er)?|cold(?:er)?) weather",
            weather_so,
        ),
        (
            r"(?:an? |the |with |on |add |use |make it )*(?P<y>pastel|gradient|striped|starry|floral|polka ?dot(?:ted)?"
            r"|checkered|sparkly|rainbow|patterned|marble|wooden|abstract|glittery) (?:background|backdrop)",
            backdrop,
        ),
        (r"calm(?: down)? the (?P<x>sea|water|waves|ocean|storm|wind)", calmed),
        (r"surround (?:it|him|her|them|the [a-z]+) (?:with|by) (?P<y>.{3,60})", surrounded),
        (r"(?:that|this|it) (?:is|looks|was) (?:a (?:bit|little) |way |far |much )?too (?P<y>dark|bright)", too_dark),
    )
)
