"""psycopg: parameters, prepared statements, errors, transactions, pipelines, cancel."""

from __future__ import annotations

import threading
from decimal import Decimal

import psycopg
import pytest
from psycopg.pq import TransactionStatus

from gateway.serve.pgwire import Server
from tests.support.waiting import wait_until
from tests.wire.conftest import NUMBERS, Address, forever_runs

CUSTOMERS = "crm.public.customers"


def test_parameters_typed_and_untyped(connection: psycopg.Connection) -> None:
    query = f"SELECT id, name, credit FROM {CUSTOMERS} WHERE id = %s AND name = %s"
    assert connection.execute(query, (1, "Ann")).fetchall() == [(1, "Ann", Decimal("12.50"))]
    assert connection.execute(query, (1, "Bob")).fetchall() == []


def test_null_results_and_parameters(connection: psycopg.Connection) -> None:
    found = connection.execute(f"SELECT credit, %s::text FROM {CUSTOMERS} WHERE id = 2", (None,))
    assert found.fetchall() == [(None, None)]


def test_a_statement_prepared_at_the_server(connection: psycopg.Connection) -> None:
    for number in (1, 2, 1):
        found = connection.execute(
            f"SELECT name FROM {CUSTOMERS} WHERE id = %s", (number,), prepare=True
        )
        assert found.fetchone() == ({1: "Ann", 2: "Bob"}[number],)


def test_binary_parameters(connection: psycopg.Connection) -> None:
    found = connection.execute(f"SELECT name FROM {CUSTOMERS} WHERE id = %b", (2,))
    assert found.fetchone() == ("Bob",)


def test_binary_results(connection: psycopg.Connection) -> None:
    sql = (
        "SELECT 7::int4, -12.50::numeric(6,2), 'Łódź'::text, date '0044-03-15', true, NULL::int8,"
        " ARRAY[1, NULL, 3]::int8[], '1 mon -3 days 04:05:06.7'::interval, '{\"a\": [1]}'::jsonb,"
        " 1.5::float8, timestamptz '2024-02-29 12:34:56.789+00'"
    )
    text = connection.execute(sql)
    binary = connection.execute(sql, binary=True)
    assert binary.description is not None
    assert binary.pgresult is not None
    assert [binary.pgresult.fformat(n) for n in range(11)] == [1] * 11
    assert binary.fetchall() == text.fetchall()


def test_binary_of_many_rows(connection: psycopg.Connection) -> None:
    sql = f"SELECT n, (n * 1.25)::numeric(12,3) FROM files.main.numbers ORDER BY n LIMIT {NUMBERS}"
    found = connection.execute(sql, binary=True).fetchall()
    assert found == [(n, Decimal(n * 1250) / 1000) for n in range(NUMBERS)]


def test_join_of_two_sources(connection: psycopg.Connection) -> None:
    found = connection.execute(
        f"SELECT c.name, t.name FROM {CUSTOMERS} c "
        "JOIN files.main.towns t ON t.id = c.id ORDER BY 1"
    )
    assert found.fetchall() == [("Ann", "Wien"), ("Bob", "Łódź")]


def test_all_rows_arrive_in_order(connection: psycopg.Connection) -> None:
    found = connection.execute("SELECT n FROM files.main.numbers ORDER BY n").fetchall()
    assert found == [(n,) for n in range(NUMBERS)]


def test_error_has_position_and_hint(connection: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.UndefinedColumn) as caught:
        connection.execute(f"SELECT nam FROM {CUSTOMERS}")
    assert caught.value.diag.statement_position == "8"
    assert "name" in (caught.value.diag.message_hint or "")


def test_position_counts_from_the_start_of_the_message(connection: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.UndefinedColumn) as caught:
        connection.execute(f"SELECT 'é'; SELECT nam FROM {CUSTOMERS}")
    assert caught.value.diag.statement_position == "20"


@pytest.mark.parametrize("sql", [f"DELETE FROM {CUSTOMERS}", "CREATE TABLE t (a int)"])
def test_writes_are_refused(connection: psycopg.Connection, sql: str) -> None:
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        connection.execute(sql)


