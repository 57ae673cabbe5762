"""Random scenes of the picture world, their pictures' descriptions, captions and edits: the painter's corpus.

The corpus is JSON lines; ``diffusion.training.corpus`` reads them. One record:

    {"picture": {...}, "en": [captions], "zh": [captions], "before": {...} or null, "edit": kind,
     "crops": [{"picture": {...}, "box": [left, top, right, bottom] in pixels}, ...]}
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from dialog.scene import Relation, Scene, Subject, Thing
from rewriter.caption import caption
from rewriter.layout import figures
from rewriter.lexicon import Lexicon

Record = dict[str, Any]
EDITS = ("edit", "add", "remove", "background", "style", "wear", "same")
SHORT_SIDE = 32


@dataclass(frozen=True, slots=True)
class Mixture:
    """How often each feature occurs: shares between 0 and 1. ``counts``: drawn from where several of a kind are."""

    two: float = 0.5
    several: float = 0.02
    color: float = 0.3
    worn: float = 0.12
    held: float = 0.03
    place_alone: float = 0.04
    place_two: float = 0.4
    place_one: float = 0.0
    beside: float = 0.3
    small: float = 0.03
    plain: float = 0.35
    day: float = 0.64
    night: float = 0.22
    style: float = 0.16
    edited: float = 0.8
    counts: tuple[int, ...] = (2, 2, 3)


MIXTURES = {
    "whole": Mixture(),
    # The first lesson: mostly one subject in its own colour, so that shapes are learned before all they combine with.
    "simple": Mixture(
        two=0.08, several=0.0, color=0.12, worn=0.03, held=0.0, place_alone=0.0, place_two=0.5, small=0.0, plain=0.4,
        style=0.04, edited=0.0,
    ),
    # The last lesson: what the table shows to be weakest, colours, settings, styles and clothes, more often.
    "attributes": Mixture(two=0.4, color=0.5, worn=0.2, plain=0.2, style=0.24, edited=0.85),
    # Text to picture alone: pairs in half of the scenes, and now and then only one of the two is told its place.
    "pairs": Mixture(two=0.5, color=0.45, worn=0.2, plain=0.22, style=0.22, place_two=0.3, place_one=0.2, edited=0.0),
    # What the fast model is taught on: styles are what it loses first.
    "styled": Mixture(two=0.5, color=0.45, worn=0.2, plain=0.22, style=0.5, place_two=0.3, place_one=0.2, edited=0.0),
    # Whoever can wears something in two of three scenes, there are more twos and threes; pictures before edits again.
    "dressed": Mixture(
        two=0.4, several=0.2, counts=(2, 3, 3), color=0.4, worn=0.33, plain=0.25, style=0.2, place_two=0.3,
        place_one=0.2,
    ),
}  # fmt: skip


class SceneMaker:
    """Draws scenes from the lexicon."""

    def __init__(self, lexicon: Lexicon, mixture: Mixture, rng: random.Random) -> None:
        self.lexicon, self.mixture, self.rng = lexicon, mixture, rng
        concepts = list(lexicon.concepts.values())
        self.concepts = [c.id for c in concepts]
        self.wearers = {c.id for c in concepts if c.kind in ("animal", "person")}
        self.worn = [c.id for c in concepts if c.worn]
        self.held = [c.id for c in concepts if c.held and not c.worn and c.kind in ("object", "plant", "food")]
        self.colors = [i for i, term in lexicon.terms["color"].items() if term.drawn]
        self.settings = [i for i, term in lexicon.terms["setting"].items() if term.drawn]
        self.styles = [i for i, term in lexicon.terms["style"].items() if term.drawn and i != "3d"]

    def scene(self) -> Scene:
        """One scene; its nouns are concept identifiers until they are put in words."""
        rng, mix = self.rng, self.mixture
        two = rng.random() < mix.two
        subjects = tuple(self._subject(f"s{i + 1}") for i in range(2 if two else 1))
        subjects = self._places(subjects)
        if not two and not subjects[0].place and rng.random() < mix.several:
            subjects = (replace(subjects[0], count=rng.choice(mix.counts), wears=(), holds=()),)
        setting = "" if rng.random() < mix.plain else rng.choice(self.settings)
        # The usual style is said now and then, because people ask for it to leave another one.
        style = rng.choice(self.styles) if rng.random() < mix.style else rng.choice(("", "", "", "", "", "", "", "3d"))
        beside = two and not any(s.place for s in subjects) and rng.random() < mix.beside
        relations = (Relation("s2", "next_to", "s1"),) if beside else ()
        time = self._time() if setting else ""
        return Scene(subjects=subjects, relations=relations, setting=setting, time=time, style=style)

    def _time(self) -> str:
        roll = self.rng.random()
        if roll < self.mixture.day:
            return self.rng.choice(("", "", "", "day"))
        return "night" if roll < self.mixture.day + self.mixture.night else "sunset"

    def _color(self) -> str:
        return self.rng.choice(self.colors) if self.rng.random() < self.mixture.color else ""

    def _subject(self, id_: str) -> Subject:
        concept = self.rng.choice(self.concepts)
        wears = (
            (self._thing(self.worn),) if concept in self.wearers and self.rng.random() < self.mixture.worn * 2 else ()
        )
        holds = (
            (self._thing(self.held),) if concept in self.wearers and self.rng.random() < self.mixture.held * 2 else ()
        )
        return Subject(id_, concept, concept, color=self._color(), wears=wears, holds=holds)

    def _thing(self, among: list[str]) -> Thing:
        concept = self.rng.choice(among)
        return Thing(concept, color=self.rng.choice(self.colors) if self.rng.random() < 0.6 else "", concept=concept)

    def _places(self, subjects: tuple[Subject, ...]) -> tuple[Subject, ...]:
        rng, mix = self.rng, self.mixture
        if len(subjects) == 2:
            if rng.random() < mix.place_two:
                one, other = rng.choice((("left", "right"), ("left", "right"), ("right", "left"), ("top", "bottom")))
                return replace(subjects[0], place=one), replace(subjects[1], place=other)
            return self._one_place(subjects) if mix.place_one else subjects
        if rng.random() < mix.place_alone:
            return (replace(subjects[0], place=rng.choice(("left", "right", "top", "bottom"))),)
        return (replace(subjects[0], size="small"),) if rng.random() < mix.small else subjects

    def _one_place(self, subjects: tuple[Subject, ...]) -> tuple[Subject, ...]:
        """Two subjects of which at most one is told its place: "a cat, a dog on the right"."""
        first, second = subjects
        if self.rng.random() >= self.mixture.place_one / (1 - self.mixture.place_two):
            return subjects
        place = self.rng.choice(("left", "right", "left", "right", "top", "bottom"))
        if self.rng.random() < 0.5:
            return replace(first, place=place), second
        return first, replace(second, place=place)

    def edited(self, scene: Scene) -> tuple[Scene, str]:
        """A scene that ``scene`` may have been before one edit, and the kind of that edit."""
        rng = self.rng
        kind = rng.choice(EDITS)
        first = scene.subjects[0]
        if kind == "edit":
            return replace(
                scene, subjects=(replace(first, color=rng.choice(["", *self.colors])), *scene.subjects[1:])
            ), kind
        if kind == "add" and len(scene.subjects) == 2:
            return replace(scene, subjects=(replace(first, place=""),), relations=()), kind
        if kind == "remove" and len(scene.subjects) == 1 and first.count == 1:
            return replace(scene, subjects=(replace(first, size="", place=""), self._subject("s2"))), kind
        if kind == "background":
            return replace(scene, setting=rng.choice(["", *self.settings])), kind
        if kind == "style":
            return replace(scene, style=rng.choice(["", *self.styles])), kind
        if kind == "wear" and first.concept in self.wearers and first.count == 1:
            wears = () if first.wears else (self._thing(self.worn),)
            return replace(scene, subjects=(replace(first, wears=wears), *scene.subjects[1:])), kind
        return scene, "same"

    def worded(self, scene: Scene, language: str) -> str:
        """A caption: the canonical grammar with synonyms, now and then in another order or with a beginning."""
        rng = self.rng
        scene = replace(
            scene,
            subjects=tuple(self._named(subject, language) for subject in scene.subjects),
            language=language,
            setting=self._term("setting", scene.setting, language),
            time=self._term("time", scene.time, language),
            style=self._term("style", scene.style, language),
        )
        text = caption(scene, self.lexicon)
        roll = rng.random()
        joint = "，" if language == "zh" else ", "
        clauses = text.split(joint)
        if roll < 0.12 and len(clauses) > 1:
            text = joint.join([clauses[-1], *clauses[:-1]])
        elif roll < 0.2:
            text = ("画面上有" if language == "zh" else "a picture of ") + text
        return text

    def _named(self, subject: Subject, language: str) -> Subject:
        return replace(
            subject,
            noun=self._noun(subject.concept, language),
            color=self._term("color", subject.color, language),
            wears=tuple(replace(t, noun=self._noun(t.concept, language)) for t in subject.wears),
            holds=tuple(replace(t, noun=self._noun(t.concept, language)) for t in subject.holds),
        )

    def _term(self, category: str, id_: str, language: str) -> str:
        """The id, or now and then another word for it: what users say is kept in their own words."""
        if not id_ or self.rng.random() < 0.75:
            return id_
        term = self.lexicon.terms[category][id_]
        return self.rng.choice(term.zh if language == "zh" else term.en)

    def _noun(self, concept: str, language: str) -> str:
        found = self.lexicon.concepts[concept]
        names = found.zh if language == "zh" else found.en
        return names[0] if self.rng.random() < 0.7 else self.rng.choice(names)


def picture_of(scene: Scene, seed: int) -> dict[str, Any]:
    """What ``diffusion.training.world`` renders for ``scene``; the seed picks the variant of its setting."""
    placed = []
    for subject, (_, boxes) in zip(scene.subjects, figures(scene), strict=True):
        for left, top, right, bottom in boxes:
            side = min(right - left, bottom - top)
            x = left + (right - left - side) // 2
            figure: dict[str, Any] = {"concept": subject.concept, "x": x, "y": bottom - side, "side": side}
            figure["color"] = subject.color
            figure["worn"] = [[t.concept, t.color] for t in subject.wears]
            figure["held"] = [[t.concept, t.color] for t in subject.holds]
            placed.append(figure)
    time = scene.time or "day"
    return {"setting": scene.setting, "time": time, "style": scene.style or "3d", "seed": seed, "figures": placed}


def crop_of(maker: SceneMaker, subject: Subject, style: str) -> dict[str, Any]:
    """The first appearance of ``subject``: a picture of it alone, and the box to cut out."""
    rng = maker.rng
    color = subject.color if rng.random() < 0.8 else rng.choice(["", *maker.colors])
    # What it wears now it may have put on later.
    wears = subject.wears if rng.random() < 0.6 else ()
    alone = Subject("s1", subject.noun, subject.concept, color=color, wears=wears)
    two = rng.random() < 0.3
    other = (maker._subject("s2"),) if two else ()
    scene = Scene(
        subjects=(alone, *other),
        setting=rng.choice(["", *maker.settings]),
        style=style if rng.random() < 0.8 else "",
    )
    left, top, right, bottom = figures(scene)[0][1][0]
    return {"picture": picture_of(scene, rng.randrange(1 << 16)), "box": [left, top, right, bottom]}


def records(lexicon: Lexicon, mixture: Mixture, count: int, seed: int) -> Iterator[Record]:
    """``count`` records, a pure function of their arguments."""
    rng = random.Random(seed)
    maker = SceneMaker(lexicon, mixture, rng)
    for _ in range(count):
        scene = maker.scene()
        variant = rng.randrange(1 << 16)
        before, kind = maker.edited(scene) if rng.random() < mixture.edited else (None, "new")
        yield {
            "picture": picture_of(scene, variant),
            "en": [maker.worded(scene, "en") for _ in range(2)],
            "zh": [maker.worded(scene, "zh") for _ in range(2)],
            "before": None if before is None else picture_of(before, variant),
            "edit": kind,
            "crops": [crop_of(maker, s, scene.style) for s in scene.subjects if s.count == 1],
        }
