"""Prompts of the judge: records with what their file says beside the picture, and the choices that facts pose.

A record may carry "unseen": true (it holds a combination that was kept out of training) and "facts", what its captions
name. A fact is {"kind", "subject", "value"}, the kind one of KINDS, the subject's index where there is one, the value
an identifier; or it is told as ``rewriter.training.facts`` does, with the subject's "id", a "concept", a "count".
"""

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from diffusion.errors import InvalidRequest
from diffusion.training.corpus import Corpus, Record
from diffusion.training.placing import Placed
from diffusion.training.styles import COLORLESS
from diffusion.training.world import SIDE, Picture

KINDS = ("subject", "color", "setting", "style", "place", "count", "time", "weather", "wear", "hold", "relation")
UNASKED = ("size", "lens")
"""Kinds of facts that no choice among renders can tell from where the figures stand."""
DISTRACTORS = 15
"""Wrong answers at most where there are hundreds: other concepts, other things to wear."""
MOST = 5
"""Counts are asked for up to this."""
HEADROOM = 3 / 16
"""Share of the picture above a figure that a hat may reach into."""
OTHER_VARIANT = 3
"""Answers are rendered with another variant of the setting than the prompt's own, and than the ceiling's."""
MIRRORED = {"left": (True, False), "right": (True, False), "top": (False, True), "bottom": (False, True)}
"""Places, and whether what is not there would stand on the other side, or at the other height."""
TURNED = ("left_of", "right_of", "above", "below", "in_front_of", "behind")
"""Relations that are wrong when the two change places."""

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that the captions name; ``subject`` is -1 where it is of the whole picture, ``other`` a relation's."""

    kind: str
    subject: int
    value: str
    other: int = -1


@dataclass(frozen=True, slots=True)
class Prompt:
    """One record of the judge's prompts."""

    record: Record
    unseen: bool = False
    facts: tuple[Fact, ...] = ()

    @property
    def picture(self) -> Picture:
        """What should be drawn."""
        return self.record.picture

    @property
    def usual(self) -> bool:
        """Whether figures stand in the few places and sizes of the first release."""
        return self.record.layout == "fixed" and self.record.picture.size == SIDE


