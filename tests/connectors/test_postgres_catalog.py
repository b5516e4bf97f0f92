"""Discovery: relations, columns, keys, indexes, estimates, rights."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import pytest

from connectors import postgres
from connectors.api import (
    Connector,
    Constraint,
    Definition,
    ForeignKey,
    Index,
    OptionError,
    Relation,
    RelationNotFound,
    SourceRefused,
    SourceUnavailable,
)
from tests.connectors.postgres_tools import run, scanned

SHOP = (
    "CREATE SCHEMA shop",
    'CREATE SCHEMA "Strange ""na\'me"',
    """CREATE TABLE shop.customers (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        email text NOT NULL UNIQUE,
        name varchar(40) DEFAULT 'nobody',
        twice int, half int GENERATED ALWAYS AS (twice / 2) STORED,
        "Odd ""name%" text)""",
    "COMMENT ON TABLE shop.customers IS 'who buys'",
    "COMMENT ON COLUMN shop.customers.email IS 'where to write'",
    "CREATE INDEX by_lower ON shop.customers (lower(name), twice DESC)",
    "CREATE UNIQUE INDEX few ON shop.customers (name) WHERE twice > 900",
    """CREATE TABLE shop.orders (
        id int, line int, customer bigint REFERENCES shop.customers, at date NOT NULL,
        PRIMARY KEY (id, line))""",
    """CREATE TABLE shop.notes (order_id int, order_line int, text text,
        FOREIGN KEY (order_line, order_id) REFERENCES shop.orders (line, id))""",
    "CREATE VIEW shop.v AS SELECT id, email FROM shop.customers",
    "CREATE MATERIALIZED VIEW shop.m AS SELECT id FROM shop.customers",
    "CREATE TABLE shop.events (at date, n int) PARTITION BY RANGE (at)",
    "CREATE TABLE shop.events_old PARTITION OF shop.events FOR VALUES FROM (MINVALUE) TO (now())",
    'CREATE TABLE "Strange ""na\'me"."t""; drop table x; --%s" (a int)',
    'INSERT INTO "Strange ""na\'me"."t""; drop table x; --%s" VALUES (42)',
    "INSERT INTO shop.customers (email, twice) SELECT 'e' || i, i % 10 "
    "FROM generate_series(1, 1000) i",
    "INSERT INTO shop.events SELECT '1999-01-01', i FROM generate_series(1, 500) i",
)


@pytest.fixture(scope="module")
def url(each_postgres_url: str) -> str:
    run(each_postgres_url, *SHOP)
    return each_postgres_url


@pytest.fixture(scope="module")
def connector(url: str) -> Iterator[Connector]:
    connector = postgres.open({"url": url})
    yield connector
    connector.close()


def test_check(connector: Connector) -> None:
    health = connector.check()
    assert health.flavour == "PostgreSQL"
    assert int(health.version.split(".")[0]) >= 12


def test_relations_and_their_kinds(connector: Connector) -> None:
    kinds = {str(r): r.kind for r in connector.relations()}
    assert kinds == {
        "shop.customers": "table",
        "shop.orders": "table",
        "shop.notes": "table",
        "shop.v": "view",
        "shop.m": "materialized view",
        "shop.events": "partitioned table",
        "shop.events_old": "table",
        'Strange "na\'me.t"; drop table x; --%s': "table",
    }
    assert {r.comment for r in connector.relations() if r.name == "customers"} == {"who buys"}


def test_columns(connector: Connector) -> None:
    schema = connector.describe(Relation("shop", "customers"))
    found = {c.name: (c.native_type, c.nullable, c.default) for c in schema.columns}
    assert found == {
        "id": ("bigint", False, "generated as identity"),
        "email": ("text", False, None),
        "name": ("character varying(40)", True, "'nobody'::character varying"),
        "twice": ("integer", True, None),
        "half": ("integer", True, "generated always as ((twice / 2))"),
        'Odd "name%': ("text", True, None),
    }
    assert schema.column("email").comment == "where to write"
    assert schema.relation.comment == "who buys"


def test_keys_and_indexes(connector: Connector) -> None:
    customers = connector.describe(Relation("shop", "customers"))
    assert customers.primary_key == ("id",)
    assert customers.indexes == (
        Index("customers_pkey", ("id",), True),
        Index("by_lower", ("lower(name::text)", "twice"), False),
        Index("customers_email_key", ("email",), True),
        Index("few", ("name",), False),  # unique among some rows only
    )
    assert connector.describe(Relation("shop", "orders")).primary_key == ("id", "line")
    (key,) = connector.describe(Relation("shop", "notes")).foreign_keys
    assert key == ForeignKey(
        "notes_order_line_order_id_fkey",
        ("order_line", "order_id"),
        Relation("shop", "orders"),
        ("line", "id"),
    )


def test_constraints(url: str, connector: Connector) -> None:
    run(
        url,
        "CREATE TABLE shop.parent (id int CONSTRAINT the_key PRIMARY KEY)",
        "CREATE TABLE shop.checked (a int CONSTRAINT positive CHECK (a > 0), b int, "
        "CONSTRAINT pair UNIQUE (a, b), CONSTRAINT up FOREIGN KEY (b) REFERENCES shop.parent "
        "ON DELETE CASCADE ON UPDATE SET NULL)",
        "ALTER TABLE shop.checked ADD CONSTRAINT later CHECK (b > a) NOT VALID",
    )
    found = connector.describe(Relation("shop", "checked"))
    later, positive, pair = found.constraints
    assert positive == Constraint(
        "positive", "check", ("a",), "(a > 0)", Definition("CHECK ((a > 0))", "CHECK (a > 0)")
    )
    assert (later.columns, later.expression, later.valid) == (("b", "a"), "(b > a)", False)
    assert later.definition == Definition("CHECK ((b > a)) NOT VALID", "CHECK (b > a) NOT VALID")
    assert pair == Constraint(
        "pair", "unique", ("a", "b"),
        definition=Definition("UNIQUE (a, b)", "UNIQUE (a, b)"),
    )  # fmt: skip
    (key,) = connector.describe(Relation("shop", "parent")).constraints
    assert (key.name, key.kind, key.columns) == ("the_key", "primary key", ("id",))
    (up,) = found.foreign_keys
    assert (up.name, up.on_update, up.on_delete) == ("up", "SET NULL", "CASCADE")


def test_the_text_of_a_view(url: str, connector: Connector) -> None:
    run(
        url,
        "CREATE VIEW shop.told AS SELECT name FROM shop.customers WHERE name > 'a'",
        "CREATE MATERIALIZED VIEW shop.kept AS SELECT 1 AS one",
    )
    definition = connector.describe(Relation("shop", "told")).definition
    assert definition is not None
    # Before version 16 columns are qualified.
    plain = " ".join(definition.text.replace("customers.name", "name").split())
    assert plain == "SELECT name FROM shop.customers WHERE ((name)::text > 'a'::text);"
    assert definition.pretty is not None
    assert "name::text > 'a'::text;" in definition.pretty
    assert connector.describe(Relation("shop", "kept")).definition is not None
    assert connector.describe(Relation("shop", "customers")).definition is None


def test_a_partition_is_marked(connector: Connector) -> None:
    assert connector.describe(Relation("shop", "events_old")).details["partition"] is True
    assert connector.describe(Relation("shop", "events")).details["partition"] is False


def test_strange_names_can_be_scanned(connector: Connector) -> None:
    table = scanned(connector, 't"; drop table x; --%s', schema="Strange \"na'me")
    assert table.to_pydict() == {"a": [42]}
    names = [c.name for c in connector.describe(Relation("shop", "customers")).columns]
    assert scanned(connector, "customers", schema="shop").column_names == names


def test_statistics(url: str, connector: Connector) -> None:
    run(url, "CREATE TABLE shop.fresh (a int)", "INSERT INTO shop.fresh VALUES (1)")
    unknown = connector.statistics(Relation("shop", "fresh"))
    assert (unknown.rows, unknown.distinct) == (None, {})
    assert connector.statistics(Relation("shop", "v")).rows is None
    run(url, "ANALYZE")
    known = connector.statistics(Relation("shop", "customers"))
    assert known.rows == 1000
    assert known.bytes
    assert known.bytes % 8192 == 0
    assert known.distinct["twice"] == 10
    assert known.distinct["email"] == 1000
    assert connector.statistics(Relation("shop", "events")).rows == 500
    run(url, "DROP TABLE shop.fresh")


@pytest.mark.parametrize("name", ["nothing", "customers_pkey", "Customers"])
def test_what_is_not_there(connector: Connector, name: str) -> None:
    for method in (connector.describe, connector.statistics):
        with pytest.raises(RelationNotFound, match=f'"shop.{name}"'):
            method(Relation("shop", name))


def test_only_what_the_user_may_read(url: str, connector: Connector) -> None:
    user = f"reader_{urlsplit(url).path[1:]}"
    run(
        url,
        f"CREATE ROLE {user} LOGIN PASSWORD 'pass word'",
        f"GRANT USAGE ON SCHEMA shop TO {user}",
        f"GRANT SELECT ON shop.orders TO {user}",
        f"GRANT SELECT (id) ON shop.customers TO {user}",
    )
    parts = urlsplit(url)
    address = urlunsplit(parts._replace(netloc=f"{user}:pass%20word@{parts.hostname}:{parts.port}"))
    reader = postgres.open({"url": address})
    try:
        assert {r.name for r in reader.relations()} == {"orders", "customers"}
        columns = reader.describe(Relation("shop", "customers")).columns
        assert [c.warning is None for c in columns] == [True, False, False, False, False, False]
        assert scanned(reader, "customers", ["id"], "shop").num_rows == 1000
        with pytest.raises(SourceRefused, match="permission denied for table customers"):
            scanned(reader, "customers", ["email"], "shop")
        with pytest.raises(SourceRefused):
            reader.describe(Relation("shop", "notes"))
    finally:
        reader.close()
        run(url, f"DROP OWNED BY {user}", f"DROP ROLE {user}")


def test_the_password_is_never_shown(url: str) -> None:
    secret = "sesame-open-0815"
    parts = urlsplit(url)
    for netloc in (f"nobody:{secret}@{parts.hostname}:{parts.port}", f"u:{secret}@127.0.0.1:1"):
        refused = postgres.open({"url": urlunsplit(parts._replace(netloc=netloc))})
        error = SourceUnavailable if netloc.endswith("127.0.0.1:1") else SourceRefused
        with pytest.raises(error) as raised:
            refused.check()
        shown = f"{raised.value.message}{raised.value.detail}{raised.value.hint}{refused!r}"
        assert secret not in shown
        refused.close()
    for options in (
        {"url": f"postgresql://u:{secret}@h:not-a-port:x/%zz"},
        {"url": url, "x": secret},
    ):
        with pytest.raises(OptionError) as refusal:
            postgres.open(options)
        assert secret not in f"{refusal.value.message}{refusal.value.detail}{refusal.value.hint}"


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({}, '"url" is missing'),
        ({"url": "postgresql://h/d", "pool": "1"}, 'unknown option "pool"'),
        ({"url": "postgresql://h/d", "pool_size": "many"}, '"pool_size" is not a positive number'),
        ({"url": "postgresql://h/d", "pool_size": "0"}, '"pool_size" is not a positive number'),
        ({"url": "postgresql://h/d?color=blue"}, '"url" is not a PostgreSQL address'),
    ],
)
def test_options(options: dict[str, str], what: str) -> None:
    with pytest.raises(OptionError, match=what):
        postgres.open(options)
