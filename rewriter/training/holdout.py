"""Which combinations the training corpus leaves out, so that seen and unseen can be judged apart.

A pair (concept, colour), (concept, setting) or (concept, concept) is held out by a hash of its two identifiers: the
same pairs for every seed, size and table of concepts.
"""

import zlib
from collections.abc import Iterator

from dialog.scene import Scene, Subject, Thing

SHARE = 0.05
"""Of all pairs."""

Pair = tuple[str, str, str]
"""Kind ("color", "setting" or "concept") and the two identifiers, of two concepts in alphabetical order."""


def held(pair: Pair) -> bool:
    """Tell whether the training corpus leaves ``pair`` out."""
    # The multiplication (Knuth's, by the golden ratio) spreads the checksums of words that differ in one letter.
    return zlib.crc32("|".join(pair).encode()) * 2654435761 % 2**32 < SHARE * 2**32


def pair_of(one: str, other: str) -> Pair:
    """Return the pair of two concepts, in whichever order they are given."""
    return ("concept", one, other) if one < other else ("concept", other, one)


def pairs(scene: Scene) -> Iterator[Pair]:
    """All pairs of ``scene``: what has a colour, who stands where, who shares the picture with whom."""
    concepts = [subject.concept for subject in scene.subjects]
    for subject in scene.subjects:
        things: tuple[Subject | Thing, ...] = (subject, *subject.wears, *subject.holds)
        for thing in things:
            if thing.color:
                yield "color", thing.concept, thing.color
        if scene.setting:
            yield "setting", subject.concept, scene.setting
    for index, concept in enumerate(concepts):
        yield from (pair_of(concept, other) for other in concepts[index + 1 :])


def unseen(scene: Scene) -> tuple[Pair, ...]:
    """Return those pairs of ``scene`` that the training corpus does not hold."""
    return tuple(pair for pair in pairs(scene) if held(pair))
