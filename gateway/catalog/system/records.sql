-- Functions that give rows or records, as macros over lists of structs: __name for `name`.

CREATE MACRO pg.__pg_get_keywords() AS (SELECT list(_k) FROM pg.__keywords _k);
CREATE MACRO pg.__pg_available_extensions() AS
    []::STRUCT(name VARCHAR, default_version VARCHAR, comment VARCHAR)[];
CREATE MACRO pg.__pg_available_extension_versions() AS []::STRUCT(name VARCHAR, version VARCHAR,
    superuser BOOLEAN, trusted BOOLEAN, relocatable BOOLEAN, schema VARCHAR, requires VARCHAR[],
    comment VARCHAR)[];
CREATE MACRO pg.__pg_options_to_table(_p1) AS list_transform(coalesce(_p1, []), lambda _o: {
    'option_name': split_part(_o, '=', 1),
    'option_value': CASE WHEN contains(_o, '=') THEN substr(_o, position('=' IN _o) + 1) END});
CREATE MACRO pg.__pg_partition_tree(_p1) AS
    (SELECT coalesce(list({'relid': __oid, 'parentrelid': NULL::UINTEGER, 'isleaf': false,
                           'level': 0}), [])
     FROM pg.__parted() WHERE __oid = pg.to_regclass(_p1));
CREATE MACRO pg.__pg_partition_ancestors(_p1) AS
    (SELECT coalesce(list(__oid), []) FROM pg.__parted() WHERE __oid = pg.to_regclass(_p1));
CREATE MACRO pg.__pg_sequence_parameters(_p1) AS CASE WHEN _p1 IS NOT NULL THEN
    pg.__fail('XX000', 'cache lookup failed for sequence ' || _p1)::STRUCT(
        start_value BIGINT, minimum_value BIGINT, maximum_value BIGINT, increment BIGINT,
        cycle_option BOOLEAN, cache_size BIGINT, data_type UINTEGER) END;

-- aclitems are texts here: grantee=privileges/grantor, an empty grantee is everybody.
CREATE MACRO pg.__privilege(_p1) AS CASE _p1 WHEN 'a' THEN 'INSERT' WHEN 'r' THEN 'SELECT'
    WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' WHEN 'D' THEN 'TRUNCATE'
    WHEN 'x' THEN 'REFERENCES' WHEN 't' THEN 'TRIGGER' WHEN 'X' THEN 'EXECUTE'
    WHEN 'U' THEN 'USAGE' WHEN 'C' THEN 'CREATE' WHEN 'T' THEN 'TEMPORARY'
    WHEN 'c' THEN 'CONNECT' WHEN 's' THEN 'SET' WHEN 'A' THEN 'ALTER SYSTEM'
    WHEN 'm' THEN 'MAINTAIN' END;
CREATE MACRO pg.__aclexplode(_p1) AS (
    SELECT coalesce(list({
        'grantor': pg.to_regrole(__parts.grantor),
        'grantee': CASE WHEN __parts.grantee = '' THEN 0::UINTEGER
                        ELSE pg.to_regrole(__parts.grantee) END,
        'privilege_type': pg.__privilege(__letter[1]), 'is_grantable': len(__letter) = 2
    } ORDER BY __place, position(__letter[1] IN 'arwdDxtXUCTcsAm')), [])
    FROM (SELECT __place, __parts,
                 unnest(regexp_extract_all(__parts.given, '[A-Za-z]\*?')) AS __letter
          FROM (SELECT __place, regexp_extract(__item, '^"?([^"=]*)"?=([A-Za-z*]*)/"?([^"]*)"?$',
                                               ['grantee', 'given', 'grantor']) AS __parts
                FROM (SELECT unnest(_p1::VARCHAR[]) AS __item,
                             generate_subscripts(_p1::VARCHAR[], 1) AS __place))));

-- What live relations show.
CREATE MACRO pg.__pg_show_all_settings() AS (SELECT list(_s) FROM pg_settings _s);
CREATE MACRO pg.__pg_timezone_names() AS (SELECT list(_z) FROM pg_timezone_names _z);
CREATE MACRO pg.__pg_cursor() AS (SELECT coalesce(list(_c), []) FROM pg_cursors _c);
CREATE MACRO pg.__pg_lock_status() AS (SELECT coalesce(list(_l), []) FROM pg_locks _l);
CREATE MACRO pg.__pg_timezone_abbrevs_zone() AS []::STRUCT(
    abbrev VARCHAR, utc_offset INTERVAL, is_dst BOOLEAN)[];
CREATE MACRO pg.__pg_stat_get_activity(_p1) AS (
    SELECT coalesce(list({
        'datid': _a.datid, 'pid': _a.pid, 'usesysid': _a.usesysid,
        'application_name': _a.application_name, 'state': _a.state, 'query': _a.query,
        'wait_event_type': _a.wait_event_type, 'wait_event': _a.wait_event,
        'xact_start': _a.xact_start, 'query_start': _a.query_start,
        'backend_start': _a.backend_start, 'state_change': _a.state_change,
        'client_addr': _a.client_addr, 'client_hostname': _a.client_hostname,
        'client_port': _a.client_port, 'backend_xid': _a.backend_xid,
        'backend_xmin': _a.backend_xmin, 'backend_type': _a.backend_type, 'ssl': _s.ssl,
        'sslversion': _s.version, 'sslcipher': _s.cipher, 'sslbits': _s.bits,
        'ssl_client_dn': _s.client_dn, 'ssl_client_serial': _s.client_serial,
        'ssl_issuer_dn': _s.issuer_dn, 'gss_auth': _g.gss_authenticated,
        'gss_princ': _g.principal, 'gss_enc': _g.encrypted,
        'gss_delegation': _g.credentials_delegated, 'leader_pid': _a.leader_pid,
        'query_id': _a.query_id}), [])
    FROM pg_stat_activity _a LEFT JOIN pg_stat_ssl _s ON _s.pid = _a.pid
    LEFT JOIN pg_stat_gssapi _g ON _g.pid = _a.pid WHERE _p1 IS NULL OR _a.pid = _p1);

