"""The tables of the metadata store and their version.

Imports: SQLAlchemy.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
)

VERSION: Final = 5
"""Of the tables below; raised with every change, together with a step in `migrate`."""

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

roles = Table(
    "unsilo_roles",
    metadata,
    Column("name", Text, primary_key=True),
    Column("login", Boolean, nullable=False),
    Column("superuser", Boolean, nullable=False),
    # Of SCRAM: `iterations:salt` for the password and all tokens; the password's verifier as
    # PostgreSQL writes it, NULL without a password.
    Column("challenge", Text, nullable=False),
    Column("verifier", Text),
    # NULL is without a limit, or for ever.
    Column("connection_limit", Integer),
    Column("valid_until", Double),
    # JSON: networks the role may come from; empty is any.
    Column("allowed_addresses", Text, nullable=False),
    Column("created_at", Double, nullable=False),
)
"""Users and groups. Who refers to a role does so by `role_reference`."""


def role_reference() -> ForeignKey:
    """A column's reference to a role: it goes with the role, and follows when that is renamed."""
    return ForeignKey("unsilo_roles.name", ondelete="CASCADE", onupdate="CASCADE")


memberships = Table(
    "unsilo_memberships",
    metadata,
    Column("role", Text, role_reference(), primary_key=True),
    Column("member", Text, role_reference(), primary_key=True, index=True),
    Column("admin", Boolean, nullable=False),
)

tokens = Table(
    "unsilo_tokens",
    metadata,
    Column("id", Text, primary_key=True),
    Column("role", Text, role_reference(), nullable=False, index=True),
    Column("name", Text, nullable=False),
    # SHA-256 of the whole token, in hexadecimal, and its SCRAM verifier.
    Column("digest", Text, nullable=False),
    Column("verifier", Text, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("expires_at", Double),
    Column("last_used_at", Double),
)

secrets = Table(
    "unsilo_secrets",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""Random values made with the store. `login`: what the answers for unknown users are made from."""


def _source_reference() -> ForeignKey:
    """A column's reference to a source: it goes with the source."""
    return ForeignKey("unsilo_sources.name", ondelete="CASCADE")


owners = Table(
    "unsilo_owners",
    metadata,
    Column("source", Text, _source_reference(), primary_key=True),
    Column("role", Text, role_reference(), nullable=False),
)

grants = Table(
    "unsilo_grants",
    metadata,
    Column("source", Text, _source_reference(), nullable=False),
    # "" for the whole source, the whole schema, the whole relation.
    Column("schema", Text, nullable=False),
    Column("relation", Text, nullable=False),
    Column("column", Text, nullable=False),
    # NULL is PUBLIC; as grantor, the source's owner.
    Column("grantee", Text, role_reference(), index=True),
    Column("grantor", Text, role_reference()),
    Column("grantable", Boolean, nullable=False),
)

policies = Table(
    "unsilo_policies",
    metadata,
    Column("source", Text, _source_reference(), primary_key=True),
    Column("schema", Text, primary_key=True),
    Column("relation", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    # A mask's column; "" for a row policy.
    Column("column", Text, primary_key=True),
    Column("using", Text, nullable=False),
    Column("restrictive", Boolean, nullable=False),
    # Whether it applies to PUBLIC; else to the roles of `unsilo_policy_roles`.
    Column("public", Boolean, nullable=False),
)
"""Row policies and column masks."""

policy_roles = Table(
    "unsilo_policy_roles",
    metadata,
    Column("source", Text, _source_reference(), primary_key=True),
    Column("schema", Text, primary_key=True),
    Column("relation", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("column", Text, primary_key=True),
    Column("role", Text, role_reference(), primary_key=True),
)

user_mappings = Table(
    "unsilo_user_mappings",
    metadata,
    Column("source", Text, _source_reference(), nullable=False),
    # NULL is PUBLIC.
    Column("role", Text, role_reference()),
    # Templates, as in `sources`.
    Column("options", Text, nullable=False),
    Column("revision", Text, nullable=False),
)

audit_heads = Table(
    "unsilo_audit_heads",
    metadata,
    Column("name", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
)
"""Of the audit log's chain, which is in files: see `gateway.operations.audit`."""
