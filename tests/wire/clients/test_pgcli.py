"""pgcli: what its completion reads, and its \\d and the like (pgspecial)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pgcli.completion_refresher import CompletionRefresher
from pgcli.pgexecute import PGExecute
from pgspecial.main import PGSpecial

from tests.wire.clients.alike import shown
from tests.wire.clients.conftest import Pair

SCHEMAS = ("crm", "shop", "depot", "docs", "kv")


def _here(rows: Any) -> list[Any]:
    return [row for row in rows if row[0] in SCHEMAS]


READS: dict[str, Callable[[PGExecute], object]] = {
    "schemata": lambda e: [s for s in e.schemata() if s in SCHEMAS],
    "search path": lambda e: e.search_path()[:5],
    "tables": lambda e: _here(e.tables()),
    "views": lambda e: _here(e.views()),
    "columns of tables": lambda e: _here(e.table_columns()),
    "columns of views": lambda e: _here(e.view_columns()),
    "foreign keys": lambda e: sorted(e.foreignkeys()),
    "functions": lambda e: len([f for f in e.functions() if f.schema_name == "pg_catalog"]) > 500,
    "types": lambda e: _here(e.datatypes()),
    "casing": lambda e: sorted(set(e.casing()) & {"crm", "customers", "title", "stock"}),
}
COMMANDS = [
    "\\d", "\\dt", "\\dv", "\\dn", "\\di crm.*", "\\d crm.rich", "\\d kv.stock", "\\d crm.numbers",
    "\\dT crm.*", "\\df crm.*", "\\dp crm.*", "\\dm", "\\ds", "\\dD",
]  # fmt: skip


@pytest.fixture(scope="module")
def both(pair: Pair) -> Iterator[tuple[PGExecute, PGExecute]]:
    opened = [PGExecute(to.database, to.user, to.password, to.host, to.port, None) for to in pair]
    yield opened[0], opened[1]
    for executor in opened:
        executor.conn.close()


@pytest.mark.parametrize("name", READS)
def test_completion(name: str, both: tuple[PGExecute, PGExecute]) -> None:
    ours, theirs = (shown(READS[name](executor)) for executor in both)
    assert ours == theirs


def test_completer_knows_every_database(both: tuple[PGExecute, PGExecute]) -> None:
    done: list[Any] = []
    refresher = CompletionRefresher()
    refresher.refresh(both[0], PGSpecial(), done.append, settings={})
    refresher._completer_thread.join(60)
    [completer] = done
    tables = completer.dbmetadata["tables"]
    assert {schema: sorted(tables[schema]) for schema in ("depot", "docs", "kv", "shop")} == {
        "depot": ["goods", "parts"], "docs": ["reviews"], "kv": ["stock"],
        "shop": ["articles", "lines"],
    }  # fmt: skip
    assert list(tables["kv"]["stock"]) == ["article", "amount", "place"]


@pytest.mark.parametrize("command", COMMANDS)
def test_special(command: str, both: tuple[PGExecute, PGExecute]) -> None:
    ours, theirs = (_special(executor, command) for executor in both)
    assert ours == theirs


def _special(executor: PGExecute, command: str) -> str:
    found = []
    for title, rows, headers, status in PGSpecial().execute(executor.conn.cursor(), command):
        found.append((title, list(rows) if rows is not None else None, headers, status))
    return re.sub(r'"(PRIMARY|_id_|\w+_pkey)"', '"pkey"', shown(found))
