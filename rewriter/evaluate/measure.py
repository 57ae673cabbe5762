"""From dialogues and a rewriter to results: run, score, sum up. Opens no file."""

from collections.abc import Callable, Iterable, Sequence

from rewriter.evaluate.baselines import BASELINES
from rewriter.evaluate.format import Dialogue, GoldTurn
from rewriter.evaluate.rehearsal import Rewriter, rehearse
from rewriter.evaluate.report import Result
from rewriter.evaluate.score import Outcome, TurnScore, score_turn
from rewriter.evaluate.tally import tally

OPEN, HELD_OUT = "open dialogues", "held-out dialogues"


def score_dialogue(turns: Iterable[GoldTurn], outcomes: Iterable[Outcome]) -> tuple[TurnScore, ...]:
    """Returns the score of every turn; raises ValueError when there are not as many outcomes as turns."""
    return tuple(score_turn(turn, outcome) for turn, outcome in zip(turns, outcomes, strict=True))


def results(
    dialogues: Sequence[Dialogue], rewriters: Sequence[tuple[str, Rewriter]], seed: int, resamples: int
) -> list[Result]:
    """Returns a result for every rewriter, then for both baselines, on the open and on the held-out dialogues."""

    def runner(rewriter: Rewriter) -> Callable[[Sequence[str]], list[Outcome]]:
        return lambda lines: list(rehearse(rewriter, lines))

    runs = [*((name, runner(rewriter)) for name, rewriter in rewriters), *BASELINES.items()]
    parts = [
        (name, [one for one in dialogues if one.held_out == held]) for name, held in ((OPEN, False), (HELD_OUT, True))
    ]
    return [_result(name, run, part, chosen, seed, resamples) for part, chosen in parts if chosen for name, run in runs]


def _result(
    name: str,
    run: Callable[[Sequence[str]], list[Outcome]],
    part: str,
    dialogues: Sequence[Dialogue],
    seed: int,
    resamples: int,
) -> Result:
    outcomes = tuple(tuple(run([turn.user for turn in dialogue.turns])) for dialogue in dialogues)
    scores = tuple(score_dialogue(dialogue.turns, made) for dialogue, made in zip(dialogues, outcomes, strict=True))
    seconds = [] if name in BASELINES else [outcome.seconds for made in outcomes for outcome in made]
    summed = tally(list(zip(dialogues, scores, strict=True)), seed, resamples, seconds)
    return Result(name, part, tuple(dialogues), outcomes, scores, summed)
