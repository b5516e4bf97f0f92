"""What PostgreSQL has and the gateway has not is 0A000; what neither has is 42883."""

from __future__ import annotations

import pytest

from connectors.types import INT4, TEXT, UNKNOWN, Type, array
from gateway.sql.functions.elsewhere import in_postgres

INET, POINT, RANGE = Type("inet"), Type("point"), Type("int4range")


@pytest.mark.parametrize(
    ("name", "types", "there"),
    [
        ("<<", (INET, UNKNOWN), True),
        ("=", (INT4, INET), False),
        ("+", (INET, INT4), True),
        ("<->", (POINT, POINT), True),
        ("<->", (POINT, INT4), False),
        ("@>", (RANGE, INT4), True),
        ("@>", (INT4, INT4), False),
        ("lower", (RANGE,), True),
        ("lower", (INT4,), False),
        ("~", (Type("bit"),), True),
        ("trunc", (Type("macaddr"),), True),
        ("||", (array(INT4), array(TEXT)), False),
        ("no_such_function", (TEXT,), False),
        ("is null", (INET,), False),
    ],
)
def test_in_postgres(name: str, types: tuple[Type, ...], there: bool) -> None:
    assert in_postgres(name, types) is there
