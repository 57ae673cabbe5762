"""English names that need a look at the picture: "the cat under the table", "the bird" for a gull, "the drummer"."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dialog.scene import Subject
from rewriter import living_en
from rewriter.breeds_en import is_narrower
from rewriter.freetext import DETERMINERS, STOPS, mentions
from rewriter.lexicon import Lexicon

if TYPE_CHECKING:
    from rewriter.resolve import Resolver

WHERE = re.compile(r"\b(?:on|in|under|at|by|with|next to|behind|beside|near|wearing|holding|who|that) .+$")
LIKE = re.compile(r"^(?:the |that |this )?(?:[a-z]+ ){1,2}(?=[a-z]+$)", re.IGNORECASE)
""" "the sleeping" of "the sleeping cat"."""
ROLE = re.compile(r"^(?P<stem>[a-z]{3,}?)(?:(?P<twice>[bdgmnprt])(?P=twice))?(?:er|or|ist|ian)$")
HOLDER = re.compile(
    r"(?:the )?(?P<x>[a-z]{3,}) (?:player|rider|reader|seller|holder|owner|wearer|drinker|eater|carrier)", re.IGNORECASE
)
SEXES = dict.fromkeys(("man", "guy", "fellow", "gentleman", "boy"), "male")
SEXES |= dict.fromkeys(("woman", "lady", "girl"), "female") | dict.fromkeys(("person", "human", "kid"), "")


def told_apart(words: str, fitting: Sequence[Subject], resolver: "Resolver") -> dict[str, int]:
    """Return by id how much of "the cat under the table", "the girl in the red coat" is true of each of ``fitting``."""
    said, like = WHERE.search(words), LIKE.match(words)
    told = " ".join(found.group() for found in (said, like) if found)
    asked = {word for word in re.findall(r"[a-z]{3,}", told.lower()) if word not in STOPS | DETERMINERS}
    if not asked:
        return {}
    nouns = {s.id: s.noun for s in resolver.scene.subjects}
    points: dict[str, int] = {}
    for subject in fitting:
        near = [r for r in resolver.scene.relations if r.subject == subject.id]
        beside = [f"{r.kind} {nouns.get(r.object, r.object)}" for r in near]
        things = [f"{t.color} {t.noun}" for t in (*subject.wears, *subject.holds)]
        own = " ".join((subject.action, subject.place, *subject.attributes, *things, *beside)).lower()
        points[subject.id] = sum(mentions(own, word) for word in asked)
    return points


def sort_of(word: str, resolver: "Resolver") -> list[Subject]:
    """Return the one that "the man", "the bird" can only mean: the only one of that sort."""
    if word in SEXES:
        sex = SEXES[word]
        people = [s for s in resolver.living() if resolver.human(s)]
        found = [s for s in people if not sex or living_en.gender(s.noun) in ("", sex)]
        return found if len(found) == 1 else [s for s in found if living_en.gender(s.noun) == sex != ""][:1]
    if word in ("bird", "animal", "pet", "creature"):
        beasts = [s for s in resolver.living() if not resolver.human(s)]
        found = [s for s in beasts if word != "bird" or living_en.is_bird(s.noun)]
        return found if len(found) == 1 else []
    kinds = [s for s in resolver.scene.subjects if is_narrower(s.noun, word)]
    return kinds if len({s.noun for s in kinds}) == 1 else []


def doers(word: str, resolver: "Resolver") -> list[Subject]:
    """Return who is meant by "the drummer", "the violinist": those who do that, or have what it is done with."""
    found = ROLE.match(word)
    stem = f"{found.group('stem')}{found.group('twice') or ''}" if found else ""
    if len(stem) < 3:
        return []
    doing = re.compile(rf"\b{re.escape(stem)}", re.IGNORECASE)

    return [subject for subject in resolver.living() if doing.search(said := said_of(subject)) and word not in said]


def said_of(subject: Subject) -> str:
    """Return what a subject does, has and is like, in words."""
    things = " ".join(thing.noun for thing in (*subject.wears, *subject.holds))
    return f"{subject.action} {things} {' '.join(subject.attributes)}"


def misfit(pronoun: str, subject: Subject, lexicon: Lexicon) -> int:
    """Return how badly an English pronoun fits: nouns that no table knows may be anything."""
    noun = lexicon.name_concept(subject.concept, subject.noun, "en")
    concept = lexicon.concepts.get(subject.concept)
    if pronoun in ("it", "its"):
        return living_en.fits(pronoun, noun, subject.attributes)
    if concept is not None and not living_en.gender(noun):
        return {"person": 1, "animal": 2}.get(concept.kind, 3)
    return living_en.fits(pronoun, noun, subject.attributes)
