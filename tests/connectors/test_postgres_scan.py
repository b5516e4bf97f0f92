"""How scans run: sessions, pool, cancel, errors, and the SQL that is sent."""

from __future__ import annotations

import contextlib
import select
import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
from sqlglot import exp

from connectors import postgres
from connectors.api import (
    Cancelled,
    Connector,
    DeadlineExceeded,
    Fragment,
    OutputColumn,
    Relation,
    RelationSchema,
    RemoteError,
    SourceUnavailable,
)
from connectors.conformance import build as b
from connectors.conformance.context import Context, run
from connectors.postgres import options
from connectors.postgres.rows import RowConnection
from connectors.template import Asked, Step, Templating
from connectors.tree import call, constant
from connectors.types import BOOL, INT4, INT8, NUMERIC, TEXT, array
from tests.connectors.postgres_tools import rows
from tests.connectors.postgres_tools import run as sql
from tests.support.waiting import wait_until


@pytest.fixture(scope="module")
def url(postgres_url: str) -> str:
    sql(
        postgres_url,
        "CREATE TABLE t (id int PRIMARY KEY, name text, price numeric, tags text[])",
        "INSERT INTO t SELECT i, 'n' || i, i * 1.50, ARRAY['a', 'b'] FROM generate_series(1, 50) i",
        "CREATE VIEW settings AS SELECT s.name::text AS id, current_setting(s.name) AS v FROM "
        "(VALUES ('transaction_read_only'), ('search_path'), ('timezone'), ('application_name'), "
        "('statement_timeout')) s (name)",
        "CREATE VIEW sleepy AS SELECT i AS id, pg_sleep(30) IS NULL AS v "
        "FROM generate_series(1, 2) i",
        "CREATE TABLE same AS SELECT n AS id, n + 1 AS b, n + 2 AS c "
        "FROM unnest(ARRAY[5, 400]) n, generate_series(1, n)",
        "CREATE VIEW failing AS SELECT id, 1 / (id - 40) AS v FROM t",
    )
    return postgres_url


@pytest.fixture(scope="module")
def connector(url: str) -> Iterator[Connector]:
    connector = postgres.open({"url": url, "pool_size": "3", "pool_timeout": "1"})
    yield connector
    connector.close()


@pytest.fixture(scope="module")
def t(connector: Connector) -> RelationSchema:
    return connector.describe(Relation("public", "t"))


def described(connector: Connector, name: str) -> RelationSchema:
    return connector.describe(Relation("public", name))


def test_the_session(connector: Connector) -> None:
    found = run(
        connector, b.fragment(b.select(described(connector, "settings"))), Context(seconds=45)
    )
    assert dict(zip(*found.to_pydict().values(), strict=True)) == {
        "transaction_read_only": "on",
        "search_path": "pg_catalog",
        "timezone": "UTC",
        "application_name": "unsilo",
        "statement_timeout": "45s",
    }


def test_explain_of_a_scan(connector: Connector, t: RelationSchema) -> None:
    where = b.truth(">", b.column(t, "name"), b.value("it's \\ %s", TEXT))
    assert connector.explain(b.fragment(b.select(t, where=where))) == (
        'COPY (SELECT "t"."id" AS "id", "t"."name" AS "name", '
        'CAST("t"."price" AS text) AS "price", "t"."tags" AS "tags", '
        'COALESCE(array_ndims("t"."tags") > 1 OR array_lower("t"."tags", 1) <> 1, FALSE) '
        'FROM "public"."t" AS "t" '
        "WHERE \"t\".\"name\" > CAST(E'it''s \\\\ %s' AS text)) TO STDOUT (FORMAT binary)"
    )


def test_explain_of_a_look_up_by_key(connector: Connector, t: RelationSchema) -> None:
    where = b.truth("=", b.column(t, "id"), b.value(7, INT4, parameter=True))
    fragment = b.fragment(b.select(t, ["name"], where=where))
    assert connector.explain(fragment) == (
        'SELECT "t"."name" AS "name" FROM "public"."t" AS "t" '
        'WHERE "t"."id" = CAST($1 AS integer)\n-- $1 = \'7\''
    )
    assert run(connector, fragment).to_pydict() == {"name": ["n7"]}


def test_bound_values_reach_a_copy(connector: Connector, t: RelationSchema) -> None:
    texts = ["n7", "n9", "'; drop table t; --", "\\", '"', "{", "NULL", "é", "a,b", "", "%s", "$1"]
    values = [b.value(v, TEXT, parameter=True) for v in texts]
    fragment = b.fragment(b.select(t, ["id"], where=b.among(b.column(t, "name"), values)))
    assert "IN (SELECT unnest(CAST(current_setting('unsilo.p1') AS text[])))" in connector.explain(
        fragment
    )
    assert sorted(run(connector, fragment).to_pydict()["id"]) == [7, 9]


