"""Bytes as values of each declared type: exactly, or an error, or a counted NULL."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from connectors.api import OptionError, ValueNotRepresentable
from connectors.conformance import Context, run
from connectors.conformance import build as b
from connectors.redis import open as open_redis
from connectors.redis.definitions import read
from tests.connectors.redis_tools import Place, place

TYPES = [
    "boolean", "smallint", "integer", "bigint", "real", "double precision", "numeric",
    "numeric(5,2)", "text", "varchar(3)", "bytea", "uuid", "date", "time", "timestamp",
    "timestamptz", "json", "jsonb",
]  # fmt: skip
MAPPING = "\n".join(
    f'[[relation]]\nname = "{type_}"\nkey = "v{i}:{{k}}"\n[relation.columns]\nv = "{type_}"\n'
    for i, type_ in enumerate(TYPES)
)
GOOD: dict[str, list[tuple[bytes, Any]]] = {
    "boolean": [(b"1", True), (b"0", False), (b"True", True), (b"no", False), (b"t", True)],
    "smallint": [(b"-32768", -32768), (b"+7", 7), (b"007", 7)],
    "integer": [(b"2147483647", 2**31 - 1), (b"0", 0)],
    "bigint": [(b"-9223372036854775808", -(2**63)), (b"9223372036854775807", 2**63 - 1)],
    "real": [
        (b"1.5", 1.5),
        (b"-0", -0.0),
        (b"0.1", 0.10000000149011612),
        (b"1.000000059604644775390625000001", 1.0000001192092896),
        (b"0e-99", 0.0),
    ],
    "double precision": [(b"0.1", 0.1), (b"1e308", 1e308), (b"inf", math.inf), (b".5", 0.5)],
    "numeric": [(b"1.10", "1.10"), (b"1e2", "100"), (b"NaN", "NaN"), (b"-inf", "-Infinity")],
    "numeric(5,2)": [(b"123.4", Decimal("123.40")), (b"1.200", Decimal("1.20")), (b"0", 0)],
    "text": [("é😀\n".encode(), "é😀\n"), (b"", "")],
    "varchar(3)": [("äöü".encode(), "äöü")],
    "bytea": [(b"\x00\xff", b"\x00\xff")],
    "uuid": [(b"6BA7B810-9dad-11d1-80b4-00c04fd430c8", "6ba7b810-9dad-11d1-80b4-00c04fd430c8")],
    "date": [(b"2024-02-29", date(2024, 2, 29))],
    "time": [(b"23:59:59.999999", time(23, 59, 59, 999999)), (b"12:30", time(12, 30))],
    "timestamp": [(b"2024-02-29 12:00:00.000001", datetime(2024, 2, 29, 12, 0, 0, 1))],
    "timestamptz": [
        (b"2024-01-01T00:00:00Z", datetime(2024, 1, 1, tzinfo=UTC)),
        (b"2024-01-01 02:00:00+02:00", datetime(2024, 1, 1, tzinfo=UTC)),
        (b"2024-01-01T02:00:00+02", datetime(2024, 1, 1, tzinfo=UTC)),
    ],
    "json": [(b'{"b":1,"a":1.0}', '{"b":1,"a":1.0}')],
    "jsonb": [(b'{"bb":1,"a":1.0}', '{"a": 1.0, "bb": 1}')],
}
BAD: dict[str, list[bytes]] = {
    "boolean": [b"2", b"", b"maybe", b"\xff"],
    "smallint": [b"32768", b"", b" 1", b"1.0", b"1e2", "١".encode(), b"\xff", b"1_0", b"x"],
    "integer": [b"2147483648", b"0x1"],
    "bigint": [b"9223372036854775808", b"99999999999999999999"],
    "real": [b"abc", b"", b"1e40", b"1e-50"],
    "double precision": [b"1e999", b"1e-400", b"1_0", b"0x1p3", b" 1", b"1,5"],
    "numeric": [b"1..2", b"", b"1e9999"],
    "numeric(5,2)": [b"1.234", b"1000", b"NaN", b"1." + b"0" * 30 + b"1"],
    "text": [b"\xff\xfe", b"a\x00b"],
    "varchar(3)": [b"abcd"],
    "uuid": [b"6ba7b8109dad11d180b400c04fd430c8", b"x"],
    "date": [b"2024-02-30", b"20240229", b"2024-02-29 00:00"],
    "time": [b"24:01", b"noon"],
    "timestamp": [b"2024-01-01", b"2024-01-01T00:00:00Z", b"1700000000"],
    "timestamptz": [b"2024-01-01 00:00:00", b"2024-13-01 00:00:00Z"],
    "json": [b"{", b"NaN", b""],
    "jsonb": [b"[1,]", b'"\\u0000"', b'"\\ud800"'],
}


@pytest.fixture(scope="module")
def here(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with place(redis_url, MAPPING, tmp_path_factory.mktemp("values")) as here:
        yield here


def written(here: Place, type_: str, values: list[bytes]) -> None:
    here.client.flushdb()
    for i, value in enumerate(values):
        here.client.hset(f"v{TYPES.index(type_)}:{i:03}", "v", value)
    here.client.hset(f"v{TYPES.index(type_)}:null", "w", "1")


@pytest.mark.parametrize("type_", GOOD)
def test_good_values(here: Place, type_: str) -> None:
    for pairs in (GOOD[type_], *([pair] for pair in GOOD[type_])):  # together and alone
        written(here, type_, [raw for raw, _ in pairs])
        rows = {row["k"]: row["v"] for row in here.rows(type_)}
        found = [rows[key] for key in sorted(rows) if key != "null"]
        assert found == [v for _, v in pairs]
        assert [str(v) for v in found if type_ != "numeric(5,2)"] == [
            str(v) for _, v in pairs if type_ != "numeric(5,2)"
        ]
        assert rows["null"] is None


def test_not_a_number(here: Place) -> None:
    written(here, "double precision", [b"nan", b"NaN"])
    found = {row["k"]: row["v"] for row in here.rows("double precision")}
    assert math.isnan(found["000"])
    assert math.isnan(found["001"])
    assert found["null"] is None


@pytest.mark.parametrize(("type_", "raw"), [(t, raw) for t, raws in BAD.items() for raw in raws])
def test_bad_values_are_errors(here: Place, type_: str, raw: bytes) -> None:
    written(here, type_, [raw])
    with pytest.raises(ValueNotRepresentable, match='column "v"'):
        here.rows(type_)


@pytest.mark.parametrize("type_", BAD)
def test_bad_values_may_be_null(redis_url: str, here: Place, type_: str) -> None:
    written(here, type_, [*BAD[type_], GOOD[type_][0][0]])
    options = {"url": redis_url, "relations": str(here.file), "on_bad_value": "null"}
    connector = open_redis(options)
    context = Context()
    table = run(connector, b.fragment(b.select(here.schema(type_), ["v"])), context)
    assert table["v"].null_count == len(BAD[type_]) + 1
    assert len(table) == len(BAD[type_]) + 2
    assert context.warnings == {"mismatch": len(BAD[type_])}
    connector.close()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = ", "not TOML"),
        ("[[relations]]", "unknown key"),
        ('[[relation]]\nkey = "a"', "name of its own"),
        ('[[relation]]\nname = "a"', "key is missing"),
        ('[[relation]]\nname = "a"\nkey = "a:{"', "brace"),
        ('[[relation]]\nname = "a"\nkey = "{a}{b}"', "nothing between"),
        ('[[relation]]\nname = "a"\nkey = "{a}:{a}"', "name of their own"),
        ('[[relation]]\nname = "a"\nkey = "{a}"\ntype = "hyperloglog"', "not one of"),
        ('[[relation]]\nname = "a"\nkey = "{a}"\ncolour = 1', "unknown key"),
        ('[[relation]]\nname = "a"\nkey = "{a}"\ncolumns = {a = "real"}', "cannot be real"),
        ('[[relation]]\nname = "a"\nkey = "{a}"\ncolumns = {b = "money"}', "not known"),
        ('[[relation]]\nname = "a"\nkey = "{a}"\ncolumns = {b = {kind = "x"}}', "unknown key"),
        ('[[relation]]\nname = "a"\nkey = "{a}"\ntype="set"\ncolumns = {b = "text"}', "member"),
        ('[[relation]]\nname = "a"\nkey = "{a}"\nttl = "a"', "names of their own"),
        ('[[relation]]\nname = "a"\nkey = "{a}"\nformat = "json"', "strings only"),
    ],
)
def test_wrong_mappings_say_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(OptionError) as raised:
        read(text)
    assert message in f"{raised.value.message} {raised.value.detail}"
    assert '"relations"' in raised.value.message


def test_a_missing_mapping_file(tmp_path: Path) -> None:
    connector = open_redis({"url": "redis://127.0.0.1:1", "relations": str(tmp_path / "no.toml")})
    with pytest.raises(OptionError, match=r"no\.toml"):
        connector.relations()


def test_no_mapping_file_means_no_relations() -> None:
    assert list(open_redis({"url": "redis://127.0.0.1:1"}).relations()) == []


def test_a_changed_mapping_is_read_again(redis_url: str, tmp_path: Path) -> None:
    with place(redis_url, '[[relation]]\nname = "a"\nkey = "a:{x}"\n', tmp_path) as here:
        assert [r.name for r in here.connector.relations()] == ["a"]
        here.file.write_text('[[relation]]\nname = "bb"\nkey = "a:{x}"\n')
        assert [r.name for r in here.connector.relations()] == ["bb"]
