"""Quoted words are one word while a turn is read: their commas and verbs are the picture's text, not the user's.

Every character of a quotation is moved to a private-use plane and back, so that nothing has to be remembered.
"""

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

BASE = 0xF0000
SIZE = 0xFFFE
QUOTED = re.compile(r"\"([^\"]{1,200})\"|“([^“”]{1,200})”|「([^「」]{1,200})」|(?<!\w)'([^'\n]{2,200})'(?!\w)")
HIDDEN = re.compile(f"[{chr(BASE)}-{chr(BASE + SIZE)}]")

Value = TypeVar("Value")


def mask(text: str) -> str:
    """Return ``text`` with what is quoted hidden, the quotation marks as ``"``; characters of the plane are dropped."""
    return QUOTED.sub(lambda found: f'"{hide(next(filter(None, found.groups())))}"', HIDDEN.sub("", text))


def hide(words: str) -> str:
    """Return ``words`` as characters that no rule reads."""
    return "".join(chr(BASE + ord(sign)) if ord(sign) < SIZE else sign for sign in words)


def unmask(text: str) -> str:
    """Return ``text`` with every hidden character as it was written."""
    return HIDDEN.sub(lambda found: chr(ord(found.group()) - BASE), text)


def unmask_all(value: Value) -> Value:
    """Return a frozen dataclass, tuple or string with all its strings unmasked."""
    return map_strings(value, unmask)


def map_strings(value: Value, change: Callable[[str], str]) -> Value:
    """Return a frozen dataclass, tuple or string with ``change`` applied to all its strings."""
    done: Any = value
    if isinstance(value, str):
        done = change(value)
    elif isinstance(value, tuple):
        done = tuple(map_strings(item, change) for item in value)
    elif is_dataclass(value) and not isinstance(value, type):
        done = replace(
            value, **{field.name: map_strings(getattr(value, field.name), change) for field in fields(value)}
        )
    return done
