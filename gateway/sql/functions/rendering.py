"""What engine rules share: reading constant arguments, quoting, guards, raising an SQL error.

A local error has the form of `SqlError.__str__`, "message (SQLSTATE)", both from `error(…)` here
and from a Python function: whoever runs the statement reads the code at the end of the message.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from sqlglot import exp

from connectors.tree import Constant, type_of
from connectors.types import INTEGERS
from gateway.sql.functions.registry import EngineRule, Function, Kind, Rendered

_SHORT: Final = 60
MISSING: Final = object()
"""What `constant_of` answers for an argument that is not constant; None is NULL."""


def constant_of(rendered: Rendered, index: int) -> Any:
    """The Python value of a constant argument, None for NULL, MISSING for anything else."""
    arguments: Sequence[exp.Expression] = rendered.node.args.get("expressions") or []
    if index >= len(arguments):
        return MISSING
    node = arguments[index]
    while isinstance(node, exp.Paren) or _changes_nothing(node):
        node = node.this
    return node.value if isinstance(node, Constant) else MISSING


def _changes_nothing(node: exp.Expression) -> bool:
    """Whether a node is a cast that keeps the Python value: between text types, to a wider int."""
    if not isinstance(node, exp.Cast):
        return False
    source, target = type_of(node.this), type_of(node)
    if target.name in ("text", "varchar") and target.length is None:
        return source.name in ("text", "varchar", "name", "unknown")
    return source.name in INTEGERS and target.name in ("int4", "int8")


def text_constant(rendered: Rendered, index: int) -> str | None:
    """The value of a constant, non-NULL character string argument; else None."""
    value = constant_of(rendered, index)
    return value if isinstance(value, str) else None


def integer_constant(rendered: Rendered, index: int) -> int | None:
    """The value of a constant, non-NULL integer argument; else None."""
    value = constant_of(rendered, index)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def unless_null(arguments: Sequence[str], expression: str) -> str:
    """`expression`, but NULL as soon as one of the arguments is."""
    test = " OR ".join(f"{argument} IS NULL" for argument in arguments)
    return f"CASE WHEN {test} THEN NULL ELSE {expression} END"


def strict(template: str) -> EngineRule:
    """A rule: the template over the arguments, NULL as soon as one of them is."""

    def rule(rendered: Rendered) -> str:
        return unless_null(rendered.arguments, template.format(*rendered.arguments))

    return rule


def evaluated_once(function: Function) -> Function:
    """The function, with every long argument computed once where its form mentions it twice.

    Forms nest: without this the text of `lower(lower(lower(…)))` would grow by a power.
    """
    engine = function.engine
    if engine is None or function.kind is not Kind.SCALAR:
        return function

    def rule(rendered: Rendered) -> str:
        return _once(engine, rendered)

    return replace(function, engine=rule)


def _once(engine: str | EngineRule, rendered: Rendered) -> str:
    long = [n for n, argument in enumerate(rendered.arguments) if len(argument) > _SHORT]
    if not long:
        return _applied(engine, rendered)
    names = list(rendered.arguments)
    for n in long:
        names[n] = f"_v_.x{n}"
    body = _applied(engine, replace(rendered, arguments=tuple(names)))
    if all(len(re.findall(rf"_v_\.x{n}\b", body)) < 2 for n in long):
        return _applied(engine, rendered)
    fields = ", ".join(f"'x{n}': {rendered.arguments[n]}" for n in long)
    return f"list_transform([{{{fields}}}], lambda _v_: {body})[1]"


def _applied(engine: str | EngineRule, rendered: Rendered) -> str:
    return engine(rendered) if callable(engine) else engine.format(*rendered.arguments)
