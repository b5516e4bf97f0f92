"""The Python driver: PEP 249, with Arrow.

    import gateway.client as unsilo

    with unsilo.connect("http://127.0.0.1:8080", token="…") as connection:
        table = connection.execute("select …").fetch_arrow_table()

`connect(home=…)` runs the gateway in this process instead. `gateway.client.aio` is the same for
asyncio, `gateway.client.sqlalchemy` the dialect `unsilo://`.

    connection → cursor → reading (rows or batches) → values (Arrow to Python)
    parameters (Python to text)
    transport: http, or embedded

Imports no server code.
"""

from __future__ import annotations

from gateway.client.connect import connect
from gateway.client.connection import Connection
from gateway.client.cursor import Cursor
from gateway.client.errors import (
    DatabaseError,
    DataError,
    Error,
    IntegrityError,
    InterfaceError,
    InternalError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
    Warning,
)
from gateway.client.parameters import Json
from gateway.client.types import (
    BINARY,
    DATETIME,
    NUMBER,
    ROWID,
    STRING,
    Binary,
    Date,
    DateFromTicks,
    Time,
    TimeFromTicks,
    Timestamp,
    TimestampFromTicks,
)

apilevel = "2.0"
threadsafety = 1
paramstyle = "pyformat"

__all__ = [
    "BINARY",
    "DATETIME",
    "NUMBER",
    "ROWID",
    "STRING",
    "Binary",
    "Connection",
    "Cursor",
    "DataError",
    "DatabaseError",
    "Date",
    "DateFromTicks",
    "Error",
    "IntegrityError",
    "InterfaceError",
    "InternalError",
    "Json",
    "NotSupportedError",
    "OperationalError",
    "ProgrammingError",
    "Time",
    "TimeFromTicks",
    "Timestamp",
    "TimestampFromTicks",
    "Warning",
    "apilevel",
    "connect",
    "paramstyle",
    "threadsafety",
]
