-- Where functions look names up: __columns only (see functions.sql).

CREATE MACRO pg.quote_ident(_p1) AS
    CASE WHEN regexp_full_match(_p1, '[a-z_][a-z0-9_]*')
              AND _p1 NOT IN (SELECT __word FROM pg.__keywords) THEN _p1
         ELSE '"' || replace(_p1, '"', '""') || '"' END;

CREATE TABLE pg.__namespace_names AS
SELECT oid AS __oid, nspname AS __plain,
       pg.quote_ident(nspname) AS __name
FROM pg.pg_namespace;

CREATE TABLE pg.__role_names AS SELECT oid AS __oid, rolname AS __name FROM pg.__roles;

CREATE TABLE pg.__proc_names AS SELECT oid AS __oid, proname AS __name FROM pg.pg_proc;

CREATE TABLE pg.__class_names AS
SELECT q.__oid, q.__namespace, q.__quoted,
       CASE WHEN q.__schema = 'pg_catalog' THEN q.__quoted ELSE q.__schema || '.' || q.__quoted END
           AS __name,
       q.__schema || '.' || q.__quoted AS __full
FROM (
    SELECT c.oid AS __oid, c.relnamespace AS __namespace, n.__name AS __schema,
           pg.quote_ident(c.relname) AS __quoted
    FROM pg.pg_class c JOIN pg.__namespace_names n ON n.__oid = c.relnamespace
) q;

-- Every way to write a relation that means one thing: qualified, or alone where it is unique.
CREATE TABLE pg.__class_keys AS
SELECT __full AS __key, __oid FROM pg.__class_names
UNION
SELECT any_value(__name), any_value(__oid) FROM pg.__class_names
GROUP BY __quoted HAVING count(*) = 1 AND any_value(__name) = any_value(__quoted)
UNION
SELECT __quoted, any_value(__oid) FROM pg.__class_names GROUP BY __quoted HAVING count(*) = 1;

CREATE TABLE pg.__type_keys AS
SELECT __before || __after || __array AS __key, __oid FROM pg.__type_names
UNION
SELECT typname, oid FROM pg.pg_type
UNION
SELECT 'pg_catalog.' || typname, oid FROM pg.pg_type
UNION
SELECT e.typname || '[]', e.typarray FROM pg.pg_type e WHERE e.typarray <> 0
UNION
SELECT a.__key, t.oid FROM pg.pg_type t JOIN (VALUES
    ('int', 'int4'), ('decimal', 'numeric'), ('float', 'float8'), ('varchar', 'varchar'),
    ('char', 'bpchar'), ('timestamp', 'timestamp'), ('time', 'time')
) a(__key, __type) ON t.typname = a.__type AND t.typnamespace = 11;

CREATE TABLE pg.__descriptions AS
SELECT objoid AS __oid, classoid AS __class, objsubid AS __number, description AS __text
FROM pg.pg_description;
