-- System views over the tables of schema "pg". Columns and rules: PostgreSQL's
-- information_schema.sql and system_views.sql; columns that are not listed here are NULL
-- (`database` adds them, so that every view has all of PostgreSQL's columns).

CREATE VIEW pg.__user_namespace AS
SELECT oid, nspname FROM pg.pg_namespace;

-- pg_catalog

CREATE VIEW pg.pg_tables AS
SELECT n.nspname AS schemaname, c.relname AS tablename, r.rolname AS tableowner,
       c.relhasindex AS hasindexes, c.relhasrules AS hasrules, c.relhastriggers AS hastriggers,
       c.relrowsecurity AS rowsecurity
FROM pg.pg_class c
JOIN pg.pg_namespace n ON n.oid = c.relnamespace JOIN pg.__owner r ON r.oid = c.relowner
WHERE c.relkind IN ('r', 'p');

CREATE VIEW pg.pg_views AS
SELECT n.nspname AS schemaname, c.relname AS viewname, r.rolname AS viewowner,
       d.__text AS definition
FROM pg.pg_class c LEFT JOIN pg.__viewdefs d ON d.__oid = c.oid
JOIN pg.pg_namespace n ON n.oid = c.relnamespace JOIN pg.__owner r ON r.oid = c.relowner
WHERE c.relkind = 'v';

CREATE VIEW pg.pg_matviews AS
SELECT n.nspname AS schemaname, c.relname AS matviewname, r.rolname AS matviewowner,
       c.relhasindex AS hasindexes, c.relispopulated AS ispopulated, d.__text AS definition
FROM pg.pg_class c LEFT JOIN pg.__viewdefs d ON d.__oid = c.oid
JOIN pg.pg_namespace n ON n.oid = c.relnamespace JOIN pg.__owner r ON r.oid = c.relowner
WHERE c.relkind = 'm';

CREATE VIEW pg.pg_indexes AS
SELECT n.nspname AS schemaname, c.relname AS tablename, i.relname AS indexname,
       d.__text AS indexdef
FROM pg.pg_index x
JOIN pg.pg_class c ON c.oid = x.indrelid JOIN pg.pg_class i ON i.oid = x.indexrelid
JOIN pg.pg_namespace n ON n.oid = c.relnamespace
JOIN pg.__indexdefs d ON d.__oid = x.indexrelid AND d.__number = 0
WHERE c.relkind IN ('r', 'm', 'p');

-- Numbers of rows are estimates; nothing else is counted.
CREATE VIEW pg.pg_stat_all_tables AS
SELECT c.oid AS relid, n.nspname AS schemaname, c.relname AS relname,
       CASE WHEN c.reltuples >= 0 THEN c.reltuples::BIGINT END AS n_live_tup
FROM pg.pg_class c JOIN pg.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm', 'p');

CREATE VIEW pg.pg_stat_user_tables AS
SELECT * FROM pg.pg_stat_all_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
    AND NOT starts_with(schemaname, 'pg_toast');

CREATE VIEW pg.pg_stat_all_indexes AS
SELECT c.oid AS relid, i.oid AS indexrelid, n.nspname AS schemaname, c.relname AS relname,
       i.relname AS indexrelname
FROM pg.pg_index x
JOIN pg.pg_class c ON c.oid = x.indrelid JOIN pg.pg_class i ON i.oid = x.indexrelid
JOIN pg.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'm', 't');

CREATE VIEW pg.pg_stat_user_indexes AS
SELECT * FROM pg.pg_stat_all_indexes WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
    AND NOT starts_with(schemaname, 'pg_toast');

CREATE VIEW pg.pg_statio_all_tables AS
SELECT relid, schemaname, relname FROM pg.pg_stat_all_tables;

CREATE VIEW pg.pg_statio_user_tables AS
SELECT relid, schemaname, relname FROM pg.pg_stat_user_tables;

CREATE VIEW pg.pg_stat_database AS
SELECT 16383::UINTEGER AS datid, 'unsilo' AS datname;

