-- What is the same in every database: names of PostgreSQL's own things, and how names are written.
-- Where functions look names up: __columns only (see functions.sql).

-- No subquery: a join by a name that is quoted here is to stay a join by an equal value.
CREATE MACRO pg.quote_ident(_p1) AS
    CASE WHEN regexp_full_match(_p1, '[a-z_][a-z0-9_]*')
              AND NOT regexp_full_match(_p1, '{reserved}') THEN _p1
         ELSE '"' || replace(_p1, '"', '""') || '"' END;

-- One spelling of a relation's name, which may have quotes that it does not need.
CREATE MACRO pg.__plain(_p1) AS regexp_replace(
    regexp_replace(_p1::VARCHAR, '^"([a-z_][a-z0-9_$]*)"(\.|$)', '\1\2'),
    '(^|\.)"([a-z_][a-z0-9_$]*)"$', '\1\2');

-- Everything is owned by one role; the others are known to `live` only.
CREATE TABLE pg.__owner AS SELECT 10::UINTEGER AS oid, 'unsilo' AS rolname;

-- As regprocout: a name that several functions have is qualified.
CREATE TABLE pg.__proc_names AS
SELECT p.oid AS __oid, p.proname AS __plain, p.pronamespace AS __namespace,
       CASE WHEN count(*) OVER (PARTITION BY p.proname) > 1 OR n.nspname <> 'pg_catalog'
            THEN pg.quote_ident(n.nspname) || '.' || p.proname ELSE p.proname END AS __name
FROM pg.pg_proc p JOIN pg.pg_namespace n ON n.oid = p.pronamespace;

CREATE TABLE pg.__class_names AS
SELECT c.oid AS __oid, c.relnamespace AS __namespace, pg.__plain(pg.quote_ident(c.relname)) AS __bare,
       CASE WHEN n.nspname <> 'pg_catalog' THEN pg.quote_ident(n.nspname) || '.' ELSE '' END
           || pg.quote_ident(c.relname) AS __name,
       pg.__plain(pg.quote_ident(n.nspname) || '.' || pg.quote_ident(c.relname)) AS __full,
       pg.quote_ident(c.relname) AS __short
FROM pg.pg_class c JOIN pg.pg_namespace n ON n.oid = c.relnamespace;

CREATE TABLE pg.__alone (__oid UINTEGER); -- relations whose name no other has: made in each database

CREATE MACRO pg.__visible(_p1) AS list_contains(getvariable('__path'), _p1::UINTEGER);

-- What information_schema.columns says of a column for its type; columns have PostgreSQL's types only.
CREATE TABLE pg.__column_types AS
SELECT t.oid AS __oid, t.typname AS __name,
       CASE WHEN t.typelem <> 0 AND t.typlen = -1 THEN 'ARRAY'
            ELSE f.__before || f.__after END AS __shown,
       CASE WHEN t.typname IN ('varchar', 'bpchar') THEN 4
            WHEN t.typname IN ('bit', 'varbit') THEN 0 END AS __length_from,
       CASE t.typname WHEN 'text' THEN 'any' WHEN 'varchar' THEN 'length'
            WHEN 'bpchar' THEN 'length' END AS __octets,
       CASE t.typname WHEN 'int2' THEN 16 WHEN 'int4' THEN 32 WHEN 'int8' THEN 64
            WHEN 'float4' THEN 24 WHEN 'float8' THEN 53 END AS __bits,
       CASE WHEN t.typname IN ('int2', 'int4', 'int8', 'float4', 'float8') THEN 2
            WHEN t.typname = 'numeric' THEN 10 END AS __radix,
       CASE WHEN t.typname IN ('int2', 'int4', 'int8') THEN 0 END AS __scale,
       CASE WHEN t.typname = 'date' THEN 0
            WHEN t.typname IN ('time', 'timetz', 'timestamp', 'timestamptz', 'interval') THEN 6
            END AS __fraction
FROM pg.pg_type t JOIN pg.__type_names f ON f.__oid = t.oid;

CREATE TABLE pg.__own_type_keys AS
SELECT __before || __after || __array AS __key, __oid FROM pg.__type_names
UNION
SELECT typname, oid FROM pg.pg_type WHERE typnamespace = 11
UNION
SELECT 'pg_catalog.' || typname, oid FROM pg.pg_type WHERE typnamespace = 11
UNION
SELECT e.typname || '[]', e.typarray FROM pg.pg_type e
WHERE e.typarray <> 0 AND e.typnamespace = 11
UNION
SELECT a.__key, t.oid FROM pg.pg_type t JOIN (VALUES
    ('int', 'int4'), ('decimal', 'numeric'), ('float', 'float8'), ('varchar', 'varchar'),
    ('char', 'bpchar'), ('timestamp', 'timestamp'), ('time', 'time')
) a(__key, __type) ON t.typname = a.__type AND t.typnamespace = 11;
