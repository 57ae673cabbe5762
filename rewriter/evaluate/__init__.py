"""The rewriter's benchmark: dialogues with gold facts per turn, scored fact by fact (docs/rewriter-format.md)."""

from rewriter.evaluate.format import Dialogue, Fact, GoldTurn, parse, unique
from rewriter.evaluate.measure import results, score_dialogue
from rewriter.evaluate.rehearsal import Rewriter, rehearse
from rewriter.evaluate.rewriters import REWRITERS, Materials, build
from rewriter.evaluate.score import Outcome, TurnScore, Verdict, score_turn
from rewriter.evaluate.tally import Rate, Tally, tally

__all__ = [
    "REWRITERS",
    "Dialogue",
    "Fact",
    "GoldTurn",
    "Materials",
    "Outcome",
    "Rate",
    "Rewriter",
    "Tally",
    "TurnScore",
    "Verdict",
    "build",
    "parse",
    "rehearse",
    "results",
    "score_dialogue",
    "score_turn",
    "tally",
    "unique",
]
