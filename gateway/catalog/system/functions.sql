-- PostgreSQL's system information functions as macros in schema "pg".
-- DuckDB's macros are not hygienic: a parameter captured by a name inside changes its meaning, so
-- parameters are _p1, _p2, … and tables looked into have __columns only.

CREATE MACRO pg.__visible(_p1) AS
    getvariable('__path') IS NULL OR list_contains(getvariable('__path'), _p1::UINTEGER);

CREATE MACRO pg.format_type(_p1, _p2) AS CASE WHEN _p1 IS NULL THEN NULL ELSE coalesce((
    SELECT CASE
        WHEN __style = 'bpchar' AND _p2 = -1 THEN 'bpchar'
        WHEN _p2 IS NULL OR _p2 < 0 OR __style = '' THEN __before || __after
        WHEN __style = 'numeric'
            THEN format('{}({},{})', __before, ((_p2::INTEGER - 4) >> 16) & 65535,
                        (_p2::INTEGER - 4) & 2047)
        WHEN __style IN ('length', 'bpchar') THEN format('{}({})', __before, _p2::INTEGER - 4)
        ELSE format('{}({}){}', __before, _p2::INTEGER, __after) END || __array
    FROM pg.__type_names WHERE __oid = _p1::UINTEGER), '???') END;

CREATE MACRO pg.__regtype_out(_p1) AS
    CASE WHEN _p1::UINTEGER = 0 THEN '-' ELSE pg.format_type(_p1, NULL) END;
CREATE MACRO pg.__regclass_out(_p1) AS coalesce(
    (SELECT __name FROM pg.__class_names WHERE __oid = TRY_CAST(_p1 AS UINTEGER)),
    CASE WHEN _p1::VARCHAR = '0' THEN '-' ELSE _p1::VARCHAR END);
CREATE MACRO pg.__regproc_out(_p1) AS coalesce(
    (SELECT __name FROM pg.__proc_names WHERE __oid = TRY_CAST(_p1 AS UINTEGER)),
    CASE WHEN _p1::VARCHAR = '0' THEN '-' ELSE _p1::VARCHAR END);
CREATE MACRO pg.__regnamespace_out(_p1) AS coalesce(
    (SELECT __name FROM pg.__namespace_names WHERE __oid = TRY_CAST(_p1 AS UINTEGER)),
    CASE WHEN _p1::VARCHAR = '0' THEN '-' ELSE _p1::VARCHAR END);
CREATE MACRO pg.__regrole_out(_p1) AS coalesce(
    (SELECT __name FROM pg.__role_names WHERE __oid = TRY_CAST(_p1 AS UINTEGER)),
    CASE WHEN _p1::VARCHAR = '0' THEN '-' ELSE _p1::VARCHAR END);

-- Names to OIDs; an unknown name is NULL here, `rewrite` refuses unknown literals.
CREATE MACRO pg.to_regclass(_p1) AS coalesce(TRY_CAST(_p1 AS UINTEGER),
    (SELECT min(__oid) FROM pg.__class_keys WHERE __key = _p1::VARCHAR));
CREATE MACRO pg.to_regtype(_p1) AS coalesce(TRY_CAST(_p1 AS UINTEGER),
    (SELECT min(__oid) FROM pg.__type_keys WHERE __key = lower(trim(_p1::VARCHAR))));
CREATE MACRO pg.to_regproc(_p1) AS coalesce(TRY_CAST(_p1 AS UINTEGER),
    (SELECT min(__oid) FROM pg.__proc_names
     WHERE __name = replace(_p1::VARCHAR, 'pg_catalog.', '')));
CREATE MACRO pg.to_regnamespace(_p1) AS coalesce(TRY_CAST(_p1 AS UINTEGER),
    (SELECT min(__oid) FROM pg.__namespace_names WHERE __name = _p1::VARCHAR));
CREATE MACRO pg.to_regrole(_p1) AS coalesce(TRY_CAST(_p1 AS UINTEGER),
    (SELECT min(__oid) FROM pg.__role_names WHERE __name = _p1::VARCHAR));

CREATE MACRO pg.pg_get_userbyid(_p1) AS coalesce(
    (SELECT __name FROM pg.__role_names WHERE __oid = _p1::UINTEGER),
    'unknown (OID=' || _p1 || ')');
CREATE MACRO pg.pg_table_is_visible(_p1) AS
    (SELECT pg.__visible(__namespace) FROM pg.__class_names WHERE __oid = _p1::UINTEGER);
CREATE MACRO pg.pg_type_is_visible(_p1) AS
    (SELECT true FROM pg.__type_names WHERE __oid = _p1::UINTEGER);
CREATE MACRO pg.pg_function_is_visible(_p1) AS
    (SELECT true FROM pg.__proc_names WHERE __oid = _p1::UINTEGER);
CREATE MACRO pg.pg_operator_is_visible(_p1) AS _p1 IS NOT NULL;
CREATE MACRO pg.pg_opclass_is_visible(_p1) AS _p1 IS NOT NULL;
CREATE MACRO pg.pg_opfamily_is_visible(_p1) AS _p1 IS NOT NULL;
CREATE MACRO pg.pg_collation_is_visible(_p1) AS _p1 IS NOT NULL;

