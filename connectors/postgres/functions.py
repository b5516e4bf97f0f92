"""What PostgreSQL runs as the gateway means it: every built-in that is a function of its arguments.

The gateway's semantics are PostgreSQL 18's, so the tables are broad. Left out is what depends on
the server, the session or chance (`now`, `random`, `current_user`, `pg_*`, locale-bound `to_char`
of money), what changed its meaning between versions (gated by `since`, a major version), and
operators of types that travel as text. Whether text is compared by bytes is `collation.py`'s part.

Sources: pg_proc and pg_operator of 18, release notes 12 to 18 (E.1 "Migration" sections).
"""

from __future__ import annotations

from typing import Final

from connectors.sql.signatures import Classes, Signatures

CLASSES: Final[Classes] = {
    "int": frozenset({"int2", "int4", "int8"}),
    "exact": frozenset({"int2", "int4", "int8", "numeric"}),
    "float": frozenset({"float4", "float8"}),
    "number": frozenset({"int2", "int4", "int8", "numeric", "float4", "float8"}),
    "string": frozenset({"text", "varchar", "bpchar", "name"}),
    "day": frozenset({"date", "timestamp", "timestamptz"}),
    "ordered": frozenset(
        {
            "bool", "int2", "int4", "int8", "numeric", "float4", "float8", "text", "varchar",
            "bpchar", "name", "char", "bytea", "uuid", "date", "time", "timetz", "timestamp",
            "timestamptz", "interval", "oid", "jsonb",
        }
    ),
    "printed": frozenset(
        {
            "bool", "int2", "int4", "int8", "numeric", "float4", "float8", "text", "varchar",
            "bpchar", "name", "bytea", "uuid", "date", "time", "timestamp", "timestamptz",
            "interval", "json", "jsonb", "unknown",
        }
    ),
}  # fmt: skip
"""Words of the tables; `ordered` has =, < and hashing, `printed` has a text form of its own."""

SCALARS: Final = Signatures(
    """
    # comparison and NULL
    =, <>, <, <=, >, >= (ordered, ordered)
    =, <>, <, <=, >, >= (ordered[], ordered[])
    is distinct from, is not distinct from (ordered, ordered)
    is distinct from, is not distinct from (ordered[], ordered[])
    is null, is not null (any)
    is true, is false, is unknown, is not true, is not false, is not unknown (bool)
    coalesce (any...)
    nullif (ordered, ordered)
    greatest, least (ordered...)

    # arithmetic
    +, -, *, / (number, number)
    % (exact, exact)
    ^ (float8, float8)
    # how many digits a numeric power has changed after 15
    ^ (numeric, numeric) since 18
    negative, @ (number)
    + (number)
    &, | (int, int)
    # (int, int) : {0} # {1}
    <<, >> (int, int4)
    ~ (int)
    abs (number)
    ceil, ceiling, floor, sign (numeric|float8)
    round, trunc (numeric|float8)
    round, trunc (numeric, int4)
    div (numeric, numeric)
    mod (exact, exact)
    power, pow (float8, float8)
    power, pow (numeric, numeric) since 18
    sqrt, exp, ln, log, log10 (numeric|float8)
    log (numeric, numeric)
    cbrt, degrees, radians (float8)
    sin, cos, tan, cot, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh (float8)
    sind, cosd, tand, cotd, asind, acosd, atand (float8)
    atan2, atan2d (float8, float8)
    pi ()
    factorial (int8)
    gcd, lcm (int, int) since 13
    gcd, lcm (numeric, numeric) since 13
    scale, min_scale (numeric) since 13
    trim_scale (numeric) since 13
    width_bucket (float8, float8, float8, int4)
    width_bucket (numeric, numeric, numeric, int4)
    to_hex (int4|int8)
    to_bin, to_oct (int4|int8) since 16

    # strings
    || (string, string)
    || (string, printed)
    || (printed, string)
    length, char_length, character_length, octet_length, bit_length (string)
    upper, lower, initcap (string)
    substring, substr (string, int4, int4?)
    position (string, string) : position({1} IN {0})
    strpos (string, string)
    overlay (string, string, int4, int4?) : pg_catalog.overlay({all})
    btrim, ltrim, rtrim (string, string?)
    lpad, rpad (string, int4, string?)
    left, right (string, int4)
    repeat (string, int4)
    replace, translate (string, string, string)
    reverse (string)
    split_part (string, string, int4) since 14
    starts_with (string, string)
    concat (printed...)
    concat_ws (string, printed...)
    ascii, quote_ident (string)
    quote_literal (string)
    chr (int4)
    md5 (string|bytea)
    string_to_array (string, string, string?)
    ~~, !~~ (string, string, string?)
    ~~*, !~~* (string, string, string?)
    similar to, not similar to (string, string, string?)
    ~, ~*, !~, !~* (string, string)
    regexp_replace (string, string, string, string?)
    regexp_split_to_array (string, string, string?)
    regexp_match (string, string, string?)
    regexp_count (string, string, int4?, string?) since 15
    regexp_like (string, string, string?) since 15
    regexp_substr (string, string, int4?, int4?, string?, int4?) since 15
    regexp_instr (string, string, int4?, int4?, int4?, string?, int4?) since 15
    to_number (string, string)
    to_date (string, string)
    to_timestamp (string, string)
    to_timestamp (float8)
    to_char (timestamp|timestamptz|interval|int4|int8|numeric|float4|float8, string)
    normalize (string) since 13

    # bytea
    || (bytea, bytea)
    length, octet_length, bit_length (bytea)
    substring, substr (bytea, int4, int4?)
    position (bytea, bytea) : position({1} IN {0})
    overlay (bytea, bytea, int4, int4?) : pg_catalog.overlay({all})
    btrim (bytea, bytea)
    encode (bytea, string)
    decode (string, string)
    get_byte (bytea, int4)
    set_byte (bytea, int4, int4)
    sha224, sha256, sha384, sha512 (bytea)
    convert_from (bytea, string)
    convert_to (string, string)

    # date and time: the session's TimeZone is UTC, as the gateway's
    + (date, int4)
    + (int4, date)
    - (date, int4)
    - (date, date)
    +, - (day|time|timetz|interval, interval)
    + (interval, day|time|timetz)
    + (date, time)
    + (time, date)
    - (timestamp, timestamp)
    - (timestamptz, timestamptz)
    - (time, time)
    *, / (interval, float8)
    * (float8, interval)
    negative (interval)
    extract (string, day|time|interval) since 14
    date_part (string, day|time|interval)
    date_trunc (string, timestamp|timestamptz|interval)
    date_trunc (string, timestamptz, string)
    date_bin (interval, timestamp, timestamp) since 14
    date_bin (interval, timestamptz, timestamptz) since 14
    timezone (string, timestamp|timestamptz)
    timezone (interval, timestamp|timestamptz)
    age (timestamp, timestamp)
    age (timestamptz, timestamptz)
    isfinite (day|interval)
    make_date (int4, int4, int4)
    make_time (int4, int4, float8)
    make_timestamp (int4, int4, int4, int4, int4, float8)
    make_timestamptz (int4, int4, int4, int4, int4, float8, string?)
    make_interval (int4?, int4?, int4?, int4?, int4?, int4?, float8?)
    justify_days, justify_hours, justify_interval (interval)
    overlaps (timestamp, timestamp, timestamp, timestamp) : pg_catalog.overlaps({all})
    overlaps (timestamptz, timestamptz, timestamptz, timestamptz) : pg_catalog.overlaps({all})

    # json
    ->, ->> (json|jsonb, string|int4)
    #>, #>> (json|jsonb, string[])
    @>, <@ (jsonb, jsonb)
    ? (jsonb, string)
    ?|, ?& (jsonb, string[])
    || (jsonb, jsonb)
    - (jsonb, string|int4)
    - (jsonb, string[])
    #- (jsonb, string[])
    json_typeof, json_array_length (json)
    jsonb_typeof, jsonb_array_length, jsonb_pretty (jsonb)
    json_strip_nulls (json)
    jsonb_strip_nulls (jsonb)
    to_jsonb (printed)
    json_extract_path, json_extract_path_text (json, string...)
    jsonb_extract_path, jsonb_extract_path_text (jsonb, string...)
    jsonb_set, jsonb_insert (jsonb, string[], jsonb, bool?)
    jsonb_build_array, jsonb_build_object (printed...)
    jsonb_build_array, jsonb_build_object ()

    # arrays
    array (any...) : ARRAY[{all}]
    array () : CAST(ARRAY[] AS {type})
    array_subquery (any) : ARRAY{0}
    subscript (any[], int4) : ({0})[{1}]
    || (any[], any[])
    || (any[], any)
    || (any, any[])
    @>, <@, && (ordered[], ordered[])
    array_length, array_lower, array_upper (any[], int4)
    cardinality, array_ndims (any[])
    array_append (any[], any)
    array_prepend (any, any[])
    array_cat (any[], any[])
    array_position (ordered[], ordered, int4?)
    array_positions, array_remove (ordered[], ordered)
    array_replace (ordered[], ordered, ordered)
    array_to_string (printed[], string, string?)
    trim_array (any[], int4) since 14

    grouping (any...)
    """,
    CLASSES,
)

