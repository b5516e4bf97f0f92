"""JSON: one array of objects, or objects one after another (NDJSON, also over several lines).

Numbers keep every digit: integers are int8, other numbers numeric. Objects are records, arrays
arrays; what has no one shape (text here, a number there) is jsonb.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from connectors import types as t
from connectors.api import Column, RemoteError, ScanContext, ValueNotRepresentable
from connectors.files.arrow_types import are_fields
from connectors.files.folder import FileSet
from connectors.files.numbers import Digits
from connectors.jsontext import jsonb, number
from connectors.pace import Pace
from connectors.types import Type

_BLOCK = 1 << 18
_LARGEST = 1 << 26
_SPACE = " \t\r\n"


def columns(files: FileSet, *, sample_bytes: int) -> list[Column]:
    """The keys of all objects read, in order of appearance, with the types of their values."""
    shapes: dict[str, Shape] = {}
    for path in files.paths:
        for document in documents(path, sample_bytes):
            for key, value in document.items():
                shapes.setdefault(key, Shape()).see(value)
    if not shapes:
        raise RemoteError(
            f'"{files.relation}" has no objects to take columns from', sqlstate="0A000"
        )
    return [Column(k, s.type, native_type=s.kinds) for k, s in shapes.items()]


def batches(
    files: FileSet,
    known: Sequence[Column],
    wanted: Sequence[Column],
    null_misfits: bool,
    context: ScanContext,
) -> Iterator[tuple[Path, pa.RecordBatch]]:
    """Batches of the wanted columns with their file; a key that is not known is an error.

    A value that is not of its column's type is an error, with `null_misfits` NULL and a warning.
    """
    names = {c.name for c in known}
    pace = Pace(context.batch_rows)
    for path in files.paths:
        rows: list[dict[str, Any]] = []
        for document in documents(path):
            if not document.keys() <= names:
                new = min(document.keys() - names)
                raise RemoteError(
                    f'"{files.relation}" has a key "{new}" that it had not when it was described',
                    hint="Refresh the source, or set a larger sample_bytes.",
                    sqlstate="42703",
                )
            rows.append(document)
            if len(rows) >= pace.rows:
                for batch in pace.hand(_batch(rows, wanted, null_misfits, context)):
                    yield path, batch
                rows = []
        if rows:
            yield path, _batch(rows, wanted, null_misfits, context)


def documents(path: Path, limit: int | None = None) -> Iterator[dict[str, Any]]:
    """The objects of a file, up to about `limit` bytes. ValueNotRepresentable, RemoteError."""
    decoder = json.JSONDecoder(parse_float=number, parse_constant=_refuse)
    decode = codecs.getincrementaldecoder("utf-8-sig")()
    text, at, array, read, done = "", 0, False, 0, False
    try:
        with pa.input_stream(path) as stream:
            while True:
                at = _skip(text, at, _SPACE + ("," if array else ""))
                if at < len(text) and text[at] == "[" and not array and read <= _BLOCK:
                    array, at = True, at + 1
                    continue
                if array and text[at : at + 1] == "]":
                    return
                try:
                    document, end = decoder.raw_decode(text, at)
                except json.JSONDecodeError:
                    if done:
                        if at == len(text) and not array:
                            return
                        raise
                    document, end = None, len(text)
                if end < len(text) or (done and document is not None):
                    if not isinstance(document, dict):
                        raise ValueError(f"an element is {_kind(document)}, not an object")
                    yield document
                    at = end
                    continue
                if limit is not None and read > limit:
                    return
                if len(text) - at > _LARGEST:
                    raise ValueError(f"one object has more than {_LARGEST} characters")
                block = stream.read(max(_BLOCK, len(text) - at))
                done = not block
                read += len(block)
                text, at = text[at:] + decode.decode(block, final=done), 0
    except RecursionError:
        raise RemoteError(f'"{path.name}" is nested too deeply', sqlstate="54001") from None
    except (ValueError, pa.ArrowException) as error:
        raise RemoteError(
            f'"{path.name}" is not proper JSON', detail=str(error), sqlstate="22032"
        ) from error


def _skip(text: str, at: int, characters: str) -> int:
    while at < len(text) and text[at] in characters:
        at += 1
    return at


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


class Shape:
    """What the values of one key look like."""

    def __init__(self) -> None:
        self._kinds: set[str] = set()
        self._digits = Digits()
        self._fields: dict[str, Shape] = {}
        self._element: Shape | None = None

    def see(self, value: Any) -> None:
        """Take one value into account."""
        kind = _kind(value)
        if kind == "null":
            return
        self._kinds.add(kind)
        match value:
            case bool():
                pass
            case int() | Decimal():
                self._digits.see(value)
            case dict():
                for key, item in value.items():
                    self._fields.setdefault(key, Shape()).see(item)
            case list():
                self._element = self._element or Shape()
                for item in value:
                    self._element.see(item)

    @property
    def kinds(self) -> str:
        """The JSON kinds seen: "string", "integer or number"."""
        return " or ".join(sorted(self._kinds)) or "null"

    @property
    def type(self) -> Type:
        """The one type that holds all, exactly."""
        if self._kinds and self._kinds <= {"integer", "number"}:
            return self._digits.type(decimals="number" in self._kinds)
        match sorted(self._kinds):
            case [] | ["string"]:
                return t.TEXT
            case ["boolean"]:
                return t.BOOL
            case ["object"] if self._fields and are_fields(list(self._fields)):
                return t.record(*((k, s.type) for k, s in self._fields.items()))
            case ["array"] if self._element is not None:
                element = self._element.type
                if element.name not in ("array", "jsonb"):
                    return t.array(element)
        return t.JSONB


def _kind(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case Decimal():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
    return "object"


def _batch(
    rows: list[dict[str, Any]], wanted: Sequence[Column], null_misfits: bool, context: ScanContext
) -> pa.RecordBatch:
    if not wanted:
        return pa.RecordBatch.from_struct_array(pa.array([{}] * len(rows), pa.struct([])))
    arrays = []
    for column in wanted:
        convert = _converter(column.type)
        values = []
        for row in rows:
            try:
                values.append(convert(row.get(column.name)))
            except ValueError as error:
                if not null_misfits:
                    raise ValueNotRepresentable(
                        f'a value of key "{column.name}" is not of type {column.type}',
                        detail=str(error),
                    ) from error
                text = f'values of "{column.name}" are not {column.type} and became NULL'
                context.warn("mismatch", text)
                values.append(None)
        arrays.append(pa.array(values, column.type.arrow))
    return pa.RecordBatch.from_arrays(arrays, names=[c.name for c in wanted])


def _converter(type_: Type) -> Callable[[Any], Any]:
    """A function to the Python form that Arrow takes; ValueError for a value of another kind."""
    match type_.name:
        case "jsonb":
            return lambda v: None if v is None else jsonb(v)
        case "array" if type_.element is not None:
            inner = _converter(type_.element)
            return lambda v: None if v is None else [inner(x) for x in _of(list, v)]
        case "record":
            parts = {name: _converter(item) for name, item in type_.fields}
            return lambda v: _record(v, parts)
        case "bool":
            return lambda v: None if v is None else _of(bool, v)
        case "int8":
            return _integer
        case "numeric":
            return lambda v: _numeric(v, type_)
    return _text


def _of(kind: type, value: Any) -> Any:
    if not isinstance(value, kind):
        raise ValueError(f"It is {_kind(value)}.")
    return value


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if "\0" in _of(str, value):
        raise ValueError("It holds a zero character.")
    value.encode()  # a lone surrogate is a ValueError
    return str(value)


def _integer(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not -(2**63) <= _of(int, value) < 2**63:
        raise ValueError(f"It is {str(value).lower()}.")
    return int(value)


def _numeric(value: Any, type_: Type) -> Any:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError(f"It is {_kind(value)}.")
    number = Decimal(value)
    if type_.scale is None:
        return format(number, "f")
    digits = Digits()
    digits.see(number)
    if digits.scale > type_.scale or digits.whole + type_.scale > (type_.precision or 0):
        raise ValueError(f"It is {number}, which has more digits.")
    return number


def _record(value: Any, parts: dict[str, Callable[[Any], Any]]) -> Any:
    if value is None:
        return None
    if not _of(dict, value).keys() <= parts.keys():
        raise ValueError(f"It has a new key {min(value.keys() - parts.keys())!r}.")
    return {name: convert(value.get(name)) for name, convert in parts.items()}
