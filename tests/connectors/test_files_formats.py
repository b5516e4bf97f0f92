"""Values of each format: what they become, and that none is lost."""

from __future__ import annotations

import sqlite3
import threading
import time
import uuid
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connectors import types as t
from connectors.api import (
    Cancelled,
    Definition,
    Filter,
    Relation,
    RemoteError,
    SourceUnavailable,
    ValueNotRepresentable,
)
from connectors.conformance import Context, run
from connectors.conformance import build as b
from connectors.files import open as open_files
from connectors.types import Type


def read(url: str, name: str = "a", context: Context | None = None, **options: str) -> pa.Table:
    connector = open_files({"url": url, **options})
    schema = connector.describe(Relation("main", name))
    found = run(connector, b.fragment(b.select(schema)), context)
    connector.close()
    return found


def types(url: str, name: str = "a", **options: str) -> dict[str, Type]:
    connector = open_files({"url": url, **options})
    found = {c.name: c.type for c in connector.describe(Relation("main", name)).columns}
    connector.close()
    return found


# -- Parquet ---------------------------------------------------------------------------------

D = Decimal
PARQUET: list[tuple[pa.Array, Type, Any]] = [
    (pa.array([200, None], pa.uint8()), t.INT2, 200),
    (pa.array([60_000, None], pa.uint16()), t.INT4, 60_000),
    (pa.array([4_000_000_000], pa.uint32()), t.INT8, 4_000_000_000),
    (pa.array([2**64 - 1], pa.uint64()), t.numeric(20, 0, declared=False), D(2**64 - 1)),
    (pa.array([np.float16(1.5)], pa.float16()), t.FLOAT4, 1.5),
    (pa.array([D("1.5")], pa.decimal256(50, 2)), t.NUMERIC, "1.50"),
    (pa.array([D("1.5")], pa.decimal32(5, 2)), t.numeric(5, 2), D("1.50")),
    (pa.array(["x", None]).dictionary_encode(), t.TEXT, "x"),
    (pa.array(["x"], pa.large_string()), t.TEXT, "x"),
    (pa.array(["x"], pa.string_view()), t.TEXT, "x"),
    (pa.array([b"ab"], pa.binary(2)), t.BYTEA, b"ab"),
    (pa.array([[1, None], None], pa.list_(pa.int32())), t.array(t.INT4), [1, None]),
    (pa.array([[1, 2], [3, 4]], pa.list_(pa.int32(), 2)), t.array(t.INT4), [1, 2]),
    (pa.array([[b"x"]], pa.large_list(pa.binary())), t.array(t.BYTEA), [b"x"]),
    (pa.array([[[1], None]]), t.JSONB, "[[1], null]"),
    (pa.array([[("bb", 1), ("a", None)]], pa.map_(pa.string(), pa.int32())), t.JSONB,
     '{"a": null, "bb": 1}'),
    (pa.array([{"p": 1, "q": ["x"]}, None]), t.record(("p", t.INT8), ("q", t.array(t.TEXT))),
     {"p": 1, "q": ["x"]}),
    (pa.array([datetime(2024, 1, 1)], pa.timestamp("ns")), t.TIMESTAMP, datetime(2024, 1, 1)),
    (pa.array([datetime(2024, 1, 1)], pa.timestamp("s")), t.TIMESTAMP, datetime(2024, 1, 1)),
    (pa.array([datetime(2024, 1, 1, tzinfo=UTC)], pa.timestamp("ms", "Asia/Tokyo")),
     t.TIMESTAMPTZ, datetime(2024, 1, 1, tzinfo=UTC)),
    (pa.nulls(1), t.TEXT, None),
    (pa.array([{"x": 1, "X": 2}]), t.JSONB, '{"X": 2, "x": 1}'),
    (pa.array([uuid.UUID(int=5).bytes], pa.uuid()), t.UUID, str(uuid.UUID(int=5))),
]  # fmt: skip


