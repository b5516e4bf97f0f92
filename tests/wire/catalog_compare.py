"""The catalog statements of real tools, asked of the gateway and of PostgreSQL, and compared."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from gateway.cli.bench.corpus import Case

CORPUS = Path(__file__).with_name("catalog_corpus")
_OWN_OIDS = 16_383
"""OIDs from here on are made by each side in its own way."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Names and types of the columns, and the rows."""

    columns: list[str] = field(default_factory=list)
    types: list[int] = field(default_factory=list)
    rows: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    error: str = ""


def ask(
    connection: psycopg.Connection[Any],
    case: Case,
    oids: dict[str, int],
    database: str = "unsilo",
) -> Answer:
    """What one side answers; `database` is what it calls the database."""

    def placed(text: str) -> str:
        return text.replace("'unsilo'", f"'{database}'").replace('"unsilo"', f'"{database}"')

    asked = case.changed(placed).with_oids(oids)
    with psycopg.RawCursor(connection) as cursor:
        try:
            cursor.execute(asked.sql, asked.values or None)
        except psycopg.Error as error:
            return Answer(error=f"{error.sqlstate} {error}")
        described = cursor.description or []
        rows = cursor.fetchall() if described else []
    types = [column.type_code for column in described]
    return Answer(
        [column.name for column in described],
        types,
        Counter(tuple(_plain(value, database) for value in row) for row in rows),
    )


def relation_oids(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """The OIDs that `{name}` stands for."""
    query = (
        "SELECT c.relname, c.oid FROM pg_catalog.pg_class c "
        "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'crm'"
    )
    return dict(connection.execute(query).fetchall())


def _plain(value: Any, database: str) -> Any:
    """A value without what is each side's own: OIDs of its objects, the way it writes names."""
    if isinstance(value, list):
        return tuple(_plain(item, database) for item in value)
    if isinstance(value, dict):
        return json.dumps(value, sort_keys=True)
    if isinstance(value, int) and not isinstance(value, bool) and value >= _OWN_OIDS:
        return "OID"
    if isinstance(value, str):
        if value.isdigit() and int(value) >= _OWN_OIDS:
            return "OID"
        return "unsilo" if value == database else value.replace("crm.", "")
    return value
