"""Arithmetic in LIMIT and OFFSET: `LIMIT $1 OFFSET ($2 - 1) * $1` is two numbers in the end."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Final

from sqlglot import exp

from connectors.tree import Call, Constant, constant, type_of

_BITS: Final = {"int2": 16, "int4": 32, "int8": 64}
_SUMS: Final[dict[str, Callable[[int, int], int]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}


def counted(node: exp.Expression) -> exp.Expression:
    """The number that a bound count is; the node itself where that is not sums of constants.

    What overflows is left as it is: the local engine says so.
    """
    number = _number(node)
    if number is None:
        return node
    known = any(found.meta.get("parameter") for found in node.find_all(Constant))
    return constant(number, type_of(node), parameter=known)


def _number(node: exp.Expression) -> int | None:
    bits = _BITS.get(type_of(node).name)
    if bits is None:
        return None
    match node:
        case Constant():
            value = node.value
        case exp.Cast():
            value = _number(node.this)
        case Call() if node.function == "negative":
            inner = _number(node.arguments[0])
            value = None if inner is None else -inner
        case Call() if node.function in _SUMS and len(node.arguments) == 2:
            left, right = map(_number, node.arguments)
            if left is None or right is None:
                return None
            value = _SUMS[node.function](left, right)
        case _:
            return None
    fits = isinstance(value, int) and -(2 ** (bits - 1)) <= value < 2 ** (bits - 1)
    return value if fits else None
