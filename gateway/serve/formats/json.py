"""JSON: an array of objects, an object per line, or one document with columns and rows.

Values are as PostgreSQL's `to_json` gives them: numbers keep all digits, json is put in as it is.
With `numbers="string"`, int8 and numeric are strings, for readers whose numbers are doubles.

Imports: pyarrow, `connectors.types`, `gateway.serve.json_text`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from operator import add
from typing import Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

from connectors.types import Type
from gateway.execute.context import Warning
from gateway.serve.formats.names import refuse_repeated_names
from gateway.serve.formats.rows import Rows
from gateway.serve.json_text import json_string, json_texts, to_json

Numbers = Literal["exact", "string"]

_FEW: Final = 64
"""Rows that are written value by value."""
_LINE_ENDS: Final = re.compile(r"[\r\n]+")


def json_array(rows: Rows) -> Iterator[bytes]:
    """An array with an object per row, a row per line."""
    refuse_repeated_names(rows.columns, "JSON")
    before = "[\n"
    for batch in rows.batches:
        lines = _objects(rows, batch, "exact")
        if lines:
            yield (before + ",\n".join(lines)).encode()
            before = ",\n"
    yield b"[]\n" if before == "[\n" else b"\n]\n"


def ndjson(rows: Rows, numbers: Numbers = "exact", *, ended: bool = False) -> Iterator[bytes]:
    """An object per row, each on one line; with `ended` one more: `{"command", "warnings"}`."""
    refuse_repeated_names(rows.columns, "JSON")
    for batch in rows.batches:
        yield "".join(f"{line}\n" for line in _objects(rows, batch, numbers)).encode()
    if ended:
        yield f"{{{_ending(rows)}}}\n".encode()


def json_document(rows: Rows, numbers: Numbers = "exact") -> Iterator[bytes]:
    """`{"columns": [{"name", "type"}], "rows": [[…]], "command": …, "warnings": […]}`."""
    columns = [{"name": c.name, "type": str(c.type)} for c in rows.columns]
    before = f'{{"columns":{_dumped(columns)},"rows":['
    for batch in rows.batches:
        lines = _arrays(rows, batch, numbers)
        if lines:
            yield (before + "\n" + ",\n".join(lines)).encode()
            before = ","
    opening = "" if before == "," else before
    yield f"{opening}],{_ending(rows)}}}\n".encode()


def _ending(rows: Rows) -> str:
    return f'"command":{_dumped(rows.tag())},"warnings":{warnings_json(rows.warnings())}'


def warnings_json(warnings: Sequence[Warning]) -> str:
    """`[{"code", "message", "count"}]`."""
    return _dumped([{"code": w.code, "message": w.message, "count": w.count} for w in warnings])


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _objects(rows: Rows, batch: pa.RecordBatch, numbers: Numbers) -> list[str]:
    """The rows as objects, each on one line."""
    names = [json_string(column.name) + ":" for column in rows.columns]
    if batch.num_rows <= _FEW:
        return ["{" + ",".join(map(add, names, row)) + "}" for row in _few(rows, batch, numbers)]
    members = [
        pc.binary_join_element_wise(name, values, "")
        for name, values in zip(names, _values(rows, batch, numbers), strict=True)
    ]
    return _joined(members, batch.num_rows, "{", "}")


def _arrays(rows: Rows, batch: pa.RecordBatch, numbers: Numbers) -> list[str]:
    """The rows as arrays, each on one line."""
    if batch.num_rows <= _FEW:
        return ["[" + ",".join(row) + "]" for row in _few(rows, batch, numbers)]
    return _joined(list(_values(rows, batch, numbers)), batch.num_rows, "[", "]")


def _few(rows: Rows, batch: pa.RecordBatch, numbers: Numbers) -> Iterable[Sequence[str]]:
    """The values of each of a few rows: `_values`, without Arrow's functions."""
    if not rows.columns:
        return [()] * batch.num_rows
    strings = numbers == "string"
    columns = []
    for values, column in zip(batch.columns, rows.columns, strict=True):
        texts = json_texts(values, column.type, rows.style.zone, strings=strings)
        if _holds_json(column.type):
            texts = [_LINE_ENDS.sub(" ", text) for text in texts]
        columns.append(texts)
    return zip(*columns, strict=True)


def _values(rows: Rows, batch: pa.RecordBatch, numbers: Numbers) -> Iterator[pa.Array]:
    """Each column's JSON; a json value's own line ends are white space and become blanks."""
    for values, column in zip(batch.columns, rows.columns, strict=True):
        text = to_json(values, column.type, rows.style.zone, strings=numbers == "string")
        held = _holds_json(column.type)
        yield pc.replace_substring_regex(text, _LINE_ENDS.pattern, " ") if held else text


def _holds_json(type_: Type) -> bool:
    inside = [field for _, field in type_.fields] + ([type_.element] if type_.element else [])
    return type_.name in ("json", "jsonb") or any(map(_holds_json, inside))


def _joined(parts: list[pa.Array], count: int, opening: str, closing: str) -> list[str]:
    if not parts:
        return [opening + closing] * count
    inside = pc.binary_join_element_wise(*parts, ",")
    lines: list[str] = pc.binary_join_element_wise(opening, inside, closing, "").to_pylist()
    return lines
