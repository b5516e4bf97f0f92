"""FROM items: relations, CTEs, derived tables, VALUES and table functions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from connectors.api import Column, Origin
from connectors.tree import Call, TableFunction, type_of
from connectors.types import INT8, TEXT, UNKNOWN, Type
from gateway.errors import SqlError, unsupported
from gateway.sql.bind.calls import bind_table_call
from gateway.sql.bind.context import Bound, Clause, Place, Resolved
from gateway.sql.bind.definitions import RECORDS, bind_definitions, definitions_of
from gateway.sql.bind.names import fold, quoted
from gateway.sql.bind.outputs import outputs_of
from gateway.sql.bind.protect import check_renaming, protected
from gateway.sql.bind.scope import Item, ItemColumn, Scope
from gateway.sql.bind.strict import only
from gateway.sql.coerce import coerce, common_type
from gateway.sql.parse import position_of

SUFFIX_ORDINALITY = "ordinality"


def bind_item(node: exp.Expression, place: Place, lateral: Scope) -> tuple[exp.Expression, Item]:
    """One FROM item and what names see of it; `lateral` holds the items before it."""
    match node:
        case exp.Table() if isinstance(node.this, exp.Identifier):
            return _named(node, place)
        case exp.Table() if isinstance(node.this, exp.Values):
            only(node, "this", "alias")
            node.this.set("alias", node.args.get("alias"))
            return _values_item(node.this, place)
        case exp.Table():
            return _table_function(node, _calls_of(node), place, lateral)
        case exp.Unnest():
            only(node, "expressions", "alias", "offset")
            _name_ordinality(node, node)
            return _table_function(node, _split_unnest(node), place, lateral)
        case exp.Lateral():
            return _lateral(node, place, lateral)
        case exp.Subquery():
            return _derived(node, place, None)
        case exp.Values():
            return _values_item(node, place)
    raise unsupported(f"{type(node).__name__} in FROM", position=position_of(node))


def _name_ordinality(unnest: exp.Unnest, aliased: exp.Expression) -> None:
    """sqlglot takes the last name of `unnest(…) WITH ORDINALITY AS u (value, place)` away."""
    name, alias = unnest.args.get("offset"), aliased.args.get("alias")
    if isinstance(name, exp.Identifier) and alias is not None and alias.columns:
        alias.append("columns", name)
        unnest.set("offset", True)


def _named(node: exp.Table, place: Place) -> tuple[exp.Expression, Item]:
    only(node, "this", "db", "catalog", "alias")
    identifiers = [part for part in node.parts if isinstance(part, exp.Identifier)]
    parts = tuple(fold(part) for part in identifiers)
    if len(parts) == 1 and place.scope.cte(parts[0]) is not None:
        return _cte_reference(node, parts[0], place)
    resolved = place.statement.relations.resolve(
        parts,
        place.statement.session.search_path,
        quoted=tuple(bool(part.quoted) for part in identifiers),
        position=position_of(node),
    )
    schema = resolved.schema
    alias = _alias_name(node) or parts[-1]
    bound = place.names.unique(alias)
    table = exp.Table(
        this=quoted(schema.relation.name),
        db=quoted(schema.relation.schema),
        alias=exp.TableAlias(this=quoted(bound)),
    )
    table.meta["relation"] = schema
    table.meta["source"] = resolved.source
    if resolved.protection is not None:
        check_renaming(node, schema, resolved.protection)
    visible = _renamed([c.name for c in schema.columns], node, alias)
    numbers = _numbers(resolved)
    columns = tuple(
        ItemColumn(name, column.name, _with_details(column), column, numbers.get(column.name))
        for name, column in zip(visible, schema.columns, strict=True)
    )
    path = (resolved.source, schema.relation.schema, schema.relation.name)
    item = Item(alias, bound, columns, path, schema.primary_key)
    if resolved.protection is None:
        return table, item
    return protected(table, item, resolved.protection, place)


def _numbers(resolved: Resolved) -> dict[str, Origin]:
    """The relation's columns as the system catalog counts them: those that may be known of."""
    if not resolved.oid:
        return {}
    seen = [
        column.name
        for column in resolved.schema.columns
        if resolved.protection is None or column.name in resolved.protection.columns
    ]
    return {name: Origin(resolved.oid, number) for number, name in enumerate(seen, start=1)}


def _with_details(column: Column) -> Type:
    """The column's type; an enum's with its labels, a composite's with its fields.

    Also as the element of an array.
    """
    type_ = column.type
    labels, fields = (column.details.get(name) for name in ("labels", "fields"))
    element = type_.element or type_
    if not element.opaque:
        return type_
    if isinstance(labels, (tuple, list)):
        element = replace(element, labels=tuple(map(str, labels)))
    elif isinstance(fields, (tuple, list)):
        element = replace(element, fields=tuple((name, item) for name, item in fields))
    return replace(type_, element=element) if type_.element else element


