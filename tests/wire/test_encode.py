"""Encoded values against the bytes of a real PostgreSQL, for every type.

The values go in by COPY BINARY in our encoding, and come back in PostgreSQL's own binary, text and
CSV: all three are compared byte for byte. `UNSILO_TEST_VALUES=100000` sets how many of each type.
The one exception: an array's element type has no OID here if it is the user's own (an enum).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import psycopg
import pyarrow as pa
import pytest

from connectors.api import OutputColumn
from connectors.types import INT4, TEXT, Type
from gateway.errors import SqlError
from gateway.serve.pgwire.encode import CopyOptions, data_rows, encode_copy
from tests.wire.encode_values import CASES, Case, strings

VALUES = int(os.environ.get("UNSILO_TEST_VALUES", "1500"))
FORMATS: tuple[Literal["binary", "text", "csv"], ...] = ("binary", "text", "csv")

Connection = psycopg.Connection[Any]


@pytest.fixture(scope="module")
def postgres(postgres_url: str) -> Iterator[Connection]:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("CREATE TYPE mood AS ENUM ('sad', 'ok', 'very happy', 'o,k', 'q\"')")
        connection.execute("CREATE TYPE pair AS (a int4, b text, c numeric(15,2), d date)")
        yield connection


def rows_of(stream: bytes) -> list[bytes]:
    """The contents of CopyData or DataRow messages."""
    rows, at = [], 0
    while at < len(stream):
        end = at + 1 + int.from_bytes(stream[at + 1 : at + 5])
        rows.append(stream[at + 5 : end])
        at = end
    return rows


def ours(arrays: Sequence[pa.Array], types: Sequence[Type], options: CopyOptions) -> list[bytes]:
    """In two batches, so that a slice is among them."""
    names = [f"c{n}" for n in range(len(types))]
    batch = pa.RecordBatch.from_arrays(list(arrays), names)
    columns = [OutputColumn(name, type_) for name, type_ in zip(names, types, strict=True)]
    half = batch.num_rows // 2
    stream = encode_copy([batch.slice(0, half), batch.slice(half)], columns, options)
    return rows_of(b"".join(map(bytes, stream)))


def load(connection: Connection, arrays: Sequence[pa.Array], columns: dict[str, Type]) -> None:
    """A fresh temporary table `t` with a row number `n`."""
    connection.execute("DROP TABLE IF EXISTS t")
    listed = ", ".join(f"c{n} {sql}" for n, sql in enumerate(columns))
    connection.execute(f"CREATE TEMP TABLE t (n int4, {listed})")
    numbers = pa.array(range(len(arrays[0])), pa.int32())
    stream = ours([numbers, *arrays], [INT4, *columns.values()], CopyOptions("binary"))
    with connection.cursor().copy("COPY t FROM STDIN (FORMAT binary)") as copy:
        for data in stream:
            copy.write(data)


def theirs(connection: Connection, columns: str, options: str) -> list[bytes]:
    query = f"COPY (SELECT {columns} FROM t ORDER BY n) TO STDOUT ({options})"
    with connection.cursor().copy(query) as copy:
        return [bytes(data) for data in copy]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.sql)
def test_every_type(postgres: Connection, case: Case) -> None:
    column = case.column(5, VALUES)
    load(postgres, [column], {case.sql: case.type_})
    for form in FORMATS:
        got = b"\n".join(ours([column], [case.type_], CopyOptions(form)))
        want = b"\n".join(theirs(postgres, "c0", f"FORMAT {form}"))
        if form == "binary" and case.sql == "mood[]":
            oid = postgres.execute("SELECT 'mood'::regtype::oid").fetchone()[0]  # type: ignore[index]
            want = want.replace(oid.to_bytes(4, "big"), TEXT.oid.to_bytes(4, "big"))
        assert got == want, _first_difference(got, want)


@pytest.mark.parametrize("name", ["timestamp", "timestamptz"])
def test_whole_seconds_beside_fractions(postgres: Connection, name: str) -> None:
    micros = [0, 250_000, 1, 1_000, 999_999, 3_000_000, 10_100, None]
    column = pa.array(micros, pa.int64()).cast(Type(name).arrow)
    load(postgres, [column], {name: Type(name)})
    got = ours([column], [Type(name)], CopyOptions("text"))
    assert got == theirs(postgres, "c0", "FORMAT text")


def _first_difference(got: bytes, want: bytes) -> str:
    at = next((n for n, (a, b) in enumerate(zip(got, want, strict=False)) if a != b), -1)
    return f"{got[at - 40 : at + 40]!r} is not {want[at - 40 : at + 40]!r}"


def test_data_rows_have_the_same_values(postgres: Connection) -> None:
    """Every type at once, text and binary columns side by side; PostgreSQL's through libpq."""
    arrays = [case.column(6, 40)[:20] for case in CASES]
    rows = min(map(len, arrays))
    arrays = [array.slice(0, rows) for array in arrays]
    types = [case.type_ for case in CASES]
    load(postgres, arrays, {f"{case.sql} /* {n} */": case.type_ for n, case in enumerate(CASES)})
    names = ", ".join(f"c{n}" for n in range(len(arrays)))
    for binary in (False, True):
        with psycopg.RawCursor(postgres) as cursor:
            cursor.execute(f"SELECT {names} FROM t ORDER BY n", binary=binary)
            result = cursor.pgresult
            assert result is not None
            want = [[result.get_value(r, c) for c in range(len(arrays))] for r in range(rows)]
        batch = pa.RecordBatch.from_arrays(arrays, [str(n) for n in range(len(arrays))])
        got = rows_of(bytes(data_rows(batch, types, (int(binary),) * len(types))))
        assert len(got) == rows
        for got_row, want_row in zip(got, want, strict=True):
            assert _without_mood(values_of(got_row)) == _without_mood(want_row)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.sql)
