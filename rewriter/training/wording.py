"""One scene put in words of one language: which name each subject, thing and colour gets in a caption."""

import random
from collections.abc import Callable
from typing import NamedTuple

from dialog.scene import INVERSE, Relation, Scene, Subject, Thing
from rewriter.english import plural
from rewriter.training.vocabulary import Vocabulary
from rewriter.training.wide import pick

CANONICAL = 0.68
"""Share of names that are the first of their concept."""
Cost = Callable[[str], int]


class Said(NamedTuple):
    """A subject, or a thing it wears or holds, in words: its noun, the same for several, and its colour or "".

    A named tuple because tens of thousands are made a second: a frozen dataclass takes four times as long.
    """

    concept: str
    noun: str
    many: str
    color: str
    number: int = 1
    wears: tuple["Said", ...] = ()
    holds: tuple["Said", ...] = ()
    place: str = ""
    size: str = ""
    person: bool = False

    @property
    def dressed(self) -> bool:
        """Whether more than colour and number is to be said of it."""
        return bool(self.wears or self.holds or self.place)


def inverse(relation: Relation) -> Relation | None:
    """The same relation told from the other side; None where there is none."""
    kind = INVERSE.get(relation.kind)
    return Relation(relation.object, kind, relation.subject) if kind else None


class Namer:
    """Chooses names of one language."""

    def __init__(self, words: Vocabulary, language: str, rng: random.Random) -> None:
        self.language, self.rng = language, rng
        self.names, self.plain, self.colors = words.names[language], words.plain[language], words.colors[language]
        self.terms, self.persons = words.terms[language], words.persons
        self._plurals: dict[str, str] = {}

    def all(self, scene: Scene) -> dict[str, Said]:
        """Every subject in words, by id, in the scene's order."""
        return {subject.id: self.one(subject) for subject in scene.subjects}

    def one(self, subject: Subject) -> Said:
        """A subject in words."""
        noun = self._noun(subject.concept, subject.color)
        wears = tuple(map(self.thing, subject.wears)) if subject.wears else ()
        holds = tuple(map(self.thing, subject.holds)) if subject.holds else ()
        return Said(
            subject.concept, noun, self._many(noun), self._color(subject.color), subject.count, wears, holds,
            subject.place, subject.size, subject.concept in self.persons,
        )  # fmt: skip

    def thing(self, thing: Thing) -> Said:
        """A thing in words."""
        noun = self._noun(thing.concept, thing.color)
        return Said(thing.concept, noun, noun, self._color(thing.color))

    def _noun(self, concept: str, color: str) -> str:
        among = (self.plain if color else self.names)[concept]
        return among[0] if len(among) == 1 or self.rng.random() < CANONICAL else pick(self.rng, among)

    def _color(self, color: str) -> str:
        if not color:
            return ""
        among = self.colors[color]
        return among[0] if self.rng.random() < 0.75 else pick(self.rng, among)

    def _many(self, noun: str) -> str:
        if self.language == "zh":
            return noun
        if noun not in self._plurals:
            self._plurals[noun] = plural(noun)
        return self._plurals[noun]

    def term(self, category: str, id_: str) -> str:
        """The identifier, or now and then another word for it: what users say is kept in their own words."""
        among = self.terms.get((category, id_), ()) if id_ else ()
        return pick(self.rng, among) if among and self.rng.random() < 0.22 else id_

    def named(self, scene: Scene, said: dict[str, Said]) -> Scene:
        """``scene`` with the chosen words in it, for the rewriter's own grammar."""
        return Scene(
            tuple(_spoken(subject, said[subject.id]) for subject in scene.subjects),
            scene.relations,
            self.term("setting", scene.setting),
            self.term("time", scene.time),
            scene.weather,
            self.term("style", scene.style),
            self.term("lens", scene.lens),
            language=self.language,
        )


def _spoken(subject: Subject, said: Said) -> Subject:
    return Subject(
        subject.id, said.noun, subject.concept, subject.count, said.color, wears=_things(said.wears),
        holds=_things(said.holds), place=subject.place, size=subject.size,
    )  # fmt: skip


def _things(said: tuple[Said, ...]) -> tuple[Thing, ...]:
    return tuple(Thing(s.noun, s.color, concept=s.concept) for s in said) if said else ()


def padded(
    rng: random.Random, sentences: list[str], spare: list[str], ending: list[str], joint: str, cost: Cost, target: int
) -> str:
    """Join ``sentences``, with as many of ``spare`` before ``ending`` as it takes to come near ``target`` tokens.

    No target, no spare sentences.
    """
    if not target:
        return joint.join([*sentences, *ending])
    used = cost(joint.join([*sentences, *ending]))
    for sentence in spare:
        if used >= target - 6:
            break
        more = cost(sentence)
        if used + more <= target + 12:
            sentences.append(sentence)
            used += more
    return joint.join([*sentences, *ending])
