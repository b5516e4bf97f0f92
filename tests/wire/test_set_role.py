"""SET ROLE and SET SESSION AUTHORIZATION: who acts, until when."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from gateway.access import roles
from gateway.access.roles import Membership, Role
from gateway.demo.servers import Server
from tests.wire.doors import Door, door

WHO = "SELECT current_user, session_user"


@pytest.fixture(scope="module")
def ann(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """The admin ann; bob, a member of staff; other, of which he is none."""
    with door(tmp_path_factory.mktemp("home")) as opened:
        opened.add("ann", superuser=True)
        opened.add("bob")
        for name in ("staff", "other"):
            roles.create(opened.store, Role(name))
        roles.add_member(opened.store, Membership("staff", "bob"))
        yield opened


@pytest.fixture
def bob(ann: Door) -> Iterator[psycopg.Connection]:
    with ann.connect("bob", "sesame") as connection:
        yield connection


@pytest.fixture
def admin(ann: Door) -> Iterator[psycopg.Connection]:
    with ann.connect("ann", "sesame") as connection:
        yield connection


def who(connection: psycopg.Connection) -> tuple[str, str]:
    row = connection.execute(WHO.encode()).fetchone()
    assert row is not None
    return row


def refused(connection: psycopg.Connection, sql: str) -> str:
    with pytest.raises(psycopg.Error) as caught:
        connection.execute(sql.encode())
    return f"{caught.value.sqlstate} {caught.value.diag.message_primary}"


@pytest.mark.parametrize(
    "sql",
    ["SET ROLE staff", "SET ROLE 'staff'", "SET SESSION ROLE staff", "SET role TO staff",
     'SET role = "staff"'],
)  # fmt: skip
@pytest.mark.parametrize(
    "back", ["SET ROLE NONE", "RESET ROLE", "SET ROLE TO DEFAULT", "DISCARD ALL"]
)
def test_a_member_acts_as_its_group(bob: psycopg.Connection, sql: str, back: str) -> None:
    assert bob.execute(sql.encode()).statusmessage == "SET"
    assert who(bob) == ("staff", "bob")
    assert bob.execute("SHOW role").fetchone() == ("staff",)
    bob.execute("RESET ALL")
    assert who(bob) == ("staff", "bob")
    bob.execute(back.encode())
    assert who(bob) == ("bob", "bob")
    assert bob.execute("SHOW role").fetchone() == ("none",)


def test_others_may_not(bob: psycopg.Connection) -> None:
    for sql, said in (
        ("SET ROLE other", '42501 permission denied to set role "other"'),
        ("SET role = other", '42501 permission denied to set role "other"'),
        ("SET ROLE ann", '42501 permission denied to set role "ann"'),
        ("SET ROLE nobody", '22023 role "nobody" does not exist'),
        ("SET SESSION AUTHORIZATION ann",
         '42501 permission denied to set session authorization "ann"'),
        ("SET session_authorization = ann",
         '42501 permission denied to set session authorization "ann"'),
        ("SET is_superuser = on", '55P02 parameter "is_superuser" cannot be changed'),
        ("SET ROLE", "42601 syntax error at end of input"),
        ("SET ROLE 1", '42601 syntax error at or near "1"'),
        ("RESET ROLE staff", '42601 syntax error at or near "staff"'),
    ):  # fmt: skip
        assert refused(bob, sql) == said
    assert who(bob) == ("bob", "bob")
    with pytest.raises(psycopg.Error):
        bob.execute("SELECT set_config('role', 'ann', false)")
    assert who(bob) == ("bob", "bob")


def test_an_admin_acts_as_anyone(admin: psycopg.Connection) -> None:
    admin.execute("SET SESSION AUTHORIZATION bob")
    assert who(admin) == ("bob", "bob")
    assert admin.info.parameter_status("session_authorization") == "bob"
    assert admin.info.parameter_status("is_superuser") == "off"
    assert refused(admin, "SET ROLE other").startswith("42501")
    assert refused(admin, "CREATE ROLE x").startswith("42501")
    admin.execute("SET ROLE staff")
    assert who(admin) == ("staff", "bob")
    admin.execute("SET SESSION AUTHORIZATION other")
    assert who(admin) == ("other", "other")
    admin.execute("RESET SESSION AUTHORIZATION")
    assert who(admin) == ("ann", "ann")
    assert admin.info.parameter_status("is_superuser") == "on"


def test_what_an_admin_gives_up(admin: psycopg.Connection) -> None:
    admin.execute("SET ROLE staff")
    assert admin.info.parameter_status("is_superuser") == "off"
    assert refused(admin, "DROP ROLE other").startswith("42501")
    admin.execute("SET ROLE NONE")
    assert admin.info.parameter_status("is_superuser") == "on"


def test_it_follows_the_transaction(bob: psycopg.Connection) -> None:
    with bob.transaction():
        bob.execute("SET LOCAL ROLE staff")
        assert who(bob) == ("staff", "bob")
    assert who(bob) == ("bob", "bob")
    with bob.transaction(force_rollback=True):
        bob.execute("SET ROLE staff")
        assert who(bob) == ("staff", "bob")
    assert who(bob) == ("bob", "bob")
    with bob.transaction():
        bob.execute("SET ROLE staff")
    assert who(bob) == ("staff", "bob")
    notices: list[str] = []
    bob.add_notice_handler(lambda notice: notices.append(notice.message_primary or ""))
    bob.execute("SET LOCAL ROLE NONE")
    assert who(bob) == ("staff", "bob")
    assert notices == ["SET LOCAL can only be used in transaction blocks"]


def test_postgresql_says_the_same(ann: Door, postgres_server: Server) -> None:
    """The same statements, there and here, by a superuser."""
    statements = [
        "SET ROLE {role}", "SET SESSION AUTHORIZATION {role}", "SET ROLE NONE",
        "BEGIN", "RESET SESSION AUTHORIZATION", "SAVEPOINT s", "SET ROLE {role}",
        "SET LOCAL SESSION AUTHORIZATION DEFAULT", "ROLLBACK TO s", "SET LOCAL ROLE {role}",
        "COMMIT", "SET ROLE nobody_at_all", "SET SESSION AUTHORIZATION DEFAULT", "DISCARD ALL",
    ]  # fmt: skip

    def log(connection: psycopg.Connection, me: str, role: str) -> list[object]:
        seen: list[object] = []
        for statement in statements:
            try:
                connection.execute(statement.format(role=role).encode())
            except psycopg.Error as error:
                seen.append(error.sqlstate)
            row = connection.execute(WHO.encode()).fetchone()
            assert row is not None
            super_user = connection.info.parameter_status("is_superuser")
            seen.append((*("me" if name == me else name for name in row), super_user))
        return seen

    with psycopg.connect(postgres_server.url, autocommit=True) as real:
        me = real.info.user
        real.execute("CREATE ROLE set_role_test")
        try:
            theirs = log(real, me, "set_role_test")
        finally:
            real.execute("DROP ROLE set_role_test")
    roles.create(ann.store, Role("set_role_test"))
    with ann.connect("ann", "sesame") as ours:
        assert log(ours, "ann", "set_role_test") == theirs


@pytest.mark.parametrize("options", ["-c role=staff", "--role=staff", "-crole=staff"])
def test_a_session_begins_as_a_role(ann: Door, options: str) -> None:
    """As in PostgreSQL, RESET comes back to it, and NONE to who has logged in."""
    with ann.connect("bob", "sesame", options=options) as bob:
        assert who(bob) == ("staff", "bob")
        bob.execute("SET ROLE NONE")
        assert who(bob) == ("bob", "bob")
        for back in ("RESET ROLE", "DISCARD ALL"):
            bob.execute("SET ROLE NONE")
            bob.execute(back.encode())
            assert who(bob) == ("staff", "bob")


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("other", 'permission denied to set role "other"'),
        ("nobody", 'role "nobody" does not exist'),
    ],
)
def test_a_session_cannot_begin_as_just_anybody(ann: Door, role: str, said: str) -> None:
    with pytest.raises(psycopg.OperationalError, match=f"FATAL:  {said}"):
        ann.connect("bob", "sesame", options=f"-c role={role}")
