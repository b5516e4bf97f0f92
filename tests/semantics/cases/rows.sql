-- Whole rows, types of values, ties, sets and groups of values that compare by a key.
quote_literal(42), quote_literal(date '2024-01-01'), quote_literal(null::int), quote_literal('a'), quote_literal(null)
interval '1 month - 1 day', interval '1 day - 2 hours', interval '- 1 day'
to_date('6/5/24', 'DD/MM/YY'), to_date('6/5/85', 'DD/MM/YY'), to_date('060524', 'DDMMYY'), to_date('1/1/00', 'DD/MM/YY')
pg_typeof(1), pg_typeof('a'), pg_typeof('a'::varchar || 'b'), pg_typeof(1.5), pg_typeof(null), pg_typeof(array[1]), pg_typeof('a'::varchar(3)), pg_typeof(1::numeric(5,2)), pg_typeof(array['a'::varchar(3)]), pg_typeof(true)
pg_typeof(1)::text, pg_typeof(1)::text || 'x', pg_typeof(x) from (values (1)) as t (x)
pg_typeof(1) = pg_typeof(2)
select c, n from unnest(array['a','b']) with ordinality as u (c, n)
select string_agg(c, '' order by n desc) from unnest(string_to_array('hello', null)) with ordinality as u (c, n)
select t from (values (1, 'a'), (2, null)) as t (x, y)
select row_to_json(t), to_jsonb(t), t.x from (values (1, 'a'), (2, null)) as t (x, y)
select json_agg(t), count(t), json_agg(t.*) from (values (1, 'a'), (2, null)) as t (x, y)
select (t).y, (t).x + 1, row(t.*, 3), t is null, t is not null from (values (1, 'a'), (2, null)) as t (x, y)
select json_agg(t order by t.x desc) filter (where t.x > 1) from (values (1, 'a'), (2, null), (3, 'z')) as t (x, y)
select row_to_json(r) from (select x, count(*) as n from (values (1), (1), (2)) as v (x) group by x order by x) as r
select a.x, row_to_json(b) from (values (1), (2)) as a (x) left join (values (1, 'q')) as b (x, y) on a.x = b.x -- refused
select a.x, row_to_json(a), row_to_json(b) from (values (1), (2)) as a (x) join (values (1, 'q')) as b (x, y) on a.x = b.x
select x, jsonb_agg(to_jsonb(t) - 'x') from (values (1, 'a'), (1, 'b'), (2, null)) as t (x, y) group by x order by x
select t::text from (values (1, 'a b'), (2, null)) as t (x, y)
row(1, 'a b', null, true, 'x'::char(3), '', 'q"q\z', 1.50)::text, row(null)::text, row(null, null)::text
row(array[1, 2], array['a b', null], row(1, row(null, 'x,y')))::text, array[row(1, 'a'), row(2, null)]::text
row(date '2024-02-29', interval '1 day 2 hours', '\x00ff'::bytea, 1e20::float8, '{"a": 1}'::jsonb)::text
select t::text, 'x' || t::text, length(t::text), format('%s', t), concat(t, '!') from (values (1, 'a'), (null, 'b c')) as t (x, y)
select t::text from (select 1 as a, 2 as "A") as t -- refused
select case when x > 1 then t end::text from (values (1, 'a'), (2, 'b')) as t (x, y)
with c as (select 1 as a, 2 as b) select row_to_json(c), c from c
select x from (values (1)) as x
select g, g.g from generate_series(1, 2) as g
select array_agg(t) from (values (1, 'a')) as t (x, y)
select distinct t from (values (1, 'a'), (1, 'a')) as t (x, y)
select t, count(*) from (values (1, 'a'), (1, 'a')) as t (x, y) group by t
select * from (values (1, 'a'), (2, 'b')) as t (x, y) where t = (2, 'b') -- refused
select t from (values (1, 'a'), (2, 'b')) as t (x, y) order by t desc
select row(t, 1) from (values (1, 'a')) as t (x, y)
select coalesce(t, null) from (values (1, 'a')) as t (x, y)
select d, count(*), grouping(d) from (values (interval '1 day'), ('2 days'), ('24 hours')) as t (d) group by rollup (d) order by d
select j, count(*) from (values ('{"a":1.0}'::jsonb), ('{"a":1}')) as t (j) group by grouping sets ((j), ()) order by count(*), j is null
select interval '1 day' intersect select interval '24 hours' -- refused
select interval '1 day' except select interval '2 days'
select * from (values (interval '1 day'), ('1 day'), ('2 days')) as t except all select interval '24 hours' order by 1
select * from (values (interval '1 day'), ('1 day'), ('2 days')) as t intersect all select * from (values (interval '24 hours'), ('1 day')) as u -- refused
select * from (values (interval '1 day', 1), (null, 2), (null, 2)) as t intersect select * from (values (interval '24 hours', 1), (null, 2)) as u order by 2 -- refused
select * from (values ('{"a":1}'::jsonb)) as t except select '{"a":1.0}'::jsonb
select * from (values ('a'::char(3)), ('b')) as t intersect select 'b '::char(3) -- refused
select x / 3.0 from (values (1), (2)) as t (x) intersect select 1 / 3.0
select x from (values (1), (2), (2), (3), (3)) as t (x) order by x fetch first 2 rows with ties
select x from (values (1), (2), (2), (3), (3)) as t (x) order by x desc offset 1 fetch next 1 row with ties
select y from (values (1, 'a'), (2, 'b'), (2, 'c'), (3, 'd')) as t (x, y) order by x fetch first 2 rows with ties
select x, count(*) from (values (1), (2), (2), (3)) as t (x) group by x order by count(*) fetch first row with ties
select distinct x from (values (1), (2), (2), (3)) as t (x) order by x fetch first 2 rows with ties
select 1 as a union all select 1 union all select 2 order by a fetch first 1 rows with ties
select x from (values (1), (2)) as t (x) fetch first 1 rows with ties
select x from (values (null), (1), (null)) as t (x) order by x nulls first fetch first 1 rows with ties
select x from (values (1), (2)) as t (x) order by x fetch first 0 rows with ties
with c as (select 1 as x union all select 1) select x from c order by x fetch first 1 rows with ties
select x, row_number() over (order by x) from (values (1), (1), (2)) as t (x) order by x fetch first 1 rows with ties
quote_literal(42), quote_literal(date '2024-01-01'), quote_literal(null::int), quote_literal('a'), quote_literal(null), quote_literal(E'a\\b')
select age(x), age(timestamp '2020-01-01') = age(current_date, timestamp '2020-01-01'), age(date '2020-01-01') = age(current_date::timestamptz, date '2020-01-01') from (values (timestamptz '2020-01-01')) as t (x)
select count(t), count(distinct t) from (values (1, null), (null, null)) as t (x, y)
select age('2020-01-01')
select 1 fetch first null rows only
select x from (values (1)) as t (x) order by x fetch first null rows with ties
select x from (values (1)) as t (x) order by x fetch first (-1) rows with ties