@pytest.mark.parametrize("code", [0, 1])
def test_few_rows_have_the_same_bytes(case: Case, code: int) -> None:
    batch = pa.RecordBatch.from_arrays([case.column(8, 200)], ["v"])
    whole = bytes(data_rows(batch, [case.type_], [code]))
    parts = [batch.slice(at, 7) for at in range(0, batch.num_rows, 7)]
    assert b"".join(bytes(data_rows(part, [case.type_], [code])) for part in parts) == whole


MOODS = next(n for n, case in enumerate(CASES) if case.sql == "mood[]")


def _without_mood(values: list[bytes | None]) -> list[bytes | None]:
    return values[:MOODS] + values[MOODS + 1 :]


def values_of(row: bytes) -> list[bytes | None]:
    values: list[bytes | None] = []
    at = 2
    for _ in range(int.from_bytes(row[:2])):
        length = int.from_bytes(row[at : at + 4], signed=True)
        at += 4
        values.append(None if length < 0 else row[at : at + length])
        at += max(length, 0)
    assert at == len(row)
    return values


def test_a_row_too_large_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.serve.pgwire.encode.pieces._MAX_ROW", 1000)
    batch = pa.RecordBatch.from_arrays([pa.array(["x" * 1000])], ["a"])
    with pytest.raises(SqlError) as caught:
        data_rows(batch, [TEXT])
    assert caught.value.sqlstate == "54000"


COPY_OPTIONS = [
    (CopyOptions(delimiter="|"), "DELIMITER '|'"),
    (CopyOptions(delimiter=";", null=""), "DELIMITER ';', NULL ''"),
    (CopyOptions(delimiter="\b", null="x y"), "DELIMITER E'\\b', NULL 'x y'"),
    (CopyOptions(header=True), "HEADER"),
    (CopyOptions("csv", header=True), "FORMAT csv, HEADER"),
    (CopyOptions("csv", null="NULL"), "FORMAT csv, NULL 'NULL'"),
    (CopyOptions("csv", quote="'", escape="\\"), "FORMAT csv, QUOTE '''', ESCAPE '\\'"),
    (CopyOptions("csv", escape="x"), "FORMAT csv, ESCAPE 'x'"),
    (CopyOptions("csv", delimiter="\t", quote="|"), "FORMAT csv, DELIMITER E'\\t', QUOTE '|'"),
    (CopyOptions("csv", delimiter="a"), "FORMAT csv, DELIMITER 'a'"),
    (CopyOptions("csv", force_quote="*"), "FORMAT csv, FORCE_QUOTE *"),
    (CopyOptions("csv", force_quote=("c1",), null="-"), "FORMAT csv, FORCE_QUOTE (c1), NULL '-'"),
    (CopyOptions(encoding="latin1"), "ENCODING 'latin1'"),
    (CopyOptions("csv", encoding="win1252"), "FORMAT csv, ENCODING 'win1252'"),
]


