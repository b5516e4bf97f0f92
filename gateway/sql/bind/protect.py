"""A relation as its protection lets it be seen: the first thing a query meets, before pushdown.

Where rows or values are withheld the relation becomes a derived table that filters and masks, so
that no alias, join, star or sub-select can look behind it. It is marked as *guarded*: the planner
lets nothing that could tell about a withheld row be evaluated before the filter (see
`gateway.plan.guards`).
"""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from connectors.api import RelationSchema
from connectors.tree import type_of
from connectors.types import Type
from gateway.catalog.resolve import Protection
from gateway.errors import SqlError, unsupported
from gateway.sql.bind.context import Clause, Place, Select
from gateway.sql.bind.names import Names, quoted
from gateway.sql.bind.operators import all_of, any_of, condition
from gateway.sql.bind.outputs import alias
from gateway.sql.bind.scope import Item, ItemColumn, Scope
from gateway.sql.coerce import coerce
from gateway.sql.parse import parse, position_of

_NO_SCALAR = (exp.Alias, exp.Aliases, exp.Star)
GUARDED = "guarded"
"""Mark (in `meta`) of a derived table that withholds rows or values, and of the relation behind it
and those that its policies read: the policies' names."""


def protected(
    table: exp.Table, item: Item, protection: Protection, place: Place
) -> tuple[exp.Expression, Item]:
    """The FROM item that is seen in place of `table`, a relation bound without protection."""
    partial = any(c.bound not in protection.columns for c in item.columns)
    seen = replace(
        item,
        columns=tuple(c for c in item.columns if c.bound in protection.columns),
        partial=partial,
    )
    if not protection.filters and not protection.masks:
        return table, seen
    if item.path in place.guarding:
        name = item.path[-1]
        raise SqlError("42P17", f'infinite recursion detected in policy for relation "{name}"')
    try:
        return _derived(table, item, seen, protection, place)
    except SqlError as error:
        error.position = None  # it is one in the policy's text
        raise


def policies_of(query: exp.Query) -> tuple[str, ...]:
    """The names of all policies and masks that a bound query was given."""
    found = [name for table in query.find_all(exp.Subquery) for name in table.meta.get(GUARDED, ())]
    return tuple(dict.fromkeys(found))


def check_renaming(node: exp.Table, schema: RelationSchema, protection: Protection) -> None:
    """42501 for `AS alias(a, b)` over columns of which some may not be known of."""
    alias = node.args.get("alias")
    if alias is None or not alias.args.get("columns"):
        return
    if any(column.name not in protection.columns for column in schema.columns):
        raise SqlError(
            "42501",
            f"permission denied for table {schema.relation.name}",
            detail="One of its columns may not be read.",
            position=position_of(node),
        )


def _derived(
    table: exp.Table, base: Item, seen: Item, protection: Protection, place: Place
) -> tuple[exp.Expression, Item]:
    inner = _inside(base, place)
    names = Names()
    outputs = []
    columns = []
    for item_column in seen.columns:
        mask = protection.masks.get(item_column.bound)
        if mask is None:
            value: exp.Expression = base.reference(item_column)
        else:
            value = bind_mask(mask, item_column.type, inner)
        name = names.unique(item_column.bound)
        outputs.append(alias(value, name))
        origin = item_column.origin if mask is None else None
        columns.append(ItemColumn(item_column.name, name, type_of(value), origin=origin))
    query = exp.Select(expressions=outputs, from_=exp.From(this=table))
    if protection.filters:
        groups = [any_of([bind_filter(text, inner) for text in g]) for g in protection.filters]
        query.set("where", exp.Where(this=all_of(groups)))
    for read in query.find_all(exp.Table):
        read.meta.setdefault(GUARDED, protection.policies)
    bound = place.names.unique(base.bound)
    derived = exp.Subquery(this=query, alias=exp.TableAlias(this=quoted(bound)))
    derived.meta[GUARDED] = protection.policies
    masked = protection.masks.keys() & set(base.primary_key)
    key = () if masked else base.primary_key
    return derived, replace(seen, bound=bound, columns=tuple(columns), primary_key=key)


def _inside(base: Item, place: Place) -> Place:
    """Where a policy's expression stands: the relation by its own names, nothing around it."""
    columns = tuple(replace(c, name=c.bound) for c in base.columns)
    plain = replace(base, alias=base.path[-1], columns=columns)
    return replace(
        place,
        select=Select(Scope.of(plain)),
        clause=Clause.WHERE,
        in_aggregate=False,
        in_window=False,
        guarding=(*place.guarding, base.path),
    )


def bind_filter(text: str, place: Place) -> exp.Expression:
    """The condition of a row policy. 42804 if it is not boolean."""
    return condition(_expression(text), place, "POLICY")


def bind_mask(text: str, type_: Type, place: Place) -> exp.Expression:
    """What stands for a masked column, as a value of the column's type (of any length). 42804."""
    value = place.scalar(_expression(text))
    free = replace(type_, length=None) if type_.name == "varchar" else type_
    return coerce(value, free, context="assignment")


def _expression(text: str) -> exp.Expression:
    """One scalar. What its sub-selects read is named in full: nobody's search path counts."""
    trees = parse(f"SELECT {text}")
    select = trees[0] if len(trees) == 1 else exp.Select()
    parts = {key for key, value in select.args.items() if value}
    expression = select.expressions[0] if len(select.expressions) == 1 else None
    written = isinstance(expression, exp.Expression) and not isinstance(expression, _NO_SCALAR)
    if not isinstance(select, exp.Select) or parts != {"expressions"} or not written:
        raise SqlError("42601", "syntax error in a policy: one expression is expected")
    assert isinstance(expression, exp.Expression)
    for table in relations_in(expression):
        if not table.args.get("catalog"):
            raise unsupported(f'relation "{table.name}" without its source and schema in a policy')
    return expression


def relations_in(expression: exp.Expression) -> list[exp.Table]:
    """The relations that the sub-selects of a policy name, but for their own CTEs."""
    ctes = {cte.alias for cte in expression.find_all(exp.CTE)}
    tables = (t for t in expression.find_all(exp.Table) if isinstance(t.this, exp.Identifier))
    return [t for t in tables if t.args.get("db") or t.name not in ctes]
