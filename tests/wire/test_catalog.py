"""pg_catalog and information_schema of the gateway, compared with PostgreSQL's own."""

from __future__ import annotations

from contextlib import closing

import psycopg
import pytest
from psycopg.generators import execute
from psycopg.types import TypeInfo
from psycopg.types.range import RangeInfo

from gateway.catalog.system import answers
from gateway.catalog.system.settings import in_unit
from gateway.engine import Gateway
from tests.wire.conftest import Address

COLUMNS = """
    SELECT column_name, ordinal_position, is_nullable, data_type, character_maximum_length,
           numeric_precision, numeric_scale, udt_name
    FROM information_schema.columns WHERE table_schema = %s AND table_name = %s ORDER BY 2
"""
KEYS = """
    SELECT k.constraint_name, t.constraint_type, k.column_name, k.ordinal_position
    FROM information_schema.key_column_usage k
    JOIN information_schema.table_constraints t
      ON t.constraint_name = k.constraint_name AND t.table_schema = k.table_schema
    WHERE k.table_schema = %s AND t.constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY') ORDER BY 1, 4
"""
TYPES = """
    SELECT oid, typname, typlen, typarray, typelem, typcategory, format_type(oid, NULL)
    FROM pg_catalog.pg_type WHERE oid < 10000 AND typnamespace = 11 ORDER BY oid
"""


@pytest.mark.parametrize("table", ["customers", "orders"])
def test_columns_are_those_of_the_source(
    connection: psycopg.Connection, postgres_url: str, table: str
) -> None:
    with psycopg.connect(postgres_url) as real:
        expected = real.execute(COLUMNS, ("public", table)).fetchall()
    assert expected
    assert connection.execute(COLUMNS, ("crm", table)).fetchall() == expected


def test_keys_are_those_of_the_source(connection: psycopg.Connection, postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as real:
        expected = real.execute(KEYS, ("public",)).fetchall()
    assert len(expected) == 3
    assert connection.execute(KEYS, ("crm",)).fetchall() == expected


def test_types_are_postgresqls(connection: psycopg.Connection, postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as real:
        expected = real.execute(TYPES).fetchall()
    assert connection.execute(TYPES).fetchall() == expected


def test_names_are_quoted_as_in_postgresql(
    connection: psycopg.Connection, postgres_url: str
) -> None:
    query = "SELECT word, pg_catalog.quote_ident(word) FROM pg_catalog.pg_get_keywords() ORDER BY 1"
    with psycopg.connect(postgres_url) as real:
        expected = real.execute(query).fetchall()
    assert ("table", '"table"') in expected
    assert connection.execute(query).fetchall() == expected


def test_psycopg_reads_types(connection: psycopg.Connection) -> None:
    found = TypeInfo.fetch(connection, "timestamptz")
    assert found is not None
    assert (found.oid, found.array_oid) == (1184, 1185)
    ranged = RangeInfo.fetch(connection, "int4range")
    assert ranged is not None
    assert ranged.subtype_oid == 23
    assert TypeInfo.fetch(connection, "nothing") is None


@pytest.mark.parametrize(
    "item", ["generate_subscripts(i.indkey, 1) k", "generate_subscripts(i.indkey, 1) AS s(k)"]
)
def test_vectors_begin_at_zero(
    connection: psycopg.Connection, postgres_url: str, item: str
) -> None:
    query = (
        f"SELECT i.indexrelid, k, i.indkey[k], pg_get_indexdef(i.indexrelid, k + 1, true) "
        f"FROM pg_catalog.pg_index i, {item} WHERE i.indexrelid < 16384 ORDER BY 1, 2"
    )
    with psycopg.connect(postgres_url) as real:
        expected = real.execute(query.encode()).fetchall()
    assert any(row[1] == 0 for row in expected)
    assert connection.execute(query.encode()).fetchall() == expected


def test_names_in_casts(connection: psycopg.Connection) -> None:
    query = "SELECT relname FROM pg_class WHERE oid = %s::regclass"
    assert connection.execute(query, ("crm.customers",)).fetchone() == ("customers",)
    with pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute(query, ("nothing",))


def test_session_functions(connection: psycopg.Connection) -> None:
    query = "SELECT current_user, current_database(), current_setting('TimeZone')"
    cursor = connection.execute(query)
    assert [column.name for column in cursor.description or ()] == [
        "current_user", "current_database", "current_setting",
    ]  # fmt: skip
    assert cursor.fetchone() == ("unsilo", "unsilo", "UTC")


def test_set_config_changes_the_session_once_run(connection: psycopg.Connection) -> None:
    connection.execute("SELECT set_config('application_name', 'mine', false)")
    assert connection.execute("SHOW application_name").fetchone() == ("mine",)


@pytest.mark.parametrize(
    ("sql", "sqlstate"),
    [
        ("SELECT * FROM pg_stat_bgwriter", "0A000"),
        ("SELECT * FROM pg_authid", "42501"),
        ("SELECT nothing FROM pg_class", "42703"),
        ("SELECT * FROM pg_catalog.pg_nothing", "42P01"),
        ("SELECT pg_catalog.pg_nothing(oid) FROM pg_class", "42883"),
    ],
)
def test_what_is_not_served_is_an_error(
    connection: psycopg.Connection, sql: str, sqlstate: str
) -> None:
    with pytest.raises(psycopg.Error) as caught:
        connection.execute(sql)
    assert caught.value.sqlstate == sqlstate


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 'pg_class' FROM crm.public.customers",
        "SELECT id FROM crm.public.customers WHERE name = 'information_schema.tables'",
        "SELECT current_user, 7 / 2",
        "SELECT c.version FROM crm.public.customers c WHERE 1 = 1",
        'SELECT "pg_class" FROM crm.public.t -- pg_catalog.pg_class',
    ],
)
def test_other_statements_are_left_alone(sql: str) -> None:
    assert not answers(sql)


