"""`unsilo demo`, without its endpoint: start, load, register, ask, and wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from gateway.catalog.catalog import Catalog
from gateway.catalog.load import open_connector
from gateway.demo.company import QUERIES, Query, Running, company
from gateway.engine import Gateway
from gateway.scratch import Scratch

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Demo:
    """A gateway over the running silos, and the questions they can answer."""

    gateway: Gateway
    queries: tuple[Query, ...]


@contextmanager
def demo(say: Say) -> Iterator[Demo]:
    """Start the company and a gateway over it; everything is gone when the context ends."""
    say("Starting four databases and filling them:")
    with Scratch("demo") as folder, company(folder, say=say) as running:
        gateway = Gateway(_catalog(running))
        try:
            here = {silo.silo.source for silo in running}
            yield Demo(gateway, tuple(q for q in QUERIES if q.needs <= here))
        finally:
            gateway.close()


def _catalog(running: list[Running]) -> Catalog:
    sources = {}
    for silo in running:
        connector = open_connector(silo.server.url, silo.options)
        schemas = [connector.describe(relation) for relation in connector.relations()]
        sources[silo.silo.source] = (connector, schemas)
    return Catalog.in_memory(sources)
