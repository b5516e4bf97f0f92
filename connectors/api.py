"""The contract of a connector: what the gateway asks, and what a connector answers.

A connector speaks to one kind of source. It is found through the entry-point group
`unsilo.connectors`, by the scheme of its URL: the entry point is a function
`open(options: Mapping[str, str]) -> Connector`; `options["url"]` is the address with its secret,
the rest are the source's options, and an unknown one is an `OptionError`. Opening does no I/O. It
answers questions about single operations (`supports`) and runs fragments (`scan`); the planner
alone builds fragment and residual, so a connector cannot lose a filter. Every claim is held to
account by `connectors.conformance`.

Imports: standard library, pyarrow, sqlglot's expression classes, and the two leaves beside this
file (`types`, `tree`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol, runtime_checkable

import pyarrow as pa
from sqlglot import exp

from connectors.types import Type

# -- what a source holds -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Relation:
    """The name of something that can be scanned, as the source spells it.

    `schema` is the PostgreSQL schema, the MySQL or MongoDB database, or `main` where the source has
    no such level (Redis, files). `kind` is "table", "view", "materialized view", "partitioned
    table" or "foreign table"; collections, key spaces and files are tables.
    """

    schema: str
    name: str
    kind: str = "table"
    comment: str | None = None

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a relation.

    `native_type` is the source's own spelling (`bigint(20) unsigned`, `objectId`). `collation` is
    None when the source orders and compares the column's text by its bytes (or it is not text),
    else the source's name for it. `warning` says what a user must know about how the values arrive
    (an opaque type as text, several BSON types in one field). `details` is the connector's own
    knowledge, which it gets back with every column of a fragment (`tree.column_of`), in plain
    values that a catalog can keep: None, bool, int, float, str, bytes, Decimal, `Type`, and
    tuples, lists and mappings of these; `whole_row` true among them says that the column repeats
    what the others hold (MongoDB's `_doc`), so that it is withheld where any of them is masked.
    """

    name: str
    type: Type
    nullable: bool = True
    native_type: str = ""
    collation: str | None = None
    comment: str | None = None
    default: str | None = None
    warning: str | None = None
    details: Mapping[str, object] = field(default_factory=dict, hash=False, compare=False)

    def __deepcopy__(self, memo: dict[int, object]) -> Column:
        """Catalog facts are shared: copying a tree must not copy them."""
        return self


@dataclass(frozen=True, slots=True)
class Index:
    """An index: its key columns in order (expressions as text), unique or not."""

    name: str
    columns: tuple[str, ...]
    unique: bool = False


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """`columns` of this relation refer to `foreign_columns` of `foreign_relation`.

    `on_update`, `on_delete`: NO ACTION, RESTRICT, CASCADE, SET NULL or SET DEFAULT.
    """

    name: str
    columns: tuple[str, ...]
    foreign_relation: Relation
    foreign_columns: tuple[str, ...]
    on_update: str = "NO ACTION"
    on_delete: str = "NO ACTION"


@dataclass(frozen=True, slots=True)
class Definition:
    """The source's own text of a view or constraint; `pretty` where it has one that reads better.

    It may tell of what else the source holds: the gateway shows it to few.
    """

    text: str
    pretty: str | None = None


@dataclass(frozen=True, slots=True)
class Constraint:
    """A constraint beside foreign keys, by the source's name for it.

    `kind` is "primary key", "unique" (kept by the index of that name) or "check". `columns` are
    those it is about, none where the source does not say. `expression` is a check's condition and
    `definition` the whole, in the source's language. `valid`: all rows are known to keep it;
    `enforced`: new ones have to.
    """

    name: str
    kind: str
    columns: tuple[str, ...] = ()
    expression: str = ""
    definition: Definition | None = None
    valid: bool = True
    enforced: bool = True


