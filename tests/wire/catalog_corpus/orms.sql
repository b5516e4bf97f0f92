SELECT x.indexrelid::regclass::text, array_agg(a.attname ORDER BY u.place), array_agg(u.flag ORDER BY u.place)
FROM pg_index x, unnest(x.indkey, x.indoption) WITH ORDINALITY u(number, flag, place), pg_attribute a
WHERE a.attrelid = x.indrelid AND a.attnum = u.number AND x.indrelid = {lines}
GROUP BY x.indexrelid
----
SELECT * FROM current_schema()
----
SELECT * FROM current_database() AS d, current_schemas(true) s
----
SELECT u.* FROM unnest(ARRAY['a', 'b'], ARRAY[1, 2, 3]) u(x, y), pg_am WHERE amname = 'btree'
----
SELECT attname, atttypid = ANY ('{int,int8,int2}'::regtype[]) AS whole,
       ('"pg_catalog"."' || t.typname || '"')::"regtype"::text AS spelled
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
WHERE a.attrelid = {customers} AND a.attnum > 0 AND EXISTS (SELECT FROM pg_class c WHERE c.oid = a.attrelid)
ORDER BY a.attnum
----
SELECT d.objsubid, d.description FROM pg_catalog.pg_statio_all_tables s
JOIN pg_catalog.pg_description d ON d.objoid = s.relid WHERE s.relname = 'customers' ORDER BY 1
----
SELECT i.indexrelname, i.relname, i.schemaname, k.conname FROM pg_stat_user_indexes i
LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u') ORDER BY 1, 4
----
SELECT * FROM information_schema.element_types WHERE object_type <> 'ROUTINE'
----
SELECT object_type, collection_type_identifier, data_type, udt_name, count(*)
FROM information_schema.element_types WHERE object_schema = 'pg_catalog'
GROUP BY object_type, collection_type_identifier, data_type, udt_name
----
SELECT c.column_name, e.data_type FROM information_schema.columns c
LEFT JOIN information_schema.element_types e
  ON (c.table_catalog, c.table_schema, c.table_name, 'TABLE', c.dtd_identifier)
   = (e.object_catalog, e.object_schema, e.object_name, e.object_type, e.collection_type_identifier)
WHERE c.table_name = 'customers' ORDER BY c.ordinal_position
----
SELECT column_name, col_description((quote_ident(table_catalog) || '.' || quote_ident(table_schema) || '.'
       || quote_ident(table_name))::regclass::oid, ordinal_position) AS told
FROM information_schema.columns WHERE table_schema = 'crm' ORDER BY table_name, ordinal_position
