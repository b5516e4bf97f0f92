"""The catalog's backing on the metadata store, with descriptions that age.

Imports: `connectors.api`, the store, secrets.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from connectors.api import (
    Connector,
    ConnectorError,
    Relation,
    RelationNotFound,
    RelationSchema,
    Statistics,
)
from gateway.catalog.address import database_of
from gateway.catalog.backing import default_schema
from gateway.catalog.discover import describe
from gateway.catalog.index import Known
from gateway.catalog.load import open_connector
from gateway.catalog.secrets import Vault
from gateway.catalog.sources import guarded
from gateway.catalog.store import Described, Source, Store
from gateway.errors import SqlError

logger = logging.getLogger(__name__)


_READ_ALONE: Final = 50
"""Up to so many descriptions are read one by one."""
RETRY: Final = 10.0
"""Seconds in which a relation that could not be described again is not asked about once more."""


class Stored:
    """What the store knows; a description older than `ttl` seconds is had again before use."""

    def __init__(self, store: Store, vault: Vault, ttl: float) -> None:
        self._store = store
        self._vault = vault
        self._ttl = ttl
        self._lock = threading.Lock()
        self._decoded: dict[tuple[str, Relation], Described] = {}
        self._decoded_version = -1
        self._schemas: dict[str, dict[tuple[str, str], Described]] = {}
        self._failed_at: dict[tuple[str, Relation], float] = {}

    def version(self) -> int:
        """The store's version."""
        return self._store.version()

    def known(self) -> list[Known]:
        """All sources with the names of their relations."""
        return [self._known(source) for source in self._store.sources()]

    def schema(
        self, source: str, relation: Relation, connector: Callable[[str], Connector]
    ) -> RelationSchema:
        """The description, had again from the source if it is too old and the source answers."""
        described = self._described(source, relation)
        failed = time.monotonic() - self._failed_at.get((source, relation), -RETRY) < RETRY
        if self._ttl and not failed and time.time() - described.at > self._ttl:
            described = self._again(source, relation, described, connector)
        return described.schema

    def schemas(self, source: str) -> Sequence[RelationSchema]:
        """All descriptions of a source, as they are kept: the same objects where none is newer."""
        with self._lock:
            kept = self._schemas.get(source, {})
        ages = self._store.described_at(source)
        newer = [key for key, at in ages.items() if key not in kept or kept[key].at != at]
        found = kept
        if len(newer) > _READ_ALONE:
            found = {_key(item): item for item in self._store.described(source)}
        elif newer or len(ages) != len(kept):
            read = [self._store.described(source, Relation(*key)) for key in newer]
            fresh = {_key(item): item for items in read for item in items}
            found = {
                key: fresh.get(key) or kept[key] for key in ages if key in fresh or key in kept
            }
        with self._lock:
            self._schemas[source] = found
        return [item.schema for item in found.values()]

    def open(self, source: str) -> Connector:
        """A new connector; its secrets are put in place here and kept by nobody else."""
        found = self._store.source(source)
        if found is None:
            raise SqlError("42704", f'source "{source}" does not exist')
        filled = self._vault.fill(found.url, found.options)
        with guarded(source, filled):
            return open_connector(filled.url, filled.options)

    def statistics(self, source: str, relation: Relation) -> tuple[Statistics, float] | None:
        """Kept statistics and their age in seconds."""
        return self._store.statistics(source, relation)

    def keep_statistics(self, source: str, relation: Relation, statistics: Statistics) -> None:
        """Remember statistics taken now."""
        self._store.keep_statistics(source, relation, statistics)

    def estimates(self, source: str) -> Mapping[tuple[str, str], Statistics]:
        """The statistics that are kept, whatever their age."""
        return self._store.estimates(source)

    def close(self) -> None:
        """Close the store. Idempotent."""
        self._store.close()

    def _known(self, source: Source) -> Known:
        listed = self._store.listed(source.name)
        relations = tuple(item.relation for item in listed)
        # In PostgreSQL the address names a database, which is not a schema.
        postgres = source.url.partition(":")[0].lower() in ("postgres", "postgresql")
        database = None if postgres else database_of(source.url)
        return Known(
            source.name,
            default_schema(dict.fromkeys(relations), database),
            relations,
            {item.relation: item.error for item in listed if item.error},
            source.revision,
        )

    def _redacting(self, source: str) -> Callable[[str], str]:
        """What hides the secrets of a source in a text."""
        found = self._store.source(source)
        return self._vault.fill(found.url, found.options).redact if found else str

    def _described(self, source: str, relation: Relation) -> Described:
        version = self.version()
        key = (source, relation)
        with self._lock:
            if self._decoded_version != version:
                self._decoded.clear()
                self._decoded_version = version
            if key in self._decoded:
                return self._decoded[key]
        found = self._store.described(source, relation)
        if not found:
            raise RelationNotFound(f'relation "{source}.{relation}" does not exist')
        with self._lock:
            self._decoded[key] = found[0]
        return found[0]

    def _again(
        self,
        source: str,
        relation: Relation,
        old: Described,
        connector: Callable[[str], Connector],
    ) -> Described:
        """The new description; the old one when there is none to be had (the scan will say)."""
        try:
            new = describe(connector(source), relation, self._redacting(source))
        except (ConnectorError, SqlError) as error:
            return self._kept(source, old, type(error).__name__)
        if new is None:
            self._store.drop_relation(source, relation)
            raise RelationNotFound(f'relation "{source}.{relation}" does not exist')
        if new.error is not None:
            return self._kept(source, old, new.error)
        self._store.redescribe(source, new)
        with self._lock:
            self._decoded[source, relation] = new
        return new

    def _kept(self, source: str, old: Described, why: str) -> Described:
        relation = old.schema.relation
        logger.warning("old description kept source=%s relation=%s: %s", source, relation, why)
        self._failed_at[source, relation] = time.monotonic()
        return old


def _key(described: Described) -> tuple[str, str]:
    relation = described.schema.relation
    return relation.schema, relation.name