@pytest.mark.parametrize(("values", "type_", "first"), PARQUET, ids=lambda v: str(v)[:20])
def test_parquet_types(tmp_path: Path, values: pa.Array, type_: Type, first: Any) -> None:
    pq.write_table(pa.table({"v": values}), tmp_path / "a.parquet")
    assert types(f"file://{tmp_path}") == {"v": type_}
    found = read(f"file://{tmp_path}")["v"].to_pylist()
    assert found[0] == first
    assert [v is None for v in found] == [not v.is_valid for v in values]


@pytest.mark.parametrize(
    "values",
    [
        pa.array([1_000_000_001], pa.timestamp("ns")),
        pa.array([1], pa.time64("ns")),
        pa.array(["a\0b"]),
        pa.array([["ok", "a\0b"]]),
        pa.array([1], pa.duration("ns")),
        pa.array([[("k", 1), ("k", 2)]], pa.map_(pa.string(), pa.int8())),
        pa.array([-2_440_589], pa.int32()).view(pa.date32()),
        pa.array([2_145_031_949], pa.int32()).view(pa.date32()),
        pa.array([-210_866_803_200_000_001], pa.int64()).view(pa.timestamp("us")),
        pa.array([-(2**63)], pa.int64()).view(pa.timestamp("us", tz="UTC")),
    ],
    ids=str,
)
def test_parquet_values_that_would_lose_something(tmp_path: Path, values: pa.Array) -> None:
    pq.write_table(pa.table({"v": values}), tmp_path / "a.parquet")
    with pytest.raises(ValueNotRepresentable, match='column "v"'):
        read(f"file://{tmp_path}")


def test_parquet_skips_row_groups_and_columns(tmp_path: Path) -> None:
    """A damaged page of a group that cannot match is never read."""
    table = pa.table({"k": list(range(10_000)), "v": [f"v{i}" for i in range(10_000)]})
    file = tmp_path / "a.parquet"
    pq.write_table(table, file, row_group_size=1000, compression="none", use_dictionary=False)
    start = pq.read_metadata(file).row_group(7).column(0).data_page_offset
    content = bytearray(file.read_bytes())
    content[start : start + 200] = b"\xff" * 200
    file.write_bytes(content)
    connector = open_files({"url": f"file://{tmp_path}"})
    schema = connector.describe(Relation("main", "a"))
    where = b.truth("<", b.column(schema, "k"), b.value(500, t.INT8))
    assert run(connector, b.fragment(b.select(schema, where=where))).num_rows == 500
    assert run(connector, b.fragment(b.select(schema, ["v"]))).num_rows == 10_000
    with pytest.raises(RemoteError):
        run(connector, b.fragment(b.select(schema)))


def test_parquet_that_pyarrow_did_not_write(tmp_path: Path) -> None:
    with duckdb.connect() as database:
        database.execute(
            "COPY (SELECT '6ba7b810-9dad-11d1-80b4-00c04fd430c8'::UUID AS u,"
            " INTERVAL '14 months 2 days 3.5 seconds' AS i UNION ALL SELECT NULL, NULL)"
            f" TO '{tmp_path}/a.parquet'"
        )
    assert types(f"file://{tmp_path}") == {"u": t.UUID, "i": t.INTERVAL}
    found = read(f"file://{tmp_path}")
    assert found["u"].to_pylist() == ["6ba7b810-9dad-11d1-80b4-00c04fd430c8", None]
    assert found["i"].to_pylist() == [pa.MonthDayNano([14, 2, 3_500_000_000]), None]


def test_parquet_knows_its_rows(tmp_path: Path) -> None:
    pq.write_table(pa.table({"v": range(77)}), tmp_path / "a.parquet")
    connector = open_files({"url": f"file://{tmp_path}"})
    assert connector.statistics(Relation("main", "a")).rows == 77


# -- CSV -------------------------------------------------------------------------------------

