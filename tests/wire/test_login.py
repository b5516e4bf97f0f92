"""Logging in to the wire with real clients: passwords, tokens, who may not, and how many."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pg8000.native
import psycopg
import pytest

from gateway.access import roles, throttle, tokens
from gateway.access.roles import Membership, Role
from gateway.catalog import store as store_module
from gateway.engine import Gateway
from gateway.errors import SqlError
from gateway.serve.pgwire import serve
from gateway.serve.pgwire import server as server_module
from tests.support.waiting import wait_until
from tests.wire.doors import Door, door
from tests.wire.raw import first_challenge

PAST = datetime.now(UTC) - timedelta(seconds=1)
WRONG = 'FATAL:  password authentication failed for user "{}"'


@pytest.fixture
def open_door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    """A server that has no users yet."""
    monkeypatch.setattr(throttle, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(server_module, "_LOOK_EVERY", 0.02)
    monkeypatch.setattr(store_module, "LOOK_AGAIN", 0.0)
    with door(tmp_path) as opened:
        yield opened


@pytest.fixture
def ann(open_door: Door) -> Door:
    """A server with the user ann."""
    open_door.add("ann", superuser=True)
    return open_door


def test_every_client_logs_in_with_password_and_token(ann: Door) -> None:
    _, token = tokens.create(ann.store, "ann")
    port = ann.server.port

    async def over_asyncpg(password: str) -> str:
        connection = await asyncpg.connect(
            host="127.0.0.1", port=port, user="ann", password=password, database="unsilo"
        )
        try:
            return str(await connection.fetchval("SELECT current_user"))
        finally:
            await connection.close()

    for password in ("sesame", token):
        with ann.connect("ann", password, require_auth="scram-sha-256") as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("ann",)
            assert connection.info.parameter_status("is_superuser") == "on"
        assert ann.psql("host=127.0.0.1 user=ann", password) == ("ann", "")
        assert asyncio.run(over_asyncpg(password)) == "ann"
        other = pg8000.native.Connection(
            "ann", host="127.0.0.1", port=port, password=password, database="unsilo"
        )
        assert other.run("SELECT current_user") == [["ann"]]
        other.close()
    assert tokens.list_tokens(ann.store)[0].last_used_at is not None


def test_a_wrong_password_and_an_unknown_user_are_told_the_same(ann: Door) -> None:
    ann.add("bob", None)
    ann.add("old", valid_until=PAST)
    for user, password in (("ann", "wrong"), ("nobody", "sesame"), ("bob", "x"), ("old", "sesame")):
        assert WRONG.format(user) in ann.refusal(user, password)
    assert WRONG.format("ann") in ann.psql("host=127.0.0.1 user=ann", "wrong")[1]


def test_the_first_messages_do_not_tell_who_exists(ann: Door) -> None:
    """Same length, same salt at every try, whoever asks."""
    known, unknown, again = (
        first_challenge(ann.server.port, user) for user in ("ann", "nobody", "nobody")
    )
    assert [len(part) for part in known] == [len(part) for part in unknown]
    assert known[2] == unknown[2]
    assert unknown[1:] == again[1:]
    assert unknown[0] != again[0]


def test_passwords_that_look_the_same_are_the_same(ann: Door) -> None:
    ann.add("carla", "s3crét")
    for password in ("s3crét", "s3cre\u0301t"):
        with ann.connect("carla", password):
            pass


def test_a_role_that_may_not_log_in(ann: Door) -> None:
    roles.create(ann.store, Role("staff").with_password("sesame"))
    assert 'role "staff" is not permitted to log in' in ann.refusal("staff", "sesame")
    assert WRONG.format("staff") in ann.refusal("staff", "wrong")


def test_tokens_end(ann: Door) -> None:
    _, expired = tokens.create(ann.store, "ann", "", PAST)
    token, text = tokens.create(ann.store, "ann")
    with ann.connect("ann", text):
        tokens.revoke(ann.store, token.id)
    for password in (expired, text):
        assert WRONG.format("ann") in ann.refusal("ann", password)


def leaves(connection: psycopg.Connection) -> str:
    """Why the server ends a connection that only waits."""
    sock = socket.socket(fileno=socket.dup(connection.fileno()))
    with sock:
        sock.settimeout(30)
        sock.recv(1, socket.MSG_PEEK)
    with pytest.raises(psycopg.OperationalError) as caught:
        connection.execute("SELECT 1")
    return str(caught.value)


def test_who_may_stay_no_longer_has_to_leave(open_door: Door) -> None:
    trusted = open_door.connect("anyone")
    open_door.add("ann", superuser=True)
    assert "users have to log in now" in leaves(trusted)
    token, text = tokens.create(open_door.store, "ann")
    for name in ("bob", "carla", "dora"):
        open_door.add(name)
    stays = open_door.connect("ann", "sesame")
    by_token = open_door.connect("ann", text)
    tokens.revoke(open_door.store, token.id)
    assert f'token "{token.id}" has been revoked' in leaves(by_token)
    bob, carla = open_door.connect("bob", "sesame"), open_door.connect("carla", "sesame")
    roles.drop(open_door.store, ["bob"])
    assert 'role "bob" has been dropped' in leaves(bob)
    roles.change(open_door.store, "carla", lambda role: replace(role, login=False))
    assert "not permitted to log in any more" in leaves(carla)
    assert stays.execute("SELECT 1").fetchone() == (1,)
    for connection in (trusted, stays, by_token, bob, carla):
        connection.close()


def test_without_the_last_user_nobody_comes_in(ann: Door) -> None:
    with ann.connect("ann", "sesame"):
        roles.drop(ann.store, ["ann"])
    assert WRONG.format("ann") in ann.refusal("ann", "sesame")


def test_limits_of_a_role(ann: Door) -> None:
    ann.add("bob", connection_limit=2)
    ann.add("never", connection_limit=0)
    assert 'too many connections for role "never"' in ann.refusal("never", "sesame")
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(ann.connect("bob", "sesame"))
        assert 'too many connections for role "bob"' in ann.refusal("bob", "sesame")
        stack.enter_context(ann.connect("ann", "sesame"))

    def free_again() -> bool:
        try:
            with ann.connect("bob", "sesame"):
                return True
        except psycopg.OperationalError:
            return False

    wait_until(free_again)


def test_limit_of_the_server(tmp_path: Path) -> None:
    with door(tmp_path, max_connections=2) as opened, ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(opened.connect("anyone"))
        assert "sorry, too many clients already" in opened.refusal("anyone")


def test_a_role_is_bound_to_networks(ann: Door) -> None:
    ann.add("near", allowed_addresses=("127.0.0.0/8",))
    ann.add("far", allowed_addresses=("10.0.0.0/8",))
    with ann.connect("near", "sesame"):
        pass
    assert 'role "far" is not permitted to log in from address "127.0.0.1"' in ann.refusal(
        "far", "sesame"
    )
    assert WRONG.format("far") in ann.refusal("far", "wrong")


def test_the_server_is_bound_to_networks(tmp_path: Path) -> None:
    with door(tmp_path, allowed_addresses=("10.0.0.0/8",)) as opened:
        said = opened.refusal("anyone")
    assert (
        'no pg_hba.conf entry for host "127.0.0.1", user "anyone", database "unsilo", '
        "no encryption" in said
    )


def test_who_fails_often_waits(
    ann: Door, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    _, token = tokens.create(ann.store, "ann")
    with caplog.at_level(logging.INFO, logger="gateway"):
        for _ in range(throttle.FREE):
            assert WRONG.format("ann") in ann.refusal("ann", "not sesame")
        monkeypatch.setattr(throttle, "FIRST_WAIT", 3600.0)
        monkeypatch.setattr(throttle, "LONGEST_WAIT", 3600.0)
        # A password would wait for an hour now. A token does not, nor does somebody else.
        ann.add("bob")
        for user, password in (("ann", token), ("bob", "sesame")):
            with ann.connect(user, password):
                pass
        monkeypatch.setattr(throttle, "FIRST_WAIT", 0.01)
        monkeypatch.setattr(throttle, "LONGEST_WAIT", 0.01)
        with ann.connect("ann", "sesame"):
            pass
    assert "failed login user=ann address=127.0.0.1" in caplog.text
    assert "sesame" not in caplog.text
    assert token not in caplog.text


def test_a_client_that_does_not_log_in_is_disconnected(tmp_path: Path) -> None:
    with door(tmp_path, authentication_timeout=0.2) as opened:
        opened.add("ann")
        with socket.create_connection(("127.0.0.1", opened.server.port), timeout=30) as client:
            body = b"user\0ann\0\0"
            client.sendall((len(body) + 8).to_bytes(4) + (196608).to_bytes(4) + body)
            said = b""
            while part := client.recv(4096):
                said += part
    assert b"SCRAM-SHA-256" in said
    assert b"did not start a session in time" in said


def test_roles_of_a_session(ann: Door) -> None:
    roles.create(ann.store, Role("staff"))
    ann.add("bob")
    roles.add_member(ann.store, Membership("staff", "bob"))
    with ann.connect("bob", "sesame") as connection:
        assert connection.execute("SELECT current_user, session_user").fetchone() == ("bob", "bob")
        assert connection.info.parameter_status("is_superuser") == "off"
        assert connection.info.parameter_status("session_authorization") == "bob"


def test_with_users_any_address_may_be_listened_on(ann: Door, tmp_path: Path) -> None:
    async def listen(gateway: Gateway) -> None:
        server = await serve(gateway, "0.0.0.0", 0)
        await server.close()

    with closing(Gateway.open(tmp_path)) as gateway:
        asyncio.run(listen(gateway))
        roles.drop(ann.store, ["ann"])
        with pytest.raises(SqlError, match="there are no users") as caught:
            asyncio.run(listen(gateway))
        assert "unsilo user add" in caught.value.hint
