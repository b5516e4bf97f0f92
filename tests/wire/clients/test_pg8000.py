"""pg8000, in pure Python: parameters typed and untyped, prepared statements, COPY, DB-API."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pg8000
import pg8000.dbapi
import pg8000.native
import pytest

from tests.wire.clients.alike import Check, Checks, same
from tests.wire.clients.conftest import Address, Pair

Connection = Any
check = Checks()


def _opened(address: Address) -> Connection:
    return pg8000.native.Connection(
        address.user,
        host=address.host,
        port=address.port,
        database=address.database,
        password=address.password or None,
    )


@pytest.fixture(scope="module")
def both(pair: Pair) -> Iterator[tuple[Connection, Connection]]:
    ours, theirs = _opened(pair.ours), _opened(pair.theirs)
    yield ours, theirs
    ours.close()
    theirs.close()


def _rows(connection: Connection, sql: str, **values: object) -> object:
    rows = connection.run(sql, **values)
    columns = [(c["name"], c["type_oid"], c["type_modifier"]) for c in connection.columns]
    return columns, rows, connection.row_count


check.queries(_rows)


@check
def parameters(connection: Connection) -> object:
    return _rows(
        connection,
        "SELECT :a::int, :b::text, :c::text, :d::numeric, :e::date, :f::int[], :g::timestamp,"
        " :h::bool, :i::bytea, :j::float8, :k::uuid",
        a=1, b="it's", c=None, d=Decimal("1.50"), e=date(2026, 1, 2), f=[1, 2, None],
        g=datetime(2026, 1, 2, 3, 4, 5), h=True, i=b"\x00x", j=1.5,
        k=UUID("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
    )  # fmt: skip


@check
def untyped_parameters(connection: Connection) -> object:
    return _rows(
        connection,
        "SELECT id, name FROM crm.customers WHERE name = :name OR id = :id ORDER BY id",
        name="Bob", id=1,
    )  # fmt: skip


@check
def prepared(connection: Connection) -> object:
    statement = connection.prepare("SELECT n FROM crm.numbers WHERE n < :most ORDER BY n")
    found = [statement.run(most=most) for most in (3, 5)]
    statement.close()
    return found


@check
def transaction(connection: Connection) -> object:
    connection.run("START TRANSACTION")
    found = connection.run("SELECT count(*) FROM crm.orders")
    connection.run("ROLLBACK")
    return found


@check
def copy(connection: Connection) -> object:
    output = io.BytesIO()
    connection.run("COPY (SELECT * FROM shop.articles ORDER BY id) TO STDOUT", stream=output)
    return output.getvalue()


@check
def errors(connection: Connection) -> object:
    found = []
    for sql in ("SELECT nothing FROM crm.orders", "SELEC", "SELECT 1 / 0", "SELECT 'x'::int"):
        with pytest.raises(pg8000.exceptions.DatabaseError) as caught:
            connection.run(sql)
        told = caught.value.args[0]
        found.append({field: told.get(field) for field in "SCMP"})
    return found


@pytest.mark.parametrize("address", ["ours", "theirs"])
def test_cursors_of_the_db_api(pair: Pair, address: str) -> None:
    place: Address = getattr(pair, address)
    connection = pg8000.dbapi.connect(
        place.user,
        host=place.host,
        port=place.port,
        database=place.database,
        password=place.password or None,
    )
    cursor = connection.cursor()
    cursor.execute("SELECT n FROM crm.numbers WHERE n <= %s ORDER BY n", (3,))
    assert [column[:2] for column in cursor.description] == [("n", 23)]
    assert cursor.fetchone() == [1]
    assert list(cursor.fetchall()) == [[2], [3]]
    connection.rollback()
    connection.close()


@check.parametrize()
def test_the_same(check: Check, both: tuple[Connection, Connection]) -> None:
    same(check, *both)
