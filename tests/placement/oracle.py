"""One real PostgreSQL that holds every table: what it answers is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import psycopg
from psycopg import sql
from psycopg.pq import ExecStatus, Format

from connectors.types import Type

Row = tuple[str | None, ...]


@dataclass(frozen=True)
class Answer:
    """What a query gave: column names, type OIDs, rows as text — or an SQLSTATE."""

    names: tuple[str, ...] = ()
    oids: tuple[int, ...] = ()
    rows: tuple[Row, ...] = field(default=(), repr=False)
    sqlstate: str | None = None
    message: str = field(default="", compare=False)

    def bag(self) -> Counter[Row]:
        """The rows without their order."""
        return Counter(self.rows)


class Oracle:
    """A connection to the PostgreSQL with all tables in schema public."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        self._connection.execute("SET TimeZone = 'UTC'; SET statement_timeout = '60s'")

    def load(
        self,
        name: str,
        columns: Iterable[tuple[str, Type]],
        rows: Iterable[tuple[object, ...]],
        key: tuple[str, ...] = (),
        schema: str = "public",
    ) -> None:
        """Create and fill a table."""
        self._connection.execute("SET default_transaction_read_only = off")
        load_postgres(self._connection, name, columns, rows, key, schema)

    def ask(self, query: str) -> Answer:
        """The answer in text format, exactly as PostgreSQL prints it. Read-only, as we are."""
        self._connection.execute("SET default_transaction_read_only = on")
        result = self._connection.pgconn.exec_params(
            query.encode(), None, result_format=Format.TEXT
        )
        if result.status not in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
            state = result.error_field(psycopg.pq.DiagnosticField.SQLSTATE) or b""
            return Answer(sqlstate=state.decode(), message=result.error_message.decode())
        width = range(result.nfields)
        return Answer(
            tuple((result.fname(n) or b"").decode() for n in width),
            tuple(result.ftype(n) for n in width),
            tuple(
                tuple(_text(result.get_value(row, n)) for n in width)
                for row in range(result.ntuples)
            ),
        )

    def close(self) -> None:
        """Disconnect."""
        self._connection.close()


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode()


def load_postgres(
    connection: psycopg.Connection,
    name: str,
    columns: Iterable[tuple[str, Type]],
    rows: Iterable[tuple[object, ...]],
    key: tuple[str, ...] = (),
    schema: str = "public",
) -> None:
    """Create and fill a table in a PostgreSQL."""
    named = list(columns)
    table = sql.Identifier(schema, name)
    parts = [sql.SQL("{} {}").format(sql.Identifier(c), sql.SQL(str(t))) for c, t in named]
    if key:
        keys = sql.SQL(", ").join(sql.Identifier(c) for c in key)
        parts.append(sql.SQL("PRIMARY KEY ({})").format(keys))
    connection.execute(sql.SQL("CREATE TABLE {} ({})").format(table, sql.SQL(", ").join(parts)))
    with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(table)) as copy:
        for row in rows:
            copy.write_row(row)
    connection.execute(sql.SQL("ANALYZE {}").format(table))
