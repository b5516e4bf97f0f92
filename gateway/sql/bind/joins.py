"""FROM as a whole: commas, joins, ON, USING and NATURAL; flat in the bound tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlglot import exp

from connectors.tree import TableFunction, type_of
from gateway.errors import SqlError, unsupported
from gateway.sql.bind.context import Bound, Clause, Place, Select
from gateway.sql.bind.names import fold
from gateway.sql.bind.operators import all_of, condition, operator
from gateway.sql.bind.outputs import alias as output
from gateway.sql.bind.outputs import output_columns
from gateway.sql.bind.relations import bind_item, derived_item
from gateway.sql.bind.scope import Item, ItemColumn, Scope, origins_of
from gateway.sql.bind.strict import only
from gateway.sql.coerce import coerce, common_type
from gateway.sql.parse import position_of

Joined = tuple[exp.Expression, list[exp.Join]]


def bind_from(first: exp.Expression, joins: list[exp.Join], place: Place) -> Joined:
    """The first FROM item and the joins after it; `place.scope` gets every item.

    A comma binds looser than JOIN: `a, b RIGHT JOIN c` is a × (b RIGHT JOIN c).
    """
    groups: list[list[exp.Join]] = [[]]
    firsts = [first]
    for join in [*(first.args.get("joins") or []), *joins]:
        if _is_comma(join):
            firsts.append(join.this)
            groups.append([])
        else:
            groups[-1].append(join)
    head: exp.Expression | None = None
    result: list[exp.Join] = []
    for item, group in zip(firsts, groups, strict=True):
        node, inner = _group(item, group, place, nested=head is not None)
        if head is None:
            head = node
        else:
            result.append(exp.Join(this=node, kind="CROSS"))
        result.extend(inner)
    assert head is not None
    return head, result


def _is_comma(join: exp.Join) -> bool:
    return not any(join.args.get(k) for k in ("on", "using", "kind", "side", "method"))


def _group(first: exp.Expression, joins: list[exp.Join], place: Place, *, nested: bool) -> Joined:
    """One comma-separated part of FROM."""
    if nested and any((join.side or "").upper() in ("RIGHT", "FULL") for join in joins):
        return _nested(first, joins, None, place)
    local = Scope(parent=place.scope.parent, ctes=place.scope.ctes)
    head = _item(first, place, local)
    return head, [_join(join, place, local) for join in joins]


def _item(node: exp.Expression, place: Place, local: Scope) -> exp.Expression:
    """Bind one item and bring it in sight of the group and of the whole select."""
    if isinstance(node, exp.Subquery) and isinstance(node.this, exp.Table):
        table, _ = _nested(node.this, list(node.this.args.get("joins") or []), node, place, local)
        return table
    plain = node
    if node.args.get("joins"):
        plain = node.copy()
        plain.set("joins", None)
    seen = Scope(parent=place.scope, ctes=local.ctes)
    bound, item = bind_item(plain, place, seen)
    _add(item, place, local, position_of(node))
    return bound


def _add(item: Item, place: Place, local: Scope, position: int | None) -> None:
    place.scope.add(item, position)
    local.add(item)


def _nested(
    first: exp.Expression,
    joins: list[exp.Join],
    written: exp.Expression | None,
    place: Place,
    local: Scope | None = None,
) -> Joined:
    """A join in parentheses as a derived table whose items stay visible under their own names."""
    inner = replace(place, select=Select(Scope(parent=place.scope.parent, ctes=place.scope.ctes)))
    head_node = first.copy()
    head_node.set("joins", None)
    head, bound_joins = bind_from(head_node, joins, inner)
    named = written is not None and bool(written.alias)
    pairs = list(inner.scope.shown) if named else _outputs(inner.scope)
    names = [f"c{n}" for n in range(1, len(pairs) + 1)]
    outputs = [output(node, name) for (_, node), name in zip(pairs, names, strict=True)]
    query = exp.Select(expressions=outputs, from_=exp.From(this=head), joins=bound_joins)
    origins = origins_of([node for _, node in pairs], inner.scope)
    bound = Bound(query, output_columns([name for name, _ in pairs], outputs, origins))
    holder = written if written is not None else exp.Subquery(this=exp.Select())
    table, whole = derived_item(bound, holder, place, lateral=False)
    target = local if local is not None else Scope()
    by_node = {
        node: ItemColumn(visible, name, type_of(node))
        for (visible, node), name in zip(pairs, names, strict=True)
    }
    shown = [(name, whole.reference(by_node[node])) for name, node in inner.scope.shown]
    if whole.alias:
        whole.partial = any(item.partial for item in inner.scope.items)
        _add(whole, place, target, position_of(first))
        return table, []
    for item in inner.scope.items:
        columns = tuple(
            ItemColumn(c.name, by_node[item.reference(c)].bound, c.type, c.catalog, c.origin)
            for c in item.columns
            if item.reference(c) in by_node
        )
        seen = Item(item.alias, whole.bound, columns, item.path)
        seen.partial, seen.optional = item.partial, item.optional
        for scope in (place.scope, target):
            scope.add(seen, hidden=True)
    for scope in (place.scope, target):
        scope.shown.extend(shown)
    return table, []


def _outputs(scope: Scope) -> list[tuple[str, exp.Expression]]:
    """What a join in parentheses gives: what `*` shows of it, then what USING hides."""
    shown = list(scope.shown)
    seen = {node for _, node in shown}
    for item in scope.items:
        for column in item.columns:
            node = item.reference(column)
            if node not in seen:
                seen.add(node)
                shown.append((column.name, node))
    return shown


def _join(join: exp.Join, place: Place, local: Scope) -> exp.Join:
    only(join, "this", "on", "using", "kind", "side", "method")
    side, kind = (join.side or "").upper(), (join.kind or "").upper()
    method = (join.method or "").upper()
    if kind not in ("", "INNER", "OUTER", "CROSS") or method not in ("", "NATURAL"):
        raise SqlError(
            "42601", f'syntax error at or near "{kind or method}"', position=position_of(join)
        )
    if side not in ("", "LEFT", "RIGHT", "FULL"):
        raise SqlError("42601", f'syntax error at or near "{side}"', position=position_of(join))
    before = Scope(items=list(local.items), shown=list(local.shown))
    node = _item(join.this, place, local)
    added = Scope(items=local.items[len(before.items) :], shown=local.shown[len(before.shown) :])
    result = exp.Join(this=node)
    if side:
        result.set("side", side)
        for optional in _optional(side, before, added):
            optional.optional = True
    written = join.args.get("using") or []
    using = [fold(name) for name in written]
    if method == "NATURAL":
        using = _natural(before, added)
    if using or method == "NATURAL":
        result.set("kind", "INNER" if using or side else "CROSS")
        if using:
            merged, on_both = _using(using, before, added, side, position_of(join))
            result.set("on", on_both)
            _merge(merged, before, added, place, local)
            if written and (written[0]._meta or {}).get("alias") is not None:
                _name_merged(fold(written[0].meta["alias"]), merged, place, local)
        elif side:
            raise unsupported("NATURAL outer join without common columns")
        return result
    on = join.args.get("on")
    if on is None:
        if side or kind in ("INNER", "OUTER"):
            raise SqlError(
                "42601", "syntax error: JOIN needs ON or USING", position=position_of(join)
            )
        result.set("kind", "CROSS")
        return result
    if isinstance(node, TableFunction) and side in ("RIGHT", "FULL"):
        raise SqlError("42P10", f"invalid reference in {side} JOIN", position=position_of(join))
    seen = replace(place, select=Select(local), clause=Clause.ON)
    result.set("kind", "INNER")
    result.set("on", condition(on, seen, "JOIN/ON"))
    return result


def _optional(side: str, before: Scope, added: Scope) -> list[Item]:
    """The items whose columns the join may fill with NULL."""
    return [
        *(before.items if side in ("RIGHT", "FULL") else []),
        *(added.items if side in ("LEFT", "FULL") else []),
    ]


def _natural(before: Scope, added: Scope) -> list[str]:
    right = {name for name, _ in added.star()}
    return list(dict.fromkeys(name for name, _ in before.star() if name in right))


def _using(
    names: list[str], before: Scope, added: Scope, side: str, position: int | None
) -> tuple[dict[str, exp.Expression], exp.Expression]:
    """The columns that USING makes, and its condition."""
    merged, conditions = {}, []
    for name in names:
        left = _one(before, name, "left", position)
        right = _one(added, name, "right", position)
        conditions.append(operator("=", [left.copy(), right.copy()], position))
        merged[name] = _merged_column(left, right, side, position)
    return merged, all_of(conditions)


def _merge(
    merged: Mapping[str, exp.Expression], before: Scope, added: Scope, place: Place, local: Scope
) -> None:
    """Show the merged columns first, once, and then the others of both sides."""
    others = [pair for pair in [*before.shown, *added.shown] if pair[0] not in merged]
    shown = [*merged.items(), *others]
    del place.scope.shown[len(place.scope.shown) - len(local.shown) :]
    place.scope.shown.extend(shown)
    local.shown = shown


def _name_merged(
    alias: str, merged: Mapping[str, exp.Expression], place: Place, local: Scope
) -> None:
    """Let the merged columns also be found as those of `alias`."""
    columns = tuple(ItemColumn(name, name, type_of(node)) for name, node in merged.items())
    item = Item(alias, "", columns, merged=merged)
    for scope in (place.scope, local):
        scope.add(item, hidden=True)


def _merged_column(
    left: exp.Expression, right: exp.Expression, side: str, position: int | None
) -> exp.Expression:
    """The column that USING makes of two; of an inner join's it is one that needs no cast."""
    target = common_type([left, right], context="JOIN/USING", position=position)
    if side == "FULL":
        both = [coerce(left, target), coerce(right, target)]
        return operator("coalesce", both, position)
    names = [type_of(node).name for node in (left, right)]
    cast_left = not side and names[0] != target.name == names[1]
    return coerce(right if side == "RIGHT" or cast_left else left, target)


def _one(scope: Scope, name: str, where: str, position: int | None) -> exp.Expression:
    found = [node.copy() for shown, node in scope.shown if shown == name]
    if not found:
        for item in scope.items:
            if item.partial:
                raise item.denied(position, name)
        raise SqlError(
            "42703",
            f'column "{name}" specified in USING clause does not exist in {where} table',
            position=position,
        )
    if len(found) > 1:
        raise SqlError(
            "42702",
            f'common column name "{name}" appears more than once in {where} table',
            position=position,
        )
    return found[0]
