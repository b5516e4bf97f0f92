"""A Redis database with declared relations, and questions about them."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import redis
from sqlglot import exp

from connectors.api import Filter, RelationSchema
from connectors.conformance import Context, run
from connectors.conformance import build as b
from connectors.redis import open as open_redis
from connectors.redis.connector import RedisConnector


@dataclass
class Place:
    """A connector, the plain client beside it, and the mapping file."""

    connector: RedisConnector
    client: redis.Redis
    file: Path

    def schema(self, name: str) -> RelationSchema:
        (relation,) = [r for r in self.connector.relations() if r.name == name]
        return self.connector.describe(relation)

    def rows(
        self,
        name: str,
        columns: Sequence[str] | None = None,
        *,
        where: exp.Expression | None = None,
        limit: int | None = None,
        context: Context | None = None,
    ) -> list[dict[str, Any]]:
        query = b.with_limit(b.select(self.schema(name), columns, where=where), limit)
        table: pa.Table = run(self.connector, b.fragment(query), context)
        found: list[dict[str, Any]] = table.to_pylist()
        return found

    def exact(self, name: str, predicate: exp.Expression) -> bool:
        fragment = b.fragment(b.select(self.schema(name)))
        return self.connector.supports(fragment, Filter(predicate)).exact

    def explained(self, name: str, where: exp.Expression | None = None) -> str:
        return self.connector.explain(b.fragment(b.select(self.schema(name), where=where)))

    @contextmanager
    def counted(self) -> Iterator[Counter[str]]:
        """How often each command runs meanwhile on this database; others share the server."""
        database = int(self.client.connection_pool.connection_kwargs["db"])
        found: Counter[str] = Counter()
        end = secrets.token_hex(8)
        with self.client.monitor() as monitor:  # type: ignore[no-untyped-call]
            yield found
            self.client.echo(end)
            for seen in monitor.listen():
                if end in seen["command"]:
                    return
                if seen["db"] == database:
                    found[seen["command"].split()[0].lower()] += 1


@contextmanager
def place(url: str, mapping: str, folder: Path, **options: str) -> Iterator[Place]:
    """A place on an emptied database with this mapping."""
    file = folder / "relations.toml"
    file.write_text(mapping)
    connector = open_redis({"url": url, "relations": str(file), **options})
    with redis.Redis.from_url(url) as client:
        client.flushdb()
        yield Place(connector, client, file)
    connector.close()


def equal(schema: RelationSchema, name: str, value: Any) -> exp.Expression:
    """column = constant."""
    column = b.column(schema, name)
    return b.truth("=", column, b.value(value, schema.column(name).type, parameter=True))


def among(schema: RelationSchema, name: str, values: Sequence[Any]) -> exp.Expression:
    """column IN (constants)."""
    type_ = schema.column(name).type
    return b.among(b.column(schema, name), [b.value(v, type_) for v in values])
