"""A metadata store of its own for every test, and the world that the access matrix looks at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from gateway.access import roles
from gateway.catalog.store import Store
from tests.access.world import World, restrict, world


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        with closing(Store(f"sqlite:///{tmp_path}/metadata.db")) as opened:
            yield opened
        return
    with closing(Store(request.getfixturevalue("postgres_url"))) as opened:
        yield opened
        roles.drop(opened, [role.name for role in roles.list_roles(opened)])


@pytest.fixture(scope="package")
def there(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Sources with the same tables, of which ann and bob see some."""
    with world(request, tmp_path_factory.mktemp("home")) as opened:
        restrict(opened)
        yield opened
