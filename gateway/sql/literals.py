"""Text to typed constants, as PostgreSQL's input functions read it.

Imports: standard library, sqlglot's expressions, `connectors`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from sqlglot import exp

from connectors.arrays import Shaped
from connectors.tree import Constant, constant
from connectors.types import INT4, INT8, TEXT, Type
from gateway.errors import SqlError, unsupported
from gateway.sql import jsonb, temporal
from gateway.sql.array_text import split_array
from gateway.sql.intervals import Interval, format_interval, parse_interval
from gateway.sql.numbers import (
    fit_numeric,
    in_range,
    invalid,
    numeric_type,
    parse_float,
    parse_integer,
    parse_numeric,
)
from gateway.sql.opaque import canonical

_TRUE: Final = {"t", "tr", "tru", "true", "y", "ye", "yes", "on", "1"}
_FALSE: Final = {"f", "fa", "fal", "fals", "false", "n", "no", "of", "off", "0"}
_UUID: Final = re.compile(r"(?:[0-9a-fA-F]{4}-?){7}[0-9a-fA-F]{4}")
_OCTAL: Final = re.compile(r"\\(?:(\\)|([0-3][0-7]{2}))|([^\\])", re.S)


def literal(node: exp.Literal) -> Constant:
    """The constant of a written literal: number by PostgreSQL's rule, string of type unknown."""
    text = str(node.this)
    if node.is_string:
        return constant(text, Type("unknown"))
    return number(text)


def negated(node: exp.Literal) -> Constant:
    """The constant of a minus sign and a number: -2147483648 is an int4, 2147483648 is not."""
    return number(f"-{node.this}")


def number(text: str) -> Constant:
    """A numeric literal: int4 or int8 when it fits, else numeric (static where it can be)."""
    value = parse_numeric(text)
    if re.fullmatch(r"-?(?:[\d_]+|0[xXoObB][0-9a-fA-F_]+)", text):
        integer = int(value)
        for type_ in (INT4, INT8):
            if in_range(integer, type_):
                return constant(integer, type_)
    return constant(value, numeric_type(value))


def parse_text(text: str, type_: Type, *, position: int | None = None) -> Any:
    """The Python value (as `Constant` holds it) that PostgreSQL reads in `text` for `type_`.

    A length of varchar and bpchar is an input function's: longer text is 22001. Raises 22P02,
    22003, 22007, 22008, or 0A000 for spellings we do not read exactly.
    """
    try:
        return _parse(text, type_)
    except SqlError as error:
        if error.position is None:
            error.position = position
        raise


def constant_of(text: str, type_: Type, *, position: int | None = None) -> Constant:
    """The typed constant of `text`; a numeric without modifier gets its own static type."""
    value = parse_text(text, type_, position=position)
    if isinstance(value, Shaped):
        return constant(value, replace(type_, shaped=True))
    if isinstance(value, Decimal) and type_.scale is None:
        return constant(value, numeric_type(value))
    return constant(value, type_)


def _parse(text: str, type_: Type) -> Any:
    match type_.name:
        case "bool":
            return _bool(text, type_)
        case "int2" | "int4" | "int8" | "oid":
            return parse_integer(text, type_)
        case "numeric":
            value = parse_numeric(text)
            return value if type_.scale is None else fit_numeric(value, type_)
        case "float4" | "float8":
            return parse_float(text, type_)
        case "text" | "unknown":
            return text
        case "varchar" | "bpchar":
            return fit_string(text, type_)
        case "name":
            return text.encode()[:63].decode(errors="ignore")
        case "char":
            return _char(text)
        case "date":
            return temporal.parse_date(text)
        case "time":
            return temporal.parse_time(text, type_.precision)
        case "timestamp":
            return temporal.parse_timestamp(text, type_.precision)
        case "timestamptz":
            return temporal.parse_timestamptz(text, type_.precision)
        case "interval":
            return _interval(text, type_)
        case "uuid":
            return _uuid(text, type_)
        case "bytea":
            return _bytea(text)
        case "json" | "jsonb":
            return _json(text, type_)
        case "array":
            return _array(text, type_)
        case "timetz":
            return temporal.parse_timetz(text, type_.precision)
        case "record":
            message = "input of anonymous composite types is not implemented"
            raise SqlError("0A000", message)  # nor is it in PostgreSQL
        case "bit" | "varbit" if not re.fullmatch(r"[01]*", text) or (
            type_.length not in (None, len(text))
        ):
            raise unsupported(f'the {type_} value "{text}"')
    if type_.opaque and not type_.labels:
        return canonical(text, type_.name) or text
    if type_.labels and text not in type_.labels:
        name = type_.name.rpartition(".")[2]
        raise SqlError("22P02", f'invalid input value for enum {name}: "{text}"')
    return text