CSV: list[tuple[list[str], Type]] = [
    (["1", "-5", "0", ""], t.INT8),
    (["007", "1"], t.TEXT),
    (["+1"], t.TEXT),
    (["9223372036854775807"], t.INT8),
    (["9223372036854775808"], t.numeric(38, 0, declared=False)),
    (["1", "2.50", "-0.125"], t.numeric(38, 3, declared=False)),
    (["1" * 40], t.NUMERIC),
    (["1e5", "2"], t.FLOAT8),
    (["1e5", "0.00012345678901234567"], t.FLOAT8),
    (["1e5", "123456789012345678"], t.TEXT),
    (["1e400"], t.TEXT),
    (["1e-400", "1"], t.TEXT),
    (["0e-400", "1"], t.FLOAT8),
    (["-0.0", "1" * 40], t.NUMERIC),
    (["NaN", "1.5", "-Infinity"], t.FLOAT8),
    (["1", "x"], t.TEXT),
    (["true", "false"], t.BOOL),
    (["True"], t.TEXT),
    (["2024-02-29"], t.DATE),
    (["2024-02-30"], t.TEXT),
    (["2024-02-29", "2024-02-29 10:00:00"], t.TEXT),
    (["2024-02-29 10:00:00.123456"], t.TIMESTAMP),
    (["2024-02-29T10:00:00Z", "2024-02-29 12:00:00+02"], t.TIMESTAMPTZ),
    (["2024-02-29 10:00:00.1234567"], t.TEXT),
    (["6ba7b810-9dad-11d1-80b4-00c04fd430c8"], t.UUID),
    (["6BA7B810-9dad-11d1-80b4-00c04fd430c8"], t.TEXT),
    (["1,5"], t.TEXT),
    ([" 1"], t.TEXT),
    (["", ""], t.TEXT),
]


@pytest.mark.parametrize(("texts", "type_"), CSV, ids=lambda v: str(v)[:25])
def test_csv_types_hold_every_value(tmp_path: Path, texts: list[str], type_: Type) -> None:
    lines = [f'"{text}",1' if text else ",1" for text in texts]
    (tmp_path / "a.csv").write_text("\n".join(["v,w", *lines]))
    url = f"file://{tmp_path}"
    assert types(url)["v"] == type_
    assert read(url, all_text="true")["v"].to_pylist() == [text or None for text in texts]
    found = read(url)["v"]
    assert found.null_count == texts.count("")


