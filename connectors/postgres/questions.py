"""The SQL asked of pg_catalog. Works on PostgreSQL 12 to 18; `{…}` are version-dependent parts."""

from __future__ import annotations

from typing import Final

SERVER: Final = """
SELECT current_setting('server_version_num')::int AS number,
       current_setting('server_version') AS version,
       pg_encoding_to_char(d.encoding) AS encoding,
       d.datcollate AS collate, d.datctype AS ctype,
       to_jsonb(d) ->> 'datlocprovider' AS provider,
       coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') AS locale,
       pg_is_in_recovery() AS standby,
       (SELECT c.collname FROM pg_collation c
        WHERE c.collnamespace = 'pg_catalog'::regnamespace
          AND c.collname IN ('pg_c_utf8', 'C.UTF-8', 'C.utf8')
          AND c.collencoding IN (-1, d.encoding)
        ORDER BY c.collname = 'pg_c_utf8' DESC, c.collname LIMIT 1) AS case_collation
FROM pg_database d WHERE d.datname = current_database()
"""

_READABLE: Final = """
c.relkind IN ('r', 'v', 'm', 'p', 'f')
AND n.nspname NOT IN ('pg_catalog', 'information_schema')
AND n.nspname NOT LIKE 'pg\\_toast%%' AND n.nspname NOT LIKE 'pg\\_temp%%'
AND has_schema_privilege(n.oid, 'USAGE')
AND has_any_column_privilege(c.oid, 'SELECT')
"""

RELATIONS: Final = f"""
SELECT n.nspname AS schema, c.relname AS name, c.relkind AS kind,
       obj_description(c.oid, 'pg_class') AS comment
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {_READABLE}
ORDER BY 1, 2
"""

RELATION: Final = """
SELECT c.oid, c.relkind AS kind, obj_description(c.oid, 'pg_class') AS comment,
       c.relispartition AS partition,
       CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END AS definition,
       CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid, TRUE) END AS pretty,
       pg_catalog.has_any_column_privilege(c.oid, 'SELECT') AS readable
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = %(schema)s AND c.relname = %(name)s AND c.relkind IN ('r', 'v', 'm', 'p', 'f')
"""

COLUMNS: Final = """
WITH RECURSIVE col AS (
    SELECT a.attnum, a.attname, a.attnotnull, a.atttypid, a.atttypmod, a.attcollation,
           a.attndims, a.attidentity, a.attgenerated,
           format_type(a.atttypid, a.atttypmod) AS native,
           pg_get_expr(d.adbin, d.adrelid) AS expression,
           col_description(a.attrelid, a.attnum) AS comment,
           has_column_privilege(a.attrelid, a.attnum, 'SELECT') AS readable
    FROM pg_attribute a
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = %(oid)s AND a.attnum > 0 AND NOT a.attisdropped
), domains AS (
    SELECT attnum, atttypid AS typid, atttypmod AS modifier FROM col
    UNION ALL
    SELECT b.attnum, t.typbasetype, t.typtypmod
    FROM domains b JOIN pg_type t ON t.oid = b.typid WHERE t.typtype = 'd'
)
SELECT col.attname AS name, NOT col.attnotnull AS nullable, col.native, col.expression,
       col.comment, col.readable, col.attndims AS dimensions,
       col.attidentity <> '' AS identity, col.attgenerated <> '' AS generated,
       tn.nspname AS namespace, t.typname AS type, format_type(t.oid, NULL) AS full_name,
       domains.modifier,
       en.nspname AS element_namespace, e.typname AS element_type,
       format_type(e.oid, NULL) AS element_full_name, e.typdelim AS element_delimiter,
       nullif(greatest(t.typrelid, e.typrelid), 0) AS composite,
       CASE WHEN 'e' IN (t.typtype, e.typtype) THEN ARRAY(
           SELECT l.enumlabel::text FROM pg_enum l WHERE l.enumtypid IN (t.oid, e.oid)
           ORDER BY l.enumsortorder) END AS labels,
       cn.nspname AS collation_schema, c.collname AS collation, c.collprovider AS provider,
       c.collcollate AS collate, c.collctype AS ctype, c.collisdeterministic AS deterministic,
       coalesce(to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale') AS locale
FROM col
JOIN domains ON domains.attnum = col.attnum
JOIN pg_type t ON t.oid = domains.typid AND t.typtype <> 'd'
JOIN pg_namespace tn ON tn.oid = t.typnamespace
LEFT JOIN pg_type e ON e.oid = t.typelem AND e.typarray = t.oid
LEFT JOIN pg_namespace en ON en.oid = e.typnamespace
LEFT JOIN pg_collation c ON c.oid = col.attcollation
LEFT JOIN pg_namespace cn ON cn.oid = c.collnamespace
ORDER BY col.attnum
"""