@pytest.mark.parametrize(("options", "sql"), COPY_OPTIONS, ids=lambda value: str(value)[:60])
def test_copy_options(postgres: Connection, options: CopyOptions, sql: str) -> None:
    case = Case(TEXT, "text", strings(6, "", "\\.", "\\N", "NULL", "-", "'", '"', "x", "|", ";"))
    texts = case.column(7, 500)
    if options.encoding:
        texts = pa.array([v and v.encode("latin1", "ignore").decode("latin1")
                          for v in texts.to_pylist()], pa.string())  # fmt: skip
    numbers = pa.array([n - 5 if n % 7 else None for n in range(len(texts))], pa.int32())
    load(postgres, [texts, numbers], {"text": TEXT, "int4": INT4})
    for columns, arrays, types in (
        ("c0, c1", [texts, numbers], [TEXT, INT4]),
        ("c0", [texts], [TEXT]),
    ):
        if "c1" in sql and "c1" not in columns:
            continue
        assert ours(arrays, types, options.checked()) == theirs(postgres, columns, sql)


WRONG_OPTIONS = [
    (CopyOptions("binary", header=True), "FORMAT binary, HEADER"),
    (CopyOptions("binary", delimiter=","), "FORMAT binary, DELIMITER ','"),
    (CopyOptions("binary", null=""), "FORMAT binary, NULL ''"),
    (CopyOptions(delimiter="||"), "DELIMITER '||'"),
    (CopyOptions(delimiter="é"), "DELIMITER 'é'"),
    (CopyOptions(delimiter="a"), "DELIMITER 'a'"),
    (CopyOptions(delimiter="\n"), "DELIMITER E'\\n'"),
    (CopyOptions(null="\r"), "NULL E'\\r'"),
    (CopyOptions(null="a|", delimiter="|"), "NULL 'a|', DELIMITER '|'"),
    (CopyOptions(quote="'"), "QUOTE ''''"),
    (CopyOptions(escape="'"), "ESCAPE ''''"),
    (CopyOptions(force_quote="*"), "FORCE_QUOTE *"),
    (CopyOptions("csv", quote="''"), "FORMAT csv, QUOTE ''''''"),
    (CopyOptions("csv", quote=","), "FORMAT csv, QUOTE ','"),
    (CopyOptions("csv", escape=""), "FORMAT csv, ESCAPE ''"),
    (CopyOptions("csv", null='"'), "FORMAT csv, NULL '\"'"),
    (CopyOptions(encoding="klingon"), "ENCODING 'klingon'"),
]


@pytest.mark.parametrize(("options", "sql"), WRONG_OPTIONS, ids=lambda value: str(value)[:60])
def test_wrong_copy_options(postgres: Connection, options: CopyOptions, sql: str) -> None:
    with (
        pytest.raises(psycopg.Error) as theirs_,
        postgres.cursor().copy(f"COPY (SELECT 1) TO STDOUT ({sql})"),
    ):
        pass
    with pytest.raises(SqlError) as ours_:
        options.checked()
    assert ours_.value.sqlstate == theirs_.value.sqlstate
    assert ours_.value.message == theirs_.value.diag.message_primary


def test_copy_to_an_encoding_without_the_character(postgres: Connection) -> None:
    texts = pa.array(["x", "水"])
    load(postgres, [texts], {"text": TEXT})
    with pytest.raises(psycopg.Error) as theirs_:
        theirs(postgres, "c0", "ENCODING 'latin1'")
    with pytest.raises(SqlError) as ours_:
        ours([texts], [TEXT], CopyOptions(encoding="latin1"))
    assert ours_.value.sqlstate == theirs_.value.sqlstate
    assert ours_.value.message == theirs_.value.diag.message_primary


def test_force_quote_of_an_unknown_column(postgres: Connection) -> None:
    with pytest.raises(psycopg.Error) as theirs_:
        theirs(postgres, "1 AS a", "FORMAT csv, FORCE_QUOTE (b)")
    with pytest.raises(SqlError) as ours_:
        ours([pa.array([1])], [INT4], CopyOptions("csv", force_quote=("b",)))
    assert ours_.value.sqlstate == theirs_.value.sqlstate
    assert ours_.value.message == theirs_.value.diag.message_primary


def test_copy_of_no_rows(postgres: Connection) -> None:
    empty = pa.array([], pa.int32())
    load(postgres, [empty], {"int4": INT4})
    for form in FORMATS:
        assert ours([empty], [INT4], CopyOptions(form)) == theirs(postgres, "c0", f"FORMAT {form}")
