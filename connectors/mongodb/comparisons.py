"""A comparison with a constant as query operators that hold for exactly the same values.

`lower(shape, op, constant)` gives the alternatives of `Field.among`: an empty list means that no
value passes, [{}] that every value does. Rules by kind: numbers compare across BSON types by exact
value, but NaN is the least for MongoDB and the greatest for PostgreSQL; doubles in a numeric field
are read as their shortest text and compared as such; dates are milliseconds, constants
microseconds; an ObjectId is compared as its 24 hex digits.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from bson import Binary, DatetimeMS, Int64, ObjectId

from connectors.mongodb.fields import Unproven
from connectors.mongodb.numbers import decimal128
from connectors.mongodb.shapes import UUID_SUBTYPE, Shape
from connectors.tree import Constant, type_of
from connectors.types import INTEGERS, STRINGS

Alternatives = list[Mapping[str, Any]]

OPERATORS: Final = {"=": "$eq", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}
NEGATED: Final = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
FLIPPED: Final = {"=": "=", "<>": "<>", "<": ">", ">": "<", "<=": ">=", ">=": "<="}

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NAN: Final = math.nan
_DIGITS: Final = "0123456789abcdef"
_EXACT_DOUBLE: Final = 2**53


def lower(shape: Shape, op: str, constant: Constant) -> Alternatives:
    """The alternatives for `value op constant`; op is not `<>`. Raises Unproven."""
    value, name = constant.value, type_of(constant).name
    match shape.kind:
        case "int":
            return [{OPERATORS[op]: _integer(value, name)}]
        case "float" if name == "float8":
            return _with_nan(op, [{OPERATORS[op]: value}]) if value == value else _nan(op)
        case "decimal" | "number" if name == "numeric":
            if value.is_nan():
                return _nan(op)
            if shape.kind == "number":
                return _with_nan(op, _number(op, value))
            return _with_nan(op, [{OPERATORS[op]: _decimal(value)}])
        case "string" if name in STRINGS - {"bpchar"} or name == "unknown":
            return [{OPERATORS[op]: text(value)}]
        case "bool" if name == "bool":
            return [{OPERATORS[op]: value}]
        case "date" if name == "timestamptz" and isinstance(value, datetime):
            return _date(op, value)
        case "objectId" if name in STRINGS - {"bpchar"} or name == "unknown":
            return _object_id(op, text(value))
        case "uuid" if name == "uuid":
            return [{OPERATORS[op]: Binary(uuid.UUID(value).bytes, UUID_SUBTYPE)}]
        case "binary" if name == "bytea" and op == "=":
            return [{"$eq": Binary(value, shape.subtype)}]
    raise Unproven(
        "comparison", f"MongoDB does not compare {shape.kind} with {name} as PostgreSQL does"
    )


def text(value: str) -> str:
    """The string itself, if MongoDB can hold it."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Unproven("constant", "the string is not valid Unicode") from None
    return value


def _integer(value: Any, name: str) -> Any:
    if name in INTEGERS:
        return Int64(value)
    if name == "numeric" and value.is_finite():
        return _decimal(value)
    # PostgreSQL rounds the integer to a double first: the same only below 2**53.
    if name == "float8" and abs(value) < _EXACT_DOUBLE:
        return value
    raise Unproven("comparison", f"an integer field is not compared with this {name} exactly")


def _decimal(value: Decimal) -> Any:
    exact = decimal128(value)
    if exact is None:
        raise Unproven("constant", "the number has more digits than MongoDB's decimal")
    return exact


def _with_nan(op: str, finite: Alternatives) -> Alternatives:
    """For PostgreSQL NaN is greater than any other number."""
    return [*finite, {"$eq": _NAN}] if op in (">", ">=") else finite


def _nan(op: str) -> Alternatives:
    """Comparisons with NaN, which equals itself."""
    match op:
        case "=" | ">=":
            return [{"$eq": _NAN}]
        case "<":
            return [{"$ne": _NAN}]
        case "<=":
            return [{}]
    return []


def _number(op: str, value: Decimal) -> Alternatives:
    """Several BSON number types; d < f implies text(d) < value, since rounding is monotone."""
    others = {OPERATORS[op]: _decimal(value), "$type": ["int", "long", "decimal"]}
    nearest = float(value)
    shortest = Decimal(repr(nearest))
    match op:
        case "=":
            if shortest != value:
                return [others]
            test = "$eq"
        case "<" | "<=":
            test = "$lte" if shortest < value or (op == "<=" and shortest == value) else "$lt"
        case _:
            test = "$gte" if shortest > value or (op == ">=" and shortest == value) else "$gt"
    return [others, {test: nearest, "$type": ["double"]}]


def _date(op: str, value: datetime) -> Alternatives:
    micros = (value - _EPOCH) // timedelta(microseconds=1)
    floor, rest = divmod(micros, 1000)
    if rest == 0:
        return [{OPERATORS[op]: DatetimeMS(floor)}]
    match op:
        case "=":
            return []
        case "<" | "<=":
            return [{"$lte": DatetimeMS(floor)}]
    return [{"$gt": DatetimeMS(floor)}]


def _object_id(op: str, value: str) -> Alternatives:
    """Any text may stand on the other side: it lies between two ObjectIds in byte order."""
    least = _hex_at_least(value)
    if op == "=":
        return [{"$eq": ObjectId(value)}] if least == value else []
    if least is None:
        return [{}] if op in ("<", "<=") else []
    if least == value:
        return [{OPERATORS[op]: ObjectId(value)}]
    return [{"$lt" if op in ("<", "<=") else "$gte": ObjectId(least)}]


def _hex_at_least(value: str) -> str | None:
    """The least text of 24 hex digits that is not before `value`, None if all are."""
    kept = 0
    while kept < min(len(value), 24) and value[kept] in _DIGITS:
        kept += 1
    prefix = value[:kept]
    if kept == len(value):
        return prefix.ljust(24, "0")
    if kept < 24:
        higher = next((digit for digit in _DIGITS if digit > value[kept]), None)
        if higher is not None:
            return (prefix + higher).ljust(24, "0")
    # Longer than 24 digits, or a character above "f": the next prefix of this length.
    bumped = int(prefix or "0", 16) + 1
    if bumped >= 16 ** len(prefix):
        return None
    return f"{bumped:0{len(prefix)}x}".ljust(24, "0")
