"""The system catalog of roles: one database for all who see the same, never more than is seen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gateway.catalog.system.databases import Databases
from tests.access.world import World, world

NAMES = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'pg'"


@pytest.fixture(scope="module")
def opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    with world(request, tmp_path_factory.mktemp("home")) as made:
        yield made


def test_who_sees_the_same_shares_a_database(opened: World) -> None:
    databases = Databases()

    def of(user: str) -> object:
        return databases.of(opened.gateway.access.seen_by(opened.session(user)))

    name = opened.name("pg", "customers")
    assert of("ann") is of("bob")
    assert of("ann") is not of("root")
    root = of("root")
    opened.admin(f"GRANT SELECT ON {name} TO ann")
    assert of("ann") is not of("bob")
    assert of("root") is root, "rights of others change nothing"
    opened.admin(f"GRANT SELECT ON {name} TO bob")
    assert of("ann") is of("bob")
    opened.admin(f"REVOKE SELECT ON {name} FROM ann, bob")
    assert of("ann") is of("bob")
    for source in opened.gateway.catalog.sources():
        opened.admin(f"GRANT SELECT ON SOURCE {source} TO ann")
    assert of("ann") is root
    for source in opened.gateway.catalog.sources():
        opened.admin(f"REVOKE SELECT ON SOURCE {source} FROM ann")


def test_rights_show_at_once(opened: World) -> None:
    name = opened.name("pg", "customers")
    assert opened.ask("ann", NAMES) == []
    opened.admin(f"GRANT SELECT (id, name) ON {name} TO ann")
    assert opened.ask("ann", NAMES) == [("customers", "id"), ("customers", "name")]
    assert opened.ask("bob", NAMES) == []
    opened.admin(f"GRANT SELECT (id) ON {name} TO bob")
    assert opened.ask("bob", NAMES) == [("customers", "id")]
    opened.admin(f"REVOKE SELECT (id) ON {name} FROM ann")
    assert opened.ask("ann", NAMES) == [("customers", "name")]
    opened.admin(f"REVOKE SELECT (name) ON {name} FROM ann")
    opened.admin(f"REVOKE SELECT (id) ON {name} FROM bob")
    assert opened.ask("ann", NAMES) == opened.ask("bob", NAMES) == []


def test_a_new_role_shows_at_once(opened: World) -> None:
    query = "SELECT rolname FROM pg_roles WHERE rolname LIKE 'guest%'"
    for number in range(2):
        assert len(opened.admin(query)) == number
        opened.admin(f"CREATE ROLE guest{number}")
        assert len(opened.admin(query)) == number + 1