def test_csv_tells_nothing_from_empty(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('v,w\n,1\n"",2\nNULL,3\n"a""b",4\n"x\ny",5\n')
    found = read(f"file://{tmp_path}")["v"].to_pylist()
    assert found == [None, "", "NULL", 'a"b', "x\ny"]


def test_csv_numbers_have_no_negative_zero(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"v\n-0.0\n-0\n-0.1\n{'1' * 40}\n")
    assert read(f"file://{tmp_path}")["v"].to_pylist() == ["0.0", "0", "-0.1", "1" * 40]


def test_csv_columns_without_a_name_are_numbered(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(',"a\nb",\n1,x,\n2,y,z\n')
    assert read(f"file://{tmp_path}").to_pylist() == [
        {"column1": 1, "a\nb": "x", "column3": None}, {"column1": 2, "a\nb": "y", "column3": "z"},
    ]  # fmt: skip


def test_csv_of_one_column_keeps_its_nulls(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("v\n1\n\n3\n")
    assert read(f"file://{tmp_path}")["v"].to_pylist() == [1, None, 3]


def test_csv_value_beyond_the_sample_is_an_error_not_null(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("v,w\n" + "1,a\n" * 800_000 + "007,b\n")
    url = f"file://{tmp_path}"
    assert types(url, sample_bytes="1000")["v"] == t.INT8
    with pytest.raises(ValueNotRepresentable, match='column "v"') as raised:
        read(url, sample_bytes="1000")
    assert "007" in raised.value.detail
    assert types(url)["v"] == t.TEXT
    assert read(url)["v"][-1].as_py() == "007"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("a,b\n1\n", RemoteError), ("a,a\n1,2\n", RemoteError), ("", RemoteError),
        ('a\n"open', RemoteError), ("a\n\xff", (RemoteError, ValueNotRepresentable)),
    ],
)  # fmt: skip
def test_csv_that_is_broken(tmp_path: Path, text: str, error: Any) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="latin-1")
    with pytest.raises(error):
        read(f"file://{tmp_path}")


def test_tsv(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("v\tw\n1,5\t2\n")
    assert read(f"file://{tmp_path}").to_pylist() == [{"v": "1,5", "w": 2}]


# -- JSON ------------------------------------------------------------------------------------

JSON: list[tuple[list[str], Type, list[Any]]] = [
    (["1", "-2", "null"], t.INT8, [1, -2, None]),
    (["1", "2.50"], t.numeric(38, 2, declared=False), [D("1.00"), D("2.50")]),
    (["18446744073709551616"], t.numeric(38, 0, declared=False), [D(2**64)]),
    (["1e40", "0.1"], t.NUMERIC, ["1" + "0" * 40, "0.1"]),
    (["0.1", "0.30000000000000004"], t.numeric(38, 17, declared=False),
     [D("0.1"), D("0.30000000000000004")]),
    (["true", "false"], t.BOOL, [True, False]),
    (['"x"', '"\\u00e9\\ud83d\\ude00"'], t.TEXT, ["x", "é😀"]),
    (['"2024-01-01"'], t.TEXT, ["2024-01-01"]),
    (["1", '"x"'], t.JSONB, ["1", '"x"']),
    (["1", "true"], t.JSONB, ["1", "true"]),
    (["[1, null]", "[]"], t.array(t.INT8), [[1, None], []]),
    (["[[1]]"], t.JSONB, ["[[1]]"]),
    (['{"a": 1}', '{"b": [true]}'], t.record(("a", t.INT8), ("b", t.array(t.BOOL))),
     [{"a": 1, "b": None}, {"a": None, "b": [True]}]),
    (["{}"], t.JSONB, ["{}"]),
    (['{"x": 1}', '{"X": 2}'], t.JSONB, ['{"x": 1}', '{"X": 2}']),
    (['{"": 1}'], t.JSONB, ['{"": 1}']),
    (['{"bb": 1.0, "a": {}}', "5"], t.JSONB, ['{"a": {}, "bb": 1.0}', "5"]),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "type_", "values"), JSON, ids=lambda v: str(v)[:25])
@pytest.mark.parametrize("form", ["lines", "array", "pretty"])
def test_json_types(
    tmp_path: Path, texts: list[str], type_: Type, values: list[Any], form: str
) -> None:
    items = [f'{{"v": {text}}}' for text in texts]
    joined = {
        "lines": "\n".join(items), "array": f"[{', '.join(items)}]",
        "pretty": "\ufeff[\n  " + "\n ,\n".join(items) + "\n]\n",
    }  # fmt: skip
    (tmp_path / "a.json").write_text(joined[form], encoding="utf-8")
    url = f"file://{tmp_path}"
    assert types(url) == {"v": type_}
    assert read(url)["v"].to_pylist() == values


def test_records_of_nulls_are_not_searched_for(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"v": {"x": null}}\n{"v": {"x": 1}}\n{"v": null}')
    connector = open_files({"url": f"file://{tmp_path}"})
    schema = connector.describe(Relation("main", "a"))
    null = b.truth("is null", b.column(schema, "v"))
    assert not connector.supports(b.fragment(b.select(schema)), Filter(null)).exact


def test_json_missing_keys_are_null(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_text('{"a": 1}\n\n{"b": "x"}\n{}\n')
    assert read(f"file://{tmp_path}").to_pylist() == [
        {"a": 1, "b": None}, {"a": None, "b": "x"}, {"a": None, "b": None},
    ]  # fmt: skip


def test_json_beyond_the_sample(tmp_path: Path) -> None:
    filler = '{"v": 1}\n' * 100_000
    url, sample = f"file://{tmp_path}", {"sample_bytes": "1000"}
    (tmp_path / "a.ndjson").write_text(filler + '{"v": "x"}\n')
    with pytest.raises(ValueNotRepresentable, match='"v"'):
        read(url, **sample)
    context = Context()
    found = read(url, context=context, on_mismatch="null", **sample)
    assert found["v"].null_count == 1
    assert context.warnings == {"mismatch": 1}
    (tmp_path / "a.ndjson").write_text(filler + '{"w": 1}\n')
    with pytest.raises(RemoteError, match='"w"'):
        read(url, **sample)


@pytest.mark.parametrize(
    "text",
    [
        '{"v": 1e999999999}',
        '{"v": 1e-16384}',
        '{"v": 1',
        "[1]",
        '{"v": NaN}',
        '[{"v": 1}',
        "5",
        '{"v": 1} x',
    ],
)
def test_json_that_is_broken(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(RemoteError, match="not proper JSON"):
        read(f"file://{tmp_path}")


def test_json_that_is_deep(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"v": ' + "[" * 700 + "]" * 700 + "}")
    with pytest.raises(ValueNotRepresentable, match='key "v"'):
        read(f"file://{tmp_path}")


def test_json_objects_longer_than_a_block(tmp_path: Path) -> None:
    long = "x" * 700_000
    (tmp_path / "a.ndjson").write_text(f'{{"v": "{long}"}}\n' * 3 + '{"v": "é"}\n')
    assert [len(v) for v in read(f"file://{tmp_path}")["v"].to_pylist()] == [700_000] * 3 + [1]


# -- DuckDB ----------------------------------------------------------------------------------


def test_duckdb_types(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "x.db")) as database:
        database.execute(
            "CREATE TABLE a AS SELECT 170141183460469231731687303715884105727::HUGEINT AS h,"
            " '12:00:00+02'::TIMETZ AS z, '101'::BIT AS b, [1, 2]::INTEGER[2] AS f,"
            " MAP {'k': 1} AS m, 'x'::ENUM ('x') AS e, 5::UTINYINT AS u,"
            " TIMESTAMP_NS '2024-01-01 00:00:00' AS n, DATE 'infinity' AS d,"
            " {'p': 1, 'q': 'x'} AS s, INTERVAL '1 month 2 days' AS i, '{\"a\":1}'::JSON AS j,"
            " TIMESTAMPTZ '2024-01-01 00:00:00+00' AS tz"
        )
        database.execute("CREATE VIEW w AS SELECT h FROM a")
        database.execute("CREATE SCHEMA other; CREATE TABLE other.a (k INTEGER PRIMARY KEY)")
    url = f"duckdb://{tmp_path}/x.db"
    found = types(url)
    assert found["h"] == t.NUMERIC
    assert found["z"] == t.TIMETZ
    assert found["f"] == t.array(t.INT4)
    assert found["m"] == t.JSONB
    assert found["s"] == t.record(("p", t.INT4), ("q", t.TEXT))
    (row,) = read(url).select([n for n in found if n != "d"]).to_pylist()
    assert row["h"] == "170141183460469231731687303715884105727"
    assert (row["z"], row["b"], row["m"], row["e"], row["u"]) == (
        "12:00:00+02", "101", '{"k": 1}', "x", 5,
    )  # fmt: skip
    assert row["tz"] == datetime(2024, 1, 1, tzinfo=UTC)
    assert read(url)["d"].cast(pa.int32()).to_pylist() == [2**31 - 1]
    connector = open_files({"url": url})
    assert {(str(r), r.kind) for r in connector.relations()} == {
        ("main.a", "table"), ("main.w", "view"), ("other.a", "table"),
    }  # fmt: skip
    text = Definition("CREATE VIEW w AS SELECT h FROM a;")
    assert connector.describe(Relation("main", "w")).definition == text
    assert connector.describe(Relation("main", "a")).definition is None
    connector.close()


def test_duckdb_long_intervals_are_errors(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "x.db")) as database:
        database.execute("CREATE TABLE a AS SELECT INTERVAL '2562048 hours' AS v UNION SELECT NULL")
    with pytest.raises(RemoteError, match="cannot read") as raised:
        read(f"duckdb:///{tmp_path}/x.db")
    assert "292 years" in raised.value.detail


def test_duckdb_types_without_a_form_are_text(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "x.db")) as database:
        database.execute("CREATE TABLE a (u UNION(n INTEGER, s VARCHAR), v VARIANT, k INTEGER)")
        database.execute("INSERT INTO a VALUES (5, 6, 1), ('x', NULL, 2), (NULL, 'y', 3)")
    url = f"duckdb:///{tmp_path}/x.db"
    schema = open_files({"url": url}).describe(Relation("main", "a"))
    assert [c.warning is not None for c in schema.columns] == [True, True, False]
    assert read(url).to_pylist() == [
        {"u": "5", "v": "6", "k": 1}, {"u": "x", "v": None, "k": 2}, {"u": None, "v": "y", "k": 3},
    ]  # fmt: skip


def test_duckdb_reads_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("x\n1\n")
    with duckdb.connect(str(tmp_path / "x.db")) as database:
        database.execute(f"CREATE VIEW v AS SELECT * FROM read_csv('{tmp_path}/secret.csv')")
    with pytest.raises(RemoteError):
        read(f"duckdb://{tmp_path}/x.db", "v")


def test_duckdb_compares_bytes_whatever_the_collation(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "x.db")) as database:
        database.execute("CREATE TABLE a (v VARCHAR COLLATE NOCASE)")
        database.execute("INSERT INTO a VALUES ('a'), ('A'), ('b')")
    connector = open_files({"url": f"duckdb://{tmp_path}/x.db"})
    schema = connector.describe(Relation("main", "a"))
    for operator, wanted in (("=", ["a"]), (">", ["b"]), ("<", ["A"])):
        where = b.truth(operator, b.column(schema, "v"), b.value("a", t.TEXT))
        found = run(connector, b.fragment(b.select(schema, where=where)))
        assert found["v"].to_pylist() == wanted
    connector.close()


