"""One SELECT: FROM, WHERE, GROUP BY, the select list, HAVING, DISTINCT, ORDER BY."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from connectors.tree import Constant, type_of, typed
from connectors.types import TEXT, UNKNOWN
from gateway.errors import SqlError, unsupported
from gateway.sql.bind.context import Bound, Clause, Place
from gateway.sql.bind.figure import column_name
from gateway.sql.bind.group_keys import computed_key, with_keys
from gateway.sql.bind.grouping import Grouping, bind_group, check_grouped
from gateway.sql.bind.joins import bind_from
from gateway.sql.bind.limits import set_limits
from gateway.sql.bind.names import Names, column, fold
from gateway.sql.bind.operators import condition
from gateway.sql.bind.ordering import ordered
from gateway.sql.bind.outputs import alias, computed, output_columns, outputs_of
from gateway.sql.bind.rows import fields_of
from gateway.sql.bind.scope import find_item, origins_of
from gateway.sql.bind.strict import only
from gateway.sql.coerce import coerce
from gateway.sql.parse import placed_at, position_of


@dataclass(slots=True)
class _Output:
    """One item of the select list: the name users see, its written and its bound form."""

    name: str
    written: exp.Expression | None
    node: exp.Expression
    bound: str = ""


def bind_select(select: exp.Select, place: Place) -> Bound:
    """The bound form of one SELECT without its WITH (bound by the caller)."""
    only(
        select, "with_", "expressions", "from_", "joins", "where", "group", "having", "windows",
        "distinct", "order", "limit", "offset", "laterals",
    )  # fmt: skip
    if select.args.get("distinct") is not None and not select.expressions:
        raise SqlError("42601", "syntax error: SELECT DISTINCT of nothing")
    head, joins = _from(select, place)
    where = select.args.get("where")
    predicate = condition(where.this, place.at(Clause.WHERE), "WHERE") if where else None
    for window in select.args.get("windows") or []:
        place.select.windows[window.name.lower()] = window
    grouping = _group(select, place)
    outputs = _select_list(select, place)
    having = select.args.get("having")
    having_node = condition(having.this, place.at(Clause.HAVING), "HAVING") if having else None
    distinct = _distinct(select, outputs, place)
    keys = _order(select, outputs, place, distinct)
    for output in outputs:
        output.node = with_keys(output.node, place)
    for sorted_by in keys:
        sorted_by.set("this", with_keys(sorted_by.this, place))
    having_node = with_keys(having_node, place) if having_node is not None else None
    group = _grouped(grouping, outputs, having_node, keys, distinct, place)
    shown = [alias(o.node, o.bound) for o in outputs]
    result = exp.Select(expressions=computed(shown))
    function = place.select.table_functions
    for added in (*([function] if function is not None else []), *place.select.computed):
        if head is None:
            head = added
        else:
            joins.append(exp.Join(this=added, kind="CROSS"))
    if head is not None:
        result.set("from_", exp.From(this=head))
    for key, value in (
        ("joins", joins),
        ("where", exp.Where(this=predicate) if predicate is not None else None),
        ("group", group),
        ("having", exp.Having(this=having_node) if having_node is not None else None),
        ("distinct", distinct),
        ("order", exp.Order(expressions=keys) if keys else None),
    ):
        if value:
            result.set(key, value)
    set_limits(result, select, place)
    names = [output.name for output in outputs]
    origins = origins_of([output.node for output in outputs], place.scope)
    return Bound(result, output_columns(names, outputs_of(result), origins))


def _from(select: exp.Select, place: Place) -> tuple[exp.Expression | None, list[exp.Join]]:
    from_ = select.args.get("from_")
    if from_ is None:
        return None, []
    laterals = [exp.Join(this=item) for item in select.args.get("laterals") or []]
    return bind_from(from_.this, [*(select.args.get("joins") or []), *laterals], place)


def _select_list(select: exp.Select, place: Place) -> list[_Output]:
    outputs: list[_Output] = []
    for item in select.expressions:
        outputs.extend(_item(item, place))
    names = Names()
    for output in outputs:
        if type_of(output.node) == UNKNOWN:
            output.node = coerce(output.node, TEXT) if not _literal(output.node) else output.node
        output.bound = names.unique(output.name)
    return outputs


def _literal(node: exp.Expression) -> bool:
    """Unknown literals keep their type for now: a set operation around may still give one."""
    return isinstance(node, Constant)


def _item(item: exp.Expression, place: Place) -> list[_Output]:
    if isinstance(item, exp.Star):
        only(item, "this")
        position = position_of(item)
        pairs = place.scope.star(position)
        return [_Output(name, None, placed_at(node, position)) for name, node in pairs]
    if isinstance(item, exp.Column) and isinstance(item.this, exp.Star):
        return _qualified_star(item, place)
    if isinstance(item, exp.Dot) and isinstance(item.expression, exp.Star):
        fields = fields_of(place.scalar(item.this), position_of(item))
        return [_Output(name, None, node) for name, node in fields]
    if isinstance(item, exp.Alias):
        return [_Output(fold(item.args["alias"]), item.this, place.scalar(item.this))]
    if isinstance(item, exp.Aliases):
        raise unsupported("several aliases for one expression", position=position_of(item))
    return [_Output(column_name(item), item, place.scalar(item))]


def _qualified_star(item: exp.Column, place: Place) -> list[_Output]:
    qualifiers = tuple(fold(part) for part in item.parts[:-1])
    found = find_item(place.scope, qualifiers)
    if found is None:
        raise SqlError(
            "42P01",
            f'missing FROM-clause entry for table "{qualifiers[-1]}"',
            position=position_of(item),
        )
    return [_Output(c.name, None, found.reference(c)) for c in found.all_columns(position_of(item))]


def _group(select: exp.Select, place: Place) -> Grouping:
    group = select.args.get("group")
    items = select.expressions
    inside = place.at(Clause.GROUP_BY)

    def bind_key(key: exp.Expression) -> exp.Expression:
        if isinstance(key, exp.Literal) and not key.is_string:
            bound = inside.scalar(_at_position(key, items, "GROUP BY"))
        elif isinstance(key, exp.Column) and len(key.parts) == 1:
            bound = _group_name(key, items, inside)
        else:
            bound = inside.scalar(key)
        return computed_key(bound, inside)

    grouping = bind_group(group, bind_key)
    if group is not None:
        place.select.aggregates = place.select.aggregates or not grouping.keys
    return grouping


def _group_name(key: exp.Column, items: Sequence[exp.Expression], place: Place) -> exp.Expression:
    """A bare name in GROUP BY: an input column first, else an output's name."""
    try:
        return place.scalar(key)
    except SqlError as error:
        name = fold(key.this)
        named = [i for i in items if isinstance(i, exp.Alias) and fold(i.args["alias"]) == name]
        if error.sqlstate not in ("42703", "42501") or not named:
            raise
        return place.scalar(named[0].this)


