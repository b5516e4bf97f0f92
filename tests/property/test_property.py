"""Random tables in random stores, random queries over them: always what one PostgreSQL says.

The default run is small and the same every time. `UNSILO_PROPERTY_EXAMPLES=2000 pytest
tests/property` looks further, at other examples in every run.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gateway.demo.servers import Server
from tests.databases import empty_database
from tests.placement.agreement import check
from tests.placement.cases import Case
from tests.placement.federation import Federation
from tests.placement.fresh import Stores
from tests.placement.oracle import Answer, Oracle
from tests.placement.stores import Store
from tests.property.domains import values
from tests.property.places import ParquetStore, placed, refill, refill_postgres
from tests.property.queries import query

EXAMPLES = int(os.environ.get("UNSILO_PROPERTY_EXAMPLES", "0"))
QUERIES = 6
TABLES = ("a", "b", "c")

PLACEMENTS = {
    "pg-maria-mongo": ("pg", "maria", "mongo"),
    "pg-pg-my": ("pg", "pg", "my"),
    "my-my-files": ("my", "my", "files"),
    "mongo-redis-pg": ("mongo", "redis", "pg"),
    "one-pg": ("pg", "pg", "pg"),
    "one-maria": ("maria", "maria", "maria"),
    "one-my": ("my", "my", "my"),
    "one-mongo": ("mongo", "mongo", "mongo"),
    "files-redis-maria": ("files", "redis", "maria"),
}
PROFILE = settings(
    max_examples=EXAMPLES or 5,
    derandomize=not EXAMPLES,
    deadline=None,
    database=None,
    phases=(Phase.generate, Phase.shrink) if EXAMPLES else (Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


@dataclass
class Place:
    """The tables where they live, a gateway over them, and one PostgreSQL with all of them."""

    placement: Mapping[str, str]
    stores: Mapping[str, Store]
    federation: Federation
    oracle: Oracle
    filler: psycopg.Connection
    seen: dict[str, int] = field(default_factory=lambda: {"same": 0, "refused": 0})

    def fill(self, rows: Mapping[str, Sequence[tuple[object, ...]]]) -> None:
        """Give every table these rows, everywhere."""
        for table, store in self.placement.items():
            refill(self.stores[store], table, rows[table])
            refill_postgres(self.filler, table, rows[table])

    def compare(self, sql: str) -> None:
        """AssertionError unless the gateway answers as PostgreSQL does, or refuses with 0A000."""
        expected = self.oracle.ask(sql)
        for pushdown in ("on", "off"):
            got = self.federation.ask(sql, pushdown=pushdown)
            refused = got.sqlstate == "0A000"
            self.seen["refused" if refused else "same"] += 1
            if refused:
                continue
            try:
                check(Case("property", "", _unordered(sql)), expected, got)
            except AssertionError as error:
                raise AssertionError(f"{sql}\nwith pushdown {pushdown}: {error}") from None


def _unordered(sql: str) -> str:
    """Rows are compared as a bag: what LIMIT keeps shows whether the order was right."""
    return sql.replace(" order by ", " order  by ")


@pytest.fixture(scope="module", params=list(PLACEMENTS))
def place(
    request: pytest.FixtureRequest,
    postgres_server: Server,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Place]:
    placement = dict(zip(TABLES, PLACEMENTS[request.param], strict=True))
    folder = tmp_path_factory.mktemp("property")
    made = Stores(folder)
    made["files"] = ParquetStore(folder)
    with (
        closing(made),
        empty_database(postgres_server) as url,
        psycopg.connect(url, autocommit=True) as filler,
        closing(Oracle(url)) as oracle,
    ):
        for table, columns in placed(placement).items():
            made[placement[table]].load(table, columns, [], ("id",))
            oracle.load(table, columns, [], ("id",))
        with closing(Federation(made, placement)) as federation:
            place = Place(placement, made, federation, oracle, filler)
            yield place
    assert place.seen["same"] > place.seen["refused"], place.seen


@st.composite
def rows(draw: st.DrawFn, store: str) -> list[tuple[object, ...]]:
    """Rows of one table, each value NULL now and then."""
    names = [name for name, _ in placed({"t": store})["t"]][1:]
    cells = [st.one_of(st.none(), *[st.sampled_from(values(n, store))] * 4) for n in names]
    listed = draw(st.lists(st.tuples(*cells), max_size=6))
    keys = draw(st.permutations((0, 1, 2, 3, 7, -1)))
    return [(key, *row) for key, row in zip(keys, listed, strict=False)]


@PROFILE
@given(data=st.data())
def test_any_query_over_any_data(place: Place, data: st.DataObject) -> None:
    drawn = {t: data.draw(rows(store), label=t) for t, store in place.placement.items()}
    place.fill(drawn)
    tables = {t: [name for name, _ in columns] for t, columns in placed(place.placement).items()}
    for _ in range(QUERIES):
        place.compare(data.draw(query(tables), label="query"))


def test_answers_are_told_apart() -> None:
    one = Answer(("o0",), (20,), (("1",),))
    other = Answer(("o0",), (20,), (("2",),))
    with pytest.raises(AssertionError):
        check(Case("property", "", "select 1"), one, other)
