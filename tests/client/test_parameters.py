"""Placeholders, and Python values as PostgreSQL's text."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from gateway.client import Json, ProgrammingError
from gateway.client.parameters import Statement, statement


def test_without_parameters_the_text_is_as_it_is() -> None:
    assert statement("select 5 % 3, '%s'") == Statement("select 5 % 3, '%s'")


def test_by_position_and_by_name() -> None:
    assert statement("select %s, %s", ["a", 1]) == Statement(
        "select $1, $2", ("a", "1"), (None, "int4")
    )
    assert statement("select %(x)s + %(y)s + %(x)s", {"x": 1, "y": 2, "z": 3}) == Statement(
        "select $1 + $2 + $1", ("1", "2"), ("int4", "int4")
    )
    assert statement("select 5 %% %s, '100%%'", [3]).sql == "select 5 % $1, '100%'"


@pytest.mark.parametrize(
    ("operation", "parameters", "message"),
    [
        ("select %s", [], "1 placeholders but 0 values"),
        ("select %s", [1, 2], "1 placeholders but 2 values"),
        ("select 1", [1], "0 placeholders but 1 values"),
        ("select %(a)s", {}, 'no value for the placeholder "%\\(a\\)s"'),
        ("select %(a)s", [1], "placeholders must be %s"),
        ("select %s", {"a": 1}, "placeholders must be %\\(name\\)s"),
        ("select %d", [1], '"%d" is no placeholder'),
        ("select 5 %", [1], "is no placeholder"),
        ("select %s", "x", "not a string"),
        ("select %s", [object()], "Python type object"),
        ("select %s", [[1, "a"]], "of one type"),
    ],
)
def test_what_does_not_fit(operation: str, parameters: object, message: str) -> None:
    with pytest.raises(ProgrammingError, match=message):
        statement(operation, parameters)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "type_", "text"),
    [
        (None, None, None),
        ("it's", None, "it's"),
        (True, "bool", "t"),
        (2**31 - 1, "int4", "2147483647"),
        (2**31, "int8", "2147483648"),
        (-(2**63) - 1, "numeric", "-9223372036854775809"),
        (0.1, "float8", "0.1"),
        (float("-inf"), "float8", "-Infinity"),
        (Decimal("1.50"), "numeric", "1.50"),
        (date(2020, 1, 2), "date", "2020-01-02"),
        (datetime(2020, 1, 2, 3, 4, 5, 6), "timestamp", "2020-01-02 03:04:05.000006"),
        (datetime(2020, 1, 2, tzinfo=UTC), "timestamptz", "2020-01-02 00:00:00+00:00"),
        (time(1, 2, 3), "time", "01:02:03"),
        (timedelta(days=-1, seconds=1), "interval", "-1 days 1 seconds 0 microseconds"),
        (UUID(int=1), "uuid", "00000000-0000-0000-0000-000000000001"),
        (b"\x00\xff", "bytea", "\\x00ff"),
        ({"a": [1, None]}, "jsonb", '{"a": [1, null]}'),
        (Json([1]), "jsonb", "[1]"),
        ([1, None, 2**40], "int8[]", '{"1",NULL,"1099511627776"}'),
        (['a"b', "c\\", None], None, '{"a\\"b","c\\\\",NULL}'),
        ([[1, 2], [3, 4]], "int4[]", '{{"1","2"},{"3","4"}}'),
        ([], None, "{}"),
    ],
)
def test_values(value: object, type_: str | None, text: str | None) -> None:
    assert statement("%s", [value]) == Statement("$1", (text,), (type_,))
