"""The standard data set: for every type the values that break connectors.

Each sample becomes one relation of two columns, `id int8` (1, 2, …) and `v`. Values are in
`Constant` form. NULLs and duplicates are in each; `absent` values are probed for but not stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Final

from connectors import types as t
from connectors.types import Type


@dataclass(frozen=True, slots=True)
class Sample:
    """Values of one type: `stored` in the relation `name`, `absent` only asked for."""

    name: str
    type: Type
    stored: tuple[Any, ...]
    absent: tuple[Any, ...] = ()


def _decimals(*texts: str | None) -> tuple[Decimal | None, ...]:
    return tuple(None if text is None else Decimal(text) for text in texts)


NAN: Final = float("nan")
INF: Final = float("inf")

TEXTS: Final = (
    None, "", " ", "a", "a", "A", "a ", "a  ", " a", "ab", "aB", "abc", "ABC", "b", "Z", "z", None,
    "ß", "ss", "SS", "\u00e9", "e\u0301", "e", "É", "i", "I", "\u0130", "\u0131", "ñ", "n", "æ",
    "日本", "ｆ", "\uff5e", "😀", "\U0001f9d1\u200d\U0001f680", "a\u200bb", "%", "_", "a%b", "a_b",
    "a\\b", "\\", "'", '"', "`", "it's", "a\nb", "a\tb", "\r\n", "\x01", "\x7f", "0", "00", "10",
    "9", "-1", "1e3", "null", "NULL", "true", "NaN", "[1]", "{}", '{"$gt": ""}', "$x", "$$", "$1",
    "*", "?", ":a", "%s", "{0}", "--", "/*", "*/", ";", "x" * 3000,
)  # fmt: skip
"""Case, accents, spaces, wildcards, quoting of every language, byte against UTF-16 order."""


def _upto(length: int) -> tuple[str | None, ...]:
    return tuple(v for v in TEXTS if v is None or len(v) <= length)


SAMPLES: Final = (
    Sample("s_bool", t.BOOL, (True, False, None, True, None, False, True)),
    Sample("s_int2", t.INT2, (0, 1, -1, None, 32767, -32768, 7, 7, 100, None, 42), (2, -100)),
    Sample("s_int4", t.INT4, (0, 1, -1, None, 2**31 - 1, -(2**31), 7, 7, None, 42), (2, 1000)),
    Sample(
        "s_int8", t.INT8,
        (0, 1, -1, None, 2**63 - 1, -(2**63), 2**53, 2**53 + 1, 2**53 - 1, 7, 7, None, 42),
        (2, 2**62),
    ),
    Sample(
        "s_float4", t.FLOAT4,
        (0.0, -0.0, 1.5, -1.5, None, 1.5, INF, -INF, NAN, 2.0**-149, 3.4028234663852886e38, None),
        (2.0, 0.10000000149011612),
    ),
    Sample(
        "s_float8", t.FLOAT8,
        (0.0, -0.0, 1.5, -1.5, None, 0.1, 0.1, INF, -INF, NAN, 5e-324, 1.7976931348623157e308,
         2.0**53, None, 1e15, 1e-7, 123456789.123456789),
        (0.2, 0.30000000000000004),
    ),
    Sample(
        "s_numeric", t.numeric(10, 2),
        _decimals("0.00", "1.00", "1.50", None, "-1.50", "1.50", "0.01", "99999999.99",
                  "-99999999.99", None, "2.00"),
        (Decimal("0.02"), Decimal("3.00")),
    ),
    Sample(
        "s_numeric38", t.numeric(38, 10),
        _decimals("0.0000000000", None, "9999999999999999999999999999.9999999999",
                  "-9999999999999999999999999999.9999999999", "0.0000000001", "1.1000000000",
                  "123456789012345678.1234567891", "123456789012345678.1234567892"),
        (Decimal("0.0000000002"),),
    ),
    Sample(
        "s_numeric_free", t.NUMERIC,
        _decimals("0", "1", "1.0", "1.00", "-1.5", None, "NaN", "Infinity", "-Infinity",
                  "123456789012345678901234567890123456789012345678.5", "0.1", None, "100",
                  "0.000000000000000000000000000000000000000001"),
        (Decimal("2"), Decimal("1.000")),
    ),
    Sample("s_text", t.TEXT, TEXTS, ("zzz", "aa", "x" * 2999, "c")),
    Sample("s_varchar", t.varchar(40), _upto(40), ("c",)),
    Sample(
        "s_bpchar", t.Type("bpchar", length=8),
        tuple(dict.fromkeys(v and v.rstrip(" ") for v in _upto(8))), ("c",),
    ),
    Sample(
        "s_bytea", t.BYTEA,
        (b"", b"\x00", b"\x00\x01", None, b"a", b"A", b"a", b"\xff\xfe", b"'\\\"",
         bytes(range(256)), None, b"\x80"),
        (b"b", b"\x00\x00"),
    ),
    Sample(
        "s_date", t.DATE,
        (date(1970, 1, 1), date(1969, 12, 31), None, date(2000, 2, 29), date(1, 1, 1),
         date(9999, 12, 31), date(1900, 3, 1), date(2000, 2, 29), None, "infinity", "-infinity",
         "0044-03-15 BC", date(1582, 10, 10)),
        (date(2001, 1, 1),),
    ),
    Sample(
        "s_time", t.TIME,
        (time(0), time(23, 59, 59, 999_999), None, time(12, 30), time(12, 30), "24:00:00",
         time(0, 0, 0, 1), None),
        (time(1),),
    ),
    Sample(
        "s_timestamp", t.TIMESTAMP,
        (datetime(1970, 1, 1), datetime(1969, 12, 31, 23, 59, 59, 999_999), None,
         datetime(2024, 3, 31, 2, 30), datetime(2024, 3, 31, 2, 30), datetime(2024, 10, 27, 2, 30),
         datetime(1000, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999_999), None,
         datetime(2000, 1, 1, 0, 0, 0, 1), datetime(2000, 1, 1, 0, 0, 0, 1000),
         datetime(2038, 1, 19, 3, 14, 8), "infinity", "-infinity", datetime(1, 1, 1)),
        (datetime(2001, 1, 1), datetime(2000, 1, 1, 0, 0, 0, 2)),
    ),
    Sample(
        "s_timestamptz", t.TIMESTAMPTZ,
        (datetime(1970, 1, 1, tzinfo=UTC), None, datetime(2024, 3, 31, 1, 30, tzinfo=UTC),
         datetime(2024, 3, 31, 0, 30, tzinfo=UTC), datetime(2000, 1, 1, 0, 0, 0, 1, tzinfo=UTC),
         datetime(2000, 1, 1, 0, 0, 0, 1000, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC),
         datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC), None, "infinity",
         "-infinity"),
        (datetime(2001, 1, 1, tzinfo=UTC),),
    ),
    Sample(
        "s_interval", t.INTERVAL,
        (None, "00:00:00", "1 day", "24:00:00", "1 mon", "30 days", "-1 days",
         "1 year 2 mons 3 days 04:05:06.789", "-00:00:00.000001", None),
    ),
    Sample(
        "s_uuid", t.UUID,
        ("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", None,
         "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", None),
        ("6ba7b811-9dad-11d1-80b4-00c04fd430c8",),
    ),
    Sample(
        "s_json", t.JSON,
        ('{"a": 1}', '{"a":1}', None, "null", '"x"', "[1, 2.50, null]", '{"a": 1, "a": 2}', "1.0",
         '{"é": "😀"}', None),
    ),
    Sample(
        "s_jsonb", t.JSONB,
        ('{"a": 1}', None, "null", '"x"', "[1, 2.50, null]", "1.0", "1",
         '{"b": {"c": []}, "aa": "é"}', "true", None),
    ),
    Sample(
        "s_int4s", t.array(t.INT4),
        ([], [1, 2, 3], None, [None], [1, None, 3], [2**31 - 1], [1, 2, 3], None),
    ),
    Sample(
        "s_texts", t.array(t.TEXT),
        ([], ["a", "b"], None, [None], ["", "NULL", None, "{x,y}", 'q"q', "\\", "é😀"], ["a "]),
    ),
    Sample(
        "s_record", t.record(("a", t.INT4), ("b", t.TEXT)),
        ({"a": 1, "b": "x"}, None, {"a": None, "b": None}, {"a": 2, "b": ""}, {"a": 1, "b": "x"}),
    ),
)  # fmt: skip
"""One relation per type."""
