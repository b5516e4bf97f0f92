"""PEP 249's type objects and constructors.

A cursor's `description` names a column's type as PostgreSQL does ("integer", "numeric(10,2)",
"text[]"); it compares equal to the type object of its kind: `description[0][1] == NUMBER`.

Imports: standard library.
"""

from __future__ import annotations

import datetime as _datetime
import re
import time as _time
from collections.abc import Iterable
from typing import Final

_MODIFIER: Final = re.compile(r"\([^)]*\)")


class TypeObject:
    """A set of PostgreSQL types, equal to each of them."""

    def __init__(self, name: str, types: Iterable[str]) -> None:
        self._name = name
        self._types = frozenset(types)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, str):
            return _MODIFIER.sub("", other) in self._types
        return self is other

    def __hash__(self) -> int:
        return hash(self._types)

    def __repr__(self) -> str:
        return self._name


STRING: Final = TypeObject(
    "STRING", ("text", "character varying", "character", "name", '"char"', "unknown")
)
BINARY: Final = TypeObject("BINARY", ("bytea",))
NUMBER: Final = TypeObject(
    "NUMBER", ("smallint", "integer", "bigint", "real", "double precision", "numeric", "oid")
)
DATETIME: Final = TypeObject(
    "DATETIME",
    (
        "date", "time without time zone", "time with time zone", "timestamp without time zone",
        "timestamp with time zone", "interval",
    ),
)  # fmt: skip
ROWID: Final = TypeObject("ROWID", ("oid",))

Date = _datetime.date
Time = _datetime.time
Timestamp = _datetime.datetime
Binary = bytes


def DateFromTicks(ticks: float) -> _datetime.date:
    """The local date of a Unix time."""
    return Date(*_time.localtime(ticks)[:3])


def TimeFromTicks(ticks: float) -> _datetime.time:
    """The local time of day of a Unix time."""
    return Time(*_time.localtime(ticks)[3:6])


def TimestampFromTicks(ticks: float) -> _datetime.datetime:
    """The local date and time of a Unix time."""
    return Timestamp(*_time.localtime(ticks)[:6])
