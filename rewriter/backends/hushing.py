"""Keeps a secret out of texts: errors that are cut short, and answers that come in pieces. Pure."""

ELLIPSIS = "…"
SHORTEST = 8
"""A shorter key ("none", "ollama") is no secret, and its letters may stand in any answer."""
PART = 4
"""Fewer characters of a secret at a text's end are not told from other words."""


def hushed(text: str, secret: str) -> str:
    """Return ``text`` without ``secret``."""
    return text.replace(secret, ELLIPSIS) if secret else text


def hushed_part(text: str, secret: str) -> str:
    """Return a text that was cut, without ``secret`` and without what may be its beginning."""
    text = hushed(text, secret)
    length = begun(text, secret)
    return text[:-length] + ELLIPSIS if length >= PART else text


def begun(text: str, secret: str) -> int:
    """Return how many of the last characters of ``text`` may begin ``secret``."""
    longest = min(len(text), len(secret) - 1)
    return next((length for length in range(longest, 0, -1) if secret.startswith(text[-length:])), 0)


class Hush:
    """Takes a secret out of a text that comes in pieces: what may begin it is held back until it is known."""

    def __init__(self, secret: str) -> None:
        self._secret = secret if len(secret) >= SHORTEST else ""
        self._held = ""

    def feed(self, text: str) -> str:
        """Return what may be told of ``text`` and of what was held back."""
        text = hushed(self._held + text, self._secret)
        length = begun(text, self._secret)
        self._held = text[len(text) - length :]
        return text[: len(text) - length]

    def end(self) -> str:
        """Return what was held back, at the end of the whole text."""
        text, self._held = self._held, ""
        return text
