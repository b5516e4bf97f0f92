-- PostgreSQL's system information functions as macros in schema "pg".
-- DuckDB's macros are not hygienic: a parameter captured by a name inside changes its meaning, so
-- parameters are _p1, _p2, … and tables looked into have __columns only.

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

-- Names of OIDs, and OIDs of names. An unknown name is NULL here, `casts` refuses unknown literals.
CREATE MACRO pg.__shown(_p1, _p2) AS
    coalesce(_p1, CASE WHEN _p2::VARCHAR = '0' THEN '-' ELSE _p2::VARCHAR END);
CREATE MACRO pg.__regtype_out(_p1) AS
    CASE WHEN TRY_CAST(_p1 AS UINTEGER) = 0 THEN '-' ELSE pg.format_type(_p1, NULL) END;
CREATE MACRO pg.__regclass_out(_p1) AS pg.__shown(
    (SELECT __name FROM pg.__regclass_names WHERE __oid = TRY_CAST(_p1 AS UINTEGER)), _p1);
CREATE MACRO pg.__regproc_out(_p1) AS pg.__shown(
    (SELECT __name FROM pg.__proc_names WHERE __oid = TRY_CAST(_p1 AS UINTEGER)), _p1);
CREATE MACRO pg.__regprocedure_out(_p1) AS pg.__shown(
    (SELECT __name FROM pg.__regprocedure_names WHERE __oid = TRY_CAST(_p1 AS UINTEGER)), _p1);
CREATE MACRO pg.__regoper_out(_p1) AS pg.__shown(
    (SELECT __name FROM pg.__regoper_names WHERE __oid = TRY_CAST(_p1 AS UINTEGER)), _p1);
CREATE MACRO pg.__regcollation_out(_p1) AS pg.__shown(
    (SELECT __name FROM pg.__regcollation_names WHERE __oid = TRY_CAST(_p1 AS UINTEGER)), _p1);
CREATE MACRO pg.__regnamespace_out(_p1) AS pg.__shown(
    (SELECT __name FROM pg.__namespace_names WHERE __oid = TRY_CAST(_p1 AS UINTEGER)), _p1);
CREATE MACRO pg.__regrole_out(_p1) AS pg.__shown(
    (SELECT __name FROM __role_names WHERE __oid = TRY_CAST(_p1 AS UINTEGER)), _p1);

-- A name with three parts may begin with the database.
CREATE MACRO pg.__here(_p1) AS regexp_replace(
    _p1::VARCHAR, '^"?unsilo"?\.((?:[^".]+|"(?:[^"]|"")+")\.(?:[^".]+|"(?:[^"]|"")+"))$', '\1');

-- Without a search path of its own a session finds a bare name only where one relation has it.
CREATE MACRO pg.to_regclass(_p1) AS coalesce(TRY_CAST(_p1 AS UINTEGER),
    (SELECT min(__oid) FROM pg.__class_names WHERE __full = pg.__plain(pg.__here(_p1))),
    (SELECT CASE WHEN count(*) = 1 OR getvariable('__chosen')
                 THEN arg_min(__oid, list_position(getvariable('__path'), __namespace)) END
     FROM pg.__class_names WHERE __bare = pg.__plain(_p1) AND pg.__visible(__namespace)));
CREATE MACRO pg.to_regtype(_p1) AS coalesce(TRY_CAST(_p1 AS UINTEGER),
    (SELECT min(__oid) FROM pg.__type_keys WHERE __key IN (
        lower(trim(_p1::VARCHAR)), replace(lower(trim(_p1::VARCHAR)), '"', ''))));
CREATE MACRO pg.to_regproc(_p1) AS coalesce(TRY_CAST(_p1 AS UINTEGER),
    (SELECT min(__oid) FROM pg.__proc_names
     WHERE __plain = replace(_p1::VARCHAR, 'pg_catalog.', '')
     HAVING count(*) = 1));
CREATE MACRO pg.to_regprocedure(_p1) AS coalesce(TRY_CAST(_p1 AS UINTEGER),
    (SELECT min(__oid) FROM pg.__regprocedure_names
     WHERE __name = replace(replace(_p1::VARCHAR, 'pg_catalog.', ''), ', ', ',')));
CREATE MACRO pg.to_regoper(_p1) AS coalesce(TRY_CAST(_p1 AS UINTEGER),
    (SELECT min(__oid) FROM pg.__regoper_names
     WHERE __name = replace(_p1::VARCHAR, 'pg_catalog.', '') HAVING count(*) = 1));
