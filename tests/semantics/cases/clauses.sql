-- LIMIT and OFFSET that are computed.
select x from generate_series(1, 9) x order by x limit 2 + 1
select x from generate_series(1, 9) x order by x limit 3 * 2 - 4 offset -(-1)
select x from generate_series(1, 9) x order by x limit (select count(*) from (values (1), (2)) t) offset 1 + 1
select x from generate_series(1, 9) x order by x limit x
select x from generate_series(1, 9) x order by x limit (select y from generate_series(1, 2) y where y = x)
select x from generate_series(1, 9) x order by x limit 1 - 2
select x from generate_series(1, 9) x order by x offset 1 - 2
select x from generate_series(1, 9) x order by x limit (select -1)
select x from generate_series(1, 9) x order by x offset (select -1)
select x from generate_series(1, 9) x order by x limit (select null::int)
select x from generate_series(1, 9) x order by x limit 2147483647 + 1
select x from generate_series(1, 9) x order by x limit length('abc')
select x from generate_series(1, 9) x order by x limit 5.0 / 2
select x from generate_series(1, 9) x order by x limit case when true then 2 end
select x from generate_series(1, 9) x order by x limit count(*)
select 1 union all select 2 order by 1 limit (select 1)
select x from generate_series(1, 9) x order by x fetch first (1 + 1) rows only
with recursive t(n) as (select 1 union all (select n + 1 from t limit 1 + 1)) select n from t limit 2 * 2
-- GROUP BY DISTINCT.
select x, count(*) from (values ('a'), ('b'), ('a')) t(x) group by distinct rollup (x), rollup (x) order by x nulls first
select x, y, count(*) from (values ('a', 1), ('b', 2)) t(x, y) group by distinct rollup (x, y), cube (y, x) order by x, y
select x, count(*) from (values ('a'), ('b'), ('a')) t(x) group by all rollup (x), rollup (x) order by x, count(*)
select x, count(*) from (values ('a'), ('b'), ('a')) t(x) group by distinct x order by x
-- Frames of windows.
select count(*) over (w rows 1 preceding) from (values (1), (2)) t(x) window w as (order by x rows 2 preceding)
select count(*) over w from (values (1), (2)) t(x) window v as (order by x rows 2 preceding), w as (v)
select count(*) over w from (values (1), (2)) t(x) window v as (order by x), w as (v rows 1 preceding) order by 1
select x, count(*) over (order by x range between '1 year' preceding and '1 day' following) from (values (date '2024-01-01'), ('2024-01-02'), ('2025-01-02')) t(x) order by x
select x, count(*) over (order by x range between '1' preceding and '2' following) from generate_series(1, 5) x order by x
select x, count(*) over (order by x range between '1.5' preceding and 2 following) from generate_series(1.0, 5, 0.5) x order by x -- refused
select count(*) over (order by x rows between current row and 1 preceding) from (values (1)) t(x)
select count(*) over (order by x rows -1 preceding) from (values (1)) t(x)
select count(*) over (order by x rows -1 preceding) from (values (1)) t(x) where false
select count(*) over (order by x rows null preceding) from (values (1)) t(x)
select count(*) over (order by x groups -1 preceding) from (values (1)) t(x)
select count(*) over (order by x range -1 preceding) from (values (1)) t(x)
select count(*) over (order by x range interval '-1 day' preceding) from (values (date '2024-01-01')) t(x)
select count(*) over (order by x rows x preceding) from (values (1)) t(x)
select count(*) over (order by x range x preceding) from (values (1)) t(x)
select x, count(*) over (order by x rows 1.5 preceding) from generate_series(1, 5) x order by x
select x, count(*) over (order by x rows (select 2) preceding) from generate_series(1, 5) x order by x
-- Sort keys that are constants, outputs in another form, or hold a query; DISTINCT ON.
select string_agg(x, ',' order by 'a') from (values ('a'), ('b')) t(x)
select string_agg('ab', ',' order by 'ab')
select x, count(*) over (order by 'a') from (values (1), (2)) t(x)
select x, count(*) over (order by 1) from (values (1), (2)) t(x)
select x, count(*) over (order by 1, x) from (values (1), (2)) t(x) order by x
select x, sum(x) over (order by null rows 1 preceding) from (values (1)) t(x)
select x, count(*) over (order by 1 range between 1 preceding and current row) from (values (1), (2)) t(x) -- refused
select x, rank() over (order by 'x'::text) from (values (1), (2)) t(x)
select x from (values (2), (1)) t(x) order by null::int, x
select x from (values (2), (1)) t(x) order by null, x
select x from (values (2)) t(x) order by null::int
select 1 as x union select 2 order by x
select (select 3) = any (array[3]), (select 3) <> all (array[3, null]), (select null::int) = any (array[1])
select distinct greatest(x, 1.5), false from (values (1), (2)) t(x) order by 1
select distinct on (x) y, x from (values (1.50, 2), (1.5, 1)) t(x, y) order by x, y
select distinct on (b) false as b, x from (values (1), (2)) t(x) order by b, x
select -x as x from (values (1.5), (2.25), (null)) t(x) order by x
select -x as x from (values (1.5), (2.25), (null)) t(x) order by x desc limit 1
select interval '1 day' * -y as x from (values (interval '1 day', 1), ('2 days', 2)) t(x, y) order by x limit 1
select 3 - y as x, count(*) from (values (interval '1 day', 1), ('2 days', 2)) t(x, y) group by y order by x
select (select max(x)) from (values (1), (2)) t(x) -- refused
select x from (select x, (select count(y) from (values (1)) u(y)) as c from (values (1), (2)) t(x)) s where x > 1
select 10 in (select greatest(x, y)) from (values (10::numeric, 1)) t(x, y)
select (1, 2.50) in (select 1, greatest(2.5, x) from (values (1)) t(x))
select abs(x), x, count(*) from (values (1.5), (-1.5), (1.50)) t(x) group by abs(x), x order by 1, 2
select abs(x), x, count(*) from (values (1.5), (-1.5), (1.50)) t(x) group by rollup (abs(x), x) order by 1, 2
select x <> y, count(*) from (values (1, 2), (1, 1)) t(x, y) group by cube (x <> y) order by 1
select x is null, x > 1 and y > 1, count(*) from (values (1, 2), (1, 1)) t(x, y) group by grouping sets (rollup (x is null), (x > 1 and y > 1), ()) order by 1, 2, 3
-- Keys of GROUP BY that hold a query, or spread.
select case when exists (select 1 from (values (1)) o(k) where o.k = c.id) then 'y' else 'n' end as k, count(*) from (values (1), (2), (3)) c(id) group by 1 order by 1
select case when exists (select 1 from (values (1)) o(k) where o.k = c.id) then 'y' end, count(*) from (values (1), (2)) c(id) group by case when exists (select 1 from (values (1)) o(k) where o.k = c.id) then 'y' end order by 1
select (select count(*) from (values (1), (1), (2)) o(k) where o.k = c.id) + 1 as n, count(*) from (values (1), (2), (3)) c(id) group by (select count(*) from (values (1), (1), (2)) o(k) where o.k = c.id) order by n
select (select 1), count(*) from (values (1)) c(id) group by 1
select (select 1) group by 1
select (select max(x) from (values (3)) o(x)) as m, y, count(*) from (values (1), (2)) c(y) group by rollup (1, 2) order by 1, 2
select (select x from (values (3)) o(x) where o.x = c.y), y from (values (1), (3)) c(y) group by (select x from (values (3)) o(x) where o.x > c.y)
select unnest(string_to_array(x, ' ')) as w, count(*) from (values ('a b'), ('b c'), (null)) t(x) group by 1 order by 1
select unnest(string_to_array(x, ' ')) as w, count(*) from (values ('a b'), ('b c'), (null)) t(x) group by w having count(*) > 1
select count(*), unnest(string_to_array(x, ' ')) from (values ('a b'), ('b c')) t(x) group by unnest(string_to_array(x, ' ')) order by unnest(string_to_array(x, ' '))
select upper(unnest(string_to_array(x, ' '))) as w, count(*) from (values ('a b'), ('B c')) t(x) group by 1 order by 1
select unnest(array[1, 2, 2]) as x, count(*) group by x order by x
select generate_series(1, 3), count(*) from (values (1)) c(id) -- refused
select count(generate_series(1, 3)) from (values (1)) c(id)
select unnest(array[x, 2]) u, unnest(array[x, 2]) v, unnest(array[x]) w from (values (1)) t(x) order by 1
-- Rows.
select (1, 2) = (select 1, 2), (1, null) = (select 1, 2), (1, 2) < (select 1, 3), (1, 2) <> (select 1, 2), (1, 2) >= (select 1, 2 where false)
select (1, 2) = (select 1)
select (1, 2) = (select 1, 2, 3)
select (1, 2) = (select x, 2 from (values (1), (2)) t(x))
select c.id from (values (1, 'a'), (2, 'b')) c(id, x) where (c.id, c.x) = (select o.id, 'b' from (values (2)) o(id) where o.id = c.id)
select (t).* from (values (1, 'a')) t(x, y)
select (t).*, count(*) from (values (1, 'a')) t(x, y) group by x, y
select (t.x).* from (values (1)) t(x)
select (t.r).f1, (t.r).* from (select row(1, 2.50, null::date) as r) t
-- HAVING whose parts are looked at several times.
select x, count(*) from (values (1, timestamp '2024-01-01'), (2, null)) t(x, z) group by x having nullif(count(date_trunc('day', z)), 0) is null
select x, count(*) from (values (1, timestamp '2024-01-01'), (2, null)) t(x, z) group by x having to_char(max(z), 'YYYY-MM') = '2024-01'
select x, count(*) from (values (1, timestamp '2024-01-01'), (2, null)) t(x, z) group by x having substring(max(z::text || 'abcdefghijklmnopqrst'), 1, 4) = '2024' order by x
select x, sum(y) from (values (1, 2.5), (1, 3.5), (2, null)) t(x, y) group by x having round(avg(y) * 1.0000001 + 0.00001, 2) > 2 or nullif(sum(y * 2.5 + 1.123456789), 12345.678901) is not null order by sum(y)
select x, sum(y) s, rank() over (order by sum(y)) from (values (1, 2.5), (1, 3.5), (2, null), (3, 1.5)) t(x, y) group by x having nullif(sum(y * 2.5 + 1.123456789), 12345.678901) is not null order by x -- refused
select x, extract(epoch from max(z) - min(z)) from (values (1, timestamp '2024-01-01'), (1, '2024-01-02')) t(x, z) group by x having extract(epoch from max(z) - min(z)) > 5 and age(max(z), min(z)) > interval '1 hour'
select x, string_agg(y, ',') from (values (1, 'a'), (1, 'b')) t(x, y) group by x having split_part(string_agg(y || 'xxxxxxxxxxxxxxxxxxxxxxxxx', ',' order by y), ',', 2) like 'b%' and left(max(y || 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy'), 1) = 'b'
select array_agg(x order by x) from (values (1), (2)) t(x) having (array_agg(x order by x))[1] = 1 and 2 = any (array_agg(x order by x)) and array_length(array_agg(x), 1) = 2
select x from (values (1, '{"a":1}'::jsonb)) t(x, y) group by x having (jsonb_agg(y) -> 0 ->> 'a')::int = 1 and json_build_object('k', count(*))::text like '%1%'
