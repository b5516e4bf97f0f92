"""A session in another time zone: sources answer in UTC, users still get PostgreSQL's answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.placement import shop
from tests.placement.agreement import check
from tests.placement.cases import Case
from tests.placement.federation import Federation, load
from tests.placement.fresh import Stores
from tests.placement.oracle import Answer, Oracle
from tests.placement.test_shop import PLACEMENTS

ZONES = ("Europe/Vienna", "America/New_York")
QUERIES = (
    "SELECT id, at, at::date, at::time, at::timestamp, at::text FROM events",
    "SELECT id FROM events WHERE at::date = '2024-03-31'",
    "SELECT id FROM events WHERE at >= '2024-03-31'",
    "SELECT id FROM events WHERE at < timestamp '2024-03-31 03:30' OR at = date '2024-03-31'",
    "SELECT date_trunc('day', at) AS d, count(*) FROM events GROUP BY 1",
    "SELECT at::date AS d, min(at), max(at) FROM events GROUP BY at::date",
    "SELECT extract(hour FROM at), count(*) FROM events GROUP BY 1",
    "SELECT id FROM events WHERE extract(dow FROM at) = 0 OR date_part('epoch', at) < 0",
    "SELECT id, at + interval '1 day', at - interval '1 month 2 hours' FROM events",
    "SELECT id FROM events WHERE at + interval '1 day' > '2024-04-01'",
    "SELECT id, to_char(at, 'YYYY-MM-DD HH24:MI OF'), to_json(at) FROM events",
    "SELECT id, placed::timestamptz FROM orders",
    "SELECT id FROM orders WHERE placed > timestamptz '2024-02-29 00:00+00'",
    "SELECT id FROM orders WHERE placed::timestamptz = '2024-02-29 00:00'",
    "SELECT id, day::timestamptz, day = placed::timestamptz FROM orders",
    "SELECT o.id, e.id FROM orders o JOIN events e ON o.placed < e.at",
    "SELECT o.id, e.id FROM orders o JOIN events e ON o.day = e.at::date",
    "SELECT string_agg(at::text, ',' ORDER BY id) FROM events",
    "SELECT json_agg(at ORDER BY id), array_agg(at ORDER BY id) FROM events",
)


@pytest.fixture(scope="module", params=["all in PostgreSQL", "four stores", "all in MariaDB"])
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
def answers(oracle: Oracle) -> dict[tuple[str, str], Answer]:
    for table, columns in shop.COLUMNS.items():
        oracle.load(table, columns, shop.ROWS[table], shop.KEYS[table])
    found = {}
    for zone in ZONES:
        oracle.ask(f"SET TimeZone = '{zone}'")
        found |= {(zone, sql): oracle.ask(sql) for sql in QUERIES}
    return found


@pytest.mark.parametrize("sql", QUERIES)
@pytest.mark.parametrize("zone", ZONES)
def test_zone(
    zone: str, sql: str, federation: Federation, answers: dict[tuple[str, str], Answer]
) -> None:
    case, expected = Case("zones", zone, sql), answers[zone, sql]
    check(case, expected, federation.ask(sql, timezone=zone))
    check(case, expected, federation.ask(sql, timezone=zone, pushdown="off"))
