-- Objects by class and OID: how they are described (pg_describe_object), identified
-- (pg_identify_object), and written as names and arguments (pg_identify_object_as_address).

-- Types whose names are SQL's need no schema.
CREATE MACRO pg.__full_types() AS TABLE
SELECT t.oid AS __oid, CASE
    WHEN n.nspname <> 'pg_catalog' OR CASE WHEN f.__array = '' THEN t.oid ELSE t.typelem END IN
        (16, 20, 21, 23, 114, 700, 701, 1042, 1043, 1083, 1114, 1184, 1186, 1266, 1560, 1562, 1700)
    THEN '' ELSE 'pg_catalog.' END || f.__before || f.__after || f.__array AS __full,
    f.__before || f.__after || f.__array AS __name
FROM pg.pg_type t JOIN pg.__type_names f ON f.__oid = t.oid
JOIN pg.pg_namespace n ON n.oid = t.typnamespace;

CREATE MACRO pg.__kind(_p1) AS CASE _p1 WHEN 'r' THEN 'table' WHEN 'p' THEN 'table'
    WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table'
    WHEN 'i' THEN 'index' WHEN 'I' THEN 'index' WHEN 't' THEN 'toast table'
    WHEN 'c' THEN 'composite type' WHEN 'S' THEN 'sequence' END;
CREATE MACRO pg.__routine(_p1) AS
    CASE _p1 WHEN 'a' THEN 'aggregate' WHEN 'p' THEN 'procedure' ELSE 'function' END;
CREATE MACRO pg.__relation_addresses() AS TABLE
SELECT c.oid AS __oid, pg.__kind(c.relkind) AS __kind, n.nspname AS __schema, c.relname AS __name,
       r.__name AS __shown, pg.quote_ident(n.nspname) || '.' || pg.quote_ident(c.relname) AS __full
FROM pg.pg_class c JOIN pg.pg_namespace n ON n.oid = c.relnamespace
JOIN pg.__regclass_names r ON r.__oid = c.oid;
CREATE MACRO pg.__function_addresses() AS TABLE
SELECT p.oid AS __oid, any_value(p.prokind) AS __kind, any_value(n.nspname) AS __schema,
       any_value(p.proname) AS __name,
       coalesce(string_agg(t.__name, ',' ORDER BY a.__place), '') AS __types,
       coalesce(list(t.__full ORDER BY a.__place) FILTER (t.__full IS NOT NULL), []) AS __args
FROM pg.pg_proc p JOIN pg.pg_namespace n ON n.oid = p.pronamespace
LEFT JOIN (SELECT oid AS __of, unnest(proargtypes) AS __type,
                  generate_subscripts(proargtypes, 1) AS __place FROM pg.pg_proc) a
ON a.__of = p.oid LEFT JOIN pg.__full_types() t ON t.__oid = a.__type GROUP BY p.oid;
CREATE MACRO pg.__operator_addresses() AS TABLE
SELECT o.oid AS __oid, n.nspname AS __schema, o.oprname AS __name,
       coalesce(l.__name, 'NONE') || ',' || coalesce(r.__name, 'NONE') AS __types,
       coalesce(l.__full, 'NONE') || ',' || coalesce(r.__full, 'NONE') AS __full,
       list_filter([l.__full, r.__full], lambda _e: _e IS NOT NULL) AS __args
FROM pg.pg_operator o JOIN pg.pg_namespace n ON n.oid = o.oprnamespace
LEFT JOIN pg.__full_types() l ON l.__oid = o.oprleft
LEFT JOIN pg.__full_types() r ON r.__oid = o.oprright;
CREATE MACRO pg.__constraint_addresses() AS TABLE
SELECT k.oid AS __oid, k.conname AS __name, n.nspname AS __namespace, r.__shown, r.__full, r.__schema,
       r.__name AS __relation, t.__full AS __domain
FROM pg.pg_constraint k JOIN pg.pg_namespace n ON n.oid = k.connamespace
LEFT JOIN pg.__relation_addresses() r ON r.__oid = k.conrelid
LEFT JOIN pg.__full_types() t ON t.__oid = k.contypid AND k.contypid <> 0;

-- Objects with a name in a schema, or a name alone: what is before and after it.
CREATE MACRO pg.__named_addresses() AS TABLE
SELECT 3456 AS __class, oid AS __oid, 'collation' AS __type, collnamespace AS __namespace,
       collname AS __name, NULL AS __method FROM pg.pg_collation
