"""Time zones: ICU inside DuckDB against a real server, hours around ten years of transitions.

The two carry their own zone data: governments that change their rules may part them for the future
until both are upgraded, so that only past years are compared.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import psycopg
import pytest

from gateway.demo.servers import Server
from gateway.errors import SqlError
from gateway.sql.functions.zones import local_time, moment
from gateway.sql.zones import DEPENDING, zone

ZONES = (
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Europe/Dublin",
    "America/Sao_Paulo", "Africa/Casablanca", "Pacific/Apia", "Asia/Tehran", "EST", "MET", "CET",
)  # fmt: skip
START, HOURS = 1_325_376_000, 24 * 366 * 10  # 2012 to 2021
QUERY = """
SELECT extract(epoch FROM to_timestamp(t) AT TIME ZONE %(zone)s)::bigint,
       extract(epoch FROM ('epoch'::timestamp + t * interval '1 s') AT TIME ZONE %(zone)s)::bigint
FROM generate_series(%(start)s::bigint, %(start)s + 3600 * %(hours)s::bigint, 3600) t ORDER BY t
"""


@pytest.fixture(scope="module")
def oracle(postgres_server: Server) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with psycopg.connect(postgres_server.url, autocommit=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


@pytest.mark.parametrize("name", ZONES)
def test_every_hour(oracle: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    parameters = {"zone": name, "start": START, "hours": HOURS}
    expected = oracle.execute(QUERY.encode(), parameters).fetchall()
    known = zone(name)
    there = local_time(known, "make_timestamptz(t * 1000000)")
    back = moment(known, "make_timestamp(t * 1000000)")
    with duckdb.connect() as engine:
        found = engine.execute(
            f"SELECT epoch_us({there}) // 1000000, epoch_us({back}) // 1000000 "
            f"FROM range({START}, {START} + 3600 * {HOURS} + 1, 3600) r(t) ORDER BY t"
        ).fetchall()
    assert found == expected


def test_fixed_abbreviations(oracle: psycopg.Connection[tuple[object, ...]]) -> None:
    query = b"SELECT abbrev, extract(epoch FROM utc_offset)::int FROM pg_timezone_abbrevs"
    for name, offset in oracle.execute(query):
        if str(name).lower() in DEPENDING:
            with pytest.raises(SqlError, match="0A000"):
                zone(str(name))
        else:
            assert zone(str(name)) == offset, name


@pytest.mark.parametrize(
    ("name", "sqlstate"), [("nope", "22023"), ("MSK", "0A000"), ("+3", "0A000")]
)
def test_unknown(name: str, sqlstate: str) -> None:
    with pytest.raises(SqlError) as caught:
        zone(name)
    assert caught.value.sqlstate == sqlstate
