"""The results in words: tables for people, records for JSON."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rewriter.evaluate.faults import nothing_new
from rewriter.evaluate.format import Dialogue
from rewriter.evaluate.score import Outcome, TurnScore
from rewriter.evaluate.tally import ALL, DEPTHS, LANGUAGES, Rate, Tally

HEADS = {
    "right": "turn right",
    "no_new": "no new fault",
    "kept": "facts kept",
    "stale": "stale",
    "bound": "right subject",
    "intent": "intent",
    "answers": "answers",
}
MODELS = frozenset({"model"})
"""Rewriters that fall back to the rules."""
ORDER = (ALL, *LANGUAGES.values(), *(name for _, name in DEPTHS))
WIDTH = 21


@dataclass(frozen=True, slots=True)
class Result:
    """One way of rewriting on one set of dialogues; ``outcomes`` and ``scores`` go with ``dialogues``, turn by turn."""

    name: str
    part: str
    dialogues: tuple[Dialogue, ...]
    outcomes: tuple[tuple[Outcome, ...], ...]
    scores: tuple[tuple[TurnScore, ...], ...]
    tally: Tally


def table(result: Result, whole: bool = True) -> str:
    """Returns the rates of a result as a table, one row a group; not ``whole``: without the kinds."""
    tally = result.tally
    kinds = sorted(group for group in tally.rates if group.startswith("kind "))
    groups = [group for group in ORDER if group in tally.rates] + (kinds if whole else [])
    lines = [f"{result.name}, {result.part}: {tally.dialogues} dialogues, {tally.turns} turns{_time(tally.seconds)}"]
    if told := by_rules(result):
        lines.append(told)
    lines.append(f"{'':<18}{'pictures':>9}" + "".join(f"{head:>{WIDTH}}" for head in HEADS.values()))
    for group in groups:
        rates = tally.rates[group]
        pictures = rates["right"].total if "right" in rates else 0
        lines.append(f"{group:<18}{pictures:>9}" + "".join(f"{_cell(rates.get(name)):>{WIDTH}}" for name in HEADS))
    return "\n".join(lines)


def sources(result: Result) -> dict[str, int]:
    """Returns how many turns each reader read ("model", "rules"); {} for a baseline."""
    return dict(Counter(outcome.source for made in result.outcomes for outcome in made if outcome.source))


def by_rules(result: Result) -> str:
    """Returns how many turns of a language model the rules read in its place, as a line; "" for others."""
    if result.name not in MODELS:
        return ""
    return f"{result.name}: {sources(result).get('rules', 0)} of {result.tally.turns} turns were read by the rules"


def failures(result: Result, limit: int) -> Iterable[str]:
    """Yields the first ``limit`` turns that are not right, with what is wrong in each; never a held-out one."""
    left = limit
    for dialogue, outcomes, scores in zip(result.dialogues, result.outcomes, result.scores, strict=True):
        for number, (outcome, score) in enumerate(zip(outcomes, scores, strict=True), 1):
            if dialogue.held_out or (score.right and score.intent_right is not False):
                continue
            if not left:
                return
            left -= 1
            yield _failure(dialogue, number, outcome, score)


def record(result: Result) -> dict[str, Any]:
    """Returns a result as JSON types. Of held-out dialogues there are only sums."""
    turns = [
        turn
        for dialogue, outcomes, scores in zip(result.dialogues, result.outcomes, result.scores, strict=True)
        if not dialogue.held_out
        for turn in _turns(dialogue, outcomes, scores)
    ]
    tally = result.tally
    rates = {group: {name: _rate(rate) for name, rate in row.items()} for group, row in tally.rates.items()}
    return {
        "rewriter": result.name,
        "part": result.part,
        "dialogues": tally.dialogues,
        "turns": tally.turns,
        "sources": sources(result),
        "milliseconds": {"median": _at(tally.seconds, 0.5), "p95": _at(tally.seconds, 0.95)},
        "rates": rates,
        "scores": turns,
    }


def _cell(rate: Rate | None) -> str:
    if rate is None or not rate.total:
        return "-"
    interval = "" if math.isnan(rate.low) else f" [{100 * rate.low:.1f}, {100 * rate.high:.1f}]"
    return f"{100 * rate.value:.1f}{interval}"


def _time(seconds: Sequence[float]) -> str:
    if not seconds:
        return ""
    return f", {_at(seconds, 0.5)} ms a turn (95 % under {_at(seconds, 0.95)} ms)"


def _at(seconds: Sequence[float], share: float) -> float | None:
    return round(1000 * seconds[math.floor(share * (len(seconds) - 1))], 2) if seconds else None


def _rate(rate: Rate) -> dict[str, float | int | None]:
    low, high = (None if math.isnan(end) else round(end, 4) for end in (rate.low, rate.high))
    return {"hits": rate.hits, "total": rate.total, "low": low, "high": high}


def _turns(dialogue: Dialogue, outcomes: Sequence[Outcome], scores: Sequence[TurnScore]) -> list[dict[str, Any]]:
    news = nothing_new(dialogue.turns, [one.faults for one in scores], [one.intent_right for one in scores])
    return [
        {"id": dialogue.id, "turn": number, **_turn(outcome, score), "no_new": unharmed}
        for number, (outcome, score, unharmed) in enumerate(zip(outcomes, scores, news, strict=True), 1)
    ]


def _turn(outcome: Outcome, score: TurnScore) -> dict[str, Any]:
    missing = [[v.fact.subject, v.fact.relation] for v in score.verdicts if not v.kept]
    misplaced = [[v.fact.subject, v.fact.relation] for v in score.verdicts if v.kept and v.bound is False]
    return {
        "intent": outcome.intent,
        "source": outcome.source,
        "intent_right": score.intent_right,
        "right": score.right,
        "prompt": outcome.prompt,
        "missing": missing,
        "misplaced": misplaced,
        "stale": list(score.stale),
    }


def _failure(dialogue: Dialogue, number: int, outcome: Outcome, score: TurnScore) -> str:
    turn = dialogue.turns[number - 1]
    lines = [f"{dialogue.id} turn {number}: {turn.user}"]
    if score.intent_right is False:
        lines.append(f"  intent     {outcome.intent}, not {turn.intent}")
    lines.append(f"  prompt     {outcome.prompt}" if turn.intent != "answer" else f"  reply      {outcome.reply}")
    for name, keep in (("missing", lambda v: not v.kept), ("misplaced", lambda v: v.kept and v.bound is False)):
        facts = [v.fact for v in score.verdicts if keep(v)]
        if facts:
            said = "; ".join(f"{f.subject} {f.relation} {f.other or '/'.join(f.wordings)}" for f in facts)
            lines.append(f"  {name:<10} {said}")
    if score.stale:
        lines.append(f"  stale      {'; '.join(score.stale)}")
    return "\n".join(lines)
