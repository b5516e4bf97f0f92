"""Errors as PostgreSQL reports them: SQLSTATE, message, detail, hint, position.

    SqlError
    ├── raised by the gateway itself with the SQLSTATE of the case
    └── from_connector(...) for what a connector raised

Messages are lower-case and name the object in double quotes; detail and hint are sentences.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from connectors.api import ConnectorError


class SqlError(Exception):
    """An error that a user sees.

    `position` is the 1-based character offset in the statement, as PostgreSQL counts, or None.
    """

    def __init__(
        self,
        sqlstate: str,
        message: str,
        *,
        detail: str = "",
        hint: str = "",
        position: int | None = None,
    ) -> None:
        super().__init__(message)
        self.sqlstate = sqlstate
        self.message = message
        self.detail = detail
        self.hint = hint
        self.position = position

    def __str__(self) -> str:
        return f"{self.message} ({self.sqlstate})"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a user should see beside the answer. `severity`: WARNING, NOTICE or INFO."""

    severity: str
    sqlstate: str
    message: str
    detail: str = ""
    hint: str = ""


@contextmanager
def at_offset(offset: int) -> Iterator[None]:
    """Errors raised inside are about a text that starts `offset` characters into a longer one."""
    try:
        yield
    except SqlError as error:
        if error.position is not None:
            error.position += offset
        raise


def unsupported(what: str, *, hint: str = "", position: int | None = None) -> SqlError:
    """0A000: a statement PostgreSQL would run and the gateway cannot answer exactly."""
    return SqlError("0A000", f"{what} is not supported", hint=hint, position=position)


_NOT_THERE: Final = frozenset({"3F000", "42P01", "42703"})
"""A schema, relation or column that the catalog knew, else there had been no asking for it."""


def from_connector(error: ConnectorError, source: str) -> SqlError:
    """The user's form of what the connector of `source` raised."""
    hint = error.hint
    if not hint and error.sqlstate in _NOT_THERE:
        hint = f"The source has changed since it was looked at: unsilo source refresh {source}"
    message = f'source "{source}": {error.message}'
    return SqlError(error.sqlstate, message, detail=error.detail, hint=hint)
