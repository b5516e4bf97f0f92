"""JSON: an array of objects, an object per line, or one document with columns and rows.

Values are as PostgreSQL's `to_json` gives them: numbers keep all digits, json is put in as it is.
With `numbers="string"`, int8 and numeric are strings, for readers whose numbers are doubles.

Imports: pyarrow, `connectors.types`, `gateway.serve.json_text`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from connectors.types import Type
from gateway.execute.context import Warning
from gateway.serve.formats.names import refuse_repeated_names
from gateway.serve.formats.rows import Rows
from gateway.serve.json_text import json_string, to_json

Numbers = Literal["exact", "string"]


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
    members = [
        pc.binary_join_element_wise(json_string(column.name) + ":", values, "")
        for values, column in zip(_values(rows, batch, numbers), rows.columns, strict=True)
    ]
    return _joined(members, batch.num_rows, "{", "}")


def _arrays(rows: Rows, batch: pa.RecordBatch, numbers: Numbers) -> list[str]:
    """The rows as arrays, each on one line."""
    return _joined(list(_values(rows, batch, numbers)), batch.num_rows, "[", "]")


def _values(rows: Rows, batch: pa.RecordBatch, numbers: Numbers) -> Iterator[pa.Array]:
    """Each column's JSON; a json value's own line ends are white space and become blanks."""
    for values, column in zip(batch.columns, rows.columns, strict=True):
        text = to_json(values, column.type, rows.style.zone, strings=numbers == "string")
        yield (
            pc.replace_substring_regex(text, r"[\r\n]+", " ") if _holds_json(column.type) else text
        )


def _holds_json(type_: Type) -> bool:
    inside = [field for _, field in type_.fields] + ([type_.element] if type_.element else [])
    return type_.name in ("json", "jsonb") or any(map(_holds_json, inside))


def _joined(parts: list[pa.Array], count: int, opening: str, closing: str) -> list[str]:
    if not parts:
        return [opening + closing] * count
    inside = pc.binary_join_element_wise(*parts, ",")
    lines: list[str] = pc.binary_join_element_wise(opening, inside, closing, "").to_pylist()
    return lines
