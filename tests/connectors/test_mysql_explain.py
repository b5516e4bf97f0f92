"""The SQL that is sent, word for word, without a server.

`mysql_cases/explain.txt` holds blocks: `-- ` and a statement, then what each flavour is sent (one
line `=` for both). After a change that is meant: UNSILO_WRITE_GOLDENS=1 pytest this-file, and read
the difference.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors import mysql
from connectors.api import Fragment, OutputColumn, Query, Relation, RelationSchema
from connectors.mysql.columns import Definition, column
from connectors.mysql.flavour import Server, recognise
from connectors.mysql.options import parse_options
from connectors.tree import type_of
from gateway.catalog.resolve import Resolved
from gateway.session import Session
from gateway.sql.bind import bind
from gateway.sql.parse import parse

GOLDENS = Path(__file__).with_name("mysql_cases") / "explain.txt"
SERVERS = {"MariaDB": recognise("5.5.5-10.11.6-MariaDB"), "MySQL": recognise("9.7.0")}
URL = "mysql://user:very-secret@127.0.0.1:1/shop"

NUMBER = ("int", "int(11)", None, 10, 0, None, None)
WHOLE = ("int", "int(10) unsigned", None, 10, 0, None, None)
PRICE = ("decimal", "decimal(10,2)", None, 10, 2, None, None)
TEXT = ("varchar", "varchar(40)", 40, None, None, "utf8mb4", "utf8mb4_general_ci")
LATIN = ("varchar", "varchar(40)", 40, None, None, "latin1", "latin1_swedish_ci")
ENUM = ("enum", "enum('new','sold')", 4, None, None, "utf8mb4", "utf8mb4_general_ci")
DAY = ("date", "date", None, None, None, None, None)
MOMENT = ("datetime", "datetime(6)", None, None, None, None, None)
COLUMNS = {"id": NUMBER, "stock": WHOLE, "price": PRICE, "name": TEXT, "latin": LATIN,
           "state": ENUM, "day": DAY, "at": MOMENT}  # fmt: skip


class Shop:
    """A catalog of one relation, `items`."""

    source = "shop"

    def __init__(self, server: Server) -> None:
        options = parse_options({"url": URL})
        columns = []
        for name, (kind, spelled, length, digits, scale, charset, collation) in COLUMNS.items():
            definition = Definition(
                name, kind, spelled, "NO" if name == "id" else "YES", None, length, digits, scale,
                charset, collation, "", "", None,
            )  # fmt: skip
            columns.append(column(definition, server, options, json=False))
        self.schema = RelationSchema(
            Relation("shop", "items"), tuple(columns), ("id",), details=server.details
        )

    def resolve(self, parts: tuple[str, ...], search_path: tuple[str, ...], **_: Any) -> Resolved:
        return Resolved(self.source, self.schema)


def native(sql: str, server: Server) -> str:
    """What `explain` says, which must have been claimed EXACT."""
    query = bind(parse(sql)[0], Shop(server), Session()).query
    select = query
    while not select.selects or select.key in ("union", "intersect", "except"):
        select = select.this
    outputs = tuple(OutputColumn(item.alias, type_of(item.this)) for item in select.selects)
    fragment = Fragment("shop", query, outputs)
    connector = mysql.open({"url": URL})
    answer = connector.supports(fragment, Query(query))
    assert answer.exact, answer
    return connector.explain(fragment)


def blocks() -> Iterator[tuple[str, dict[str, str]]]:
    """Statements with what each flavour is to be sent."""
    for block in GOLDENS.read_text().split("\n\n"):
        statement, *lines = block.strip().splitlines()
        yield (
            statement.removeprefix("-- "),
            {
                name: line.split(": ", 1)[1]
                for line in lines
                for name in SERVERS
                if line.split(": ", 1)[0] in (name, "both")
            },
        )


@pytest.mark.parametrize(("sql", "expected"), list(blocks()))
def test_explain(sql: str, expected: dict[str, str]) -> None:
    assert {
        name: native(sql, server).replace("\n", " ") for name, server in SERVERS.items()
    } == expected


def test_an_unknown_server_is_asked_nothing() -> None:
    """It speaks MySQL's protocol, but its semantics are its own."""
    server = recognise("8.0.11-TiDB-v7.5.0", "TiDB Server")
    with pytest.raises(AssertionError, match="neither MySQL nor MariaDB"):
        native("SELECT id FROM items WHERE id = 1", server)


def test_an_old_server_compares_no_text() -> None:
    server = recognise("5.7.44-log", "MySQL Community Server (GPL)")
    assert native("SELECT id FROM items WHERE id = 1", server)
    with pytest.raises(AssertionError, match="no collation of bytes"):
        native("SELECT id FROM items WHERE name = 'a'", server)
    with pytest.raises(AssertionError, match=r"window on MySQL 5\.7\.44"):
        native("SELECT row_number() OVER (ORDER BY id) FROM items", server)


def _write() -> None:
    parts = []
    for sql, _ in blocks():
        texts = {name: native(sql, server).replace("\n", " ") for name, server in SERVERS.items()}
        same = len(set(texts.values())) == 1
        lines = [f"both: {texts['MySQL']}"] if same else [f"{k}: {v}" for k, v in texts.items()]
        parts.append("\n".join([f"-- {sql}", *lines]))
    GOLDENS.write_text("\n\n".join(parts) + "\n")


if os.environ.get("UNSILO_WRITE_GOLDENS"):
    _write()