def _at_position(key: exp.Literal, items: Sequence[exp.Expression], clause: str) -> exp.Expression:
    number = str(key.this)
    if not number.isdigit():
        raise SqlError("42601", f"non-integer constant in {clause}", position=position_of(key))
    index = int(number)
    if any(isinstance(i, exp.Star) or isinstance(i.this, exp.Star) for i in items[:index]):
        raise unsupported(f"a position after * in {clause}", position=position_of(key))
    if not 1 <= index <= len(items):
        raise SqlError(
            "42P10", f"{clause} position {index} is not in select list", position=position_of(key)
        )
    item = items[index - 1]
    return item.this if isinstance(item, exp.Alias) else item


def _distinct(select: exp.Select, outputs: list[_Output], place: Place) -> exp.Distinct | None:
    distinct = select.args.get("distinct")
    if distinct is None:
        return None
    on = distinct.args.get("on")
    if on is None:
        return exp.Distinct()
    written = on.expressions if isinstance(on, exp.Tuple) else [on]
    inside = place.at(Clause.DISTINCT_ON)
    keys = [
        placed_at(_output_key(key, outputs, inside, "DISTINCT ON"), position_of(key))
        for key in written
    ]
    return exp.Distinct(on=exp.Tuple(expressions=keys))


def _order(
    select: exp.Select, outputs: list[_Output], place: Place, distinct: exp.Distinct | None
) -> list[exp.Ordered]:
    order = select.args.get("order")
    if order is None:
        return []
    inside = place.at(Clause.ORDER_BY)
    keys = [ordered(_output_key(k.this, outputs, inside, "ORDER BY"), k) for k in order.expressions]
    if distinct is not None:
        _check_distinct_order(distinct, keys, order)
    return keys


