"""Constants as PostgreSQL reads them: the input text of every type, and SQL literals.

The quoting is libpq's (`PQescapeLiteral`): quotes doubled, and E'…' with doubled backslashes when
there is a backslash, so that it does not depend on `standard_conforming_strings`. Every literal
but a plain int4 and a truth value carries its type.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from connectors.arrays import Shaped
from connectors.arrays import array_text as spelled
from connectors.sql.scalars import Unprintable
from connectors.types import SPELLING, Type

_PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_QUALIFIED = re.compile(r'([a-z_][a-z0-9_$]*|"([^"]|"")+")\.([a-z_][a-z0-9_$]*|"([^"]|"")+")')
_QUOTED_WHOLE = re.compile(r'"([^"]|"")+"')


def identifier(name: str) -> str:
    """A quoted identifier. Raises Unprintable for a name that PostgreSQL cannot hold."""
    if not name or "\0" in name:
        raise Unprintable("an empty name or one with a null character")
    return '"' + name.replace('"', '""') + '"'


def quoted(text: str) -> str:
    """A string literal without type. Raises Unprintable for a null character."""
    if "\0" in text:
        raise Unprintable("a string with a null character")
    doubled = text.replace("'", "''")
    if "\\" in doubled:
        return "E'" + doubled.replace("\\", "\\\\") + "'"
    return f"'{doubled}'"


def literal(value: Any, type_: Type) -> str:
    """A constant as SQL, safe beside any operator."""
    if value is None:
        return f"CAST(NULL AS {type_name(type_)})"
    if type_.name == "bool":
        return "TRUE" if value else "FALSE"
    if type_.name == "int4" and 0 <= value < 2**31:
        return str(int(value))
    return f"CAST({quoted(text_of(value, type_))} AS {constant_type(type_)})"


def text_of(value: Any, type_: Type) -> str:
    """The input text of a value that is not NULL, as PostgreSQL's input function reads it."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case bytes():
            return f"\\x{value.hex()}"
        case Decimal():
            return format(value, "f") if value.is_finite() else _special(float(value))
        case float():
            return repr(value) if value - value == 0 else _special(value)
        case int():
            return str(value)
        case datetime():
            moment = value.astimezone(UTC) if value.tzinfo is not None else value
            return moment.isoformat(" ")
        case date() | time():
            return value.isoformat()
        case Shaped() if type_.element is not None:
            return _shaped_text(value, type_.element)
        case list() | tuple() if type_.element is not None:
            return array_text(list(value), type_.element)
    raise Unprintable(f"a constant of type {type_}")


def array_text(values: list[Any], element: Type) -> str:
    """The text of an array: every element in double quotes, NULL bare."""
    return f"{{{','.join(_element(value, element) for value in values)}}}"


def _shaped_text(value: Shaped, element: Type) -> str:
    texts = value.with_items(lambda item: text_of(item, element))
    return spelled(texts.items, value.dims, value.lowers, ";" if element.name == "box" else ",")


def _element(value: Any, type_: Type) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    text = text_of(value, type_).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _special(value: float) -> str:
    if value != value:
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"


def constant_type(type_: Type) -> str:
    """The type of a literal: without modifiers, as the value has gone through them already."""
    if type_.name == "array" and type_.element is not None:
        return f"{constant_type(type_.element)}[]"
    return type_name(Type(type_.name))


def type_name(type_: Type) -> str:
    """SQL's spelling of a type. Raises Unprintable for a name that is none."""
    match type_.name:
        case "array" if type_.element is not None:
            return f"{type_name(type_.element)}[]"
        case "unknown":
            return "text"
        case "bpchar" if type_.length is None:
            return "bpchar"  # "character" would be character(1)
        case "bit" | "varbit" if type_.length is None:
            return "varbit"
        case "numeric":
            return str(type_)
        case name if name in SPELLING:
            return str(type_)
        case name if any(p.fullmatch(name) for p in (_PLAIN_NAME, _QUALIFIED, _QUOTED_WHOLE)):
            return name
    raise Unprintable(f"the type {type_}")
