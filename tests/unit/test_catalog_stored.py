"""The catalog over a metadata store: versions, ageing descriptions, shared connectors."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from connectors.api import Relation, RelationSchema, SourceUnavailable, Statistics
from gateway.catalog import Catalog, estimates, store, stored
from gateway.catalog.sources import Sources
from gateway.config import Settings
from gateway.demo.servers import Server
from gateway.engine import Gateway
from gateway.errors import SqlError
from tests.databases import empty_database
from tests.support.waiting import PATIENCE, wait_until
from tests.unit.faulty import WORLD, Faulty, installed


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    monkeypatch.delenv("UNSILO_KEY", raising=False)
    monkeypatch.setattr(store, "LOOK_AGAIN", 0.0)
    with installed(tmp_path / "installed"):
        yield Settings(home=tmp_path / "home")


@pytest.fixture
def sources(settings: Settings) -> Iterator[Sources]:
    with Sources.open(settings) as sources:
        yield sources


@pytest.fixture
def catalog(settings: Settings) -> Iterator[Catalog]:
    catalog = Catalog.open(settings)
    yield catalog
    catalog.close()


def columns(catalog: Catalog, *parts: str) -> list[str]:
    return [column.name for column in catalog.resolve(parts, ()).schema.columns]


def test_changes_by_others_are_seen(sources: Sources, catalog: Catalog) -> None:
    assert catalog.sources() == ()
    before = catalog.version
    WORLD.update(t=("id",))
    sources.add("f", "faulty://h")
    assert catalog.version > before
    assert catalog.sources() == ("f",)
    assert columns(catalog, "f", "t") == ["id"]
    WORLD["t"] = ("id", "more")
    sources.refresh("f")
    assert columns(catalog, "t") == ["id", "more"]
    assert [str(schema.relation) for schema in catalog.relations()] == ["main.t"]
    assert [hit.name for hit in catalog.search("mor")] == ["more"]
    sources.remove("f")
    assert catalog.sources() == ()


def test_a_connector_stays_until_its_address_changes(sources: Sources, catalog: Catalog) -> None:
    WORLD.update(t=("id",))
    sources.add("f", "faulty://u:sesame@h")
    first = catalog.connector("f")
    assert isinstance(first, Faulty)
    assert first.options["url"] == "faulty://u:sesame@h"
    WORLD["t"] = ("id", "more")
    sources.refresh("f")
    assert catalog.connector("f") is first
    sources.remove("f")
    sources.add("f", "faulty://other")
    second = catalog.connector("f")
    assert second is not first
    assert first.closed == 0  # a query may still be reading
    catalog.close()
    assert first.closed == 1


def test_an_old_description_is_had_again(sources: Sources, settings: Settings) -> None:
    WORLD.update(t=("id",), gone=("id",))
    sources.add("f", "faulty://h")
    WORLD["t"] = ("id", "more")
    del WORLD["gone"]
    patient = Catalog.open(settings)
    assert columns(patient, "f", "t") == ["id"]
    version = patient.version
    hasty = Catalog.open(Settings(home=settings.home, catalog_ttl=1e-6))
    time.sleep(0.001)
    assert columns(hasty, "f", "t") == ["id", "more"]
    assert patient.version > version
    assert columns(patient, "f", "t") == ["id", "more"]
    with pytest.raises(SqlError, match="does not exist any more") as caught:
        hasty.resolve(("f", "gone"), (), position=3)
    assert caught.value.message == 'relation "f.main.gone" does not exist any more'
    assert (caught.value.sqlstate, caught.value.position) == ("42P01", 3)
    assert "gone" not in [schema.relation.name for schema in patient.relations()]
    patient.close()
    hasty.close()


def test_an_old_description_serves_while_the_source_is_away(
    sources: Sources, settings: Settings
) -> None:
    WORLD.update(t=("id",))
    sources.add("f", "faulty://h?password=sesame")
    hasty = Catalog.open(Settings(home=settings.home, catalog_ttl=1e-6))
    connector = hasty.connector("f")
    assert isinstance(connector, Faulty)
    connector.describe = _unavailable  # type: ignore[method-assign]
    time.sleep(0.001)
    assert columns(hasty, "f", "t") == ["id"]
    hasty.close()


def _unavailable(relation: object) -> RelationSchema:
    raise SourceUnavailable("away")


def test_a_relation_without_description_says_why(sources: Sources, catalog: Catalog) -> None:
    WORLD.update(undescribable=())
    sources.add("f", "faulty://h")
    with pytest.raises(SqlError) as caught:
        catalog.resolve(("f", "undescribable"), (), position=15)
    error = caught.value
    assert error.message == 'relation "f.main.undescribable" could not be described'
    assert error.detail == "odd thing: Its type is unknown."
    assert error.hint == "Try again with: unsilo source refresh f"
    assert error.position == 15


def test_describing_again_shows_no_password(
    sources: Sources, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    WORLD.update(crashing=())
    WORLD["t"] = ("id",)
    sources.add("f", "faulty://u:sesame@h")
    hasty = Catalog.open(Settings(home=settings.home, catalog_ttl=1e-6))
    connector = hasty.connector("f")
    assert isinstance(connector, Faulty)
    describe = connector.describe
    connector.describe = lambda relation: describe(  # type: ignore[method-assign]
        Relation("main", "crashing")
    )
    time.sleep(0.001)
    assert columns(hasty, "f", "t") == ["id"]
    assert "internal error of the connector: faulty://u:***@h" in caplog.text
    assert "sesame" not in caplog.text
    hasty.close()


def test_an_old_description_serves_while_its_database_is_gone(
    sources: Sources,
    settings: Settings,
    postgres_server: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stored, "RETRY", 0.0)
    with empty_database(postgres_server) as url:
        name = url.rsplit("/", 1)[1]
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TABLE t (id int)")
        sources.add("crm", url)
        hasty = Catalog.open(Settings(home=settings.home, catalog_ttl=1e-6))
        gateway = Gateway(hasty, settings)
        with psycopg.connect(postgres_server.url, autocommit=True) as connection:
            connection.execute(f"ALTER DATABASE {name} RENAME TO {name}_away".encode())
            assert columns(hasty, "crm", "t") == ["id"]
            with pytest.raises(SqlError, match=f'database "{name}" does not exist'):
                gateway.execute("SELECT * FROM crm.t").table()
            connection.execute(f"ALTER DATABASE {name}_away RENAME TO {name}".encode())
        assert gateway.execute("SELECT * FROM crm.t").table().num_rows == 0
        gateway.close()


def test_a_source_without_statistics_is_asked_once(sources: Sources, catalog: Catalog) -> None:
    WORLD.update(t=("id",))
    sources.add("f", "faulty://h")
    relation = catalog.resolve(("t",), ()).schema.relation
    connector = catalog.connector("f")
    assert isinstance(connector, Faulty)
    asked: list[Relation] = []

    def none(relation: Relation) -> Statistics:
        asked.append(relation)
        raise SourceUnavailable("away")

    connector.statistics = none  # type: ignore[method-assign]
    assert [catalog.statistics("f", relation).rows for _ in range(3)] == [None] * 3
    assert len(asked) == 1


def test_statistics_are_kept_and_shared(
    sources: Sources, settings: Settings, catalog: Catalog
) -> None:
    WORLD.update(t=("id",))
    sources.add("f", "faulty://h")
    relation = catalog.resolve(("t",), ()).schema.relation
    assert catalog.statistics("f", relation).rows == 1
    other = Catalog.open(settings)
    assert other.statistics("f", relation).rows == 1
    assert other._connections._connectors == {}  # from the store, without opening the source
    other.close()


def test_slow_statistics_do_not_hold_up_planning(
    sources: Sources, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estimates, "PATIENCE", 0.05)
    WORLD.update(t=("id",))
    sources.add("f", "faulty://h")
    connector = catalog.connector("f")
    quick = connector.statistics

    awaited = threading.Event()

    def slow(relation: Relation) -> Statistics:
        assert awaited.wait(PATIENCE)
        return quick(relation)

    connector.statistics = slow  # type: ignore[method-assign]
    relation = catalog.resolve(("t",), ()).schema.relation
    assert catalog.statistics("f", relation).rows is None
    awaited.set()
    wait_until(lambda: catalog.statistics("f", relation).rows == 1)


def test_default_schemas(sources: Sources, catalog: Catalog, postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        database = connection.info.dbname
        connection.execute(f"CREATE SCHEMA {database}; CREATE TABLE {database}.t (wrong int)")
        connection.execute("CREATE TABLE public.t (right_one int)")
    sources.add("crm", postgres_url)
    assert columns(catalog, "crm", "t") == ["right_one"]


def test_five_thousand_relations_are_quick(sources: Sources, settings: Settings) -> None:
    WORLD.update({f"t{number}": tuple("abcdefgh") for number in range(5000)})
    begun = time.monotonic()
    sources.add("f", "faulty://h")
    added = time.monotonic()
    catalog = Catalog.open(settings)
    assert columns(catalog, "f", "t4999") == list("abcdefgh")
    first = time.monotonic()
    assert columns(catalog, "f", "t17") == list("abcdefgh")
    again = time.monotonic()
    catalog.close()
    # Generous: another job may be using both cores.
    assert added - begun < 30.0
    assert first - added < 3.0
    assert again - first < 0.5
