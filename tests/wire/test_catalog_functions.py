"""PostgreSQL's information functions: what fails there fails here, in the same words.

What they give is in `catalog_corpus/functions.sql`.
"""

from __future__ import annotations

import psycopg
import pytest

ERRORS = [
    "SELECT pg_index_has_property('nothing', 'clusterable')",
    "SELECT pg_relation_size('nothing')",
    "SELECT pg_tablespace_location(99)",
    "SELECT has_type_privilege('nothing', 'USAGE')",
    "SELECT has_type_privilege('int4', 'SELECT')",
    "SELECT has_table_privilege('pg_class', 'SELECT, NOTHING')",
    "SELECT has_parameter_privilege('work_mem', 'USE')",
    "SELECT has_server_privilege('nothing', 'USAGE')",
    "SELECT pg_sequence_parameters(1259)",
    "SELECT pg_sequence_last_value('pg_catalog.pg_class')",
    "SELECT pg_is_wal_replay_paused()",
    "SELECT pg_get_wal_replay_pause_state()",
    "SELECT pg_event_trigger_table_rewrite_oid()",
    "SELECT pg_collation_actual_version(1)",
    "SELECT pg_size_bytes('much')",
    "SELECT pg_size_bytes('1 much')",
    "SELECT pg_describe_object(99, 1, 0)",
    "SELECT * FROM pg_get_object_address('table', '{nothing}', '{}')",
]


@pytest.mark.parametrize("sql", ERRORS)
def test_what_fails_in_postgresql_fails_alike(
    connection: psycopg.Connection, postgres_url: str, sql: str
) -> None:
    with psycopg.connect(postgres_url) as real, pytest.raises(psycopg.Error) as expected:
        real.execute(sql.encode())
    with pytest.raises(psycopg.Error) as caught:
        connection.execute(sql.encode())
    ours, theirs = caught.value.diag, expected.value.diag
    assert (ours.sqlstate, ours.message_primary) == (theirs.sqlstate, theirs.message_primary)
    assert ours.message_hint == theirs.message_hint


@pytest.mark.parametrize("call", ["pg_ls_dir('/')", "pg_read_file('a')", "pg_reload_conf()"])
def test_what_only_superusers_may_call(
    connection: psycopg.Connection, postgres_url: str, call: str
) -> None:
    with psycopg.connect(postgres_url) as real:
        real.execute("CREATE ROLE catalog_functions_guest")
        real.execute("SET ROLE catalog_functions_guest")
        with pytest.raises(psycopg.errors.InsufficientPrivilege) as expected:
            real.execute(f"SELECT {call}".encode())
        real.rollback()
    with pytest.raises(psycopg.errors.InsufficientPrivilege) as caught:
        connection.execute(f"SELECT {call}".encode())
    assert caught.value.diag.message_primary == expected.value.diag.message_primary


@pytest.mark.parametrize("call", ["pg_column_size(1)", "pg_input_error_info('1', 'int4')"])
def test_what_cannot_be_told_is_refused(connection: psycopg.Connection, call: str) -> None:
    with pytest.raises(psycopg.errors.FeatureNotSupported):
        connection.execute(f"SELECT {call}".encode())
