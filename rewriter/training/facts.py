"""What a scene says, as a list of facts: what a caption must name, and what a drawing is judged by."""

from typing import Any

from dialog.scene import Scene, Thing
from rewriter.layout_wide import BETWEEN, between
from rewriter.training.terms import PICTURE_WEATHER

Fact = tuple[str, ...]
"""(kind, values …): ("subject", id, concept, count), ("color" | "size" | "place", id, value), ("wears" | "holds", id,
concept, colour or ""), ("relation", id, kind, other) or ("relation", id, "between", one, other) with the two in
alphabetical order, and ("setting" | "time" | "weather" | "style" | "lens", value)."""
FORMAT: dict[str, dict[str, str]] = {"weather": PICTURE_WEATHER, "lens": {"close": "closeup"}}
WHOLE = ("setting", "time", "weather", "style", "lens")
MIRRORED = {"right_of": "left_of", "below": "above", "behind": "in_front_of"}


def relation(subject: str, kind: str, *others: str) -> Fact:
    """Return a relation as it is told from one side only: of "right of", "below" and "behind" from the other."""
    if kind in MIRRORED:
        return ("relation", others[0], MIRRORED[kind], subject)
    if kind == "next_to":
        return ("relation", *sorted((subject, others[0]))[:1], kind, max(subject, others[0]))
    return ("relation", subject, kind, *sorted(others))


def facts(scene: Scene) -> set[Fact]:
    """Return every fact of ``scene``; ids, concepts and colours are identifiers."""
    found: set[Fact] = set()
    for subject in scene.subjects:
        found.add(("subject", subject.id, subject.concept, str(subject.count)))
        found.update((name, subject.id, str(getattr(subject, name))) for name in ("color", "size", "place"))
        found.update(_thing("wears", subject.id, thing) for thing in subject.wears)
        found.update(_thing("holds", subject.id, thing) for thing in subject.holds)
    for one in scene.relations:
        others = between(one) if one.kind == BETWEEN else (one.object,)
        found.add(relation(one.subject, one.kind, *others))
    found.update((name, str(getattr(scene, name))) for name in WHOLE)
    return {fact for fact in found if fact[-1] or fact[0] in ("wears", "holds")}


def _thing(kind: str, id_: str, thing: Thing) -> Fact:
    return (kind, id_, thing.concept, thing.color)


def told(scene: Scene) -> list[dict[str, Any]]:
    """Return the facts of ``scene`` as the corpus writes them: one object a fact, with its kind and named values.

    Weather and lens are told in the words of the corpus format ("wind", "closeup"), the rest as identifiers.
    """
    names = {
        "subject": ("id", "concept", "count"), "color": ("id", "value"), "size": ("id", "value"),
        "place": ("id", "value"), "wears": ("id", "concept", "color"), "holds": ("id", "concept", "color"),
        "relation": ("id", "value", "other", "and"),
    }  # fmt: skip
    result: list[dict[str, Any]] = []
    for kind, *values in sorted(facts(scene)):
        row: dict[str, Any] = {"kind": kind, **dict(zip(names.get(kind, ("value",)), values, strict=False))}
        if kind == "subject":
            row["count"] = int(row["count"])
        if kind in FORMAT:
            row["value"] = FORMAT[kind].get(row["value"], row["value"])
        result.append(row)
    return result
