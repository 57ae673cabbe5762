"""English commands typed in haste: a letter left out, two of them exchanged."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from rewriter.english import word_list

COMMANDS = word_list(
    "add remove make give change replace draw move paint delete swap turn color colour write bring put"
)
REAL_WORDS = frozenset(
    word_list(
        "raw urn sap pain ring rite elite turns pant ad rap wap dad daw brig brin tun writ chang mae pint moe"
        " bing ive olor chane"
    )
)
"""What is a word of its own, or too short to tell, though it is near to a command."""


def _slips(word: str) -> Iterator[str]:
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]
        if at + 1 < len(word):
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _table() -> dict[str, str]:
    slips = {slip: word for word in COMMANDS for slip in _slips(word) if len(slip) > 2}
    return {slip: word for slip, word in slips.items() if slip not in REAL_WORDS and slip not in COMMANDS}


SLIPS: Mapping[str, str] = MappingProxyType(_table())
FIRST = re.compile(
    r"^(?P<lead>(?:(?:please|now|then|and|can you|could you) )*)(?P<word>[a-z]+)(?= (?!is\b|are\b))", re.IGNORECASE
)
AND = re.compile(r"(?<=[a-z]) n (?=[a-z])")


def mended(words: str) -> str:
    """Return "giv it a hat" as "give it a hat", "green n purple" as "green and purple"; all else as it is."""
    found = FIRST.match(words[:80])
    meant = SLIPS.get(found.group("word").lower()) if found else None
    words = f"{words[: found.start('word')]}{meant}{words[found.end('word') :]}" if found and meant else words
    return AND.sub(" and ", words)
