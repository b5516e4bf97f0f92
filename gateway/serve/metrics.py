"""What is counted, in Prometheus' terms: one registry per endpoint.

Whoever has more to tell adds a collector to `registry`. Imports: prometheus-client.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

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

    def text(self, *, sources: bool = True) -> bytes:
        """In Prometheus' text format; without `sources` nothing that tells of one of them."""
        if sources:
            return generate_latest(self.registry)
        shown = CollectorRegistry()
        shown.register(_WithoutSources(self.registry))
        return generate_latest(shown)


class _WithoutSources(Collector):
    """Families without a label for the source: what moves from one tells of withheld rows."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def collect(self) -> Iterable[Metric]:
        """For a registry."""
        for family in self._registry.collect():
            if not any("source" in sample.labels for sample in family.samples):
                yield family


class _Merged(Collector):
    """Texts of several workers as one."""

    def __init__(self, texts: Mapping[int, str]) -> None:
        self._texts = texts

    def collect(self) -> Iterable[Metric]:
        """For the registry."""
        families: dict[str, Metric] = {}
        for worker, text in sorted(self._texts.items()):
            for metric in text_string_to_metric_families(text):
                family = families.setdefault(
                    metric.name, Metric(metric.name, metric.documentation, metric.type)
                )
                for sample in metric.samples:
                    labels = sample.labels | {"worker": str(worker)}
                    family.samples.append(sample._replace(labels=labels))
        return families.values()


def merged(texts: Mapping[int, str]) -> bytes:
    """The metrics of several workers, by number, in one text: a label tells them apart."""
    registry = CollectorRegistry()
    registry.register(_Merged(texts))
    return generate_latest(registry)
