"""The suite over every kind of file."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Context, Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connectors import types as t
from connectors.api import Relation
from connectors.conformance import CannotStore, Columns, ConnectorConformance, Load, Rows
from connectors.conformance.values import plain
from connectors.files import open as open_files
from connectors.files.connector import FilesConnector
from connectors.types import Type

SIMPLE = ("is-null", "is-not-null", "eq", "ne", "in", "not-in", "in-null", "not-in-null",
          "eq-null", "distinct", "not-distinct", "and", "or", "not", "lt", "le", "gt", "ge",
          "between", "not-between")  # fmt: skip


def exact(types: str, kinds: tuple[str, ...] = SIMPLE) -> list[str]:
    return [f"filter {type_} {kind}" for type_ in types.split() for kind in kinds]


NULLS = ["filter [!r]* is-null", "filter [!r]* is-not-null", "filter * eq-null"]
"""True of every type but records, of which one may hold NULLs only."""

COLUMNS = ["filter columns and", "filter columns or", "filter columns nor"]
"""Conditions on several columns, each beside constants."""


def in_process(query_id: str) -> bool:
    """There is no server: a scan that has ended has ended."""
    return True


class FilesConformance(ConnectorConformance):
    """What all kinds of files share."""

    @pytest.fixture(scope="class")
    @classmethod
    def folder(cls, tmp_path_factory: pytest.TempPathFactory) -> Path:
        return tmp_path_factory.mktemp("files")

    @pytest.fixture(scope="class")
    @classmethod
    def server_is_idle(cls) -> Callable[[str], bool]:
        return in_process

    @pytest.fixture(scope="class")
    @classmethod
    def connector(cls, folder: Path) -> Iterator[FilesConnector]:
        connector = open_files({"url": f"file://{folder}"})
        yield connector
        connector.close()


def physical(value: Any, type_: Type) -> Any:
    """A plain value as pyarrow takes it for the type's own Arrow form."""
    match type_.name:
        case _ if value is None:
            return None
        case "interval":
            months, days, micros = value
            return months, days, micros * 1000
        case "array":
            assert type_.element
            return [physical(v, type_.element) for v in value]
        case "record":
            pairs = zip(type_.fields, value, strict=True)
            return {name: physical(v, item) for (name, item), v in pairs}
    return value


INTS: dict[str, pa.DataType] = {
    "date": pa.int32(), "time": pa.int64(), "timestamp": pa.int64(), "timestamptz": pa.int64(),
}  # fmt: skip


def arrow_table(columns: Columns, rows: Rows) -> pa.Table:
    arrays = []
    for i, (_, type_) in enumerate(columns):
        values = [physical(plain(row[i], type_), type_) for row in rows]
        arrow = pa.decimal256(76, 24) if type_ == t.NUMERIC else type_.arrow
        arrays.append(pa.array(values, INTS.get(type_.name, arrow)).cast(arrow))
    return pa.Table.from_arrays(arrays, names=[name for name, _ in columns])


