"""Keys, indexes and constraints of a DuckDB table, from DuckDB's own catalog."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import duckdb

from connectors.api import Constraint, Definition, ForeignKey, Index, Relation

_CONSTRAINTS: Final = """
    SELECT constraint_type, constraint_name, constraint_column_names, expression, constraint_text,
        referenced_table, referenced_column_names
    FROM duckdb_constraints() WHERE schema_name = ? AND table_name = ? ORDER BY constraint_index
"""
_INDEXES: Final = """
    SELECT index_name, is_unique, expressions FROM duckdb_indexes()
    WHERE schema_name = ? AND table_name = ? ORDER BY index_name
"""


@dataclass(frozen=True, slots=True)
class Keys:
    """As `connectors.api.RelationSchema` has them."""

    primary_key: tuple[str, ...]
    indexes: tuple[Index, ...]
    foreign_keys: tuple[ForeignKey, ...]
    constraints: tuple[Constraint, ...]


def keys_of(
    cursor: duckdb.DuckDBPyConnection, relation: Relation, columns: Collection[str]
) -> Keys:
    """Of a table; a view has none. A foreign key stays in its schema."""
    primary: tuple[str, ...] = ()
    indexes, foreign, constraints = [], [], []
    names = [relation.schema, relation.name]
    for kind, name, own, check, text, other, others in cursor.execute(
        _CONSTRAINTS, names
    ).fetchall():
        match kind:
            case "PRIMARY KEY" | "UNIQUE":
                primary = tuple(own) if kind == "PRIMARY KEY" else primary
                indexes.append(Index(name, tuple(own), unique=True))
                constraints.append(
                    Constraint(name, kind.lower(), tuple(own), definition=Definition(text))
                )
            case "FOREIGN KEY":
                there = Relation(relation.schema, other)
                foreign.append(ForeignKey(name, tuple(own), there, tuple(others)))
            case "CHECK":
                constraints.append(Constraint(name, "check", tuple(own), check, Definition(text)))
    for name, unique, expressions in cursor.execute(_INDEXES, names).fetchall():
        indexes.append(Index(name, _columns(expressions, columns), unique=bool(unique)))
    return Keys(primary, tuple(indexes), tuple(foreign), tuple(constraints))


def _columns(expressions: str, columns: Collection[str]) -> tuple[str, ...]:
    """Of an index whose parts DuckDB tells as `[a, b]`, with names that are not plain in quotes."""
    parts = tuple(expressions[1:-1].split(", "))
    return parts if all(part in columns for part in parts) else ("(expression)",)
