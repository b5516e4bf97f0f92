"""Transactions, pipelines, time-outs, notices and limits, as clients see them."""

from __future__ import annotations

import asyncio
import json
import select
from typing import Any

import psycopg
import pytest
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import Int4

from gateway.serve.pgwire import Server
from tests.support.waiting import PATIENCE
from tests.wire.conftest import NUMBERS, Address
from tests.wire.frames import SYNC, bind, execute, message, parse, query, text, wire


def test_async_statements_side_by_side(address: Address) -> None:
    async def total(low: int) -> int:
        connection = await psycopg.AsyncConnection.connect(**address)  # type: ignore[arg-type]
        async with connection, connection.cursor(binary=True) as cursor:
            await cursor.execute("SELECT n FROM files.main.numbers WHERE n >= %s", (low,))
            return len(await cursor.fetchall())

    async def run() -> list[int]:
        return await asyncio.gather(*(total(low) for low in (0, 100_000, 299_999)))

    assert asyncio.run(run()) == [NUMBERS, 200_000, 1]


def test_nested_transactions(connection: psycopg.Connection) -> None:
    with connection.transaction():
        connection.execute("SET LOCAL statement_timeout = '7s'")
        with pytest.raises(psycopg.errors.UndefinedTable):
            _set_and_fail(connection)
        assert connection.execute("SHOW statement_timeout").fetchone() == ("7s",)
        assert connection.info.transaction_status is TransactionStatus.INTRANS
    assert connection.execute("SHOW statement_timeout").fetchone() == ("0",)


def _set_and_fail(connection: psycopg.Connection) -> None:
    with connection.transaction():
        connection.execute("SET LOCAL statement_timeout = '8s'")
        connection.execute("SELECT * FROM nothing")


def test_pipeline_of_many(connection: psycopg.Connection) -> None:
    with connection.pipeline():
        cursors = [connection.execute("SELECT %s::int + 1", (n,)) for n in range(500)]
        assert [cursor.fetchone() for cursor in cursors] == [(n + 1,) for n in range(500)]


def test_notices(connection: psycopg.Connection) -> None:
    seen: list[tuple[str | None, str | None]] = []
    connection.add_notice_handler(lambda d: seen.append((d.severity_nonlocalized, d.sqlstate)))
    connection.execute("COMMIT")
    assert seen == [("WARNING", "25P01")]
    connection.execute("SET client_min_messages = error")
    connection.execute("COMMIT")
    assert len(seen) == 1


def test_explain_execute(connection: psycopg.Connection) -> None:
    connection.execute("PREPARE p(int) AS SELECT n FROM crm.public.ten WHERE n > $1")
    named = connection.execute("EXPLAIN (ANALYZE) EXECUTE p(3 + 4)").fetchall()
    assert named[-1] == ("Result: 3 rows",)
    plan = connection.execute("EXPLAIN EXECUTE p(7)").fetchall()
    sql = "EXPLAIN SELECT n FROM crm.public.ten WHERE n > %s"
    assert plan == connection.execute(sql, (Int4(7),)).fetchall()
    (shown,) = connection.execute("EXPLAIN (FORMAT json) EXECUTE p(7)").fetchone() or ()
    assert shown[0]["Plan"]["Source"] == "crm"


def test_idle_in_transaction(address: Address) -> None:
    with psycopg.connect(**address) as connection:  # type: ignore[arg-type]
        connection.execute("SET idle_in_transaction_session_timeout = 200")
        _wait_for_end(connection)
        with pytest.raises(psycopg.errors.IdleInTransactionSessionTimeout):
            connection.execute("SELECT 1")


def test_idle_session(address: Address) -> None:
    with psycopg.connect(**address, autocommit=True) as connection:  # type: ignore[arg-type]
        connection.execute("SET idle_session_timeout = 200")
        _wait_for_end(connection)
        with pytest.raises(psycopg.errors.IdleSessionTimeout):
            connection.execute("SELECT 1")


