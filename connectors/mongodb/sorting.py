"""ORDER BY as a `$sort` that puts NULL and NaN where PostgreSQL does."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlglot import exp

from connectors.mongodb.fields import Field, Unproven

_SORTABLE: Final = frozenset(
    {"int", "float", "decimal", "string", "bool", "date", "objectId", "uuid"}
)
_WITH_NAN: Final = frozenset({"float", "decimal"})
RANK, KEY = "__unsilo_rank{}", "__unsilo_key{}"


@dataclass(frozen=True, slots=True)
class Order:
    """The stages of a sort, the names it adds to documents, and the fields sorted as they are."""

    stages: list[dict[str, Any]]
    added: list[str]
    native: list[Field]


def compile_sort(keys: list[exp.Expression], resolve: Callable[[exp.Expression], Field]) -> Order:
    """The sort by `exp.Ordered` keys. Raises Unproven.

    MongoDB sorts null first ascending and NaN before all numbers; where that is not what is asked,
    a rank (null, value, NaN) is computed and sorted by first. A field that is sorted as it is may
    be read from an index.
    """
    computed: dict[str, Any] = {}
    sort: dict[str, int] = {}
    native = []
    for number, ordered in enumerate(keys):
        if not isinstance(ordered, exp.Ordered):
            raise Unproven("sort", "a sort key without direction")
        field = resolve(ordered.this)
        kind = field.shape.kind
        if kind not in _SORTABLE:
            raise Unproven("sort", f"MongoDB's order of {kind} is not PostgreSQL's")
        descending = bool(ordered.args.get("desc"))
        natural = bool(ordered.args.get("nulls_first")) is not descending
        direction = -1 if descending else 1
        if kind not in _WITH_NAN and not field.lenient and (natural or field.required):
            sort.setdefault(field.dotted, direction)
            native.append(field)
            continue
        rank, key = RANK.format(number), KEY.format(number)
        nan: Any = {"$cond": [{"$eq": [field.ref, math.nan]}, 2, 1]}
        computed[rank] = field.case(nan if kind in _WITH_NAN else 1, 0 if natural else 3)
        computed[key] = field.value()
        sort[rank] = sort[key] = direction
    stages: list[dict[str, Any]] = [{"$set": computed}] if computed else []
    return Order([*stages, {"$sort": sort}], list(computed), native)