UNION ALL SELECT 2607, oid, 'conversion', connamespace, conname, NULL FROM pg.pg_conversion
UNION ALL SELECT 2616, c.oid, 'operator class', opcnamespace, opcname, amname
          FROM pg.pg_opclass c JOIN pg.pg_am a ON a.oid = c.opcmethod
UNION ALL SELECT 2753, f.oid, 'operator family', opfnamespace, opfname, amname
          FROM pg.pg_opfamily f JOIN pg.pg_am a ON a.oid = f.opfmethod
UNION ALL SELECT 3602, oid, 'text search configuration', cfgnamespace, cfgname, NULL
          FROM pg.pg_ts_config
UNION ALL SELECT 3600, oid, 'text search dictionary', dictnamespace, dictname, NULL
          FROM pg.pg_ts_dict
UNION ALL SELECT 3601, oid, 'text search parser', prsnamespace, prsname, NULL FROM pg.pg_ts_parser
UNION ALL SELECT 3764, oid, 'text search template', tmplnamespace, tmplname, NULL
          FROM pg.pg_ts_template
UNION ALL SELECT 2615, oid, 'schema', NULL, nspname, NULL FROM pg.pg_namespace
UNION ALL SELECT 2601, oid, 'access method', NULL, amname, NULL FROM pg.pg_am
UNION ALL SELECT 2612, oid, 'language', NULL, lanname, NULL FROM pg.pg_language
UNION ALL SELECT 1213, oid, 'tablespace', NULL, spcname, NULL FROM pg.pg_tablespace
UNION ALL SELECT 1262, 16383, 'database', NULL, 'unsilo', NULL;

CREATE MACRO pg.__addresses() AS TABLE
SELECT 1259 AS __class, __oid, 0 AS __number, __kind || ' ' || __shown AS __text,
       __kind AS __type, __schema, __name, __full AS __identity, [__schema, __name] AS __names,
       []::VARCHAR[] AS __args FROM pg.__relation_addresses()
UNION ALL
SELECT 1259, r.__oid, a.attnum, 'column ' || a.attname || ' of ' || __kind || ' '
       || __shown, __kind || ' column', __schema, NULL, __full || '.' || pg.quote_ident(a.attname),
       [__schema, __name, a.attname], []
FROM pg.__relation_addresses() r JOIN pg.pg_attribute a ON a.attrelid = r.__oid
UNION ALL
SELECT 1247, t.oid, 0, 'type ' || f.__name, 'type', n.nspname, t.typname, f.__full, [f.__full], []
FROM pg.pg_type t JOIN pg.__full_types() f ON f.__oid = t.oid
JOIN pg.pg_namespace n ON n.oid = t.typnamespace
UNION ALL
SELECT 1255, __oid, 0, 'function ' || CASE WHEN __schema = 'pg_catalog' THEN ''
       ELSE pg.quote_ident(__schema) || '.' END || pg.quote_ident(__name) || '(' || __types || ')',
       pg.__routine(__kind), __schema, NULL, pg.quote_ident(__schema) || '.'
       || pg.quote_ident(__name) || '(' || array_to_string(__args, ',') || ')',
       [__schema, __name], __args FROM pg.__function_addresses()
UNION ALL
SELECT 2617, __oid, 0, 'operator ' || __name || '(' || __types || ')', 'operator', __schema, NULL,
       __schema || '.' || __name || '(' || __full || ')', [__schema, __name], __args
FROM pg.__operator_addresses()
UNION ALL
SELECT 2606, __oid, 0, 'constraint ' || __name || coalesce(' on table ' || __shown, ''),
       CASE WHEN __domain IS NULL THEN 'table constraint' ELSE 'domain constraint' END,
       __namespace, NULL,
       pg.quote_ident(__name) || ' on ' || coalesce(__domain, __full),
       CASE WHEN __domain IS NULL THEN [__schema, __relation, __name] ELSE [__domain] END,
       CASE WHEN __domain IS NULL THEN [] ELSE [__name] END FROM pg.__constraint_addresses()
UNION ALL
SELECT 2604, d.oid, 0, 'default value for column ' || a.attname || ' of '
       || __kind || ' ' || __shown, 'default value', NULL, NULL, 'for ' || __full || '.'
       || pg.quote_ident(a.attname), [__schema, __name, a.attname], []
