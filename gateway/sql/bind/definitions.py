"""Column definition lists: `json_to_recordset(x) AS t (a int, b text)`.

    →  LATERAL (SELECT CAST(o.object ->> 'a' AS int) AS a, … FROM <its objects> AS o (object))

As `json_populate_record` does: every field's text goes through the input of its column's type, JSON
values stay what they are, and a null of JSON is NULL.
"""

from __future__ import annotations

from sqlglot import exp

from connectors.tree import Call, TableFunction, constant, type_of, typed
from connectors.types import TEXT, Type
from gateway.errors import SqlError, unsupported
from gateway.sql.bind.context import Bound, Place
from gateway.sql.bind.names import column, fold, quoted
from gateway.sql.bind.operators import operator
from gateway.sql.bind.outputs import alias, output_columns
from gateway.sql.coerce import coerce
from gateway.sql.parse import position_of
from gateway.sql.type_names import parse_type

RECORDS = frozenset(
    {"json_to_record", "jsonb_to_record", "json_to_recordset", "jsonb_to_recordset"}
)


def definitions_of(node: exp.Expression) -> list[exp.ColumnDef]:
    """The columns that the alias of a FROM item defines with their types."""
    written = node.args.get("alias")
    columns = written.args.get("columns") if written is not None else None
    return [found for found in columns or [] if isinstance(found, exp.ColumnDef)]


def bind_definitions(
    call: Call, definitions: list[exp.ColumnDef], place: Place, position: int | None
) -> Bound:
    """The records that a bound call gives, with the columns as defined."""
    if call.function not in RECORDS:
        raise SqlError(
            "42601",
            'a column definition list is only allowed for functions returning "record"',
            position=position,
        )
    name = place.names.unique("object")
    names = exp.TableAlias(this=quoted(name), columns=[quoted("object")])
    table = TableFunction(expressions=[call], ordinality=False, alias=names)
    table.meta["lateral"] = True
    value = typed(column(name, "object"), type_of(call))
    shown = [fold(definition.this) for definition in definitions]
    outputs = [
        alias(_field(value, field, definition), place.names.unique(field))
        for field, definition in zip(shown, definitions, strict=True)
    ]
    query = exp.Select(expressions=outputs, from_=exp.From(this=table))
    return Bound(query, output_columns(shown, outputs))


def _field(value: exp.Expression, name: str, definition: exp.ColumnDef) -> exp.Expression:
    """One field of an object as its column's type. 0A000 for types that are no scalars."""
    position = position_of(definition)
    if definition.args.get("kind") is None:
        raise SqlError("42601", "a column definition list needs types", position=position)
    target = parse_type(definition.args["kind"])
    if target.name in ("array", "record", "bpchar") or target.length is not None:
        raise unsupported(f"a column of type {target} in a definition list", position=position)
    text = operator("->>", [value.copy(), constant(name, TEXT)], position)
    if target.name not in ("json", "jsonb"):
        return coerce(text, target, context="explicit", position=position)
    given = _converted(operator("->", [value.copy(), constant(name, TEXT)], position), target)
    there = operator("is not null", [text], position)
    return typed(exp.Case(ifs=[exp.If(this=there, true=given)]), target)


def _converted(value: exp.Expression, target: Type) -> exp.Expression:
    return coerce(value, target, context="explicit")
