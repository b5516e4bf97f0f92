"""Every place beside the rows of a query where something of a relation could show.

ann sees some rows and a masked column of `customers`, and nothing of `vault` (see `restrict`).
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import httpx
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pymysql
import pytest

from gateway import client
from gateway.access import roles
from gateway.access import store as rules
from gateway.access.grants import OWNER, Grant
from gateway.access.objects import Object
from gateway.access.policies import Policy
from gateway.access.roles import Role
from gateway.catalog.sources import Sources
from gateway.config import Settings
from gateway.demo.servers import Server
from gateway.engine import Gateway
from gateway.errors import SqlError
from gateway.serve.http.server import running as http_running
from gateway.serve.pgwire import running
from gateway.session import Session
from tests.access.doors import PASSWORD
from tests.access.world import SOURCES, World
from tests.databases import empty_database

ANN, BOB = ("ann", PASSWORD), ("bob", PASSWORD)
WITHHELD: Final = ("rosebud", "xyzzy", "Bob", "Dan", "@example", "'FR'", '"FR"', '"US"')
"""What ann must not find anywhere: values of vault, of withheld rows, of the masked column."""
FORMATS: Final[dict[str, Callable[[bytes], str]]] = {
    "application/json": lambda body: body.decode(),
    "application/x-ndjson": lambda body: body.decode(),
    "text/csv": lambda body: body.decode(),
    "application/vnd.apache.arrow.stream": lambda body: repr(
        pa.ipc.open_stream(body).read_all().to_pylist()
    ),
    "application/vnd.apache.parquet": lambda body: repr(
        pq.read_table(io.BytesIO(body)).to_pylist()
    ),
}


@pytest.fixture(scope="module", autouse=True)
def let_in(there: World) -> None:
    """Everybody has a password."""
    for name in ("ann", "bob", "root"):
        roles.change(
            there.gateway.access.store, name,
            lambda role: replace(role, login=True).with_password(PASSWORD),
        )  # fmt: skip


@pytest.fixture(scope="module")
def http(there: World) -> Iterator[httpx.Client]:
    with (
        http_running(there.gateway) as server,
        httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=60) as opened,
    ):
        yield opened


@pytest.fixture(scope="module")
def wire(there: World) -> Iterator[Callable[[str], psycopg.Connection]]:
    with running(there.gateway) as server:
        yield lambda user: psycopg.connect(
            host="127.0.0.1", port=server.port, user=user, password=PASSWORD, dbname="unsilo",
            autocommit=True,
        )  # fmt: skip


@pytest.fixture(params=SOURCES)
def source(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _clean(text: str) -> None:
    for value in WITHHELD:
        assert value not in text, text


def _query(http: httpx.Client, sql: str, accept: str = "application/json") -> httpx.Response:
    return http.post("/v1/query", json={"sql": sql}, headers={"Accept": accept}, auth=ANN)


def _refused(response: httpx.Response, name: str) -> dict[str, Any]:
    """The problem of a refused statement, without what differs from one to another."""
    problem: dict[str, Any] = response.json()
    assert (response.status_code, problem["sqlstate"]) == (403, "42501")
    del problem["query_id"], problem["position"]
    assert "instance" not in problem
    return {key: str(value).replace(name, "T") for key, value in problem.items()}


@pytest.mark.parametrize("accept", FORMATS)
def test_formats(there: World, http: httpx.Client, source: str, accept: str) -> None:
    seen = _query(http, f"SELECT * FROM {there.name(source, 'customers')}", accept)
    assert seen.status_code == 200
    text = FORMATS[accept](seen.content)
    assert "a***" in text
    _clean(text)
    vault, nothing = (
        _refused(_query(http, f"SELECT * FROM {there.name(source, name)}", accept), name)
        for name in ("vault", "nothing")
    )
    assert vault == nothing


def test_results_fetched_later(there: World, http: httpx.Client, source: str) -> None:
    def submit(name: str) -> str:
        body = {"sql": f"SELECT * FROM {there.name(source, name)}"}
        query_id: str = http.post("/v1/queries", json=body, auth=ANN).json()["id"]
        return query_id

    query_id = submit("customers")
    path = f"/v1/queries/{query_id}"
    for accept, text in FORMATS.items():
        shown = http.get(f"{path}/result?wait=30", headers={"Accept": accept}, auth=ANN)
        assert shown.status_code == 200
        _clean(text(shown.content))
    state = http.get(path, auth=ANN).json()
    assert state["rows"] == 3
    assert all(moved["rows"] in (0, 3) for moved in state["sources"])
    for other in (path, f"{path}/result"):
        assert http.get(other, auth=BOB).status_code == 404
    assert query_id not in http.get("/v1/queries?ended=true", auth=BOB).text
    denied = submit("vault")
    problem = http.get(f"/v1/queries/{denied}/result?wait=30", auth=ANN)
    assert (problem.status_code, problem.json()["sqlstate"]) == (403, "42501")
    _clean(problem.text + http.get(f"/v1/queries/{denied}", auth=ANN).text)


@pytest.mark.parametrize("analyze", [False, True])
def test_plans(there: World, http: httpx.Client, source: str, analyze: bool) -> None:
    def explain(name: str) -> httpx.Response:
        sql = f"SELECT id, email FROM {there.name(source, name)} WHERE salary > 0"
        return http.post("/v1/explain", json={"sql": sql, "analyze": analyze}, auth=ANN)

    plan = explain("customers")
    assert plan.status_code == 200
    _clean(plan.text)
    assert not _numbers(plan.json(), "Rows") & {4, 5}
    assert _refused(explain("vault"), "vault") == _refused(explain("nothing"), "nothing")
    for words in ("(FORMAT JSON)", "(ANALYZE, FORMAT JSON)", "(ANALYZE)", ""):
        sql = f"EXPLAIN {words} SELECT id, email FROM {there.name(source, 'customers')}"
        text = repr(there.ask("ann", sql))
        _clean(text)
        assert "5 rows" not in text
        there.denied("ann", f"EXPLAIN {words} SELECT * FROM {there.name(source, 'vault')}")


def _numbers(plan: Any, word: str) -> set[int]:
    """Every number in a plan under a key with this word."""
    if isinstance(plan, list):
        return set().union(*(_numbers(part, word) for part in plan))
    if not isinstance(plan, dict):
        return set()
    own = {value for key, value in plan.items() if word in key and isinstance(value, int)}
    return own.union(*(_numbers(value, word) for value in plan.values()))


def test_catalog_of_http(there: World, http: httpx.Client) -> None:
    tree = http.get("/v1/catalog", auth=ANN)
    assert "customers" in tree.text
    assert "vault" not in tree.text
    assert '"code"' not in tree.text
    assert "salary" not in http.get("/v1/catalog", auth=BOB).text
    found = http.get("/v1/sources", auth=ANN).json()["sources"]
    assert {source["name"]: source["relations"] for source in found} == dict.fromkeys(SOURCES, 2)
    for words, user in (("vault", ANN), ("code", ANN), ("salary", BOB)):
        assert http.get(f"/v1/catalog?search={words}", auth=user).json() == {"hits": []}
    assert http.get("/v1/catalog?search=vault", auth=("root", PASSWORD)).json()["hits"]


def test_metrics_name_no_relation_and_count_nothing_withheld(
    there: World, http: httpx.Client
) -> None:
    for name in ("customers", "vault"):
        _query(http, f"SELECT * FROM {there.name('pg', name)}")
    text = http.get("/metrics", auth=ANN).text
    everything = http.get("/metrics", auth=("root", PASSWORD)).text
    assert "unsilo_statements_total" in text
    assert 'source="pg"' in everything
    assert "source=" not in text
    for name in ("customers", "vault", "rosebud", "ann"):
        assert name not in everything.replace("unsilo", "")


CATALOG_VIEWS: Final = (
    "pg_catalog.pg_class", "pg_catalog.pg_attribute", "pg_catalog.pg_description",
    "pg_catalog.pg_index", "pg_catalog.pg_indexes", "pg_catalog.pg_constraint",
    "pg_catalog.pg_stats", "pg_catalog.pg_tables", "pg_catalog.pg_type", "pg_catalog.pg_depend",
    "pg_catalog.pg_stat_user_tables", "pg_catalog.pg_stat_activity", "pg_catalog.pg_policies",
    "pg_catalog.pg_views",
    "information_schema.tables", "information_schema.columns",
    "information_schema.table_constraints", "information_schema.key_column_usage",
)  # fmt: skip


@pytest.mark.parametrize("view", CATALOG_VIEWS)
def test_system_catalog(there: World, view: str) -> None:
    shown = repr(there.ask("ann", f"SELECT * FROM {view}"))
    _clean(shown)
    for name in ("vault", "germans", "left(email"):
        assert name not in shown
    assert "salary" not in repr(there.ask("bob", f"SELECT * FROM {view}"))


@pytest.mark.parametrize("view", CATALOG_VIEWS)
def test_system_relations_beside_those_of_a_source(there: World, view: str) -> None:
    alone = there.ask("ann", f"SELECT * FROM {view}")
    beside = f"SELECT s.* FROM {view} s LEFT JOIN pg.public.orders o ON o.id IS NULL"
    if view == "pg_catalog.pg_stat_activity":  # the statement itself is in there
        _clean(repr(there.ask("ann", beside)))
    else:
        assert there.ask("ann", beside) == alone


def test_functions_of_the_catalog(there: World, source: str) -> None:
    schema = source  # its default schema has the source's name
    name = "vault"

    def value(expression: str, user: str = "ann") -> object:
        ((found,),) = there.ask(user, f"SELECT {expression} FROM pg_class LIMIT 1")
        return found

    seen = f"{schema}.customers"
    assert value(f"to_regclass('{schema}.{name}')") is None
    assert value(f"to_regclass('{seen}')") is not None
    quoted = f'"{schema}"."customers"'
    assert value(f"to_regclass('{quoted}')") == value(f"to_regclass('{seen}')")
    assert value(f"has_table_privilege('{seen}', 'SELECT')") == "t"
    assert value(f"has_table_privilege('{seen}', 'INSERT')") == "f"
    assert value(f"has_table_privilege('{seen}', 'SELECT')", "bob") == "f"
    assert value(f"has_column_privilege('{seen}', 'id', 'SELECT')", "bob") == "t"
    assert value(f"has_table_privilege(current_user, '{seen}', 'SELECT')") == "t"
    for call in (
        f"has_table_privilege('{schema}.{name}', 'SELECT')",
        f"has_column_privilege('{schema}.{name}', 'code', 'SELECT')",
        f"has_table_privilege('root', '{seen}', 'SELECT')",
        f"'{schema}.{name}'::regclass",
    ):
        with pytest.raises(SqlError):
            value(call)
    with pytest.raises(SqlError):
        value(f"has_column_privilege('{seen}', 'salary', 'SELECT')", "bob")
    estimates = there.ask("ann", "SELECT reltuples FROM pg_class WHERE relname = 'customers'")
    assert {found for (found,) in estimates} == {"-1"}


def test_errors_show_the_mask(there: World, source: str) -> None:
    for pushdown in ("on", "off"):
        for expression in ("email::int", "(email || '')::date", "email::numeric + 1"):
            sql = f"SELECT {expression} FROM {there.name(source, 'customers')} WHERE id = 1"
            with pytest.raises(SqlError) as caught:
                there.ask("ann", sql, pushdown=pushdown)
            error = caught.value
            assert error.sqlstate in ("22P02", "22007", "0A000"), error
            _clean(error.message + error.detail + error.hint)


def test_nearly_right_names(there: World, source: str) -> None:
    for name in ("vaul", "valt", "Vault", "vaults"):
        error = there.denied("ann", f"SELECT 1 FROM {there.name(source, name)}")
        assert "vault" not in (error.detail + error.hint).replace(name, "")
    error = there.denied("bob", f"SELECT salery FROM {there.name(source, 'customers')}")
    assert "salary" not in error.message + error.detail + error.hint


def test_copy_in_every_form(
    there: World, wire: Callable[[str], psycopg.Connection], source: str
) -> None:
    def copied(form: str) -> bytes:
        with wire("ann") as connection, connection.cursor().copy(form) as out:
            return b"".join(bytes(part) for part in out)

    customers, vault = there.name(source, "customers"), there.name(source, "vault")
    for options in ("", " (FORMAT csv, HEADER)", " (FORMAT binary)"):
        for form in (f"COPY {customers} TO STDOUT", f"COPY (SELECT * FROM {customers}) TO STDOUT"):
            text = copied(form + options).decode("latin-1")
            assert "a***" in text
            _clean(text)
        for form in (f"COPY {vault} TO STDOUT", f"COPY {vault} (code) TO STDOUT"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege) as caught:
                copied(form + options)
            _clean(str(caught.value))


def test_rules_changed_after_preparing(
    there: World, wire: Callable[[str], psycopg.Connection], source: str
) -> None:
    """Prepared, described and bound statements are held to the rules of when they run."""
    there.admin("DROP ROLE IF EXISTS carla")
    there.admin(f"CREATE ROLE carla LOGIN PASSWORD '{PASSWORD}'")
    orders, customers = there.name(source, "orders"), there.name(source, "customers")
    there.admin(f"GRANT SELECT ON {customers} TO carla")
    there.admin(f"CREATE POLICY carlas ON {customers} TO carla USING (true)")
    sql = f"SELECT salary FROM {customers} WHERE salary > 1500 ORDER BY id"
    try:
        with wire("carla") as connection, connection.cursor() as cursor:
            cursor.execute(f"PREPARE p AS {sql}")
            for _ in range(2):
                assert len(cursor.execute(sql, prepare=True).fetchall()) == 3
                assert len(cursor.execute("EXECUTE p").fetchall()) == 3
            there.admin(f"ALTER POLICY carlas ON {customers} USING (country = 'FR')")
            for again in (sql, "EXECUTE p"):
                assert cursor.execute(again, prepare=again == sql).fetchall() == [(2000,)]
            there.admin(f"CREATE MASK m ON {customers} (salary) TO carla USING (7777)")
            for again in (sql, "EXECUTE p"):
                assert cursor.execute(again, prepare=again == sql).fetchall() == [(7777,)]
            there.admin(f"REVOKE SELECT ON {customers} FROM carla")
            for again in (sql, "EXECUTE p"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    cursor.execute(again, prepare=again == sql)
            assert len(cursor.execute(f"SELECT id FROM {orders}").fetchall()) == 5
    finally:
        there.admin(f"DROP MASK IF EXISTS m ON {customers}")
        there.admin(f"DROP POLICY carlas ON {customers}")
        there.admin("DROP ROLE carla")


def test_the_driver_tells_nothing(there: World, http: httpx.Client, source: str) -> None:
    with closing(client.connect(str(http.base_url), user="ann", password=PASSWORD)) as connection:
        cursor = connection.cursor()
        cursor.execute(f"SELECT * FROM {there.name(source, 'customers')}")
        _clean(repr(cursor.fetchall()))
        for name in ("vault", "nothing"):
            with pytest.raises(client.ProgrammingError) as caught:
                cursor.execute(f"SELECT * FROM {there.name(source, name)}")
            assert caught.value.sqlstate == "42501"
            _clean(str(caught.value))


def test_the_audit_relation(there: World, http: httpx.Client) -> None:
    there.ask("bob", f"SELECT id FROM {there.name('pg', 'customers')} WHERE country = 'GB'")
    body = {"sql": "SELECT * FROM operations.audit UNION ALL SELECT * FROM operations.audit"}
    found = http.post("/v1/query", json=body, auth=ANN)
    assert found.status_code == 200
    assert "'GB'" not in found.text
    assert json.loads(found.text)["rows"]
    users = {row[3] for row in found.json()["rows"]}
    assert users == {"ann"}


def test_what_others_run(
    there: World, wire: Callable[[str], psycopg.Connection], http: httpx.Client
) -> None:
    """In pg_stat_activity, operations.running and the list of HTTP; and who may stop it."""
    marked = "SELECT a, b, 'of bob' FROM generate_series(1, 100000) a, generate_series(1, 99) b"
    listed = "SELECT pid, query FROM pg_stat_activity WHERE query LIKE '%of bob%' AND pid <> 0"
    with (
        wire("bob") as bob, wire("ann") as ann, wire("root") as root, wire("bob") as again,
        bob.cursor() as cursor,
    ):  # fmt: skip
        rows = cursor.stream(marked)
        next(rows)
        process = bob.info.backend_pid
        cancel = f"SELECT pg_cancel_backend({process})"
        for connection in (root, again):
            found = connection.execute(listed + " AND pid <> pg_backend_pid()").fetchall()
            assert found == [(process, marked)]
        assert ann.execute(listed + " AND pid <> pg_backend_pid()").fetchall() == []
        assert ann.execute(cancel).fetchone() == (False,)
        running = "SELECT sql FROM operations.running WHERE sql LIKE '%of bob%' AND rows >= 0"
        assert marked not in [row[0] for row in ann.execute(running)]
        assert marked in [row[0] for row in root.execute(running)]
        assert "of bob" not in http.get("/v1/queries", auth=ANN).text
        assert "of bob" in http.get("/v1/queries", auth=BOB).text
        assert root.execute(cancel).fetchone() == (True,)
        with pytest.raises(psycopg.errors.QueryCanceled):
            list(rows)


def test_warnings_do_not_count_withheld_values(
    there: World, mariadb_server: Server, tmp_path: Path
) -> None:
    """MariaDB's dates that are none: three, of which bob sees one."""
    with empty_database(mariadb_server) as url:
        _bear(url)
        Sources.open(Settings(home=tmp_path)).add("odd", url)
        with closing(Gateway.open(tmp_path)) as gateway:
            store = gateway.access.store
            roles.create(store, Role("bob"))
            (born,) = gateway.catalog.relations("odd")
            object_ = Object.of("odd", born.relation)
            rules.change_grants(store, lambda old: {*old, Grant(object_, "", "bob", OWNER)})
            seen = Policy("few", object_, frozenset({"bob"}), "id IN (3, 4)")
            rules.change_policies(store, new=seen)
            bob = Session(user="bob", settings={"pushdown": "off"})
            for session, count in ((bob, 1), (Session(owner=True), 3)):
                with gateway.execute(f"SELECT day FROM {object_}", session=session) as result:
                    assert result.table().num_rows == (2 if session is bob else 4)
                assert [warning.count for warning in result.warnings] == [count]


def _bear(url: str) -> None:
    place = urlsplit(url)
    with (
        closing(pymysql.connect(
            host=place.hostname or "", port=place.port or 3306, user=unquote(place.username or ""),
            password=unquote(place.password or ""), database=place.path.lstrip("/"),
            autocommit=True,
        )) as connection,
        connection.cursor() as cursor,
    ):  # fmt: skip
        cursor.execute("SET sql_mode = ''")
        cursor.execute("CREATE TABLE born (id int PRIMARY KEY, day date)")
        cursor.execute(
            "INSERT INTO born VALUES (1, '0000-00-00'), (2, '0000-00-00'), (3, '0000-00-00'), "
            "(4, '2020-02-02')"
        )
