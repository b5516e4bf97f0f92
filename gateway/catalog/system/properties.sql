-- What can be asked of indexes and access methods (amutils.c), types, partitions, sequences and
-- the server itself. Our indexes are B-trees.

-- An error of PostgreSQL's own: code, text, hint.
CREATE MACRO pg.__fail(_p1, _p2) AS error('[' || _p1 || '] ' || _p2),
    (_p1, _p2, _p3) AS error('[' || _p1 || '] ' || _p2 || ' [hint] ' || _p3);

CREATE TABLE pg.__methods AS FROM (VALUES
    ('btree', true, true, true, true, true), ('hash', false, false, false, true, false),
    ('gist', false, false, true, true, true), ('gin', false, false, true, false, false),
    ('spgist', false, false, false, true, true), ('brin', false, false, true, false, false)
) m(__name, __order, __unique, __columns, __exclude, __include);

CREATE MACRO pg.__methods_by_oid() AS TABLE
SELECT a.oid AS __oid, m.* FROM pg.pg_am a JOIN pg.__methods m ON m.__name = a.amname;
CREATE MACRO pg.__index_options() AS TABLE
SELECT indexrelid AS __oid, indoption AS __options, indnkeyatts AS __keys, indnatts AS __columns
FROM pg.pg_index;

CREATE MACRO pg.pg_indexam_has_property(_p1, _p2) AS
    (SELECT CASE lower(_p2) WHEN 'can_order' THEN __order WHEN 'can_unique' THEN __unique
                 WHEN 'can_multi_col' THEN __columns WHEN 'can_exclude' THEN __exclude
                 WHEN 'can_include' THEN __include END
     FROM pg.__methods_by_oid() WHERE __oid = _p1::UINTEGER);
CREATE MACRO pg.pg_index_has_property(_p1, _p2) AS
    (SELECT CASE WHEN lower(_p2) IN ('clusterable', 'index_scan', 'bitmap_scan', 'backward_scan')
                 THEN true END
     FROM pg.__index_options() WHERE __oid = pg.to_regclass(_p1));
CREATE MACRO pg.pg_index_column_has_property(_p1, _p2, _p3) AS
    (SELECT CASE WHEN _p2 < 1 OR _p2 > __columns THEN NULL
                 WHEN lower(_p3) = 'returnable' THEN true
                 WHEN lower(_p3) = 'distance_orderable' THEN false
                 WHEN lower(_p3) = 'orderable' THEN _p2 <= __keys
                 WHEN _p2 > __keys THEN NULL
                 WHEN lower(_p3) IN ('search_array', 'search_nulls') THEN true
                 WHEN lower(_p3) = 'asc' THEN __options[_p2] & 1 = 0
                 WHEN lower(_p3) = 'desc' THEN __options[_p2] & 1 = 1
                 WHEN lower(_p3) = 'nulls_first' THEN __options[_p2] & 2 = 2
                 WHEN lower(_p3) = 'nulls_last' THEN __options[_p2] & 2 = 0 END
     FROM pg.__index_options() WHERE __oid = pg.to_regclass(_p1));

CREATE MACRO pg.__domains() AS TABLE
SELECT oid AS __oid, CASE WHEN typtype = 'd' THEN typbasetype ELSE oid END AS __base FROM pg.pg_type;
-- No domain of PostgreSQL's is over another one, and there are no others.
CREATE MACRO pg.pg_basetype(_p1) AS
    (SELECT __base FROM pg.__domains() WHERE __oid = pg.to_regtype(_p1));

CREATE MACRO pg.__operators() AS TABLE
SELECT o.oid AS __oid, o.oprname AS __name, o.oprleft AS __left, o.oprright AS __right
FROM pg.pg_operator o;
CREATE MACRO pg.__operand(_p1) AS
    CASE WHEN upper(trim(_p1)) = 'NONE' THEN 0::UINTEGER ELSE pg.to_regtype(trim(_p1)) END;
CREATE MACRO pg.__operator(_p1) AS
    regexp_extract(_p1::VARCHAR, '^(?:pg_catalog\.)?([^(]+)\((.+),(.+)\)$', ['n', 'l', 'r']);
CREATE MACRO pg.to_regoperator(_p1) AS coalesce(TRY_CAST(_p1 AS UINTEGER),
    (SELECT min(__oid) FROM pg.__operators()
     WHERE __name = trim(pg.__operator(_p1).n) AND __left = pg.__operand(pg.__operator(_p1).l)
       AND __right = pg.__operand(pg.__operator(_p1).r)));
CREATE MACRO pg.__regoperator_names() AS TABLE
SELECT __oid, __name || '(' || CASE WHEN __left = 0 THEN 'NONE' ELSE pg.format_type(__left, NULL) END
       || ',' || pg.format_type(__right, NULL) || ')' AS __name FROM pg.__operators();
CREATE MACRO pg.__regoperator_out(_p1) AS pg.__shown(
    (SELECT __name FROM pg.__regoperator_names() WHERE __oid = TRY_CAST(_p1 AS UINTEGER)), _p1);