def _check_distinct_order(
    distinct: exp.Distinct, keys: list[exp.Ordered], order: exp.Order
) -> None:
    on = distinct.args.get("on")
    if on is None:
        if any(not _is_output(key.this) for key in keys):
            raise SqlError(
                "42P10",
                "for SELECT DISTINCT, ORDER BY expressions must appear in select list",
                position=position_of(order),
            )
        return
    wanted = set(on.expressions)
    leading = [key.this for key in keys[: len(wanted)]]
    if any(key not in wanted for key in leading):
        missing = next((key for key in on.expressions if key not in leading), order)
        raise SqlError(
            "42P10",
            "SELECT DISTINCT ON expressions must match initial ORDER BY expressions",
            position=position_of(missing) or position_of(order),
        )


def _is_output(node: exp.Expression) -> bool:
    return isinstance(node, exp.Column) and not node.table


def _output_key(
    key: exp.Expression, outputs: list[_Output], place: Place, clause: str
) -> exp.Expression:
    """A key that may name an output: by position, by name, or as an expression.

    An expression equal to an output becomes a reference to it.
    """
    while isinstance(key, exp.Paren):
        key = key.this
    if isinstance(key, exp.Literal) and not key.is_string:
        number = str(key.this)
        if not number.isdigit():
            raise SqlError("42601", f"non-integer constant in {clause}", position=position_of(key))
        if not 1 <= int(number) <= len(outputs):
            raise SqlError(
                "42P10",
                f"{clause} position {number} is not in select list",
                position=position_of(key),
            )
        return reference(outputs[int(number) - 1])
    if isinstance(key, exp.Column) and len(key.parts) == 1:
        named = [o for o in outputs if o.name == fold(key.this)]
        if len({o.node for o in named}) > 1:
            raise SqlError(
                "42702", f'{clause} "{fold(key.this)}" is ambiguous', position=position_of(key)
            )
        if named:
            return reference(named[0])
    node = place.scalar(key)
    if type_of(node) == UNKNOWN:
        if isinstance(node, Constant):
            raise SqlError("42601", f"non-integer constant in {clause}", position=position_of(key))
        node = coerce(node, TEXT)
    same = next((o for o in outputs if o.node == node), None)
    return reference(same) if same is not None else node


def reference(output: _Output) -> exp.Column:
    """A sort key that reads an output column."""
    type_ = type_of(output.node)
    return typed(column(None, output.bound), TEXT if type_ == UNKNOWN else type_)


def _grouped(
    grouping: Grouping,
    outputs: list[_Output],
    having: exp.Expression | None,
    keys: list[exp.Ordered],
    distinct: exp.Distinct | None,
    place: Place,
) -> exp.Group | None:
    grouped = grouping.keys or grouping.sets is not None
    if not (grouped or place.select.aggregates or having is not None):
        return None
    nodes = [o.node for o in outputs] + [k.this for k in keys]
    nodes += [having] if having is not None else []
    nodes += distinct.args["on"].expressions if distinct and distinct.args.get("on") else []
    spread = place.select.table_functions
    dependent = check_grouped(nodes, grouping, place.scope, spread.alias if spread else "")
    grouping.keys.extend(dependent)
    if not grouped and having is not None and not place.select.aggregates:
        # HAVING alone makes one group of the whole input.
        return exp.Group(expressions=[], grouping_sets=[exp.Tuple(expressions=[])])
    return grouping.node()
