"""The JSON schema of an answer, for servers and libraries that hold a model to one (all keys required, none added)."""

from typing import Any

from rewriter.backends.answer import INTENTS, KINDS, MAX_ITEMS, MAX_OPERATIONS

NAME = "huatu_turn"
Schema = dict[str, Any]


def answer_schema() -> Schema:
    """Return the schema of what ``answer.parse`` reads, in the strict form of OpenAI's ``json_schema``."""
    return _object(
        {
            "intent": _one_of(INTENTS),
            "operations": _list(_operation(), MAX_OPERATIONS),
            "scene": _maybe(_scene()),
            "picture": {"type": "integer"},
            "prompt": _maybe(TEXT),
            "digest": _maybe(TEXT),
            "reply": TEXT,
            "confidence": {"type": "number"},
        }
    )


TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer"}


def _operation() -> Schema:
    return _object(
        {
            "kind": _one_of(KINDS),
            "target": TEXT,
            "attribute": TEXT,
            "value": TEXT,
            "item": _maybe(_subject(with_id=False)),
        }
    )


def _scene() -> Schema:
    relation = _object({"subject": TEXT, "kind": TEXT, "object": TEXT})
    frame = dict.fromkeys(("setting", "time", "weather", "style", "lens", "text", "mood"), TEXT)
    lists = {"notes": _list(TEXT), "absent": _list(TEXT)}
    return _object({"subjects": _list(_subject(with_id=True)), "relations": _list(relation), **frame, **lists})


def _subject(*, with_id: bool) -> Schema:
    thing = _object({"noun": TEXT, "color": TEXT, "attributes": _list(TEXT), "count": COUNT})
    keys = {
        "noun": TEXT, "count": COUNT, "color": TEXT, "attributes": _list(TEXT), "action": TEXT, "wears": _list(thing),
        "holds": _list(thing), "place": TEXT, "size": TEXT,
    }  # fmt: skip
    return _object({"id": TEXT, **keys} if with_id else keys)


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _list(items: Schema, most: int = MAX_ITEMS) -> Schema:
    return {"type": "array", "items": items, "maxItems": most}


def _maybe(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _one_of(names: tuple[str, ...]) -> Schema:
    return {"type": "string", "enum": list(names)}
