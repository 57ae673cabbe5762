"""Dialogues with gold facts: the form of one, and its strict reading from JSON lines (docs/rewriter-format.md)."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dialog.errors import InvalidRecord

SCENE = "scene"
LANGUAGES = ("zh", "en")
INTENTS = ("draw", "edit", "answer", "back")
WORD = re.compile(r"[a-z][a-z_]*")
DIALOGUE_KEYS = {"id", "lang", "held_out", "turns"}
TURN_KEYS = {"user", "intent", "kinds", "facts", "gone", "reply_has"}


@dataclass(frozen=True, slots=True)
class Fact:
    """``subject`` (a key, or SCENE) has ``relation`` to one of ``wordings``, or to the subject with the key ``other``.

    Exactly one of ``wordings`` and ``other`` is not empty.
    """

    subject: str
    relation: str
    wordings: tuple[str, ...] = ()
    other: str = ""


@dataclass(frozen=True, slots=True)
class GoldTurn:
    """One turn: the user's words, what they ask for, and everything in force after it.

    ``facts`` and ``gone`` (each a tuple of wordings of one thing that must not be said any more) are complete for every
    turn that leaves a picture (intent draw, edit, back) and not looked at for answers.
    """

    user: str
    intent: str
    kinds: tuple[str, ...]
    facts: tuple[Fact, ...] = ()
    gone: tuple[tuple[str, ...], ...] = ()
    reply_has: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One dialogue; ``held_out`` ones are never looked at while a rewriter is made."""

    id: str
    lang: str
    held_out: bool
    turns: tuple[GoldTurn, ...]


def parse(data: bytes, source: str = "The file") -> tuple[Dialogue, ...]:
    """Returns the dialogues of a file of JSON lines, blank lines skipped.

    Raises InvalidRecord that names ``source`` and every line with a fault (the first 20), what was found there and
    what is allowed.
    """
    try:
        lines = data.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise InvalidRecord(f"{source} is not UTF-8 at byte {error.start}. Save it as UTF-8 text.") from error
    dialogues, faults = [], []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            dialogues.append(_dialogue(json.loads(line)))
        except InvalidRecord as error:
            faults.append(f"{source}, line {number}: {error}")
        except RecursionError:
            faults.append(f"{source}, line {number}: nested too deeply; write one object a line")
        except ValueError as error:
            faults.append(f"{source}, line {number}: not JSON ({str(error)[:120]}); write one object a line")
    if faults:
        raise InvalidRecord("\n".join(faults[:20]))
    return tuple(dialogues)


def unique(dialogues: Iterable[Dialogue]) -> tuple[Dialogue, ...]:
    """Returns the dialogues as they are. Raises InvalidRecord when there is none, or when two have one id."""
    given = tuple(dialogues)
    if not given:
        raise InvalidRecord("There is no dialogue in these files; give JSON lines as docs/rewriter-format.md says.")
    ids = [dialogue.id for dialogue in given]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise InvalidRecord(f"Several dialogues are called {', '.join(twice)}; give each an id of its own.")
    return given


def _dialogue(record: Any) -> Dialogue:
    found = _object(record, DIALOGUE_KEYS, DIALOGUE_KEYS, "the dialogue")
    id_ = _text(found["id"], "id")
    if found["lang"] not in LANGUAGES:
        raise InvalidRecord(f"{id_}: lang is {found['lang']!r}; allowed: {', '.join(LANGUAGES)}")
    if not isinstance(found["held_out"], bool):
        raise InvalidRecord(f"{id_}: held_out is {found['held_out']!r}; allowed: true, false")
    if not isinstance(found["turns"], list) or not found["turns"]:
        raise InvalidRecord(f"{id_}: turns must be a list of one turn or more")
    turns = tuple(_turn(turn, f"{id_}, turn {number}") for number, turn in enumerate(found["turns"], 1))
    return Dialogue(id_, found["lang"], found["held_out"], turns)


def _turn(record: Any, where: str) -> GoldTurn:
    found = _object(record, TURN_KEYS, {"user", "intent", "kinds"}, where)
    if found["intent"] not in INTENTS:
        raise InvalidRecord(f"{where}: intent is {found['intent']!r}; allowed: {', '.join(INTENTS)}")
    kinds = _texts(found["kinds"], f"{where}, kinds")
    if found["intent"] != "answer" and "facts" not in found:
        raise InvalidRecord(f"{where}: facts are missing; a turn that leaves a picture lists all that are in force")
    facts = tuple(_fact(fact, where) for fact in found.get("facts") or ())
    gone = tuple(_gone(one, where) for one in found.get("gone") or ())
    _check_keys(facts, where)
    reply_has = tuple(_texts(found["reply_has"], f"{where}, reply_has")) if found.get("reply_has") else ()
    return GoldTurn(_text(found["user"], f"{where}, user"), found["intent"], tuple(kinds), facts, gone, reply_has)


def _fact(record: Any, where: str) -> Fact:
    if not isinstance(record, list) or len(record) != 3:
        raise InvalidRecord(f"{where}: the fact {_short(record)} is not [subject, relation, value]")
    subject, relation, value = _text(record[0], where), _text(record[1], where), record[2]
    if not WORD.fullmatch(relation):
        raise InvalidRecord(f"{where}: the relation {relation!r} must be small letters and _ only")
    if isinstance(value, str):
        return Fact(subject, relation, other=_text(value, where))
    return Fact(subject, relation, tuple(_texts(value, f"{where}, {subject} {relation}")))


def _gone(record: Any, where: str) -> tuple[str, ...]:
    """Read the wordings of one thing; [subject, [wordings]] is read as well, for its wordings."""
    if isinstance(record, list) and len(record) == 2 and isinstance(record[1], list):
        record = record[1]
    return tuple(_texts(record, f"{where}, gone"))


def _check_keys(facts: tuple[Fact, ...], where: str) -> None:
    """Every subject and every other subject needs an ``is``, so that it can be found in a prompt."""
    named = {fact.subject for fact in facts if fact.relation == "is" and fact.wordings} | {SCENE}
    for fact in facts:
        for key in (fact.subject, fact.other):
            if key and key not in named:
                raise InvalidRecord(
                    f'{where}: {key!r} of [{fact.subject}, {fact.relation}, …] has no fact [{key}, "is", [wordings]]; '
                    "add it, or give a list of wordings as the value"
                )


def _object(record: Any, allowed: set[str], needed: set[str], where: str) -> Mapping[str, Any]:
    if not isinstance(record, dict):
        raise InvalidRecord(f"{where}: {_short(record)} is not an object")
    unknown, missing = sorted(record.keys() - allowed), sorted(needed - record.keys())
    if unknown or missing:
        raise InvalidRecord(f"{where}: unknown keys {unknown}, missing keys {missing}; allowed: {sorted(allowed)}")
    return record


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InvalidRecord(f"{where}: {_short(value)} is not text")
    return value


def _texts(value: Any, where: str) -> list[str]:
    if not isinstance(value, list) or not value:
        raise InvalidRecord(f"{where}: {_short(value)} is not a list of texts")
    return [_text(one, where) for one in value]


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:77] + "..."
