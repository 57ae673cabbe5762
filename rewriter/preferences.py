"""Wishes said as a liking: "I liked the cafe better", "it would look nicer at the beach", 我更喜欢海边."""

import re

from rewriter import frames
from rewriter.operations import Operation
from rewriter.reference import strip_article
from rewriter.values import Context, assign

Match = re.Match[str]


def prefer(m: Match, context: Context) -> list[Operation]:
    """Set the fact of the picture that is liked better; something that was there before comes back."""
    words = m.group("y")
    facts = frames.whole(words, context.lexicon, loose=False) or frames.whole(
        strip_article(words), context.lexicon, loose=False
    )
    if facts:
        said = [Operation("frame", attribute=name, value=value, span=m.group(0)) for name, value in facts]
        return [*said, Operation("unplace", "", span=m.group(0))] if facts[0][0] == "setting" else said
    return [Operation("restore", strip_article(words), attribute="earlier", span=m.group(0))]


def prefer_value(m: Match, context: Context) -> list[Operation]:
    """ "I would like the cat better in blue": a value of a target."""
    x, y = m.group("x"), m.group("y")
    if context.resolver.find(x) is None and x.lower() not in ("it", "him", "her", "them"):
        return []
    return assign(x, y, context, m.group(0))


def without(m: Match, context: Context) -> list[Operation]:
    """ "I'd prefer it without the hat"."""
    return [Operation("remove", m.group("y"), span=m.group(0))] if context.resolver.find(m.group("y")) else []


def clear_up(m: Match, context: Context) -> list[Operation]:
    """ "it stopped raining", 雨停了: the weather ends, wherever the scene says it."""
    if context.scene.weather:
        return [Operation("remove", "weather", span=m.group(0))]
    word = next((group for group in m.groups() if group), "")
    found = context.resolver.find(word) if word else None
    return [Operation("remove", word, span=m.group(0))] if found and found.field in ("action", "notes") else []


def use(m: Match, context: Context) -> list[Operation]:
    """ "use a beach": a fact of the picture, nothing else."""
    facts = frames.whole(strip_article(m.group("y")), context.lexicon, loose=False)
    return [Operation("frame", attribute=name, value=value, span=m.group(0)) for name, value in facts]
