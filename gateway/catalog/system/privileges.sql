-- What a role may do: read what it sees, and use what everybody may use.

-- acl.c: several privileges with commas, one of which is enough; 22023 for another word.
-- _p2: those there are of the kind, _p3: those that are given.
CREATE MACRO pg.__may(_p1, _p2, _p3) AS list_aggregate(
    list_transform(string_split(_p1, ','), lambda _e: CASE
        WHEN list_contains(_p3, upper(trim(_e))) THEN true
        WHEN list_contains(_p2, regexp_replace(upper(trim(_e)), ' WITH GRANT OPTION$', ''))
        THEN false
        ELSE pg.__fail('22023', 'unrecognized privilege type: "' || trim(_e) || '"')::BOOLEAN
        END), 'bool_or');
CREATE MACRO pg.__may_read(_p1) AS pg.__may(_p1, ['SELECT', 'INSERT', 'UPDATE', 'DELETE',
    'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN'], ['SELECT']);
CREATE MACRO pg.__may_read_some(_p1) AS
    pg.__may(_p1, ['SELECT', 'INSERT', 'UPDATE', 'REFERENCES'], ['SELECT']);
CREATE MACRO pg.__may_use(_p1) AS pg.__may(_p1, ['USAGE'], ['USAGE']);

CREATE MACRO pg.__seen(_p1) AS
    CASE WHEN pg.to_regclass(_p1) IN (SELECT oid FROM pg.pg_class) THEN true
         WHEN TRY_CAST(_p1 AS UINTEGER) IS NULL
         THEN error('Table with name ' || _p1::VARCHAR || ' does not exist') END;
CREATE MACRO pg.__may_read_of(_p1, _p2) AS CASE WHEN pg.__seen(_p1) THEN pg.__may_read(_p2) END;
CREATE MACRO pg.__may_read_some_of(_p1, _p2) AS
    CASE WHEN pg.__seen(_p1) THEN pg.__may_read_some(_p2) END;
CREATE MACRO pg.__may_read_column(_p1, _p2, _p3) AS
    pg.__may_read_some_of(_p1, _p3) AND
    CASE WHEN EXISTS (SELECT 1 FROM pg.pg_attribute a WHERE a.attrelid = pg.to_regclass(_p1)
                      AND _p2::VARCHAR IN (a.attname, a.attnum::VARCHAR)) THEN true
         WHEN TRY_CAST(_p2 AS INTEGER) IS NULL
         THEN error('Referenced column "' || _p2::VARCHAR || '" not found') END;
-- What is here is what the session sees: it tells nothing of what others may read.
CREATE MACRO pg.__if_own(_p1, _p2) AS
    CASE WHEN _p1::VARCHAR = getvariable('__user') THEN _p2
         ELSE error('privileges of another role: "' || _p1::VARCHAR || '"') END;
CREATE MACRO pg.has_table_privilege(_p1, _p2) AS
    pg.__may_read_of(_p1, _p2) AND pg.to_regclass(_p1) NOT IN (SELECT __oid FROM pg.__partial),
    (_p1, _p2, _p3) AS pg.__if_own(_p1, pg.__may_read_of(_p2, _p3)
        AND pg.to_regclass(_p2) NOT IN (SELECT __oid FROM pg.__partial));
CREATE MACRO pg.has_any_column_privilege(_p1, _p2) AS pg.__may_read_some_of(_p1, _p2),
    (_p1, _p2, _p3) AS pg.__if_own(_p1, pg.__may_read_some_of(_p2, _p3));
CREATE MACRO pg.has_column_privilege(_p1, _p2, _p3) AS pg.__may_read_column(_p1, _p2, _p3),
    (_p1, _p2, _p3, _p4) AS pg.__if_own(_p1, pg.__may_read_column(_p2, _p3, _p4));

CREATE MACRO pg.__may_in_schema(_p1) AS pg.__may(_p1, ['CREATE', 'USAGE'], ['USAGE']);
CREATE MACRO pg.has_schema_privilege(_p1, _p2) AS pg.__may_in_schema(_p2),
    (_p1, _p2, _p3) AS pg.__may_in_schema(_p3);