def _cte_reference(node: exp.Table, name: str, place: Place) -> tuple[exp.Expression, Item]:
    cte = place.scope.cte(name)
    assert cte is not None
    alias = _alias_name(node) or name
    bound = place.names.unique(alias)
    table = exp.Table(this=quoted(cte.bound), alias=exp.TableAlias(this=quoted(bound)))
    visible = _renamed(list(cte.names), node, alias)
    columns = tuple(
        ItemColumn(shown, column.name, column.type, origin=column.origin)
        for shown, column in zip(visible, cte.columns, strict=True)
    )
    return table, Item(alias, bound, columns)


def _derived(
    node: exp.Subquery, place: Place, lateral: Scope | None
) -> tuple[exp.Expression, Item]:
    only(node, "this", "alias")
    scope = lateral if lateral is not None else _outside(place.scope)
    bound = place.query(node.this, Scope(parent=scope))
    return derived_item(bound, node, place, lateral is not None)


def _outside(scope: Scope) -> Scope:
    """What a plain derived table sees: the queries around, not its neighbours in FROM."""
    return Scope(parent=scope.parent, ctes=scope.ctes)


def derived_item(
    bound: Bound, node: exp.Expression, place: Place, lateral: bool
) -> tuple[exp.Expression, Item]:
    """A bound query as FROM item under the alias written at `node`."""
    alias = _alias_name(node) or ""
    name = place.names.unique(alias or "subquery")
    table = exp.Subquery(this=bound.query, alias=exp.TableAlias(this=quoted(name)))
    if lateral:
        table.meta["lateral"] = True
    visible = _renamed([c.name for c in bound.columns], node, alias)
    columns = tuple(
        ItemColumn(shown, output.alias, column.type, origin=column.origin)
        for shown, output, column in zip(
            visible, outputs_of(bound.query), bound.columns, strict=True
        )
    )
    return table, Item(alias, name, columns)


def _lateral(node: exp.Lateral, place: Place, lateral: Scope) -> tuple[exp.Expression, Item]:
    only(node, "this", "alias", "ordinality")
    inner = node.this
    if isinstance(inner, exp.Subquery):
        wrapped = exp.Subquery(this=inner.this, alias=node.args.get("alias"))
        return _derived(wrapped, place, lateral)
    if isinstance(inner, exp.Unnest):
        only(inner, "expressions", "offset")
        _name_ordinality(inner, node)
        node.set("ordinality", node.args.get("ordinality") or bool(inner.args.get("offset")))
        return _table_function(node, _split_unnest(inner), place, lateral)
    return _table_function(node, [inner], place, lateral)


def _calls_of(node: exp.Table) -> list[exp.Expression]:
    rows_from = node.args.get("rows_from")
    if rows_from:
        only(node, "rows_from", "alias", "ordinality")
        if any(definitions_of(item) for item in rows_from):
            raise unsupported("a column definition list of ROWS FROM", position=position_of(node))
        return [call for item in rows_from for call in _split(item)]
    only(node, "this", "alias", "ordinality")
    return _split(node)


def _split(item: exp.Expression) -> list[exp.Expression]:
    """The calls that one written function in FROM stands for."""
    call = item if isinstance(item, exp.Unnest) else item.this
    if isinstance(call, exp.Unnest):
        only(call, "expressions", "offset")
        return _split_unnest(call)
    if isinstance(call, exp.Anonymous) and str(call.this).lower() == "unnest":
        return _split_unnest(call)
    return [call]


def _split_unnest(node: exp.Expression) -> list[exp.Expression]:
    """unnest(a, b) is ROWS FROM (unnest(a), unnest(b))."""
    return [exp.Anonymous(this="unnest", expressions=[array]) for array in node.expressions]


def _table_function(
    node: exp.Expression, calls: Sequence[exp.Expression], place: Place, lateral: Scope
) -> tuple[exp.Expression, Item]:
    sees = place.inner(lateral).at(Clause.FROM)
    bound_calls = [bind_table_call(call, sees) for call in calls]
    definitions = definitions_of(node)
    if definitions or any(call.function in RECORDS for call in bound_calls):
        return _defined(node, bound_calls, definitions, place)
    columns = [pair for call in bound_calls for pair in _function_columns(call)]
    ordinality = bool(node.args.get("ordinality") or node.args.get("offset"))
    if ordinality:
        columns.append((SUFFIX_ORDINALITY, INT8))
    alias = _alias_name(node) or (
        str(bound_calls[0].this) if _has_value_column(bound_calls[0]) else columns[0][0]
    )
    single = len(columns) - ordinality == 1 and _is_scalar(bound_calls[0])
    if _alias_name(node) and single and not _has_value_column(bound_calls[0]):
        # FROM generate_series(1, 3) AS g: the column is called g as well.
        columns[0] = (alias, columns[0][1])
    visible = _renamed([name for name, _ in columns], node, alias)
    bound = place.names.unique(alias)
    physical = _physical_names([name for name, _ in columns])
    table = TableFunction(
        expressions=list(bound_calls),
        ordinality=ordinality,
        alias=exp.TableAlias(this=quoted(bound), columns=[quoted(name) for name in physical]),
    )
    table.meta["lateral"] = True
    items = tuple(
        ItemColumn(shown, name, type_)
        for shown, name, (_, type_) in zip(visible, physical, columns, strict=True)
    )
    return table, Item(alias, bound, items)


