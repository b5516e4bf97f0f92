"""A gateway over one placement of tables, answering in the oracle's terms."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.types import Type
from gateway.catalog.catalog import Catalog
from gateway.catalog.load import open_connector
from gateway.engine import Gateway
from gateway.errors import SqlError
from gateway.execute.result import Result
from gateway.session import Session
from gateway.sql.output import to_text
from tests.placement.oracle import Answer
from tests.placement.stores import Rows, Store

Columns = Mapping[str, tuple[tuple[str, Type], ...]]


class Federation:
    """Tables in their stores, and a gateway whose search path finds them by bare name."""

    def __init__(self, stores: Mapping[str, Store], placement: Mapping[str, str]) -> None:
        used = sorted(set(placement.values()))
        sources = {}
        for name in used:
            options = stores[name].options()
            connector = open_connector(options.pop("url"), options)
            schemas = [
                connector.describe(relation)
                for relation in connector.relations()
                if relation.name in placement and placement[relation.name] == name
            ]
            sources[name] = (connector, schemas)
        self._path = ", ".join(f"{name}.{stores[name].schema()}" for name in used)
        self.gateway = Gateway(Catalog.in_memory(sources))

    def ask(self, sql: str, **settings: str) -> Answer:
        """The gateway's answer, with every value in PostgreSQL's text form."""
        try:
            with self.run(sql, **settings) as result:
                table = result.table()
        except SqlError as error:
            return Answer(sqlstate=error.sqlstate, message=f"{error.message} {error.detail}")
        columns = [
            to_text(column.combine_chunks(), output.type, result.style).to_pylist()
            for column, output in zip(table.columns, result.columns, strict=True)
        ]
        return Answer(
            tuple(c.name for c in result.columns),
            tuple(c.type.oid for c in result.columns),
            tuple(zip(*columns, strict=True)),
        )

    def run(self, sql: str, **settings: str) -> Result:
        """The gateway's result, to be read; SqlError."""
        session = Session(settings={"search_path": self._path, **settings})
        return self.gateway.execute(sql, session=session)

    def close(self) -> None:
        """Disconnect from every store."""
        self.gateway.close()


def load(
    stores: Mapping[str, Store],
    placement: Mapping[str, str],
    columns: Columns,
    rows: Mapping[str, Rows],
    keys: Mapping[str, tuple[str, ...]],
) -> None:
    """Put every table into its store."""
    for table, name in placement.items():
        stores[name].load(table, columns[table], rows[table], keys[table])
