"""Emoji in a turn: those that are a concept's figure are spelled out, the others are left away."""

import re

from rewriter.lexicon import CONCEPT, Lexicon

PICTOGRAPH = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55\u2300-\u23ff\u2934\u2935]\ufe0f?(?:[\U0001f3fb-\U0001f3ff])?"
    "(?:\u200d[\U0001f000-\U0001faff\u2600-\u27bf]\ufe0f?)*"
)


FACES = {
    "1f431": "cat",
    "1f436": "dog",
    "1f430": "rabbit",
    "1f42f": "tiger",
    "1f434": "horse",
    "1f42e": "cow",
    "1f437": "pig",
    "1f42d": "mouse",
    "1f435": "monkey",
    "1f433": "whale",
    "1f432": "dragon",
}
"""Faces of animals whose concept is drawn as a whole figure."""


def spell_emoji(text: str, lexicon: Lexicon, language: str) -> str:
    """Return ``text`` with known emoji as words; a turn of known emoji only becomes a list of things to draw."""
    if not PICTOGRAPH.search(text):
        return text
    figures = {_bare(concept.figure): concept.id for concept in lexicon.concepts.values()}
    figures |= {code: id_ for code, id_ in FACES.items() if id_ in lexicon.concepts}
    rest = PICTOGRAPH.sub("", text)
    names = [
        lexicon.canonical(CONCEPT, figures[code], language)
        for found in PICTOGRAPH.findall(text)
        if (code := _bare("-".join(f"{ord(char):x}" for char in found))) in figures
    ]
    if re.search(r"\w", rest):
        return rest
    return (
        "，".join(f"一{_measure(lexicon, name)}{name}" for name in names)
        if language == "zh"
        else ", ".join(f"a {name}" for name in names)
    )


def _bare(code: str) -> str:
    return code.lower().replace("-fe0f", "")


def _measure(lexicon: Lexicon, name: str) -> str:
    return lexicon.concepts[lexicon.concept(name)].measure
