"""Roles: users (those that may log in) and groups, and who is a member of whom.

As in PostgreSQL a role is both; every role is a member of `public`. Functions over the metadata
store; whatever changes a role raises the catalog's version.

Imports: SQLAlchemy, `gateway.catalog` (the store), `gateway.errors`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from gateway import networks
from gateway.access import scram
from gateway.access.scram import Challenge, Verifier
from gateway.catalog.store import Store
from gateway.catalog.tables import memberships as membership_table
from gateway.catalog.tables import roles as role_table
from gateway.errors import SqlError

PUBLIC: Final = "public"
"""The group that everyone is in."""
_RESERVED: Final = frozenset({PUBLIC, "none"})
_LONGEST: Final = 63
_MD5: Final = re.compile(r"md5[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Role:
    """A role. `None` stands for no limit, no end, no password."""

    name: str
    login: bool = False
    superuser: bool = False
    verifier: Verifier | None = field(default=None, repr=False)
    """Of its password; `str` makes PostgreSQL's stored form of it."""
    connection_limit: int | None = None
    valid_until: datetime | None = None
    """When the password ends; tokens have their own."""
    allowed_addresses: tuple[str, ...] = ()
    """Networks the role may come from; none is any."""
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    challenge: Challenge = field(default_factory=Challenge.new, repr=False)
    """Shared by password and tokens, so that a client that proves one need not say which."""

    def with_password(self, password: str | None) -> Role:
        """The role with another password, or none. `SCRAM-SHA-256$…` is taken as it is.

        22023 for an empty password and for a malformed or an MD5 verifier.
        """
        if password is None:
            return replace(self, verifier=None)
        if scram.is_verifier(password):
            verifier = scram.parse(password)
            return replace(self, verifier=verifier, challenge=verifier.challenge)
        if not password:
            raise SqlError("22023", "empty string is not a valid password")
        if _MD5.fullmatch(password):
            raise SqlError(
                "22023",
                "a password that is an MD5 hash cannot be used",
                hint="Give the password itself, or its SCRAM-SHA-256 verifier.",
            )
        return replace(self, verifier=scram.make(password, self.challenge))


@dataclass(frozen=True, slots=True)
class Membership:
    """`member` has what `role` has; with `admin` it may give the role to others."""

    role: str
    member: str
    admin: bool = False


def exist(store: Store) -> bool:
    """Whether there is any role. Without one whoever reaches the gateway is trusted."""
    with store.reading() as connection:
        return connection.execute(select(role_table.c.name).limit(1)).first() is not None


def find(store: Store, name: str) -> Role | None:
    """The role of that name, None if there is none."""
    with store.reading() as connection:
        return _find(connection, name)


def get(store: Store, name: str) -> Role:
    """The role of that name. 42704 if there is none."""
    with store.reading() as connection:
        return _get(connection, name)


def list_roles(store: Store) -> list[Role]:
    """All roles, by name."""
    with store.reading() as connection:
        return [_role(row) for row in connection.execute(select(role_table).order_by("name"))]


def create(store: Store, role: Role, given: Sequence[Membership] = ()) -> None:
    """A new role with its memberships. 42710, 42704, 0LP01, 42939 for a reserved name, 42602."""
    check_name(role.name)
    try:
        with store.changing() as connection:
            connection.execute(insert(role_table), [_values(role)])
            for membership in given:
                _add_member(connection, membership)
    except IntegrityError:
        raise SqlError("42710", f'role "{role.name}" already exists') from None


def change(store: Store, name: str, new: Callable[[Role], Role]) -> None:
    """Make of a role what `new` makes of it; its name may change too. 42704, 42710."""
    try:
        with store.changing() as connection:
            changed = new(_get(connection, name))
            if changed.name != name:
                check_name(changed.name)
            connection.execute(
                update(role_table).where(role_table.c.name == name).values(**_values(changed))
            )
    except IntegrityError:
        raise SqlError("42710", f'role "{changed.name}" already exists') from None


def drop(store: Store, names: Iterable[str]) -> None:
    """Forget roles, all or none, with their memberships and tokens. 42704."""
    with store.changing() as connection:
        for name in names:
            _get(connection, name)
            connection.execute(delete(role_table).where(role_table.c.name == name))


