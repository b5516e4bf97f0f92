"""The source `operations`: statements as rows, and that nobody sees those of others in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.api import Connector
from gateway.access import roles
from gateway.access.roles import Role
from gateway.catalog.sources import Sources
from gateway.config import Settings
from gateway.engine import Gateway
from gateway.errors import SqlError
from gateway.operations.audit import records
from gateway.operations.relations import AUDIT, RUNNING
from gateway.session import Session
from tests.support.waiting import wait_until

OWNER = Session(owner=True)
ANN, BOB, ROOT = (Session(user=user) for user in ("ann", "bob", "root"))


@pytest.fixture(scope="module")
def shared(filled: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway with ann, bob and the administrator root, where everybody has run something."""
    home = tmp_path_factory.mktemp("home")
    Sources.open(Settings(home=home)).add("crm", filled)
    with closing(Gateway.open(home)) as gateway:
        _fill(gateway)
        yield gateway


def _fill(gateway: Gateway) -> None:
    assert gateway.catalog.store is not None
    for role in (Role("ann"), Role("bob"), Role("root", superuser=True)):
        roles.create(gateway.catalog.store, role)
    for session in (ANN, BOB, ROOT, OWNER):
        _rows(gateway, f"SELECT 'by {session.user}' AS who", session)
    _wait(gateway, 4)


def _rows(gateway: Gateway, sql: str, session: Session = OWNER) -> list[dict[str, Any]]:
    return gateway.execute(sql, session=session).table().to_pylist()


def _wait(gateway: Gateway, count: int) -> None:
    """Until so many records are written."""
    folder = gateway.settings.audit_folder
    wait_until(lambda: len(list(records(folder))) >= count)


def test_audit_has_what_the_log_has(gateway: Gateway, home: Path) -> None:
    before = datetime.now(UTC)
    _rows(gateway, "SELECT name FROM crm.public.people WHERE id = 1")
    with pytest.raises(SqlError):
        _rows(gateway, "CREATE ROLE eve PASSWORD 'sesame' nonsense")
    _wait(gateway, 2)
    found = _rows(gateway, "SELECT * FROM operations.audit ORDER BY seq")
    assert list(found[0]) == [column.name for column in AUDIT.columns]
    assert [row["outcome"] for row in found] == ["00000", "42601"]
    assert before <= found[0]["began"] <= datetime.now(UTC)
    assert "sesame" not in repr(found)
    for row, record in zip(found, records(home / "audit"), strict=False):
        assert json.loads(row.pop("sent")) == record["sent"]
        assert row.pop("began") == datetime.fromisoformat(record["began"])
        assert row == {name: record[name] for name in row}


def test_joined_with_a_source(gateway: Gateway) -> None:
    _rows(gateway, "SELECT 1", Session(user="Ann", owner=True))
    _wait(gateway, 1)
    sql = """SELECT p.id, a.sql, a.sent->0 FROM crm.public.people p
        JOIN operations.audit a ON a."user" = p.name WHERE a.outcome LIKE '0%'"""
    for pushdown in ("on", "off"):
        session = Session(owner=True, settings={"pushdown": pushdown})
        (row,) = _rows(gateway, sql, session)
        assert tuple(row.values()) == (1, "SELECT 1", None)


def test_running_shows_itself_and_what_moves(gateway: Gateway) -> None:
    with closing(gateway.execute("SELECT g FROM generate_series(1, 200000) g")) as result:
        reading = result.batches()
        next(reading)
        found = _rows(gateway, "SELECT * FROM operations.running ORDER BY began")
    assert list(found[0]) == [column.name for column in RUNNING.columns]
    assert [row["sql"][:30] for row in found] == [
        "SELECT g FROM generate_series(", "SELECT * FROM operations.runni",
    ]  # fmt: skip
    assert found[0]["rows"] > 0
    assert json.loads(found[1]["sent"])[0]["source"] == "operations"


def test_everybody_sees_the_own_rows(shared: Gateway) -> None:
    sql = "SELECT sql FROM operations.audit WHERE sql LIKE '%by %' AND sql NOT LIKE '%audit%'"
    assert _rows(shared, sql, ANN) == [{"sql": "SELECT 'by ann' AS who"}]
    assert _rows(shared, sql, BOB) == [{"sql": "SELECT 'by bob' AS who"}]
    assert len(_rows(shared, sql, ROOT)) == len(_rows(shared, sql)) == 4


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT DISTINCT "user" FROM operations.audit',
        'SELECT max("user") FROM operations.audit GROUP BY "user"',
        'WITH a AS (SELECT * FROM operations.main.audit) SELECT DISTINCT a."user" FROM a',
        'SELECT DISTINCT x."user" FROM unsilo.operations.audit x RIGHT JOIN (VALUES (1)) v ON true',
        "SELECT DISTINCT (SELECT min(\"user\") FROM operations.audit) FROM (VALUES (1)) v",
        'SELECT DISTINCT "user" FROM operations.running',
    ],
)  # fmt: skip
def test_no_way_to_the_rows_of_others(shared: Gateway, sql: str) -> None:
    for session in (ANN, BOB):
        assert [list(row.values()) for row in _rows(shared, sql, session)] == [[session.user]]


