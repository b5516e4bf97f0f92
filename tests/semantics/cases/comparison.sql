-- numbers of different types
1 = 1.0
1::int2 < 2::int8
1 = 1::float8
0.1 = 0.1::float8
0.1::float4 = 0.1::float8
0.1::float4 = 0.1
16777217 = 16777217::float4
9007199254740993 = 9007199254740993::float8
9007199254740993::numeric = 9007199254740993::float8
1.50 = 1.5
1.50 <> 1.5
1.0 / 3 = 0.33333333333333333333
1.0 / 3 > 0.3
(1.0 / 4) = 0.25
'NaN'::numeric = 'NaN'::numeric
'NaN'::numeric > 'Infinity'::numeric
'NaN'::float8 = 'NaN'::float8
'NaN'::float8 > 'Infinity'::float8
'NaN'::float8 < 1
'-Infinity'::numeric < -1e300
-0.0::float8 = 0.0::float8
99999999999999999999999999999999999999 > 0.00001
12345678901234567890123456789012345678 = 12345678901234567890123456789012345678.0
5 > '3'
5 > '3.5'
5.5 > '3.5'
'5' = 5
'abc' = 5
5 = 'x'
-- text
'a' < 'b'
'a' < 'B'
'é' > 'z'
'a' = 'a '
'a'::char(3) = 'a'
'a'::char(3) = 'a '::text
'a'::char(3) = 'a  '::char(5)
'a'::char(3) < 'ab'
'a'::varchar(3) = 'a'::text
'a'::char(3) || 'b'
'abc'::varchar = 'abc'::char(5)
'a'::name = 'a'
'a'::"char" = 'a'
'' < 'a'
'Z' < 'a'
'a' <> null
null = null
null <> 1
null < null
-- boolean
true > false
true = 't'
true = 'maybe'
true and null
false and null
true or null
null or false
not null
not true
true is true
null is true
null is unknown
null::bool is not true
1 is null
null is null
null is not null
true = 1
true < 1
-- distinct
1 is distinct from null
null is distinct from null
null is not distinct from null
1 is not distinct from 1.0
'a'::char(3) is not distinct from 'a'
1.50 is distinct from 1.5
1 is distinct from 'a'
-- dates
date '2020-01-01' = timestamp '2020-01-01'
date '2020-01-02' > timestamp '2020-01-01 23:59:59'
date '2020-01-01' = timestamptz '2020-01-01 00:00:00+00'
timestamp '2020-01-01 10:00' < timestamptz '2020-01-01 10:00+02'
date '2020-01-01' < 'infinity'
date 'infinity' > date '9999-12-31'
date '-infinity' < date '0001-01-01'
timestamp 'infinity' = date 'infinity'
date '2020-01-01' = '2020-01-01'
date '2020-01-01' > 'yesterday-ish'
time '10:00' < time '11:00'
time '24:00' > time '23:59:59.999999'
interval '1 day' = interval '24 hours'
interval '1 month' = interval '30 days'
interval '1 month' > interval '29 days 23 hours'
interval '1 year' = interval '360 days'
interval '1 month -1 day' = interval '29 days'
interval '-1 month' < interval '1 second'
interval '1 day' < '25 hours'
date '2020-01-01' = 5
-- uuid, bytea
'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'::uuid = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'
'{a0eebc999c0b4ef8bb6d6bb9bd380a11}'::uuid < 'b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'
'\x00ff'::bytea < '\x01'::bytea
'\x'::bytea < '\x00'::bytea
'abc'::bytea = '\x616263'
-- arrays
array[1,2] = array[1,2]
array[1,null] = array[1,null]
array[1,2] < array[1,null]
array[1] < array[1,2]
array[1,2] < array[2]
array[1.0,2.50] = array[1,2.5]
array['a','b'] < array['a','c']
'{}'::int[] = '{}'::int[]
'{}'::int[] < array[1]
array[1,2] = array['1','2']
array['a '::char(3)] = array['a'::char(3)]
-- jsonb
'{"a":1}'::jsonb = '{"a":1.0}'::jsonb
'{"a":1,"b":2}'::jsonb = '{"b":2,"a":1}'
'[1,2]'::jsonb <> '[2,1]'::jsonb
'1'::jsonb = '1.00'::jsonb
'{"a":1}'::json = '{"a":1}'::json
'"a"'::jsonb < '"b"'::jsonb -- refused
-- rows
(1, 2) = (1, 2)
(1, null) = (1, 2)
(1, null) = (2, null)
(1, 2) < (1, 3)
(1, 2) < (2, null)
(1, null) < (1, 3)
(1, null) < (2, 3)
(1, 2) <> (1, null)
(1, 2) <> (2, null)
(1, 'a') >= (1, 'a')
(1, 2) is null
(null, null) is null
(1, null) is not null
(1, null) is null
(1, 2) is not null
(1, 2) is distinct from (1, null)
(1, null) is not distinct from (1, null)
(1, 2) = (1, 2, 3)
row(1, 2) = row(1, 2)
(1, 2) in ((1, 2), (3, 4))
(10, 3) in ((10, 3), (null, 5))
(11, 3) in ((10, 3), (null, 5))
(11, 5) in ((10, 3), (null, 5))
(1, 2) in (select 1, 2)
(1, 2) in (select 1, null::int)
(1, 2) in (select 2, null::int)
(1, 2) not in (select 1, null::int)
(null::int, 2) in (select 1, 2 where false)
(null::int, 2) in (select 1, 2)
-- in, between, any, all
1 in (1, 2)
1 in (2, null)
1 not in (2, null)
1 in (1.0, 2)
1 in (1::int8, 2.5)
1.5 in (1, 2)
'a' in ('b', null)
null in (1, 2)
'a' in ('a')
1 in ('1', '2')
1 in ('a')
1.50 in (1.5, 2)
1 in (select 1.0)
1 in (select null::int)
1 not in (select 2 union all select null)
1.50 in (select 1.5)
'a'::char(3) in ('a', 'b')
'a' in (select 'a'::char(3))
2 between 1 and 3
2 between 3 and 1
2 between symmetric 3 and 1
2 not between 1 and 3
2 between null and 1
1.5 between 1 and 2
'b' between 'a' and 'c'
5 = any(array[1, 5])
5 = any(array[1, null])
5 = any(null::int[])
5 = any('{}'::int[])
5 <> all(array[1, 2])
5 <> all(array[1, null])
5 <> all('{}'::int[])
5 > any(array[1, 9])
5 > all(array[1, 9])
5 > all(array[1, 2])
5 = any('{1,5}')
5 = any(array[1.0, 5.0])
'a' = any(array['a', 'b'])
'a' like any(array['b%', 'a%'])
null = any(array[1, 2])
5 = any(select 5)
5 > all(select x from (values (1), (null)) t(x))
5 > any(select x from (values (1), (null)) t(x))
5 < all(select x from (values (1), (null)) t(x))
5 = any(select 1 where false)
5 <> all(select 1 where false)
5 = any(5)
1.5 = any(array[1, 2])
exists(select 1)
exists(select 1 where false)
not exists(select null)
(select 1)
(select 1 where false)
(select 1 union all select 2)
array(select 1 union all select 2)
array(select 1 where false)
-- errors
1 = 'a'::text
1 < 'a'::text
date '2020-01-01' = 'a'::text
'a'::text = true
1 = array[1]
'{"a":1}'::jsonb = 1
(1, 2) = 3
1 = (select 1, 2)
uuid '12' = '12'
1 ~~ 2
row(1, 2) < row(1, 3)
row(1, 'a') in (select 1, 'a'::text)
row(1, 2) is null
row(1) = row(1)
