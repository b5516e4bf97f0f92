"""A connection of the driver whose writing statements go to the source itself.

The suite makes its tables and fills them, which Unsilo does not. Reading, which is all that the
dialect is for, is the real thing: the driver, HTTP, the gateway, and its catalog.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import psycopg

from gateway.client import Connection
from gateway.client.errors import from_sqlstate

SOURCE = "main"
"""The source; its default schema has this name in the gateway, another is `"main.other"`."""
SCHEMAS = ("public", "test_schema", "test_schema_2")
"""The source's schemas, the default one first."""
ALONE = "alone"
"""The table of a schema without any."""

_WRITES = re.compile(
    r"\s*(?:(?:create|drop|alter|comment|insert|update|delete|truncate)\b"
    r"|with\b.*?\)\s*(?:insert|update|delete)\b)",
    re.IGNORECASE | re.DOTALL,
)
_DEFINES = re.compile(r"\s*(?:create|drop|alter|comment)\b", re.IGNORECASE)
_SCHEMA = re.compile(rf'"{SOURCE}\.(\w+)"|\b{SOURCE}\.(?=\w)')


class Source:
    """The database behind the gateway, written to behind its back."""

    def __init__(self, url: str, refresh: Callable[[], object]) -> None:
        """`refresh` lets the gateway see what has been defined."""
        # Each statement is committed: the gateway must see it.
        options = "-c lock_timeout=20s -c client_min_messages=warning"
        self._connection = psycopg.connect(url, autocommit=True, options=options)
        self._refresh = refresh
        self._stale = False
        self._fill_schemas()

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def write(self, sql: str, parameters: Any) -> Any:
        """Run a statement, its names as the source has them. Raises the driver's errors."""
        own = _SCHEMA.sub(lambda match: match[1] or "", sql)
        self._stale |= _DEFINES.match(sql) is not None
        try:
            return self._connection.execute(own, parameters)
        except psycopg.Error as error:
            sqlstate = error.sqlstate or ""
            raise from_sqlstate(sqlstate)(str(error), sqlstate=sqlstate) from None

    def relations(self, names: Sequence[str], schema: str | None) -> set[str]:
        """Those of the names that relations have, in a schema as the gateway names it."""
        own = SCHEMAS[0] if schema in (None, SOURCE) else schema.removeprefix(f"{SOURCE}.")
        asked = (
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'v', 'm') AND relname = ANY(%s) "
            "AND relnamespace = to_regnamespace(%s)"
        )
        return {name for (name,) in self._connection.execute(asked, (list(names), own))}

    def fresh(self) -> None:
        """Before a look through the gateway: it knows what has been defined."""
        if self._stale:
            self._stale = False
            self._fill_schemas()
            self._refresh()

    def _fill_schemas(self) -> None:
        """A schema without relations is none for the gateway (ADR 5): an empty one gets a table."""
        asked = (
            "SELECT nspname, count(*) FILTER (WHERE relname = %(alone)s) > 0, "
            "count(*) FILTER (WHERE relkind IN ('r', 'v', 'm') AND relname <> %(alone)s) > 0 "
            "FROM pg_namespace LEFT JOIN pg_class ON relnamespace = pg_namespace.oid "
            "WHERE nspname = ANY(%(schemas)s) GROUP BY nspname"
        )
        values = {"alone": ALONE, "schemas": list(SCHEMAS)}
        for schema, alone, others in self._connection.execute(asked, values).fetchall():
            if not alone and not others:
                self._connection.execute(f"CREATE TABLE {schema}.{ALONE} (id int)")
            if alone and others:
                self._connection.execute(f"DROP TABLE {schema}.{ALONE}")


class PairedCursor:
    """The driver's cursor, or for a statement that writes the source's."""

    def __init__(self, connection: PairedConnection) -> None:
        self._connection = connection
        self._cursor: Any = connection.reader.cursor()

    def execute(self, sql: str, parameters: Any = None) -> None:
        """Run a statement where it belongs."""
        reader, source = self._connection.reader, self._connection.source
        self._cursor.close()
        if _WRITES.match(sql):
            self._cursor = source.write(sql, parameters)
        else:
            source.fresh()
            self._cursor = reader.cursor()
            self._cursor.execute(sql, parameters)

    def executemany(self, sql: str, many: Any) -> None:
        """Run a statement with each of the values."""
        for parameters in many:
            self.execute(sql, parameters)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


class PairedConnection:
    """The driver's connection, and the source for what writes."""

    def __init__(self, reader: Connection, source: Source) -> None:
        self.reader = reader
        self.source = source

    def cursor(self) -> PairedCursor:
        """A new cursor."""
        return PairedCursor(self)

    @property
    def json_loads(self) -> Callable[[str], Any]:
        """The driver's."""
        return self.reader.json_loads

    @json_loads.setter
    def json_loads(self, json_loads: Callable[[str], Any]) -> None:
        self.reader.json_loads = json_loads

    def close(self) -> None:
        """Close the driver's."""
        self.reader.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.reader, name)
