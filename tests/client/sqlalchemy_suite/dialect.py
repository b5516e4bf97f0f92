"""`unsilo+suite://`: our dialect, and a source that may be written to."""

from __future__ import annotations

from typing import Any

from gateway.client.sqlalchemy import UnsiloDialect
from tests.client.sqlalchemy_suite.paired import PairedConnection, Source


class SuiteDialect(UnsiloDialect):
    """Nothing but the connection differs."""

    driver = "suite"
    supports_statement_cache = True
    source: Source

    def has_multi_table(
        self, connection: Any, table_names: Any, schema: str | None = None, **kw: Any
    ) -> Any:
        """Before tables are made or dropped the source is asked; an inspector asks the gateway."""
        if "info_cache" in kw:
            return super().has_multi_table(connection, table_names, schema, **kw)
        found = self.source.relations(table_names, schema)
        return {(schema, name): name in found for name in table_names}

    def connect(self, *arguments: Any, **options: Any) -> Any:
        """The driver's connection, and the source for what it cannot."""
        return PairedConnection(super().connect(*arguments, **options), self.source)
