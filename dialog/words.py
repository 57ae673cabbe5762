"""What of a user's words is kept: one line of text, without control characters, within a limit."""

import re
import unicodedata

from dialog.errors import EmptyTurn, InvalidTurn

MAX_CHARACTERS = 2000
MAX_TITLE = 80

_BREAK = re.compile("\r\n|[\t\n\v\f\r\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: str, limit: int = MAX_CHARACTERS) -> str:
    """Returns the words on one line; "" when nothing visible is left.

    Line breaks and tabs become spaces, other control characters go; everything else stays as written.
    Raises InvalidTurn for more than ``limit`` characters and for text that no encoding can hold.
    """
    if found := _SURROGATE.search(text):
        raise InvalidTurn(
            f"The text holds half a character (U+{ord(found[0]):04X}) at position {found.start() + 1}. "
            "Only whole Unicode characters are allowed; type that place again."
        )
    words = _CONTROL.sub("", _BREAK.sub(" ", text)).strip()
    if len(words) > limit:
        raise InvalidTurn(
            f"The text has {len(words):,} characters; at most {limit:,} are allowed in one turn. "
            "Shorten it or say it in several turns."
        )
    visible = any(unicodedata.category(character)[0] not in "ZC" for character in words)
    return words if visible else ""


def clean_title(text: str) -> str:
    """Returns a conversation's title on one line. Raises EmptyTurn without words, InvalidTurn when it is too long."""
    words = clean(text)
    if not words:
        raise EmptyTurn("The title is empty: give the conversation a name.")
    if len(words) > MAX_TITLE:
        raise InvalidTurn(f"The title has {len(words):,} characters; at most {MAX_TITLE} are allowed. Shorten it.")
    return words
