"""A column as the gateway sees its values, where MySQL's own reading of it is another.

`raw` is the column by itself: what an output reads and an index knows. `value` is an expression
with PostgreSQL's meaning for comparing, sorting, grouping and computing.
"""

from __future__ import annotations

from typing import Final

from connectors.api import Column

DATES: Final = frozenset({"date", "timestamp", "timestamptz"})
_WORDS: Final = frozenset({"enum", "set"})


def is_text(column: Column) -> bool:
    """Whether the column's values are compared under a collation."""
    return column.details.get("charset") is not None


def is_word(column: Column) -> bool:
    """Whether the column is an enum or a set, whose own comparison may be by number."""
    return column.details.get("kind") in _WORDS


def may_be_no_date(column: Column) -> bool:
    """Whether the column may hold zero or incomplete dates that read as NULL."""
    return column.type.name in DATES and column.details.get("zero_dates") == "null"


def valid(raw: str) -> str:
    """True if a date is one: NULL or false for zero, incomplete and impossible ones."""
    return f"DAYOFMONTH({raw}) BETWEEN 1 AND DAYOFMONTH(LAST_DAY({raw})) AND YEAR({raw}) > 0"


def value(column: Column, raw: str, collation: str | None) -> str:
    """The column with PostgreSQL's meaning; may stand beside any operator."""
    if may_be_no_date(column):
        return f"CASE WHEN {valid(raw)} THEN {raw} END"
    kind = column.details.get("kind")
    if kind in ("inet4", "inet6"):
        return f"CAST({raw} AS CHAR)"
    if not is_text(column) or collation is None:
        return raw
    if column.details["charset"] == "utf8mb4" and not is_word(column):
        same = column.details["collation"] == collation
        return raw if same else f"{raw} COLLATE {collation}"
    return f"CONVERT({raw} USING utf8mb4) COLLATE {collation}"


def signed(column: Column, text: str) -> str:
    """An integer for arithmetic: MySQL computes with unsigned ones as unsigned."""
    if not column.details.get("unsigned"):
        return text
    if column.type.name == "numeric" and column.details.get("kind") == "bigint":
        return f"CAST({text} AS DECIMAL(20, 0))"
    return f"CAST({text} AS SIGNED)" if column.type.name.startswith("int") else text


def findable(column: Column, text: str) -> bool:
    """Whether the column's own `=` surely finds every row that equals `text` byte by byte.

    Any collation holds equal strings equal; what may go wrong is only the conversion of `text` to
    the column's character set. An enum finds its labels by name.
    """
    charset = column.details.get("charset")
    if is_word(column) and not _labelled(column, text):
        return False
    return charset == "utf8mb4" or (charset in ("utf8mb3", "utf8", "latin1", "ascii")
                                    and text.isascii())  # fmt: skip


def _labelled(column: Column, text: str) -> bool:
    labels = column.details.get("labels")
    return column.details.get("kind") == "enum" and isinstance(labels, tuple) and text in labels


def width(column: Column) -> int | None:
    """The most bytes a value can have as UTF-8, None if it may be long."""
    characters = column.details.get("characters")
    return 4 * characters if isinstance(characters, int) else None
