"""PEP 249's exceptions. The class follows from the SQLSTATE's first two characters.

Imports: standard library.
"""

from __future__ import annotations

from typing import Final


class Warning(Exception):
    """PEP 249's Warning. Never raised: warnings of a statement are in `Cursor.warnings`."""


class Error(Exception):
    """What went wrong with a statement or its connection.

    `sqlstate` is PostgreSQL's five-character code ("" where none was told); `position` the 1-based
    character of the statement; `query_id` the tag its remote statements carried.
    """

    def __init__(
        self,
        message: str,
        *,
        sqlstate: str = "",
        detail: str = "",
        hint: str = "",
        position: int | None = None,
        query_id: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.sqlstate = sqlstate
        self.detail = detail
        self.hint = hint
        self.position = position
        self.query_id = query_id

    def __str__(self) -> str:
        lines = [self.message]
        lines += [f"DETAIL:  {self.detail}"] if self.detail else []
        lines += [f"HINT:  {self.hint}"] if self.hint else []
        return "\n".join(lines)


class InterfaceError(Error):
    """The driver was used wrongly."""


class DatabaseError(Error):
    """The gateway or a source refused."""


class DataError(DatabaseError):
    """A value is out of its range or malformed."""


class OperationalError(DatabaseError):
    """Connections, resources, cancels, time-outs, rights to log in."""


class IntegrityError(DatabaseError):
    """PEP 249's; a read-only gateway has no use for it."""


class InternalError(DatabaseError):
    """A defect of the gateway, or a cursor in a state it should not be in."""


class ProgrammingError(DatabaseError):
    """The statement is wrong, names what is not there, or what its user may not read."""


class NotSupportedError(DatabaseError):
    """A statement that cannot be answered exactly."""


_CLASSES: Final[dict[str, type[DatabaseError]]] = {
    **dict.fromkeys(("0A",), NotSupportedError),
    **dict.fromkeys(("20", "21", "22"), DataError),
    **dict.fromkeys(("23",), IntegrityError),
    **dict.fromkeys(("24", "25", "26", "2D", "34", "39", "XX"), InternalError),
    **dict.fromkeys(("3D", "3F", "42", "44"), ProgrammingError),
    **dict.fromkeys(("08", "28", "40", "53", "54", "55", "57", "58", "F0", "HV"), OperationalError),
}
"""As psycopg maps them (psycopg.errors), and the classes of foreign data and configuration."""


def from_sqlstate(sqlstate: str) -> type[DatabaseError]:
    """The exception class for an SQLSTATE."""
    return _CLASSES.get(sqlstate[:2], DatabaseError)
