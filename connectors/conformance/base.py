"""What a subclass of the suite gives, and the relations the suite has it fill."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pytest

from connectors.api import Connector, Relation, RelationSchema
from connectors.conformance.samples import Sample
from connectors.conformance.values import from_arrow, plain
from connectors.types import FLOAT8, INT4, INT8, TEXT, Type

Columns = Sequence[tuple[str, Type]]
Rows = Sequence[Sequence[Any]]
Load = Callable[[str, Columns, Rows], Relation]
"""Create a relation of that name with those columns and rows (values in `Constant` form)."""


class CannotStore(Exception):
    """Raised by a subclass's `load`: the database has no column that holds the type."""


class Hooks:
    """What a subclass defines. Only the two fixtures `connector` and `load` are a must."""

    missing_relation = Relation("main", "no such relation")
    """A relation that does not exist; its schema should."""

    documented_types: Mapping[str, Type] = {}
    """Declared type (as `str`) to the type `describe` gives instead, where they differ."""

    expected_exact: Sequence[str] | None = None
    """Patterns (fnmatch) over the names of claims that must be EXACT; all others must not be.

    A claim is EXACT when the answers for all its constants are. "~pattern": not judged.
    """

    templates: frozenset[str] = frozenset()
    """Names of the types by which the connector has templates of look-ups."""

    many_rows = 200_000
    """Rows of the large relation; at least 200,000 for a real store."""

    open_options: Mapping[str, str] = {}
    """Options that open the connector without I/O, for the tests of `open` itself."""

    @classmethod
    def stores(cls, type_: Type, value: Any) -> bool:
        """Whether a column of that type in this database can hold the value."""
        return True

    @classmethod
    def arrives(cls, type_: Type, value: Any) -> Any:
        """A stored value as it is documented to arrive (in `Constant` form of the new type)."""
        return value

    @pytest.fixture(scope="class")
    @classmethod
    def connector(cls) -> Connector:
        """The connector under test, open on a database of the subclass's choice."""
        raise NotImplementedError("the subclass gives the fixture `connector`")

    @pytest.fixture(scope="class")
    @classmethod
    def load(cls) -> Load:
        """The function that makes and fills a relation."""
        raise NotImplementedError("the subclass gives the fixture `load`")

    @pytest.fixture(scope="class")
    @classmethod
    def server_is_idle(cls) -> Callable[[str], bool]:
        """A function that asks the server itself: is nothing left running for this query id?"""
        raise NotImplementedError("the subclass gives the fixture `server_is_idle`")

    @pytest.fixture(scope="class")
    @classmethod
    def slow_relation(cls) -> Relation | None:
        """A relation whose scan takes longer than ten seconds (a view that sleeps), if any."""
        return None

    @pytest.fixture(scope="class")
    @classmethod
    def tables(cls, connector: Connector, load: Load) -> Tables:
        """The relations filled so far."""
        return Tables(cls, connector, load)


class Tables:
    """The known rows of every relation the suite has had filled, in plain form."""

    def __init__(self, hooks: type[Hooks], connector: Connector, load: Load) -> None:
        self.connector = connector
        self._hooks = hooks
        self._load = load
        self._schemas: dict[str, RelationSchema] = {}
        self._given: dict[Relation, tuple[RelationSchema, Columns, Rows]] = {}
        self._rows: dict[Relation, list[dict[str, Any]]] = {}

    def sample(self, sample: Sample) -> RelationSchema:
        """The relation of a sample; skips the test where the database has no such type."""
        schema = self.sample_or_none(sample)
        if schema is None:
            pytest.skip(f"the database cannot store {sample.type}")
        return schema

    def sample_or_none(self, sample: Sample) -> RelationSchema | None:
        """The relation of a sample, None where the database has no such type."""
        values = [v for v in sample.stored if self._hooks.stores(sample.type, v)]
        if not any(v is not None for v in values):
            return None
        columns = [("id", INT8), ("v", sample.type)]
        try:
            return self.filled(sample.name, columns, list(enumerate(values, 1)))
        except CannotStore:
            return None

    def filled(self, name: str, columns: Columns, rows: Rows) -> RelationSchema:
        """The described relation with these rows, made at the first call. CannotStore."""
        if name not in self._schemas:
            relation = self._load(name, columns, rows)
            schema = self.connector.describe(relation)
            self._schemas[name] = schema
            self._given[relation] = schema, columns, rows
        return self._schemas[name]

    def people(self) -> RelationSchema:
        """(id int8, k int4, name text): ten rows with NULLs and duplicates."""
        return self.filled("people", _PEOPLE, _TEN)

    def others(self) -> RelationSchema:
        """The same columns, other rows."""
        return self.filled("others", _PEOPLE, _FIVE)

    def empty(self) -> RelationSchema:
        """The same columns, no rows."""
        try:
            return self.filled("empty", _PEOPLE, [])
        except CannotStore as reason:
            pytest.skip(str(reason))

    def many(self) -> RelationSchema:
        """(id int8, name text, v float8): `many_rows` rows."""
        columns = [("id", INT8), ("name", TEXT), ("v", FLOAT8)]
        return self.filled("many", columns, Many(self._hooks.many_rows))

    def rows(self, relation: Relation) -> list[dict[str, Any]]:
        """The known rows of a relation, by column name."""
        if relation not in self._rows:
            schema, columns, rows = self._given[relation]
            self._rows[relation] = [self._plain(schema, columns, row) for row in rows]
        return self._rows[relation]

    def declared(self, type_: Type) -> Type:
        """The type that `describe` must give for a column declared as `type_`."""
        return self._hooks.documented_types.get(str(type_), type_)

    def _plain(
        self, schema: RelationSchema, columns: Columns, row: Sequence[Any]
    ) -> dict[str, Any]:
        return {
            name: plain(self._hooks.arrives(declared, value), schema.column(name).type)
            for (name, declared), value in zip(columns, row, strict=True)
        }


class Many(Sequence[tuple[int, str, float]]):
    """So many rows, made when asked for."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(self._count))]
        if not 0 <= at < self._count:
            raise IndexError(at)
        return at, f"name {at} {'x' * (at % 50)}", at / 4


_PEOPLE: Columns = [("id", INT8), ("k", INT4), ("name", TEXT)]
_TEN: Rows = [
    (1, 1, "a"), (2, 1, "A"), (3, 2, None), (4, None, "b"), (5, None, "a"),
    (6, 3, ""), (7, 1, "a"), (8, 5, "é"), (9, 2, "a "), (10, None, None),
]  # fmt: skip
_FIVE: Rows = [(101, 1, "a"), (102, 2, None), (103, None, "b"), (104, 7, "x"), (105, 1, "a")]


def rows_of(table: pa.Table, types: Sequence[Type]) -> list[tuple[Any, ...]]:
    """The rows of a scan in plain form."""
    columns = [from_arrow(table.column(i), t) for i, t in enumerate(types)]
    return list(zip(*columns, strict=True)) if columns else [()] * table.num_rows
