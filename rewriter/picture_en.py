"""English wishes about the whole picture: where it is set, its style, its shot."""

import re

from rewriter import frames, nouns_en
from rewriter.operations import Operation
from rewriter.reference import is_pronoun
from rewriter.values import Context

Match = re.Match[str]


def setting(m: Match, context: Context) -> list[Operation]:
    """ "set it in Y", "use Y as the background"."""
    words, *others = re.split(r",\s+(?:and )?", m.group("y"))
    rest, facts = frames.take(words, context.lexicon)
    found = dict(facts)
    wet = re.match(r"^in the (rain|snow|fog|mist)(?: (in|on|at) (.+))?$", words)
    if wet:
        found["weather"] = frames.WEATHER_VERBS.get(wet.group(1), wet.group(1))
        rest = f"{wet.group(2)} {wet.group(3)}" if wet.group(3) else ""
    if rest and "setting" not in found:
        found["setting"] = frames.setting_value(rest, context.lexicon)
    bare = [
        piece
        for piece in others
        if re.match(
            r"^(?!an?\b|two\b)(?!.* (?:by|on|in|at|near) )[\w -]+ (?:road|street|square|path|lane|hills?|coast"
            r"|village|town)$",
            piece,
        )
    ]
    if bare and "setting" in found:
        found["setting"] = ", ".join([found["setting"], *bare])
    operations = [Operation("frame", attribute=name, value=value, span=m.group(0)) for name, value in found.items()]
    return operations + [op for piece in others if piece not in bare for op in _piece(piece, context, m.group(0))]


def _piece(words: str, context: Context, span: str) -> list[Operation]:
    """Read one more piece of a list of what is wished for: a fact of the picture, else a new subject."""
    facts = frames.whole(words, context.lexicon)
    if facts:
        return [Operation("frame", attribute=name, value=value, span=span) for name, value in facts]
    phrase = nouns_en.parse(words, context.lexicon)
    return [Operation("add", phrase=phrase, span=span)] if phrase else []


def style(m: Match, context: Context) -> list[Operation]:
    """A style in known or free words."""
    value = frames.style_value(m.group("y"), context.lexicon)
    facts = frames.whole(m.group("y"), context.lexicon, loose=False)
    if facts and facts[0][0] != "style":
        return [Operation("frame", attribute=name, value=said, span=m.group(0)) for name, said in facts]
    return [Operation("frame", attribute="style", value=value, span=m.group(0))]


def lens(m: Match, context: Context) -> list[Operation]:
    """A shot in known or free words; "like a food photo" in the same clause is the style."""
    words = m.group("y")
    style_part = re.search(
        r",?\s+(?:like|as) (?:an? )?(.*(?:photo|photograph|painting|shot|poster))$", words, re.IGNORECASE
    )
    found = [("style", frames.style_value(style_part.group(1), context.lexicon))] if style_part else []
    first = frames.lens_value(words[: style_part.start()] if style_part else words, context.lexicon)
    return [
        Operation("frame", attribute=name, value=value, span=m.group(0)) for name, value in (("lens", first), *found)
    ]


TOO = {"small": "big", "tiny": "big", "little": "big", "big": "small", "large": "small", "huge": "small"}
TOO_LIGHT = {"dark": "brighter", "bright": "darker"}


def too(m: Match, context: Context) -> list[Operation]:
    """ "the robot is too small": a complaint is a wish for the contrary."""
    x, y = m.group("x"), m.group("y").lower()
    found = context.resolver.find(x) if y in TOO_LIGHT and not is_pronoun(x) else None
    if found is not None and found.field == "subject":
        return [Operation("comment", value=m.group(0), span=m.group(0))]
    if y in TOO_LIGHT:
        return [Operation("frame", attribute="mood", value=TOO_LIGHT[y], span=m.group(0))]
    if not (is_pronoun(x) or context.resolver.find(x)):
        return []
    if y in TOO:
        return [Operation("set", x, "size", TOO[y], span=m.group(0))]
    return [Operation("set", x, "vague", "a few", span=m.group(0))]
