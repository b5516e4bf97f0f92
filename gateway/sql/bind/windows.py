"""OVER clauses: partition, order, frame; named windows are written out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from sqlglot import exp

from connectors.tree import Constant, type_of, typed
from connectors.types import INT8, INTERVAL, UNKNOWN, Type
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
    _check_bounds(definition.args.get("spec"))
    keys = bind_sort_keys(order.expressions if order else [], inside)
    node = exp.Window(
        this=function,
        partition_by=[inside.scalar(key) for key in definition.args.get("partition_by") or []],
        order=exp.Order(expressions=keys) if keys else None,
        spec=_frame(definition.args.get("spec"), inside, keys),
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
    if named.args.get("spec") and not _is_bare(written):
        raise SqlError(
            "42P20", f'cannot copy window "{name}" because it has a frame clause',
            position=position_of(base),
        )  # fmt: skip
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


def _is_bare(written: exp.Window) -> bool:
    """`OVER w`, which takes the frame along; all else copies the window."""
    parts = ("partition_by", "order", "spec")
    return not isinstance(written.this, exp.Identifier) and not any(map(written.args.get, parts))


def _frame(
    spec: exp.Expression | None, place: Place, keys: Sequence[exp.Ordered]
) -> exp.WindowSpec | None:
    if spec is None:
        return None
    kind = str(spec.args.get("kind") or "").upper()
    if kind not in ("ROWS", "RANGE", "GROUPS"):
        raise SqlError("42601", "syntax error in window frame")
    if kind == "GROUPS" and not keys:
        raise SqlError("42P20", "GROUPS mode requires an ORDER BY clause")
    frame = exp.WindowSpec(kind=kind)
    for end in ("start", "end"):
        bound, side = spec.args.get(end), spec.args.get(f"{end}_side")
        if bound is None:
            bound, side = "CURRENT ROW", None
        if isinstance(bound, exp.Expression):
            offset = _offset(bound, kind, place, keys)
            _check_offset(offset, "starting" if end == "start" else "ending")
            frame.set(end, offset)
        else:
            frame.set(end, str(bound).upper())
        frame.set(f"{end}_side", str(side).upper() if side else None)
    exclude = spec.args.get("exclude")
    if exclude is not None:
        frame.set("exclude", exp.Var(this=str(getattr(exclude, "name", exclude)).upper()))
    return frame


def _offset(
    node: exp.Expression, kind: str, place: Place, keys: Sequence[exp.Ordered]
) -> exp.Expression:
    value, position = place.scalar(node), position_of(node)
    if kind == "RANGE":
        if len(keys) != 1:
            what = "RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column"
            raise SqlError("42P20", what)
        value = _of_key(value, type_of(keys[0].this), position)
    else:
        value = coerce(value, INT8, context="assignment", position=position)
    own = {item.bound for item in place.scope.items}
    if any(column.table in own for column in value.find_all(exp.Column)):
        raise SqlError("42P10", f"argument of {kind} must not contain variables", position=position)
    return value


def _check_offset(offset: exp.Expression, which: str) -> None:
    """22013 and 22004 for constants; PostgreSQL looks at them even where there are no rows."""
    if not isinstance(offset, Constant):
        return
    if offset.value is None:
        raise SqlError("22004", f"frame {which} offset must not be null")
    if isinstance(offset.value, (int, float, Decimal)) and offset.value < 0:
        raise SqlError("22013", f"frame {which} offset must not be negative")


def _of_key(value: exp.Expression, key: Type, position: int | None) -> exp.Expression:
    """A literal without a type is an interval beside times, else what the key is."""
    if type_of(value) != UNKNOWN:
        return value
    moment = key.name in ("date", "timestamp", "timestamptz", "time")
    return coerce(value, INTERVAL if moment else key, position=position)


def _check_bounds(spec: exp.Expression | None) -> None:
    """The pairs of bounds that PostgreSQL's grammar refuses."""
    if spec is None:
        return
    start, end = _place(spec, "start"), _place(spec, "end")
    if start == "unbounded following":
        raise SqlError("42P20", "frame start cannot be UNBOUNDED FOLLOWING")
    if end == "unbounded preceding":
        raise SqlError("42P20", "frame end cannot be UNBOUNDED PRECEDING")
    if start == "current" and end == "preceding":
        raise SqlError("42P20", "frame starting from current row cannot have preceding rows")
    if start == "following" and end in ("preceding", "current"):
        what = "preceding rows" if end == "preceding" else "current row"
        raise SqlError("42P20", f"frame starting from following row cannot have {what}")


def _place(spec: exp.Expression, end: str) -> str:
    bound, side = spec.args.get(end), str(spec.args.get(f"{end}_side") or "").lower()
    if isinstance(bound, exp.Expr):
        return side
    return f"unbounded {side}" if side else "current"