def test_search_path_shows_every_schema_until_one_is_chosen(
    connection: psycopg.Connection,
) -> None:
    asked = "SELECT current_setting('search_path'), current_schema(), current_schemas(false)"
    assert connection.execute("SHOW search_path").fetchone() == ("crm, files",)
    assert connection.execute(asked).fetchone() == ("crm, files", "crm", ["crm", "files"])
    connection.execute("SET search_path = files, nothing")
    assert connection.execute("SHOW search_path").fetchone() == ("files, nothing",)
    assert connection.execute(asked).fetchone() == ("files, nothing", "files", ["files"])
    visible = (
        "SELECT relname FROM pg_class "
        "WHERE oid > 16383 AND relkind = 'r' AND pg_table_is_visible(oid)"
    )
    assert connection.execute(visible + " ORDER BY 1").fetchall() == [("numbers",), ("towns",)]
    connection.execute("RESET search_path")


def test_settings_are_those_of_show_all(connection: psycopg.Connection) -> None:
    shown = {row[0]: row[1] for row in connection.execute("SHOW ALL")}
    assert shown["search_path"] == "crm, files"
    found = connection.execute("SELECT name, setting, unit FROM pg_settings").fetchall()
    assert {name: in_unit(shown[name], unit) for name, _, unit in found} == {
        name: value for name, value, _ in found
    }
    assert len(found) == len(shown)


@pytest.mark.parametrize(
    "name",
    [
        "crm.customers",
        '"crm.public".customers',
        "unsilo.crm.customers",
        'unsilo."crm.public".customers',
        "crm.public.customers",
    ],
)
def test_every_way_to_write_a_relation(connection: psycopg.Connection, name: str) -> None:
    query = f"SELECT customers.id, {name.removeprefix('crm.public.')}.name FROM {name} ORDER BY 1"
    assert connection.execute(query).fetchone() == (1, "Ann")