-- A backend's number is its place among the process numbers.
CREATE MACRO pg.__backends() AS (SELECT list(_b ORDER BY _b.pid) FROM pg_stat_activity _b);
CREATE MACRO pg.__pg_stat_get_backend_idset() AS
    list_transform(generate_series(1, len(pg.__backends())), lambda _n: _n::INTEGER);
CREATE MACRO pg.pg_stat_get_backend_pid(_p1) AS (pg.__backends())[_p1].pid;
CREATE MACRO pg.pg_stat_get_backend_dbid(_p1) AS (pg.__backends())[_p1].datid;
CREATE MACRO pg.pg_stat_get_backend_userid(_p1) AS (pg.__backends())[_p1].usesysid;
CREATE MACRO pg.pg_stat_get_backend_activity(_p1) AS (pg.__backends())[_p1].query;
CREATE MACRO pg.pg_stat_get_backend_start(_p1) AS (pg.__backends())[_p1].backend_start;
CREATE MACRO pg.pg_stat_get_backend_activity_start(_p1) AS (pg.__backends())[_p1].query_start;
CREATE MACRO pg.pg_stat_get_backend_client_addr(_p1) AS (pg.__backends())[_p1].client_addr;
CREATE MACRO pg.pg_stat_get_backend_client_port(_p1) AS (pg.__backends())[_p1].client_port;
CREATE MACRO pg.pg_stat_get_backend_wait_event(_p1) AS (pg.__backends())[_p1].wait_event;
CREATE MACRO pg.pg_stat_get_backend_wait_event_type(_p1) AS (pg.__backends())[_p1].wait_event_type;
CREATE MACRO pg.pg_stat_get_db_numbackends(_p1) AS CASE WHEN _p1 IS NULL THEN NULL
    WHEN _p1::UINTEGER = 16383 THEN len(pg.__backends()) ELSE 0 END::INTEGER;

-- As pg_stat_user_tables: the number of rows is an estimate, nothing else is counted.
CREATE MACRO pg.__live_tuples() AS TABLE SELECT relid AS __oid, n_live_tup AS __rows FROM pg.pg_stat_all_tables;
CREATE MACRO pg.pg_stat_get_live_tuples(_p1) AS CASE WHEN _p1 IS NOT NULL THEN
    CASE WHEN _p1::UINTEGER IN (SELECT __oid FROM pg.__live_tuples())
         THEN (SELECT __rows FROM pg.__live_tuples() WHERE __oid = _p1::UINTEGER) ELSE 0 END END;
CREATE MACRO pg.pg_stat_get_numscans(_p1) AS NULL::BIGINT;
CREATE MACRO pg.pg_stat_get_tuples_returned(_p1) AS NULL::BIGINT;
CREATE MACRO pg.pg_stat_get_tuples_fetched(_p1) AS NULL::BIGINT;
CREATE MACRO pg.pg_stat_get_tuples_inserted(_p1) AS NULL::BIGINT;
CREATE MACRO pg.pg_stat_get_tuples_updated(_p1) AS NULL::BIGINT;
CREATE MACRO pg.pg_stat_get_tuples_hot_updated(_p1) AS NULL::BIGINT;
CREATE MACRO pg.pg_stat_get_tuples_newpage_updated(_p1) AS NULL::BIGINT;
CREATE MACRO pg.pg_stat_get_tuples_deleted(_p1) AS NULL::BIGINT;
CREATE MACRO pg.pg_stat_get_dead_tuples(_p1) AS NULL::BIGINT;
CREATE MACRO pg.pg_stat_get_mod_since_analyze(_p1) AS NULL::BIGINT;
CREATE MACRO pg.pg_stat_get_ins_since_vacuum(_p1) AS NULL::BIGINT;
CREATE MACRO pg.pg_stat_get_vacuum_count(_p1) AS NULL::BIGINT;
CREATE MACRO pg.pg_stat_get_autovacuum_count(_p1) AS NULL::BIGINT;
CREATE MACRO pg.pg_stat_get_analyze_count(_p1) AS NULL::BIGINT;
CREATE MACRO pg.pg_stat_get_autoanalyze_count(_p1) AS NULL::BIGINT;
CREATE MACRO pg.pg_stat_get_blocks_fetched(_p1) AS NULL::BIGINT;
CREATE MACRO pg.pg_stat_get_blocks_hit(_p1) AS NULL::BIGINT;
CREATE MACRO pg.pg_stat_get_lastscan(_p1) AS NULL::TIMESTAMPTZ;
CREATE MACRO pg.pg_stat_get_last_vacuum_time(_p1) AS NULL::TIMESTAMPTZ;
CREATE MACRO pg.pg_stat_get_last_autovacuum_time(_p1) AS NULL::TIMESTAMPTZ;
CREATE MACRO pg.pg_stat_get_last_analyze_time(_p1) AS NULL::TIMESTAMPTZ;
CREATE MACRO pg.pg_stat_get_last_autoanalyze_time(_p1) AS NULL::TIMESTAMPTZ;
