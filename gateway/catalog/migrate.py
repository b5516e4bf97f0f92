"""Making the tables of the metadata store, and bringing those of an older Unsilo up to date.

Imports: SQLAlchemy, the tables, `gateway.errors`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy import Connection, Table, insert, inspect, select, update

from gateway.catalog import tables
from gateway.errors import SqlError

Step = Callable[[Connection], None]

_LOCK_POSTGRESQL: Final = "SELECT pg_advisory_xact_lock(hashtext('unsilo metadata store'))"


def prepare(connection: Connection) -> None:
    """Make the tables where there are none, or lead older ones to the present version.

    Refuses those of a newer Unsilo (F0000).
    """
    # Processes that come at the same time queue here.
    postgres = connection.dialect.name == "postgresql"
    connection.exec_driver_sql(_LOCK_POSTGRESQL if postgres else "BEGIN IMMEDIATE")
    if not inspect(connection).has_table(tables.state.name):
        _make(connection)
        return
    state = tables.state
    is_version = state.c.name == "schema_version"
    found = connection.execute(select(state.c.value).where(is_version)).scalar_one()
    if found > tables.VERSION:
        raise SqlError(
            "F0000",
            f"the metadata store is of version {found}, this Unsilo needs {tables.VERSION}",
            hint="It was made by a newer Unsilo.",
        )
    for version in range(found + 1, tables.VERSION + 1):
        _STEPS[version](connection)
    connection.execute(update(state).where(is_version).values(value=tables.VERSION))


def _make(connection: Connection) -> None:
    tables.metadata.create_all(connection)
    connection.execute(insert(tables.state), [
        {"name": "schema_version", "value": tables.VERSION},
        {"name": "catalog_version", "value": 1},
    ])  # fmt: skip
    _make_secret(connection)


def _make_secret(connection: Connection) -> None:
    values = {"name": "login", "value": secrets.token_hex(32)}
    connection.execute(insert(tables.secrets), [values])


def _roles(connection: Connection) -> None:
    _create(connection, tables.roles, tables.memberships, tables.tokens, tables.secrets)
    _make_secret(connection)


def _access(connection: Connection) -> None:
    _create(
        connection, tables.owners, tables.grants, tables.policies, tables.policy_roles,
        tables.user_mappings,
    )  # fmt: skip


def _create(connection: Connection, *made: Table) -> None:
    """New tables. Once one of them changes, the step that made it must spell out its first form."""
    tables.metadata.create_all(connection, tables=made, checkfirst=False)


def _audit(connection: Connection) -> None:
    _create(connection, tables.audit_heads)


def _definitions(connection: Connection) -> None:
    """Descriptions so far have no texts of views and no constraints: they are had again on use."""
    connection.execute(update(tables.relations).values(described_at=0.0))


_STEPS: Final[Mapping[int, Step]] = {2: _roles, 3: _access, 4: _audit, 5: _definitions}
"""What leads to a version from the one before it."""
