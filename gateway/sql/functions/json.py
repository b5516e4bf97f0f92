"""json and jsonb: access, containment, change, expansion.

Source: `pg_proc` and `pg_operator` of PostgreSQL 18; jsonfuncs.c, jsonb_op.c.
"""

from __future__ import annotations

import re
from typing import Final

from connectors.types import TEXT, Type, record
from gateway.sql.functions.registry import (
    REGISTRY,
    EngineRule,
    Function,
    Kind,
    Rendered,
    ReturnRule,
)
from gateway.sql.functions.rendering import evaluated_once, strict, text_constant, unless_null
from gateway.sql.render.constants import raising, text

_PLAIN_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_ ]*", re.A)
_KINDS: Final = ("json", "jsonb")


def _field_text(rendered: Rendered) -> str:
    """`jsonb ->> 'key'` natively for strings, booleans and integers: their texts are the same."""
    value, key = rendered.arguments
    slow = f"pg_json_field_text({value}, {key})"
    known = text_constant(rendered, 1)
    if rendered.types[0].name != "jsonb" or not known or not _PLAIN_KEY.fullmatch(known):
        return slow
    path = text(f'$."{known}"')
    return (
        f"CASE json_type({value}, {path}) WHEN 'VARCHAR' THEN json_extract_string({value}, {path}) "
        f"WHEN 'UBIGINT' THEN json_extract_string({value}, {path}) "
        f"WHEN 'BIGINT' THEN json_extract_string({value}, {path}) "
        f"WHEN 'NULL' THEN NULL ELSE {slow} END"
    )


def _access(kind: str) -> list[Function]:
    rows: tuple[tuple[str, str, str, str | EngineRule], ...] = (
        ("->", "text", kind, "pg_json_field({0}, {1})"),
        ("->", "int4", kind, "pg_json_element({0}, {1})"),
        ("->>", "text", "text", _field_text),
        ("->>", "int4", "text", "pg_json_element_text({0}, {1})"),
        ("#>", "text[]", kind, "pg_json_path({0}, {1})"),
        ("#>>", "text[]", "text", "pg_json_path_text({0}, {1})"),
    )
    return [
        *(Function(name, (kind, wanted), type_, engine) for name, wanted, type_, engine in rows),
        Function(f"{kind}_extract_path", (kind, "text"), kind, _path(""), variadic=True),
        Function(
            f"{kind}_extract_path_text", (kind, "text"), "text", _path("_text"), variadic=True
        ),
        Function(f"{kind}_typeof", (kind,), "text", "pg_json_typeof({0})"),
        Function(f"{kind}_array_length", (kind,), "int4", "pg_json_array_length({0})"),
    ]  # fmt: skip


def _path(suffix: str) -> EngineRule:
    def rule(rendered: Rendered) -> str:
        value, *steps = rendered.arguments
        return unless_null(steps, f"pg_json_path{suffix}({value}, [{', '.join(steps)}])")

    return rule


def _expansion(kind: str) -> list[Function]:
    type_ = Type(kind)
    rows: tuple[tuple[str, str, Type], ...] = (
        ("array_elements", "pg_json_elements({0})", type_),
        ("array_elements_text", "pg_json_elements_text({0})", TEXT),
        ("object_keys", "pg_json_keys({0})", TEXT),
        ("each", "pg_json_each({0})", record(("key", TEXT), ("value", type_))),
        ("each_text", "pg_json_each_text({0})", record(("key", TEXT), ("value", TEXT))),
    )
    return [
        Function(f"{kind}_{name}", (kind,), _always(result), engine, kind=Kind.TABLE)
        for name, engine, result in rows
    ]


def _records(kind: str) -> list[Function]:
    """Objects whose fields a column definition list names (`bind.definitions`)."""
    wanted = "argument of {0} must be an array of objects"
    rows = (
        (
            f"{kind}_to_record",
            "[{0}]",
            f"cannot call {kind}_to_record on a value that is no object",
        ),
        (f"{kind}_to_recordset", "pg_json_elements({0})", wanted.format(f"{kind}_to_recordset")),
    )
    return [
        Function(name, (kind,), _always(Type(kind)), _objects(values, message), kind=Kind.TABLE)
        for name, values, message in rows
    ]


def _objects(values: str, message: str) -> str:
    """An engine form: `values`, which are NULL or objects."""
    refused = raising("22023", message)
    checked = f"CASE WHEN _o_ IS NULL OR json_type(_o_) = 'OBJECT' THEN _o_ ELSE {refused} END"
    return f"list_transform({values}, lambda _o_: {checked})"


def _always(type_: Type) -> ReturnRule:
    return lambda arguments: type_


def _flagged(function: str) -> EngineRule:
    """jsonb_set and jsonb_insert, whose last argument may be left out."""

    def rule(rendered: Rendered) -> str:
        default = ["TRUE" if function == "pg_jsonb_set" else "FALSE"]
        given = list(rendered.arguments)
        return f"{function}({', '.join(given + default[len(given) - 3 :])})"

    return rule


# A list of a NULL is no NULL.
_HAS: Final = strict("pg_jsonb_has_any({0}, [{1}])")
_JSONPATH: Final = "jsonpath"
_REFUSED: Final = tuple(
    Function(name, ("jsonb", "jsonpath"), returns, None, refusal=_JSONPATH)
    for name, returns in (("@?", "bool"), ("@@", "bool"), ("jsonb_path_exists", "bool"),
                          ("jsonb_path_match", "bool"), ("jsonb_path_query_array", "jsonb"),
                          ("jsonb_path_query_first", "jsonb"))
)  # fmt: skip

_FUNCTIONS: Final = (
    *(function for kind in _KINDS for function in (*_access(kind), *_expansion(kind))),
    *(function for kind in _KINDS for function in _records(kind)),
    Function("@>", ("jsonb", "jsonb"), "bool", "pg_jsonb_contains({0}, {1})"),
    Function("<@", ("jsonb", "jsonb"), "bool", "pg_jsonb_contains({1}, {0})"),
    Function("?", ("jsonb", "text"), "bool", _HAS),
    Function("?|", ("jsonb", "text[]"), "bool", "pg_jsonb_has_any({0}, {1})"),
    Function("?&", ("jsonb", "text[]"), "bool", "pg_jsonb_has_all({0}, {1})"),
    Function("jsonb_exists", ("jsonb", "text"), "bool", _HAS),
    Function("||", ("jsonb", "jsonb"), "jsonb", "pg_jsonb_concat({0}, {1})"),
    Function("-", ("jsonb", "text"), "jsonb", strict("pg_jsonb_without_keys({0}, [{1}])")),
    Function("-", ("jsonb", "text[]"), "jsonb", "pg_jsonb_without_keys({0}, {1})"),
    Function("-", ("jsonb", "int4"), "jsonb", "pg_jsonb_without_index({0}, {1})"),
    Function("#-", ("jsonb", "text[]"), "jsonb", "pg_jsonb_without_path({0}, {1})"),
    *(
        Function(
            name, ("jsonb", "text[]", "jsonb", "bool"), "jsonb", _flagged(f"pg_{name}"), optional=1
        )
        for name in ("jsonb_set", "jsonb_insert")
    ),
    Function("jsonb_strip_nulls", ("jsonb",), "jsonb", "pg_jsonb_strip_nulls({0})"),
    Function("json_strip_nulls", ("json",), "json", None, refusal="json_strip_nulls"),
    Function("jsonb_pretty", ("jsonb",), "text", "pg_jsonb_pretty({0})"),
    *_REFUSED,
)  # fmt: skip

REGISTRY.add(*map(evaluated_once, _FUNCTIONS))