CREATE MACRO pg.__may_in_database(_p1) AS
    pg.__may(_p1, ['CREATE', 'TEMPORARY', 'TEMP', 'CONNECT'], ['CONNECT']);
CREATE MACRO pg.has_database_privilege(_p1, _p2) AS pg.__may_in_database(_p2),
    (_p1, _p2, _p3) AS pg.__may_in_database(_p3);
CREATE MACRO pg.__may_call(_p1) AS pg.__may(_p1, ['EXECUTE'], ['EXECUTE']);
CREATE MACRO pg.has_function_privilege(_p1, _p2) AS pg.__may_call(_p2),
    (_p1, _p2, _p3) AS pg.__may_call(_p3);
CREATE MACRO pg.__may_use_type(_p1, _p2) AS CASE
    WHEN pg.to_regtype(_p1) IN (SELECT __oid FROM pg.__type_places) THEN pg.__may_use(_p2)
    WHEN TRY_CAST(_p1 AS UINTEGER) IS NULL
    THEN pg.__fail('42704', 'type "' || _p1::VARCHAR || '" does not exist')::BOOLEAN END;
CREATE MACRO pg.has_type_privilege(_p1, _p2) AS pg.__may_use_type(_p1, _p2),
    (_p1, _p2, _p3) AS pg.__if_own(_p1, pg.__may_use_type(_p2, _p3));
CREATE MACRO pg.has_language_privilege(_p1, _p2) AS pg.__may_use(_p2),
    (_p1, _p2, _p3) AS pg.__may_use(_p3);
CREATE MACRO pg.__may_set(_p1, _p2) AS
    CASE WHEN _p1 IS NOT NULL THEN pg.__may(_p2, ['SET', 'ALTER SYSTEM'], []::VARCHAR[]) END;
CREATE MACRO pg.has_parameter_privilege(_p1, _p2) AS pg.__may_set(_p1, _p2),
    (_p1, _p2, _p3) AS pg.__if_own(_p1, pg.__may_set(_p2, _p3));
CREATE MACRO pg.__may_in_space(_p1) AS pg.__may(_p1, ['CREATE'], []::VARCHAR[]);
CREATE MACRO pg.has_tablespace_privilege(_p1, _p2) AS pg.__may_in_space(_p2),
    (_p1, _p2, _p3) AS pg.__may_in_space(_p3);

-- There are no large objects, servers, wrappers, and sequences.
CREATE MACRO pg.__no_object(_p1) AS CASE WHEN pg.__may(_p1, ['SELECT', 'UPDATE'], ['SELECT'])
    IS NULL THEN NULL END::BOOLEAN;
CREATE MACRO pg.has_largeobject_privilege(_p1, _p2) AS pg.__no_object(_p2),
    (_p1, _p2, _p3) AS pg.__no_object(_p3);
CREATE MACRO pg.__no_named(_p1, _p2, _p3) AS CASE
    WHEN pg.__may_use(_p3) IS NULL OR TRY_CAST(_p2 AS UINTEGER) IS NOT NULL THEN NULL
    ELSE pg.__fail('42704', _p1 || ' "' || _p2::VARCHAR || '" does not exist')::BOOLEAN END;
CREATE MACRO pg.has_server_privilege(_p1, _p2) AS pg.__no_named('server', _p1, _p2),
    (_p1, _p2, _p3) AS pg.__no_named('server', _p2, _p3);
CREATE MACRO pg.has_foreign_data_wrapper_privilege(_p1, _p2) AS
    pg.__no_named('foreign-data wrapper', _p1, _p2),
    (_p1, _p2, _p3) AS pg.__no_named('foreign-data wrapper', _p2, _p3);
CREATE MACRO pg.__no_sequence(_p1, _p2) AS
    CASE WHEN pg.__may(_p2, ['USAGE', 'SELECT', 'UPDATE'], ['USAGE']) IS NULL THEN NULL
         WHEN pg.__seen(_p1)
         THEN pg.__fail('42809', '"' || _p1::VARCHAR || '" is not a sequence')::BOOLEAN END;
CREATE MACRO pg.has_sequence_privilege(_p1, _p2) AS pg.__no_sequence(_p1, _p2),
    (_p1, _p2, _p3) AS pg.__no_sequence(_p2, _p3);
