"""Fetching: keys in chunks, values in pipelines, rows into Arrow.

SCAN may give a key twice and keys may vanish or change while it runs: keys are taken once, vanished
ones are left out, those of another type are counted in a warning. A scan is no snapshot.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from typing import Any

import pyarrow as pa
import redis

from connectors.api import (
    Cancelled,
    DeadlineExceeded,
    Fragment,
    LimitExceeded,
    ScanContext,
    ValueNotRepresentable,
)
from connectors.redis.access import Access
from connectors.redis.mapping import FieldMapping
from connectors.redis.values import BadValue, reader

CHUNK = 500
SCAN_COUNT = 1000
_INTEGERS = {"int2", "int4", "int8"}

Row = dict[str, Any]


class Fetch:
    """One running scan."""

    def __init__(
        self, client: Any, access: Access, context: ScanContext, *, bad_value_is_null: bool
    ) -> None:
        self._client = client
        self._access = access
        self._context = context
        self._null = bad_value_is_null
        self._rows = 0
        self._bytes = 0
        self._readers: dict[str, Callable[[bytes], Any]] = {
            c.name: reader(c.type) for c in access.mapping.columns
        }

    def batches(self, fragment: Fragment) -> Generator[pa.RecordBatch, None, None]:
        """Batches of the fragment's schema."""
        pending: list[Row] = []
        left = self._access.limit
        for row in self._all_rows():
            if left is not None:
                if left == 0:
                    break
                left -= 1
            pending.append(row)
            if len(pending) >= self._context.batch_rows:
                yield self._batch(pending, fragment)
                pending = []
        if pending:
            yield self._batch(pending, fragment)

    def _all_rows(self) -> Iterator[Row]:
        chunk: list[tuple[bytes, dict[str, str]]] = []
        for key in self._keys():
            parts = self._parts(key)
            if parts is None:
                continue
            chunk.append((key, parts))
            if len(chunk) == CHUNK:
                yield from self._rows_of(chunk)
                chunk = []
        if chunk:
            yield from self._rows_of(chunk)

    def _keys(self) -> Iterator[bytes]:
        if self._access.keys is not None:
            for key in self._access.keys:
                self._check()
                yield key.encode()
            return
        seen: set[bytes] = set()
        cursor = 0
        while True:
            self._check()
            cursor, keys = self._client.scan(
                cursor, match=self._access.glob, count=SCAN_COUNT, _type=self._access.mapping.kind
            )
            for key in keys:
                if key not in seen:
                    seen.add(key)
                    yield key
            if cursor == 0:
                return

    def _parts(self, key: bytes) -> dict[str, str] | None:
        """The key's parts if they are values of their columns and pass the filters."""
        mapping = self._access.mapping
        try:
            parts = mapping.pattern.read(key.decode("utf-8"))
        except UnicodeDecodeError:
            self._context.warn("key_not_text", f'keys of "{mapping.name}" that are not UTF-8')
            return None
        if parts is None:
            return None
        for column in mapping.columns:
            part = parts.get(column.name)
            if part is not None and column.type.name in _INTEGERS and not _canonical(part):
                self._context.warn(
                    "key_part_not_integer",
                    f'keys of "{mapping.name}" whose part "{column.name}" is no plain integer',
                )
                return None
        known = self._access.known
        return parts if all(parts[name] in values for name, values in known.items()) else None

    def _rows_of(self, chunk: list[tuple[bytes, dict[str, str]]]) -> Iterator[Row]:
        self._check()
        replies = self._replies([key for key, _ in chunk])
        for (_, parts), (exists, values, ttl) in zip(chunk, replies, strict=True):
            if not exists:
                continue
            base: Row = {
                c.name: self._readers[c.name](parts[c.name].encode())
                for c in self._access.mapping.columns
                if c.name in parts
            }
            if self._access.mapping.ttl:
                base[self._access.mapping.ttl] = ttl if ttl is not None and ttl >= 0 else None
            for row in values:
                yield {**base, **row}

    def _replies(self, keys: list[bytes]) -> list[tuple[bool, list[Row], int | None]]:
        """For each key: whether it is one of ours, its rows, its time to live."""
        kind, fields = self._access.mapping.kind, self._access.fields
        pipe = self._client.pipeline(transaction=False)
        for key in keys:
            pipe.type(key)
            pipe.ttl(key)
            self._ask(pipe, kind, key, fields)
        answers = pipe.execute(raise_on_error=False)
        width = len(answers) // len(keys)
        result = []
        for n in range(0, len(answers), width):
            found, ttl, *rest = answers[n : n + width]
            for answer in (found, ttl):
                if isinstance(answer, redis.RedisError):
                    raise answer
            result.append(self._reply(found, ttl, rest))
        return result

    def _ask(self, pipe: Any, kind: str, key: bytes, fields: tuple[FieldMapping, ...]) -> None:
        match kind:
            case "hash" if fields:
                pipe.hmget(key, [field.field for field in fields])
            case "string" if fields:
                pipe.get(key)
            case "list":
                pipe.lrange(key, 0, -1)
            case "set":
                pipe.smembers(key)
            case "zset":
                pipe.zrange(key, 0, -1, withscores=True)

    def _reply(self, found: bytes, ttl: int, rest: list[Any]) -> tuple[bool, list[Row], int | None]:
        mapping, fields = self._access.mapping, self._access.fields
        if found == b"none":
            return False, [], None
        if found.decode() != mapping.kind:
            self._context.warn(
                "key_of_other_type", f'keys of "{mapping.name}" that hold no {mapping.kind}'
            )
            return False, [], None
        if rest and isinstance(rest[0], redis.RedisError):
            # The key changed its type between two commands of the pipeline.
            if "WRONGTYPE" in str(rest[0]):
                return False, [], None
            raise rest[0]
        match mapping.kind:
            case "hash":
                values = rest[0] if rest else []
                row = {f.name: self._value(v, f) for f, v in zip(fields, values, strict=True)}
                return True, [row], ttl
            case "string":
                return True, [{f.name: self._value(rest[0], f) for f in fields}], ttl
        return True, list(self._members(rest[0])), ttl

    def _members(self, members: Any) -> Iterator[Row]:
        declared = {c.name: c for c in self._access.mapping.columns}
        for position, item in enumerate(members):
            member, score = item if self._access.mapping.kind == "zset" else (item, None)
            row: Row = {}
            if "member" in declared:
                row["member"] = self._value(member, declared["member"])
            if "position" in declared:
                row["position"] = position
            if "score" in declared:
                row["score"] = score
            yield row

    def _value(self, raw: bytes | None, column: FieldMapping) -> Any:
        if raw is None:
            return None
        try:
            return self._readers[column.name](raw)
        except BadValue:
            where = f'"{self._access.mapping.name}.{column.name}"'
            if not self._null:
                raise ValueNotRepresentable(
                    f"a value of {where} is no {column.type}",
                    hint='Declare the column as text or bytea, or set on_bad_value = "null".',
                ) from None
            self._context.warn("bad_value", f"values of {where} that are no {column.type}")
            return None

    def _batch(self, rows: list[Row], fragment: Fragment) -> pa.RecordBatch:
        arrays = [
            pa.array([row.get(column.name) for row in rows], output.type.arrow)
            for output, column in self._access.outputs
        ]
        batch = pa.RecordBatch.from_arrays(arrays, schema=fragment.schema)
        self._rows += batch.num_rows
        self._bytes += batch.nbytes
        limits = ((self._rows, self._context.max_rows, "rows"),
                  (self._bytes, self._context.max_bytes, "bytes"))  # fmt: skip
        for count, limit, unit in limits:
            if limit is not None and count > limit:
                raise LimitExceeded(
                    f'relation "{self._access.mapping.name}" gives more than {limit} {unit}'
                )
        return batch

    def _check(self) -> None:
        if self._context.cancelled:
            raise Cancelled("canceling statement due to user request")
        deadline = self._context.deadline
        if deadline is not None and time.monotonic() > deadline:
            raise DeadlineExceeded("canceling statement due to statement timeout")


def _canonical(text: str) -> bool:
    """Whether an integer is written as Redis clients write it, so that it can be looked up."""
    return text.lstrip("-").isdigit() and str(int(text)) == text
