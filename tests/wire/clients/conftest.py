"""A gateway over five databases, and its twin: PostgreSQL with the same in its schemas."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from gateway.catalog.sources import Sources
from gateway.config import Settings
from gateway.demo.servers import Server
from gateway.engine import Gateway
from gateway.serve.pgwire import running
from tests.databases import empty_database
from tests.wire.clients import stores


@dataclass(frozen=True, slots=True)
class Address:
    """Where a client connects to."""

    host: str
    port: int
    user: str
    password: str
    database: str

    @property
    def url(self) -> str:
        return self.url_for("postgresql")

    def url_for(self, scheme: str) -> str:
        """The address as an URL, whose scheme names a driver too."""
        login = f"{self.user}:{self.password}" if self.password else self.user
        return f"{scheme}://{login}@{self.host}:{self.port}/{self.database}"


@dataclass(frozen=True, slots=True)
class Pair:
    """The gateway's address, and the twin's."""

    ours: Address
    theirs: Address

    def __iter__(self) -> Iterator[Address]:
        return iter((self.ours, self.theirs))


@pytest.fixture(scope="package")
def crm_url(postgres_server: Server) -> Iterator[str]:
    with empty_database(postgres_server) as url:
        stores.fill_crm(url)
        yield url


@pytest.fixture(scope="package")
def home(
    crm_url: str,
    mariadb_server: Server,
    mysql_server: Server,
    mongodb_server: Server,
    redis_server: Server,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Path]:
    """A gateway's home with the five sources."""
    made = tmp_path_factory.mktemp("clients")
    mapping = made / "relations.toml"
    mapping.write_text(stores.MAPPING)
    sources = Sources.open(Settings(home=made))
    sources.add("crm", crm_url)
    with ExitStack() as databases:
        shop = databases.enter_context(empty_database(mariadb_server))
        stores.fill_shop(shop)
        sources.add("shop", shop)
        depot = databases.enter_context(empty_database(mysql_server))
        stores.fill_depot(depot)
        sources.add("depot", depot)
        docs = databases.enter_context(empty_database(mongodb_server))
        stores.fill_docs(docs)
        sources.add("docs", docs)
        kv = databases.enter_context(empty_database(redis_server))
        stores.fill_kv(kv)
        sources.add("kv", kv, {"relations": str(mapping)})
        yield made


@pytest.fixture(scope="package")
def ours(home: Path) -> Iterator[Address]:
    with closing(Gateway.open(home)) as gateway, running(gateway) as server:
        yield Address("127.0.0.1", server.port, "unsilo", "", "unsilo")


@pytest.fixture(scope="package")
def theirs(postgres_server: Server) -> Iterator[Address]:
    with empty_database(postgres_server) as url:
        stores.fill_twin(url)
        place = urlsplit(url)
        yield Address(
            place.hostname or "",
            place.port or 5432,
            unquote(place.username or ""),
            unquote(place.password or ""),
            place.path.lstrip("/"),
        )


@pytest.fixture(scope="package")
def pair(ours: Address, theirs: Address) -> Pair:
    return Pair(ours, theirs)
