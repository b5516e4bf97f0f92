"""Redis: key spaces as relations, declared in a file.

`mapping` says what keys mean; `keys` turns patterns into keys and back; `access` reads a fragment;
`values` reads bytes; `scan` fetches; `connector` answers the gateway. Guide:
gateway/docs/connectors/redis.md.
"""

from __future__ import annotations

from collections.abc import Mapping

from connectors.redis.connector import RedisConnector
from connectors.redis.options import parse_options

__all__ = ["RedisConnector", "open"]


def open(options: Mapping[str, str]) -> RedisConnector:
    """A connector for `options["url"]` (redis:// or rediss://); no I/O. Raises OptionError."""
    return RedisConnector(parse_options(options))