@pytest.mark.parametrize("scheme", ["duckdb", "sqlite"])
def test_a_file_of_something_else(tmp_path: Path, scheme: str) -> None:
    (tmp_path / "x.db").write_text("this is not a database, but it is long enough " * 30)
    with pytest.raises(SourceUnavailable):
        open_files({"url": f"{scheme}://{tmp_path}/x.db"}).check()
    with pytest.raises(SourceUnavailable):
        open_files({"url": f"{scheme}://{tmp_path}/none.db"}).check()
    assert not (tmp_path / "none.db").exists()


# -- SQLite ----------------------------------------------------------------------------------

FITS: list[tuple[str, Any, Any]] = [
    ("INTEGER", 2**63 - 1, 2**63 - 1), ("BOOLEAN", 1, True), ("TEXT", "é", "é"),
    ("VARCHAR(3)", "x", "x"), ("BLOB", b"\0", b"\0"), ("REAL", 1.5, 1.5), ("REAL", 7, 7.0),
    ("DATE", "2024-02-29", datetime(2024, 2, 29).date()), ("", 5, "5"), ("", 1.5, "1.5"),
    ("DATETIME", "2024-02-29 10:00:00", datetime(2024, 2, 29, 10)),
    ("DECIMAL(10,2)", 1.1, D("1.10")), ("NUMERIC", "1.5", "1.5"), ("DECIMAL(5,1)", 7, D("7.0")),
    ("JSON", '{"a": 1}', '{"a": 1}'), ("UUID", str(uuid.UUID(int=1)), str(uuid.UUID(int=1))),
]  # fmt: skip
MISFITS: list[tuple[str, Any]] = [
    ("INTEGER", "abc"), ("INTEGER", 1.5), ("INTEGER", b"x"), ("BOOLEAN", 2), ("TEXT", b"x"),
    ("REAL", "abc"), ("DATE", "29.2.2024"), ("DATE", "2024-02-30"), ("DATE", 5), ("BLOB", "x"),
    ("DATETIME", "yesterday"), ("DECIMAL(4,2)", 1.125), ("DECIMAL(4,2)", 100), ("JSON", "{"),
    ("UUID", "x"), ("TEXT", "a\0b"), ("", b"x"), ("NUMERIC", "x"),
]  # fmt: skip


