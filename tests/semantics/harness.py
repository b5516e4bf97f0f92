"""Cases of PostgreSQL's meaning, asked of a real PostgreSQL and of the gateway.

A case file (`cases/*.sql`) has one case per line: an expression, or a whole query that starts with
SELECT, WITH or VALUES. Empty lines and lines that start with `--` are skipped; a line SET … holds
for the cases after it, on both sides. A line may end with
` -- refused`: the gateway answers 0A000. Then it must: a case that is answered again loses its
mark, one that is no longer answered gains it, both by hand.

Both sides are compared as clients see them: names and types of the columns (OIDs), rows in order,
values in PostgreSQL's text form; or the SQLSTATE of the error.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from gateway.engine import Gateway
from gateway.errors import SqlError
from gateway.session import Session
from gateway.sql.output import to_text

CASES = Path(__file__).parent / "cases"
_MARK = " -- refused"
_QUERY = ("select ", "with ", "values ", "values(")


@dataclass(frozen=True, slots=True)
class Case:
    """One line of a case file."""

    file: str
    line: int
    text: str
    refused: bool
    setting: str = ""

    @property
    def sql(self) -> str:
        """The case as a query."""
        return self.text if self.text.lower().startswith(_QUERY) else f"SELECT {self.text}"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


@dataclass(frozen=True, slots=True)
class Answer:
    """Types (OIDs) and rows of texts, or an SQLSTATE."""

    types: tuple[int, ...] = ()
    rows: tuple[tuple[str | None, ...], ...] = ()
    sqlstate: str = ""
    message: str = ""

    def agrees(self, other: Answer) -> bool:
        """Whether a client could not tell the two apart."""
        if self.sqlstate or other.sqlstate:
            return self.sqlstate == other.sqlstate
        return self.types == other.types and self.rows == other.rows

    def __str__(self) -> str:
        if self.sqlstate:
            return f"{self.sqlstate} {self.message}"
        return f"{self.rows} of types {self.types}"


def read(path: Path) -> Iterator[Case]:
    """The cases of one file."""
    setting = ""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        text = line.strip()
        if not text or text.startswith("--"):
            continue
        if text.lower().startswith("set "):
            setting = text
            continue
        refused = text.endswith(_MARK)
        yield Case(path.name, number, text.removesuffix(_MARK).strip(), refused, setting)


def ask_postgres(
    connection: psycopg.Connection[tuple[object, ...]], sql: str, setting: str = ""
) -> Answer:
    """The oracle's answer, in its own text form."""
    connection.execute((setting or "SET TimeZone = 'UTC'").encode())
    try:
        cursor = connection.execute(sql.encode())
    except psycopg.Error as error:
        return Answer(sqlstate=error.sqlstate or "XX000", message=str(error).splitlines()[0])
    result = cursor.pgresult
    assert result is not None
    columns = range(result.nfields)
    rows = tuple(
        tuple(_decoded(result.get_value(row, column)) for column in columns)
        for row in range(result.ntuples)
    )
    return Answer(tuple(result.ftype(column) for column in columns), rows)


def _decoded(value: bytes | None) -> str | None:
    return None if value is None else value.decode()


def ask_gateway(
    gateway: Gateway, sql: str, setting: str = "", session: Session | None = None
) -> Answer:
    """The gateway's answer, printed as its wire protocol prints it."""
    session = session or Session(owner=True)
    try:
        if setting:
            gateway.execute(setting, session=session)
        with gateway.execute(sql, session=session) as result:
            table = result.table()
    except SqlError as error:
        return Answer(sqlstate=error.sqlstate, message=error.message)
    columns = [
        to_text(column.combine_chunks(), output.type, result.style).to_pylist()
        for column, output in zip(table.columns, result.columns, strict=True)
    ]
    return Answer(tuple(c.type.oid for c in result.columns), tuple(zip(*columns, strict=True)))
