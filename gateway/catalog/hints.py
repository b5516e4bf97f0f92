"""Hints for names that do not exist, over what does exist.

Imports: the catalog's index and `nearest`.
"""

from __future__ import annotations

import re

from connectors.api import Relation
from gateway.catalog.index import Index, SourceNames
from gateway.catalog.nearest import enumerated, nearest

_PLAIN = re.compile(r"[a-z_][a-z0-9_$]*\Z")
_SHOWN = 3


def quote(name: str) -> str:
    """An identifier as it must be written in SQL.

    >>> quote("orders"), quote("Order Items")
    ('orders', '"Order Items"')
    """
    return name if _PLAIN.match(name) else '"' + name.replace('"', '""') + '"'


def display(source: str, relation: Relation) -> str:
    """The three-part name of a relation, ready to be pasted into a query."""
    return ".".join(quote(part) for part in (source, relation.schema, relation.name))


def source_hint(names: tuple[str, ...], wanted: str) -> str:
    """Which source may have been meant; which there are."""
    if near := nearest(wanted, names):
        return _did_you_mean(near)
    if not names:
        return "No source is registered. Add one with: unsilo source add NAME URL"
    return f"Sources: {', '.join(names[:20])}."


def schema_hint(source: SourceNames, wanted: str) -> str:
    """Which schemas a source has, and the nearest of them."""
    if not source.schemas:
        return f'Source "{source.name}" has no relations.'
    listed = f'Source "{source.name}" has schemas {", ".join(source.schemas[:20])}.'
    near = [f"{source.name}.{quote(schema)}" for schema in nearest(wanted, source.schemas)]
    return f"{listed} {_did_you_mean(near)}" if near else listed


def relation_hint(index: Index, parts: tuple[str, ...]) -> str:
    """What may have been meant by a name of one to three parts that nothing has."""
    if not index.names:
        return source_hint((), parts[0])
    source = index.find(parts[0], quoted=False) if len(parts) > 1 else None
    if suggestions := _suggestions(index, source, parts[-1]):
        return _did_you_mean(suggestions)
    if source is not None:
        return schema_hint(source, parts[1] if len(parts) == 3 else source.default_schema)
    if len(parts) > 1:
        return f'No source is named "{parts[0]}". {source_hint(index.names, parts[0])}'
    return source_hint(index.names, parts[0])


def _suggestions(index: Index, source: SourceNames | None, table: str) -> list[str]:
    """Relations of the same name anywhere, else of a similar name; the named source goes first."""
    places = [source, None] if source is not None else [None]
    for find in (_same_name, _similar_name):
        for place in places:
            found = find([place] if place is not None else list(index), table)
            if found:
                return found[:_SHOWN]
    return []


def _same_name(sources: list[SourceNames], table: str) -> list[str]:
    return sorted(
        display(source.name, relation)
        for source in sources
        for relation in source.find(table, quoted=False)
    )


def _similar_name(sources: list[SourceNames], table: str) -> list[str]:
    by_table: dict[str, list[str]] = {}
    for source in sources:
        for relation in source:
            by_table.setdefault(relation.name, []).append(display(source.name, relation))
    return [name for near in nearest(table, by_table) for name in sorted(by_table[near])]


def _did_you_mean(names: list[str]) -> str:
    shown = [name if '"' in name else f'"{name}"' for name in names]
    return f"Did you mean {enumerated(shown)}?"
