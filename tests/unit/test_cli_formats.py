"""The formats: the table against the real psql, the others by reading them back."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connectors.api import OutputColumn
from connectors.types import INT4, INTERVAL, JSON, TEXT, Type, array, numeric
from gateway.cli.formats import FORMATS
from gateway.errors import SqlError
from gateway.serve.formats.rows import Rows
from tests.unit.psql import psql

Columns = Sequence[tuple[str, Type]]


def written(form: str, columns: Columns, *batches: Sequence[Sequence[Any]]) -> bytes:
    """What the format writes for batches of rows."""
    outputs = [OutputColumn(name, type_) for name, type_ in columns]
    schema = pa.schema([pa.field(name, type_.arrow) for name, type_ in columns])
    records = [
        pa.RecordBatch.from_arrays(
            [
                pa.array([row[n] for row in rows], type_.arrow)
                for n, (_, type_) in enumerate(columns)
            ],
            schema=schema,
        )
        for rows in batches
    ]
    stream = io.BytesIO()
    FORMATS[form].write(Rows(outputs, schema, records), stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        ([("id", INT4), ("name", TEXT)], [(1, "a"), (22, None), (None, "longer")]),
        ([("name", TEXT), ("id", INT4)], [("a", 1), ("é漢字", 22)]),
        ([("a long name", TEXT)], [("x",), (None,)]),
        ([("n", numeric(10, 2)), ("odd", TEXT)], [(Decimal("1.5"), "two\nlines")]),
        ([("x", TEXT), ("y", TEXT), ("z", INT4)],
         [("1\n\n3", "a\nb", 7), ("", "\ttab\tx", 8), ("c\rr", "bell\x07", 9)]),
        ([("?column?", INT4), ("?column?", INT4)], [(1, 2)]),
        ([("two\nlines", TEXT), ("z", INT4)], [("a", 1)]),
        ([("nothing", TEXT), ("here", INT4)], []),
        ([("list", array(TEXT))], [(["a", None, "b c"],)]),
    ],
)  # fmt: skip
def test_a_table_is_what_psql_prints(
    postgres_url: str, columns: Columns, rows: list[tuple[Any, ...]]
) -> None:
    selected = ", ".join(f'v{n}::{type_} AS "{name}"' for n, (name, type_) in enumerate(columns))
    values = ", ".join(f"({', '.join(_literal(value) for value in row)})" for row in rows)
    names = ", ".join(f"v{n}" for n in range(len(columns)))
    nulls = ", ".join(["NULL"] * len(columns))
    given = values or f"({nulls})"
    where = "" if rows else " WHERE false"
    sql = f"SELECT {selected} FROM (VALUES {given}) AS t({names}){where}"
    run = subprocess.run(
        [psql(), "-X", "-P", "pager=off", "-c", sql, postgres_url],
        env={"PGCLIENTENCODING": "UTF8", "LC_ALL": "C.UTF-8"},
        capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    assert written("table", columns, rows).decode() == run.stdout.decode()


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, list):
        return f"ARRAY[{', '.join(_literal(item) for item in value)}]"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value)


def test_a_table_of_several_batches() -> None:
    text = written("table", [("n", INT4)], [(1,)], [], [(22,)]).decode()
    assert text == " n  \n----\n  1\n 22\n(2 rows)\n\n"


def test_csv_reads_back() -> None:
    rows = [("a", 1), ('q"q', 2), ("x,y", 3), ("l\nm", 4), (" s ", 5), ("é", 6)]
    text = written("csv", [("first", TEXT), ("se,cond", INT4)], rows[:3], rows[3:]).decode()
    found = list(csv.reader(io.StringIO(text, newline="")))
    assert found == [["first", "se,cond"], *([a, str(b)] for a, b in rows)]


def test_csv_tells_null_from_empty() -> None:
    assert written("csv", [("a", TEXT), ("b", TEXT)], [(None, ""), ("", None)]) == (
        b'a,b\n,""\n"",\n'
    )
    assert written("csv", [("a", TEXT)], [("\\.",), (None,)]) == b'a\n"\\."\n\n'
    assert written("csv", [("a", TEXT), ("a", TEXT)]) == b"a,a\n"


def test_json_is_one_array() -> None:
    columns = [("a", TEXT), ('b"', numeric(5, 2)), ("c", JSON)]
    rows = [("x\n", Decimal("1.10"), '{"k":\n 1}'), (None, None, None)]
    text = written("json", columns, rows[:1], rows[1:]).decode()
    assert text == (
        '[\n{"a":"x\\n","b\\"":1.10,"c":{"k":  1}},\n{"a":null,"b\\"":null,"c":null}\n]\n'
    )
    assert json.loads(text)[0]["c"] == {"k": 1}
    assert json.loads(written("json", columns)) == []


def test_ndjson_is_a_line_per_row() -> None:
    rows = [("x\n", '{"k":\r\n 1}'), ("y", "2")]
    lines = written("ndjson", [("a", TEXT), ("c", JSON)], rows[:1], rows[1:]).splitlines()
    assert [json.loads(line) for line in lines] == [{"a": "x\n", "c": {"k": 1}}, {"a": "y", "c": 2}]


def test_parquet_reads_back() -> None:
    columns = [("n", numeric(5, 2)), ("i", INTERVAL), ("l", array(INTERVAL))]
    interval = pa.MonthDayNano([14, 3, 1_000_000_000])
    data = written("parquet", columns, [(Decimal("1.10"), interval, [interval])], [])
    table = pq.read_table(io.BytesIO(data))
    text = "1 year 2 mons 3 days 00:00:01"
    assert table.to_pylist() == [{"n": Decimal("1.10"), "i": text, "l": f'{{"{text}"}}'}]
    assert table.schema.field("i").metadata[b"pg_type"] == b"interval"


def test_small_batches_make_one_row_group() -> None:
    data = written("parquet", [("a", INT4)], *([(n,)] * 10 for n in range(50)))
    file = pq.ParquetFile(io.BytesIO(data))
    assert (file.metadata.num_rows, file.metadata.num_row_groups) == (500, 1)


def test_many_rows_make_several_row_groups() -> None:
    data = written("parquet", [("a", INT4)], *([(1,)] * 50_000 for _ in range(6)))
    file = pq.ParquetFile(io.BytesIO(data))
    rows = [file.metadata.row_group(n).num_rows for n in range(file.metadata.num_row_groups)]
    assert rows == [150_000, 150_000]


def test_arrow_reads_back_even_with_repeated_names() -> None:
    data = written("arrow", [("a", INT4), ("a", TEXT)], [(1, "x")], [(2, None)])
    table = pa.ipc.open_stream(data).read_all()
    assert table.num_rows == 2
    assert [column.to_pylist() for column in table.columns] == [[1, 2], ["x", None]]
    assert [field.metadata[b"pg_type"] for field in table.schema] == [b"integer", b"text"]


@pytest.mark.parametrize("form", ["json", "ndjson", "parquet"])
def test_repeated_names_would_lose_a_column(form: str) -> None:
    with pytest.raises(SqlError, match='column name "a" appears 2 times') as caught:
        written(form, [("a", INT4), ("a", TEXT)], [(1, "x")])
    assert caught.value.sqlstate == "42701"