-- information_schema

CREATE VIEW info.character_sets AS
SELECT 'UTF8' AS character_set_name, 'UCS' AS character_repertoire, 'UTF8' AS form_of_use,
       'unsilo' AS default_collate_catalog, 'pg_catalog' AS default_collate_schema,
       'C' AS default_collate_name;

CREATE VIEW info.constraint_table_usage AS
SELECT 'unsilo' AS table_catalog, n.nspname AS table_schema, c.relname AS table_name,
       'unsilo' AS constraint_catalog, m.nspname AS constraint_schema,
       k.conname AS constraint_name
FROM pg.pg_constraint k JOIN pg.pg_namespace m ON m.oid = k.connamespace
JOIN pg.pg_class c ON c.oid = CASE k.contype WHEN 'f' THEN k.confrelid ELSE k.conrelid END
JOIN pg.pg_namespace n ON n.oid = c.relnamespace
WHERE k.contype IN ('p', 'f', 'u');

CREATE VIEW info.routines AS
SELECT 'unsilo' AS specific_catalog, n.nspname AS specific_schema,
       p.proname || '_' || p.oid AS specific_name, 'unsilo' AS routine_catalog,
       n.nspname AS routine_schema, p.proname AS routine_name,
       CASE p.prokind WHEN 'f' THEN 'FUNCTION' WHEN 'p' THEN 'PROCEDURE' END AS routine_type,
       f.__before || f.__after || f.__array AS data_type, 'unsilo' AS type_udt_catalog,
       'pg_catalog' AS type_udt_schema, t.typname AS type_udt_name, 'EXTERNAL' AS routine_body,
       upper(l.lanname) AS external_language
FROM pg.pg_proc p JOIN pg.pg_namespace n ON n.oid = p.pronamespace
JOIN pg.pg_language l ON l.oid = p.prolang JOIN pg.pg_type t ON t.oid = p.prorettype
JOIN pg.__type_names f ON f.__oid = t.oid;

CREATE VIEW info.information_schema_catalog_name AS SELECT 'unsilo' AS catalog_name;

CREATE VIEW info.schemata AS
SELECT 'unsilo' AS catalog_name, n.nspname AS schema_name, r.rolname AS schema_owner
FROM pg.pg_namespace n JOIN pg.__owner r ON r.oid = n.nspowner;

CREATE VIEW info.tables AS
SELECT 'unsilo' AS table_catalog, n.nspname AS table_schema, c.relname AS table_name,
       CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'f' THEN 'FOREIGN' ELSE 'BASE TABLE' END
           AS table_type,
       'NO' AS is_insertable_into, 'NO' AS is_typed
FROM pg.pg_class c JOIN pg.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'v', 'f', 'p') AND n.nspname <> 'pg_toast';

CREATE VIEW info.views AS
SELECT 'unsilo' AS table_catalog, n.nspname AS table_schema, c.relname AS table_name,
       d.__text AS view_definition, 'NONE' AS check_option, 'NO' AS is_updatable, 'NO' AS is_insertable_into,
       'NO' AS is_trigger_updatable, 'NO' AS is_trigger_deletable,
       'NO' AS is_trigger_insertable_into
FROM pg.pg_class c JOIN pg.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg.__viewdefs d ON d.__oid = c.oid WHERE c.relkind = 'v';

