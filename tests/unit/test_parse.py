"""Text to trees: parameters without spaces, and where a syntax error is."""

from __future__ import annotations

import pytest
from sqlglot import exp

from gateway.errors import SqlError
from gateway.sql.parse import parse
from gateway.sql.unicode_escapes import plain_names


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


@pytest.mark.parametrize(
    ("sql", "plain"),
    [
        (r'SELECT U&"d\0061t", x', 'SELECT "dat"      , x'),
        ("SELECT u&\"d!0061t\" UESCAPE '!' x", 'SELECT "dat"                   x'),
        (r'U&"a""\0022"', '"a"""""     '),
        (r"""U&'\0061' "U&" 'U&"x"'""", r"""U&'\0061' "U&" 'U&"x"'"""),
        ('U&"open', 'U&"open'),
        ('a&"b"', 'a&"b"'),
    ],
)
def test_names_with_unicode_escapes(sql: str, plain: str) -> None:
    assert plain_names(sql) == plain
    assert len(plain) == len(sql)


def test_a_wrong_escape_stands_at_its_name() -> None:
    with pytest.raises(SqlError, match="invalid Unicode escape") as raised:
        plain_names(r'SELECT U&"\006z"')
    assert (raised.value.sqlstate, raised.value.position) == ("42601", 8)
