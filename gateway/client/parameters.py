"""Parameters: `%s` and `%(name)s` become `$1`, `$2`, …; Python values become PostgreSQL's text.

Values are never pasted into the statement: the gateway gets them beside it, with the type that
their Python class stands for, and strings untyped, so that their place decides what they are.

Imports: standard library.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final, TypeAlias
from uuid import UUID

from gateway.client.errors import ProgrammingError

Parameters: TypeAlias = "Sequence[Any] | Mapping[str, Any] | None"

_PLACEHOLDER: Final = re.compile(r"%(?:\((?P<name>[^)]*)\))?(?P<kind>.?)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with `$n`, the text of each value, and its type's name (None: to be inferred)."""

    sql: str
    values: tuple[str | None, ...] = ()
    types: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Json:
    """A value to be sent as jsonb."""

    value: Any


def statement(operation: str, parameters: Parameters = None) -> Statement:
    """`operation` in the gateway's terms. Without parameters it is taken as it is: `%` is `%`.

    Raises ProgrammingError where placeholders and values do not fit.
    """
    if parameters is None:
        return Statement(operation)
    if isinstance(parameters, (str, bytes)):
        raise ProgrammingError("parameters must be a sequence or a mapping, not a string")
    names: list[str | None] = []

    def place(match: re.Match[str]) -> str:
        name, kind = match["name"], match["kind"]
        if kind == "%" and name is None:
            return "%"
        if kind != "s":
            raise ProgrammingError(
                f'"{match[0]}" is no placeholder', hint="Write %s, %(name)s, or %% for a percent."
            )
        if name is None or name not in names:
            names.append(name)
        return f"${len(names) if name is None else names.index(name) + 1}"

    sql = _PLACEHOLDER.sub(place, operation)
    encoded = [_encoded(value) for value in _values(names, parameters)]
    return Statement(sql, tuple(text for _, text in encoded), tuple(type_ for type_, _ in encoded))


def _values(names: list[str | None], parameters: Sequence[Any] | Mapping[str, Any]) -> list[Any]:
    """The values in the order of their placeholders."""
    if isinstance(parameters, Mapping):
        if None in names:
            raise ProgrammingError("parameters are a mapping: placeholders must be %(name)s")
        missing = [name for name in names if name not in parameters]
        if missing:
            raise ProgrammingError(f'no value for the placeholder "%({missing[0]})s"')
        return [parameters[name] for name in names if name is not None]
    if any(names):
        raise ProgrammingError("parameters are a sequence: placeholders must be %s")
    if len(names) != len(parameters):
        raise ProgrammingError(
            f"the statement has {len(names)} placeholders but {len(parameters)} values"
        )
    return list(parameters)


def _encoded(value: Any) -> tuple[str | None, str | None]:
    """The type's name and the text of a value. ProgrammingError for what cannot be sent."""
    if value is None or isinstance(value, str):
        return None, value
    if isinstance(value, (list, tuple)):
        return _array(value)
    for kind, encode in _ENCODERS:
        if isinstance(value, kind):
            return encode(value)
    raise ProgrammingError(f"cannot send a value of the Python type {type(value).__name__}")


def _array(values: Sequence[Any]) -> tuple[str | None, str]:
    encoded = [_encoded(value) for value in values]
    types = {type_ for (type_, _), value in zip(encoded, values, strict=True) if value is not None}
    items = [_item(text, value) for (_, text), value in zip(encoded, values, strict=True)]
    text = "{" + ",".join(items) + "}"
    element = _common(types)
    if element is None or element.endswith("[]"):
        return element, text
    return f"{element}[]", text


def _item(text: str | None, value: Any) -> str:
    if text is None:
        return "NULL"
    if isinstance(value, (list, tuple)):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _common(types: set[str | None]) -> str | None:
    """The type of the elements: integers widen, anything else must agree."""
    for family in (("int4", "int8", "numeric"), ("int4", "int8", "numeric", "float8")):
        if types <= set(family) and types:
            return max((t for t in types if t), key=family.index)
    if len(types) > 1:
        raise ProgrammingError("the values of a list must be of one type")
    return next(iter(types), None)


def _integer(value: int) -> tuple[str, str]:
    if -(2**31) <= value < 2**31:
        return "int4", str(int(value))
    return ("int8" if -(2**63) <= value < 2**63 else "numeric"), str(int(value))


def _float(value: float) -> tuple[str, str]:
    special = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
    text = repr(float(value))
    return "float8", special.get(text, text)


def _datetime(value: datetime) -> tuple[str, str]:
    return ("timestamp" if value.tzinfo is None else "timestamptz"), value.isoformat(" ")


def _interval(value: timedelta) -> tuple[str, str]:
    return (
        "interval",
        f"{value.days} days {value.seconds} seconds {value.microseconds} microseconds",
    )


def _jsonb(value: Any) -> tuple[str, str]:
    return "jsonb", json.dumps(value, ensure_ascii=False)


Encode = Callable[[Any], tuple[str, str]]

_ENCODERS: Final[tuple[tuple[type | tuple[type, ...], Encode], ...]] = (
    (bool, lambda value: ("bool", "t" if value else "f")),
    (int, _integer),
    (float, _float),
    (Decimal, lambda value: ("numeric", str(value))),
    (datetime, _datetime),
    (date, lambda value: ("date", value.isoformat())),
    (time, lambda value: ("timetz" if value.tzinfo else "time", value.isoformat())),
    (timedelta, _interval),
    (UUID, lambda value: ("uuid", str(value))),
    ((bytes, bytearray, memoryview), lambda value: ("bytea", "\\x" + bytes(value).hex())),
    (Json, lambda value: _jsonb(value.value)),
    (dict, _jsonb),
)
"""Most special first: bool is an int, datetime a date."""
