"""Text to trees: parameters without spaces, and where a syntax error is."""

from __future__ import annotations

import pytest
from sqlglot import exp

from gateway.errors import SqlError
from gateway.sql.parse import parse


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a IN ($1,$2) FROM t",
        "SELECT $1+$2",
        "SELECT $2||$1",
        "VALUES ($1,$2),($1,$2)",
        "SELECT $1,$tag$one $3 'two'$tag$,$2",
        "SELECT '$3',\"$4\",$1,$2 -- $5",
    ],
)
def test_parameters_beside_each_other(sql: str) -> None:
    [tree] = parse(sql)
    assert {node.name for node in tree.find_all(exp.Parameter)} == {"1", "2"}


@pytest.mark.parametrize(
    ("sql", "word", "position"),
    [
        ("SELEC 1", "SELEC", 1),
        ("  selec a b", "selec", 3),
        ("bogus", "bogus", 1),
        (" (1)", "(", 2),
        ("SELECT 1 FROM WHERE", "WHERE", 15),
        ("SELECT \x011", "\x01", 8),
    ],
)
def test_where_a_syntax_error_is(sql: str, word: str, position: int) -> None:
    with pytest.raises(SqlError) as raised:
        parse(sql)
    found = raised.value
    assert (found.sqlstate, found.message) == ("42601", f'syntax error at or near "{word}"')
    assert found.position == position
