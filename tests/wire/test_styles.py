"""Text under a session's settings: time zones, bytea_output, extra_float_digits, IntervalStyle.

Every setting is made in a real PostgreSQL and here, and the text of the same values compared.
"""

from __future__ import annotations

from typing import Any

import psycopg
import pyarrow as pa
import pytest

from connectors.api import OutputColumn
from connectors.types import Type, array
from gateway.serve.pgwire.encode import CopyOptions, encode_copy
from gateway.session import Session
from gateway.sql.output_style import OutputStyle
from tests.wire.encode_values import SCALARS, Case, lists
from tests.wire.test_encode import VALUES, load, postgres, rows_of, theirs

__all__ = ["postgres"]

ZONES = ["Europe/Vienna", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia", "+05:30", "-3",
         "Africa/Monrovia", "America/New_York"]  # fmt: skip
STYLED = [
    ("bytea", "bytea_output", "escape"),
    *(("float8", "extra_float_digits", str(digits)) for digits in (0, -3, -15, 3)),
    *(("float4", "extra_float_digits", str(digits)) for digits in (0, -4, -15)),
    *(("interval", "IntervalStyle", style) for style in ("iso_8601", "postgres_verbose")),
    *(("timestamptz", "TimeZone", zone) for zone in ZONES),
]


def ordinary(case: Case) -> Case:
    """The moments that zones have rules for: far away ones follow none that all agree on."""

    def make(random: Any, count: int) -> list[int]:
        seconds = random.integers(-1_500_000_000, 2_100_000_000, count)
        return [2**63 - 1, -(2**63) + 1, *(int(s) * 1_000_000 + 500_000 * (s % 3) for s in seconds)]

    return Case(case.type_, case.sql, make)


@pytest.mark.parametrize(("name", "setting", "value"), STYLED)
def test_text_under_a_setting(
    postgres: psycopg.Connection[Any],
    name: str,
    setting: str,
    value: str,
) -> None:
    case = SCALARS[name] if name != "timestamptz" else ordinary(SCALARS[name])
    whole = Case(array(case.type_), f"{case.sql}[]", lists(case.make))
    session = Session()
    session.set(setting, value)
    for each in (case, whole):
        column = each.column(9, VALUES)
        load(postgres, [column], {each.sql: each.type_})
        with postgres.transaction():
            postgres.execute("SELECT set_config(%s, %s, true)", [setting, value])
            wanted = {form: theirs(postgres, "c0", f"FORMAT {form}") for form in ("text", "csv")}
        for form, want in wanted.items():
            got = printed(column, each.type_, form, OutputStyle.of(session))
            assert got == want, next(
                pair for pair in zip(got, want, strict=True) if len(set(pair)) > 1
            )


def printed(column: pa.Array, type_: Type, form: Any, style: OutputStyle) -> list[bytes]:
    batch = pa.RecordBatch.from_arrays([column], ["v"])
    stream = encode_copy([batch], [OutputColumn("v", type_)], CopyOptions(form), style)
    return rows_of(b"".join(map(bytes, stream)))


SQL = (
    "SELECT '\\x00ff5c41'::bytea, 0.1::float8 + 0.2, 1.1::float4,"
    " interval '1 mon -3 days 04:05:06.7', timestamptz '2024-07-01 12:00:00+00',"
    " ARRAY[timestamptz '2024-01-01 12:00:00.5+00'], date '2024-07-01'"
)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"bytea_output": "escape"},
        {"extra_float_digits": "0"},
        {"intervalstyle": "iso_8601"},
        {"TimeZone": "+05:30"},
        {"TimeZone": "Europe/Vienna", "intervalstyle": "postgres_verbose"},
        {"DateStyle": "ISO, DMY"},
        {"DateStyle": "ISO", "extra_float_digits": "3"},
    ],
)
def test_through_the_gateway(
    connection: psycopg.Connection[Any],
    postgres: psycopg.Connection[Any],
    settings: dict[str, str],
) -> None:
    shown = []
    for asked in (connection, postgres):
        asked.execute("RESET ALL")
        asked.execute("SET TimeZone = 'UTC'")
        for name, value in settings.items():
            asked.execute(f"SET {name} = '{value}'")
        result = asked.pgconn.exec_(SQL.encode())
        shown.append([result.get_value(0, n) for n in range(result.nfields)])
        for name in settings:
            shown[-1].append(asked.execute(f"SHOW {name}").fetchone())
        asked.execute("RESET ALL")
    assert shown[0] == shown[1]


@pytest.mark.parametrize(
    ("setting", "value"),
    [("DateStyle", "German"), ("DateStyle", "SQL, DMY"), ("DateStyle", "ISO, MDY, DMY"),
     ("IntervalStyle", "sql_standard"), ("bytea_output", "base64"), ("extra_float_digits", "4")],
)  # fmt: skip
def test_what_cannot_be_honoured(
    connection: psycopg.Connection[Any], setting: str, value: str
) -> None:
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        connection.execute(f"SET {setting} = '{value}'")


@pytest.mark.parametrize(
    ("setting", "value", "sql"),
    [
        ("bytea_output", "escape", "SELECT name::bytea::text FROM files.main.towns"),
        ("bytea_output", "escape", "SELECT '\\x00'::bytea::text"),
        (
            "IntervalStyle",
            "iso_8601",
            "SELECT (id * interval '1 day')::text FROM files.main.towns",
        ),
        ("IntervalStyle", "iso_8601", "SELECT concat('a', interval '1 day')"),
        ("IntervalStyle", "iso_8601", "SELECT interval '1 day'::text"),
        ("extra_float_digits", "0", "SELECT to_json(id::float8) FROM files.main.towns"),
        ("extra_float_digits", "0", "SELECT array_agg(id::float8)::text FROM files.main.towns"),
    ],
)
def test_text_inside_a_query_is_refused(
    connection: psycopg.Connection[Any], setting: str, value: str, sql: str
) -> None:
    connection.execute(f"SET {setting} = '{value}'")
    with pytest.raises(psycopg.errors.FeatureNotSupported):
        connection.execute(sql)
    connection.execute(f"RESET {setting}")
    connection.execute(sql)