def sqlite(tmp_path: Path, declared: str, *values: Any) -> str:
    with sqlite3.connect(tmp_path / "x.db") as database:
        database.execute(f"CREATE TABLE a (id INTEGER PRIMARY KEY, v {declared})")
        database.executemany("INSERT INTO a (v) VALUES (?)", [(v,) for v in values])
    database.close()
    return f"sqlite://{tmp_path}/x.db"


@pytest.mark.parametrize(("declared", "stored", "value"), FITS)
def test_sqlite_values(tmp_path: Path, declared: str, stored: Any, value: Any) -> None:
    found = read(sqlite(tmp_path, declared, stored, None))["v"].to_pylist()
    assert found == [value, None]
    assert type(found[0]) is type(value)


@pytest.mark.parametrize(("declared", "stored"), MISFITS)
def test_sqlite_misfits(tmp_path: Path, declared: str, stored: Any) -> None:
    url = sqlite(tmp_path, declared, stored)
    with pytest.raises(ValueNotRepresentable, match='column "v"'):
        read(url)
    context = Context()
    assert read(url, context=context, on_mismatch="null")["v"].to_pylist() == [None]
    assert context.warnings == {"mismatch": 1}


def test_four_slashes_are_three(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "x.db") as database:
        database.execute("CREATE TABLE a (v int)")
    assert types(f"sqlite:///{tmp_path}/x.db") == {"v": t.INT8}


