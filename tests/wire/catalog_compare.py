"""The catalog statements of real tools, asked of the gateway and of PostgreSQL, and compared.

A corpus is one file per tool: statements between lines of `----`. Before a statement may stand
`-- with [values]` (its parameters, JSON) and `-- types` (only names and types of the columns are
comparable, the reason follows). `{orders}` is the OID of the relation orders of schema crm, on
either side.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

CORPUS = Path(__file__).with_name("catalog_corpus")
_OID = re.compile(r"\{(\w[^{}]*)\}")
_OWN_OIDS = 16_383
"""OIDs from here on are made by each side in its own way."""


@dataclass(frozen=True, slots=True)
class Case:
    """One statement of a tool."""

    tool: str
    number: int
    sql: str
    values: tuple[str | None, ...] = ()
    compare: str = "rows"

    def __str__(self) -> str:
        return f"{self.tool}-{self.number}"


@dataclass(frozen=True, slots=True)
class Answer:
    """Names and types of the columns, and the rows."""

    columns: list[str] = field(default_factory=list)
    types: list[int] = field(default_factory=list)
    rows: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    error: str = ""


def cases(tool: str) -> list[Case]:
    """All statements of a tool."""
    text = (CORPUS / f"{tool}.sql").read_text()
    return [_case(tool, n, part) for n, part in enumerate(re.split(r"^----$", text, flags=re.M), 1)]


def _case(tool: str, number: int, text: str) -> Case:
    lines = text.strip().splitlines()
    values: tuple[str | None, ...] = ()
    compare = "rows"
    while lines and (match := re.match(r"-- (with|types)\b(.*)", lines[0])):
        if match.group(1) == "with":
            values = tuple(json.loads(match.group(2)))
        else:
            compare = match.group(1)
        lines = lines[1:]
    return Case(tool, number, "\n".join(lines), values, compare)


def tools() -> list[str]:
    """The names of all corpora."""
    return sorted(path.stem for path in CORPUS.glob("*.sql") if path.stem != "schema")


def ask(
    connection: psycopg.Connection[Any],
    case: Case,
    oids: dict[str, int],
    database: str = "unsilo",
) -> Answer:
    """What one side answers; `database` is what it calls the database."""

    def placed(text: str) -> str:
        text = text.replace("'unsilo'", f"'{database}'").replace('"unsilo"', f'"{database}"')
        return _OID.sub(lambda m: str(oids.get(m.group(1), m.group())), text)

    values = [None if value is None else placed(value) for value in case.values]
    with psycopg.RawCursor(connection) as cursor:
        try:
            cursor.execute(placed(case.sql), values or None)
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
