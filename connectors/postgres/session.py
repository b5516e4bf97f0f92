"""How every session is set, whichever driver opened it."""

from __future__ import annotations

from typing import Final

SETTINGS: Final = {
    # A source is read only; nothing found under a user's schema may stand for a built-in.
    "default_transaction_read_only": "on",
    "search_path": "pg_catalog",
    # The gateway's own meaning of text, times and NULL.
    "TimeZone": "UTC",
    "DateStyle": "ISO, MDY",
    "IntervalStyle": "postgres",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "standard_conforming_strings": "on",
    "transform_null_equals": "off",
    "array_nulls": "on",
    "xmlbinary": "base64",
    "lc_numeric": "C",
    "lc_time": "C",
}
"""Settings that decide what a statement means or how a value prints."""


def statement() -> str:
    """One statement that sets them all."""
    calls = (f"set_config('{name}', '{value}', false)" for name, value in SETTINGS.items())
    return f"SELECT {', '.join(calls)}"
