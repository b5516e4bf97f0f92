"""What MySQL and MariaDB run with PostgreSQL's meaning, by signature.

Nearly nothing means the same by itself: this is a list of what was proven, not of what is refused.
Text operands are printed under a collation that compares bytes and pads nothing, dates so that one
that is none is NULL (`render`). What the types alone do not decide (`/` by a constant, scales of
numeric, LIKE patterns) is in `prove`. Each entry is run on edge values against a real PostgreSQL by
tests/connectors/test_mysql_differential.py.

Left out on purpose: avg and float sums (other scale, other rounding), upper/lower (other letters),
to_char, regular expressions, date arithmetic (NULL beyond year 9999 instead of an error), division
of numerics (other scale), md5 (a component since MySQL 9), trim with characters (a string there, a
set here), greatest/least of more than two (NULL there if any is NULL).
"""

from __future__ import annotations

from typing import Final

from connectors.sql.signatures import Classes, Signatures

CLASSES: Final[Classes] = {
    "int": frozenset({"int2", "int4", "int8"}),
    "exact": frozenset({"int2", "int4", "int8", "numeric"}),
    "float": frozenset({"float4", "float8"}),
    "string": frozenset({"text", "varchar"}),
    "moment": frozenset({"timestamp", "timestamptz"}),
}

SCALARS: Final = Signatures(
    """
    # comparison and NULL
    =, <>, <, <=, >, >= (int, int)
    =, <>, <, <=, >, >= (numeric, numeric)
    =, <>, <, <=, >, >= (float, float)
    =, <>, <, <=, >, >= (bool, bool)
    =, <>, <, <=, >, >= (string, string)
    =, <>, <, <=, >, >= (bytea, bytea)
    =, <>, <, <=, >, >= (date, date)
    =, <>, <, <=, >, >= (date|timestamp, timestamp)
    =, <>, <, <=, >, >= (timestamp, date)
    =, <>, <, <=, >, >= (timestamptz, timestamptz)
    =, <> (uuid, uuid)
    is not distinct from (int, int) : {0} <=> {1}
    is not distinct from (numeric, numeric) : {0} <=> {1}
    is not distinct from (float, float) : {0} <=> {1}
    is not distinct from (bool, bool) : {0} <=> {1}
    is not distinct from (string, string) : {0} <=> {1}
    is not distinct from (bytea, bytea) : {0} <=> {1}
    is not distinct from (date, date) : {0} <=> {1}
    is not distinct from (timestamp, timestamp) : {0} <=> {1}
    is not distinct from (timestamptz, timestamptz) : {0} <=> {1}
    is distinct from (int, int) : NOT ({0} <=> {1})
    is distinct from (numeric, numeric) : NOT ({0} <=> {1})
    is distinct from (float, float) : NOT ({0} <=> {1})
    is distinct from (bool, bool) : NOT ({0} <=> {1})
    is distinct from (string, string) : NOT ({0} <=> {1})
    is distinct from (bytea, bytea) : NOT ({0} <=> {1})
    is distinct from (date, date) : NOT ({0} <=> {1})
    is distinct from (timestamp, timestamp) : NOT ({0} <=> {1})
    is distinct from (timestamptz, timestamptz) : NOT ({0} <=> {1})
    is null, is not null (any)
    is true, is false, is unknown, is not true, is not false, is not unknown (bool)
    coalesce (int...)
    coalesce (numeric...)
    coalesce (float8...)
    coalesce (bool...)
    coalesce (string...)
    coalesce (bytea...)
    coalesce (date...)
    coalesce (timestamp...)
    coalesce (timestamptz...)
    nullif (int, int) : CASE WHEN {0} = {1} THEN NULL ELSE {0} END
    nullif (numeric, numeric) : CASE WHEN {0} = {1} THEN NULL ELSE {0} END
    nullif (float8, float8) : CASE WHEN {0} = {1} THEN NULL ELSE {0} END
    nullif (bool, bool) : CASE WHEN {0} = {1} THEN NULL ELSE {0} END
    nullif (string, string) : CASE WHEN {0} = {1} THEN NULL ELSE {0} END
    nullif (bytea, bytea) : CASE WHEN {0} = {1} THEN NULL ELSE {0} END
    nullif (date, date) : CASE WHEN {0} = {1} THEN NULL ELSE {0} END
    nullif (timestamp, timestamp) : CASE WHEN {0} = {1} THEN NULL ELSE {0} END
    nullif (timestamptz, timestamptz) : CASE WHEN {0} = {1} THEN NULL ELSE {0} END
    greatest (int, int) : COALESCE(GREATEST({0}, {1}), {0}, {1})
    least (int, int) : COALESCE(LEAST({0}, {1}), {0}, {1})

    # arithmetic: the renderer adds the check of the result's range
    +, -, * (int, int)
    +, -, * (numeric, numeric)
    +, - (float8, float)
    +, - (float4, float8)
    / (int, int) : {0} DIV {1}
    % (int, int)
    % (numeric, numeric)
    mod (int, int) : {0} % {1}
    negative (int)
    negative (numeric)
    abs (numeric)
    abs (int8)

    # strings
    || (string, string) : CONCAT({0}, {1})
    concat (string...) : CONCAT_WS('', {all})
    concat_ws (string, string...)
    length, char_length, character_length (string) : CHAR_LENGTH({0})
    octet_length (string) : LENGTH({0})
    length, octet_length (bytea) : LENGTH({0})
    substring, substr (string, int4, int4?) : SUBSTRING({all})
    left, right (string, int4)
    strpos (string, string) : LOCATE({1}, {0})
    position (string, string) : LOCATE({1}, {0})
    replace (string, string, string)
    btrim (string) : TRIM({0})
    ltrim, rtrim (string)
    reverse (string)
    starts_with (string, string) : LEFT({0}, CHAR_LENGTH({1})) = {1}
    ~~ (string, string, string?)
    !~~ (string, string)

    # dates
    extract (text, date)
    extract (text, timestamp)
    date_part (text, date)
    date_part (text, timestamp)
    date_trunc (text, timestamp)
    - (date, date) : DATEDIFF({0}, {1})
    """,
    CLASSES,
)

