"""A constant that one side of an inner equality has, the other side has too.

    … WHERE a.id = b.id AND a.id = 5   →   … AND b.id = 5

Only where both columns and the constant have one type, so that `=` means the same for all of them.
The new conjunct is implied: whether a source runs it or not, the answer is the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from connectors.tree import Call, Constant, conjuncts, type_of, typed
from connectors.types import BOOL
from gateway.plan.facts import null_supplied

# Types whose equal values are interchangeable (numeric 1.0 = 1.00 are not, nor are floats' zeros).
_PLAIN = frozenset({"int2", "int4", "int8", "text", "varchar", "date", "uuid", "bool"})


def infer_constants(query: exp.Query) -> exp.Query:
    """`query` with the equalities to constants that follow from its inner joins."""
    root: exp.Query | None = None
    for select in list(query.find_all(exp.Select)):
        if list(_implied(select)):
            root = query.copy()
            break
    if root is None:
        return query
    for select in list(root.find_all(exp.Select)):
        for implied in list(_implied(select)):
            _add(select, implied)
    return root


def _implied(select: exp.Select) -> Iterator[exp.Expression]:
    """Equalities that hold for every row of `select` and are not written."""
    nullable = null_supplied(select)
    known = [c for c in _inner_conjuncts(select) if isinstance(c, Call) and c.function == "="]
    constants: dict[exp.Expression, Call] = {}
    edges: list[tuple[exp.Expression, exp.Expression]] = []
    for call in known:
        left, right = call.arguments
        if _usable(left, nullable) and _usable(right, nullable):
            if type_of(left) == type_of(right):
                edges.append((left, right))
        elif _usable(left, nullable) and _is_constant(right, type_of(left).name):
            constants[left] = call
    found = dict(constants)
    changed = True
    while changed:
        changed = False
        for left, right in edges:
            for a, b in ((left, right), (right, left)):
                if a in found and b not in found:
                    found[b] = _same(found[a], b)
                    changed = True
    written = set(constants)
    for column, call in found.items():
        if column not in written:
            yield call


def _is_constant(node: exp.Expression, type_name: str) -> bool:
    """A constant of that type, not NULL."""
    return isinstance(node, Constant) and node.value is not None and type_of(node).name == type_name


def _inner_conjuncts(select: exp.Select) -> Iterator[exp.Expression]:
    where = select.args.get("where")
    if where is not None:
        yield from conjuncts(where.this)
    for join in select.args.get("joins") or []:
        if not join.args.get("side") and join.args.get("on") is not None:
            yield from conjuncts(join.args["on"])


def _usable(node: exp.Expression, nullable: set[str]) -> bool:
    return (
        isinstance(node, exp.Column)
        and bool(node.table)
        and node.table not in nullable
        and type_of(node).name in _PLAIN
    )


def _same(call: Call, column: exp.Expression) -> Call:
    copy = call.copy()
    copy.set("expressions", [column.copy(), call.arguments[1].copy()])
    return copy


def _add(select: exp.Select, condition: exp.Expression) -> None:
    where = select.args.get("where")
    if where is None:
        select.set("where", exp.Where(this=condition))
    else:
        both = typed(exp.And(this=where.this.copy(), expression=condition), BOOL)
        select.set("where", exp.Where(this=both))