INDEXES: Final = """
SELECT i.relname AS name, x.indisunique AS unique, x.indisprimary AS primary,
       x.indpred IS NOT NULL AS partial, x.indimmediate AS immediate,
       ARRAY(SELECT CASE WHEN x.indkey[k - 1] = 0 THEN pg_get_indexdef(x.indexrelid, k, TRUE)
                         ELSE (SELECT a.attname::text FROM pg_attribute a
                               WHERE a.attrelid = x.indrelid AND a.attnum = x.indkey[k - 1]) END
             FROM generate_series(1, x.indnkeyatts) k ORDER BY k) AS columns,
       0 = ANY (x.indkey) AS computed
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
WHERE x.indrelid = %(oid)s AND x.indisvalid AND x.indisready
ORDER BY x.indisprimary DESC, i.relname
"""

FOREIGN_KEYS: Final = """
SELECT k.conname AS name, n.nspname AS schema, c.relname AS relation, c.relkind AS kind,
       k.confupdtype AS on_update, k.confdeltype AS on_delete,
       ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY u (num, place)
             JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num
             ORDER BY u.place) AS columns,
       ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY u (num, place)
             JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.num
             ORDER BY u.place) AS foreign_columns
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.confrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE k.conrelid = %(oid)s AND k.contype = 'f' AND k.conparentid = 0
ORDER BY k.conname
"""

CONSTRAINTS: Final = """
SELECT k.conname AS name, k.contype AS kind, pg_get_expr(k.conbin, k.conrelid) AS expression,
       pg_get_constraintdef(k.oid) AS definition, pg_get_constraintdef(k.oid, TRUE) AS pretty,
       k.convalidated AS valid, coalesce(to_jsonb(k) ->> 'conenforced', 'true')::bool AS enforced,
       ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY u (num, place)
             JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num
             ORDER BY u.place) AS columns
FROM pg_constraint k WHERE k.conrelid = %(oid)s AND k.contype IN ('p', 'u', 'c')
ORDER BY k.contype, k.conname
"""

ESTIMATE: Final = """
WITH RECURSIVE parts AS (
    SELECT %(oid)s::oid AS oid
    UNION ALL
    SELECT i.inhrelid FROM pg_inherits i JOIN parts ON parts.oid = i.inhparent
)
SELECT bool_and(CASE WHEN c.relkind = 'p' THEN TRUE
                     WHEN %(version)s < 14 THEN c.reltuples > 0 OR c.relpages > 0
                     ELSE c.reltuples >= 0 END) AS known,
       bool_or(c.relkind IN ('r', 'm')) AS stored,
       sum(CASE WHEN c.relkind IN ('r', 'm', 'f') THEN greatest(c.reltuples, 0) ELSE 0 END)::int8
           AS rows,
       sum(CASE WHEN c.relkind IN ('r', 'm') THEN c.relpages::int8 ELSE 0 END)
           * current_setting('block_size')::int8 AS bytes
FROM parts JOIN pg_class c ON c.oid = parts.oid
"""

DISTINCT_VALUES: Final = """
SELECT DISTINCT ON (s.attname) s.attname::text AS name, s.n_distinct AS estimate
FROM pg_stats s
WHERE s.schemaname = %(schema)s AND s.tablename = %(name)s
ORDER BY s.attname, s.inherited DESC
"""