class TestParquet(FilesConformance):
    open_options = {"url": "file:///nowhere"}
    documented_types = {
        "numeric": t.NUMERIC, "character varying(40)": t.TEXT, "character(8)": t.TEXT,
        "uuid": t.TEXT, "json": t.TEXT, "jsonb": t.TEXT,
    }  # fmt: skip
    expected_exact = [
        *exact("bool int2 int4 int8 numeric numeric38 text varchar bpchar bytea uuid"),
        *exact("jsonb", SIMPLE[:14]),
        "filter bool bare", "filter int? cast-*", "limit*", "query bare", *COLUMNS, *NULLS,
        "~filter float* *", "~filter date *", "~filter time* *",
    ]  # fmt: skip

    @classmethod
    def stores(cls, type_: Type, value: Any) -> bool:
        if isinstance(value, Decimal) and type_ == t.NUMERIC:
            return value.is_finite() and value.as_tuple().exponent >= -24
        return type_ != t.INTERVAL

    @classmethod
    def arrives(cls, type_: Type, value: Any) -> Any:
        if type_ == t.NUMERIC and value is not None:  # a Parquet decimal has one scale
            return value.quantize(Decimal(1).scaleb(-24), context=Context(prec=100))
        return value

    @pytest.fixture(scope="class")
    @classmethod
    def load(cls, folder: Path) -> Load:
        def load(name: str, columns: Columns, rows: Rows) -> Relation:
            table = arrow_table(columns, rows)
            pq.write_table(table, folder / f"{name}.parquet", row_group_size=max(2, len(rows) // 5))
            return Relation("main", name)

        return load


def write_csv(path: Path, columns: Columns, rows: Rows) -> None:
    """NULL is nothing, text is quoted: the file PostgreSQL's COPY writes with FORCE_QUOTE."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerow([name for name, _ in columns])
        for row in rows:
            fields = [_field(v, type_) for v, (_, type_) in zip(row, columns, strict=True)]
            file.write(",".join(fields) + "\n")


def _field(value: Any, type_: Type) -> str:
    if value is None:
        return ""
    match type_.name:
        case "bool":
            return str(value).lower()
        case "float4" | "float8":
            texts = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}
            return texts.get(str(value), f"{value!r}" if "e" in repr(value) else f"{value!r}e0")
        case "numeric":
            return format(value, "f")
        case "text" | "varchar" | "bpchar" | "json" | "jsonb":
            doubled = value.replace('"', '""')
            return f'"{doubled}"'
    return str(value)


class TestCSV(FilesConformance):
    open_options = {"url": "file:///nowhere"}
    documented_types = {
        "smallint": t.INT8, "integer": t.INT8, "real": t.FLOAT8, "character varying(40)": t.TEXT,
        "character(8)": t.TEXT, "json": t.TEXT, "jsonb": t.TEXT,
        "numeric(10,2)": t.numeric(38, 2, declared=False),
        "numeric(38,10)": t.numeric(38, 10, declared=False),
    }  # fmt: skip
    expected_exact = [
        *exact("bool int2 int4 int8 numeric numeric38 text varchar bpchar uuid"),
        "filter bool bare", "filter int? cast-*", "limit*", "query bare", *COLUMNS, *NULLS,
        "~filter float* *", "~filter date *", "~filter time* *", "~filter json* *",
    ]  # fmt: skip

    @classmethod
    def stores(cls, type_: Type, value: Any) -> bool:
        if type_.name in ("date", "timestamp", "timestamptz"):
            return not isinstance(value, str)
        if isinstance(value, Decimal):
            return value.is_finite()
        return type_.name not in ("bytea", "time", "interval", "array", "record")

    @pytest.fixture(scope="class")
    @classmethod
    def load(cls, folder: Path) -> Load:
        def load(name: str, columns: Columns, rows: Rows) -> Relation:
            write_csv(folder / f"{name}.csv", columns, rows)
            return Relation("main", name)

        return load


class TestJSON(FilesConformance):
    open_options = {"url": "file:///nowhere"}
    documented_types = {
        "smallint": t.INT8, "integer": t.INT8, "character varying(40)": t.TEXT,
        "character(8)": t.TEXT, "integer[]": t.array(t.INT8),
        "record": t.record(("a", t.INT8), ("b", t.TEXT)),
        "numeric(10,2)": t.numeric(38, 2, declared=False),
        "numeric(38,10)": t.numeric(38, 10, declared=False),
        "real": t.NUMERIC, "double precision": t.NUMERIC,
    }  # fmt: skip
    expected_exact = [
        *exact("bool int2 int4 int8 numeric numeric38 text varchar bpchar"),
        "filter bool bare", "filter int? cast-*", "limit*", "query bare", *COLUMNS, *NULLS,
        "~filter float* *", "~filter json* *",
    ]  # fmt: skip

    @classmethod
    def stores(cls, type_: Type, value: Any) -> bool:
        if isinstance(value, Decimal):
            return value.is_finite()
        if isinstance(value, float):
            return value - value == 0
        if type_ == t.JSONB:
            return value not in ("null",)
        known = {"bool", "text", "varchar", "bpchar", "array", "record", "float4", "float8"}
        return type_.name in known | {"int2", "int4", "int8", "numeric"}

    @classmethod
    def arrives(cls, type_: Type, value: Any) -> Any:
        return Decimal(repr(value)) if isinstance(value, float) else value

    @pytest.fixture(scope="class")
    @classmethod
    def load(cls, folder: Path) -> Load:
        def load(name: str, columns: Columns, rows: Rows) -> Relation:
            if not rows:
                raise CannotStore("an empty JSON file has no columns")
            with (folder / f"{name}.ndjson").open("w", encoding="utf-8") as file:
                for row in rows:
                    pairs = zip(columns, row, strict=True)
                    items = [f"{json.dumps(n)}: {_json(v, ty)}" for (n, ty), v in pairs]
                    file.write(f"{{{', '.join(items)}}}\n")
            return Relation("main", name)

        return load


def _json(value: Any, type_: Type) -> str:
    if type_ == t.JSONB and value is not None:
        return str(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    return json.dumps(value, ensure_ascii=False)


class TestDuckDB(FilesConformance):
    open_options = {"url": "duckdb:///nowhere.db"}
    missing_relation = Relation("main", "no such relation")
    documented_types = {"character varying(40)": t.TEXT, "character(8)": t.TEXT}
    expected_exact = [
        *exact("bool int2 int4 int8 numeric numeric38 text varchar bpchar bytea uuid"),
        "filter bool bare", "filter int? cast-*", "limit*", "query bare", *COLUMNS, *NULLS,
        "~filter float* *", "~filter date *", "~filter time* *",
    ]  # fmt: skip

    @classmethod
    def stores(cls, type_: Type, value: Any) -> bool:
        return type_ != t.NUMERIC and type_.name != "jsonb"

    @pytest.fixture(scope="class")
    @classmethod
    def connector(cls, folder: Path) -> Iterator[FilesConnector]:
        connector = open_files({"url": f"duckdb://{folder}/x.db"})
        yield connector
        connector.close()

    @pytest.fixture(scope="class")
    @classmethod
    def load(cls, folder: Path, connector: FilesConnector) -> Load:
        def load(name: str, columns: Columns, rows: Rows) -> Relation:
            connector.close()  # one process opens a file either to read or to write
            made = arrow_table(columns, rows)
            casts = [_duckdb_column(n, type_) for n, type_ in columns]
            with duckdb.connect(f"{folder}/x.db") as database:
                database.register("made", made)
                database.execute(f"CREATE TABLE {name} AS SELECT {', '.join(casts)} FROM made")
            return Relation("main", name)

        return load


def _duckdb_column(name: str, type_: Type) -> str:
    special = {"uuid": "UUID", "json": "JSON"}
    kind = special.get(type_.name)
    return f'CAST("{name}" AS {kind}) AS "{name}"' if kind else f'"{name}"'


class TestSQLite(FilesConformance):
    open_options = {"url": "sqlite:///nowhere.db"}
    documented_types = {
        "smallint": t.INT8, "integer": t.INT8, "real": t.FLOAT8, "character varying(40)": t.TEXT,
        "character(8)": t.TEXT, "timestamp without time zone": t.TIMESTAMP,
    }  # fmt: skip
    expected_exact = [
        *exact("int2 int4 int8 text varchar bpchar"),
        "filter int? cast-*", "limit*", "query bare", *COLUMNS, *NULLS,
        "~filter * not-in-null",
    ]  # fmt: skip

    @classmethod
    def stores(cls, type_: Type, value: Any) -> bool:
        if type_.name in ("date", "timestamp") and isinstance(value, str):
            return False
        if isinstance(value, float) and (value != value or str(value) == "-0.0"):
            return False
        if type_ == t.JSON:
            return value != "1.0"
        if isinstance(value, Decimal):  # NUMERIC affinity: no more than 15 digits, no zeros kept
            fine = value.is_finite() and len(value.as_tuple().digits) <= 15
            return fine and (
                type_.scale is not None or format(value.normalize(), "f") == str(value)
            )
        known = {"time", "timestamptz", "interval", "array", "record", "jsonb"}
        return type_.name not in known

    @pytest.fixture(scope="class")
    @classmethod
    def connector(cls, folder: Path) -> Iterator[FilesConnector]:
        sqlite3.connect(folder / "x.db").close()
        connector = open_files({"url": f"sqlite://{folder}/x.db"})
        yield connector
        connector.close()

    @pytest.fixture(scope="class")
    @classmethod
    def load(cls, folder: Path) -> Load:
        def load(name: str, columns: Columns, rows: Rows) -> Relation:
            if any(str(type_) == "numeric(38,10)" for _, type_ in columns):
                raise CannotStore("SQLite keeps 15 digits")
            declared = ", ".join(f'"{n}" {type_}' for n, type_ in columns)
            marks = ", ".join("?" for _ in columns)
            with sqlite3.connect(folder / "x.db") as database:
                database.execute(f"CREATE TABLE {name} ({declared})")
                database.executemany(
                    f"INSERT INTO {name} VALUES ({marks})", ([_sqlite(v) for v in r] for r in rows)
                )
            database.close()
            return Relation("main", name)

        return load


def _sqlite(value: Any) -> Any:
    match value:
        case bool():
            return int(value)
        case datetime():
            return value.isoformat(" ")
        case date() | time():
            return value.isoformat()
        case Decimal():
            return str(value)
    return value
