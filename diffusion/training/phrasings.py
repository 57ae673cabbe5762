"""Captions in words that the corpus did not use: synonyms put in, and phrasings that its grammar does not know.

They are made from the picture's description and the lexicon's words, for asking the text encoders only.
"""

import csv
import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from diffusion.training.figures import TABLES
from diffusion.training.placing import Placed
from diffusion.training.world import Picture

NUMBERS = {"en": ("no", "one", "two", "three", "four", "five"), "zh": ("零", "一", "两", "三", "四", "五")}
# Frames with the subjects, the setting, the time and the style in them; none occurs in the corpus' grammar.
FRAMES = {
    "en": (
        "What I have in mind: {subjects}{setting}{time}{style}.",
        "Could you paint {subjects} for me{setting}{time}{style}?",
        "There ought to be {subjects}{setting}{time}{style}, nothing else.",
    ),
    "zh": (
        "我脑子里想的是{subjects}{setting}{time}{style}。",
        "能不能替我弄一张，里头有{subjects}{setting}{time}{style}？",
        "别的都不要，就要{subjects}{setting}{time}{style}",
    ),
}
PARTS = {
    "en": {"setting": ", {} all around", "time": ", {} light", "style": ", done as {}", "and": ", further right "},
    "zh": {"setting": "，四周得是{}", "time": "，时候是{}", "style": "，用{}来表现", "and": "，再往右是"},
}


@dataclass(frozen=True, slots=True)
class Words:
    """Words by language: names of concepts with the measure word, and of terms by category and identifier."""

    names: Mapping[str, Mapping[str, tuple[str, ...]]]
    measures: Mapping[str, str]
    terms: Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]]

    def term(self, category: str, id_: str, language: str) -> str:
        """The first word for it, "" where the lexicon has none."""
        return next(iter(self.terms.get(category, {}).get(id_, {}).get(language, ())), "")


def read_words(world: Path, *, wide: bool = False) -> Words:
    """The words of ``concepts.tsv``, ``lexicon.json`` and (``wide``) ``wide.tsv`` in that folder."""
    rows = []
    for name in TABLES if wide else TABLES[:1]:
        with (world / name).open(encoding="utf-8", newline="") as file:
            rows += list(csv.DictReader(file, delimiter="\t"))
    names = {r["id"]: {lang: tuple(w.strip() for w in r[lang].split(",")) for lang in ("en", "zh")} for r in rows}
    terms = {
        category: {t["id"]: {lang: tuple(t[lang]) for lang in ("en", "zh")} for t in listed}
        for category, listed in json.loads((world / "lexicon.json").read_text(encoding="utf-8")).items()
    }
    return Words(names, {r["id"]: r["measure"] for r in rows}, terms)


def with_synonyms(caption: str, picture: Picture, words: Words, language: str, rng: random.Random) -> str | None:
    """``caption`` with the subjects in others of their words; None where no subject's word is found and has another."""
    before = caption
    for concept in dict.fromkeys(figure.concept for figure in picture.figures):
        names = sorted(words.names[concept][language], key=len, reverse=True)
        edge = r"\b" if language == "en" else ""
        found = next((name for name in names if re.search(edge + re.escape(name) + edge, caption)), None)
        others = [name for name in names if found is not None and name not in found and found not in name]
        if found is not None and others:
            caption = re.sub(edge + re.escape(found) + edge, rng.choice(others), caption, count=1)
    if caption == before:
        return None
    return _articles(caption) if language == "en" else caption


def _articles(text: str) -> str:
    text = re.sub(r"\b([Aa])n? (?=[aeiou])", r"\1n ", text)
    return re.sub(r"\b([Aa])n (?=[^aeiou\s])", r"\1 ", text)


def other_phrasing(picture: Picture, words: Words, language: str, rng: random.Random) -> str | None:
    """The picture in a sentence that the corpus' grammar does not know; None where the lexicon lacks a word for it."""
    parts = PARTS[language]
    said = {"setting": picture.setting, "style": picture.style if picture.style != "3d" else ""}
    said["time"] = picture.time if picture.setting and picture.time != "day" else ""
    clauses = {}
    for category, id_ in said.items():
        word = words.term(category, id_, language)
        if id_ and not word:
            return None
        clauses[category] = parts[category].format(word) if id_ else ""
    groups: dict[tuple[str, str], list[Placed]] = {}
    for figure in sorted(picture.figures, key=lambda f: f.x + f.side / 2):
        groups.setdefault((figure.concept, figure.color), []).append(figure)
    subjects = parts["and"].join(_subject(key, len(few), words, language) for key, few in groups.items())
    text = rng.choice(FRAMES[language]).format(subjects=subjects, **clauses)
    return _articles(text) if language == "en" else text


def _subject(key: tuple[str, str], count: int, words: Words, language: str) -> str:
    concept, color = key
    noun, shade = words.names[concept][language][0], words.term("color", color, language)
    number = NUMBERS[language][min(count, len(NUMBERS[language]) - 1)]
    if language == "zh":
        return f"{'一' if count == 1 else number}{words.measures[concept]}{shade}{noun}"
    return f"a {shade} {noun}".replace("  ", " ") if count == 1 else " ".join(filter(None, (number, shade, noun + "s")))


def wordings(
    captions: Sequence[str], pictures: Sequence[Picture], words: Words, language: str, seed: int
) -> dict[str, list[str | None]]:
    """What is asked of every picture, by the row's name; None where a wording cannot be made."""
    rng = random.Random(seed)
    pairs = list(zip(captions, pictures, strict=True))
    return {
        "as in the corpus": list(captions),
        "synonyms": [with_synonyms(caption, picture, words, language, rng) for caption, picture in pairs],
        "unseen phrasings": [other_phrasing(picture, words, language, rng) for picture in pictures],
    }