CREATE MACRO pg.to_regcollation(_p1) AS coalesce(TRY_CAST(_p1 AS UINTEGER),
    (SELECT min(__oid) FROM pg.__regcollation_names
     WHERE __name = replace(_p1::VARCHAR, 'pg_catalog.', '')));
CREATE MACRO pg.to_regnamespace(_p1) AS coalesce(TRY_CAST(_p1 AS UINTEGER),
    (SELECT min(__oid) FROM pg.__namespace_names WHERE __name = _p1::VARCHAR));
CREATE MACRO pg.to_regrole(_p1) AS coalesce(TRY_CAST(_p1 AS UINTEGER),
    (SELECT min(__oid) FROM __role_names WHERE __name = _p1::VARCHAR));
CREATE MACRO pg.__regtypes(_p1) AS _p1::UINTEGER[];
-- No subquery may stand inside a lambda: the query brings the names as a variable.
CREATE MACRO pg.__regtypes_out(_p1) AS list_transform(_p1, lambda _e: getvariable('__types')[_e]);
CREATE MACRO pg.__vector_out(_p1) AS array_to_string(_p1, ' ');

CREATE MACRO pg.pg_get_userbyid(_p1) AS CASE WHEN _p1 IS NULL THEN NULL ELSE coalesce(
    (SELECT __name FROM __role_names WHERE __oid = _p1::UINTEGER),
    'unknown (OID=' || _p1 || ')') END;
CREATE MACRO pg.pg_table_is_visible(_p1) AS
    (SELECT pg.__visible(__namespace) FROM pg.__class_names WHERE __oid = _p1::UINTEGER);
CREATE MACRO pg.pg_type_is_visible(_p1) AS
    (SELECT pg.__visible(__namespace) FROM pg.__type_places WHERE __oid = _p1::UINTEGER);
CREATE MACRO pg.pg_function_is_visible(_p1) AS
    (SELECT pg.__visible(__namespace) FROM pg.__proc_names WHERE __oid = _p1::UINTEGER);
-- Of these there are PostgreSQL's own only.
CREATE MACRO pg.pg_operator_is_visible(_p1) AS CASE WHEN _p1 IS NOT NULL THEN true END;
CREATE MACRO pg.pg_opclass_is_visible(_p1) AS CASE WHEN _p1 IS NOT NULL THEN true END;
CREATE MACRO pg.pg_opfamily_is_visible(_p1) AS CASE WHEN _p1 IS NOT NULL THEN true END;
CREATE MACRO pg.pg_collation_is_visible(_p1) AS CASE WHEN _p1 IS NOT NULL THEN true END;
CREATE MACRO pg.pg_conversion_is_visible(_p1) AS CASE WHEN _p1 IS NOT NULL THEN true END;
CREATE MACRO pg.pg_statistics_obj_is_visible(_p1) AS CASE WHEN _p1 IS NOT NULL THEN true END;
CREATE MACRO pg.pg_ts_config_is_visible(_p1) AS CASE WHEN _p1 IS NOT NULL THEN true END;
CREATE MACRO pg.pg_ts_dict_is_visible(_p1) AS CASE WHEN _p1 IS NOT NULL THEN true END;
CREATE MACRO pg.pg_ts_parser_is_visible(_p1) AS CASE WHEN _p1 IS NOT NULL THEN true END;
CREATE MACRO pg.pg_ts_template_is_visible(_p1) AS CASE WHEN _p1 IS NOT NULL THEN true END;

CREATE MACRO pg.pg_get_expr(_p1, _p2) AS _p1::VARCHAR, (_p1, _p2, _p3) AS _p1::VARCHAR;
CREATE MACRO pg.pg_get_indexdef(_p1) AS
    (SELECT __text FROM pg.__indexdefs WHERE __oid = _p1::UINTEGER AND __number = 0),
    (_p1, _p2, _p3) AS
    (SELECT CASE WHEN _p3 AND _p2 = 0 THEN replace(__text, ' ON pg_catalog.', ' ON ')
                 ELSE __text END
     FROM pg.__indexdefs WHERE __oid = _p1::UINTEGER AND __number = _p2);
CREATE MACRO pg.pg_get_constraintdef(_p1) AS
    (SELECT __text FROM pg.__constraint_texts WHERE __oid = _p1::UINTEGER),
    (_p1, _p2) AS
    (SELECT CASE WHEN _p2 THEN coalesce(__pretty, __text) ELSE __text END
     FROM pg.__constraint_texts WHERE __oid = _p1::UINTEGER);
CREATE MACRO pg.pg_get_function_result(_p1) AS
    (SELECT __result FROM pg.__functions WHERE __oid = _p1::UINTEGER);
