"""The OVER clause of a bound window call as DuckDB SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from connectors.tree import type_of
from gateway.errors import unsupported
from gateway.sql.render.forms import needs_key

if TYPE_CHECKING:
    from gateway.sql.render.scalar import ScalarRenderer


def over(renderer: ScalarRenderer, node: exp.Expression) -> str:
    """` OVER (…)` of an `exp.Window`: partitions and order by keys, the frame as written."""
    parts = []
    partition = node.args.get("partition_by") or []
    if partition:
        parts.append("PARTITION BY " + ", ".join(map(renderer.group_key, partition)))
    order = node.args.get("order")
    if order is not None:
        parts.append("ORDER BY " + renderer.ordered(order))
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
    if not isinstance(bound, exp.Expr):
        return f"{bound} {side}" if side else str(bound)
    if kind == "RANGE":
        keys = order.expressions if order is not None else []
        if len(keys) == 1 and needs_key(type_of(keys[0].this)):
            raise unsupported(f"RANGE with an offset over {type_of(keys[0].this)}")
    return f"{renderer.safe(bound)} {side}"
