"""A grouped select over one source that cannot go there whole: grouping there, the rest here.

    SELECT k, f(sum(x)), avg(y) FROM t WHERE … GROUP BY k HAVING … ORDER BY …
    →   fragment  SELECT k, sum(x), sum(y), count(y) FROM t WHERE … GROUP BY k
        residual  SELECT k, f(sum), sum / count FROM fragment WHERE … ORDER BY …

The groups are complete in the fragment, so nothing is grouped twice. An avg whose rounding the
source does not share is the quotient of sum and count, which is what PostgreSQL computes: of
integers and of numerics of one scale.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from connectors.tree import Aggregate, Call, constant, type_of, typed
from connectors.types import INT8, INTEGERS, NUMERIC, Type
from gateway.plan import facts
from gateway.sql.bind.names import Names, column, quoted
from gateway.sql.bind.operators import operator
from gateway.sql.coerce import coerce
from gateway.sql.resolve import resolve_call


@dataclass(frozen=True, slots=True)
class Grouped:
    """The query for the source, and the select over its rows (read as `table`)."""

    inner: exp.Select
    outer: exp.Select
    having: exp.Having | None = None
    """What `outer` filters by, as the query for the source would say it."""

    def forms(self) -> Iterator[Grouped]:
        """With the filter over groups at the source, then without."""
        if self.having is not None:
            inner, outer = self.inner.copy(), self.outer.copy()
            inner.set("having", self.having.copy())
            outer.set("where", None)
            yield Grouped(inner, outer)
        yield Grouped(self.inner, self.outer)


def grouped_below(select: exp.Select, table: str, *, averages: bool) -> Grouped | None:
    """The two parts of a grouped select, None where it cannot be parted. A copy.

    `averages`: the source computes them; else sums and counts are asked for.
    """
    group = select.args.get("group")
    if not _divisible(select, group):
        return None
    outer = select.copy()
    assert isinstance(outer, exp.Select)
    parts = _Parts(table)
    for key in group.expressions if group is not None else ():
        parts.add(key)
    for clause in ("expressions", "having", "distinct", "order"):
        for root in _roots(outer, clause):
            _replace(root, parts, averages)
    if any(node.table != table for node in _read(outer)) or not parts.items:
        return None
    inner = exp.Select(expressions=list(parts.items.values()))
    for clause in ("from_", "joins", "where", "group"):
        if select.args.get(clause):
            moved = select.args[clause]
            copies = [node.copy() for node in moved] if isinstance(moved, list) else moved.copy()
            inner.set(clause, copies)
            outer.set(clause, None)
    if outer.args.get("having") is not None:
        outer.set("where", exp.Where(this=outer.args["having"].this))
        outer.set("having", None)
    return Grouped(inner, outer, select.args.get("having"))


class _Parts:
    """The fragment's outputs, by what they compute."""

    def __init__(self, table: str) -> None:
        self.items: dict[exp.Expression, exp.Alias] = {}
        self._table = table
        self._names = Names()

    def add(self, node: exp.Expression) -> exp.Column:
        """The column of the fragment that holds `node`, made if there is none."""
        item = self.items.get(node)
        if item is None:
            name = self._names.unique(_name(node))
            item = typed(exp.Alias(this=node.copy(), alias=quoted(name)), type_of(node))
            self.items[node] = item
        return typed(column(self._table, item.alias), type_of(node))


def _divisible(select: exp.Select, group: exp.Expression | None) -> bool:
    """Whether a select groups, and does nothing that looks at the grouping itself."""
    if group is None and not any(facts.aggregates(item) for item in select.expressions):
        return False
    if group is not None and group.args.get("grouping_sets"):
        return False
    clauses = ("expressions", "having", "distinct", "order")
    for root in (root for clause in clauses for root in _roots(select, clause)):
        if facts.has_subquery(root) or root.find(exp.Window) is not None:
            return False
        if any(call.function == "grouping" for call in root.find_all(Call)):
            return False
    return select.args.get("with_") is None


def _roots(select: exp.Select, clause: str) -> Iterator[exp.Expression]:
    found = select.args.get(clause)
    if isinstance(found, list):
        yield from found
    elif found is not None:
        yield found


def _replace(node: exp.Expression, parts: _Parts, averages: bool) -> None:
    """Put the fragment's columns in the place of keys and aggregates below `node`."""
    for child in list(node.iter_expressions()):
        if child in parts.items:
            child.replace(parts.add(child))
        elif isinstance(child, Aggregate):
            average = None if averages else _average(child, parts)
            child.replace(average if average is not None else parts.add(child))
        else:
            _replace(child, parts, averages)


def _average(node: Aggregate, parts: _Parts) -> exp.Expression | None:
    """avg(x) as sum(x) / count(x); None for other aggregates, and averages of other types."""
    if node.function != "avg" or not exact_sum(type_of(node.arguments[0])):
        return None
    argument = node.arguments[0]
    total = parts.add(aggregate("sum", argument.copy(), node))
    count = parts.add(aggregate("count", argument.copy(), node))
    average = quotient(total, count)
    return average if type_of(average) == type_of(node) else None


def exact_sum(type_: Type) -> bool:
    """Whether sums of that type are the same in whatever order, and their quotients too."""
    return type_.name in INTEGERS or (type_.name == "numeric" and type_.scale is not None)


def aggregate(function: str, argument: exp.Expression, like: Aggregate | None = None) -> Aggregate:
    """An aggregate of one argument; of the rows that `like` looks at, if there is one."""
    resolution = resolve_call(function, [argument])
    node = like.copy() if like is not None else Aggregate()
    node.set("this", function)
    node.set("expressions", resolution.arguments)
    node.meta["function"] = resolution.function
    return typed(node, resolution.type)


def quotient(total: exp.Expression, count: exp.Expression) -> exp.Expression:
    """total / count as numeric, NULL where there is nothing to count."""
    some = operator("nullif", [count, constant(0, INT8)], None)
    operands = [coerce(side, NUMERIC, context="explicit") for side in (total, some)]
    return operator("/", operands, None)


def _name(node: exp.Expression) -> str:
    return node.name if isinstance(node, exp.Column) else getattr(node, "function", "key")


def _read(outer: exp.Select) -> Iterator[exp.Column]:
    for clause in ("expressions", "having", "distinct", "order"):
        for root in _roots(outer, clause):
            yield from facts.columns(root)
