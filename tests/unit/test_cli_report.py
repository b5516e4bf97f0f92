"""Errors on the terminal, against the real psql, and what is shown of progress."""

from __future__ import annotations

import subprocess

import psycopg
import pytest

from gateway.cli.report import error_lines
from gateway.cli.running import progress_lines
from gateway.errors import SqlError
from gateway.execute.scans import Progress
from tests.unit.psql import psql

STATEMENTS = [
    "select * from nowhere",
    "select 1,\n  2,\n\tnothing\nfrom (select 1) x",
    "select 'é漢字', nothing",
    "select (",
    f"select {'1, ' * 60} nothing, {'2, ' * 60} 3",
    f"select nothing, {'2, ' * 60} 3",
    f"select {'1, ' * 60} nothing",
    "select 1 where 'x' = 1",
]


@pytest.mark.parametrize("sql", STATEMENTS)
@pytest.mark.parametrize("verbose", [False, True])
def test_errors_look_as_in_psql(postgres_url: str, sql: str, verbose: bool) -> None:
    with (
        psycopg.connect(postgres_url) as connection,
        pytest.raises(psycopg.Error) as caught,
    ):
        connection.execute(sql.encode())
    diagnostic = caught.value.diag
    error = SqlError(
        diagnostic.sqlstate or "",
        diagnostic.message_primary or "",
        detail=diagnostic.message_detail or "",
        hint=diagnostic.message_hint or "",
        position=int(diagnostic.statement_position or 0) or None,
    )
    setting = ["-v", "VERBOSITY=verbose"] if verbose else []
    run = subprocess.run(
        [psql(), "-X", *setting, "-c", sql, postgres_url],
        env={"PGCLIENTENCODING": "UTF8", "LC_ALL": "C.UTF-8"},
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    expected = [
        line for line in run.stderr.decode().splitlines() if not line.startswith("LOCATION:")
    ]
    assert list(error_lines(error, sql, verbose=verbose)) == expected


def test_an_error_with_everything() -> None:
    error = SqlError("42P01", "message", detail="Detail.", hint="Hint.")
    assert list(error_lines(error, "select 1")) == [
        "ERROR:  message",
        "DETAIL:  Detail.",
        "HINT:  Hint.",
    ]


def test_progress_shows_rows_and_bytes_per_scan() -> None:
    scans = [Progress("crm", "s1", rows=1_234_567, bytes=45_600_000), Progress("feat", "s2")]
    scans[1].done = True
    assert list(progress_lines(scans, 3.2)) == [
        "crm       1,234,567 rows    45.6 MB  …",
        "feat              0 rows        0 B  done",
        "3 s, Ctrl-C cancels",
    ]
