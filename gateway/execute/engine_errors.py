"""DuckDB's errors in PostgreSQL's words."""

from __future__ import annotations

import re
from typing import Final

from gateway.errors import SqlError

# (pattern over DuckDB's text, SQLSTATE, PostgreSQL's message; \1 is the pattern's group)
_PATTERNS: Final[tuple[tuple[str, str, str], ...]] = (
    # An SqlError's own text, from our templates and Python functions: "message (SQLSTATE)".
    (r"(?:[^\n]*Error: |^)([^\n]*?) \(([0-9A-Z]{5})\)", r"\2", r"\1"),
    (r"[Dd]ivision by zero", "22012", "division by zero"),
    (r"[Mm]ore than one row returned by a subquery", "21000",
     "more than one row returned by a subquery used as an expression"),
    (r"Scalar subquery can only return a single row", "21000",
     "more than one row returned by a subquery used as an expression"),
    # Beyond 38 digits PostgreSQL would go on; the cast to a narrower numeric(p,s) is its error too.
    (r"(?:Overflow|out of range|Could not cast value).*DECIMAL\(38", "0A000",
     "a numeric result of more than 38 digits is not supported"),
    (r"ROWS PRECEDING expression cannot be negative", "22013",
     "frame starting offset must not be negative"),
    (r"ROWS FOLLOWING expression cannot be negative", "22013",
     "frame ending offset must not be negative"),
    (r"Invalid (?:ROWS|RANGE|GROUPS) (?:PRECEDING|FOLLOWING) value", "22013",
     "invalid preceding or following size in window function"),
    (r"(?:PRECEDING|FOLLOWING) expression cannot be NULL", "22004",
     "frame starting offset must not be null"),
    (r"(?:Overflow|out of range).*(?:INT16|SMALLINT)", "22003", "smallint out of range"),
    (r"(?:Overflow|out of range).*(?:INT32|INTEGER)", "22003", "integer out of range"),
    (r"(?:Overflow|out of range).*(?:INT64|BIGINT|INT128|HUGEINT)", "22003",
     "bigint out of range"),
    (r"(?:Overflow|out of range|Could not cast value).*DECIMAL", "22003",
     "numeric field overflow"),
    (r"(?:Overflow|out of range).*(?:DOUBLE|FLOAT)", "22003", "value out of range: overflow"),
    (r"(?:Date|date|DATE).{0,20} out of range", "22008", "date out of range"),
    (r"Date and time not in timestamp range", "22008", "timestamp out of range"),
    (r"(?:Timestamp|timestamp|TIMESTAMP).{0,30} out of range", "22008", "timestamp out of range"),
    (r"(?:Interval|interval|INTERVAL).{0,30} out of range", "22008", "interval out of range"),
    (r"Out of Range Error: (.+?)(?:\n|$)", "22003", r"\1"),
    (r"Conversion Error: (.+?)(?:\n|$)", "22P02", r"\1"),
    (r"Interrupted", "57014", "canceling statement due to user request"),
    (r"Out of Memory", "53200", "out of memory in the local engine"),
    (r"No space left|IO Error", "53100", "could not write a temporary file"),
)  # fmt: skip

_COMPILED: Final = tuple((re.compile(p, re.DOTALL), s, m) for p, s, m in _PATTERNS)


def from_engine(error: BaseException) -> SqlError:
    """The user's form of what DuckDB (or Arrow, streaming out of it) raised."""
    if isinstance(error, SqlError):
        return error
    text = str(error).split("Detail: Python exception")[0]
    for pattern, state, message in _COMPILED:
        found = pattern.search(text)
        if found is not None:
            return SqlError(found.expand(state), found.expand(message).strip())
    first = text.strip().splitlines()[0] if text.strip() else type(error).__name__
    return SqlError("XX000", f"the local engine failed: {first}")
