"""Traces, metrics and log lines of statements."""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import psycopg
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from prometheus_client import CollectorRegistry, generate_latest

from gateway.catalog.sources import Sources
from gateway.config import Settings
from gateway.engine import Gateway
from gateway.operations.logs import JsonLines
from gateway.operations.metrics import Now, StatementMetrics
from gateway.session import Session

CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@contextmanager
def _collector() -> Iterator[tuple[str, list[Span]]]:
    """Where OTLP is taken, and what has come."""
    spans: list[Span] = []

    class Taker(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                for scope in resource.scope_spans:
                    spans.extend(scope.spans)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Taker) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1/traces", spans
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("caller", ["", CALLER], ids=["of its own", "of the client"])
def test_spans_of_a_statement_and_its_fragments(home: Path, filled: str, caller: str) -> None:
    with psycopg.connect(filled, autocommit=True) as real:
        real.execute("CREATE OR REPLACE VIEW me AS SELECT query FROM pg_stat_activity "
                     "WHERE pid = pg_backend_pid()")  # fmt: skip
    with _collector() as (endpoint, spans):
        (home / "unsilo.toml").write_text(f'trace_endpoint = "{endpoint}"')
        Sources.open(Settings(home=home)).refresh("crm")
        with closing(Gateway.open(home)) as gateway:
            session = Session(owner=True, trace_parent=caller)
            result = gateway.execute("SELECT query FROM crm.public.me LIMIT 1", session=session)
            (remote,) = result.table().column(0).to_pylist()
    statement = next(span for span in spans if span.name == "SELECT")
    fragment = next(span for span in spans if span.name == "scan crm")
    trace = CALLER.split("-")[1] if caller else result.query_id
    assert statement.trace_id.hex() == fragment.trace_id.hex() == trace
    assert statement.parent_span_id.hex() == (CALLER.split("-")[2] if caller else "")
    assert fragment.parent_span_id == statement.span_id
    assert f"traceparent='00-{trace}-{statement.span_id.hex()}-01'" in remote
    attributes = {item.key: item.value for item in fragment.attributes}
    assert attributes["unsilo.moved_rows"].int_value == 1
    assert '"me"' in attributes["db.query.text"].string_value
    assert statement.start_time_unix_nano <= fragment.start_time_unix_nano
    assert fragment.end_time_unix_nano <= statement.end_time_unix_nano


def test_metrics(gateway: Gateway) -> None:
    registry = CollectorRegistry()
    gateway.journal.add_sink(StatementMetrics(registry))
    registry.register(Now(gateway.journal, gateway.breakers.open))
    gateway.execute("SELECT count(*), max(name) FROM crm.public.people").table()
    result = gateway.execute("SELECT name FROM crm.public.people")
    reading = result.batches()
    next(reading)
    text = generate_latest(registry).decode()
    assert 'unsilo_statements_total{door="embedded",outcome="00000"} 1.0' in text
    assert 'unsilo_source_rows_total{source="crm"} 1.0' in text
    assert 'unsilo_statements_running{door="embedded"} 1.0' in text
    reading.close()
    assert 'unsilo_rows_total{door="embedded"} 3.0' in generate_latest(registry).decode()


def test_slow_statements_are_logged(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    (home / "unsilo.toml").write_text('slow_query = "1ms"')
    with closing(Gateway.open(home)) as gateway:
        result = gateway.execute("SELECT name FROM crm.public.people")
        result.table()
    (line,) = [record for record in caplog.records if record.name == "unsilo.slow"]
    assert "moved=[crm: 2 rows" in line.getMessage()
    written = json.loads(JsonLines().format(line))
    assert written["query_id"] == result.query_id
    assert written["level"] == "warning"


def test_an_exception_stays_on_one_line() -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError:
        record = logging.getLogger("x").makeRecord(
            "x", logging.ERROR, "f", 1, "bad %s", ("thing",), sys.exc_info()
        )
    line = JsonLines().format(record)
    assert "\n" not in line
    assert json.loads(line)["message"] == "bad thing"