def test_several_statements(connection: psycopg.Connection) -> None:
    cursor = connection.execute("SELECT 1; SET application_name = 'x'; SHOW application_name")
    assert cursor.fetchall() == [(1,)]
    assert cursor.nextset()
    assert cursor.statusmessage == "SET"
    assert cursor.nextset()
    assert cursor.fetchall() == [("x",)]
    assert connection.info.parameter_status("application_name") == "x"


def test_empty_query(connection: psycopg.Connection) -> None:
    assert connection.execute("").statusmessage is None
    assert connection.execute("-- nothing").statusmessage is None


def test_failed_transaction(address: Address) -> None:
    with psycopg.connect(**address) as connection:  # type: ignore[arg-type]
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert connection.info.transaction_status is TransactionStatus.INTRANS
        with pytest.raises(psycopg.errors.UndefinedTable):
            connection.execute("SELECT * FROM crm.public.nothing")
        assert connection.info.transaction_status is TransactionStatus.INERROR
        with pytest.raises(psycopg.errors.InFailedSqlTransaction):
            connection.execute("SELECT 1")
        assert connection.execute("COMMIT").statusmessage == "ROLLBACK"
        assert connection.info.transaction_status is TransactionStatus.IDLE


def test_error_in_a_pipeline_ends_with_its_sync(connection: psycopg.Connection) -> None:
    with connection.pipeline() as pipeline:
        good = connection.execute("SELECT 1")
        pipeline.sync()
        assert good.fetchone() == (1,)
        with pytest.raises(psycopg.errors.UndefinedTable):
            connection.execute("SELECT * FROM nothing_here").fetchall()
    assert connection.execute("SELECT 2").fetchone() == (2,)


def test_portal_with_a_row_limit(connection: psycopg.Connection) -> None:
    """PortalSuspended, then the rest, by hand: psycopg never limits an Execute."""
    rows = connection.cursor().stream("SELECT n FROM files.main.numbers", size=7)
    assert sum(1 for _ in rows) == NUMBERS


def test_deallocate(connection: psycopg.Connection) -> None:
    pgconn = connection.pgconn
    pgconn.prepare(b"mine", b"SELECT 1")
    assert pgconn.exec_prepared(b"mine", []).get_value(0, 0) == b"1"
    assert connection.execute("DEALLOCATE mine").statusmessage == "DEALLOCATE"
    assert b"26000" in (pgconn.exec_prepared(b"mine", []).error_field(67) or b"")
    with pytest.raises(psycopg.errors.InvalidSqlStatementName):
        connection.execute("DEALLOCATE mine")


def test_unknown_database_and_missing_setting(address: Address) -> None:
    with pytest.raises(psycopg.OperationalError, match='database "other" does not exist'):
        psycopg.connect(**{**address, "dbname": "other"})  # type: ignore[arg-type]
    with pytest.raises(psycopg.OperationalError, match="unrecognized configuration parameter"):
        psycopg.connect(**address, options="-c nothing=1")  # type: ignore[arg-type]


def test_startup_settings(address: Address) -> None:
    options = "-c statement_timeout=5000 -c pushdown=off"
    with psycopg.connect(**address, options=options, application_name="me") as connection:  # type: ignore[arg-type]
        assert connection.execute("SHOW pushdown").fetchone() == ("off",)
        assert connection.execute("SHOW application_name").fetchone() == ("me",)


def test_cancel_stops_the_work_at_the_source(
    connection: psycopg.Connection, postgres_url: str
) -> None:
    def later() -> None:
        wait_until(lambda: forever_runs(postgres_url))
        connection.cancel_safe()

    thread = threading.Thread(target=later)
    thread.start()
    with pytest.raises(psycopg.errors.QueryCanceled, match="user request"):
        connection.execute("SELECT slept FROM crm.public.forever")
    thread.join()
    wait_until(lambda: not forever_runs(postgres_url))
    assert connection.execute("SELECT 1").fetchone() == (1,)


def test_statement_timeout(connection: psycopg.Connection) -> None:
    connection.execute("SET statement_timeout = '300ms'")
    with pytest.raises(psycopg.errors.QueryCanceled, match="statement timeout"):
        connection.execute("SELECT slept FROM crm.public.forever")


def test_many_idle_connections(address: Address, server: Server) -> None:
    idle = [psycopg.connect(**address) for _ in range(50)]  # type: ignore[arg-type]
    try:
        assert idle[-1].execute("SELECT 1").fetchone() == (1,)
    finally:
        for connection in idle:
            connection.close()
