"""English words that say who a person of the picture is: "make her a woman in her 60s, silver bob"."""

import re

from rewriter import living_en, words_en
from rewriter.english import UNCOUNTED, article
from rewriter.lexicon import Lexicon
from rewriter.operations import Operation
from rewriter.resolve import Resolver

GENDERED = re.compile(
    r"^(?:an? )?(?P<g>(?:young |old )?(?:woman|man|girl|boy|lady|female|male))\b"
    r"(?P<rest>.*)$",
    re.IGNORECASE,
)


def become(target: str, value: str, resolver: Resolver, lexicon: Lexicon, span: str) -> list[Operation]:
    """Say that a person whose noun tells no gender is a woman or a man, and more; [] for all else."""
    role = GENDERED.match(value)
    subject = resolver.subject(target) if role else None
    if role is None or subject is None or not living_en.is_person(subject.noun) or living_en.gender(subject.noun):
        return []
    said = [Operation("set", target, "attribute", role.group("g").lower(), span=span)]
    for piece in re.split(r",\s+(?:and )?", role.group("rest").strip(" ,")):
        said += _of_person(target, piece, lexicon, span)
    return said


def _of_person(target: str, piece: str, lexicon: Lexicon, span: str) -> list[Operation]:
    """Read "in her 60s", "silver bob", "with green eyes" of a person."""
    if not piece:
        return []
    if re.match(r"^in (?:his|her|their) \w+$", piece):
        return [Operation("set", target, "attribute", piece, span=span)]
    if re.match(r"^(?:with|wearing|holding|carrying) ", piece):
        return [Operation("tail", target, value=piece, span=span)]
    words = piece.split()
    bare = re.match(r"^(?:an?|the|his|her|two) ", piece) is not None
    if len(words) < 6 and not words_en.CLOTHES.search(piece):
        said = piece if bare or words[-1].endswith("s") or words[-1] in UNCOUNTED else f"{article(piece)} {piece}"
        return [Operation("part", target, words[-1], value=f"with {said}", span=span)]
    return [Operation("tail", target, value=f"wearing {piece}", span=span)]
