"""Random scenes of the wide picture world: one to four subjects, counted, coloured, dressed, placed and related.

Combinations that the hold-out keeps for judging are left out, or (``held_out``) asked for.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from dialog.scene import Relation, Scene, Subject, Thing
from rewriter.layout_wide import BETWEEN
from rewriter.lexicon import Lexicon
from rewriter.training import terms
from rewriter.training.holdout import held, pair_of, unseen
from rewriter.training.mixtures import WideMixture
from rewriter.training.vocabulary import Vocabulary

T = TypeVar("T")
SIDES = ("left_of", "right_of")
STACKS = ("above", "below")
DEPTHS = ("in_front_of", "behind")
PAIRED = (*SIDES, *SIDES, *STACKS, *DEPTHS, *DEPTHS, "next_to")
PLACES_TWO = (("left", "right"), ("left", "right"), ("right", "left"), ("top", "bottom"), ("bottom", "top"))
PLACES_THREE = ("left", "center", "right")
COUNTS = (2, 2, 3, 3, 4, 5)
TRIES = 40


def pick(rng: random.Random, among: Sequence[T]) -> T:
    """Return one of ``among``; three times as fast as ``rng.choice``."""
    return among[int(rng.random() * len(among))]


class WideMaker:
    """Draws scenes from the lexicon; a scene's nouns are concept identifiers until they are put in words."""

    def __init__(
        self, lexicon: Lexicon, words: Vocabulary, mixture: WideMixture, rng: random.Random, *, seen: bool = True
    ) -> None:
        """``seen``: leave out the combinations that are held out."""
        self.lexicon, self.words, self.mixture, self.rng, self.seen = lexicon, words, mixture, rng, seen
        known = [lexicon.concepts[id_] for id_ in words.concepts]
        self.concepts = words.concepts
        self.common = tuple(c.id for c in known if not c.wide) or words.concepts
        self.wearers = {c.id for c in known if c.kind in ("animal", "person")}
        self.worn = [c.id for c in known if c.worn]
        self.slots = {c.id: c.worn for c in known}
        self.held = [c.id for c in known if c.held and not c.worn and c.kind in ("object", "plant", "food")]
        self._colors: dict[str, tuple[str, ...]] = {}
        self._settings: dict[str, frozenset[str]] = {}
        weights = mixture.subjects
        self._steps = [sum(weights[: i + 1]) / sum(weights) for i in range(len(weights))]

    def scene(self) -> Scene:
        """One scene; with the hold-out asked for (not ``seen``) it is any scene, held out or not."""
        rng, mix = self.rng, self.mixture
        roll = rng.random()
        count = next(i + 1 for i, step in enumerate(self._steps) if roll <= step)
        concepts = self._several(count)
        subjects = [self.subject(f"s{i + 1}", concept, concepts) for i, concept in enumerate(concepts)]
        relations: tuple[Relation, ...] = ()
        if count == 1:
            subjects[0] = self._alone(subjects[0])
        else:
            subjects, relations = self._related(subjects)
        setting = "" if rng.random() < mix.plain else self.setting(concepts)
        time = pick(rng, ("day", "night", "night", "sunset", "sunset")) if rng.random() < mix.timed else ""
        return Scene(
            tuple(subjects),
            relations,
            setting,
            time if setting else "",
            self.weather(setting, time),
            pick(rng, terms.STYLES) if rng.random() < mix.style else "",
            pick(rng, self.lenses(subjects)) if rng.random() < mix.lens else "",
        )

    def unseen(self) -> Scene:
        """One scene that holds at least one held-out combination."""
        while True:
            scene = self._bent(self.scene())
            if unseen(scene):
                return scene

    def subject(self, id_: str, concept: str, others: Sequence[str]) -> Subject:
        """A subject with what it wears and holds; nothing of that is called like one of ``others``."""
        rng, mix = self.rng, self.mixture
        several = rng.random() < mix.several and concept in self.words.counted
        color = self.color(concept) if rng.random() < mix.color else ""
        if several or concept not in self.wearers:
            return Subject(id_, concept, concept, pick(rng, COUNTS) if several else 1, color)
        wears = self._things(self.worn, others, 0.12) if rng.random() < mix.worn * 1.5 else ()
        holds = self._things(self.held, others, 0.0) if rng.random() < mix.held * 1.5 else ()
        return Subject(id_, concept, concept, 1, color, wears=wears, holds=holds)

    def thing(self, among: Sequence[str], others: Sequence[str]) -> Thing:
        """Something to wear or hold, other than ``others``."""
        concept = pick(self.rng, among)
        while concept in others:
            concept = pick(self.rng, among)
        return Thing(concept, self.color(concept) if self.rng.random() < 0.55 else "", concept=concept)

    def color(self, concept: str) -> str:
        """A colour that may be said of ``concept``; "" where there is none."""
        if concept not in self._colors:
            self._colors[concept] = tuple(
                color
                for color in self.words.colors["en"]
                if (concept, color) not in self.words.clashes
                and not (self.seen and held(("color", concept, color)))
            )  # fmt: skip
        return pick(self.rng, self._colors[concept] or ("",))

    def setting(self, concepts: Sequence[str]) -> str:
        """A setting in which all of ``concepts`` may stand."""
        for _ in range(TRIES):
            setting = pick(self.rng, terms.SETTINGS)
            if all(setting in self._allowed(concept) for concept in concepts):
                return setting
        return ""

    def weather(self, setting: str, time: str) -> str:
        """A weather, under the open sky only; no rainbow at night."""
        if not setting or setting in terms.SHELTERED or self.rng.random() >= self.mixture.weather:
            return ""
        weather = pick(self.rng, terms.WEATHERS)
        return "" if weather == "rainbow" and time == "night" else weather

    def another(self, concepts: Sequence[str]) -> str:
        """One more concept that may share a picture with ``concepts``, "" when none is found soon."""
        for _ in range(TRIES):
            concept = pick(self.rng, self.common if self.rng.random() < self.mixture.common else self.concepts)
            if concept not in concepts and not (self.seen and any(held(pair_of(concept, c)) for c in concepts)):
                return concept
        return ""

    def lenses(self, subjects: Sequence[Subject]) -> tuple[str, ...]:
        """Lenses for ``subjects``: many figures leave no room for a close-up and are too small from afar."""
        figures = sum(subject.count for subject in subjects)
        return terms.LENSES if figures <= 2 else ("normal", "wide") if figures == 3 else ("normal",)

    def allowed(self, scene: Scene) -> bool:
        """Tell whether the corpus may hold ``scene``."""
        return not (self.seen and unseen(scene))

    def _several(self, count: int) -> list[str]:
        concepts: list[str] = []
        for _ in range(count):
            concept = self.another(concepts)
            concepts += [concept] if concept else []
        return concepts

    def _allowed(self, concept: str) -> frozenset[str]:
        if concept not in self._settings:
            self._settings[concept] = frozenset(
                setting for setting in terms.SETTINGS if not (self.seen and held(("setting", concept, setting)))
            )
        return self._settings[concept]

    def _things(self, among: Sequence[str], others: Sequence[str], two: float) -> tuple[Thing, ...]:
        """One thing, or (a share ``two``) two that are worn in different places."""
        first = self.thing(among, others)
        if self.rng.random() >= two:
            return (first,)
        second = self.thing(among, (*others, first.concept))
        return (first,) if self.slots[second.concept] == self.slots[first.concept] else (first, second)

    def _alone(self, subject: Subject) -> Subject:
        rng = self.rng
        if subject.count == 1 and rng.random() < self.mixture.small:
            return replace(subject, size="small")
        if subject.count == 1 and rng.random() < self.mixture.place * 0.3:
            return replace(subject, place=pick(rng, ("left", "right", "top", "bottom")))
        return subject

    def _related(self, subjects: list[Subject]) -> tuple[list[Subject], tuple[Relation, ...]]:
        """Places of two or three, or relations among any."""
        rng, mix = self.rng, self.mixture
        single = all(subject.count == 1 for subject in subjects)
        if len(subjects) == 2 and single and rng.random() < mix.place:
            one, other = pick(rng, PLACES_TWO)
            return [replace(subjects[0], place=one), replace(subjects[1], place=other)], ()
        if len(subjects) == 3 and single and rng.random() < mix.place * 0.3:
            three = rng.sample(PLACES_THREE, 3)
            return [replace(s, place=place) for s, place in zip(subjects, three, strict=True)], ()
        if rng.random() >= mix.related:
            return subjects, ()
        ids = [subject.id for subject in subjects]
        rng.shuffle(ids)
        relations = tuple(Relation(*one) for one in self._pattern(ids))
        hidden = {id_ for one in relations if one.kind in DEPTHS for id_ in (one.subject, one.object)}
        # Several that stand behind something, or before it, could not be counted.
        return [replace(s, count=1) if s.id in hidden and s.count > 1 else s for s in subjects], relations

    def _pattern(self, ids: list[str]) -> list[tuple[str, str, str]]:
        """Relations among ``ids`` that can all hold at once."""
        rng = self.rng
        one, other, *rest = ids
        roll = rng.random()
        if not rest or roll < 0.2:
            return [(one, pick(rng, PAIRED), other)]
        third = rest[0]
        if len(rest) == 1:
            if roll < 0.5:
                return [(one, BETWEEN, f"{other} {third}")]
            if roll < 0.65:
                side = pick(rng, SIDES)
                return [(one, side, other), (other, side, third)]
            return [(one, pick(rng, STACKS + DEPTHS), other), (third, pick(rng, SIDES), one)]
        fourth = rest[1]
        if roll < 0.45:
            return [(one, BETWEEN, f"{other} {third}"), (fourth, pick(rng, DEPTHS), other)]
        if roll < 0.6:
            return [(one, BETWEEN, f"{other} {third}")]
        if roll < 0.75:
            side = pick(rng, SIDES)
            return [(one, side, other), (other, side, third), (third, side, fourth)]
        return [
            (one, pick(rng, STACKS + DEPTHS), other),
            (third, pick(rng, STACKS + DEPTHS), fourth),
            (one, pick(rng, SIDES), third),
        ]

    def _bent(self, scene: Scene) -> Scene:
        """``scene`` with one colour or setting changed to one that is held out, now and then as it is."""
        first = scene.subjects[0]
        roll = self.rng.random()
        if roll < 0.4:
            colors = [c for c in self.words.colors["en"] if held(("color", first.concept, c))]
            colors = [c for c in colors if (first.concept, c) not in self.words.clashes]
            if colors:
                bent = replace(first, color=pick(self.rng, colors))
                return replace(scene, subjects=(bent, *scene.subjects[1:]))
        elif roll < 0.7:
            settings = [s for s in terms.SETTINGS if held(("setting", first.concept, s))]
            if settings:
                return replace(scene, setting=pick(self.rng, settings), weather="")
        return scene
