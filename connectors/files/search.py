"""A test as an Arrow compute expression, and as SQL for DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from connectors.files.predicates import All, Among, Any_, Compare, Missing, Test
from connectors.types import FLOATS, INTEGERS, Type

_OPERATORS: dict[str, Callable[[Any, Any], pc.Expression]] = {
    "=": lambda a, b: a == b, "<>": lambda a, b: a != b, "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip


def expression(test: Test) -> pc.Expression:
    """Over columns in their physical form; null or false means the row is not kept."""
    match test:
        case All(parts):
            found = pc.scalar(True)
            for part in parts:
                found = found & expression(part)
            return found
        case Any_(parts):
            found = pc.scalar(False)
            for part in parts:
                found = found | expression(part)
            return found
        case Missing(column, _, negated):
            return pc.field(column).is_valid() if negated else pc.field(column).is_null()
        case Compare(column, type_, operator, value):
            field = pc.field(column)
            found = _OPERATORS[operator](field, pc.scalar(_scalar(value, type_)))
            # NaN is greater than every number; IEEE says false
            nan = type_.name in FLOATS and operator in (">", ">=")
            return found | pc.is_nan(field) if nan else found
        case Among(column, type_, values, negated):
            field = pc.field(column)
            if type_.name in FLOATS:  # is_in tells -0 from 0
                return _each_float(test)
            listed = field.isin(_set(values, type_))
            return field.is_valid() & ~listed if negated else listed


def _each_float(test: Among) -> pc.Expression:
    operator = "<>" if test.negated else "="
    parts = tuple(Compare(test.column, test.type, operator, value) for value in test.values)
    return expression(All(parts) if test.negated else Any_(parts))


def sql(test: Test, quote: Callable[[str], str], bind: Callable[[Any], str]) -> str:
    """As SQL; `quote` writes a column, `bind` keeps a value and writes its placeholder."""
    match test:
        case All(parts):
            return _joined(parts, " AND ", "TRUE", quote, bind)
        case Any_(parts):
            return _joined(parts, " OR ", "FALSE", quote, bind)
        case Missing(column, _, negated):
            return f"{quote(column)} IS {'NOT ' if negated else ''}NULL"
        case Compare(column, _, operator, value):
            return f"{quote(column)} {operator} {bind(value)}"
        case Among(column, _, values, negated):
            listed = ", ".join(bind(value) for value in values)
            return f"{quote(column)} {'NOT ' if negated else ''}IN ({listed})"


def _joined(
    parts: Sequence[Test],
    word: str,
    nothing: str,
    quote: Callable[[str], str],
    bind: Callable[[Any], str],
) -> str:
    if not parts:
        return nothing
    return f"({word.join(sql(part, quote, bind) for part in parts)})"


def _scalar(value: Any, type_: Type) -> pa.Scalar:
    return pa.scalar(value, pa.int64() if type_.name in INTEGERS else type_.arrow)


def _set(values: Sequence[Any], type_: Type) -> pa.Array:
    if type_.name in INTEGERS:
        limit = 2 ** (type_.arrow.bit_width - 1)
        values = [v for v in values if -limit <= v < limit]
    return pa.array(values, type_.arrow)
