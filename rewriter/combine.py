"""Two pictures in one: the subjects of one scene come into the other, with everything that belongs to them."""

import re
from dataclasses import replace

from dialog.scene import Scene, Subject
from rewriter import placing
from rewriter.chinese import has_cjk
from rewriter.editing import Editing
from rewriter.history import History
from rewriter.intents import COMBINE_EN, COMBINE_ZH
from rewriter.operations import Operation
from rewriter.resolve import Resolver

INTO_EN = re.compile(
    r"\b(?:into|in|to|onto|with) (?:the |that |this )?(?:scene |setting |background )?(?:of |from )?(?:the )?(\w+)",
    re.IGNORECASE,
)
BACKGROUND = re.compile(r"\b(?:background|setting|scene)\b|背景|场景", re.IGNORECASE)


def combine(words: str, history: History, editing: Editing) -> bool:
    """Merge the two pictures that ``words`` mean into ``editing``; False when there are not two."""
    pair = _pair(words, history)
    if pair is None:
        return False
    source, target = (history.scene_of(number) for number in pair)
    named = _named(words, source, editing)
    moved = named or source.subjects
    everything = not named and len(moved) == len(source.subjects)
    editing.scene = merge(target, source, moved, everything)
    if named and not has_cjk(words):
        _stand(words, named, editing)
    ids = ", ".join(subject.id for subject in moved)
    numbers = ", ".join(str(history.picture_of(turn)) for turn in pair if history.picture_of(turn))
    editing.record("combine", moved[-1].id if moved else "", "sources", numbers, ids, words)
    return True


WHERE_EN = re.compile(
    r"\b(?:picture|image|one|\d+|first|second|third|fourth|fifth)\b,?(?: \w+){0,2}? (?P<w>(?:under|on|onto|behind"
    r"|beside|next to|in front of|above|below"
    r"|near|inside|to the (?:left|right) of) (?:the|it|him|her|them)\b.*)$",
    re.IGNORECASE,
)


def _stand(words: str, moved: tuple[Subject, ...], editing: Editing) -> None:
    """Put those who come from another picture where the words say; the place they had there ends."""
    found = WHERE_EN.search(words)
    where = re.sub(r" with the \w+$", "", found.group("w")) if found else ""
    for subject in moved:
        if where and any(s.id == subject.id for s in editing.scene.subjects):
            placing.unplace(editing, editing.get(subject.id))
            placing.move(editing, editing.get(subject.id), Operation("move", value=where, span=words))


def merge(target: Scene, source: Scene, moved: tuple[Subject, ...], everything: bool) -> Scene:
    """Return ``target`` with the subjects ``moved``; with everything, also what ``target`` left unsaid."""
    present = {subject.id for subject in target.subjects}
    coming = tuple(subject for subject in moved if subject.id not in present)
    ids = present | {subject.id for subject in coming}
    relations = tuple(
        r for r in source.relations if r.subject in ids and (r.object in ids) and r not in target.relations
    )
    scene = replace(target, subjects=(*coming, *target.subjects), relations=(*target.relations, *relations))
    if not everything:
        return scene
    notes = tuple(note for note in source.notes if note not in target.notes)
    fields = {
        name: getattr(target, name) or getattr(source, name)
        for name in ("setting", "time", "weather", "style", "lens", "text", "mood")
    }
    return replace(scene, notes=(*target.notes, *notes), **fields)


def _pair(words: str, history: History) -> tuple[int, int] | None:
    """Return (source, target) turns: by their ordinals, else the last two pictures begun anew."""
    numbers = history.ordinals(
        re.sub(
            r"\b(?:first|second|third|fourth|fifth) (?!picture|image|one\b|version|drawing|and\b|two\b|into\b"
            r"|in\b)(?=\w)",
            "",
            words,
        )
    )
    drawn = history.drawn
    if len(numbers) >= 2:
        return numbers[0], numbers[1]
    if len(numbers) == 1 and drawn and numbers[0] != drawn[-1]:
        return numbers[0], drawn[-1]
    roots = history.roots()
    if len(roots) >= 2:
        return roots[-2], roots[-1]
    return (drawn[-2], drawn[-1]) if len(drawn) >= 2 else None


def _named(words: str, source: Scene, editing: Editing) -> tuple[Subject, ...]:
    """Return the subjects of ``source`` that are to be moved, by name."""
    found = (COMBINE_ZH if has_cjk(words) else COMBINE_EN).match(words)
    what = (found.group("what") or "") if found else ""
    if not what or BACKGROUND.search(what):
        return ()
    resolver = Resolver(source, editing.lexicon)
    names = re.split(r"\s+and\s+|、|和|与", re.sub(r"^(?:把|将|里的|中的|的)", "", what))
    subjects = [resolver.subject(name) for name in names]
    return tuple(subject for subject in subjects if subject is not None)
