select current_database() as a, current_schemas(false) as b
----
-- types PostgreSQL has more databases
select N.oid::bigint as id, datname as name, D.description, datistemplate as is_template, datallowconn as allow_connections, pg_catalog.pg_get_userbyid(N.datdba) as "owner"
from pg_catalog.pg_database N left join pg_catalog.pg_shdescription D on N.oid = D.objoid
order by case when datname = pg_catalog.current_database() then -1::bigint else N.oid::bigint end
----
-- types transactions are counted by each side
select N.oid::bigint as id, N.xmin as state_number, nspname as name, D.description, pg_catalog.pg_get_userbyid(N.nspowner) as "owner"
from pg_catalog.pg_namespace N left join pg_catalog.pg_description D on N.oid = D.objoid
order by case when nspname = pg_catalog.current_schema() then -1::bigint else N.oid::bigint end
----
-- types transactions are counted by each side
select L.transactionid::varchar::bigint as transaction_id from pg_catalog.pg_locks L where L.transactionid is not null
order by pg_catalog.age(L.transactionid) desc limit 1
----
select case when pg_catalog.pg_is_in_recovery() then null else 1 end as current_txid
----
-- types transactions are counted by each side
select T.relkind as table_kind, T.relname as table_name, T.oid as table_id, T.xmin as table_state_number,
    false as table_with_oids, T.reltablespace as tablespace_id, T.reloptions as options, T.relpersistence as persistence,
    (select pg_catalog.array_agg(inhparent::bigint order by inhseqno)::varchar from pg_catalog.pg_inherits where T.oid = inhrelid) as ancestors,
    T.relispartition as is_partition, pg_catalog.pg_get_partkeydef(T.oid) as partition_key,
    pg_catalog.pg_get_expr(T.relpartbound, T.oid) as partition_expression, T.relam am_id,
    pg_catalog.pg_get_userbyid(T.relowner) as "owner"
from pg_catalog.pg_class T
where relnamespace = (select oid from pg_catalog.pg_namespace where nspname = 'crm') and relkind in ('r', 'm', 'v', 'f', 'p')
    and pg_catalog.age(T.xmin) <= 2147483647
order by table_kind, table_id
----
with T as (select T.oid as table_id, T.relname as table_name from pg_catalog.pg_class T
    where T.relnamespace = (select oid from pg_catalog.pg_namespace where nspname = 'crm') and T.relkind in ('r', 'm', 'v', 'f', 'p'))
select T.table_name, C.attnum as column_position, C.attname as column_name, C.atttypmod as type_mod, C.attndims as dimensions_number,
    pg_catalog.format_type(C.atttypid, C.atttypmod) as type_spec, C.atttypid as type_id, C.attnotnull as mandatory,
    pg_catalog.pg_get_expr(D.adbin, T.table_id) as column_default_expression, not C.attislocal as column_is_inherited,
    C.attfdwoptions as options, C.attisdropped as column_is_dropped, C.attidentity as identity_kind, C.attgenerated as generated
from T join pg_catalog.pg_attribute C on T.table_id = C.attrelid
left join pg_catalog.pg_attrdef D on (C.attrelid, C.attnum) = (D.adrelid, D.adnum)
where attnum > 0 and not attisdropped
order by table_name, attnum
----
select tab.relname as table_name, tab.relkind as table_kind, ind_stor.relname as index_name, ind_head.indexrelid as index_id,
    ind_head.indisunique as is_unique, ind_head.indisprimary as is_primary, ind_head.indkey as column_positions,
    ind_head.indclass as column_operators, ind_head.indoption as column_options,
    pg_catalog.pg_get_expr(ind_head.indpred, ind_head.indrelid) as condition, case when indexprs is not null then array_to_string(array(
        select case when indkey[k] = 0 then chr(27) || pg_catalog.pg_get_indexdef(ind_head.indexrelid, k + 1, true)
        else pg_catalog.pg_get_indexdef(ind_head.indexrelid, k + 1, true) end
        from pg_catalog.generate_subscripts(ind_head.indkey, 1) as k order by k), chr(28)) else null end as expressions
from pg_catalog.pg_class tab
join pg_catalog.pg_index ind_head on ind_head.indrelid = tab.oid
join pg_catalog.pg_class ind_stor on tab.relnamespace = ind_stor.relnamespace and ind_stor.oid = ind_head.indexrelid
where tab.relnamespace = (select oid from pg_catalog.pg_namespace where nspname = 'crm') and tab.relkind in ('r', 'm', 'v', 'p')
order by table_name, index_name
----
-- types NOT NULL constraints have names in PostgreSQL 18
select T.oid table_id, relkind table_kind, C.oid::bigint con_id, conname con_name, contype con_kind, conkey con_columns, conindid index_id,
    confrelid ref_table_id, condeferrable is_deferrable, condeferred is_init_deferred, confupdtype on_update, confdeltype on_delete,
    connoinherit no_inherit, pg_catalog.pg_get_expr(conbin, T.oid) con_expression, confkey ref_columns, conexclop::int[] excl_operators,
    array(select unnest::regoper::varchar from unnest(conexclop)) excl_operators_str
from pg_catalog.pg_constraint C join pg_catalog.pg_class T on C.conrelid = T.oid
where relkind in ('r', 'v', 'f', 'p') and relnamespace = (select oid from pg_catalog.pg_namespace where nspname = 'crm')
    and contype in ('p', 'u', 'f', 'c', 'x') and connamespace = (select oid from pg_catalog.pg_namespace where nspname = 'crm')
----
select D.objoid id, case when 'pg_catalog.pg_namespace'::regclass::oid = classoid then 'S' when 'pg_catalog.pg_class'::regclass::oid = classoid then 'C' end as kind,
    D.objsubid sub_id, D.description
from pg_catalog.pg_description D
where pg_catalog.pg_table_is_visible(D.objoid) and D.description in ('who buys', 'as on the passport')
----
-- types PostgreSQL has its own roles
select R.oid::bigint as role_id, rolname as role_name, rolsuper is_super, rolinherit is_inherit, rolcreaterole can_createrole,
    rolcreatedb can_createdb, rolcanlogin can_login, rolreplication is_replication, rolconnlimit conn_limit, rolvaliduntil valid_until,
    rolbypassrls bypass_rls, rolconfig config, D.description
from pg_catalog.pg_roles R left join pg_catalog.pg_shdescription D on D.objoid = R.oid