CREATE MACRO pg.pg_get_function_arguments(_p1) AS
    (SELECT __arguments FROM pg.__functions WHERE __oid = _p1::UINTEGER);
CREATE MACRO pg.pg_get_function_identity_arguments(_p1) AS
    (SELECT __identity FROM pg.__functions WHERE __oid = _p1::UINTEGER);
CREATE MACRO pg.pg_get_functiondef(_p1) AS
    (SELECT __definition FROM pg.__functions WHERE __oid = _p1::UINTEGER);
CREATE MACRO pg.pg_get_function_sqlbody(_p1) AS NULL::VARCHAR;
CREATE MACRO pg.pg_get_function_arg_default(_p1, _p2) AS NULL::VARCHAR;
-- A view has a text for those only who may see all of its source.
CREATE MACRO pg.pg_get_viewdef(_p1) AS
    (SELECT __text FROM pg.__viewdefs WHERE __oid = pg.to_regclass(_p1)),
    (_p1, _p2) AS
    (SELECT CASE WHEN _p2 THEN coalesce(__pretty, __text) ELSE __text END
     FROM pg.__viewdefs WHERE __oid = pg.to_regclass(_p1));
-- Triggers, partitions and sequences are not shown.
CREATE MACRO pg.pg_get_triggerdef(_p1) AS NULL::VARCHAR, (_p1, _p2) AS NULL::VARCHAR;
CREATE MACRO pg.pg_get_partkeydef(_p1) AS NULL::VARCHAR;
CREATE MACRO pg.pg_get_partition_constraintdef(_p1) AS NULL::VARCHAR;
CREATE MACRO pg.pg_get_statisticsobjdef(_p1) AS NULL::VARCHAR;
CREATE MACRO pg.pg_get_replica_identity_index(_p1) AS NULL::UINTEGER;
CREATE MACRO pg.pg_get_ruledef(_p1) AS NULL::VARCHAR, (_p1, _p2) AS NULL::VARCHAR;
CREATE MACRO pg.pg_get_statisticsobjdef_columns(_p1) AS NULL::VARCHAR;
CREATE MACRO pg.pg_get_serial_sequence(_p1, _p2) AS NULL::VARCHAR;
CREATE MACRO pg.pg_relation_is_publishable(_p1) AS false;
CREATE MACRO pg.getdatabaseencoding() AS 'UTF8';
CREATE MACRO pg.pg_encoding_to_char(_p1) AS
    CASE _p1 WHEN 6 THEN 'UTF8' WHEN 0 THEN 'SQL_ASCII' WHEN 8 THEN 'LATIN1' ELSE '' END;
CREATE MACRO pg.pg_char_to_encoding(_p1) AS
    CASE upper(_p1) WHEN 'UTF8' THEN 6 WHEN 'SQL_ASCII' THEN 0 WHEN 'LATIN1' THEN 8 ELSE -1 END;
CREATE MACRO pg.pg_export_snapshot() AS '00000003-00000001-1';
CREATE MACRO pg.txid_current() AS 3::BIGINT;
CREATE MACRO pg.pg_current_xact_id() AS 3::BIGINT;
CREATE MACRO pg.pg_jit_available() AS false;
CREATE MACRO pg.pg_filenode_relation(_p1, _p2) AS NULL::UINTEGER;
CREATE MACRO pg.pg_relation_filenode(_p1) AS NULL::UINTEGER;
CREATE MACRO pg.pg_relation_is_updatable(_p1, _p2) AS 0;
CREATE MACRO pg.pg_column_is_updatable(_p1, _p2, _p3) AS false;
CREATE MACRO pg.pg_collation_for(_p1) AS NULL::VARCHAR;
CREATE MACRO pg.pg_typeof(_p1) AS typeof(_p1);
CREATE MACRO pg.pg_has_role(_p1, _p2) AS _p1 IS NOT NULL, (_p1, _p2, _p3) AS _p1 IS NOT NULL;
CREATE MACRO pg.row_security_active(_p1) AS false;
CREATE MACRO pg.__age(_p1) AS CASE WHEN _p1 IS NULL THEN NULL ELSE 2147483647 END;
CREATE MACRO pg.mxid_age(_p1) AS 2147483647;
CREATE MACRO pg.__pg_expandarray(_p1) AS
    list_transform(_p1, lambda _e, _n: {'x': _e, 'n': _n::INTEGER});