AGGREGATES: Final = Signatures(
    """
    count (any?)
    sum, avg (number|interval)
    min, max (bool|number|string|date|time|timetz|timestamp|timestamptz|interval|oid)
    min, max (bytea) since 18
    min, max (ordered[])
    bool_and, bool_or, every (bool)
    bit_and, bit_or (int)
    bit_xor (int) since 14
    stddev, stddev_pop, stddev_samp, variance, var_pop, var_samp (number)
    corr, covar_pop, covar_samp, regr_avgx, regr_avgy, regr_count (float8, float8)
    regr_intercept, regr_r2, regr_slope, regr_sxx, regr_sxy, regr_syy (float8, float8)
    string_agg (string, string)
    string_agg (bytea, bytea)
    array_agg (printed|time|timetz|oid|char)
    json_agg, jsonb_agg (printed)
    json_object_agg, jsonb_object_agg (string, printed)
    mode (ordered)
    percentile_cont (float8, float8|interval)
    percentile_disc (float8, ordered)
    any_value (any) since 16
    """,
    CLASSES,
)

WINDOWS: Final = Signatures(
    """
    row_number, rank, dense_rank, percent_rank, cume_dist ()
    ntile (int4)
    lag, lead (any, int4?, any?)
    first_value, last_value (any)
    nth_value (any, int4)
    """,
    CLASSES,
)

TABLES: Final = Signatures(
    """
    generate_series (int4, int4, int4?)
    generate_series (int8, int8, int8?)
    generate_series (numeric, numeric, numeric?)
    generate_series (timestamp, timestamp, interval)
    generate_series (timestamptz, timestamptz, interval)
    unnest (printed[])
    unnest (ordered[])
    regexp_split_to_table (string, string, string?)
    regexp_matches (string, string, string?)
    string_to_table (string, string, string?) since 14
    jsonb_array_elements, jsonb_array_elements_text, jsonb_object_keys (jsonb)
    json_array_elements, json_array_elements_text, json_object_keys (json)
    jsonb_each, jsonb_each_text (jsonb)
    json_each, json_each_text (json)
    generate_subscripts (any[], int4)
    """,
    CLASSES,
)
