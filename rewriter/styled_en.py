"""The style that an English description names in its middle or at its end: "a cat in pixel art style on a beach"."""

import re

from rewriter import frames
from rewriter.lexicon import Lexicon

NAME = (
    r"(?!(?:this|that|my|your|his|her|its|their|same)\b)[a-z0-9][\w'-]*"
    r"(?: (?!(?:in|on|at|with|wearing|and|near|by|under)\b)[\w'-]+){0,3}?"
)
MORE = r"(?P<more>,.*| (?:in|on|at|under|by|near|with|wearing|holding|during|standing|sitting)\b.*)?$"
DONE = r"(?:,? (?:drawn|painted|rendered|done|made|shown|sketched))?,? "
FORMS = tuple(
    re.compile(rf"^(?P<rest>(?:an?|the|two|three|four|some|one|\d+) .+?){DONE}{form}{MORE}", re.IGNORECASE)
    for form in (
        rf"in (?:an? |the )?(?P<name>{NAME})[ -]style",
        rf"in the style of (?:an? )?(?P<name>{NAME})",
        rf"(?:as|like) (?:an? )?(?P<name>{NAME})",
        rf"in (?P<name>{NAME})",
    )
)
SAID = ("{} style", "in the style of {}")
"""What the first forms mean where the lexicon does not know the name: they say "style" themselves."""


def take_style(text: str, lexicon: Lexicon) -> tuple[str, frames.Frame]:
    """Return ``text`` without the style it names, and the style; () where it names none."""
    for index, form in enumerate(FORMS):
        found = form.match(text[:600])
        if found is None:
            continue
        name = found.group("name").strip()
        value = lexicon.lookup(name, "style") or lexicon.lookup(f"{name} style", "style")
        if not value and index < len(SAID) and not lexicon.concept(name.split()[-1]):
            value = SAID[index].format(name)
        if value:
            return f"{found.group('rest')}{found.group('more') or ''}{text[600:]}", (("style", value),)
    return text, ()
