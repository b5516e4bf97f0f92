"""SQLAlchemy's dialect `unsilo://`: PostgreSQL's SQL and reflection over this driver.

    create_engine("unsilo://user:password@host:8080")     a gateway over HTTP
    create_engine("unsilo+https://user:password@host")    the same over TLS
    create_engine("unsilo:////srv/unsilo")                a gateway in this process, and its home

Imports: SQLAlchemy, `gateway.client`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import URL, util
from sqlalchemy import types as sqltypes
from sqlalchemy.dialects.postgresql import base, json
from sqlalchemy.dialects.postgresql.pg_catalog import INT2VECTOR, OIDVECTOR
from sqlalchemy.engine.interfaces import ConnectArgsType, DBAPIModule
from sqlalchemy.pool import Pool, QueuePool
from sqlalchemy.types import TypeEngine

import gateway.client


class _Json(json.JSON):
    """Values come decoded."""

    def result_processor(self, dialect: Any, coltype: Any) -> None:
        """None to do."""
        return None


class _Jsonb(json.JSONB):
    """Values come decoded."""

    def result_processor(self, dialect: Any, coltype: Any) -> None:
        """None to do."""
        return None


class _Vector:
    """int2vector and oidvector come as text, their numbers apart by spaces."""

    def result_processor(self, dialect: Any, coltype: Any) -> Any:
        """To a list."""
        return lambda text: None if text is None else [int(word) for word in text.split()]


class _Int2Vector(_Vector, INT2VECTOR):
    """A list of numbers."""


class _OidVector(_Vector, OIDVECTOR):
    """A list of OIDs."""


def _told(kind: type[TypeEngine[Any]]) -> type[TypeEngine[Any]]:
    """Told with each parameter of it, as `$1::VARCHAR`: nothing else may tell it."""
    return type(kind.__name__, (kind,), {"render_bind_cast": True, "__doc__": kind.__doc__})


_TOLD: Final = (
    sqltypes.String, sqltypes.Date, sqltypes.DateTime, sqltypes.Time, sqltypes.Integer,
    sqltypes.SmallInteger, sqltypes.BigInteger, sqltypes.Boolean,
)  # fmt: skip


class UnsiloDialect(base.PGDialect):
    """Reads only; no transactions, no sequences to fetch."""

    name = "unsilo"
    driver = "http"
    scheme = "http"
    default_paramstyle = "pyformat"
    supports_statement_cache = True
    supports_native_decimal = True
    supports_sequences = False
    supports_sane_rowcount = False
    supports_sane_multi_rowcount = False
    colspecs = util.update_copy(
        base.PGDialect.colspecs,
        {
            sqltypes.JSON: _Json,
            json.JSON: _Json,
            json.JSONB: _Jsonb,
            base.INTERVAL: _told(base.INTERVAL),
            sqltypes.Interval: _told(base.INTERVAL),
            **{kind: _told(kind) for kind in _TOLD},
            INT2VECTOR: _Int2Vector,
            OIDVECTOR: _OidVector,
        },
    )

    @classmethod
    def import_dbapi(cls) -> DBAPIModule:
        """The driver."""
        return gateway.client  # type: ignore[return-value]

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:
        """Connections of the driver serve one thread at a time."""
        return QueuePool

    def create_connect_args(self, url: URL) -> ConnectArgsType:
        """What `gateway.client.connect` is called with."""
        options: dict[str, Any] = dict(url.query)
        settings = {name: value for name, value in options.items() if name != "ca_file"}
        arguments: dict[str, Any] = {"settings": settings}
        if "ca_file" in options:
            arguments["ca_file"] = options["ca_file"]
        if url.host is None:
            return (), {**arguments, "home": f"/{(url.database or '').lstrip('/')}"}
        port = f":{url.port}" if url.port is not None else ""
        host = f"[{url.host}]" if ":" in url.host else url.host
        login = {"user": url.username, "password": url.password}
        return (f"{self.scheme}://{host}{port}",), {**arguments, **login}

    def is_disconnect(self, e: Any, connection: Any, cursor: Any) -> bool:
        """Whether the gateway could not be reached."""
        return getattr(e, "sqlstate", "").startswith("08")

    def on_connect(self) -> Callable[[Any], None]:
        """A deserializer that the engine was given makes the values of json."""

        def connected(connection: Any) -> None:
            if self._json_deserializer is not None:
                connection.json_loads = self._json_deserializer

        return connected

    def do_begin(self, dbapi_connection: Any) -> None:
        """There are no transactions."""


class UnsiloDialectHttps(UnsiloDialect):
    """The same over TLS."""

    driver = "https"
    scheme = "https"
    supports_statement_cache = True


dialect = UnsiloDialect
