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
