"""The MySQL and MariaDB connector: what the gateway talks to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

import pyarrow as pa
from sqlglot import exp

from connectors.api import (
    Aggregation,
    Answer,
    Filter,
    Fragment,
    Health,
    Join,
    Operation,
    Project,
    Query,
    Relation,
    RelationSchema,
    ScanContext,
    ScanRejected,
    Sort,
    Statistics,
)
from connectors.mysql.catalog import Catalog
from connectors.mysql.flavour import Server
from connectors.mysql.options import Options
from connectors.mysql.pool import Pool
from connectors.mysql.prove import MySqlProver
from connectors.mysql.render import MySqlRenderer
from connectors.mysql.scan import Scan, commented, shown
from connectors.mysql.template import MySqlTemplate, template
from connectors.sql.queries import Statement
from connectors.sql.reader import Batches, ScanReader
from connectors.sql.scalars import Unprintable
from connectors.tree import relation_of


class MySqlConnector:
    """One MySQL or MariaDB server. Safe in many threads."""

    def __init__(self, options: Options) -> None:
        """No I/O."""
        self._options = options
        self._pool = Pool(options)
        self._catalog = Catalog(self._pool)

    def __repr__(self) -> str:
        return f"MySqlConnector({self._options.address})"

    def check(self) -> Health:
        """Flavour and version. Raises SourceUnavailable, SourceRefused."""
        server = self._catalog.server()
        notes = []
        if not server.flavour:
            notes.append(
                "neither MySQL nor MariaDB: nothing but reading whole tables is asked of it"
            )
        elif server.binary_collation is None:
            notes.append("no collation of bytes without padding: text is compared by the gateway")
        return Health(server.flavour or "unknown", server.text, tuple(notes))

    def relations(self) -> Iterable[Relation]:
        """Tables and views."""
        return list(self._catalog.relations())

    def describe(self, relation: Relation) -> RelationSchema:
        """Columns, keys, indexes, comments. Raises RelationNotFound, SourceRefused."""
        return self._catalog.describe(relation)

    def statistics(self, relation: Relation) -> Statistics:
        """The storage engine's estimates. Raises RelationNotFound."""
        return self._catalog.statistics(relation)

    def supports(self, fragment: Fragment, operation: Operation) -> Answer:
        """Pure: flavour, version and collations are on the relations and columns."""
        server = _server(fragment.query, *_trees(operation))
        return MySqlProver(server).supports(fragment, operation)

    def explain(self, fragment: Fragment) -> str:
        """The SQL that `scan` prepares, and the values bound to it."""
        statement = _statement(fragment)
        return shown(statement.text, [constant.value for constant in statement.values])

    def scan(self, fragment: Fragment, context: ScanContext) -> pa.RecordBatchReader:
        """Run the fragment. Raises ConnectorError."""
        statement = _statement(fragment)
        values: list[Any] = [constant.value for constant in statement.values]
        scan = Scan(self._pool, commented(statement.text, context), values, fragment, context)
        return ScanReader(fragment.schema, cast(Batches, scan))

    def template(self, fragment: Fragment) -> MySqlTemplate | None:
        """As `connectors.template.Templating`."""
        return template(self._pool, fragment, _statement(fragment))

    def close(self) -> None:
        """Close every connection. Idempotent."""
        self._pool.close()


def _statement(fragment: Fragment) -> Statement:
    try:
        return MySqlRenderer(_server(fragment.query)).fragment(fragment)
    except Unprintable as error:
        raise ScanRejected(f"the fragment cannot be written for MySQL: {error}") from None


def _server(*trees: exp.Expr) -> Server:
    """The server as the relations in `trees` know it, the oldest version if they differ."""
    found = [
        relation.details
        for tree in trees
        for table in tree.find_all(exp.Table)
        if (relation := relation_of(table)) is not None and "version" in relation.details
    ]
    if not found:
        return Server("", 0, "")
    oldest = min(found, key=lambda details: int(str(details["version"])))
    version = int(str(oldest["version"]))
    text = f"{version // 10000}.{version // 100 % 100}.{version % 100}"
    return Server(str(oldest["flavour"]), version, text)


def _trees(operation: Operation) -> Iterator[exp.Expr]:
    """The trees that a question is about."""
    match operation:
        case Query(query):
            yield query
        case Filter(node) | Project(node):
            yield node
        case Join() if operation.condition is not None:
            yield operation.condition
        case Aggregation():
            yield from operation.aggregates
            yield from operation.keys
        case Sort(keys):
            yield from keys
