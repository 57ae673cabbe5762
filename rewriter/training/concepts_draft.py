"""The raw material of the wide concept table: what Unicode CLDR and emojibase say of every illustration.

Read from the unpacked npm packages ``cldr-annotations-full`` (names and keywords) and ``emojibase-data`` (names of
joined sequences, groups). CLDR's keywords are associations ("cat | animal | pet"): an editor's material, never names.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TONES = frozenset(("1f3fb", "1f3fc", "1f3fd", "1f3fe", "1f3ff"))
LEFT_OUT = frozenset((
    "country-flag", "subdivision-flag", "keycap", "alphanum", "av-symbol", "arrow", "geometric", "gender", "math",
    "punctuation", "currency",
))  # fmt: skip
"""Subgroups that nobody asks to be drawn; a row of the corrections takes a figure in all the same."""
KINDS = {
    "person": "person",
    "family": "person",
    "animal-": "animal",
    "plant-": "plant",
    "food-": "food",
    "drink": "food",
    "transport-sign": "object",
    "transport-": "vehicle",
    "place-building": "building",
    "place-religious": "building",
    "place-other": "building",
    "place-": "nature",
    "sky-": "nature",
}
"""Kind by the beginning of the subgroup, first match; "object" otherwise."""
HELD = (
    "plant-flower", "food-", "drink", "dishware", "event", "award-medal", "sport", "game", "arts-crafts", "clothing",
    "sound", "music", "phone", "computer", "light-video", "book-paper", "money", "mail", "writing", "office", "lock",
    "tool", "science", "medical", "household", "other-object",
)  # fmt: skip
"""Beginnings of the subgroups whose things fit in a hand."""
MEASURES = {
    "animal-": "只",
    "plant-flower": "朵",
    "transport-ground": "辆",
    "transport-water": "艘",
    "transport-air": "架",
    "place-building": "座",
    "clothing": "件",
    "book-paper": "本",
}
"""Measure word by the beginning of the subgroup, first match; 个 otherwise, and 张 for a face."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the sources say of one figure; ``kind``, ``measure`` and ``held`` are guesses by its subgroup."""

    figure: str
    en: str
    zh: str
    keywords_en: tuple[str, ...]
    keywords_zh: tuple[str, ...]
    subgroup: str
    kind: str
    measure: str
    held: bool


def bare(code: str) -> str:
    """Return ``code`` in lower case and without the variation selectors, in which the sources differ."""
    return "-".join(part for part in code.lower().split("-") if part != "fe0f")


def drafts(figures: Path, emojibase: Path, cldr: Path) -> tuple[Draft, ...]:
    """Return the drafts of all figures that emojibase knows, in the order of Unicode; skin tones are left out.

    ``figures`` holds ``<codepoints>.webp``; ``emojibase`` and ``cldr`` are the unpacked packages. Raises OSError when
    a file is missing.
    """
    present = {bare(path.stem): path.stem for path in sorted(figures.glob("*.webp"))}
    english, chinese = (_entries(emojibase / language / "data.json") for language in ("en", "zh"))
    groups = json.loads((emojibase / "en" / "messages.json").read_text(encoding="utf-8"))["subgroups"]
    subgroups = {entry["order"]: entry["key"] for entry in groups}
    notes = tuple(_annotations(cldr / "annotations" / language / "annotations.json") for language in ("en", "zh"))
    known = [code for code in english if code in present and not TONES & set(code.split("-"))]
    known.sort(key=lambda code: english[code].get("order", 0))
    return tuple(
        _draft(present[code], english[code], chinese.get(code, {}), subgroups.get(english[code].get("subgroup"), ""),
               notes)
        for code in known
    )  # fmt: skip


def _draft(
    figure: str, english: Mapping[str, Any], chinese: Mapping[str, Any], subgroup: str,
    notes: tuple[Mapping[str, Any], ...],
) -> Draft:  # fmt: skip
    sign = "".join(chr(int(part, 16)) for part in bare(figure).split("-"))
    keywords = [tuple(entries.get(sign, {}).get("default", ())) for entries in notes]
    zh = chinese.get("label", "")
    measure = "张" if subgroup.startswith("face-") else _begun(MEASURES, subgroup) or "个"
    kind = _begun(KINDS, subgroup) or "object"
    return Draft(
        figure, english["label"], zh, keywords[0], keywords[1], subgroup, kind, measure, subgroup.startswith(HELD)
    )


def _begun(table: Mapping[str, str], subgroup: str) -> str:
    return next((value for start, value in table.items() if subgroup.startswith(start)), "")


def _entries(path: Path) -> dict[str, Mapping[str, Any]]:
    return {bare(entry["hexcode"]): entry for entry in json.loads(path.read_text(encoding="utf-8"))}


def _annotations(path: Path) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))["annotations"]["annotations"]
    return {sign.replace("\ufe0f", ""): entry for sign, entry in found.items()}
