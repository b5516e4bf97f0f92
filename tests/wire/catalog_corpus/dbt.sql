select distinct nspname from pg_namespace where nspname = 'crm'
----
select count(*) from pg_namespace where nspname = 'crm'
----
select 'unsilo' as database, tablename as name, schemaname as schema, 'table' as type from pg_tables where schemaname ilike 'crm'
union all
select 'unsilo' as database, viewname as name, schemaname as schema, 'view' as type from pg_views where schemaname ilike 'crm'
union all
select 'unsilo' as database, matviewname as name, schemaname as schema, 'materialized_view' as type from pg_matviews where schemaname ilike 'crm'
----
select column_name, data_type, character_maximum_length, numeric_precision, numeric_scale
from "unsilo".INFORMATION_SCHEMA.columns
where table_name = 'customers' and table_schema = 'crm'
order by ordinal_position
----
with relation as (
    select pg_rewrite.ev_class as class, pg_rewrite.oid as id from pg_rewrite
),
class as (
    select oid as id, relname as name, relnamespace as schema, relkind as kind from pg_class
),
dependency as (
    select distinct pg_depend.objid as id, pg_depend.refobjid as ref from pg_depend
),
schema as (
    select pg_namespace.oid as id, pg_namespace.nspname as name from pg_namespace
    where nspname != 'information_schema' and nspname not like 'pg\_%'
)
select schema.name, class.name, class.kind from class join schema on class.schema = schema.id
where class.kind in ('r', 'v') order by 1, 2
----
select table_database as d, table_schema, table_name, column_index, column_type from (
    select 'unsilo'::varchar as table_database, sch.nspname as table_schema, tbl.relname as table_name,
        case tbl.relkind when 'v' then 'VIEW' else 'BASE TABLE' end as table_type, tbl_desc.description as table_comment,
        col.attname as column_name, col.attnum as column_index,
        pg_catalog.format_type(col.atttypid, col.atttypmod) as column_type, col_desc.description as column_comment,
        pg_get_userbyid(tbl.relowner) as table_owner
    from pg_catalog.pg_namespace sch
    join pg_catalog.pg_class tbl on tbl.relnamespace = sch.oid
    join pg_catalog.pg_attribute col on col.attrelid = tbl.oid
    left outer join pg_catalog.pg_description tbl_desc on (tbl_desc.objoid = tbl.oid and tbl_desc.objsubid = 0)
    left outer join pg_catalog.pg_description col_desc on (col_desc.objoid = tbl.oid and col_desc.objsubid = col.attnum)
    where (upper(sch.nspname) = upper('crm')) and not pg_is_other_temp_schema(sch.oid)
        and tbl.relpersistence in ('p', 'u') and tbl.relkind in ('r', 'v', 'f', 'p') and col.attnum > 0 and not col.attisdropped
) c order by table_schema, table_name, column_index
