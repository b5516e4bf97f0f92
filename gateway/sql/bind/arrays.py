"""Array constructors, subscripts and slices; subscripts of jsonb too."""

from __future__ import annotations

from typing import cast

from sqlglot import exp

from connectors.tree import Call, constant, type_of, typed
from connectors.types import INT4, TEXT, UNKNOWN, Type, array, shaped_array
from gateway.errors import SqlError
from gateway.sql.bind.context import Place
from gateway.sql.bind.operators import operator
from gateway.sql.categories import castable, signature
from gateway.sql.coerce import coerce, common_type
from gateway.sql.parse import position_of


def bind_array(node: exp.Expression, place: Place) -> exp.Expression:
    """`ARRAY[…]` or, inside of one, `[…]`."""
    if not node.expressions:
        raise SqlError(
            "42P18",
            "cannot determine type of empty array",
            hint="Explicitly cast to the desired type, for example ARRAY[]::integer[].",
            position=position_of(node),
        )
    items = [place.scalar(item) for item in node.expressions]
    element = common_type(items, context="ARRAY", position=position_of(node))
    return _constructed(items, TEXT if element == UNKNOWN else element)


def _constructed(items: list[exp.Expression], item: Type) -> exp.Expression:
    """ARRAY of items of one type; of arrays it has a dimension more than they have."""
    call = Call(this="array", expressions=[coerce(i, item, keep_scale=False) for i in items])
    return typed(call, array(item) if item.element is None else shaped_array(item.element))


def array_of(node: exp.Array, element: Type, place: Place) -> exp.Expression:
    """`ARRAY[…]::element[]`: the elements are cast, those of ARRAYs in it too."""
    inner: list[exp.Expression] = node.expressions
    if not any(isinstance(item, exp.Array) for item in inner):
        if not inner:
            return constant([], array(element))
        return place.scalar(node)
    if not all(isinstance(item, exp.Array) for item in inner):
        return place.scalar(node)
    items = [array_of(cast(exp.Array, item), element, place) for item in inner]
    return _constructed(items, common_type(items, context="ARRAY", position=position_of(node)))


def bind_bracket(node: exp.Expression, place: Place) -> exp.Expression:
    """`value[…][…]`: all subscripts are taken together."""
    written: list[exp.Expression] = []
    while isinstance(node, exp.Bracket):
        written[:0] = node.expressions
        node = node.this
    value, position = place.scalar(node), position_of(node)
    if type_of(value).element is not None:
        return _element_or_slice(value, written, place)
    for index in written:
        value = _subscript(value, index, place, position)
    return value


def _element_or_slice(
    value: exp.Expression, written: list[exp.Expression], place: Place
) -> exp.Expression:
    """One subscript for each dimension; with a slice among them `[n]` means `[1:n]`."""
    type_ = type_of(value)
    if not any(isinstance(index, exp.Slice) for index in written):
        indexes = [_index(index, place) for index in written]
        return typed(Call(this="subscript", expressions=[value, *indexes]), type_.element or TEXT)
    bounds = [bound for index in written for bound in _bounds(index, place)]
    return typed(Call(this="slice", expressions=[value, *bounds]), type_)


def _bounds(index: exp.Expression, place: Place) -> list[exp.Expression]:
    """The two bounds of a slice, a NULL without type where none is written."""
    if not isinstance(index, exp.Slice):
        return [constant(1, INT4), _index(index, place)]
    ends = [index.this, index.args.get("expression")]
    return [constant(None, UNKNOWN) if end is None else _index(end, place) for end in ends]


def _subscript(
    value: exp.Expression, index: exp.Expression, place: Place, position: int | None
) -> exp.Expression:
    type_ = type_of(value)
    if type_.name == "jsonb" and not isinstance(index, exp.Slice):
        return operator("->", [value, place.scalar(index)], position)
    message = f"cannot subscript type {type_} because it does not support subscripting"
    raise SqlError("42804", message, position=position)


def _index(node: exp.Expression, place: Place) -> exp.Expression:
    """A subscript, converted to int4 as by an assignment."""
    bound, position = place.scalar(node), position_of(node)
    if type_of(bound) != UNKNOWN and not castable(signature(type_of(bound)), "int4", "assignment"):
        raise SqlError("42804", "array subscript must have type integer", position=position)
    return coerce(bound, INT4, context="assignment", position=position)
