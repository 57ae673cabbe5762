"""From a scene to the words the painter reads: the prompt (at most 256 tokens) and its digest (at most 77).

One canonical grammar per language, in ``phrases_en`` and ``phrases_zh``; the embedded painter is trained on exactly
this text. Subjects come first. What the budget does not hold is cut in a fixed order, never a whole subject, and
named in ``Rendered.dropped``.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace

from dialog.scene import Relation, Scene, Subject, Thing
from rewriter import phrases_en, phrases_zh
from rewriter.layout import PAIRS
from rewriter.layout_wide import BETWEEN, between
from rewriter.lexicon import Lexicon
from rewriter.operations import with_field

CountTokens = Callable[[str], int]

LONG = 256
SHORT = 77
WHOLE_FIELDS = ("weather", "lens", "style", "time", "setting", "text")
DETAILS = ("action", "holds", "wears", "attributes")
"""Of the scene and of a subject: what is left out, in this order."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A scene in words: ``tokens`` is what ``count_tokens`` said of ``text``; ``dropped`` what was cut, in words."""

    text: str
    tokens: int
    dropped: tuple[str, ...] = ()


def render(scene: Scene, lexicon: Lexicon, count_tokens: CountTokens, budget: int = LONG) -> Rendered:
    """Return the prompt of ``scene`` in its language, within ``budget`` tokens.

    Over budget the mood goes first, then relations, then notes (the last first), then the details of the setting and
    of the subjects; if the bare subjects are still too long the text is cut at the end.
    """
    text = caption(scene, lexicon)
    tokens = count_tokens(text)
    if tokens <= budget:
        return Rendered(text, tokens)
    smaller, cuts = _cuts(scene, lexicon)
    # Every cut makes the text shorter, so that the first one that fits is found by halving.
    at = bisect_left(smaller, True, key=lambda one: count_tokens(caption(one, lexicon)) <= budget)
    text, rest = caption((*smaller, smaller[-1] if smaller else scene)[at], lexicon), ""
    if at == len(smaller):
        text, rest = _truncate(text, count_tokens, budget)
    return Rendered(text, count_tokens(text), tuple(cut for cut in (*cuts[: at + 1], rest) if cut))


def digest(scene: Scene, lexicon: Lexicon, count_tokens: CountTokens, budget: int = SHORT) -> Rendered:
    """Return the same shape for the short encoder: the prompt itself when it fits, else cut in the same order."""
    return render(scene, lexicon, count_tokens, budget)


def caption(scene: Scene, lexicon: Lexicon) -> str:
    """Return the whole canonical caption of ``scene``, however long."""
    folded = fold_between(fold_relations(scene), lexicon)
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


def fold_between(scene: Scene, lexicon: Lexicon) -> Scene:
    """Put the two ids of every "between" into words, as the grammars say a user's own."""
    if all(relation.kind != BETWEEN for relation in scene.relations):
        return scene
    return replace(scene, relations=tuple(_between_words(one, scene, lexicon) for one in scene.relations))


def _between_words(relation: Relation, scene: Scene, lexicon: Lexicon) -> Relation:
    by_id = {subject.id: subject for subject in scene.subjects}
    one, other = (by_id.get(id_) for id_ in between(relation))
    if relation.kind != BETWEEN or one is None or other is None:
        return relation
    if scene.language == "zh":
        names = f"{phrases_zh.short_name(one, lexicon)}和{phrases_zh.short_name(other, lexicon)}之间"
        return replace(relation, kind="在", object=names)
    names = f"{phrases_en.short_name(one, lexicon)} and {phrases_en.short_name(other, lexicon)}"
    return replace(relation, object=names)


def _cuts(scene: Scene, lexicon: Lexicon) -> tuple[list[Scene], list[str]]:
    """Return ``scene`` with one more fact left out each time, down to bare subjects, and those facts in its words."""
    smaller, cuts = [], []
    following, cut = _shrink(scene, lexicon)
    while following is not None:
        smaller.append(following)
        cuts.append(cut)
        following, cut = _shrink(following, lexicon)
    return smaller, cuts


def _shrink(scene: Scene, lexicon: Lexicon) -> tuple[Scene | None, str]:
    """Return ``scene`` with its least important fact left out, and that fact; None when only bare subjects are left."""
    if scene.mood:
        return replace(scene, mood=""), scene.mood
    if scene.relations:
        return replace(scene, relations=scene.relations[:-1]), _relation_words(scene, lexicon)
    if scene.notes:
        return replace(scene, notes=scene.notes[:-1]), scene.notes[-1]
    for name in WHOLE_FIELDS:
        value = getattr(scene, name)
        if value:
            return with_field(scene, name, ""), _field_words(name, value, scene.language, lexicon)
    return _shrink_subject(scene, lexicon)


def _shrink_subject(scene: Scene, lexicon: Lexicon) -> tuple[Scene | None, str]:
    """Take one detail from the last subject that has any."""
    for at in range(len(scene.subjects) - 1, -1, -1):
        subject = scene.subjects[at]
        for name in DETAILS:
            old = getattr(subject, name)
            if old:
                kept, cut = ("", old) if name == "action" else (old[:-1], old[-1])
                subjects = (*scene.subjects[:at], with_field(subject, name, kept), *scene.subjects[at + 1 :])
                return replace(scene, subjects=subjects), _detail_words(scene, subject, cut, lexicon)
    return None, ""


def _relation_words(scene: Scene, lexicon: Lexicon) -> str:
    """Return the last relation as the prompt says it, "" when it does not."""
    relation = _between_words(scene.relations[-1], scene, lexicon)
    clause = phrases_zh.relation_clause if scene.language == "zh" else phrases_en.relation_clause
    return clause(relation, scene, lexicon)


def _field_words(name: str, value: str, language: str, lexicon: Lexicon) -> str:
    parts = value.split(", ") if name == "lens" else [value]
    return ("，" if language == "zh" else ", ").join(lexicon.said(name, part, language) for part in parts)


def _detail_words(scene: Scene, subject: Subject, detail: Thing | str, lexicon: Lexicon) -> str:
    """Return a detail as it was said, "the duck: orange hat" where there are several it could belong to."""
    chinese = scene.language == "zh"
    if isinstance(detail, Thing):
        color = lexicon.said("color", detail.color, scene.language)
        noun = lexicon.name_concept(detail.concept, detail.noun, scene.language)
        detail = ("" if chinese else " ").join(word for word in (color, noun) if word)
    if len(scene.subjects) < 2 or not detail:
        return detail
    name = (phrases_zh if chinese else phrases_en).short_name(subject, lexicon)
    return f"{name}{'：' if chinese else ': '}{detail}"


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
