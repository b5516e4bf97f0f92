"""The Redis connector: what it answers the gateway."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlglot import exp

from connectors.api import (
    EXACT,
    Answer,
    Column,
    Filter,
    Fragment,
    Health,
    Index,
    Limit,
    Operation,
    Relation,
    RelationNotFound,
    RelationSchema,
    RemoteError,
    ScanContext,
    ScanRejected,
    SourceRefused,
    SourceUnavailable,
    Statistics,
    none,
)
from connectors.redis.access import Access, all_columns, compile_access, key_filter
from connectors.redis.mapping import RelationMapping
from connectors.redis.options import Options
from connectors.redis.scan import SCAN_COUNT, Fetch
from connectors.sql.reader import ScanReader
from connectors.tree import relation_of, type_of

SCHEMA = "main"
_SHOWN_KEYS = 10


class RedisConnector:
    """One Redis database and the relations declared over its keys. Reads only."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._mappings = {mapping.name: mapping for mapping in options.mappings}
        self._client: Any = redis.Redis.from_url(
            options.url,
            socket_timeout=options.timeout,
            socket_connect_timeout=min(options.timeout, 10.0),
            retry=Retry(NoBackoff(), 0),
            health_check_interval=30,
        )

    def check(self) -> Health:
        """Connect and say who answers."""
        with _translated():
            info = self._client.info("server")
        flavour = "Valkey" if "valkey_version" in info else "Redis"
        version = info.get("valkey_version") or info.get("redis_version", "")
        notes = () if self._mappings else ("no relations are declared: give --relations FILE",)
        return Health(flavour, str(version), notes)

    def relations(self) -> Iterable[Relation]:
        """The declared relations."""
        return [Relation(SCHEMA, m.name, comment=m.comment) for m in self._mappings.values()]

    def describe(self, relation: Relation) -> RelationSchema:
        """The declared columns; the key parts are the primary key of hashes and strings."""
        mapping = self._mappings.get(relation.name)
        if mapping is None or relation.schema != SCHEMA:
            raise RelationNotFound(f'relation "{relation}" is not declared')
        columns = tuple(
            Column(
                column.name,
                column.type,
                nullable=not mapping.is_key_part(column.name),
                native_type="key" if mapping.is_key_part(column.name) else mapping.kind,
            )
            for column in all_columns(mapping)
        )
        keyed = mapping.kind in ("hash", "string")
        key = mapping.pattern.parts if keyed else ()
        return RelationSchema(
            Relation(SCHEMA, mapping.name, comment=mapping.comment),
            columns,
            primary_key=key,
            indexes=(Index("key", mapping.pattern.parts, unique=keyed),) if key else (),
            details={"mapping": mapping},
        )

    def statistics(self, relation: Relation) -> Statistics:
        """Unknown: Redis counts keys of all patterns together only."""
        if relation.name not in self._mappings:
            raise RelationNotFound(f'relation "{relation}" is not declared')
        return Statistics()

    def supports(self, fragment: Fragment, operation: Operation) -> Answer:
        """Key parts by equality or IN, and a limit; everything else is the gateway's."""
        match operation:
            case Filter(predicate):
                return self._filter(fragment, predicate)
            case Limit(_, offset):
                return EXACT if offset == 0 else none("offset", "Redis has no order to skip in")
        return none("key-value", "Redis reads keys and fields; the rest is done here")

    def _filter(self, fragment: Fragment, predicate: exp.Expression) -> Answer:
        found = key_filter(predicate)
        mapping = _mapping(fragment)
        if found is None or mapping is None or not mapping.is_key_part(found[0]):
            return none("not-a-key", "only = and IN on parts of the key can be looked up")
        column = next(c for c in mapping.columns if c.name == found[0])
        names = {type_of(constant).name for constant in found[1]}
        integers = {"int2", "int4", "int8"}
        texts = {"text", "varchar"}
        if names <= (integers if column.type.name in integers else texts):
            return EXACT
        return none("type", f"the key part is {column.type}")

    def explain(self, fragment: Fragment) -> str:
        """The commands that `scan` would send."""
        access = compile_access(fragment)
        lines = []
        if access.keys is None:
            lines.append(
                f"SCAN 0 MATCH {access.glob} COUNT {SCAN_COUNT} TYPE {access.mapping.kind}"
            )
            lines.append(_command(access, "<key>"))
        else:
            lines.extend(_command(access, key) for key in access.keys[:_SHOWN_KEYS])
            if len(access.keys) > _SHOWN_KEYS:
                lines.append(f"… {len(access.keys) - _SHOWN_KEYS} more keys")
        if access.limit is not None:
            lines.append(f"stop after {access.limit} rows")
        return "\n".join(lines)

    def scan(self, fragment: Fragment, context: ScanContext) -> pa.RecordBatchReader:
        """Run the fragment. The work stops between two chunks of keys."""
        access = compile_access(fragment)
        if access.keys is None and access.mapping.require_key:
            parts = ", ".join(access.mapping.pattern.parts)
            raise ScanRejected(
                f'relation "{access.mapping.name}" may be read by key only',
                hint=f"Add a condition on {parts} with = or IN.",
            )
        return ScanReader(fragment.schema, self._batches(fragment, access, context))

    def close(self) -> None:
        """Release every connection."""
        self._client.close()

    def _batches(
        self, fragment: Fragment, access: Access, context: ScanContext
    ) -> Generator[pa.RecordBatch, None, None]:
        with _translated():
            connection = self._client.client()
            try:
                connection.client_setname(f"unsilo:{context.query_id}")
                fetch = Fetch(
                    connection, access, context,
                    bad_value_is_null=self._options.bad_value_is_null,
                )  # fmt: skip
                yield from fetch.batches(fragment)
            finally:
                connection.close()


def _mapping(fragment: Fragment) -> RelationMapping | None:
    table = fragment.query.args["from_"].this
    schema = relation_of(table) if isinstance(table, exp.Table) else None
    mapping = schema.details.get("mapping") if schema is not None else None
    return mapping if isinstance(mapping, RelationMapping) else None


def _command(access: Access, key: str) -> str:
    match access.mapping.kind:
        case "hash" if access.fields:
            return f"HMGET {key} {' '.join(field.field for field in access.fields)}"
        case "hash":
            return f"TYPE {key}"
        case "string":
            return f"GET {key}" if access.fields else f"TYPE {key}"
        case "list":
            return f"LRANGE {key} 0 -1"
        case "set":
            return f"SMEMBERS {key}"
    return f"ZRANGE {key} 0 -1 WITHSCORES"


@contextmanager
def _translated() -> Iterator[None]:
    """Redis' errors as ours."""
    try:
        yield
    except (redis.AuthenticationError, redis.exceptions.NoPermissionError) as error:
        raise SourceRefused(
            "Redis refused the login or the command", detail=_plain(error)
        ) from None
    except redis.TimeoutError:
        raise SourceUnavailable("Redis did not answer in time") from None
    except redis.ConnectionError as error:
        raise SourceUnavailable("no connection to Redis", detail=_plain(error)) from None
    except redis.RedisError as error:
        raise RemoteError(f"Redis reports an error: {_plain(error)}") from None


def _plain(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
