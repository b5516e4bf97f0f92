SELECT current_schema(),session_user
----
-- types PostgreSQL has more databases
SELECT db.oid,db.* FROM pg_catalog.pg_database db WHERE datallowconn AND NOT datistemplate OR db.datname = current_database() ORDER BY db.datname
----
select * from pg_catalog.pg_settings where name='standard_conforming_strings'
----
select string_agg(word, ',') from pg_catalog.pg_get_keywords() where word <> ALL ('{a,abs,absolute,action,ada,add}'::text[])
----
-- types rights are written in another way
SELECT n.oid,n.*,d.description FROM pg_catalog.pg_namespace n
LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=n.oid AND d.objsubid=0 AND d.classoid='pg_namespace'::regclass
WHERE nspname = 'pg_catalog' ORDER BY nspname
----
-- types rights are written in another way
SELECT n.oid,n.*,d.description FROM pg_catalog.pg_namespace n
LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=n.oid AND d.objsubid=0 AND d.classoid='pg_namespace'::regclass
ORDER BY nspname
----
SELECT n.nspname = ANY(current_schemas(true)), n.nspname, t.typname
FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON t.typnamespace = n.oid WHERE t.oid = 1009
----
SELECT t.oid,t.*,c.relkind,format_type(nullif(t.typbasetype, 0), t.typtypmod) as base_type_name, d.description
FROM pg_catalog.pg_type t
LEFT OUTER JOIN pg_catalog.pg_type et ON et.oid=t.typelem
LEFT OUTER JOIN pg_catalog.pg_class c ON c.oid=t.typrelid
LEFT OUTER JOIN pg_catalog.pg_description d ON t.oid=d.objoid
WHERE t.typname IS NOT NULL AND (c.relkind IS NULL OR c.relkind = 'c') AND (et.typcategory IS NULL OR et.typcategory <> 'C')
    AND t.typnamespace = 11 AND t.typname = 'int4'
----
-- types OIDs and statistics are each side's own
SELECT c.oid,c.*,d.description,pg_catalog.pg_get_expr(c.relpartbound, c.oid) as partition_expr, pg_catalog.pg_get_partkeydef(c.oid) as partition_key
FROM pg_catalog.pg_class c
LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=c.oid AND d.objsubid=0 AND d.classoid='pg_class'::regclass
WHERE c.relnamespace=(SELECT oid FROM pg_namespace WHERE nspname = 'crm') AND c.relkind not in ('i','I','c')
----
SELECT c.relname,a.attname,a.attnum,a.attnotnull,a.atttypmod,pg_catalog.pg_get_expr(ad.adbin, ad.adrelid, true) as def_value,dsc.description,dep.objid
FROM pg_catalog.pg_attribute a
INNER JOIN pg_catalog.pg_class c ON (a.attrelid=c.oid)
LEFT OUTER JOIN pg_catalog.pg_attrdef ad ON (a.attrelid=ad.adrelid AND a.attnum = ad.adnum)
LEFT OUTER JOIN pg_catalog.pg_description dsc ON (c.oid=dsc.objoid AND a.attnum = dsc.objsubid)
LEFT OUTER JOIN pg_depend dep on dep.refobjid = a.attrelid AND dep.deptype = 'i' and dep.refobjsubid = a.attnum and dep.classid = dep.refclassid
WHERE NOT a.attisdropped AND c.relkind not in ('i','I','c') AND c.oid={customers} AND a.attnum > 0 ORDER BY a.attnum
----
-- types PostgreSQL 18 names NOT NULL constraints
SELECT c.oid,c.*,t.relname as tabrelname,rt.relnamespace as refnamespace,d.description, case when c.contype='c' then "substring"(pg_get_constraintdef(c.oid), 7) else null end consrc_copy
FROM pg_catalog.pg_constraint c
INNER JOIN pg_catalog.pg_class t ON t.oid=c.conrelid
LEFT OUTER JOIN pg_catalog.pg_class rt ON rt.oid=c.confrelid
LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=c.oid AND d.objsubid=0 AND d.classoid='pg_constraint'::regclass
WHERE c.conrelid={orders} ORDER BY c.oid
----
-- types the tablespace of an index and its extents are each side's own
SELECT i.*,i.indkey as keys,c.relname,c.relnamespace,c.relam,c.reltablespace,tc.relname as tabrelname,dsc.description,pg_catalog.pg_get_expr(i.indpred, i.indrelid) as pred_expr,pg_catalog.pg_get_expr(i.indexprs, i.indrelid, true) as expr,pg_catalog.pg_relation_size(i.indexrelid) as index_rel_size,pg_catalog.pg_stat_get_numscans(i.indexrelid) as index_num_scans
FROM pg_catalog.pg_index i
INNER JOIN pg_catalog.pg_class c ON c.oid=i.indexrelid
INNER JOIN pg_catalog.pg_class tc ON tc.oid=i.indrelid
LEFT OUTER JOIN pg_catalog.pg_description dsc ON i.indexrelid=dsc.objoid
WHERE i.indrelid={customers} ORDER BY tabrelname, c.relname
----
SELECT a.attname FROM pg_catalog.pg_inherits i, pg_catalog.pg_class c, pg_catalog.pg_attribute a WHERE i.inhrelid={customers} AND c.oid=i.inhparent AND a.attrelid = c.oid
----
SELECT * FROM pg_catalog.pg_enum WHERE enumtypid=23
----
SELECT x.oid,x.*,p.relname FROM pg_catalog.pg_trigger x INNER JOIN pg_class p ON p.oid = x.tgrelid WHERE x.tgrelid={rich} AND NOT tgisinternal
----
-- types the texts of views stay in their sources
SELECT pg_catalog.pg_get_viewdef({rich}, true)
----
SELECT oid,* FROM pg_catalog.pg_am ORDER BY oid
----
SELECT pg_catalog.pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = {orders} ORDER BY 1
----
SELECT p.oid as poid,p.proname,p.prokind,p.proretset,p.proargtypes,p.proargnames,p.prorettype,pg_catalog.pg_get_function_result(p.oid) as rt, l.lanname
FROM pg_catalog.pg_proc p LEFT OUTER JOIN pg_catalog.pg_language l ON l.oid = p.prolang
WHERE p.pronamespace=11 AND p.proname LIKE 'pg_get_%' ORDER BY p.proname, p.oid
----
SELECT c.oid,c.collname,c.collencoding FROM pg_catalog.pg_collation c WHERE c.collname = 'C' ORDER BY c.oid
----
SELECT s.relname FROM pg_catalog.pg_class s, pg_catalog.pg_namespace n WHERE s.relnamespace = n.oid AND s.relkind = 'S' AND n.nspname = 'crm'
----
-- types PostgreSQL has its own roles
SELECT a.oid,a.*,pd.description FROM pg_catalog.pg_roles a left join pg_catalog.pg_shdescription pd on a.oid = pd.objoid ORDER BY a.rolname
----
SELECT t.oid,t.spcname FROM pg_catalog.pg_tablespace t ORDER BY t.oid
----
select c.relname, c.relkind from pg_class c, pg_namespace n where n.oid = c.relnamespace and n.nspname = 'crm' and c.relname ILIKE 'cust%' and c.relkind in ('r','v','m','p','f') order by c.relname limit 100
