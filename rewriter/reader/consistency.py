"""Whether the spans of one turn fit together: two times of day, or an old value that nothing replaces, do not."""

from collections import Counter

from dialog.scene import Scene
from rewriter.freetext import mentions
from rewriter.lexicon import Lexicon
from rewriter.reader.spans import Heard, Span
from rewriter.scalars import color_of

FIELDS = {"SET": "setting", "TIME": "time", "WEA": "weather", "STY": "style", "LENS": "lens", "MOOD": "mood"}
ONCE = ("SET", "TIME", "STY", "TEXT")


def consistent(heard: Heard, scene: Scene, lexicon: Lexicon) -> bool:
    """Tell whether no field of the picture is said twice and every old value has a new one of its kind."""
    counted = Counter(span.role for span in heard.spans)
    if any(counted[role] > 1 for role in ONCE):
        return False
    spans = enumerate(heard.spans)
    return all(_has_successor(at, span, heard, scene, lexicon) for at, span in spans if span.role == "OLD")


def _has_successor(at: int, old: Span, heard: Heard, scene: Scene, lexicon: Lexicon) -> bool:
    if any(span.head == at for span in heard.spans):
        return True
    for span in heard.spans:
        if span.role == "COLOR" and color_of(old.text, lexicon):
            return True
        field = FIELDS.get(span.role, "")
        if field and (lexicon.lookup(old.text, field) or mentions(str(getattr(scene, field)), old.text)):
            return True
    return False
