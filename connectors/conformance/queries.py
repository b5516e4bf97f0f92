"""Reference evaluation of bound queries: nested loops over lists, in the order SQL defines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from typing import Any

from sqlglot import exp

from connectors.api import Relation
from connectors.conformance.scalars import Row, evaluate, truth
from connectors.conformance.values import face, identity, order
from connectors.tree import Aggregate, Constant, relation_of, type_of
from connectors.types import Type

Tables = Callable[[Relation], list[dict[str, Any]]]
"""The known rows of a relation: plain values by column name."""


@dataclass(frozen=True, slots=True)
class Result:
    """Rows of plain values and their types."""

    types: tuple[Type, ...]
    rows: list[tuple[Any, ...]]

    @property
    def faces(self) -> list[tuple[Any, ...]]:
        """The rows in the hashable form in which they are compared."""
        return [faces(row, self.types) for row in self.rows]


def faces(row: Sequence[Any], types: Sequence[Type]) -> tuple[Any, ...]:
    """One row in the hashable form in which rows are compared."""
    return tuple(face(v, t) for v, t in zip(row, types, strict=True))


def answer(query: exp.Query, tables: Tables) -> Result:
    """What PostgreSQL would answer. Raises as `evaluate`."""
    if isinstance(query, exp.SetOperation):
        return _set_operation(query, tables)
    assert isinstance(query, exp.Select), f"the reference does not know {query!r}"
    types = tuple(type_of(item) for item in query.expressions)
    where = query.args.get("where")
    rows = [r for r in _from(query, tables) if truth(where and where.this, r)]
    units: list[tuple[Row, list[Row] | None]] = [(r, None) for r in rows]
    if query.args.get("group") or query.find(Aggregate):
        units = _groups(query, rows)
    having = query.args.get("having")
    units = [u for u in units if truth(having and having.this, *u)]
    units = _sorted(query, units)
    found = [tuple(evaluate(e.this, *u) for e in query.expressions) for u in units]
    if query.args.get("distinct"):
        found = list({identities(r, types): r for r in found}.values())
    return Result(types, _cut(query, found))


def _from(query: exp.Select, tables: Tables) -> list[Row]:
    item = query.args.get("from_")
    rows: list[Row] = [{}] if item is None else _item(item.this, tables)
    names = [] if item is None else _names(item.this)
    for join in query.args.get("joins") or []:
        rows = _join(rows, join, _item(join.this, tables), names, _names(join.this))
        names = names + _names(join.this)
    return rows


def _item(item: exp.Expression, tables: Tables) -> list[Row]:
    alias = item.alias
    if isinstance(item, exp.Subquery):
        inner = answer(item.this, tables)
        names = [e.alias for e in _first(item.this).expressions]
        return [{(alias, n): v for n, v in zip(names, r, strict=True)} for r in inner.rows]
    schema = relation_of(item)
    assert schema is not None, f"the reference does not know {item!r}"
    return [{(alias, n): v for n, v in r.items()} for r in tables(schema.relation)]


def _names(item: exp.Expression) -> list[tuple[str, str]]:
    if isinstance(item, exp.Subquery):
        return [(item.alias, e.alias) for e in _first(item.this).expressions]
    schema = relation_of(item)
    assert schema is not None, f"the reference does not know {item!r}"
    return [(item.alias, column.name) for column in schema.columns]


def _join(
    left: list[Row],
    join: exp.Join,
    right: list[Row],
    left_names: list[tuple[str, str]],
    right_names: list[tuple[str, str]],
) -> list[Row]:
    side, on = join.side.upper(), join.args.get("on")
    pairs = [(i, j) for i, a in enumerate(left) for j, b in enumerate(right)
             if truth(on, {**a, **b})]  # fmt: skip
    found: list[Row] = [{**left[i], **right[j]} for i, j in pairs]
    if side in ("LEFT", "FULL"):
        matched = {i for i, _ in pairs}
        empty = dict.fromkeys(right_names)
        found += [{**a, **empty} for i, a in enumerate(left) if i not in matched]
    if side in ("RIGHT", "FULL"):
        matched = {j for _, j in pairs}
        empty = dict.fromkeys(left_names)
        found += [{**empty, **b} for j, b in enumerate(right) if j not in matched]
    return found


def _groups(query: exp.Select, rows: list[Row]) -> list[tuple[Row, list[Row] | None]]:
    group = query.args.get("group")
    keys = group.expressions if group else []
    types = [type_of(k) for k in keys]
    found: dict[Any, list[Row]] = {} if keys else {(): []}
    for row in rows:
        key = identities([evaluate(k, row) for k in keys], types)
        found.setdefault(key, []).append(row)
    return [(members[0] if members else {}, members) for members in found.values()]


def identities(values: Sequence[Any], types: Sequence[Type]) -> tuple[Any, ...]:
    """A key that is equal for two rows that SQL's DISTINCT holds for the same."""
    pairs = zip(values, types, strict=True)
    return tuple(identity(v, t) for v, t in pairs)


def _sorted(query: exp.Select, units: list[Any]) -> list[Any]:
    clause = query.args.get("order")
    if clause is None:
        return units

    outputs = {e.alias: e.this for e in query.expressions}

    def compare(left: Any, right: Any) -> int:
        for item in clause.expressions:
            key = item.this
            if isinstance(key, exp.Column) and not key.table:
                key = outputs[key.name]
            result = _placed(evaluate(key, *left), evaluate(key, *right), item, type_of(key))
            if result:
                return result
        return 0

    return sorted(units, key=cmp_to_key(compare))


def _placed(left: Any, right: Any, item: exp.Ordered, type_: Type) -> int:
    if left is None or right is None:
        if left is right:
            return 0
        return -1 if (left is None) == bool(item.args.get("nulls_first")) else 1
    a, b = order(left, type_), order(right, type_)
    result = (a > b) - (a < b)
    return -int(result) if item.args.get("desc") else int(result)


def _cut(query: exp.Query, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    offset, limit = _count(query.args.get("offset")), _count(query.args.get("limit"))
    rows = rows[offset or 0 :]
    return rows if limit is None else rows[:limit]


def _count(clause: exp.Expression | None) -> int | None:
    if clause is None:
        return None
    amount = clause.args["expression"]
    assert isinstance(amount, Constant)
    return None if amount.value is None else int(amount.value)


def _first(query: exp.Query) -> exp.Select:
    while isinstance(query, exp.SetOperation):
        query = query.this
    assert isinstance(query, exp.Select)
    return query


def _set_operation(query: exp.SetOperation, tables: Tables) -> Result:
    left, right = answer(query.this, tables), answer(query.expression, tables)
    every = not query.args.get("distinct", True)
    a = [(identities(r, left.types), r) for r in left.rows]
    b = [(identities(r, left.types), r) for r in right.rows]
    if isinstance(query, exp.Union):
        rows = a + b
    else:
        remaining = [k for k, _ in b]
        keep = isinstance(query, exp.Intersect)
        rows = []
        for key, row in a if every else list(dict(a).items()):
            hit = key in remaining
            if hit and every:
                remaining.remove(key)
            if hit == keep:
                rows.append((key, row))
    found = [r for _, r in rows] if every else list(dict(rows).values())
    return Result(left.types, _cut(query, found))
