"""The bilingual lexicon: what the painter's world knows, and which words in Chinese or English mean it.

``Lexicon.load`` reads the data files once; the value is frozen afterwards. Words are matched longest first,
English at word boundaries and in any case or number, Chinese anywhere.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from rewriter.chinese import has_cjk
from rewriter.english import plural, singulars, word_list

CONCEPT = "concept"
NOUNS = ("", "noun", "wears", "holds", "replace", "split", "restore", "absent")
CATEGORIES = ("color", "setting", "time", "weather", "style", "lens", "place", "size")
VERBS = frozenset(
    word_list("""
    fly wave slide ring watch seal note hook brush tie cross plug target tag lock cook judge ram ski mirror circle
    square shower
    """)
)
"""Names in the wide table that are verbs more often."""
SUFFIXES = {"color": ("色",), "style": ("风格", "画", "风", " style", " painting", " art")}


@dataclass(frozen=True, slots=True)
class Concept:
    """A thing the lexicon can name in both languages. ``worn`` is where it is worn ("head") or "".

    ``wide``: it is of the second table, which the first embedded painter has not learned.
    """

    id: str
    en: tuple[str, ...]
    zh: tuple[str, ...]
    figure: str
    measure: str
    kind: str
    worn: str
    held: bool
    wide: bool = False

    @property
    def shy(self) -> tuple[str, ...]:
        """The names that mean it only by themselves, not within a text: of a wide one verbs and single characters.

        Within a turn such a name (fly, 桥) is mostly a part of something else ("make it fly", 石桥).
        """
        return tuple(word for word in self.en + self.zh if len(word) == 1 or word in VERBS) if self.wide else ()


@dataclass(frozen=True, slots=True)
class Term:
    """A value of a category (a color, a setting …). ``drawn``: the embedded painter has learned it."""

    category: str
    id: str
    en: tuple[str, ...]
    zh: tuple[str, ...]
    drawn: bool


@dataclass(frozen=True, slots=True)
class Match:
    """Words found in a text: ``text[start:end]`` means ``id`` of ``category``."""

    start: int
    end: int
    category: str
    id: str


def split_one(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split(",") if word.strip())


def _read_concepts(path: Path, *, wide: bool = False) -> tuple[Concept, ...]:
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:] if line.strip()]
    return tuple(_concept(row + [""] * (8 - len(row)), wide) for row in rows)


def _concept(row: list[str], wide: bool) -> Concept:
    id_, figure, en, zh, measure, kind, worn, held = row
    return Concept(
        id_, split_one(en), split_one(zh), figure, measure, kind, worn.strip(), held=held.strip() == "1", wide=wide
    )


def _read_terms(path: Path) -> tuple[Term, ...]:
    data = json.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Term(category, entry["id"], tuple(entry["en"]), tuple(entry["zh"]), bool(entry["drawn"]))
        for category in CATEGORIES
        for entry in data[category]
    )


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Concepts and terms by id, and the index of all their words."""

    concepts: Mapping[str, Concept]
    terms: Mapping[str, Mapping[str, Term]]
    index: Mapping[str, tuple[tuple[str, str], ...]]
    longest: int
    shy: frozenset[str] = frozenset()

    @classmethod
    def load(cls, folder: Path, wide: bool = False) -> "Lexicon":
        """Read ``concepts.tsv``, ``lexicon.json`` and, if ``wide``, ``wide.tsv`` of ``folder``.

        Raises OSError, KeyError or ValueError on broken data.
        """
        concepts = _read_concepts(folder / "concepts.tsv")
        if wide:
            concepts += _read_concepts(folder / "wide.tsv", wide=True)
        return cls.of(concepts, _read_terms(folder / "lexicon.json"))

    @classmethod
    def of(cls, concepts: Iterable[Concept], terms: Iterable[Term]) -> "Lexicon":
        """Build the index over ``concepts`` and ``terms``; of two that share a word the first keeps it."""
        by_id = {concept.id: concept for concept in concepts}
        by_category: dict[str, dict[str, Term]] = {category: {} for category in CATEGORIES}
        index: dict[str, list[tuple[str, str]]] = {}

        def add(word: str, category: str, id_: str) -> None:
            entries = index.setdefault(word.lower(), [])
            if all(entry[0] != category for entry in entries):
                entries.append((category, id_))

        for concept in by_id.values():
            for word in concept.en + concept.zh:
                add(word, CONCEPT, concept.id)
        for concept in by_id.values():
            for word in concept.en:
                add(plural(word), CONCEPT, concept.id)
        for term in terms:
            by_category[term.category][term.id] = term
            for word in term.en + term.zh:
                add(word, term.category, term.id)
        frozen = MappingProxyType({word: tuple(entries) for word, entries in index.items()})
        nested = MappingProxyType({name: MappingProxyType(values) for name, values in by_category.items()})
        shy = frozenset(word for concept in by_id.values() for word in concept.shy)
        return cls(MappingProxyType(by_id), nested, frozen, max(map(len, index), default=0), shy)

    def lookup(self, word: str, category: str) -> str:
        """Return the id that ``word`` (either language, any number) means in ``category``, or ""."""
        key = word.strip().lower()
        for form in (key, *singulars(key)) if category == CONCEPT else (key,):
            for found, id_ in self.index.get(form, ()):
                if found == category:
                    return id_
        return ""

    def concept(self, noun: str) -> str:
        """Return the concept that ``noun`` names, or ""."""
        return self.lookup(noun, CONCEPT)

    def find(self, text: str, categories: Iterable[str] = (CONCEPT, *CATEGORIES)) -> tuple[Match, ...]:
        """Return the longest known words of ``text``, left to right and not overlapping."""
        wanted, low, matches, at = tuple(categories), text.lower(), [], 0
        while at < len(low):
            match = self.match_at(low, at, wanted)
            if match is None:
                at += 1
            else:
                matches.append(match)
                at = match.end
        return tuple(matches)

    def match_at(self, low: str, at: int, wanted: tuple[str, ...]) -> Match | None:
        """Return the longest word of the categories ``wanted`` that begins at ``at`` of the lower-case text ``low``."""
        if low[at].isspace() or not _boundary(low, at):
            return None
        for end in range(min(len(low), at + self.longest), at, -1):
            entries = self.index.get(low[at:end])
            if entries is None or low[at:end] in self.shy or not _boundary(low, end):
                continue
            for category in wanted:
                for found, id_ in entries:
                    if found == category:
                        return Match(at, end, category, id_)
        return None

    def canonical(self, category: str, id_: str, language: str) -> str:
        """Return the first name of ``id_`` in ``language``; a word that is no id comes back unchanged."""
        entry: Concept | Term | None = (
            self.concepts.get(id_) if category == CONCEPT else self.terms.get(category, {}).get(id_)
        )
        if entry is None:
            return id_
        names = entry.zh if language == "zh" else entry.en
        return names[0] if names else id_

    def value(self, category: str, word: str) -> str:
        """Return what a scene keeps for the user's ``word``: the id when it is the id's own name, else the word.

        A narrower word ("park", "黄昏") stays as it was said, so that nothing the user said is lost.
        """
        id_ = self.lookup(word, category)
        if not id_:
            return word.strip()
        stem = _stem(category, word.strip().lower())
        names = (self.canonical(category, id_, "en"), self.canonical(category, id_, "zh"), id_)
        return id_ if stem in {_stem(category, name.lower()) for name in names} else word.strip()

    def said(self, category: str, value: str, language: str) -> str:
        """Return ``value`` (an id or the user's word) in ``language``: a known word is translated, others stay.

        Under the names of NOUNS it is the name of a subject or a thing.
        """
        if value in self.terms.get(category, {}):
            return self.canonical(category, value, language)
        if has_cjk(value) == (language == "zh"):
            return value
        category = CONCEPT if category in NOUNS else category
        id_ = self.lookup(value, category)
        return self.canonical(category, id_, language) if id_ else value

    def id_of(self, category: str, value: str) -> str:
        """Return the id behind ``value`` (an id or the user's word), or ""."""
        return value if value in self.terms.get(category, {}) else self.lookup(value, category)

    def name_concept(self, concept: str, noun: str, language: str) -> str:
        """Return ``noun`` if it is written in ``language`` or its concept is unknown, else the concept's name."""
        if concept not in self.concepts or (noun and has_cjk(noun) == (language == "zh")):
            return noun
        return self.canonical(CONCEPT, concept, language)


def _stem(category: str, word: str) -> str:
    for suffix in SUFFIXES.get(category, ()):
        word = word.removesuffix(suffix)
    return word


def _boundary(text: str, at: int) -> bool:
    """Tell whether a word may begin or end at ``at``: not between two Latin letters or digits."""
    if at in (0, len(text)):
        return True
    left, right = text[at - 1], text[at]
    return not (left.isalnum() and right.isalnum() and left.isascii() and right.isascii())
