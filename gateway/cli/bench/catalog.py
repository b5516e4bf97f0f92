"""`unsilo bench catalog`: the tools' catalog statements over a catalog of many relations.

Times are CPU milliseconds of this process, all its threads, from text to Arrow rows.
Imports: `gateway`, this package.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Final

from gateway.catalog.store import Described
from gateway.cli.bench.corpus import SCHEMA, Case, cases, tools
from gateway.cli.bench.relations import SOURCE, many_relations
from gateway.cli.bench.table import table
from gateway.engine import Gateway
from gateway.errors import SqlError
from gateway.session import Session

GOAL: Final = 100
"""Milliseconds within which every statement is to be answered."""
_WORST: Final = 12
_TIMES: Final = 3
_SELECT: Final = re.compile(r"\bselect\b", re.IGNORECASE)
_OIDS: Final = f"""
    SELECT c.relname, c.oid FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = '{SOURCE}'
"""
_COUNTED: Final = "SELECT count(*) FROM information_schema.columns"
_HALF: Final = """
    SELECT relname FROM pg_class WHERE relname LIKE 'relation%' AND relkind = 'r' AND oid % 2 = 0
"""
_READER: Final = "reader"


@dataclass(frozen=True, slots=True)
class Figure:
    """A statement with the milliseconds of its first runs, the best of three, and of its second
    one, and the rows it gives."""

    case: Case
    first: float
    again: float
    rows: int


def measured(corpus: Path, relations: int, columns: int) -> Iterator[str]:
    """The tables, each when it is ready. SqlError for the first statement that fails."""
    schema = (corpus / SCHEMA).read_text()
    with (
        many_relations(schema, relations, columns) as home,
        closing(Gateway.open(home)) as gateway,
    ):
        owner = Session(owner=True)
        start = ("the first of the process", _asked(gateway, _COUNTED, owner)[0])
        figures = statements(gateway, corpus, owner)
        head = ("statements", "median", "all together", f"over {GOAL} ms", "worst")
        yield "Statements, CPU ms\n\n" + table(
            head,
            [
                ("asked the first time, best of three", *_summary([f.first for f in figures])),
                ("asked again", *_summary([f.again for f in figures])),
            ],
        )
        worst = sorted(figures, key=lambda f: -f.first)[:_WORST]
        yield "The slowest, CPU ms\n\n" + table(
            ("statement", "rows", "first", "again"),
            [(f.case, f.rows, f"{f.first:.0f}", f"{f.again:.0f}") for f in worst],
        )
        rows = [(name, f"{taken:.0f}") for name, taken in (start, *_changes(gateway, owner))]
        yield "The first statement, CPU ms\n\n" + table(("after what", "ms"), rows)


def statements(gateway: Gateway, corpus: Path, session: Session) -> list[Figure]:
    """Every statement of a corpus, asked twice."""
    found = gateway.execute(_OIDS, (), session).table()
    oids = dict(zip(*(column.to_pylist() for column in found.columns), strict=True))
    figures = []
    for case in (case for tool in tools(corpus) for case in cases(corpus, tool)):
        asked = case.with_oids(oids)
        try:
            # A text of its own each time: nothing is kept of it.
            texts = [_SELECT.sub(rf"\g<0> /* {n} */", asked.sql, 1) for n in range(_TIMES)]
            taken = [_asked(gateway, text, session, *asked.values) for text in texts]
            first, rows = min(taken)
            again, _ = _asked(gateway, texts[0], session, *asked.values)
        except SqlError as error:
            raise SqlError(error.sqlstate, f"{case}: {error}") from error
        figures.append(Figure(asked, first, again, rows))
    return figures


def _changes(gateway: Gateway, owner: Session) -> Iterator[tuple[str, float]]:
    """The first statement after a change of one relation, of rights, and by a role."""
    store = gateway.access.store
    first = next(iter(gateway.catalog.relations(SOURCE))).relation
    described = store.described(SOURCE, first)[0]
    changed = replace(first, comment="another comment")
    schema = replace(described.schema, relation=changed)
    store.redescribe(SOURCE, Described(schema))
    yield "another comment on one relation", _asked(gateway, _COUNTED, owner)[0]
    half = gateway.execute(_HALF, (), owner).table().column(0).to_pylist()
    gateway.execute(f"CREATE ROLE {_READER} LOGIN", (), owner)
    yield "a new role", _asked(gateway, _COUNTED, owner)[0]
    listed = ", ".join(f"{SOURCE}.{name}" for name in half)
    gateway.execute(f"GRANT SELECT ON {listed} TO {_READER}", (), owner)
    reader = Session(user=_READER)
    yield "the first by a role that sees half", _asked(gateway, _COUNTED, reader)[0]
    gateway.execute(f"GRANT SELECT (id) ON {SOURCE}.customers TO {_READER}", (), owner)
    yield "a column more for that role", _asked(gateway, _COUNTED, reader)[0]


def _asked(gateway: Gateway, sql: str, session: Session, *values: str | None) -> tuple[float, int]:
    """CPU milliseconds of a statement, and the rows it gave."""
    begun = time.process_time()
    with gateway.prepare(sql, session).execute(values) as result:
        rows = result.table().num_rows
    return (time.process_time() - begun) * 1000, rows


def _summary(taken: list[float]) -> tuple[str, ...]:
    over = sum(one > GOAL for one in taken)
    return f"{median(taken):.1f}", f"{sum(taken):.0f}", str(over), f"{max(taken):.0f}"
