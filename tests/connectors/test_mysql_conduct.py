"""The MySQL connector on a bad day: dead connections, hostile values, other settings."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from connectors import mysql
from connectors.api import (
    Cancelled,
    Connector,
    DeadlineExceeded,
    OptionError,
    Query,
    Relation,
    RelationSchema,
    RemoteError,
    SourceUnavailable,
)
from connectors.conformance import Context, run
from connectors.conformance import build as b
from connectors.mysql.session import SQL_MODE, Session
from connectors.types import BYTEA, DATE, INT4, INT8, TEXT, TIMESTAMP, numeric
from tests.connectors.mysql_client import client, database_of
from tests.connectors.mysql_client import run as execute
from tests.support.waiting import PATIENCE, wait_until

HOSTILE = (
    "'", "''", "\\", "\\'", "' OR 1=1 -- ", "\\' OR 1=1 -- ", '"', "`", "\0", "a\0b", "\x1a", "\n",
    "%", "_", "?", "?, ?", "%s", "/*", "*/", "😀'", "\u02bc", "；", "\\\\'", "é\\",
    "1' UNION SELECT 1",
)  # fmt: skip


@pytest.fixture(scope="module")
def url(each_mysql_url: str) -> str:
    execute(each_mysql_url, "CREATE TABLE hostile (id int, v varchar(100)) CHARACTER SET utf8mb4",
            "CREATE TABLE numbers (id int PRIMARY KEY)",
            "INSERT INTO numbers VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)",
            "CREATE VIEW slow AS SELECT id, SLEEP(0.5) AS v FROM numbers",
            "CREATE VIEW many AS SELECT a.id FROM numbers a, numbers b, numbers c, numbers d, "
            "numbers e, numbers f")  # fmt: skip
    with client(each_mysql_url) as connection, connection.cursor() as cursor:
        cursor.executemany("INSERT INTO hostile VALUES (%s, %s)", list(enumerate(HOSTILE)))
        connection.commit()
    return each_mysql_url


@pytest.fixture
def connector(url: str) -> Iterator[Connector]:
    connector = mysql.open({"url": url})
    yield connector
    connector.close()


def described(connector: Connector, url: str, name: str) -> RelationSchema:
    return connector.describe(Relation(database_of(url), name))


@pytest.mark.parametrize("bound", [True, False])
@pytest.mark.parametrize("mode", [SQL_MODE, SQL_MODE.replace("NO_BACKSLASH_ESCAPES,", "")])
def test_hostile_values(
    url: str, connector: Connector, monkeypatch: pytest.MonkeyPatch, bound: bool, mode: str
) -> None:
    """Bound or written out, under either meaning of a backslash, each finds itself and no other."""
    schema = described(connector, url, "hostile")
    set_up = Session.set_up

    def set_up_otherwise(session: Session) -> None:
        set_up(session)
        session.run(f"SET SESSION sql_mode = '{mode}'")

    monkeypatch.setattr(Session, "set_up", set_up_otherwise)
    other = mysql.open({"url": url})
    for position, text in enumerate(HOSTILE):
        value = b.value(text, TEXT, parameter=bound)
        condition = b.truth("=", b.column(schema, "v"), value)
        fragment = b.fragment(b.select(schema, ["id"], where=condition))
        assert run(other, fragment)["id"].to_pylist() == [position], text
        copy = b.select(
            schema, ["id"], where=b.truth("=", b.column(schema, "id"), b.value(1, INT4))
        )
        copy.set("expressions", [b.named(value.copy(), "x")])
        assert run(other, b.fragment(copy))["x"].to_pylist() == [text]
    other.close()


PARAMETERS = [
    (7, INT4), (-(2**63), INT8), (Decimal("-12.50"), numeric(10, 2)), (b"\0'\\\xff", BYTEA),
    (date(2020, 2, 29), DATE), (datetime(2020, 2, 29, 1, 2, 3, 456789), TIMESTAMP),
    (Decimal("0.001"), numeric(5, 3)), (b"", BYTEA), ("", TEXT),
]  # fmt: skip


@pytest.mark.parametrize(("value", "type_"), PARAMETERS)
def test_parameters_come_back_as_they_were(
    url: str, connector: Connector, value: Any, type_: Any
) -> None:
    schema = described(connector, url, "numbers")
    query = b.select(schema, ["id"])
    query.set("expressions", [b.named(b.value(value, type_, parameter=True), "x")])
    assert set(run(connector, b.fragment(query))["x"].to_pylist()) == {value}


def test_parameters_are_not_in_the_text(url: str, connector: Connector) -> None:
    schema = described(connector, url, "hostile")
    value = b.value("secret-value", TEXT, parameter=True)
    condition = b.truth("=", b.column(schema, "v"), value)
    statement, *values = connector.explain(
        b.fragment(b.select(schema, ["id"], where=condition))
    ).splitlines()
    assert "secret-value" not in statement
    assert values == ["-- ?1 = 'secret-value'", "-- ?2 = 'secret-value'"]


def test_a_dead_connection_is_replaced(url: str, connector: Connector) -> None:
    """The server ended the idle session (wait_timeout, a restart, KILL): nobody notices."""
    schema = described(connector, url, "numbers")
    fragment = b.fragment(b.select(schema))
    assert run(connector, fragment).num_rows == 10
    with client(url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT ID FROM information_schema.PROCESSLIST WHERE DB = %s AND ID <> CONNECTION_ID() "
            "AND COMMAND = 'Sleep'",
            (database_of(url),),
        )
        sessions = [row[0] for row in cursor.fetchall()]
        assert sessions
        for session in sessions:
            cursor.execute(f"KILL {session}")
    time.sleep(0.1)
    assert run(connector, fragment).num_rows == 10
    assert connector.describe(Relation(database_of(url), "numbers")) == schema


def test_a_connection_that_dies_while_it_answers(url: str, connector: Connector) -> None:
    """No partial result: an error."""
    schema = described(connector, url, "slow")
    context = Context()

    def kill() -> None:
        wait_until(lambda: statements_of(url, context.query_id))
        with client(url) as connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT ID FROM information_schema.PROCESSLIST WHERE INFO LIKE %s "
                "AND ID <> CONNECTION_ID()",
                (f"%{context.query_id}%",),
            )
            for row in cursor.fetchall():
                cursor.execute(f"KILL {row[0]}")

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(SourceUnavailable):
        run(connector, b.fragment(b.select(schema)), context)
    killer.join()


def statements_of(url: str, query_id: str) -> int:
    with client(url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE %s "
            "AND ID <> CONNECTION_ID()",
            (f"%{query_id}%",),
        )
        return int(cursor.fetchone()[0])


def test_cancel_stops_the_server_within_a_second(url: str, connector: Connector) -> None:
    schema = described(connector, url, "slow")
    context = Context(seconds=None)
    failures: list[BaseException] = []

    def scan() -> None:
        try:
            run(connector, b.fragment(b.select(schema)), context)
        except Cancelled as error:
            failures.append(error)

    scanning = threading.Thread(target=scan)
    scanning.start()
    wait_until(lambda: statements_of(url, context.query_id) == 1)
    context.cancel()
    scanning.join(PATIENCE)
    assert len(failures) == 1
    wait_until(lambda: statements_of(url, context.query_id) == 0)


def test_the_server_itself_keeps_the_deadline(url: str, connector: Connector) -> None:
    schema = described(connector, url, "slow")
    context = Context(seconds=0.6)
    begin = time.monotonic()
    with pytest.raises(DeadlineExceeded):
        run(connector, b.fragment(b.select(schema)), context)
    assert time.monotonic() - begin < PATIENCE
    assert statements_of(url, context.query_id) == 0


def test_closing_early_stops_the_server(url: str, connector: Connector) -> None:
    context = Context(batch_rows=100)
    reader = connector.scan(b.fragment(b.select(described(connector, url, "many"))), context)
    assert reader.read_next_batch().num_rows > 0
    assert statements_of(url, context.query_id) == 1
    reader.close()
    assert statements_of(url, context.query_id) == 0


def test_an_abandoned_reader_stops_the_server(url: str, connector: Connector) -> None:
    context = Context(batch_rows=100)
    reader = connector.scan(b.fragment(b.select(described(connector, url, "many"))), context)
    reader.read_next_batch()
    del reader
    assert statements_of(url, context.query_id) == 0


def test_all_connections_in_use(url: str) -> None:
    small = mysql.open({"url": url, "connections": "1", "connect_timeout": "1"})
    schema = described(small, url, "many")
    reader = small.scan(b.fragment(b.select(schema)), Context(batch_rows=10))
    with pytest.raises(SourceUnavailable, match="all 1 connections") as full:
        small.scan(b.fragment(b.select(schema)), Context())
    assert full.value.sqlstate == "53300"
    reader.close()
    assert run(small, b.fragment(b.with_limit(b.select(schema), 3))).num_rows == 3
    small.close()


def test_sessions_can_only_read(url: str) -> None:
    session = Session(mysql.parse_options({"url": url}))
    session.set_up()
    with pytest.raises(Exception, match="READ ONLY"):
        session.run("INSERT INTO numbers VALUES (99)")
    session.close()


def test_settings_of_the_server_do_not_matter(
    each_mysql_server: Any, url: str, connector: Connector
) -> None:
    """A server-wide limit on rows would cut results in silence, a zone would move times."""
    execute(url, "SET GLOBAL sql_select_limit = 3", "SET GLOBAL time_zone = '+05:00'")
    try:
        fresh = mysql.open({"url": url})
        assert run(fresh, b.fragment(b.select(described(fresh, url, "numbers")))).num_rows == 10
        fresh.close()
    finally:
        execute(url, "SET GLOBAL sql_select_limit = DEFAULT", "SET GLOBAL time_zone = '+00:00'")


def test_an_error_of_the_server_has_postgresqls_code(url: str, connector: Connector) -> None:
    schema = described(connector, url, "numbers")
    query = b.select(schema, ["id"])
    wide = b.call("*", b.implicit(b.column(schema, "id"), INT8), b.value(2**62, INT8), type_=INT8)
    query.set("expressions", [b.named(wide, "x")])
    with pytest.raises(RemoteError) as failed:
        run(connector, b.fragment(query))
    assert failed.value.sqlstate == "22003"
    assert "MySQL error 1690" in failed.value.detail


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"url": "mysql://h/d", "colour": "red"}, "colour"),
        ({"url": "mysql://h/d?colour=red"}, "colour"),
        ({"url": "postgresql://h/d"}, "url"),
        ({}, "url"),
        ({"url": "mysql://h:port/d"}, "url"),
        ({"url": "mysql://h/d", "tinyint1": "maybe"}, "tinyint1"),
        ({"url": "mysql://h/d", "zero_dates": "ignore"}, "zero_dates"),
        ({"url": "mysql://h/d", "connections": "0"}, "connections"),
        ({"url": "mysql://h/d", "connect_timeout": "-1"}, "connect_timeout"),
        ({"url": "mysql://h/d", "tls": "verify", "tls_ca": "/no/such/file"}, "tls"),
    ],
)
def test_options(options: dict[str, str], named: str) -> None:
    with pytest.raises(OptionError, match=f'"{named}"'):
        mysql.open(options).check()


@pytest.mark.parametrize("tls", ["disable", "prefer", "require", "verify"])
def test_tls(url: str, tls: str) -> None:
    """The test's MySQL has a certificate that nobody signed, the test's MariaDB has none."""
    connector = mysql.open({"url": url, "tls": tls})
    if tls == "verify" or (tls == "require" and url.startswith("mariadb")):
        with pytest.raises(SourceUnavailable):
            connector.check()
        return
    schema = described(connector, url, "numbers")
    assert run(connector, b.fragment(b.select(schema))).num_rows == 10
    session = Session(mysql.parse_options({"url": url, "tls": tls}))
    ((_, cipher),) = session.rows("SHOW STATUS LIKE 'Ssl_cipher'")
    session.close()
    connector.close()
    assert bool(cipher) == (tls != "disable" and url.startswith("mysql"))


def test_values_larger_than_the_sort_buffer_are_sorted(url: str, connector: Connector) -> None:
    values = "(1, repeat('a', 1000000)), (2, repeat('b', 1000000))"
    execute(url, "CREATE TABLE large (id int, v longtext) CHARACTER SET utf8mb4",
            f"INSERT INTO large VALUES {values}")  # fmt: skip
    schema = connector.describe(Relation(database_of(url), "large"))
    query = b.with_order(b.select(schema), [b.ordered(b.column(schema, "v"), desc=True)])
    if connector.supports(b.fragment(query), Query(query)).exact:  # MariaDB's is left here
        assert run(connector, b.fragment(query), Context()).column("id").to_pylist() == [2, 1]
