"""psycopg2: simple queries with values in their text, named cursors, copy_expert."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import psycopg2
import psycopg2.extras
import pytest

from tests.wire.clients.alike import Check, Checks, same
from tests.wire.clients.conftest import Pair

Connection = Any
check = Checks()


@pytest.fixture(scope="module")
def both(pair: Pair) -> Iterator[tuple[Connection, Connection]]:
    opened = [psycopg2.connect(address.url) for address in pair]
    for connection in opened:
        connection.autocommit = True
    yield opened[0], opened[1]
    for connection in opened:
        connection.close()


def _rows(connection: Connection, sql: str, values: object = None) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        columns = [(d.name, d.type_code, d.internal_size, d.precision) for d in cursor.description]
        return columns, [tuple(map(_plain, row)) for row in cursor.fetchall()], cursor.statusmessage


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


check.queries(_rows)


@check
def parameters(connection: Connection) -> object:
    values = {
        "a": 1, "b": "it's", "c": None, "d": Decimal("1.50"), "e": date(2026, 1, 2), "f": [1, 2],
        "g": datetime(2026, 1, 2, 3, 4, 5), "h": True, "i": b"\x00x", "j": 1.5, "k": ("x", "y"),
    }  # fmt: skip
    sql = "SELECT {}, 'y' IN %(k)s".format(", ".join(f"%({name})s" for name in "abcdefghij"))
    return _rows(connection, sql, values)


@check
def named_cursor(connection: Connection) -> object:
    connection.autocommit = False
    with connection.cursor("named") as cursor:
        cursor.itersize = 400
        cursor.execute("SELECT n FROM crm.numbers ORDER BY n")
        found = cursor.fetchmany(3), sum(n for (n,) in cursor)
    connection.commit()
    connection.autocommit = True
    return found


@check
def copy_expert(connection: Connection) -> object:
    output = io.StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert("COPY (SELECT * FROM shop.articles ORDER BY id) TO STDOUT CSV", output)
    return output.getvalue()


@check
def dictionaries(connection: Connection) -> object:
    with connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
        cursor.execute("SELECT * FROM kv.stock ORDER BY article")
        return cursor.fetchall()


@check
def read_only_session(connection: Connection) -> object:
    connection.set_session(readonly=True, isolation_level="REPEATABLE READ", autocommit=False)
    found = _rows(connection, "SHOW transaction_isolation")
    connection.rollback()
    connection.set_session(readonly="DEFAULT", isolation_level="DEFAULT", autocommit=True)
    return found


@check
def read_write_session(connection: Connection) -> object:
    """As on a standby: it may be asked for, by a client that always does."""
    connection.set_session(readonly=False, autocommit=True)
    found = _rows(connection, "SHOW default_transaction_read_only")
    connection.set_session(readonly="DEFAULT", autocommit=True)
    return found


@check
def writes_are_refused(connection: Connection) -> object:
    connection.set_session(readonly=True, autocommit=False)
    sql = "INSERT INTO crm.orders (id, customer) VALUES (%s, %s)"
    with connection.cursor() as cursor, pytest.raises(psycopg2.Error) as raised:
        cursor.execute(sql, (1, 2))
    connection.rollback()
    connection.set_session(readonly="DEFAULT", autocommit=True)
    return raised.value.pgcode, raised.value.diag.message_primary


@check
def another_encoding(connection: Connection) -> object:
    connection.set_client_encoding("LATIN2")
    found = _rows(connection, "SELECT name, %s FROM crm.customers WHERE name = %s", ("ż", "Łukasz"))
    shown = connection.encoding
    connection.set_client_encoding("UTF8")
    return found, shown


@check
def an_error(connection: Connection) -> object:
    with connection.cursor() as cursor, pytest.raises(psycopg2.errors.UndefinedColumn) as raised:
        cursor.execute("SELECT nam FROM crm.customers")
    return raised.value.pgcode, raised.value.diag.message_primary


@check.parametrize()
def test_as_postgresql(check: Check, both: tuple[Connection, Connection]) -> None:
    same(check, *both)
