"""Making json and jsonb: to_json, the builders, the aggregates.

Source: json.c and jsonb.c of PostgreSQL 18 (datum_to_json_internal). JSON text is made by DuckDB
SQL from the type of each value; jsonb is the canonical form of the same text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from connectors.types import FLOATS, INTEGERS, TEXT, Type
from gateway.errors import unsupported
from gateway.sql.functions.registry import REGISTRY, EngineRule, Function, Kind, Rendered
from gateway.sql.functions.rendering import evaluated_once
from gateway.sql.functions.text_aggregates import in_order
from gateway.sql.jsonb import quote as json_quote
from gateway.sql.render.casts import output_text, to_text
from gateway.sql.render.constants import raising, text
from gateway.sql.render.forms import key

_NUMBERS_IN_WORDS: Final = "('NaN', 'Infinity', '-Infinity')"
Build = Callable[[Rendered], str]


def json_of(value: str, type_: Type) -> str:
    """JSON text of a value, `null` for NULL."""
    return f"coalesce({_json_of(value, type_)}, 'null')"


def _json_of(value: str, type_: Type) -> str:
    """JSON text, NULL for NULL."""
    name = type_.name
    if name in ("json", "jsonb"):
        return value
    if name == "bool" or name in INTEGERS:
        return f"CAST({value} AS VARCHAR)"
    if name in FLOATS or name == "numeric":
        written = to_text(value, type_)
        if name == "numeric" and type_.scale is not None:
            return written
        words = f"{written} IN {_NUMBERS_IN_WORDS}"
        return f"CASE WHEN {words} THEN '\"' || {written} || '\"' ELSE {written} END"
    if name == "array":
        return _array(value, type_, ",")
    if name == "record":
        return _record(value, type_)
    return _quoted(_xsd(value, type_))


def _quoted(value: str) -> str:
    """DuckDB writes the digits of some control characters in capitals."""
    native = f"CAST(to_json({value}) AS VARCHAR)"
    rare = f"regexp_matches({value}, '[\\x0b\\x0e-\\x1f]')"
    return f"CASE WHEN {rare} THEN pg_json_quote({value}) ELSE {native} END"


def _xsd(value: str, type_: Type) -> str:
    """Text of a value; timestamps in ISO 8601, with minutes of the zone."""
    if type_.name not in ("timestamp", "timestamptz"):
        return output_text(value, type_)
    written = f"replace({to_text(value, type_)}, ' ', 'T')"
    written = f"replace({written}, 'TBC', ' BC')"
    if type_.name == "timestamptz":
        written = f"regexp_replace({written}, '([+-]\\d\\d)( BC)?$', '\\1:00\\2')"
    return written


def _array(value: str, type_: Type, comma: str) -> str:
    if type_.shaped:
        items = (
            f"list_transform(({value}).items, lambda _j_: {json_of('_j_', type_.element or TEXT)})"
        )
        return f"pg_json_shaped({items}, ({value}).dims)"
    items = f"list_transform({value}, lambda _j_: {json_of('_j_', type_.element or TEXT)})"
    joined = f"coalesce(list_aggregate({items}, 'string_agg', {text(comma)}), '')"
    return f"CASE WHEN {value} IS NULL THEN NULL ELSE '[' || {joined} || ']' END"


def _record(value: str, type_: Type) -> str:
    if not type_.fields:
        raise unsupported("JSON of a record without known fields")
    fields = ((name, f"struct_extract({value}, {text(name)})", t) for name, t in type_.fields)
    members = " || ',' || ".join(
        f"{text(json_quote(name))} || ':' || {json_of(item, t)}" for name, item, t in fields
    )
    return f"CASE WHEN {value} IS NULL THEN NULL ELSE '{{' || {members} || '}}' END"


def _key(value: str, type_: Type) -> str:
    """A member's name; 22004 for NULL."""
    null = raising("22004", "null value not allowed for object key")
    return f"CASE WHEN {value} IS NULL THEN {null} ELSE {_quoted(output_text(value, type_))} END"


def _to_json(rendered: Rendered) -> str:
    return _json_of(rendered.arguments[0], rendered.types[0])


