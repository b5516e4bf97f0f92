"""What the types of a call do not decide: the values of its arguments, digits and scales.

Each check raises `connectors.sql.prove.Unproven` or does nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from connectors.mysql.literals import MAX_DIGITS, MAX_SCALE, like_pattern, unwidened
from connectors.sql.prove import refuse
from connectors.sql.scalars import Unprintable
from connectors.tree import Constant, type_of
from connectors.types import Type


def check_one_scale(nodes: Iterable[exp.Expression]) -> None:
    """Numerics of different scales are brought to one there, and keep their own here."""
    types = [type_of(n) for n in nodes if not isinstance(n, Constant) or n.value is not None]
    if len({t.scale for t in types if t.name == "numeric"}) > 1:
        refuse("type", "numerics of different scales")
    if any(t.name == "numeric" and t.scale is None for t in types):
        refuse("type", "numeric without a scale")


def check_divisor(node: exp.Expression) -> None:
    """By zero there is NULL, not an error; MySQL cannot divide the smallest number by 1 or -1."""
    if not isinstance(node, Constant) or node.value is None or node.value in (0, 1, -1):
        refuse("division", "by anything but a constant other than 0, 1 and -1")


def check_pattern(pattern: exp.Expression, escape: list[exp.Expression]) -> None:
    """A pattern is known, and PostgreSQL takes it."""
    pattern, *escape = map(unwidened, [pattern, *escape])
    if not isinstance(pattern, Constant) or not all(isinstance(e, Constant) for e in escape):
        refuse("constant", "a pattern that is no constant")
    character = escape[0].value if escape and isinstance(escape[0], Constant) else "\\"
    try:
        if pattern.value is not None and character is not None:
            like_pattern(pattern.value, character)
    except Unprintable as error:
        refuse("constant", str(error))


def check_field(node: exp.Expression, known: set[str]) -> None:
    """The field of a date is one of `known`."""
    if not isinstance(node, Constant) or node.value not in known:
        refuse("function", "this field of a date")


def check_count(node: exp.Expression, least: int) -> None:
    """A position or length that means the same in both."""
    if not isinstance(node, Constant) or not isinstance(node.value, int) or node.value < least:
        refuse("constant", f"a position or length that is no constant from {least}")


def check_digits(function: str, types: list[Type]) -> None:
    """DECIMAL computes exactly within 65 digits, 30 of them behind the point."""
    if any(type_.scale is None or type_.precision is None for type_ in types):
        refuse("type", "arithmetic of numeric without a scale")
    pairs = [(t.precision or 0, t.scale or 0) for t in types]
    if function == "*":
        digits, scale = sum(p for p, _ in pairs), sum(s for _, s in pairs)
    else:
        scale = max(s for _, s in pairs)
        digits = max(p - s for p, s in pairs) + 1 + scale
    if digits > MAX_DIGITS or scale > MAX_SCALE:
        refuse("type", "more digits than DECIMAL has")
