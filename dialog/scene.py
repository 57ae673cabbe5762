"""What the picture holds now, as plain values: the memory of a dialogue.

A scene is constant in size however long the talk is. It holds the user's own words wherever they were
understood as part of something (``noun``, ``attributes``), and verbatim clauses (``notes``) where not.
All values are immutable; an edit builds a new scene.
"""

from dataclasses import dataclass

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as fractions of the picture's width and height."""

PLACES = ("", "left", "right", "top", "bottom", "center")
RELATIONS = ("left_of", "right_of", "above", "below", "next_to", "in_front_of", "behind", "on", "in", "under", "with")
INVERSE = {
    "left_of": "right_of",
    "right_of": "left_of",
    "above": "below",
    "below": "above",
    "in_front_of": "behind",
    "behind": "in_front_of",
    "next_to": "next_to",
}
"""How the second of two stands to the first."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that a subject wears or holds, or that a part of it is called."""

    noun: str
    color: str = ""
    attributes: tuple[str, ...] = ()
    count: int = 1
    concept: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject of the picture.

    ``id`` is stable over the whole dialogue ("s1", "s2", …). ``noun`` is the user's word in the scene's language;
    ``concept`` the identifier of the lexicon's concept, or "" when the lexicon does not know the word.
    ``color`` is an identifier of the lexicon ("red") or the user's own word. ``absent_parts`` are things
    a subject should not have.
    """

    id: str
    noun: str
    concept: str = ""
    count: int = 1
    color: str = ""
    attributes: tuple[str, ...] = ()
    action: str = ""
    wears: tuple[Thing, ...] = ()
    holds: tuple[Thing, ...] = ()
    place: str = ""
    size: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """``subject`` (an id) stands in ``kind`` (one of RELATIONS or the user's words) to ``object`` (an id or words)."""

    subject: str
    kind: str
    object: str


@dataclass(frozen=True, slots=True)
class Scene:
    """The whole picture. Empty strings and tuples mean "not said".

    ``setting`` ("beach", or the user's words), ``time`` ("night"), ``weather`` ("rain"), ``style``, ``lens`` hold
    lexicon identifiers where the lexicon knows the word, else the user's words. ``notes`` are clauses kept
    verbatim because they were not understood; ``absent`` is what is wished away and never named in the prompt.
    """

    subjects: tuple[Subject, ...] = ()
    relations: tuple[Relation, ...] = ()
    setting: str = ""
    time: str = ""
    weather: str = ""
    style: str = ""
    lens: str = ""
    text: str = ""
    mood: str = ""
    notes: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    language: str = "en"
