"""Small questions to the catalog of a server: psycopg, one connection at a time from a pool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import psycopg
from psycopg.rows import dict_row

from connectors.postgres import session
from connectors.postgres.errors import is_lost, translated
from connectors.postgres.options import Options
from connectors.postgres.pool import Pool

STATEMENT_TIMEOUT = 30_000
"""Milliseconds that a question to the catalog may take."""


class _Connection:
    def __init__(self, options: Options) -> None:
        self._psycopg = psycopg.connect(options.conninfo, autocommit=True, row_factory=dict_row)
        self._psycopg.execute(session.statement())
        self._psycopg.execute(f"SET statement_timeout = {STATEMENT_TIMEOUT}")

    def ask(self, sql: str, parameters: Mapping[str, object]) -> list[dict[str, Any]]:
        return self._psycopg.execute(sql, parameters).fetchall()

    def alive(self) -> bool:
        try:
            self._psycopg.execute("SELECT 1")
        except psycopg.Error:
            return False
        return True

    def close(self) -> None:
        self._psycopg.close()


_CONNECTIONS: Final = 4
"""As many as discovery has threads: none of them waits for `pool_timeout`."""


class Metadata:
    """Asks the catalog; every error is the contract's."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._pool = Pool(
            lambda: _Connection(options), _CONNECTIONS, options.pool_timeout, options.address
        )

    def ask(self, sql: str, **parameters: object) -> list[dict[str, Any]]:
        """The rows of one statement, by column name. A broken idle connection is replaced once."""
        for fresh in (False, True):
            try:
                lease = self._pool.acquire(fresh=fresh)
            except psycopg.Error as error:
                raise translated(error, self._options) from None
            try:
                rows = lease.connection.ask(sql, parameters)
            except psycopg.Error as error:
                self._pool.release(lease, healthy=False)
                if lease.reused and not fresh and is_lost(error):
                    continue
                raise translated(error, self._options) from None
            except BaseException:
                self._pool.release(lease, healthy=False)
                raise
            self._pool.release(lease, healthy=True)
            return rows
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()
