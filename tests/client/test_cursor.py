"""Cursors by every transport: rows, Arrow, types, errors, settings, cancel."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pyarrow as pa
import pytest

import gateway.client as unsilo
from tests.client.conftest import NUMBERS, Connect
from tests.support.waiting import wait_until
from tests.wire.conftest import forever_runs

PEOPLE = "crm.public.people"


def test_rows_and_description(connection: unsilo.Connection) -> None:
    cursor = connection.execute(
        f"select id, name, 1.5::numeric(5,2) as n from {PEOPLE} order by id"
    )
    assert cursor.description == [
        ("id", "bigint", None, None, None, None, None),
        ("name", "text", None, None, None, None, None),
        ("n", "numeric(5,2)", None, None, 5, 2, None),
    ]
    assert cursor.description[0][1] == unsilo.NUMBER != cursor.description[1][1]
    assert cursor.description[2][1] == unsilo.NUMBER
    assert cursor.rowcount == -1
    assert cursor.fetchone() == (1, "Ann", Decimal("1.50"))
    assert cursor.fetchmany(5) == [(2, "Łukasz", Decimal("1.50"))]
    assert cursor.fetchone() is None
    assert cursor.rowcount == 2
    assert cursor.fetchall() == []


def test_rows_then_batches(connection: unsilo.Connection) -> None:
    """Every row comes once, whatever the order of calls."""
    cursor = connection.execute("select n from files.main.numbers order by n")
    first = cursor.fetchmany(3)
    batch = cursor.fetch_record_batch().read_next_batch()
    after = cursor.fetchmany(2)
    rest = cursor.fetch_arrow_table()
    got = [n for (n,) in first] + batch.column(0).to_pylist()
    got += [n for (n,) in after] + rest.column(0).to_pylist()
    assert got == list(range(NUMBERS))
    assert cursor.rowcount == NUMBERS


def test_python_values(connection: unsilo.Connection) -> None:
    row = connection.execute("""
        select 1::smallint, 1.5::float8, true, 'x'::text, '\\x00ff'::bytea, 1.10::numeric(5,2),
          1/3::numeric, 'NaN'::numeric, date '2020-01-02', time '01:02:03.5',
          timestamp '2020-01-02 03:04:05', timestamptz '2020-01-02 03:04:05+01',
          interval '1 day 2 hours', interval '1 month',
          'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid, '{"a": 1.5}'::jsonb,
          '[0.12345678901234567890]'::json, array[1, null], array['1.10'::numeric], null
    """).fetchone()
    assert row is not None
    assert row[:7] == (
        1,
        1.5,
        True,
        "x",
        b"\x00\xff",
        Decimal("1.10"),
        Decimal("0.33333333333333333333"),
    )
    assert row[7].is_nan()
    assert row[8:12] == (
        date(2020, 1, 2),
        time(1, 2, 3, 500_000),
        datetime(2020, 1, 2, 3, 4, 5),
        datetime(2020, 1, 2, 2, 4, 5, tzinfo=UTC),
    )
    assert row[12:14] == (timedelta(days=1, hours=2), pa.MonthDayNano([1, 0, 0]))
    assert row[14:] == (
        UUID("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
        {"a": 1.5},
        [Decimal("0.12345678901234567890")],
        [1, None],
        [Decimal("1.10")],
        None,
    )


def test_times_with_a_zone(connection: unsilo.Connection) -> None:
    row = connection.execute("select timetz '01:02:03.5+05:30', timetz '04:05:06-08'").fetchone()
    here, there = (timezone(timedelta(hours=hours)) for hours in (5.5, -8))
    assert row == (time(1, 2, 3, 500_000, tzinfo=here), time(4, 5, 6, tzinfo=there))
    with pytest.raises(unsilo.DataError, match="24:00:00"):
        connection.execute("select timetz '24:00:00+00'").fetchone()


def test_json_by_a_function_of_ones_own(connection: unsilo.Connection) -> None:
    connection.json_loads = str.upper
    row = connection.execute("""select '{"a": 1}'::json, array['"b"'::jsonb], 'c'""").fetchone()
    assert row == ('{"A": 1}', ['"B"'], "c")


@pytest.mark.parametrize(
    "value", ["date 'infinity'", "timestamp '20000-01-01'", "timestamptz '-infinity'"]
)
def test_what_python_has_no_value_for(connection: unsilo.Connection, value: str) -> None:
    with pytest.raises(unsilo.DataError, match="that Python has no value for") as caught:
        connection.execute(f"select {value} as x").fetchall()
    assert "Cast it to text" in caught.value.hint


def test_parameters_keep_their_types(connection: unsilo.Connection) -> None:
    values = (5, 2**40, 1.5, Decimal("1.10"), date(2020, 1, 2), b"\x01", True, ["a", "b"], None)
    query = "select %s, %s, %s, %s, %s, %s, %s, %s::text[], %s"
    assert connection.execute(query, values).fetchone() == (*values[:7], ["a", "b"], None)
    query = f"select name from {PEOPLE} where id = %(id)s and name = %(name)s"
    assert connection.execute(query, {"id": 2, "name": "Łukasz"}).fetchall() == [("Łukasz",)]
    injected = {"id": 1, "name": "' or true --"}
    assert connection.execute(query, injected).fetchall() == []


def test_frames(connection: unsilo.Connection) -> None:
    query = f"select id, name from {PEOPLE} order by id"
    table = connection.execute(query).fetch_arrow_table()
    assert table.to_pydict() == {"id": [1, 2], "name": ["Ann", "Łukasz"]}
    assert table.schema.field("id").metadata == {b"pg_type": b"bigint"}
    assert connection.execute(query).fetch_df()["name"].tolist() == ["Ann", "Łukasz"]
    assert connection.execute(query).fetch_pl()["id"].to_list() == [1, 2]


@pytest.mark.parametrize(
    ("query", "kind", "sqlstate"),
    [
        ("select nothing", unsilo.ProgrammingError, "42703"),
        ("select * from crm.public.poeple", unsilo.ProgrammingError, "42P01"),
        ("selec 1", unsilo.ProgrammingError, "42601"),
        ("select 1/0", unsilo.DataError, "22012"),
        ("insert into crm.public.people values (3)", unsilo.DatabaseError, "25006"),
        ("select n from files.main.numbers tablesample system (1)", unsilo.NotSupportedError,
         "0A000"),
        ("select '2020-13-01'::date", unsilo.DataError, "22008"),
    ],
)  # fmt: skip
def test_errors(
    connection: unsilo.Connection, query: str, kind: type[unsilo.Error], sqlstate: str
) -> None:
    with pytest.raises(unsilo.DatabaseError) as caught:
        connection.execute(query).fetchall()
    assert type(caught.value) is kind or kind is unsilo.DatabaseError
    assert caught.value.sqlstate == sqlstate
    assert connection.execute("select 1").fetchone() == (1,)


def test_an_error_tells_position_and_hint(connection: unsilo.Connection) -> None:
    with pytest.raises(unsilo.ProgrammingError) as caught:
        connection.execute("select * from crm.public.poeple")
    assert caught.value.position == 15
    assert "crm.public.people" in caught.value.hint


def test_an_error_tells_its_detail(connection: unsilo.Connection) -> None:
    with pytest.raises(unsilo.DataError) as caught:
        connection.execute("select '{'::json")
    assert caught.value.detail == "The text is not valid JSON."


def test_settings_last(connect: Connect) -> None:
    with connect(settings={"pushdown": "off"}) as connection:
        assert connection.execute("show pushdown").fetchone() == ("off",)
        cursor = connection.execute("set search_path = crm")
        assert cursor.description is None
        with pytest.raises(unsilo.ProgrammingError):
            cursor.fetchone()
        assert connection.execute("select count(*) from people").fetchone() == (2,)
        connection.execute("set pushdown = on")
        assert connection.execute("show pushdown").fetchone() == ("on",)
        connection.execute("reset pushdown")  # to what the session began with
        assert connection.execute("show pushdown").fetchone() == ("off",)


def test_cancel_stops_the_work_at_the_source(
    connection: unsilo.Connection, postgres_url: str
) -> None:
    cursor = connection.cursor()

    def later() -> None:
        wait_until(lambda: forever_runs(postgres_url))
        cursor.cancel()

    thread = threading.Thread(target=later)
    thread.start()
    with pytest.raises(unsilo.OperationalError) as caught:
        cursor.execute("select slept from crm.public.forever").fetchall()
    thread.join()
    assert caught.value.sqlstate == "57014"
    wait_until(lambda: not forever_runs(postgres_url))


def test_timeout(connect: Connect) -> None:
    with connect(timeout=0.3) as connection, pytest.raises(unsilo.OperationalError) as caught:
        connection.execute("select slept from crm.public.forever").fetchall()
    assert caught.value.sqlstate == "57014"


def test_closing_a_cursor_stops_its_work(connection: unsilo.Connection) -> None:
    cursor = connection.execute("select a.n from files.main.numbers a, files.main.numbers b")
    assert cursor.fetchone() is not None
    cursor.close()
    with pytest.raises(unsilo.InterfaceError):
        cursor.fetchone()
    assert connection.execute("select 1").fetchone() == (1,)


def test_closed(connect: Connect) -> None:
    connection = connect()
    cursor = connection.execute("select 1")
    connection.close()
    connection.close()
    for call in (connection.commit, connection.rollback, connection.cursor, cursor.fetchone):
        with pytest.raises(unsilo.InterfaceError):
            call()
