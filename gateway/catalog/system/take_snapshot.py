"""Writes `postgres18.json.xz`: every relation of a real PostgreSQL's system schemas.

    python -m gateway.catalog.system.take_snapshot postgresql://…     (an empty database)

For each relation of pg_catalog and information_schema: its columns with their types; its rows,
column by column, where the relation is in KEPT (they describe PostgreSQL: OIDs below 16384);
and whether it is empty in an empty database. Besides, the texts of functions, indexes and
constraints, the keywords, the predefined roles, what pg_settings says about each setting, and the
functions that not everybody may call.
PostgreSQL's catalogs are under the PostgreSQL licence.
"""

from __future__ import annotations

import json
import lzma
import sys
from typing import Any

import psycopg
from psycopg import sql

from gateway.catalog.system.snapshot import FILE

KEPT = (
    "pg_aggregate", "pg_am", "pg_amop", "pg_amproc", "pg_attribute", "pg_cast", "pg_class",
    "pg_collation", "pg_constraint", "pg_conversion", "pg_depend", "pg_description", "pg_index",
    "pg_language", "pg_namespace", "pg_opclass", "pg_operator", "pg_opfamily", "pg_proc",
    "pg_range", "pg_rewrite", "pg_shdescription", "pg_tablespace", "pg_timezone_abbrevs",
    "pg_ts_config", "pg_ts_config_map", "pg_ts_dict", "pg_ts_parser", "pg_ts_template", "pg_type",
)  # fmt: skip
_RELATIONS = """
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('pg_catalog', 'information_schema') AND c.relkind IN ('r', 'v')
    AND c.relname !~ '^_pg_' ORDER BY 1, 2
"""
_COLUMNS = """
    SELECT attname, format_type(atttypid, NULL) FROM pg_attribute
    WHERE attrelid = format('%%I.%%I', %s::text, %s::text)::regclass
      AND attnum > 0 AND NOT attisdropped
    ORDER BY attnum
"""
_FUNCTIONS = """
    SELECT oid::int8, pg_get_function_result(oid), pg_get_function_arguments(oid),
           pg_get_function_identity_arguments(oid),
           CASE WHEN prokind <> 'a' THEN pg_get_functiondef(oid) END
    FROM pg_catalog.pg_proc WHERE oid < 16384 ORDER BY oid
"""
_INDEXES = """
    SELECT i.indexrelid::int8, n, pg_get_indexdef(i.indexrelid, n, false)
    FROM pg_catalog.pg_index i, generate_series(0, i.indnatts) n
    WHERE i.indexrelid < 16384 ORDER BY 1, 2
"""
_CONSTRAINTS = """
    SELECT oid::int8, pg_get_constraintdef(oid) FROM pg_catalog.pg_constraint
    WHERE oid < 16384 ORDER BY 1
"""
_KEYWORDS = """
    SELECT word, catcode::text, barelabel, catdesc, baredesc FROM pg_get_keywords() ORDER BY 1
"""
_ROLES = "SELECT oid::int8, rolname FROM pg_roles WHERE rolname LIKE 'pg\\_%' ORDER BY 1"
_SETTINGS = """
    SELECT name, unit, category, short_desc, extra_desc, context, vartype, min_val, max_val,
           enumvals FROM pg_settings ORDER BY name
"""
_FLAGS = "SELECT name, pg_settings_get_flags(name) FROM pg_settings ORDER BY name"
_PRIVATE = """
    SELECT proname FROM pg_proc GROUP BY proname
    HAVING bool_and(proacl IS NOT NULL AND NOT '=X' = ANY (
        SELECT split_part(item::text, '/', 1) FROM unnest(proacl) item
    )) ORDER BY proname
"""
_AS_JSON = {
    "oid": "{}::int8",
    "regproc": "{}::oid::int8",
    "regtype": "{}::oid::int8",
    "int2vector": "array_to_json({}::int2[])",
    "oidvector": "array_to_json({}::int8[])",
    "oid[]": "array_to_json({}::int8[])",
    "aclitem[]": "NULL::text",
    "pg_node_tree": "NULL::text",
    "xid": "{}::text::int8",
}


def take(url: str) -> dict[str, Any]:
    """The content of the snapshot."""
    found: dict[str, Any] = {}
    with psycopg.connect(url, autocommit=True) as connection:
        for schema, name in connection.execute(_RELATIONS).fetchall():
            columns = connection.execute(_COLUMNS, (schema, name)).fetchall()
            found[f"{schema}.{name}"] = {
                "columns": columns,
                "empty": _is_empty(connection, schema, name),
                "rows": _rows(connection, name, columns) if name in KEPT else None,
            }
        return {
            "relations": found,
            "functions": _by_column(connection.execute(_FUNCTIONS).fetchall()),
            "indexes": _by_column(connection.execute(_INDEXES).fetchall()),
            "keywords": _by_column(connection.execute(_KEYWORDS).fetchall()),
            "constraints": _by_column(connection.execute(_CONSTRAINTS).fetchall()),
            "roles": _by_column(connection.execute(_ROLES).fetchall()),
            "settings": _by_column(connection.execute(_SETTINGS).fetchall()),
            "flags": _by_column(connection.execute(_FLAGS).fetchall()),
            "private": _by_column(connection.execute(_PRIVATE).fetchall()),
        }


def _is_empty(connection: psycopg.Connection[Any], schema: str, name: str) -> bool:
    query = sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(schema, name))
    try:
        return connection.execute(query).fetchone() is None
    except psycopg.Error:  # a view over something this server does not have
        return False


def _rows(
    connection: psycopg.Connection[Any], name: str, columns: list[tuple[str, str]]
) -> list[list[Any]]:
    """The rows that PostgreSQL itself brings, as one list per column."""
    outputs = ", ".join(
        f"to_json({_AS_JSON.get(type_, '{}')})".format(f'"{column}"') for column, type_ in columns
    )
    where = ' WHERE "oid" < 16384' if columns[0][0] == "oid" else ""
    where += " AND nspname <> 'public'" if name == "pg_namespace" else ""
    where += " WHERE refobjid < 16384 AND objid < 16384" if name == "pg_depend" else ""
    order = ", ".join(f'"{column}"' for column, _ in columns[:3])
    query = f'SELECT {outputs} FROM pg_catalog."{name}"{where} ORDER BY {order}'
    rows = connection.execute(query).fetchall()
    return _by_column(rows)


def _by_column(rows: list[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(values) for values in zip(*rows, strict=True)]


if __name__ == "__main__":
    content = json.dumps(take(sys.argv[1]), separators=(",", ":"))
    FILE.write_bytes(lzma.compress(content.encode(), preset=9))
