"""What a select leaves for the local engine once its scans are cut, and why."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from connectors.tree import conjuncts
from gateway.plan import facts
from gateway.plan.notes import kept
from gateway.plan.plan import Note
from gateway.plan.wording import worded


def local_work(select: exp.Select) -> Iterator[Note]:
    """One note per clause that stays; filters that a connector was asked about are on its scan."""
    items = facts.from_items(select)
    if not items:
        return
    nullable = facts.null_supplied(select)
    for join in select.args.get("joins") or []:
        side = (join.args.get("side") or join.args.get("kind") or "inner").lower()
        yield kept(f"{side} join with {join.this.alias}", _why_join(select, join))
    where = select.args.get("where")
    if where is not None:
        for conjunct in conjuncts(where.this):
            reason = _why_filter(conjunct, nullable)
            if reason:
                yield kept(f"filter {worded(conjunct)}", reason)
    yield from _clauses(select, many=len(items) > 1)


def _why_join(select: exp.Select, join: exp.Join) -> str:
    sides = {other.args.get("side") for other in select.args["joins"]}
    return "outer_join" if sides & {"RIGHT", "FULL"} and not join.args.get("side") else "residual"


def _why_filter(conjunct: exp.Expression, nullable: set[str]) -> str:
    """The planner's reason; "" when a connector was asked and its answer is on the scan."""
    if facts.is_volatile(conjunct):
        return "volatile"
    if facts.has_subquery(conjunct):
        return "subquery"
    read = facts.tables_read(conjunct)
    if len(read) != 1:
        return "sources" if read else "residual"
    return "outer_join" if read & nullable else ""


def _clauses(select: exp.Select, *, many: bool) -> Iterator[Note]:
    outputs = select.expressions
    if select.args.get("group") is not None:
        yield kept("group by", "residual")
    elif any(facts.aggregates(item) for item in outputs):
        yield kept("aggregates", "residual")
    if any(item.find(exp.Window) is not None for item in outputs):
        yield kept("window functions", "residual")
    for clause, what in (("distinct", "distinct"), ("order", "order by"), ("limit", "limit")):
        if many and select.args.get(clause) is not None:
            yield kept(what, "residual")
