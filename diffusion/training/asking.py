"""The whole table: which questions there are, and how their rows come together."""

from collections.abc import Callable, Mapping, Sequence

from diffusion.training.examination import Examination, Row
from diffusion.training.galleries import Galleries
from diffusion.training.histograms import Histograms
from diffusion.training.questions import Questions, answers_of, plain

ASKED: dict[str, Callable[[Questions], list[Row]]] = {
    "single": Questions.single,
    "pair": Questions.pair,
    "color": lambda ask: ask.attribute("colour of one subject", "color", lambda p: plain(p, 1, colored=True)),
    "setting": lambda ask: ask.attribute("setting", "setting", lambda p: plain(p, 1) and p.picture.setting != ""),
    "style": lambda ask: ask.attribute(
        "style", "style", lambda p: len(p.picture.figures) == 1 and p.picture.style != "3d"
    ),
    "colors": Questions.colors,
    "counts": Questions.counts,
    "worn": Questions.worn,
    "facts": Questions.facts,
}
"""The questions by short names, in the table's order."""


def answered(exam: Examination, languages: Sequence[str], asked: Sequence[str]) -> dict[tuple[str, str], list[Row]]:
    """The rows of the questions ``asked``, by language and short name."""
    answers = answers_of(exam.galleries.world.figures, exam.prompts)
    hues = Galleries(exam.galleries.world, Histograms())
    asking = {language: Questions(exam, answers, language, hues) for language in languages}
    # Question by question, because both languages are shown the same true renders.
    return {(language, name): ASKED[name](ask) for name in asked for language, ask in asking.items()}


def in_order(found: Mapping[tuple[str, str], list[Row]], languages: Sequence[str]) -> list[Row]:
    """The table's rows, language by language."""
    return [row for language in languages for name in ASKED for row in found.get((language, name), [])]


def examine(exam: Examination, languages: Sequence[str]) -> list[Row]:
    """The whole table."""
    return in_order(answered(exam, languages, list(ASKED)), languages)


def shares(asked: Sequence[str], processes: int, weights: Mapping[str, int]) -> list[list[str]]:
    """The questions, dealt out so that no process has much more to draw than another; no empty hands."""
    hands: list[list[str]] = [[] for _ in range(processes)]
    for name in sorted(asked, key=lambda name: -weights[name]):
        min(hands, key=lambda hand: sum(weights[one] for one in hand)).append(name)
    return [hand for hand in hands if hand]
