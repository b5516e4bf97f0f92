"""Text is compared by its bytes whatever the server's collation, and indexes stay usable."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import psycopg
import pytest
from sqlglot import exp

from connectors import postgres
from connectors.api import Aggregation, Connector, Filter, Project, Query, RelationSchema, Sort
from connectors.api import Relation as R
from connectors.conformance import build as b
from connectors.conformance.context import run
from connectors.tree import Aggregate, call, typed
from connectors.types import BOOL, INT4, TEXT
from gateway.demo.servers import Server
from tests.connectors.postgres_tools import run as sql
from tests.servers import postgres_names, provide

WORDS = ["a", "B", "b", "A", "Z", "z", "é", "e", "É", "ß", "_", "a b", "ab", "a-b"]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A database whose text is sorted as in German; the wheel's server is built without ICU."""
    server: Server = provide(postgres_names()[-1])
    name = f"t_{secrets.token_hex(6)}"
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' "
            "LOCALE_PROVIDER icu ICU_LOCALE 'de-DE' LOCALE 'C.UTF-8'"
        )
    url = server.url_of(name)
    sql(
        url,
        "CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', "
        "deterministic = false)",
        'CREATE TABLE t (id int, de text, c text COLLATE "C", utf text COLLATE "C.utf8", n name)',
        'CREATE TABLE loose (id int, v text COLLATE nocase, c text COLLATE "C")',
        "CREATE INDEX ON t (de)",
    )
    with psycopg.connect(url, autocommit=True) as connection:
        for i, word in enumerate(WORDS):
            connection.execute("INSERT INTO t VALUES (%s, %s, %s, %s, %s)", [i, *[word] * 4])
            connection.execute("INSERT INTO loose VALUES (%s, %s, %s)", [i, word, word])
    yield url
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def connector(url: str) -> Iterator[Connector]:
    connector = postgres.open({"url": url})
    yield connector
    connector.close()


@pytest.fixture(scope="module")
def t(connector: Connector) -> RelationSchema:
    return connector.describe(R("public", "t"))


@pytest.fixture(scope="module")
def loose(connector: Connector) -> RelationSchema:
    return connector.describe(R("public", "loose"))


def where(connector: Connector, schema: RelationSchema, predicate: exp.Expression) -> str:
    """The SQL of a filter that is EXACT, after "WHERE"."""
    fragment = b.fragment(b.select(schema, ["id"]))
    assert connector.supports(fragment, Filter(predicate)).exact
    text = connector.explain(b.fragment(b.select(schema, ["id"], where=predicate)))
    return text.split(" WHERE ")[1].split(") TO STDOUT")[0]


def ids(connector: Connector, schema: RelationSchema, predicate: exp.Expression) -> set[str]:
    table = run(connector, b.fragment(b.select(schema, ["id"], where=predicate)))
    return {WORDS[i] for i in table.column(0).to_pylist()}


def test_what_describe_says(t: RelationSchema, loose: RelationSchema) -> None:
    assert [c.collation for c in t.columns] == [None, "de-DE", None, None, None]
    assert [c.collation for c in loose.columns] == [None, "nocase", None]


def test_check_says_so(connector: Connector) -> None:
    assert 'text is ordered by de-DE; order and ranges of text are asked for with COLLATE "C"' in (
        connector.check().notes
    )


def test_equality_keeps_the_index(connector: Connector, t: RelationSchema, url: str) -> None:
    predicate = b.truth("=", b.column(t, "de"), b.value("a", TEXT))
    text = where(connector, t, predicate)
    assert text == '"t"."de" = CAST(\'a\' AS text)'
    with psycopg.connect(url) as connection:
        connection.execute("SET enable_seqscan = off")
        plan = connection.execute(f"EXPLAIN SELECT 1 FROM t WHERE {text}").fetchall()
    assert "Index" in str(plan)
    assert ids(connector, t, predicate) == {"a"}


@pytest.mark.parametrize("column", ["de", "c", "utf", "n"])
def test_ranges_are_by_bytes(connector: Connector, t: RelationSchema, column: str) -> None:
    value = b.value("a", t.column(column).type)
    predicate = b.truth("<", b.column(t, column), value)
    assert ('COLLATE pg_catalog."C"' in where(connector, t, predicate)) == (column == "de")
    assert ids(connector, t, predicate) == {"B", "A", "Z", "_"}


def test_two_collations_in_one_comparison(connector: Connector, t: RelationSchema) -> None:
    """The server would refuse: could not determine which collation to use."""
    predicate = b.truth("=", b.column(t, "c"), b.column(t, "utf"))
    assert where(connector, t, predicate) == '("t"."c" COLLATE pg_catalog."C") = "t"."utf"'
    assert ids(connector, t, predicate) == set(WORDS)


