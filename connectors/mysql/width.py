"""How many bytes a text can have, as far as its expression tells."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from connectors.mysql import values
from connectors.tree import Aggregate, Call, Constant, column_of, type_of

_BYTES: Final = 4
"""Of one character in UTF-8, at most."""

_PRINTED: Final = {"int2": 6, "int4": 11, "int8": 20, "bool": 5, "date": 13}
"""How long the text of other types is."""

_SAME: Final = frozenset({"btrim", "ltrim", "rtrim", "reverse", "nullif", "substring", "substr"})
"""Calls whose result is no longer than their first argument."""


def widest(node: exp.Expression) -> float:
    """The most bytes a value of a text or bytea can have; infinity when it may be long."""
    match node:
        case Constant():
            value = node.value
            if not isinstance(value, (str, bytes, type(None))):
                return float("inf")
            return len(value.encode() if isinstance(value, str) else value or b"")
        case exp.Column():
            column = column_of(node)
            known = values.width(column) if column is not None else None
            return known if known is not None else _of_type(node)
        case exp.Cast():
            printed = _PRINTED.get(type_of(node.this).name)
            return min(_of_type(node), widest(node.this) if printed is None else printed)
        case exp.Case():
            arms = [arm.args["true"] for arm in node.args["ifs"]]
            arms += [node.args["default"]] if node.args.get("default") is not None else []
            return max(map(widest, arms))
        case Call():
            return _of_call(node)
        case Aggregate() if node.function in ("min", "max"):
            return widest(node.arguments[0])
    return _of_type(node)


def _of_call(node: Call) -> float:
    arguments = node.arguments
    match node.function:
        case "||" | "concat":
            return sum(map(widest, arguments))
        case "coalesce":
            return max(map(widest, arguments))
        case "left" | "right":
            count = arguments[1].value if isinstance(arguments[1], Constant) else None
            most = float("inf") if count is None or count < 0 else _BYTES * int(count)
            return min(most, widest(arguments[0]))
        case function if function in _SAME:
            return widest(arguments[0])
    return _of_type(node)


def _of_type(node: exp.Expression) -> float:
    type_ = type_of(node)
    if type_.name in ("text", "varchar") and type_.length is not None:
        return _BYTES * type_.length
    return float("inf")
