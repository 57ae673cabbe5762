"""Scores of dialogues: subject's likeness, edits done, what changed elsewhere; and the table over all of them."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from torch import Tensor

from benchmarks.dialogues import LOCAL, Script
from benchmarks.likeness import differences, gradient_energy, outside
from benchmarks.play import Pixels, Played
from benchmarks.questions import Examiner, rendered, subject_box
from dialog.scene import Scene
from diffusion.training.world import World

TINY = 1e-9
TRUTH_SEED = 11
"""Of the ceiling's renders: another variant of every setting than the answers are rendered with."""
REFERENCES, ALONE, FLOOR, CEILING = WAYS = ("with references", "same seed only", "floor", "ceiling")
"""The columns; the first or the second may be absent."""


@dataclass(frozen=True, slots=True)
class TurnScore:
    """What the judge says of one turn. None: the question does not arise.

    ``likeness``: cosine of the first subject's crop and its first appearance. ``noise`` (dB) and ``apart`` (levels of
    255): this picture against the one before, outside of what a local edit was about. ``same_style``: as at first.
    ``energy``: mean squared gradient.
    """

    dialogue: str
    language: str
    turn: int
    text: str
    same_style: bool
    likeness: float | None
    done: dict[str, bool]
    noise: float | None
    apart: float | None
    energy: float


def score(
    examiner: Examiner, script: Script, pictures: Tensor, boxes: Sequence[dict[str, Pixels]], own: Tensor
) -> list[TurnScore]:
    """Scores ``pictures`` [T, 3, S, S] of a dialogue. First appearance and picture before are taken from ``own``.

    ``own`` is ``pictures`` itself but for the floor, which asks the same questions of another dialogue's pictures.
    """
    actor = script.turns[0].scene.subjects[0]
    cells = [
        found.get(actor.concept) or subject_box(line.scene, actor.id)
        for found, line in zip(boxes, script.turns, strict=True)
    ]
    features = examiner.features(pictures, cells)
    first = examiner.features(own[:1], cells[:1])[0]
    scores = []
    for index, line in enumerate(script.turns):
        before = script.turns[index - 1].scene if index else Scene()
        noise = apart = None
        if index and all(asked in LOCAL for asked in line.asked):
            mask = outside(before, line.scene, pictures.shape[-1])
            noise, apart = differences(own[index - 1], pictures[index], mask)
        scores.append(
            TurnScore(
                script.name, script.language, index + 1, line.text, line.scene.style in ("", "3d"),
                float(features[index] @ first) if index else None,
                {a: examiner.done(a, before, line.scene, pictures[index], boxes[index]) for a in line.asked},
                noise, apart, gradient_energy(pictures[index]),
            )
        )  # fmt: skip
    return scores


def truth(world: World, script: Script) -> tuple[Tensor, tuple[dict[str, Pixels], ...]]:
    """True renders of a dialogue's scenes, one variant of each setting throughout, and where their subjects stand."""
    scenes = [line.scene for line in script.turns]
    boxes = tuple({s.concept: subject_box(scene, s.id) for s in scene.subjects} for scene in scenes)
    return rendered(world, scenes, TRUTH_SEED), boxes


