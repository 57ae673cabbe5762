"""Sets facts of the whole picture: setting, time, weather, style, lens, season."""

import re
from dataclasses import replace

from rewriter import moods_en, placing
from rewriter.chinese import has_cjk
from rewriter.daylight_zh import end_night
from rewriter.editing import Editing
from rewriter.freetext import mentions
from rewriter.lexicon import Lexicon
from rewriter.operations import Operation, with_field

KIND_OF_FIELD = {"style": "style", "lens": "camera", "mood": "background", "text": "edit"}
LENS_GROUPS = (frozenset(("close", "normal", "wide")), frozenset(("top", "low", "side", "back")))
SEASONS = (
    ("秋", "落叶", "红叶", "枫叶", "autumn", "fall", "falling leaves"),
    ("冬", "积雪", "winter"),
    ("春", "spring"),
    ("夏", "summer"),
)


def set_frame(e: Editing, op: Operation) -> None:
    """Set a field of the whole picture."""
    if op.attribute == "season":
        return _season(e, op)
    old = str(getattr(e.scene, op.attribute))
    value = _lens(old, op.value, e.lexicon, e.scene.language) if op.attribute == "lens" else op.value
    if op.attribute == "style" and old and op.value not in old and any(c.attribute == "style" for c in e.changes):
        value = f"{old}{'，' if has_cjk(value) else ', '}{e.lexicon.said('style', value, e.scene.language)}"
    if op.attribute == "mood" and old and not has_cjk(value):
        value = moods_en.joined(old, value)
    elif op.attribute == "mood" and old and any(change.attribute == "mood" for change in e.changes):
        value = f"{old}{'，' if has_cjk(value) else ', '}{value}"  # said twice in one turn: both hold
    if op.attribute == "weather" and not e.lexicon.id_of("weather", value):
        value = op.value
    e.scene = with_field(e.scene, op.attribute, value)
    e.scene = replace(e.scene, notes=tuple(n for n in e.scene.notes if not _superseded(n, op, e.lexicon)))
    if op.attribute == "time":
        _retime(e)
    if op.attribute == "setting" and op.span != "new":
        for subject in e.scene.subjects:
            placing.leave_scenery(e, subject)
    e.record(KIND_OF_FIELD.get(op.attribute, "background"), "", op.attribute, value, old, op.span)
    if op.attribute == "time" and old != value:
        end_night(e, value, op.span)


def _retime(e: Editing) -> None:
    """A new time ends the one that describes a subject ("夜晚山上的城堡")."""
    for subject in e.scene.subjects:
        kept = tuple(left for a in subject.attributes if (left := _timeless(a, e.lexicon)))
        if kept != subject.attributes:
            e.put(replace(subject, attributes=kept))
    e.scene = replace(e.scene, notes=tuple(n for n in e.scene.notes if not e.lexicon.lookup(n, "time")))


def _timeless(attribute: str, lexicon: Lexicon) -> str:
    found = lexicon.find(attribute, ("time",)) if has_cjk(attribute) else ()
    for match in reversed(found):
        attribute = attribute[: match.start] + attribute[match.end :].removeprefix("的")
    return attribute.removesuffix("的") if found else attribute


def _superseded(note: str, op: Operation, lexicon: Lexicon) -> bool:
    """Tell whether a note only says an earlier value of the field that is set."""
    return op.attribute == "setting" and (
        "in the background" in note
        or "背景" in note
        or re.fullmatch(r"(?:an? |the )?[\w -]{0,24}background", note) is not None
    )


def _lens(old: str, new: str, lexicon: Lexicon, language: str) -> str:
    """Join a lens to those said before; one of the same dimension (shot size, angle) is replaced."""
    id_ = lexicon.id_of("lens", new)
    group = next((g for g in LENS_GROUPS if id_ in g), frozenset[str]())
    kept = [part for part in old.split(", ") if part and part != new and lexicon.id_of("lens", part) not in group]
    return ", ".join([*kept, new])


def _season(e: Editing, op: Operation) -> None:
    """Set the season: notes that belong to another one go."""
    mine = next((words for words in SEASONS if any(word in op.value.lower() for word in words)), ())
    others = [word for words in SEASONS if words != mine for word in words]
    kept = tuple(n for n in e.scene.notes if not any(mentions(n, word) for word in others))
    old = ", ".join(n for n in e.scene.notes if n not in kept)
    if op.value not in kept:
        kept = (*kept, op.value)
    e.scene = replace(e.scene, notes=kept)
    e.record("background", "", "season", op.value, old, op.span)
