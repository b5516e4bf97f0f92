"""OVER clauses: partition, order, frame; named windows are written out."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from connectors.tree import type_of, typed
from connectors.types import INT8
from gateway.errors import SqlError, unsupported
from gateway.sql.bind.context import Clause, Place
from gateway.sql.bind.ordering import bind_sort_keys
from gateway.sql.coerce import coerce
from gateway.sql.parse import position_of


def bind_window(function: exp.Expression, written: exp.Window, place: Place) -> exp.Expression:
    """`function` (a bound aggregate or window call) over the window as written."""
    definition = _resolved(written, place)
    inside = replace(place.at(Clause.WINDOW), in_window=True)
    if function.args.get("distinct"):
        raise unsupported("DISTINCT in a window function", position=position_of(written))
    if function.args.get("order"):
        raise unsupported("aggregate ORDER BY in a window function", position=position_of(written))
    order = definition.args.get("order")
    keys = bind_sort_keys(order.expressions if order else [], inside)
    node = exp.Window(
        this=function,
        partition_by=[inside.scalar(key) for key in definition.args.get("partition_by") or []],
        order=exp.Order(expressions=keys) if keys else None,
        spec=_frame(definition.args.get("spec"), inside, bool(keys)),
    )
    return typed(node, type_of(function))


def _resolved(written: exp.Window, place: Place) -> exp.Window:
    """The definition with a named window's parts filled in."""
    base = written.args.get("alias")
    if base is None:
        return written
    name = base.name.lower()
    named = place.select.windows.get(name)
    if named is None:
        raise SqlError("42704", f'window "{name}" does not exist', position=position_of(base))
    named = _resolved(named, place)
    if written.args.get("partition_by"):
        raise SqlError(
            "42P20", f'cannot override PARTITION BY clause of window "{name}"',
            position=position_of(base),
        )  # fmt: skip
    if written.args.get("order") and named.args.get("order"):
        raise SqlError(
            "42P20", f'cannot override ORDER BY clause of window "{name}"',
            position=position_of(base),
        )  # fmt: skip
    return exp.Window(
        partition_by=[key.copy() for key in named.args.get("partition_by") or []],
        order=(written.args.get("order") or named.args.get("order")),
        spec=written.args.get("spec") or named.args.get("spec"),
    )


def _frame(spec: exp.Expression | None, place: Place, has_order: bool) -> exp.WindowSpec | None:
    if spec is None:
        return None
    kind = str(spec.args.get("kind") or "").upper()
    if kind not in ("ROWS", "RANGE", "GROUPS"):
        raise SqlError("42601", "syntax error in window frame")
    if kind == "GROUPS" and not has_order:
        raise SqlError("42P20", "GROUPS mode requires an ORDER BY clause")
    frame = exp.WindowSpec(kind=kind)
    for end in ("start", "end"):
        bound, side = spec.args.get(end), spec.args.get(f"{end}_side")
        if bound is None:
            bound, side = "CURRENT ROW", None
        if isinstance(bound, exp.Expression):
            frame.set(end, _offset(bound, kind, place))
        else:
            frame.set(end, str(bound).upper())
        frame.set(f"{end}_side", str(side).upper() if side else None)
    exclude = spec.args.get("exclude")
    if exclude is not None:
        frame.set("exclude", exp.Var(this=str(getattr(exclude, "name", exclude)).upper()))
    return frame


def _offset(node: exp.Expression, kind: str, place: Place) -> exp.Expression:
    value = place.scalar(node)
    if kind == "RANGE":
        return value
    return coerce(value, INT8, position=position_of(node))