def list_memberships(store: Store) -> list[Membership]:
    """Every membership that was granted."""
    t = membership_table
    with store.reading() as connection:
        rows = connection.execute(select(t).order_by(t.c.role, t.c.member))
        return [Membership(row.role, row.member, row.admin) for row in rows]


def memberships(store: Store, name: str) -> frozenset[str]:
    """All roles that `name` has: itself, those it is a member of at any remove, `public`."""
    return having(list_memberships(store), name)


def having(given: Iterable[Membership], name: str) -> frozenset[str]:
    """`memberships` over memberships that are at hand."""
    groups: dict[str, list[str]] = {}
    for membership in given:
        groups.setdefault(membership.member, []).append(membership.role)
    found, ahead = {PUBLIC}, [name]
    while ahead:
        role = ahead.pop()
        if role not in found:
            found.add(role)
            ahead += groups.get(role, ())
    return frozenset(found)


def add_member(store: Store, membership: Membership) -> None:
    """Make a role a member of another, or change its admin option. 42704, 0LP01 for a circle."""
    with store.changing() as connection:
        _add_member(connection, membership)


def remove_member(store: Store, role: str, member: str) -> bool:
    """End a membership; whether there was one. 42704."""
    with store.changing() as connection:
        for name in (role, member):
            _get(connection, name)
        return _remove_member(connection, role, member)


def check_name(name: str) -> None:
    """A name that a new role may have. 42939 reserved, 42602 malformed, 42622 too long."""
    if name in _RESERVED:
        raise SqlError("42939", f'role name "{name}" is reserved')
    if name.startswith("pg_"):
        raise SqlError(
            "42939",
            f'role name "{name}" is reserved',
            detail='Role names starting with "pg_" are reserved.',
        )
    if not name or not name.isprintable():
        raise SqlError("42602", f'invalid role name "{name}"')
    if len(name.encode()) > _LONGEST:
        raise SqlError("42622", f'role name "{name}" is longer than {_LONGEST} bytes')


def check_networks(given: Iterable[str]) -> tuple[str, ...]:
    """Addresses and networks in CIDR notation, in their normal form. 22023."""
    try:
        return networks.normal(given)
    except ValueError as error:
        raise SqlError("22023", "invalid network", detail=f"{error}.") from None


def _find(connection: Connection, name: str) -> Role | None:
    row = connection.execute(select(role_table).where(role_table.c.name == name)).one_or_none()
    return None if row is None else _role(row)


def _get(connection: Connection, name: str) -> Role:
    role = _find(connection, name)
    if role is None:
        raise SqlError("42704", f'role "{name}" does not exist')
    return role


def _add_member(connection: Connection, membership: Membership) -> None:
    t = membership_table
    rows = connection.execute(select(t))
    given = [Membership(row.role, row.member, row.admin) for row in rows]
    role, member = membership.role, membership.member
    for name in (role, member):
        _get(connection, name)
    if member in having(given, role):
        raise SqlError("0LP01", f'role "{role}" is a member of role "{member}"')
    _remove_member(connection, role, member)
    values = {"role": role, "member": member, "admin": membership.admin}
    connection.execute(insert(t), [values])


def _remove_member(connection: Connection, role: str, member: str) -> bool:
    t = membership_table
    gone = connection.execute(delete(t).where(t.c.role == role, t.c.member == member))
    return gone.rowcount > 0


def _role(row: Row[Any]) -> Role:
    return Role(
        row.name,
        row.login,
        row.superuser,
        None if row.verifier is None else scram.parse(row.verifier),
        row.connection_limit,
        moment(row.valid_until),
        tuple(json.loads(row.allowed_addresses)),
        datetime.fromtimestamp(row.created_at, UTC),
        Challenge.parse(row.challenge),
    )


def _values(role: Role) -> dict[str, Any]:
    return {
        "name": role.name,
        "login": role.login,
        "superuser": role.superuser,
        "challenge": str(role.challenge),
        "verifier": None if role.verifier is None else str(role.verifier),
        "connection_limit": role.connection_limit,
        "valid_until": seconds(role.valid_until),
        "allowed_addresses": json.dumps(role.allowed_addresses),
        "created_at": role.created_at.timestamp(),
    }


def moment(seconds: float | None) -> datetime | None:
    """A time as the store keeps it: Unix time, NULL for never."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def seconds(moment: datetime | None) -> float | None:
    """What the store keeps of a time."""
    return None if moment is None else moment.timestamp()
