"""Relation schemas and statistics as JSON text, and back, without loss.

`details` are the connector's own: any nesting of None, bool, int, float, str, bytes, Decimal,
tuple, list, dict and `Type`. JSON has no tuples, bytes and keys that are not strings: such values
are an object with one key that begins with "$".

Imports: `connectors.api`, `connectors.types`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from connectors.api import (
    Column,
    Constraint,
    Definition,
    ForeignKey,
    Index,
    Relation,
    RelationSchema,
    Statistics,
)
from connectors.types import Type


def encode_schema(schema: RelationSchema) -> str:
    """One relation as JSON. TypeError for a detail that has no JSON form."""
    return _dump(
        {
            "relation": _relation(schema.relation),
            "columns": [_column(column) for column in schema.columns],
            "primary_key": schema.primary_key,
            "indexes": [[i.name, i.columns, i.unique] for i in schema.indexes],
            "foreign_keys": [
                [
                    k.name,
                    k.columns,
                    _relation(k.foreign_relation),
                    k.foreign_columns,
                    k.on_update,
                    k.on_delete,
                ]
                for k in schema.foreign_keys
            ],
            "constraints": [
                [
                    c.name,
                    c.kind,
                    c.columns,
                    c.expression,
                    _definition(c.definition),
                    c.valid,
                    c.enforced,
                ]
                for c in schema.constraints
            ],
            "definition": _definition(schema.definition),
            "details": _value(schema.details),
        }
    )


def decode_schema(text: str) -> RelationSchema:
    """What `encode_schema` was given."""
    data = json.loads(text)
    return RelationSchema(
        relation=Relation(*data["relation"]),
        columns=tuple(_decoded_column(item) for item in data["columns"]),
        primary_key=tuple(data["primary_key"]),
        indexes=tuple(Index(name, tuple(cols), unique) for name, cols, unique in data["indexes"]),
        foreign_keys=tuple(
            ForeignKey(name, tuple(columns), Relation(*foreign), tuple(foreign_columns), *actions)
            for name, columns, foreign, foreign_columns, *actions in data["foreign_keys"]
        ),
        # An older Unsilo has not asked for these.
        constraints=tuple(
            Constraint(name, kind, tuple(columns), expression, _decoded_definition(text), *flags)
            for name, kind, columns, expression, text, *flags in data.get("constraints", ())
        ),
        definition=_decoded_definition(data.get("definition")),
        details=_decoded(data["details"]),
    )


def encode_statistics(statistics: Statistics) -> str:
    """Estimates as JSON."""
    return _dump(
        {
            "rows": statistics.rows,
            "bytes": statistics.bytes,
            "distinct": dict(statistics.distinct),
        }
    )


def decode_statistics(text: str) -> Statistics:
    """What `encode_statistics` was given."""
    return Statistics(**json.loads(text))


def _dump(data: object) -> str:
    # ASCII: text that PostgreSQL and SQLite store whatever a source's names hold.
    return json.dumps(data, separators=(",", ":"))


def _definition(definition: Definition | None) -> list[str | None] | None:
    return None if definition is None else [definition.text, definition.pretty]


def _decoded_definition(data: list[Any] | None) -> Definition | None:
    return None if data is None else Definition(*data)


def _relation(relation: Relation) -> list[Any]:
    return [relation.schema, relation.name, relation.kind, relation.comment]


def _column(column: Column) -> dict[str, Any]:
    fields = {
        "name": column.name,
        "type": _type(column.type),
        "nullable": column.nullable,
        "native_type": column.native_type,
        "collation": column.collation,
        "comment": column.comment,
        "default": column.default,
        "warning": column.warning,
        "details": _value(column.details) if column.details else None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _decoded_column(data: dict[str, Any]) -> Column:
    data["type"] = _decoded_type(data["type"])
    if "details" in data:
        data["details"] = _decoded(data["details"])
    return Column(**data)


def _type(type_: Type) -> dict[str, Any]:
    fields = {
        "name": type_.name,
        "precision": type_.precision,
        "scale": type_.scale,
        "length": type_.length,
        "declared": type_.declared or None,
        "element": None if type_.element is None else _type(type_.element),
        "fields": [[name, _type(item)] for name, item in type_.fields] or None,
    }
    return {name: value for name, value in fields.items() if value is not None}


_plain_type = lru_cache(maxsize=1024)(Type)
"""Columns of one type share it: there are many columns."""


def _decoded_type(data: dict[str, Any]) -> Type:
    element = data.get("element")
    if element is None and "fields" not in data:
        return _plain_type(**data)
    fields = tuple((name, _decoded_type(item)) for name, item in data.get("fields", ()))
    return Type(
        **data | {"element": None if element is None else _decoded_type(element), "fields": fields}
    )


def _value(value: object) -> Any:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case bytes():
            return {"$bytes": base64.b64encode(value).decode("ascii")}
        case Decimal():
            return {"$decimal": str(value)}
        case Type():
            return {"$type": _type(value)}
        case tuple():
            return {"$tuple": [_value(item) for item in value]}
        case list():
            return [_value(item) for item in value]
        case Mapping():
            if all(isinstance(key, str) and not key.startswith("$") for key in value):
                return {key: _value(item) for key, item in value.items()}
            return {"$dict": [[_value(key), _value(item)] for key, item in value.items()]}
    raise TypeError(f"a detail of type {type(value).__name__} cannot be stored")


def _decoded(data: Any) -> Any:
    if isinstance(data, (str, int, float)) or data is None:
        return data
    if isinstance(data, list):
        return [_decoded(item) for item in data]
    if len(data) != 1 or not next(iter(data)).startswith("$"):
        return {key: _decoded(item) for key, item in data.items()}
    match data:
        case {"$bytes": text}:
            return base64.b64decode(text)
        case {"$decimal": text}:
            return Decimal(text)
        case {"$type": inner}:
            return _decoded_type(inner)
        case {"$tuple": items}:
            return tuple(_decoded(item) for item in items)
        case {"$dict": pairs}:
            return {_decoded(key): _decoded(item) for key, item in pairs}
    raise ValueError(f"a detail of the form {next(iter(data))} is unknown")
