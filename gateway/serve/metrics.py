"""What is counted, in Prometheus' terms: one registry per endpoint.

Whoever has more to tell adds a collector to `registry`. Imports: prometheus-client.
"""

from __future__ import annotations

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST


class Metrics:
    """The counters of the HTTP door."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.http_requests = Counter(
            "unsilo_http_requests", "Requests answered", ["method", "route", "status"],
            registry=self.registry,
        )  # fmt: skip
        self.http_seconds = Histogram(
            "unsilo_http_request_seconds", "Time from a request's head to its answer's end",
            ["route"], registry=self.registry,
        )  # fmt: skip
        self.http_bytes = Counter(
            "unsilo_http_sent_bytes", "Bytes of answers", registry=self.registry
        )
        self.http_running = Gauge(
            "unsilo_http_queries_running", "Queries that run", registry=self.registry
        )

    def text(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(self.registry)
