"""Folders: which relations there are, what is never read, and what happens when files change."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connectors.api import (
    DeadlineExceeded,
    OptionError,
    Relation,
    RelationNotFound,
    RemoteError,
    SourceUnavailable,
)
from connectors.conformance import Context, run
from connectors.conformance import build as b
from connectors.files import open as open_files
from connectors.files.connector import FilesConnector
from connectors.types import INT8, TEXT


def names(connector: FilesConnector) -> list[str]:
    return [relation.name for relation in connector.relations()]


def rows(connector: FilesConnector, name: str, **options: Any) -> list[dict[str, Any]]:
    schema = connector.describe(Relation("main", name))
    found: list[dict[str, Any]] = run(
        connector, b.fragment(b.select(schema)), **options
    ).to_pylist()
    return found


def folder(path: Path, **options: str) -> FilesConnector:
    return open_files({"url": f"file://{path}", **options})


def test_files_folders_and_names(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x\n1\n")
    (tmp_path / "same.csv").write_text("x\n1\n")
    (tmp_path / "same.json").write_text('{"x": 1}')
    (tmp_path / "notes.txt").write_text("not data")
    (tmp_path / ".hidden.csv").write_text("x\n1\n")
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "1.csv").write_text("x\n1\n")
    (tmp_path / "logs" / "2.csv").write_text("x\n2\n")
    (tmp_path / "mixed").mkdir()
    (tmp_path / "mixed" / "u.csv").write_text("x\n1\n")
    (tmp_path / "mixed" / "v.ndjson").write_text('{"y": 2}')
    connector = folder(tmp_path)
    assert names(connector) == ["a", "logs", "mixed/u", "mixed/v", "same.csv", "same.json"]
    assert sorted(r["x"] for r in rows(connector, "logs")) == [1, 2]
    assert rows(connector, "mixed/v") == [{"y": 2}]


def test_a_single_file(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("x\n1\n")
    (tmp_path / "a.csv").write_text("x\n7\n")
    connector = folder(tmp_path / "a.csv")
    assert names(connector) == ["a"]
    assert rows(connector, "a") == [{"x": 7}]


def test_hive_folders_are_columns(tmp_path: Path) -> None:
    for year, month in (("2023", "01"), ("2024", "a b"), ("2024", "é")):
        place = tmp_path / "sales" / f"year={year}" / f"month={month.replace(' ', '%20')}"
        place.mkdir(parents=True)
        pq.write_table(pa.table({"n": [int(year)]}), place / "part.parquet")
    connector = folder(tmp_path, hive="true")
    schema = connector.describe(Relation("main", "sales"))
    assert [(c.name, c.type) for c in schema.columns] == [
        ("n", INT8), ("year", TEXT), ("month", TEXT),
    ]  # fmt: skip
    where = b.truth("=", b.column(schema, "month"), b.value("a b", TEXT))
    found = run(connector, b.fragment(b.select(schema, ["month", "n"], where=where)))
    assert found.to_pylist() == [{"month": "a b", "n": 2024}]
    assert run(connector, b.fragment(b.select(schema, []))).num_rows == 3


@pytest.mark.parametrize(
    "name", ["../secret", "..", "/etc/passwd", "sub/../../secret", "link", "dir"]
)
def test_nothing_outside_the_root_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.csv").write_text("x\n1\n")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "s.csv").write_text("x\n1\n")
    root = tmp_path / "root"
    root.mkdir()
    (root / "link.csv").symlink_to(tmp_path / "secret.csv")
    (root / "dir").symlink_to(tmp_path / "outside")
    connector = folder(root)
    assert names(connector) == []
    with pytest.raises(RelationNotFound):
        connector.describe(Relation("main", name))


def test_a_link_inside_the_root_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x\n1\n")
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")
    assert names(folder(tmp_path)) == ["a", "b"]


def test_a_root_that_is_not_there(tmp_path: Path) -> None:
    connector = folder(tmp_path / "nowhere")
    for question in (connector.check, connector.relations):
        with pytest.raises(SourceUnavailable):
            question()


def test_a_file_that_grows_is_read_anew(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("x\n1\n")
    connector = folder(tmp_path)
    assert rows(connector, "a") == [{"x": 1}]
    file.write_text("x\n1\n2\n")
    assert rows(connector, "a") == [{"x": 1}, {"x": 2}]


@pytest.mark.parametrize(
    ("after", "state"), [("x\nabc\n", "42804"), ("y\n1\n", "42703"), ("", "58030")]
)
def test_a_file_with_other_columns_is_an_error(tmp_path: Path, after: str, state: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text("x\n1\n")
    connector = folder(tmp_path)
    fragment = b.fragment(b.select(connector.describe(Relation("main", "a"))))
    file.write_text(after)
    with pytest.raises(RemoteError) as raised:
        run(connector, fragment)
    assert raised.value.sqlstate == state


def test_a_file_that_is_gone_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("x\n1\n")
    connector = folder(tmp_path)
    fragment = b.fragment(b.select(connector.describe(Relation("main", "a"))))
    file.unlink()
    with pytest.raises(RelationNotFound):
        run(connector, fragment)


@pytest.mark.parametrize("second", ["y\n1\n", "x,y\n1,2\n"])
def test_files_of_a_folder_agree(tmp_path: Path, second: str) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "1.csv").write_text("x\n1\n")
    (tmp_path / "d" / "2.csv").write_text(second)
    with pytest.raises(RemoteError, match="differ"):
        folder(tmp_path).describe(Relation("main", "d"))


def test_compressed_files(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "a.csv.gz", "wt") as file:
        file.write("x\n5\n")
    with gzip.open(tmp_path / "b.ndjson.gz", "wt") as file:
        file.write('{"y": 6}\n')
    connector = folder(tmp_path)
    assert rows(connector, "a") == [{"x": 5}]
    assert rows(connector, "b") == [{"y": 6}]


def test_a_broken_parquet_file(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 nothing PAR1")
    with pytest.raises(RemoteError, match="not a Parquet file"):
        folder(tmp_path).describe(Relation("main", "a"))


def test_a_deadline_ends_a_long_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x\n" + "1\n" * 2_000_000)
    connector = folder(tmp_path)
    schema = connector.describe(Relation("main", "a"))
    with pytest.raises(DeadlineExceeded):
        run(connector, b.fragment(b.select(schema)), Context(seconds=0.02, batch_rows=100))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"url": "file://host/x"}, "no absolute path"),
        ({"url": "file:x"}, "no absolute path"),
        ({"url": "s3:///x"}, "must be"),
        ({"url": "file:///x?y=1"}, "has a query"),
        ({"url": "file:///x", "all_text": "maybe"}, "all_text"),
        ({"url": "file:///x", "on_mismatch": "drop"}, "on_mismatch"),
        ({"url": "file:///x", "sample_bytes": "0"}, "sample_bytes"),
    ],
)
def test_options_are_checked(options: dict[str, str], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        open_files(options)
