-- Where functions look names up, in every database: __columns only (see functions.sql).

CREATE VIEW pg.__namespace_names AS
SELECT oid AS __oid, nspname AS __plain, pg.quote_ident(nspname) AS __name FROM pg.pg_namespace;

CREATE VIEW pg.__type_places AS SELECT oid AS __oid, typnamespace AS __namespace FROM pg.pg_type;

-- A row type has its relation's name alone where no other one has it.
CREATE VIEW pg.__type_keys AS
SELECT __key, __oid FROM pg.__own_type_keys
UNION ALL
SELECT __before || __array, __oid FROM pg.__type_names WHERE __oid > 16383
UNION ALL
SELECT __bare, any_value(__oid) FROM pg.__type_names WHERE __bare IS NOT NULL
GROUP BY __bare HAVING count(*) = 1;

CREATE VIEW pg.__descriptions AS
SELECT objoid AS __oid, classoid AS __class, objsubid AS __number, description AS __text
FROM pg.pg_description;

-- How the reg* types print: OID and name.
-- A name that one relation has needs no schema where that is in sight; nor does any name in the first
-- schema of a path that was chosen, which only pg_catalog precedes.
CREATE VIEW pg.__regclass_names AS
SELECT c.__oid, CASE WHEN a.__oid IS NOT NULL AND pg.__visible(c.__namespace) THEN c.__short
                     WHEN getvariable('__chosen') AND NOT starts_with(c.__short, 'pg_')
                      AND list_position(getvariable('__path'), c.__namespace) = 2 THEN c.__short
                     ELSE c.__name END AS __name
FROM pg.__class_names c LEFT JOIN pg.__alone a ON a.__oid = c.__oid;
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

CREATE VIEW pg.__constraint_texts AS
SELECT k.__oid, k.__text || coalesce(r.__name || k.__after, '') AS __text, k.__pretty
FROM pg.__constraintdefs k LEFT JOIN pg.__regclass_names r ON r.__oid = k.__target;
