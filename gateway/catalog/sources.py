"""Registering sources: what `unsilo source …` does.

Imports: `connectors.api`, the rest of `gateway.catalog`, `gateway.config`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Final

from connectors.api import Connector, ConnectorError, Health
from gateway.catalog.difference import Difference, difference
from gateway.catalog.discover import discover
from gateway.catalog.hints import source_hint
from gateway.catalog.load import open_connector
from gateway.catalog.naming import DATABASE, OPERATIONS
from gateway.catalog.secrets import Filled, Vault
from gateway.catalog.store import Described, Source, Store
from gateway.config import Settings
from gateway.errors import SqlError, from_connector

_NAME: Final = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_RESERVED: Final = frozenset({"information_schema", "pg_catalog", DATABASE, OPERATIONS})


@dataclass(frozen=True, slots=True)
class Shown:
    """A source and all that was discovered in it."""

    source: Source
    described: tuple[Described, ...]

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a user must know: the source's notes, undescribable relations, odd columns."""
        return (*self.source.health.notes, *_warnings(self.described))


class Sources:
    """The registered sources of one metadata store."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._vault = vault

    @classmethod
    def open(cls, settings: Settings) -> Sources:
        """The sources of one home."""
        return cls(open_store(settings), Vault(settings.home))

    def add(self, name: str, url: str, options: Mapping[str, str] | None = None) -> Shown:
        """Register a source that answers, with everything it holds.

        Secrets in `url` and `options` may be references; literal ones are stored encrypted.
        Nothing is stored unless all went well. Raises SqlError: 42602 and 42939 for the name,
        42710 if it is taken, HV00D for address and options, and what the source says.
        """
        _check_name(name)
        if self._store.source(name) is not None:
            raise SqlError(
                "42710",
                f'source "{name}" already exists',
                hint=f"Remove it first: unsilo source remove {name}",
            )
        template, kept = self._vault.protect(url, options or {})
        filled = self._vault.fill(template, kept)
        with _opened(name, filled) as connector:
            health = connector.check()
            described = discover(connector, filled.redact)
        source = Source(name, template, kept, health)
        self._store.add(source, described)
        return Shown(source, tuple(described))

    def remove(self, name: str) -> None:
        """Forget a source. 42704 if there is none."""
        self._source(name)
        self._store.remove(name)

    def list(self) -> list[Source]:
        """All sources, by name."""
        return self._store.sources()

    def count(self, name: str) -> int:
        """How many relations a source has."""
        return len(self._store.listed(name))

    def show(self, name: str) -> Shown:
        """A source with what was discovered. 42704 if there is none."""
        return Shown(self._source(name), tuple(self._store.described(name)))

    def test(self, name: str) -> tuple[Health, float]:
        """Who answers now, and after how many seconds. Changes nothing."""
        source = self._source(name)
        with _opened(name, self._vault.fill(source.url, source.options)) as connector:
            begun = time.monotonic()
            return connector.check(), time.monotonic() - begun

    def refresh(self, name: str) -> Difference:
        """Discover a source anew and say what is different."""
        source = self._source(name)
        filled = self._vault.fill(source.url, source.options)
        before = self._store.described(name)
        with _opened(name, filled) as connector:
            health = connector.check()
            described = discover(connector, filled.redact)
        self._store.replace(
            Source(name, source.url, source.options, health, source.revision), described
        )
        return difference(before, described)

    def close(self) -> None:
        """Release the store. Idempotent."""
        self._store.close()

    def __enter__(self) -> Sources:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _source(self, name: str) -> Source:
        source = self._store.source(name)
        if source is None:
            names = tuple(item.name for item in self._store.sources())
            raise SqlError(
                "42704", f'source "{name}" does not exist', hint=source_hint(names, name)
            )
        return source


def open_store(settings: Settings) -> Store:
    """The metadata store; its URL may refer to a secret as a source's does."""
    vault = Vault(settings.home)
    return Store(vault.fill(settings.store_url, {}).url)


@contextmanager
def _opened(name: str, filled: Filled) -> Iterator[Connector]:
    """An open connector whose errors name the source and hold none of its secrets."""
    with guarded(name, filled):
        connector = open_connector(filled.url, filled.options)
        try:
            yield connector
        finally:
            connector.close()


@contextmanager
def guarded(name: str, filled: Filled) -> Iterator[None]:
    """Whatever a connector raises as a SqlError without secrets, chained to nothing."""
    try:
        yield
    except SqlError as error:
        raise redacted(error, filled.redact) from None
    except ConnectorError as error:
        raise redacted(from_connector(error, name), filled.redact) from None
    except Exception as error:  # noqa: BLE001  a driver's traceback may hold the address
        raise SqlError(
            "XX000",
            f'source "{name}": internal error of the connector',
            detail=filled.redact(f"{type(error).__name__}: {error}"),
        ) from None


def redacted(error: SqlError, hide: Callable[[str], str]) -> SqlError:
    """The same error without secrets."""
    return SqlError(
        error.sqlstate,
        hide(error.message),
        detail=hide(error.detail),
        hint=hide(error.hint),
        position=error.position,
    )


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise SqlError(
            "42602",
            f'invalid source name "{name}"',
            hint="A name is up to 63 lower-case letters, digits and underscores, "
            "not beginning with a digit.",
        )
    if name in _RESERVED or name.startswith("pg_"):
        raise SqlError(
            "42939",
            f'unacceptable source name "{name}"',
            detail=f'{", ".join(sorted(_RESERVED))} and the prefix "pg_" are reserved.',
        )


def _warnings(described: tuple[Described, ...]) -> Iterator[str]:
    for item in described:
        if item.error:
            yield f"{item.schema.relation}: could not be described: {item.error}"
        for column in item.schema.columns:
            if column.warning:
                yield f"{item.schema.relation}.{column.name}: {column.warning}"
