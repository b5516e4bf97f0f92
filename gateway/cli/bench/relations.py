"""The catalog that is measured: a PostgreSQL with many relations, registered as the source `crm`.

Imports: psycopg, `gateway.catalog.sources`, `gateway.demo.servers`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg

from gateway.catalog.sources import Sources
from gateway.config import Settings
from gateway.demo.servers import start_postgres

SOURCE: Final = "crm"
_AT_ONCE: Final = 100
_TYPES: Final = (
    "text", "numeric(12,2)", "timestamptz", "varchar(40)", "integer", "boolean", "date",
    "double precision", "text[]", "jsonb",
)  # fmt: skip


@contextmanager
def many_relations(schema: str, relations: int, columns: int) -> Iterator[Path]:
    """A home with the source: what the SQL text `schema` makes, and so many tables besides.

    They are made in a PostgreSQL of our own and discovered for real; it is gone before anything is
    measured, so that whatever asks the source fails.
    """
    with tempfile.TemporaryDirectory(prefix="unsilo-bench-") as folder:
        home = Path(folder)
        with start_postgres() as server:
            with psycopg.connect(server.url, autocommit=True) as connection:
                connection.execute(schema.encode())
                make_tables(connection, relations, columns)
            with closing(Sources.open(Settings(home=home))) as sources:
                # A busy machine may need longer than the default for a question about so many.
                sources.add(SOURCE, server.url, {"pool_timeout": "300"})
        yield home


def make_tables(connection: psycopg.Connection[Any], relations: int, columns: int) -> None:
    """Tables `relation_00001`, …: keys, and some with indexes, foreign keys, defaults, comments."""
    for first in range(1, relations + 1, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, relations + 1))
        statements = [text for number in numbers for text in _table(number, columns)]
        connection.execute(";".join(statements).encode())


def _table(number: int, columns: int) -> Sequence[str]:
    name = f"relation_{number:05}"
    made = ["id bigint PRIMARY KEY", "parent bigint"]
    for place in range(len(made), columns):
        default = " DEFAULT 0" if place % 10 == 4 else ""
        made.append(f"column_{place:02} {_TYPES[place % len(_TYPES)]}{default}")
    statements = [f"CREATE TABLE {name} ({', '.join(made[:columns])})"]
    if number % 2 == 0 and columns > 2:
        statements.append(f"CREATE INDEX {name}_parent ON {name} (parent, column_02)")
    if number % 3 == 0 and columns > 1:
        target = f"relation_{number - 1:05}"
        statements.append(f"ALTER TABLE {name} ADD FOREIGN KEY (parent) REFERENCES {target}")
    if number % 5 == 0:
        statements.append(f"COMMENT ON TABLE {name} IS 'relation number {number}'")
    return statements
