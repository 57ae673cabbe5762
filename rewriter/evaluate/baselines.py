"""What no rewriter at all would draw: the words of the last turn, or the words of all turns one after another.

Both are scored by the same rules on their prompt alone. They have no intent, so that they answer nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from rewriter.evaluate.score import Outcome

Baseline = Callable[[Sequence[str]], list[Outcome]]


def last_turn(lines: Sequence[str]) -> list[Outcome]:
    """Returns for every turn its own words."""
    return [Outcome(line) for line in lines]


def all_turns(lines: Sequence[str]) -> list[Outcome]:
    """Returns for every turn the words of all turns so far, a line each."""
    return [Outcome("\n".join(lines[:end])) for end in range(1, len(lines) + 1)]


BASELINES: Mapping[str, Baseline] = MappingProxyType({"last turn": last_turn, "all turns": all_turns})