def fit_string(text: str, type_: Type, *, explicit: bool = False) -> str:
    """Text as varchar(n) or char(n): cut when `explicit` or only spaces go (else 22001), padded."""
    length = type_.length
    if length is None:
        return text
    if len(text) > length:
        if not explicit and text[length:].strip(" "):
            raise SqlError("22001", f"value too long for type {type_}")
        return text[:length]
    return text.ljust(length) if type_.name == "bpchar" else text


def _bool(text: str, type_: Type) -> bool:
    word = text.strip(" \t\n\r\v\f").lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise invalid(text, type_)


def _char(text: str) -> str:
    if re.fullmatch(r"\\[0-3][0-7]{2}", text) or not text.isascii():
        raise unsupported(f'the "char" value "{text}"')
    return text[:1]


def _interval(text: str, type_: Type) -> str:
    value = parse_interval(text)
    if isinstance(value, str):
        return value
    return format_interval(round_interval(value, type_.precision))


def round_interval(value: Interval, precision: int | None) -> Interval:
    """The microseconds to `precision` digits, half away from zero (AdjustIntervalForTypmod)."""
    if precision is None or precision >= 6:
        return value
    unit = 10 ** (6 - precision)
    sign = -1 if value.microseconds < 0 else 1
    rounded = (abs(value.microseconds) + unit // 2) // unit * unit
    return value._replace(microseconds=sign * rounded)


def _uuid(text: str, type_: Type) -> str:
    body = text[1:-1] if text.startswith("{") and text.endswith("}") else text
    if not _UUID.fullmatch(body):
        raise invalid(text, type_)
    digits = body.replace("-", "").lower()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _bytea(text: str) -> bytes:
    if text.startswith("\\x"):
        digits = "".join(text[2:].split())
        for digit in digits:
            if digit not in "0123456789abcdefABCDEF":
                raise SqlError("22023", f'invalid hexadecimal digit: "{digit}"')
        if len(digits) % 2:
            raise SqlError("22023", "invalid hexadecimal data: odd number of digits")
        return bytes.fromhex(digits)
    result = bytearray()
    at = 0
    while at < len(text):
        match = _OCTAL.match(text, at)
        if match is None:
            raise SqlError("22P02", "invalid input syntax for type bytea")
        backslash, octal, plain = match.groups()
        result += b"\\" if backslash else bytes([int(octal, 8)]) if octal else plain.encode()
        at = match.end()
    return bytes(result)


def _json(text: str, type_: Type) -> str:
    try:
        if type_.name == "jsonb":
            return jsonb.canonical(text)
        jsonb.check(text)
    except jsonb.Untranslatable:
        raise SqlError(
            "22P05",
            "unsupported Unicode escape sequence",
            detail="\\u0000 cannot be converted to text.",
        ) from None
    except (ValueError, RecursionError):
        raise SqlError(
            "22P02", "invalid input syntax for type json", detail="The text is not valid JSON."
        ) from None
    return text


def _array(text: str, type_: Type) -> list[Any] | Shaped:
    element = type_.element or TEXT
    split = split_array(text, delimiter_of(element))
    read = split.with_items(lambda item: _parse(item, element))
    return list(read.items) if read.plain and not type_.shaped else read


def delimiter_of(element: Type) -> str:
    """What stands between the elements of an array (`pg_type.typdelim`)."""
    return ";" if element.name == "box" else ","
