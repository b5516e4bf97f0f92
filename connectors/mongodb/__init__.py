"""MongoDB: collections as relations, one aggregation pipeline per fragment."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.mongodb.connector import MongoConnector
from connectors.mongodb.options import parse_options


def open(options: Mapping[str, str]) -> MongoConnector:
    """A connector for these options; no I/O. Raises OptionError."""
    return MongoConnector(parse_options(options))


__all__ = ["MongoConnector", "open"]
