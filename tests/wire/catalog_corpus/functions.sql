SELECT a.amname, p, pg_indexam_has_property(a.oid, p) FROM pg_catalog.pg_am a, unnest(ARRAY['can_order', 'can_unique', 'can_multi_col', 'can_exclude', 'can_include', 'CAN_ORDER', 'asc', 'nothing']) p
----
SELECT p, pg_catalog.pg_index_column_has_property('crm.customers_name', 1, p), pg_catalog.pg_index_column_has_property('crm.customers_name', 0, p), pg_catalog.pg_index_column_has_property('crm.customers_name', 2, p), pg_catalog.pg_index_has_property('crm.customers_name', p), pg_catalog.pg_index_has_property('crm.customers', p) FROM unnest(ARRAY['asc', 'DESC', 'nulls_first', 'nulls_last', 'orderable', 'distance_orderable', 'returnable', 'search_array', 'search_nulls', 'clusterable', 'index_scan', 'bitmap_scan', 'backward_scan', 'can_order', 'nothing']) p
----
SELECT i.indexrelid::regclass::text, k, pg_index_column_has_property(i.indexrelid, k, 'desc'), pg_index_column_has_property(i.indexrelid, k, 'nulls_first') FROM pg_catalog.pg_index i, generate_series(1, 2) k WHERE i.indrelid = 'crm.orders'::regclass
----
SELECT spcname, quote_ident(pg_tablespace_location(oid)), pg_tablespace_location(NULL), quote_ident(pg_tablespace_location(NULL)) FROM pg_catalog.pg_tablespace
----
SELECT has_type_privilege('int4', 'usage'), has_type_privilege('int4[]', 'USAGE WITH GRANT OPTION, USAGE'), has_type_privilege(23, NULL), has_largeobject_privilege(1, 'SELECT'), has_table_privilege('crm.customers', 'INSERT,SELECT'), has_any_column_privilege('crm.customers', 'SELECT'), has_language_privilege('sql', 'usage'), has_sequence_privilege(1, 'usage')
----
SELECT a.privilege_type, a.is_grantable, a.grantee FROM aclexplode('{=rX/unsilo,unsilo=arw*d/unsilo}') a
----
SELECT (aclexplode(ARRAY['=U/unsilo']::aclitem[])).privilege_type
----
SELECT (aclexplode('{=U/unsilo}')).*, 1 AS one
----
SELECT n.nspname, a.* FROM pg_catalog.pg_namespace n, LATERAL aclexplode(n.nspacl) a WHERE n.nspname = 'crm'
----
SELECT * FROM pg_get_keywords() LIMIT 3
----
SELECT pg_get_keywords() LIMIT 3
----
SELECT k.word FROM pg_catalog.pg_get_keywords() AS k WHERE k.catcode = 'R'
----
SELECT * FROM pg_options_to_table('{a=b,c,d=e=f}')
----
SELECT o, v FROM pg_options_to_table(ARRAY['a=b', 'c']) AS t (o, v)
----
SELECT c.relname, (pg_options_to_table(c.reloptions)).option_name FROM pg_catalog.pg_class c WHERE relname = 'customers'
----
SELECT * FROM pg_partition_tree('crm.customers')
----
SELECT pg_partition_root('crm.customers'), pg_partition_ancestors('crm.customers')
----
SELECT * FROM pg_sequence_parameters(NULL)
----
-- types a gateway has other settings
SELECT * FROM pg_show_all_settings()
----
SELECT name, setting FROM pg_catalog.pg_show_all_settings() s WHERE s.name = 'server_encoding'
----
SELECT name, utc_offset, is_dst FROM pg_timezone_names() WHERE name IN ('UTC', 'Europe/Vienna')
----
SELECT * FROM pg_cursor()
----
-- types nothing is locked
SELECT * FROM pg_lock_status()
----
-- types what is installed
SELECT * FROM pg_available_extensions()
----
-- types what is installed
SELECT * FROM pg_available_extension_versions()
----
SELECT datid = (SELECT oid FROM pg_database WHERE datname = current_database()), state, ssl, gss_enc FROM pg_stat_get_activity(pg_backend_pid())
----
SELECT count(*) FROM (SELECT pg_stat_get_backend_idset() AS id) s WHERE pg_stat_get_backend_pid(s.id) = pg_backend_pid()
----
SELECT count(*) FROM pg_stat_get_backend_idset() id WHERE pg_stat_get_backend_pid(id) = pg_backend_pid()
----
SELECT pg_stat_get_db_numbackends(1) AS nothing, pg_stat_get_live_tuples(1)
----
SELECT pg_settings_get_flags('work_mem'), pg_settings_get_flags('Server_Version'), pg_settings_get_flags('nothing')
----
SELECT pg_basetype('information_schema.cardinal_number'), pg_basetype('int4'), pg_basetype(1)
----
SELECT to_regoperator('+(integer,integer)'), to_regoperator('-(NONE, int4)'), to_regoperator('nothing'), 551::regoperator
----
SELECT v, pg_size_bytes(v) FROM unnest(ARRAY['1', '1.5 GB', ' -7kb ', '12 PB', '1e3', '2 bytes', NULL]) v
----
SELECT pg_trigger_depth(), pg_notification_queue_usage(), pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn(), pg_last_xact_replay_timestamp(), unicode_version(), pg_current_logfile('csvlog')
----
SELECT oid, pg_collation_actual_version(oid) FROM pg_catalog.pg_collation WHERE oid IN (950, 951, 811)
----
SELECT pg_relation_filepath('crm.rich')
----
SELECT a.attname, information_schema._pg_truetypid(a.*, t.*), information_schema._pg_truetypmod(a, t), information_schema._pg_char_max_length(information_schema._pg_truetypid(a.*, t.*), a.atttypmod), information_schema._pg_char_octet_length(a.atttypid, a.atttypmod), information_schema._pg_numeric_precision(a.atttypid, a.atttypmod), information_schema._pg_numeric_precision_radix(a.atttypid, a.atttypmod), information_schema._pg_numeric_scale(a.atttypid, a.atttypmod), information_schema._pg_datetime_precision(a.atttypid, a.atttypmod) FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid WHERE a.attrelid = 'crm.customers'::regclass AND a.attnum > 0
----
SELECT information_schema._pg_index_position(i.indexrelid, 2::smallint), information_schema._pg_interval_type(1186, -1) FROM pg_catalog.pg_index i WHERE i.indrelid = 'crm.orders'::regclass
----
SELECT pg_describe_object('pg_class'::regclass, 'crm.customers'::regclass, 0), pg_describe_object(1259, 'crm.customers'::regclass, 1), pg_describe_object(2615, 'crm'::regnamespace, 0), pg_describe_object(1259, 1, 0)
----
SELECT pg_describe_object(d.classid, d.objid, d.objsubid), i.type, i.identity FROM pg_catalog.pg_depend d, pg_identify_object(d.classid, d.objid, d.objsubid) i WHERE d.objid < 12500 AND d.classid NOT IN (2602, 2603)
----
SELECT k.conname, (pg_identify_object('pg_constraint'::regclass, k.oid, 0)).identity, a.* FROM pg_catalog.pg_constraint k, pg_identify_object_as_address('pg_constraint'::regclass, k.oid, 0) a WHERE k.contype <> 'n' AND k.connamespace = 'crm'::regnamespace
----
SELECT p.oid, i.*, a.object_names, a.object_args FROM pg_catalog.pg_proc p, pg_identify_object(1255, p.oid, 0) i, pg_identify_object_as_address(1255, p.oid, 0) a WHERE p.oid < 3000
----
SELECT t.oid, i.* FROM pg_catalog.pg_type t, pg_identify_object(1247, t.oid, 0) i WHERE t.oid < 16384
----
SELECT o.oid, i.* FROM pg_catalog.pg_operator o, pg_identify_object(2617, o.oid, 0) i WHERE o.oid < 3000
----
SELECT classid, objsubid, pg_describe_object(classid, objid, objsubid) FROM pg_get_object_address('table column', '{crm,customers,name}', '{}')
----
SELECT * FROM pg_get_object_address('type', '{int4}', '{}'), pg_get_object_address('function', '{pg_catalog,now}', '{}') f
----
SELECT i.indexrelid::regclass::text, k, o, n FROM pg_catalog.pg_index i, unnest(i.indkey, i.indoption) WITH ORDINALITY AS u (k, o, n) WHERE i.indrelid = 'crm.orders'::regclass
----
SELECT a, b FROM unnest(ARRAY['x', 'y'], ARRAY['z']) AS u (a, b), pg_catalog.pg_am m WHERE m.amname = 'btree'
----
SELECT to_regtypemod('varchar(10)'), to_regtypemod('numeric(10,2)[]'), to_regtypemod('numeric(5)'), to_regtypemod('nothing'), to_regtypemod('int4'), to_regtypemod('timestamp(3) with time zone'), to_regtypemod('interval(3)'), to_regtypemod('bit(4)'), to_regtypemod(NULL)
