"""Look-ups by a literal, which is taken out of the text: what PostgreSQL answers, every time."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import pq

from gateway.catalog.sources import Sources
from gateway.engine import Gateway
from tests.support.waiting import PATIENCE, wait_until
from tests.wire.conftest import Address

STATEMENTS = (
    "SELECT * FROM crm.public.customers WHERE id = 1",
    "SELECT * FROM crm.public.customers WHERE id = 2",
    "SELECT * FROM crm.public.customers WHERE id = 9223372036854775807",
    "SELECT * FROM crm.public.customers WHERE id = 9223372036854775808",
    "SELECT * FROM crm.public.customers WHERE id = '1'",
    "SELECT * FROM crm.public.customers WHERE id = ' 2 '",
    "SELECT * FROM crm.public.customers WHERE id = 'x'",
    "SELECT * FROM crm.public.customers WHERE id = '9223372036854775808'",
    "SELECT * FROM crm.public.customers WHERE id = ''",
    "  /* a = 1 */ SELECT name FROM crm.public.customers WHERE name = 'Ann' ;",
    "SELECT name FROM crm.public.customers WHERE name = 'it''s'",
    "SELECT name FROM crm.public.customers WHERE name = 5",
    "SELECT name, 1 AS one FROM crm.public.customers WHERE id = 1 AND name = 'Ann' ORDER BY 1",
    "SELECT name FROM crm.public.customers WHERE id = 1 AND id = 1",
    "SELECT name FROM crm.public.customers WHERE id = 1 AND id = 2",
    "SELECT name FROM crm.public.customers WHERE id = 1 LIMIT 0",
    "SELECT count(*), sum(credit) FROM crm.public.customers WHERE id = 1",
    "SELECT id FROM crm.public.customers WHERE credit = 12",
    "SELECT id FROM crm.public.customers WHERE credit = 99999999999",
    "SELECT id FROM crm.public.customers WHERE nme = 1",
    "SELECT id FROM crm.public.customers WHERE id = 1 AND nme = 1",
)


@pytest.fixture(scope="module")
def real(postgres_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        yield connection


def answer(connection: psycopg.Connection, sql: str) -> tuple[object, ...]:
    """Columns with types and rows, or the error."""
    result = connection.pgconn.exec_(sql.encode())
    if result.status != pq.ExecStatus.TUPLES_OK:
        return (result.error_field(pq.DiagnosticField.SQLSTATE),)
    columns = [(result.fname(c), result.ftype(c), result.fmod(c)) for c in range(result.nfields)]
    rows = [
        tuple(result.get_value(row, column) for column in range(result.nfields))
        for row in range(result.ntuples)
    ]
    return columns, sorted(rows, key=repr)


@pytest.mark.parametrize("sql", STATEMENTS)
def test_as_in_postgresql(
    connection: psycopg.Connection, real: psycopg.Connection, sql: str
) -> None:
    found = [answer(connection, sql) for _ in range(3)]
    assert found == [found[0]] * 3
    expected = answer(real, sql.replace("crm.public.", "public."))
    assert found[0] == expected


def test_errors_are_about_the_text_that_was_sent(connection: psycopg.Connection) -> None:
    sql = "SELECT id FROM crm.public.customers WHERE name = 'Ann' AND nme = 1"
    for _ in range(2):
        with pytest.raises(psycopg.errors.UndefinedColumn) as failed:
            connection.execute(sql)
        assert failed.value.diag.statement_position == str(sql.index("nme") + 1)


def test_values_of_one_shape_are_not_mixed_up(connection: psycopg.Connection) -> None:
    for number, name in ((1, "Ann"), (2, "Bob"), (1, "Ann"), (3, None)):
        sql = f"SELECT name FROM crm.public.customers WHERE id = {number}"
        assert [row[0] for row in connection.execute(sql)] == ([name] if name else [])


def test_current_schema_is_that_of_each_session(address: Address) -> None:
    sql = "SELECT name, current_schema() FROM crm.public.customers WHERE id = $1"
    for path in ("crm.public", "files.main", "crm.public"):
        with psycopg.connect(**address, autocommit=True) as connection:  # type: ignore[arg-type]
            connection.execute(f"SET search_path = '{path}'")
            result = connection.pgconn.exec_params(sql.encode(), [b"1"])
            assert result.get_value(0, 1) == path.encode()


@pytest.fixture
def locked(postgres_url: str) -> Iterator[None]:
    """Nobody can read `ten`."""
    with psycopg.connect(postgres_url) as other:
        other.execute("LOCK TABLE ten IN ACCESS EXCLUSIVE MODE")
        yield


def waits(real: psycopg.Connection) -> bool:
    """Whether a look-up of `LOCKED` waits for the lock."""
    query = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE %s"
    return real.execute(query, ['%"ten"%']).fetchone() is not None


LOCKED = "SELECT n FROM crm.public.ten WHERE n = 1 LIMIT 1"


@pytest.mark.usefixtures("locked")
def test_a_look_up_that_waits_has_a_time_limit(connection: psycopg.Connection) -> None:
    connection.execute("SET statement_timeout = '300ms'")
    with pytest.raises(psycopg.errors.QueryCanceled, match="statement timeout"):
        connection.execute(LOCKED)
    connection.execute("RESET statement_timeout")


@pytest.mark.usefixtures("locked")
def test_a_look_up_that_waits_is_cancelled(
    connection: psycopg.Connection, real: psycopg.Connection
) -> None:
    def cancel() -> None:
        wait_until(lambda: waits(real))
        connection.cancel_safe(timeout=PATIENCE)

    other = threading.Thread(target=cancel)
    other.start()
    with pytest.raises(psycopg.errors.QueryCanceled, match="user request"):
        connection.execute(LOCKED)
    other.join()
    wait_until(lambda: not waits(real))


@pytest.mark.usefixtures("locked")
def test_look_ups_that_wait_hold_up_nobody(
    address: Address, connection: psycopg.Connection, real: psycopg.Connection
) -> None:
    """They are on the event loop; and what a client asked for that has gone is stopped."""
    free = "SELECT name FROM crm.public.customers WHERE id = 1"
    connection.execute(free)
    for _ in range(2):  # the second is one that was seen before
        waiting = psycopg.connect(**address, autocommit=True)  # type: ignore[arg-type]
        waiting.pgconn.send_query(LOCKED.encode())
        wait_until(lambda: waits(real))
        assert connection.execute(free).fetchall() == [("Ann",)]
        waiting.close()
        wait_until(lambda: not waits(real))


def test_a_connection_that_was_lost_is_replaced(
    connection: psycopg.Connection, real: psycopg.Connection
) -> None:
    sql = "SELECT name FROM crm.public.customers WHERE id = 2"
    for _ in range(3):
        assert connection.execute(sql).fetchall() == [("Bob",)]
        ended = real.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE application_name = 'unsilo' AND datname = current_database()"
        ).fetchall()
        assert (True,) in ended


def discovered(gateway: Gateway, connection: psycopg.Connection, name: str) -> None:
    """The gateway has heard of a new relation."""
    Sources.open(gateway.settings).refresh("crm")
    query = "SELECT 1 FROM pg_class WHERE relname = %s"
    wait_until(lambda: connection.execute(query, [name]).fetchone() is not None)


def test_long_answers(
    gateway: Gateway, connection: psycopg.Connection, real: psycopg.Connection
) -> None:
    """One that comes in many pieces is read by a thread."""
    real.execute("CREATE TABLE large (id int PRIMARY KEY, t text)")
    real.execute("INSERT INTO large VALUES (1, repeat('é', 3000000)), (2, 'short')")
    discovered(gateway, connection, "large")
    large = "SELECT t FROM crm.public.large WHERE id = $1"
    for key, text in (("2", "short"), ("1", "é" * 3_000_000), ("2", "short")):
        result = connection.pgconn.exec_params(large.encode(), [key.encode()])
        assert result.get_value(0, 0) == text.encode()


def test_what_a_look_up_raises(
    gateway: Gateway, connection: psycopg.Connection, real: psycopg.Connection
) -> None:
    """It is told, and the connection to the source is as good as before."""
    real.execute("CREATE VIEW shares AS SELECT id, 1 / (id - 1) AS share FROM customers")
    discovered(gateway, connection, "shares")
    for _ in range(3):
        with pytest.raises(psycopg.errors.DivisionByZero):
            connection.execute("SELECT share FROM crm.public.shares WHERE id = 1 LIMIT 1")
    sql = "SELECT share FROM crm.public.shares WHERE id = 2 LIMIT 1"
    assert connection.execute(sql).fetchall() == [(1,)]


def test_a_dropped_table_is_an_error(
    connection: psycopg.Connection, real: psycopg.Connection
) -> None:
    """A kept look-up asks the source as it is now."""
    real.execute(
        "CREATE TABLE short_lived (id int PRIMARY KEY); INSERT INTO short_lived VALUES (1)"
    )
    sql = "SELECT id FROM crm.public.short_lived WHERE id = 1"
    with pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT id FROM crm.public.gone WHERE id = 1")
    real.execute("DROP TABLE short_lived")
    with pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute(sql)