CREATE MACRO pg.pg_get_expr(_p1, _p2) AS _p1::VARCHAR, (_p1, _p2, _p3) AS _p1::VARCHAR;
CREATE MACRO pg.pg_get_indexdef(_p1) AS
    (SELECT __text FROM pg.__indexdefs WHERE __oid = _p1::UINTEGER AND __number = 0),
    (_p1, _p2, _p3) AS
    (SELECT __text FROM pg.__indexdefs WHERE __oid = _p1::UINTEGER AND __number = _p2);
CREATE MACRO pg.pg_get_constraintdef(_p1) AS
    (SELECT __text FROM pg.__constraintdefs WHERE __oid = _p1::UINTEGER),
    (_p1, _p2) AS (SELECT __text FROM pg.__constraintdefs WHERE __oid = _p1::UINTEGER);
CREATE MACRO pg.pg_get_function_result(_p1) AS
    (SELECT __result FROM pg.__functions WHERE __oid = _p1::UINTEGER);
CREATE MACRO pg.pg_get_function_arguments(_p1) AS
    (SELECT __arguments FROM pg.__functions WHERE __oid = _p1::UINTEGER);
-- The texts of views stay in their sources; triggers, partitions and sequences are not shown.
CREATE MACRO pg.pg_get_viewdef(_p1) AS NULL::VARCHAR, (_p1, _p2) AS NULL::VARCHAR;
CREATE MACRO pg.pg_get_triggerdef(_p1) AS NULL::VARCHAR, (_p1, _p2) AS NULL::VARCHAR;
CREATE MACRO pg.pg_get_partkeydef(_p1) AS NULL::VARCHAR;
CREATE MACRO pg.pg_get_ruledef(_p1) AS NULL::VARCHAR, (_p1, _p2) AS NULL::VARCHAR;
CREATE MACRO pg.pg_get_statisticsobjdef_columns(_p1) AS NULL::VARCHAR;
CREATE MACRO pg.pg_get_serial_sequence(_p1, _p2) AS NULL::VARCHAR;
CREATE MACRO pg.pg_relation_is_publishable(_p1) AS false;
CREATE MACRO pg.pg_partition_ancestors(_p1) AS unnest([_p1::UINTEGER]);
CREATE MACRO pg.pg_encoding_to_char(_p1) AS CASE WHEN _p1 = 6 THEN 'UTF8' ELSE '' END;
CREATE MACRO pg.pg_is_in_recovery() AS false;
CREATE MACRO pg.pg_my_temp_schema() AS 0::UINTEGER;
CREATE MACRO pg.pg_is_other_temp_schema(_p1) AS false;
-- Sizes are not known to the catalog.
CREATE MACRO pg.pg_relation_size(_p1) AS NULL::BIGINT, (_p1, _p2) AS NULL::BIGINT;
CREATE MACRO pg.pg_table_size(_p1) AS NULL::BIGINT;
CREATE MACRO pg.pg_total_relation_size(_p1) AS NULL::BIGINT;
CREATE MACRO pg.pg_database_size(_p1) AS NULL::BIGINT;
CREATE MACRO pg.pg_tablespace_location(_p1) AS '';
CREATE MACRO pg.pg_size_pretty(_p1) AS CASE WHEN _p1 IS NULL THEN NULL ELSE _p1 || ' bytes' END;

CREATE MACRO pg.obj_description(_p1) AS
    (SELECT __text FROM pg.__descriptions WHERE __oid = _p1::UINTEGER AND __number = 0),
    (_p1, _p2) AS
    (SELECT __text FROM pg.__descriptions
     WHERE __oid = _p1::UINTEGER AND __number = 0 AND __class = pg.to_regclass(_p2));
CREATE MACRO pg.col_description(_p1, _p2) AS
    (SELECT __text FROM pg.__descriptions
     WHERE __oid = _p1::UINTEGER AND __number = _p2 AND __class = 1259);
CREATE MACRO pg.shobj_description(_p1, _p2) AS NULL::VARCHAR;

CREATE MACRO pg.__may_read(_p1) AS
    list_contains(['SELECT', 'USAGE', 'CONNECT', 'EXECUTE'], upper(_p1));
CREATE MACRO pg.has_table_privilege(_p1, _p2) AS pg.__may_read(_p2),
    (_p1, _p2, _p3) AS pg.__may_read(_p3);
CREATE MACRO pg.has_any_column_privilege(_p1, _p2) AS pg.__may_read(_p2),
    (_p1, _p2, _p3) AS pg.__may_read(_p3);
CREATE MACRO pg.has_column_privilege(_p1, _p2, _p3) AS pg.__may_read(_p3),
    (_p1, _p2, _p3, _p4) AS pg.__may_read(_p4);
CREATE MACRO pg.has_schema_privilege(_p1, _p2) AS pg.__may_read(_p2),
    (_p1, _p2, _p3) AS pg.__may_read(_p3);
CREATE MACRO pg.has_database_privilege(_p1, _p2) AS pg.__may_read(_p2),
    (_p1, _p2, _p3) AS pg.__may_read(_p3);
CREATE MACRO pg.has_function_privilege(_p1, _p2) AS pg.__may_read(_p2),
    (_p1, _p2, _p3) AS pg.__may_read(_p3);

CREATE MACRO pg.quote_literal(_p1) AS '''' || replace(_p1::VARCHAR, '''', '''''') || '''';
CREATE MACRO pg.array_upper(_p1, _p2) AS
    CASE WHEN _p2 = 1 AND len(_p1) > 0 THEN len(_p1)::INTEGER END;
CREATE MACRO pg.array_lower(_p1, _p2) AS CASE WHEN _p2 = 1 AND len(_p1) > 0 THEN 1::INTEGER END;
