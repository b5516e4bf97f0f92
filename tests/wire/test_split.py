"""Where statements end."""

from __future__ import annotations

import pytest

from gateway.sql.split import split


@pytest.mark.parametrize(
    ("sql", "statements"),
    [
        ("", []),
        (" ; -- nothing\n;/* ; /* ; */ */", []),
        ("select 1; select 2", ["select 1", "select 2"]),
        ("select ';' ; select \";\"", ["select ';'", 'select ";"']),
        ("select $$;$$; select $a$;$$;$a$", ["select $$;$$", "select $a$;$$;$a$"]),
        (r"select e'\';'; select 'it''s;'", [r"select e'\';'", "select 'it''s;'"]),
        ("select 'open; select 2", ["select 'open; select 2"]),
        ("select 1..2; select $1;", ["select 1..2", "select $1"]),
    ],
)
def test_statements(sql: str, statements: list[str]) -> None:
    found = split(sql)
    assert [statement.text for statement in found] == statements
    for statement in found:
        assert sql[statement.offset :].startswith(statement.text)


def test_first_word() -> None:
    assert [s.word for s in split("/* x */ BEGIN; (select 1); Show a")] == ["begin", "", "show"]