CREATE VIEW info.columns AS
SELECT 'unsilo' AS table_catalog, n.nspname AS table_schema, c.relname AS table_name,
       a.attname AS column_name, a.attnum::INTEGER AS ordinal_position,
       d.adbin AS column_default,
       CASE WHEN a.attnotnull THEN 'NO' ELSE 'YES' END AS is_nullable,
       t.__shown AS data_type,
       CASE WHEN a.atttypmod > 0 THEN a.atttypmod - t.__length_from END::INTEGER
            AS character_maximum_length,
       CASE WHEN t.__octets = 'length' AND a.atttypmod > 0 THEN (a.atttypmod - 4) * 4
            WHEN t.__octets IS NOT NULL THEN 1073741824 END::INTEGER AS character_octet_length,
       CASE WHEN t.__radix = 10 AND a.atttypmod > 0 THEN ((a.atttypmod - 4) >> 16) & 65535
            ELSE t.__bits END::INTEGER AS numeric_precision,
       t.__radix::INTEGER AS numeric_precision_radix,
       CASE WHEN t.__radix = 10 AND a.atttypmod > 0 THEN (a.atttypmod - 4) & 2047
            ELSE t.__scale END::INTEGER AS numeric_scale,
       t.__fraction::INTEGER AS datetime_precision,
       'unsilo' AS udt_catalog, 'pg_catalog' AS udt_schema, t.__name AS udt_name,
       a.attnum::VARCHAR AS dtd_identifier, 'NO' AS is_self_referencing, 'NO' AS is_identity,
       'NO' AS identity_cycle, 'NEVER' AS is_generated, 'NO' AS is_updatable
FROM pg.pg_attribute a
JOIN pg.pg_class c ON c.oid = a.attrelid JOIN pg.pg_namespace n ON n.oid = c.relnamespace
JOIN pg.__column_types t ON t.__oid = a.atttypid
LEFT JOIN pg.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'v', 'f', 'p');

CREATE VIEW info.table_constraints AS
SELECT 'unsilo' AS constraint_catalog, n.nspname AS constraint_schema,
       k.conname AS constraint_name, 'unsilo' AS table_catalog, n.nspname AS table_schema,
       c.relname AS table_name,
       CASE k.contype WHEN 'p' THEN 'PRIMARY KEY' WHEN 'f' THEN 'FOREIGN KEY'
            WHEN 'u' THEN 'UNIQUE' ELSE 'CHECK' END AS constraint_type,
       'NO' AS is_deferrable, 'NO' AS initially_deferred,
       CASE WHEN k.conenforced THEN 'YES' ELSE 'NO' END AS enforced,
       CASE WHEN k.contype = 'u' THEN 'YES' END AS nulls_distinct
FROM pg.pg_constraint k
JOIN pg.pg_class c ON c.oid = k.conrelid JOIN pg.pg_namespace n ON n.oid = c.relnamespace
WHERE k.contype IN ('p', 'f', 'u', 'c');

CREATE VIEW info.key_column_usage AS
SELECT 'unsilo' AS constraint_catalog, u.nspname AS constraint_schema,
       u.conname AS constraint_name, 'unsilo' AS table_catalog, u.nspname AS table_schema,
       u.relname AS table_name, a.attname AS column_name, u.__place::INTEGER AS ordinal_position,
       CASE WHEN u.contype = 'f' THEN u.__place END::INTEGER AS position_in_unique_constraint
FROM (
    SELECT k.conrelid, k.conname, k.contype, n.nspname, c.relname, unnest(k.conkey) AS __attnum,
           generate_subscripts(k.conkey, 1) AS __place
    FROM pg.pg_constraint k
    JOIN pg.pg_class c ON c.oid = k.conrelid JOIN pg.pg_namespace n ON n.oid = c.relnamespace
    WHERE k.contype IN ('p', 'f', 'u')
) u JOIN pg.pg_attribute a ON a.attrelid = u.conrelid AND a.attnum = u.__attnum;

CREATE VIEW info.check_constraints AS
SELECT 'unsilo' AS constraint_catalog, n.nspname AS constraint_schema,
       k.conname AS constraint_name,
       coalesce(k.conbin, regexp_extract(d.__text, '^CHECK \((.*)\)$', 1)) AS check_clause
FROM pg.pg_constraint k JOIN pg.pg_namespace n ON n.oid = k.connamespace
JOIN pg.__constraint_texts d ON d.__oid = k.oid
WHERE k.contype = 'c';

CREATE MACRO pg.__action(_p1) AS CASE _p1 WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT'
    WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END;

