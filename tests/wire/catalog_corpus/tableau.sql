select ta.attname, ia.attnum, ic.relname, n.nspname, tc.relname
from pg_catalog.pg_attribute ta, pg_catalog.pg_attribute ia, pg_catalog.pg_class tc, pg_catalog.pg_index i,
    pg_catalog.pg_namespace n, pg_catalog.pg_class ic
where tc.relname = 'orders' AND n.nspname = 'crm' AND tc.oid = i.indrelid AND n.oid = tc.relnamespace
    AND i.indisprimary = 't' AND ia.attrelid = i.indexrelid AND ta.attrelid = i.indrelid
    AND ta.attnum = i.indkey[ia.attnum-1] AND (NOT ta.attisdropped) AND (NOT ia.attisdropped) AND ic.oid = i.indexrelid
order by ia.attnum
----
select n.nspname, c.relname, a.attname, a.atttypid, t.typname, a.attnum, a.attlen, a.atttypmod, a.attnotnull, c.relhasrules,
    c.relkind, c.oid, pg_get_expr(d.adbin, d.adrelid),
    case t.typtype when 'd' then t.typbasetype else 0 end, t.typtypmod
from (((pg_catalog.pg_class c inner join pg_catalog.pg_namespace n on n.oid = c.relnamespace and c.oid = {customers})
    inner join pg_catalog.pg_attribute a on (not a.attisdropped) and a.attnum > 0 and a.attrelid = c.oid)
    inner join pg_catalog.pg_type t on t.oid = a.atttypid)
    left outer join pg_attrdef d on a.atthasdef and d.adrelid = a.attrelid and d.adnum = a.attnum
order by n.nspname, c.relname, attnum
----
select current_schema()
----
SELECT typname, oid FROM pg_type WHERE typname IN ('citext', 'hstore', 'geometry', 'text')
----
select relname, nspname, relkind from pg_catalog.pg_class c, pg_catalog.pg_namespace n
where relkind in ('r', 'v', 'm', 'f', 'p')
    and nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'pg_temp_1') and n.oid = relnamespace
order by nspname, relname
----
SELECT NULL, nspname FROM pg_catalog.pg_namespace n WHERE n.nspname LIKE 'crm%' ORDER BY 2
----
SELECT has_schema_privilege(current_user, n.nspname, 'USAGE') AS "usage", n.nspname FROM pg_namespace n WHERE n.nspname = 'crm'
----
SELECT rc.constraint_name, rc.unique_constraint_name, kc.table_name, kc.column_name, kc.ordinal_position
FROM information_schema.referential_constraints rc
JOIN information_schema.key_column_usage kc
    ON rc.constraint_name = kc.constraint_name AND rc.constraint_schema = kc.constraint_schema
WHERE kc.table_schema = 'crm' ORDER BY 1, 5
