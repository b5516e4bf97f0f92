"""Errors of psycopg, ADBC and the server as the contract's errors."""

from __future__ import annotations

import re
from typing import Final

import adbc_driver_manager
import psycopg

from connectors.api import (
    ConnectorError,
    RelationNotFound,
    RemoteError,
    SourceRefused,
    SourceUnavailable,
    ValueNotRepresentable,
)
from connectors.postgres.options import Options

CANCELLED: Final = "57014"
_BROKEN: Final = ("08", "57P", "53300")
_LOST: Final = re.compile(
    r"server closed the connection|no connection to the server|connection (is )?(closed|lost)"
    r"|could not (send|receive) data|SSL (connection|SYSCALL)|terminating connection"
    r"|connection to server|timeout expired|could not translate host name",
    re.IGNORECASE,
)
_LOGIN: Final = re.compile(
    r"authentication failed|no password supplied|no pg_hba.conf entry|role .* does not exist"
    r"|is not permitted to log in|permission denied for database|database .* does not exist"
)
_OVERFLOW: Final = re.compile(r"would overflow|cannot represent", re.IGNORECASE)
DRIVER_ERRORS: Final = (psycopg.Error, adbc_driver_manager.Error)


def sqlstate_of(error: Exception) -> str | None:
    """The server's code, None for an error of the client library."""
    if isinstance(error, psycopg.Error):
        return error.sqlstate
    state = getattr(error, "sqlstate", None)
    if state:
        return str(state)
    found = re.search(r"SQLSTATE: ([0-9A-Z]{5})", str(error))
    return found[1] if found else None


def is_lost(error: Exception) -> bool:
    """Whether the connection is gone, so that a new one may do better."""
    state = sqlstate_of(error)
    if state is not None:
        return state.startswith(_BROKEN)
    return _LOST.search(str(error)) is not None


def translated(error: Exception, options: Options) -> ConnectorError:
    """The contract's error for what a driver raised; never holds the secret."""
    state, message, detail = sqlstate_of(error), _message(error), _detail(error)
    if options.secret:
        message, detail = (x.replace(options.secret, "***") for x in (message, detail))
    where = f'"{options.address}"'
    if state is None and _OVERFLOW.search(message):
        return ValueNotRepresentable(
            "an interval is outside the range of 64-bit nanoseconds", detail=message
        )
    if state is None and _LOGIN.search(message):
        return SourceRefused(f"{where} refused the login: {message}")
    if is_lost(error):
        return SourceUnavailable(f"{where} is not available: {message}", detail=detail)
    if state is None and isinstance(error, psycopg.OperationalError):
        return SourceUnavailable(f"{where} is not available: {message}")
    match state or "":
        case "42P01" | "3F000":
            return RelationNotFound(message, detail=detail)
        case "42501":
            return SourceRefused(message, detail=detail)
        case code if code.startswith("28"):
            return SourceRefused(f"{where} refused the login: {message}", detail=detail)
        case "":
            return RemoteError(message, detail=detail, sqlstate="HV000")
    return RemoteError(message, detail=detail, sqlstate=state)


def _message(error: Exception) -> str:
    if isinstance(error, psycopg.Error) and error.diag.message_primary:
        return error.diag.message_primary
    for name, value in getattr(error, "details", ()):
        if _text(name) == "PG_DIAG_MESSAGE_PRIMARY":
            return _text(value)
    text = str(error).strip().split("\n\nQuery was:")[0]
    found = re.search(r"(?:ERROR|FATAL):\s+([^\n]*)", text)
    return found[1].strip() if found else text.splitlines()[0] if text else type(error).__name__


def _detail(error: Exception) -> str:
    if isinstance(error, psycopg.Error):
        return error.diag.message_detail or ""
    for name, value in getattr(error, "details", ()):
        if _text(name) == "PG_DIAG_MESSAGE_DETAIL":
            return _text(value)
    return ""


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
