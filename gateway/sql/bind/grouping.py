"""GROUP BY: its keys and sets, and which columns may stand beside them (42803)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product

from sqlglot import exp

from connectors.tree import Aggregate, Constant
from gateway.errors import SqlError, unsupported
from gateway.sql.bind.scope import Item, Scope
from gateway.sql.bind.strict import only
from gateway.sql.parse import position_of

_SETS = ("rollup", "cube", "grouping_sets")
BindKey = Callable[[exp.Expression], exp.Expression]


@dataclass(slots=True)
class Grouping:
    """Bound GROUP BY: all distinct keys, and the grouping sets if there are any."""

    keys: list[exp.Expression] = field(default_factory=list)
    sets: list[list[exp.Expression]] | None = None

    def node(self) -> exp.Group | None:
        """The clause for the bound tree."""
        if self.sets is not None:
            tuples = [exp.Tuple(expressions=[k.copy() for k in keys]) for keys in self.sets]
            return exp.Group(expressions=[k.copy() for k in self.keys], grouping_sets=tuples)
        return exp.Group(expressions=[k.copy() for k in self.keys]) if self.keys else None


def bind_group(group: exp.Group | None, bind: BindKey) -> Grouping:
    """Bind GROUP BY; `bind` gives the bound form of one written key."""
    if group is None:
        return Grouping()
    everything = [*group.expressions, *(group.args.get(n) or [] for n in _SETS)]
    if group.args.get("all") and not any(everything):
        raise SqlError("42601", 'syntax error at or near "all"')
    only(group, "expressions", *_SETS, "all")
    members = [*group.expressions]
    for name in _SETS:
        members += group.args.get(name) or []
    parts = [_member(member, bind) for member in members]
    keys = _distinct(key for part in parts for one in part for key in one)
    if all(len(part) == 1 for part in parts) and keys:
        return Grouping(keys)
    combined = [_distinct(k for one in choice for k in one) for choice in product(*parts)]
    if group.args.get("all") is False:  # GROUP BY DISTINCT
        combined = list({frozenset(one): one for one in combined}.values())
    return Grouping(keys, combined)


def _members(node: exp.Expression, bind: BindKey) -> list[list[exp.Expression]]:
    return [_keys(member, bind) for member in node.expressions]


def _keys(member: exp.Expression, bind: BindKey) -> list[exp.Expression]:
    if isinstance(member, exp.Tuple):
        return [bind(key) for key in member.expressions]
    return [bind(member.this if isinstance(member, exp.Paren) else member)]


def _rollup(node: exp.Expression, bind: BindKey) -> list[list[exp.Expression]]:
    members = _members(node, bind)
    return [[key for member in members[:n] for key in member] for n in range(len(members), -1, -1)]


def _cube(node: exp.Expression, bind: BindKey) -> list[list[exp.Expression]]:
    members = _members(node, bind)
    if len(members) > 12:
        raise unsupported("CUBE over more than 12 elements")
    masks = range(2 ** len(members) - 1, -1, -1)
    top = len(members) - 1
    return [
        [key for n, member in enumerate(members) if mask >> (top - n) & 1 for key in member]
        for mask in masks
    ]


def _member(node: exp.Expression, bind: BindKey) -> list[list[exp.Expression]]:
    match node:
        case exp.Rollup():
            return _rollup(node, bind)
        case exp.Cube():
            return _cube(node, bind)
        case exp.GroupingSets():
            return [s for inner in node.expressions for s in _member(inner, bind)]
    return [_keys(node, bind)]


def _distinct(keys: Iterable[exp.Expression]) -> list[exp.Expression]:
    return list(dict.fromkeys(keys))


def check_grouped(
    nodes: Iterable[exp.Expression], grouping: Grouping, scope: Scope, spread: str = ""
) -> list[exp.Expression]:
    """Every column outside aggregates must be grouped, or depend on a grouped primary key.

    Returns the dependent columns, which the bound tree groups by as well. Raises 42803; 0A000 for
    what the set-returning functions of the select list (the item `spread`) make of groups.
    """
    keys = set(grouping.keys)
    dependent: list[exp.Expression] = []
    for node in nodes:
        for column in _ungrouped(node, keys):
            item = next((i for i in scope.items if i.bound == column.table), None)
            if column.table == spread:
                raise unsupported("a set-returning function beside aggregates")
            if item is None:
                continue  # a column of a query around this one
            if grouping.sets is None and _depends(item, keys):
                dependent.append(column)
                continue
            raise SqlError(
                "42803",
                f'column "{item.alias}.{column.name}" must appear in the GROUP BY clause '
                "or be used in an aggregate function",
                position=position_of(column),
            )
    return _distinct(dependent)


def _ungrouped(node: exp.Expression, keys: set[exp.Expression]) -> Iterator[exp.Column]:
    """Columns under `node` that no key and no aggregate covers."""
    if node in keys or isinstance(node, (Aggregate, Constant)):
        return
    if isinstance(node, exp.Column):
        if node.table:
            yield node
        return
    for child in node.iter_expressions():
        yield from _ungrouped(child, keys)


def _depends(item: Item, keys: set[exp.Expression]) -> bool:
    if not item.primary_key:
        return False
    by_bound = {column.bound: column for column in item.columns}
    return all(
        name in by_bound and item.reference(by_bound[name]) in keys for name in item.primary_key
    )
