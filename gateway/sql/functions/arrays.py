"""Arrays of one dimension, counted from 1: DuckDB lists. Others: `functions.shaped`.

Source: `pg_proc` of PostgreSQL 18; array_userfuncs.c, arrayfuncs.c, varlena.c. Elements compare by
their keys (`render.forms.key`), because a numeric of unknown scale and others are held as text.
"""

from __future__ import annotations

from typing import Final

from connectors.types import TEXT, UNKNOWN, Type
from gateway.errors import unsupported
from gateway.sql.functions.registry import REGISTRY, EngineRule, Function, Rendered
from gateway.sql.functions.rendering import (
    constant_of,
    evaluated_once,
    strict,
    unless_null,
)
from gateway.sql.render.casts import output_text
from gateway.sql.render.constants import raising
from gateway.sql.render.forms import key, orderable, physical


def _element(type_: Type) -> Type:
    return type_.element or TEXT


def _same(left: str, right: str, type_: Type) -> str:
    """Whether two elements are equal, or both NULL."""
    return f"{key(left, type_)} IS NOT DISTINCT FROM {key(right, type_)}"


def _constructor(rendered: Rendered) -> str:
    return f"CAST([{', '.join(rendered.arguments)}] AS {physical(rendered.result)})"


def _subscript(rendered: Rendered) -> str:
    """NULL outside the array; DuckDB counts negative subscripts from the end."""
    array, index, *further = rendered.arguments
    if further:  # there is no second dimension
        return f"CAST(NULL AS {physical(rendered.result)})"
    return f"CASE WHEN {index} > 0 THEN list_extract({array}, {index}) END"


def written_bounds(rendered: Rendered) -> list[str]:
    """The bounds of a slice but those that are not written, which have no type."""
    bounds = zip(rendered.arguments[1:], rendered.types[1:], strict=True)
    return [bound for bound, type_ in bounds if type_ != UNKNOWN]


def _slice(rendered: Rendered) -> str:
    """For a second dimension there is nothing."""
    array, low, high, *further = rendered.arguments
    empty = f"CAST([] AS {physical(rendered.result)})"
    bounds = written_bounds(rendered)
    if further:
        return unless_null([array, *bounds], empty)
    begin = f"greatest({low}, 1)" if low in bounds else "1"
    end = f"greatest({high}, 0)" if high in bounds else f"len({array})"
    return unless_null(
        [array, *bounds],
        f"CASE WHEN {end} < {begin} THEN {empty} ELSE list_slice({array}, {begin}, {end}) END",
    )


def _concatenate(rendered: Rendered) -> str:
    """A missing array counts as empty; both missing give NULL."""
    left, right = rendered.arguments
    return (
        f"CASE WHEN {left} IS NULL THEN {right} WHEN {right} IS NULL THEN {left} "
        f"ELSE list_concat({left}, {right}) END"
    )


def _append(rendered: Rendered) -> str:
    array, element = rendered.arguments
    empty = f"CAST([] AS {physical(rendered.result)})"
    return f"list_concat(coalesce({array}, {empty}), [{element}])"


def _prepend(rendered: Rendered) -> str:
    element, array = rendered.arguments
    empty = f"CAST([] AS {physical(rendered.result)})"
    return f"list_concat([{element}], coalesce({array}, {empty}))"


def _position(rendered: Rendered) -> str:
    array, wanted = rendered.arguments[:2]
    type_ = _element(rendered.types[0])
    found = f"list_transform({array}, lambda _e_: {_same('_e_', wanted, type_)})"
    if len(rendered.arguments) == 2:
        return f"CAST(list_position({found}, TRUE) AS INTEGER)"
    start = rendered.arguments[2]
    null = raising("22004", "initial position must not be null")
    begin = f"greatest({start}, 1)"
    rest = f"list_position(list_slice({found}, {begin}, len({array})), TRUE) + {begin} - 1"
    return (
        f"CASE WHEN len({array}) = 0 OR {array} IS NULL THEN NULL "
        f"WHEN {start} IS NULL THEN {null} ELSE CAST({rest} AS INTEGER) END"
    )


def _positions(rendered: Rendered) -> str:
    array, wanted = rendered.arguments
    type_ = _element(rendered.types[0])
    place = f"CASE WHEN {_same('_e_', wanted, type_)} THEN _i_ END"
    places = f"list_transform({array}, lambda _e_, _i_: {place})"
    return f"CAST(list_filter({places}, lambda _n_: _n_ IS NOT NULL) AS INTEGER[])"


