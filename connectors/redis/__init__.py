"""Redis as relations: declared key spaces become rows, a lookup by key stays a lookup by key."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.redis.connector import RedisConnector
from connectors.redis.options import parse


def open(options: Mapping[str, str]) -> RedisConnector:
    """The connector for a redis:// or rediss:// URL. OptionError; no I/O."""
    return RedisConnector(parse(options))
