"""What one side of an equality is known to be, the other side is too.

    … WHERE a.id = b.id AND a.id = 5           →   … AND b.id = 5
    … WHERE a.id = b.id AND a.id > 5           →   … AND b.id > 5
    … a LEFT JOIN b ON b.id = a.id WHERE a.id = 5   →   … ON b.id = a.id AND b.id = 5

Only comparisons with constants, and only where both columns are of one type, or of one family
(integers, text and varchar), whose equal values are one value. The new conjunct is implied for
every row that counts: whether a source runs it or not, the answer is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlglot import exp

from connectors.tree import Call, Constant, conjuncts, is_implicit, type_of
from connectors.types import INTEGERS, Type
from gateway.plan import filters
from gateway.plan.facts import null_supplied
from gateway.plan.interchangeable import interchangeable
from gateway.sql.bind.operators import operator
from gateway.sql.coerce import coerce, common_type

_FAMILIES = (INTEGERS, frozenset({"text", "varchar"}))
_COMPARISONS = frozenset({"=", "<", "<=", ">", ">="})


def infer_conditions(query: exp.Query) -> exp.Query:
    """`query` with the comparisons with constants that follow from its joins."""
    for select in list(query.find_all(exp.Select)):
        joins = select.args.get("joins") or []
        if not joins:
            continue
        nullable = null_supplied(select)
        conditions = list(filters.inner_conjuncts(select))
        known = _known(conditions, nullable)
        for implied in list(_spread(known, _edges(conditions, nullable))):
            if implied in conditions:
                continue
            filters.add(select, implied)
            column = _column(implied)
            if column is not None:
                known.setdefault(column, []).append(implied)
        for join in joins:
            _into_left_join(join, known)
    return query


def _known(
    conditions: Iterable[exp.Expression], nullable: set[str]
) -> dict[exp.Expression, list[exp.Expression]]:
    """The comparisons with constants by column, for columns that no outer join fills."""
    known: dict[exp.Expression, list[exp.Expression]] = {}
    for condition in conditions:
        column = _column(condition)
        if column is not None and _usable(column) and _table(column) not in nullable:
            known.setdefault(column, []).append(condition)
    return known


def _spread(
    known: dict[exp.Expression, list[exp.Expression]],
    edges: list[tuple[exp.Expression, exp.Expression]],
) -> Iterator[exp.Expression]:
    """The known comparisons, for all columns that are equal by `edges`."""
    for column, comparisons in list(known.items()):
        for other in _equal_to(column, edges):
            written = {_of(comparison, column) for comparison in known.get(other, ())}
            for comparison in comparisons:
                if _of(comparison, column) not in written:
                    yield _of(comparison, other)


def _equal_to(
    column: exp.Expression, edges: list[tuple[exp.Expression, exp.Expression]]
) -> list[exp.Expression]:
    """Every other column that equals `column` by one edge or several."""
    found = [column]
    for known in found:
        for left, right in edges:
            for one, other in ((left, right), (right, left)):
                if one == known and other not in found:
                    found.append(other)
    return found[1:]


def _into_left_join(join: exp.Join, known: dict[exp.Expression, list[exp.Expression]]) -> None:
    """Rows of the left side that do not pass WHERE do not count: ON may assume what it says."""
    on = join.args.get("on")
    if join.args.get("side") != "LEFT" or on is None:
        return
    right = join.this.alias
    for one, other in _edges(list(conjuncts(on)), set()):
        for outer, inner in ((one, other), (other, one)):
            if _table(inner) == right and _table(outer) != right:
                for comparison in known.get(outer, ()):
                    implied = _of(comparison, inner)
                    if implied not in list(conjuncts(join.args["on"])):
                        join.set("on", filters.conjunction([join.args["on"], implied]))


def _edges(
    conditions: Iterable[exp.Expression], nullable: set[str]
) -> list[tuple[exp.Expression, exp.Expression]]:
    """Pairs of columns that are equal."""
    found = []
    for condition in conditions:
        if isinstance(condition, Call) and condition.function == "=":
            left, right = map(_bare, condition.arguments)
            usable = all(_usable(c) and _table(c) not in nullable for c in (left, right))
            if usable and _alike(type_of(left), type_of(right)):
                found.append((left, right))
    return found


def _column(condition: exp.Expression) -> exp.Expression | None:
    """The column that a condition compares with constants of its family, if that is what it is."""
    match condition:
        case Call() if condition.function in _COMPARISONS:
            column, values = _bare(condition.arguments[0]), condition.arguments[1:]
        case exp.In() if condition.args.get("query") is None:
            column, values = _bare(condition.this), condition.expressions
        case _:
            return None
    same = all(_is_constant(value, type_of(column)) for value in values)
    return column if isinstance(column, exp.Column) and same else None


def _bare(node: exp.Expression) -> exp.Expression:
    """What is under the cast that a varchar has in every comparison, an integer in a wider list."""
    if isinstance(node, exp.Cast) and is_implicit(node):
        inner: exp.Expression = node.this
        return inner if _alike(type_of(node), type_of(inner)) else node
    return node


def _alike(one: Type, other: Type) -> bool:
    """Types whose values are equal exactly when they are the same value."""
    return one == other or any({one.name, other.name} <= family for family in _FAMILIES)


def _is_constant(node: exp.Expression, type_: Type) -> bool:
    """A constant of that family, not NULL."""
    if not isinstance(node, Constant) or node.value is None:
        return False
    return type_of(node).name == type_.name or _alike(type_of(node), type_)


def _usable(node: exp.Expression) -> bool:
    return bool(_table(node)) and interchangeable(type_of(node))


def _table(node: exp.Expression) -> str:
    return node.table if isinstance(node, exp.Column) else ""


def _of(condition: exp.Expression, column: exp.Expression) -> exp.Expression:
    """The same comparison of another column, which the residual can do without."""
    if isinstance(condition, Call):
        constants = [node.copy() for node in condition.arguments[1:]]
        made = operator(condition.function, [column.copy(), *constants], None)
    else:
        items = [node.copy() for node in condition.expressions]
        target = common_type([column, *items], context="IN")
        made = condition.copy()
        made.set("this", coerce(column.copy(), target))
        made.set("expressions", [coerce(item, target) for item in items])
    made.meta["implied"] = True
    return made
