"""`unsilo query` and `unsilo explain`, through click's runner, on a real PostgreSQL."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.cli.conftest import Unsilo

ORDERS = "select * from crm.orders order by id"


def test_a_table(crm: Unsilo) -> None:
    assert crm.ok("query", ORDERS) == (
        " id | note | amount \n"
        "----+------+--------\n"
        "  1 | a    |   1.50\n"
        "  2 |      |  22.25\n"
        "  3 | x,y  |   0.00\n"
        "(3 rows)\n\n"
    )


def test_every_format(crm: Unsilo) -> None:
    assert crm.ok("query", ORDERS, "--format", "csv") == (
        'id,note,amount\n1,a,1.50\n2,,22.25\n3,"x,y",0.00\n'
    )
    rows = [
        {"id": 1, "note": "a", "amount": 1.5},
        {"id": 2, "note": None, "amount": 22.25},
        {"id": 3, "note": "x,y", "amount": 0.0},
    ]
    assert json.loads(crm.ok("query", ORDERS, "--format", "json")) == rows
    lines = crm.ok("query", ORDERS, "--format", "ndjson").splitlines()
    assert [json.loads(line) for line in lines] == rows
    parquet = crm("query", ORDERS, "--format", "parquet").stdout_bytes
    assert pq.read_table(io.BytesIO(parquet)).column("id").to_pylist() == [1, 2, 3]
    arrow = crm("query", ORDERS, "--format", "arrow").stdout_bytes
    assert pa.ipc.open_stream(arrow).read_all().column("note").to_pylist() == ["a", None, "x,y"]


def test_where_the_sql_comes_from(crm: Unsilo, tmp_path: Path) -> None:
    sql = "select 'é' as x"
    (tmp_path / "q.sql").write_text(sql, encoding="utf-8")
    expected = crm.ok("query", sql)
    assert crm.ok("query", "--file", str(tmp_path / "q.sql")) == expected
    assert crm.ok("query", "-", stdin=sql) == expected
    assert crm.ok("query", "--file", "-", stdin=sql) == expected
    for arguments in ((), ("select 1", "--file", "-")):
        result = crm("query", *arguments)
        assert result.exit_code == 2
        assert "--file FILE" in result.stderr
    result = crm("query", "-", stdin=b"select '\xff'")
    assert (result.exit_code, result.stderr[:7]) == (1, "ERROR: ")


def test_parameters_and_settings(crm: Unsilo) -> None:
    sql = "select note from crm.orders where id = $1 or note = $2"
    csv = ("--format", "csv")
    assert crm.ok("query", sql, "--param", "3", "--param", r"\N", *csv) == 'note\n"x,y"\n'
    assert crm.ok("query", sql, "--param", "3", "--param", "a", "--set", "pushdown=off", *csv) == (
        'note\na\n"x,y"\n'
    )
    assert "whole query" in crm.ok("explain", ORDERS)
    assert "whole query" not in crm.ok("explain", ORDERS, "--set", "pushdown=off")
    assert crm.ok("query", "select count(*) from orders", "--set", "search_path=crm", *csv) == (
        "count\n3\n"
    )
    unknown = crm("query", "select 1", "--set", "pushdwn=off")
    assert unknown.exit_code == 1
    assert 'HINT:  Did you mean "pushdown"?' in unknown.stderr
    assert crm("query", "select 1", "--set", "pushdown").exit_code == 2


@pytest.mark.parametrize(
    ("form", "moment", "bytes_"),
    [
        ("table", "2024-07-01 17:30:00.5+05:30", "a\\\\\\000"),
        ("csv", "2024-07-01 17:30:00.5+05:30", "a\\\\\\000"),
        ("json", "2024-07-01T17:30:00.5+05:30", r"\\x615c00"),
        ("ndjson", "2024-07-01T17:30:00.5+05:30", r"\\x615c00"),
    ],
)
def test_text_is_of_the_sessions_zone_and_style(
    unsilo: Unsilo, form: str, moment: str, bytes_: str
) -> None:
    sql = r"select '2024-07-01 12:00:00.5+00'::timestamptz as at, '\x615c00'::bytea as bytes"
    shown = unsilo.ok("query", "--format", form, "--set", "timezone=Asia/Kolkata",
                      "--set", "bytea_output=escape", sql)  # fmt: skip
    assert moment in shown
    assert bytes_ in shown


def test_a_set_before_the_query_counts(unsilo: Unsilo) -> None:
    sql = "select '2024-07-01 12:00:00+00'::timestamptz as at"
    shown = unsilo.ok("query", f"set timezone to 'Europe/Vienna'; {sql}; set timezone to 1; {sql}")
    assert "2024-07-01 14:00:00+02" in shown
    assert "2024-07-01 13:00:00+01" in shown


def test_the_configured_search_path(crm: Unsilo, monkeypatch: pytest.MonkeyPatch) -> None:
    (crm.home / "unsilo.toml").write_text('search_path = "nowhere"\n')
    assert crm("query", "select count(*) from orders").exit_code == 0
    assert "nowhere" in crm.ok("query", "show search_path")
    monkeypatch.setenv("UNSILO_SEARCH_PATH", "crm.public")
    assert "crm.public" in crm.ok("query", "show search_path")


def test_several_statements_share_a_session(crm: Unsilo) -> None:
    shown = crm.ok("query", "set search_path = crm; select id from orders where id < 2; select 7 x")
    assert shown == "SET\n id \n----\n  1\n(1 row)\n\n x \n---\n 7\n(1 row)\n\n"
    result = crm("query", "select 1 as x; select 2 as x", "--format", "csv")
    assert (result.exit_code, result.stdout) == (1, "x\n1\n")
    assert "ERROR:  a csv output holds the rows of one statement" in result.stderr
    assert crm.ok("query", "set pushdown = off; select 1 as x", "--format", "csv") == "x\n1\n"
    assert crm.ok("query", " ; ") == ""


def test_errors_point_at_the_place(crm: Unsilo) -> None:
    result = crm("query", "select 1;\nselect id,\n  naem from crm.orders")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[:3] == [
        'ERROR:  column "naem" does not exist',
        "LINE 2:   naem from crm.orders",
        "          ^",
    ]
    assert crm("query", "selec 1", "--verbose").stderr.startswith("ERROR:  42601: ")
    assert "Did you mean" in crm("query", "select * from crm.ordres").stderr


def test_a_file_appears_complete_or_not_at_all(crm: Unsilo, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    arguments = ("--format", "csv", "--output", str(target))
    assert crm.ok("query", ORDERS, *arguments) == ""
    content = target.read_text()
    assert content.startswith("id,note,amount\n1,")
    broken = crm("query", "select 1 / (id - 3) from crm.orders order by id", *arguments)
    assert broken.exit_code == 1
    assert "ERROR:  " in broken.stderr
    assert target.read_text() == content
    assert [path.name for path in tmp_path.iterdir() if "out" in path.name] == ["out.csv"]
    nowhere = crm("query", ORDERS, "--output", str(tmp_path / "no" / "where.csv"))
    assert nowhere.exit_code == 1
    assert "DETAIL:  No such file or directory" in nowhere.stderr
    assert crm.ok("query", ORDERS, "--format", "csv", "--output", "/dev/null") == ""


def test_explain_shows_the_text_and_what_moved(crm: Unsilo) -> None:
    plan = crm.ok("explain", "select note from crm.orders where id = $1", "--param", "2")
    assert 'FROM "public"."orders"' in plan
    analyzed = crm.ok("explain", "--analyze", "select note from crm.orders")
    assert "3 rows" in analyzed
    assert crm("explain", "select nothing from crm.orders").exit_code == 1


def test_a_mistake_in_the_settings_is_named(unsilo: Unsilo) -> None:
    unsilo.home.mkdir()
    (unsilo.home / "unsilo.toml").write_text("thread = 3")
    result = unsilo("query", "select 1")
    assert result.exit_code == 1
    assert 'unrecognized setting "thread"' in result.stderr
    assert 'HINT:  Did you mean "threads"?' in result.stderr


def test_help_is_everywhere(unsilo: Unsilo) -> None:
    from gateway.cli.main import COMMANDS

    top = unsilo.ok("--help")
    for name, text in COMMANDS.items():
        assert text in top
        assert "Usage: unsilo" in unsilo.ok(name, "--help")
    assert unsilo.ok("--version").startswith("unsilo, version ")
    assert unsilo("no-such-command").exit_code == 2


def test_a_statement_that_is_not_known_is_an_error_and_not_logged(
    unsilo: Unsilo, caplog: pytest.LogCaptureFixture
) -> None:
    """The parser's own warnings hold the statement, and what it is about: a password."""
    result = unsilo("explain", "explain create role bob password 'sesame'")
    assert (result.exit_code, result.stderr[:7]) == (1, "ERROR: ")
    assert "sesame" not in caplog.text
