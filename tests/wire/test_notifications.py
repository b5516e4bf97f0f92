"""LISTEN and NOTIFY: within a session, and from one to another, as PostgreSQL does it."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import psycopg
import pytest

from gateway.engine import Gateway
from gateway.errors import SqlError
from gateway.session import notifications
from gateway.session.notifications import Exchange, Listen, Listener, Notification
from tests.support.waiting import PATIENCE, wait_until
from tests.wire.conftest import Address
from tests.wire.frames import bind, describe, execute, parse, query, wire
from tests.wire.protocol_cases import Case, sql, units
from tests.wire.test_protocol import READ_ONLY, played

_CASES = [
    sql("itself", "LISTEN a", "NOTIFY a", "NOTIFY a, 'x'", "NOTIFY b", "UNLISTEN a", "NOTIFY a"),
    sql("transactions", "LISTEN a", "BEGIN", "NOTIFY a, '1'", "NOTIFY a, '2'", "NOTIFY a, '1'",
        "SELECT 1", "COMMIT", "BEGIN", "NOTIFY a", "ROLLBACK", "SELECT 2", "BEGIN", "UNLISTEN a",
        "ROLLBACK", "NOTIFY a"),
    sql("savepoints", "LISTEN a", "BEGIN", "NOTIFY a, '1'", "SAVEPOINT s", "NOTIFY a, '2'",
        "ROLLBACK TO s", "NOTIFY a, '3'", "NOTIFY a, '2'", "RELEASE s", "COMMIT"),
    sql("errors", "LISTEN a", "BEGIN", "NOTIFY a, '1'", "SELECT nope", "LISTEN b", "COMMIT",
        "NOTIFY a; SELECT nope", "SELECT 1", "NOTIFY a, 'k'; SELECT 1; NOTIFY a, 'l'", "NOTIFY b"),
    sql("hearing comes first", "BEGIN", "NOTIFY a", "LISTEN a", "COMMIT", "BEGIN", "NOTIFY a",
        "UNLISTEN *", "COMMIT", "NOTIFY a"),
    sql("names and payloads", "LISTEN a", f"NOTIFY a, '{'x' * 7999}'", f"NOTIFY a, '{'x' * 8000}'",
        f"NOTIFY {'n' * 63}", "NOTIFY a, 'it''s'", "NOTIFY a, 1", "NOTIFY", "LISTEN", "LISTEN 'a'",
        'LISTEN "A b"', "NOTIFY \"A b\", E'\\n☕'", "NOTIFY a b"),
    sql("functions", "LISTEN a", "SELECT pg_notify('a', 'x')", "SELECT pg_notify('a', NULL)",
        "SELECT pg_notify(NULL, 'x')", "SELECT pg_notify('', 'x')",
        "SELECT pg_listening_channels()", "SELECT * FROM pg_listening_channels()",
        "SELECT c FROM pg_listening_channels() c",
        "SELECT x.c FROM pg_listening_channels() AS x(c)",
        f"SELECT pg_notify('{'n' * 64}', 'x')", f"SELECT pg_notify('a', '{'x' * 8000}')",
        "BEGIN", "SELECT pg_notify('a', 'y')", "COMMIT"),
    sql("forgotten", "LISTEN a", "LISTEN b", "DISCARD ALL", "NOTIFY a",
        "SELECT pg_listening_channels()"),
    units("extended", (query("LISTEN a"),),
          (parse("NOTIFY a, 'x'"), bind(), execute(), parse("SELECT 1"), bind(), execute()),
          (parse("SELECT pg_notify($1, $2)"), describe("S"), bind("", "", ["a", "y"]), execute()),
          (parse("LISTEN b"), describe("S"), bind(), describe("P"), execute())),
]  # fmt: skip


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.name)
def test_replies_are_postgresqls(case: Case, address: Address, postgres_url: str) -> None:
    with wire(conninfo=postgres_url, options=READ_ONLY) as real:
        expected = played(case, real)
    with wire(**address, options="-c search_path=crm.public") as ours:
        found = played(case, ours)
    for sent, replies, right in zip(case.units, found, expected, strict=True):
        assert replies == right, sent


def _heard(connection: psycopg.Connection[Any], count: int = 1) -> list[tuple[str, str]]:
    """What comes while the client does nothing but wait."""
    found = list(connection.notifies(timeout=PATIENCE, stop_after=count))
    return [(one.channel, one.payload) for one in found]


def _nothing(connection: psycopg.Connection[Any]) -> bool:
    return not list(connection.notifies(timeout=0.2))


def _between_sessions(**address: Any) -> list[object]:
    seen: list[object] = []
    with ExitStack() as opened:
        one, two, three = (
            opened.enter_context(psycopg.connect(**address, autocommit=True)) for _ in range(3)
        )
        for connection in (one, two):
            connection.execute("LISTEN news")
        three.execute("NOTIFY news, 'idle'")
        seen += [_heard(one), _heard(two)]
        with one.transaction():
            one.execute("SELECT 1")
            three.execute("NOTIFY news, 'busy'")
            seen += [_heard(two), _nothing(one)]
        seen.append(_heard(one))
        with three.transaction():
            for n in range(50):
                three.execute(f"NOTIFY news, '{n % 40}'".encode())
            seen.append(_nothing(one))
        seen += [_heard(one, 40) == _heard(two, 40) == [("news", str(n)) for n in range(40)]]
        one.execute("UNLISTEN news")
        two.execute("NOTIFY news, 'self'")
        seen += [_heard(two), _nothing(one), _nothing(three)]
        three.execute("LISTEN news")
        two.execute("SELECT pg_notify('news', 'who')")
        (told,) = three.notifies(timeout=PATIENCE, stop_after=1)
        seen.append(told.pid == two.info.backend_pid)
    return seen


def test_between_sessions(address: Address, postgres_url: str) -> None:
    assert _between_sessions(**address) == _between_sessions(conninfo=postgres_url)


def test_who_has_gone_is_forgotten(address: Address, gateway: Gateway) -> None:
    hearing = gateway.notifications._hearing
    with psycopg.connect(**address, autocommit=True) as connection:  # type: ignore[arg-type]
        connection.execute("LISTEN gone")
        assert "gone" in hearing
    wait_until(lambda: "gone" not in hearing)


def test_elsewhere_nothing_is_pretended(gateway: Gateway) -> None:
    for statement in ("LISTEN a", "NOTIFY a"):
        (notice,) = gateway.execute(statement).notices
        assert notice.severity == "WARNING"
    with pytest.raises(SqlError) as raised:
        gateway.execute("SELECT pg_notify('a', 'b')")
    assert raised.value.sqlstate == "0A000"


def test_what_waits_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notifications, "_MOST_WAITING", 10_000)
    exchange = Exchange()
    listener = Listener(exchange, lambda: None)
    exchange.commit(listener, [Listen("a")])
    exchange.commit(listener, [Notification(1, "a", "x" * 7999), Notification(2, "a", "x" * 7999)])
    with pytest.raises(SqlError) as raised:
        exchange.check_room("a")
    assert raised.value.sqlstate == "54000"
    assert [one.process for one in listener.taken()] == [1, 2]
    exchange.check_room("a")