def asked(connector: Connector, schema: RelationSchema, key: int) -> Asked | None:
    """A look-up that is sent, and not waited for."""
    value = b.value(key, INT4, parameter=True)
    value.meta["number"] = 1
    where = b.truth("=", b.column(schema, "id"), value)
    assert isinstance(connector, Templating)
    template = connector.template(b.fragment(limited(schema, 500, where)))
    repeat = template.repeat([key]) if template is not None else None
    assert repeat is not None
    return repeat.ask(Context())


def test_a_look_up_is_asked_without_waiting(url: str) -> None:
    """Where a connection is at hand; and what is given up leaves nothing behind."""
    with contextlib.closing(postgres.open({"url": url, "pool_size": "1"})) as connector:
        t = connector.describe(Relation("public", "t"))
        assert asked(connector, t, 1) is None  # there is no connection
        where = b.truth("=", b.column(t, "id"), b.value(7, INT4))
        look_up = b.fragment(b.select(t, where=where))
        run(connector, look_up)
        for key in (1, 2):
            sent = asked(connector, t, key)
            assert sent is not None
            assert asked(connector, t, key) is None  # the one connection is in use
            while sent.step() is Step.WAIT:
                select.select([sent], [], [])
            assert sent.scan().read_all().column("id").to_pylist() == [key]
        given_up = asked(connector, t, 3)
        assert given_up is not None
        given_up.close()
        given_up.close()
        assert run(connector, look_up).column("id").to_pylist() == [7]


def test_many_values_are_not_read_on_an_event_loop(connector: Connector) -> None:
    same = connector.describe(Relation("public", "same"))
    for key, step in ((5, Step.READ), (400, Step.BLOCK)):
        run(connector, b.fragment(limited(same, 1)))
        sent = asked(connector, same, key)
        assert sent is not None
        while (found := sent.step()) is Step.WAIT:
            select.select([sent], [], [])
        assert found is step
        assert sent.scan().read_all().num_rows == key


def limited(schema: RelationSchema, count: int, where: exp.Expression | None = None) -> exp.Select:
    """So many rows at most."""
    query = b.select(schema, where=where)
    query.set("limit", exp.Limit(expression=constant(count, INT8)))
    return query


def test_one_value_in_two_places_is_bound_once(connector: Connector, t: RelationSchema) -> None:
    """Else GROUP BY would not recognise the output's expression."""
    plus = call("+", b.column(t, "id"), constant(1, INT4, parameter=True), type_=INT4)
    query = b.select(t, ["id"])
    query.set("expressions", [b.named(plus, "n")])
    query.set("group", exp.Group(expressions=[plus.copy()]))
    assert run(connector, b.fragment(query)).num_rows == 50


def test_order_sees_the_value_not_its_text(connector: Connector, t: RelationSchema) -> None:
    query = b.select(t, ["price"])
    key = exp.Ordered(this=exp.column("price"), desc=True, nulls_first=False)
    key.this.meta["pg"] = NUMERIC
    query.set("order", exp.Order(expressions=[key]))
    query.set("limit", exp.Limit(expression=constant(2, INT8)))
    assert run(connector, b.fragment(query)).to_pydict() == {"price": ["75.00", "73.50"]}


def test_order_outside_of_distinct(connector: Connector, t: RelationSchema) -> None:
    query = b.select(t, ["price"])
    query.set("distinct", exp.Distinct())
    key = exp.Ordered(this=exp.column("price"), desc=True, nulls_first=False)
    key.this.meta["pg"] = NUMERIC
    query.set("order", exp.Order(expressions=[key]))
    query.set("limit", exp.Limit(expression=constant(2, INT8)))
    fragment = b.fragment(query)
    assert connector.explain(fragment).endswith(
        'AS "unsilo" ORDER BY "unsilo"."price" DESC NULLS LAST'
    )
    assert run(connector, fragment).to_pydict() == {"price": ["75.00", "73.50"]}


def test_an_error_of_the_server(connector: Connector) -> None:
    failing = described(connector, "failing")
    with pytest.raises(RemoteError, match="division by zero") as raised:
        run(connector, b.fragment(b.select(failing)))
    assert raised.value.sqlstate == "22012"


def test_an_error_after_the_first_batch(connector: Connector, url: str) -> None:
    sql(
        url,
        "CREATE OR REPLACE VIEW late AS SELECT i AS id, 1 / (i - 199999) AS v, "
        "repeat('x', 99) AS x FROM generate_series(1, 200000) i",
    )
    late = described(connector, "late")
    context = Context(batch_rows=100)
    with connector.scan(b.fragment(b.select(late)), context) as reader:
        assert reader.read_next_batch().num_rows == 100
        with pytest.raises(RemoteError, match="division by zero") as raised:
            reader.read_all()
    assert raised.value.sqlstate == "22012"


