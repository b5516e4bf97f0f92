"""Shapes: which literals are taken out of a statement, and which are not."""

from __future__ import annotations

import pytest

from connectors.types import INT4, INT8
from gateway.sql.shape import Shape, shape_of

TAKEN = {
    "SELECT * FROM t WHERE id = 5": Shape("SELECT * FROM t WHERE id = $1", ("5",), (INT4,)),
    "select a from t where t.id=2147483648;": Shape(
        "select a from t where t.id=$1;", ("2147483648",), (INT8,)
    ),
    "SELECT a FROM t WHERE \"Id\" = 'it''s' AND b = 7 ORDER BY 1 LIMIT 3": Shape(
        'SELECT a FROM t WHERE "Id" = $1 AND b = $2 ORDER BY 1 LIMIT 3',
        ("it's", "7"),
        (None, INT4),
    ),
    "SELECT 1, 'x' FROM t WHERE (a = 1) -- = 2": Shape(
        "SELECT 1, 'x' FROM t WHERE (a = $1) -- = 2", ("1",), (INT4,)
    ),
}
LEFT = (
    "SELECT * FROM t",
    "SELECT * FROM t WHERE id = $1 AND a = 5",
    "SELECT * FROM t WHERE id = 5; SELECT 1",
    "SELECT * FROM t WHERE id = 5 + 1",
    "SELECT * FROM t WHERE id = -5",
    "SELECT * FROM t WHERE id > 5",
    "SELECT * FROM t WHERE 5 = id",
    "SELECT * FROM t WHERE a + 1 = 5 OR b = 2 + 3",
    "SELECT * FROM t WHERE id = 5.0",
    "SELECT * FROM t WHERE id = 0x10",
    "SELECT * FROM t WHERE id = 1_000",
    "SELECT * FROM t WHERE id = 99999999999999999999",
    "SELECT * FROM t WHERE id = E'a'",
    "SELECT * FROM t WHERE id = $$a$$",
    "SELECT * FROM t WHERE id = '5'::int",
    "SELECT * FROM t WHERE id = 'a' 'b'",
    "SELECT * FROM t WHERE id = DATE '2020-01-01'",
    "SELECT id = 5 FROM t",
    "UPDATE t SET a = 5",
    "WITH c AS (SELECT 1) SELECT * FROM c WHERE a = 1",
    "",
)


@pytest.mark.parametrize("sql", TAKEN)
def test_what_is_taken_out(sql: str) -> None:
    assert shape_of(sql) == TAKEN[sql]


@pytest.mark.parametrize("sql", LEFT)
def test_what_stays(sql: str) -> None:
    assert shape_of(sql) is None
