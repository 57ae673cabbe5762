"""Whether the rules' reading of a turn stands, or the network's takes its place."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rewriter.reader.spans import Heard

BOOKKEEPING = re.compile(
    r"\b(?:same|swap\w*|exchange|trade|undo|go back|back to|combine|merge|both pictures|picture \d"
    r"|as well|only|stays?|alone|what (?:he|she|it|they)|except|everything but|all but|like the|as the|one of)\b"
    r"|一样|同样|同款|互换|交换|对调|换一下位置|撤|退回|回到|合并|第.张|除了|其中|只留|只要|只剩|也要|也来|也给",
    re.IGNORECASE,
)
"""What the network was not taught: it takes other turns, other pictures or two subjects at once."""
SURE = 0.7
"""How sure the network must be of its least sure word, where the rules left something unread."""

SURER = 0.85
"""How sure it must be where the rules are certain and differ."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The network is heard where it is at least ``sure`` of every word and the rules left words unread, and where it
    is at least ``surer`` against a reading that the rules are certain of; above 1 that is never."""

    sure: float = SURE
    surer: float = SURER

    def leaves(self, words: str) -> bool:
        """Tell whether ``words`` are of a kind that only the rules know."""
        return BOOKKEEPING.search(words) is not None

    def trusts(self, heard: "Heard") -> bool:
        """Tell whether what was ``heard`` may be tried."""
        return heard.intent == "edit" and bool(heard.spans) and min(heard.sure, heard.intent_sure) >= self.sure

    @property
    def firm(self) -> "Policy":
        """The policy against certain rules."""
        return Policy(self.surer, self.surer)
