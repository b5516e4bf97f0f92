"""The few predicates that files can be searched by, freed of three-valued logic.

`understood` turns a bound predicate into a `Test`: a tree of ANDs and ORs over plain comparisons of
one column with constants. NOT is gone (it is pushed to the leaves), so a test that is NULL and one
that is false are the same: the row is not kept. That makes the same tree safe in Arrow's compute
expressions and in SQL.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from sqlglot import exp

from connectors.tree import Call, Constant, column_of, is_implicit, type_of
from connectors.types import FLOATS, INTEGERS, Type

NEGATED: Final = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_MIRRORED: Final = {"=": "=", "<>": "<>", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_ORDERED: Final = frozenset(
    {"bool", "text", "varchar", "uuid", "bytea", "date", "time", "timestamp", "timestamptz"}
)
"""Types whose Arrow and DuckDB order is PostgreSQL's; numbers are looked at one by one."""


class NotUnderstood(Exception):
    """Why a predicate has no `Test`: a reason code and a sentence."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Compare:
    """column `operator` value; false for NULL. NaN is greater than every number."""

    column: str
    type: Type
    operator: str
    value: Any


@dataclass(frozen=True, slots=True)
class Among:
    """The column is one of the values, or with `negated` none of them; false for NULL."""

    column: str
    type: Type
    values: tuple[Any, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """The column is NULL, or with `negated` is not."""

    column: str
    type: Type
    negated: bool = False


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; no parts: true."""

    parts: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Any_:
    """Some part holds; no parts: false."""

    parts: tuple[Test, ...]


Test = Compare | Among | Missing | All | Any_
NEVER: Final = Any_(())


def understood(predicate: exp.Expression, *, wanted: bool = True) -> Test:
    """The test that holds where `predicate` is true (`wanted` False: where it is false).

    Raises NotUnderstood.
    """
    match predicate:
        case exp.Paren():
            return understood(predicate.this, wanted=wanted)
        case exp.Not():
            return understood(predicate.this, wanted=not wanted)
        case exp.And() | exp.Or():
            parts = tuple(
                understood(p, wanted=wanted) for p in (predicate.this, predicate.expression)
            )
            return All(parts) if isinstance(predicate, exp.And) == wanted else Any_(parts)
        case exp.In() if predicate.args.get("query") is None:
            return _among(predicate, wanted)
        case exp.Column() if type_of(predicate).name == "bool":
            return _compare(predicate, "=", True, wanted)
        case Call():
            return _call(predicate, wanted)
    raise NotUnderstood(
        "clause", f"{type(predicate).__name__.lower()} is not searched for in files"
    )


def columns_of(test: Test) -> set[str]:
    """The columns a test looks at."""
    if isinstance(test, All | Any_):
        return set().union(*(columns_of(part) for part in test.parts))
    return {test.column}


def _call(node: Call, wanted: bool) -> Test:
    arguments = node.arguments
    match node.function:
        case "is null" | "is not null":
            name, type_ = _column(arguments[0])
            if type_.name == "record":
                raise NotUnderstood("type", "a record is NULL when all its fields are")
            return Missing(name, type_, negated=(node.function == "is null") != wanted)
        case "is distinct from" | "is not distinct from":
            return _distinct(arguments, (node.function == "is distinct from") == wanted)
        case operator if operator in NEGATED:
            left, right = arguments
            if isinstance(left, Constant):
                left, right, operator = right, left, _MIRRORED[operator]
            return _compare(left, operator, _value(right), wanted)
    raise NotUnderstood("function", f'"{node.function}" is not searched for in files')


def _distinct(arguments: Sequence[exp.Expression], distinct: bool) -> Test:
    left, right = arguments
    if isinstance(left, Constant):
        left, right = right, left
    value = _value(right)
    name, type_ = _column(left)
    if value is None:
        return Missing(name, type_, negated=distinct)
    same = _compare(left, "=", value, wanted=not distinct)
    return Any_((same, Missing(name, type_))) if distinct else same


def _compare(node: exp.Expression, operator: str, value: Any, wanted: bool) -> Test:
    name, type_ = _column(node)
    if value is None:
        return NEVER
    _check(type_, type_of(node), value)
    return Compare(name, type_, operator if wanted else NEGATED[operator], value)


def _among(node: exp.In, wanted: bool) -> Test:
    name, type_ = _column(node.this)
    values = [_value(item) for item in node.expressions]
    known = tuple(v for v in values if v is not None)
    for value in known:
        _check(type_, type_of(node.this), value)
    if not wanted and len(known) < len(values):
        return NEVER  # x NOT IN (…, NULL) is never true
    if not known:
        return NEVER
    return Among(name, type_, known, negated=not wanted)


def _column(node: exp.Expression) -> tuple[str, Type]:
    """The column that a comparison looks at, through a cast that only widens an integer."""
    if isinstance(node, exp.Cast) and is_implicit(node):
        if type_of(node).name in INTEGERS and type_of(node.this).name in INTEGERS:
            return _column(node.this)
        if type_of(node).name == "text" and type_of(node.this).name == "varchar":
            return _column(node.this)
    if not isinstance(node, exp.Column) or column_of(node) is None:
        raise NotUnderstood("clause", "only columns are compared in files")
    return node.name, type_of(node)


def _value(node: exp.Expression) -> Any:
    if not isinstance(node, Constant):
        raise NotUnderstood("clause", "files are searched by constants only")
    return node.value


def _check(type_: Type, compared: Type, value: Any) -> None:
    """Is the comparison of a column with this value the same everywhere?"""
    name = type_.name
    if name in INTEGERS:
        fine = isinstance(value, int) and -(2**63) <= value < 2**63
    elif name in FLOATS:
        fine = name == compared.name and isinstance(value, float) and value == value
    elif name == "numeric":
        fine = type_.scale is not None and isinstance(value, Decimal) and _fits(value, type_)
    elif name in _ORDERED:
        forms = (bool, str, bytes, date, time, datetime)
        textual = name in ("text", "varchar", "uuid")
        fine = isinstance(value, forms) and isinstance(value, str) == textual
        fine = fine and "\0" not in (value if textual else "")
    else:
        raise NotUnderstood("type", f"{type_} is not compared in files")
    if not fine:
        raise NotUnderstood("constant", f"the constant has no exact form beside {type_}")


def _fits(value: Decimal, type_: Type) -> bool:
    """Whether a numeric constant is written with the column's digits, without rounding."""
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or type_.scale is None or type_.precision is None:
        return False
    return -exponent <= type_.scale and value.adjusted() < type_.precision - type_.scale
