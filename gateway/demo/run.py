"""`unsilo demo`, without its endpoint: start, load, register, ask, and wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from gateway.catalog.catalog import Catalog
from gateway.catalog.load import open_connector
from gateway.demo.company import QUERIES, Query, Running, company
from gateway.engine import Gateway
from gateway.errors import SqlError
from gateway.scratch import Scratch

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Demo:
    """A gateway over the running silos, and the questions they can answer."""

    gateway: Gateway
    queries: tuple[Query, ...]


@contextmanager
def demo(say: Say) -> Iterator[Demo]:
    """Start the company and a gateway over it; everything is gone when the context ends.

    What cannot be asked here is told through `say`. SqlError 58000 if no database can be had.
    """
    say("Starting four databases and filling them; what this machine lacks is fetched once:")
    with Scratch("demo") as folder, company(folder, say=say) as running:
        if not running:
            hint = "Run: pip install 'unsilo[demo]'"
            raise SqlError("58000", "no database can be had on this machine", hint=hint)
        here = {silo.silo.source for silo in running}
        for query in QUERIES:
            if missing := query.needs - here:
                say(f"  left out, without {', '.join(sorted(missing))}: {query.title}")
        with closing(Gateway(_catalog(running))) as gateway:
            yield Demo(gateway, tuple(query for query in QUERIES if query.needs <= here))


def _catalog(running: list[Running]) -> Catalog:
    sources = {}
    for silo in running:
        connector = open_connector(silo.server.url, silo.options)
        schemas = [connector.describe(relation) for relation in connector.relations()]
        sources[silo.silo.source] = (connector, schemas)
    return Catalog.in_memory(sources)
