"""Discovery on MariaDB and MySQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors import mysql
from connectors.api import (
    Connector,
    Constraint,
    ForeignKey,
    Index,
    Relation,
    RelationNotFound,
    RemoteError,
    SourceRefused,
    SourceUnavailable,
)
from connectors.conformance import build as b
from connectors.conformance import run
from connectors.mysql.options import parse_options
from connectors.mysql.session import Session
from connectors.types import INT8, JSON, TEXT, varchar
from tests.connectors.mysql_client import database_of
from tests.connectors.mysql_client import run as execute

TABLES = (
    "CREATE TABLE Customers (id int unsigned AUTO_INCREMENT PRIMARY KEY COMMENT 'the key', "
    "`e-Mail``s` varchar(100) NOT NULL COLLATE utf8mb4_unicode_ci, "
    "grade enum('a','b') DEFAULT 'b', "
    "bytes varchar(10) CHARACTER SET ascii COLLATE ascii_bin, "
    "twice int GENERATED ALWAYS AS (YEAR(born) * 2) VIRTUAL, doc json, "
    "born date DEFAULT '2020-01-01', "
    "UNIQUE KEY mails (`e-Mail``s`), KEY prefix (`e-Mail``s`(10), grade)) "
    "COMMENT 'who buys' CHARACTER SET utf8mb4 ENGINE=InnoDB",
    "CREATE TABLE orders (customer int unsigned NOT NULL, line int NOT NULL, at date, "
    "PRIMARY KEY (customer, line), CONSTRAINT bought FOREIGN KEY (customer) "
    "REFERENCES Customers (id))",
    "CREATE TABLE parent (id int PRIMARY KEY)",
    "CREATE TABLE parts (id int PRIMARY KEY, v int) PARTITION BY HASH (id) PARTITIONS 3",
    "CREATE VIEW `big orders` AS SELECT customer, COUNT(*) AS n FROM orders GROUP BY customer",
    "CREATE TABLE checked (a int, b int, CONSTRAINT pair UNIQUE (a, b), "
    "CONSTRAINT positive CHECK (a > 0), CONSTRAINT up FOREIGN KEY (b) REFERENCES parent (id) "
    "ON DELETE CASCADE ON UPDATE SET NULL)",
    "INSERT INTO Customers (`e-Mail``s`) VALUES ('a@b'), ('c@d'), ('e@f')",
    "INSERT INTO orders VALUES (1, 1, NULL), (1, 2, NULL), (2, 1, NULL), (3, 1, NULL)",
    "ANALYZE TABLE Customers, orders",
)


@pytest.fixture(scope="module")
def url(each_mysql_url: str) -> str:
    execute(each_mysql_url, *TABLES)
    return each_mysql_url


@pytest.fixture(scope="module")
def connector(url: str) -> Iterator[Connector]:
    connector = mysql.open({"url": url})
    yield connector
    connector.close()


@pytest.fixture(scope="module")
def schema(url: str) -> str:
    return database_of(url)


def test_check(connector: Connector, url: str) -> None:
    health = connector.check()
    assert health.flavour == ("MariaDB" if url.startswith("mariadb") else "MySQL")
    assert health.version[0].isdigit()
    assert health.notes == ()


def test_the_flavour_is_the_servers_not_the_schemes(url: str) -> None:
    kind, rest = url.split("://", 1)
    other = mysql.open({"url": f"{'mysql' if kind == 'mariadb' else 'mariadb'}://{rest}"})
    assert other.check().flavour.lower() == kind
    other.close()


def test_relations(connector: Connector, schema: str) -> None:
    assert set(connector.relations()) == {
        Relation(schema, "Customers", "table", "who buys"),
        Relation(schema, "big orders", "view"),
        Relation(schema, "orders", "table"),
        Relation(schema, "parent", "table"),
        Relation(schema, "checked", "table"),
        Relation(schema, "parts", "table"),
    }


def test_relations_of_every_database(url: str, schema: str) -> None:
    everywhere = mysql.open({"url": url.rsplit("/", 1)[0]})
    found = list(everywhere.relations())
    assert Relation(schema, "orders") in found
    assert not {r.schema for r in found} & {"mysql", "information_schema", "sys"}
    orders = everywhere.describe(Relation(schema, "orders"))
    assert run(everywhere, b.fragment(b.select(orders))).num_rows == 4
    everywhere.close()


def test_columns(connector: Connector, schema: str) -> None:
    found = connector.describe(Relation(schema, "Customers"))
    assert found.relation.comment == "who buys"
    columns = {c.name: c for c in found.columns}
    assert list(columns) == ["id", "e-Mail`s", "grade", "bytes", "twice", "doc", "born"]
    id_ = columns["id"]
    assert (id_.type, id_.nullable, id_.comment, id_.default) == (
        INT8, False, "the key", "auto_increment",
    )  # fmt: skip
    assert id_.native_type.startswith("int")
    assert id_.native_type.endswith("unsigned")
    mail = columns["e-Mail`s"]
    assert (mail.type, mail.nullable, mail.collation) == (varchar(100), False, "utf8mb4_unicode_ci")
    assert columns["grade"].details["labels"] == ("a", "b")
    assert columns["grade"].collation is not None
    assert columns["bytes"].collation == "ascii_bin"  # bytes, but 'a' = 'a ' there
    assert "generated always as" in str(columns["twice"].default)
    assert columns["doc"].type == JSON
    assert str(columns["born"].default).strip("'") == "2020-01-01"


def test_keys(connector: Connector, schema: str) -> None:
    customers = connector.describe(Relation(schema, "Customers"))
    assert customers.primary_key == ("id",)
    assert set(customers.indexes) == {
        Index("PRIMARY", ("id",), unique=True),
        Index("mails", ("e-Mail`s",), unique=True),
        Index("prefix", ("e-Mail`s(10)", "grade")),
    }
    orders = connector.describe(Relation(schema, "orders"))
    assert orders.primary_key == ("customer", "line")
    foreign = Relation(schema, "Customers")
    assert orders.foreign_keys == (ForeignKey("bought", ("customer",), foreign, ("id",)),)


def test_constraints(connector: Connector, schema: str) -> None:
    found = connector.describe(Relation(schema, "checked"))
    pair, positive = found.constraints
    assert pair == Constraint("pair", "unique", ("a", "b"))
    assert (positive.name, positive.kind, positive.enforced) == ("positive", "check", True)
    assert positive.expression.strip("()") == "`a` > 0"
    (up,) = found.foreign_keys
    assert (up.name, up.on_update, up.on_delete) == ("up", "SET NULL", "CASCADE")
    (bought,) = connector.describe(Relation(schema, "orders")).foreign_keys
    assert (bought.on_update, bought.on_delete) == ("NO ACTION", "NO ACTION")
    keys = [c for c in connector.describe(Relation(schema, "Customers")).constraints if c.columns]
    assert keys == [
        Constraint("mails", "unique", ("e-Mail`s",)), Constraint("PRIMARY", "primary key", ("id",)),
    ]  # fmt: skip


def test_the_text_of_a_view(connector: Connector, schema: str) -> None:
    definition = connector.describe(Relation(schema, "big orders")).definition
    assert definition is not None
    assert definition.text.startswith("select ")
    assert "group by" in definition.text
    assert connector.describe(Relation(schema, "orders")).definition is None


def test_kinds(connector: Connector, schema: str) -> None:
    assert connector.describe(Relation(schema, "parts")).relation.kind == "partitioned table"
    assert connector.describe(Relation(schema, "big orders")).relation.kind == "view"


def test_statistics(connector: Connector, schema: str) -> None:
    found = connector.statistics(Relation(schema, "orders"))
    assert found.rows == 4
    assert found.bytes is not None
    assert set(found.distinct) == {"customer"}
    assert 3 <= found.distinct["customer"] <= 4
    view = connector.statistics(Relation(schema, "big orders"))
    assert (view.rows, view.bytes, view.distinct) == (None, None, {})


@pytest.mark.parametrize(
    "name", ["nothing", "customers", "Customers ", "customers'; --", "Customers\\"]
)
def test_not_found(connector: Connector, schema: str, name: str) -> None:
    for question in (connector.describe, connector.statistics):
        with pytest.raises(RelationNotFound, match="does not exist"):
            question(Relation(schema, name))


def test_refused_and_unavailable(url: str) -> None:
    secret = "not-the-password"
    host = url.split("@", 1)[1]
    wrong = mysql.open({"url": f"mysql://unsilo:{secret}@{host}"})
    with pytest.raises(SourceRefused, match="access denied") as refused:
        wrong.check()
    assert secret not in f"{refused.value!r} {refused.value.detail} {wrong!r}"
    nowhere = mysql.open({"url": f"mysql://unsilo:{secret}@127.0.0.1:1/x", "connect_timeout": "1"})
    with pytest.raises(SourceUnavailable) as unavailable:
        nowhere.check()
    assert secret not in f"{unavailable.value!r} {unavailable.value.detail} {nowhere!r}"
    missing = mysql.open({"url": url.rsplit("/", 1)[0] + "/no_such_database"})
    with pytest.raises(SourceUnavailable, match="no_such_database"):
        missing.check()


@pytest.mark.parametrize(
    "condition", ["v = 'k77'", "v IN ('k7', 'k8')", "v LIKE 'k77%'", "l = 'k77'", "e = 'b'"]
)
def test_text_conditions_use_the_index(connector: Connector, url: str, condition: str) -> None:
    """Exact, and yet the server's own plan looks the value up."""
    rows = ", ".join(f"({n}, 'k{n}', 'k{n}', 'a')" for n in range(2000))
    execute(
        url,
        "DROP TABLE IF EXISTS found",
        "CREATE TABLE found (id int, v varchar(40), l varchar(40) CHARACTER SET latin1, "
        "e enum('a','b'), KEY by_v (v), KEY by_l (l), KEY by_e (e)) "
        "CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
        f"INSERT INTO found VALUES {rows}",
        "ANALYZE TABLE found",
    )
    schema = connector.describe(Relation(database_of(url), "found"))
    column, *_ = condition.split()
    text = {
        "v = 'k77'": b.truth("=", b.column(schema, "v"), b.value("k77", TEXT)),
        "v IN ('k7', 'k8')": b.among(
            b.column(schema, "v"), [b.value("k7", TEXT), b.value("k8", TEXT)]
        ),
        "v LIKE 'k77%'": b.truth("~~", b.column(schema, "v"), b.value("k77%", TEXT)),
        "l = 'k77'": b.truth("=", b.column(schema, "l"), b.value("k77", TEXT)),
        "e = 'b'": b.truth("=", b.column(schema, "e"), b.value("b", TEXT)),
    }[condition]
    fragment = b.fragment(b.select(schema, where=text))
    session = Session(parse_options({"url": url}))
    session.set_up()
    (plan, *_) = session.rows(f"EXPLAIN FORMAT=JSON {connector.explain(fragment)}")
    session.close()
    assert f'"by_{column}"' in plan[0], plan[0]
    assert '"access_type": "ALL"' not in plan[0]
    assert "Table scan" not in plan[0]


def test_a_view_that_lost_its_table_says_so(each_mysql_url: str) -> None:
    execute(each_mysql_url, "CREATE TABLE leaving (a int)",
            "CREATE VIEW left_behind AS SELECT a FROM leaving", "DROP TABLE leaving")  # fmt: skip
    connector = mysql.open({"url": each_mysql_url})
    with pytest.raises(RemoteError, match="left_behind") as raised:
        connector.describe(Relation(database_of(each_mysql_url), "left_behind", "view"))
    assert "invalid" in raised.value.detail
    connector.close()