def test_sqlite_text_that_is_not_utf8(tmp_path: Path) -> None:
    url = sqlite(tmp_path, "TEXT")
    with sqlite3.connect(tmp_path / "x.db") as database:
        database.execute("INSERT INTO a (v) VALUES (CAST(x'ff' AS TEXT))")
    database.close()
    with pytest.raises(ValueNotRepresentable):
        read(url)


@pytest.mark.parametrize("operator", ["=", "<", ">", "<>"])
def test_sqlite_filter_does_not_hide_a_misfit(tmp_path: Path, operator: str) -> None:
    """With or without pushdown the answer is the same error, even if v is not asked for."""
    url = sqlite(tmp_path, "INTEGER", 1, "abc", 3)
    connector = open_files({"url": url})
    schema = connector.describe(Relation("main", "a"))
    where = b.truth(operator, b.column(schema, "v"), b.value(1, t.INT8))
    assert connector.supports(b.fragment(b.select(schema)), Filter(where)).exact
    with pytest.raises(ValueNotRepresentable):
        run(connector, b.fragment(b.select(schema, ["id"], where=where)))
    lenient = open_files({"url": url, "on_mismatch": "null"})
    assert not lenient.supports(b.fragment(b.select(schema)), Filter(where)).exact


def test_sqlite_ignores_the_columns_collation(tmp_path: Path) -> None:
    url = sqlite(tmp_path, "TEXT COLLATE NOCASE", "a", "A", "a ")
    connector = open_files({"url": url})
    schema = connector.describe(Relation("main", "a"))
    where = b.among(b.column(schema, "v"), [b.value("a", t.TEXT)])
    assert run(connector, b.fragment(b.select(schema, ["v"], where=where))).num_rows == 1