def _build_object(rendered: Rendered) -> str:
    if len(rendered.arguments) % 2:
        return raising("22023", "argument list must have even number of elements")
    pairs = list(zip(rendered.arguments, rendered.types, strict=True))
    members = " || ', ' || ".join(
        f"{_key(*name)} || ' : ' || {json_of(*value)}"
        for name, value in zip(pairs[::2], pairs[1::2], strict=True)
    )
    return f"('{{' || {members} || '}}')" if members else "'{}'"


def _build_array(rendered: Rendered) -> str:
    items = " || ', ' || ".join(map(json_of, rendered.arguments, rendered.types))
    return f"('[' || {items} || ']')" if items else "'[]'"


def _object(rendered: Rendered) -> str:
    """json_object(text[]): keys and values in turn."""
    return f"pg_json_object({rendered.arguments[0]})"


def _object_of_two(rendered: Rendered) -> str:
    return f"pg_json_object_of({rendered.arguments[0]}, {rendered.arguments[1]})"


def _agg(rendered: Rendered) -> str:
    value, type_ = rendered.arguments[0], rendered.types[0]
    structured = type_.name in ("array", "record")
    item = _on_its_line if structured else json_of
    if rendered.distinct:
        if key(value, type_) != value:
            raise unsupported(f"json_agg(DISTINCT …) of {type_}")
        gathered = f"list(DISTINCT {value}{in_order(rendered)}){rendered.tail}"
        texts = f"list_transform({gathered}, lambda _j_: {item('_j_', type_)})"
        items = f"list_aggregate({texts}, 'string_agg', ', ')"
    else:
        items = f"string_agg({item(value, type_)}, ', '{rendered.order}){rendered.tail}"
    return f"('[' || {_FIRST_LINE.format(items) if structured else items} || ']')"


_FIRST_LINE: Final = "regexp_replace({}, '^\n ', '')"


def _on_its_line(value: str, type_: Type) -> str:
    """An array or record begins a line, unless it is the first."""
    return f"CASE WHEN {value} IS NULL THEN 'null' ELSE '\n ' || {json_of(value, type_)} END"


def _object_agg(rendered: Rendered) -> str:
    if rendered.distinct:
        raise unsupported("json_object_agg with DISTINCT")
    name, value = zip(rendered.arguments, rendered.types, strict=True)
    member = f"{_key(*name)} || ' : ' || {json_of(*value)}"
    return f"('{{ ' || string_agg({member}, ', '{rendered.order}){rendered.tail} || ' }}')"


def _both(
    name: str,
    arguments: tuple[str, ...],
    build: Build,
    *,
    kind: Kind = Kind.SCALAR,
    variadic: bool = False,
    strict: bool = True,
) -> tuple[Function, Function]:
    """The json function and its jsonb twin: `json` in the name becomes `jsonb`."""

    def canonical(rendered: Rendered) -> str:
        return f"pg_read_jsonb({build(rendered)})"

    rule: EngineRule = build
    twin = name.replace("json", "jsonb")
    return (
        Function(name, arguments, "json", rule, kind=kind, variadic=variadic, strict=strict),
        Function(twin, arguments, "jsonb", canonical, kind=kind, variadic=variadic, strict=strict),
    )


_FUNCTIONS: Final = (
    *_both("to_json", ("anyelement",), _to_json),
    Function("row_to_json", ("record",), "json", _to_json),
    Function("array_to_json", ("anyarray",), "json", _to_json),
    *_both("json_build_object", ("any",), _build_object, variadic=True, strict=False),
    *_both("json_build_array", ("any",), _build_array, variadic=True, strict=False),
    *_both("json_object", ("text[]",), _object),
    *_both("json_object", ("text[]", "text[]"), _object_of_two),
    *_both("json_agg", ("anyelement",), _agg, kind=Kind.AGGREGATE, strict=False),
    *_both("json_object_agg", ("any", "any"), _object_agg, kind=Kind.AGGREGATE, strict=False),
    *(
        Function(f"{name}_build_{what}", (), name, f"'{empty}'", strict=False)
        for name in ("json", "jsonb")
        for what, empty in (("object", "{{}}"), ("array", "[]"))
    ),
)

REGISTRY.add(*map(evaluated_once, _FUNCTIONS))
