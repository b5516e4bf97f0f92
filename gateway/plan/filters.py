"""Which conjuncts of a select filter one of its relations, and taking them out of the select.

Conjuncts are asked one by one. EXACT goes to the source and leaves the residual; SUPERSET goes to
the source and stays; NONE stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from sqlglot import exp

from connectors.tree import Constant, conjuncts, constant, relation_of, source_of, typed
from connectors.types import BOOL
from gateway.plan import facts

Held: TypeAlias = "tuple[exp.Expression, exp.Expression]"
"""A conjunct and the clause that holds it: a WHERE, or a join with its ON."""


def candidates(select: exp.Select, table: exp.Table) -> Iterator[Held]:
    """The conjuncts that filter this relation alone; sub-selects in them read its source only."""
    source = source_of(table) or ""
    for conjunct, holder in _over(select, table.alias):
        if not facts.has_subquery(conjunct):
            if facts.tables_read(conjunct) == {table.alias}:
                yield conjunct, holder
        elif _stays_inside(conjunct, table.alias, source):
            yield conjunct, holder


def plain(select: exp.Select, alias: str) -> Iterator[Held]:
    """The conjuncts without sub-selects that filter one FROM item alone."""
    for conjunct, holder in _over(select, alias):
        if not facts.has_subquery(conjunct) and facts.tables_read(conjunct) == {alias}:
            yield conjunct, holder


def _over(select: exp.Select, alias: str) -> Iterator[Held]:
    """The conjuncts that each row of a FROM item must pass before it counts."""
    nullable = alias in facts.null_supplied(select)
    where = select.args.get("where")
    if where is not None and not nullable:
        yield from _steady(where, where.this)
    for join in select.args.get("joins") or []:
        on, side = join.args.get("on"), join.args.get("side") or ""
        if on is None:
            continue
        # Rows of the right side that fail ON never appear, joined or not.
        if (side == "" and not nullable) or (side == "LEFT" and join.this.alias == alias):
            yield from _steady(join, on)


def _steady(holder: exp.Expression, predicate: exp.Expression) -> Iterator[Held]:
    for conjunct in list(conjuncts(predicate)):
        if not facts.is_volatile(conjunct):
            yield conjunct, holder


def _stays_inside(conjunct: exp.Expression, alias: str, source: str) -> bool:
    """Whether the sub-selects of a conjunct read this relation and its source only."""
    tables = list(conjunct.find_all(exp.Table))
    if not all(relation_of(table) is not None and source_of(table) == source for table in tables):
        return False
    inside = {item.alias for item in conjunct.find_all(exp.Table, exp.Subquery) if item.alias}
    return bool(tables) and facts.tables_read(conjunct) - inside == {alias}


def inner_conjuncts(select: exp.Select) -> Iterator[exp.Expression]:
    """Conjuncts that hold for every row of the select: WHERE, and ON of inner joins."""
    where = select.args.get("where")
    if where is not None:
        yield from conjuncts(where.this)
    for join in select.args.get("joins") or []:
        if not join.args.get("side") and join.args.get("on") is not None:
            yield from conjuncts(join.args["on"])


def remove(holder: exp.Expression, conjunct: exp.Expression) -> None:
    """Take a conjunct out of a WHERE or of a join's ON."""
    key = "this" if isinstance(holder, exp.Where) else "on"
    rest = [part for part in conjuncts(holder.args[key]) if part is not conjunct]
    if rest:
        # The parts themselves, not copies: later conjuncts are found by identity.
        holder.set(key, conjunction(rest))
    elif isinstance(holder, exp.Where) and holder.parent is not None:
        holder.parent.set("where", None)
    else:
        holder.set(key, constant(True, BOOL))


def is_true(condition: exp.Expression) -> bool:
    """Whether a condition is what `remove` leaves in an empty ON."""
    return isinstance(condition, Constant) and condition.value is True


def drop_implied(select: exp.Select) -> list[exp.Expression]:
    """Take out what follows from the rest (see `rules.infer_conditions`): the conjuncts removed."""
    holders = [select.args.get("where"), *(select.args.get("joins") or [])]
    dropped = []
    for holder in holders:
        key = "this" if isinstance(holder, exp.Where) else "on"
        for conjunct in list(conjuncts(holder.args.get(key) if holder is not None else None)):
            if conjunct.meta.get("implied") and holder is not None:
                remove(holder, conjunct)
                dropped.append(conjunct)
    return dropped


def conjunction(parts: list[exp.Expression]) -> exp.Expression:
    """The parts joined by AND: themselves, not copies. At least one."""
    combined = parts[0]
    for part in parts[1:]:
        combined = typed(exp.And(this=combined, expression=part), BOOL)
    return combined


def add(select: exp.Select, condition: exp.Expression, clause: str = "where") -> None:
    """One conjunct more in a select's WHERE or HAVING."""
    holder = select.args.get(clause)
    if holder is None:
        class_ = exp.Where if clause == "where" else exp.Having
        select.set(clause, class_(this=condition))
    else:
        holder.set("this", conjunction([holder.this, condition]))
