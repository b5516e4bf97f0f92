"""What planning asks of a bound tree."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from connectors.tree import Aggregate, Quantified


def is_volatile_call(node: exp.Expr) -> bool:
    """Whether `node` itself is a call of a volatile function."""
    return bool(getattr((node._meta or {}).get("function"), "volatile", False))


def is_volatile(node: exp.Expression) -> bool:
    """Whether evaluating `node` elsewhere, or more often, could change the answer."""
    return any(is_volatile_call(found) for found in node.walk())


def columns(node: exp.Expr) -> Iterator[exp.Column]:
    """Every reference to a FROM item's column under `node`."""
    for column in node.find_all(exp.Column):
        if column.table:
            yield column


def tables_read(node: exp.Expression) -> set[str]:
    """Aliases of the FROM items whose columns `node` uses."""
    return {column.table for column in columns(node)}


def from_items(select: exp.Query) -> list[exp.Expression]:
    """The FROM items of one select, in order."""
    from_ = select.args.get("from_")
    if from_ is None:
        return []
    return [from_.this, *(join.this for join in select.args.get("joins") or [])]


def is_scan(node: exp.Expr) -> bool:
    """Whether a FROM item already stands for a scan."""
    return isinstance(node, exp.Table) and "scan" in (node._meta or {})


def has_subquery(node: exp.Expression) -> bool:
    """Whether a query stands inside a scalar."""
    return node.find(exp.Subquery, exp.Exists, exp.Select) is not None


def computes_over_rows(node: exp.Expression) -> bool:
    """Whether a scalar needs more than one row: aggregates, windows, not those of sub-selects."""
    return any(isinstance(found, (Aggregate, exp.Window)) for found in _outside_queries(node))


def _outside_queries(node: exp.Expression) -> Iterator[exp.Expr]:
    """What is under a scalar, without what is in its sub-selects."""
    return node.walk(prune=lambda found: isinstance(found, exp.Query))


def own_subqueries(query: exp.Query) -> Iterator[tuple[exp.Expression, str]]:
    """Queries inside the scalars of `query` itself: (holder, argument name)."""
    roots: list[exp.Expression] = list(query.expressions)
    for key in ("where", "group", "having", "distinct", "order", "limit", "offset"):
        if isinstance(query.args.get(key), exp.Expression):
            roots.append(query.args[key])
    roots.extend(join.args["on"] for join in query.args.get("joins") or [] if join.args.get("on"))
    for item in from_items(query):
        if not isinstance(item, (exp.Table, exp.Subquery)):
            roots.append(item)
    for root in roots:
        yield from _holders(root)


def _holders(node: exp.Expression) -> Iterator[tuple[exp.Expression, str]]:
    if isinstance(node, (exp.Exists, exp.Subquery)):
        yield node, "this"
        return
    if isinstance(node, (exp.In, Quantified)) and node.args.get("query") is not None:
        yield node.args["query"], "this"
        yield from _holders(node.this)
        return
    for child in node.iter_expressions():
        yield from _holders(child)


def null_supplied(select: exp.Select) -> set[str]:
    """Aliases of FROM items whose columns an outer join may fill with NULL."""
    seen: list[str] = []
    result: set[str] = set()
    items = from_items(select)
    if items:
        seen.append(items[0].alias)
    for join in select.args.get("joins") or []:
        side = join.args.get("side") or ""
        if side in ("LEFT", "FULL"):
            result.add(join.this.alias)
        if side in ("RIGHT", "FULL"):
            result.update(seen)
        seen.append(join.this.alias)
    return result


def aggregates(node: exp.Expression) -> bool:
    """Whether a scalar holds an aggregate that is not over a window."""
    return any(
        isinstance(found, Aggregate) and not isinstance(found.parent, exp.Window)
        for found in _outside_queries(node)
    )


def is_compared(holder: exp.Expression) -> bool:
    """Whether a sub-select is looked at as a set: IN, ANY, ALL, EXISTS."""
    if isinstance(holder, exp.Exists):
        return False  # one row is enough, whatever it is
    parent = holder.parent
    return isinstance(parent, (exp.In, Quantified)) and parent.args.get("query") is holder
