"""json and jsonb, both as text (canonical for jsonb)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pyarrow as pa

from gateway.errors import SqlError
from gateway.execute.udf.registry import engine_function
from gateway.execute.udf.rows import by_row
from gateway.sql import json_text, jsonb_edit
from gateway.sql.jsonb import quote

_TEXTS: Final = pa.list_(pa.string())
_PAIRS: Final = pa.list_(pa.struct([("key", pa.string()), ("value", pa.string())]))
_PAIRS_SQL: Final = 'STRUCT("key" VARCHAR, "value" VARCHAR)[]'


def _register_access(name: str, argument: str, access: Callable[[str, Any], str | None]) -> None:
    """`pg_json_<name>` gives a part as JSON, `pg_json_<name>_text` as text."""

    @engine_function(f"pg_json_{name}", ("VARCHAR", argument), "VARCHAR", sees_nulls=True)
    def _part(texts: Any, places: Any) -> pa.Array:
        return by_row(access, pa.string(), strict=True)(texts, places)

    @engine_function(f"pg_json_{name}_text", ("VARCHAR", argument), "VARCHAR", sees_nulls=True)
    def _part_text(texts: Any, places: Any) -> pa.Array:
        def part(text: str, place: Any) -> str | None:
            return json_text.as_text(access(text, place))

        return by_row(part, pa.string(), strict=True)(texts, places)


_register_access("field", "VARCHAR", json_text.field)
_register_access("element", "INTEGER", json_text.element)
_register_access("path", "VARCHAR[]", json_text.at_path)


@engine_function("pg_json_typeof", ("VARCHAR",), "VARCHAR")
def _typeof(texts: Any) -> pa.Array:
    return by_row(json_text.kind, pa.string())(texts)


@engine_function("pg_json_array_length", ("VARCHAR",), "INTEGER")
def _array_length(texts: Any) -> pa.Array:
    def length(text: str) -> int:
        _require(text, "array", "cannot get array length of a non-array")
        return sum(1 for _ in json_text.elements(text))

    return by_row(length, pa.int32())(texts)


@engine_function("pg_json_elements", ("VARCHAR",), "VARCHAR[]")
def _elements(texts: Any) -> pa.Array:
    return by_row(elements, _TEXTS)(texts)


@engine_function("pg_json_elements_text", ("VARCHAR",), "VARCHAR[]")
def _elements_text(texts: Any) -> pa.Array:
    return by_row(lambda text: list(map(json_text.as_text, elements(text))), _TEXTS)(texts)


@engine_function("pg_json_keys", ("VARCHAR",), "VARCHAR[]")
def _keys(texts: Any) -> pa.Array:
    def keys(text: str) -> list[str]:
        _require(text, "object", f"cannot call json_object_keys on {_article(text)}")
        return [key for key, _ in json_text.members(text)]

    return by_row(keys, _TEXTS)(texts)


@engine_function("pg_json_each", ("VARCHAR",), _PAIRS_SQL)
def _each(texts: Any) -> pa.Array:
    def pairs(text: str) -> list[dict[str, str]]:
        return [{"key": key, "value": value} for key, value in members(text)]

    return by_row(pairs, _PAIRS)(texts)


@engine_function("pg_json_each_text", ("VARCHAR",), _PAIRS_SQL)
def _each_text(texts: Any) -> pa.Array:
    def pairs(text: str) -> list[dict[str, str | None]]:
        return [{"key": k, "value": json_text.as_text(v)} for k, v in members(text)]

    return by_row(pairs, _PAIRS)(texts)


def elements(text: str) -> list[str]:
    """An array's elements; 22023 for anything else."""
    _require(text, "array", f"cannot extract elements from {_article(text)}")
    return list(json_text.elements(text))


def members(text: str) -> list[tuple[str, str]]:
    """An object's members; 22023 for anything else."""
    _require(text, "object", f"cannot deconstruct {_article(text)}")
    return list(json_text.members(text))


@engine_function("pg_jsonb_contains", ("VARCHAR", "VARCHAR"), "BOOLEAN")
def _contains(outers: Any, inners: Any) -> pa.Array:
    def holds(outer: str, inner: str) -> bool:
        return jsonb_edit.contains(jsonb_edit.load(outer), jsonb_edit.load(inner))

    return by_row(holds, pa.bool_())(outers, inners)


@engine_function("pg_jsonb_has_any", ("VARCHAR", "VARCHAR[]"), "BOOLEAN")
def _has_any(texts: Any, keys: Any) -> pa.Array:
    def has(text: str, wanted: list[str | None]) -> bool:
        value = jsonb_edit.load(text)
        return any(jsonb_edit.has_key(value, key) for key in wanted if key is not None)

    return by_row(has, pa.bool_())(texts, keys)


