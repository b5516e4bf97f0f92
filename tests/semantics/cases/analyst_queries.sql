-- What analysts ask: windows, groups, lateral, arrays, JSON, numbers at their ends.
select x, rank() over w, dense_rank() over w, percent_rank() over w, cume_dist() over w, ntile(3) over w from (values (1), (2), (2), (4)) as t (x) window w as (order by x) order by x
select x, sum(x) over (order by x rows between unbounded preceding and current row), sum(x) over (order by x range between unbounded preceding and current row), sum(x) over (order by x groups between 1 preceding and current row) from (values (1), (2), (2), (4)) as t (x) order by x
select x, first_value(x) over w, last_value(x) over w, nth_value(x, 2) over w from (values (1), (2), (3)) as t (x) window w as (order by x rows between unbounded preceding and unbounded following) order by x
select g, x, x - lag(x, 1, 0) over (partition by g order by x), round(100.0 * x / sum(x) over (partition by g), 2) from (values ('a', 1), ('a', 3), ('b', 5)) as t (g, x) order by g, x
select x, avg(x) over (order by x rows between 1 preceding and 1 following exclude current row), count(*) over (order by x range between 1 preceding and 1 following exclude ties) from (values (1), (2), (2), (4)) as t (x) order by x
select g, count(*), grouping(g), grouping(g, h) from (values ('a', 1), ('a', 2), ('b', 1)) as t (g, h) group by grouping sets ((g, h), (g), ()) order by grouping(g, h), g, h
select coalesce(g, 'total'), sum(x) from (values ('a', 1), ('a', 3), ('b', 5)) as t (g, x) group by rollup (g) order by grouping(g), g
select g, h, sum(x) from (values ('a', 'p', 1), ('a', 'q', 3), ('b', 'p', 5)) as t (g, h, x) group by cube (g, h) order by g nulls last, h nulls last
select g, percentile_cont(0.5) within group (order by x), percentile_disc(0.9) within group (order by x desc), mode() within group (order by x) from (values ('a', 1.5), ('a', 3), ('b', 5), ('a', 3)) as t (g, x) group by g order by g
select percentile_cont(array[0.25, 0.5, 0.75]) within group (order by x) from generate_series(1, 10) as g (x)
select g, string_agg(distinct s, ',' order by s desc), array_agg(s order by n), count(distinct s), array_agg(distinct s) from (values ('a', 'x', 2), ('a', 'y', 1), ('a', 'x', 3)) as t (g, s, n) group by g
select g, count(*) filter (where x > 1), sum(x) filter (where x > 100), max(x) filter (where x < 3), bool_and(x > 0), bool_or(x > 4), every(x < 9) from (values ('a', 1), ('a', 3), ('b', 5)) as t (g, x) group by g order by g
select stddev(x), stddev_pop(x), variance(x), var_pop(x), round(stddev(x), 3) from (values (1), (2), (4)) as t (x)
select corr(y, x), regr_slope(y, x), regr_intercept(y, x), regr_r2(y, x), covar_pop(y, x), regr_count(y, x) from (values (1.0::float8, 2.0::float8), (2, 4.5), (3, 6), (null, 1)) as t (x, y)
select t.g, l.x from (values ('a'), ('b')) as t (g) cross join lateral (select x from (values ('a', 1), ('a', 5), ('a', 3), ('b', 2)) as v (g, x) where v.g = t.g order by x desc limit 2) as l order by t.g, l.x desc
select t.x, (select max(v.y) from (values (1, 10), (1, 20), (2, 5)) as v (x, y) where v.x = t.x) from (values (1), (2), (3)) as t (x) order by 1
select x from (values (1), (2), (3), (null)) as t (x) where x not in (select y from (values (1), (null)) as u (y))
select x from (values (1), (2), (3)) as t (x) where exists (select 1 from (values (2), (3)) as u (y) where u.y = t.x and u.y > 2)
select x from (values (1), (2), (3)) as t (x) where x > all (select y from (values (1), (2)) as u (y)) or x = any (select 1)
with recursive t (n, f) as (select 1, 1::numeric union all select n + 1, f * (n + 1) from t where n < 10) select n, f from t order by n
with recursive p as (select 1 as id, 'a'::text as path union all select c.id, p.path || '/' || c.name from p join (values (2, 1, 'b'), (3, 2, 'c'), (4, 1, 'd')) as c (id, parent, name) on c.parent = p.id) select * from p order by id
with a as (select 1 as x), b as (select x + 1 as x from a) select * from a union all select * from b order by 1
select width_bucket(x, 0, 100, 10), width_bucket(x::float8, 0, 100, 4), width_bucket(x, array[10, 50, 90]) from (values (-5), (0), (10), (99), (100), (150)) as t (x)
select width_bucket(5, 10, 0, 5), width_bucket(5.5, 0, 10, 5), width_bucket(null, 0, 1, 2)
round(2.5), round(-2.5), round(2.5::float8), round(3.5::float8), round(1234.567, 2), round(1234.567, -2), trunc(-2.7), trunc(1.999, 2), ceil(-1.5), floor(-1.5), ceil(1.2::float8), sign(-3), abs(-2.5)
mod(7, 3), mod(-7, 3), -7 % 3, 7 / 2, -7 / 2, 7.0 / 2, div(7.5, 2), 7 / 2.0, 1 / 3.0, 10 / 4::numeric, 2 ^ 10, 2 ^ 0.5, power(2, 3), power(2.5, 2), sqrt(16), sqrt(2::numeric), cbrt(27), exp(1::numeric), ln(10), log(100), log(2, 8)
1 / 0
1.0 / 0
1::float8 / 0
ln(0)
sqrt(-1)
greatest(1, 2.5, null), least(1, null, -1), coalesce(null, 1.5, 2), nullif(1, 1.0), gcd(12, 18), lcm(4, 6), factorial(5), scale(1.500), trim_scale(1.500), min_scale(1.50), degrees(pi()), radians(180), sin(0), atan2(1, 1)
1e308::float8 * 10
2147483647 + 1
9223372036854775807 + 1
32767::int2 + 1::int2
1.5::int, 2.5::int, -1.5::int, 2.5::float8::int, 1e10::int8, 0.5::int, '1.5'::numeric::int, 12.999::numeric(4, 1), 1.005::numeric(10, 2), 99.95::numeric(3, 1)
0.1 + 0.2, 0.1::float8 + 0.2::float8, 1.10 + 2.2, 1.10 * 2.20, 3 * 1.50, 10.0 / 3, 1.0 * 1e-5, 100000000000000000000 * 3, 1e3, 1.e2, 0.0, -0.0
sum(x), avg(x), min(x), max(x), count(x), count(*), sum(x) / count(*), avg(x)::numeric(10, 2) from (values (1.5), (2.25), (null)) as t (x)
sum(x), avg(x), sum(x::float8), avg(x::float8), sum(x::int8), avg(x::int2) from (values (1), (2), (4)) as t (x)
select a[1], a[2:3], a[-1], array_length(a, 1), cardinality(a), a || 4, 0 || a, a || array[5, 6], array_append(a, 9), array_remove(a, 2), array_replace(a, 2, 7), array_position(a, 3), 2 = any (a), a @> array[1, 3], a && array[9, 3] from (values (array[1, 2, 3])) as t (a)
select unnest(array[1, 2]), unnest(array['a', 'b', 'c'])
select x, unnest(a) from (values (1, array[1, 2]), (2, array[]::int[]), (3, null)) as t (x, a)
select t.x, u.v, u.o from (values (1, array['a', 'b']), (2, '{c}')) as t (x, a) cross join unnest(t.a) with ordinality as u (v, o) order by t.x, u.o
select (array_agg(x order by x desc))[1], array(select y from (values (3), (1)) as u (y) order by y) from generate_series(1, 3) as g (x)
trim_array(array[1, 2, 3], 1), array_fill(0, array[3]), array_cat(array[1], array[2]), array[]::text[], '{}'::int[] is null, array[null, 1], array_sort(array[3, 1, 2]), array_reverse(array[1, 2])
select j ->> 'a', j -> 'b' ->> 0, j #>> '{c,d}', j ? 'a', j @> '{"a":"x"}', j - 'a', jsonb_typeof(j -> 'b'), jsonb_array_length(j -> 'b'), (j ->> 'n')::numeric * 2 from (values ('{"a":"x","b":[1,2],"c":{"d":null},"n":1.50}'::jsonb)) as t (j)
select key, value from jsonb_each('{"a":1,"b":{"c":2}}') order by key
select key, value from jsonb_each_text('{"a":1,"b":null}') order by key
select value from jsonb_array_elements('[1,"a",null,{"x":1}]')
select value, ordinality from jsonb_array_elements_text('["b","a"]') with ordinality
select k from jsonb_object_keys('{"b":1,"a":2}') as k
jsonb_set('{"a":{"b":1}}', '{a,b}', '2'), jsonb_set('{"a":1}', '{c}', '3'), jsonb_insert('{"a":[1,2]}', '{a,1}', '9'), '{"a":1}'::jsonb || '{"b":2}', '[1,2]'::jsonb - 0, '{"a":{"b":1}}'::jsonb #- '{a,b}', jsonb_strip_nulls('{"a":null,"b":1}'), jsonb_build_object('a', 1, 'b', array[1, 2], 'c', null), jsonb_pretty('{"a":[1,2]}')
select jsonb_agg(x order by x), json_agg(x order by x), jsonb_object_agg(k, x), json_object_agg(k, x order by k) from (values ('a', 1), ('b', 2)) as t (k, x)
select jsonb_path_query('{"a":[1,2,3]}', '$.a[*] ? (@ > 1)') -- refused
jsonb_path_exists('{"a":[1,2,3]}', '$.a[*] ? (@ > 2)'), jsonb_path_query_array('{"a":[1,2,3]}', '$.a[*]'), '{"a":1}'::jsonb @? '$.a', '{"a":1}'::jsonb @@ '$.a == 1' -- refused
json_value('{"a":1}', '$.a'), json_query('{"a":[1]}', '$.a'), json_exists('{"a":1}', '$.b') -- refused
select * from jsonb_to_recordset('[{"a":1,"b":"x"},{"a":2}]') as t (a int, b text)
select * from json_to_record('{"a":1,"b":"x"}') as t (a int, b text)
to_jsonb(1.50), to_jsonb('a'::text), to_jsonb(array[1, 2]), to_json('a"b'::text), '1.0'::jsonb = '1'::jsonb, '{"a":1,"a":2}'::jsonb, '{"b":1,"a":2}'::jsonb::text, '[1, 2]'::json ->> 1, '"x"'::jsonb #>> '{}', 'null'::jsonb is null
'{"a":1}'::jsonb ->> 'b' is null, ('{"a":true}'::jsonb -> 'a')::bool, ('{"a":5}'::jsonb -> 'a')::int + 1, '{"a":[{"b":1},{"b":2}]}'::jsonb #> '{a,1,b}', '{"a":"1"}'::jsonb -> 'a' = '"1"'
select distinct on (g) g, x from (values ('a', 1), ('a', 3), ('b', 5)) as t (g, x) order by g, x desc
select g, sum(x) as s from (values ('a', 1), ('a', 3), ('b', 5)) as t (g, x) group by g having sum(x) > 4 order by s
select g, max(x) - min(x) as spread, count(*) * 1.0 / sum(count(*)) over () as share from (values ('a', 1), ('a', 3), ('b', 5)) as t (g, x) group by g order by g
select * from (values (1, 'a'), (2, 'b')) as l (id, x) full join (values (2, 'c'), (3, 'd')) as r (id, y) using (id) order by id
select * from (values (1), (2)) as l (x) natural join (values (2), (3)) as r (x)
select l.x, r.y from (values (1), (2)) as l (x) left join (values (2, 5)) as r (x, y) on r.x = l.x and r.y > 5 order by 1
select a.x, b.x from generate_series(1, 3) as a (x) join generate_series(2, 4) as b (x) on b.x between a.x and a.x + 1 order by 1, 2
select x, case when x % 15 = 0 then 'fizzbuzz' when x % 5 = 0 then 'buzz' when x % 3 = 0 then 'fizz' else x::text end from generate_series(1, 15) as g (x) order by x
select s, n, sum(n) over (partition by s order by n) * 1.0 / sum(n) over (partition by s) from (values ('a', 1), ('a', 2), ('b', 4)) as t (s, n) order by 1, 2
select * from (select x, row_number() over (order by x desc) as r from generate_series(1, 5) as g (x)) as s where r <= 2 order by r
select x, count(*) from (values (1.0), (1.00), (2)) as t (x) group by x order by x
select distinct x from (values (1.0), (1.00), (2)) as t (x) order by x
select avg(x), sum(x) from (values (1e300::float8), (-1e300)) as t (x)
select avg(x) from (values (1e152::float8), (3e152), (-2e152)) as t (x)
select avg(x) from (values (1e154::float8), (3e152)) as t (x) -- refused
select avg(x) from (values (1e308::float8), (1e308)) as t (x)
select avg(x) from (values (1e308::float8), (null)) as t (x)
select avg(x) from (values (1e308::float8), (2), ('inf')) as t (x) -- refused
select avg(x) from (values (1e3::float8), (2), ('inf')) as t (x)
select avg(x) from (values (1e3::float8), ('nan'), ('inf')) as t (x)
select avg(x) from (values ('nan'::float8), ('inf')) as t (x)
select x, avg(x) over (order by y rows 1 preceding) from (values (1e3::float8, 1), (2e152, 2), (3e152, 3)) as t (x, y) order by y
select avg(x), avg(distinct x), avg(x) filter (where x < 1) from (values (1e3::float8), (1e3), (2)) as t (x)
select avg(x) from (values (1e308::float8), (1e308)) as t (x)
interval '1 day' * 1e300
interval '1 day' * 'NaN'::float8
interval '1 day' / 1e-300
interval '1 month' * 1e10
99999999999999999999::numeric(20, 0) * 99999999999999999999::numeric(20, 0)
select x * y from (values (99999999999999999999::numeric(20, 0), 99999999999999999999::numeric(20, 0))) as t (x, y) -- refused
select timestamp '294276-12-31', timestamp '294247-01-10 04:00:54' -- refused
timestamp '294277-01-01'
select unnest(array[3, 1, 2]) as v, g.x from generate_series(1, 2) as g (x)
select g.x, generate_series(1, g.x) from generate_series(1, 3) as g (x) order by 1, 2
select x, y from (values (2), (1)) as t (x), lateral generate_series(1, t.x) as s (y) order by 1, 2
select sum(n) from (select unnest(array[1, 2, 3]) as n) as s
select generate_series(1, 3), count(*) from (values (1)) as t (x) group by 1 order by 1
select max(generate_series(1, 3))
select array_agg(u) from (select unnest(array[3, 1, 2]) as u) as s
select case when x then 1 end from (values (true), (false), (null)) as t (x)
select x is true, x is not false, not x, x and null, x or true, x = true from (values (true), (false), (null)) as t (x)
select count(*), count(nullif(x, 1)), sum(case when x > 1 then 1 else 0 end), avg(nullif(x, 1)), min(coalesce(x, 0)) from (values (1), (2), (null), (3)) as t (x)
select 1 where null, 2
select 1 limit null
select 1 limit -1
select 1 offset 1
select 'a' as "Mixed Case", 1 as "select", 2 as x union all select 'b', 2, 3 order by 2 desc
select t.* from (values (1, 2)) as t (a, b) where (a, b) = (1, 2) and (a, b) < (1, 3) and (a, b) in ((1, 2), (3, 4))
select (1, 'a') = (1, 'a'), (1, null) = (1, 2), (1, null) is null, row(1, 2) is not null, (1, 2) < (1, 3), (1, null) is distinct from (1, null)
select bit_and(x), bit_or(x), bit_xor(x), 5 & 3, 5 | 3, 5 # 3, ~5, 1 << 4, 256 >> 2 from (values (5), (3)) as t (x)
uuid '{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11}', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid < 'b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '\xdeadbeef'::bytea, length('\xdeadbeef'::bytea), '\x01'::bytea || '\x02'::bytea, get_byte('\x0102'::bytea, 1)
with recursive t as (select 1 as x union all select x + 1 from t where x < 3) search depth first by x set o select * from t -- refused
with recursive t as (select 1 as x union all select x + 1 from t where x < 3) cycle x set c using p select * from t -- refused