FROM pg.pg_attrdef d JOIN pg.__relation_addresses() r ON r.__oid = d.adrelid
JOIN pg.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
UNION ALL
SELECT 2618, w.oid, 0, 'rule ' || w.rulename || ' on ' || __kind || ' ' || __shown,
       'rule', NULL, NULL, pg.quote_ident(w.rulename) || ' on ' || __full,
       [__schema, __name, w.rulename], []
FROM pg.pg_rewrite w JOIN pg.__relation_addresses() r ON r.__oid = w.ev_class
UNION ALL
SELECT 2605, c.oid, 0, 'cast from ' || s.__name || ' to ' || t.__name, 'cast', NULL, NULL,
       '(' || s.__full || ' AS ' || t.__full || ')', [s.__full], [t.__full]
FROM pg.pg_cast c JOIN pg.__full_types() s ON s.__oid = c.castsource
JOIN pg.__full_types() t ON t.__oid = c.casttarget
UNION ALL
SELECT __class, __oid, 0, __type || ' ' || CASE WHEN n.nspname <> 'pg_catalog'
       THEN pg.quote_ident(n.nspname) || '.' ELSE '' END
       || CASE WHEN n.nspname IS NULL THEN __name ELSE pg.quote_ident(__name) END
       || coalesce(' for access method ' || __method, ''),
       __type, n.nspname, __name, coalesce(pg.quote_ident(n.nspname) || '.', '')
       || pg.quote_ident(__name) || coalesce(' USING ' || __method, ''),
       list_filter([__method, n.nspname, __name], lambda _e: _e IS NOT NULL), []
FROM pg.__named_addresses() LEFT JOIN pg.pg_namespace n ON n.oid = __namespace;

-- Roles are known to those only who ask for them.
CREATE MACRO pg.__role_address(_p1, _p2) AS (
    SELECT {'__text': 'role ' || __name, '__type': 'role', '__schema': NULL::VARCHAR,
            '__name': __name, '__identity': pg.quote_ident(__name), '__names': [__name],
            '__args': []::VARCHAR[]}
    FROM __role_names WHERE __oid = _p2::UINTEGER AND _p1::UINTEGER = 1260);
CREATE MACRO pg.__other_address(_p1, _p2, _p3) AS (
    SELECT {'__text': __text, '__type': __type, '__schema': __schema, '__name': __name,
            '__identity': __identity, '__names': __names, '__args': __args}
    FROM pg.__addresses()
    WHERE __class = _p1::UINTEGER AND __oid = _p2::UINTEGER AND __number = _p3::INTEGER);