def test_cancel_reaches_a_sleeping_server(connector: Connector, url: str) -> None:
    context = Context()
    threading.Timer(0.3, context.cancel).start()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        run(connector, b.fragment(b.select(described(connector, "sleepy"))), context)
    assert time.monotonic() - started < 1.3
    active = rows(
        url, "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' "
        f"AND query LIKE '%query_id={context.query_id}%' AND pid <> pg_backend_pid()"
    )  # fmt: skip
    assert active == [(0,)]


def test_the_deadline_is_the_servers_too(connector: Connector) -> None:
    started = time.monotonic()
    with pytest.raises(DeadlineExceeded):
        run(connector, b.fragment(b.select(described(connector, "sleepy"))), Context(seconds=0.4))
    assert 0.3 < time.monotonic() - started < 1.4


def test_a_cancel_after_the_end_disturbs_nobody(connector: Connector, t: RelationSchema) -> None:
    context = Context()
    run(connector, b.fragment(b.select(t)), context)
    reader = connector.scan(b.fragment(b.select(t)), Context(batch_rows=10))
    reader.read_next_batch()
    context.cancel()
    assert reader.read_all().num_rows == 40


def test_connections_that_the_server_ended(url: str, t: RelationSchema) -> None:
    connector = postgres.open({"url": url})
    fragment = b.fragment(b.select(t))
    try:
        assert run(connector, fragment).num_rows == 50
        connector.check()
        rows(
            url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'unsilo' AND datname = current_database()"
        )  # fmt: skip
        time.sleep(0.1)
        assert connector.check().flavour == "PostgreSQL"
        assert run(connector, fragment).num_rows == 50
    finally:
        connector.close()


def test_a_connection_lost_in_the_middle(url: str) -> None:
    connector = postgres.open({"url": url})
    sleepy = connector.describe(Relation("public", "sleepy"))
    context = Context()
    kill = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE query LIKE '%query_id={context.query_id}%' AND pid <> pg_backend_pid()"
    )
    killer = threading.Thread(target=lambda: wait_until(lambda: rows(url, kill)))
    killer.start()
    with pytest.raises(SourceUnavailable):
        run(connector, b.fragment(b.select(sleepy)), context)
    killer.join()
    connector.close()


def test_more_scans_than_connections(connector: Connector, t: RelationSchema) -> None:
    readers = [connector.scan(b.fragment(b.select(t)), Context(batch_rows=10)) for _ in range(4)]
    for reader in readers[:3]:
        reader.read_next_batch()
    with pytest.raises(SourceUnavailable, match="in use"):
        readers[3].read_next_batch()
    for reader in readers:
        reader.close()
    assert run(connector, b.fragment(b.select(t))).num_rows == 50


def test_a_reader_that_is_dropped_frees_its_connection(
    connector: Connector, t: RelationSchema
) -> None:
    for _ in range(6):
        reader = connector.scan(b.fragment(b.select(t)), Context(batch_rows=10))
        reader.read_next_batch()
        del reader
    assert run(connector, b.fragment(b.select(t))).num_rows == 50


def test_a_closed_connector(url: str, t: RelationSchema) -> None:
    connector = postgres.open({"url": url})
    run(connector, b.fragment(b.select(t)))
    connector.close()
    connector.close()
    with pytest.raises(SourceUnavailable, match="closed"):
        run(connector, b.fragment(b.select(t)))


def test_a_query_id_cannot_leave_its_comment(connector: Connector, t: RelationSchema) -> None:
    context = Context()
    context.query_id = "x */ ; DROP TABLE t; /*"
    assert run(connector, b.fragment(b.select(t)), context).num_rows == 50


def test_the_servers_time_of_an_array_of_constants(connector: Connector, t: RelationSchema) -> None:
    """A list longer than eight goes as one array, also with a NULL-free negative member."""
    where = b.among(b.column(t, "id"), [b.value(i, INT4) for i in range(-5, 10)])
    fragment = b.fragment(b.select(t, ["id"], where=where))
    assert "= ANY (CAST('{-5,-4" in connector.explain(fragment)
    assert run(connector, fragment).num_rows == 9


def test_a_fragment_without_a_table(connector: Connector) -> None:
    items = [
        b.named(constant([1, None], array(INT4)), "a"),
        b.named(constant(True, BOOL), "b"),
        b.named(constant(-(2**31), INT4), "c"),
    ]
    outputs = (OutputColumn("a", array(INT4)), OutputColumn("b", BOOL), OutputColumn("c", INT4))
    fragment = Fragment("s", exp.Select(expressions=items), outputs)
    assert run(connector, fragment).to_pylist() == [{"a": [1, None], "b": True, "c": -(2**31)}]


def test_a_server_that_does_not_answer_holds_up_nobody(url: str) -> None:
    """A look-up has no thread of its own: whoever waits for it is let go."""
    connection = RowConnection(options.parsed({"url": url}))
    statement = connection.statement("SELECT pg_sleep(60)", (), 0)
    threading.Timer(0.3, statement.cut).start()
    with pytest.raises(psycopg.DatabaseError):
        next(statement.batches())
    connection.close()
