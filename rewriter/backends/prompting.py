"""Pure: the dialogue so far and one turn become the chat messages that a model is given."""

import json
import re
from collections.abc import Sequence
from typing import Any

from dialog.scene import Scene
from dialog.versions import Version
from rewriter.backends.answer import plain
from rewriter.backends.examples import SYSTEM, examples
from rewriter.backends.protocol import Message
from rewriter.backends.scenes import scene_record

PICTURES = 4
"""So many earlier pictures are told, the last ones."""
PROMPT = 300
WORDS = 4000
ANSWER = 4000
"""Longest prompt told, turn and answer given back for repair, in characters."""
SPECIAL = re.compile(r"<|\[(?=/?[A-Z_]{2,}\])")


def messages(
    scene: Scene,
    versions: Sequence[Version],
    words: str,
    next_id: int,
    pictures: Sequence[tuple[str, bytes]] = (),
) -> tuple[Message, ...]:
    """Return instructions, examples and the question.

    ``pictures`` are small picture files with what they are called. Everything a user or an upload wrote stands inside
    JSON text, without control and bidirectional characters.
    """
    chat = [Message("system", SYSTEM)]
    for question, answer in examples():
        chat += [Message("user", dumps(question)), Message("assistant", dumps(answer))]
    question = {
        "scene": _plain_all(scene_record(scene)),
        "pictures": [
            {"number": one.number, "prompt": plain(one.turn.draft.prompt)[:PROMPT]} for one in versions[-PICTURES:]
        ],
        "next_id": f"s{next_id}",
        "words": plain(words)[:WORDS],
    }
    if pictures:
        question["attached"] = [name for name, _ in pictures]
    chat.append(Message("user", dumps(question), tuple(data for _, data in pictures)))
    return tuple(chat)


def _plain_all(value: Any) -> Any:
    """Return JSON values with every text in them made plain."""
    if isinstance(value, dict):
        return {name: _plain_all(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain_all(one) for one in value]
    return plain(value) if isinstance(value, str) else value


def repair(chat: Sequence[Message], answer: str, problem: str) -> tuple[Message, ...]:
    """Return the chat with the model's ``answer`` and what was wrong with it."""
    request = f"{problem} Answer the last message again: one JSON object in the form described, nothing else."
    given = disarmed(plain(answer)[:ANSWER]) or "{}"
    return (*chat, Message("assistant", given), Message("user", disarmed(request)))


def dumps(value: Any) -> str:
    """Return JSON on one line, Chinese as it is, in which no special token of a chat template can be spelled."""
    return disarmed(json.dumps(value, ensure_ascii=False, separators=(", ", ": ")))


def disarmed(text: str) -> str:
    """Return JSON in which "<" and the "[" of "[INST]" are written as escapes: equal to a reader of JSON, and no longer
    what a tokenizer takes for the end of a turn or the place of a picture."""
    return SPECIAL.sub(lambda found: f"\\u{ord(found.group(0)):04x}", text)
