"""The scan of one relation: the columns it must give, and what its source does for the select.

Conjuncts are asked one by one. EXACT goes to the source and leaves the residual; SUPERSET goes to
the source and stays; NONE stays. A limit follows only where no other work of the select comes
between, and then the residual applies it again: harmless, and right whatever order batches have.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlglot import exp

from connectors.api import (
    Answer,
    Column,
    Connector,
    Filter,
    Fragment,
    Limit,
    OutputColumn,
    RelationSchema,
    Sort,
    Support,
)
from connectors.tree import Constant, conjuncts, constant, relation_of, typed
from connectors.types import BOOL, INT8
from gateway.errors import SqlError
from gateway.plan import facts
from gateway.plan.plan import Note
from gateway.sql.bind.names import Names, column, quoted
from gateway.sql.render.scalar import ScalarRenderer


@dataclass(frozen=True, slots=True)
class Requests:
    """What the select wants of one of its relations. `select` is edited: it loses conjuncts."""

    select: exp.Select
    table: exp.Table
    needed: Sequence[str]
    pushdown: bool


@dataclass(frozen=True, slots=True)
class RelationScan:
    """The fragment, the notes, and under which name each relation column comes out."""

    fragment: Fragment
    notes: tuple[Note, ...]
    outputs: dict[str, str]


def plan_relation(requests: Requests, source: str, connector: Connector) -> RelationScan:
    """The fragment for one relation of a select; removes from the select what the source does."""
    schema = relation_of(requests.table)
    assert schema is not None
    outputs = _outputs(requests.needed, schema)
    fragment = _bare(source, requests.table, schema, outputs)
    if not requests.pushdown:
        return RelationScan(fragment, (Note("pushdown is off", Support.NONE),), outputs)
    notes: list[Note] = []
    for conjunct, origin in list(_candidates(requests)):
        answer = connector.supports(fragment, Filter(conjunct))
        notes.append(_note(conjunct, answer))
        if answer.support is Support.NONE:
            continue
        fragment = _with_filter(fragment, conjunct)
        if answer.exact:
            _remove(origin, conjunct)
    limited = _limited(requests, fragment, connector, notes)
    return RelationScan(limited, tuple(notes), outputs)


def _outputs(needed: Sequence[str], schema: RelationSchema) -> dict[str, str]:
    """Relation column → output name, unique without regard to case; never empty."""
    names = Names()
    wanted = list(needed) or [_narrowest(schema).name]
    return {name: names.unique(name) for name in wanted}


def _narrowest(schema: RelationSchema) -> Column:
    """The cheapest column to read when only the number of rows matters."""
    cost = {"bool": 1, "int2": 2, "int4": 4, "date": 4, "int8": 8, "float8": 8}
    keys = [c for c in schema.columns if c.name in schema.primary_key[:1]]
    return min(keys or schema.columns, key=lambda c: cost.get(c.type.name, 100))


def _bare(
    source: str, table: exp.Table, schema: RelationSchema, outputs: dict[str, str]
) -> Fragment:
    items, columns = [], []
    for name, output in outputs.items():
        known = schema.column(name)
        reference = typed(column(table.alias, name), known.type)
        reference.meta["column"] = known
        items.append(typed(exp.Alias(this=reference, alias=quoted(output)), known.type))
        columns.append(OutputColumn(output, known.type))
    query = exp.Select(expressions=items, from_=exp.From(this=table.copy()))
    return Fragment(source, query, tuple(columns))


def _candidates(requests: Requests) -> Iterator[tuple[exp.Expression, exp.Expression]]:
    """Conjuncts that filter this relation alone: (conjunct, the clause that holds it)."""
    select, alias = requests.select, requests.table.alias
    nullable = alias in facts.null_supplied(select)
    where = select.args.get("where")
    if where is not None and not nullable:
        yield from _own(where, where.this, alias)
    for join in select.args.get("joins") or []:
        on, side = join.args.get("on"), join.args.get("side") or ""
        if on is None:
            continue
        # Rows of the right side that fail ON never appear, joined or not.
        if (side == "" and not nullable) or (side == "LEFT" and join.this.alias == alias):
            yield from _own(join, on, alias)


def _own(
    holder: exp.Expression, predicate: exp.Expression, alias: str
) -> Iterator[tuple[exp.Expression, exp.Expression]]:
    for conjunct in list(conjuncts(predicate)):
        if facts.tables_read(conjunct) != {alias} or facts.has_subquery(conjunct):
            continue
        if not facts.is_volatile(conjunct) and not facts.computes_over_rows(conjunct):
            yield conjunct, holder


def _with_filter(fragment: Fragment, conjunct: exp.Expression) -> Fragment:
    query = fragment.query.copy()
    where = query.args.get("where")
    predicate = conjunct.copy()
    if where is not None:
        predicate = typed(exp.And(this=where.this.copy(), expression=predicate), BOOL)
    query.set("where", exp.Where(this=predicate))
    return Fragment(fragment.source, query, fragment.columns)


def _remove(holder: exp.Expression, conjunct: exp.Expression) -> None:
    """Take a conjunct out of a WHERE or of a join's ON."""
    key = "this" if isinstance(holder, exp.Where) else "on"
    rest = [part for part in conjuncts(holder.args[key]) if part is not conjunct]
    if rest:
        # The parts themselves, not copies: later conjuncts are found by identity.
        combined = rest[0]
        for part in rest[1:]:
            combined = typed(exp.And(this=combined, expression=part), BOOL)
        holder.set(key, combined)
    elif isinstance(holder, exp.Where) and holder.parent is not None:
        holder.parent.set("where", None)
    else:
        holder.set(key, constant(True, BOOL))


