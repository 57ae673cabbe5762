"""The dialogue's values as plain JSON types and back, strictly and exactly.

Driven by the dataclasses themselves: a field added to a value is written and required without a change here.
"""

import functools
import json
import math
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Literal, TypeVar

from dialog.errors import InvalidRecord

T = TypeVar("T")
Record = dict[str, Any]
_NAMES = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


def to_dict(value: Any) -> Record:
    """Returns a value (Scene, Draft, Settings, Turn, …) as dicts, lists, text, numbers, booleans and None.

    Raises InvalidRecord for anything that ``from_dict`` would not give back equal.
    """
    record = _encode(value, type(value).__name__)
    if not isinstance(record, dict):
        raise InvalidRecord(f"{type(value).__name__} is not a value of the dialogue; give a dataclass of dialog.types.")
    if from_dict(type(value), record) != value:
        raise InvalidRecord(f"{type(value).__name__} holds values of other types than its fields declare: {value!r}")
    return record


def from_dict(cls: type[T], record: Any) -> T:
    """Returns the value that ``to_dict`` wrote.

    Raises InvalidRecord naming the place, what was found there and what is allowed.
    """
    decoded: T = _decode_dataclass(cls, record, cls.__name__)
    return decoded


def dumps(value: Any) -> str:
    """Returns a value as one line of JSON. Raises InvalidRecord."""
    return json.dumps(to_dict(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def loads(cls: type[T], text: str) -> T:
    """Returns the value that ``dumps`` wrote. Raises InvalidRecord."""
    try:
        record = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InvalidRecord(f"{cls.__name__}: found text that is not JSON ({error}): {_short(text)}") from error
    return from_dict(cls, record)


def _encode(value: Any, where: str) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _encode(getattr(value, field.name), f"{where}.{field.name}") for field in fields(value)}
    if isinstance(value, tuple):
        return [_encode(item, f"{where}[{index}]") for index, item in enumerate(value)]
    if value is None or type(value) in _NAMES:
        return value
    raise InvalidRecord(
        f"{where}: found {type(value).__name__}; allowed are values of the dialogue, tuples, text, numbers, booleans."
    )


@functools.cache
def _hints(cls: type) -> dict[str, Any]:
    hints = typing.get_type_hints(cls)
    return {field.name: hints[field.name] for field in fields(cls)}


def _decode_dataclass(cls: Any, record: Any, where: str) -> Any:
    if not isinstance(record, Mapping):
        raise InvalidRecord(f"{where}: found {_short(record)}; expected an object.")
    hints = _hints(cls)
    unknown = sorted(str(key) for key in record.keys() - hints.keys())
    missing = sorted(hints.keys() - record.keys())
    if unknown or missing:
        found = [f"unknown {_listed(unknown)}"] * bool(unknown) + [f"missing {_listed(missing)}"] * bool(missing)
        raise InvalidRecord(f"{where}: {', '.join(found)}; exactly these keys are allowed: {_listed(sorted(hints))}.")
    return cls(**{name: _decode(hint, record[name], f"{where}.{name}") for name, hint in hints.items()})


def _decode(hint: Any, value: Any, where: str) -> Any:
    if is_dataclass(hint):
        return _decode_dataclass(hint, value, where)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return _decode_tuple(arguments, value, where)
    if origin is Literal:
        if value not in arguments or isinstance(value, bool):
            raise InvalidRecord(f"{where}: found {_short(value)}; allowed: {_listed(arguments)}.")
        return value
    if origin in (types.UnionType, typing.Union):
        (inner,) = (argument for argument in arguments if argument is not type(None))
        return None if value is None else _decode(inner, value, where)
    return _decode_scalar(hint, value, where)


def _decode_tuple(arguments: tuple[Any, ...], value: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise InvalidRecord(f"{where}: found {_short(value)}; expected a list.")
    if arguments[-1] is Ellipsis:
        arguments = arguments[:1] * len(value)
    elif len(value) != len(arguments):
        raise InvalidRecord(f"{where}: found {len(value)} items; expected {len(arguments)}.")
    pairs = enumerate(zip(arguments, value, strict=True))
    return tuple(_decode(hint, item, f"{where}[{index}]") for index, (hint, item) in pairs)


def _decode_scalar(hint: Any, value: Any, where: str) -> Any:
    if hint is float and type(value) is int:
        value = float(value)
    if type(value) is not hint or (hint is float and not math.isfinite(value)):
        raise InvalidRecord(f"{where}: found {_short(value)}; expected {_NAMES.get(hint, hint)}.")
    if hint is str and any("\ud800" <= character <= "\udfff" for character in value):
        raise InvalidRecord(f"{where}: found half a character in {_short(value)}; expected whole Unicode characters.")
    return value


def _listed(names: typing.Iterable[Any]) -> str:
    return ", ".join(repr(name) for name in names)


def _short(value: Any) -> str:
    text = ascii(value) if isinstance(value, str) else repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
