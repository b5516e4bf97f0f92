"""Passwords and tokens, and the form PostgreSQL keeps a password in."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from gateway import networks
from gateway.access import roles, scram, tokens
from gateway.access.credentials import Credentials, admit
from gateway.access.roles import Role
from gateway.access.saslprep import saslprep
from gateway.access.scram import Challenge
from gateway.catalog.store import Store
from gateway.errors import SqlError

PAST = datetime.now(UTC) - timedelta(seconds=1)
FUTURE = datetime.now(UTC) + timedelta(days=1)


def refusal(credentials: Credentials, name: str, password: str) -> str:
    with pytest.raises(SqlError) as caught:
        credentials.verify_password(name, password)
    assert caught.value.sqlstate == "28P01"
    return str(caught.value.message)


@pytest.fixture
def credentials(store: Store) -> Credentials:
    roles.create(store, Role("ann", login=True).with_password("sesame"))
    roles.create(store, Role("group"))
    return Credentials(store)


def test_a_password(store: Store, credentials: Credentials) -> None:
    for _ in range(2):  # the second is remembered
        assert credentials.verify_password("ann", "sesame").role == roles.get(store, "ann")
    expected = 'password authentication failed for user "{}"'
    assert refusal(credentials, "ann", "wrong") == expected.format("ann")
    assert refusal(credentials, "bob", "sesame") == expected.format("bob")
    assert refusal(credentials, "group", "") == expected.format("group")
    assert refusal(credentials, "ann", "") == expected.format("ann")


def test_a_changed_password_is_not_remembered(store: Store, credentials: Credentials) -> None:
    credentials.verify_password("ann", "sesame")
    roles.change(store, "ann", lambda role: role.with_password("other"))
    refusal(credentials, "ann", "sesame")
    credentials.verify_password("ann", "other")
    roles.change(store, "ann", lambda role: replace(role, valid_until=PAST))
    refusal(credentials, "ann", "other")
    roles.change(store, "ann", lambda role: role.with_password(None))
    refusal(credentials, "ann", "other")
    roles.drop(store, ["ann"])
    refusal(credentials, "ann", "other")


def test_a_token(store: Store, credentials: Credentials) -> None:
    token, text = tokens.create(store, "ann", "ci", FUTURE)
    assert text.startswith(f"uns_{token.id}_")
    assert text not in repr(token)
    login = credentials.verify_token(text)
    assert login.role.name == "ann"
    assert login.token is not None
    assert login.token.id == token.id
    assert tokens.list_tokens(store)[0].last_used_at is not None
    assert credentials.verify_password("ann", text).token == replace(
        token, last_used_at=tokens.list_tokens(store)[0].last_used_at
    )
    refusal(credentials, "group", text)
    for wrong in (
        "",
        "uns_",
        text[:-1],
        text[:-1] + "~",
        f"uns_{'0' * 12}_{text[17:]}",
        text + "x",
    ):
        with pytest.raises(SqlError, match="token authentication failed"):
            credentials.verify_token(wrong)


def test_tokens_end(store: Store, credentials: Credentials) -> None:
    _, expired = tokens.create(store, "ann", "", PAST)
    revoked, text = tokens.create(store, "ann")
    credentials.verify_token(text)
    tokens.revoke(store, revoked.id)
    for gone in (expired, text):
        with pytest.raises(SqlError, match="token authentication failed"):
            credentials.verify_token(gone)
        refusal(credentials, "ann", gone)
    with pytest.raises(SqlError, match="does not exist") as caught:
        tokens.revoke(store, revoked.id)
    assert caught.value.sqlstate == "42704"
    with pytest.raises(SqlError, match='role "nobody" does not exist'):
        tokens.create(store, "nobody")


def test_the_store_holds_neither_password_nor_token(store: Store, credentials: Credentials) -> None:
    _, text = tokens.create(store, "ann")
    with store.reading() as connection:
        rows = [
            str(tuple(row))
            for table in ("roles", "tokens", "secrets")
            for row in connection.exec_driver_sql(f"SELECT * FROM unsilo_{table}")
        ]
    assert len(rows) == 4
    assert not any("sesame" in row or text[17:] in row for row in rows)


def test_what_proves_a_role(store: Store, credentials: Credentials) -> None:
    _, text = tokens.create(store, "ann")
    _, expired = tokens.create(store, "ann", "", PAST)
    proofs = credentials.proofs("ann")
    for password, accepted in (("sesame", True), (text, True), (expired, False), ("no", False)):
        assert (proofs.accepted(b"m", proof(password, proofs.challenge)) is not None) == accepted
    unknown = credentials.proofs("nobody")
    assert unknown == credentials.proofs("nobody") == Credentials(store).proofs("nobody")
    assert unknown.challenge != credentials.proofs("somebody").challenge
    assert unknown.challenge.iterations == proofs.challenge.iterations
    assert len(unknown.challenge.salt) == len(proofs.challenge.salt)
    assert credentials.proofs("group").accepted(b"m", b"x" * 32) is None
    assert proofs.accepted(b"m", b"") is None


def proof(password: str, challenge: Challenge) -> bytes:
    """What a client sends over the message `m`."""
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), challenge.salt, challenge.iterations)
    key = hmac.digest(salted, b"Client Key", "sha256")
    signature = hmac.digest(hashlib.sha256(key).digest(), b"m", "sha256")
    return bytes(a ^ b for a, b in zip(key, signature, strict=True))


def test_a_password_and_old_tokens_after_a_new_password(
    store: Store, credentials: Credentials
) -> None:
    _, text = tokens.create(store, "ann")
    roles.change(store, "ann", lambda role: role.with_password("other"))
    proofs = credentials.proofs("ann")
    assert proofs.accepted(b"m", proof(text, proofs.challenge)) is not None


PASSWORDS = (
    "sesame",
    "s3crét",
    "ﬁne",
    "\u00ad soft",
    "a\u00a0b",
    "\u06271",
    "é" * 500,
    "a\tb",
    "\u0221",
)


def test_verifiers_are_postgresqls(postgres_url: str) -> None:
    """The server makes a verifier of each password; ours with its salt is the same text."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        name = f"t_{abs(hash(postgres_url))}"
        connection.execute(f'CREATE ROLE "{name}"')
        try:
            for password in PASSWORDS:
                connection.execute(f"ALTER ROLE \"{name}\" PASSWORD '{password}'")
                row = connection.execute(
                    "SELECT rolpassword FROM pg_authid WHERE rolname = %s", [name]
                ).fetchone()
                assert row is not None
                theirs = scram.parse(row[0])
                assert str(theirs) == row[0]
                assert str(scram.make(password, theirs.challenge)) == row[0]
                assert theirs.matches(password)
        finally:
            connection.execute(f'DROP ROLE "{name}"')


