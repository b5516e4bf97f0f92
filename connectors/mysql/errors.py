"""MySQL's errors as the contract's, with PostgreSQL's SQLSTATE.

Messages are the server's own, which never hold a password; the number goes into the detail.
"""

from __future__ import annotations

import ssl
from typing import Final

import pymysql

from connectors.api import (
    Cancelled,
    ConnectorError,
    DeadlineExceeded,
    LimitExceeded,
    RelationNotFound,
    RemoteError,
    ScanRejected,
    SourceRefused,
    SourceUnavailable,
)
from connectors.mysql.packets import BrokenProtocol, ServerError

_CLASSES: Final[dict[int, type[ConnectorError]]] = {
    1044: SourceRefused, 1045: SourceRefused, 1049: SourceUnavailable, 1142: SourceRefused,
    1143: SourceRefused, 1227: SourceRefused, 1370: SourceRefused, 1698: SourceRefused,
    1130: SourceRefused, 3118: SourceRefused, 1820: SourceRefused, 4151: SourceRefused,
    1146: RelationNotFound, 1051: RelationNotFound, 1104: ScanRejected, 1153: LimitExceeded,
    1317: Cancelled, 1969: DeadlineExceeded, 3024: DeadlineExceeded,
    1053: SourceUnavailable, 1927: SourceUnavailable, 4031: SourceUnavailable,
    2002: SourceUnavailable, 2003: SourceUnavailable, 2006: SourceUnavailable,
    2013: SourceUnavailable, 2026: SourceUnavailable,
}  # fmt: skip
"""Errors with a class of their own; all others are RemoteError."""

_STATES: Final[dict[int, str]] = {
    1040: "53300", 1203: "53300", 1226: "53300", 1461: "53400", 1038: "53200", 1037: "53200",
    1041: "53200", 1114: "53100", 1021: "53100", 1028: "53100",
    1205: "55P03", 1213: "40P01", 1412: "40001", 1020: "40001",
    1054: "42703", 1064: "42601", 1690: "22003", 1264: "22003", 1242: "21000", 1365: "22012",
    1267: "42P22", 1270: "42P22", 1271: "42P22", 1292: "22007", 1139: "2201B", 1305: "42883",
}  # fmt: skip
"""PostgreSQL's code for the rest; HV000 where it has none."""

LOST: Final = frozenset({1053, 1927, 2006, 2013, 4031})
"""The connection is gone (the server ended it or stopped); the statement never ran to its end."""


def translated(error: BaseException, address: str) -> ConnectorError:
    """The contract's error for what a session raised; a ConnectorError stays itself."""
    match error:
        case ConnectorError():
            return error
        case ServerError():
            return _from_number(error.number, error.message)
        case pymysql.err.MySQLError() if len(error.args) > 1 and isinstance(error.args[0], int):
            return _from_number(error.args[0], str(error.args[1]))
        case TimeoutError():
            return SourceUnavailable(f'"{address}" did not answer in time')
        case OSError() | ssl.SSLError() | BrokenProtocol() | pymysql.err.MySQLError():
            return SourceUnavailable(f'connection to "{address}" broke', detail=str(error))
    return RemoteError(f'unexpected failure of "{address}"', detail=repr(error))


def lost(error: BaseException) -> bool:
    """Whether the session's connection is gone, so that a fresh one may have more luck."""
    match error:
        case ServerError():
            return error.number in LOST
        case pymysql.err.MySQLError():
            return bool(error.args) and (error.args[0] in LOST or error.args[0] == 0)
    return isinstance(error, OSError) and not isinstance(error, TimeoutError)


def _from_number(number: int, message: str) -> ConnectorError:
    if message[1:2].islower():
        message = message[0].lower() + message[1:]
    detail = f"MySQL error {number}."
    kind = _CLASSES.get(number)
    if kind is None:
        return RemoteError(message, detail=detail, sqlstate=_STATES.get(number))
    hint = "Add a condition or a LIMIT to the query." if kind is ScanRejected else ""
    return kind(message, detail=detail, hint=hint)