-- A type's modifier as its input function packs it; -1 for a type without.
CREATE MACRO pg.__with_modifier(_p1) AS regexp_extract(lower(_p1),
    '^\s*([^()\[\]]+?)\s*(?:\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\))?\s*([a-z ]*?)\s*((?:\[\])*)$',
    ['n', 'p', 's', 'r', 'a']);
CREATE MACRO pg.__modifier(_p1, _p2, _p3) AS CASE
    WHEN _p2 = '' THEN -1
    WHEN _p1 IN (1042, 1043) THEN _p2::INTEGER + 4
    WHEN _p1 IN (1560, 1562, 1083, 1114, 1184, 1266) THEN _p2::INTEGER
    WHEN _p1 = 1186 THEN 2147418112 + _p2::INTEGER
    WHEN _p1 = 1700
    THEN ((_p2::INTEGER << 16) | coalesce(nullif(_p3, ''), '0')::INTEGER) + 4
    ELSE pg.__fail('0A000', 'a modifier of this type is not supported')::INTEGER END::INTEGER;
CREATE MACRO pg.to_regtypemod(_p1) AS CASE
    WHEN pg.to_regtype(trim((pg.__with_modifier(_p1)).n || ' ' || (pg.__with_modifier(_p1)).r)) IS NOT NULL
    THEN pg.__modifier(pg.to_regtype(trim((pg.__with_modifier(_p1)).n || ' '
        || (pg.__with_modifier(_p1)).r)), (pg.__with_modifier(_p1)).p, (pg.__with_modifier(_p1)).s) END;

-- A relation that has partitions is all that is known of its tree.
CREATE MACRO pg.__parted() AS TABLE SELECT oid AS __oid FROM pg.pg_class WHERE relkind = 'p';
CREATE MACRO pg.pg_partition_root(_p1) AS
    (SELECT __oid FROM pg.__parted() WHERE __oid = pg.to_regclass(_p1));

-- There are no sequences.
CREATE MACRO pg.pg_sequence_last_value(_p1) AS CASE WHEN _p1 IS NOT NULL THEN
    pg.__fail('42809', 'cannot open relation "' || coalesce(
        (SELECT __name FROM pg.__regclass_names WHERE __oid = pg.to_regclass(_p1)), _p1::VARCHAR) || '"')::BIGINT END;

-- A collation's version is that of the library that was there when the rows were taken.
CREATE MACRO pg.__collation_versions() AS TABLE
SELECT oid AS __oid, collversion AS __version FROM pg.pg_collation WHERE oid <> 100
UNION ALL SELECT 100, NULL;
CREATE MACRO pg.pg_collation_actual_version(_p1) AS CASE WHEN _p1 IS NOT NULL THEN
    CASE WHEN _p1::UINTEGER IN (SELECT __oid FROM pg.__collation_versions())
         THEN (SELECT __version FROM pg.__collation_versions() WHERE __oid = _p1::UINTEGER)
         ELSE pg.__fail('42704', 'collation with OID ' || _p1 || ' does not exist') END END;
CREATE MACRO pg.pg_database_collation_actual_version(_p1) AS NULL::VARCHAR;
CREATE MACRO pg.unicode_version() AS '16.0';
CREATE MACRO pg.icu_unicode_version() AS NULL::VARCHAR;

-- Nothing is written, replicated, or recovered; there are no triggers, files, or large objects.
CREATE MACRO pg.pg_last_wal_receive_lsn() AS NULL::VARCHAR;
CREATE MACRO pg.pg_last_wal_replay_lsn() AS NULL::VARCHAR;
CREATE MACRO pg.pg_last_xact_replay_timestamp() AS NULL::TIMESTAMPTZ;
CREATE MACRO pg.__no_recovery() AS pg.__fail('55000', 'recovery is not in progress',
    'Recovery control functions can only be executed during recovery.');
CREATE MACRO pg.pg_is_wal_replay_paused() AS pg.__no_recovery()::BOOLEAN;
CREATE MACRO pg.pg_get_wal_replay_pause_state() AS pg.__no_recovery();
CREATE MACRO pg.pg_trigger_depth() AS 0;
CREATE MACRO pg.pg_current_logfile() AS NULL::VARCHAR, (_p1) AS NULL::VARCHAR;
CREATE MACRO pg.pg_relation_filepath(_p1) AS NULL::VARCHAR;
CREATE MACRO pg.pg_tablespace_location(_p1) AS CASE WHEN _p1 IS NOT NULL THEN
    CASE WHEN _p1::UINTEGER IN (0, 1663, 1664) THEN ''
         ELSE pg.__fail('58P01', 'could not stat file "pg_tblspc/' || _p1
                        || '": No such file or directory') END END;
CREATE MACRO pg.pg_notification_queue_usage() AS 0::DOUBLE;
CREATE MACRO pg.pg_event_trigger_table_rewrite_oid() AS pg.__fail('39P03',
    'pg_event_trigger_table_rewrite_oid() can only be called in a table_rewrite event trigger function'
)::UINTEGER;

