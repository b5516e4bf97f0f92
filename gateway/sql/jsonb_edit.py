"""jsonb's containment and changes, over parsed values (jsonb_op.c, jsonfuncs.c).

Values are dict, list, str, Decimal, bool and None, as `load` gives them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from gateway.errors import SqlError
from gateway.sql.json_text import array_index
from gateway.sql.jsonb import encode

_DECODER: Final = json.JSONDecoder(parse_float=Decimal, parse_int=Decimal)


def load(text: str) -> Any:
    """A jsonb text, parsed."""
    return _DECODER.decode(text)


def dump(value: Any) -> str:
    """A parsed value as jsonb text."""
    return encode(value)


def contains(outer: Any, inner: Any) -> bool:
    """`outer @> inner`; an array contains the scalars it holds, at the top only."""
    if isinstance(outer, list) and not isinstance(inner, (dict, list)):
        return any(_equal(item, inner) for item in outer)
    return _within(outer, inner)


def _within(outer: Any, inner: Any) -> bool:
    match outer, inner:
        case dict(), dict():
            return all(key in outer and _within(outer[key], inner[key]) for key in inner)
        case list(), list():
            return all(any(_within(item, wanted) for item in outer) for wanted in inner)
    return _equal(outer, inner)


def _equal(left: Any, right: Any) -> bool:
    if isinstance(left, (dict, list)) or isinstance(right, (dict, list)):
        return False
    # True equals Decimal(1) in Python.
    return type(left) is type(right) and bool(left == right)


def has_key(value: Any, key: str) -> bool:
    """`jsonb ? key`: a key of an object, a string of an array, the string itself."""
    match value:
        case dict():
            return key in value
        case list():
            return any(item == key for item in value if isinstance(item, str))
    return isinstance(value, str) and value == key


def concatenate(left: Any, right: Any) -> Any:
    """`left || right`: objects are merged, everything else is put into one array."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left | right
    return _listed(left) + _listed(right)


def without_keys(value: Any, keys: Sequence[str | None]) -> Any:
    """`jsonb - keys`; 22023 for a scalar."""
    gone = {key for key in keys if key is not None}
    match value:
        case dict():
            return {key: item for key, item in value.items() if key not in gone}
        case list():
            return [item for item in value if not (isinstance(item, str) and item in gone)]
    raise SqlError("22023", "cannot delete from scalar")


def without_index(value: Any, index: int) -> Any:
    """`jsonb - index`; 22023 for an object or a scalar."""
    if isinstance(value, dict):
        raise SqlError("22023", "cannot delete from object using integer index")
    if not isinstance(value, list):
        raise SqlError("22023", "cannot delete from scalar")
    at = index + len(value) if index < 0 else index
    return [item for number, item in enumerate(value) if number != at]


def without_path(value: Any, path: Sequence[str | None]) -> Any:
    """`jsonb #- path`; 22023 for a scalar."""
    if not isinstance(value, (dict, list)):
        raise SqlError("22023", "cannot delete path in scalar")
    return _changed(value, path, 0, _Delete()) if path and value else value


class _Delete:
    """The change that removes."""


class _Set:
    """The change that sets a value, where there is none too if `create`."""

    def __init__(self, new: Any, create: bool) -> None:
        self.new, self.create = new, create


class _Insert:
    """The change that adds an element before or after a place, or a new key."""

    def __init__(self, new: Any, after: bool) -> None:
        self.new, self.after = new, after


def set_path(value: Any, path: Sequence[str | None], new: Any, create: bool) -> Any:
    """jsonb_set; 22023 for a scalar."""
    if not isinstance(value, (dict, list)):
        raise SqlError("22023", "cannot set path in scalar")
    if not path or (not value and not create):
        return value
    return _changed(value, path, 0, _Set(new, create))


def insert_path(value: Any, path: Sequence[str | None], new: Any, after: bool) -> Any:
    """jsonb_insert; 22023 for a scalar or a key that is there."""
    if not isinstance(value, (dict, list)):
        raise SqlError("22023", "cannot set path in scalar")
    return _changed(value, path, 0, _Insert(new, after)) if path else value


_Change = _Delete | _Set | _Insert


def _changed(value: Any, path: Sequence[str | None], level: int, change: _Change) -> Any:
    step = path[level]
    if step is None:
        raise SqlError("22004", f"path element at position {level + 1} is null")
    match value:
        case dict():
            return _changed_object(value, step, path, level, change)
        case list():
            return _changed_array(value, step, path, level, change)
    return value


def _changed_object(
    value: dict[str, Any], step: str, path: Sequence[str | None], level: int, change: _Change
) -> Any:
    if level + 1 < len(path):
        if step not in value:
            return value
        return value | {step: _changed(value[step], path, level + 1, change)}
    match change:
        case _Delete():
            return {key: item for key, item in value.items() if key != step}
        case _Set() if step in value or change.create:
            return value | {step: change.new}
        case _Insert() if step in value:
            raise SqlError(
                "22023", "cannot replace existing key",
                hint="Try using the function jsonb_set to replace key value.",
            )  # fmt: skip
        case _Insert():
            return value | {step: change.new}
    return value


def _changed_array(
    value: list[Any], step: str, path: Sequence[str | None], level: int, change: _Change
) -> Any:
    index = array_index(step)
    if index is None:
        raise SqlError("22P02", f'path element at position {level + 1} is not an integer: "{step}"')
    at = index + len(value) if index < 0 else index
    inside = 0 <= at < len(value)
    if level + 1 < len(path):
        if not inside:
            return value
        return [*value[:at], _changed(value[at], path, level + 1, change), *value[at + 1 :]]
    match change:
        case _Delete():
            return [*value[:at], *value[at + 1 :]] if inside else value
        case _Set() if inside:
            return [*value[:at], change.new, *value[at + 1 :]]
        case _Set() if change.create:
            return [change.new, *value] if at < 0 else [*value, change.new]
        case _Insert():
            place = min(max(at, 0), len(value)) + (1 if change.after and inside else 0)
            return [*value[:place], change.new, *value[place:]]
    return value


def strip_nulls(value: Any) -> Any:
    """jsonb_strip_nulls: object members that are null, at any depth."""
    match value:
        case dict():
            return {key: strip_nulls(item) for key, item in value.items() if item is not None}
        case list():
            return [strip_nulls(item) for item in value]
    return value


def pretty(value: Any, depth: int = 0) -> str:
    """jsonb_pretty: four spaces a level."""
    inner, outer = "    " * (depth + 1), "    " * depth
    match value:
        case dict():
            keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
            lines = [f"{inner}{encode(key)}: {pretty(value[key], depth + 1)}" for key in keys]
            return "{\n" + ",\n".join(lines) + ("\n" if lines else "") + outer + "}"
        case list():
            lines = [inner + pretty(item, depth + 1) for item in value]
            return "[\n" + ",\n".join(lines) + ("\n" if lines else "") + outer + "]"
    return encode(value)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