@engine_function("pg_jsonb_has_all", ("VARCHAR", "VARCHAR[]"), "BOOLEAN")
def _has_all(texts: Any, keys: Any) -> pa.Array:
    def has(text: str, wanted: list[str | None]) -> bool:
        value = jsonb_edit.load(text)
        return all(jsonb_edit.has_key(value, key) for key in wanted if key is not None)

    return by_row(has, pa.bool_())(texts, keys)


def _register_change(
    name: str, arguments: tuple[str, ...], change: Callable[..., Any], parsed: int = 1
) -> None:
    """`pg_jsonb_<name>`: a change of the first argument; the first `parsed` ones are jsonb."""

    def changed(*values: Any) -> str:
        loaded = [jsonb_edit.load(value) for value in values[:parsed]]
        return jsonb_edit.dump(change(*loaded, *values[parsed:]))

    over = by_row(changed, pa.string())
    shapes: dict[int, Callable[..., pa.Array]] = {
        1: lambda a: over(a),
        2: lambda a, b: over(a, b),
    }
    engine_function(f"pg_jsonb_{name}", arguments, "VARCHAR")(shapes[len(arguments)])


_register_change("concat", ("VARCHAR", "VARCHAR"), jsonb_edit.concatenate, 2)
_register_change("without_keys", ("VARCHAR", "VARCHAR[]"), jsonb_edit.without_keys)
_register_change("without_index", ("VARCHAR", "INTEGER"), jsonb_edit.without_index)
_register_change("without_path", ("VARCHAR", "VARCHAR[]"), jsonb_edit.without_path)
_register_change("strip_nulls", ("VARCHAR",), jsonb_edit.strip_nulls)


@engine_function("pg_jsonb_set", ("VARCHAR", "VARCHAR[]", "VARCHAR", "BOOLEAN"), "VARCHAR")
def _set(texts: Any, paths: Any, news: Any, creates: Any) -> pa.Array:
    return _at_path(jsonb_edit.set_path)(texts, paths, news, creates)


@engine_function("pg_jsonb_insert", ("VARCHAR", "VARCHAR[]", "VARCHAR", "BOOLEAN"), "VARCHAR")
def _insert(texts: Any, paths: Any, news: Any, afters: Any) -> pa.Array:
    return _at_path(jsonb_edit.insert_path)(texts, paths, news, afters)


@engine_function("pg_jsonb_pretty", ("VARCHAR",), "VARCHAR")
def _pretty(texts: Any) -> pa.Array:
    return by_row(lambda text: jsonb_edit.pretty(jsonb_edit.load(text)), pa.string())(texts)


@engine_function("pg_json_quote", ("VARCHAR",), "VARCHAR")
def _quote(texts: Any) -> pa.Array:
    return by_row(quote, pa.string())(texts)


@engine_function("pg_json_object", ("VARCHAR[]",), "VARCHAR")
def _object(lists: Any) -> pa.Array:
    def built(items: list[str | None]) -> str:
        if len(items) % 2:
            raise SqlError("2202E", "array must have even number of elements")
        return _object_text(items[::2], items[1::2])

    return by_row(built, pa.string())(lists)


@engine_function("pg_json_object_of", ("VARCHAR[]", "VARCHAR[]"), "VARCHAR")
def _object_of(keys: Any, values: Any) -> pa.Array:
    def built(names: list[str | None], items: list[str | None]) -> str:
        if len(names) != len(items):
            raise SqlError("2202E", "mismatched array dimensions")
        return _object_text(names, items)

    return by_row(built, pa.string())(keys, values)


def _object_text(names: list[str | None], items: list[str | None]) -> str:
    members: list[str] = []
    for name, item in zip(names, items, strict=True):
        if name is None:
            raise SqlError("22004", "null value not allowed for object key")
        members.append(f"{quote(name)} : {'null' if item is None else quote(item)}")
    return "{" + ", ".join(members) + "}"


def _at_path(change: Callable[..., Any]) -> Callable[..., pa.Array]:
    def changed(text: str, path: list[str | None], new: str, flag: bool) -> str:
        value = change(jsonb_edit.load(text), path, jsonb_edit.load(new), flag)
        return jsonb_edit.dump(value)

    return by_row(changed, pa.string())


def _require(text: str, wanted: str, message: str) -> None:
    if json_text.kind(text) != wanted:
        raise SqlError("22023", message)


def _article(text: str) -> str:
    kind = json_text.kind(text)
    return {"object": "an object", "array": "an array"}.get(kind, "a scalar")
