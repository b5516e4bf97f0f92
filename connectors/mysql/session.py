"""One logged-in connection, set up so that the server means what we mean.

PyMySQL connects and answers questions about the catalog; scans take the socket (`packets`).
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Sequence
from typing import Any, Final, cast

import pymysql
import pymysql.cursors

from connectors.mysql.flavour import Server, recognise
from connectors.mysql.options import Options

SQL_MODE: Final = (
    # Everything unnamed is off: PAD_CHAR_TO_FULL_LENGTH, ALLOW_INVALID_DATES, REAL_AS_FLOAT, ….
    "NO_BACKSLASH_ESCAPES,NO_UNSIGNED_SUBTRACTION,PIPES_AS_CONCAT"
)
_SETTINGS: Final = {
    "sql_mode": f"'{SQL_MODE}'",
    "time_zone": "'+00:00'",
    "sql_select_limit": "18446744073709551615",  # a server-wide one would cut results in silence
    "sql_auto_is_null": "0",
    "div_precision_increment": "4",
    # How many bytes of a text take part in sorting (see `prove.SORT_BYTES`).
    "max_sort_length": "4096",
    # The server hangs up on a reader that does not read for this long; ours may wait for others.
    "net_write_timeout": "86400",
}


class Session:
    """A connection with its server's flavour; used by one thread at a time."""

    def __init__(self, options: Options, *, timeout: float | None = None) -> None:
        """Log in. Raises what PyMySQL raises. `timeout` (seconds) overrides all of the options."""
        self.options = options
        self._raw = pymysql.connect(
            host=options.host,
            port=options.port,
            unix_socket=options.socket,
            user=options.user,
            password=cast(str, options.password.encode()),
            database=options.database,
            charset="utf8mb4",
            autocommit=True,
            connect_timeout=timeout or options.connect_timeout,
            read_timeout=timeout or options.connect_timeout,
            write_timeout=timeout or options.connect_timeout,
            program_name="unsilo",
            **options.tls_arguments(),
        )
        self.server = self._recognise()
        self.used_at = time.monotonic()
        self._limited = False
        self._longest = float("inf")

    def set_up(self) -> None:
        """Make the session read-only and independent of the server's settings."""
        settings = dict(_SETTINGS)
        if collation := self.server.binary_collation:
            settings["collation_connection"] = collation
        if self.server.flavour == "MySQL" and self.server.version >= 80000:
            settings["information_schema_stats_expiry"] = "0"
        if self.server.flavour == "MySQL" and self.server.version >= 50712:
            settings["range_optimizer_max_mem_size"] = "134217728"  # long lists of keys
        if self.server.flavour == "MySQL" and self.server.version >= 80012:
            # Taken bit by bit; what holds no whole row fails the sort (error 1038).
            settings["sort_buffer_size"] = (
                "CAST(GREATEST(@@sort_buffer_size, 67108864) AS UNSIGNED)"
            )
        if self.server.mariadb and self.server.version >= 100400:
            settings["in_predicate_conversion_threshold"] = "0"  # lists of keys use the index
        self.run("SET " + ", ".join(f"SESSION {k} = {v}" for k, v in settings.items()))
        self.run("SET SESSION TRANSACTION READ ONLY")
        ((limit,),) = self.rows(f"SELECT @@GLOBAL.{self._time_limit}")
        unit = 1 if self.server.mariadb else 1000
        self._longest = float(limit) / unit or float("inf")

    def limit_time(self, seconds: float | None) -> None:
        """Let the server end statements after `seconds` (or its own limit, if that is shorter)."""
        if seconds is None and not self._limited:
            return
        if seconds is None:
            self.run(f"SET SESSION {self._time_limit} = DEFAULT")
        elif self.server.mariadb:
            self.run(f"SET SESSION {self._time_limit} = {min(seconds, self._longest):.3f}")
        else:
            limit = int(min(seconds, self._longest) * 1000) + 1
            self.run(f"SET SESSION {self._time_limit} = {limit}")
        self._limited = seconds is not None

    @property
    def _time_limit(self) -> str:
        return "max_statement_time" if self.server.mariadb else "max_execution_time"

    def run(self, sql: str) -> None:
        """A statement without result."""
        self._own()
        self._raw.query(sql)

    def rows(
        self, sql: str, parameters: Sequence[object] = (), *, named: bool = False
    ) -> list[Any]:
        """All rows of a small question about the catalog: tuples, or with `named` dicts."""
        self._own()
        kind = pymysql.cursors.DictCursor if named else pymysql.cursors.Cursor
        with self._raw.cursor(kind) as cursor:
            cursor.execute(sql, tuple(parameters) or None)
            return list(cursor.fetchall())

    @property
    def socket(self) -> socket.socket:
        """The connection's socket, to be left behind at the end of a result."""
        if self._raw._sock is None:
            raise ConnectionError("the connection is closed")
        return cast(socket.socket, self._raw._sock)

    @property
    def identity(self) -> int:
        """What KILL calls this session."""
        return int(self._raw.thread_id())

    def alive(self) -> bool:
        """Whether the server still answers."""
        try:
            self._own()
            self._raw.ping(reconnect=False)
        except (OSError, pymysql.err.MySQLError):
            return False
        return True

    def close(self) -> None:
        """Hang up; never raises."""
        with contextlib.suppress(OSError, pymysql.err.MySQLError):
            self._raw.close()

    def _own(self) -> None:
        """Make PyMySQL set the socket's timeout anew: scans change it behind its back."""
        self._raw._current_timeout = None

    def _recognise(self) -> Server:
        ((version, comment),) = self.rows("SELECT VERSION(), @@version_comment")
        return recognise(str(version), str(comment))
