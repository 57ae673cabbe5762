"""From a model's text to a checked answer. Nothing of the text is run or trusted: sizes, types and names are checked.

Read are a JSON object alone, in a fence, behind reasoning (``<think>``) or between other text. What is cut off,
endless or of another type is an UnusableAnswer whose message tells the model what to mend; keys nobody asked for are
left out.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from dialog.types import Intent
from rewriter.backends.errors import UnusableAnswer

MAX_CHARACTERS = 32_768
MAX_OPERATIONS = 24
MAX_ITEMS = 24
MAX_DEPTH = 12
STARTS = 16
"""So many opening braces are tried as the beginning of the answer."""
SHORT, LONG = 120, 400
"""Longest value of a field, and longest note, action or reply, in characters."""
MAX_COUNT = 1000
INTENTS: tuple[Intent, ...] = ("draw", "edit", "answer", "back")
KINDS = ("add", "remove", "replace", "set", "give", "relate", "avoid", "note")
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Unicode categories that a picture's description never needs: control, format (bidirectional), unassigned."""

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Edit:
    """One operation of the model. ``kind`` is one of KINDS; ``target`` a subject's id, or "" for the whole picture;
    ``attribute`` a field; ``item`` is a subject or thing as it was given, for those kinds that bring one."""

    kind: str
    target: str = ""
    attribute: str = ""
    value: str = ""
    item: Record | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model proposes. ``scene`` is a whole new scene as it was given, or None; ``picture`` the number of a
    picture to go back to, or 0; ``prompt`` and ``digest`` its own wording, or ""; ``confidence`` from 0 to 1."""

    intent: Intent
    operations: tuple[Edit, ...] = ()
    scene: Record | None = None
    prompt: str = ""
    digest: str = ""
    reply: str = ""
    picture: int = 0
    confidence: float = 1.0


def parse(text: str) -> Answer:
    """Return the answer in ``text``. Raises UnusableAnswer saying what was found and what is asked for."""
    record = _found(text)
    intent = next((one for one in INTENTS if one == record.get("intent")), None)
    if intent is None:
        _refuse(f'"intent" is {_shown(record.get("intent"))}; allowed are {", ".join(INTENTS)}')
    operations = _listed(record, "operations", MAX_OPERATIONS)
    scene = record.get("scene") or None
    if scene is not None and not isinstance(scene, Mapping):
        _refuse(f'"scene" is {_shown(scene)}; give an object or null')
    return Answer(
        intent,
        tuple(_edit(one, f"operations[{at}]") for at, one in enumerate(operations)),
        scene,
        text_of(record, "prompt", MAX_CHARACTERS),
        text_of(record, "digest", MAX_CHARACTERS),
        text_of(record, "reply", LONG),
        whole_of(record, "picture", 0),
        _confidence(record),
    )


def _edit(value: Any, where: str) -> Edit:
    if not isinstance(value, Mapping):
        _refuse(f'"{where}" is {_shown(value)}; give an object')
    kind = value.get("kind")
    if kind not in KINDS or not isinstance(kind, str):
        _refuse(f'"{where}.kind" is {_shown(kind)}; allowed are {", ".join(KINDS)}')
    item = value.get("item")
    if item is not None and not isinstance(item, Mapping):
        _refuse(f'"{where}.item" is {_shown(item)}; give an object or null')
    said = value.get("value")
    plain = {**value, "value": str(said)} if type(said) is int else value
    return Edit(
        kind,
        text_of(plain, "target", SHORT, where),
        text_of(plain, "attribute", SHORT, where),
        text_of(plain, "value", LONG, where),
        item,
    )


def text_of(record: Record, key: str, limit: int, where: str = "") -> str:
    """Return a text field in one line without control characters; missing or null is "". Raises UnusableAnswer."""
    value = record.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        _refuse(f'"{_path(where, key)}" is {_shown(value)}; give text')
    if len(value) > limit:
        _refuse(f'"{_path(where, key)}" has {len(value):,} characters; at most {limit} are allowed')
    return plain(value)


def whole_of(record: Record, key: str, default: int, where: str = "", limit: int = 1_000_000) -> int:
    """Return a whole number from 0 to ``limit``; digits as text are accepted. Raises UnusableAnswer."""
    value = record.get(key)
    if value is None or value == "":
        return default
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,6}", value):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if type(value) is not int or not 0 <= value <= limit:
        _refuse(f'"{_path(where, key)}" is {_shown(value)}; give a whole number from 0 to {limit}')
    return value


def texts_of(record: Record, key: str, where: str = "", limit: int = SHORT) -> tuple[str, ...]:
    """Return a list of texts, each once; one text alone is a list of one. Raises UnusableAnswer."""
    value = record.get(key)
    items = [value] if isinstance(value, str) else _listed(record, key, MAX_ITEMS, where)
    found = [text_of({"item": one}, "item", limit, _path(where, key)) for one in items]
    return tuple(dict.fromkeys(one for one in found if one))


def records_of(record: Record, key: str, where: str = "") -> tuple[Record, ...]:
    """Return a list of objects. Raises UnusableAnswer."""
    items = _listed(record, key, MAX_ITEMS, where)
    for at, one in enumerate(items):
        if not isinstance(one, Mapping):
            _refuse(f'"{_path(where, key)}[{at}]" is {_shown(one)}; give an object')
    return tuple(items)


def plain(text: str) -> str:
    """Return ``text`` on one line, without control, format and bidirectional characters."""
    spaced = re.sub(r"[\s\u2028\u2029]+", " ", text)
    return "".join(sign for sign in spaced if unicodedata.category(sign) not in UNSEEN).strip()


def _listed(record: Record, key: str, limit: int, where: str = "") -> list[Any]:
    value = record.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        _refuse(f'"{_path(where, key)}" is {_shown(value)}; give a list')
    if len(value) > limit:
        _refuse(f'"{_path(where, key)}" has {len(value):,} items; at most {limit} are allowed')
    return value


def _confidence(record: Record) -> float:
    value = record.get("confidence")
    number = float(value) if isinstance(value, int | float) and abs(value) < 1e6 else 1.0
    return min(1.0, max(0.0, number))


def _found(text: str) -> dict[str, Any]:
    """Return the first JSON object that looks like an answer."""
    if len(text) > MAX_CHARACTERS:
        _refuse(f"the answer has more than {MAX_CHARACTERS:,} characters; give one short JSON object")
    text = re.sub(r"(?s)^.*</think>", "", text)
    decoder, problem, at = json.JSONDecoder(parse_constant=_no_constant), "", -1
    for _ in range(STARTS):
        at = text.find("{", at + 1)
        if at < 0:
            break
        if _depth(text, at) > MAX_DEPTH:
            _refuse(f"objects and lists are nested deeper than {MAX_DEPTH}")
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            problem = problem or f"the JSON is broken or cut off ({str(error)[:80]})"
            continue
        if isinstance(value, dict) and "intent" in value:
            return value
        at = end - 1
    _refuse(problem or "there is no JSON object with the key intent in it")


def _depth(text: str, at: int) -> int:
    """Return how deep the brackets from ``at`` on are nested, up to MAX_DEPTH + 1."""
    depth = deepest = 0
    for found in re.finditer(r'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', text[at:]):
        sign = found.group(0)[0]
        depth += (sign in "[{") - (sign in "]}")
        deepest = max(deepest, depth)
        if depth <= 0 or deepest > MAX_DEPTH:
            break
    return deepest


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _path(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _shown(value: Any) -> str:
    """Name a value by its type and beginning, short and without line breaks."""
    if value is None:
        return "missing"
    text = ascii(value[:40]) if isinstance(value, str) else ascii(value)[:40] if type(value) in (int, float) else ""
    return f"{type(value).__name__} {text}".strip()


def _refuse(what: str) -> NoReturn:
    raise UnusableAnswer(f"The model's answer cannot be used: {what}.")
