"""CREATE, ALTER and DROP ROLE, as clients send them."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from gateway.access import roles, scram
from gateway.access.roles import Membership, Role
from gateway.access.scram import Challenge
from gateway.demo.servers import Server
from tests.wire.doors import Door, door


@pytest.fixture
def ann(tmp_path: Path) -> Iterator[Door]:
    """A server with the admin ann and the user bob."""
    with door(tmp_path) as opened:
        opened.add("ann", superuser=True)
        opened.add("bob")
        yield opened


@pytest.fixture
def admin(ann: Door) -> Iterator[psycopg.Connection]:
    with ann.connect("ann", "sesame") as connection:
        yield connection


def refused(connection: psycopg.Connection, sql: str) -> tuple[str, str]:
    """SQLSTATE and message."""
    with pytest.raises(psycopg.Error) as caught:
        connection.execute(sql.encode())
    assert caught.value.sqlstate is not None
    return caught.value.sqlstate, caught.value.diag.message_primary or ""


def test_a_user_is_made_and_logs_in(ann: Door, admin: psycopg.Connection) -> None:
    roles.create(ann.store, Role("staff"))
    admin.execute(
        "CREATE USER carla WITH SUPERUSER ENCRYPTED PASSWORD 'it''s' CONNECTION LIMIT 3 "
        "VALID UNTIL '2100-01-31 12:00+01' NOCREATEDB NOCREATEROLE INHERIT NOREPLICATION "
        "NOBYPASSRLS IN ROLE staff, bob;"
    )
    made = roles.get(ann.store, "carla")
    assert (made.login, made.superuser, made.connection_limit) == (True, True, 3)
    assert made.valid_until == datetime(2100, 1, 31, 11, tzinfo=UTC)
    assert roles.memberships(ann.store, "carla") == {"carla", "staff", "bob", "public"}
    with ann.connect("carla", "it's") as connection:
        assert connection.execute("SELECT session_user").fetchone() == ("carla",)


def test_forms(ann: Door, admin: psycopg.Connection) -> None:
    for sql in (
        'CREATE ROLE "Odd name"',
        "CREATE GROUP g ROLE bob ADMIN ann",
        "CREATE ROLE l LOGIN CONNECTION LIMIT -1 PASSWORD NULL VALID UNTIL 'infinity'",
        "CREATE USER u NOLOGIN",
        r"CREATE ROLE e LOGIN PASSWORD E'a\'b'",
        "CREATE ROLE d LOGIN PASSWORD $$dollar$$ VALID UNTIL '-infinity'",
        "ALTER USER u LOGIN CONNECTION LIMIT 0",
        "ALTER ROLE u WITH",
        "ALTER ROLE l RENAME TO m",
        "ALTER ROLE u SET allowed_addresses = '10.0.0.0/8, ::1'",
        "ALTER ROLE u RESET allowed_addresses",
        "ALTER ROLE u SET allowed_addresses TO '10.1.0.0/16'",
    ):
        assert admin.execute(sql.encode()).statusmessage in ("CREATE ROLE", "ALTER ROLE")
    found = {role.name: role for role in roles.list_roles(ann.store)}
    assert found.keys() == {"ann", "bob", "Odd name", "g", "m", "u", "e", "d"}
    assert roles.list_memberships(ann.store) == [
        Membership("g", "ann", True), Membership("g", "bob"),
    ]  # fmt: skip
    assert (found["u"].login, found["u"].connection_limit) == (True, 0)
    assert found["u"].allowed_addresses == ("10.1.0.0/16",)
    assert found["m"].valid_until is None
    assert found["e"].verifier is not None
    assert found["e"].verifier.matches("a'b")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        ann.connect("d", "dollar")
    assert admin.execute('DROP ROLE "Odd name", g, m').statusmessage == "DROP ROLE"
    notices: list[str] = []
    admin.add_notice_handler(lambda notice: notices.append(notice.message_primary or ""))
    admin.execute("DROP USER IF EXISTS u, nobody")
    assert notices == ['role "nobody" does not exist, skipping']
    assert roles.find(ann.store, "u") is None


MISTAKES = [
    ("CREATE ROLE bob", "42710", 'role "bob" already exists'),
    ("CREATE ROLE pg_x", "42939", 'role name "pg_x" is reserved'),
    ("CREATE ROLE public", "42939", 'role name "public" is reserved'),
    ("CREATE ROLE none", "42939", 'role name "none" is reserved'),
    ("CREATE ROLE IF NOT EXISTS x", "42601", 'syntax error at or near "NOT"'),
    ("CREATE ROLE x LOGIN LOGIN", "42601", "conflicting or redundant options"),
    ("CREATE ROLE x LOGIN NOLOGIN", "42601", "conflicting or redundant options"),
    ("CREATE ROLE x FLYING", "42601", 'unrecognized role option "flying"'),
    ("CREATE ROLE x CONNECTION LIMIT -2", "22023", "invalid connection limit: -2"),
    ("CREATE ROLE x VALID UNTIL 'soon'", "22007",
     'invalid input syntax for type timestamp with time zone: "soon"'),
    ("CREATE ROLE x IN ROLE nobody", "42704", 'role "nobody" does not exist'),
    ("CREATE ROLE x ROLE nobody", "42704", 'role "nobody" does not exist'),
    ("CREATE ROLE", "42601", "syntax error at end of input"),
    ("CREATE ROLE x PASSWORD nothing", "42601", 'syntax error at or near "nothing"'),
    ("ALTER ROLE nobody LOGIN", "42704", 'role "nobody" does not exist'),
    ("ALTER ROLE bob RENAME TO ann", "42710", 'role "ann" already exists'),
    ("DROP ROLE nobody", "42704", 'role "nobody" does not exist'),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "code", "message"), MISTAKES)
def test_mistakes_are_postgresqls(
    admin: psycopg.Connection, postgres_server: Server, sql: str, code: str, message: str
) -> None:
    assert refused(admin, sql) == (code, message)
    if "bob" not in sql:  # whom only we have
        with psycopg.connect(postgres_server.url) as real:
            assert refused(real, sql) == (code, message)


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("CREATE ROLE x CREATEDB", "0A000"),
        ("CREATE ROLE x NOINHERIT", "0A000"),
        ("CREATE ROLE x PASSWORD ''", "22023"),
        ("CREATE ROLE x PASSWORD 'md5d41d8cd98f00b204e9800998ecf8427e'", "22023"),
        ("CREATE ROLE x PASSWORD 'SCRAM-SHA-256$nonsense'", "22023"),
        ("ALTER ROLE bob SET work_mem = '1GB'", "0A000"),
        ("ALTER ROLE bob SET allowed_addresses = '10.0.0.1/8'", "22023"),
        ("ALTER ROLE bob IN ROLE ann", "0A000"),
        ("ALTER GROUP bob ADD USER ann", "0A000"),
        ("DROP ROLE ann", "55006"),
        ("DROP ROLE current_user", "55006"),
        ("ALTER ROLE ann RENAME TO anna", "0A000"),
        ("BEGIN; CREATE ROLE x", "25001"),
        ("CREATE ROLE x; CREATE ROLE y", "25001"),
        ("CREATE USER MAPPING FOR bob SERVER s", "42704"),
    ],
)
def test_what_is_refused(ann: Door, admin: psycopg.Connection, sql: str, code: str) -> None:
    assert refused(admin, sql)[0] == code
    assert {role.name for role in roles.list_roles(ann.store)} == {"ann", "bob"}


def test_only_an_admin_may(ann: Door) -> None:
    with ann.connect("bob", "sesame") as bob:
        for sql, said in (
            ("CREATE ROLE x", "create role"),
            ("ALTER ROLE bob SUPERUSER", "alter role"),
            ("ALTER ROLE bob LOGIN PASSWORD 'x'", "alter role"),
            ("ALTER ROLE ann PASSWORD 'x'", "alter role"),
            ("ALTER ROLE nobody LOGIN", "alter role"),
            ("ALTER ROLE bob SET allowed_addresses = '::1'", "alter role"),
            ("ALTER ROLE ann RENAME TO x", "rename role"),
            ("DROP ROLE ann", "drop role"),
            ("DROP ROLE IF EXISTS nobody", "drop role"),
        ):
            assert refused(bob, sql) == ("42501", f"permission denied to {said}")
        bob.execute("ALTER USER CURRENT_USER PASSWORD 'mine'")
        bob.execute("ALTER USER bob PASSWORD 'mine too'")
    with ann.connect("bob", "mine too"):
        pass


def test_rights_are_of_now(ann: Door, admin: psycopg.Connection) -> None:
    with ann.connect("bob", "sesame") as bob:
        admin.execute("ALTER ROLE bob SUPERUSER")
        bob.execute("CREATE ROLE x")
        admin.execute("ALTER ROLE bob NOSUPERUSER")
        assert refused(bob, "CREATE ROLE y")[0] == "42501"


def test_clients_that_hash_themselves(ann: Door, admin: psycopg.Connection) -> None:
    """libpq's PQchangePassword (which keeps Python's lock) and a verifier taken from elsewhere."""
    program = (
        "import psycopg, sys\n"
        "with psycopg.connect(sys.argv[1]) as c: c.pgconn.change_password(b'bob', b'changed')"
    )
    address = f"host=127.0.0.1 port={ann.server.port} user=ann password=sesame dbname=unsilo"
    done = subprocess.run(
        [sys.executable, "-c", program, address], capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    with ann.connect("bob", "changed"):
        pass
    verifier = scram.make("taken over", Challenge(b"0123456789abcdef", 8192))
    admin.execute(f"CREATE USER carla PASSWORD '{verifier}'".encode())
    assert roles.get(ann.store, "carla").verifier == verifier
    with ann.connect("carla", "taken over"):
        pass


def test_passwords_are_not_repeated(
    admin: psycopg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for sql in (
            "CREATE ROLE x PASSWORD 'hunter2' 'hunter2'",
            "CREATE ROLE x 'hunter2'",
            "CREATE ROLE x PASSWORD 'hunter2' FLYING",
            "ALTER ROLE nobody PASSWORD 'hunter2'",
            "ALTER ROLE bob PASSWORD 'SCRAM-SHA-256$hunter2'",
            "CREATE ROLE bob PASSWORD 'hunter2'",
        ):
            with pytest.raises(psycopg.Error) as caught:
                admin.execute(sql.encode())
            diag = caught.value.diag
            said = f"{diag.message_primary} {diag.message_detail} {diag.message_hint}"
            assert "hunter2" not in said, said
    assert "hunter2" not in caplog.text
