"""Values by type: few, so that joins meet, and awkward ones among them.

Left out on purpose: equal values that print differently (-0, 1.0 and 1.00 in one column), as SQL
leaves open which one DISTINCT or LIMIT keeps. Decimals have all their digits: MongoDB keeps those.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID as Uuid

from connectors.types import (
    BOOL,
    BYTEA,
    DATE,
    FLOAT8,
    INT2,
    INT4,
    INT8,
    NUMERIC,
    TEXT,
    TIME,
    TIMESTAMP,
    TIMESTAMPTZ,
    UUID,
    Type,
    numeric,
)

MONEY = numeric(12, 3)

TYPES: dict[str, Type] = {
    "i2": INT2, "i4": INT4, "i8": INT8, "f8": FLOAT8, "n": MONEY, "nn": NUMERIC, "t": TEXT,
    "t2": TEXT, "b": BOOL, "d": DATE, "ts": TIMESTAMP, "tz": TIMESTAMPTZ, "tm": TIME, "u": UUID,
    "by": BYTEA,
}  # fmt: skip
"""The columns a table may have beside its key "id"; the name says the type."""

_TEXTS = (
    "", " ", "a", "A", "a ", "ab", "Ab", "ä", "é", "e\u0301", "ß", "ss", "😀", "%", "_", "a_b",
    "a%", "'", '"', "\\", "a\\b", "\t", "\n", "Z", "z", "0", "null", "NULL", "ﬁ", "İ", "日本",
)  # fmt: skip

COMMON: dict[str, tuple[object, ...]] = {
    "i2": (0, 1, 2, 3, -1, 32767, -32768),
    "i4": (0, 1, 2, 3, -1, 7, 2147483647, -2147483648),
    "i8": (0, 1, 2, 3, -1, 7, 9223372036854775807, -9223372036854775808, 2**53 + 1),
    "f8": (0.0, 1.0, 2.0, 0.1, -1.5, 1e300, 5e-324, 9007199254740993.0),
    "n": tuple(
        map(Decimal, ("0.000", "1.000", "2.000", "0.100", "-0.001", "999999999.999", "7.125"))
    ),
    "nn": tuple(map(Decimal, ("0", "1", "1.5", "-7.25", "1e30", "0.000000000000000000001"))),
    "t": _TEXTS,
    "t2": _TEXTS,
    "b": (True, False),
    "d": (date(1970, 1, 1), date(2000, 2, 29), date(1999, 12, 31), date(2024, 2, 29),
          date(9999, 12, 31), date(1000, 1, 1)),
    "ts": (datetime(1970, 1, 1), datetime(2000, 2, 29, 12, 0, 0, 1000),
           datetime(1999, 12, 31, 23, 59, 59, 999000), datetime(9999, 12, 31, 23, 59, 59)),
    "tz": (datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC), datetime(2024, 3, 31, 1, 30, tzinfo=UTC),
           datetime(2000, 2, 29, 12, 0, 0, 1000, tzinfo=UTC),
           datetime(2038, 1, 19, 3, 14, 7, tzinfo=UTC)),
    "tm": (time(0, 0), time(23, 59, 59, 999999), time(12, 30)),
    "u": (Uuid(int=0), Uuid("00112233-4455-6677-8899-aabbccddeeff"), Uuid(int=2**128 - 1)),
    "by": (b"", b"\x00", b"a", b"\xff\xfe", b"'"),
}  # fmt: skip

EXTRA: dict[str, dict[str, tuple[object, ...]]] = {
    "pg": {
        "f8": (float("nan"), float("inf"), float("-inf")),
        "nn": (Decimal("NaN"), Decimal("Infinity"), Decimal("-Infinity")),
        "d": ("infinity", "-infinity", "0044-03-15 BC", "0001-01-01"),
        "ts": ("infinity", "-infinity", "0001-01-01 00:00:00", "294246-12-31 23:59:59.999999"),
        "tz": ("infinity", "-infinity"),
        "tm": ("24:00:00",),
    },
    "files": {"f8": (float("nan"), float("inf"), float("-inf"))},
    "mongo": {"f8": (float("nan"), float("inf"), float("-inf"))},
}
"""What only some stores can hold."""

STORABLE: dict[str, tuple[str, ...]] = {
    "pg": tuple(TYPES),
    "maria": ("i2", "i4", "i8", "f8", "n", "t", "t2", "b", "d", "ts", "tz", "by"),
    "my": ("i2", "i4", "i8", "f8", "n", "t", "t2", "b", "d", "ts", "tz", "by"),
    "mongo": ("i8", "f8", "n", "t", "t2", "b", "tz"),
    "redis": ("i4", "i8", "f8", "n", "t", "b", "d", "ts", "tz", "u"),
    "files": ("i2", "i4", "i8", "f8", "n", "t", "t2", "b", "d", "ts", "tz", "tm", "by"),
}


def values(column: str, store: str) -> tuple[object, ...]:
    """What a column of a table in that store may hold, beside NULL."""
    return COMMON[column] + EXTRA.get(store, {}).get(column, ())


def columns(store: str) -> tuple[tuple[str, Type], ...]:
    """The columns of a table in that store, its key first."""
    return (("id", INT8), *((name, TYPES[name]) for name in STORABLE[store]))
