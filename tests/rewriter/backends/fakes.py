"""A backend that is a queue of prepared answers, and the parts of an answer."""

import json
from collections.abc import Sequence
from typing import Any

from rewriter.backends import BackendError, Message, Watch

Prepared = str | BackendError | dict[str, Any]


class QueueBackend:
    """Gives prepared answers in order (a dict as JSON), raises prepared errors and keeps the questions."""

    name = "queue"

    def __init__(self, *answers: Prepared, sees: bool = False) -> None:
        self.answers = list(answers)
        self.questions: list[tuple[Message, ...]] = []
        self.sees = sees

    def complete(self, messages: Sequence[Message], watch: Watch) -> str:
        self.questions.append(tuple(messages))
        assert self.answers, "the queue is empty"
        answer = self.answers.pop(0)
        if isinstance(answer, BackendError):
            raise answer
        text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
        watch.on_text(text)
        return text


def op(kind: str, target: str = "", attribute: str = "", value: str = "", item: Any = None) -> dict[str, Any]:
    return {"kind": kind, "target": target, "attribute": attribute, "value": value, "item": item}


def answer(intent: str, *operations: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"intent": intent, "operations": list(operations), **more}
