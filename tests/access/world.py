"""Four real sources with the same tables behind one gateway, for tests of who may read what."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from connectors.types import INT4, INT8, TEXT
from gateway.access import roles
from gateway.access import store as rules
from gateway.access.grants import OWNER, Grant
from gateway.access.objects import Object
from gateway.access.policies import Mask, Policy
from gateway.access.roles import PUBLIC, Membership, Role
from gateway.catalog.sources import Sources
from gateway.config import Settings
from gateway.engine import Gateway
from gateway.errors import SqlError
from gateway.session import Session
from gateway.sql.output import to_text
from tests.databases import empty_database
from tests.placement.stores import FilesStore, MongoStore, MySqlStore, PostgresStore, Store

CUSTOMERS = (
    ("id", INT4), ("name", TEXT), ("email", TEXT), ("country", TEXT), ("salary", INT8),
)  # fmt: skip
ROWS = (
    (1, "Ann", "ann@example.org", "DE", 1000),
    (2, "Bob", "bob@example.org", "FR", 2000),
    (3, "Cleo", "cleo@example.org", "DE", 3000),
    (4, "Dan", None, "US", 0),
    (5, "Eve", "eve@example.org", None, 5000),
)
ORDERS = (("id", INT4), ("customer", INT4), ("total", INT8))
ORDER_ROWS = ((1, 1, 10), (2, 1, 20), (3, 2, 30), (4, 3, 40), (5, 4, 50))
HIDDEN = (("id", INT4), ("code", TEXT))
HIDDEN_ROWS = ((1, "rosebud"), (2, "xyzzy"))
TABLES = {
    "customers": (CUSTOMERS, ROWS),
    "orders": (ORDERS, ORDER_ROWS),
    "vault": (HIDDEN, HIDDEN_ROWS),
}
SOURCES = ("pg", "my", "mongo", "files")


@dataclass
class World:
    """A gateway over the sources; roles ann and bob (member of staff), and the admin root."""

    gateway: Gateway
    schemas: dict[str, str]
    home: Path

    def name(self, source: str, table: str) -> str:
        """The three-part name of a table."""
        return f'{source}."{self.schemas[source]}".{table}'

    def session(self, user: str, **settings: str) -> Session:
        """A session of somebody who has logged in."""
        return Session(user=user, settings=dict(settings))

    def admin(self, sql: str) -> list[tuple[object, ...]]:
        """Run a statement as the owner of the home."""
        return self._rows(sql, Session(owner=True))

    def ask(self, user: str, sql: str, **settings: str) -> list[tuple[object, ...]]:
        """Rows in PostgreSQL's text form, sorted."""
        return sorted(self._rows(sql, self.session(user, **settings)), key=repr)

    def denied(self, user: str, sql: str, **settings: str) -> SqlError:
        """The 42501 that a statement must end with."""
        with pytest.raises(SqlError) as caught:
            self.ask(user, sql, **settings)
        assert caught.value.sqlstate == "42501", caught.value
        return caught.value

    def _rows(self, sql: str, session: Session) -> list[tuple[object, ...]]:
        with self.gateway.execute(sql, session=session) as result:
            table = result.table()
        columns = [
            to_text(column.combine_chunks(), output.type).to_pylist()
            for column, output in zip(table.columns, result.columns, strict=True)
        ]
        return list(zip(*columns, strict=True))


COSTLY = "upper(lower(upper(lower(name)))) || left(name, 1) = 'EVEE'"
"""So dear that any optimiser would rather look at something else first."""


def restrict(opened: World) -> None:
    """ann reads customers behind a policy and a mask, and orders; bob two columns of customers."""
    store = opened.gateway.catalog.store
    assert store is not None
    for source in SOURCES:
        schema = opened.schemas[source]
        customers = Object(source, schema, "customers")
        grants = {
            Grant(customers, "", "ann", OWNER),
            Grant(Object(source, schema, "orders"), "", PUBLIC, OWNER),
            Grant(customers, "id", "staff", OWNER),
            Grant(customers, "country", "bob", OWNER),
        }
        rules.change_grants(store, lambda old, new=grants: old | new)
        for policy in (
            Policy("germans", customers, frozenset({"ann"}), "country = 'DE'"),
            Policy("eve", customers, frozenset({"ann"}), COSTLY),
            Policy("all", customers, frozenset({"staff"}), "true"),
            Mask("initial", customers, "email", frozenset({"ann"}), "left(email, 1) || '***'"),
        ):
            rules.change_policies(store, new=policy)


@contextmanager
def world(request: pytest.FixtureRequest, home: Path) -> Iterator[World]:
    """The sources loaded and registered, the roles made; nothing granted."""
    with ExitStack() as stack:
        stores = dict(_stores(request, home, stack))
        settings = Settings(home=home)
        with Sources.open(settings) as sources:
            for name, store in stores.items():
                for table, (columns, rows) in TABLES.items():
                    store.load(table, columns, rows, ("id",))
                options = store.options()
                sources.add(name, options.pop("url"), options)
        gateway = Gateway.open(home)
        stack.callback(gateway.close)
        assert gateway.catalog.store is not None
        for role in (Role("root", superuser=True), Role("ann"), Role("bob"), Role("staff")):
            roles.create(gateway.catalog.store, role)
        roles.add_member(gateway.catalog.store, Membership("staff", "bob"))
        yield World(gateway, {name: store.schema() for name, store in stores.items()}, home)


def _stores(
    request: pytest.FixtureRequest, home: Path, stack: ExitStack
) -> Iterator[tuple[str, Store]]:
    def fresh(server: str) -> str:
        return stack.enter_context(empty_database(request.getfixturevalue(f"{server}_server")))

    yield "pg", PostgresStore(fresh("postgres"))
    yield "my", MySqlStore(fresh("mariadb"))
    yield "mongo", MongoStore(fresh("mongodb"))
    yield "files", FilesStore(home)
