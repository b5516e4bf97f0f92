"""pymongo's errors as the gateway's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pymongo import errors as mongo

from connectors.api import (
    ConnectorError,
    DeadlineExceeded,
    RemoteError,
    SourceRefused,
    SourceUnavailable,
)

_REFUSED = {13: "42501", 18: "28P01", 8000: "28P01", 33: "28000"}
_SQLSTATES = {
    26: "42P01",  # NamespaceNotFound
    2: "22023",  # BadValue
    16: "54000",  # a document or message too large
    146: "53200",  # ExceededMemoryLimit
    292: "53200",  # QueryExceededMemoryLimitNoDiskUseAllowed
    10334: "54000",  # BSONObjectTooLarge
    11601: "57014",  # Interrupted
    237: "57014",  # CursorKilled
    43: "57014",  # CursorNotFound
}
"""Server error codes (https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml)
to PostgreSQL's."""


@contextmanager
def translated() -> Iterator[None]:
    """Whatever pymongo raises inside leaves as a ConnectorError."""
    try:
        yield
    except mongo.PyMongoError as error:
        raise translate(error) from error


def translate(error: mongo.PyMongoError) -> ConnectorError:
    """The gateway's form of one error of the server or of the client library."""
    if isinstance(error, mongo.ExecutionTimeout) or (
        error.timeout and not isinstance(error, mongo.ServerSelectionTimeoutError)
    ):
        return DeadlineExceeded("MongoDB ran out of the statement's time")
    if isinstance(error, mongo.OperationFailure):
        return _operation(error)
    if isinstance(error, mongo.ConfigurationError):
        return SourceRefused("the MongoDB client refused its configuration", detail=str(error))
    if isinstance(error, mongo.ConnectionFailure):
        return SourceUnavailable("no connection to MongoDB", detail=str(error))
    return RemoteError("MongoDB failed", detail=str(error))


def _operation(error: mongo.OperationFailure) -> ConnectorError:
    code = error.code or 0
    message = str((error.details or {}).get("errmsg", error))
    if code in _REFUSED:
        return SourceRefused(
            "MongoDB refused the login or the right to read",
            detail=message,
            sqlstate=_REFUSED[code],
        )
    return RemoteError(
        f"MongoDB reported error {code}", detail=message, sqlstate=_SQLSTATES.get(code)
    )
