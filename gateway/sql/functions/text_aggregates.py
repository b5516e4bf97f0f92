"""Aggregates that gather values: string_agg, array_agg.

Without ORDER BY the order is the input's; DISTINCT alone sorts, as PostgreSQL's does.
"""

from __future__ import annotations

from connectors.tree import type_of
from connectors.types import TEXT, shaped_array
from gateway.errors import unsupported
from gateway.sql.functions import shaped
from gateway.sql.functions.registry import REGISTRY, Function, Kind, Rendered
from gateway.sql.functions.rendering import MISSING, constant_of
from gateway.sql.render.constants import text
from gateway.sql.render.forms import key, orderable


def in_order(rendered: Rendered) -> str:
    """The ORDER BY of an aggregate; for DISTINCT without one, its first argument's order."""
    if rendered.order or not rendered.distinct:
        return rendered.order
    if not orderable(rendered.types[0]):
        return ""
    return f" ORDER BY {key(rendered.arguments[0], rendered.types[0])} ASC NULLS LAST"


def _string_agg(rendered: Rendered) -> str:
    """NULLs are left out; the delimiter stands before every value but the first."""
    value = rendered.arguments[0]
    known = constant_of(rendered, 1)
    if known is MISSING:
        return _with_delimiters(rendered)
    # DuckDB takes the delimiter as a literal only; NULL is as good as empty.
    order = in_order(rendered)
    return f"string_agg({rendered.distinct}{value}, {text(known or '')}{order}){rendered.tail}"


def _with_delimiters(rendered: Rendered) -> str:
    """A delimiter of its own for every row: values and delimiters side by side, then joined."""
    if rendered.distinct or "OVER" in rendered.tail:
        raise unsupported("string_agg with DISTINCT or OVER and a delimiter that is not constant")
    value, delimiter = rendered.arguments
    pairs = f"list([{value}, coalesce({delimiter}, '')]{rendered.order}){rendered.tail}"
    kept = f"list_filter({pairs}, lambda _e_: _e_[1] IS NOT NULL)"
    before = "CASE WHEN _i_ = 1 THEN '' ELSE _e_[2] END"
    joined = f"list_transform({kept}, lambda _e_, _i_: {before} || _e_[1])"
    return f"list_aggregate({joined}, 'string_agg', '')"


def _array_agg(rendered: Rendered) -> str:
    if type_of(rendered.node).element is None:
        raise unsupported("array_agg")
    argument = rendered.arguments[0]
    if rendered.distinct and key(argument, rendered.types[0]) != argument:
        raise unsupported(f"array_agg(DISTINCT …) of {rendered.types[0]}")
    order = in_order(rendered)
    return f"list({rendered.distinct}{argument}{order}){rendered.tail}"


REGISTRY.add(
    Function("string_agg", ("text", "text"), "text", _string_agg, kind=Kind.AGGREGATE),
    Function(
        "string_agg",
        ("bytea", "bytea"),
        "bytea",
        None,
        kind=Kind.AGGREGATE,
        refusal="string_agg of bytea",
    ),
    Function("array_agg", ("anynonarray",), "anyarray", _array_agg, kind=Kind.AGGREGATE),
    Function(
        "array_agg",
        ("anyarray",),
        lambda arguments: shaped_array(type_of(arguments[0]).element or TEXT),
        lambda rendered: shaped.gathered(_array_agg(rendered), rendered.types[0]),
        kind=Kind.AGGREGATE,
    ),
)
