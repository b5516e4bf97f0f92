"""MySQL and MariaDB.

`options` and `flavour` say what the source is; `session` and `pool` connect; `catalog` and
`columns` discover; `prove`, `functions`, `values` and `render` push down; `scan`, `packets`, `rows`
and `decode` bring the rows. Guide: gateway/docs/connectors/mysql.md.
"""

from __future__ import annotations

from collections.abc import Mapping

from connectors.api import Connector
from connectors.mysql.connector import MySqlConnector
from connectors.mysql.options import parse_options

__all__ = ["open", "parse_options"]


def open(options: Mapping[str, str]) -> Connector:
    """A connector for `options["url"]`, `mysql://` or `mariadb://`. Raises OptionError."""
    return MySqlConnector(parse_options(options))
