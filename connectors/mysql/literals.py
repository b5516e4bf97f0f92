"""Constants as MySQL literals that mean the same under every sql_mode, and LIKE patterns."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlglot import exp

from connectors.sql.scalars import Unprintable
from connectors.tree import Call, Constant, constant, type_of
from connectors.types import UNKNOWN, Type

MAX_DIGITS: Final = 65
MAX_SCALE: Final = 30
ESCAPE: Final = "|"
"""LIKE's escape character in what we send: a backslash depends on sql_mode."""


def plain_text(value: str) -> bool:
    """Whether a string may stand between quotes under every sql_mode: no backslash, no control."""
    return "\\" not in value and value.isprintable()


def literal(value: object, type_: Type) -> str:
    """SQL text that may stand beside any operator. Unprintable: no literal is exact."""
    match value:
        case None:
            return "NULL"
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return str(value) if value >= 0 else f"({value})"
        case Decimal():
            return _decimal(value)
        case bytes():
            return f"x'{value.hex()}'"
        case datetime():
            return f"TIMESTAMP'{value.replace(tzinfo=None).isoformat(' ', 'microseconds')}'"
        case date():
            return f"DATE'{value.isoformat()}'"
        case str() if type_.name in ("text", "varchar", "uuid") and plain_text(value):
            quoted = value.replace("'", "''")
            return f"'{quoted}'"
    raise Unprintable(f"a constant of type {type_}")


def _decimal(value: Decimal) -> str:
    check_decimal(value)
    text = format(value, "f")
    return f"({text})" if value.is_signed() else text


def check_decimal(value: Decimal) -> None:
    """Unprintable: not a number of MySQL's DECIMAL."""
    if not value.is_finite():
        raise Unprintable(f"{value} is not a number there")
    _, digits, exponent = value.as_tuple()
    scale = max(0, -int(exponent))
    if scale > MAX_SCALE or max(len(digits) + max(0, int(exponent)), scale) > MAX_DIGITS:
        raise Unprintable("a number of so many digits")


def listed(array: exp.Expression | None) -> list[Constant] | None:
    """The elements of an array that is written out, None if it is anything else."""
    if isinstance(array, exp.Cast) and _same_strings(type_of(array), type_of(array.this)):
        array = array.this
    if isinstance(array, Call) and array.function == "array":
        items = array.arguments
        return [i for i in items if isinstance(i, Constant)] if _constants(items) else None
    if not isinstance(array, Constant) or not isinstance(array.value, list):
        return None
    element = type_of(array).element or UNKNOWN
    bound = bool(array.meta.get("parameter"))
    return [constant(value, element, parameter=bound) for value in array.value]


def _constants(nodes: list[exp.Expression]) -> bool:
    return all(isinstance(node, Constant) for node in nodes)


def _same_strings(one: Type, other: Type) -> bool:
    elements = {
        one.element.name if one.element else "",
        other.element.name if other.element else "",
    }
    return elements <= {"text", "varchar"} and (one.element is None or one.element.length is None)


def unwidened(node: exp.Expression) -> exp.Expression:
    """A string without the casts between varchar and text that change nothing."""
    while isinstance(node, exp.Cast) and type_of(node).length is None:
        if not {type_of(node).name, type_of(node.this).name} <= {"text", "varchar"}:
            break
        node = node.this
    return node


def like_pattern(pattern: str, escape: str) -> str:
    """A LIKE pattern with our own escape character. Unprintable: PostgreSQL raises an error."""
    if len(escape) > 1:
        raise Unprintable("an escape string of more than one character")
    result, characters = [], iter(pattern)
    for character in characters:
        if escape and character == escape:
            following = next(characters, None)
            if following is None:
                raise Unprintable("a pattern that ends with its escape character")
            result.append(f"{ESCAPE}{following}" if following in "%_" + ESCAPE else following)
        else:
            result.append(character * 2 if character == ESCAPE else character)
    return "".join(result)