def _limited(
    requests: Requests, fragment: Fragment, connector: Connector, notes: list[Note]
) -> Fragment:
    """The fragment with the select's limit (and order) where the source can apply it."""
    select = requests.select
    limit = select.args.get("limit")
    if limit is None or not _streams(select):
        return fragment
    count, skip = _value(limit), _value(select.args.get("offset")) or 0
    if count is None:
        return fragment
    query = fragment.query.copy()
    order = select.args.get("order")
    if order is not None:
        keys = _sort_keys(order, select)
        if keys is None:
            return fragment
        answer = connector.supports(fragment, Sort(tuple(keys)))
        notes.append(Note("order by", answer.support, answer.reason, answer.detail))
        if not answer.exact:
            return fragment
        query.set("order", exp.Order(expressions=[key.copy() for key in keys]))
    sorted_fragment = Fragment(fragment.source, query, fragment.columns)
    answer = connector.supports(sorted_fragment, Limit(count + skip))
    notes.append(Note(f"limit {count + skip}", answer.support, answer.reason, answer.detail))
    if not answer.exact:
        return fragment
    query = query.copy()
    query.set("limit", exp.Limit(expression=constant(count + skip, INT8)))
    return Fragment(fragment.source, query, fragment.columns)


def _streams(select: exp.Select) -> bool:
    """Whether every row of the one relation becomes one row of the select."""
    busy = ("group", "having", "distinct", "where")
    if select.args.get("joins") or any(select.args.get(key) for key in busy):
        return False
    return not any(facts.computes_over_rows(item) for item in select.expressions)


def _value(clause: exp.Expression | None) -> int | None:
    node = clause.expression if clause is not None else None
    return int(node.value) if isinstance(node, Constant) else None


def _sort_keys(order: exp.Expression, select: exp.Select) -> list[exp.Ordered] | None:
    """The keys over the relation's own columns; None if one is computed."""
    outputs = {item.alias: item.this for item in select.expressions}
    keys = []
    for key in order.expressions:
        node = key.this
        if isinstance(node, exp.Column) and not node.table:
            node = outputs.get(node.name, node)
        if not isinstance(node, exp.Column) or not node.table:
            return None
        copy = key.copy()
        copy.set("this", node.copy())
        keys.append(copy)
    return keys


def _note(conjunct: exp.Expression, answer: Answer) -> Note:
    return Note(describe(conjunct), answer.support, answer.reason, answer.detail)


def describe(node: exp.Expression) -> str:
    """A scalar as text for EXPLAIN."""

    def nested(_: exp.Expression) -> str:
        return "…"

    try:
        return ScalarRenderer(nested).render(node)
    except SqlError:
        return f"{type(node).__name__.lower()} on {', '.join(sorted(facts.tables_read(node)))}"
