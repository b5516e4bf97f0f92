"""Functions over arrays of any shape (`connectors.types.SHAPE`): structs of items and their shape.

`SHAPED` has the engine forms of those that differ from the ones over lists; `AS_THEY_ARE` names
what needs no other form, because it moves values or compares their keys. Anything else over such
an array is refused by `shaped_form`. Source: arrayfuncs.c, array_userfuncs.c.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from connectors.types import TEXT, Type
from gateway.errors import unsupported
from gateway.sql.functions import arrays
from gateway.sql.functions.registry import EngineRule, Function, Rendered
from gateway.sql.functions.rendering import evaluated_once, unless_null
from gateway.sql.render.constants import raising
from gateway.sql.render.forms import physical
from gateway.sql.render.shapes import shaped

AS_THEY_ARE: Final = frozenset(
    {"=", "<>", "<", "<=", ">", ">=", "is distinct from", "is not distinct from", "nullif"}
    | {
        "is null",
        "is not null",
        "coalesce",
        "greatest",
        "least",
        "count",
        "min",
        "max",
        "array_agg",
    }
    | {"first_value", "last_value", "nth_value", "lag", "lead", "row_number", "rank", "dense_rank"}
    | {"to_json", "to_jsonb", "array_to_json", "row_to_json", "json_build_array"}
    | {"jsonb_build_array", "json_build_object", "jsonb_build_object", "json_agg", "jsonb_agg"}
)


def is_shaped(call: Rendered) -> bool:
    """Whether a call takes or makes an array that is no list."""
    if call.result.shaped:
        return True
    return any(type_.shaped for type_ in call.types)


def shaped_form(function: Function) -> Function:
    """The function over shaped arrays. Raises 0A000."""
    if function.name in AS_THEY_ARE:
        return function
    rule = SHAPED.get(function.name)
    if rule is None:
        raise unsupported(f"{function.name} of arrays of several dimensions")
    return evaluated_once(replace(function, engine=rule))


def _list_type(type_: Type) -> Type:
    return replace(type_, shaped=False)


def _over_items(rule: EngineRule) -> EngineRule:
    """What looks at elements only: the rule over the lists of all items."""

    def over(call: Rendered) -> str:
        arguments = tuple(
            f"({argument}).items" if type_.shaped else argument
            for argument, type_ in zip(call.arguments, call.types, strict=True)
        )
        types = tuple(map(_list_type, call.types))
        return rule(replace(call, arguments=arguments, types=types))

    return over


def _of_dimension(value: str) -> EngineRule:
    """A number of the dimension that is the second argument, NULL where there is none."""

    def rule(call: Rendered) -> str:
        array, at = call.arguments
        found = value.format(dim=f"({array}).dims[{at}]", low=f"({array}).lowers[{at}]")
        return f"CASE WHEN {at} BETWEEN 1 AND len(({array}).dims) THEN {found} END"

    return rule


def _dims(call: Rendered) -> str:
    (array,) = call.arguments
    low, length = f"({array}).lowers[_i_]", f"({array}).dims[_i_]"
    each = f"'[' || {low} || ':' || ({low} + {length} - 1) || ']'"
    count = f"len(({array}).dims)"
    texts = f"list_transform(range(1, {count} + 1), lambda _i_: {each})"
    return f"CASE WHEN {count} > 0 THEN list_aggregate({texts}, 'string_agg', '') END"


def _subscripts(call: Rendered) -> str:
    array, at = call.arguments[:2]
    low = f"({array}).lowers[{at}]"
    series = f"CAST(generate_series({low}, {low} + ({array}).dims[{at}] - 1) AS INTEGER[])"
    if len(call.arguments) == 3:
        series = f"CASE WHEN {call.arguments[2]} THEN list_reverse({series}) ELSE {series} END"
    inside = f"{at} BETWEEN 1 AND len(({array}).dims)"
    return unless_null(call.arguments, f"CASE WHEN {inside} THEN {series} ELSE [] END")


def _subscript(call: Rendered) -> str:
    """NULL unless there is a subscript for each dimension, and an element there."""
    array, *indexes = call.arguments
    inside, offset = [f"len(({array}).dims) = {len(indexes)}"], "0"
    for n, index in enumerate(indexes, 1):
        dim, distance = f"({array}).dims[{n}]", f"({index} - ({array}).lowers[{n}])"
        inside.append(f"{distance} BETWEEN 0 AND {dim} - 1")
        offset = f"({offset} * {dim} + {distance})"
    found = f"list_extract(({array}).items, {offset} + 1)"
    return f"CASE WHEN {' AND '.join(inside)} THEN {found} END"


def _slice(call: Rendered) -> str:
    """`[low:high]…`; a bound that is not written is a NULL without type here."""
    array, written = call.arguments[0], arrays.written_bounds(call)
    bounds = [b if b in written else "NULL" for b in call.arguments[1:]]
    lows, highs = (f"CAST([{', '.join(b)}] AS INTEGER[])" for b in (bounds[::2], bounds[1::2]))
    cut = f"pg_shape_slice(({array}).dims, ({array}).lowers, {lows}, {highs})"
    items = f"list_transform(_s_.positions, lambda _p_: ({array}).items[_p_])"
    made = _let("_s_", cut, shaped(items, "_s_.dims", "_s_.lowers"))
    return unless_null([array, *written], made)


def _let(name: str, value: str, body: str) -> str:
    return f"list_transform([{value}], lambda {name}: {body})[1]"


def _concatenate(call: Rendered) -> str:
    """A missing array counts as empty; both missing give NULL."""
    left, right = call.arguments
    shape = f"pg_shape_cat(({left}).dims, ({left}).lowers, ({right}).dims, ({right}).lowers)"
    items = f"list_concat(({left}).items, ({right}).items)"
    made = _let("_s_", shape, shaped(items, "_s_.dims", "_s_.lowers"))
    return f"CASE WHEN {left} IS NULL THEN {right} WHEN {right} IS NULL THEN {left} ELSE {made} END"


def _with_one(array: str, items: str) -> str:
    """An array of one dimension with one item more."""
    several = raising("22000", "argument must be empty or one-dimensional array")
    one, length = "[1]", f"[CAST(coalesce(len(({array}).items), 0) + 1 AS INTEGER)]"
    lowers = f"CASE WHEN len(({array}).dims) = 1 THEN ({array}).lowers ELSE {one} END"
    return (
        f"CASE WHEN len(({array}).dims) > 1 THEN {several} ELSE {shaped(items, length, lowers)} END"
    )


def _items(call: Rendered, array: str) -> str:
    empty = f"CAST([] AS {physical(_list_type(call.result))})"
    return f"coalesce(({array}).items, {empty})"


def _append(call: Rendered) -> str:
    array, element = call.arguments
    return _with_one(array, f"list_concat({_items(call, array)}, [{element}])")


def _prepend(call: Rendered) -> str:
    element, array = call.arguments
    return _with_one(array, f"list_concat([{element}], {_items(call, array)})")


def _join(call: Rendered) -> str:
    """`||`: which of its three forms it is tells the types."""
    left, right = (type_.name == "array" for type_ in call.types)
    form = _concatenate if left and right else _append if left else _prepend
    return form(call)


def _replace(call: Rendered) -> str:
    array = call.arguments[0]
    over = _over_items(arrays.replaced)(replace(call, result=_list_type(call.result)))
    return unless_null([array], shaped(over, f"({array}).dims", f"({array}).lowers"))


def _constructor(call: Rendered) -> str:
    """ARRAY of arrays, lists or shaped ones: one dimension more."""
    inner = call.types[0]
    items = [f"({a}).items" if inner.shaped else a for a in call.arguments]
    dims = [_shape_of(a, inner, "dims") for a in call.arguments]
    lowers = [_shape_of(a, inner, "lowers") for a in call.arguments]
    shape = f"pg_shape_stack([{', '.join(dims)}], [{', '.join(lowers)}])"
    flat = f"flatten([{', '.join(items)}])"
    return _let("_s_", shape, shaped(flat, "_s_.dims", "_s_.lowers"))


def _shape_of(value: str, type_: Type, what: str) -> str:
    if type_.shaped:
        return f"({value}).{what}"
    one = "1" if what == "lowers" else f"CAST(len({value}) AS INTEGER)"
    return f"CASE WHEN len({value}) > 0 THEN [{one}] WHEN len({value}) = 0 THEN [] END"


def gathered(rows: str, type_: Type) -> str:
    """A list of arrays as one array with a dimension more (array_agg of arrays)."""
    items = f"list_transform(_a_, lambda _r_: {'_r_.items' if type_.shaped else '_r_'})"
    dims, lowers = (
        f"list_transform(_a_, lambda _r_: {_shape_of('_r_', type_, what)})"
        for what in ("dims", "lowers")
    )
    shape = f"pg_shape_gather({dims}, {lowers})"
    made = _let("_s_", shape, shaped(f"flatten({items})", "_s_.dims", "_s_.lowers"))
    return _let("_a_", rows, made)


def _text_of(call: Rendered) -> str:
    if (call.types[0].element or TEXT).name in ("array", "record"):
        raise unsupported("array_to_string of nested values")
    return arrays.joined_text(call)


_Rules = dict[str, EngineRule]


def _plain(form: str) -> Callable[[Rendered], str]:
    return lambda call: form.format(*call.arguments)


SHAPED: Final[_Rules] = {
    "array": _constructor,
    "array_dims": _dims,
    "array_ndims": _plain(
        "CASE WHEN len(({0}).dims) > 0 THEN CAST(len(({0}).dims) AS INTEGER) END"
    ),
    "array_length": _of_dimension("{dim}"),
    "array_lower": _of_dimension("{low}"),
    "array_upper": _of_dimension("{low} + {dim} - 1"),
    "cardinality": _plain("CAST(len(({0}).items) AS INTEGER)"),
    "array_to_string": _over_items(_text_of),
    "@>": _over_items(arrays.contains(0, 1)),
    "<@": _over_items(arrays.contains(1, 0)),
    "&&": _over_items(arrays.overlap),
    "unnest": _plain("({0}).items"),
    "generate_subscripts": _subscripts,
    "subscript": _subscript,
    "slice": _slice,
    "||": _join,
    "array_cat": _concatenate,
    "array_append": _append,
    "array_prepend": _prepend,
    "array_replace": _replace,
}