def _defined(
    node: exp.Expression, calls: list[Call], definitions: list[exp.ColumnDef], place: Place
) -> tuple[exp.Expression, Item]:
    """A function whose columns the query defines."""
    position = position_of(node)
    if not definitions:
        message = 'a column definition list is required for functions returning "record"'
        raise SqlError("42601", message, position=position)
    if len(calls) > 1 or node.args.get("ordinality"):
        raise unsupported("a column definition list of ROWS FROM", position=position)
    bound = bind_definitions(calls[0], definitions, place, position)
    name = quoted(_alias_name(node) or calls[0].function)
    holder = exp.Subquery(this=exp.Select(), alias=exp.TableAlias(this=name))
    return derived_item(bound, holder, place, lateral=True)


def _is_scalar(call: exp.Expression) -> bool:
    return type_of(call).name != "record"


def _function_columns(call: exp.Expression) -> list[tuple[str, Type]]:
    """Output columns of a table function: a record's fields, else one named as the function."""
    type_ = type_of(call)
    if type_.name == "record":
        return list(type_.fields)
    return [("value" if _has_value_column(call) else str(call.this), type_)]


def _has_value_column(call: exp.Expression) -> bool:
    """Functions whose one output is called `value`, whatever the alias is."""
    return bool(re.fullmatch(r"jsonb?_array_elements(_text)?", str(call.this)))


def _physical_names(names: Sequence[str]) -> list[str]:
    """The names, made unique without regard to case."""
    seen: dict[str, int] = {}
    result = []
    for name in names:
        count = seen[name.lower()] = seen.get(name.lower(), 0) + 1
        result.append(name if count == 1 else f"{name}_{count}")
    return (
        result
        if len({n.lower() for n in result}) == len(result)
        else [f"column{n}" for n in range(1, len(names) + 1)]
    )


def _values_item(node: exp.Values, place: Place) -> tuple[exp.Expression, Item]:
    only(node, "expressions", "alias")
    values, types = bind_rows(node, place)
    names = [f"column{n}" for n in range(1, len(types) + 1)]
    alias = _alias_name(node) or ""
    name = place.names.unique(alias or "values")
    values.set("alias", exp.TableAlias(this=quoted(name), columns=[quoted(n) for n in names]))
    visible = _renamed(names, node, alias)
    columns = tuple(
        ItemColumn(shown, bound, type_)
        for shown, bound, type_ in zip(visible, names, types, strict=True)
    )
    return values, Item(alias if alias != "_values" else "", name, columns)


def bind_rows(node: exp.Values, place: Place) -> tuple[exp.Values, list[Type]]:
    """The rows of VALUES, each column converted to one type."""
    if any(isinstance(row, exp.Tuple) and not row.expressions for row in node.expressions):
        raise SqlError("42601", 'syntax error at or near ")"', position=position_of(node))
    inside = place.at(Clause.VALUES)
    rows = [
        [inside.scalar(item) for item in (row.expressions if isinstance(row, exp.Tuple) else [row])]
        for row in node.expressions
    ]
    for row, written in zip(rows, node.expressions, strict=True):
        if len(row) != len(rows[0]):
            message = "VALUES lists must all be the same length"
            raise SqlError("42601", message, position=position_of(written))
    types: list[Type] = []
    for column in zip(*rows, strict=True):
        type_ = common_type(list(column), context="VALUES", position=position_of(node))
        types.append(TEXT if type_ == UNKNOWN else type_)
    tuples = [
        exp.Tuple(expressions=[coerce(v, t) for v, t in zip(row, types, strict=True)])
        for row in rows
    ]
    return exp.Values(expressions=tuples), types


def _alias_name(node: exp.Expression) -> str | None:
    alias = node.args.get("alias")
    identifier = alias.this if isinstance(alias, exp.TableAlias) else None
    return fold(identifier) if identifier is not None else None


def _renamed(names: list[str], node: exp.Expression, alias: str) -> list[str]:
    """Visible column names after `AS alias(a, b)`; 42P10 when there are too many."""
    written = node.args.get("alias")
    given = [fold(c) for c in (written.args.get("columns") if written else None) or []]
    if len(given) > len(names):
        raise SqlError(
            "42P10",
            f'table "{alias}" has {len(names)} columns available '
            f"but {len(given)} columns specified",
            position=position_of(node),
        )
    return [*given, *names[len(given) :]]
