"""A PostgreSQL table with a column of every type, and its edges."""

from __future__ import annotations

from typing import Final

COLUMNS: Final = {
    "b": ("bool", ["true", "false"]),
    "i2": ("int2", ["-32768", "32767"]),
    "i4": ("int4", ["-2147483648", "2147483647"]),
    "i8": ("int8", ["-9223372036854775808", "9223372036854775807"]),
    "f4": ("float4", ["0.25", "NaN"]),
    "f8": ("float8", ["0.1", "1e300"]),
    "n": ("numeric(38,10)", ["1234567890123456789012345678.0123456789", "-0.1000000000"]),
    "any_n": ("numeric", ["12.500", "123456789012345678901234567890123456789012345.00"]),
    "t": ("text", ['héllo\n"w"\\,;\'', ""]),
    "v": ("varchar(20)", ["x", "😀"]),
    "c": ("char(4)", ["ab", "abcd"]),
    "y": ("bytea", ["\\x00ff", "\\x"]),
    "d": ("date", ["2024-02-29", "0044-03-15 BC"]),
    "tm": ("time", ["24:00:00", "01:02:03.000004"]),
    "ts": ("timestamp", ["infinity", "2020-01-01 00:00:00.5"]),
    "tz": ("timestamptz", ["2020-01-01 00:00:00+00", "-infinity"]),
    "iv": ("interval", ["1 year 2 mons -3 days 00:00:01.5", "-1 day"]),
    "u": ("uuid", ["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "00000000-0000-0000-0000-000000000000"]),
    "j": ("json", ['{"a" :\n 1.10}', "null"]),
    "jb": ("jsonb", ['{"b":[1,1e2,"x"],"a":null}', '"s"']),
    "ai": ("int8[]", ["{9223372036854775807,NULL}", "{}"]),
    "at": ("text[]", ['{"a b",NULL,"q\\"",""}', "{x}"]),
    "net": ("inet", ["10.0.0.1/8", "::1"]),
}
"""Name, type, and the input text of two values; a third row is NULL throughout."""

CREATE_TYPES: Final = (
    "CREATE TABLE types (id int PRIMARY KEY, "
    + ", ".join(f"{name} {type_}" for name, (type_, _) in COLUMNS.items())
    + ")",
    *(
        f"INSERT INTO types VALUES ({row}, "
        + ", ".join("'" + values[row].replace("'", "''") + "'" for _, values in COLUMNS.values())
        + ")"
        for row in (0, 1)
    ),
    "INSERT INTO types (id) VALUES (2)",
)