AGGREGATES: Final = Signatures(
    """
    count () : COUNT(*)
    count (any) : COUNT({distinct}{0})
    sum (int) : SUM({distinct}{0})
    sum (numeric) : SUM({distinct}{0})
    min (exact|float|string|date|timestamp|timestamptz) : MIN({0})
    max (exact|float|string|date|timestamp|timestamptz) : MAX({0})
    bool_and, every (bool) : MIN({0})
    bool_or (bool) : MAX({0})
    """,
    CLASSES,
)

WINDOWS: Final = Signatures(
    """
    row_number, rank, dense_rank ()
    lag, lead (exact|float8|string|date|timestamp|timestamptz, int4?)
    first_value, last_value (exact|float8|string|date|timestamp|timestamptz)
    """,
    CLASSES,
)

NO_TABLES: Final = Signatures("", CLASSES)

FIELDS: Final = {
    "year": "YEAR({0})", "quarter": "QUARTER({0})", "month": "MONTH({0})",
    "week": "WEEK({0}, 3)", "day": "DAYOFMONTH({0})", "doy": "DAYOFYEAR({0})",
    "dow": "DAYOFWEEK({0}) - 1", "isodow": "WEEKDAY({0}) + 1", "hour": "HOUR({0})",
    "minute": "MINUTE({0})",
}  # fmt: skip
"""extract's fields that are whole numbers in both; hour and minute of timestamps only."""

TRUNCATIONS: Final = {
    "year": "%Y-01-01", "month": "%Y-%m-01", "day": "%Y-%m-%d", "hour": "%Y-%m-%d %H:00:00",
    "minute": "%Y-%m-%d %H:%i:00", "second": "%Y-%m-%d %H:%i:%s",
}  # fmt: skip
"""date_trunc by DATE_FORMAT, cast back."""
