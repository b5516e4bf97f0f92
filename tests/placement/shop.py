"""A small shop full of awkward values: the data under the placement queries.

NULLs everywhere, an empty table, duplicates, trailing spaces, mixed case, accents and emoji, edge
dates, negative and tiny decimals, keys without partner on either side.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from connectors.types import DATE, FLOAT8, INT8, TEXT, TIMESTAMP, TIMESTAMPTZ, Type, numeric

Columns = tuple[tuple[str, Type], ...]
Rows = list[tuple[object, ...]]

MONEY = numeric(12, 2)


def _d(text: str) -> Decimal:
    return Decimal(text)


def _utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


COLUMNS: dict[str, Columns] = {
    "customers": (
        ("id", INT8), ("name", TEXT), ("city", TEXT), ("credit", MONEY), ("born", DATE),
        ("referrer", INT8),
    ),
    "orders": (
        ("id", INT8), ("customer_id", INT8), ("total", MONEY), ("status", TEXT),
        ("placed", TIMESTAMP), ("day", DATE),
    ),
    "items": (
        ("order_id", INT8), ("line", INT8), ("sku", TEXT), ("quantity", INT8),
        ("price", numeric(10, 3)),
    ),
    "products": (("sku", TEXT), ("label", TEXT), ("price", numeric(10, 3)), ("stock", INT8)),
    "events": (
        ("id", INT8), ("customer_id", INT8), ("kind", TEXT), ("at", TIMESTAMPTZ),
        ("value", FLOAT8),
    ),
    "scores": (("customer_id", INT8), ("score", FLOAT8), ("segment", TEXT)),
    "nothing": (("id", INT8), ("label", TEXT), ("amount", MONEY)),
}  # fmt: skip

KEYS: dict[str, tuple[str, ...]] = {
    "customers": ("id",),
    "orders": ("id",),
    "items": ("order_id", "line"),
    "products": ("sku",),
    "events": ("id",),
    "scores": ("customer_id",),
    "nothing": ("id",),
}

ROWS: dict[str, Rows] = {
    "customers": [
        (1, "Ann", "Berlin", _d("100.00"), date(1970, 1, 1), None),
        (2, "ann", "berlin", _d("-5.50"), date(1999, 12, 31), 1),
        (3, "Ann ", "Berlin ", _d("0.00"), date(2000, 2, 29), 1),
        (4, "Zoë", "Köln", _d("12.34"), None, 2),
        (5, "Zoe", "Koln", None, date(1900, 3, 1), 2),
        (6, "Łukasz", "Łódź", _d("9999999999.99"), date(2024, 2, 29), 4),
        (7, "😀 smile", "Tōkyō", _d("0.01"), date(1582, 10, 15), None),
        (8, "", "", _d("-0.01"), date(2038, 1, 19), 8),
        (9, None, None, None, None, None),
        (10, "O'Brien", 'Saint "Q"', _d("50.00"), date(1985, 7, 14), 9),
        (11, "50%_off\\", "100%", _d("50.00"), date(1985, 7, 14), 11),
        (12, "ANN", "BERLIN", _d("100.00"), date(1969, 12, 31), 99),
    ],
    "orders": [
        (100, 1, _d("10.00"), "paid", datetime(2024, 1, 31, 23, 59, 59), date(2024, 1, 31)),
        (101, 1, _d("20.50"), "open", datetime(2024, 2, 29, 0, 0, 0), date(2024, 2, 29)),
        (102, 2, _d("10.00"), "paid", datetime(2024, 2, 29, 12, 30, 15), date(2024, 2, 29)),
        (103, 3, _d("0.00"), "void", datetime(2023, 12, 31, 23, 59, 59), date(2023, 12, 31)),
        (104, 4, None, "Paid", None, None),
        (105, None, _d("99.99"), None, datetime(2024, 3, 10, 8, 0, 0), date(2024, 3, 10)),
        (106, 6, _d("-7.25"), "paid ", datetime(1970, 1, 1, 0, 0, 1), date(1970, 1, 1)),
        (107, 999, _d("1.01"), "open", datetime(2024, 3, 10, 8, 0, 0), date(2024, 3, 10)),
        (108, 1, _d("20.50"), "open", datetime(2024, 2, 29, 0, 0, 0), date(2024, 2, 29)),
        (109, 12, _d("1000000.00"), "paid", datetime(2025, 6, 1, 1, 2, 3), date(2025, 6, 1)),
        (110, 10, _d("0.10"), "", datetime(2000, 2, 28, 23, 0, 0), date(2000, 2, 28)),
        (111, 10, _d("0.20"), "paid", datetime(2000, 2, 29, 1, 0, 0), date(2000, 2, 29)),
    ],
    "items": [
        (100, 1, "A-1", 2, _d("2.500")),
        (100, 2, "B-2", 1, _d("5.000")),
        (101, 1, "a-1", 3, _d("2.500")),
        (101, 2, "C-3", None, _d("13.000")),
        (102, 1, "A-1", 4, _d("2.499")),
        (103, 1, "B-2", 0, _d("0.000")),
        (104, 1, None, 1, None),
        (105, 1, "Z-9", 7, _d("14.284")),
        (106, 1, "C-3", -1, _d("7.250")),
        (109, 1, "A-1", 1000, _d("1000.000")),
        (110, 1, "B-2", 1, _d("0.100")),
        (111, 1, "B-2 ", 1, _d("0.200")),
        (500, 1, "A-1", 1, _d("1.000")),
    ],
    "products": [
        ("A-1", "Apple", _d("2.500"), 10),
        ("a-1", "apple small", _d("2.500"), 0),
        ("B-2", "Bröt", _d("5.000"), None),
        ("B-2 ", "Brot with space", _d("0.200"), 5),
        ("C-3", None, _d("13.000"), -3),
        ("D-4", "Dust", None, 9223372036854775807),
        ("", "empty key", _d("0.001"), 1),
    ],
    "events": [
        (1, 1, "view", _utc(2024, 1, 1, 0, 0, 0), 0.5),
        (2, 1, "View", _utc(2024, 1, 1, 0, 0, 1), 1.5),
        (3, 2, "click", _utc(2024, 2, 29, 23, 59, 59), 0.0),
        (4, 2, "click", _utc(2024, 2, 29, 23, 59, 59), 2.25),
        (5, None, "view", _utc(2024, 3, 31, 1, 30, 0), None),
        (6, 4, None, None, 1e300),
        (7, 12, "buy", _utc(2024, 10, 27, 0, 30, 0), 0.1),
        (8, 12, "buy ", _utc(2024, 10, 27, 1, 30, 0), 0.2),
        (9, 77, "buy", _utc(1999, 12, 31, 23, 59, 59), 3.0),
        (10, 1, "buy", _utc(2024, 1, 1, 0, 0, 0), 100.0),
    ],
    "scores": [
        (1, 0.9, "gold"),
        (2, 0.1, "none"),
        (4, None, "gold"),
        (6, 0.5, None),
        (12, 0.75, "Gold"),
        (77, 0.0, ""),
    ],
    "nothing": [],
}
