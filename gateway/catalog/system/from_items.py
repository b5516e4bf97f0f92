"""What stands in FROM of a catalog query: items, their names, and the columns they bring.

Imports: this package.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from connectors.api import Origin
from gateway.catalog.system.pieces import Pieces, close_of, find, is_at
from gateway.catalog.system.snapshot import (
    function_outputs,
    function_signatures,
    origins,
    relations,
    type_names,
)
from gateway.lexer import Kind


@dataclass(frozen=True, slots=True)
class Output:
    """A column of a query or FROM item: its name, and PostgreSQL's name of its type if known.

    `origin`: the system relation's column that it is.
    """

    name: str
    type: str | None = None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class FromItem:
    """One item: what it is called; `relation` (schema, name) when it is a system relation."""

    alias: str
    columns: tuple[Output, ...]
    relation: tuple[str, str] | None = None


Ctes = Mapping[str, tuple[Output, ...]]
Query = Callable[[Pieces, Ctes, tuple[FromItem, ...]], tuple[Output, ...]]
"""What gives the outputs of a query inside FROM."""

_JOINS = frozenset({"left", "right", "full", "inner", "outer", "cross", "natural"})
_SET = frozenset({"union", "intersect", "except"})
_SERIES = {"generate_series": "int4", "generate_subscripts": "int4"}
_AFTER_ALIAS = frozenset({"on", "using", "tablesample", "with"})


def from_items(
    pieces: Pieces, ctes: Ctes, outer: tuple[FromItem, ...], query: Query
) -> tuple[FromItem, ...]:
    """The items of a FROM clause, from left to right, those inside parentheses too."""
    items: tuple[FromItem, ...] = ()
    for segment in _segments(pieces):
        items += _items(segment, ctes, (*items, *outer), query)
    return items


def _segments(pieces: Pieces) -> list[Pieces]:
    """One list of pieces per item: cut at commas and JOIN outside brackets."""
    segments: list[Pieces] = [[]]
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if piece.text in ("(", "["):
            end = close_of(pieces, at) + 1
            segments[-1] += pieces[at:end]
            at = end
            continue
        if piece.text == "," or (piece.text == "join" and piece.kind is Kind.WORD):
            segments.append([])
        else:
            segments[-1].append(piece)
        at += 1
    return segments


def _items(
    segment: Pieces, ctes: Ctes, outer: tuple[FromItem, ...], query: Query
) -> tuple[FromItem, ...]:
    end = find(segment, _AFTER_ALIAS)
    item = [p for p in segment[:end] if p.kind is not Kind.WORD or p.text not in _JOINS]
    while is_at(item, 0, "lateral") or is_at(item, 0, "only"):
        item = item[1:]
    if not item:
        return ()
    if item[0].text == "(":
        close = close_of(item, 0)
        inside = item[1:close]
        if not _is_query(inside):
            return from_items(inside, ctes, outer, query)
        return (_aliased(item, close + 1, query(inside, ctes, outer), ""),)
    return _named(item, ctes)


def _is_query(inside: Pieces) -> bool:
    """Whether parentheses hold a query, and not joined items."""
    if is_at(inside, 0, "("):
        close = close_of(inside, 0)
        after = inside[close + 1].text if close + 1 < len(inside) else ""
        return _is_query(inside[1:close]) and (not after or after in _SET)
    return bool(inside) and inside[0].text in ("select", "with", "values", "table")


def _named(item: Pieces, ctes: Ctes) -> tuple[FromItem, ...]:
    path = [item[0].name or ""]
    at = 1
    while is_at(item, at, ".") and at + 1 < len(item):
        path.append(item[at + 1].name or "")
        at += 2
    if is_at(item, at, "("):
        several = function_outputs().get(path[-1])
        if several is not None:
            outputs = tuple(Output(n, None if t.startswith("any") else t) for n, t in several)
            return (_aliased(item, close_of(item, at) + 1, outputs, path[-1]),)
        column = Output(path[-1], _SERIES.get(path[-1]) or _value(path[-1]))
        return (_aliased(item, close_of(item, at) + 1, (column,), path[-1], one=True),)
    if len(path) == 1 and path[0] in ctes:
        return (_aliased(item, at, ctes[path[0]], path[0]),)
    key = (path[-2] if len(path) > 1 else "pg_catalog", path[-1])
    known = relations().get(key)
    numbers = origins().get(key, {})
    types = known.types.items() if known else ()
    columns = tuple(Output(name, type_, numbers.get(name)) for name, type_ in types)
    return (_aliased(item, at, columns, path[-1], relation=key if known else None),)


def _value(function: str) -> str | None:
    """The type of what a function gives, if all of that name agree."""
    results = {signature.result for signature in function_signatures().get(function, [])}
    found = type_names().get(results.pop()) if len(results) == 1 else None
    return None if found is None or found.startswith(("any", "record")) else found


def _aliased(
    item: Pieces,
    at: int,
    columns: tuple[Output, ...],
    name: str,
    relation: tuple[str, str] | None = None,
    *,
    one: bool = False,
) -> FromItem:
    """The item with the alias and the column names that follow it; `one` for a function's."""
    at += is_at(item, at, "as")
    if at < len(item) and item[at].name is not None:
        name = item[at].name or ""
        columns = (Output(name, columns[0].type),) if one else columns
        at += 1
    if is_at(item, at, "("):
        columns = _renamed(columns, item[at + 1 : close_of(item, at)])
    return FromItem(name, columns, relation)


def _renamed(columns: tuple[Output, ...], names: Sequence[object]) -> tuple[Output, ...]:
    written = [n for piece in names if (n := getattr(piece, "name", None)) is not None]
    renamed = [
        replace(columns[place], name=name) if place < len(columns) else Output(name)
        for place, name in enumerate(written)
    ]
    return (*renamed, *columns[len(renamed) :])