def test_duckdb_keys(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "x.db")) as database:
        database.execute(
            'CREATE SCHEMA s; CREATE TABLE s.p (a INTEGER, "B, b" TEXT, c INTEGER UNIQUE,'
            ' PRIMARY KEY ("B, b", a), CHECK (c > 0));'
            "CREATE TABLE s.c (x INTEGER NOT NULL, y TEXT,"
            ' FOREIGN KEY (y, x) REFERENCES s.p ("B, b", a));'
            "CREATE UNIQUE INDEX i ON s.c (y, x); CREATE INDEX j ON s.c ((x + 1));"
            'CREATE INDEX k ON s.p ("B, b"); CREATE VIEW s.w AS SELECT x FROM s.c'
        )
    connector = open_files({"url": f"duckdb://{tmp_path}/x.db"})
    parent, child = (connector.describe(Relation("s", name)) for name in "pc")
    assert parent.primary_key == ("B, b", "a")
    assert [(c.kind, c.columns, c.expression) for c in parent.constraints] == [
        ("unique", ("c",), ""), ("primary key", ("B, b", "a"), ""), ("check", ("c",), "(c > 0)"),
    ]  # fmt: skip
    assert [(i.columns, i.unique) for i in parent.indexes] == [
        (("c",), True), (("B, b", "a"), True), (("(expression)",), False),
    ]  # fmt: skip
    assert not child.primary_key
    assert [(i.name, i.columns, i.unique) for i in child.indexes] == [
        ("i", ("y", "x"), True), ("j", ("(expression)",), False),
    ]  # fmt: skip
    (key,) = child.foreign_keys
    assert (key.columns, key.foreign_relation) == (("y", "x"), Relation("s", "p"))
    assert key.foreign_columns == ("B, b", "a")
    view = connector.describe(Relation("s", "w"))
    assert (view.primary_key, view.indexes, view.constraints) == ((), (), ())


def test_sqlite_keys_and_views(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "x.db") as database:
        database.executescript(
            "CREATE TABLE p (a INTEGER, b TEXT, PRIMARY KEY (b, a)) WITHOUT ROWID;"
            "CREATE TABLE c (x INTEGER NOT NULL UNIQUE, y TEXT, FOREIGN KEY (y, x)"
            " REFERENCES p (b, a) ON DELETE CASCADE); CREATE VIEW w AS SELECT x FROM c;"
        )
    database.close()
    connector = open_files({"url": f"sqlite://{tmp_path}/x.db"})
    kinds = {r.name: r.kind for r in connector.relations()}
    assert kinds == {"p": "table", "c": "table", "w": "view"}
    assert connector.describe(Relation("main", "p")).primary_key == ("b", "a")
    child = connector.describe(Relation("main", "c"))
    assert child.foreign_keys[0].columns == ("y", "x")
    assert child.foreign_keys[0].foreign_columns == ("b", "a")
    assert child.foreign_keys[0].on_delete == "CASCADE"
    assert child.definition is None
    text = Definition("CREATE VIEW w AS SELECT x FROM c")
    assert connector.describe(Relation("main", "w", "view")).definition == text
    assert child.indexes[0].unique
    assert not child.column("x").nullable


def test_sqlite_cancel_stops_a_query_without_rows(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "x.db") as database:
        database.execute(
            "CREATE VIEW endless AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1"
            " FROM n) SELECT i FROM n WHERE i < 0"
        )
    database.close()
    connector = open_files({"url": f"sqlite://{tmp_path}/x.db"})
    schema = connector.describe(Relation("main", "endless"))
    context = Context()
    threading.Timer(0.3, context.cancel).start()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        run(connector, b.fragment(b.select(schema)), context)
    assert time.monotonic() - started < 1.3


def test_duckdb_cancel_stops_a_query_without_rows(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "x.db")) as database:
        database.execute(
            "CREATE VIEW endless AS SELECT count(*) AS i FROM range(10000000) a,"
            " range(10000000) b WHERE a.range % 7 = b.range % 11"
        )
    connector = open_files({"url": f"duckdb://{tmp_path}/x.db"})
    schema = connector.describe(Relation("main", "endless"))
    context = Context()
    threading.Timer(0.3, context.cancel).start()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        run(connector, b.fragment(b.select(schema)), context)
    assert time.monotonic() - started < 1.3
    connector.close()
