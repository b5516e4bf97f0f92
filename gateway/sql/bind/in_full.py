"""Names of relations in a policy, written out: it must mean the same whoever's statement it is in.

Imports: sqlglot, this package.
"""

from __future__ import annotations

from sqlglot import exp

from gateway.catalog.hints import quote
from gateway.sql.bind.context import Relations
from gateway.sql.bind.names import fold
from gateway.sql.bind.protect import relations_in
from gateway.sql.parse import parse, position_of

_BEFORE = "SELECT "


def in_full(text: str, relations: Relations, search_path: tuple[str, ...]) -> str:
    """The expression with every relation of its sub-selects as source.schema.relation.

    Raises SqlError 42601, and what looking up a name raises, with the place in `text`.
    """
    sql = _BEFORE + text
    for table in reversed(_placed(parse(sql)[0])):
        identifiers = [part for part in table.parts if isinstance(part, exp.Identifier)]
        found = relations.resolve(
            tuple(fold(part) for part in identifiers),
            search_path,
            quoted=tuple(bool(part.quoted) for part in identifiers),
            position=position_of(table),
        )
        relation = found.schema.relation
        name = ".".join(map(quote, (found.source, relation.schema, relation.name)))
        start, end = identifiers[0].meta["start"], identifiers[-1].meta["end"] + 1
        sql = sql[:start] + name + sql[end:]
    return sql.removeprefix(_BEFORE)


def _placed(tree: exp.Expression) -> list[exp.Table]:
    """The relations by their place in the text."""
    found = relations_in(tree)
    return sorted(found, key=lambda table: position_of(table) or 0)
