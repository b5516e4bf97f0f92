"""A guarded relation as the binder makes it: a derived table that filters and masks.

Imports: sqlglot, `connectors.tree`, `gateway.sql.bind`.
"""

from __future__ import annotations

from sqlglot import exp

from connectors.tree import relation_of
from gateway.sql.bind.protect import GUARDED


def is_guarded(node: exp.Expr) -> bool:
    """Whether a FROM item withholds rows or values."""
    return isinstance(node, exp.Subquery) and GUARDED in (node._meta or {})


def has_guards(query: exp.Expr) -> bool:
    """Whether anything under `query` does."""
    return any(is_guarded(node) for node in query.find_all(exp.Subquery))


def reads_behind(query: exp.Expr) -> bool:
    """Whether a query reads a relation of which its user may not see all."""
    return any(GUARDED in (table._meta or {}) for table in query.find_all(exp.Table))


def release(node: exp.Expression) -> None:
    """Make an ordinary derived table of a guarded one."""
    node.meta.pop(GUARDED, None)


def outputs(derived: exp.Expression) -> dict[str, exp.Expression]:
    """Its columns: the expression by the name under which it is seen."""
    return {item.alias: item.this for item in derived.this.expressions}


def withholds_values(derived: exp.Expression) -> bool:
    """Whether any column is masked."""
    return any(not isinstance(value, exp.Column) for value in outputs(derived).values())


def reads_others(derived: exp.Expression) -> bool:
    """Whether its policies or masks have sub-selects."""
    where = derived.this.args.get("where")
    parts = [*outputs(derived).values(), *([where] if where is not None else [])]
    return any(part.find(exp.Query) is not None for part in parts)


def base(derived: exp.Expression) -> exp.Table:
    """The relation behind it."""
    table = derived.this.args["from_"].this
    assert isinstance(table, exp.Table)
    assert relation_of(table) is not None
    return table