def test_own_session_is_in_pg_stat_activity(connection: psycopg.Connection) -> None:
    query = (
        "SELECT usename, datname, state, query FROM pg_stat_activity WHERE pid = pg_backend_pid()"
    )
    assert connection.execute(query).fetchall() == [("unsilo", "unsilo", "active", query)]


def test_whoever_asks_is_a_role(connection: psycopg.Connection, address: Address) -> None:
    query = "SELECT rolname, rolcanlogin FROM pg_roles WHERE rolname = current_user"
    assert connection.execute(query).fetchall() == [("unsilo", True)]
    with psycopg.connect(**{**address, "user": "ann"}) as other:  # type: ignore[arg-type]
        assert other.execute(query).fetchall() == [("ann", True)]


def test_estimates_are_those_kept(gateway: Gateway) -> None:
    found = gateway.catalog.relations("files")
    relation = next(s.relation for s in found if s.relation.name == "numbers")
    known = gateway.catalog.statistics("files", relation)
    assert known.rows is not None
    assert gateway.catalog.estimates("files") == {(relation.schema, relation.name): known}


def test_sizes_are_those_kept(gateway: Gateway, postgres_url: str) -> None:
    query = (
        "SELECT relname, pg_table_size(oid), pg_relation_size(oid), pg_total_relation_size(oid), "
        "pg_relation_size(oid, 'main') AS main, pg_size_pretty(pg_table_size(oid)) FROM pg_class "
        "WHERE relname IN ('ten', 'short', 'orders') ORDER BY 1"
    )
    with psycopg.connect(postgres_url, autocommit=True) as source:
        source.execute("VACUUM ANALYZE ten")
    found = gateway.catalog.relations("crm")
    relation = next(s.relation for s in found if s.relation.name == "ten")
    assert gateway.catalog.statistics("crm", relation).bytes == 8192
    # They are read when the system catalog is made.
    with closing(Gateway.open(gateway.settings.home)) as other, other.execute(query) as result:
        rows = [tuple(row.values()) for row in result.table().to_pylist()]
    assert rows == [
        ("orders", None, None, None, None, None),
        ("short", 0, 0, 0, 0, "0 bytes"),
        ("ten", 8192, 8192, 8192, 8192, "8192 bytes"),
    ]


def test_sizes_are_written_as_postgresql_writes_them(
    connection: psycopg.Connection, postgres_url: str
) -> None:
    sizes = [0, 1, 10239, 10240, 10241, 10752, 20_969_471, 20_969_472, 20_971_000, 10**9]
    sizes += [s + d for u in (20, 30, 40) for s in (10 << u, 20479 << (u - 1)) for d in (-1, 0)]
    with psycopg.connect(postgres_url, autocommit=True) as real:
        for size in sizes:
            query = f"SELECT pg_size_pretty({size}::bigint) FROM pg_class LIMIT 1"
            assert connection.execute(query).fetchone() == real.execute(query).fetchone(), size


def test_parameters_are_announced_by_what_stands_beside_them(
    connection: psycopg.Connection,
) -> None:
    query = (
        "SELECT 1 FROM pg_class c WHERE c.relname = $1 AND c.relkind = ANY ($2) AND c.oid = $3 "
        "AND pg_get_userbyid($4) LIKE $5 AND c.relnatts IN ($6) AND c.oid = $7::regclass"
    )
    connection.pgconn.send_prepare(b"asked", query.encode())
    connection.wait(execute(connection.pgconn))
    connection.pgconn.send_describe_prepared(b"asked")
    (described,) = connection.wait(execute(connection.pgconn))
    oids = dict(connection.execute("SELECT typname, oid FROM pg_type").fetchall())
    names = ["name", "_char", "oid", "oid", "text", "int2", "regclass"]
    found = [described.param_type(n) for n in range(described.nparams)]
    assert found == [oids[name] for name in names]
