"""What the lexicon and the scene say of every token: the network learns structure, the tables know the words."""

import re
from collections.abc import Iterator
from functools import lru_cache

from dialog.scene import Scene
from rewriter.chinese import has_cjk
from rewriter.english import plural
from rewriter.lexicon import CATEGORIES, CONCEPT, Lexicon
from rewriter.reader.tokens import Token

NAMES = (
    "concept", "living", "worn", "held", *CATEGORIES, "subject", "thing", "said", "frame", "cased", "spaced", "first",
)  # fmt: skip
INDEX = {name: index for index, name in enumerate(NAMES)}
FRAME = ("setting", "time", "weather", "style", "lens", "mood", "text")
LEXICAL = tuple(index for name, index in INDEX.items() if name in (CONCEPT, "living", "worn", "held", *CATEGORIES))
SCENIC = tuple(INDEX[name] for name in ("subject", "thing", "said", "frame"))


def features(words: str, split: list[Token], scene: Scene, lexicon: Lexicon) -> list[list[int]]:
    """Return for every token the indexes of the features that hold."""
    marks: list[set[int]] = [set() for _ in split]
    owner = {at: index for index, token in enumerate(split) for at in range(token.start, token.end)}

    def mark(start: int, end: int, name: str) -> None:
        for at in range(start, end):
            if at in owner:
                marks[owner[at]].add(INDEX[name])

    for category in (CONCEPT, *CATEGORIES):
        for match in lexicon.find(words, (category,)):
            for name in _names(category, match.id, lexicon):
                mark(match.start, match.end, name)
    low = words.lower()
    for name, said in _sayings(scene, lexicon):
        for start, end in _places(low, said):
            mark(start, end, name)
    for index, token in enumerate(split):
        if words[token.start].isupper():
            marks[index].add(INDEX["cased"])
        if token.start and words[token.start - 1].isspace():
            marks[index].add(INDEX["spaced"])
    if marks:
        marks[0].add(INDEX["first"])
    return [sorted(each) for each in marks]


def _names(category: str, id_: str, lexicon: Lexicon) -> Iterator[str]:
    yield category
    if category == CONCEPT:
        concept = lexicon.concepts[id_]
        if concept.kind in ("person", "animal"):
            yield "living"
        if concept.worn:
            yield "worn"
        if concept.held:
            yield "held"


def _sayings(scene: Scene, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    for subject in scene.subjects:
        for noun in _nouns(subject.noun, subject.concept, lexicon):
            yield "subject", noun
        for thing in (*subject.wears, *subject.holds):
            for noun in _nouns(thing.noun, thing.concept, lexicon):
                yield "thing", noun
            yield "said", lexicon.said("color", thing.color, scene.language)
        for value in (*subject.attributes, subject.action, lexicon.said("color", subject.color, scene.language)):
            yield "said", value
    for name in FRAME:
        value = str(getattr(scene, name))
        yield "frame", lexicon.said(name, value, scene.language)
    for note in scene.notes:
        yield "frame", note


def _nouns(noun: str, concept: str, lexicon: Lexicon) -> tuple[str, ...]:
    known = lexicon.concepts.get(concept)
    names = (noun, noun.rpartition(" ")[2], *((*known.en, *known.zh) if known else ()))
    latin = [name for name in names if name and not has_cjk(name)]
    return (*dict.fromkeys(names), *(plural(name) for name in latin))


@lru_cache(maxsize=4096)
def _pattern(said: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9]){re.escape(said)}(?![a-z0-9])" if said.isascii() else re.escape(said))


def _places(low: str, said: str) -> Iterator[tuple[int, int]]:
    said = said.lower().strip()
    if not said:
        return
    if said in low:
        yield from (found.span() for found in _pattern(said).finditer(low))
    elif has_cjk(said) and len(said) > 2 and said[:-1] in low:
        yield from (found.span() for found in _pattern(said[:-1]).finditer(low))
