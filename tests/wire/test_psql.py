"""The real psql: statements, errors and what \\d and its like show."""

from __future__ import annotations

import os
import signal
import subprocess

import pytest

from tests.support.psql import programs
from tests.support.waiting import wait_until
from tests.wire.conftest import Address, forever_runs


@pytest.fixture(params=programs())
def psql(request: pytest.FixtureRequest, address: Address) -> list[str]:
    return [
        request.param, "-X", "-h", str(address["host"]), "-p", str(address["port"]),
        "-U", str(address["user"]), str(address["dbname"]),
    ]  # fmt: skip


def _run(psql: list[str], *commands: str, flags: str = "-At") -> tuple[str, str]:
    arguments = [part for command in commands for part in ("-c", command)]
    done = subprocess.run(
        [*psql, flags, *arguments],
        capture_output=True, text=True, timeout=60, env=os.environ | {"PGCONNECT_TIMEOUT": "10"},
    )  # fmt: skip
    return done.stdout, done.stderr


def test_query(psql: list[str]) -> None:
    out, err = _run(psql, "SELECT id, name, credit FROM crm.public.customers ORDER BY id")
    assert (out, err) == ("1|Ann|12.50\n2|Bob|\n", "")


def test_error_points_at_the_word(psql: list[str]) -> None:
    out, err = _run(psql, "SELECT nam FROM crm.public.customers")
    assert out == ""
    assert 'column "nam" does not exist' in err
    assert "LINE 1: SELECT nam FROM" in err


def test_list_of_relations(psql: list[str]) -> None:
    out, err = _run(psql, "\\d")
    assert err == ""
    rows = {tuple(line.split("|")[:3]) for line in out.splitlines()}
    assert ("crm", "customers", "table") in rows
    assert ("crm", "forever", "view") in rows
    assert ("files", "towns", "table") in rows


def test_tables_schemas_databases(psql: list[str]) -> None:
    out, err = _run(psql, "\\dt crm.*", "\\dn", "\\l")
    assert err == ""
    assert "crm|orders|table|unsilo" in out.splitlines()
    assert "files|unsilo" in out.splitlines()
    assert any(line.startswith("unsilo|unsilo|UTF8|") for line in out.splitlines())


def test_description_of_a_table(psql: list[str]) -> None:
    out, err = _run(psql, "\\d crm.customers", flags="-A")
    assert err == ""
    lines = out.splitlines()
    assert "id|bigint||not null|" in lines
    assert "name|character varying(20)||not null|" in lines
    assert any(line.startswith("credit|numeric(10,2)|") for line in lines)
    assert '"customers_pkey" PRIMARY KEY, btree (id)' in out
    assert '"customers_name" btree (name)' in out


def test_foreign_key_and_comment(psql: list[str]) -> None:
    out, err = _run(psql, "\\d crm.orders", "\\dt+ crm.*", flags="-A")
    assert err == ""
    assert (
        "FOREIGN KEY (customer) REFERENCES customers(id)" in out
    )  # no path is chosen: all is in sight
    assert "who buys" in out


def test_unknown_relation(psql: list[str]) -> None:
    assert 'Did not find any relation named "nothing"' in _run(psql, "\\d nothing")[1]


def test_ctrl_c_ends_a_long_query(psql: list[str], postgres_url: str) -> None:
    program = subprocess.Popen(
        [*psql, "-c", "SELECT slept FROM crm.public.forever"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    wait_until(lambda: forever_runs(postgres_url))
    program.send_signal(signal.SIGINT)
    _, err = program.communicate(timeout=30)
    assert "canceling statement due to user request" in err
