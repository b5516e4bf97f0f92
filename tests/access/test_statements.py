"""GRANT, REVOKE, policies, masks, owners and user mappings as statements, and the dry run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest

from gateway.catalog.secrets import Vault
from gateway.catalog.sources import Sources
from gateway.errors import SqlError
from gateway.session import Session
from tests.access.world import SOURCES, World, world


@pytest.fixture(scope="module")
def opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    with world(request, tmp_path_factory.mktemp("home")) as there:
        yield there


@pytest.fixture
def there(opened: World) -> Iterator[World]:
    yield opened
    store = opened.gateway.access.store
    with store.changing() as connection:
        for table in ("grants", "policies", "policy_roles", "owners", "user_mappings"):
            connection.exec_driver_sql(f"DELETE FROM unsilo_{table}")
    for member in ("ann", "staff"):
        opened.admin(f"REVOKE staff, root FROM {member}")


CUSTOMERS = "pg.public.customers"


def address(there: World, source: str) -> str:
    """Of a source, with its password."""
    found = there.gateway.access.store.source(source)
    assert found is not None
    return Vault(there.home).fill(found.url, {}).url


def code(there: World, user: str, sql: str) -> str:
    with pytest.raises(SqlError) as caught:
        there.ask(user, sql)
    return caught.value.sqlstate


def test_new_users_may_read_nothing(there: World) -> None:
    for source in SOURCES:
        there.denied("ann", f"SELECT * FROM {there.name(source, 'customers')}")
    assert there.ask("ann", "SELECT 1") == [("1",)]


@pytest.mark.parametrize(
    "target", ["SOURCE pg", "FOREIGN SERVER pg", "SCHEMA pg.public", "TABLE pg.public.customers",
               "pg.customers", 'pg."public"."customers"', "ALL TABLES IN SCHEMA pg.public"],
)  # fmt: skip
def test_grant_and_revoke(there: World, target: str) -> None:
    count = f"SELECT count(*) FROM {CUSTOMERS}"
    there.admin(f"GRANT SELECT ON {target} TO ann")
    assert there.ask("ann", count) == [("5",)]
    there.denied("bob", count)
    there.admin(f"REVOKE ALL PRIVILEGES ON {target} FROM ann")
    there.denied("ann", count)


def test_what_comes_later_is_included_where_a_schema_was_granted(there: World) -> None:
    there.admin("GRANT SELECT ON SCHEMA pg.public TO ann")
    there.admin("GRANT SELECT ON ALL TABLES IN SCHEMA pg.public TO bob")
    store = there.gateway.access.store
    known = store.described("pg")
    source = store.source("pg")
    assert source is not None
    new = replace(known[0], schema=replace(
        known[0].schema, relation=replace(known[0].schema.relation, name="later")))  # fmt: skip
    store.replace(source, [*known, new])
    try:
        assert code(there, "ann", "SELECT * FROM pg.public.later") != "42501"
        assert code(there, "bob", "SELECT * FROM pg.public.later") == "42501"
    finally:
        store.replace(source, known)


def test_schemas_as_scripts_for_postgresql_grant_them(there: World) -> None:
    """USAGE comes with SELECT; a schema may be named as the system catalog names it."""
    granted = there.gateway.execute("GRANT USAGE ON SCHEMA pg TO ann", session=Session(owner=True))
    assert ["USAGE on a schema" in notice.message for notice in granted.notices] == [True]
    there.denied("ann", f"SELECT id FROM {CUSTOMERS}")
    there.admin("GRANT USAGE, SELECT ON SCHEMA pg TO bob")
    there.admin("GRANT SELECT ON ALL TABLES IN SCHEMA pg TO ann")
    for user in ("ann", "bob"):
        assert len(there.ask(user, f"SELECT id FROM {CUSTOMERS}")) == 5
    there.admin("REVOKE SELECT ON ALL TABLES IN SCHEMA pg FROM ann")
    there.denied("ann", f"SELECT id FROM {CUSTOMERS}")


def test_columns(there: World) -> None:
    there.admin(f"GRANT SELECT (id, name) ON {CUSTOMERS} TO PUBLIC")
    assert there.ask("ann", f"SELECT name FROM {CUSTOMERS} WHERE id = 1") == [("Ann",)]
    there.denied("ann", f"SELECT email FROM {CUSTOMERS}")
    there.admin(f"REVOKE SELECT (name) ON {CUSTOMERS} FROM PUBLIC")
    there.denied("ann", f"SELECT name FROM {CUSTOMERS}")
    with pytest.raises(SqlError, match='column "nme" of relation "customers" does not exist'):
        there.admin(f"GRANT SELECT (nme) ON {CUSTOMERS} TO ann")


def test_prepared_statements_follow_a_revoke(there: World) -> None:
    there.admin("GRANT SELECT ON SOURCE pg TO ann")
    session = there.session("ann")
    prepared = there.gateway.prepare(f"SELECT id FROM {CUSTOMERS} WHERE id = $1", session)
    assert prepared.execute(["1"]).table().num_rows == 1
    there.admin(f"CREATE POLICY none ON {CUSTOMERS} TO ann USING (false)")
    assert prepared.execute(["1"]).table().num_rows == 0
    there.admin("REVOKE SELECT ON SOURCE pg FROM ann")
    with pytest.raises(SqlError, match="permission denied for table customers"):
        prepared.execute(["1"])


def test_roles_carry_rights(there: World) -> None:
    there.admin(f"GRANT SELECT ON {CUSTOMERS} TO staff")
    assert there.ask("bob", f"SELECT count(*) FROM {CUSTOMERS}") == [("5",)]
    there.denied("ann", f"SELECT count(*) FROM {CUSTOMERS}")
    there.admin("GRANT staff TO ann WITH ADMIN OPTION")
    assert there.ask("ann", f"SELECT count(*) FROM {CUSTOMERS}") == [("5",)]
    there.ask("ann", "REVOKE staff FROM ann")
    there.denied("ann", f"SELECT count(*) FROM {CUSTOMERS}")
    assert code(there, "ann", "GRANT staff TO ann") == "42501"
    assert code(there, "ann", "GRANT root TO ann") == "42501"


def test_handing_on(there: World) -> None:
    assert code(there, "ann", f"GRANT SELECT ON {CUSTOMERS} TO bob") == "42501"
    there.admin(f"GRANT SELECT ON {CUSTOMERS} TO ann")
    assert code(there, "ann", f"GRANT SELECT ON {CUSTOMERS} TO bob") == "42501"
    there.admin(f"GRANT SELECT ON {CUSTOMERS} TO ann WITH GRANT OPTION")
    there.ask("ann", f"GRANT SELECT ON {CUSTOMERS} TO bob")
    assert there.ask("bob", f"SELECT count(*) FROM {CUSTOMERS}") == [("5",)]
    with pytest.raises(SqlError, match="dependent privileges exist"):
        there.admin(f"REVOKE SELECT ON {CUSTOMERS} FROM ann")
    there.admin(f"REVOKE GRANT OPTION FOR SELECT ON {CUSTOMERS} FROM ann CASCADE")
    there.denied("bob", f"SELECT count(*) FROM {CUSTOMERS}")
    assert there.ask("ann", f"SELECT count(*) FROM {CUSTOMERS}") == [("5",)]


def test_owners_lay_down_the_rules_of_their_source(there: World) -> None:
    policy = f"CREATE POLICY p ON {CUSTOMERS} USING (id = 1)"
    there.admin("GRANT SELECT ON SOURCE pg TO ann")
    assert code(there, "ann", policy) == "42501"
    there.admin("ALTER SOURCE pg OWNER TO ann")
    there.ask("ann", policy)
    there.ask("ann", "GRANT SELECT ON SOURCE pg TO bob")
    assert there.ask("bob", f"SELECT id FROM {CUSTOMERS}") == [("1",)]
    assert len(there.ask("ann", f"SELECT id FROM {CUSTOMERS}")) == 5
    assert code(there, "ann", "GRANT SELECT ON SOURCE my TO bob") == "42704"
    assert code(there, "bob", "ALTER SOURCE pg OWNER TO bob") == "42501"


def test_administrators_see_everything(there: World) -> None:
    there.admin(f"CREATE POLICY p ON {CUSTOMERS} USING (false)")
    assert len(there.ask("root", f"SELECT * FROM {CUSTOMERS}")) == 5


def test_policies(there: World) -> None:
    ids = f"SELECT id FROM {CUSTOMERS}"
    there.admin("GRANT SELECT ON SOURCE pg TO PUBLIC")
    there.admin(f"CREATE POLICY a ON {CUSTOMERS} TO staff USING (country = 'DE')")
    assert there.ask("ann", ids) == []
    assert there.ask("bob", ids) == [("1",), ("3",)]
    there.admin(f"CREATE POLICY b ON {CUSTOMERS} FOR SELECT USING (id = 2)")
    assert there.ask("ann", ids) == [("2",)]
    assert there.ask("bob", ids) == [("1",), ("2",), ("3",)]
    there.admin(f"CREATE POLICY c ON {CUSTOMERS} AS RESTRICTIVE TO bob USING (id < 3)")
    assert there.ask("bob", ids) == [("1",), ("2",)]
    there.admin(f"ALTER POLICY c ON {CUSTOMERS} USING (id > 1)")
    assert there.ask("bob", ids) == [("2",), ("3",)]
    there.admin(f"ALTER POLICY b ON {CUSTOMERS} RENAME TO d")
    there.admin(f"DROP POLICY d ON {CUSTOMERS}")
    assert there.ask("ann", ids) == []
    assert code(there, "root", f"DROP POLICY d ON {CUSTOMERS}") == "42704"
    there.admin(f"DROP POLICY IF EXISTS d ON {CUSTOMERS}")
    assert code(there, "root", f"CREATE POLICY a ON {CUSTOMERS} USING (true)") == "42710"


@pytest.mark.parametrize("source", SOURCES)
def test_policies_know_who_asks(there: World, source: str) -> None:
    name = there.name(source, "customers")
    there.admin(f"GRANT SELECT ON SOURCE {source} TO PUBLIC")
    there.admin(f"""CREATE POLICY p ON {name} USING (lower(name) = current_user
        OR pg_has_role(current_user, 'staff', 'member') AND country = 'FR'
        OR country = current_setting('app.country', true))""")
    ids = f"SELECT id FROM {name}"
    assert there.ask("ann", ids) == [("1",)]
    assert there.ask("bob", ids) == [("2",)]
    assert there.ask("ann", ids, **{"app.country": "US"}) == [("1",), ("4",)]


@pytest.mark.parametrize(
    ("using", "sqlstate"),
    [
        ("id", "42804"),
        ("nothing = 1", "42703"),
        ("id = $1", "42P02"),
        ("random() < 0.5", "42P17"),
        ("id IN (SELECT 1, 2)", "42601"),
        ("id IN (SELECT id FROM pg.nothing)", "42P01"),
        ("EXISTS (SELECT FROM pg.orders WHERE random() < 0.5)", "42P17"),
        ("count(*) > 1", "42803"),
        ("true) OR (true", "42601"),
        ("true, true", "42601"),
        ("no_such(id)", "42883"),
        ("id = 'x'", "22P02"),
        ("orders.id = 1", "42P01"),
    ],
)
def test_policies_are_checked(there: World, using: str, sqlstate: str) -> None:
    assert code(there, "root", f"CREATE POLICY p ON {CUSTOMERS} USING ({using})") == sqlstate


def test_masks(there: World) -> None:
    emails = f"SELECT email FROM {CUSTOMERS} WHERE id < 3"
    there.admin("GRANT SELECT ON SOURCE pg TO PUBLIC")
    there.admin(f"CREATE MASK m ON {CUSTOMERS} (email) TO ann USING (left(email, 1) || '***')")
    assert there.ask("ann", emails) == [("a***",), ("b***",)]
    assert there.ask("bob", emails) == [("ann@example.org",), ("bob@example.org",)]
    assert code(there, "root", f"CREATE MASK n ON {CUSTOMERS} (email) USING ('x')") == "42710"
    there.admin(f"ALTER MASK m ON {CUSTOMERS} TO PUBLIC USING (NULL)")
    assert there.ask("bob", emails) == [(None,), (None,)]
    there.admin(f"CREATE MASK s ON {CUSTOMERS} (salary) TO ann USING (0)")
    assert there.ask("ann", f"SELECT DISTINCT salary FROM {CUSTOMERS}") == [("0",)]
    assert code(there, "root", f"CREATE MASK t ON {CUSTOMERS} (salary) USING (now())") == "42710"
    there.admin(f"DROP MASK s ON {CUSTOMERS}")
    assert code(there, "root", f"CREATE MASK t ON {CUSTOMERS} (salary) USING (now())") == "42804"
    there.admin(f"DROP MASK m ON {CUSTOMERS}")
    assert there.ask("ann", emails) == [("ann@example.org",), ("bob@example.org",)]


def test_the_whole_document_does_not_show_what_is_masked(there: World) -> None:
    name = there.name("mongo", "customers")
    there.admin("GRANT SELECT ON SOURCE mongo TO ann")
    assert "@" in repr(there.ask("ann", f"SELECT _doc FROM {name}"))
    there.admin(f"CREATE MASK m ON {name} (email) USING (NULL)")
    assert there.ask("ann", f"SELECT DISTINCT _doc FROM {name}") == [(None,)]


@pytest.mark.parametrize(
    ("sql", "sqlstate"),
    [
        ("GRANT INSERT ON pg.public.customers TO ann", "0A000"),
        ("GRANT USAGE ON pg.public.customers TO ann", "0A000"),
        ("GRANT USAGE ON SCHEMA nothing TO ann", "3F000"),
        ("REVOKE USAGE ON SCHEMA pg.public FROM ann", "0A000"),
        ("GRANT flying ON pg.public.customers TO ann", "42601"),
        ("GRANT SELECT ON pg.public.customers TO nobody", "42704"),
        ("GRANT SELECT ON pg.public.nothing TO ann", "42P01"),
        ("GRANT SELECT ON SOURCE nothing TO ann", "42704"),
        ("GRANT SELECT ON SCHEMA pg.nothing TO ann", "3F000"),
        ("GRANT SELECT (id) ON SOURCE pg TO ann", "0LP01"),
        ("GRANT SELECT ON SOURCE pg TO PUBLIC WITH GRANT OPTION", "0LP01"),
        ("GRANT staff TO staff", "0LP01"),
        ("GRANT SELECT ON pg.public.customers", "42601"),
        ("DROP TABLE pg.public.customers", "25006"),
    ],
)
def test_refused(there: World, sql: str, sqlstate: str) -> None:
    assert code(there, "root", sql) == sqlstate


def test_not_in_a_transaction_block(there: World) -> None:
    session = Session(owner=True)
    there.gateway.execute("BEGIN", session=session).close()
    with pytest.raises(SqlError, match="cannot run inside a transaction block"):
        there.gateway.execute("GRANT SELECT ON SOURCE pg TO ann", session=session)


def test_a_dropped_source_takes_its_grants_along(there: World) -> None:
    sources = Sources(there.gateway.access.store, Vault(there.home))
    count = "SELECT count(*) FROM again.public.orders"
    sources.add("again", address(there, "pg"))
    there.admin("GRANT SELECT ON SOURCE again TO ann")
    assert there.ask("ann", count) == [("5",)]
    sources.remove("again")
    sources.add("again", address(there, "pg"))
    there.denied("ann", count)
    sources.remove("again")


def test_user_mapping(there: World) -> None:
    with psycopg.connect(address(there, "pg"), autocommit=True) as real:
        real.execute("DROP ROLE IF EXISTS unsilo_reader")
        real.execute("CREATE ROLE unsilo_reader LOGIN PASSWORD 'p@ss/w:rd'")
        real.execute("GRANT SELECT (id) ON customers TO unsilo_reader")
        try:
            _mapped(there)
        finally:
            there.admin("DROP USER MAPPING IF EXISTS FOR ann SERVER pg")
            there.gateway.access.close()
            real.execute("DROP OWNED BY unsilo_reader")
            real.execute("DROP ROLE unsilo_reader")


def _mapped(there: World) -> None:
    there.admin("GRANT SELECT ON SOURCE pg TO PUBLIC")
    there.admin("""CREATE USER MAPPING FOR ann SERVER pg
        OPTIONS (user 'unsilo_reader', password 'p@ss/w:rd')""")
    assert there.ask("ann", f"SELECT id FROM {CUSTOMERS} WHERE id = 1") == [("1",)]
    with pytest.raises(SqlError, match='source "pg": permission denied for table customers'):
        there.ask("ann", f"SELECT name FROM {CUSTOMERS}")
    assert len(there.ask("bob", f"SELECT name FROM {CUSTOMERS}")) == 5
    there.admin("ALTER USER MAPPING FOR ann SERVER pg OPTIONS (SET password 'wrong')")
    with pytest.raises(SqlError) as caught:
        there.ask("ann", f"SELECT id FROM {CUSTOMERS}")
    assert "wrong" not in str(caught.value.detail) + caught.value.message
    with there.gateway.access.store.reading() as connection:
        kept = connection.exec_driver_sql("SELECT options FROM unsilo_user_mappings").fetchall()
    assert "wrong" not in repr(kept)
    assert "p@ss" not in repr(kept)
    with pytest.raises(SqlError, match='invalid option "host"'):
        there.admin("ALTER USER MAPPING FOR ann SERVER pg OPTIONS (SET host 'x')")
    with pytest.raises(SqlError, match="syntax error in OPTIONS"):
        there.admin("CREATE USER MAPPING FOR ann SERVER pg OPTIONS (password x 'secret')")
    with pytest.raises(SqlError, match="malformed address"):
        there.admin("CREATE USER MAPPING FOR ann SERVER files OPTIONS (user 'x')")
    there.admin("DROP USER MAPPING FOR ann SERVER pg")
    assert len(there.ask("ann", f"SELECT name FROM {CUSTOMERS}")) == 5


def test_the_dry_run_says_why(there: World) -> None:
    def why(user: str) -> list[tuple[object, ...]]:
        return there.admin(f"SHOW ACCESS ON {CUSTOMERS} FOR {user}")

    assert why("ann")[0][0] == "denied"
    assert "administrator" in str(why("root")[0][1])
    there.admin("GRANT SELECT ON SOURCE pg TO staff")
    there.admin(f"GRANT SELECT (id) ON {CUSTOMERS} TO ann")
    there.admin(f"CREATE POLICY germans ON {CUSTOMERS} TO staff USING (country = 'DE')")
    there.admin(f"CREATE MASK m ON {CUSTOMERS} (email) USING (NULL)")
    assert why("bob") == [
        ("allowed", "all columns"),
        ("grant", 'SELECT on source pg to "staff" by the owner, which "bob" is a member of'),
        ("rows", "policy \"germans\": country = 'DE'"),
        ("masked", 'column email by "m": NULL'),
    ]
    assert why("ann")[0] == ("allowed", "all columns but name, email, country, salary")
    assert ("no rows", 'there are policies, and no permissive one is for "ann"') in why("ann")
    assert code(there, "ann", f"SHOW ACCESS ON {CUSTOMERS} FOR bob") == "42501"
    assert there.ask("ann", f"SHOW ACCESS ON {CUSTOMERS}")


def test_the_catalog_shows_what_may_be_read(there: World) -> None:
    tables = "SELECT table_name FROM information_schema.tables WHERE table_name = 'customers'"
    columns = "SELECT column_name FROM information_schema.columns WHERE table_name = 'customers'"
    assert there.ask("ann", tables) == []
    there.admin(f"GRANT SELECT (id, name) ON {CUSTOMERS} TO ann")
    relname = "SELECT relname FROM pg_class WHERE relname IN ('customers', 'vault', 'orders')"
    assert there.ask("ann", relname) == [("customers",)]
    assert there.ask("ann", columns) == [("id",), ("name",)]
    assert len(there.ask("root", relname)) >= 12
    for function, argument, wanted in (
        ("has_table_privilege", "pg.customers", "f"),
        ("has_any_column_privilege", "pg.customers", "t"),
    ):
        sql = f"SELECT {function}('{argument}', 'SELECT')"
        assert there.ask("ann", sql) == [(wanted,)]
        assert there.ask("root", sql) == [("t",)]
    assert code(there, "ann", "SELECT has_table_privilege('pg.vault', 'SELECT')") == "42P01"
    assert there.ask("root", "SELECT has_table_privilege('pg.vault', 'SELECT')") == [("t",)]
    assert there.ask("root", "SELECT has_table_privilege('pg.vault', 'INSERT')") == [("f",)]
    seen = there.gateway.access.seen_by(there.session("ann"))
    assert [hit.name for hit in seen.search("customers")] == ["customers"]
    assert seen.search("vault") == []
    assert seen.search("salary") == []
    assert seen.sources() == ("pg",)


def test_hints_name_only_what_is_seen(there: World) -> None:
    error = there.denied("ann", "SELECT * FROM pg.public.customer")
    assert error.hint == ""
    there.admin(f"GRANT SELECT (id, name) ON {CUSTOMERS} TO ann")
    assert there.denied("ann", "SELECT * FROM pg.public.customer").hint == (
        'Did you mean "pg.public.customers"?'
    )
    assert there.denied("ann", "SELECT * FROM pg.public.vaul").hint == ""
    assert there.denied("ann", f"SELECT emai FROM {CUSTOMERS}").hint == ""
    there.admin("GRANT SELECT ON SOURCE pg TO bob")
    assert code(there, "bob", "SELECT * FROM pg.public.vaul") == "42P01"
