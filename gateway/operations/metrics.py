"""Records and breakers as Prometheus' metrics.

Imports: prometheus-client, this package.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from gateway.operations.journal import Journal
from gateway.operations.record import Record

_SECONDS: Final = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300)


class StatementMetrics:
    """Use as a sink of the journal."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._statements = Counter(
            "unsilo_statements", "Statements that have ended.", ["door", "outcome"],
            registry=registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "unsilo_statement_seconds", "How long statements took.", ["door"],
            buckets=_SECONDS, registry=registry,
        )  # fmt: skip
        self._rows = Counter(
            "unsilo_rows", "Rows handed to clients.", ["door"], registry=registry
        )  # fmt: skip
        self._scans = Counter(
            "unsilo_source_scans", "Fragments run by a source.", ["source"], registry=registry
        )
        self._source_rows = Counter(
            "unsilo_source_rows", "Rows moved from a source.", ["source"], registry=registry
        )
        self._source_bytes = Counter(
            "unsilo_source_bytes", "Arrow bytes moved from a source.", ["source"],
            registry=registry,
        )  # fmt: skip
        self._source_seconds = Histogram(
            "unsilo_source_seconds", "How long a source's fragments took.", ["source"],
            buckets=_SECONDS, registry=registry,
        )  # fmt: skip

    def __call__(self, record: Record) -> None:
        """Count it."""
        self._statements.labels(record.door, record.outcome).inc()
        self._seconds.labels(record.door).observe(record.seconds)
        self._rows.labels(record.door).inc(record.rows)
        for sent in record.sent:
            if sent.began is None:
                continue
            self._scans.labels(sent.source).inc()
            self._source_rows.labels(sent.source).inc(sent.rows)
            self._source_bytes.labels(sent.source).inc(sent.bytes)
            if sent.seconds is not None:
                self._source_seconds.labels(sent.source).observe(sent.seconds)


class Now(Collector):
    """What is so at this moment: running statements, and sources that are left alone."""

    def __init__(self, journal: Journal, shut: Callable[[], Mapping[str, str]]) -> None:
        """`shut`: sources whose breaker is open, and why."""
        self._journal = journal
        self._shut = shut

    def collect(self) -> list[GaugeMetricFamily]:
        """For the registry."""
        running = GaugeMetricFamily(
            "unsilo_statements_running", "Statements that run now.", labels=["door"]
        )
        doors = [entry.door for entry in self._journal.running()]
        for door in sorted(set(doors)):
            running.add_metric([door], doors.count(door))
        shut = GaugeMetricFamily(
            "unsilo_source_left_alone",
            "1 for a source that does not answer and is left alone for a while.",
            labels=["source"],
        )
        for source in self._shut():
            shut.add_metric([source], 1)
        return [running, shut]
