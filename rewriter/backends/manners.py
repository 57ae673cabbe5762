"""What a server was found to accept: which parameters, which form of answer, whether pictures. Pure."""

import re
from dataclasses import dataclass, replace

FORMATS = ("json_schema", "json_object", "")
OPTIONAL = ("temperature", "seed")
"""Parameters that a server may refuse and that can be left out."""
TOO_MUCH = re.compile(r"too (?:large|big|long|many)|exceed|maximum|context|size|resolution", re.IGNORECASE)
IMAGES = re.compile(r"image|vision|visual|multi-?\s?modal|picture", re.IGNORECASE)
FORM = re.compile(r"response_format|json_schema|json_object|schema|grammar", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Manners:
    """``format`` is a place in FORMATS; ``tokens`` how the limit of new tokens is called; ``without`` are those of
    OPTIONAL that are left out."""

    format: int = 0
    pictures: bool = True
    tokens: str = "max_tokens"
    without: tuple[str, ...] = ()


def softer(now: Manners, known: Manners, reason: str, attached: bool) -> Manners | None:
    """Return what to try after a refusal with the message ``reason``, None when there is nothing left to leave out.

    ``known`` is what the server is known to accept, ``attached`` whether there are pictures. Parameters that the
    message names come first, then pictures with the same form of answer, then a simpler form with them again. A
    dialogue that is too long is not made shorter by a simpler form.
    """
    said = reason.lower()
    if now.tokens in said and now.tokens == "max_tokens" and not TOO_MUCH.search(said):
        return replace(now, tokens="max_completion_tokens")
    for name in OPTIONAL:
        if name in said and name not in now.without:
            return replace(now, without=(*now.without, name))
    names_form = FORM.search(said) is not None
    simpler = now.format < len(FORMATS) - 1 and (names_form or not TOO_MUCH.search(said))
    about_form = simpler and names_form and not IMAGES.search(said)
    if attached and now.pictures and not about_form:
        return replace(now, pictures=False)
    if simpler:
        return replace(now, format=now.format + 1, pictures=known.pictures)
    return None


def blind(reason: str) -> bool:
    """Tell whether a refusal says that the model sees no pictures at all, and not that one is too large."""
    return IMAGES.search(reason) is not None and TOO_MUCH.search(reason) is None
