-- from text
'42'::int4
' 42 '::int4
'4.2'::int4
'abc'::int4
''::int4
'99999999999'::int4
'-32769'::int2
'0x1F'::int4
'1_000'::int8
'42'::int8
'1e3'::int4
'1.5'::numeric
'1.50'::numeric
' 1.5 '::numeric
'.5'::numeric
'5.'::numeric
'1e3'::numeric
'1.5e-3'::numeric
'nan'::numeric
'inf'::numeric
'-infinity'::numeric
'abc'::numeric
'1.2.3'::numeric
''::numeric
'0x10'::numeric
'-0'::numeric
'-0.00'::numeric
'123.456'::numeric(5,2)
'1234.5'::numeric(5,2)
'123.455'::numeric(5,2)
'-123.455'::numeric(5,2)
'999.995'::numeric(5,2)
'0.05'::numeric(2,2)
'NaN'::numeric(5,2) -- refused
'1.5'::float8
'1e400'::float8
'1e-400'::float8
'1e40'::float4
'1e-50'::float4
'inf'::float8
'-Infinity'::float8
'nan'::float8
'abc'::float8
''::float8
'1e15'::float8
'1e14'::float8
'123456789012345678'::float8
'0.0001'::float8
'0.00001'::float8
'1e-7'::float8
'1e22'::float8
'4.9e-324'::float8
'1.7976931348623157e308'::float8
'0.1'::float4
'1000000'::float4
'100000'::float4
'16777217'::float4
'3.4028235e38'::float4
'true'::bool
'yes'::bool
'of'::bool
' T '::bool
'o'::bool
'2'::bool
''::bool
'abcdef'::varchar(3)
'ab'::char(4)
'abcdef'::char(3)
'toolong'::char(4)
'ab  '::varchar(3)
'abc'::char
'abc'::varchar
'äöü'::varchar(2)
'2020-01-31'::date
'2020-02-30'::date
'2020-13-01'::date
'20200131'::date
'2020-1-5'::date
'abc'::date
''::date
'infinity'::date
'-infinity'::date
'epoch'::date
'0044-03-15 BC'::date
'10000-01-01'::date
'2020-01-31 10:11:12'::date
'2020-01-31T10:11:12'::timestamp
'2020-01-31 10:11'::timestamp
'2020-01-31'::timestamp
'2020-01-31 24:00:00'::timestamp
'2020-01-31 10:11:60'::timestamp
'2020-01-31 25:00:00'::timestamp
'2020-01-31 10:61:00'::timestamp
'2020-01-31 10:11:12.123456789'::timestamp
'2020-01-31 10:11:12.9999999'::timestamp
'2020-01-31 10:11:12+02'::timestamp
'2020-01-31 10:11:12+02'::timestamptz
'2020-01-31 10:11:12 America/New_York'::timestamptz
'2020-01-31 10:11:12'::timestamptz
'2020-01-31 10:11:12Z'::timestamptz
'2020-01-31 10:11:12-03:30'::timestamptz
'2020-01-31 10:11:12.126'::timestamp(2)
'2020-01-31 10:11:12.125'::timestamp(2)
'2020-01-31 10:11:12.5'::timestamp(0)
'2020-01-31 10:11:12.999'::timestamptz(1)
'infinity'::timestamp
'-infinity'::timestamptz
'10:11:12'::time
'10:11'::time
'24:00'::time
'24:00:01'::time
'10:11:12.123456'::time(3)
'10:11:12.1235'::time(3)
'abc'::time
'1 day'::interval
'1 day 02:03:04'::interval
'-1 day 02:00'::interval
'3 days ago'::interval
'1 year 2 months'::interval
'1.5 days'::interval
'1.5 months'::interval
'1.5 years'::interval
'1-2'::interval
'1 12:00'::interval
'P1Y2M3DT4H5M6S'::interval
'P1W'::interval
'PT0.5S'::interval
'01:02:03.456789'::interval
'-01:02:03'::interval
'90 minutes'::interval
'1 week'::interval
'1 decade'::interval
'1 century 1 millennium'::interval
'500 ms'::interval
'1 us'::interval
'@ 1 hour'::interval
'1h 2m 3s'::interval
'abc'::interval
''::interval
'1'::interval
'1.5'::interval
'1 foo'::interval
'1 mon -1 day'::interval
'-1 mon 1 day -00:00:01'::interval
'1.123456789 seconds'::interval
'1.126 seconds'::interval(2)
'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid
'A0EEBC999C0B4EF8BB6D6BB9BD380A11'::uuid
'a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11'::uuid
'abc'::uuid
'\x48656c6c6f'::bytea
'\x4'::bytea
'\xzz'::bytea
'abc\\def'::bytea
'a\000b'::bytea
'a\1'::bytea
'{"b": 1, "a": [1, 2.50, "x"], "a": 3}'::jsonb
'{"b": 1,   "a": 2}'::json
'{bad}'::json
'nul'::jsonb
'"\u0000"'::jsonb
'"\u00e9\n"'::jsonb
'[1e5, -0.0, 1.50e2, 12345678901234567890123]'::jsonb
'  [ ] '::jsonb
'  [ ] '::json
'{1,2,NULL}'::int[]
'{a,"b c",null,"null"}'::text[]
'{}'::int[]
'{1,x}'::int[]
'{1,2'::int[]
'{{1,2},{3,4}}'::int[]
'1,2'::int[]
'{1.50,2}'::numeric[]
'{"a\"b","c\\d"}'::text[]
-- numbers to numbers
2.5::int4
-2.5::int4
(-2.5)::int4
3.5::int4
2.5::float8::int4
3.5::float8::int4
(-0.5)::float8::int4
2147483647.5::int4
2147483647.4::int4
2147483647.5::float8::int4
1e10::int4
1e19::int8
9223372036854775807::float8::int8
'NaN'::float8::int4
'NaN'::numeric::int4
'Infinity'::numeric::int8
32768::int2
70000::int4::int2
3000000000::int4
3000000000::float4
16777217::int4::float4
9007199254740993::float8
0.1::float8
0.1::float4
0.1::float4::float8
1.5::float4::numeric
0.1::float4::numeric
0.1::float8::numeric
1e-7::float8::numeric
123456789.123456789::float8::numeric
1e20::float8::numeric
'NaN'::float8::numeric
'Infinity'::float8::numeric
1e39::float8::float4
1e-50::float8::float4
2.675::numeric(10,2)
2.665::numeric(10,2)
-2.675::numeric(10,2)
12.5::numeric(3,0)
1.005::float8::numeric(10,2)
12345.678::numeric(7,2)
12345.678::numeric(6,2)
42::numeric
42::numeric(5,2)
42::numeric(3,2)
42::int8::numeric
1.10::numeric(10,3)
1.10::numeric(10,1)::numeric(10,3)
1.5::numeric::float8
12345678901234567890.123456789::float8
0.1234567890123456789::float8
123456789012345678901234567890::float8
1.1::numeric(20,10)::float8
true::int4
1::bool
0::bool
2::bool
1::int8::bool
1.5::bool
true::numeric
true::float8
1::text::bool
-- to text
42::text
(-42)::text
1.50::text
100::float8::text
1e15::float8::text
1e14::float8::text
123456.789::float8::text
0.1::float4::text
1e-5::float8::text
'NaN'::float8::text
'-Infinity'::float8::text
(-0.0)::float8::text
true::text
date '2020-01-31'::text
date '0044-03-15 BC'::text
timestamp '2020-01-31 10:11:12.500'::text
timestamptz '2020-01-31 10:11:12+02'::text
time '10:11:12'::text
interval '1 year -2 days 03:04:05.6'::text
'\x00ff'::bytea::text
array[1,null,3]::text
array['a b','c','null','']::text
array[true,false]::text
array[1.50,2]::text
'{"b":1,"a":2}'::jsonb::text
'ab'::char(4)::text
'ab'::char(4)::varchar(3)
42::varchar(1)
12345::char(3)
1.5::varchar
'abc'::text::char(2)
'abc'::text::varchar(2)
'abc'::name::text
'a'::"char"::text
-- text at run time
x::int4 from (values ('42'), (' 7 '), (null)) t(x)
x::int4 from (values ('4.2')) t(x)
x::numeric from (values ('1.50'), ('1e3'), ('NaN')) t(x)
x::numeric(5,1) from (values ('1.55'), ('-1.55')) t(x)
x::float8 from (values ('1e3'), ('nan')) t(x)
x::date from (values ('2020-01-31'), ('infinity')) t(x)
x::timestamp from (values ('2020-01-31 10:11:12.5')) t(x)
x::timestamptz from (values ('2020-01-31 10:11:12.5+01')) t(x)
x::time from (values ('10:11'), ('24:00')) t(x)
x::interval from (values ('1 day 02:00'), ('1.5 months')) t(x)
x::uuid from (values ('A0EEBC999C0B4EF8BB6D6BB9BD380A11')) t(x)
x::bool from (values ('yes'), ('0'), (null)) t(x)
x::bool from (values ('x')) t(x)
x::jsonb from (values ('{"b":1,"a":2}')) t(x)
x::json from (values ('{bad')) t(x)
x::bytea from (values ('\x00ff')) t(x)
x::varchar(2) from (values ('abc'), ('ä€x')) t(x)
x::char(4) from (values ('abc'), ('abcdef')) t(x)
x::text from (values (1.50), (2)) t(x)
x::int4 from (values (2.5), (-2.5), (3.49)) t(x)
x::int4 from (values (2.5::float8), (-2.5), (3.5)) t(x)
x::int2 from (values (40000)) t(x)
x::float8 from (values (0.1), (1e20)) t(x)
x::numeric(4,2) from (values (1.005), (99.994)) t(x)
x::numeric(4,2) from (values (99.995)) t(x)
x::text from (values (1::float8), (1e15), (0.1)) t(x)
x::text[] from (values (array[1,2])) t(x)
x::int[] from (values (array['1','2'])) t(x)
x::numeric[] from (values (array[1,2])) t(x)
x::int[] from (values (array[1.5,2.5])) t(x)
-- dates
date '2020-01-31'::timestamp
date '2020-01-31'::timestamptz
timestamp '2020-01-31 10:11:12'::date
timestamp '2020-01-31 23:59:59.9'::time
timestamptz '2020-01-31 23:30:00-02'::date
timestamptz '2020-01-31 23:30:00-02'::time
timestamptz '2020-01-31 23:30:00-02'::timestamp
timestamp '2020-01-31 23:30:00'::timestamptz
timestamp 'infinity'::date
timestamp '-infinity'::date
date 'infinity'::timestamp
time '10:11:12'::interval
interval '25:00:00'::time
interval '1 day 10:00'::time
interval '-1 hour'::time
timestamp '2020-01-31 10:11:12.567'::timestamp(1)
x::timestamp(0) from (values (timestamp '2020-01-31 10:11:12.5'), ('2020-01-31 10:11:13.5')) t(x)
date '2020-01-31'::time
time '10:00'::date
date '2020-01-31'::int
1::date
true::date
1::timestamp
-- json
'1.5'::jsonb::numeric
'1.5'::jsonb::int4
'2.5'::jsonb::int4
'"1"'::jsonb::int4
'true'::jsonb::bool
'null'::jsonb::int4
'{"a": 1}'::json::jsonb
'{"b": 1, "a": 2}'::jsonb::json
'{"a": 1}'::jsonb::int4
'1e3'::jsonb::float8
-- no such cast
'a'::uuid::int
1::uuid
array[1]::int
1::int[]
1::jsonb
'{"a":1}'::jsonb::int[]
1::nosuchtype
'a'::tinyint
1.5::interval
interval '1 day'::int
-- function notation
int4('5')
int4(5.5)
float8(1)
text(42)
date('2020-01-01')
date(timestamp '2020-01-01 10:00')
bool(1)
int8(1.5)
cast(1.5 as int)
cast('1' as numeric(3,1))
int4 '5'
numeric '1.50'
float8 '1e5'
bool 'yes'
