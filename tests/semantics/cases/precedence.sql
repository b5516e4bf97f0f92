-2 ^ 2
2 ^ 3 ^ 2
-2::int2
- 2 ^ 2::int
2 * 3 ^ 2
-5 % 3
~5 + 1
~5 & 3
5 & 3 + 1
5 + 1 & 3
5 # 3 & 1
5 & 1 # 3
1 | 2 & 4
1 || 2 + 3 || 'x'
'a' || 1 + 2
1 + 2 || 'a'
2 * 3 || 'a'
1 << 2 + 1
1 + 1 << 2
8 >> 1 + 1
1 << 2 | 1
10 - 5 - 2
10 / 5 * 2
2 + 3 * 4 % 5
7 - -3
7 - - 3
7 --3
not true = false
not 1 = 2
not null is null
not true and false
true or false and false
1 = 1 = true
1 < 2 = true
1 < 2 < 3
1 is null = false
1 = 1 is null
1 = 2 is false
null = 1 is null
1 + 1 is null
'a' || 'b' = 'ab'
'a' || 'b' like 'a%'
'a' like 'a' || '%'
'a' like 'a' = true
not 'a' like 'b'
'a' not like 'b'
1 in (1) = true
1 + 1 in (2)
1 between 0 and 1 + 1
1 between 0 and 2 = true
not 1 between 2 and 3
1 between 0 and 2 and true
'{"a":{"b":1}}'::jsonb -> 'a' -> 'b' = '1'
'{"a":1}'::jsonb ->> 'a' = '1'
'{"a":1}'::jsonb ->> 'a' || 'x'
'x' || ('{"a":1}'::jsonb ->> 'a')
'{"a":1}'::jsonb -> 'a' is null
'{"a":"b"}'::jsonb ->> 'a' like 'b'
'{"a":1}'::jsonb @> '{"a":1}' = true
'[1]'::jsonb || '[2]'::jsonb -> 0
array[1,2] || 3 = array[1,2,3]
(array[1,2])[1] + 1
'2020-01-01'::date + 1 = '2020-01-02'
date '2020-01-01' + 1 > date '2020-01-01'
interval '1 day' * 2 + interval '1 hour'
- interval '1 day' * 2
timestamp '2020-01-01 00:00' at time zone 'UTC' = timestamptz '2020-01-01 00:00+00'
timestamp '2020-01-01 00:00' + interval '1 day' at time zone 'UTC'
date '2020-01-31'::text || 'x'
date '2020-01-31'::timestamp + interval '1 hour'
timestamp '2020-01-31 10:00'::date
interval '1 day'::text
numeric '1.55'::int
'1' '2' -- refused
'ab' ~ 'a' || 'b'
'ab' ~ 'a' = true
1 != 2 and 2 != 3
1 <> 2 = true
case when 1 = 1 and 2 = 2 then 1 end + 1
2 operator(pg_catalog.+) 3 * 4
1::text || 2::text
'1'::int + '2'::int
'a' collate "C" < 'b'
- '5'::int
+ 5 - + 3
@ -5 + 3
|/ 16 + 9
|/ 25.0::float8
||/ 27.0::float8 + 1
5 isnull
5 notnull
5 isnull = false
1 is distinct from 2 = true
1 is distinct from 1 + 1
true and not false
(1, 2) = (1, 2) and true
array[1] && array[1,2] and true
1 = any(array[1]) = true
1 = any(array[1]) and 2 = 2
'a' ~ any(array['a', 'b'])
'ab' !~* 'B'
not 'ab' ~ 'b'
'ab' ~ 'b' and true
array[1,2] @> array[1] = true
array[1] || array[2] @> array[2]
'a' ~ 'b' is null
'x' = 'a' || 'b' ~ 'c'
a !~ 'b' || 'c' from (values ('abc')) as t (a)
select 'abc' !~ 'b' || 'z', 'x' || 'abc' ~ 'xa', not 'a' !~* 'A' || 'b'
'a' !~~ 'b', 'a' !~~* 'A', 'a' ~~ 'a', 'abc' not like all (array['a%', 'b%'])
1 between 0 < 1 and true
3 in (1, 2) in (false)
true is null is unknown
true is unknown, null::bool is not unknown
1 operator(pg_catalog.+) 2 * 3
'{1,2}'::int[3]
'{1,2}'::int array
('[1,2]'::jsonb)[1], '{"[1]"}'::jsonb[1]
1 = 1 is null::text
5 @ 3
1 <= 2 = true
2 between 1 and 3 between false and true
'a' like 'a' like 'b'
-5::int2, (-5) % 3, - 5 ^ 2, @ -5 + 2, |/ 16 + 9, ~ 1 & 3
'abc' like 'a' || '%' escape '!' || '' -- refused
timestamp '2024-01-01' + interval '1 day' at time zone 'UTC'
'2024-01-01 00:00+00'::timestamptz at time zone 'UTC' + interval '1 hour'
'a' collate "C" || 'b' collate "C"
'a' collate C -- refused
'a' < 'B' collate "POSIX", 'a' < 'B' collate ucs_basic
(1, 2) = (1, 2) is true
1||-2
2*-3, 2/ -3, 2<-3, 2=-2
1 is distinct from 2 is null
1 is json -- refused
case when 1 = 2 then 'a' else 'not' end, 'not' = 'not', 'at' || 'not', 'and' = 'or', 'is' in ('not', 'between')
'at' as at, 'not' as "not", "not" from (values ('not')) as t ("not")