def _wait_for_end(connection: psycopg.Connection) -> None:
    """Until the server has said something unasked."""
    select.select([connection.pgconn.socket], [], [], PATIENCE)


def test_protocol_3_2(address: Address, server: Server) -> None:
    """libpq 18 asks for it: a long cancel key, which works."""
    newest = {**address, "max_protocol_version": "3.2", "min_protocol_version": "3.2"}
    with psycopg.connect(**newest, autocommit=True) as connection:  # type: ignore[arg-type]
        assert connection.execute("SELECT 1").fetchone() == (1,)
        with connection.cursor() as cursor:
            rows = cursor.stream("SELECT a.n FROM files.main.numbers a CROSS JOIN crm.public.ten b")
            next(rows)
            connection.cancel_safe()
            with pytest.raises(psycopg.errors.QueryCanceled):
                list(rows)


def test_explain_as_json(connection: psycopg.Connection) -> None:
    join = "SELECT c.name FROM crm.public.customers c JOIN files.main.towns t ON t.id = c.id"
    found = connection.execute(f"EXPLAIN (FORMAT JSON, ANALYZE) {join}").fetchone()
    assert found is not None
    plan: dict[str, Any] = found[0][0]["Plan"]
    assert plan["Node Type"] == "Local"
    assert plan["Actual Rows"] == 2
    assert {scan["Source"] for scan in plan["Plans"]} == {"crm", "files"}
    assert all(scan["Statement"] for scan in plan["Plans"])
    plain = connection.execute(f"EXPLAIN (FORMAT JSON) {join}").fetchone()
    assert plain is not None
    assert "Actual Rows" not in json.dumps(plain[0])


def test_limit_on_prepared_statements(address: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.serve.pgwire.names.MAX_STATEMENTS", 3)
    with wire(**address) as client:
        replies = client.unit(*(parse("SELECT 1", f"s{n}") for n in range(4)), SYNC)
        assert [reply[0] for reply in replies] == ["1", "1", "1", "E", "Z"]
        assert replies[3][2] == "53400"
        assert client.unit(query("DEALLOCATE ALL"))[0] == ("C", "DEALLOCATE ALL")
        assert client.unit(parse("SELECT 1", "s"), SYNC)[0] == ("1",)


def test_limit_on_portals(address: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.serve.pgwire.names.MAX_PORTALS", 3)
    with wire(**address) as client:
        made = [bind(f"p{n}") for n in range(4)]
        replies = client.unit(parse("SELECT 1"), *made, SYNC)
        assert [reply[0] for reply in replies] == ["1", "2", "2", "2", "E", "Z"]
        assert replies[4][2] == "53400"


def test_limit_on_the_bytes_of_portals(address: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.serve.pgwire.names.MAX_BYTES", 10_000)
    with wire(**address) as client:
        made = [bind(f"p{n}", "", ["x" * 4000]) for n in range(3)]
        replies = client.unit(parse("SELECT $1::text"), *made, SYNC)
        assert [reply[0] for reply in replies] == ["1", "2", "2", "E", "Z"]


def test_a_portal_cannot_fetch_from_itself(address: Address) -> None:
    with wire(**address) as client:
        replies = client.unit(parse("FETCH ALL FROM p"), bind("p"), execute("p"), SYNC)
        assert replies[2][:3] == ("E", "ERROR", "55000")
        replies = client.unit(
            parse("FETCH ALL FROM q", "a"), parse("FETCH ALL FROM p", "b"), bind("p", "a"),
            bind("q", "b"), execute("p"), SYNC,
        )  # fmt: skip
        assert replies[4][:3] == ("E", "ERROR", "55000")
        assert client.unit(query("SELECT 1"))[-1] == ("Z", "I")


def test_messages_of_copy_in_are_ignored(address: Address) -> None:
    with wire(**address) as client:
        stray = message("d", b"x") + message("c") + message("f", text("no"))
        assert client.unit(stray, query("SELECT 1"))[-2:] == [("C", "SELECT 1"), ("Z", "I")]
