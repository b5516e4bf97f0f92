"""The PostgreSQL connector: what the gateway talks to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

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
from connectors.postgres.arrow import Database
from connectors.postgres.catalog import Catalog
from connectors.postgres.decode import Decoder
from connectors.postgres.driver import Connection
from connectors.postgres.facts import facts_of
from connectors.postgres.metadata import Metadata
from connectors.postgres.options import Options
from connectors.postgres.pool import Pool
from connectors.postgres.prove import PostgresProver
from connectors.postgres.rows import RowConnection
from connectors.postgres.scan import Plan, Scan, planned, shown
from connectors.postgres.template import PostgresTemplate, template
from connectors.sql.scalars import Unprintable


class PostgresConnector:
    """One database of one PostgreSQL server, 12 or newer. Safe in many threads."""

    def __init__(self, options: Options) -> None:
        """No I/O."""
        self._options = options
        self._metadata = Metadata(options)
        self._catalog = Catalog(self._metadata)
        self._database = Database(options)
        self._large = self._pool(self._database.connect)
        self._small = self._pool(lambda: RowConnection(options))

    def _pool(self, connect: Callable[[], Connection]) -> Pool[Connection]:
        options = self._options
        return Pool(connect, options.pool_size, options.pool_timeout, options.address)

    def __repr__(self) -> str:
        return f"PostgresConnector({self._options.address})"

    def check(self) -> Health:
        """Version and what is worth knowing. Raises SourceUnavailable, SourceRefused."""
        server = self._catalog.server()
        notes = []
        if server.standby:
            notes.append("the server is a standby: a long scan may be cancelled by recovery")
        if server.facts.encoding != "UTF8":
            notes.append(f"text is stored in {server.facts.encoding} and ordered by the gateway")
        if not server.facts.bytewise:
            notes.append(
                f"text is ordered by {server.default_collation}; order and ranges of text are "
                'asked for with COLLATE "C"'
            )
        return Health("PostgreSQL", server.version, tuple(notes))

    def relations(self) -> Iterable[Relation]:
        """Tables, partitioned tables and their partitions, views, foreign tables."""
        return list(self._catalog.relations())

    def describe(self, relation: Relation) -> RelationSchema:
        """Columns, keys, indexes, comments. Raises RelationNotFound, SourceRefused."""
        return self._catalog.describe(relation)

    def statistics(self, relation: Relation) -> Statistics:
        """What ANALYZE knows. Raises RelationNotFound."""
        return self._catalog.statistics(relation)

    def supports(self, fragment: Fragment, operation: Operation) -> Answer:
        """Pure: versions and collations are on the relations of the fragment."""
        facts = facts_of(fragment.query, *_trees(operation))
        return PostgresProver(facts).supports(fragment, operation)

    def explain(self, fragment: Fragment) -> str:
        """The SQL that `scan` sends, and the values bound to it."""
        return shown(_planned(fragment))

    def scan(self, fragment: Fragment, context: ScanContext) -> pa.RecordBatchReader:
        """Run the fragment when the first batch is asked for. Raises ScanRejected."""
        return self._start(Decoder(fragment.columns), _planned(fragment), context).reader()

    def template(self, fragment: Fragment) -> PostgresTemplate | None:
        """As `connectors.template.Templating`."""
        return template(fragment, self._start)

    def close(self) -> None:
        """Close every connection. Idempotent."""
        self._large.close()
        self._small.close()
        self._metadata.close()
        self._database.close()

    def _start(self, decoder: Decoder, plan: Plan, context: ScanContext) -> Scan:
        pool = self._large if plan.copy else self._small
        return Scan(pool, self._options, decoder, plan, context)


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


def _planned(fragment: Fragment) -> Plan:
    try:
        return planned(fragment)
    except Unprintable as error:
        raise ScanRejected(f"the fragment cannot be written for PostgreSQL: {error}") from None
