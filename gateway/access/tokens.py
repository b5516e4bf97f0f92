"""API tokens: long random secrets that stand for a role, shown once and revocable one by one.

A token is written `uns_<id>_<secret>`. The store keeps its SHA-256, enough to know a token that is
sent whole (HTTP), and a SCRAM verifier for those who prove it only (PostgreSQL clients).

Imports: SQLAlchemy, `gateway.catalog` (the store), the rest of this package, `gateway.errors`.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Row, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from gateway.access import roles, scram
from gateway.access.scram import Verifier
from gateway.catalog.store import Store
from gateway.catalog.tables import tokens as table
from gateway.errors import SqlError

PREFIX: Final = "uns"
_TEXT: Final = re.compile(rf"{PREFIX}_([0-9a-f]{{12}})_[A-Za-z0-9_-]{{43}}")
_NOTED_EVERY: Final = 60.0
"""Seconds: `last_used_at` is no more exact, so that reading does not write."""


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token."""

    id: str
    role: str
    name: str
    verifier: Verifier = field(repr=False)
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None

    @property
    def expired(self) -> bool:
        """Whether its time is over."""
        return self.expires_at is not None and self.expires_at <= datetime.now(UTC)


def is_token(text: str) -> bool:
    """Whether this is written as a token is."""
    return _TEXT.fullmatch(text) is not None


def create(
    store: Store, role: str, name: str = "", expires_at: datetime | None = None
) -> tuple[Token, str]:
    """A new token for a role, and its text, which nobody can tell again. 42704."""
    id_ = secrets.token_hex(6)
    text = f"{PREFIX}_{id_}_{secrets.token_urlsafe(32)}"
    verifier = scram.make(text, roles.get(store, role).challenge)
    token = Token(id_, role, name, verifier, datetime.now(UTC), expires_at)
    try:
        with store.changing() as connection:
            connection.execute(insert(table), [_values(token, text)])
    except IntegrityError:
        raise SqlError("42704", f'role "{role}" does not exist') from None
    return token, text


def list_tokens(store: Store, role: str | None = None) -> list[Token]:
    """The tokens of a role or of all, oldest first."""
    query = select(table) if role is None else select(table).where(table.c.role == role)
    with store.reading() as connection:
        return [_token(row) for row in connection.execute(query.order_by(table.c.created_at))]


def revoke(store: Store, id_: str) -> None:
    """End a token. 42704 if there is none of that id."""
    with store.changing() as connection:
        if connection.execute(delete(table).where(table.c.id == id_)).rowcount == 0:
            raise SqlError("42704", f'token "{id_}" does not exist')


def verify(store: Store, text: str) -> Token:
    """The token that this text is; its use is noted. 28P01, the same whatever is wrong.

    Whether its role may log in, and from where, is asked of `credentials`.
    """
    match = _TEXT.fullmatch(text)
    row = None
    if match is not None:
        with store.reading() as connection:
            row = connection.execute(select(table).where(table.c.id == match[1])).one_or_none()
    if row is None or not hmac.compare_digest(row.digest, _digest(text)):
        raise _refused()
    token = _token(row)
    if token.expired:
        raise _refused()
    note_use(store, token.id)
    return token


def note_use(store: Store, id_: str) -> None:
    """Remember that a token was used now."""
    now = time.time()
    stale = or_(table.c.last_used_at.is_(None), table.c.last_used_at < now - _NOTED_EVERY)
    due = (table.c.id == id_) & stale
    with store.reading() as connection:
        if connection.execute(select(table.c.id).where(due)).first() is None:
            return
    with store.writing() as connection:
        connection.execute(update(table).where(due).values(last_used_at=now))


def _refused() -> SqlError:
    return SqlError("28P01", "token authentication failed")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _token(row: Row[Any]) -> Token:
    created = datetime.fromtimestamp(row.created_at, UTC)
    return Token(
        row.id,
        row.role,
        row.name,
        scram.parse(row.verifier),
        created,
        roles.moment(row.expires_at),
        roles.moment(row.last_used_at),
    )


def _values(token: Token, text: str) -> dict[str, Any]:
    return {
        "id": token.id,
        "role": token.role,
        "name": token.name,
        "digest": _digest(text),
        "verifier": str(token.verifier),
        "created_at": token.created_at.timestamp(),
        "expires_at": roles.seconds(token.expires_at),
        "last_used_at": None,
    }
