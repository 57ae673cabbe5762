"""From tokens as they are generated to text as it can be shown: whole signs, no waiting for the end of a word. Pure."""

from collections.abc import Callable, Iterable, Sequence

BROKEN = "\ufffd"
PATIENCE = 8
"""So many tokens may be held back for a sign that is not whole yet."""


class Pieces:
    """Decodes a growing list of tokens in constant time a token.

    A piece is what the last tokens add to the text of the few before them, so that tokenizers which write a space by
    their neighbours keep it.
    """

    def __init__(self, decode: Callable[[Sequence[int]], str]) -> None:
        self._decode = decode
        self._tokens: list[int] = []
        self._told = 0
        """How many of the tokens held have been told already; they are kept for what stands after them."""

    def add(self, tokens: Iterable[int]) -> str:
        """Return the text that ``tokens`` complete, "" while a sign is not whole."""
        self._tokens += tokens
        before, now = self._decode(self._tokens[: self._told]), self._decode(self._tokens)
        if now.endswith(BROKEN) and len(self._tokens) - self._told < PATIENCE:
            return ""
        self._tokens = self._tokens[self._told :]
        self._told = len(self._tokens)
        return now[len(before) :]

    def end(self) -> str:
        """Return what was held back."""
        before, now = self._decode(self._tokens[: self._told]), self._decode(self._tokens)
        self._tokens, self._told = [], 0
        return now[len(before) :]