def _remove(rendered: Rendered) -> str:
    array, wanted = rendered.arguments
    type_ = _element(rendered.types[0])
    return f"list_filter({array}, lambda _e_: NOT ({_same('_e_', wanted, type_)}))"


def replaced(rendered: Rendered) -> str:
    """array_replace."""
    array, old, new = rendered.arguments
    type_ = _element(rendered.types[0])
    return (
        f"list_transform({array}, lambda _e_: "
        f"CASE WHEN {_same('_e_', old, type_)} THEN {new} ELSE _e_ END)"
    )


def _keys(array: str, type_: Type) -> str:
    inner = key("_e_", _element(type_))
    return array if inner == "_e_" else f"list_transform({array}, lambda _e_: {inner})"


def contains(large: int, small: int) -> EngineRule:
    """A NULL element is contained in nothing."""

    def rule(rendered: Rendered) -> str:
        outer = _keys(rendered.arguments[large], rendered.types[large])
        inner = _keys(rendered.arguments[small], rendered.types[small])
        whole = f"len({inner}) = list_count({inner}) AND list_has_all({outer}, {inner})"
        return unless_null(rendered.arguments, whole)

    return rule


def overlap(rendered: Rendered) -> str:
    """`&&`."""
    left, right = map(_keys, rendered.arguments, rendered.types)
    return f"list_has_any({left}, {right})"


def joined_text(rendered: Rendered) -> str:
    """NULL elements are left out, or written as the third argument."""
    array, delimiter = rendered.arguments[:2]
    type_ = _element(rendered.types[0])
    if type_.name in ("array", "record"):
        raise unsupported("array_to_string of nested values")
    written = output_text("_e_", type_)
    items = array if written == "_e_" else f"list_transform({array}, lambda _e_: {written})"
    kept = f"list_filter({items}, lambda _n_: _n_ IS NOT NULL)"
    if len(rendered.arguments) == 3:
        filled = f"list_transform({items}, lambda _n_: coalesce(_n_, {rendered.arguments[2]}))"
        kept = f"CASE WHEN {rendered.arguments[2]} IS NULL THEN {kept} ELSE {filled} END"
    joined = f"coalesce(list_aggregate({kept}, 'string_agg', {delimiter}), '')"
    if not isinstance(constant_of(rendered, 1), str):
        joined = _joined(kept, delimiter)
    return unless_null([array, delimiter], joined)


def _joined(items: str, delimiter: str) -> str:
    """For a delimiter that is not constant, which list_aggregate does not take."""
    piece = f"CASE WHEN _i_ = 1 THEN _n_ ELSE {delimiter} || _n_ END"
    each = f"list_transform({items}, lambda _n_, _i_: {piece})"
    return f"coalesce(list_aggregate({each}, 'string_agg', ''), '')"


def split_text(rendered: Rendered) -> str:
    """A NULL delimiter splits into characters, an empty one not at all."""
    text, delimiter = rendered.arguments[:2]
    split = (
        f"CASE WHEN {text} = '' THEN CAST([] AS VARCHAR[]) "
        f"WHEN {delimiter} IS NULL THEN regexp_extract_all({text}, '(?s).') "
        f"WHEN {delimiter} = '' THEN [{text}] ELSE string_split({text}, {delimiter}) END"
    )
    if len(rendered.arguments) == 3 and constant_of(rendered, 2) is not None:
        null = rendered.arguments[2]
        kept = f"CASE WHEN _e_ = {null} THEN NULL ELSE _e_ END"
        split = f"list_transform({split}, lambda _e_: {kept})"
    return unless_null([text], split)


def _fill(rendered: Rendered) -> str:
    value, sizes = rendered.arguments[:2]
    dimensions = raising("0A000", "array_fill with several dimensions is not supported")
    null = raising("22004", "dimension values cannot be null")
    missing = raising("22004", "dimension array or low bound array cannot be null")
    size = f"list_extract({sizes}, 1)"
    empty = f"CAST([] AS {physical(rendered.result)})"
    return (
        f"CASE WHEN {sizes} IS NULL THEN {missing} "
        f"WHEN len({sizes}) = 0 THEN {empty} WHEN len({sizes}) > 1 THEN {dimensions} "
        f"WHEN {size} IS NULL THEN {null} "
        f"ELSE list_transform(range({size}), lambda _i_: {value}) END"
    )


