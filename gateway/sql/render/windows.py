"""The OVER clause of a bound window call as DuckDB SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlglot import exp

from connectors.tree import Constant, type_of
from connectors.types import INTEGERS, Type
from gateway.errors import SqlError, unsupported
from gateway.sql.render.forms import is_dynamic, needs_key

if TYPE_CHECKING:
    from gateway.sql.render.scalar import ScalarRenderer

_OFFSETS: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(INTEGERS, INTEGERS),
    "float4": frozenset({"float8", "float4", "numeric", *INTEGERS}),
    "float8": frozenset({"float8", "float4", "numeric", *INTEGERS}),
    "numeric": frozenset({"numeric", *INTEGERS}),
    **dict.fromkeys(("date", "timestamp", "timestamptz", "time"), frozenset({"interval"})),
}


def over(renderer: ScalarRenderer, node: exp.Expression) -> str:
    """` OVER (…)` of an `exp.Window`: partitions and order by keys, the frame as written."""
    parts = []
    partition = node.args.get("partition_by") or []
    if partition:
        parts.append("PARTITION BY " + ", ".join(map(renderer.group_key, partition)))
    order = node.args.get("order")
    if order is not None:
        # Without a key that tells rows apart all are peers, as by one that does not.
        parts.append("ORDER BY " + (renderer.ordered(order) or "row()"))
    spec = node.args.get("spec")
    if spec is not None:
        parts.append(_frame(renderer, spec, order))
    return f" OVER ({' '.join(parts)})"


def _frame(renderer: ScalarRenderer, spec: exp.Expression, order: exp.Expression | None) -> str:
    kind = str(spec.args["kind"])
    start = _bound(renderer, spec, "start", kind, order)
    end = _bound(renderer, spec, "end", kind, order)
    exclude = spec.args.get("exclude")
    excluded = f" EXCLUDE {exclude}" if exclude else ""
    return f"{kind} BETWEEN {start} AND {end}{excluded}"


def _bound(
    renderer: ScalarRenderer,
    spec: exp.Expression,
    end: str,
    kind: str,
    order: exp.Expression | None,
) -> str:
    bound, side = spec.args.get(end), spec.args.get(f"{end}_side")
    if not isinstance(bound, exp.Expression):
        return f"{bound} {side}" if side else str(bound)
    if kind == "RANGE":
        _check_range(type_of(bound), order)
    return f"{renderer.safe(bound)} {side}"


def _check_range(offset: Type, order: exp.Expression | None) -> None:
    """Whether PostgreSQL has an in_range function for the types, and DuckDB's does the same."""
    keys = order.expressions if order is not None else []
    if len(keys) != 1:
        raise SqlError(
            "42P20",
            "RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column",
        )
    if isinstance(keys[0].this, Constant):
        raise unsupported("RANGE with an offset over a constant")
    sorted_by = type_of(keys[0].this)
    allowed = _OFFSETS.get(sorted_by.name, frozenset())
    if offset.name not in allowed or needs_key(sorted_by) or is_dynamic(offset):
        raise unsupported(f"RANGE with an offset of type {offset} over {sorted_by}")
