"""Sort keys: direction and null placement are always explicit in a bound tree."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from connectors.tree import type_of, typed
from connectors.types import TEXT, UNKNOWN
from gateway.errors import SqlError
from gateway.sql.bind.context import Place
from gateway.sql.coerce import coerce
from gateway.sql.parse import position_of

_UNORDERED = frozenset({"json", "xml", "point"})


def ordered(key: exp.Expression, like: exp.Expression) -> exp.Ordered:
    """`key` sorted as `like` (a parsed `exp.Ordered`, or nothing special) says.

    PostgreSQL: NULLS LAST for ascending, NULLS FIRST for descending, unless said otherwise.
    """
    if type_of(key).name in _UNORDERED:
        raise SqlError(
            "42883",
            f"could not identify an ordering operator for type {type_of(key)}",
            position=position_of(like),
        )
    descending = bool(like.args.get("desc"))
    nulls_first = like.args.get("nulls_first")
    node = exp.Ordered(
        this=key,
        desc=descending,
        nulls_first=descending if nulls_first is None else bool(nulls_first),
    )
    return typed(node, type_of(key))


def bind_sort_keys(keys: Sequence[exp.Expression], place: Place) -> list[exp.Ordered]:
    """Keys that are plain expressions: in aggregates and windows, numbers are constants."""
    result = []
    for key in keys:
        value = place.scalar(key.this)
        value = coerce(value, TEXT) if type_of(value) == UNKNOWN else value
        result.append(ordered(value, key))
    return result