CREATE MACRO pg.pg_settings_get_flags(_p1) AS
    (SELECT __flags FROM pg.__setting_flags WHERE lower(__name) = lower(_p1));

-- dbsize.c: a number, and a unit that is a power of 1024.
CREATE MACRO pg.__unit(_p1) AS
    CASE lower(_p1) WHEN '' THEN 1 WHEN 'b' THEN 1 WHEN 'bytes' THEN 1 WHEN 'kb' THEN 1024
         WHEN 'mb' THEN 1048576 WHEN 'gb' THEN 1073741824 WHEN 'tb' THEN 1099511627776
         WHEN 'pb' THEN 1125899906842624 END;
CREATE MACRO pg.pg_size_bytes(_p1) AS list_transform(
    [regexp_extract(_p1, '^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*?)\s*$', ['n', 'u'])],
    lambda _m: CASE WHEN _p1 IS NULL THEN NULL
        WHEN _m.n = '' THEN pg.__fail('22023', 'invalid size: "' || _p1 || '"')::BIGINT
        WHEN pg.__unit(_m.u) IS NULL THEN pg.__fail('22023', 'invalid size: "' || _p1 || '"',
            'Valid units are "bytes", "B", "kB", "MB", "GB", "TB", and "PB".')::BIGINT
        WHEN regexp_full_match(_m.n, '[-+]?\d+') THEN _m.n::BIGINT * pg.__unit(_m.u)
        ELSE round(_m.n::DOUBLE * pg.__unit(_m.u))::BIGINT END)[1];

CREATE MACRO pg.nameeq(_p1, _p2) AS _p1 = _p2;
CREATE MACRO pg.texteq(_p1, _p2) AS _p1 = _p2;

-- information_schema's own functions.
CREATE MACRO pg._pg_char_max_length(_p1, _p2) AS
    CASE WHEN _p2 = -1 THEN NULL WHEN _p1 IN (1042, 1043) THEN _p2 - 4
         WHEN _p1 IN (1560, 1562) THEN _p2 END::INTEGER;
CREATE MACRO pg._pg_char_octet_length(_p1, _p2) AS
    CASE WHEN _p1 IN (25, 1042, 1043) THEN CASE WHEN _p2 = -1 THEN 1073741824
         ELSE pg._pg_char_max_length(_p1, _p2) * 4 END END::INTEGER;
CREATE MACRO pg._pg_numeric_precision(_p1, _p2) AS
    CASE _p1 WHEN 21 THEN 16 WHEN 23 THEN 32 WHEN 20 THEN 64 WHEN 700 THEN 24 WHEN 701 THEN 53
         WHEN 1700 THEN CASE WHEN _p2 <> -1 THEN ((_p2 - 4) >> 16) & 65535 END END::INTEGER;
CREATE MACRO pg._pg_numeric_precision_radix(_p1, _p2) AS
    CASE WHEN _p1 IN (21, 23, 20, 700, 701) THEN 2 WHEN _p1 = 1700 THEN 10 END;
CREATE MACRO pg._pg_numeric_scale(_p1, _p2) AS
    CASE WHEN _p1 IN (21, 23, 20) THEN 0
         WHEN _p1 = 1700 AND _p2 <> -1 THEN (_p2 - 4) & 65535 END::INTEGER;
CREATE MACRO pg._pg_datetime_precision(_p1, _p2) AS
    CASE WHEN _p1 = 1082 THEN 0
         WHEN _p1 IN (1083, 1114, 1184, 1266) THEN CASE WHEN _p2 < 0 THEN 6 ELSE _p2 END
         WHEN _p1 = 1186 THEN CASE WHEN _p2 < 0 OR _p2 & 65535 = 65535 THEN 6
                                   ELSE _p2 & 65535 END END::INTEGER;
CREATE MACRO pg._pg_truetypid(_p1, _p2) AS
    CASE WHEN struct_extract(_p2, 'typtype') = 'd' THEN struct_extract(_p2, 'typbasetype')
         ELSE struct_extract(_p1, 'atttypid') END;
CREATE MACRO pg._pg_truetypmod(_p1, _p2) AS
    CASE WHEN struct_extract(_p2, 'typtype') = 'd' THEN struct_extract(_p2, 'typtypmod')
         ELSE struct_extract(_p1, 'atttypmod') END;
CREATE MACRO pg._pg_interval_type(_p1, _p2) AS
    CASE WHEN _p1 = 1186 THEN upper(nullif(
        regexp_extract(pg.format_type(_p1, _p2), '^interval[()0-9]* (.+)$', 1), '')) END;
CREATE MACRO pg.__index_keys() AS TABLE SELECT indexrelid AS __oid, indkey AS __key FROM pg.pg_index;
CREATE MACRO pg._pg_index_position(_p1, _p2) AS
    (SELECT nullif(list_position(__key, _p2), 0)::INTEGER
     FROM pg.__index_keys() WHERE __oid = _p1::UINTEGER);
