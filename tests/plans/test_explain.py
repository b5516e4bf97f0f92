"""EXPLAIN as a statement: what it says beside the plan, and that its run can be stopped."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyarrow as pa
import pytest

from connectors.api import Fragment, ScanContext
from connectors.types import INT4
from gateway.catalog.catalog import Catalog
from gateway.engine import Gateway
from gateway.errors import SqlError
from gateway.session import Session
from tests.plans.test_plans import KEYS, TABLES
from tests.support.memory import MemoryConnector, Profile


@dataclass(eq=False)
class Endless(MemoryConnector):
    """Gives batches until the query is cancelled."""

    started: threading.Event = field(default_factory=threading.Event)

    def scan(self, fragment: Fragment, context: ScanContext) -> pa.RecordBatchReader:
        def batches() -> Iterator[pa.RecordBatch]:
            arrays = [pa.nulls(1, f.type) for f in fragment.schema]
            while not context.cancelled:
                self.started.set()
                yield pa.RecordBatch.from_arrays(arrays, schema=fragment.schema)

        return pa.RecordBatchReader.from_batches(fragment.schema, batches())


def gateway_over(**sources: MemoryConnector) -> Gateway:
    described = {
        name: (source, [source.describe(relation) for relation in source.relations()])
        for name, source in sources.items()
    }
    return Gateway(Catalog.in_memory(described))


def test_analyze_is_cancelled_while_it_runs() -> None:
    endless = Endless({"t": ((("a", INT4),), [])}, Profile(queries=False))
    gateway = gateway_over(crm=endless)
    result = gateway.prepare("explain analyze select count(*) from t", Session()).execute()
    failed: list[SqlError] = []

    def read() -> None:
        try:
            result.table()
        except SqlError as error:
            failed.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    assert endless.started.wait(30)
    result.cancel()
    reader.join(30)
    gateway.close()
    assert [error.sqlstate for error in failed] == ["57014"]


def test_analyze_sums_up_what_each_source_sent() -> None:
    crm = MemoryConnector(TABLES["crm"], Profile(queries=False), primary_keys=KEYS)
    web = MemoryConnector(TABLES["web"], Profile(queries=False), primary_keys=KEYS)
    gateway = gateway_over(crm=crm, web=web)
    text = gateway.explain(
        "select c.id from customers c, orders o, events e where c.id < e.id and o.id > e.id",
        analyze=True,
    )
    gateway.close()
    moved = [line.split(", ")[0] for line in text.splitlines() if line.startswith("Moved from")]
    assert moved == ['Moved from "crm": 7 rows', 'Moved from "web": 5 rows']
    assert "  local: whole query [sources: it reads several sources]" in text.splitlines()


def test_a_statement_in_use_is_not_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.engine._CACHED_STATEMENTS", 2)
    gateway = gateway_over(crm=MemoryConnector(TABLES["crm"]))
    session = Session()
    first = gateway.bind("select 1", session)
    gateway.bind("select 2", session)
    assert gateway.bind("select 1", session) is first
    gateway.bind("select 3", session)
    assert gateway.bind("select 1", session) is first
    gateway.close()
