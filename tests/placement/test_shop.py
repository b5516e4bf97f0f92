"""Every query over the shop, under many placements of its tables, with pushdown on and off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.placement import shop
from tests.placement.agreement import check
from tests.placement.cases import Case, shop_cases
from tests.placement.federation import Federation, load
from tests.placement.fresh import Stores
from tests.placement.oracle import Answer, Oracle

TABLES = ("customers", "orders", "items", "products", "events", "scores", "nothing")


def _place(*names: str) -> dict[str, str]:
    return dict(zip(TABLES, names, strict=True))


PLACEMENTS = {
    "all in PostgreSQL": _place(*["pg"] * 7),
    "all in MariaDB": _place(*["maria"] * 7),
    "all in MySQL": _place(*["my"] * 7),
    "all in files": _place(*["files"] * 7),
    "four stores": _place("pg", "maria", "maria", "mongo", "mongo", "redis", "mongo"),
    "four stores turned": _place("my", "pg", "mongo", "pg", "pg", "mongo", "my"),
    "six stores": _place("maria", "files", "redis", "my", "mongo", "pg", "redis"),
}


@pytest.fixture(scope="module", params=list(PLACEMENTS), ids=lambda name: name.replace(" ", "-"))
def federation(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Federation]:
    placement = PLACEMENTS[request.param]
    stores = Stores(tmp_path_factory.mktemp("stores"))
    load(stores, placement, shop.COLUMNS, shop.ROWS, shop.KEYS)
    federation = Federation(stores, placement)
    yield federation
    federation.close()
    stores.close()


@pytest.fixture(scope="module")
def answers(oracle: Oracle) -> dict[str, Answer]:
    for table, columns in shop.COLUMNS.items():
        oracle.load(table, columns, shop.ROWS[table], shop.KEYS[table])
    return {case.sql: oracle.ask(case.sql) for case in shop_cases()}


@pytest.mark.parametrize("case", shop_cases(), ids=str)
def test_shop(case: Case, federation: Federation, answers: dict[str, Answer]) -> None:
    expected = answers[case.sql]
    check(case, expected, federation.ask(case.sql))
    check(case, expected, federation.ask(case.sql, pushdown="off"))
