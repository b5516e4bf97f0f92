"""`unsilo bench wire`: rates, latencies, many clients, memory; PostgreSQL's beside ours.

Imports: this package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from functools import partial
from random import Random
from typing import Final

from gateway.cli.bench import wire_encode
from gateway.cli.bench.crowd import CLIENTS, SLOW, SLOW_SECONDS, slow_readers, throughput
from gateway.cli.bench.memory import grown, kilobytes
from gateway.cli.bench.raw import Raw, executed, extended, prepared, simple
from gateway.cli.bench.servers import Gate, Silo, serving, silo
from gateway.cli.bench.table import best, percentile, seconds, table
from gateway.cli.bench.wire_encode import request

_LOOKUP: Final = "SELECT * FROM mixed WHERE id = $1"
_TIMES: Final = 1000
_WARM: Final = 100
_IDLE: Final = 500
_IDLE_POSTGRES: Final = 150
"""Its processes would need more than small machines have."""


def measured(rows: int) -> Iterator[str]:
    """The tables, each when it is ready."""
    with silo(rows) as source:
        yield "Rows out of memory, ns per row\n\n" + _encoder(source)
        with serving(source) as gate:
            yield "Rows from a PostgreSQL source, thousands of rows per second\n\n" + _rates(
                source, gate
            )
            yield "First of all rows, milliseconds\n\n" + _first_rows(source, gate)
            yield "One row by its key, milliseconds\n\n" + _latencies(source, gate)
            yield "Memory\n\n" + _memory(source, gate)
        yield f"One row by its key, {CLIENTS} clients\n\n" + _throughput(source)


def _encoder(source: Silo) -> str:
    figures = wire_encode.measure(source.url, source.rows)
    return table(
        ("format", "PostgreSQL", "ours", "encoder alone", "rate, PostgreSQL = 1"),
        [
            (f.format, f"{f.postgres:.0f}", f"{f.ours:.0f}", f"{f.encoder:.0f}", f"{f.ratio:.2f}")
            for f in figures
        ],
    )


def _rates(source: Silo, gate: Gate) -> str:
    with Raw(source.url) as theirs, Raw(gate.url) as ours:
        rows = []
        for form in wire_encode.FORMATS:
            wanted = request(form)
            postgres, unsilo = (
                source.rows / best(partial(raw.ask, wanted)) / 1e3 for raw in (theirs, ours)
            )
            rows.append((form, f"{postgres:.0f}", f"{unsilo:.0f}", f"{unsilo / postgres:.2f}"))
    return table(("format", "PostgreSQL", "Unsilo", "rate, PostgreSQL = 1"), rows)


def _first_rows(source: Silo, gate: Gate) -> str:
    with Raw(source.url) as theirs, Raw(gate.url) as ours:
        return table(
            ("format", "PostgreSQL", "Unsilo"),
            [
                (form, *(_ms(min(raw.first_row(request(form)) for _ in range(5)))
                         for raw in (theirs, ours)))
                for form in ("text", "binary")
            ],
        )  # fmt: skip


def _latencies(source: Silo, gate: Gate) -> str:
    keys = _keys(source, _WARM + _TIMES)
    with Raw(source.url) as theirs, Raw(gate.url) as ours:
        rows = []
        for name, ask in _WAYS.items():
            taken = []
            for raw in (theirs, ours):
                raw.ask(prepared("lookup", _LOOKUP))
                each = [seconds(partial(raw.ask, ask(key))) for key in keys][_WARM:]
                taken += [percentile(each, 0.5), percentile(each, 0.99)]
                raw.ask(simple("DEALLOCATE ALL"))
            more = taken[2] - taken[0]
            rows.append((name, *map(_ms, taken), _ms(more)))
    return table(
        ("protocol", "PostgreSQL p50", "p99", "Unsilo p50", "p99", "p50: more than PostgreSQL"),
        rows,
    )


def _throughput(source: Silo) -> str:
    requests = [executed("lookup", key, binary=True) for key in _keys(source, 1000)]
    rows = [("PostgreSQL", *_crowd(source.url, requests))]
    for workers in (1, 2):
        with serving(source, workers) as gate:
            rows.append((f"Unsilo, {workers} processes", *_crowd(gate.url, requests)))
    return table(("server", "queries per second", "p50 ms", "p99 ms"), rows)


def _crowd(url: str, requests: Sequence[bytes]) -> tuple[str, str, str]:
    rate, middle, late = throughput(partial(Raw, url), requests, prepared("lookup", _LOOKUP))
    return f"{rate:.0f}", _ms(middle), _ms(late)


def _memory(source: Silo, gate: Gate) -> str:
    servers = ((source.url, source.pid, _IDLE_POSTGRES), (gate.url, gate.pid, _IDLE))
    slow = []
    for url, pid, _ in servers:
        read, opened = slow_readers(partial(Raw, url), request("binary"))
        with opened:
            slow.append(f"{grown(pid, read, SLOW_SECONDS) / 1024 / SLOW:.1f}")
    idle = [f"{_idle(*server):.0f}" for server in servers]
    return table(
        ("", "PostgreSQL", "Unsilo"),
        [
            (f"each of {SLOW} slow readers, MiB", *slow),
            (f"each of {_IDLE} idle connections ({_IDLE_POSTGRES} to PostgreSQL), KiB", *idle),
        ],
    )


def _idle(url: str, pid: int, count: int) -> float:
    with ExitStack() as opened:
        before = kilobytes(pid)
        for _ in range(count):
            opened.enter_context(closing(Raw(url)))
        return (kilobytes(pid) - before) / count


def _keys(source: Silo, count: int) -> list[str]:
    random = Random(1)
    return [str(random.randrange(source.rows)) for _ in range(count)]


_WAYS: Final[dict[str, Callable[[str], bytes]]] = {
    "simple": lambda key: simple(_LOOKUP.replace("$1", key)),
    "extended": partial(extended, _LOOKUP, binary=True),
    "prepared": partial(executed, "lookup", binary=True),
}


def _ms(value: float) -> str:
    return f"{value * 1e3:.2f}"
