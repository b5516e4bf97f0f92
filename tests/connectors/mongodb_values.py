"""PostgreSQL values in `Constant` form as BSON, for loading test collections."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from bson import Binary, DatetimeMS, Int64

from connectors.mongodb.numbers import decimal128
from connectors.types import Type

BSON_TYPES: dict[str, list[str]] = {
    "bool": ["bool"], "int2": ["int"], "int4": ["int"], "int8": ["long"], "float4": ["double"],
    "float8": ["double"], "numeric": ["decimal"], "text": ["string"], "varchar": ["string"],
    "bytea": ["binData"], "timestamptz": ["date"], "uuid": ["binData"], "array": ["array"],
    "record": ["object"], "jsonb": ["object", "array", "string", "bool", "int", "double"],
}  # fmt: skip


def validator(type_: Type) -> dict[str, Any]:
    """The $jsonSchema of a field of this type. KeyError where BSON has none."""
    schema: dict[str, Any] = {"bsonType": [*BSON_TYPES[type_.name], "null"]}
    if type_.element is not None:
        schema["items"] = validator(type_.element)
    if type_.fields:
        schema["properties"] = {name: validator(inner) for name, inner in type_.fields}
    return schema


def to_bson(value: Any, type_: Type) -> Any:
    """The BSON value. ValueError where there is none."""
    if value is None:
        return None
    match type_.name:
        case "int8":
            return Int64(value)
        case "numeric":
            found = decimal128(Decimal(value))
            if found is None:
                raise ValueError(value)
            return found
        case "timestamptz":
            return _date(value)
        case "uuid":
            return Binary(uuid.UUID(value).bytes, 4)
        case "array" if type_.element is not None:
            return [to_bson(item, type_.element) for item in value]
        case "record":
            return {name: to_bson(value[name], inner) for name, inner in type_.fields}
        case "jsonb":
            return json.loads(value)
    return value


def _date(value: Any) -> DatetimeMS:
    if not isinstance(value, datetime) or value.microsecond % 1000:
        raise ValueError(value)
    return DatetimeMS((value - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1))