CREATE MACRO pg.__list(_p1) AS _p1;
CREATE MACRO pg.acldefault(_p1, _p2) AS NULL::VARCHAR[];
CREATE MACRO pg.pg_is_in_recovery() AS false;
CREATE MACRO pg.pg_my_temp_schema() AS 0::UINTEGER;
CREATE MACRO pg.pg_is_other_temp_schema(_p1) AS false;
-- What the planner has kept of the source's estimates of the rows' size; a view has none.
CREATE MACRO pg.pg_table_size(_p1) AS
    (SELECT __bytes FROM pg.__sizes WHERE __oid = pg.to_regclass(_p1));
CREATE MACRO pg.pg_relation_size(_p1) AS pg.pg_table_size(_p1),
    (_p1, _p2) AS CASE WHEN _p2 = 'main' THEN pg.pg_table_size(_p1) END;
CREATE MACRO pg.pg_total_relation_size(_p1) AS pg.pg_table_size(_p1);
CREATE MACRO pg.pg_database_size(_p1) AS NULL::BIGINT;
CREATE MACRO pg.pg_indexes_size(_p1) AS NULL::BIGINT;
CREATE MACRO pg.pg_tablespace_size(_p1) AS NULL::BIGINT;
-- dbsize.c: the next unit from ten (kB: twenty) thousand on, rounded to the nearer.
CREATE MACRO pg.__in_unit(_p1, _p2) AS (_p1::BIGINT // (1::BIGINT << (_p2 - 1)) + 1) // 2;
-- The lambda has the argument written once: it may be a subquery.
CREATE MACRO pg.pg_size_pretty(_p1) AS list_transform([_p1::BIGINT], lambda _n: CASE
    WHEN _n IS NULL THEN NULL
    WHEN _n < 10240 THEN _n || ' bytes'
    WHEN _n // 512 < 20479 THEN pg.__in_unit(_n, 10) || ' kB'
    WHEN _n // 524288 < 20479 THEN pg.__in_unit(_n, 20) || ' MB'
    WHEN _n // 536870912 < 20479 THEN pg.__in_unit(_n, 30) || ' GB'
    WHEN _n // 549755813888 < 20479 THEN pg.__in_unit(_n, 40) || ' TB'
    ELSE pg.__in_unit(_n, 50) || ' PB' END)[1];

CREATE MACRO pg.__obj_description(_p1) AS
    (SELECT __text FROM pg.__descriptions WHERE __oid = _p1::UINTEGER AND __number = 0),
    (_p1, _p2) AS
    (SELECT __text FROM pg.__descriptions
     WHERE __oid = _p1::UINTEGER AND __number = 0 AND __class = pg.to_regclass(_p2));
CREATE MACRO pg.col_description(_p1, _p2) AS
    (SELECT __text FROM pg.__descriptions
     WHERE __oid = _p1::UINTEGER AND __number = _p2 AND __class = 1259);
CREATE MACRO pg.shobj_description(_p1, _p2) AS NULL::VARCHAR;

CREATE MACRO pg.quote_literal(_p1) AS '''' || replace(_p1::VARCHAR, '''', '''''') || '''';
CREATE MACRO pg.quote_nullable(_p1) AS
    CASE WHEN _p1 IS NULL THEN 'NULL' ELSE pg.quote_literal(_p1) END;
CREATE MACRO pg.string_to_array(_p1, _p2) AS
    CASE WHEN _p1 = '' THEN [] ELSE string_split(_p1, _p2) END,
    (_p1, _p2, _p3) AS
    list_transform(string_split(_p1, _p2), lambda _e: CASE WHEN _e IS DISTINCT FROM _p3 THEN _e END);
CREATE MACRO pg.array_remove(_p1, _p2) AS list_filter(_p1, lambda _e: _e IS DISTINCT FROM _p2);
CREATE MACRO pg.__array_length(_p1, _p2) AS
    CASE WHEN _p2 = 1 AND len(_p1) > 0 THEN len(_p1)::INTEGER END;
CREATE MACRO pg.cardinality(_p1) AS len(_p1)::INTEGER;
CREATE MACRO pg.array_ndims(_p1) AS CASE WHEN len(_p1) > 0 THEN 1 END;
CREATE MACRO pg.parse_ident(_p1) AS
    list_transform(string_split(_p1, '.'), lambda _e: trim(_e, '"'));
CREATE MACRO pg.array_upper(_p1, _p2) AS
    CASE WHEN _p2 = 1 AND len(_p1) > 0 THEN len(_p1)::INTEGER END;
CREATE MACRO pg.array_lower(_p1, _p2) AS CASE WHEN _p2 = 1 AND len(_p1) > 0 THEN 1::INTEGER END;
