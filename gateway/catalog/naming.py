"""How sources appear to PostgreSQL clients: one database, `unsilo`, with a schema for each schema.

A source's default schema (where `source.table` looks first) has the source's own name; every other
one is called `source.schema`, in quotes where it is written: `crm.customers`, `"crm.sales".orders`.
Source names have no dot, so no two schemas are called alike. ADR 0005.

Imports: nothing.
"""

from __future__ import annotations

from typing import Final

DATABASE: Final = "unsilo"
"""The one database; no source has its name."""
OPERATIONS: Final = "operations"
"""The gateway's own source (see `built_in`)."""


def schema_name(source: str, schema: str, default: str) -> str:
    """The name under which clients see one schema of a source.

    >>> schema_name("crm", "public", "public"), schema_name("crm", "sales", "public")
    ('crm', 'crm.sales')
    """
    return source if schema == default else f"{source}.{schema}"


def without_database(parts: tuple[str, ...]) -> tuple[str, ...]:
    """A relation's name without the database in front.

    >>> without_database(("unsilo", "crm", "customers")), without_database(("crm", "customers"))
    (('crm', 'customers'), ('crm', 'customers'))
    """
    return parts[1:] if len(parts) > 2 and parts[0] == DATABASE else parts


def cut_schema(parts: tuple[str, ...]) -> tuple[str, ...]:
    """`"source.schema".relation` in three parts.

    >>> cut_schema(("crm.sales", "orders")), cut_schema(("crm", "orders"))
    (('crm', 'sales', 'orders'), ('crm', 'orders'))
    """
    if len(parts) == 2 and "." in parts[0]:
        return (*parts[0].split(".", 1), parts[1])
    return parts
