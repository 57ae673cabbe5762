"""How often each feature occurs in the wide corpus."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WideMixture:
    """Shares between 0 and 1; ``subjects`` are the weights of one, two, three and four, ``common``
    the share of concepts taken from the first table, what people ask for most, before those of both tables.

    ``long`` is the share of captions in sentences that name every fact, ``rich`` that for three or four subjects, where
    they are 150 to 256 tokens long; ``wordings`` how many captions a record has in each language; ``least`` and
    ``most`` bound the length of every caption, in tokens (0: no bound); ``kept`` how often an edit leaves everybody
    where they stood.
    """

    subjects: tuple[float, float, float, float] = (0.34, 0.34, 0.2, 0.12)
    common: float = 0.3
    several: float = 0.14
    color: float = 0.42
    worn: float = 0.24
    held: float = 0.12
    place: float = 0.3
    related: float = 0.5
    small: float = 0.04
    plain: float = 0.18
    timed: float = 0.42
    weather: float = 0.22
    style: float = 0.34
    lens: float = 0.24
    edited: float = 0.7
    kept: float = 0.6
    crops: float = 0.4
    long: float = 0.25
    rich: float = 0.5
    wordings: int = 2
    least: int = 0
    most: int = 0


WIDE_MIXTURES = {
    "wide": WideMixture(),
    # The first lesson: mostly one subject in its own colour.
    "wide-simple": WideMixture(
        subjects=(0.86, 0.14, 0.0, 0.0), several=0.04, color=0.16, worn=0.05, held=0.02, place=0.1, related=0.3,
        plain=0.3, weather=0.08, style=0.12, lens=0.08, edited=0.0, crops=0.0, long=0.1,
    ),
    # Binding: two and three subjects, nearly all coloured, many of them counted, dressed and related.
    "wide-binding": WideMixture(
        subjects=(0.1, 0.5, 0.28, 0.12), several=0.24, color=0.7, worn=0.4, held=0.2, related=0.65, edited=0.75,
    ),
    # Prompts for the judge: every one 150 to 256 tokens long, with a margin for the tokenizer that is trained later.
    "wide-long": WideMixture(
        subjects=(0.0, 0.0, 0.4, 0.6), several=0.16, color=0.8, worn=0.7, held=0.45, related=0.9, plain=0.0,
        timed=0.8, weather=0.6, style=0.6, lens=0.5, edited=0.0, crops=0.0,
        long=1.0, rich=1.0, wordings=1, least=172, most=228,
    ),
}  # fmt: skip
