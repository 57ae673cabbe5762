"""Left, right and the other side, as English says them: "left of a dog", "put the dog on the other side"."""

import re

from dialog.scene import Scene, Subject
from rewriter.layout import OPPOSITE, PAIRS, pair_places
from rewriter.operations import Operation
from rewriter.values import Context

Match = re.Match[str]
PICTURE = r"the (?:picture|image|frame|scene|canvas|screen|page|street|road|river|room|table)\b"
OF_SIDE = (
    re.compile(
        r"\b(?:on|to|at) (?:the|its|his|her) (?:far |very )?(left|right)(?:[- ]hand)?(?: side)? of"
        rf" (?!{PICTURE})(?=\w)",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<!the )(?<!far )(?<!to )\b(left|right) of (?=(?:an?|the|two|three|it|him|her|them)\b)(?!{PICTURE})",
               re.IGNORECASE),
)  # fmt: skip
AT_ITS = re.compile(
    r"\b(?:to|on|at) (?P<who>its|his|her|their) (?P<side>left|right)(?:[- ]hand)?(?: side)?"
    r"(?=$|[,.;!?]| (?:and|with|in|on|at)\b)",
    re.IGNORECASE,
)
WHOSE = {"its": "it", "his": "him", "her": "her", "their": "them"}
OTHER = r"(?:on|onto|to|over to|at) the (?:other|opposite) side"
TAIL = r"(?: of (?P<of>it|him|her|them|the (?:picture|image|scene)|the [a-z]+))?(?: then| now| instead| please)*"
TO_OTHER_SIDE = (
    rf"(?:put|move|place|set|shift|bring|switch|have|get|make|let|flip|send) (?P<x>it|him|her|them|the .+?)"
    rf"(?: (?:to )?(?:be|go|stand|sit|come))? {OTHER}{TAIL}"
    rf"|(?P<y>it|he|she|they|the .+?) (?:should|could|must|can|needs? to|has to|have to|belongs?|goes|is|are|looks?"
    rf"|would)(?: (?:be|go|stand|sit|look|better|nicer|rather))* {OTHER}{TAIL.replace('<of>', '<of2>')}"
)


def plain_sides(text: str) -> str:
    """Return "left of a dog", "on the right side of a dog" as "to the left of a dog", "to the right of a dog"."""
    for pattern in OF_SIDE:
        text = pattern.sub(lambda found: f"to the {found.group(1).lower()} of ", text)
    return AT_ITS.sub(
        lambda found: f"to the {found.group('side').lower()} of {WHOSE[found.group('who').lower()]}", text
    )


def other_side(m: Match, context: Context) -> list[Operation]:
    """Put a subject where it is not; who stands there alone changes places with it. [] for other sides of things."""
    words, of = m.group("x") or m.group("y"), m.group("of") or m.group("of2") or ""
    subject = context.resolver.subject(words)
    if subject is None or (of.startswith("the ") and not _is_here(of, context)):
        return []
    here = _place(context.scene, subject)
    there = OPPOSITE.get(here, "left")
    moves = [Operation("move", words, "place", there, span=m.group(0))]
    standing = [s for s in context.scene.subjects if s.place == there and s.id != subject.id]
    if here and len(standing) == 1:
        moves.append(Operation("move", f"the #{standing[0].id}", "place", here, span=m.group(0)))
    return moves


def _is_here(words: str, context: Context) -> bool:
    return (
        re.fullmatch(r"the (?:picture|image|scene)", words) is not None or context.resolver.subject(words) is not None
    )


def _place(scene: Scene, subject: Subject) -> str:
    """Where a subject stands, said or as it is drawn where nothing is said; "" where that is not known."""
    if subject.place:
        return subject.place
    for relation in scene.relations:
        if relation.kind in PAIRS and subject.id in (relation.subject, relation.object):
            return PAIRS[relation.kind][subject.id == relation.object]
    if len(scene.subjects) == 2:
        return pair_places(scene)[scene.subjects.index(subject)]
    return ""
