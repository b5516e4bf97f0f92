"""The tables of the metadata store and their version.

Imports: SQLAlchemy, `gateway.errors`.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Column,
    Connection,
    Double,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
    insert,
    inspect,
    select,
)

from gateway.errors import SqlError

VERSION: Final = 1
"""Of the tables below; raised with every change, together with a step from the one before."""

metadata = MetaData()

state = Table(
    "unsilo_state",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Integer, nullable=False),
)
"""`schema_version`: of these tables. `catalog_version`: counts changes of what they hold."""

sources = Table(
    "unsilo_sources",
    metadata,
    Column("name", Text, primary_key=True),
    # Templates (see `secrets`): never a literal secret.
    Column("url", Text, nullable=False),
    Column("options", Text, nullable=False),
    # Changes when address or options do.
    Column("revision", Text, nullable=False),
    Column("flavour", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("notes", Text, nullable=False),
    # Unix time.
    Column("created_at", Double, nullable=False),
    Column("refreshed_at", Double, nullable=False),
)

relations = Table(
    "unsilo_relations",
    metadata,
    Column("source", Text, ForeignKey("unsilo_sources.name", ondelete="CASCADE"), primary_key=True),
    Column("schema", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("comment", Text),
    # Why it could not be described; then `document` has no columns.
    Column("error", Text),
    Column("document", Text, nullable=False),
    Column("described_at", Double, nullable=False),
)

statistics = Table(
    "unsilo_statistics",
    metadata,
    Column("source", Text, primary_key=True),
    Column("schema", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("document", Text, nullable=False),
    Column("taken_at", Double, nullable=False),
)


_LOCK_POSTGRESQL: Final = "SELECT pg_advisory_xact_lock(hashtext('unsilo metadata store'))"


def prepare(connection: Connection) -> None:
    """Make the tables where there are none; refuse those of a newer Unsilo (F0000)."""
    # Processes that come at the same time queue here.
    postgres = connection.dialect.name == "postgresql"
    connection.exec_driver_sql(_LOCK_POSTGRESQL if postgres else "BEGIN IMMEDIATE")
    if not inspect(connection).has_table(state.name):
        metadata.create_all(connection)
        connection.execute(insert(state), [
            {"name": "schema_version", "value": VERSION},
            {"name": "catalog_version", "value": 1},
        ])  # fmt: skip
        return
    found = connection.execute(
        select(state.c.value).where(state.c.name == "schema_version")
    ).scalar_one()
    if found != VERSION:
        raise SqlError(
            "F0000",
            f"the metadata store is of version {found}, this Unsilo needs {VERSION}",
            hint="It was made by a newer Unsilo." if found > VERSION else "",
        )
