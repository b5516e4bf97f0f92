"""Reference evaluation of bound scalars: PostgreSQL's meaning, one row at a time, no cleverness.

Knows the operators and functions the suite asks about, and refuses the rest. Values are in the
plain form of `connectors.conformance.values`.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import reduce
from typing import Any

from sqlglot import exp

from connectors.conformance.functions import FUNCTIONS, days_moved, lower
from connectors.conformance.values import WIDE, identity, order, plain
from connectors.tree import Aggregate, Call, Constant, type_of
from connectors.types import FLOATS, INTEGERS, STRINGS, Type

Row = Mapping[tuple[str, str], Any]
"""Values by (table alias, column name)."""

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt,
    ">=": operator.ge,
}  # fmt: skip
_LIMITS = {"int2": 2**15, "int4": 2**31, "int8": 2**63}


class SqlError(Exception):
    """The error PostgreSQL would report, by its SQLSTATE."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


def evaluate(node: exp.Expression, row: Row, group: list[Row] | None = None) -> Any:
    """The plain value of a scalar for a row; aggregates are computed over `group`.

    Raises SqlError where PostgreSQL would, NotImplementedError for what the suite does not know.
    """

    def at(part: exp.Expression) -> Any:
        return evaluate(part, row, group)

    match node:
        case exp.Column():
            return row[node.table, node.name]
        case Constant():
            return plain(node.value, type_of(node))
        case exp.Paren() | exp.Alias():
            return at(node.this)
        case exp.And():
            return _and(at(node.this), at(node.expression))
        case exp.Or():
            return _not(_and(_not(at(node.this)), _not(at(node.expression))))
        case exp.Not():
            return _not(at(node.this))
        case exp.In() if not node.args.get("query"):
            return _any(_compare("=", at(node.this), at(e), node.this) for e in node.expressions)
        case exp.Case():
            taken = (branch.args["true"] for branch in node.args["ifs"] if at(branch.this) is True)
            chosen = next(taken, node.args.get("default"))
            return None if chosen is None else at(chosen)
        case exp.Cast():
            return _cast(at(node.this), type_of(node.this), type_of(node))
        case Aggregate():
            return _aggregate(node, group or [])
        case Call():
            return _call(node, [at(argument) for argument in node.arguments])
    raise NotImplementedError(f"the reference does not know {node!r}")


def truth(predicate: exp.Expression | None, row: Row, group: list[Row] | None = None) -> bool:
    """Whether a WHERE, ON or HAVING keeps the row."""
    return predicate is None or evaluate(predicate, row, group) is True


def _and(left: bool | None, right: bool | None) -> bool | None:
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


def _any(results: Any) -> bool | None:
    found = list(results)
    return True if True in found else None if None in found else False


def _compare(symbol: str, left: Any, right: Any, subject: exp.Expression) -> bool | None:
    if left is None or right is None:
        return None
    type_ = type_of(subject)
    if symbol in ("=", "<>"):
        return bool(identity(left, type_) == identity(right, type_)) == (symbol == "=")
    return bool(_COMPARISONS[symbol](order(left, type_), order(right, type_)))


