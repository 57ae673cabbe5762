"""Which of the captioner's answers about a picture are right, and how sure it was of each: pure functions.

A true subject and a seen one belong together where their boxes overlap most. A subject that was not found counts as
wrong in every field it has. Colours are asked about only in styles that show them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from diffusion.captioner import Box, Guess, Seen, SeenSubject, overlap, place_of
from diffusion.training import styles
from diffusion.training.placing import Placed
from diffusion.training.world import Picture

SAME_PLACE = 0.3
"""Boxes of one subject overlap at least this much (intersection over union)."""
NOTHING = Guess("", 0.0)


@dataclass(frozen=True, slots=True)
class Answer:
    """One field of one picture or subject: right or wrong, and the captioner's confidence; None where it tells none."""

    field: str
    right: bool
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class TrueSubject:
    """A figure, or several alike, and their common box as fractions of the picture."""

    figure: Placed
    count: int
    box: Box


def subjects_of(picture: Picture) -> list[TrueSubject]:
    """The picture's subjects: figures that differ in nothing but their place are one."""
    alike: dict[Placed, list[Placed]] = {}
    for figure in picture.figures:
        alike.setdefault(replace(figure, x=0, y=0, flip=False), []).append(figure)
    return [TrueSubject(figures[0], len(figures), _box(figures, picture.size)) for figures in alike.values()]


def _box(figures: Sequence[Placed], size: int) -> Box:
    left, top = min(f.x for f in figures), min(f.y for f in figures)
    right, bottom = max(f.x + f.side for f in figures), max(f.y + f.side for f in figures)
    return max(left, 0) / size, max(top, 0) / size, min(right, size) / size, min(bottom, size) / size


def matched(true: Sequence[TrueSubject], seen: Sequence[SeenSubject]) -> list[SeenSubject | None]:
    """The seen subject of each true one, greedily by overlap; None where none overlaps enough."""
    pairs = sorted(
        ((overlap(t.box, s.box), i, j) for i, t in enumerate(true) for j, s in enumerate(seen)), reverse=True
    )
    result: list[SeenSubject | None] = [None] * len(true)
    taken: set[int] = set()
    for shared, i, j in pairs:
        if shared >= SAME_PLACE and result[i] is None and j not in taken:
            result[i] = seen[j]
            taken.add(j)
    return result


def answers(picture: Picture, seen: Seen, wearers: frozenset[str]) -> list[Answer]:
    """All answers about one picture. ``wearers`` are concepts that may wear and hold things."""
    true = subjects_of(picture)
    pairs = list(zip(true, matched(true, seen.subjects), strict=True))
    colors = picture.style not in styles.COLORLESS
    result = [Answer("figures counted", sum(s.count for s in seen.subjects) == len(picture.figures))]
    found = len([match for _, match in pairs if match is not None])
    result += [Answer("seen subjects that are there", index < found) for index in range(len(seen.subjects))]
    for subject, match in pairs:
        result += _about(subject, match, colors, wearers)
    result += _about_picture(picture, seen)
    right = {answer.field for answer in result if not answer.right}
    return [*result, Answer("everything", not right)]


def _about(true: TrueSubject, seen: SeenSubject | None, colors: bool, wearers: frozenset[str]) -> list[Answer]:
    figure = true.figure
    result = [Answer("subject found", seen is not None, 0.0 if seen is None else seen.presence)]

    def ask(field: str, name: str, wanted: str) -> None:
        guess = NOTHING if seen is None else getattr(seen, name)
        result.append(Answer(field, seen is not None and guess.value == wanted, guess.confidence))

    ask("concept", "concept", figure.concept)
    place = place_of(true.box)
    result.append(Answer("place", seen is not None and seen.place == place))
    if true.count > 1:
        result.append(Answer("count of several alike", seen is not None and seen.count == true.count))
    if colors:
        ask("colour said" if figure.color else "own colour", "color", figure.color)
    if figure.concept in wearers:
        for kind, things in (("worn", figure.worn), ("held", figure.held)):
            ask(f"thing {kind}" if things else f"nothing {kind}", kind, things[0][0] if things else "")
            if things and colors:
                ask(f"colour of thing {kind}", f"{kind}_color", things[0][1])
    return result


def _about_picture(picture: Picture, seen: Seen) -> list[Answer]:
    wanted = {"setting": picture.setting, "style": picture.style, "weather": picture.weather, "lens": picture.lens}
    if picture.setting:
        wanted["time of day"] = picture.time
    guesses = {name: getattr(seen, "time" if name == "time of day" else name) for name in wanted}
    return [Answer(name, guesses[name].value == word, guesses[name].confidence) for name, word in wanted.items()]
