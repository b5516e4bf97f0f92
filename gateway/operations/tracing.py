"""Records as OpenTelemetry spans: one for the statement, one below it for each fragment.

Spans are made when the statement is over, with the times of the record, in the trace that the
remote statements were tagged with. Needs the extra `otel`; sends to the setting `trace_endpoint`
(OTLP over HTTP). Names and attributes: OpenTelemetry's conventions for database clients.

Imports: opentelemetry (when a tracer is made), this package.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final

from gateway.errors import SqlError
from gateway.operations.record import OK, Record, Sent

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span, Tracer

_NANO: Final = 1_000_000_000


class Tracing:
    """Use as a sink of the journal. `close` sends what is left."""

    def __init__(self, endpoint: str) -> None:
        """`endpoint`: as in `http://127.0.0.1:4318/v1/traces`. F0000 without OpenTelemetry."""
        try:
            provider = _provider(endpoint)
        except ImportError:
            raise SqlError(
                "F0000",
                'the setting "trace_endpoint" needs OpenTelemetry',
                hint="Install it with: pip install 'unsilo[otel]'",
            ) from None
        self._provider = provider
        self._tracer: Tracer = provider.get_tracer("unsilo")
        self._lock = threading.Lock()

    def __call__(self, record: Record) -> None:
        """Hand the statement's spans to the exporter, which sends them from a thread of its own."""
        with self._lock:  # the ids of the next span are the provider's state
            span = self._statement(record)
            for sent in record.sent:
                if sent.began is not None:
                    self._fragment(span, sent)
            span.end(round((record.began + record.seconds) * _NANO))

    def close(self) -> None:
        """Send what is waiting."""
        self._provider.shutdown()

    def _statement(self, record: Record) -> Span:
        from opentelemetry import trace

        ids: Any = self._provider.id_generator
        if record.trace_parent:
            _, trace_id, span_id, _ = record.trace_parent.split("-")
            ids.use(int(trace_id, 16), int(span_id, 16))
        span = self._tracer.start_span(
            _word(record.sql),
            context=_above(record.caller),
            kind=trace.SpanKind.SERVER,
            start_time=round(record.began * _NANO),
            attributes={
                "db.system.name": "unsilo",
                "db.query.text": record.sql,
                "unsilo.query_id": record.query_id,
                "unsilo.door": record.door,
                "enduser.id": record.user,
                "client.address": record.client,
                "db.response.returned_rows": record.rows,
                "db.response.status_code": record.outcome,
            },
        )
        if record.outcome != OK:
            span.set_status(trace.Status(trace.StatusCode.ERROR, record.outcome))
        return span

    def _fragment(self, statement: Span, sent: Sent) -> None:
        from opentelemetry import trace

        assert sent.began is not None
        span = self._tracer.start_span(
            f"scan {sent.source}",
            context=trace.set_span_in_context(statement),
            kind=trace.SpanKind.CLIENT,
            start_time=round(sent.began * _NANO),
            attributes={
                "db.query.text": sent.text,
                "unsilo.source": sent.source,
                "unsilo.moved_rows": sent.rows,
                "unsilo.moved_bytes": sent.bytes,
            },
        )
        span.end(round((sent.began + (sent.seconds or 0.0)) * _NANO))


def _word(sql: str) -> str:
    """What the statement is: its first word."""
    words = sql.split(maxsplit=1)
    return words[0].upper() if words else "statement"


def _above(caller: str) -> Any:
    """The span of the client's that the statement belongs under; none without one."""
    from opentelemetry import trace
    from opentelemetry.context import Context

    if not caller:
        return Context()
    _, trace_id, span_id, _ = caller.split("-")
    above = trace.SpanContext(
        int(trace_id, 16), int(span_id, 16), is_remote=True, trace_flags=trace.TraceFlags(1)
    )
    return trace.set_span_in_context(trace.NonRecordingSpan(above), Context())


def _provider(endpoint: str) -> TracerProvider:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

    class Ids(RandomIdGenerator):
        """Random ids, but for the next span's when they were given."""

        _trace: int | None = None
        _span: int | None = None

        def use(self, trace_id: int, span_id: int) -> None:
            """The ids of the next span; its trace's are asked for only when it has no parent."""
            self._trace, self._span = trace_id, span_id

        def generate_trace_id(self) -> int:
            """Of a new trace."""
            given, self._trace = self._trace, None
            return given if given is not None else super().generate_trace_id()

        def generate_span_id(self) -> int:
            """Of a new span."""
            given, self._span, self._trace = self._span, None, None
            return given if given is not None else super().generate_span_id()

    provider = TracerProvider(
        resource=Resource.create({"service.name": "unsilo"}), id_generator=Ids()
    )
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
    return provider
