"""Bound scalars in PostgreSQL's words, for the notes of EXPLAIN: nothing runs what is written here.

Conversions that the binder has added are left out, and a constant is written without its type.
Imports: sqlglot's expression classes, `connectors.tree`, `gateway.sql.quoting`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

from sqlglot import exp

from connectors.tree import (
    Aggregate,
    Call,
    Constant,
    Parameter,
    Quantified,
    is_implicit,
    type_of,
)
from connectors.types import NUMBERS, Type
from gateway.sql.quoting import quote_identifier, quote_literal

_WORDS: Final = {"~~": "LIKE", "!~~": "NOT LIKE", "~~*": "ILIKE", "!~~*": "NOT ILIKE"}
_BETWEEN: Final = frozenset({"is distinct from", "is not distinct from", "similar to"})
"""Operators in words that stand between their operands."""


def worded(node: exp.Expr) -> str:
    """A scalar as its reader would have written it."""
    match node:
        case Constant():
            return _constant(node.value, type_of(node))
        case Parameter():
            return f"${node.number}"
        case exp.Column():
            return ".".join(quote_identifier(part) for part in (node.table, node.name) if part)
        case exp.Cast():
            return (
                worded(node.this) if is_implicit(node) else f"{_unit(node.this)}::{type_of(node)}"
            )
        case Call():
            return _call(node.function, node.arguments)
        case exp.And() | exp.Or():
            return _logic(node)
        case exp.Not():
            return f"NOT {_unit(node.this)}"
        case Aggregate():
            return _aggregate(node)
    return _form(node)


def _form(node: exp.Expr) -> str:
    """What is written in a form of its own; a query in it is `…`."""
    match node:
        case exp.In():
            listed = "…" if node.args.get("query") is not None else _list(node.expressions)
            return f"{_unit(node.this)} IN ({listed})"
        case exp.Exists():
            return "EXISTS (…)"
        case Quantified():
            array = node.args.get("array")
            of = "…" if array is None else worded(array)
            quantifier = "ALL" if node.args.get("all") else "ANY"
            return f"{_unit(node.this)} {_operator(node.args['op'])} {quantifier} ({of})"
        case exp.Case():
            return _case(node)
        case exp.Tuple():
            return f"({_list(node.expressions)})"
        case exp.Dot():
            return f"{_unit(node.this)}.{quote_identifier(node.expression.name)}"
        case exp.Window():
            return f"{worded(node.this)} OVER (…)"
        case exp.Paren():
            return worded(node.this)
    return "(…)"


def _unit(node: exp.Expr) -> str:
    """The same as an operand: in parentheses where it is an operation itself."""
    inner = node
    while isinstance(inner, exp.Cast) and is_implicit(inner):
        inner = inner.this
    text = worded(inner)
    operation = isinstance(inner, exp.And | exp.Or | exp.Not | exp.In | Quantified)
    if operation or (isinstance(inner, Call) and _is_operation(inner)):
        return f"({text})"
    return text


def _is_operation(node: Call) -> bool:
    name = node.function
    return name in {"timezone", "negative", *_BETWEEN} or _is_symbol(name) or name.startswith("is ")


def _is_symbol(name: str) -> bool:
    return not (name[0].isalpha() or name[0] == "_")


def _call(name: str, arguments: Sequence[exp.Expr]) -> str:
    units = [_unit(argument) for argument in arguments]
    match name, units:
        case _, [left, right] if _is_symbol(name) or name in _BETWEEN:
            return f"{left} {_operator(name)} {right}"
        case _, [left, right, escape] if name in _WORDS:
            return f"{left} {_operator(name)} {right} ESCAPE {escape}"
        case _, [operand] if name.startswith("is "):
            return f"{operand} {name.upper()}"
        case "negative", [operand]:
            return f"- {operand}"
        case "timezone", [zone, moment]:
            return f"{moment} AT TIME ZONE {zone}"
        case "extract", [field, moment]:
            return f"extract({field[1:-1]} FROM {moment})"
        case "array", _:
            return f"ARRAY[{', '.join(units)}]"
        case "array_subquery", _:
            return "ARRAY(…)"
        case "subscript", [array, *places]:
            return array + "".join(f"[{place}]" for place in places)
        case _, [operand] if _is_symbol(name):
            return f"{name} {operand}"
    return f"{name}({_list(arguments)})"


def _operator(name: str) -> str:
    return _WORDS.get(name, name.upper())


def _logic(node: exp.And | exp.Or) -> str:
    word = "AND" if isinstance(node, exp.And) else "OR"
    sides = (node.this, node.args["expression"])
    return f" {word} ".join(
        f"({worded(side)})" if isinstance(side, exp.And | exp.Or) and type(side) is not type(node)
        else worded(side)
        for side in sides
    )  # fmt: skip


def _case(node: exp.Case) -> str:
    whens = "".join(
        f" WHEN {worded(when.this)} THEN {worded(when.args['true'])}" for when in node.args["ifs"]
    )
    default = node.args.get("default")
    return f"CASE{whens}{'' if default is None else f' ELSE {worded(default)}'} END"


def _aggregate(node: Aggregate) -> str:
    distinct = "DISTINCT " if node.args.get("distinct") else ""
    condition = node.args.get("filter")
    tail = "" if condition is None else f" FILTER (WHERE {worded(condition)})"
    return f"{node.function}({distinct}{_list(node.arguments) or '*'}){tail}"


def _list(nodes: Iterable[exp.Expr]) -> str:
    return ", ".join(map(worded, nodes))


def _constant(value: Any, type_: Type) -> str:
    match value:
        case None:
            return "NULL"
        case bool():
            return "true" if value else "false"
        case list():
            element = type_.element
            items = [str(v) if element is None else _constant(v, element) for v in value]
            return f"ARRAY[{', '.join(items)}]"
        case bytes():
            return quote_literal(f"\\x{value.hex()}")
        case Decimal() if value.is_finite():
            return f"{value:f}"
    text = str(value)
    return text if type_.name in NUMBERS and text[-1].isdigit() else quote_literal(text)
