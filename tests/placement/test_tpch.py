"""All 22 TPC-H queries over several placements, against one PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.placement.agreement import check
from tests.placement.cases import Case, tpch_cases
from tests.placement.federation import Federation, load
from tests.placement.fresh import Stores
from tests.placement.oracle import Answer, Oracle
from tests.placement.tpch import data

SCALE = 0.004

PLACEMENTS: dict[str, dict[str, str]] = {
    "PostgreSQL": dict.fromkeys(data.COLUMNS, "pg"),
    "MariaDB": dict.fromkeys(data.COLUMNS, "maria"),
    # The placement of the measurements in research/peersbench.md.
    "four-stores": {
        "customer": "pg", "orders": "pg", "lineitem": "maria", "part": "mongo",
        "supplier": "mongo", "partsupp": "mongo", "nation": "redis", "region": "redis",
    },
    "four-stores-turned": {
        "customer": "mongo", "orders": "my", "lineitem": "pg", "part": "my",
        "supplier": "pg", "partsupp": "files", "nation": "mongo", "region": "pg",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def rows() -> dict[str, data.Rows]:
    return data.tables(SCALE)


@pytest.fixture(scope="module", params=list(PLACEMENTS))
def federation(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    rows: dict[str, data.Rows],
) -> Iterator[Federation]:
    placement = PLACEMENTS[request.param]
    stores = Stores(tmp_path_factory.mktemp("stores"))
    load(stores, placement, data.COLUMNS, rows, data.KEYS)
    federation = Federation(stores, placement)
    yield federation
    federation.close()
    stores.close()


@pytest.fixture(scope="module")
def answers(oracle: Oracle, rows: dict[str, data.Rows]) -> dict[str, Answer]:
    for table, columns in data.COLUMNS.items():
        oracle.load(table, columns, rows[table], data.KEYS[table])
    found = {case.sql: oracle.ask(case.sql) for case in tpch_cases()}
    assert all(answer.sqlstate is None for answer in found.values())
    return found


@pytest.mark.parametrize("case", tpch_cases(), ids=lambda case: case.title)
def test_tpch(case: Case, federation: Federation, answers: dict[str, Answer]) -> None:
    check(case, answers[case.sql], federation.ask(case.sql))
    check(case, answers[case.sql], federation.ask(case.sql, pushdown="off"))