def test_what_tells_of_others_is_withheld(shared: Gateway) -> None:
    columns = "sent, seq, hash"
    for sql in (
        f"SELECT {columns} FROM operations.audit",
        f"SELECT {columns} FROM operations.audit WHERE sent IS NULL AND seq IS NULL",
    ):
        assert {tuple(row.values()) for row in _rows(shared, sql, ANN)} == {(None, None, None)}
    assert not _rows(shared, "SELECT seq FROM operations.audit WHERE seq > 0", ANN)
    assert _rows(shared, "SELECT seq FROM operations.audit WHERE seq > 0", ROOT)
    plan = "\n".join(
        row["QUERY PLAN"]
        for row in _rows(shared, "EXPLAIN ANALYZE SELECT sql FROM operations.audit", BOB)
    )
    assert "not told" in plan
    assert "by ann" not in plan


def test_who_acts_as_another_is_named_and_sees_the_own_rows(shared: Gateway) -> None:
    acting = Session(user="root")
    _rows(shared, "SET ROLE ann", acting)
    _rows(shared, "SELECT 'as ann'", acting)
    folder = shared.settings.audit_folder
    wait_until(lambda: any("as ann" in record["sql"] for record in records(folder)))
    found = _rows(shared, 'SELECT DISTINCT "user" FROM operations.audit', acting)
    assert found == [{"user": "root"}]
    sql = "SELECT \"user\", role FROM operations.audit WHERE sql LIKE 'SELECT ''as %'"
    assert _rows(shared, sql, ROOT) == [{"user": "root", "role": "ann"}]
    assert _rows(shared, sql, ANN) == []


def test_an_owner_called_like_a_role_is_another(shared: Gateway) -> None:
    _rows(shared, "SELECT 'from the owner'", Session(user="ann", owner=True))
    folder = shared.settings.audit_folder
    wait_until(lambda: any("from the owner" in record["sql"] for record in records(folder)))
    sql = "SELECT owner FROM operations.audit WHERE sql LIKE 'SELECT ''from the %'"
    assert _rows(shared, sql, ROOT) == [{"owner": True}]
    assert _rows(shared, sql, ANN) == []


def test_it_is_in_no_list(shared: Gateway) -> None:
    _rows(shared, "SELECT * FROM operations.audit LIMIT 1", ROOT)
    assert shared.catalog.sources() == ("crm",)
    assert not any("operations" in name for name in shared.catalog.schema_names())
    assert not shared.catalog.search("audit")
    for name in ("audit", "running"):
        with pytest.raises(SqlError) as caught:
            _rows(shared, f"SELECT * FROM {name}")
        assert caught.value.sqlstate == "42P01"
    with pytest.raises(SqlError) as caught:
        _rows(shared, "SELECT * FROM operations.audits", ANN)
    assert (caught.value.sqlstate, "operations.main.audit" in caught.value.hint) == ("42P01", True)


@pytest.mark.parametrize(
    "sql",
    [
        "GRANT SELECT ON operations.audit TO ann",
        "CREATE POLICY x ON operations.audit USING (true)",
        "CREATE MASK x ON operations.running (sql) USING ('')",
    ],
)
def test_nobody_changes_its_rules(shared: Gateway, sql: str) -> None:
    for session in (OWNER, ROOT, ANN):
        with pytest.raises(SqlError) as caught:
            _rows(shared, sql, session)
        assert caught.value.sqlstate == "42501"


def test_limits_and_empty_results(gateway: Gateway) -> None:
    assert _rows(gateway, "SELECT count(*) AS n FROM operations.audit") == [{"n": 0}]
    connector: Connector = gateway.catalog.connector("operations")
    assert isinstance(connector, Connector)
    for n in range(3):
        _rows(gateway, f"SELECT {n}")
    gateway.settings = gateway.settings.__class__(home=gateway.settings.home, max_rows=2)
    _wait(gateway, 4)
    with pytest.raises(SqlError) as caught:
        _rows(gateway, "SELECT sql FROM operations.audit")
    assert caught.value.sqlstate == "54000"