def score_all(
    examiner: Examiner, drawn: Mapping[str, Sequence[Played]], say: Callable[[str], None]
) -> dict[str, list[TurnScore]]:
    """Scores by way (see WAYS). ``drawn``: REFERENCES, ALONE or both; the same scripts each, at least two.

    The floor shows each dialogue's judge the pictures of the next one, which has other subjects.
    """
    scores: dict[str, list[TurnScore]] = {way: [] for way in WAYS if way in drawn or way in (FLOOR, CEILING)}
    shown = next(iter(drawn.values()))
    for index, one in enumerate(shown):
        say(f"judging {one.script.name}")
        renders, boxes = truth(examiner.world, one.script)
        for way, dialogues in drawn.items():
            own = dialogues[index]
            scores[way] += score(examiner, one.script, own.pictures, own.boxes, own.pictures)
        foreign = shown[(index + 1) % len(shown)].pictures
        scores[FLOOR] += score(examiner, one.script, foreign, one.boxes, one.pictures)
        scores[CEILING] += score(examiner, one.script, renders, boxes, renders)
    return scores


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a number for each way of the table, None where there is none; ``form`` prints it."""

    question: str
    count: int
    values: tuple[float | None, ...]
    form: str = "{:.1%}"


def rows(scores: dict[str, list[TurnScore]]) -> list[Row]:
    """The table's lines."""
    like = _row("subject like its first appearance (cosine)", scores, lambda s: [s.likeness], "{:.3f}")
    alike = _row(
        "… in turns of the first picture's style", scores, lambda s: [s.likeness] if s.same_style else [], "{:.3f}"
    )
    done = _row("edit done, all turns", scores, lambda s: s.done.values())
    table = [like, alike, done, _together(like, done, list(scores))]
    for language in ("zh", "en"):
        table.append(
            _row(f"edit done, {language}", scores, lambda s, x=language: s.done.values() if s.language == x else [])
        )
    kinds = dict.fromkeys(asked for turn in scores[CEILING] for asked in turn.done)
    for kind in kinds:
        table.append(_row(f"edit done: {kind}", scores, lambda s, x=kind: [s.done.get(x)]))
    table.append(
        _row("local edits: like the picture before elsewhere (PSNR, dB)", scores, lambda s: [s.noise], "{:.1f}")
    )
    table.append(_row("local edits: mean difference elsewhere (of 255)", scores, lambda s: [s.apart], "{:.1f}"))
    return [*table, _sharpness(scores)]


def _sharpness(scores: dict[str, list[TurnScore]]) -> Row:
    """Gradient energy of the last picture over the first's, against the same ratio of the true renders."""
    gains = {way: _gains(turns) for way, turns in scores.items() if way != FLOOR}
    values = tuple(
        math.exp(fmean(gains[way][name] - gains[CEILING][name] for name in gains[way])) if way in gains else None
        for way in scores
    )
    return Row(
        "as sharp at the last turn as at the first (1: as true renders are)", len(gains[CEILING]), values, "{:.2f}"
    )


def _gains(turns: Sequence[TurnScore]) -> dict[str, float]:
    """By dialogue, the logarithm of the last turn's energy over the first's."""
    first = {turn.dialogue: turn.energy for turn in turns if turn.turn == 1}
    last = {turn.dialogue: turn.energy for turn in turns}
    return {name: math.log(max(last[name], TINY) / max(first[name], TINY)) for name in first}


def _row(
    question: str, scores: dict[str, list[TurnScore]], pick: Callable[[TurnScore], Iterable[float | None]],
    form: str = "{:.1%}",
) -> Row:  # fmt: skip
    picked = [[value for turn in turns for value in pick(turn) if value is not None] for turns in scores.values()]
    return Row(question, len(picked[-1]), tuple(fmean(found) if found else None for found in picked), form)


def _together(like: Row, done: Row, ways: Sequence[str]) -> Row:
    """Geometric mean of likeness, put between floor (0) and ceiling (1), and of the share of edits done."""
    floor, ceiling = like.values[ways.index(FLOOR)], like.values[ways.index(CEILING)]
    values: list[float | None] = []
    for alike, share in zip(like.values, done.values, strict=True):
        if alike is None or share is None or floor is None or ceiling is None or ceiling <= floor:
            values.append(None)
        else:
            values.append(math.sqrt(min(max((alike - floor) / (ceiling - floor), 0.0), 1.0) * share))
    return Row("**both: geometric mean** (likeness from floor 0 to ceiling 1)", like.count, tuple(values), "**{:.3f}**")


def table(lines: Sequence[Row], ways: Sequence[str]) -> str:
    """The lines as a Markdown table."""
    out = [f"| | n | {' | '.join(ways)} |", f"|---|---|{'---|' * len(ways)}"]
    for line in lines:
        cells = [line.form.format(value) if value is not None else "" for value in line.values]
        out.append(f"| {line.question} | {line.count} | {' | '.join(cells)} |")
    return "\n".join(out) + "\n"
