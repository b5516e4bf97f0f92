"""Which scalars cannot tell anything about the rows they are evaluated on.

A scalar that may raise an error says by it that a row with such a value exists, even one that a
policy withholds. PostgreSQL calls the others leak-proof. The list is short on purpose: what is not
on it is evaluated only on rows that its user may see.

Imports: sqlglot, `connectors`.
"""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from connectors.tree import Aggregate, Call, Constant, type_of
from connectors.types import Type

_TYPES: Final = frozenset({
    "bool", "int2", "int4", "int8", "oid", "numeric", "float4", "float8", "text", "varchar",
    "bpchar", "name", "uuid", "bytea", "date", "time", "timestamp", "timestamptz",
})  # fmt: skip
_CALLS: Final = frozenset({
    "=", "<>", "<", "<=", ">", ">=", "is null", "is not null", "is true", "is not true", "is false",
    "is not false", "is unknown", "is not unknown", "is distinct from", "is not distinct from",
    "coalesce", "nullif", "||", "concat", "lower", "upper", "length", "char_length",
    "character_length", "octet_length", "left", "right", "reverse", "md5", "btrim", "ltrim",
    "rtrim", "starts_with", "replace",
})  # fmt: skip
"""Over any values of the types above they have a value."""
_LIKE: Final = frozenset({"~~", "!~~", "~~*", "!~~*"})
_WIDENING: Final[dict[str, frozenset[str]]] = {
    "int2": frozenset({"int4", "int8", "numeric", "float8"}),
    "int4": frozenset({"int8", "numeric", "float8"}),
    "int8": frozenset({"numeric", "float8"}),
    "float4": frozenset({"float8"}),
    "varchar": frozenset({"text"}),
    "bpchar": frozenset({"text"}),
    "name": frozenset({"text"}),
    "text": frozenset({"varchar"}),
}
_STRUCTURE: Final = (exp.And, exp.Or, exp.Not, exp.Case, exp.If, exp.Paren, exp.In, exp.Tuple)


def is_leakproof(node: exp.Expression) -> bool:
    """Whether `node` has a value on every row there could be. No sub-query has."""
    match node:
        case exp.Column():
            return type_of(node).name in _TYPES
        case Constant():
            return True
        case Call():
            return _call(node)
        case exp.Cast():
            return _widens(type_of(node.this), type_of(node)) and is_leakproof(node.this)
    if isinstance(node, exp.In) and node.args.get("query") is not None:
        return False
    if isinstance(node, _STRUCTURE):
        return all(is_leakproof(child) for child in _children(node))
    return False


def reads_only_groups(node: exp.Expression) -> bool:
    """As `is_leakproof`, where aggregates and windows stand for values: they come after filters."""
    if isinstance(node, (Aggregate, exp.Window)):
        return True
    copy = node.copy()
    for found in list(copy.find_all(Aggregate, exp.Window)):
        stand_in = exp.Column(this=exp.to_identifier("value"))
        stand_in.meta["pg"] = type_of(found)
        found.replace(stand_in)
    return is_leakproof(copy)


def _call(node: Call) -> bool:
    arguments = node.arguments
    if node.function in _LIKE:
        pattern = arguments[1]
        plain = isinstance(pattern, Constant) and "\\" not in str(pattern.value)
        return len(arguments) == 2 and plain and is_leakproof(arguments[0])
    if node.function not in _CALLS:
        return False
    return all(type_of(a).name in _TYPES and is_leakproof(a) for a in arguments)


def _widens(source: Type, target: Type) -> bool:
    """A cast that has a value for every value and no length or precision to fit into."""
    if target.declared or target.length is not None:
        return False
    return target.name in _WIDENING.get(source.name, frozenset())


def _children(node: exp.Expression) -> list[exp.Expression]:
    return [child for child in node.iter_expressions() if isinstance(child, exp.Expression)]
