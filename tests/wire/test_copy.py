"""COPY TO STDOUT as clients use it."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import psycopg
import pytest

from tests.wire.conftest import NUMBERS, Address
from tests.wire.test_psql import programs

ALL = "SELECT n FROM files.main.numbers ORDER BY n"


@pytest.mark.parametrize("options", ["", "(FORMAT binary)", "BINARY", "CSV"])
def test_psycopg_reads_every_row(connection: psycopg.Connection, options: str) -> None:
    with connection.cursor().copy(f"COPY ({ALL}) TO STDOUT {options}") as copy:
        if options == "CSV":
            rows = [(int(line),) for line in b"".join(copy).decode().splitlines()]
        else:
            copy.set_types(["int8"])
            rows = [(int(n),) for (n,) in copy.rows()]
    assert rows == [(n,) for n in range(NUMBERS)]
    assert connection.execute("SELECT 1").fetchone() == (1,)


def test_relation_of_three_parts_and_columns(connection: psycopg.Connection) -> None:
    with connection.cursor().copy("COPY crm.public.customers (name, id) TO STDOUT") as copy:
        assert b"".join(copy) == b"Ann\t1\nBob\t2\n"


def test_catalog_relation(connection: psycopg.Connection) -> None:
    query = "COPY (SELECT oid, typname FROM pg_type WHERE typname = 'int4') TO STDOUT"
    with connection.cursor().copy(query) as copy:
        assert b"".join(copy) == b"23\tint4\n"


@pytest.mark.parametrize("psql", programs())
def test_psql_copies_into_a_file(psql: str, address: Address, tmp_path: Path) -> None:
    file = tmp_path / "towns.csv"
    done = subprocess.run(
        [
            psql, "-X", "-h", str(address["host"]), "-p", str(address["port"]), "-U", "unsilo",
            "-c", f"\\copy (SELECT * FROM files.main.towns) to '{file}' csv header", "unsilo",
        ],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("COPY 3\n", "")
    assert file.read_text() == "id,name\n1,Wien\n2,Łódź\n3,\n"


def test_cancel_inside(connection: psycopg.Connection) -> None:
    pairs = "SELECT a.n FROM files.main.numbers a CROSS JOIN files.main.numbers b"
    with pytest.raises(psycopg.errors.QueryCanceled):
        _read_some_and_cancel(connection, f"COPY ({pairs}) TO STDOUT")
    assert connection.execute("SELECT 1").fetchone() == (1,)


def _read_some_and_cancel(connection: psycopg.Connection, sql: str) -> None:
    with connection.cursor().copy(sql) as copy:
        for _ in range(10):
            copy.read()
        connection.cancel_safe()
        while copy.read():
            pass


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("COPY crm.public.ten FROM STDIN", psycopg.errors.ReadOnlySqlTransaction),
        ("COPY crm.public.ten TO '/tmp/x'", psycopg.errors.FeatureNotSupported),
        ("COPY crm.public.ten TO PROGRAM 'cat'", psycopg.errors.FeatureNotSupported),
        ("COPY (DELETE FROM crm.public.ten) TO STDOUT", psycopg.errors.FeatureNotSupported),
    ],
)
def test_refused(
    connection: psycopg.Connection, statement: str, error: type[psycopg.Error]
) -> None:
    with pytest.raises(error):
        connection.execute(statement)


def test_position_is_in_the_clients_text(connection: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.UndefinedColumn) as caught:
        connection.execute("COPY  (SELECT nope FROM crm.public.ten) TO STDOUT")
    assert caught.value.diag.statement_position == "15"


def test_wide_rows(connection: psycopg.Connection) -> None:
    """One CopyData for a row of many times the target of a piece."""
    found = io.BytesIO()
    query = "COPY (SELECT repeat('x', 5000000) || n FROM crm.public.ten ORDER BY n) TO STDOUT"
    with connection.cursor().copy(query) as copy:
        for data in copy:
            found.write(data)
    lines = found.getvalue().splitlines()
    assert [line[5_000_000:] for line in lines] == [str(n).encode() for n in range(1, 11)]
