"""PostgreSQL's `to_json` of every type: the JSON text of each value of an Arrow array.

NULL is `null`; numbers stay exact; json and jsonb are put in as they are; a record is an object.
Rules: `datum_to_json` in PostgreSQL's json.c. Checked against a real server by
`tests/unit/test_json_text.py`. Imports: pyarrow, `connectors.types`, `gateway.sql.output`.
"""

from __future__ import annotations

import json
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from connectors.arrays import nested
from connectors.types import NUMBERS, TEXT, Type
from gateway.sql.output import to_text
from gateway.sql.output_single import SingleText, single_text
from gateway.sql.output_style import OutputStyle
from gateway.timezones import Zone

_FEW: Final = 64
"""Strings that are escaped sooner than a pattern is compiled."""
_escaped: Final = json.JSONEncoder(ensure_ascii=False).encode
_ESCAPED: Final = '["\\\\\\x00-\\x1f]'


def to_json(array: pa.Array, type_: Type, zone: Zone = "UTC", *, strings: bool = False) -> pa.Array:
    """`array` of `type_` as JSON texts: a `pa.string()` array of the same length, no NULLs.

    A timestamptz is shown by the clocks of `zone`. With `strings`, int8 and numeric are strings:
    readers whose numbers are doubles lose no digit.
    """
    match type_.name:
        case "bool":
            text = pc.if_else(array, "true", "false")
        case "json" | "jsonb":
            text = array
        case "array" if type_.shaped:
            text = _shaped(array, type_.element or TEXT, zone, strings=strings)
        case "array":
            text = _arrays(array, type_.element or TEXT, zone, strings=strings)
        case "record":
            text = _objects(array, type_, zone, strings=strings)
        case "int8" | "numeric" if strings:
            text = _strings(to_text(array, type_))
        case "date" | "timestamp":
            text = _strings(_iso(to_text(array, type_)))
        case "timestamptz":
            text = _strings(_whole_offset(_iso(to_text(array, type_, OutputStyle(zone)))))
        case "int2" | "int4" | "int8" | "oid":
            text = to_text(array, type_)
        case name if name in NUMBERS:
            text = to_text(array, type_)
            text = pc.if_else(pc.match_substring_regex(text, "^-?[0-9]"), text, _strings(text))
        case _:
            text = _strings(to_text(array, type_))
    return pc.fill_null(text, "null")


def json_texts(
    array: pa.Array, type_: Type, zone: Zone = "UTC", *, strings: bool = False
) -> list[str]:
    """As `to_json`, value by value where the type allows it: for a few rows."""
    written = _single(type_, zone, strings=strings)
    if written is None:
        found: list[str] = to_json(array, type_, zone, strings=strings).to_pylist()
        return found
    text, form = written
    values = (array if form is None else array.view(form)).to_pylist()
    return ["null" if value is None else text(value) for value in values]


def _single(type_: Type, zone: Zone, *, strings: bool) -> SingleText | None:
    """The JSON of one value, if the type is a common one."""
    plain = single_text(type_, OutputStyle(zone))
    if plain is None:
        return None
    text, form = plain
    match type_.name:
        case "bool":
            return SingleText(lambda value: "true" if value else "false")
        case "json" | "jsonb" | "int2" | "int4" | "oid":
            return plain
        case "int8" if not strings:
            return plain
        case name if name in NUMBERS and not (strings and name in ("int8", "numeric")):
            return SingleText(lambda value: _number(text(value)), form)
        case "date" | "timestamp" | "timestamptz":
            return SingleText(lambda value: _moment(text(value)), form)
    return SingleText(lambda value: json_string(text(value)), form)


def _number(text: str) -> str:
    """NaN and the infinities are strings."""
    return text if text[text[0] == "-"].isdigit() else json_string(text)


def _moment(text: str) -> str:
    """Of a date or a timestamp, as `_iso` and `_whole_offset` make it."""
    day, space, rest = text.partition(" ")
    if not space or rest == "BC":
        return f'"{text}"'
    time, space, era = rest.partition(" ")
    return f'"{day}T{time}{":00" if time[-3] in "+-" else ""}{space}{era}"'


def json_string(text: str) -> str:
    """A string as JSON, escaped as PostgreSQL does (`escape_json`)."""
    return _escaped(text)


def _strings(text: pa.Array) -> pa.Array:
    if len(text) <= _FEW:
        values = [None if value is None else json_string(value) for value in text.to_pylist()]
        return pa.array(values, pa.string())
    plain = pc.binary_join_element_wise('"', text, '"', "")
    awkward = pc.fill_null(pc.match_substring_regex(text, _ESCAPED), False)
    if not pc.any(awkward).as_py():
        return plain
    escaped = [json_string(value) for value in text.filter(awkward).to_pylist()]
    return pc.replace_with_mask(plain, awkward, pa.array(escaped, pa.string()))


def _iso(text: pa.Array) -> pa.Array:
    """`2020-01-01 00:00:00` as `2020-01-01T00:00:00`; infinity and dates as they are."""
    return pc.replace_substring_regex(text, r"^(\S+-\S+-\S+) (\d\d:)", r"\1T\2")


def _whole_offset(text: pa.Array) -> pa.Array:
    """`…+02` as `…+02:00`; an offset with minutes has them already."""
    return pc.replace_substring_regex(text, r"(:[\d.]+[+-]\d\d)( BC)?$", r"\1:00\2")


def _arrays(array: pa.Array, element: Type, zone: Zone, *, strings: bool) -> pa.Array:
    items = to_json(array.flatten(), element, zone, strings=strings)
    ends = pc.cumulative_sum(pc.fill_null(pc.list_value_length(array), 0).cast(pa.int64()))
    offsets = pa.concat_arrays([pa.array([0], pa.int64()), ends]).cast(pa.int32())
    joined = pc.binary_join(pa.ListArray.from_arrays(offsets, items), ",")
    return _where_valid(array, pc.binary_join_element_wise("[", joined, "]", ""))


def _shaped(array: pa.Array, element: Type, zone: Zone, *, strings: bool) -> pa.Array:
    """Arrays in arrays, row by row; JSON does not tell where subscripts begin."""
    lists = array.field("items")
    texts = to_json(lists.values, element, zone, strings=strings)
    rows = pa.ListArray.from_arrays(lists.offsets, texts).to_pylist()
    shapes = array.field("dims").to_pylist()
    made = [
        nested(row, dims, "[]") if row is not None and dims is not None else None
        for row, dims in zip(rows, shapes, strict=True)
    ]
    return _where_valid(array, pa.array(made, pa.string()))


def _objects(array: pa.Array, type_: Type, zone: Zone, *, strings: bool) -> pa.Array:
    members = [
        pc.binary_join_element_wise(
            json_string(name) + ":", to_json(values, field, zone, strings=strings), ""
        )
        for values, (name, field) in zip(array.flatten(), type_.fields, strict=True)
    ]
    if not members:
        return _where_valid(array, pa.array(["{}"] * len(array), pa.string()))
    joined = pc.binary_join_element_wise(*members, ",")
    return _where_valid(array, pc.binary_join_element_wise("{", joined, "}", ""))


def _where_valid(array: pa.Array, text: pa.Array) -> pa.Array:
    return pc.if_else(array.is_valid(), text, pa.scalar(None, pa.string()))
