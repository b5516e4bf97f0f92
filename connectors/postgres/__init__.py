"""PostgreSQL 12 and newer. `open` is the entry point; the page is gateway/docs/connectors."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.api import Connector
from connectors.postgres.connector import PostgresConnector
from connectors.postgres.options import parsed

__all__ = ["PostgresConnector", "open"]


def open(options: Mapping[str, str]) -> Connector:
    """A connector for `options` (see `options.KNOWN`); no I/O. Raises OptionError."""
    return PostgresConnector(parsed(options))