def test_ready_verifiers_are_taken_as_they_are() -> None:
    made = str(scram.make("sesame", Challenge(b"salt", 15000)))
    role = Role("ann").with_password(made)
    assert str(role.verifier) == made
    assert role.challenge == Challenge(b"salt", 15000)


@pytest.mark.parametrize(
    "password",
    [
        "",
        "md5" + "0" * 32,
        "SCRAM-SHA-256$",
        "SCRAM-SHA-256$4096:c2FsdA==$YQ==:YQ==",
        "SCRAM-SHA-256$9999999999:c2FsdA==$" + "A" * 43 + "=:" + "A" * 43 + "=",
        "SCRAM-SHA-256$4096:====$" + "A" * 43 + "=:" + "A" * 43 + "=",
    ],
)
def test_what_cannot_be_a_password(password: str) -> None:
    with pytest.raises(SqlError) as caught:
        Role("ann").with_password(password)
    assert caught.value.sqlstate == "22023"
    assert not password or password not in str(caught.value)


def test_saslprep() -> None:
    """The examples of RFC 4013, section 3."""
    assert saslprep("I\u00adX") == "IX"
    assert saslprep("user") == "user"
    assert saslprep("\u00aa") == "a"
    assert saslprep("\u2168") == "IX"
    assert saslprep("\x07") == "\x07"  # prohibited: as it is
    assert saslprep("\u06271") == "\u06271"


def test_from_where_a_role_may_come() -> None:
    assert networks.allows((), None)
    assert not networks.allows(("10.0.0.0/8",), None)
    assert networks.allows(("10.0.0.0/8",), "10.1.2.3")
    assert networks.allows(("10.0.0.0/8",), "::ffff:10.1.2.3")
    assert networks.allows(("fe80::/10",), "fe80::1%eth0")
    assert not networks.allows(("10.0.0.0/8", "::/0"), "11.1.2.3")
    admit(Role("ann", login=True), "10.1.2.3")
    for role, message in (
        (Role("ann"), "is not permitted to log in"),
        (Role("ann", login=True, allowed_addresses=("::1/128",)), 'from address "10.1.2.3"'),
    ):
        with pytest.raises(SqlError, match=message) as caught:
            admit(role, "10.1.2.3")
        assert caught.value.sqlstate == "28000"
