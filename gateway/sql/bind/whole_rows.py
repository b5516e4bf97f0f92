"""Whole-row references: `t`, `t.*` as an argument, `ROW(t.*, …)`.

A row is the record of its item's columns, which one must be allowed to read. On the optional side
of an outer join it is NULL where nothing joined: told by a column that is never NULL in a row that
is there.
"""

from __future__ import annotations

from sqlglot import exp

from connectors.tree import type_of, typed
from connectors.types import TEXT, UNKNOWN, record
from gateway.errors import unsupported
from gateway.sql.bind.names import fold
from gateway.sql.bind.operators import operator
from gateway.sql.bind.scope import Item, Scope, find_item
from gateway.sql.coerce import coerce


def whole_row(item: Item, position: int | None) -> exp.Expression:
    """The item's row as a record, with its columns' names. 0A000 where it cannot be told."""
    seen = item.all_columns(position)
    columns = [item.reference(column) for column in seen]
    values = [coerce(c, TEXT) if type_of(c) == UNKNOWN else c for c in columns]
    fields = [(c.name, type_of(v)) for c, v in zip(seen, values, strict=True)]
    row: exp.Expression = typed(exp.Tuple(expressions=values), record(*fields))
    if not item.optional:
        return row
    certain = next(
        (item.reference(c) for c in item.columns if c.catalog and not c.catalog.nullable), None
    )
    if certain is None:
        raise unsupported(
            f'whole-row reference "{item.alias}" on the optional side of an outer join',
            hint="None of its columns is known to be NOT NULL: list the columns instead.",
            position=position,
        )
    there = operator("is not null", [certain], position)
    return typed(exp.Case(ifs=[exp.If(this=there, true=row)]), type_of(row))


def starred(node: exp.Expression, scope: Scope) -> Item | None:
    """The item that `t.*` names; None for anything else."""
    if not isinstance(node, exp.Column) or not isinstance(node.this, exp.Star):
        return None
    return find_item(scope, tuple(fold(part) for part in node.parts[:-1]))
