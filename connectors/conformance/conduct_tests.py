# ruff: noqa: D102 - the names of tests say what they show
"""Tests of how a scan behaves: batches, columns, limits, cancel, deadline, threads, secrets."""

from __future__ import annotations

import pickle
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pyarrow as pa
import pytest
from sqlglot import exp

from connectors.api import (
    Cancelled,
    Connector,
    ConnectorError,
    DeadlineExceeded,
    Filter,
    Fragment,
    LimitExceeded,
    OutputColumn,
    Relation,
    RelationNotFound,
    RelationSchema,
    Support,
)
from connectors.conformance import build as b
from connectors.conformance.base import Hooks, Tables
from connectors.conformance.context import Context, run
from connectors.pace import MOST_BYTES
from connectors.types import TEXT

PATIENCE = 5.0
"""Seconds after which a cancelled scan must have ended. The contract says one;
machines that run tests are busy."""


class ConductTests(Hooks):
    """What a scan does besides being right."""

    # -- batches and columns ---------------------------------------------------------------

    def test_batches_come_before_the_end(self, connector: Connector, tables: Tables) -> None:
        context = Context(batch_rows=1000)
        reader = connector.scan(b.fragment(b.select(tables.many())), context)
        first = reader.read_next_batch()
        assert 0 < first.num_rows <= 1000
        reader.close()

    def test_many_rows_all_arrive(self, connector: Connector, tables: Tables) -> None:
        query = b.select(tables.many(), ["id", "v"])
        found = run(connector, b.fragment(query), Context(batch_rows=10_000))
        assert found.num_rows == self.many_rows
        assert max(len(x) for x in found.to_batches()) <= 10_000
        assert sorted(found["id"].to_pylist()) == list(range(self.many_rows))
        assert all(i / 4 == v for i, v in zip(found["id"].to_pylist(), found["v"].to_pylist(),
                                               strict=True))  # fmt: skip

    def test_batches_are_bounded_in_bytes(self, connector: Connector, tables: Tables) -> None:
        """Whatever `batch_rows` allows: who reads slowly holds little."""
        found = run(connector, b.fragment(b.select(tables.many())))
        assert max(batch.nbytes for batch in found.to_batches()) <= 2 * MOST_BYTES

    def test_empty_relation(self, connector: Connector, tables: Tables) -> None:
        assert run(connector, b.fragment(b.select(tables.empty()))).num_rows == 0

    @pytest.mark.parametrize("columns", [["name"], ["name", "id"], ["k", "k"], ["id", "k", "id"]])
    def test_columns_in_any_order_and_twice(
        self, connector: Connector, tables: Tables, columns: list[str]
    ) -> None:
        schema = tables.people()
        query = b.select(schema, columns)
        for i, item in enumerate(query.expressions):
            item.set("alias", b.name(f"o{i}"))
        found = run(connector, b.fragment(query)).to_pydict()
        rows = tables.rows(schema.relation)
        for i, column in enumerate(columns):
            got, wanted = found[f"o{i}"], [row[column] for row in rows]
            assert sorted(got, key=repr) == sorted(wanted, key=repr)

    @pytest.mark.parametrize("output", ['a"b', "a`b", "a b", "ä😀", "select", "$x", "a.b", "?%s:x"])
    def test_strange_output_names(self, connector: Connector, tables: Tables, output: str) -> None:
        query = b.select(tables.people(), ["id"])
        query.expressions[0].set("alias", b.name(output))
        assert run(connector, b.fragment(query)).column_names == [output]

    def test_no_columns_count_the_rows(self, connector: Connector, tables: Tables) -> None:
        query = b.select(tables.people(), [])
        found = run(connector, Fragment(b.SOURCE, query, ()))
        assert found.num_columns == 0
        assert found.num_rows == 10 or sum(x.num_rows for x in found.to_batches()) == 10

    # -- limits ----------------------------------------------------------------------------

    def test_more_rows_than_allowed(self, connector: Connector, tables: Tables) -> None:
        fragment = b.fragment(b.select(tables.many()))
        with pytest.raises(LimitExceeded) as raised:
            run(connector, fragment, Context(max_rows=self.many_rows - 1))
        assert raised.value.sqlstate == "54000"

    def test_as_many_rows_as_allowed(self, connector: Connector, tables: Tables) -> None:
        people = b.fragment(b.select(tables.people()))
        assert run(connector, people, Context(max_rows=10)).num_rows == 10

    def test_more_bytes_than_allowed(self, connector: Connector, tables: Tables) -> None:
        with pytest.raises(LimitExceeded):
            run(connector, b.fragment(b.select(tables.many())), Context(max_bytes=100_000))

    # -- stopping --------------------------------------------------------------------------

    def test_cancel_between_batches(
        self, connector: Connector, tables: Tables, server_is_idle: Callable[[str], bool]
    ) -> None:
        context = Context(batch_rows=100)
        reader = connector.scan(b.fragment(b.select(tables.many())), context)
        reader.read_next_batch()
        started = time.monotonic()
        context.cancel()
        assert time.monotonic() - started < PATIENCE, "the cancel callback blocks"
        with pytest.raises(Cancelled):
            _drain(reader)
        assert time.monotonic() - started < PATIENCE
        _becomes_idle(server_is_idle, context)
        assert run(connector, b.fragment(b.select(tables.people()))).num_rows == 10

    def test_cancel_from_another_thread(
        self,
        connector: Connector,
        tables: Tables,
        slow_relation: Relation | None,
        server_is_idle: Callable[[str], bool],
    ) -> None:
        """A scan that takes long ends within a second after the cancel."""
        schema = connector.describe(slow_relation) if slow_relation else tables.many()
        context = Context(batch_rows=100)
        cancelled_at: list[float] = []

        def cancel() -> None:
            cancelled_at.append(time.monotonic())
            context.cancel()

        timer = threading.Timer(0.5, cancel)
        timer.start()
        with pytest.raises(Cancelled):
            # `many` may be read in less than half a second: then its reader is a slow one.
            _drain(
                connector.scan(b.fragment(b.select(schema)), context), pause=200 / self.many_rows
            )
        timer.join()
        assert time.monotonic() - cancelled_at[0] < PATIENCE
        _becomes_idle(server_is_idle, context)
        assert run(connector, b.fragment(b.select(tables.people()))).num_rows == 10

    def test_cancelled_before_it_starts(self, connector: Connector, tables: Tables) -> None:
        context = Context()
        context.cancel()
        with pytest.raises(Cancelled):
            run(connector, b.fragment(b.select(tables.many())), context)

    def test_closed_early(
        self, connector: Connector, tables: Tables, server_is_idle: Callable[[str], bool]
    ) -> None:
        for _ in range(20):  # more often than a pool has connections
            context = Context(batch_rows=100)
            reader = connector.scan(b.fragment(b.select(tables.many())), context)
            reader.read_next_batch()
            reader.close()
        _becomes_idle(server_is_idle, context)
        assert run(connector, b.fragment(b.select(tables.people()))).num_rows == 10

    def test_deadline(
        self,
        connector: Connector,
        tables: Tables,
        slow_relation: Relation | None,
        server_is_idle: Callable[[str], bool],
    ) -> None:
        schema = connector.describe(slow_relation) if slow_relation else tables.many()
        context = Context(batch_rows=100, seconds=0.5)
        started = time.monotonic()
        with pytest.raises(DeadlineExceeded) as raised:
            _drain(
                connector.scan(b.fragment(b.select(schema)), context), pause=200 / self.many_rows
            )
        assert time.monotonic() - started < 0.5 + PATIENCE
        assert raised.value.sqlstate == "57014"
        _becomes_idle(server_is_idle, context)

    # -- many users ------------------------------------------------------------------------

    def test_eight_threads_at_once(self, connector: Connector, tables: Tables) -> None:
        people, others, many = tables.people(), tables.others(), tables.many()

        def work(number: int) -> tuple[int, int, int]:
            found = [run(connector, b.fragment(b.select(s))) for s in (people, others)]
            reader = connector.scan(b.fragment(b.select(many)), Context(batch_rows=1000))
            rows = reader.read_next_batch().num_rows
            reader.close()
            return found[0].num_rows, found[1].num_rows, min(rows, 1)

        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(work, range(24))) == {(10, 5, 1)}

    def test_two_scans_interleaved(self, connector: Connector, tables: Tables) -> None:
        fragment = b.fragment(b.select(tables.many(), ["id"]))
        readers = [
            connector.scan(fragment, Context(batch_rows=self.many_rows // 10)) for _ in range(2)
        ]
        seen: list[list[int]] = [[], []]
        for _ in range(3):
            for reader, ids in zip(readers, seen, strict=True):
                ids += reader.read_next_batch().column(0).to_pylist()
        for reader, ids in zip(readers, seen, strict=True):
            ids += _drain(reader).column(0).to_pylist()
        assert all(sorted(ids) == list(range(self.many_rows)) for ids in seen)

    # -- what is shown ---------------------------------------------------------------------

    def test_explain_is_deterministic(self, connector: Connector, tables: Tables) -> None:
        fragment = b.fragment(b.select(tables.people(), ["id", "name"]))
        text = connector.explain(fragment)
        assert text.strip()
        assert text == connector.explain(pickle.loads(pickle.dumps(fragment)))

    def test_supports_changes_nothing(self, connector: Connector, tables: Tables) -> None:
        schema = tables.people()
        fragment = b.fragment(b.select(schema))
        predicate = b.truth("=", b.column(schema, "name"), b.value("a", TEXT))
        before = pickle.dumps(fragment.query), pickle.dumps(predicate)
        answers = {connector.supports(fragment, Filter(predicate)).support for _ in range(3)}
        assert len(answers) == 1
        assert (pickle.dumps(fragment.query), pickle.dumps(predicate)) == before

    def test_no_secret_is_shown(self, connector: Connector, tables: Tables) -> None:
        url = self.open_options.get("url", "")
        secret = urlsplit(url).password
        shown = [repr(connector), str(connector)]
        shown.append(connector.explain(b.fragment(b.select(tables.people()))))
        with pytest.raises(RelationNotFound) as raised:
            connector.describe(self.missing_relation)
        shown += [_everything(raised.value)]
        if secret:
            for text in shown:
                assert secret not in text

    # -- errors and injection --------------------------------------------------------------

    def test_unknown_relation_in_a_scan(self, connector: Connector, tables: Tables) -> None:
        known = tables.people()
        gone = RelationSchema(
            Relation(known.relation.schema, "no such relation"), known.columns,
            details=known.details,
        )  # fmt: skip
        with pytest.raises(RelationNotFound):
            run(connector, b.fragment(b.select(gone)))

    @pytest.mark.parametrize(
        "text",
        ["'; drop table people; --", '"', "\\", "\\'", "$where", "*", "%s", "${x}", "$1",
         "'' or 1=1", "\u2028", "\ud7ff", "{{x}}", "/* x", "*/ or true /*", ":id", "?", "@x"],
    )  # fmt: skip
    def test_injected_values(self, connector: Connector, tables: Tables, text: str) -> None:
        """A hostile constant selects nothing and harms nothing."""
        schema = tables.people()
        name = b.column(schema, "name")
        for parameter in (True, False):
            value = b.value(text, TEXT, parameter=parameter)
            for predicate in (b.truth("=", name, value), b.among(name, [value])):
                answer = connector.supports(b.fragment(b.select(schema)), Filter(predicate))
                if answer.support is not Support.NONE:
                    fragment = b.fragment(b.select(schema, where=predicate))
                    connector.explain(fragment)
                    found = run(connector, fragment)
                    assert found.num_rows == 0 or answer.support is Support.SUPERSET
        assert run(connector, b.fragment(b.select(schema))).num_rows == 10

    def test_only_connector_errors_escape(self, connector: Connector, tables: Tables) -> None:
        """A column that is gone is the source's error, not a KeyError."""
        schema = tables.people()
        query = b.select(schema, ["id"])
        gone = exp.Column(this=b.name("gone"), table=b.name("t"))
        gone.meta["pg"] = TEXT
        query.set("expressions", [b.named(gone, "gone")])
        fragment = Fragment(b.SOURCE, query, (OutputColumn("gone", TEXT),))
        with pytest.raises(ConnectorError):
            run(connector, fragment)


def _drain(reader: pa.RecordBatchReader, pause: float = 0.0) -> pa.Table:
    batches = []
    for batch in reader:
        batches.append(batch)
        time.sleep(pause)
    return pa.Table.from_batches(batches, schema=reader.schema)


def _becomes_idle(server_is_idle: Callable[[str], bool], context: Context) -> None:
    end = time.monotonic() + PATIENCE
    while not server_is_idle(context.query_id):
        assert time.monotonic() < end, "the server still works on the scan"
        time.sleep(0.02)


def _everything(error: ConnectorError) -> str:
    return f"{error!r} {error.message} {error.detail} {error.hint} {error.args}"
