"""From a scene to the words the painter reads: the prompt (at most 256 tokens) and its digest (at most 77).

One canonical grammar per language, in ``phrases_en`` and ``phrases_zh``; the embedded painter is trained on exactly
this text. Subjects come first. What the budget does not hold is cut in a fixed order, never a whole subject, and
named in ``Rendered.dropped``.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from dialog.scene import Relation, Scene
from rewriter import phrases_en, phrases_zh
from rewriter.layout import PAIRS
from rewriter.lexicon import Lexicon
from rewriter.operations import with_field

CountTokens = Callable[[str], int]

LONG = 256
SHORT = 77
WHOLE_FIELDS = ("weather", "lens", "style", "time", "setting", "text")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A scene in words: ``tokens`` is what ``count_tokens`` said of ``text``; ``dropped`` what was cut, verbatim."""

    text: str
    tokens: int
    dropped: tuple[str, ...] = ()


def render(scene: Scene, lexicon: Lexicon, count_tokens: CountTokens, budget: int = LONG) -> Rendered:
    """Return the prompt of ``scene`` in its language, within ``budget`` tokens.

    Over budget the mood goes first, then relations, then notes (the last first), then the details of the setting and
    of the subjects; if the bare subjects are still too long the text is cut at the end.
    """
    dropped: list[str] = []
    text = caption(scene, lexicon)
    while count_tokens(text) > budget:
        smaller, cut = _shrink(scene)
        if smaller is None:
            text, cut = _truncate(text, count_tokens, budget)
            dropped.append(cut)
            break
        scene = smaller
        dropped.append(cut)
        text = caption(scene, lexicon)
    return Rendered(text, count_tokens(text), tuple(dropped))


def digest(scene: Scene, lexicon: Lexicon, count_tokens: CountTokens, budget: int = SHORT) -> Rendered:
    """Return the same shape for the short encoder: the prompt itself when it fits, else cut in the same order."""
    return render(scene, lexicon, count_tokens, budget)


def caption(scene: Scene, lexicon: Lexicon) -> str:
    """Return the whole canonical caption of ``scene``, however long."""
    folded = fold_relations(scene)
    return phrases_zh.caption(folded, lexicon) if scene.language == "zh" else phrases_en.caption(folded, lexicon)


def fold_relations(scene: Scene) -> Scene:
    """Turn "a left of b" (or right, above, below) of the only two subjects into places, if no place was said."""
    if len(scene.subjects) != 2 or any(subject.place for subject in scene.subjects):
        return scene
    first, second = scene.subjects
    for relation in scene.relations:
        if relation.kind in PAIRS and {relation.subject, relation.object} == {first.id, second.id}:
            one, other = PAIRS[relation.kind] if relation.subject == first.id else PAIRS[relation.kind][::-1]
            rest = tuple(kept for kept in scene.relations if kept != relation)
            return replace(scene, subjects=(replace(first, place=one), replace(second, place=other)), relations=rest)
    return scene


def _shrink(scene: Scene) -> tuple[Scene | None, str]:
    """Return ``scene`` with its least important fact left out, and that fact; None when only bare subjects are left."""
    if scene.mood:
        return replace(scene, mood=""), scene.mood
    if scene.relations:
        return replace(scene, relations=scene.relations[:-1]), _relation_words(scene.relations[-1])
    if scene.notes:
        return replace(scene, notes=scene.notes[:-1]), scene.notes[-1]
    for name in WHOLE_FIELDS:
        value = getattr(scene, name)
        if value:
            return with_field(scene, name, ""), value
    return _shrink_subject(scene)


def _shrink_subject(scene: Scene) -> tuple[Scene | None, str]:
    """Take one detail from the last subject that has any."""
    for at in range(len(scene.subjects) - 1, -1, -1):
        subject = scene.subjects[at]
        if subject.action:
            smaller, cut = replace(subject, action=""), subject.action
        elif subject.holds:
            smaller, cut = replace(subject, holds=subject.holds[:-1]), subject.holds[-1].noun
        elif subject.wears:
            smaller, cut = replace(subject, wears=subject.wears[:-1]), subject.wears[-1].noun
        elif subject.attributes:
            smaller, cut = replace(subject, attributes=subject.attributes[:-1]), subject.attributes[-1]
        else:
            continue
        return replace(scene, subjects=(*scene.subjects[:at], smaller, *scene.subjects[at + 1 :])), cut
    return None, ""


def _relation_words(relation: Relation) -> str:
    return f"{relation.subject} {relation.kind} {relation.object}"


def _truncate(text: str, count_tokens: CountTokens, budget: int) -> tuple[str, str]:
    """Return the longest beginning of ``text`` that fits and the rest."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if count_tokens(text[:middle]) <= budget:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip(), text[low:].strip()
