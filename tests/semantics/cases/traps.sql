-- Answers that DuckDB alone, or transpiled SQL, gets wrong (research on the local engine).
substring('abcdef', -1, 4)
substring('abcdef' from -1 for 4)
'a_c' like 'a\_c'
'abc' like 'a\_c'
'50%' like '%\%%'
'50' like '%\%%'
'50%' like '%#%' escape '#'
'50%' like '5%' escape ''
'abc' like 'abc\'
'ABC' ilike 'a\_c'
'abc' similar to '(a|b)%'
'abc' similar to 'a.c'
'a.c' similar to 'a.c'
'abc' similar to '%(b|d)%'
'abc' not similar to '%x%'
select * from regexp_matches('foobarbequebaz', '(bar)(beque)')
select regexp_matches('abcabc', 'a.', 'g')
select regexp_matches('abc', 'x')
regexp_match('abc', '(x)?b')
regexp_replace('foobar', 'o', 'x')
regexp_replace('foobar', 'o', 'x', 'g')
regexp_replace('foobar', '(o+)(b)', '\2\1', 'g')
regexp_replace('abc', 'a|ab', 'x') -- refused
regexp_match('xaby', 'a|ab') -- refused
'xaby' ~ 'a|ab'
format('%s-%s', 'a', 'b')
format('%I.%L', 'My Table', 'it''s')
format('%1$s %1$s %2$s', 'a', 5)
format('%s', null)
to_hex(255)
to_hex(-1)
to_hex(-1::bigint)
interval '1 day 02:03:04'
interval '1' day
interval '-1 day 02:00'
interval '3 days ago'
extract(second from timestamp '2024-01-01 10:00:12.345678')
extract(milliseconds from timestamp '2024-01-01 10:00:12.345678')
extract(epoch from timestamp '2024-01-01 10:00:12.345678')
extract(epoch from interval '1 month 2 days 3.5 seconds')
date_part('second', timestamp '2024-01-01 10:00:12.345678')
to_char(timestamp '2024-03-31 15:04:05', 'Mon DD, YYYY Day Q HH12:MI AM')
to_char(timestamp '2024-03-31 15:04:05', 'FMDay, DDth FMMonth')
to_char(1234567.891, 'FM9,999,999.00')
to_char(-5, '999MI')
'{"k": 2.50}'::json ->> 'k'
'{"k": 2.50}'::jsonb ->> 'k'
'{"k": [1,  2]}'::json -> 'k'
'{"k": [1,  2]}'::jsonb -> 'k'
'{"a": 1, "a": 2}'::json -> 'a'
'{"a": 1}'::jsonb || '{"b": 2}'::jsonb
'{"a": 1}'::jsonb || '{"a": 2}'::jsonb
'[1]'::jsonb || '2'::jsonb
5 = any(null::int[])
5 = any(array[1, null])
5 = any(array[5, null])
5 <> all(array[1, null])
concat('x', true)
concat('x', null, 1.50)
concat_ws('-', 'a', null, 1)
'x' || true
array_length('{}'::int[], 1)
cardinality('{}'::int[])
left('abcdef', -1)
right('abcdef', -1)
substr('abcdef', 0, 2)
substr('abcdef', -2)
chr(8364)
initcap('hello wORLD')
upper('straße')
lower('ΑΣ')
reverse('e' || chr(769) || 'x')
length('e' || chr(769))
split_part('a,b,c', ',', -1)
lpad('abc', 5, '')
trim('  a	 ')
array_remove(array[1,2,1,null], 1)
array_remove(array[1,null,2], null)
array_position(array[1,null,2], null)
array_to_string(array[1,null,2], ',')
array_to_string(array[1,null,2], ',', '*')
string_to_array('a,b,,c', ',')
string_to_array('abc', null)
string_to_array('', ',')
array[1,2,3] @> array[1,null]
array[1,2] && array[2,3]
select generate_series(1, 3)
select * from generate_series(3, 1)
select * from generate_series(1, 10, 4)
select * from generate_series(1.0, 2.0, 0.5)
select * from generate_series(date '2024-01-30', date '2024-02-01', interval '1 day')
select * from generate_series(timestamp '2024-01-31', timestamp '2024-05-01', interval '1 month')
select * from generate_series(1, 3, 0)
select * from unnest(array[1,2], array['a']) t(a, b)
select * from unnest(array['a','b']) with ordinality
select * from unnest(array['a','b']) with ordinality as t(x, n)
select * from generate_subscripts(array['a','b'], 1)
select * from jsonb_each('{"b": 1, "a": {"c": null}}')
select * from jsonb_each_text('{"b": 1, "a": "x", "n": null}')
select * from json_each('{"b": 1, "a": [1 ,2]}')
select * from jsonb_array_elements('[1, "x", null, {"a": 1}]')
select * from jsonb_array_elements_text('[1, "x", null, {"a": 1}]')
select * from json_object_keys('{"b": 1, "a": 2, "b": 3}')
select * from jsonb_object_keys('[1]')
select * from regexp_split_to_table('a1b22c', '\d+')
select * from string_to_table('a,b', ',')
select x, e from (values ('a,b'), ('c')) t(x), unnest(string_to_array(x, ',')) e order by x, e
select x, jsonb_array_elements(j)::text e from (values (1, '[1,2]'::jsonb), (2, '[]')) t(x, j) order by x, e
string_agg(x, ',') from (values ('a'), (null), ('b')) t(x)
select string_agg(x, ',' order by x desc) from (values ('a'), (null), ('b')) t(x)
select string_agg(distinct x, ',') from (values ('b'), ('a'), ('b')) t(x)
select string_agg(distinct x, ',' order by x desc) from (values ('b'), ('a'), ('b')) t(x)
select string_agg(x, d order by x) from (values ('a', '-'), ('b', '+'), (null, '!'), ('c', null)) t(x, d)
select string_agg(x, ',') from (values ('a')) t(x) where false
select string_agg(x, ',') filter (where x <> 'a') from (values ('a'), ('b'), ('c')) t(x)
select string_agg(x, null) from (values ('a'), ('b')) t(x)
select array_agg(x order by x) from (values (2), (null), (1)) t(x)
select array_agg(x order by x desc) from (values (2), (null), (1)) t(x)
select array_agg(distinct x) from (values (2), (null), (1), (2)) t(x)
select array_agg(x) from (values (1)) t(x) where false
select array_agg(x) filter (where x > 1) from (values (1), (2)) t(x)
select array_agg(x order by x) from (values (1.50), (2.5)) t(x)
select array_agg(x) from (values (array[1])) t(x)
select json_agg(x order by x) from (values (2), (null), (1)) t(x)
select jsonb_agg(x order by x) from (values (2.50), (null), (1)) t(x)
select json_agg(x order by x) from (values ('a"b'), ('c')) t(x)
select json_agg(x) from (values (1)) t(x) where false
select json_agg(distinct x) from (values (2), (1), (2)) t(x)
select json_object_agg(k, v order by k) from (values ('a', 1), ('b', null)) t(k, v)
select jsonb_object_agg(k, v) from (values ('bb', 1), ('a', 2)) t(k, v)
select json_object_agg(k, v) from (values (null, 1)) t(k, v)
select json_build_object('d', date '2024-01-02', 't', timestamp '2024-01-02 03:04:05.6', 'z', timestamptz '2024-01-02 03:04:05+00', 'i', interval '1 day', 'b', true, 'n', 1.50, 'f', 1.5::float8, 'a', array[1,2], 'x', null)
select to_jsonb(timestamptz '2024-01-02 03:04:05+00')
select to_json('NaN'::float8)
select to_jsonb(1.50)
select json_build_array()
select jsonb_build_object()
jsonb_build_object('a', 1, 'b', jsonb_build_array(1, 'x', null))
-- dates
date '2024-03-01' - date '2024-02-01'
date '2024-01-31' + interval '1 month'
date '2024-02-28' + 2
timestamp '2024-03-01 12:00' - timestamp '2024-01-01'
timestamptz '2024-03-01 12:00+00' - timestamptz '2024-01-01 00:00+00'
timestamp '2024-03-31' - interval '1 month'
(timestamp '2024-01-01', interval '1 day') overlaps (timestamp '2024-01-01 12:00', timestamp '2024-01-03')
date_trunc('century', timestamp '2000-05-06')
date_trunc('week', date '2024-01-03')
date_trunc('day', timestamptz '2024-03-31 00:30:00+00', 'Europe/Berlin')
timestamp '2024-03-31 02:30' at time zone 'Europe/Berlin'
timestamptz '2024-10-27 00:30:00+00' at time zone 'Europe/Berlin'
timestamp '2024-01-01' at time zone 'EST'
timestamptz '2024-01-01 00:00+00' at time zone interval '-03:30'
extract(isoyear from date '2021-01-03'), extract(week from date '2021-01-03')
extract(dow from date '2024-01-07'), extract(isodow from date '2024-01-07')
interval '1 month 1 day' * 1.5
interval '1 year' / 7
justify_interval(interval '35 days 49 hours')
age(timestamp '2024-03-01', timestamp '2024-01-31')
make_interval(days => 3, hours => 2)
make_date(2024, 2, 30)
to_timestamp(1704067200.5)
to_date('2024-02-29', 'YYYY-MM-DD')
current_date - current_date
-- text and its neighbours
md5('a'), encode(sha256('a'::bytea), 'hex'), encode('\x00ff'::bytea, 'base64')
quote_literal('it''s'), quote_ident('select'), quote_nullable(null)
translate('12345', '143', 'ax'), position('b' in 'abc'), overlay('abcdef' placing 'XY' from 2 for 3)