def _sort(rendered: Rendered) -> str:
    """NULLs last, or first when descending, unless the third argument says otherwise."""
    array = rendered.arguments[0]
    type_ = _element(rendered.types[0])
    if not orderable(type_) or key("_e_", type_) != "_e_":
        raise unsupported(f"sorting an array of {type_}")
    flags = [constant_of(rendered, at) for at in range(1, len(rendered.arguments))]
    if not all(isinstance(flag, bool) for flag in flags):
        raise unsupported("array_sort with options that are not constant")
    descending = bool(flags and flags[0])
    nulls_first = flags[1] if len(flags) > 1 else descending
    order = "DESC" if descending else "ASC"
    return f"list_sort({array}, '{order}', 'NULLS {'FIRST' if nulls_first else 'LAST'}')"


_LENGTH: Final = "CASE WHEN {1} = 1 AND len({0}) > 0 THEN CAST(len({0}) AS INTEGER) END"
_TRIM: Final = (
    "CASE WHEN {1} < 0 OR {1} > len({0}) THEN "
    + raising("2202E", "number of elements to trim must be between 0 and the array's length")
    + " ELSE list_slice({0}, 1, len({0}) - {1}) END"
)
_ARRAY: Final = "anyarray"
_PAIR: Final = ("anycompatiblearray", "anycompatiblearray")
_AND_ONE: Final = ("anycompatiblearray", "anycompatible")

_FUNCTIONS: Final = (
    Function("array", ("anyelement",), "anyarray", _constructor, variadic=True, strict=False),
    Function("subscript", (_ARRAY, "int4"), "anyelement", _subscript, variadic=True),
    Function("slice", (_ARRAY, "int4", "int4"), _ARRAY, _slice, variadic=True, strict=False),
    Function("||", _PAIR, "anycompatiblearray", _concatenate, strict=False),
    Function("||", _AND_ONE, "anycompatiblearray", _append, strict=False),
    Function("||", _AND_ONE[::-1], "anycompatiblearray", _prepend, strict=False),
    Function("array_cat", _PAIR, "anycompatiblearray", _concatenate, strict=False),
    Function("array_append", _AND_ONE, "anycompatiblearray", _append, strict=False),
    Function("array_prepend", _AND_ONE[::-1], "anycompatiblearray", _prepend, strict=False),
    Function("array_position", _AND_ONE, "int4", _position, strict=False),
    Function("array_position", (*_AND_ONE, "int4"), "int4", _position, strict=False),
    Function("array_positions", _AND_ONE, "int4[]", _positions, strict=False),
    Function("array_remove", _AND_ONE, "anycompatiblearray", _remove, strict=False),
    Function(
        "array_replace",
        (*_AND_ONE, "anycompatible"),
        "anycompatiblearray",
        replaced,
        strict=False,
    ),
    Function("array_length", (_ARRAY, "int4"), "int4", _LENGTH),
    Function("array_upper", (_ARRAY, "int4"), "int4", _LENGTH),
    Function(
        "array_lower", (_ARRAY, "int4"), "int4", "CASE WHEN {1} = 1 AND len({0}) > 0 THEN 1 END"
    ),
    Function("array_ndims", (_ARRAY,), "int4", "CASE WHEN len({0}) > 0 THEN 1 END"),
    Function(
        "array_dims", (_ARRAY,), "text", "CASE WHEN len({0}) > 0 THEN '[1:' || len({0}) || ']' END"
    ),
    Function("cardinality", (_ARRAY,), "int4", "CAST(len({0}) AS INTEGER)"),
    Function("@>", (_ARRAY, _ARRAY), "bool", contains(0, 1)),
    Function("<@", (_ARRAY, _ARRAY), "bool", contains(1, 0)),
    Function("&&", (_ARRAY, _ARRAY), "bool", overlap),
    Function("array_to_string", (_ARRAY, "text"), "text", joined_text),
    Function("array_to_string", (_ARRAY, "text", "text"), "text", joined_text, strict=False),
    Function("string_to_array", ("text", "text"), "text[]", split_text, strict=False),
    Function("string_to_array", ("text", "text", "text"), "text[]", split_text, strict=False),
    Function("array_fill", ("anyelement", "int4[]"), "anyarray", _fill, strict=False),
    Function("trim_array", (_ARRAY, "int4"), _ARRAY, strict(_TRIM)),
    Function("array_reverse", (_ARRAY,), _ARRAY, "list_reverse({0})"),
    Function("array_sort", (_ARRAY,), _ARRAY, _sort),
    Function("array_sort", (_ARRAY, "bool"), _ARRAY, _sort),
    Function("array_sort", (_ARRAY, "bool", "bool"), _ARRAY, _sort),
)

REGISTRY.add(*map(evaluated_once, _FUNCTIONS))
