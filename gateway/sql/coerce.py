"""Converting bound scalars to a type: PostgreSQL's rules for literals, casts and common types.

Rules: parse_coerce.c (coerce_type, coerce_type_typmod, select_common_type) and chapter 10.4, 10.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlglot import exp

from connectors.arrays import Shaped
from connectors.tree import Constant, Parameter, constant, type_of, typed
from connectors.types import (
    FLOATS,
    INTEGERS,
    NUMBERS,
    NUMERIC,
    STRINGS,
    TEXT,
    Type,
    array,
    numeric,
)
from gateway.errors import SqlError, unsupported
from gateway.sql.categories import Context, castable, category, is_preferred, signature
from gateway.sql.literals import constant_of, fit_string
from gateway.sql.numbers import bare, fit_numeric, in_range, nearest, numeric_type, to_integer
from gateway.sql.parse import position_of
from gateway.sql.type_names import datatype_of

DIGITS = {"int2": 5, "int4": 10, "int8": 19, "oid": 10}
"""Decimal digits of the widest value of each integer type."""


def coerce(
    node: exp.Expression,
    target: Type,
    *,
    context: Context = "implicit",
    position: int | None = None,
    keep_scale: bool | None = None,
) -> exp.Expression:
    """`node` as a value of `target`.

    Returns the node itself when it already is one, a new constant where the value is known, else
    an `exp.Cast`. With `keep_scale` (the default for explicit casts) a target of numeric without
    scale keeps the scale we know of the value, so read the result's type with `type_of`; without,
    the value gets exactly the physical form of `target`, as branches of a CASE need it. A
    parameter without type is typed in place. Raises 42804 (implicit, assignment) or 42846
    (explicit) when there is no such cast, and what an input function raises for a literal.
    """
    keep = context == "explicit" if keep_scale is None else keep_scale
    source = type_of(node)
    if source.name == "unknown":
        return _from_unknown(node, target, context, position, keep)
    if source == target or (context != "explicit" and keep and _satisfies(source, target)):
        return node
    if not castable(signature(source), signature(target), context):
        raise no_cast(source, target, context, position)
    if context != "explicit" and _same_form(source, target):
        return node
    result = result_type(source, target) if keep else target
    if result == source and source.shaped:
        return node
    folded = _folded(node, source, result, keep)
    return folded if folded is not None else _cast(node, result, implicit=context != "explicit")


def result_type(source: Type, target: Type) -> Type:
    """The type of a cast: numeric without modifier keeps the scale its values are known to have."""
    if target.name == "numeric" and target.scale is None:
        if source.name in DIGITS:
            return numeric(DIGITS[source.name], 0, declared=False)
        if source.name == "numeric" and source.scale is not None:
            return replace(source, declared=False)
    if target.name == "array" and source.name == "array" and target.element and source.element:
        shaped = source.shaped or target.shaped
        return replace(array(result_type(source.element, target.element)), shaped=shaped)
    return target


def no_cast(source: Type, target: Type, context: Context, position: int | None = None) -> SqlError:
    """The error for a conversion that PostgreSQL does not have in `context`."""
    if context == "explicit":
        return SqlError(
            "42846", f"cannot cast type {bare(source)} to {bare(target)}", position=position
        )
    return SqlError(
        "42804",
        f"expression is of type {bare(source)} but type {bare(target)} is expected",
        hint="You will need to rewrite or cast the expression.",
        position=position,
    )


def common_type(
    nodes: Sequence[exp.Expression], *, context: str, position: int | None = None
) -> Type:
    """The type that all branches of CASE, UNION, COALESCE, VALUES, ARRAY, IN … take.

    Text when all are literals of unknown type. Raises 42804 when two branches are of different
    categories or neither converts to the other.
    """
    types = [type_of(node) for node in nodes]
    common = common_of(types, context=context, position=position, nodes=nodes)
    if common.name != "numeric" or not any(map(_is_literal, nodes)):
        return common
    # The scale of a literal is known only now that it is to be a number.
    read = [
        type_of(coerce(node, NUMERIC, context="implicit", keep_scale=True))
        if _is_literal(node)
        else type_of(node)
        for node in nodes
        if not _is_null(node)
    ]
    merged = merged_numeric([result_type(type_, NUMERIC) for type_ in read])
    return replace(merged, declared=False)


def _is_literal(node: exp.Expression) -> bool:
    return isinstance(node, Constant) and type_of(node).name == "unknown" and not _is_null(node)


def _is_null(node: exp.Expression) -> bool:
    return isinstance(node, Constant) and node.value is None


def common_of(
    types: Sequence[Type],
    *,
    context: str,
    position: int | None = None,
    nodes: Sequence[exp.Expression] = (),
) -> Type:
    """`common_type` over types; `unknown` stands for literals without type.

    An error stands where the one of the `nodes` does that has the type, else at `position`.
    """
    indexes = [i for i, type_ in enumerate(types) if type_.name != "unknown"]
    known = [types[i] for i in indexes]
    if not known:
        return TEXT

    def place(i: int) -> int | None:
        return (position_of(nodes[i]) if nodes else None) or position

    best = known[0]
    for i in indexes[1:]:
        try:
            best = _better(best, types[i], context)
        except SqlError as error:
            error.position = place(i)
            raise
    for i in indexes:
        if not castable(signature(types[i]), signature(best), "implicit"):
            raise SqlError(
                "42846",
                f"{context} could not convert type {bare(types[i])} to {bare(best)}",
                position=place(i),
            )
    return _merged(best, known, any(t.name == "unknown" for t in types))


def _better(best: Type, candidate: Type, context: str) -> Type:
    left, right = signature(best), signature(candidate)
    if left == right:
        return best
    if category(left) != category(right):
        message = f"{context} types {bare(best)} and {bare(candidate)} cannot be matched"
        raise SqlError("42804", message)
    if (
        not is_preferred(left)
        and castable(left, right, "implicit")
        and not castable(right, left, "implicit")
    ):
        return candidate
    return best


def _merged(best: Type, known: Sequence[Type], with_unknown: bool) -> Type:
    """The common type with the modifiers that hold for every branch."""
    if best.name == "numeric":
        merged = merged_numeric([result_type(t, NUMERIC) for t in known])
        return replace(merged, declared=merged.declared and not with_unknown)
    same = all(t == known[0] for t in known)
    if same and not with_unknown:
        return known[0]
    if best.name == "array" and best.element is not None:
        if all(t == best for t in known):
            return best
        element = _merged(best.element, [t.element or TEXT for t in known], with_unknown)
        return replace(array(element), shaped=any(t.shaped for t in known))
    return Type(best.name, fields=best.fields, labels=best.labels)


def merged_numeric(types: Sequence[Type]) -> Type:
    """One numeric type for several: static when all show the same scale, else dynamic.

    Values keep the scale they have in PostgreSQL, so different scales share no decimal128 type.
    """
    scales = {t.scale for t in types}
    if len(scales) != 1 or None in scales:
        return NUMERIC
    scale = types[0].scale or 0
    digits = max((t.precision or 0) - scale for t in types)
    declared = all(t == types[0] for t in types) and types[0].declared
    return numeric(min(digits + scale, 38), scale, declared=declared)


def _same_form(source: Type, target: Type) -> bool:
    """Whether dropping the modifier changes no value: text stays text, times keep their digits."""
    if source.name != target.name or target.name in ("numeric", "array", "record"):
        return False
    return target.length is None and target.precision is None


def _satisfies(source: Type, target: Type) -> bool:
    """Whether a value needs no conversion: the same type, and no modifier asked for."""
    if source.name != target.name:
        return False
    match target.name:
        case "numeric":
            return target.scale is None
        case "array":
            same = _satisfies(source.element or TEXT, target.element or TEXT)
            return same and source.shaped == target.shaped
        case "record":
            return not target.fields or target.fields == source.fields
    return target.length is None and target.precision is None


def _from_unknown(
    node: exp.Expression, target: Type, context: Context, position: int | None, keep: bool
) -> exp.Expression:
    if target.name == "unknown":
        return node
    if not isinstance(node, Constant):
        # Anything but a parameter is a column of a sub-select that is still a bare literal:
        # PostgreSQL makes it text.
        typed(node, _without_modifier(target) if isinstance(node, Parameter) else TEXT)
        return coerce(node, target, context=context, position=position, keep_scale=keep)
    result = _from_literal(node, target, context, position_of(node) or position)
    if type_of(result).shaped and not keep and not target.shaped:
        raise unsupported(f'the array "{node.value}" beside lists', position=position_of(node))
    if not keep and target.scale is None and target.name == "numeric":
        result = constant(result.value, target)
    return _keep(node, result)


def _without_modifier(type_: Type) -> Type:
    if type_.name == "array" and type_.element is not None:
        return replace(type_, element=_without_modifier(type_.element))
    return Type(type_.name, fields=type_.fields, labels=type_.labels)


def _from_literal(node: Constant, target: Type, context: Context, position: int | None) -> Constant:
    text = node.value
    if text is None:
        return constant(None, target)
    if not isinstance(text, str):
        return constant(text, target)
    if target.name in ("varchar", "bpchar") and target.length is not None:
        try:
            return constant(fit_string(text, target, explicit=context == "explicit"), target)
        except SqlError as error:
            error.position = position
            raise
    return constant_of(text, target, position=position)


_KEPT = ("parameter", "start")
"""What a constant knows of where it came from, whatever its type becomes."""


def _keep(old: exp.Expression, new: Constant) -> Constant:
    for key in _KEPT:
        if key in old.meta:
            new.meta[key] = old.meta[key]
    return new


def _folded(node: exp.Expression, source: Type, target: Type, keep: bool) -> Constant | None:
    """The constant that a cast of a constant gives, where we compute it exactly as PostgreSQL."""
    if not isinstance(node, Constant):
        return None
    if node.value is None:
        return _keep(node, constant(None, target))
    if target.shaped and isinstance(node.value, list) and source == replace(target, shaped=False):
        return _keep(node, constant(Shaped.of(node.value), target))
    if source.name in NUMBERS and target.name in NUMBERS:
        value = convert_number(node.value, target)
        if value is None:
            return None
        if isinstance(value, Decimal) and target.scale is None and keep:
            target = numeric_type(value)
        elif isinstance(value, Decimal) and keep and not target.declared:
            narrow = numeric_type(value)
            target = narrow if narrow.scale == target.scale else target
        return _keep(node, constant(value, target))
    if source.name in STRINGS and target.name == "text" and source.name in ("varchar", "text"):
        return _keep(node, constant(node.value, target))
    return None


def convert_number(value: Any, target: Type, position: int | None = None) -> Any:
    """A number constant as `target`; None where the cast must be left to run time."""
    if target.name in INTEGERS:
        if isinstance(value, int):
            if not in_range(value, target):
                raise SqlError("22003", f"{bare(target)} out of range", position=position)
            return value
        return to_integer(value, target, position=position)
    if target.name in FLOATS:
        return _as_float(value, target)
    if isinstance(value, float):
        return None
    exact = Decimal(value)
    if target.scale is None:
        return exact
    if not exact.is_finite():
        raise unsupported(f"{exact} as {target}", position=position)
    return fit_numeric(exact, target, position=position)


def _as_float(value: Any, target: Type) -> float | None:
    if isinstance(value, float) and target.name == "float8":
        return value
    number = Decimal(value)
    if not number.is_finite():
        return float(number)
    return nearest(number, target)


def _cast(node: exp.Expression, target: Type, *, implicit: bool) -> exp.Expression:
    cast = typed(exp.Cast(this=node, to=datatype_of(target)), target)
    if implicit:
        cast.meta["implicit"] = True
    return cast