def _call(node: Call, values: list[Any]) -> Any:
    name = node.function
    subject = node.arguments[0] if node.arguments else node
    match name:
        case _ if name in _COMPARISONS:
            return _compare(name, values[0], values[1], subject)
        case "is null" | "is not null":
            wanted = name == "is null"
            if type_of(subject).name == "record" and values[0] is not None:
                return all((field is None) == wanted for field in values[0])
            return (values[0] is None) == wanted
        case "is distinct from" | "is not distinct from":
            if None in (values[0], values[1]):
                same = values[0] is None and values[1] is None
            else:
                same = bool(_compare("=", values[0], values[1], subject))
            return same == (name == "is not distinct from")
        case "is true" | "is false" | "is unknown":
            return values[0] is {"is true": True, "is false": False, "is unknown": None}[name]
        case "is not true" | "is not false" | "is not unknown":
            return values[0] is not {"true": True, "false": False, "unknown": None}[name[7:]]
        case "coalesce":
            return next((v for v in values if v is not None), None)
        case "nullif":
            return None if _compare("=", values[0], values[1], subject) else values[0]
    if None in values:
        return None
    match name:
        case "~~" | "!~~":
            return _like(*values) == (name == "~~")
        case "starts_with":
            return values[0].startswith(values[1])
        case "||":
            return values[0] + values[1]
        case "length":
            return len(values[0])
        case "~~*":
            return _like(lower(values[0]), lower(values[1]))
        case "abs":
            return _in_range(abs(values[0]), type_of(node))
        case "+" | "-" if type_of(node).name == "date":
            return days_moved(values[0], values[1] if name == "+" else -values[1])
        case _ if name in FUNCTIONS:
            return FUNCTIONS[name](*values)
        case "negative":
            return _in_range(-values[0], type_of(node))
        case "+" | "-" | "*" | "/" | "%":
            return _in_range(_arithmetic(name, values[0], values[1]), type_of(node))
    raise NotImplementedError(f'the reference does not know function "{name}"')


def _arithmetic(symbol: str, left: Any, right: Any) -> Any:
    if symbol in "/%" and right == 0:
        raise SqlError("22012")
    match symbol:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/" if isinstance(left, int):
            return abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
        case "%" if isinstance(left, int):
            return abs(left) % abs(right) * (-1 if left < 0 else 1)
        case "/":
            return left / right
    raise NotImplementedError(f"the reference does not know {symbol} of {left!r}")


def _in_range(value: Any, type_: Type) -> Any:
    limit = _LIMITS.get(type_.name)
    if limit is not None and not -limit <= value < limit:
        raise SqlError("22003")
    return value


def _cast(value: Any, source: Type, target: Type) -> Any:
    if value is None or source == target:
        return value
    if source.name in INTEGERS and target.name in INTEGERS:
        return _in_range(value, target)
    if source.name in INTEGERS and target.name == "text":
        return str(value)
    if source.name in STRINGS - {"bpchar"} and target.name == "text":
        return value
    if source.name in INTEGERS and target.name == "numeric":
        return Decimal(value)
    if target.name in FLOATS and source.name in INTEGERS | FLOATS:
        return float(value)
    raise NotImplementedError(f"the reference does not cast {source} to {target}")


def _like(text: str, pattern: str, escape: str = "\\") -> bool:
    parts = []
    at = 0
    while at < len(pattern):
        character = pattern[at]
        if character == escape:
            at += 1
            if at == len(pattern):
                raise SqlError("22025")
            parts.append(re.escape(pattern[at]))
        else:
            parts.append({"%": ".*", "_": "."}.get(character) or re.escape(character))
        at += 1
    return re.fullmatch("".join(parts), text, re.DOTALL) is not None


def _plus(left: Any, right: Any) -> Any:
    return WIDE.add(left, right) if isinstance(left, Decimal) else left + right


def _aggregate(node: Aggregate, group: list[Row]) -> Any:
    rows = [row for row in group if truth(node.args.get("filter"), row)]
    if not node.arguments:
        return len(rows)
    argument = node.arguments[0]
    type_ = type_of(argument)
    values = [v for row in rows if (v := evaluate(argument, row)) is not None]
    if node.args.get("distinct"):
        values = list({identity(v, type_): v for v in values}.values())
    match node.function:
        case "count":
            return len(values)
        case "sum" if values:
            total = reduce(_plus, values)
            whole = type_of(node).name == "numeric" and isinstance(total, int)
            return Decimal(total) if whole else _in_range(total, type_of(node))
        case "min" if values:
            return min(values, key=lambda v: order(v, type_))
        case "max" if values:
            return max(values, key=lambda v: order(v, type_))
        case "bool_and" if values:
            return all(values)
        case "bool_or" if values:
            return any(values)
        case "sum" | "min" | "max" | "bool_and" | "bool_or":
            return None
    raise NotImplementedError(f'the reference does not know aggregate "{node.function}"')