@dataclass(frozen=True, slots=True)
class Choice:
    """True renders to choose from, the index of the right one, and the box asked about in the picture's own
    coordinates (left, top, right, bottom), None being the whole picture."""

    options: tuple[Picture, ...]
    right: int
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything that can be answered: identifiers of each kind."""

    concepts: tuple[str, ...]
    worn: tuple[str, ...]
    held: tuple[str, ...]
    colors: tuple[str, ...]
    settings: tuple[str, ...]
    styles: tuple[str, ...]
    times: tuple[str, ...]
    weathers: tuple[str, ...] = ("",)


def read_prompts(path: Path) -> list[Prompt]:
    """All prompts of a file. Raises InvalidRequest, with the line, for facts of another form."""
    corpus = Corpus(path)
    prompts = []
    with path.open("rb") as file:
        for index, line in enumerate(file):
            data = json.loads(line)
            facts = tuple(_facts(data.get("facts", ()), f"{path}, line {index + 1}"))
            prompts.append(Prompt(corpus[index], bool(data.get("unseen", False)), facts))
    return prompts


def _facts(told: Sequence[Mapping[str, Any]], where: str) -> Iterator[Fact]:
    """The facts of a record in our own form; of one figure it is not asked how many there are."""
    for data in told:
        kind = {"wears": "wear", "holds": "hold"}.get(data.get("kind", ""), data.get("kind", ""))
        value = data.get("value", data.get("concept"))
        try:
            subject, other = (_index(data.get(first, data.get(second))) for first, second in
                              (("subject", "id"), ("other", "other")))  # fmt: skip
        except ValueError:
            value = None
        if value is None or kind not in (*KINDS, *UNASKED):
            raise InvalidRequest(
                f'{where}: {data} is no fact; write {{"kind": …, "subject": index, "value": identifier}}, '
                f"the kind one of {', '.join(KINDS)}."
            )
        if kind in KINDS:
            yield Fact(kind, subject, str(value), other)
        if kind == "subject" and data.get("count", 1) > 1:
            yield Fact("count", subject, str(data["count"]))


def _index(subject: int | str | None) -> int:
    """An index, or that of an id: "s1" is the first."""
    if subject is None:
        return -1
    return subject if isinstance(subject, int) else int(subject.removeprefix("s")) - 1


def box_of(figure: Placed) -> Box:
    """The figure's box in the picture's own coordinates."""
    return figure.x, figure.y, figure.x + figure.side, figure.y + figure.side


def rows_of(prompt: Prompt, subject: int) -> list[int]:
    """Which figures of the picture are that subject, by the concept and the colour that its facts name.

    Raises InvalidRequest when there is none: facts and picture do not belong together.
    """
    said = {fact.kind: fact.value for fact in prompt.facts if fact.subject == subject}
    figures = prompt.picture.figures
    rows = [row for row, f in enumerate(figures) if f.concept == said.get("subject")]
    colored = [row for row in rows if figures[row].color == said.get("color", "")]
    if not rows:
        raise InvalidRequest(
            f"Facts name subject {subject} as {said.get('subject')!r}, but the picture shows "
            f"{[f.concept for f in figures]}; write facts and picture from the same scene."
        )
    return colored or rows


def choice(prompt: Prompt, fact: Fact, answers: Answers) -> Choice | None:
    """The choice that ``fact`` poses; None where no render tells it from its opposite."""
    picture = replace(prompt.picture, seed=prompt.picture.seed + OTHER_VARIANT)
    if fact.kind == "setting":
        return _among(answers.settings, picture.setting, lambda s: replace(picture, setting=s))
    if fact.kind == "style":
        return _among(answers.styles, picture.style, lambda s: replace(picture, style=s))
    if fact.kind == "time":
        return _among(answers.times, picture.time, lambda t: replace(picture, time=t)) if picture.setting else None
    if fact.kind == "weather":
        return _among(answers.weathers, picture.weather, lambda w: replace(picture, weather=w))
    return _of_subject(prompt, fact, answers, picture)


def _of_subject(prompt: Prompt, fact: Fact, answers: Answers, picture: Picture) -> Choice | None:
    rows = rows_of(prompt, fact.subject)
    first = picture.figures[rows[0]]
    rng = random.Random(f"{picture.seed}/{fact.kind}/{fact.subject}/{fact.value}")
    if fact.kind == "subject":
        few = _few(answers.concepts, first.concept, rng)
        return _among(few, first.concept, lambda c: changed(picture, rows, concept=c), box_of(first))
    if fact.kind == "color":
        if picture.style in COLORLESS:
            return None
        return _among(answers.colors, first.color, lambda c: changed(picture, rows, color=c), box_of(first))
    if fact.kind == "count":
        return counting(picture, rows)
    if fact.kind in ("wear", "hold"):
        return carrying(picture, rows, "worn" if fact.kind == "wear" else "held", fact.value, answers, rng)
    wrong = picture
    if fact.kind == "place" and fact.value in MIRRORED:
        wrong = _mirrored(picture, rows, *MIRRORED[fact.value])
    if fact.kind == "relation" and fact.value in TURNED:
        wrong = _exchanged(picture, rows[0], rows_of(prompt, fact.other)[0])
    return None if wrong == picture else Choice((picture, wrong), 0, box_of(first))


def _among(ids: Sequence[str], right: str, picture: Callable[[str], Picture], box: Box | None = None) -> Choice:
    return Choice(tuple(picture(id_) for id_ in ids), list(ids).index(right), box)


def _few(ids: Sequence[str], right: str, rng: random.Random) -> list[str]:
    others = [id_ for id_ in ids if id_ != right]
    return [right, *rng.sample(others, min(DISTRACTORS, len(others)))]


def changed(picture: Picture, rows: Sequence[int], **changes: Any) -> Picture:
    """The picture with ``changes`` of the figures ``rows``."""
    figures = [replace(f, **changes) if row in rows else f for row, f in enumerate(picture.figures)]
    return replace(picture, figures=tuple(figures))


def _mirrored(picture: Picture, rows: Sequence[int], across: bool, down: bool) -> Picture:
    figures = list(picture.figures)
    for row in rows:
        f = figures[row]
        x = picture.size - f.x - f.side if across else f.x
        y = picture.size - f.y - f.side if down else f.y
        figures[row] = replace(f, x=x, y=y)
    return replace(picture, figures=tuple(figures))


def _exchanged(picture: Picture, one: int, other: int) -> Picture:
    """The picture with two figures in each other's place, on the same floor, and drawn in each other's turn."""
    figures = list(picture.figures)
    a, b = figures[one], figures[other]
    figures[one] = replace(b, x=a.x + (a.side - b.side) // 2, y=a.y + a.side - b.side)
    figures[other] = replace(a, x=b.x + (b.side - a.side) // 2, y=b.y + b.side - a.side)
    return replace(picture, figures=tuple(figures))


def counting(picture: Picture, rows: Sequence[int]) -> Choice:
    """One to MOST of the figures ``rows``; other counts than the true one stand in a row across their place."""
    figures = [picture.figures[row] for row in rows]
    options = [
        picture if count == len(rows) else replace(picture, figures=_row(picture, rows, figures, count))
        for count in range(1, max(MOST, len(rows)) + 1)
    ]
    return Choice(tuple(options), len(rows) - 1)


def _row(picture: Picture, rows: Sequence[int], figures: Sequence[Placed], count: int) -> tuple[Placed, ...]:
    boxes = [box_of(f) for f in figures]
    left, right, bottom = min(b[0] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
    side = max(1, min((right - left) // count, bottom))
    start = left + (right - left - side * count) // 2
    row = [replace(figures[0], x=start + i * side, y=bottom - side, side=side) for i in range(count)]
    others = [f for index, f in enumerate(picture.figures) if index not in rows]
    return (*others, *row)


def carrying(
    picture: Picture, rows: Sequence[int], how: str, concept: str, answers: Answers, rng: random.Random
) -> Choice:
    """One of the things that can be "worn" or "held" (``how``), or nothing, asked of the figure and what is above it.

    Raises InvalidRequest where the figure has no such thing: facts and picture do not belong together.
    """
    first = picture.figures[rows[0]]
    things: tuple[tuple[str, str], ...] = getattr(first, how)
    color = dict(things).get(concept)
    if color is None:
        raise InvalidRequest(
            f"Facts say that {first.concept} has {concept} ({how}), the picture says {things}; "
            "write facts and picture from the same scene."
        )
    rest = tuple(thing for thing in things if thing[0] != concept)
    others = [c for c in _few(getattr(answers, how), concept, rng) if c not in dict(rest)]
    options = [changed(picture, rows, **{how: (*rest, (other, color))}) for other in others]
    left, top, right, bottom = box_of(first)
    box = (left, max(0, top - round(HEADROOM * picture.size)), right, bottom)
    return Choice((*options, changed(picture, rows, **{how: rest})), 0, box)