CREATE VIEW info.referential_constraints AS
SELECT 'unsilo' AS constraint_catalog, n.nspname AS constraint_schema,
       k.conname AS constraint_name, 'unsilo' AS unique_constraint_catalog,
       p.__schema AS unique_constraint_schema, p.__name AS unique_constraint_name,
       'NONE' AS match_option, pg.__action(k.confupdtype) AS update_rule,
       pg.__action(k.confdeltype) AS delete_rule
FROM pg.pg_constraint k JOIN pg.pg_namespace n ON n.oid = k.connamespace
LEFT JOIN (
    SELECT x.conrelid AS __relation, x.conkey AS __key, x.conname AS __name,
           m.nspname AS __schema
    FROM pg.pg_constraint x JOIN pg.pg_namespace m ON m.oid = x.connamespace
    WHERE x.contype IN ('p', 'u')
) p ON p.__relation = k.confrelid AND p.__key = k.confkey
WHERE k.contype = 'f';

CREATE VIEW info.constraint_column_usage AS
SELECT 'unsilo' AS table_catalog, n.nspname AS table_schema, c.relname AS table_name,
       a.attname AS column_name, 'unsilo' AS constraint_catalog,
       u.nspname AS constraint_schema, u.conname AS constraint_name
FROM (
    SELECT CASE k.contype WHEN 'f' THEN k.confrelid ELSE k.conrelid END AS __relation,
           k.conname, m.nspname,
           unnest(CASE k.contype WHEN 'f' THEN k.confkey ELSE k.conkey END) AS __attnum
    FROM pg.pg_constraint k JOIN pg.pg_namespace m ON m.oid = k.connamespace
    WHERE k.contype IN ('p', 'f', 'u', 'c')
) u
JOIN pg.pg_class c ON c.oid = u.__relation JOIN pg.pg_namespace n ON n.oid = c.relnamespace
JOIN pg.pg_attribute a ON a.attrelid = u.__relation AND a.attnum = u.__attnum;

CREATE VIEW info.element_types AS
SELECT 'unsilo' AS object_catalog, n.nspname AS object_schema, x.__name AS object_name,
       x.__kind AS object_type, x.__number::VARCHAR AS collection_type_identifier,
       f.__before || f.__after AS data_type,
       CASE WHEN k.oid IS NOT NULL THEN 'unsilo' END AS collation_catalog,
       CASE WHEN k.oid IS NOT NULL THEN 'pg_catalog' END AS collation_schema,
       k.collname AS collation_name, 'unsilo' AS udt_catalog, m.nspname AS udt_schema,
       e.typname AS udt_name, 'a' || x.__number AS dtd_identifier
FROM (
    SELECT c.relnamespace AS __namespace, c.relname AS __name, 'TABLE' AS __kind,
           a.attnum::BIGINT AS __number, a.atttypid AS __type, a.attcollation AS __collation
    FROM pg.pg_attribute a JOIN pg.pg_class c ON c.oid = a.attrelid
    WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'v', 'f', 'p')
    UNION ALL
    SELECT pronamespace, proname || '_' || oid, 'ROUTINE', 0, prorettype, 0 FROM pg.pg_proc
    UNION ALL
    SELECT pronamespace, proname || '_' || oid, 'ROUTINE', generate_subscripts(__types, 1),
           unnest(__types), 0
    FROM (SELECT *, coalesce(proallargtypes, proargtypes::UINTEGER[]) AS __types FROM pg.pg_proc)
    UNION ALL
    SELECT typnamespace, typname, 'DOMAIN', 1, typbasetype, typcollation FROM pg.pg_type WHERE typtype = 'd'
) x
JOIN pg.pg_type t ON t.oid = x.__type AND t.typelem <> 0 AND t.typlen = -1
JOIN pg.pg_type e ON e.oid = t.typelem JOIN pg.__type_names f ON f.__oid = e.oid
JOIN pg.pg_namespace n ON n.oid = x.__namespace JOIN pg.pg_namespace m ON m.oid = e.typnamespace
LEFT JOIN pg.pg_collation k ON k.oid = x.__collation AND k.collname <> 'default';
