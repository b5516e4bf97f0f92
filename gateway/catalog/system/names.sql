-- Where functions look names up: __columns only (see functions.sql).

-- No subquery: a join by a name that is quoted here is to stay a join by an equal value.
CREATE MACRO pg.quote_ident(_p1) AS
    CASE WHEN regexp_full_match(_p1, '[a-z_][a-z0-9_]*')
              AND NOT regexp_full_match(_p1, '{reserved}') THEN _p1
         ELSE '"' || replace(_p1, '"', '""') || '"' END;

CREATE TABLE pg.__namespace_names AS
SELECT oid AS __oid, nspname AS __plain,
       pg.quote_ident(nspname) AS __name
FROM pg.pg_namespace;

-- Everything is owned by one role; the others are known to `live` only.
CREATE TABLE pg.__role_names (__oid UINTEGER, __name VARCHAR); -- a query that asks brings its own
CREATE TABLE pg.__owner AS SELECT 10::UINTEGER AS oid, 'unsilo' AS rolname;

-- As regprocout: a name that several functions have is qualified.
CREATE TABLE pg.__proc_names AS
SELECT p.oid AS __oid, p.proname AS __plain, p.pronamespace AS __namespace,
       CASE WHEN count(*) OVER (PARTITION BY p.proname) > 1 OR n.__plain <> 'pg_catalog'
            THEN n.__name || '.' || p.proname ELSE p.proname END AS __name
FROM pg.pg_proc p JOIN pg.__namespace_names n ON n.__oid = p.pronamespace;

-- One spelling of a relation's name, which may have quotes that it does not need.
CREATE MACRO pg.__plain(_p1) AS regexp_replace(
    regexp_replace(_p1::VARCHAR, '^"([a-z_][a-z0-9_$]*)"(\.|$)', '\1\2'),
    '(^|\.)"([a-z_][a-z0-9_$]*)"$', '\1\2');

CREATE TABLE pg.__class_names AS
SELECT q.__oid, q.__namespace, pg.__plain(q.__quoted) AS __bare,
       CASE WHEN q.__schema = 'pg_catalog' THEN q.__quoted ELSE q.__schema || '.' || q.__quoted END
           AS __name,
       pg.__plain(q.__schema || '.' || q.__quoted) AS __full
FROM (
    SELECT c.oid AS __oid, c.relnamespace AS __namespace, n.__name AS __schema,
           pg.quote_ident(c.relname) AS __quoted
    FROM pg.pg_class c JOIN pg.__namespace_names n ON n.__oid = c.relnamespace
) q;

CREATE TABLE pg.__type_places AS SELECT oid AS __oid, typnamespace AS __namespace FROM pg.pg_type;

CREATE TABLE pg.__type_keys AS
SELECT __before || __after || __array AS __key, __oid FROM pg.__type_names
UNION
SELECT typname, oid FROM pg.pg_type WHERE typnamespace = 11
UNION
SELECT 'pg_catalog.' || typname, oid FROM pg.pg_type WHERE typnamespace = 11
UNION
SELECT pg.quote_ident(typname), any_value(oid) FROM pg.pg_type
WHERE typnamespace >= 12000 AND typelem = 0 GROUP BY typname HAVING count(*) = 1
UNION
SELECT e.typname || '[]', e.typarray FROM pg.pg_type e
WHERE e.typarray <> 0 AND e.typnamespace = 11
UNION
SELECT a.__key, t.oid FROM pg.pg_type t JOIN (VALUES
    ('int', 'int4'), ('decimal', 'numeric'), ('float', 'float8'), ('varchar', 'varchar'),
    ('char', 'bpchar'), ('timestamp', 'timestamp'), ('time', 'time')
) a(__key, __type) ON t.typname = a.__type AND t.typnamespace = 11;

CREATE TABLE pg.__descriptions AS
SELECT objoid AS __oid, classoid AS __class, objsubid AS __number, description AS __text
FROM pg.pg_description;

-- How the reg* types print: OID and name.
CREATE VIEW pg.__regclass_names AS SELECT __oid, __name FROM pg.__class_names;
CREATE VIEW pg.__regtype_names AS
SELECT __oid, __before || __after || __array AS __name FROM pg.__type_names;
CREATE VIEW pg.__regproc_names AS SELECT __oid, __name FROM pg.__proc_names;
CREATE VIEW pg.__regprocedure_names AS
SELECT p.__oid, p.__plain || '(' || coalesce((
           SELECT string_agg(t.__name, ',' ORDER BY a.place) FROM (
               SELECT unnest(q.proargtypes) AS type, generate_subscripts(q.proargtypes, 1) AS place
               FROM pg.pg_proc q WHERE q.oid = p.__oid
           ) a JOIN pg.__regtype_names t ON t.__oid = a.type), '') || ')' AS __name
FROM pg.__proc_names p;
CREATE VIEW pg.__regoper_names AS SELECT oid AS __oid, oprname AS __name FROM pg.pg_operator;
CREATE VIEW pg.__regcollation_names AS
SELECT oid AS __oid, pg.quote_ident(collname) AS __name FROM pg.pg_collation;
CREATE VIEW pg.__regnamespace_names AS SELECT __oid, __name FROM pg.__namespace_names;
