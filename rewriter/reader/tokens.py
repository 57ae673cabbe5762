"""Splits words into tokens and tokens into hashed n-grams, so that no word of either language is out of vocabulary."""

import re
import zlib
from dataclasses import dataclass

BUCKETS = 8192
MOST = 120
"""Tokens that the network reads of one turn."""

TOKEN = re.compile(r"[A-Za-zÀ-ɏ]+(?:'[A-Za-z]+)?|\d+|[\U000f0000-\U000fffff]+|[^\s]")
GRAM = 9


@dataclass(frozen=True, slots=True)
class Token:
    """``text`` is ``words[start:end]`` in small letters."""

    text: str
    start: int
    end: int


def tokens(words: str) -> list[Token]:
    """Split ``words``: a Latin word, a number, a quotation or a single sign each, at most ``MOST``."""
    found = []
    for match in TOKEN.finditer(words):
        text = match.group().lower()
        found.append(Token("\U000f0000" if text[0] >= "\U000f0000" else text, match.start(), match.end()))
        if len(found) == MOST:
            break
    return found


def buckets(split: list[Token]) -> list[list[int]]:
    """Return the hashed n-grams of every token: the word with its 3- and 4-grams, a Chinese sign with its neighbors."""
    hashed = []
    for at, token in enumerate(split):
        if len(token.text) > 1:
            framed = f"<{token.text}>"
            grams = [framed] + [framed[i : i + n] for n in (3, 4) for i in range(len(framed) - n + 1)]
            grams = grams[: 2 * GRAM]
        else:
            before = split[at - 1].text if at else "<"
            after = split[at + 1].text if at + 1 < len(split) else ">"
            grams = [token.text, f"{before[-1]}{token.text}", f"{token.text}{after[0]}|"]
        hashed.append([zlib.crc32(gram.encode()) % BUCKETS for gram in grams])
    return hashed
