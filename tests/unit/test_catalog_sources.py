"""Registering sources: against a real PostgreSQL, and against a connector with faults."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from gateway.catalog import load
from gateway.catalog.sources import Sources
from gateway.config import Settings
from gateway.errors import SqlError
from tests.unit.faulty import WORLD, installed

SECRET = "se-cret@word"
QUOTED = "se-cret%40word"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.delenv("UNSILO_KEY", raising=False)
    with installed(tmp_path / "installed"):
        yield tmp_path / "home"


@pytest.fixture
def sources(home: Path) -> Iterator[Sources]:
    with Sources.open(Settings(home=home)) as sources:
        yield sources


def test_a_real_database_from_add_to_remove(sources: Sources, postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE a (id int PRIMARY KEY, x text); CREATE TABLE b (y int)")
        shown = sources.add("crm", postgres_url)
        assert shown.source.health.flavour == "PostgreSQL"
        assert [str(d.schema.relation) for d in shown.described] == ["public.a", "public.b"]
        assert sources.show("crm") == shown
        assert sources.test("crm")[0] == shown.source.health
        assert not sources.refresh("crm")
        connection.execute(
            "DROP TABLE b; CREATE TABLE c (); ALTER TABLE a DROP x, ADD z date NOT NULL,"
            " ALTER id TYPE int8"
        )
        found = sources.refresh("crm")
        assert [str(relation) for relation in found.added] == ["public.c"]
        assert [str(relation) for relation in found.removed] == ["public.b"]
        (changed,) = found.changed
        assert changed.changes == (
            "column z added (date)",
            "column x removed",
            "column id changed type from integer to bigint",
        )
        sources.remove("crm")
    assert sources.list() == []


def test_a_password_is_nowhere(
    sources: Sources, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    WORLD.update(good=("id",), crashing=())
    url = f"faulty://u:{QUOTED}@h/d?token={QUOTED}"
    shown = sources.add("f", url, {"api_key": SECRET, "dsn": f"x://u:{QUOTED}@h"})
    sources.test("f")
    sources.refresh("f")
    seen = f"{shown} {sources.show('f')} {sources.list()} {caplog.text}"
    stored = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    for form in (SECRET, QUOTED):
        assert form not in seen
        assert form.encode() not in stored
    errors = {item.schema.relation.name: item.error for item in shown.described}
    assert errors["crashing"] == "internal error of the connector: faulty://u:***@h/d?token=***"


@pytest.mark.parametrize(("fault", "state"), [("refuses", "08006"), ("crashes", "XX000")])
def test_errors_of_a_source_show_no_password(sources: Sources, fault: str, state: str) -> None:
    with pytest.raises(SqlError) as caught:
        sources.add("f", f"faulty://u:{QUOTED}@h", {"fault": fault, "password": SECRET})
    error = caught.value
    assert error.sqlstate == state
    text = f"{error.message} {error.detail} {error.hint}"
    assert "***" in text
    assert SECRET not in text
    assert QUOTED not in text
    assert error.__cause__ is None
    assert error.__suppress_context__
    assert sources.list() == []


def test_relations_that_cannot_be_described_are_listed_with_the_reason(sources: Sources) -> None:
    WORLD.update(good=("id", "odd"), undescribable=(), unstorable=(), vanished=())
    shown = sources.add("f", "faulty://h")
    assert {d.schema.relation.name: d.error for d in shown.described} == {
        "good": None,
        "undescribable": "odd thing: Its type is unknown.",
        "unstorable": "internal error of the connector: a detail of type object cannot be stored",
    }
    assert shown.warnings == (
        "it is only a test",
        "main.good.odd: odd values",
        "main.undescribable: could not be described: odd thing: Its type is unknown.",
        "main.unstorable: could not be described: internal error of the connector:"
        " a detail of type object cannot be stored",
    )


def test_a_source_that_breaks_off_leaves_what_was_known(sources: Sources) -> None:
    WORLD.update(good=("id",))
    before = sources.add("f", "faulty://h")
    WORLD.update(breaking=())
    with pytest.raises(SqlError, match="connection lost"):
        sources.refresh("f")
    assert sources.show("f") == before
    sources.remove("f")
    with pytest.raises(SqlError, match="connection lost"):
        sources.add("f", "faulty://h")
    assert sources.list() == []


def test_refresh_names_every_kind_of_change(sources: Sources) -> None:
    WORLD.update(good=("id", "x"), undescribable=())
    sources.add("f", "faulty://h")
    WORLD["good"] = ("id", "x!")
    found = sources.refresh("f")
    assert [c.changes for c in found.changed] == [("column x changed type from integer to text",)]
    del WORLD["undescribable"]
    assert [relation.name for relation in sources.refresh("f").removed] == ["undescribable"]


def test_a_relation_listed_twice_is_refused(sources: Sources) -> None:
    WORLD.update(good=("id",))
    with pytest.raises(SqlError, match=r'lists relation "main.good" 2 times'):
        sources.add("f", "faulty://h", {"fault": "doubles"})


@pytest.mark.parametrize(
    ("name", "state"),
    [("CRM", "42602"), ("a-b", "42602"), ("1a", "42602"), ("", "42602"), ("a" * 64, "42602"),
     ("a\n", "42602"), ("pg_x", "42939"), ("information_schema", "42939")],
)  # fmt: skip
def test_names_that_are_refused(sources: Sources, name: str, state: str) -> None:
    with pytest.raises(SqlError) as caught:
        sources.add(name, "faulty://h")
    assert caught.value.sqlstate == state


def test_a_name_is_taken_once(sources: Sources) -> None:
    sources.add("f", "faulty://h")
    with pytest.raises(SqlError, match='source "f" already exists') as caught:
        sources.add("f", "faulty://other")
    assert (caught.value.sqlstate, caught.value.hint) == (
        "42710",
        "Remove it first: unsilo source remove f",
    )


def test_an_unknown_name_gets_the_nearest(sources: Sources) -> None:
    sources.add("customers", "faulty://h")
    for act in (sources.show, sources.test, sources.refresh, sources.remove):
        with pytest.raises(SqlError, match='source "custmers" does not exist') as caught:
            act("custmers")
        assert caught.value.sqlstate == "42704"
        assert caught.value.hint == 'Did you mean "customers"?'


def test_schemes(sources: Sources) -> None:
    assert {"postgresql", "mysql", "mongodb", "redis", "file", "faulty"} <= set(load.schemes())
    with pytest.raises(
        SqlError, match='no connector for addresses of scheme "postgrsql"'
    ) as caught:
        sources.add("x", "postgrsql://h/d")
    assert caught.value.sqlstate == "HV00D"
    assert "Schemes: duckdb, faulty, file," in caught.value.hint
    assert 'Did you mean "postgresql"?' in caught.value.hint
    with pytest.raises(SqlError, match="address has no scheme"):
        sources.add("x", "localhost")
    with pytest.raises(SqlError, match='the connector for "missing" cannot be loaded') as caught:
        sources.add("x", "missing://h")
    assert caught.value.sqlstate == "HV00L"


def test_an_unknown_option_is_the_connectors_error(sources: Sources, postgres_url: str) -> None:
    with pytest.raises(SqlError) as caught:
        sources.add("x", postgres_url, {"no_such_option": "1"})
    assert caught.value.sqlstate == "HV00D"


def test_a_column_without_a_name_is_told_of(sources: Sources) -> None:
    WORLD.update(t=("id", ""))
    assert (
        "main.t: could not be described: a column has no name"
        in sources.add("f", "faulty://h").warnings
    )