def test_order_is_by_bytes(connector: Connector, t: RelationSchema) -> None:
    for column in ("de", "c", "utf"):
        key = b.ordered(b.column(t, column))
        assert connector.supports(b.fragment(b.select(t)), Sort((key,))).exact
        query = b.with_order(b.select(t, [column]), [key])
        assert run(connector, b.fragment(query)).column(0).to_pylist() == sorted(
            WORDS, key=str.encode
        )


def test_smallest_and_greatest(connector: Connector, t: RelationSchema) -> None:
    ends = [
        typed(Aggregate(this=name, expressions=[b.column(t, "de")]), TEXT)
        for name in ("min", "max")
    ]
    assert connector.supports(b.fragment(b.select(t)), Aggregation((), tuple(ends))).exact
    query = b.select(t, [])
    query.set("expressions", [b.named(e, f"o{i}") for i, e in enumerate(ends)])
    assert run(connector, b.fragment(query)).to_pylist() == [{"o0": "A", "o1": "é"}]


def test_letters_are_those_of_c_utf8(connector: Connector, t: RelationSchema) -> None:
    """ICU would make "ß" two letters, and collation "C" know no letter beyond ASCII."""
    for column in ("de", "c", "utf"):
        upper = call("upper", b.column(t, column), type_=TEXT)
        assert connector.supports(b.fragment(b.select(t)), Project(upper)).exact
        query = b.select(t, [])
        query.set("expressions", [b.named(upper, "u")])
        found = set(run(connector, b.fragment(query)).column(0).to_pylist())
        assert {"ß", "É"} <= found
        assert not {"SS", "é"} & found


def test_letters_compared_with_another_column(connector: Connector, t: RelationSchema) -> None:
    low = [call("lower", b.column(t, column), type_=TEXT) for column in ("de", "c")]
    predicate = b.truth("<=", low[0], low[1])
    where(connector, t, predicate)
    assert ids(connector, t, predicate) == set(WORDS)
    like = b.truth("~~*", b.column(t, "de"), b.value("É%", TEXT))
    where(connector, t, like)
    assert ids(connector, t, like) == {"é", "É"}


def test_a_nondeterministic_collation(connector: Connector, loose: RelationSchema) -> None:
    for operator, value in (("=", "a"), ("~~", "a"), ("is not distinct from", "a")):
        predicate = b.truth(operator, b.column(loose, "v"), b.value(value, TEXT))
        assert 'COLLATE pg_catalog."C"' in where(connector, loose, predicate)
        assert ids(connector, loose, predicate) == {"a"}
    among = b.among(b.column(loose, "v"), [b.value("a", TEXT), b.value("Z", TEXT)])
    where(connector, loose, among)
    assert ids(connector, loose, among) == {"a", "Z"}


def test_grouping_under_a_nondeterministic_collation_stays_here(
    connector: Connector, loose: RelationSchema
) -> None:
    column = b.column(loose, "v")
    answer = connector.supports(b.fragment(b.select(loose)), Aggregation((column,), ()))
    assert (answer.exact, answer.reason) == (False, "collation")
    distinct = b.select(loose, ["v"])
    distinct.set("distinct", exp.Distinct())
    answer = connector.supports(b.fragment(distinct), Query(distinct))
    assert (answer.exact, answer.reason) == (False, "collation")


def test_grouping_under_a_language_is_by_bytes(connector: Connector, t: RelationSchema) -> None:
    column = b.column(t, "de")
    assert connector.supports(b.fragment(b.select(t)), Aggregation((column,), ())).exact
    query = b.select(t, ["de"])
    query.set("group", exp.Group(expressions=[column]))
    assert set(run(connector, b.fragment(query)).column(0).to_pylist()) == set(WORDS)


def test_the_order_of_a_distinct_query_stays_here(connector: Connector, t: RelationSchema) -> None:
    """PostgreSQL would not take the COLLATE: the key must be an output as it is."""
    for column, exact in (("de", False), ("c", True)):
        query = b.with_order(b.select(t, [column]), [b.ordered(b.column(t, column))])
        query.set("distinct", exp.Distinct())
        answer = connector.supports(b.fragment(query), Query(query))
        assert (answer.exact, answer.reason) == (exact, "" if exact else "collation")


def test_length_needs_no_collation(connector: Connector, t: RelationSchema) -> None:
    predicate = b.truth(">", call("length", b.column(t, "de"), type_=INT4), b.value(2, INT4))
    assert "COLLATE" not in where(connector, t, predicate)
    starts = call("starts_with", b.column(t, "de"), b.value("a", TEXT), type_=BOOL)
    assert "COLLATE" not in where(connector, t, starts)