-- Catalogs of objects, and what one is called of which nothing is known.
CREATE TABLE pg.__catalogs AS FROM (VALUES
    (826, 'default acl'), (1213, 'tablespace'), (1247, 'type'), (1255, 'routine'), (1259,
    'relation'), (1260, 'role'), (1261, 'role membership'), (1262, 'database'), (1417,
    'server'), (1418, 'user mapping'), (2328, 'foreign-data wrapper'), (2601, 'access method'),
    (2602, 'operator of access method'), (2603, 'function of access method'), (2604, 'default
    value'), (2605, 'cast'), (2606, 'constraint'), (2607, 'conversion'), (2612, 'language'),
    (2613, 'large object'), (2615, 'schema'), (2616, 'operator class'), (2617, 'operator'),
    (2618, 'rule'), (2620, 'trigger'), (2753, 'operator family'), (3079, 'extension'), (3256,
    'policy'), (3381, 'statistics object'), (3456, 'collation'), (3466, 'event trigger'), (3576,
    'transform'), (3600, 'text search dictionary'), (3601, 'text search parser'), (3602, 'text
    search configuration'), (3764, 'text search template'), (6100, 'subscription'), (6104,
    'publication'), (6106, 'publication relation'), (6237, 'publication namespace'), (6243,
    'parameter ACL')
) c(__catalog, __what);

CREATE MACRO pg.__not_described(_p1, _p2) AS pg.__fail(_p1, _p2)::STRUCT(
    __text VARCHAR, __type VARCHAR, __schema VARCHAR, __name VARCHAR, __identity VARCHAR,
    __names VARCHAR[], __args VARCHAR[]);
CREATE MACRO pg.__address(_p1, _p2, _p3) AS CASE
    WHEN _p1 IS NULL OR _p2 IS NULL OR _p3 IS NULL THEN NULL
    WHEN _p1::UINTEGER NOT IN (SELECT __catalog FROM pg.__catalogs)
    THEN pg.__not_described('XX000', 'unsupported object class: ' || _p1)
    WHEN _p1::UINTEGER IN (2602, 2603)
    THEN pg.__not_described('0A000', 'describing members of operator families is not supported')
    WHEN _p1::UINTEGER = 1260 THEN pg.__role_address(_p1, _p2)
    ELSE pg.__other_address(_p1, _p2, _p3) END;
CREATE MACRO pg.__what(_p1, _p2, _p3) AS (
    SELECT __what FROM pg.__catalogs
    WHERE __catalog = _p1::UINTEGER AND _p2 IS NOT NULL AND _p3 IS NOT NULL);

CREATE MACRO pg.pg_describe_object(_p1, _p2, _p3) AS
    struct_extract(pg.__address(_p1, _p2, _p3), '__text');
-- A lambda has its argument written once, and takes no subquery.
CREATE MACRO pg.__found(_p1, _p2, _p3) AS
    [{'__a': pg.__address(_p1, _p2, _p3), '__what': pg.__what(_p1, _p2, _p3)}];
CREATE MACRO pg.__pg_identify_object(_p1, _p2, _p3) AS list_transform(
    pg.__found(_p1, _p2, _p3), lambda _f: CASE WHEN _f.__what IS NOT NULL THEN {
        'type': coalesce(_f.__a.__type, _f.__what), 'schema': pg.quote_ident(_f.__a.__schema),
        'name': pg.quote_ident(_f.__a.__name), 'identity': _f.__a.__identity} END)[1];
CREATE MACRO pg.__pg_identify_object_as_address(_p1, _p2, _p3) AS list_transform(
    pg.__found(_p1, _p2, _p3), lambda _f: CASE WHEN _f.__what IS NOT NULL THEN {
        'type': coalesce(_f.__a.__type, _f.__what),
        'object_names': _f.__a.__names, 'object_args': _f.__a.__args} END)[1];

-- The other way round; relations and types may be written without their schema.
CREATE MACRO pg.__dotted(_p1) AS
    array_to_string(list_transform(_p1, lambda _e: pg.quote_ident(_e)), '.');
CREATE MACRO pg.__numbered_in(_p1, _p2, _p3) AS (
    SELECT {'classid': __class, 'objid': __oid, 'objsubid': __number} FROM pg.__addresses()
    WHERE __type = _p1 AND CASE
        WHEN __class = 1259 AND __number = 0 THEN __oid = pg.to_regclass(pg.__dotted(_p2))
        WHEN __class = 1259 THEN __names[-1] = _p2[-1] AND __oid = pg.to_regclass(
            pg.__dotted(_p2[:-2]))
        WHEN __class = 1247 THEN __oid = pg.to_regtype(_p2[1])
        WHEN __class = 1255 THEN __oid = pg.to_regprocedure(
            array_to_string(_p2, '.') || '(' || array_to_string(_p3, ',') || ')')
        ELSE __args = _p3 AND (__names = _p2 OR __names = ['pg_catalog'] || _p2) END LIMIT 1);
CREATE MACRO pg.__no_address(_p1, _p2) AS
    pg.__fail(_p1, _p2)::STRUCT(classid UINTEGER, objid UINTEGER, objsubid INTEGER);
CREATE MACRO pg.__pg_get_object_address(_p1, _p2, _p3) AS CASE
    WHEN _p1 IS NULL OR _p2 IS NULL OR _p3 IS NULL THEN NULL
    ELSE coalesce(pg.__numbered_in(_p1, _p2, _p3), CASE
        WHEN _p1 IN ('table', 'view', 'materialized view', 'index', 'foreign table')
        THEN pg.__no_address('42P01', 'relation "' || array_to_string(_p2, '.') || '" does not exist')
        WHEN _p1 = 'schema'
        THEN pg.__no_address('3F000', 'schema "' || _p2[1] || '" does not exist')
        WHEN _p1 IN ('table column', 'view column', 'type', 'collation', 'language')
        THEN pg.__no_address('42704',
            _p1 || ' "' || array_to_string(_p2, '.') || '" does not exist')
        ELSE pg.__no_address('0A000', 'addresses of this kind are not supported: ' || _p1) END) END;