@dataclass(frozen=True, slots=True)
class RelationSchema:
    """Everything the catalog keeps about one relation; `definition` is a view's text."""

    relation: Relation
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ()
    indexes: tuple[Index, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    details: Mapping[str, object] = field(default_factory=dict, hash=False, compare=False)
    constraints: tuple[Constraint, ...] = ()
    definition: Definition | None = None

    def column(self, name: str) -> Column:
        """The column of exactly that name; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def __deepcopy__(self, memo: dict[int, object]) -> RelationSchema:
        """Catalog facts are shared: copying a tree must not copy them."""
        return self


@dataclass(frozen=True, slots=True)
class Statistics:
    """Estimates that were had without reading data. Unknown is None, never a guess."""

    rows: int | None = None
    bytes: int | None = None
    distinct: Mapping[str, int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Health:
    """A source that answers: `flavour` is "PostgreSQL", "MariaDB", "MySQL", "MongoDB", …."""

    flavour: str
    version: str
    notes: tuple[str, ...] = ()


# -- what it is asked to do ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Origin:
    """The column of a relation that an output repeats: OID and number, as clients know them."""

    relation: int
    column: int


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """A column of a result: its name in the fragment's outermost select, and its type.

    `origin` is for the client only; fragments have none.
    """

    name: str
    type: Type
    origin: Origin | None = field(default=None, compare=False)


def schema_of(columns: Sequence[OutputColumn]) -> pa.Schema:
    """The Arrow schema of a result with these columns."""
    return pa.schema([pa.field(c.name, c.type.arrow) for c in columns])


@dataclass(frozen=True, slots=True)
class Fragment:
    """The bound, typed query that one source runs (see `connectors.tree`).

    `query` is complete: it names every output column, holds no parameter without value and reads
    relations of this source only. `columns` are its outputs in order: batches have exactly these
    names and `type.arrow` as their fields. Picklable.
    """

    source: str
    query: exp.Query
    columns: tuple[OutputColumn, ...]

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema of every batch of the result."""
        return schema_of(self.columns)


class Support(Enum):
    """A connector's answer about one operation."""

    EXACT = "exact"
    """The source does all of it, with PostgreSQL's meaning: the gateway drops its operator."""
    SUPERSET = "superset"
    """Filters only: extra rows possible, missing rows never; the gateway checks again."""
    NONE = "none"
    """The gateway does it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Support, and when it is not EXACT a stable reason code with a sentence for EXPLAIN."""

    support: Support
    reason: str = ""
    detail: str = ""

    @property
    def exact(self) -> bool:
        """Whether the gateway may drop its operator."""
        return self.support is Support.EXACT


EXACT = Answer(Support.EXACT)


def superset(reason: str, detail: str = "") -> Answer:
    """The source narrows the rows; the gateway repeats the operation."""
    return Answer(Support.SUPERSET, reason, detail)


def none(reason: str, detail: str = "") -> Answer:
    """The gateway does it. Reason codes: docs, `gateway/docs/connectors.md`."""
    return Answer(Support.NONE, reason, detail)


@dataclass(frozen=True, slots=True)
class Filter:
    """Keep the rows for which one conjunct is true (WHERE, HAVING, or ON of an inner join)."""

    predicate: exp.Expression


@dataclass(frozen=True, slots=True)
class Project:
    """Compute one output expression that is more than a column."""

    expression: exp.Expression


@dataclass(frozen=True, slots=True)
class Aggregation:
    """Group by `keys` (`sets` when there are grouping sets) and compute `aggregates`."""

    keys: tuple[exp.Expression, ...]
    aggregates: tuple[exp.Expression, ...]
    sets: tuple[exp.Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class Sort:
    """Order the rows by `keys` (`exp.Ordered`, null placement explicit)."""

    keys: tuple[exp.Expression, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` rows (None: all) after skipping `offset`."""

    count: int | None
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Join:
    """Join another relation or fragment of the same source: "inner", "left", "full", "cross", …."""

    kind: str
    condition: exp.Expression | None


@dataclass(frozen=True, slots=True)
class Query:
    """Run a whole query expression as it stands: with, set operations, sub-selects, windows, all.

    EXACT means the rows, their types, and the order where the query says ORDER BY, are
    PostgreSQL's, for every row the source may hold.
    """

    query: exp.Query


Operation = Filter | Project | Aggregation | Sort | Limit | Join | Query
"""What `supports` may be asked about."""


# -- how it is run -------------------------------------------------------------------------


class ScanContext(Protocol):
    """What a running scan needs from the gateway."""

    @property
    def query_id(self) -> str:
        """Tag of the gateway's query; goes into every remote statement as a comment."""

    @property
    def trace_parent(self) -> str:
        """The query's place in a trace (W3C Trace Context): goes into the comment as well."""

    @property
    def deadline(self) -> float | None:
        """`time.monotonic()` value after which the scan must fail with `DeadlineExceeded`."""

    @property
    def batch_rows(self) -> int:
        """The most rows of a batch. `connectors.pace` says how many bytes it is to hold."""

    @property
    def max_rows(self) -> int | None:
        """More rows than this fail the scan with `LimitExceeded`."""

    @property
    def max_bytes(self) -> int | None:
        """More Arrow bytes than this fail the scan with `LimitExceeded`."""

    @property
    def cancelled(self) -> bool:
        """True once the query is cancelled; long client-side loops look at it."""

    def on_cancel(self, abort: Callable[[], None]) -> None:
        """Register what stops the work at the server.

        Called once from another thread on cancel, deadline or abandonment (at once if that has
        already happened); must not block longer than a second and must not raise.
        """

    def warn(self, code: str, message: str, count: int = 1) -> None:
        """Tell the user that `count` values could not be represented; counts add up by code."""


@runtime_checkable
class Connector(Protocol):
    """One registered source. Safe to call from many threads. Synchronous; runs in threads."""

    def check(self) -> Health:
        """Connect and say who answers. Raises SourceUnavailable or SourceRefused."""

    def relations(self) -> Iterable[Relation]:
        """Everything scannable. May be slow: the catalog caches it."""

    def describe(self, relation: Relation) -> RelationSchema:
        """Columns, keys, indexes, comments, without reading whole tables. RelationNotFound."""

    def statistics(self, relation: Relation) -> Statistics:
        """Estimates without reading data; what is unknown is None. RelationNotFound."""

    def supports(self, fragment: Fragment, operation: Operation) -> Answer:
        """Can the source do `operation` on top of `fragment`? Pure, no I/O."""

    def explain(self, fragment: Fragment) -> str:
        """The exact native text that `scan` would send: SQL, pipeline, commands. No I/O."""

    def scan(self, fragment: Fragment, context: ScanContext) -> pa.RecordBatchReader:
        """Run the fragment; batches have `fragment.schema`. Closing the reader stops the work."""

    def close(self) -> None:
        """Release every connection. Idempotent."""


# -- errors --------------------------------------------------------------------------------


class ConnectorError(Exception):
    """What a connector raises; the gateway maps it to PostgreSQL's form.

    `message` is lower-case and names the object; it never holds a secret. `sqlstate` is what the
    user sees; `detail` and `hint` are sentences.
    """

    sqlstate = "HV000"

    def __init__(
        self, message: str, *, detail: str = "", hint: str = "", sqlstate: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail
        self.hint = hint
        if sqlstate is not None:
            self.sqlstate = sqlstate


class OptionError(ConnectorError):
    """An unknown, missing or malformed option of a source."""

    sqlstate = "HV00D"


class SourceUnavailable(ConnectorError):
    """No connection, or it broke."""

    sqlstate = "08006"


class SourceRefused(ConnectorError):
    """The source refused the credentials or the right to read."""

    sqlstate = "42501"


class RelationNotFound(ConnectorError):
    """The relation is no longer there."""

    sqlstate = "42P01"


class ScanRejected(ConnectorError):
    """The source will not run this fragment as it is; the hint says what to add to the query."""

    sqlstate = "54001"


class ValueNotRepresentable(ConnectorError):
    """A value that has no exact form in the gateway; names column and value's kind."""

    sqlstate = "22000"


class DeadlineExceeded(ConnectorError):
    """The statement's time was over."""

    sqlstate = "57014"


class Cancelled(ConnectorError):
    """The query was cancelled while this scan ran."""

    sqlstate = "57014"


class LimitExceeded(ConnectorError):
    """More rows or bytes than the source's guard allows."""

    sqlstate = "54000"


class RemoteError(ConnectorError):
    """The source reported an error of its own; `sqlstate` is PostgreSQL's code for it."""
